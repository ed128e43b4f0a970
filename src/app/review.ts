import type { DependencyChange } from '../core/change.js';
import { hashOf } from '../core/hash.js';
import { limits } from '../core/limits.js';
import type { Policy } from '../core/policy.js';
import { byCodePoint, sortedBy } from '../core/order.js';
import type { RegistryTable } from '../core/registries.js';
import { landing, type Snapshot } from '../core/snapshot.js';
import type { Remark, Verdict } from '../core/verdict.js';
import type { Check, ReviewInput } from '../checks/check.js';
import { runCheck, type CheckRun } from '../checks/run.js';
import { factKey, subjectKey, type FactKind } from '../facts/kinds.js';
import { bringsIn, planFacts, planPredecessors, subjectOf, type FactRequest } from '../facts/planner.js';
import { readerFor, type FactTable } from '../facts/table.js';
import { judge } from '../policy/judge.js';
import { policyAllowsPass, type PolicyRead } from '../policy/read.js';
import { checkPolicyOf } from '../policy/merge.js';
import type { CodeHost } from '../ports/code-host.js';
import type { Clock } from '../ports/clock.js';
import type { Progress } from '../ports/log.js';
import type { FactSource } from './fact-source.js';
import { choosePredecessor, derive, type Derived } from './derive.js';
import { readRepository, type RepositoryReading } from './repository.js';

/** What a review is made with. Everything from outside comes in here; the same ports answered from a saved file give the same verdict. */
export interface ReviewPorts {
  readonly host: CodeHost;
  readonly facts: FactSource;
  readonly clock: Clock;
  readonly progress: Progress;
  /**
   * Logins whose waivers do not count here: the author, the committers, the last pusher. Asked only where there are waivers; `unknown`
   * where it cannot be found out, and then no waiver applies.
   */
  readonly people: () => Promise<readonly string[] | 'unknown'>;
}

export interface ReviewSettings {
  readonly checks: readonly Check[];
  readonly registries: RegistryTable;
  readonly engine: Verdict['engine'];
  /** A policy given on the command line, in place of the repository's. */
  readonly policyFile?: { readonly path: string; readonly text: string };
  /** The last policy in force here that could be read whole; used where the one at base cannot be. */
  readonly lastGood?: Policy;
}

/** A verdict with what render needs to put it on lines. */
export interface Reviewed {
  readonly verdict: Verdict;
  readonly snapshot: Snapshot;
  readonly changes: readonly DependencyChange[];
  readonly policy: PolicyRead;
  /** Texts of the files that findings may speak of, merge base and head side, for the lines that the diff holds. */
  readonly texts: RepositoryReading['texts'];
}

/**
 * Reviews one snapshot: reads it, finds what changed, fetches what the checks want to know, runs them and judges.
 * `early` is called at most once, with the first verdict that blocks, while facts are still on their way; checks whose facts are
 * not all there are left out of it, so it can only be confirmed.
 * @throws Failure of the code host, or the signal's reason. Whatever is wrong with packages and files is in the verdict.
 */
export async function review(ports: ReviewPorts, settings: ReviewSettings, early: (reviewed: Reviewed) => Promise<void>, signal: AbortSignal): Promise<Reviewed> {
  const { host, facts, clock, progress } = ports;
  const now = new Date(clock.now()).toISOString();
  progress.report('snapshot', 0, 1);
  const snapshot = await host.snapshot();
  progress.report('lockfiles', 0, 1);
  const reading = await readRepository(host, snapshot, settings, now);
  const { changes, policy } = reading;
  const data = await facts.data();
  const people: ReturnType<ReviewPorts['people']> = policy.reading.inForce.waivers.length > 0 ? ports.people() : Promise.resolve([]);
  people.catch(() => undefined);
  const input: ReviewInput = { snapshot, changes, lockfiles: reading.lockfiles, files: reading.files, policy: policy.reading.inForce, policyReading: policy.reading, now, registryHosts: hostsOf(settings.registries) };

  const active = settings.checks.filter((check) => checkPolicyOf(policy.reading.inForce, check.id).mode !== 'off');
  const needs = active.flatMap((check) => check.needs);
  const table: FactTable = new Map();
  const mostChanges = limits.changesAnalysed.value;
  const plan = planFacts(changes, needs, mostChanges);
  for (const { subject, kind } of plan.beyondBudget) table.set(factKey(subject, kind), { coverage: { kind: 'partial', code: 'BUDGET_CHANGES', data: { limit: mostChanges } } });

  let told: Promise<void> | undefined;
  let own: Awaited<typeof people> = 'unknown';
  const conclude = (ready: readonly Check[], derived: Derived): Reviewed => {
    const runs = ready.map((check) => runCheck(check, input, readerFor(check, table, derived)));
    return { verdict: verdictOf(runs, input, table, settings.engine, policy, own, data), snapshot, changes, policy, texts: reading.texts };
  };
  const tellEarly = (ready: readonly Check[], derived: Derived): void => {
    if (told !== undefined || ready.length === 0) return;
    const reviewed = conclude(ready, derived);
    if (reviewed.verdict.outcome !== 'block') return;
    told = early(reviewed);
    // It is awaited at the end; until then a rejection has nobody who hears it, which would end the process.
    told.catch(() => undefined);
  };

  const none = derive(table, () => undefined);
  const settled = new Set<FactKind>();
  const gather = async (requests: readonly FactRequest[], done: number, total: number): Promise<void> => {
    let count = done;
    await Promise.all(requests.map(async ({ subject, kind }) => {
      const fact = await facts.get(subject, kind, signal);
      table.set(factKey(subject, kind), fact);
      progress.report('facts', (count += 1), total);
    }));
  };

  // Checks of the lockfile, the repository and the advisories need nothing from the network: a block of theirs goes out first.
  const cheap = plan.requests.filter((request) => request.kind === 'advisories');
  const costly = plan.requests.filter((request) => request.kind !== 'advisories');
  const answers = gather(costly, cheap.length, plan.requests.length);
  answers.catch(() => undefined);
  await gather(cheap, 0, plan.requests.length);
  own = await people;
  settled.add('advisories');
  tellEarly(active.filter((check) => check.needs.every((need) => need.kinds.every((kind) => settled.has(kind)))), none);
  await answers;

  // A change beyond the budget is not read, so neither is what it would be compared with.
  const beyond = new Set(plan.beyondBudget.map(({ subject }) => subjectKey(subject)));
  const chosen = changes.filter((change) => bringsIn(change) && change.kind !== 'metadata' && !beyond.has(subjectKey(subjectOf(change.after!)))).flatMap((change) => {
    const subject = choosePredecessor(change, table, now);
    return subject ? [{ change, subject }] : [];
  });
  const second = planPredecessors(chosen, needs).filter(({ subject, kind }) => !table.has(factKey(subject, kind)));
  if (second.length > 0) {
    tellEarly(active.filter((check) => check.needs.every((need) => !need.of.includes('predecessor'))), none);
    await gather(second, plan.requests.length, plan.requests.length + second.length);
  }
  const predecessors = new Map(chosen.map(({ change, subject }) => [change, subject]));
  progress.report('checks', 0, active.length);
  const result = conclude(active, derive(table, (change) => predecessors.get(change)));
  await told;
  progress.report('judge', 1, 1);
  return result;
}

