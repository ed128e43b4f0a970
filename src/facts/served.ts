import type { DependencyChange } from '../core/change.js';
import type { Served } from '../core/sighting.js';
import type { Steps } from '../core/steps.js';
import { isRead } from './kinds.js';
import { bringsIn, subjectOf } from './planner.js';
import { lookUp, type FactTable } from './table.js';

const changesAtOnce = 25;

/**
 * What registries were seen to serve of the packages that these changes bring in, both sides of them, as far as the facts in a table tell; each package once. Of a record
 * that was not read, or in which nobody published anything, nothing; of one that was read in part nothing but what it holds.
 */
export function* servedIn(changes: readonly DependencyChange[], table: FactTable): Steps<readonly Served[]> {
  const names = new Map<string, Served>();
  for (const [index, change] of changes.entries()) {
    if (index > 0 && index % changesAtOnce === 0) yield;
    const origin = bringsIn(change) ? change.after!.origin : undefined;
    if (origin?.kind !== 'registry' || !isRead(subjectOf(change.after!), 'record')) continue;
    const { registry, name } = origin;
    const { value: record, coverage } = lookUp(table, subjectOf(change.after!), 'record');
    if (!record || record.name !== name || record.registry !== registry) continue;
    const versions = Object.values(record.versions);
    const signed = versions.some(({ signatures }) => signatures.length > 0);
    if (!signed && (versions.length === 0 || coverage.kind !== 'complete')) continue;
    const key = `${registry}\0${name}`;
    const before = names.get(key);
    const sides = [change.after!, ...change.before].filter((one) => one.origin.kind === 'registry' && one.origin.name === name && one.origin.registry === registry);
    names.set(key, {
      registry, name,
      signatures: before?.signatures === true || signed,
      attestations: before?.attestations === true || sides.some((one) => (lookUp(table, subjectOf(one), 'trust').value?.attestations.length ?? 0) > 0),
    });
  }
  return [...names.values()];
}
