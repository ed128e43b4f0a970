import { failed } from '../../../src/core/coverage.js';
import type { VersionTrust } from '../../../src/trust/evidence.types.js';
import type { CheckCase } from '../case.js';
import { locked } from '../case.js';
import type { Versions } from '../registry-records.js';
import { attestation, both, hole, manyVouchedFor, mirror, refused, signedWith, verified, vouchedFor } from '../vouched-cases.js';

const keyid = 'SHA256:one';
const signature = (outcome: Partial<VersionTrust['signature']>, more: Partial<VersionTrust> = {}): Partial<VersionTrust> => ({ signature: { ...outcome, keyid } as VersionTrust['signature'], ...more });
const good = signature(verified);
const bad = signature(refused('SIGNATURE_INVALID'));
const until = Date.parse('2025-01-29T00:00:00Z');
const late = signature({ ...refused('KEY_EXPIRED'), keyUntil: until });
const unknown = signature(hole('KEY_UNKNOWN'));
const none: Partial<VersionTrust> = { signature: hole('SIGNATURES_ABSENT') };
const unsigned: Versions = both({});
const old = signedWith(keyid);
const [long, lately] = ['2024-01-01T00:00:00', '2026-11-01T00:00:00'] as const;
const served = (signatures: boolean, name = 'left', registry = 'default') => [{ registry, name, signatures, attestations: false }];
const host = (signatures: 'all' | 'some' | 'none') => [{ registry: 'default', signatures, attestations: false }];
const mine = { private: { scopes: [], names: ['left', 'right', 'up'] } };
const loud = { level: 'default', severity: 'medium' } as const;

