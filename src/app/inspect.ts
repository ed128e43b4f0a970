import type { DependencyChange } from '../core/change.js';
import type { Finding } from '../core/finding.js';
import type { LockedPackage } from '../core/lockfile.js';
import type { Snapshot } from '../core/snapshot.js';
import { drained } from '../core/steps.js';
import { emptyTree } from '../core/tree.js';
import type { Verdict } from '../core/verdict.js';
import type { Check, ReviewInput } from '../checks/check.js';
import { runCheck } from '../checks/run.js';
import { factKey, type Fact, type FactKind, type Subject } from '../facts/kinds.js';
import { evidenceIn } from '../facts/evidence.js';
import { planFacts, planChosen, subjectOf, type FactRequest } from '../facts/planner.js';
import { lookUp, readerFor, type FactTable } from '../facts/table.js';
import type { CodeProfile } from '../packages/profile.types.js';
import { readPolicy } from '../policy/read.js';
import type { Progress } from '../ports/log.js';
import type { Added } from '../render/added.js';
import { addedOf } from './added.js';
import { choosePredecessor, derive } from './derive.js';
import type { FactSource } from './fact-source.js';
import { gather as gatherAll } from './gather.js';
import { newDependencies, resolveDependencies, type Resolved } from './inspect-dependencies.js';
import { readingProgress } from './reading-progress.js';
import { factsRootOf, verdictOf } from './review.js';

/** What one version of a package adds over another, as the checks on packages see it. */
export interface Inspection {
  readonly verdict: Verdict;
  readonly change: DependencyChange;
  readonly before?: Subject;
  readonly after: Subject;
  /** The facts of each side, by kind. */
  readonly facts: { readonly before?: Facts; readonly after: Facts };
  /** What the new version adds, whatever the checks make of it. */
  readonly added: Added;
  /** The new dependencies that were looked at, as packages that are added below it. */
  readonly dependencies: readonly DependencyChange[];
}

export interface InspectOptions {
  /** The registry that a name is installed from (`default` or a base URL); where it is left out, no dependency is looked at, and none is named. */
  readonly registryOf?: (name: string) => string;
  readonly progress?: Pick<Progress, 'report'>;
}
type Facts = { readonly [kind in FactKind]?: Fact<unknown> };

/** Checks that look at packages; those on lockfiles, policies and repository files have nothing to look at here. */
const groups = new Set(['package', 'advisory', 'record', 'trust', 'joined']);

/**
 * Compares one version with the one before it, or, where none is given, with the registry's own predecessor. What its manifest newly asks for is
 * looked at in turn, one level deep. Findings speak at places inside the packages.
 * @param now milliseconds since the epoch.
 */
