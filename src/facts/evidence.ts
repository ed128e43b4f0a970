import type { DependencyChange } from '../core/change.js';
import type { Build, Checked, EvidencePart, EvidenceRow, VerdictEvidence, Vouched } from '../core/evidence.js';
import type { LockedPackage } from '../core/lockfile.js';
import { byCodePoint, sortedBy } from '../core/order.js';
import type { Origin, RegistryOrigin } from '../core/origin.js';
import { sameRepository } from '../core/source-repository.js';
import type { Steps } from '../core/steps.js';
import type { AttestationEvidence, Outcome, Provenance, VersionTrust } from '../trust/evidence.types.js';
import { factKey, isRead, subjectKey } from './kinds.js';
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
  const rows = new Map<string, Row>();
  const unknown = new Map<string, { readonly registry: string; readonly code: string; readonly packages: Set<string> }>();
  let asked = false;
  for (const [index, change] of changes.entries()) {
    if (index > 0 && index % changesAtOnce === 0) yield;
    const origin = bringsIn(change) && change.kind !== 'metadata' ? published(change.after!.origin) : undefined;
    const subject = change.after && subjectOf(change.after);
    if (!origin || !subject || !isRead(subject, 'trust') || !table.has(factKey(subject, 'trust'))) continue;
    asked = true;
    const { value, coverage } = lookUp(table, subject, 'trust');
    const old = [...change.before, ...(rows.get(subjectKey(subject))?.old ?? [])];
    if (value && [value, ...old.flatMap((one) => trustIn(table, one))].some(saysAnything)) rows.set(subjectKey(subject), { origin, after: value, old });
    else {
      const code = value ? reasonOf(value) : 'code' in coverage ? coverage.code : '';
      const key = `${origin.registry}\0${code}`;
      const known = unknown.get(key) ?? { registry: origin.registry, code, packages: new Set() };
      unknown.set(key, known);
      known.packages.add(subjectKey(subject));
    }
  }
  if (!asked) return undefined;
  // In one lockfile the version before may tell what nobody knows in another.
  for (const { packages } of unknown.values()) for (const key of packages) if (rows.has(key)) packages.delete(key);
  const made = sortedBy([...rows.values()].map((row) => rowOf(row, table)), (row) => `${weightOf(row)} ${row.package}\0${row.after.version}\0${row.registry}`);
  return {
    rows: made.slice(0, mostEvidenceRows), beyond: Math.max(0, made.length - mostEvidenceRows),
    unknown: sortedBy(unknown, ([key]) => key).flatMap(([, { registry, code, packages }]) => (packages.size > 0 ? [{ registry, code, count: packages.size }] : [])),
  };
}

interface Row {
  readonly origin: RegistryOrigin;
  readonly after: VersionTrust;
  /** What it is compared with, in whichever lockfile. */
  readonly old: readonly LockedPackage[];
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

const reasonOf = ({ signature }: VersionTrust): string => (signature.state === 'verified' ? '' : signature.code);

/** What does not hold first, then what differs from before. */
function weightOf({ after: { signature, publish, provenance }, differs }: EvidenceRow): number {
  return [signature, publish, provenance].some(({ state }) => state === 'refused') ? 0 : differs.length > 0 ? 1 : 2;
}

function rowOf({ origin, after, old }: Row, table: FactTable): EvidenceRow {
  const baselines = [...new Map(old.map((one) => [subjectKey(subjectOf(one)), one])).values()].sort((a, b) => byCodePoint(a.version, b.version));
  const before = baselines.flatMap((one) => trustIn(table, one).map((trust) => vouched(one.version, trust)));
  const now = vouched(origin.version, after);
  return { package: origin.name, registry: origin.registry, from: [...new Set(baselines.map(({ version }) => version))], before, after: now, differs: partsThatDiffer(now, before) };
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
  repository: ({ provenance: { build } }) => build && sameRepository(build.repository),
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
