import type { RegistryTable } from '../../src/core/registries.js';
import { compareLockfile, type LockfileComparison } from '../../src/lockfiles/compare.js';
import { diffEntries } from '../../src/lockfiles/diff.js';
import type { ParsedLockfile } from '../../src/lockfiles/format.js';
import { manifests, type MeasuredFormat } from './tree.js';

const registries: RegistryTable = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: {} };

export function parsed({ format, lockfile }: MeasuredFormat, text: string, beside?: ParsedLockfile): ParsedLockfile {
  const result = format.parse(text, { root: { lockfile, directory: '' }, registries, manifests, ...(beside ? { beside } : {}) });
  if (result.kind === 'failed') throw new Error(result.problem.code);
  if (result.lockfile.problems.length > 0) throw new Error(JSON.stringify(result.lockfile.problems[0]));
  return result.lockfile;
}

/** How many entries of two texts differ, entry by entry, as a review reads them, with the proof that no key newly stands twice. */
export function changeList(of: MeasuredFormat, before: string, after: string): number {
  const head = parsed(of, after);
  const base = parsed(of, before, head);
  const diff = diffEntries(base, head);
  if (head.repeated(base).length > 0) throw new Error('a key stands twice');
  return Math.max(diff.added.length, diff.removed.length) + diff.differing.length;
}

/** The whole comparison, as a review makes it. */
export function comparison({ format, lockfile }: MeasuredFormat, before: string, after: string): LockfileComparison {
  const texts = new Map([...manifests].map(([path, text]) => [path, { before: text, after: text }]));
  return compareLockfile({ format, root: { lockfile, directory: '' }, before, after, manifests: texts }, { registries });
}
