import { failed } from '../../../src/core/coverage.js';
import { change, locked, type CheckCase, type Given, type Wanted } from '../case.js';
import type { RegistryRecord } from '../../../src/packages/record.types.js';
import { refused, unchecked, unserved, vouched, type Releases, type Way } from '../vouched-releases.js';

const [begun, long, lately, just] = ['2026-01-01T00:00:00', '2026-08-01T00:00:00', '2026-11-15T00:00:00', '2026-11-20T00:00:00'] as const;
const blocks: Wanted = { severity: 'high', level: 'default', change: 'added', confidence: 'high' };
const warns: Wanted = { severity: 'medium', level: 'default', change: 'added' };
/** As loud as it is, and no reason to block. */
const unsure: Wanted = { severity: 'high', level: 'default', change: 'added', confidence: 'low' };
const keeps: Wanted = { severity: 'low', level: 'folded' };

/** 1.0.0 and 1.1.0, put up so. */
const pair = (before: Way, after: Way, at: string | undefined = just): Releases => ({ '1.0.0': [long, before], '1.1.0': [at, after] });
/** The same, where the record of one of them, or of both, is not verified. */
const neither = { '1.0.0': unserved(), '1.1.0': unserved() };

const verifiedBefore: readonly CheckCase[] = [
  { name: 'verified before, none now', given: vouched(pair('provenance', 'hand'), '1.0.0', '1.1.0'), fires: [{ ...blocks, message: 'lost', data: { old: '1.0.0', version: '1.1.0', now: 'nothing of the kind' } }] },
  { name: 'a trusted publisher before, an account alone now', given: vouched(pair('trusted', 'hand'), '1.0.0', '1.1.0'), fires: [{ ...blocks, message: 'lost' }] },
  { name: 'nobody says when it was put up', given: vouched(pair('provenance', 'hand', undefined), '1.0.0', '1.1.0'), fires: [{ ...blocks, message: 'lost' }] },
  { name: 'into the next major', given: vouched({ '1.0.0': [long, 'provenance'], '2.0.0': [just, 'hand'] }, '1.0.0', '2.0.0'), fires: [{ ...blocks, message: 'lost' }] },
  { name: 'one of two that were locked was verified', given: vouched({ '0.9.0': [begun, 'hand'], ...pair('provenance', 'hand') }, ['0.9.0', '1.0.0'], '1.1.0'), fires: [{ ...blocks, message: 'lost', data: { old: '1.0.0' } }] },
  { name: 'none now, by the record a build service without provenance', given: vouched(pair('trusted', 'private'), '1.0.0', '1.1.0'), fires: [{ ...warns, message: 'unproven', data: { now: 'a trusted publisher' } }] },
  { name: 'refused now: it speaks of other bytes', given: vouched(pair('provenance', 'provenance'), '1.0.0', '1.1.0', { '1.1.0': refused() }), fires: [{ ...blocks, message: 'refused', data: { code: 'SUBJECT_MISMATCH' } }] },
  { name: 'refused now, however long it stood', given: vouched(pair('provenance', 'provenance', long), '1.0.0', '1.1.0', { '1.1.0': refused('SIGNATURE_INVALID') }), fires: [{ ...blocks, message: 'refused' }] },
  { name: 'refused now as an old root would', given: vouched(pair('provenance', 'provenance'), '1.0.0', '1.1.0', { '1.1.0': refused('LOG_MISMATCH') }), fires: [{ ...warns, message: 'refused' }] },
  { name: 'of an unsupported kind now', given: vouched(pair('provenance', 'provenance'), '1.0.0', '1.1.0', { '1.1.0': unchecked() }), fires: [{ ...warns, message: 'unchecked', data: { code: 'ATTESTATION_UNSUPPORTED' } }] },
  { name: 'over a bound now', given: vouched(pair('provenance', 'provenance'), '1.0.0', '1.1.0', { '1.1.0': unchecked('ATTESTATION_LIMIT') }), fires: [{ ...warns, message: 'unchecked' }] },
  { name: 'the endpoint is broken for the new one alone', given: vouched(pair('provenance', 'provenance'), '1.0.0', '1.1.0', { '1.1.0': unserved() }), fires: [{ ...warns, message: 'unchecked', data: { code: 'ENDPOINT_FAILED' } }] },
  { name: 'the endpoint has nothing of the new one, in an older line too', given: vouched({ '2.0.0': [long, 'provenance'], '1.1.0': [just, 'provenance'] }, '2.0.0', '1.1.0', { '1.1.0': unserved('ENDPOINT_ABSENT') }), fires: [{ ...warns, message: 'unchecked' }] },
  { name: 'what is served now verifies and is no provenance', given: vouched(pair('provenance', 'provenance'), '1.0.0', '1.1.0', { '1.1.0': { trust: { attestations: [{ predicateType: 'p', kind: 'publish', outcome: { state: 'verified' } }] } } }), fires: [{ ...warns, message: 'unchecked', data: { code: 'PROVENANCE_ABSENT' } }] },
  { name: 'nobody can say which bytes are meant now', given: vouched(pair('provenance', 'provenance'), '1.0.0', '1.1.0', { '1.1.0': { trust: { bytes: 'none', attested: { state: 'could-not-check', code: 'BYTES_UNKNOWN' }, attestations: [] } } }), fires: [{ ...warns, message: 'unchecked' }] },
  { name: 'one provenance of two is refused now', given: vouched(pair('provenance', 'provenance'), '1.0.0', '1.1.0', { '1.1.0': { trust: { attested: { state: 'refused', code: 'PREDICATE_UNBOUND' }, attestations: [...vouchedAttestations(), { predicateType: 'q', kind: 'provenance', outcome: { state: 'refused', code: 'PREDICATE_UNBOUND' } }] } } }), fires: [{ ...blocks, message: 'refused' }] },
  { name: 'the endpoint is broken for a hundred packages and two', given: many(102), fires: [{ ...warns, message: 'unchecked-several', data: { count: 102, code: 'ENDPOINT_FAILED' } }] },
  { name: 'of an unsupported kind, a hundred packages and two: each for itself', given: many(102, unchecked()), fires: [...Array.from({ length: 100 }, () => ({ ...warns, message: 'unchecked' })), { ...warns, message: 'unchecked-others', data: { count: 2 } }] },
  { name: 'a package that is patched after it was fetched', given: patched(), fires: [{ ...blocks, message: 'lost' }] },
  { name: 'other bytes of the same version, which its provenance does not speak of', given: rewritten(), fires: [{ ...blocks, message: 'refused' }] },
];

