import type { NamedPath } from '../../../src/core/loaded-paths.js';
import type { ReviewedFile } from '../../../src/lockfiles/reading.types.js';
import { noIntegrity } from '../../../src/core/integrity.js';
import { change, locked, type CheckCase, type Given } from '../case.js';

const file = (path: string, change: ReviewedFile['change'] = 'added'): ReviewedFile => ({
  path, change, mode: { after: '100644' }, oid: { ...(change === 'added' ? {} : { before: 'a'.repeat(40) }), ...(change === 'removed' ? {} : { after: 'b'.repeat(40) }) }, text: {}, coverage: { kind: 'complete' },
});
const hole = (name: string, ...paths: readonly string[]): CheckCase => ({ name, given: { files: paths.map((path) => file(path)) }, gaps: ['COMMITTED_PACKAGE'] });

const zip = '.yarn/cache/left-npm-1.0.0-abc.zip';
/** An archive of the cache, and a changed entry of the lockfile that pins one. */
const cached = (sha512: string, more: Parameters<typeof locked>[2] = {}): Given => ({
  files: [file(zip)], committed: [{ path: zip, coverage: { kind: 'complete' }, sha512, files: [] }],
  changes: [change(undefined, locked('left', '1.0.0', { integrity: { ...noIntegrity, yarnCache: { key: '10c0', value: 'ab' } }, ...more }))],
});
const cache: NamedPath = { path: 'z', use: 'package', folder: true, endings: ['.zip'], by: { path: '.yarnrc.yml', key: 'cacheFolder' } };

const table = (differences: NonNullable<Given['pnp']>[number]['differences'], more = 0): Given => ({ files: [file('.pnp.cjs', 'changed')], pnp: [{ path: '.pnp.cjs', coverage: { kind: 'complete' }, differences, more }] });
const compared = (path: string, same: boolean, change: ReviewedFile['change'] = 'added'): Given => ({ files: [file(path, change)], published: [{ path, of: 'left 1.0.0', same }] });
const release = '.yarn/releases/yarn-4.5.0.cjs';
const unpacked = '.yarn/unplugged/left-npm-1.0.0-abc/node_modules/left/';

