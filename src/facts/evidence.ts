import type { DependencyChange } from '../core/change.js';
import type { Build, Checked, EvidencePart, EvidenceRow, VerdictEvidence, Vouched } from '../core/evidence.js';
import type { LockedPackage } from '../core/lockfile.js';
import { byCodePoint, sortedBy } from '../core/order.js';
import type { Origin, RegistryOrigin } from '../core/origin.js';
import { repositoryAddress } from '../core/source-repository.js';
import { stepwise, type Steps } from '../core/steps.js';
import type { AttestationEvidence, Outcome, Provenance, VersionTrust } from '../trust/evidence.types.js';
import { factKey, isRead, subjectKey, type Fact } from './kinds.js';
import { bringsIn, subjectOf } from './planner.js';
import { lookUp, type FactTable } from './table.js';

/** Packages that are told by name: a verdict is kept and shown as a whole. The others are counted. */
export const mostEvidenceRows = 300;
const changesAtOnce = 25;

/**
 * What vouches for the packages that these changes bring in from a registry, as far as the facts in a table tell. A mere change of a lockfile's entry brings no other bytes and is left out.
 * @returns undefined where nobody asked for any evidence.
 */
export function* evidenceIn(changes: readonly DependencyChange[], table: FactTable): Steps<VerdictEvidence | undefined> {
  const packages = new Map<string, Asked>();
  for (const [index, change] of changes.entries()) {
    if (index > 0 && index % changesAtOnce === 0) yield;
    const origin = bringsIn(change) && change.kind !== 'metadata' ? published(change.after!.origin) : undefined;
    const subject = origin && subjectOf(change.after!);
    if (!origin || !subject || !isRead(subject, 'trust') || !table.has(factKey(subject, 'trust'))) continue;
    const known = packages.get(subjectKey(subject));
    if (known) known.old.push(...change.before);
    else packages.set(subjectKey(subject), { origin, fact: lookUp(table, subject, 'trust'), old: [...change.before] });
  }
  if (packages.size === 0) return undefined;
  const all = yield* stepwise([...packages.values()], (one) => rowOf(one, table), changesAtOnce);
  const rows = sortedBy(all.filter((row) => row !== undefined), (row) => `${weightOf(row)} ${row.package}\0${row.after.version}\0${row.registry}`);
  return { rows: rows.slice(0, mostEvidenceRows), beyond: Math.max(0, rows.length - mostEvidenceRows), unknown: counted([...packages.values()].filter((_one, index) => all[index] === undefined)) };
}

/** A package that comes in, once, and what it is compared with in whichever lockfile. */
interface Asked {
  readonly origin: RegistryOrigin;
  readonly fact: Fact<VersionTrust>;
  readonly old: LockedPackage[];
}

