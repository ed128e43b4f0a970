import semver from 'semver';
import { isPrivate } from '../../core/policy.js';
import { defineCheck, type Draft, type FactReader, type OwnGap, type ReviewInput } from '../check.js';
import { publishedAt } from '../record/registered.js';
import type { VersionTrust } from '../../trust/evidence.types.js';
import { evidenceNeeds, foldByRegistry, isElsewhere, ofRegistry, ofVersion, stood, told, vouched, wasBetter, type Vouched } from './evidence.js';

type Said = { readonly drafts: readonly Draft[]; readonly gaps: readonly OwnGap[] };
const nothing: Said = { drafts: [], gaps: [] };
const drawn = (...drafts: readonly Draft[]): Said => ({ drafts, gaps: [] });
const hole = (...gaps: readonly OwnGap[]): Said => ({ drafts: [], gaps });

const isSigned = ({ signatures }: { readonly signatures: readonly unknown[] }): boolean => signatures.length > 0;
const hasCode = (code: string) => ({ signature }: VersionTrust): boolean => signature.state !== 'verified' && signature.code === code;
const isVerified = ({ signature }: VersionTrust): boolean => signature.state === 'verified';
const keyOf = ({ trust: { signature } }: Vouched): string => signature.keyid ?? 'none';

function invalid(one: Vouched): Said {
  const pinned = one.trust.bytes === 'lock' ? 'the lockfile pins' : 'the record names';
  return drawn(told(one, {
    message: 'invalid', severity: 'critical', confidence: 'high', stands: stood(one, hasCode('SIGNATURE_INVALID')), worse: wasBetter(one, isVerified), data: { keyid: keyOf(one), pinned, registry: one.registry },
    evidence: [{ kind: 'record', text: `signed with ${keyOf(one)}: not good over ${one.record.name}@${one.now.version} and the bytes that ${pinned}` }], identity: ['invalid', keyOf(one)],
  }));
}

/**
 * The time of a version is the record's own word. A mirror writes when it took a version in, so that of an old key everything seems signed too late, or what it took in last: it only warns there, and only where the same key signed versions that
 * the record dates within its use, and no other one after it, are these times of publishing. A key that signed nothing else here, over a version above one that a key in use has signed, is an old key as well.
 */
function expired(one: Vouched, input: ReviewInput): Said {
  const { keyUntil } = one.trust.signature;
  const times = Object.values(one.record.versions).filter((other) => other !== one.now && other.signatures.some(({ keyid }) => keyid === one.trust.signature.keyid)).map(publishedAt);
  const isLate = keyUntil !== undefined && publishedAt(one.now) > keyUntil && !times.some((time) => time > keyUntil) && (times.some((time) => time <= keyUntil) || (times.length === 0 && isAboveVerified(one)));
  if (!isLate) return hole(ofRegistry(one.registry, 'RECORD_INCOMPLETE', 'key-times'));
  const until = new Date(keyUntil).toISOString();
  return drawn(told(one, {
    message: 'expired', severity: 'high', confidence: isElsewhere(one, input) ? 'low' : 'medium', stands: stood(one, hasCode('KEY_EXPIRED')), worse: wasBetter(one, isVerified), data: { keyid: keyOf(one), until, published: one.now.publishedAt ?? '', registry: one.registry },
    evidence: [{ kind: 'record', text: `published ${one.now.publishedAt ?? ''}, signed with ${keyOf(one)}, whose use ended ${until}` }], identity: ['expired', keyOf(one)],
  }));
}

/** Whether a lower version that was locked before was verified here, with another key. */
function isAboveVerified(one: Vouched): boolean {
  return one.change.before.some((locked, index) => {
    const before = one.baselines[index];
    return before !== undefined && isVerified(before) && before.signature.keyid !== one.trust.signature.keyid && semver.valid(locked.version) !== null && semver.gt(one.now.version, locked.version);
  });
}