export async function inspect(facts: FactSource, checks: readonly Check[], pair: { readonly before?: LockedPackage; readonly after: LockedPackage }, engine: Verdict['engine'], now: number, signal: AbortSignal, options: InspectOptions = {}): Promise<Inspection> {
  const { before, after } = pair;
  // Whoever names a package here has no policy that could call it private; registries of one's own are known all the same.
  facts.release(() => false);
  const change: DependencyChange = {
    kind: before ? 'updated' : 'added', root: after.root, before: before ? [before] : [], after, copies: [], differences: [], reviewed: false,
    reach: after.reach, introducers: [], at: { in: 'repository', path: 'package.json', side: 'head', line: 1, endLine: 1 },
  };
  const at = new Date(now).toISOString();
  const policy = readPolicy({ base: { kind: 'absent' }, changedPaths: [], known: new Map(checks.map((check) => [check.id, check.default])), now: at });
  const active = checks.filter((check) => groups.has(check.group) && (check.asks?.(policy.reading.inForce) ?? true));
  const needs = active.flatMap((check) => check.needs);
  const table: FactTable = new Map();
  const reading = options.progress && readingProgress(options.progress);
  const gather = async (requests: readonly FactRequest[]): Promise<void> => {
    reading?.wants(requests);
    await Promise.all(requests.map(async (request) => { table.set(factKey(request.subject, request.kind), await facts.get(request.subject, request.kind, signal)); reading?.has(request); }));
  };
  await gather(planFacts([change], needs, 1).requests);
  const predecessor = before ? undefined : choosePredecessor(change, table, at);
  if (predecessor) await gather(planChosen('predecessor', [{ change, subject: predecessor }], needs).filter(({ subject, kind }) => !table.has(factKey(subject, kind))));
  const baseline = before ? subjectOf(before) : predecessor;

  const resolved = await dependenciesOf(after, baseline, table, facts, options, signal);
  const predecessors = new Map<DependencyChange, Subject>();
  await gatherAll({ changes: resolved.changes, checks: active, facts, now: at, table, predecessors, ...(reading ? { reading } : {}) }, signal);

  const changes = [change, ...resolved.changes];
  const input: ReviewInput = { snapshot: snapshotOf(before, after), changes, lockfiles: [], files: [], policy: policy.reading.inForce, policyReading: policy.reading, now: at };
  const derived = derive(table, (one) => (one === change ? predecessor : predecessors.get(one)), changes);
  options.progress?.report('checks', 0, active.length);
  const runs = [...active.map((check) => runCheck(check, input, readerFor(check, table, derived))), ...(resolved.beyond ? [resolved.beyond] : [])];
  const verdict = verdictOf(runs, input, await factsRootOf(table), engine, policy, [], await facts.data());
  const evidence = drained(evidenceIn(changes, table));
  const factsOf = (subject: Subject): Facts => Object.fromEntries((['record', 'archive', 'code', 'advisories'] as const).flatMap((kind) => { const fact = table.get(factKey(subject, kind)); return fact && kind !== 'record' ? [[kind, fact]] : []; }));
  const codeOf = (subject: Subject | undefined): CodeProfile | undefined => subject && lookUp(table, subject, 'code').value;
  return {
    verdict: { ...verdict, ...(evidence ? { evidence } : {}), findings: verdict.findings.map((finding) => inPlace(finding, after)), remarks: verdict.remarks.filter(({ code }) => code === 'exploited-unread') }, change, after: subjectOf(after), ...(baseline ? { before: baseline } : {}),
    facts: { after: factsOf(subjectOf(after)), ...(baseline ? { before: factsOf(baseline) } : {}) },
    added: addedOf(codeOf(subjectOf(after)), codeOf(baseline), derived.delta(change).value, resolved.dependencies), dependencies: resolved.changes,
  };
}

/** What the new version's manifest asks for and the baseline's does not. Where a baseline's manifest could not be read, that hole speaks, and all counts as new. */
async function dependenciesOf(after: LockedPackage, baseline: Subject | undefined, table: FactTable, facts: FactSource, { registryOf }: InspectOptions, signal: AbortSignal): Promise<Resolved> {
  const wanted = lookUp(table, subjectOf(after), 'archive').value?.manifest?.raw;
  if (!wanted || !registryOf) return { dependencies: [], changes: [] };
  const old = baseline && lookUp(table, baseline, 'archive').value?.manifest?.raw;
  return resolveDependencies(after, newDependencies(wanted, old, lookUp(table, subjectOf(after), 'code').value?.imports), registryOf, facts, table, signal);
}

/** Here is no repository: a finding stands where the package itself shows it. */
function inPlace(finding: Finding, after: LockedPackage): Finding {
  const place = [...finding.related, ...finding.trace.map((step) => step.at)].find((one) => one.in === 'package');
  return { ...finding, at: place ?? { in: 'package', package: finding.subject ?? after.origin, path: 'package.json', line: 1, column: 1, endLine: 1 } };
}

function snapshotOf(before: LockedPackage | undefined, after: LockedPackage): Snapshot {
  return {
    repository: { host: '', owner: '', name: '', visibility: 'private', fork: false }, base: { commit: before?.version ?? '' }, head: { commit: after.version },
    landing: { kind: 'head', reason: 'working-tree' }, trees: { base: emptyTree, policy: emptyTree, mergeBase: emptyTree, head: emptyTree },
  };
}
