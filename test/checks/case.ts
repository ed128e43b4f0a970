import type { AdvisoryMatch } from '../../src/advisories/match.types.js';
import type { Check, ReviewInput } from '../../src/checks/check.js';
import { checks } from '../../src/checks/index.js';
import { runCheck, type CheckRun } from '../../src/checks/run.js';
import type { DependencyChange } from '../../src/core/change.js';
import { complete, failed } from '../../src/core/coverage.js';
import type { Finding } from '../../src/core/finding.js';
import { parseIntegrity } from '../../src/core/integrity.js';
import type { LockedPackage, MetadataDifference } from '../../src/core/lockfile.js';
import type { Remedy } from '../../src/core/remedy.js';
import type { Origin } from '../../src/core/origin.js';
import type { Seen, Served } from '../../src/core/sighting.js';
import { drained } from '../../src/core/steps.js';
import type { PackageRules } from '../../src/core/policy.js';
import { emptyTree, type Tree } from '../../src/core/tree.js';
import { factKey, type Fact, type FactKind, type FactValues, type Subject } from '../../src/facts/kinds.js';
import { subjectOf } from '../../src/facts/planner.js';
import { sightedIn } from '../../src/facts/releases.js';
import { servedIn } from '../../src/facts/served.js';
import { dependencies, readerFor, type FactTable } from '../../src/facts/table.js';
import type { LockfileReading } from '../../src/lockfiles/reading.types.js';
import { compareSettings } from '../../src/lockfiles/settings/index.js';
import { deltaOf } from '../../src/packages/delta/delta.js';
import type { ArchiveFacts } from '../../src/packages/archive.types.js';
import type { Capability, CodeFlow, CodeProfile, PlacedSignal, Trigger } from '../../src/packages/profile.types.js';
import type { SignalKind, SignalWords } from '../../src/packages/profile/signal.types.js';
import { defaultValues, policyOf } from '../../src/policy/merge.js';
import type { VersionTrust } from '../../src/trust/evidence.types.js';

/** What a case wants of its findings: only what it names is compared, but that no rule lets it only warn where none is named. */
export type Wanted = Partial<Pick<Finding, 'message' | 'severity' | 'confidence' | 'level' | 'change' | 'warnsBy'>> & { readonly data?: Record<string, string | number> };

/** One case of a check: it fires just so, or it is a look-alike and must stay silent at the default level. */
export interface CheckCase {
  readonly name: string;
  readonly given: Given;
  readonly fires?: readonly Wanted[];
  /** Codes of the holes that must be named, in any order. Left out: none. */
  readonly gaps?: readonly string[];
}

export interface Given {
  readonly changes?: readonly DependencyChange[];
  readonly facts?: readonly GivenFacts[];
  readonly lockfiles?: readonly LockfileReading[];
  readonly files?: ReviewInput['files'];
  readonly registryHosts?: readonly string[];
  /** Hosts of `registries.allowed` of the policy. */
  readonly allowed?: readonly string[];
  /** What the policy says of packages. */
  readonly rules?: PackageRules;
  readonly ages?: ReviewInput['ages'];
  readonly sources?: ReviewInput['sources'];
  readonly registries?: ReviewInput['registries'];
  readonly committed?: ReviewInput['committed'];
  readonly loaded?: NonNullable<ReviewInput['loaded']>;
  readonly builds?: NonNullable<ReviewInput['builds']>;
  readonly pnp?: ReviewInput['pnp'];
  readonly published?: ReviewInput['published'];
  /** Settings files as texts of both sides. */
  readonly settings?: { readonly [path: string]: { readonly before?: string; readonly after?: string } };
  readonly attributes?: NonNullable<ReviewInput['attributes']>['found'];
  /** The paths of the two trees that are compared, each with its object id. */
  readonly trees?: { readonly before: { readonly [path: string]: string }; readonly after: { readonly [path: string]: string } };
  readonly policyReading?: Partial<ReviewInput['policyReading']>;
  readonly approvedBy?: readonly string[];
  readonly seen?: Partial<Seen>;
  readonly entryDifferences?: readonly MetadataDifference[];
  readonly predecessor?: Subject;
  readonly peers?: readonly Subject[];
  /** What registries served; found out of the facts where it is left out. */
  readonly served?: readonly Served[];
  readonly remedy?: Remedy;
}
export type GivenFacts = { readonly of: LockedPackage | Subject } & { readonly [kind in FactKind]?: FactValues[kind] | Fact<FactValues[kind]> };

export const root = { lockfile: 'package-lock.json', directory: '' };
const sha512 = (text: string): string => `sha512-${Buffer.alloc(64, text).toString('base64')}`;

