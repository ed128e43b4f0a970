import type { DependencyChange } from '../core/change.js';
import { hashOf } from '../core/hash.js';
import { integrityText, isExact } from '../core/integrity.js';
import { limits } from '../core/limits.js';
import type { LockedPackage } from '../core/lockfile.js';
import { isPrivate, type Policy } from '../core/policy.js';
import { byCodePoint, sortedBy } from '../core/order.js';
import type { RegistryTable } from '../core/registries.js';
import type { AccountSpan, PackageName, Seen, Sighted } from '../core/sighting.js';
import { landing, type Snapshot } from '../core/snapshot.js';
import type { Remark, Verdict } from '../core/verdict.js';
import type { Check, ReviewInput } from '../checks/check.js';
import { checkSteps, runCheck, type CheckRun } from '../checks/run.js';
import { isRead, type Subject } from '../facts/kinds.js';
import { evidenceIn } from '../facts/evidence.js';
import { bringsIn, subjectOf } from '../facts/planner.js';
import { accountsOf, namesOf, sightedIn } from '../facts/releases.js';
import { servedIn } from '../facts/served.js';
import { lookUp, readerFor, type FactTable } from '../facts/table.js';
import { withDeclaredIntroducers } from '../lockfiles/declared.js';
import { judge } from '../policy/judge.js';
import { needsApproval, secondPersons, type Approvals } from '../policy/approvals.js';
import { policyAllowsPass, type PolicyRead } from '../policy/read.js';
import { checkPolicyOf } from '../policy/merge.js';
import type { AdvisoryData } from '../ports/advisory-source.js';
import type { CodeHost } from '../ports/code-host.js';
import type { Clock } from '../ports/clock.js';
import type { Progress } from '../ports/log.js';
import { pinnedKey, type PinnedPackage } from '../ports/packages.js';
import { readCommitted } from './committed.js';
import type { FactSource } from './fact-source.js';
import { breath, inSteps, mapInParts } from './breath.js';
import type { Comparisons } from './compared.js';
import { derive, type Derived } from './derive.js';
import { judgeEarly, type EarlyRun } from './early.js';
import { gather } from './gather.js';
import { readOwnPatches } from './own-patches.js';
import { readPublished } from './published.js';
import { readingProgress } from './reading-progress.js';
import { gatherRemedies } from './remedies.js';
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
  /**
   * Who approved this head, and who has a part in it. Asked only where a policy is loosened or something waived; left out where nobody
   * knows of approvals (a clone), and then none counts.
   */
  readonly approvals?: () => Promise<Approvals>;
  /** The keys of those of these packages that an earlier review passed; left out where nothing is kept of earlier reviews. */
  readonly passed?: (packages: readonly PinnedPackage[]) => Promise<ReadonlySet<string>>;
  /** What earlier reviews saw of these packages' records, and of what their registries serve; left out where nothing is kept of it. Asked once. Without `tags`: nothing is kept of those. */
  readonly seen?: (names: readonly PackageName[]) => Promise<Partial<Pick<Seen, 'tags'>> & Pick<Seen, 'served' | 'hosts'>>;
  /** What earlier reviews of the last day saw these accounts put up; left out where nothing is kept of it. Asked at most once, when all records are there. */
  readonly releases?: (accounts: readonly AccountSpan[]) => Promise<Pick<Seen, 'releases' | 'cut'>>;
}

export interface ReviewSettings {
  readonly checks: readonly Check[];
  readonly registries: RegistryTable;
  readonly engine: Verdict['engine'];
  /** A policy given on the command line, in place of the repository's. */
  readonly policyFile?: { readonly path: string; readonly text: string };
  /** The organisation's policy given on the command line, in place of what the code host has. */
  readonly organisationPolicy?: { readonly path: string; readonly text: string };
  /** The last policy in force here that could be read whole; used where the one at base cannot be. */
  readonly lastGood?: Policy;
  /** Comparisons of lockfiles that are shared with what is fetched ahead; left out where nothing is. */
  readonly comparisons?: Comparisons;
}

/** A verdict with what render needs to put it on lines. */
export interface Reviewed {
  readonly verdict: Verdict;
  readonly snapshot: Snapshot;
  readonly changes: readonly DependencyChange[];
  readonly policy: PolicyRead;
  /** Texts of the files that findings may speak of, merge base and head side, for the lines that the diff holds. */
  readonly texts: RepositoryReading['texts'];
  /** What this review saw of registries' records, for later ones; absent of one that told early. */
  readonly sighted?: Sighted;
}