export const cases: readonly CheckCase[] = [
  { name: 'verified on both sides', given: vouchedFor(good, good) },
  { name: 'not good over these bytes', given: vouchedFor(bad, good), fires: [{ message: 'invalid', severity: 'critical', confidence: 'high', level: 'default', change: 'worsened', data: { keyid, pinned: 'the lockfile pins' } }] },
  { name: 'not good, of a package that is new here', given: vouchedFor({ ...bad, bytes: 'record' }, undefined, { isNew: true }), fires: [{ message: 'invalid', severity: 'critical', level: 'default', change: 'added', data: { pinned: 'the record names' } }] },
  { name: 'not good before either', given: vouchedFor(bad, bad), fires: [{ message: 'invalid', severity: 'low', level: 'folded', change: 'standing' }] },
  { name: 'the same version pinned to other bytes', given: vouchedFor(bad, good, { change: { kind: 'rewritten' } }), fires: [{ message: 'invalid', severity: 'critical' }] },
  { name: 'a mere change of the lockfile entry', given: vouchedFor(bad, bad, { change: { kind: 'metadata' } }) },
  { name: 'a mere move', given: vouchedFor(bad, good, { change: { kind: 'moved' } }) },
  { name: 'a version of another baseline could not be looked at', given: { ...vouchedFor(bad, bad), facts: [...vouchedFor(bad, bad).facts!, { of: locked('left', '1.0.0'), trust: { coverage: failed('REGISTRY_TIMEOUT', {}, true) } }] }, fires: [{ message: 'invalid', severity: 'critical', change: 'added' }] },

  { name: 'a key past its end, where the record dates others within it', given: vouchedFor(late, good, { versions: both(old) }), fires: [{ message: 'expired', severity: 'high', confidence: 'medium', level: 'default', change: 'worsened', data: { until: '2025-01-29T00:00:00.000Z' } }] },
  { name: 'a mirror that writes when it took versions in', given: vouchedFor(late, late, { versions: { '1.0.0': [lately, old], '1.1.0': [lately, old] } }), gaps: ['RECORD_INCOMPLETE'] },
  { name: 'a mirror that took only some versions in afterwards', given: vouchedFor(late, good, { versions: { ...both(old), '1.0.5': ['2025-06-01T00:00:00', old] } }), gaps: ['RECORD_INCOMPLETE'] },
  { name: 'the only version of that key: its time is nobody\'s proof', given: vouchedFor(late, undefined, { isNew: true, versions: { '1.1.0': [lately, old] } }), gaps: ['RECORD_INCOMPLETE'] },
  { name: 'the only version of that key, above one that another key signed', given: vouchedFor(late, { signature: { ...verified, keyid: 'SHA256:two' } as VersionTrust['signature'] }, { versions: { '1.0.0': [long, signedWith('SHA256:two')], '1.1.0': [lately, old] } }), fires: [{ message: 'expired', severity: 'high', level: 'default', change: 'worsened' }] },
  { name: 'other versions after the end are of another key', given: vouchedFor(late, good, { versions: { ...both(old), '1.0.5': ['2025-06-01T00:00:00', signedWith('SHA256:two')] } }), fires: [{ message: 'expired', severity: 'high' }] },
  { name: 'a mirror that took in the new version last: its time is the mirror\'s, so it only warns', given: vouchedFor(late, good, { versions: both(old), registries: mirror }), fires: [{ message: 'expired', severity: 'high', confidence: 'low' }] },
  { name: 'before the key\'s beginning: signed anew', given: vouchedFor(signature({ ...refused('KEY_EXPIRED'), keyUntil: Date.parse('2027-01-01') }), good), gaps: ['RECORD_INCOMPLETE'] },
  { name: 'a key without an end', given: vouchedFor(signature(refused('KEY_EXPIRED')), good), gaps: ['RECORD_INCOMPLETE'] },

  { name: 'a key that nobody knows', given: vouchedFor(unknown, unknown), gaps: ['KEY_UNKNOWN'] },
  { name: 'a key that nobody knows, of something new', given: vouchedFor(unknown, undefined, { isNew: true }), gaps: ['KEY_UNKNOWN'] },
  { name: 'a key that nobody knows, of several: one hole', given: manyVouchedFor(['left', 'right', 'up'], unknown, unknown), gaps: ['KEY_UNKNOWN'] },
  { name: 'a key that nobody knows, where the version before was signed with a known one', given: vouchedFor(unknown, good), fires: [{ message: 'unknown-key', ...loud, change: 'worsened', data: { keyid } }] },
  { name: 'the same of several: the registry changed its key', given: manyVouchedFor(['left', 'right', 'up'], unknown, good), fires: [{ message: 'unknown-keys', ...loud, data: { count: 3, registry: 'default' } }] },

  { name: 'alone without a signature', given: vouchedFor(none, good, { versions: { '1.0.0': [long, old], '1.1.0': [lately] } }), fires: [{ message: 'absent', ...loud, change: 'worsened', data: { signed: 1 } }] },
  { name: 'alone without one, and new here', given: vouchedFor(none, undefined, { isNew: true, versions: { '1.0.0': [long, old], '1.1.0': [lately] } }), fires: [{ message: 'absent', ...loud, change: 'added' }] },
  { name: 'without one, in a record without times', given: vouchedFor(none, undefined, { isNew: true, versions: { '1.0.0': [undefined, old], '1.1.0': [undefined] } }), fires: [{ message: 'absent', ...loud }] },
  { name: 'the version before has none either', given: vouchedFor(none, none, { versions: { ...unsigned, '1.0.5': [long, old] } }), fires: [{ message: 'absent', severity: 'low', level: 'folded', change: 'standing' }] },
  { name: 'a registry that began to sign after it', given: vouchedFor(none, undefined, { isNew: true, versions: { '1.1.0': [long], '2.0.0': [lately, old] } }), fires: [{ message: 'absent', severity: 'low', level: 'folded', change: 'added' }] },
  { name: 'dated before all signed ones, and the version before was signed', given: vouchedFor(none, good, { versions: { '1.0.0': [lately, old], '1.1.0': [long] } }), fires: [{ message: 'absent', ...loud, change: 'worsened' }] },

  { name: 'a registry that signs nothing', given: vouchedFor(none, none, { versions: unsigned }), gaps: ['RECORD_INCOMPLETE'] },
  { name: 'a registry that signs nothing, many packages: one hole', given: manyVouchedFor(['left', 'right', 'up'], none, none, { versions: unsigned }), gaps: ['RECORD_INCOMPLETE'] },
  { name: 'a name that never was signed, at a registry that signs others', given: vouchedFor(none, none, { versions: unsigned, seen: { served: served(false), hosts: host('some') }, served: [...served(false), ...served(true, 'right')] }), gaps: ['RECORD_INCOMPLETE'] },
  { name: 'an earlier review saw it signed', given: vouchedFor(none, none, { versions: unsigned, seen: { served: served(true) } }), fires: [{ message: 'stopped', ...loud, change: 'worsened', data: { registry: 'default' } }] },
  { name: 'an earlier review saw another name, or another registry, signed', given: vouchedFor(none, none, { versions: unsigned, seen: { served: [...served(true, 'right'), ...served(true, 'left', 'https://other.example/')] } }), gaps: ['RECORD_INCOMPLETE'] },
  { name: 'an earlier review saw several signed', given: manyVouchedFor(['left', 'right'], none, none, { versions: unsigned, seen: { served: [...served(true), ...served(true, 'right')] } }), fires: [{ message: 'registry-stopped', ...loud, data: { count: 2 } }] },
  { name: 'a registry that always signed signs nothing: told once', given: manyVouchedFor(['left', 'right', 'up'], none, none, { versions: unsigned, seen: { hosts: host('all') } }), fires: [{ message: 'registry-stopped', ...loud, data: { count: 3, registry: 'default' } }] },
  { name: 'the same of one package', given: vouchedFor(none, undefined, { isNew: true, versions: unsigned, seen: { hosts: host('all') } }), fires: [{ message: 'registry-stopped', ...loud, data: { count: 1 } }] },
  { name: 'a first package of one\'s own behind a registry that hands on what others sign', given: vouchedFor(none, undefined, { isNew: true, versions: unsigned, seen: { hosts: host('all') }, rules: mine }), gaps: ['RECORD_INCOMPLETE'] },
  { name: 'many of one\'s own beside signed ones: one hole', given: manyVouchedFor(['left', 'right', 'up'], none, none, { versions: unsigned, served: [...served(false), ...served(true, 'other')], rules: mine }), gaps: ['RECORD_INCOMPLETE'] },
  { name: 'one of one\'s own that was signed', given: vouchedFor(none, none, { versions: unsigned, seen: { served: served(true) }, rules: mine }), fires: [{ message: 'stopped', ...loud }] },
  { name: 'a registry that always signed signs something here', given: vouchedFor(none, none, { versions: unsigned, seen: { hosts: host('all') }, served: [...served(false), ...served(true, 'right')] }), gaps: ['RECORD_INCOMPLETE'] },
  { name: 'a registry that signed some of what it had', given: vouchedFor(none, none, { versions: unsigned, seen: { hosts: host('some') } }), gaps: ['RECORD_INCOMPLETE'] },
  { name: 'while facts come in nobody knows what it serves', given: vouchedFor(none, none, { versions: unsigned, seen: { hosts: host('all') }, served: [] }), gaps: ['RECORD_INCOMPLETE'] },

  { name: 'no root and no keys, for signatures and attestations: one hole', given: manyVouchedFor(['left', 'right'], { ...signature(hole('TRUST_ROOT_ABSENT')), advertised: true, attestations: [attestation(hole('TRUST_ROOT_ABSENT'))], attested: hole('TRUST_ROOT_ABSENT') }, good), gaps: ['TRUST_ROOT_ABSENT'] },
  { name: 'no root, and nothing signed', given: vouchedFor({ ...none, attestations: [attestation(hole('TRUST_ROOT_ABSENT'))], attested: hole('TRUST_ROOT_ABSENT') }, none, { versions: unsigned }), gaps: ['RECORD_INCOMPLETE', 'TRUST_ROOT_ABSENT'] },
  { name: 'no keys', given: vouchedFor(signature(hole('KEYS_ABSENT')), signature(hole('KEYS_ABSENT'))), gaps: ['KEYS_ABSENT'] },
  { name: 'nobody says which bytes', given: vouchedFor(signature(hole('BYTES_UNKNOWN'), { bytes: 'none' }), good), gaps: ['INTEGRITY_MISSING'] },
  { name: 'the record could not be read', given: { ...vouchedFor(good, good), facts: [{ of: locked('left', '1.1.0'), record: { coverage: failed('REGISTRY_UNREACHABLE') }, trust: { coverage: failed('REGISTRY_UNREACHABLE') } }] }, gaps: ['REGISTRY_UNREACHABLE'] },
  { name: 'the record could not be read for a mere change of the entry', given: { ...vouchedFor(good, good, { change: { kind: 'metadata' } }), facts: [{ of: locked('left', '1.1.0'), trust: { coverage: failed('REGISTRY_UNREACHABLE') } }] } },
];
