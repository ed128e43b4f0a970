import { noIntegrity, parseIntegrity } from '../../../src/core/integrity.js';
import type { LockedPackage } from '../../../src/core/lockfile.js';
import { change, gitOrigin, locked, python, reading, sha256s, type CheckCase, type Given } from '../case.js';

const good = `sha512-${Buffer.alloc(64, 'good').toString('base64')}`;
const evil = `sha512-${Buffer.alloc(64, 'evil').toString('base64')}`;
const old = locked('left', '1.0.0');
const plain = locked('left', '1.1.0');
const given = (after: LockedPackage, before: LockedPackage = old): Given => ({ changes: [change(before, after)], lockfiles: [reading([after])] });
const pythonGiven = (after: LockedPackage, before: LockedPackage = python('left', '1.0.0')): Given => ({
  allowed: ['registry.example'], registryHosts: ['npm.example'], changes: [change(before, after, { root: after.root })], lockfiles: [reading([after], { root: after.root, format: 'requirements', ecosystem: 'pypi' })],
});
const url = (resolved: string): LockedPackage => locked('left', '1.1.0', { resolved, origin: { kind: 'url', url: resolved } });

export const cases: readonly CheckCase[] = [
  { name: 'a host that nobody configured', given: given(url('https://cdn.example/left-1.1.0.tgz')), fires: [{ message: 'foreign-host', severity: 'high', level: 'default', data: { host: 'cdn.example' } }] },
  { name: 'plain http to a registry', given: given(locked('left', '1.1.0', { resolved: 'http://registry.example/left/-/left-1.1.0.tgz' })), fires: [{ message: 'insecure-scheme', severity: 'high' }] },
  { name: 'two digests of which either fits', given: given(locked('left', '1.1.0', { integrity: parseIntegrity(`${good} ${evil}`, 'lock') })), fires: [{ message: 'several-digests', severity: 'high' }] },
  { name: 'sha1 only', given: given(locked('left', '1.1.0', { integrity: parseIntegrity(`sha1-${Buffer.alloc(20).toString('base64')}`, 'lock') })), fires: [{ message: 'weak-integrity', data: { algorithm: 'sha1' } }] },
  { name: 'a digest that is cut short', given: given(locked('left', '1.1.0', { integrity: parseIntegrity('sha512-AAAA', 'lock') })), fires: [{ message: 'unknown-digest' }] },
  { name: 'a digest with an option', given: given(locked('left', '1.1.0', { integrity: parseIntegrity(`${good}?x`, 'lock') })), fires: [{ message: 'several-digests' }] },
  { name: 'no digest at all', given: given(locked('left', '1.1.0', { integrity: noIntegrity })), fires: [{ message: 'no-integrity', severity: 'high' }] },
  { name: 'Yarn\'s entry for another platform, without a checksum, is folded', given: given(locked('left', '1.1.0', { integrity: noIntegrity, raw: { resolution: 'left@npm:1.1.0', conditions: 'os=darwin' } })), fires: [{ message: 'no-integrity', severity: 'low', level: 'folded' }] },
  { name: 'the same key in an entry that Yarn did not write', given: given(locked('left', '1.1.0', { integrity: noIntegrity, raw: { conditions: 'os=darwin' } })), fires: [{ message: 'no-integrity', severity: 'high', level: 'default' }] },
  { name: 'git at a branch', given: given(locked('left', '1.1.0', { origin: gitOrigin('main'), resolved: 'git+ssh://git@code.example/acme/left.git#main' })), fires: [{ message: 'git-moving', severity: 'high' }] },
  { name: 'git at a full commit', given: given(locked('left', '1.1.0', { origin: gitOrigin('a'.repeat(40)) })), fires: [{ message: 'git', severity: 'medium' }] },
  { name: 'a tarball in the repository', given: given(locked('left', '1.1.0', { origin: { kind: 'repository', path: 'vendor/left.tgz', oid: 'b'.repeat(40) } })), fires: [{ message: 'other-source', severity: 'medium' }] },
  { name: 'a scope from another registry than its own', given: given(locked('@acme/left', '1.1.0', { expectedRegistry: 'https://npm.acme.example/' })), fires: [{ message: 'other-registry', severity: 'high', level: 'default', data: { registry: 'default', expected: 'https://npm.acme.example/' } }] },
  { name: 'a second digest exchanged under the same version', given: given(locked('left', '1.0.0', { integrity: parseIntegrity(`${good} ${evil}`, 'lock') }), locked('left', '1.0.0', { integrity: parseIntegrity(`${good} ${good}`, 'lock') })), fires: [{ message: 'several-digests', level: 'default', change: 'added' }] },
  { name: 'two digests again in another version', given: given(locked('left', '1.1.0', { integrity: parseIntegrity(`${good} ${evil}`, 'lock') }), locked('left', '1.0.0', { integrity: parseIntegrity(`${good} ${evil.slice(0, -4)}`, 'lock') })), fires: [{ message: 'several-digests', level: 'default' }] },
  { name: 'a weak digest exchanged under the same version', given: given(locked('left', '1.0.0', { integrity: parseIntegrity(`sha1-${Buffer.alloc(20, 1).toString('base64')}`, 'lock') }), locked('left', '1.0.0', { integrity: parseIntegrity(`sha1-${Buffer.alloc(20).toString('base64')}`, 'lock') })), fires: [{ message: 'weak-integrity', level: 'default' }] },
  { name: 'a scope from several places', given: { lockfiles: [reading([], { mixed: [{ scope: '@acme', sources: ['cdn.example', 'default'], location: 'node_modules/@acme/left' }] })] }, fires: [{ message: 'mixed-scope', severity: 'medium', data: { scope: '@acme', sources: 'cdn.example, the default registry' } }] },
  { name: 'the same two digests as before are folded', given: given(locked('left', '1.0.0', { integrity: parseIntegrity(`${good} ${evil}`, 'lock') }), locked('left', '1.0.0', { integrity: parseIntegrity(`${good} ${evil}`, 'lock') })) },
  { name: 'what Yarn\'s own patch makes of a package', given: given(locked('left', '1.1.0', { integrity: noIntegrity, origin: { kind: 'patched', base: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'left', version: '1.1.0' }, patch: 'builtin<compat/left>' } })) },
  { name: 'what a patch of the repository makes of one, without a digest', given: given(locked('left', '1.1.0', { integrity: noIntegrity, origin: { kind: 'patched', base: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'left', version: '1.1.0' }, patch: 'patches/left.patch' } })), fires: [{ message: 'no-integrity', severity: 'high', level: 'default' }] },
  { name: 'a checksum of Yarn\'s own archive', given: given(locked('left', '1.1.0', { integrity: { ...noIntegrity, yarnCache: { key: '10c0', value: 'ab' } } })) },
  { name: 'an ordinary entry', given: given(plain) },
  { name: 'an entry without resolved', given: given(Object.fromEntries(Object.entries(plain).filter(([key]) => key !== 'resolved')) as unknown as LockedPackage) },
  { name: 'a registry on this machine over http', given: given(locked('left', '1.1.0', { resolved: 'http://127.0.0.1:4873/left/-/left-1.1.0.tgz' })) },
  { name: 'a workspace has no bytes to pin', given: given(locked('left', '1.1.0', { origin: { kind: 'workspace', path: 'packages/left' }, integrity: noIntegrity })) },
  { name: 'a bundled package is inside its carrier', given: given(locked('left', '1.1.0', { origin: { kind: 'bundled', parent: old.origin, path: 'node_modules/left' }, integrity: noIntegrity })) },
  { name: 'what was as weak before is folded', given: given(locked('left', '1.1.0', { integrity: noIntegrity }), locked('left', '1.0.0', { integrity: noIntegrity })) },
  // Python: many archives, many digests.
  ...([
    ['of a Python package many digests pin it', python('left', '1.1.0')],
    ['one without any, where no other has some', python('left', '1.1.0', { integrity: noIntegrity })],
    ['an archive on a host of the configuration', python('left', '1.1.0', { addresses: ['https://registry.example/left-1.1.0.tar.gz', 'https://registry.example/left-1.1-py3-none-any.whl', 'https://registry.example/left-1.1.0.win32-py2.7.exe'] })],
    ['an archive beside its own index', python('left', '1.1.0', { origin: { kind: 'registry', ecosystem: 'pypi', registry: 'https://registry.example/simple/', name: 'left', version: '1.1.0' }, addresses: ['https://registry.example/x/left-1.1.0.tar.gz'] })],
    ['a folder of the repository', python('left', '', { origin: { kind: 'link', path: 'libs/left' }, integrity: noIntegrity })],
  ] as const).map(([name, after]): CheckCase => ({ name, given: pythonGiven(after) })),
  ...([
    ['an archive of Python from elsewhere', python('left', '1.1.0', { addresses: ['https://cdn.example/left-1.1.0.tar.gz', 'https://cdn.example/left-1.1.0.zip'] }), { message: 'foreign-host', severity: 'high', data: { host: 'cdn.example' } }],
    ['an archive of Python at a registry of npm, where anybody may put up that name', python('left', '1.1.0', { addresses: ['https://npm.example/left/-/left-1.1.0.tgz'] }), { message: 'foreign-host', data: { host: 'npm.example' } }],
    ['an index that nobody configured', python('left', '1.1.0', { origin: { kind: 'registry', ecosystem: 'pypi', registry: 'https://cdn.example/simple/', name: 'left', version: '1.1.0' } }), { message: 'foreign-host', data: { host: 'cdn.example' } }],
    ['an archive of another package', python('left', '1.1.0', { addresses: ['https://registry.example/leftpad-1.1.0.tar.gz'] }), { message: 'name-mismatch', severity: 'high' }],
    ['an archive of another version', python('left', '1.1.0', { addresses: ['https://registry.example/left-1.1.1-py3-none-any.whl'] }), { message: 'name-mismatch' }],
    ['an archive over plain http', python('left', '1.1.0', { addresses: ['http://registry.example/left-1.1.0.tar.gz'] }), { message: 'insecure-scheme' }],
    ['no digest where others have some', python('left', '1.1.0', { integrity: noIntegrity, digestsExpected: true }), { message: 'no-integrity', severity: 'high' }],
    ['a digest of md5', python('left', '1.1.0', { integrity: parseIntegrity(`${sha256s(1)} md5-${Buffer.alloc(16).toString('base64')}`, 'lock') }), { message: 'weak-integrity', data: { algorithm: 'md5' } }],
    ['a digest that is none', python('left', '1.1.0', { integrity: parseIntegrity('sha256:zz', 'lock') }), { message: 'unknown-digest' }],
    ['a pin that goes', python('left', '>=1', { unpinned: true, integrity: noIntegrity }), { message: 'pin-removed', severity: 'medium', level: 'default', data: { before: '1.0.0' } }],
  ] as const).map(([name, after, fires]): CheckCase => ({ name, given: pythonGiven(after), fires: [fires] })),
  { name: 'a range that was one before is folded', given: pythonGiven(python('left', '>=2', { unpinned: true }), python('left', '>=1', { unpinned: true })), fires: [{ message: 'unpinned', level: 'folded' }] },
];