function vouchedAttestations() {
  return [{ predicateType: 'https://slsa.dev/provenance/v1', kind: 'provenance', outcome: { state: 'verified' } } as const];
}

function rewritten() {
  const given = vouched({ '1.0.0': [long, 'provenance'] }, '1.0.0', '1.0.0', {}, { integrity: locked('left', '9.9.9').integrity });
  const other = vouched({ '1.0.0': [long, 'provenance'] }, '1.0.0', '1.0.0', { '1.0.0': refused() }, { integrity: locked('left', '9.9.9').integrity });
  return { ...given, changes: given.changes!.map((one) => ({ ...one, kind: 'rewritten' as const })), facts: [given.facts![0]!, { ...other.facts!.at(-1)!, of: given.changes![0]!.after! }] };
}

/** The same step of many packages. */
function many(count: number, known: ReturnType<typeof unserved> = unserved()): Given {
  const one = vouched(pair('provenance', 'provenance'), '1.0.0', '1.1.0', { '1.1.0': known });
  const [old, now] = one.facts!;
  const all = Array.from({ length: count }, (_, index) => `left-${index}`).map((name) => ({ name, before: locked(name, '1.0.0'), after: locked(name, '1.1.0') }));
  const record = (name: string) => ({ ...(now!.record as RegistryRecord), name });
  return { changes: all.map(({ before, after }) => change(before, after)), facts: all.flatMap(({ name, before, after }) => [{ ...old!, of: before }, { ...now!, of: after, record: record(name) }]) };
}