/** A registry package as a lockfile entry holds it; every version has other bytes. */
export function locked(name: string, version: string, more: Partial<LockedPackage> = {}): LockedPackage {
  return {
    root, location: `node_modules/${name}`, name, version, raw: { version }, reach: { runtime: true, development: false, optional: false, peer: false },
    origin: { kind: 'registry', ecosystem: 'npm', registry: 'default', name, version }, integrity: parseIntegrity(sha512(`${name}@${version}`), 'lock'),
    resolved: `https://registry.example/${name}/-/${name}-${version}.tgz`, ...more,
  };
}

/** A Python package as a lockfile entry holds it: several digests of sha256, one of each archive. */
export function python(name: string, version: string, more: Partial<LockedPackage> = {}): LockedPackage {
  const { resolved: _, ...rest } = locked(name, version);
  return {
    ...rest, root: { lockfile: 'requirements.txt', directory: '' }, location: name, ecosystem: 'pypi', origin: { kind: 'registry', ecosystem: 'pypi', registry: 'default', name, version },
    integrity: parseIntegrity(sha256s(1, 2), 'lock'), ...more,
  };
}
export const sha256s = (...seeds: readonly number[]): string => seeds.map((seed) => `sha256-${Buffer.alloc(32, seed).toString('base64')}`).join(' ');

/** A change of one package: updated where both versions are there. */
export function change(before: LockedPackage | undefined, after: LockedPackage | undefined, more: Partial<DependencyChange> = {}): DependencyChange {
  return {
    kind: before && after ? 'updated' : after ? 'added' : 'removed', root, before: before ? [before] : [], ...(after ? { after } : {}), copies: [], differences: [], reviewed: false,
    reach: (after ?? before)!.reach, introducers: [], at: { in: 'repository', path: root.lockfile, side: 'head', line: 10, endLine: 14 }, ...more,
  };
}

export function archive(more: { readonly scripts?: Record<string, string> } & Partial<ArchiveFacts> = {}): ArchiveFacts {
  const { scripts = {}, ...rest } = more;
  return {
    sha512: 'ab'.repeat(64), pinned: 'lock', size: 100, unpackedSize: 300, files: [], ambiguities: [], carried: [], hasShrinkwrap: false, hasBindingGyp: false,
    manifest: { scripts, bin: {}, raw: { scripts } }, ...rest,
  };
}

export function code(capabilities: readonly (Pick<Capability, 'kind' | 'api' | 'trigger'> & Partial<Capability>)[] = [], more: Partial<CodeProfile> = {}): CodeProfile {
  return {
    installSteps: [], files: { read: 1, bytes: 100 }, unread: [], undecided: false, signals: [], flows: [], imports: [],
    capabilities: capabilities.map((one) => ({ path: 'index.js', line: 3, column: 1, endLine: 3, excerpt: one.api, computed: true, ...one })), ...more,
  };
}

/** A way of data: the whole environment to a host, when the package is loaded, unless it says otherwise. */
export function flow(more: Partial<CodeFlow> = {}): CodeFlow {
  return { source: 'environment', sink: 'network', hosts: ['drop.example.invalid'], api: 'fetch', hops: 3, trigger: 'load', steps: [{ path: 'index.js', line: 2 }], path: 'index.js', line: 3, column: 1, endLine: 3, excerpt: 'fetch(u)', ...more };
}

/** One thing that a version's code shows. */
export function signal<K extends SignalKind>(kind: K, what: SignalWords[K], key: string, trigger: Trigger, more: Partial<PlacedSignal> = {}): PlacedSignal {
  return { kind, what, key, trigger, path: 'index.js', line: 3, column: 1, endLine: 3, excerpt: key, ...more };
}

/** What the two versions of `upgraded` show. */
type Shown = Partial<CodeProfile>;
const oldLeft = locked('left', '1.0.0');
const newLeft = locked('left', '1.1.0');

/** The package `left` from 1.0.0 to 1.1.0, with what the code of each version shows; with a predecessor, 1.0.9, where that is given. */
export function upgraded(after: Shown, before: Shown = {}, predecessor?: Shown): Given {
  const between = locked('left', '1.0.9');
  return {
    changes: [change(oldLeft, newLeft)], ...(predecessor ? { predecessor: subjectOf(between) } : {}),
    facts: [{ of: oldLeft, code: code([], before) }, { of: newLeft, code: code([], after) }, ...(predecessor ? [{ of: between, code: code([], predecessor) }] : [])],
  };
}