/**
 * Reviews one snapshot: reads it, finds what changed, fetches what the checks want to know, runs them and judges.
 * `early` is called at most once, with the first verdict that blocks, while facts are still on their way. It rests on changes whose facts
 * are complete for a check, so it can only be confirmed.
 * @throws Failure of the code host, or the signal's reason. Whatever is wrong with packages and files is in the verdict.
 */
export async function review(ports: ReviewPorts, settings: ReviewSettings, early: ((reviewed: Reviewed) => Promise<void>) | undefined, signal: AbortSignal): Promise<Reviewed> {
  const { host, facts, clock, progress } = ports;
  const now = new Date(clock.now()).toISOString();
  progress.report('snapshot', 0, 1);
  const snapshot = await host.snapshot();
  progress.report('lockfiles', 0, 1);
  const reading = await readRepository(host, snapshot, settings, now);
  const { policy } = reading;
  // Where no policy can be used, nobody knows what is private.
  if (policy.reading.usable) facts.release((name, ecosystem) => isPrivate(policy.reading.inForce, name, ecosystem));
  const [changes, approvedBy, seen] = await Promise.all([withReviewed(reading.changes, ports.passed), approvedOf(policy.reading, ports.approvals), seenBefore(reading.changes, ports.seen)]);
  const people: ReturnType<ReviewPorts['people']> = policy.reading.inForce.waivers.length > 0 ? ports.people() : Promise.resolve([]);
  people.catch(() => undefined);
  const table: FactTable = new Map();
  const committed = await readCommitted(reading.files, reading.loaded.named, facts, table, signal);
  const trees = landing(snapshot);
  const published = [
    ...await readPublished({ files: reading.files, changes, committed, registries: settings.registries }, { host, facts }, table, signal),
    ...await readOwnPatches({ before: trees.before, after: trees.after, touched: reading.lockfiles.flatMap(({ touched }) => touched), committed, registries: settings.registries }, { host, facts }, table, signal),
  ];
  const input: ReviewInput = { snapshot, changes, lockfiles: reading.lockfiles, files: reading.files, attributes: reading.attributes, settings: reading.settings, loaded: reading.loaded, builds: reading.builds, ...(reading.ages.length > 0 ? { ages: reading.ages } : {}), ...(reading.sources.length > 0 ? { sources: reading.sources } : {}), registries: settings.registries, ...(committed.length > 0 ? { committed } : {}), ...(reading.pnp.length > 0 ? { pnp: reading.pnp } : {}), ...(published.length > 0 ? { published } : {}), policy: policy.reading.inForce, policyReading: policy.reading, approvedBy, ...(seen ? { seen } : {}), now, registryHosts: hostsOf(settings.registries) };

  const active = settings.checks.filter((check) => checkPolicyOf(policy.reading.inForce, check.id).mode !== 'off' && (check.asks?.(policy.reading.inForce) ?? true));
  const predecessors = new Map<DependencyChange, Subject>();
  let told: readonly DependencyChange[] | undefined;
  const runnerOver = (derived: Derived) => (check: Check, change?: DependencyChange): CheckRun => runCheck(check, change ? { ...input, changes: [change] } : input, readerFor(check, table, derived));
  const declared = (): readonly DependencyChange[] => withDeclaredIntroducers(changes, reading.graphs, (locked) => lookUp(table, subjectOf(locked), 'archive').value?.manifest?.raw);
  const reviewedOf = async (runs: readonly CheckRun[], own: readonly string[] | 'unknown'): Promise<Reviewed> => (
    { verdict: verdictOf(runs, input, await factsRootOf(table), settings.engine, policy, own, await facts.data()), snapshot, changes: told ?? declared(), policy, texts: reading.texts }
  );
  const mends = (of: readonly DependencyChange[], from: FactTable): ReturnType<typeof gatherRemedies> => gatherRemedies({ changes: of, graphs: reading.graphs, texts: reading.texts, facts, table: from, now }, signal);
  // What is known against a change is told once, in the words that it has at the end. The table is the verdict's own: what is asked for here is not in it before its time.
  const asAtTheEnd = async (all: readonly EarlyRun[]): Promise<readonly CheckRun[]> => {
    const known = all.flatMap(({ check, change, run }) => (check.group === 'advisory' && change && run.findings.length > 0 ? [change] : []));
    if (known.length === 0) return all.map(({ run }) => run);
    const again = runnerOver(derive(table, (change) => predecessors.get(change), changes, { remedies: await mends([...new Set(known)], new Map(table)) }));
    return all.map(({ check, change, run }) => (check.group === 'advisory' && change && known.includes(change) ? again(check, change) : run));
  };
  // What is derived before all facts are there is not kept for the verdict.
  const judging = early && judgeEarly({
    changes, checks: active, people, run: runnerOver(derive(table, (change) => predecessors.get(change), changes)),
    blocks: ({ findings }, own) => judge({ findings, gaps: [], policy: policy.reading.inForce, policyUsable: true, own, now }).outcome === 'block',
    tell: async (runs, own) => early(await reviewedOf(await asAtTheEnd(runs), own)),
  });
  // Who put up the versions is known with the last record; archives are on their way then, so that nobody waits for this question alone.
  let lately: ReturnType<typeof releasedLately> | undefined;
  const recorded = (): void => {
    lately = releasedLately(accountsOf(changes, table, Date.parse(now)), ports.releases);
    lately.catch(() => undefined);
  };
  await gather({ changes, checks: active, facts, now, table, predecessors, recorded, reading: readingProgress(progress), ...judging }, signal);
  const whole: ReviewInput = seen ? { ...input, seen: { ...seen, ...await lately } } : input;
  const own = await people;
  progress.report('checks', 0, active.length);
  const sighted = await inSteps(sightedIn(changes, table));
  const served = await inSteps(servedIn(changes, table));
  // Where no check speaks of advisories nobody asks how they are mended.
  const remedies = active.some((check) => check.group === 'advisory') ? await mends(changes, table) : undefined;
  told = declared();
  const introducers = new Map(changes.map((change, index) => [change, told![index]!.introducers]));
  const derived = derive(table, (change) => predecessors.get(change), changes, { introducers, releases: sighted.releases, served, ...(remedies ? { remedies } : {}) });
  const runs: CheckRun[] = [];
  for (const check of active) runs.push(await inSteps(checkSteps(check, whole, readerFor(check, table, derived))));
  const result = await reviewedOf(runs, own);
  const evidence = await inSteps(evidenceIn(changes, table));
  await breath();
  await judging?.told();
  progress.report('judge', 1, 1);
  return { ...result, ...(evidence ? { verdict: { ...result.verdict, evidence } } : {}), sighted: { ...sighted, served } };
}

