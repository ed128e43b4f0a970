import type { DependencyChange } from '../../core/change.js';
import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { ReviewedFile } from '../../lockfiles/reading.types.js';
import { bringsIn } from '../../facts/planner.js';
import { defineCheck, type Draft, type ReviewInput } from '../check.js';
import { aboutFile } from '../draft.js';

/** At most this many packages are named. */
const named = 8;
const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'overrides', 'resolutions', 'pnpm', 'packageExtensions', 'workspaces', 'catalog', 'catalogs'] as const;

function parsed(text: string | undefined): JsonObject {
  try {
    const value = text === undefined ? {} : (JSON.parse(text.replace(/^\uFEFF/, '')) as Json);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Names that a changed manifest asks for in another way than before; undefined where it changes something that may concern any package. */
function asked(file: ReviewedFile): ReadonlySet<string> | undefined {
  const [before, after] = [parsed(file.text.before), parsed(file.text.after)];
  const names = new Set<string>();
  for (const field of fields) {
    const [old, now] = [before[field], after[field]];
    if (JSON.stringify(old ?? null) === JSON.stringify(now ?? null)) continue;
    if (!/ependencies$/.test(field) || Array.isArray(now) || Array.isArray(old)) return undefined;
    const [was, is] = [isObject(old) ? old : {}, isObject(now) ? now : {}];
    for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) if (was[name] !== is[name]) names.add(name);
  }
  return names;
}

/**
 * The packages of one lockfile that came in although no manifest of this change asks for them, or for anything on the way to them, in another
 * way than before. None where a changed setting or override may be the reason for any.
 */
function unexplained(changes: readonly DependencyChange[], input: ReviewInput): readonly DependencyChange[] {
  const manifests = input.files.filter((file) => /(?:^|\/)package\.json$/.test(file.path) && !`/${file.path}`.includes('/node_modules/'));
  const names = new Set<string>();
  for (const file of manifests) {
    const own = asked(file);
    if (own === undefined) return [];
    for (const name of own) names.add(name);
  }
  if ((input.settings ?? []).some((file) => file.tool !== 'manifest' && file.tool !== 'pip')) return [];
  return changes.filter((change) => {
    const direct = change.introducers.map(({ path }) => path[1]?.name).filter((name) => name !== undefined);
    const own = change.after?.alias ?? change.after?.name ?? '';
    return !names.has(own) && !direct.some((name) => names.has(name)) && !change.introducers.some(({ path }) => path.some((step) => names.has(step.name)));
  });
}

function* drafts(input: ReviewInput): Generator<Draft> {
  for (const reading of input.lockfiles) {
    // What asks for Python packages is not read name by name, so that there is nothing to hold the changes against.
    if (reading.change !== 'changed' || reading.ecosystem !== undefined) continue;
    const own = input.changes.filter((change) => change.root.lockfile === reading.root.lockfile && bringsIn(change));
    const found = unexplained(own, input);
    if (found.length === 0) continue;
    const texts = found.map((change) => `${change.after!.name} ${[change.before[0]?.version, change.after!.version].filter((version) => version !== undefined).join(' -> ')}`);
    const more = found.length > named ? ` and ${found.length - named} more` : '';
    yield aboutFile({ in: 'repository', path: reading.root.lockfile, side: 'head', line: 1, endLine: 1 }, {
      message: found.length === own.length ? 'relock' : 'beside', severity: 'info', confidence: 'high', level: 'folded', change: 'added', root: reading.root,
      data: { lockfile: reading.root.lockfile, count: found.length, packages: texts.slice(0, named).join(', '), more }, identity: ['unexplained', reading.root.lockfile],
    });
  }
}

export const unexplainedChange = defineCheck({
  id: 'unexplained-change',
  group: 'lockfile',
  title: 'Packages change that no manifest of the change asks for',
  default: { mode: 'warn', threshold: 'high', failMode: 'open' },
  needs: [],
  messages: {
    relock: {
      what: 'No manifest asks for anything new, and {count} packages change in {lockfile}: {packages}{more}.',
      why: 'The lockfile was written anew. Each package is reviewed as any other; only the reason for them is not in this change.',
      todo: 'Nothing, where that is what the change is for.',
    },
    beside: {
      what: 'Beside what its manifests ask for, {count} more packages change in {lockfile}: {packages}{more}.',
      why: 'The install brought newer versions along. Each is reviewed as any other; only the reason for them is not in this change.',
      todo: 'Where you want the change to be smaller, take the lockfile from the base and install the one package again.',
    },
  },
  run: (input) => ({ drafts: [...drafts(input)], gaps: [] }),
});
