import type { ChangeKind, DependencyChange } from '../core/change.js';
import type { Finding } from '../core/finding.js';
import type { Introducer } from '../core/lockfile.js';
import { byCodePoint } from '../core/order.js';
import { originKey, type Origin } from '../core/origin.js';

/** What a person is told of one changed package. Foreign text, raw. */
export interface PackageRow {
  readonly name: string;
  readonly kind: ChangeKind;
  /** Versions at base, lowest code point first; empty for an added package. */
  readonly before: readonly string[];
  readonly after?: string;
  readonly introducers: readonly Introducer[];
}

/** The changed packages of a review, found by what a finding is about. */
export type PackagesTable = ReadonlyMap<string, PackageRow>;

function keyOf(origin: Origin, lockfile: string): string {
  return `${lockfile}\0${originKey(origin)}`;
}

/** The rows for the changes of a review, by origin and lockfile and once more by origin alone. */
export function packagesTable(changes: readonly DependencyChange[]): PackagesTable {
  const rows = new Map<string, PackageRow>();
  for (const change of changes) {
    const subject = change.after ?? change.before[0];
    if (!subject) continue;
    const row: PackageRow = {
      name: subject.name, kind: change.kind, before: [...new Set(change.before.map((one) => one.version))].sort(byCodePoint),
      ...(change.after ? { after: change.after.version } : {}), introducers: change.introducers,
    };
    for (const key of [keyOf(subject.origin, change.root.lockfile), keyOf(subject.origin, '')]) if (!rows.has(key)) rows.set(key, row);
  }
  return rows;
}

/** The row of the package that a finding is about, where it is about a changed one. */
export function rowOf(table: PackagesTable, finding: Pick<Finding, 'subject' | 'root'>): PackageRow | undefined {
  return finding.subject && table.get(keyOf(finding.subject, finding.root?.lockfile ?? ''));
}
