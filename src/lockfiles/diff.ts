import type { ParsedLockfile } from './format.js';
import { sameJson } from './same.js';

/** Locations whose entries differ between two lockfiles, in the files' order, before anything is known of what they mean. */
export interface EntryDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly differing: readonly string[];
  /** Entries that say what they said, and answer something else than before. */
  readonly rekeyed: readonly string[];
}

/** Compares the entries of two lockfiles of one format, whatever their order or layout. Reads no entry that is equal on both sides. */
export function diffEntries(before: ParsedLockfile | undefined, after: ParsedLockfile | undefined): EntryDiff {
  if (!before || !after) return { added: after?.packages ?? [], removed: before?.packages ?? [], differing: [], rekeyed: [] };
  const added: string[] = [];
  const differing: string[] = [];
  const rekeyed: string[] = [];
  for (const location of after.packages) {
    const was = before.raw(location);
    if (was === undefined) added.push(location);
    else if (!sameJson(was, after.raw(location))) differing.push(location);
    else if (after.answers && !sameJson(before.answers?.(location), after.answers(location))) rekeyed.push(location);
  }
  // Every location of `after` is in `before` or was counted as added; so equal counts mean that none was removed.
  const removed = after.packages.length - added.length === before.packages.length ? [] : before.packages.filter((location) => !after.has(location));
  return { added, removed, differing, rekeyed };
}
