import { isWhole } from '../../core/coverage.js';
import { dependencyFile } from '../../core/dependency-names.js';
import { canonicalJson } from '../../core/json.js';
import { landing } from '../../core/snapshot.js';
import type { Tree } from '../../core/tree.js';
import { treeProblems, type TreeProblem } from '../../core/tree-problems.js';
import { defineCheck, type Draft, type OwnGap, type ReviewInput } from '../check.js';
import { aboutFile } from '../draft.js';
import { driftOf } from './drift.js';
import { isProse } from './prose.js';

const fileLine = (path: string, side: 'base' | 'head') => ({ in: 'repository', path, side, line: 1, endLine: 1 }) as const;

/** The file's object ids on both sides: a waiver given for one content says nothing about the next. */
function oids(path: string, input: ReviewInput, before: Tree, after: Tree): readonly string[] {
  const file = input.files.find((one) => one.path === path);
  return [file?.oid.before ?? before.entries.get(path)?.oid ?? '', file?.oid.after ?? after.entries.get(path)?.oid ?? ''];
}

/** Names that are read by the reviewer's own formats, by git or as the policy: a file that passes for one is acted on. */
const acted: ReadonlySet<string> = new Set(['npm', 'git', 'policy']);

/**
 * Names that some file systems take for another's: which file an installer reads then depends on the machine. One that stood is silent until one
 * of its files changes.
 */
function* ambiguousNames(before: Tree, after: Tree): Generator<Draft> {
  const withContent = (tree: Tree, problem: TreeProblem): string => canonicalJson([problem, ...pathsOf(problem).map((path) => tree.entries.get(path)?.oid ?? '')]);
  const old = treeProblems(before);
  const stood = new Set(old.map(canonicalJson));
  const same = new Set(old.map((problem) => withContent(before, problem)));
  const now = treeProblems(after);
  const collide = new Set(now.flatMap((problem) => (problem.kind === 'collision' ? problem.paths : [])));
  for (const problem of now) {
    if (same.has(withContent(after, problem)) || (problem.kind === 'disguise' && collide.has(problem.path))) continue;
    const paths = pathsOf(problem);
    const [path = ''] = paths;
    const file = dependencyFile(problem.kind === 'collision' ? paths.at(-1)! : problem.reads);
    yield aboutFile(fileLine(path, 'head'), {
      message: problem.kind, severity: problem.kind === 'collision' || acted.has(file?.ecosystem ?? '') || file?.tool === 'Poetry' || file?.tool === 'uv' ? 'high' : 'medium', confidence: 'high', level: 'default', change: stood.has(canonicalJson(problem)) ? 'worsened' : 'added',
      data: problem.kind === 'collision' ? { path, other: paths.slice(1, 4).join(', ') } : { path, reads: problem.reads }, identity: [problem.kind, ...paths, ...paths.map((one) => after.entries.get(one)?.oid ?? '')],
    });
  }
}

const pathsOf = (problem: TreeProblem): readonly string[] => (problem.kind === 'collision' ? problem.paths : [problem.path]);

export const lockfileUnderstood = defineCheck({
  id: 'lockfile-understood',
  group: 'lockfile',
  title: 'Every changed lockfile was read whole',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [],
  messages: {
    collision: {
      what: '{path} and {other} are one file on some machines.',
      why: 'Where letters of either case, or two ways to write one letter, do not count (macOS, Windows), only one of them is there after a checkout: what is installed is then not what was reviewed.',
      todo: 'Keep one of them, or give the other another name.',
    },
    disguise: {
      what: '{path} is read as {reads} on some machines, and on others not.',
      why: 'Where letters of either case, or characters without a shape, do not count (macOS, Windows), a tool opens it under that name; no reader of this review does.',
      todo: 'Give it the name {reads} if it is meant to be one, else another name.',
    },
  },
  run: (input) => {
    const gaps: OwnGap[] = [];
    const { before, after } = landing(input.snapshot);
    for (const reading of input.lockfiles.filter((one) => !isProse(one))) {
      const path = reading.root.lockfile;
      const content = oids(path, input, before, after);
      // A partial reading names each entry that it could not read; those are the holes.
      if (!isWhole(reading.coverage) && (reading.coverage.kind === 'failed' || reading.problems.length === 0)) {
        const coverage = reading.coverage as OwnGap['coverage'];
        gaps.push({ subject: path, identity: [path, coverage.code, ...content], coverage });
      }
      for (const problem of reading.problems.filter((one) => driftOf(one) === undefined)) {
        gaps.push({ subject: problem.location === '' ? path : `${path}: ${problem.location}`, identity: [path, problem.location, problem.code, canonicalJson(problem.data), ...content], coverage: { kind: 'failed', code: problem.code, data: problem.data } });
      }
    }
    // Links that were too many to follow: what stands behind them, and with it which lockfile is installed, is not known.
    for (const { path, oid, coverage } of input.files) {
      if (coverage.kind === 'failed' && coverage.data['reason'] === 'too-many') gaps.push({ subject: path, identity: ['unfollowed', oid.before ?? '', oid.after ?? ''], coverage });
    }
    for (const folder of [...before.unread, ...after.unread]) {
      // What it holds is not known, so that nothing but the head says what was waived.
      gaps.push({ subject: folder.path, identity: [folder.path, folder.code, input.snapshot.head.commit], coverage: { kind: 'failed', code: folder.code, data: { path: folder.path } } });
    }
    // What was read is not what is installed: a standing filter or encoding makes other bytes of a lockfile that changed.
    for (const { path, attribute, effect, change, lockfile } of input.attributes?.found ?? []) {
      const read = lockfile === undefined ? undefined : input.lockfiles.find((one) => one.root.lockfile === lockfile);
      if (effect !== 'rewritten' || change === 'added' || !read || read.change === 'unchanged' || read.change === 'removed') continue;
      gaps.push({ subject: read.root.lockfile, identity: [path, attribute, ...oids(read.root.lockfile, input, before, after)], coverage: { kind: 'failed', code: 'FILE_ENCODING', data: { path, attribute } } });
    }
    return { drafts: [...ambiguousNames(before, after)], gaps };
  },
});
