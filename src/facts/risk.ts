import type { DependencyChange } from '../core/change.js';
import type { LockedPackage } from '../core/lockfile.js';
import { byCodePoint } from '../core/order.js';
import type { RegistryRecord, VersionRecord } from '../packages/record.types.js';

/** The registry's record of a change's package, as far as it is known. */
export type RecordOf = (change: DependencyChange) => RegistryRecord | undefined;

/** What one change is looked at before another for. Lower is looked at first where all stand equally. */
export const riskClasses = ['substituted', 'trigger', 'new', 'rewritten', 'patch', 'minor', 'major', 'metadata'] as const;
export type RiskClass = (typeof riskClasses)[number];

function versionOf(record: RegistryRecord | undefined, version: string): VersionRecord | undefined {
  return record && Object.hasOwn(record.versions, version) ? record.versions[version] : undefined;
}

/** By the lockfile or by the registry: an entry that leaves the mark out is no reason to look later. */
function installs(locked: LockedPackage, record: RegistryRecord | undefined): boolean {
  return locked.raw['hasInstallScript'] === true || versionOf(record, locked.version)?.hasInstallScript === true;
}

/** The first number in which two versions differ; another name before the numbers, or none, is told as the smallest difference, which is looked at sooner. */
function delta(before: string, after: string): 'patch' | 'minor' | 'major' {
  const numbers = (text: string): readonly (string | undefined)[] => text.split(/[+-]/, 1)[0]!.split('.', 3);
  const [old, now] = [numbers(before), numbers(after)];
  return old[0] !== now[0] ? 'major' : old[1] !== now[1] ? 'minor' : 'patch';
}

/** The class of a change. A baseline more never lowers it: the smallest difference and the weakest baseline decide. */
export function riskClass(change: DependencyChange, record?: RegistryRecord): RiskClass {
  const { after, before } = change;
  if (change.substituted || !after) return 'substituted';
  if (installs(after, record) && (before.length === 0 || before.some((one) => !installs(one, record)))) return 'trigger';
  if (before.length === 0) return 'new';
  if (change.kind === 'rewritten') return 'rewritten';
  if (change.kind === 'metadata') return 'metadata';
  const deltas = new Set(before.map((one) => delta(one.version, after.version)));
  return deltas.has('patch') ? 'patch' : deltas.has('minor') ? 'minor' : 'major';
}

/** Freshest first, and what nobody dates before all: malicious versions are found within days, padding is what has long been there. */
function freshness(change: DependencyChange, record: RegistryRecord | undefined): number {
  const at = Date.parse(versionOf(record, change.after?.version ?? '')?.publishedAt ?? '');
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at;
}

const name = (change: DependencyChange): string => `${change.after?.name ?? ''}\0${change.after?.version ?? ''}\0${change.root.lockfile}\0${change.after?.location ?? ''}`;

/**
 * Changes in the order in which they are looked at: the classes take turns, so that however many changes of one class a pull request is
 * padded with, those of another have their share; inside a class the freshest come first. It hangs on the changes and the records alone.
 */
export function byRisk(changes: readonly DependencyChange[], recordOf: RecordOf = () => undefined): readonly { readonly change: DependencyChange; readonly risk: number }[] {
  const classes = new Map<RiskClass, { readonly change: DependencyChange; readonly fresh: number; readonly key: string }[]>(riskClasses.map((one) => [one, []]));
  for (const change of changes) {
    const record = recordOf(change);
    classes.get(riskClass(change, record))!.push({ change, fresh: freshness(change, record), key: name(change) });
  }
  const ordered: { change: DependencyChange; risk: number; turn: number }[] = [];
  for (const [risk, one] of riskClasses.entries()) {
    const inOrder = classes.get(one)!.toSorted((a, b) => (a.fresh === b.fresh ? byCodePoint(a.key, b.key) : a.fresh > b.fresh ? -1 : 1));
    for (const [turn, { change }] of inOrder.entries()) ordered.push({ change, risk, turn });
  }
  return ordered.sort((a, b) => a.turn - b.turn || a.risk - b.risk);
}
