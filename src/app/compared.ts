import type { Tree } from '../core/tree.js';
import { comparisonSteps, type LockfileComparison, type LockfileInput } from '../lockfiles/compare.js';
import type { RegistryTable } from '../core/registries.js';
import { inSteps } from './breath.js';
import { movedBack } from './renames.js';

/** The two trees that a comparison looks files up in, for tarballs that lie in the repository. */
export interface ComparedTrees {
  readonly before: Tree;
  readonly after: Tree;
}

interface Known extends ComparedTrees {
  readonly input: LockfileInput;
  readonly registries: RegistryTable;
  readonly made: Promise<LockfileComparison>;
}

/** Compares lockfiles, each pair of sides once: what is expected of a snapshot most often is what comes. */
export type Comparisons = (input: LockfileInput, registries: RegistryTable, trees: ComparedTrees) => Promise<LockfileComparison>;

/** Comparisons for one review and what is fetched ahead of it. They hold what they made, so they end with the review. */
export function createComparisons(): Comparisons {
  const known: Known[] = [];
  return (input, registries, { before, after }) => {
    const found = known.find((one) => one.registries === registries && same(one.input, input) && sameFiles(one.before, before) && sameFiles(one.after, after));
    if (found) return found.made;
    const oid = { before: (path: string) => before.entries.get(asBefore(input, path))?.oid, after: (path: string) => after.entries.get(path)?.oid };
    const made = inSteps(comparisonSteps(input, { registries, oid }));
    known.push({ input, registries, before, after, made });
    return made;
  };
}

/** The path that a file had at base, where its folder was renamed. */
function asBefore({ root, forerunner }: LockfileInput, path: string): string {
  return forerunner ? movedBack(path, root.directory, forerunner.directory) : path;
}

function same(one: LockfileInput, other: LockfileInput): boolean {
  return one.format === other.format && one.root.lockfile === other.root.lockfile && one.root.directory === other.root.directory
    && one.forerunner?.format === other.forerunner?.format && one.forerunner?.lockfile === other.forerunner?.lockfile && one.before === other.before && one.after === other.after && one.head === other.head
    && (one.submodules ?? []).join('\0') === (other.submodules ?? []).join('\0')
    && sameTexts(one.manifests, other.manifests) && sameTexts(one.settings ?? new Map(), other.settings ?? new Map());
}

function sameTexts(one: LockfileInput['manifests'], other: LockfileInput['manifests']): boolean {
  return one.size === other.size && [...one].every(([path, texts]) => {
    const others = other.get(path);
    return others !== undefined && texts.before === others.before && texts.after === others.after && texts.head === others.head;
  });
}

function sameFiles(one: Tree, other: Tree): boolean {
  if (one === other) return true;
  if (one.entries.size !== other.entries.size) return false;
  for (const [path, { oid }] of one.entries) if (other.entries.get(path)?.oid !== oid) return false;
  return true;
}