/** What earlier reviews saw of the packages that come in; those beyond the limit are named. */
async function seenBefore(changes: readonly DependencyChange[], seen: ReviewPorts['seen']): Promise<Seen | undefined> {
  const names = namesOf(changes);
  if (!seen || names.length === 0) return undefined;
  const most = limits.sightedNames.value;
  const { tags, ...served } = await seen(names.slice(0, most));
  return { ...served, tags: tags ?? [], releases: [], cut: false, unasked: tags ? names.slice(most).map(({ name }) => name) : [] };
}

/** What earlier reviews saw these accounts put up; beyond the limit of what is told of no more accounts are asked. */
async function releasedLately(accounts: readonly AccountSpan[], releases: ReviewPorts['releases']): Promise<Pick<Seen, 'releases' | 'cut'> | undefined> {
  if (!releases || accounts.length === 0) return undefined;
  const most = limits.sightedReleases.value;
  const known = await releases(accounts.slice(0, most));
  return { ...known, cut: known.cut || accounts.length > most };
}

/** The second persons who approved, where that matters. */
async function approvedOf(reading: PolicyRead['reading'], approvals: ReviewPorts['approvals']): Promise<readonly string[]> {
  return approvals && needsApproval(reading) ? secondPersons(await approvals()) : [];
}

/** Says of each change whether all its baselines were reviewed. Only bytes that are pinned exactly are the bytes that were reviewed. */
async function withReviewed(changes: readonly DependencyChange[], passed: ReviewPorts['passed']): Promise<readonly DependencyChange[]> {
  const asked = changes.flatMap((change) => change.before.filter((one) => isExact(one.integrity)).map(pinnedOf));
  if (!passed || asked.length === 0) return changes;
  const known = await passed(asked);
  return changes.map((change) => (change.before.length > 0 && change.before.every((one) => isExact(one.integrity) && known.has(pinnedKey(pinnedOf(one)))) ? { ...change, reviewed: true } : change));
}