export const cases: readonly CheckCase[] = [
  hole('archives of Yarn\'s cache, told once', '.yarn/cache/left-npm-1.0.0-abc.zip', '.yarn/cache/right-npm-1.0.0-def.zip'),
  hole('below the root', 'app/.yarn/cache/left-npm-1.0.0-abc.zip'),
  hole('the table of Plug\'n\'Play', '.pnp.cjs'),
  hole('its data', '.pnp.data.json'),
  hole('what Yarn unpacked', '.yarn/unplugged/left-npm-1.0.0-abc/node_modules/left/index.js'),
  hole('Yarn itself', '.yarn/releases/yarn-4.5.0.cjs'),
  hole('installed packages', 'node_modules/left/index.js', 'node_modules/right/node_modules/left/index.js'),
  hole('installed packages of an action', 'actions/release/node_modules/left/index.js'),
  hole('an offline mirror', 'npm-packages-offline-cache/left-1.0.0.tgz'),
  { name: 'what settings name', given: { files: ['z/a.zip', 'z/b.zip', 'tools/yarn.cjs'].map((path) => file(path)), loaded: { holes: [], named: [cache, { path: 'tools/yarn.cjs', use: 'package', by: cache.by }] } }, gaps: ['COMMITTED_PACKAGE', 'COMMITTED_PACKAGE'] },
  { name: 'a link in the place of installed packages', given: { files: [{ ...file('src/node_modules'), mode: { after: '120000' } }] }, gaps: ['COMMITTED_PACKAGE'] },
  { name: 'a link in the place of the cache', given: { files: [{ ...file('.yarn/cache'), mode: { after: '120000' } }] }, gaps: ['COMMITTED_PACKAGE'] },
  { name: 'two places are two holes', given: { files: [file('.pnp.cjs'), file('node_modules/left/index.js')] }, gaps: ['COMMITTED_PACKAGE', 'COMMITTED_PACKAGE'] },
  { name: 'an archive that no entry pins', given: cached('cd'), gaps: ['COMMITTED_PACKAGE'] },
  { name: 'an archive of what Yarn patched', given: cached('ab', { origin: { kind: 'patched', base: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'left', version: '1.0.0' }, patch: 'builtin<compat/left>' } }), gaps: ['COMMITTED_PACKAGE'] },
  { name: 'an archive that a changed entry pins is compared', given: cached('ab') },
  { name: 'a table that the lockfile bears out', given: table([]) },
  { name: 'a package that only the table has', given: table([{ kind: 'not-locked', entry: 'evil@npm:1.0.0', says: './vendor/evil/' }]), fires: [{ message: 'not-locked', severity: 'high', level: 'default' }] },
  { name: 'a package from another folder', given: table([{ kind: 'elsewhere', entry: 'left@npm:1.0.0', says: './vendor/left/' }], 3), fires: [{ message: 'elsewhere', severity: 'high', data: { says: './vendor/left/ (3 more entries differ)' } }] },
  { name: 'another version for a dependent', given: table([{ kind: 'other-target', entry: 'left@npm:1.0.0', says: 'ms → ms@npm:1.0.0' }]), fires: [{ message: 'other-target', severity: 'high' }] },
  { name: 'other code beside a table', given: table([{ kind: 'other-code', entry: '', says: '' }]), fires: [{ message: 'other-code', severity: 'high', level: 'default' }] },
  { name: 'a table that was not compared', given: { files: [file('.pnp.cjs')], pnp: [{ path: '.pnp.cjs', coverage: { kind: 'failed', code: 'COMMITTED_PACKAGE', data: { reason: 'code' } }, differences: [], more: 0 }] }, gaps: ['COMMITTED_PACKAGE'] },
  { name: 'a release as the registry has it', given: compared(release, true) },
  { name: 'a new release that npm\'s copy differs from', given: compared(release, false), gaps: ['COMMITTED_PACKAGE'] },
  { name: 'a release exchanged under its name', given: compared(release, false, 'changed'), fires: [{ message: 'other-release', severity: 'high', level: 'default' }] },
  { name: 'an unpacked file as published', given: compared(`${unpacked}index.js`, true) },
  { name: 'what a build made of an unpacked one', given: compared(`${unpacked}build/left.node`, false), gaps: ['COMMITTED_PACKAGE'] },
  { name: 'an archive without a checksum, as published', given: compared('.yarn/cache/left-npm-1.0.0-abc-10c0.zip', true) },
  { name: 'an archive without a checksum, with other files', given: compared('.yarn/cache/left-npm-1.0.0-abc-10c0.zip', false), fires: [{ message: 'other-archive', severity: 'high', level: 'default' }] },
  { name: 'a tarball of a mirror, as published', given: compared('npm-packages-offline-cache/left-1.0.0.tgz', true) },
  { name: 'a tarball of a mirror, with other bytes', given: compared('npm-packages-offline-cache/left-1.0.0.tgz', false), fires: [{ message: 'other-archive', severity: 'high' }] },
  { name: 'a tarball elsewhere that is called as a package', given: compared('fixtures/left-1.0.0.tgz', false) },
  { name: 'a tarball of a mirror that an entry names is read as any other', given: { files: [file('npm-packages-offline-cache/left-1.0.0.tgz')], changes: [change(undefined, locked('left', '1.0.0', { origin: { kind: 'repository', path: 'npm-packages-offline-cache/left-1.0.0.tgz', oid: 'b'.repeat(40) } }))] } },
  { name: 'what is taken away', given: { files: [file('node_modules/left/index.js', 'removed'), file('.yarn/cache/left-npm-1.0.0-abc.zip', 'removed')] } },
  { name: 'beside what settings name', given: { files: [file('z/a.txt'), file('zz/a.zip'), file('tools/own.cjs')], loaded: { holes: [], named: [cache, { path: 'tools/own.cjs', use: 'hook', by: cache.by }] } } },
  { name: 'names that only resemble', given: { files: [file('src/node_modules.ts'), file('docs/.yarn-cache.zip'), file('.yarn/cache/.gitignore'), file('.yarn/install-state.gz'), file('dist/index.js'), file('fixtures/left-1.0.0.tgz')] } },
];