/** What is patched after it was fetched was fetched all the same. */
function patched(): Given {
  const given = vouched(pair('provenance', 'hand'), '1.0.0', '1.1.0');
  const { after, ...rest } = given.changes![0]!;
  const own = { ...after!, origin: { kind: 'patched', base: after!.origin, patch: 'patches/left.patch' } } as const;
  return { ...given, changes: [{ ...rest, after: own }], peers: [], facts: [...given.facts!.slice(0, -1), { ...given.facts!.at(-1)!, of: own }] };
}

const lowered: readonly CheckCase[] = [
  { name: 'verified before, none now, and it stood two weeks', given: vouched({ '1.0.0': [begun, 'provenance'], '1.1.0': [long, 'hand'] }, '1.0.0', '1.1.0'), fires: [{ ...unsure, message: 'lost' }] },
  { name: 'none now, from a project that puts up releases by hand now and then', given: vouched({ '0.9.0': ['2025-01-01T00:00:00', 'hand'], '1.0.0': [begun, 'provenance'], '1.0.1': ['2026-02-01T00:00:00', 'hand'], ...{ '1.0.2': [long, 'provenance'] as const }, '1.1.0': [just, 'hand'] }, '1.0.2', '1.1.0'), fires: [{ ...unsure, message: 'lost' }] },
  { name: 'a release by hand of the same fortnight is no custom', given: vouched({ '1.0.0': [long, 'provenance'], '1.0.1': [lately, 'hand'], '1.1.0': [just, 'hand'] }, '1.0.0', '1.1.0'), fires: [{ ...blocks, message: 'lost' }] },
  { name: 'releases by hand before there was any provenance are no custom', given: vouched({ '0.9.0': [begun, 'hand'], '1.0.0': ['2026-01-02T00:00:00', 'hand'], '1.0.1': [long, 'provenance'], '1.1.0': [just, 'hand'] }, '1.0.1', '1.1.0'), fires: [{ ...blocks, message: 'lost' }] },
  { name: 'a prerelease by hand is no custom of releases', given: vouched({ '1.0.0': [begun, 'provenance'], '1.1.0-rc.1': [long, 'hand'], '1.1.0': [just, 'hand'] }, '1.0.0', '1.1.0'), fires: [{ ...blocks, message: 'lost' }] },
  { name: 'a release by hand that a mirror first fetched after a better one, and that has a lower number, is no custom', given: vouched({ '1.0.1': [begun, 'provenance'], '1.0.0': ['2026-02-01T00:00:00', 'hand'], '1.1.0': [just, 'hand'] }, '1.0.1', '1.1.0'), fires: [{ ...blocks, message: 'lost' }] },
  { name: 'a release by hand at the very time of a better one is no custom', given: vouched({ '1.0.0': [begun, 'provenance'], '1.0.1': [begun, 'hand'], '1.1.0': [just, 'hand'] }, '1.0.0', '1.1.0'), fires: [{ ...blocks, message: 'lost' }] },
  { name: 'a custom that stood', given: vouched({ '1.0.0': [begun, 'provenance'], '1.0.1': ['2026-02-01T00:00:00', 'hand'], '1.0.2': ['2026-03-01T00:00:00', 'provenance'], '1.1.0': [long, 'hand'] }, '1.0.2', '1.1.0'), fires: [{ ...keeps, message: 'lost' }] },
  { name: 'the release after a prerelease that a build put up', given: vouched({ '1.0.0-rc.1': [long, 'provenance'], '1.0.0': [just, 'hand'] }, '1.0.0-rc.1', '1.0.0'), fires: [{ ...unsure, message: 'lost' }] },
  { name: 'a prerelease by hand after a release that was verified', given: vouched({ '1.0.0': [long, 'provenance'], '1.1.0-rc.1': [just, 'hand'] }, '1.0.0', '1.1.0-rc.1'), fires: [{ ...blocks, message: 'lost' }] },
  { name: 'back to what was put up before there was any', given: vouched({ '1.0.0': [begun, 'hand'], '1.1.0': [long, 'provenance'] }, '1.1.0', '1.0.0'), fires: [{ ...keeps, message: 'lost' }] },
  { name: 'back to an older line, which is maintained by hand', given: vouched({ '7.0.0': [begun, 'provenance'], '6.3.0': [begun, 'hand'], '6.3.1': [just, 'hand'] }, '7.0.0', '6.3.1'), fires: [{ ...keeps, message: 'lost' }] },
];