/** What an earlier or later review knows a locked package by. */
export function pinnedOf({ name, version, integrity }: LockedPackage): PinnedPackage {
  return { name, version, integrity: integrityText(integrity) };
}

function hostsOf({ publicDefault, default: standard, scopes }: RegistryTable): readonly string[] {
  return [...new Set([publicDefault, standard, ...Object.values(scopes)].flatMap((url) => (URL.canParse(url) ? [new URL(url).host] : [])))].sort(byCodePoint);
}

/** One hash over all facts, in an order of their own. */
export async function factsRootOf(table: FactTable): Promise<string> {
  return hashOf(await mapInParts(sortedBy([...table], ([key]) => key), factsHashedAtOnce, ([key, fact]) => [key, hashOf(fact)]));
}
const factsHashedAtOnce = 200;

/** Joins the runs of the checks into the verdict, and says what it rests on. */
export function verdictOf(runs: readonly CheckRun[], input: ReviewInput, factsRoot: string, engine: Verdict['engine'], policy: PolicyRead, own: readonly string[] | 'unknown', data: readonly AdvisoryData[]): Verdict {
  const { snapshot, changes, now } = input;
  const judgement = judge({
    findings: runs.flatMap((run) => run.findings), gaps: runs.flatMap((run) => run.gaps), policy: policy.reading.inForce, policyUsable: policyAllowsPass(policy.reading),
    own, now, remarks: [...policy.remarks, ...remarksOf(input), ...unreadFiles(runs), ...unreadData(data)],
  });
  return {
    ...judgement,
    coverage: runs.flatMap((run) => run.coverage),
    counts: { changes: changes.length, reviewed: changes.filter(bringsIn).length, standing: judgement.findings.filter((finding) => finding.change === 'standing').length },
    base: snapshot.base.commit, head: snapshot.head.commit, ...(snapshot.landing.kind === 'merge' ? { mergeResult: snapshot.landing.commit } : {}),
    policyHash: policy.reading.inForce.hash, engine, data: data.flatMap(({ unread, ...one }) => (unread === undefined ? [one] : [])),
    factsRoot, snapshotHash: snapshotHash(snapshot), reviewedAt: now,
  };
}

function remarksOf({ snapshot, changes, lockfiles }: ReviewInput): readonly Remark[] {
  const remarks: Remark[] = [];
  if (snapshot.landing.kind === 'head' && snapshot.landing.reason !== 'working-tree') remarks.push({ code: 'no-merge-result', data: { reason: snapshot.landing.reason } });
  if (changes.length === 0 && lockfiles.every((one) => one.change === 'unchanged')) remarks.push({ code: 'no-dependency-change', data: {} });
  for (const { root, cut } of lockfiles) for (const limit of cut ?? []) remarks.push({ code: 'introducers-cut', data: { path: root.lockfile, limit, most: limits[limit].value, reason: limits[limit].code } });
  const unread = changes.filter((change) => bringsIn(change) && !isRead(subjectOf(change.after!), 'code')).length;
  if (unread > 0) remarks.push({ code: 'ecosystem-unread', data: { count: unread } });
  return remarks;
}

/** Changed dependency files without a reader are named beside the verdict, whatever they do to it. */
function unreadFiles(runs: readonly CheckRun[]): readonly Remark[] {
  return runs.flatMap((run) => run.gaps).filter((gap) => gap.check === 'unread-dependency-file').map((gap) => ({ code: 'unread-dependency-file', data: { path: gap.subject } }));
}

/** What stands beside advisories and could not be read. It takes nothing from them. */
function unreadData(data: readonly AdvisoryData[]): readonly Remark[] {
  return data.flatMap(({ source, unread }) => (unread === undefined ? [] : [{ code: 'exploited-unread', data: { file: source, reason: unread } }]));
}

/** What was reviewed: the commits, and the content of both sides. */
function snapshotHash(snapshot: Snapshot): string {
  const { before, after } = landing(snapshot);
  const listing = (tree: Snapshot['trees']['base']): string => hashOf([...tree.entries.values()].map((entry) => `${entry.path}\0${entry.mode} ${entry.oid}`).sort(byCodePoint));
  return hashOf({ base: snapshot.base.commit, head: snapshot.head.commit, landing: snapshot.landing, before: listing(before), after: listing(after) });
}
