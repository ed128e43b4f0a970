import type { VersionTrust } from '../../trust/evidence.types.js';
import { defineCheck, type Draft, type FactReader, type OwnGap, type ReviewInput } from '../check.js';
import { evidenceNeeds, foldByRegistry, ofRegistry, ofVersion, stood, told, vouched, wasBetter, type Vouched } from './evidence.js';

type Lack = 'absent' | 'empty' | 'without';

/** SLSA's statements of builds, of any version: what is not read here is missed all the same. */
const isProvenance = (type: string | undefined): boolean => type?.startsWith('https://slsa.dev/provenance/') === true;

/** What the record tells of and the registry's endpoint does not have; undefined where it has it, was not asked, or failed. */
function lackOf({ advertised, attested, attestations }: VersionTrust, type: string | undefined): Lack | undefined {
  if (!advertised || (attested.state === 'could-not-check' && (attested.code === 'ENDPOINT_FAILED' || attested.code === 'BYTES_UNKNOWN'))) return undefined;
  if (attested.state === 'could-not-check' && attested.code === 'ENDPOINT_ABSENT') return 'absent';
  // An answer that is no list at all comes from whatever stands at that address of a mirror.
  if (attestations.length === 0) return 'empty';
  const isCut = attestations.some(({ outcome }) => outcome.state === 'could-not-check' && outcome.code === 'ATTESTATION_LIMIT');
  return !isProvenance(type) || isCut || attestations.some((one) => one.kind === 'provenance' || one.predicateType === type) ? undefined : 'without';
}

/** Whether anybody saw that this registry serves attestations: else it is a mirror that does not. */
function servesThem({ registry, record: { name } }: Vouched, { seen }: ReviewInput, facts: FactReader): 'this' | 'others' | 'nobody' {
  if (seen?.served?.some((one) => one.registry === registry && one.name === name && one.attestations) === true) return 'this';
  const others = facts.served().some((one) => one.registry === registry && one.attestations) || seen?.hosts?.some((one) => one.registry === registry && one.attestations) === true;
  return others ? 'others' : 'nobody';
}

/** The public registry serves attestations, whether or not anybody here has seen any. */
const isPublicDefault = ({ registry }: Vouched, { registries }: ReviewInput): boolean => registry === 'default' && registries !== undefined && registries.default === registries.publicDefault;

const folded = (also: boolean, draft: Draft): Draft => (also ? { ...draft, level: 'folded' } : draft);

/** Whether `trust-downgrade` tells of the same: the version before was verified, and this one cannot be. */
const isToldAsLoss = (one: Vouched): boolean => wasBetter(one, ({ attestations }) => attestations.some(({ kind, outcome }) => kind === 'provenance' && outcome.state === 'verified'));

/** Whoever drops the line from the records of all versions leaves nothing to compare with in this review: only what an earlier one saw tells. */
function stopped(one: Vouched, { seen }: ReviewInput): readonly Draft[] {
  const { registry, record: { name, versions } } = one;
  if (seen?.served?.some((known) => known.registry === registry && known.name === name && known.attestations) !== true || Object.values(versions).some(({ attestations }) => attestations !== undefined)) return [];
  return [told(one, { message: 'stopped', severity: 'medium', confidence: 'high', stands: false, worse: true, data: { registry }, evidence: [{ kind: 'record', text: 'no version is said to have attestations; an earlier review saw some' }], identity: ['stopped', registry] })];
}

function saidOf(one: Vouched, input: ReviewInput, facts: FactReader): { readonly drafts: readonly Draft[]; readonly gaps: readonly OwnGap[] } {
  const { trust, registry } = one;
  if (!trust.advertised) return { drafts: stopped(one, input), gaps: [] };
  const type = one.now.attestations?.predicateType;
  if (trust.attested.state === 'could-not-check' && trust.attested.code === 'ENDPOINT_FAILED') {
    const { code = 'REGISTRY_ERROR', ours = false } = trust.unanswered ?? {};
    const answered = facts.served().some((other) => other.registry === registry && other.attestations);
    // A mirror that lets these questions run into the void does so for every change: only where there is something to be had is our time to blame.
    const expected = servesThem(one, input, facts) !== 'nobody' || isPublicDefault(one, input);
    return { drafts: [], gaps: [answered ? ofVersion(one, code, 'attestations', { ours }) : ofRegistry(registry, code, 'attestations', { ours: ours && expected })] };
  }
  const lack = lackOf(trust, type);
  if (lack === undefined) return { drafts: [], gaps: [] };
  const served = lack === 'without' ? 'others' : servesThem(one, input, facts);
  if (served === 'nobody') return { drafts: [], gaps: [ofRegistry(registry, 'ATTESTATIONS_NOT_SERVED', 'attestations')] };
  // Both are asked for today: where the registry had this package's at an earlier review, that the version before lacks them too is no excuse.
  const stands = served !== 'this' && stood(one, (before) => lackOf(before, before.advertised ? type : undefined) === lack);
  return {
    gaps: [],
    drafts: [folded(isToldAsLoss(one), told(one, {
      message: lack, severity: 'medium', confidence: 'high', stands, worse: wasBetter(one, ({ attested }) => attested.state === 'verified'), data: { type: type ?? 'no type', registry },
      evidence: [{ kind: 'record', text: `the record tells of an attestation (${type ?? 'no type'})` }], identity: [lack, type ?? ''],
    }))],
  };
}

const why = 'The record is signed by nobody, so a line in it that tells of a statement of origin proves nothing without the statement. Whoever hands out other bytes cannot hand out a statement that fits them.';
const todo = 'Run the check again. If it stays, compare with what the public registry serves, or stay on the old version.';

const gone = 'Attestations of versions that are out do not go away: a mirror that drops them took the registry\'s place, or somebody stands between who wants a version without any to look like the others.';
const goneTodo = 'Find out what answers for the registry now. Where a mirror was put before it on purpose, have it pass records on whole, or look away.';

export const provenanceMissingButAdvertised = defineCheck({
  id: 'provenance-missing-but-advertised',
  group: 'trust',
  title: 'The record says that there is a statement of origin, and the registry serves none',
  default: { mode: 'warn', threshold: 'high', failMode: 'open' },
  needs: evidenceNeeds,
  gapMatters: () => false,
  messages: {
    absent: { what: 'The record of {package} {version} tells of an attestation ({type}); the registry serves none, though it does for other versions or packages.', why, todo },
    empty: { what: 'The record of {package} {version} tells of an attestation ({type}); what the registry serves holds none, though it does for other versions or packages.', why, todo },
    without: { what: 'The record of {package} {version} tells of a statement of its build ({type}); the attestations that the registry serves hold none.', why, todo },
    stopped: { what: 'No version of {package} is said to have an attestation by the record of the registry {registry} any more; an earlier review saw some.', why: gone, todo: goneTodo },
    'registry-stopped': { what: 'By the records of the registry {registry} no version of {count} packages has an attestation any more; an earlier review saw some of each.', why: gone, todo: goneTodo },
    several: { what: 'The records of {count} packages tell of attestations that the registry {registry} does not serve, though it did for them or for others.', why, todo },
  },
  run: (input: ReviewInput, facts) => {
    const all = vouched(input, facts).map((one) => saidOf(one, input, facts));
    return { drafts: all.flatMap(({ drafts }) => drafts), gaps: all.flatMap(({ gaps }) => gaps) };
  },
  fold: (drafts) => foldByRegistry(drafts, { absent: 'several', empty: 'several', stopped: 'registry-stopped' }),
});
