import type { DependencyChange } from '../core/change.js';
import type { Check, Side } from '../checks/check.js';
import type { CheckRun } from '../checks/run.js';
import { factKey, type FactKind, type Subject } from '../facts/kinds.js';
import { bringsIn, isOfBytes, subjectOf, type FactRequest } from '../facts/planner.js';

/** Tells which checks may look at which change, as the facts come in. */
export interface Readiness {
  /** A fact is in the table. */
  readonly arrived: (key: string) => void;
  /** A change's predecessor and peers are decided, and these are their facts. */
  readonly compared: (change: DependencyChange, facts: readonly FactRequest[]) => void;
}

interface Waiting {
  readonly change: DependencyChange;
  readonly checks: readonly Check[];
  /** The kinds that are wanted of the predecessor or of peers; undefined where none is. */
  readonly ofChosen?: ReadonlySet<FactKind>;
  missing: number;
}

/** Sides that are chosen by the record, once it is there. */
const isChosen = (side: Side): side is 'predecessor' | 'peer' => side === 'predecessor' || side === 'peer';

/** Checks that wait for the same facts wait together. */
function byNeeds(checks: readonly Check[]): readonly (readonly Check[])[] {
  const groups = new Map<string, Check[]>();
  for (const check of checks) {
    if (check.needs.length === 0) continue;
    const key = JSON.stringify(check.needs);
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  return [...groups.values()];
}

/**
 * Calls `ready` once for each change and each group of checks, as soon as every fact that these checks declared for the change is there. A
 * check with needs speaks of one change at a time, so what it says of that change then is what it says of it at the end, or less
 * loudly: of a dependency that changes too (`FactReader.dependency`) the facts may still be missing.
 */
export function readiness(changes: readonly DependencyChange[], checks: readonly Check[], ready: (change: DependencyChange, checks: readonly Check[]) => void): Readiness {
  const groups = byNeeds(checks);
  const known = new Set<string>();
  const byFact = new Map<string, Waiting[]>();
  const byChange = new Map<DependencyChange, Waiting[]>();
  const settle = (waiting: Waiting): void => {
    waiting.missing -= 1;
    if (waiting.missing === 0) ready(waiting.change, waiting.checks);
  };
  const hold = (waiting: Waiting, key: string): void => {
    if (known.has(key)) return;
    waiting.missing += 1;
    const others = byFact.get(key);
    if (others) others.push(waiting);
    else byFact.set(key, [waiting]);
  };
  for (const change of changes) {
    if (!bringsIn(change)) continue;
    const keys = keysOf(change);
    for (const group of groups) {
      const { needs } = group[0]!;
      const ofChosen = new Set(needs.filter((need) => need.of.some(isChosen)).flatMap((need) => need.kinds));
      // One more than the facts: the choice, or, where none is wanted, the end of this loop.
      const waiting: Waiting = { change, checks: group, missing: 1, ...(ofChosen.size === 0 ? {} : { ofChosen }) };
      for (const need of needs) for (const side of need.of) for (const kind of need.kinds) for (const key of isChosen(side) ? [] : keys(side, kind)) hold(waiting, key);
      if (ofChosen.size === 0) settle(waiting);
      else byChange.set(change, [...(byChange.get(change) ?? []), waiting]);
    }
  }
  return {
    arrived(key) {
      known.add(key);
      const waiting = byFact.get(key) ?? [];
      byFact.delete(key);
      waiting.forEach(settle);
    },
    compared(change, facts) {
      const waiting = byChange.get(change) ?? [];
      byChange.delete(change);
      for (const one of waiting) {
        for (const { subject, kind } of facts) if (one.ofChosen?.has(kind)) hold(one, factKey(subject, kind));
        settle(one);
      }
    },
  };
}

/** The keys of a change's facts, each made once. The code of bytes that stand on both sides is not read. */
function keysOf(change: DependencyChange): (side: 'before' | 'after', kind: FactKind) => readonly string[] {
  const subjects: { readonly [side in 'before' | 'after']: readonly Subject[] } = { before: change.before.map(subjectOf), after: change.after ? [subjectOf(change.after)] : [] };
  const made = new Map<string, readonly string[]>();
  return (side, kind) => {
    if (isOfBytes(kind) && change.kind === 'metadata') return [];
    const keys = made.get(`${side} ${kind}`) ?? subjects[side].map((subject) => factKey(subject, kind));
    made.set(`${side} ${kind}`, keys);
    return keys;
  };
}

/** How what is ready is looked at, and who is told. */
export interface EarlyJudging {
  readonly changes: readonly DependencyChange[];
  readonly checks: readonly Check[];
  /** Runs a check over one change, or, without one, over the whole review. */
  readonly run: (check: Check, change?: DependencyChange) => CheckRun;
  /** Whose waivers do not count. Nothing is judged before that is known: a waived finding must not be told as a block. */
  readonly people: Promise<readonly string[] | 'unknown'>;
  readonly blocks: (run: CheckRun, own: readonly string[] | 'unknown') => boolean;
  /** Called at most once, with all runs so far, as soon as one of them blocks. */
  readonly tell: (runs: readonly EarlyRun[], own: readonly string[] | 'unknown') => Promise<void>;
}

/** What a check said of one change, or, without one, of the whole review. */
export interface EarlyRun {
  readonly check: Check;
  readonly change?: DependencyChange;
  readonly run: CheckRun;
}

/**
 * Judges while facts come in: checks that need none at once (but those that wait for all), the others change by change as soon as their facts for it are complete.
 * @returns what is to be told of arriving facts, and `told`, which settles once the early block, if there was one, is out.
 */
export function judgeEarly({ changes, checks, run, people, blocks, tell }: EarlyJudging): Readiness & { readonly told: () => Promise<void> } {
  const runs: EarlyRun[] = [];
  const waiting: (() => EarlyRun)[] = [];
  let own: readonly string[] | 'unknown' | undefined;
  let told: Promise<void> | undefined;
  const look = (make: () => EarlyRun): void => {
    if (told !== undefined) return;
    if (own === undefined) {
      waiting.push(make);
      return;
    }
    const made = make();
    runs.push(made);
    if (made.run.findings.length === 0 || !blocks(made.run, own)) return;
    told = tell(runs, own);
    // It is awaited at the end; until then a rejection has nobody who hears it, which would end the process.
    told.catch(() => undefined);
  };
  people.then((answer) => {
    own = answer;
    for (const check of checks) if (check.needs.length === 0 && check.late !== true) look(() => ({ check, run: run(check) }));
    waiting.splice(0).forEach(look);
    // What throws here throws in the review itself, where it is told.
  }).catch(() => undefined);
  return {
    ...readiness(changes, checks, (change, group) => { for (const check of group) look(() => ({ check, change, run: run(check, change) })); }),
    told: async () => told,
  };
}