/**
 * What holds for every check on added behaviour, shown by one thing that it tells of: it is silent where that stood, heeds the predecessor as a
 * second baseline, tells of a new package, and names what could not be read.
 */
export function standing(shown: Shown, wanted: Wanted): readonly CheckCase[] {
  const unread = (trigger: Trigger): Fact<CodeProfile> => ({ coverage: { kind: 'partial', code: 'PARSE_FAILED', data: {} }, value: code([], { unread: [{ path: 'x.js', code: 'PARSE_FAILED', trigger, sha256: 'a'.repeat(64) }] }) });
  const added = (predecessor?: Shown): Given => ({ ...upgraded(shown, {}, predecessor), changes: [change(undefined, newLeft)] });
  return [
    { name: 'new over the old version', given: upgraded(shown), fires: [{ ...wanted, change: 'added', data: { ...wanted.data, package: 'left', version: '1.1.0', before: '1.0.0' } }] },
    { name: 'the old version shows it too', given: upgraded(shown, shown) },
    { name: 'the old version shows it, its predecessor in the registry does not', given: upgraded(shown, shown, {}), fires: [{ ...wanted, data: { before: '1.0.0, 1.0.9' } }] },
    { name: 'the predecessor shows it, the old version does not', given: upgraded(shown, {}, shown), fires: [wanted] },
    { name: 'both show it', given: upgraded(shown, shown, shown) },
    { name: 'a new package without a predecessor', given: added(), fires: [{ ...wanted, data: { before: 'nothing' } }] },
    { name: 'a new package whose predecessor shows it too', given: added(shown) },
    { name: 'a new package whose predecessor does not show it', given: added({}), fires: [{ ...wanted, data: { before: '1.0.9' } }] },
    { name: 'a mere change of the lockfile entry reads no code', given: { ...upgraded(shown), changes: [change(oldLeft, newLeft, { kind: 'metadata' })] } },
    { name: 'what is gone is not told', given: { ...upgraded({}, shown), changes: [change(oldLeft, undefined)] } },
    { name: 'only another moment that the old version covers', given: upgraded(at(shown, 'deep'), at(shown, 'load')) },
    { name: 'an unread file that is loaded is a hole', given: { changes: [change(oldLeft, newLeft)], facts: [{ of: newLeft, code: unread('load') }] }, gaps: ['PARSE_FAILED'] },
    { name: 'an unread file that nothing reaches is none', given: { changes: [change(oldLeft, newLeft)], facts: [{ of: newLeft, code: unread('unreachable') }] } },
    { name: 'an analyser that died is a hole', given: { changes: [change(oldLeft, newLeft)], facts: [{ of: newLeft, code: { coverage: failed('ANALYSER_CRASHED') } }] }, gaps: ['ANALYSER_CRASHED'] },
  ];
}

/** The same, at another moment. */
export function at({ flows = [], signals = [] }: Shown, trigger: Trigger): Shown {
  return { flows: flows.map((one) => ({ ...one, trigger })), signals: signals.map((one) => ({ ...one, trigger })) };
}

export function advisory(id: string, more: Partial<AdvisoryMatch> = {}): AdvisoryMatch {
  return { id, ids: [id], malware: false, severity: 'high', severityFrom: 'database', summary: 'Something can be done to it', fixed: ['9.9.9'], aliases: [], source: 'the test', modified: '2026-01-01T00:00:00Z', ...more };
}

export function reading(touched: readonly LockedPackage[], more: Partial<LockfileReading> = {}): LockfileReading {
  return { root, format: 'npm', change: 'changed', coverage: complete, count: touched.length, touched, problems: [], lines: new Map(touched.map((one, index) => [one.location, { line: index * 5 + 3, endLine: index * 5 + 7 }])), ...more };
}

const isFact = (value: unknown): value is Fact<unknown> => typeof value === 'object' && value !== null && 'coverage' in value;

/** Evidence on a version that its record signs, that verifies, and that has no attestations. */
export function trust(more: Partial<VersionTrust> = {}): VersionTrust {
  return { bytes: 'lock', signature: { state: 'verified', keyid: 'SHA256:one' }, advertised: false, attested: { state: 'could-not-check', code: 'ATTESTATIONS_ABSENT' }, attestations: [], stated: 'none', ...more };
}

