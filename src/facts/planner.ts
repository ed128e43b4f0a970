import type { DependencyChange } from '../core/change.js';
import type { LockedPackage } from '../core/lockfile.js';
import type { Need } from '../checks/check.js';
import { factKey, isRead, type FactKind, type Subject } from './kinds.js';
import { byRisk, riskClass, riskClasses, type RecordOf } from './risk.js';

/** One fact to fetch. Requests are ordered by risk, so that a budget that runs out has been spent where it matters. */
export interface FactRequest {
  readonly subject: Subject;
  readonly kind: FactKind;
  /** Lower is fetched first. */
  readonly risk: number;
}

export interface FactPlan {
  readonly requests: readonly FactRequest[];
  /** Asked for, but beyond the budget: they become gaps, named one by one. */
  readonly beyondBudget: readonly FactRequest[];
}

/** What a locked package is as a subject of facts. */
export function subjectOf(locked: LockedPackage): Subject {
  const known = subjects.get(locked);
  if (known) return known;
  const { origin, integrity, carrier } = locked;
  const subject: Subject = origin.kind === 'registry' ? { origin, integrity } : { origin, integrity, ...(carrier ? { carrier } : {}), locked: { ecosystem: locked.ecosystem ?? 'npm', name: locked.name, ...(origin.kind === 'bundled' ? { version: locked.version } : {}) } };
  subjects.set(locked, subject);
  return subject;
}

/** One subject for one entry, so that what is known by the subject is found again. */
const subjects = new WeakMap<LockedPackage, Subject>();

/** Whether a change brings in anything that has to be read: a removal and a mere move bring nothing. */
export function bringsIn(change: DependencyChange): boolean {
  return change.after !== undefined && change.kind !== 'moved' && change.kind !== 'removed';
}

/** Facts that other bytes alone would change, and that cost much: where the bytes stand nobody asks for them. */
export function isOfBytes(kind: FactKind): boolean {
  return kind === 'code' || kind === 'trust';
}

/** The same bytes stand on both sides: their code needs no second look, their lockfile entry does. */
function sameBytes(change: DependencyChange): boolean {
  return change.kind === 'metadata';
}

/**
 * Joins the needs of all checks into one list of fetches for the sides that the lockfiles name; the registry predecessors follow
 * in `planChosen`, once the records are known.
 * @param budget how many changes may have their archive and code read, those of most risk first (`byRisk`). A change's baselines are read
 * with it, its one registry predecessor too; none of them takes another change's place.
 * @param recordOf what the registry says of a change's package, where that was asked already.
 */
export function planFacts(changes: readonly DependencyChange[], needs: readonly Need[], budget: number, recordOf?: RecordOf): FactPlan {
  const wanted = new Map<string, FactRequest>();
  const beyond = new Map<string, FactRequest>();
  const read = changes.filter(bringsIn);
  // What is not read of an ecosystem costs nothing, and must not take the turn of a package that is.
  const free = new Set(read.filter((change) => !isRead(subjectOf(change.after!), 'code')));
  let place = 0;
  byRisk(read, recordOf).forEach(({ change, risk }) => {
    const index = free.has(change) ? -1 : place++;
    for (const need of needs) {
      for (const side of need.of) {
        if (side === 'predecessor' || side === 'peer') continue;
        const locked = side === 'after' ? [change.after!] : change.before;
        for (const kind of need.kinds) {
          if (isOfBytes(kind) && sameBytes(change)) continue;
          const costly = kind === 'code' || kind === 'archive' || kind === 'trust';
          const target = costly && index >= budget ? beyond : wanted;
          for (const one of locked) add(target, subjectOf(one), kind, risk);
        }
      }
    }
    // The predecessor and the peers are chosen from the record, so a need of them is a need of the record.
    if (needs.some((need) => need.of.includes('predecessor') || need.of.includes('peer')) && !sameBytes(change)) add(wanted, subjectOf(change.after!), 'record', risk);
  });
  for (const key of wanted.keys()) beyond.delete(key);
  return { requests: [...wanted.values()], beyondBudget: [...beyond.values()] };
}

/** The fetches for the registry predecessors or peers that were chosen. */
export function planChosen(side: 'predecessor' | 'peer', chosen: readonly { readonly change: DependencyChange; readonly subject: Subject }[], needs: readonly Need[]): readonly FactRequest[] {
  const kinds = new Set(needs.filter((need) => need.of.includes(side)).flatMap((need) => need.kinds));
  const wanted = new Map<string, FactRequest>();
  for (const { change, subject } of chosen) for (const kind of kinds) add(wanted, subject, kind, riskClasses.indexOf(riskClass(change)));
  return [...wanted.values()];
}

function add(target: Map<string, FactRequest>, subject: Subject, kind: FactKind, risk: number): void {
  const key = factKey(subject, kind);
  if (!target.has(key)) target.set(key, { subject, kind, risk });
}
