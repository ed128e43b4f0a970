import type { DependencyChange } from '../core/change.js';
import { limits } from '../core/limits.js';
import type { Check, Need } from '../checks/check.js';
import { factKey, subjectKey, type Subject } from '../facts/kinds.js';
import { bringsIn, planChosen, planFacts, subjectOf, type FactRequest } from '../facts/planner.js';
import { lookUp, type FactTable } from '../facts/table.js';
import { breath, mapInParts } from './breath.js';
import { choosePeers, choosePredecessor } from './derive.js';
import type { FactSource } from './fact-source.js';
import type { ReadingProgress } from './reading-progress.js';

/** What is gathered for, and whom to tell while it goes on. */
export interface Gathering {
  readonly changes: readonly DependencyChange[];
  readonly checks: readonly Check[];
  readonly facts: FactSource;
  /** RFC 3339; predecessors are chosen as of this time. */
  readonly now: string;
  /** Called with each fact that was fetched. Not with those beyond the budget: nobody waits for what nobody reads. */
  readonly arrived?: (key: string) => void;
  /** Called once, when the registries' records of all changes are there; archives may be on their way yet. */
  readonly recorded?: () => void;
  /** Called once for each change that brings something in, with what is wanted of its predecessor and peers; nothing where it has none. */
  readonly compared?: (change: DependencyChange, facts: readonly FactRequest[]) => void;
  readonly reading?: ReadingProgress;
  /** Filled with every fact. */
  readonly table: FactTable;
  /** Filled with the registry's earlier version of each change that has one. */
  readonly predecessors: Map<DependencyChange, Subject>;
}

/** Begins all of these at once, in parts with a breath between them, and waits for them. */
async function begun<T>(items: readonly T[], work: (item: T) => Promise<void>, signal: AbortSignal): Promise<void> {
  await Promise.all(await mapInParts(items, begunAtOnce, (item) => {
    signal.throwIfAborted();
    const one = work(item);
    // Heard when all are waited for; until then it would end the process.
    one.catch(() => undefined);
    return one;
  }));
}
const begunAtOnce = 100;

/**
 * Fetches each fact that the checks want, once. A change's registry predecessor is asked for as soon as its own record is there: one
 * archive that hangs holds up no other package.
 * @throws the signal's reason, and nothing else that the facts do not.
 */
export async function gather(gathering: Gathering, signal: AbortSignal): Promise<void> {
  const { changes, checks, facts, now, arrived, recorded, compared, reading, table, predecessors } = gathering;
  const needs: readonly Need[] = checks.flatMap((check) => check.needs);
  const mostChanges = limits.changesAnalysed.value;
  // More changed than is read: what the registry says of them decides whose turn comes first, so that it is asked before anything else.
  if (changes.filter(bringsIn).length > mostChanges) {
    const records = planFacts(changes, needs, mostChanges).requests.filter(({ kind }) => kind === 'record');
    await begun(records, async ({ subject, kind }) => {
      table.set(factKey(subject, kind), await facts.get(subject, kind, signal));
    }, signal);
    await breath();
  }
  const plan = planFacts(changes, needs, mostChanges, (change) => (change.after ? lookUp(table, subjectOf(change.after), 'record').value : undefined));
  const asked = new Set(plan.requests.map(({ subject, kind }) => factKey(subject, kind)));
  for (const { subject, kind } of plan.beyondBudget) {
    table.set(factKey(subject, kind), { coverage: { kind: 'partial', code: 'BUDGET_CHANGES', data: { limit: mostChanges } } });
  }
  // A change beyond the budget is not read, so neither is what it would be compared with.
  const beyond = new Set(plan.beyondBudget.map(({ subject }) => subjectKey(subject)));
  const comparable = new Map<string, DependencyChange[]>();
  for (const change of changes) {
    if (!bringsIn(change)) continue;
    const key = subjectKey(subjectOf(change.after!));
    if (change.kind === 'metadata' || beyond.has(key)) compared?.(change, []);
    else comparable.set(key, [...(comparable.get(key) ?? []), change]);
  }

  /** The fetches that a record makes possible. */
  function compare(subject: Subject): FactRequest[] {
    const further: FactRequest[] = [];
    for (const change of comparable.get(subjectKey(subject)) ?? []) {
      const chosen = choosePredecessor(change, table, now);
      if (chosen) predecessors.set(change, chosen);
      const wanted = [
        ...(chosen ? planChosen('predecessor', [{ change, subject: chosen }], needs) : []),
        ...planChosen('peer', choosePeers(change, table).map((peer) => ({ change, subject: peer })), needs),
      ];
      compared?.(change, wanted);
      for (const one of wanted) {
        const key = factKey(one.subject, one.kind);
        if (asked.has(key) || table.has(key)) continue;
        asked.add(key);
        further.push(one);
      }
    }
    return further;
  }

  const awaited = new Set(plan.requests.filter(({ kind }) => kind === 'record').map(({ subject, kind }) => factKey(subject, kind)));
  if (awaited.size === 0) recorded?.();

  async function fetch(requests: readonly FactRequest[]): Promise<void> {
    reading?.wants(requests);
    await begun(requests, async (request) => {
      const { subject, kind } = request;
      const key = factKey(subject, kind);
      if (!table.has(key)) table.set(key, await facts.get(subject, kind, signal));
      reading?.has(request);
      if (awaited.delete(key) && awaited.size === 0) recorded?.();
      const further = kind === 'record' ? compare(subject) : [];
      arrived?.(key);
      if (further.length > 0) await fetch(further);
    }, signal);
  }
  await fetch(plan.requests);
}
