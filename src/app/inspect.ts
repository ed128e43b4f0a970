import type { DependencyChange } from '../core/change.js';
import type { Finding } from '../core/finding.js';
import type { LockedPackage } from '../core/lockfile.js';
import type { Snapshot } from '../core/snapshot.js';
import { emptyTree } from '../core/tree.js';
import type { Verdict } from '../core/verdict.js';
import type { Check, ReviewInput } from '../checks/check.js';
import { runCheck } from '../checks/run.js';
import { factKey, type Fact, type FactKind, type Subject } from '../facts/kinds.js';
import { planFacts, planPredecessors, subjectOf } from '../facts/planner.js';
import { readerFor, type FactTable } from '../facts/table.js';
import { readPolicy } from '../policy/read.js';
import { choosePredecessor, derive } from './derive.js';
import type { FactSource } from './fact-source.js';
import { factsRootOf, verdictOf } from './review.js';

/** What one version of a package adds over another, as the checks on packages see it. */
export interface Inspection {
  readonly verdict: Verdict;
  readonly change: DependencyChange;
  readonly before?: Subject;
  readonly after: Subject;
  /** The facts of each side, by kind. */
  readonly facts: { readonly before?: Facts; readonly after: Facts };
}
type Facts = { readonly [kind in FactKind]?: Fact<unknown> };

/** Checks that look at packages; those on lockfiles, policies and repository files have nothing to look at here. */
const groups = new Set(['package', 'advisory', 'record', 'trust', 'joined']);

/**
 * Compares one version with the one before it, or, where none is given, with the registry's own predecessor. Findings speak at places inside the
 * package.
 * @param now milliseconds since the epoch.
 */
export async function inspect(facts: FactSource, checks: readonly Check[], pair: { readonly before?: LockedPackage; readonly after: LockedPackage }, engine: Verdict['engine'], now: number, signal: AbortSignal): Promise<Inspection> {
  const { before, after } = pair;
  const change: DependencyChange = {
    kind: before ? 'updated' : 'added', root: after.root, before: before ? [before] : [], after, copies: [], differences: [], reviewed: false,
    reach: after.reach, introducers: [], at: { in: 'repository', path: 'package.json', side: 'head', line: 1, endLine: 1 },
  };
  const active = checks.filter((check) => groups.has(check.group));
  const needs = active.flatMap((check) => check.needs);
  const table: FactTable = new Map();
  const gather = (requests: ReturnType<typeof planPredecessors>): Promise<unknown> => Promise.all(requests.map(async ({ subject, kind }) => table.set(factKey(subject, kind), await facts.get(subject, kind, signal))));
  await gather(planFacts([change], needs, 1).requests);
  const at = new Date(now).toISOString();
  const predecessor = before ? undefined : choosePredecessor(change, table, at);
  if (predecessor) await gather(planPredecessors([{ change, subject: predecessor }], needs).filter(({ subject, kind }) => !table.has(factKey(subject, kind))));

  const policy = readPolicy({ base: { kind: 'absent' }, changedPaths: [], known: new Map(checks.map((check) => [check.id, check.default])), now: at });
  const input: ReviewInput = { snapshot: snapshotOf(before, after), changes: [change], lockfiles: [], files: [], policy: policy.reading.inForce, policyReading: policy.reading, now: at };
  const derived = derive(table, () => predecessor, [change]);
  const runs = active.map((check) => runCheck(check, input, readerFor(check, table, derived)));
  const verdict = verdictOf(runs, input, await factsRootOf(table), engine, policy, [], await facts.data());
  const baseline = before ? subjectOf(before) : predecessor;
  const factsOf = (subject: Subject): Facts => Object.fromEntries((['record', 'archive', 'code', 'advisories'] as const).flatMap((kind) => { const fact = table.get(factKey(subject, kind)); return fact && kind !== 'record' ? [[kind, fact]] : []; }));
  return {
    verdict: { ...verdict, findings: verdict.findings.map((finding) => inPlace(finding, after)), remarks: [] }, change, after: subjectOf(after), ...(baseline ? { before: baseline } : {}),
    facts: { after: factsOf(subjectOf(after)), ...(baseline ? { before: factsOf(baseline) } : {}) },
  };
}

/** Here is no repository: a finding stands where the package itself shows it. */
function inPlace(finding: Finding, after: LockedPackage): Finding {
  const place = [...finding.related, ...finding.trace.map((step) => step.at)].find((one) => one.in === 'package');
  return { ...finding, at: place ?? { in: 'package', package: after.origin, path: 'package.json', line: 1, column: 1, endLine: 1 } };
}

function snapshotOf(before: LockedPackage | undefined, after: LockedPackage): Snapshot {
  return {
    repository: { host: '', owner: '', name: '', visibility: 'private', fork: false }, base: { commit: before?.version ?? '' }, head: { commit: after.version },
    landing: { kind: 'head', reason: 'working-tree' }, trees: { base: emptyTree, policy: emptyTree, mergeBase: emptyTree, head: emptyTree },
  };
}