/** Packages of which nothing is known, by registry and reason. */
function counted(packages: readonly Asked[]): VerdictEvidence['unknown'] {
  const counts = new Map<string, VerdictEvidence['unknown'][number]>();
  for (const { origin: { registry }, fact: { value, coverage } } of packages) {
    const code = value ? (value.signature.state === 'verified' ? '' : value.signature.code) : 'code' in coverage ? coverage.code : '';
    const key = `${registry}\0${code}`;
    counts.set(key, { registry, code, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return sortedBy(counts, ([key]) => key).map(([, one]) => one);
}

/** A patch lies over what was published, and that is vouched for. */
function published(origin: Origin): RegistryOrigin | undefined {
  return origin.kind === 'patched' ? published(origin.base) : origin.kind === 'registry' ? origin : undefined;
}

function trustIn(table: FactTable, locked: LockedPackage): readonly VersionTrust[] {
  const subject = subjectOf(locked);
  const { value } = table.has(factKey(subject, 'trust')) ? lookUp(table, subject, 'trust') : {};
  return value ? [value] : [];
}

/** Whether anything is known of a version, for it or against it. What could not be checked of something that the record states is: somebody meant to vouch. */
function saysAnything({ signature, attestations, advertised, stated }: VersionTrust): boolean {
  return signature.state !== 'could-not-check' || advertised || stated !== 'none' || attestations.some(({ outcome }) => outcome.state !== 'could-not-check');
}

/** What does not hold first, then what differs from before. */
function weightOf({ after: { signature, publish, provenance }, differs }: EvidenceRow): number {
  return [signature, publish, provenance].some(({ state }) => state === 'refused') ? 0 : differs.length > 0 ? 1 : 2;
}

/** What is told of a package; undefined where nothing is known of it, in either version. */
function rowOf({ origin, fact: { value }, old }: Asked, table: FactTable): EvidenceRow | undefined {
  const baselines = [...new Map(old.map((one) => [subjectKey(subjectOf(one)), one])).values()].sort((a, b) => byCodePoint(a.version, b.version));
  if (!value || ![value, ...baselines.flatMap((one) => trustIn(table, one))].some(saysAnything)) return undefined;
  const before = baselines.flatMap((one) => trustIn(table, one).map((trust) => vouched(one.version, trust)));
  const after = vouched(origin.version, value);
  return { package: origin.name, registry: origin.registry, from: [...new Set(baselines.map(({ version }) => version))], before, after, differs: partsThatDiffer(after, before) };
}

const checked = (outcome: Outcome): Checked => (outcome.state === 'verified' ? { state: outcome.state } : { state: outcome.state, code: outcome.code });

/** The worst of several of one kind; where there is none, why. */
function outcomeOf(kind: AttestationEvidence['kind'], { attestations, attested }: VersionTrust): Checked {
  const own = attestations.flatMap((one) => (one.kind === kind ? [one.outcome] : []));
  const worst = own.find(({ state }) => state === 'refused') ?? own.find(({ state }) => state === 'could-not-check') ?? own[0];
  return worst ? checked(worst) : attestations.length === 0 ? checked(attested) : { state: 'could-not-check', code: 'ATTESTATIONS_ABSENT' };
}

const buildOf = ({ repository, workflow, ref, commit, builder, builderClass }: Provenance): Build => ({ repository, workflow, ...(ref === undefined ? {} : { ref }), commit, builder, machines: builderClass });

function vouched(version: string, trust: VersionTrust): Vouched {
  const provenance = outcomeOf('provenance', trust);
  // What is not verified may say whatever it likes.
  const build = provenance.state === 'verified' ? trust.attestations.find((one) => one.kind === 'provenance')?.provenance : undefined;
  return { version, bytes: trust.bytes, signature: checked(trust.signature), publish: outcomeOf('publish', trust), provenance: { ...provenance, ...(build ? { build: buildOf(build) } : {}) }, stated: trust.stated };
}

/** A ref as far as two versions may share it. */
const refKind = ({ ref }: Build): string => (ref === undefined ? '' : ref.startsWith('refs/tags/') ? 'refs/tags/' : ref);

const comparisons: { readonly [part in EvidencePart]: (one: Vouched) => string | undefined } = {
  signature: ({ signature: { state, code } }) => `${state} ${code ?? ''}`,
  publish: ({ publish: { state, code } }) => `${state} ${code ?? ''}`,
  provenance: ({ provenance: { state, code } }) => `${state} ${code ?? ''}`,
  repository: ({ provenance: { build } }) => build && repositoryAddress(build.repository),
  workflow: ({ provenance: { build } }) => build?.workflow,
  ref: ({ provenance: { build } }) => build && refKind(build),
  // One builder has had several ids.
  builder: ({ provenance: { build } }) => build?.machines,
  stated: ({ stated }) => stated,
};

/** In which parts a version differs from some of those before; builds are compared where both are known. */
function partsThatDiffer(now: Vouched, before: readonly Vouched[]): EvidencePart[] {
  return (Object.keys(comparisons) as EvidencePart[]).filter((part) => {
    const own = comparisons[part](now);
    return before.some((one) => { const old = comparisons[part](one); return own !== undefined && old !== undefined && own !== old; });
  });
}