/** A key that nobody knows is news only where the version before was signed with one that is known. */
function unknownKey(one: Vouched): Said {
  if (!wasBetter(one, isVerified)) return hole(ofRegistry(one.registry, 'KEY_UNKNOWN', keyOf(one)));
  return drawn(told(one, {
    message: 'unknown-key', severity: 'medium', confidence: 'high', stands: false, worse: true, data: { keyid: keyOf(one), registry: one.registry },
    evidence: [{ kind: 'record', text: `signed with ${keyOf(one)}` }, ...one.baselines.flatMap((trust) => (trust && isVerified(trust) ? [{ kind: 'record' as const, text: `before: verified with ${trust.signature.keyid ?? 'a known key'}` }] : []))],
    identity: ['unknown-key', keyOf(one)],
  }));
}

/** No signature where the same record has some: of this version alone, unless the registry began to sign after it. */
function unsigned(one: Vouched): Said {
  const others = Object.values(one.record.versions).filter(isSigned);
  const own = publishedAt(one.now);
  const began = others.every((other) => publishedAt(other) > own);
  const draft = told(one, {
    message: 'absent', severity: 'medium', confidence: 'high', stands: stood(one, hasCode('SIGNATURES_ABSENT')), worse: wasBetter(one, isVerified), data: { registry: one.registry, signed: others.length },
    evidence: [{ kind: 'record', text: `${others.length} other versions are signed, this one is not` }], identity: ['absent'],
  });
  return drawn(began && one.baselines.every((trust) => trust === undefined || hasCode('SIGNATURES_ABSENT')(trust)) ? { ...draft, severity: 'low', level: 'folded' } : draft);
}

function absent(one: Vouched, { seen, policy }: ReviewInput, facts: FactReader): Said {
  const { registry, record: { name } } = one;
  if (Object.values(one.record.versions).some(isSigned)) return unsigned(one);
  const parts = { severity: 'medium', confidence: 'high', stands: false, worse: true } as const;
  if (seen?.served?.some((known) => known.registry === registry && known.name === name && known.signatures) === true) {
    return drawn(told(one, { ...parts, message: 'stopped', data: { registry }, evidence: [{ kind: 'record', text: 'no version is signed; an earlier review saw signatures' }], identity: ['stopped', registry] }));
  }
  const here = facts.served().filter((known) => known.registry === registry);
  const always = seen?.hosts?.some((host) => host.registry === registry && host.signatures === 'all') === true;
  // What an organisation puts up itself was never signed, behind a registry that hands on what others sign.
  const own = isPrivate(policy, name);
  if (always && !own && here.length > 0 && !here.some(({ signatures }) => signatures)) {
    return drawn(told(one, { ...parts, message: 'registry-stopped', data: { registry, count: 1 }, evidence: [{ kind: 'record', text: 'earlier reviews saw everything of this registry signed' }], identity: ['registry-stopped', registry] }));
  }
  if (own) return hole(ofRegistry(registry, 'RECORD_INCOMPLETE', 'own-signatures'));
  return hole(here.some(({ signatures }) => signatures) ? ofVersion(one, 'RECORD_INCOMPLETE', 'own-signatures') : ofRegistry(registry, 'RECORD_INCOMPLETE', 'signatures'));
}

function saidOf(one: Vouched, input: ReviewInput, facts: FactReader): Said {
  const { signature } = one.trust;
  if (signature.state === 'verified') return nothing;
  if (signature.state === 'refused') return signature.code === 'KEY_EXPIRED' ? expired(one, input) : invalid(one);
  switch (signature.code) {
    case 'SIGNATURES_ABSENT': return absent(one, input, facts);
    case 'KEY_UNKNOWN': return unknownKey(one);
    case 'TRUST_ROOT_ABSENT': return nothing;
    case 'KEYS_ABSENT': return hole(ofRegistry(one.registry, 'KEYS_ABSENT', 'signatures'));
    case 'BYTES_UNKNOWN': return hole(ofVersion(one, 'INTEGRITY_MISSING', 'signatures'));
    case 'TRUST_ROOT_OLD': case 'ATTESTATIONS_ABSENT': case 'ENDPOINT_ABSENT': case 'ENDPOINT_FAILED': case 'ATTESTATION_UNSUPPORTED': case 'ATTESTATION_LIMIT': return hole(ofVersion(one, 'INTERNAL', signature.code, { ours: true }));
  }
}

