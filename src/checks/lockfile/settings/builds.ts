import type { Severity } from '../../../core/finding.js';
import type { GypCode, ProjectBuild } from '../../../packages/gyp.js';
import type { Draft, ReviewInput } from '../../check.js';
import { aboutFile } from '../../draft.js';
import { grave } from '../../package/gyp-delta.js';

const words = { command: 'a command', expression: 'an expression', action: 'a program', unreadable: 'something that could not be read' } as const;

/**
 * What the build files of the repository's own packages newly run at install. A native addon's build changes as its sources do, and may come to run a program
 * of its own; what fetches, decodes or evaluates, what is Python where gyp wants data, and code in a build that is new and compiles nothing are no such thing.
 */
export function* buildDrafts(input: ReviewInput): Generator<Draft> {
  for (const build of input.builds ?? []) {
    if (!build.after) continue;
    const known = new Set((build.before?.code ?? []).map(identity));
    const added = build.after.code.filter((one) => !known.has(identity(one)));
    for (const code of added) yield codeDraft(build, code);
    if (added.length === 0) yield fileDraft(build);
  }
}

/** What was not looked at, and so may be anything. */
const overLimit = /^(?:larger|more) than/;

/** A file that is moved and says the same runs the same. */
const identity = (code: GypCode): string => `${code.what} ${code.key}`;

function weigh({ before, after }: ProjectBuild, code: GypCode): Severity {
  if (code.what === 'expression') return 'critical';
  // A file that never could be read changes like any other; the commands in it are told for themselves.
  if (code.what === 'unreadable') return before?.code.some((one) => one.what === 'unreadable' && one.path === code.path) === true && !overLimit.test(code.text) ? 'medium' : 'high';
  if (grave.test(code.text)) return 'high';
  return !before && after?.sources !== 'present' ? 'high' : 'medium';
}

function codeDraft(build: ProjectBuild, code: GypCode): Draft {
  const folder = build.path.slice(0, build.path.lastIndexOf('/') + 1);
  const path = `${folder}${code.path}`;
  return aboutFile({ in: 'repository', path, side: 'head', line: code.line, endLine: code.line }, {
    message: 'build-code', severity: weigh(build, code), confidence: 'high', level: 'default', change: 'added', data: { path, kind: words[code.what], text: code.text }, identity: ['build-code', path, code.what, code.key],
  });
}

function fileDraft({ path, change, after, objects }: ProjectBuild): Draft {
  return aboutFile({ in: 'repository', path, side: 'head', line: 1, endLine: 1 }, {
    message: change === 'added' && after?.sources !== 'present' ? 'empty-build' : 'build-file', severity: change === 'added' ? 'medium' : 'low', confidence: 'high', level: change === 'added' ? 'default' : 'folded', change: 'added',
    data: { path, change }, identity: ['build-file', path, ...objects],
  });
}