const asserted: readonly CheckCase[] = [
  { name: 'by the record alone: advertised before, not now', given: vouched(pair('provenance', 'hand'), '1.0.0', '1.1.0', neither), fires: [{ ...warns, message: 'stated', confidence: 'medium', data: { was: 'provenance', now: 'nothing of the kind' } }] },
  { name: 'by the record alone: an account after a trusted publisher, whose provenance nobody could check', given: vouched(pair('trusted', 'hand'), '1.0.0', '1.1.0', neither), fires: [{ ...warns, message: 'stated', data: { was: 'a trusted publisher' } }] },
  { name: 'a trusted publisher before, an account with provenance of the same repository now', given: vouched(pair('trusted', 'provenance'), '1.0.0', '1.1.0'), fires: [{ ...keeps, message: 'publisher', data: { was: 'a trusted publisher', now: 'provenance' } }] },
  { name: 'a trusted publisher before, an account with provenance of another repository now', given: vouched(pair('trusted', 'provenance'), '1.0.0', '1.1.0', { '1.1.0': { build: { repositoryId: '8' } } }), fires: [{ ...warns, message: 'publisher' }] },
  { name: 'a trusted publisher before, of which nothing is verified, an account with provenance now', given: vouched(pair('trusted', 'provenance'), '1.0.0', '1.1.0', { '1.0.0': unserved() }), fires: [{ ...warns, message: 'publisher', confidence: 'medium' }] },
  { name: 'staged before, straight from the build now', given: vouched(pair('staged', 'trusted'), '1.0.0', '1.1.0'), fires: [{ ...warns, message: 'publisher' }] },
  { name: 'without provenance, a trusted publisher before', given: vouched(pair('private', 'hand'), '1.0.0', '1.1.0'), fires: [{ ...warns, message: 'stated' }] },
  { name: 'by the record alone, and it stood two weeks', given: vouched({ '1.0.0': [begun, 'provenance'], '1.1.0': [long, 'hand'] }, '1.0.0', '1.1.0', { '1.0.0': unserved() }), fires: [{ ...keeps, message: 'stated' }] },
  { name: 'the louder of two is told: the record of one, the verified provenance of another', given: vouched({ '0.9.0': [begun, 'trusted'], ...pair('provenance', 'hand') }, ['0.9.0', '1.0.0'], '1.1.0', { '0.9.0': unserved() }), fires: [{ ...blocks, message: 'lost', data: { old: '1.0.0' } }] },
];

const peers: readonly CheckCase[] = [
  { name: 'a new dependency whose line had provenance', given: vouched({ '1.0.0': [long, 'provenance'], '1.1.0': [just, 'hand'] }, undefined, '1.1.0'), fires: [{ ...warns, message: 'peer', data: { old: '1.0.0', basis: 'verified here' } }] },
  { name: 'a new dependency whose line had a trusted publisher: what was verified is the provenance', given: vouched({ '1.0.0': [long, 'trusted'], '1.1.0': [just, 'hand'] }, undefined, '1.1.0'), fires: [{ ...warns, message: 'peer', data: { was: 'provenance', basis: 'verified here' } }] },
  { name: 'the same by the record alone', given: vouched({ '1.0.0': [long, 'provenance'], '1.1.0': [just, 'hand'] }, undefined, '1.1.0', { '1.0.0': unserved() }), fires: [{ ...warns, message: 'peer', data: { basis: 'by the registry\'s record alone' } }] },
  { name: 'over a release of the line that was verified, from one that came before it', given: vouched({ '1.0.0': [begun, 'hand'], '1.0.1': [long, 'provenance'], '1.1.0': [just, 'hand'] }, '1.0.0', '1.1.0'), fires: [{ ...warns, message: 'peer', data: { old: '1.0.1' } }] },
  { name: 'into a line that had provenance, from one that had none', given: vouched({ '1.0.0': [begun, 'hand'], '2.0.0': [long, 'provenance'], '2.0.1': [just, 'hand'] }, '1.0.0', '2.0.1'), fires: [{ ...warns, message: 'peer', data: { old: '2.0.0' } }] },
  { name: 'what was locked came after the better one and was below it too', given: vouched({ '1.0.0': [begun, 'provenance'], '1.0.1': [lately, 'hand'], '1.1.0': [just, 'hand'] }, '1.0.1', '1.1.0'), fires: [{ ...keeps, message: 'peer', change: 'standing' }] },
  { name: 'a new dependency with provenance, whose line had a trusted publisher', given: vouched({ '1.0.0': [long, 'trusted'], '1.1.0': [just, 'provenance'] }, undefined, '1.1.0'), fires: [{ ...keeps, message: 'peer' }] },
  { name: 'a line that had provenance, and it stood two weeks', given: vouched({ '1.0.0': [begun, 'provenance'], '1.1.0': [long, 'hand'] }, undefined, '1.1.0'), fires: [{ ...keeps, message: 'peer' }] },
];