/** Without a root nothing is verified, attestations neither: the check that tells of holes in evidence tells of both. */
function withoutRoot({ registry, trust: { signature, attestations } }: Vouched): readonly OwnGap[] {
  return [signature, ...attestations.map(({ outcome }) => outcome)].some((one) => one.state === 'could-not-check' && one.code === 'TRUST_ROOT_ABSENT') ? [ofRegistry(registry, 'TRUST_ROOT_ABSENT', 'signatures and attestations')] : [];
}

const why = 'A registry signs name, version and bytes of what is put up, so that whoever stands between cannot hand out other bytes.';
const keyTodo = 'See whether the registry announces a new key. If it does, have the operator renew the keys here; if not, do not install the version.';
const gone = 'Signatures do not go away by themselves: a mirror that drops them took the registry\'s place, or somebody stands between who wants none to be checked.';
const goneTodo = 'Find out what answers for the registry now. Where a mirror was put before it on purpose, have it pass signatures on, or look away.';

export const registrySignature = defineCheck({
  id: 'registry-signature',
  group: 'trust',
  title: 'The registry\'s signature over a version is refused, gone, or by a key that nobody knows',
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: evidenceNeeds,
  // Of what could not be read of evidence this check alone tells, and once.
  gapMatters: ({ kind, side, change }) => kind === 'trust' && side === 'after' && change.kind !== 'metadata',
  messages: {
    invalid: {
      what: 'The registry\'s signature over {package} {version} is not good for the bytes that {pinned} (key {keyid}).', why: `${why} These are not the bytes that it signed, or not under this name and version.`,
      todo: 'Do not install it. Compare with what the public registry serves; a mirror that packs archives anew has to drop the signatures.',
    },
    expired: {
      what: '{package} {version} was published {published}, by the record, and is signed with the key {keyid}, whose use ended {until}.', why: 'An old key that got out signs anything. The registry itself had another one by then.',
      todo: 'Do not install it before you know who put it up. Compare with what the public registry serves.',
    },
    'unknown-key': { what: '{package} {version} is signed with the key {keyid}, which is none of the registry\'s known ones; the version before was signed with one that is.', why: `${why} With a key that nobody knows it proves nothing.`, todo: keyTodo },
    'unknown-keys': { what: '{count} packages are newly signed with the key {keyid}, which is none of the known ones of the registry {registry}; the versions before were signed with one that is.', why: `${why} With a key that nobody knows it proves nothing.`, todo: keyTodo },
    absent: {
      what: '{package} {version} has no signature of the registry; {signed} other versions of it have one.', why: `${why} What it did not sign may not have come from it.`,
      todo: 'Compare the bytes with those of the public registry, or take a version that is signed.',
    },
    stopped: { what: 'No version of {package} has a signature of the registry {registry} any more; an earlier review saw some.', why: gone, todo: goneTodo },
    'registry-stopped': { what: 'The registry {registry} gives no signatures any more, of {count} packages here; earlier reviews saw what it had signed.', why: gone, todo: goneTodo },
  },
  run: (input: ReviewInput, facts) => {
    const all = vouched(input, facts).map((one): Said => { const said = saidOf(one, input, facts); return { drafts: said.drafts, gaps: [...said.gaps, ...withoutRoot(one)] }; });
    return { drafts: all.flatMap(({ drafts }) => drafts), gaps: all.flatMap(({ gaps }) => gaps) };
  },
  fold: (drafts) => foldByRegistry(drafts, { 'unknown-key': 'unknown-keys', stopped: 'registry-stopped', 'registry-stopped': 'registry-stopped' }),
});