function hostsOf({ publicDefault, default: standard, scopes }: RegistryTable): readonly string[] {
  return [...new Set([publicDefault, standard, ...Object.values(scopes)].flatMap((url) => (URL.canParse(url) ? [new URL(url).host] : [])))].sort(byCodePoint);
}

/** Joins the runs of the checks into the verdict, and says what it rests on. */
export function verdictOf(runs: readonly CheckRun[], input: ReviewInput, table: FactTable, engine: Verdict['engine'], policy: PolicyRead, own: readonly string[] | 'unknown', data: Verdict['data']): Verdict {
  const { snapshot, changes, now } = input;
  const judgement = judge({
    findings: runs.flatMap((run) => run.findings), gaps: runs.flatMap((run) => run.gaps), policy: policy.reading.inForce, policyUsable: policyAllowsPass(policy.reading),
    own, now, remarks: [...policy.remarks, ...remarksOf(input), ...unreadFiles(runs)],
  });
  const facts = sortedBy([...table], ([key]) => key);
  return {
    ...judgement,
    coverage: runs.flatMap((run) => run.coverage),
    counts: { changes: changes.length, reviewed: changes.filter(bringsIn).length, standing: judgement.findings.filter((finding) => finding.change === 'standing').length },
    base: snapshot.base.commit, head: snapshot.head.commit, ...(snapshot.landing.kind === 'merge' ? { mergeResult: snapshot.landing.commit } : {}),
    policyHash: policy.reading.inForce.hash, engine, data,
    factsRoot: hashOf(facts.map(([key, fact]) => [key, hashOf(fact)])), snapshotHash: snapshotHash(snapshot), reviewedAt: now,
  };
}

function remarksOf({ snapshot, changes, lockfiles }: ReviewInput): readonly Remark[] {
  const remarks: Remark[] = [];
  if (snapshot.landing.kind === 'head' && snapshot.landing.reason !== 'working-tree') remarks.push({ code: 'no-merge-result', data: { reason: snapshot.landing.reason } });
  if (changes.length === 0 && lockfiles.every((one) => one.change === 'unchanged')) remarks.push({ code: 'no-dependency-change', data: {} });
  for (const { root, cut } of lockfiles) for (const limit of cut ?? []) remarks.push({ code: 'introducers-cut', data: { path: root.lockfile, limit, most: limits[limit].value, reason: limits[limit].code } });
  return remarks;
}

/** Changed dependency files without a reader are named beside the verdict, whatever they do to it. */
function unreadFiles(runs: readonly CheckRun[]): readonly Remark[] {
  return runs.flatMap((run) => run.gaps).filter((gap) => gap.check === 'unread-dependency-file').map((gap) => ({ code: 'unread-dependency-file', data: { path: gap.subject } }));
}

/** What was reviewed: the commits, and the content of both sides. */
function snapshotHash(snapshot: Snapshot): string {
  const { before, after } = landing(snapshot);
  const listing = (tree: Snapshot['trees']['base']): string => hashOf([...tree.entries.values()].map((entry) => `${entry.path}\0${entry.mode} ${entry.oid}`).sort(byCodePoint));
  return hashOf({ base: snapshot.base.commit, head: snapshot.head.commit, landing: snapshot.landing, before: listing(before), after: listing(after) });
}