export const cases: readonly CheckCase[] = [
  ...verifiedBefore, ...lowered, ...asserted, ...peers,
  { name: 'the same evidence on both sides', given: vouched(pair('provenance', 'provenance'), '1.0.0', '1.1.0') },
  { name: 'more evidence than before', given: vouched(pair('hand', 'provenance'), '1.0.0', '1.1.0') },
  { name: 'a trusted publisher after provenance', given: vouched(pair('provenance', 'trusted'), '1.0.0', '1.1.0') },
  { name: 'none on either side', given: vouched(pair('hand', 'hand'), '1.0.0', '1.1.0') },
  { name: 'the endpoint is broken for both', given: vouched(pair('provenance', 'provenance'), '1.0.0', '1.1.0', neither) },
  { name: 'refused now, where nothing of the old one was verified', given: vouched(pair('provenance', 'provenance'), '1.0.0', '1.1.0', { '1.0.0': unserved(), '1.1.0': refused() }) },
  { name: 'refused before and now', given: vouched(pair('provenance', 'provenance'), '1.0.0', '1.1.0', { '1.0.0': refused(), '1.1.0': refused() }) },
  { name: 'the registry has stopped to serve any', given: vouched({ '1.0.0': [long, 'hand'], '1.1.0': [just, 'hand'] }, '1.0.0', '1.1.0') },
  { name: 'a first release of the line after it is no peer', given: vouched({ '1.0.0': [just, 'hand'], '1.1.0': ['2026-11-21T00:00:00', 'provenance'] }, undefined, '1.0.0') },
  { name: 'another line had provenance', given: vouched({ '7.0.0': [begun, 'provenance'], '6.3.0': [begun, 'hand'], '6.3.1': [just, 'hand'] }, '6.3.0', '6.3.1') },
  { name: 'a new dependency of an older line', given: vouched({ '7.0.0': [begun, 'provenance'], '6.3.1': [just, 'hand'] }, undefined, '6.3.1') },
  { name: 'below 1.0.0 each minor is a line', given: vouched({ '0.5.0': [long, 'provenance'], '0.4.1': [begun, 'hand'], '0.4.2': [just, 'hand'] }, '0.4.1', '0.4.2') },
  { name: 'the builds of prereleases alone have provenance', given: vouched({ '1.0.0': [begun, 'hand'], '1.1.0-rc.1': [long, 'provenance'], '1.1.0': [just, 'hand'] }, '1.0.0', '1.1.0') },
  { name: 'provenance that verifies beside one of an unsupported kind', given: vouched(pair('provenance', 'provenance'), '1.0.0', '1.1.0', { '1.1.0': { trust: { attested: { state: 'could-not-check', code: 'ATTESTATION_UNSUPPORTED' }, attestations: [...vouchedAttestations(), { predicateType: 'q', kind: 'other', outcome: { state: 'could-not-check', code: 'ATTESTATION_UNSUPPORTED' } }] } } }) },
  { name: 'the registry answers for neither: others tell that', given: { ...vouched(pair('provenance', 'hand'), '1.0.0', '1.1.0'), facts: vouched(pair('provenance', 'hand'), '1.0.0', '1.1.0').facts!.map(({ of }) => ({ of, trust: { coverage: failed('REGISTRY_UNREACHABLE') }, record: { coverage: failed('REGISTRY_UNREACHABLE') } })) } },
];