/** Runs one check over a case, as the review would: facts from a table, holes found by the runner. */
export function runCase(check: Check, given: Given): CheckRun {
  const table: FactTable = new Map();
  for (const { of, ...facts } of given.facts ?? []) {
    const subject = 'location' in of ? subjectOf(of) : of;
    for (const [kind, value] of Object.entries(facts)) table.set(factKey(subject, kind as FactKind), isFact(value) ? value : { coverage: complete, value });
  }
  // What a case leaves out is there and empty: a case says what matters to it.
  const empty: FactValues = { record: { name: '', registry: 'default', distTags: {}, versions: {}, maintainers: [], removed: {} }, archive: archive(), code: code(), advisories: [], unaffected: { versions: [], whole: true }, trust: trust() };
  const subjects = [...(given.peers ?? []), ...(given.changes ?? []).flatMap((one) => [...one.before, ...(one.after ? [one.after] : [])].map(subjectOf)), ...(given.predecessor ? [given.predecessor] : [])];
  for (const subject of subjects) for (const [kind, value] of Object.entries(empty)) if (!table.has(factKey(subject, kind as FactKind))) table.set(factKey(subject, kind as FactKind), { coverage: complete, value });
  const lookUp = (subject: Subject): Fact<CodeProfile> => table.get(factKey(subject, 'code')) as Fact<CodeProfile>;
  const values = defaultValues(new Map(checks.map((one) => [one.id, one.default])));
  const policy = policyOf({ ...values, ...(given.allowed ? { registries: { allowed: given.allowed } } : {}), ...given.rules }, []);
  const side = { commit: 'c'.repeat(40) };
  const treeOf = (files: { readonly [path: string]: string }): Tree => ({ entries: new Map(Object.entries(files).map(([path, oid]) => [path, { path, oid, mode: '100644' }])), unread: [] });
  const [before, after] = given.trees ? [treeOf(given.trees.before), treeOf(given.trees.after)] : [emptyTree, emptyTree];
  const input: ReviewInput = {
    snapshot: {
      repository: { host: 'github.example', owner: 'acme', name: 'shop', visibility: 'private', fork: false }, base: side, head: side,
      landing: { kind: 'merge', commit: 'd'.repeat(40) }, trees: { base: before, policy: emptyTree, mergeBase: before, head: after, ...(given.trees ? { merge: after } : {}) },
    },
    ...(given.approvedBy ? { approvedBy: given.approvedBy } : {}), changes: given.changes ?? [], lockfiles: given.lockfiles ?? [], files: given.files ?? [], ...(given.registryHosts ? { registryHosts: given.registryHosts } : {}), ...(given.ages ? { ages: given.ages } : {}), ...(given.sources ? { sources: given.sources } : {}), ...(given.registries ? { registries: given.registries } : {}), ...(given.committed ? { committed: given.committed } : {}), ...(given.pnp ? { pnp: given.pnp } : {}), ...(given.published ? { published: given.published } : {}), ...(given.loaded ? { loaded: given.loaded } : {}), ...(given.builds ? { builds: given.builds } : {}), ...(given.settings ? { settings: Object.entries(given.settings).flatMap(([path, texts]) => compareSettings(path, texts) ?? []) } : {}), ...(given.seen ? { seen: { tags: [], releases: [], unasked: [], cut: false, ...given.seen } } : {}), ...(given.attributes ? { attributes: { found: given.attributes, holes: [] } } : {}), policy, now: '2026-11-22T00:00:00.000Z',
    policyReading: { path: '.github/mergewarden.yml', inForce: policy, baseProblems: [], usable: true, mends: false, ...given.policyReading },
  };
  return runCheck(check, input, readerFor(check, table, {
    predecessor: () => given.predecessor, peers: () => given.peers ?? [], served: given.served ?? drained(servedIn(given.changes ?? [], table)), releases: drained(sightedIn(given.changes ?? [], table)).releases,
    remedy: () => given.remedy,
    introducers: (one) => one.introducers,
    dependency: dependencies(given.changes ?? [], table),
    delta: (one) => {
      const after = lookUp(subjectOf(one.after!));
      const baselines = [...one.before.map(subjectOf), ...(given.predecessor ? [given.predecessor] : [])].flatMap((subject) => { const { value } = lookUp(subject); return value ? [{ origin: subject.origin, value }] : []; });
      return after.value ? { coverage: complete, value: { ...deltaOf(after.value, baselines.map(({ value }) => value)), ...(baselines[0] ? { against: baselines[0].origin } : {}) } } : { coverage: after.coverage };
    },
    entryDifferences: () => ({ coverage: complete, value: given.entryDifferences ?? [] }),
  }));
}

/** An origin from somewhere that no reader takes bytes from. */
export const gitOrigin = (commit: string): Origin => ({ kind: 'git', url: 'git+ssh://git@code.example/acme/left.git', commit });
