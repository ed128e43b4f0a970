import { noIntegrity, parseIntegrity } from '../../../src/core/integrity.js';
import type { LockedPackage } from '../../../src/core/lockfile.js';
import type { RegistryRecord, VersionRecord } from '../../../src/packages/record.types.js';
import { change, gitOrigin, locked, python, sha256s, type CheckCase, type Given } from '../case.js';

const digest = (seed: string, algorithm = 'sha512', length = 64): string => `${algorithm}-${Buffer.alloc(length, seed).toString('base64')}`;
const pinned = (text: string, more: Partial<LockedPackage> = {}): LockedPackage => locked('left', '1.0.0', { integrity: text === '' ? noIntegrity : parseIntegrity(text, 'lock'), ...more });
const cached = (key: string, value: string): LockedPackage => locked('left', '1.0.0', { integrity: { ...noIntegrity, yarnCache: { key, value } } });
const cachedOf = (name: string, key: string, value = 'bb'): LockedPackage => locked(name, '1.0.0', { integrity: { ...noIntegrity, yarnCache: { key, value } } });
const served = (version: Partial<VersionRecord>): RegistryRecord => ({
  name: 'left', registry: 'default', distTags: {}, maintainers: [], removed: {}, versions: { '1.0.0': { version: '1.0.0', hasInstallScript: false, signatures: [], dependencies: {}, ...version } },
});
const rewritten = (before: LockedPackage, after: LockedPackage, record?: Partial<VersionRecord>): Given => ({
  changes: [change(before, after, { kind: 'rewritten' })], ...(record ? { facts: [{ of: after, record: served(record) }] } : {}),
});
const added = (after: LockedPackage, record?: Partial<VersionRecord>): Given => ({ changes: [change(undefined, after)], ...(record ? { facts: [{ of: after, record: served(record) }] } : {}) });
const good = digest('good');
const evil = digest('evil');
const sha1 = digest('g', 'sha1', 20);
const shasum = Buffer.alloc(20, 'g').toString('hex');

