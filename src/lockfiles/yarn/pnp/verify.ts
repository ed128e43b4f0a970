import type { Steps } from '../../../core/steps.js';
import type { ParsedLockfile } from '../../format.js';
import type { PnpDifference } from '../../reading.types.js';
import { isOtherCode, isWrittenBy } from './code.js';
import { createComparison, isNamed, withoutVirtual, type Comparison } from './comparison.js';
import { cachesIn } from './machine.js';
import { unvirtual, type PnpFolders } from './places.js';
import type { PnpFile } from './read.js';
import { poolIn, registeredIn, type Registered } from './table.js';

/** Keys of the data whose values decide what is resolved beside the table. The first two can only be given a harmless value. */
const known: ReadonlySet<string> = new Set(['enableTopLevelFallback', 'pnpZipBackend', 'ignorePatternData', '__info', 'dependencyTreeRoots', 'fallbackExclusionList', 'fallbackPool', 'packageRegistryData']);
/** What Yarn leaves to others where nobody sets `pnpIgnorePatterns`: in 3 and 4, and in 2. */
const ignored: ReadonlySet<unknown> = new Set([
  undefined, null, '(^(?:\\.yarn\\/sdks(?:\\/(?!\\.{1,2}(?:\\/|$))(?:(?:(?!(?:^|\\/)\\.{1,2}(?:\\/|$)).)*?)|$))$)', '(^(?:\\.yarn\\/sdks(?:\\/(?!\\.)(?:(?:(?!(?:^|\\/)\\.).)*?)|$))$)',
]);

/** What differs, some of it; with `hole` not all could be said, for this reason. */
export type PnpReading =
  | { readonly kind: 'compared'; readonly differences: readonly PnpDifference[]; readonly more: number; readonly hole?: string }
  | { readonly kind: 'unread'; readonly reason: string };

/** At most so many differences are told; the others are counted. */
const told = 5;

/** What a table is held against. */
export interface PnpBeside {
  readonly lockfile: ParsedLockfile;
  readonly folders: PnpFolders;
  /** Texts that the repository's own release of Yarn carries (`packedTexts`). */
  readonly release?: readonly string[];
  /** Whether a path from the repository's root leads to an archive or a link of the reviewed tree (`waysIn`). */
  readonly leadsIn: (path: string) => boolean;
}

/**
 * Holds a table of Plug'n'Play against the lockfile beside it: every package of the table is locked, is loaded from where Yarn puts it, and asks for
 * what the lockfile resolves. The code around the data must be the code that stood at base, or what the repository's own release of Yarn writes.
 * `unread` with a reason where that cannot be said. Names that the lockfile does not know of a package (Yarn's extensions of packages, peers) must lead to a locked
 * package of that name, or to what a dependent gives. The cache of a machine is known by the table at base; another one that has Yarn's usual name is a hole.
 */
export function* verifyPnp(file: PnpFile, base: PnpFile | undefined, beside: PnpBeside): Steps<PnpReading> {
  const { folders, release = [] } = beside;
  if (file.around !== base?.around && !isWrittenBy(file.around, release)) {
    return isOtherCode(file.around, release) ? { kind: 'compared', differences: [{ kind: 'other-code', entry: '', says: '' }], more: 0 } : { kind: 'unread', reason: base ? 'code' : 'new' };
  }
  const same = (key: string): boolean => base !== undefined && JSON.stringify(file.data[key]) === JSON.stringify(base.data[key]);
  const { ignorePatternData } = file.data;
  if (Object.keys(file.data).some((key) => !known.has(key) && !same(key)) || (!ignored.has(ignorePatternData) && !same('ignorePatternData'))) return { kind: 'unread', reason: 'settings' };
  const table = yield* registeredIn(file.data['packageRegistryData']);
  const pool = poolIn(file.data['fallbackPool']);
  if (!table || !pool) return { kind: 'unread', reason: 'layout' };
  const stood = base && (yield* registeredIn(base.data['packageRegistryData']));
  const caches = stood && (yield* cachesIn(stood, folders));
  return yield* compared(table, pool, createComparison(table, caches, beside));
}

function* compared(table: ReadonlyMap<string, Registered>, pool: readonly (readonly [string, string])[], comparison: Comparison): Steps<PnpReading> {
  const differences: PnpDifference[] = [];
  let count = 0;
  for (const one of differing(table, pool, comparison)) {
    if (!one) yield;
    else if ((count += 1) <= told) differences.push(one);
  }
  const hole = comparison.hole();
  return { kind: 'compared', differences, more: count - differences.length, ...(hole === undefined ? {} : { hole }) };
}

/** What differs, one by one; undefined wherever the computation offers to stop. */
function* differing(table: ReadonlyMap<string, Registered>, pool: readonly (readonly [string, string])[], comparison: Comparison): Generator<PnpDifference | undefined> {
  const { at } = comparison;
  let count = 0;
  for (const entry of table.values()) {
    const location = at(entry.locator);
    const shown = entry.locator === '' ? 'the project itself' : `${entry.name}@${unvirtual(entry.reference)}`;
    yield undefined;
    if (location === undefined) {
      yield { kind: 'not-locked', entry: shown, says: entry.location };
      continue;
    }
    if (!comparison.isWhereItBelongs(entry, location)) yield { kind: 'elsewhere', entry: shown, says: entry.location };
    for (const [name, target] of entry.dependencies) {
      if ((count += 1) % 100 === 0) yield undefined;
      if (comparison.isSpent()) return;
      if (target === undefined || target === entry.locator || (entry.locator === '' && at(target) === '')) continue;
      if (!comparison.answers(entry, location, name, target) && !comparison.isSpent()) yield { kind: 'other-target', entry: shown, says: `${name} → ${withoutVirtual(target)}` };
    }
  }
  for (const [name, target] of pool) if (at(target) === undefined || !isNamed(name, target)) yield { kind: 'other-target', entry: 'fallbackPool', says: `${name} → ${withoutVirtual(target)}` };
}
