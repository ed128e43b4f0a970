import type { DependencyChange } from '../core/change.js';
import { failed, notApplicable } from '../core/coverage.js';
import type { MetadataDifference } from '../core/lockfile.js';
import type { Check, FactReader } from '../checks/check.js';
import type { CodeDelta } from '../packages/profile.types.js';
import { factKey, type Fact, type FactKind, type FactValues, type Subject } from './kinds.js';

/** All facts of one review. Entries are only ever added. */
export type FactTable = Map<string, Fact<unknown>>;

/** What the application derives from facts for the checks: pure functions over the table. */
export interface Derivations {
  readonly predecessor: (change: DependencyChange) => Subject | undefined;
  readonly delta: (change: DependencyChange) => Fact<CodeDelta>;
  readonly entryDifferences: (change: DependencyChange) => Fact<readonly MetadataDifference[]>;
}

/** Thrown when a check reads what it did not declare: a defect of that check. */
export class UndeclaredFact extends Error {}

/** A fact that was asked for and is not there: never planned, which is a defect, but doubt may only raise, so it reads as a gap. */
const missing: Fact<never> = { coverage: failed('INTERNAL', { reason: 'not fetched' }) };

/** Reads one fact of the table, whatever the check. */
export function lookUp<K extends FactKind>(table: FactTable, subject: Subject, kind: K): Fact<FactValues[K]> {
  return (table.get(factKey(subject, kind)) as Fact<FactValues[K]> | undefined) ?? missing;
}

/** The view of the table that one check may have: only the kinds that it declared. */
export function readerFor(check: Check, table: FactTable, derived: Derivations): FactReader {
  const declared = new Set(check.needs.flatMap((need) => need.kinds));
  const demand = (kind: FactKind): void => {
    if (!declared.has(kind)) throw new UndeclaredFact(`${check.id} reads ${kind} and did not declare it`);
  };
  return {
    get(subject, kind) {
      demand(kind);
      return lookUp(table, subject, kind);
    },
    predecessor: derived.predecessor,
    delta(change) {
      demand('code');
      return derived.delta(change);
    },
    entryDifferences(change) {
      demand('archive');
      return derived.entryDifferences(change);
    },
  };
}

/** The fact for a kind that makes no sense for an origin, such as a registry record of a workspace. */
export const doesNotApply: Fact<never> = { coverage: notApplicable };