export const cases: readonly CheckCase[] = [
  { name: 'other bytes under the same version', given: rewritten(pinned(good), pinned(evil)), fires: [{ message: 'mutated', severity: 'high', level: 'default', data: { package: 'left', version: '1.0.0' } }] },
  { name: 'other bytes, and the registry has the old ones', given: rewritten(pinned(good), pinned(evil), { integrity: good }), fires: [{ message: 'not-the-registrys', severity: 'high' }, { message: 'mutated', severity: 'high' }] },
  { name: 'other bytes that the registry serves now: republished', given: rewritten(pinned(good), pinned(evil), { integrity: evil, shasum }), fires: [{ message: 'mutated', severity: 'high', level: 'default' }] },
  { name: 'a pin that is gone', given: rewritten(pinned(good), pinned('')), fires: [{ message: 'mutated', severity: 'high' }] },
  { name: 'a second digest beside the old one', given: rewritten(pinned(good), pinned(`${good} ${evil}`)), fires: [{ message: 'mutated' }] },
  { name: 'a full digest in place of a weak one, which the registry does not bear out', given: rewritten(pinned(sha1), pinned(evil), { integrity: good }), fires: [{ message: 'not-the-registrys' }, { message: 'mutated', severity: 'high' }] },
  { name: 'a full digest in place of a weak one, of which the registry says nothing', given: rewritten(pinned(sha1), pinned(evil)), fires: [{ message: 'mutated', severity: 'high' }] },
  { name: 'a new package that is not the registry\'s', given: added(pinned(evil), { integrity: good }), fires: [{ message: 'not-the-registrys', severity: 'high' }] },
  { name: 'a new package by a weak digest that is not the registry\'s', given: added(pinned(sha1), { integrity: good, shasum: '00'.repeat(20) }), fires: [{ message: 'not-the-registrys' }] },
  { name: 'no digest, from elsewhere', given: rewritten(pinned(''), pinned('', { resolved: 'https://b.example/left-1.0.0.tgz', origin: { kind: 'url', url: 'https://b.example/left-1.0.0.tgz' } })), fires: [{ message: 'other-address', severity: 'high' }] },
  { name: 'a git commit exchanged under the same version', given: rewritten(pinned('', { origin: gitOrigin('a'.repeat(40)) }), pinned('', { origin: gitOrigin('b'.repeat(40)), resolved: 'git+ssh://git@code.example/acme/left.git' })), fires: [{ message: 'other-address', severity: 'high' }] },

  { name: 'another checksum of Yarn, made in the same way', given: rewritten(cached('10c0', 'aa'), cached('10c0', 'bb')), fires: [{ message: 'mutated', severity: 'high' }] },
  { name: 'a checksum of Yarn made in another way', given: rewritten(cached('8', 'aa'), cached('10c0', 'bb')) },
  { name: 'all checksums of Yarn made in another way are told once', given: { changes: ['left', 'right'].map((name) => change(cachedOf(name, '8'), cachedOf(name, '10c0'), { kind: 'rewritten' })) }, fires: [{ message: 'other-cache-key', severity: 'low', level: 'folded', data: { count: 2, was: '8', is: '10c0' } }] },
  { name: 'one exchanged among them is told', given: { changes: [...['left', 'right'].map((name) => change(cachedOf(name, '8'), cachedOf(name, '10c0'), { kind: 'rewritten' })), change(cachedOf('middle', '10c0', 'aa'), cachedOf('middle', '10c0'), { kind: 'rewritten' })] }, fires: [{ message: 'other-cache-key', data: { count: 2 } }, { message: 'mutated', severity: 'high', level: 'default' }] },
  { name: 'no checksum of Yarn for another platform, in place of a digest', given: rewritten(pinned(good), pinned('', { raw: { conditions: 'os=darwin' } })) },
  { name: 'a checksum of Yarn that goes', given: rewritten(cached('10c0', 'aa'), pinned('', { raw: { conditions: 'os=darwin' } })), fires: [{ message: 'mutated' }] },
  { name: 'a checksum of Yarn in place of a digest', given: rewritten(pinned(good), cached('10c0', 'bb')) },
  { name: 'a full digest in place of a weak one, as the registry has it', given: rewritten(pinned(sha1), pinned(good), { integrity: good, shasum }) },
  { name: 'a full digest in place of none', given: rewritten(pinned(''), pinned(good), { integrity: good }) },
  { name: 'the same digest from another registry', given: rewritten(pinned(good), pinned(good, { resolved: 'https://npm.acme.example/left/-/left-1.0.0.tgz' }), { integrity: good }) },
  { name: 'a new package as the registry has it', given: added(pinned(good), { integrity: good, shasum }) },
  { name: 'a new package by a weak digest as the registry has it', given: added(pinned(sha1), { integrity: good, shasum }) },
  { name: 'a registry that says nothing of the digest', given: added(pinned(good), {}) },
  { name: 'another version', given: { changes: [change(locked('left', '0.9.0'), pinned(good))], facts: [{ of: pinned(good), record: served({ integrity: good }) }] } },
  { name: 'a version that the registry\'s record lacks is for others to tell', given: added(locked('left', '2.0.0'), { integrity: good }) },
  ...([
    ['an archive more of a Python package', sha256s(1, 2), sha256s(1, 2, 3), [{ message: 'widened', severity: 'medium', level: 'default', data: { count: 1 } }]], ['an archive less', sha256s(1, 2), sha256s(2), []], ['archives in another order', sha256s(1, 2), sha256s(2, 1), []],
    ['the first digests', '', sha256s(1), []], ['no digest any more', sha256s(1), '', [{ message: 'mutated', severity: 'high' }]], ['other archives altogether', sha256s(1, 2), sha256s(3), [{ message: 'mutated', severity: 'high', level: 'default' }]],
  ] as const).map(([name, before, after, fires]): CheckCase => ({
    name: `${name}, of Python`, given: { changes: [change(python('left', '1.0.0', { integrity: parseIntegrity(before, 'lock') }), python('left', '1.0.0', { integrity: parseIntegrity(after, 'lock') }), { kind: 'rewritten' })] }, ...(fires.length > 0 ? { fires } : {}),
  })),
];
