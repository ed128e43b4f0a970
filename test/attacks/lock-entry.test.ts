import { describe, expect, test } from '@jest/globals';
import { entryOf, npmRepository, type Locks, type Packages } from '../app/npm-repository.js';
import { inShort, memoryHost } from '../app/world.js';
import { shelf as ordinary } from '../app/shelf.js';
import { endMarker, packageEntries, sri, tgz, type StandInPackage } from '../registry/index.js';
import { attacked, hold, type Attack } from './attack.js';

const old = '2026-07-10T00:00:00.000Z';
const fresh = '2026-11-20T00:00:00.000Z';
/** Nothing happens: the text is a comment. */
const inert = 'eval(Buffer.from("Ly8=", "base64").toString());\n';

const shelf: readonly StandInPackage[] = [
  ...ordinary,
  // Two packages that an alias may stand for; the second does at install what the first does too.
  { name: 'honest-http', versions: [{ version: '1.0.0', publishedAt: old, files: { 'index.js': 'exports.get = 1;\n' } }, { version: '1.0.1', publishedAt: fresh, files: { 'index.js': 'exports.get = 2;\n' } }] },
  { name: 'capable-http', versions: [{ version: '1.0.0', publishedAt: old, manifest: { scripts: { postinstall: 'node build.js' } }, files: { 'index.js': '1;\n', 'build.js': inert } }] },
  { name: 'evil-http', versions: [{ version: '1.0.0', publishedAt: fresh, manifest: { scripts: { postinstall: 'node build.js' } }, files: { 'index.js': '1;\n', 'build.js': inert } }] },
  // A carrier: its setup loads `helper`, which came from the registry until it came inside.
  {
    name: 'carrier', versions: [
      { version: '1.0.0', publishedAt: old, manifest: { scripts: { postinstall: 'node setup.js' }, dependencies: { helper: '^1.0.0' } }, files: { 'index.js': '1;\n', 'setup.js': 'require("helper");\n' } },
      { version: '1.0.1', publishedAt: fresh, manifest: { scripts: { postinstall: 'node setup.js' }, dependencies: { helper: '^1.0.0' } }, files: { 'index.js': '1;\n', 'setup.js': 'require("helper");\n', 'node_modules/helper/package.json': '{"name":"helper","version":"1.0.0"}', 'node_modules/helper/index.js': inert } },
      { version: '1.0.2', publishedAt: fresh, manifest: { scripts: { postinstall: 'node setup.js' }, dependencies: { helper: '^1.0.0' } }, files: { 'index.js': '2;\n', 'setup.js': 'require("helper");\n' } },
      { version: '1.0.3', publishedAt: fresh, manifest: { scripts: { postinstall: 'node setup.js' }, dependencies: { helper: '^1.0.0' }, bundleDependencies: ['helper'] }, files: { 'index.js': '1;\n', 'setup.js': 'require("helper");\n', 'node_modules/helper/package.json': '{"name":"helper","version":"1.0.0"}', 'node_modules/helper/index.js': 'module.exports = 1;\n' } },
      { version: '1.0.4', publishedAt: fresh, manifest: { scripts: { postinstall: 'node setup.js' }, dependencies: { helper: '^1.0.0' } }, files: { 'index.js': '1;\n', 'setup.js': 'require("helper");\n', 'node_modules/helper/package.json': '{"name":"helper","version":"1.0.0","scripts":{"preinstall":"node run.js"}}', 'node_modules/helper/index.js': '1;\n', 'node_modules/helper/run.js': inert } },
    ],
  },
  { name: 'helper', versions: [{ version: '1.0.0', publishedAt: old, files: { 'index.js': 'module.exports = 1;\n' } }] },
  {
    name: 'tool', versions: [
      { version: '1.0.0', publishedAt: old, manifest: { dependencies: { helper: '^1.0.0' } }, files: { 'index.js': '1;\n' } },
      { version: '1.0.1', publishedAt: fresh, manifest: { dependencies: { helper: '^1.0.0' } }, files: { 'index.js': '2;\n', 'npm-shrinkwrap.json': JSON.stringify({ name: 'tool', version: '1.0.1', lockfileVersion: 3, packages: { '': { dependencies: { helper: '^1.0.0' } }, 'node_modules/helper': { version: '9.9.9', resolved: 'https://evil.example.invalid/helper.tgz' } } }) }, fields: { _hasShrinkwrap: true } },
      { version: '1.0.2', publishedAt: fresh, manifest: { dependencies: { helper: '^1.0.0' } }, files: { 'index.js': '2;\n' } },
    ],
  },
  // One archive, read in two ways.
  {
    name: 'twice', versions: [
      { version: '1.0.0', publishedAt: old, files: { 'index.js': '1;\n' } },
      { version: '1.0.1', publishedAt: fresh, tarball: tgz([...packageEntries({ 'package.json': '{"name":"twice","version":"1.0.1"}', 'index.js': '1;\n' }), ...packageEntries({ 'index.js': inert })]) },
      { version: '1.0.2', publishedAt: fresh, tarball: tgz([...packageEntries({ 'package.json': '{"name":"twice","version":"1.0.2"}', 'index.js': '1;\n' }), { path: 'package/Index.js', body: inert }]) },
      { version: '1.0.3', publishedAt: fresh, tarball: tgz([...packageEntries({ 'package.json': '{"name":"twice","version":"1.0.3"}', 'index.js': '1;\n' }), { path: 'package/link.js', type: '2', linkpath: '../../../etc/hosts' }]) },
      { version: '1.0.4', publishedAt: fresh, tarball: tgz([...packageEntries({ 'package.json': '{"name":"twice","version":"1.0.4"}', 'index.js': '1;\n' }), { path: 'package/../../outside.js', body: inert }]) },
      { version: '1.0.5', publishedAt: fresh, tarball: Buffer.concat([tgz(packageEntries({ 'package.json': '{"name":"twice","version":"1.0.5"}', 'index.js': '1;\n' })), tgz([{ path: 'package/index.js', body: inert }]), endMarker]) },
      { version: '1.0.6', publishedAt: fresh, files: { 'index.js': '2;\n' } },
    ],
  },
];

const { review, world } = attacked(shelf);
const lock = 'package-lock.json';

describe.each([2, 3] as const)('lockfile version %d', (version) => {
  const repository = (locks: Locks) => npmRepository(shelf, { version, ...locks });
  const words = { installed: { tidy: '1.0.0', words: '1.0.0' }, asks: { tidy: '^1.0.0' } };
  const edited = (edit: (packages: Packages) => void, head: Locks = words): (() => Attack) => () => ({ base: repository(words), head: repository({ ...head, edit }) });
  const updated = { installed: { tidy: '1.1.0', words: '1.0.0' }, asks: { tidy: '^1.1.0' } };
  const entry = (name: string, own: string): Packages[string] => entryOf(shelf, name, own);

  hold('the entry is the payload', review, [
    ['a script that is in no tarball', edited((packages) => { packages['node_modules/words']!['scripts'] = { postinstall: 'node x.js' }; }), ['lock-metadata forged']],
    ['and marked to be run', edited((packages) => { Object.assign(packages['node_modules/words']!, { scripts: { install: 'node x.js' }, hasInstallScript: true }); }), ['lock-metadata forged']],
    ['a command that no package has', edited((packages) => { packages['node_modules/words']!['bin'] = { words: 'cli.js', git: 'cli.js' }; }), ['lock-metadata forged']],
    ['a command that leads elsewhere', edited((packages) => { packages['node_modules/words']!['bin'] = { words: 'index.js' }; }), ['lock-metadata forged']],
    ['a dependency that nobody declared', edited((packages) => { packages['node_modules/words']!['dependencies'] = { helper: '^1.0.0' }; packages['node_modules/helper'] = entry('helper', '1.0.0'); }), ['lock-metadata forged']],
    ['an optional one', edited((packages) => { packages['node_modules/words']!['optionalDependencies'] = { helper: '^1.0.0' }; packages['node_modules/helper'] = { ...entry('helper', '1.0.0'), optional: true }; }), ['lock-metadata forged']],
    ['hidden in an honest update', edited((packages) => { packages['node_modules/tidy']!['scripts'] = { postinstall: 'node x.js' }; }, updated), ['lock-metadata forged']],
    ['hidden in a new package', edited((packages) => { packages['node_modules/helper'] = { ...entry('helper', '1.0.0'), bin: { npm: 'index.js' } }; }, { ...words, installed: { ...words.installed, helper: '1.0.0' }, asks: { ...words.asks, helper: '^1.0.0' } }), ['lock-metadata forged']],
    ['kept away from the platform that needs it', edited((packages) => { packages['node_modules/words']!['os'] = ['none']; }), ['lock-metadata forged']],
    ['a mark that production installs skip', edited((packages) => { packages['node_modules/words']!['dev'] = true; }), ['lock-metadata forged']],
    ['a mark that lets its install fail in silence', edited((packages) => { packages['node_modules/tidy']!['optional'] = true; }, updated), ['lock-metadata forged']],
    ['a mark of another type, which an installer takes for true', edited((packages) => { packages['node_modules/words']!['dev'] = 1; }), ['lockfile-understood LOCKFILE_MALFORMED']],
    ['a new name that stands for another package', edited(() => undefined, { ...words, installed: { ...words.installed, http: 'npm:capable-http@1.0.0' }, asks: { ...words.asks, http: '^1.0.0' } }), ['lock-metadata forged']],
    ['a package of that name on another host', edited((packages) => { packages['node_modules/words']!['resolved'] = 'https://evil.example.invalid/words/-/words-1.0.0.tgz'; }), ['lock-origin foreign-host']],
    ['another package at that name', edited((packages) => { const { resolved, integrity } = entry('evil-http', '1.0.0'); Object.assign(packages['node_modules/words']!, { resolved, integrity }); }), ['lock-origin name-mismatch']],
    ['an address without a registry', edited((packages) => { packages['node_modules/words']!['resolved'] = 'http://198.51.100.7/words.tgz'; }), ['lock-origin foreign-host', 'lock-origin insecure-scheme']],
    ['a commit of a fork', edited((packages) => { packages['node_modules/words'] = { version: '1.0.0', resolved: `git+ssh://git@github.example.invalid/fork/words.git#${'0'.repeat(40)}`, bin: { words: 'cli.js' } }; }), ['lock-metadata ORIGIN_UNSUPPORTED']],
    ['an entry at a place where nothing looks', edited((packages) => { packages['node_modules/words/../../x'] = entry('helper', '1.0.0'); }), ['lockfile-understood LOCKFILE_MALFORMED']],
    ['an entry taken out, so that an install takes the newest', edited((packages) => { delete packages['node_modules/words']; }), ['lockfile-understood LOCKFILE_INCOMPLETE']],
    ['one that the root asks for', () => ({ base: repository({ installed: { tidy: '1.0.0', words: '1.0.0', helper: '1.0.0' }, asks: { tidy: '^1.0.0', helper: '^1.0.0' } }), head: repository({ ...words, asks: { tidy: '^1.0.0', helper: '^1.0.0' } }) }), ['lockfile-understood LOCKFILE_INCOMPLETE']],
    ['a package that is asked for no more', () => ({ base: repository({ installed: { tidy: '1.0.0', words: '1.0.0', helper: '1.0.0' }, asks: { tidy: '^1.0.0', helper: '^1.0.0' } }), head: repository(words) }), []],
    ['an honest update of the same package', edited(() => undefined, updated), []],
    ['what an older npm left out and a newer writes', () => ({ base: repository({ ...words, edit: (packages) => { delete packages['node_modules/words']!['bin']; delete packages['node_modules/tidy']!['license']; } }), head: repository(words) }), []],
  ]);

  test('a forged edge is no reason why a package is there', async () => {
    const forged = edited((packages) => { packages['node_modules/words']!['dependencies'] = { helper: '^1.0.0' }; packages['node_modules/helper'] = entry('helper', '1.0.0'); })();
    const { changes } = await world().review(memoryHost(forged.base, forged.head));
    expect(changes.find((change) => change.after?.name === 'helper')).toMatchObject({ kind: 'added', introducers: [] });
    const honest = await world().review(memoryHost(repository({ installed: {} }), repository({ installed: { tool: '1.0.2', helper: '1.0.0' }, asks: { tool: '^1.0.0' } })));
    expect(honest.changes.find((change) => change.after?.name === 'helper')?.introducers.map((one) => one.path.map((step) => step.name))).toEqual([['shop', 'tool', 'helper']]);
  });

  test.each([['registry=https://evil.example.invalid/\n', ['guard-rail source']], ['# no notes\nfund=false\n', []]])('settings of the installer: %j', async (text, expected) => {
    const { verdict } = await world().review(memoryHost(repository(words), { ...repository(words), '.npmrc': text }));
    expect(inShort(verdict).told).toEqual(expected);
  });

  const pins = (integrity: string | undefined) => edited((packages) => { if (integrity === undefined) delete packages['node_modules/tidy']!['integrity']; else packages['node_modules/tidy']!['integrity'] = integrity; }, updated);
  const good = String(entryOf(shelf, 'tidy', '1.1.0')['integrity']);
  const evil = sri(Buffer.from('other bytes'));
  hold('a pin that takes other bytes', review, [
    ['the good digest and another', pins(`${good} ${evil}`), ['lock-origin several-digests']],
    ['another and the good digest', pins(`${evil} ${good}`), ['lock-origin several-digests']],
    ['the same digest twice', pins(`${good} ${good}`), ['lock-origin several-digests']],
    ['options that an installer ignores', pins(`${good}?x=1`), ['lock-origin several-digests']],
    ['a word that is no digest', pins(`${good} sha512-AAAA`), ['lock-origin unknown-digest']],
    ['a weak digest alone', pins(`sha1-${Buffer.alloc(20, 7).toString('base64')}`), ['lock-origin weak-integrity']],
    ['an empty pin', pins(''), ['lock-origin no-integrity']],
    ['no pin', pins(undefined), ['lock-origin no-integrity']],
    ['a digest of other bytes', pins(evil), ['analysis-limit other-bytes']],
    ['one full digest', pins(good), []],
  ]);

  const carrier = (own: string, more: Partial<Locks> = {}) => repository({ installed: { carrier: own, helper: '1.0.0' }, asks: { carrier: '^1.0.0' }, ...more });
  const bundledIn = (own: string, more: Packages[string] = {}) => repository({ installed: { carrier: own }, edit: (packages) => { packages['node_modules/carrier/node_modules/helper'] = { version: '1.0.0', inBundle: true, ...more }; } });
  const tool = (own: string, edit?: Locks['edit']) => repository({ installed: { tool: own, helper: '1.0.0' }, asks: { tool: '^1.0.0' }, ...(edit ? { edit } : {}) });
  const shrinkwrapped = (packages: Packages): void => { packages['node_modules/tool']!['hasShrinkwrap'] = true; };
  hold('bytes from the wrong place', review, [
    ['an unlisted node_modules inside the tarball', () => ({ base: carrier('1.0.0'), head: carrier('1.0.1') }), ['dynamic-code at-install']],
    ['an install step inside of it', () => ({ base: carrier('1.0.0'), head: carrier('1.0.4') }), ['dynamic-code at-install']],
    ['an entry that claims to be bundled and is not carried', () => ({ base: carrier('1.0.0'), head: bundledIn('1.0.2') }), ['lock-metadata ORIGIN_UNSUPPORTED']],
    ['a bundled entry with a dependency that what is carried does not declare', () => ({ base: bundledIn('1.0.3'), head: bundledIn('1.0.3', { dependencies: { 'evil-http': '^1.0.0' } }) }), ['lock-metadata forged']],
    ['a bundled entry with a version that no advisory is about', () => ({ base: repository({ installed: {} }), head: bundledIn('1.0.3', { version: '2.0.0' }) }), ['lock-metadata forged']],
    ['a bundled entry under the name of another package', () => ({ base: repository({ installed: {} }), head: bundledIn('1.0.3', { name: 'words' }) }), ['lock-metadata forged']],
    ['a bundled entry that keeps an install step to itself', () => ({ base: repository({ installed: {} }), head: bundledIn('1.0.4') }), ['lock-metadata forged', 'install-script unknown-package']],
    ['a bundled entry in a carrier that was not read', () => ({ base: repository({ installed: {} }), head: repository({ installed: { carrier: '1.0.3' }, edit: (packages) => { packages['node_modules/carrier']!['integrity'] = sri(Buffer.from('other bytes')); packages['node_modules/carrier/node_modules/helper'] = { version: '1.0.0', inBundle: true }; } }) }), ['lock-metadata INTEGRITY_MISMATCH']],
    ['a payload that came bundled', () => ({ base: carrier('1.0.0'), head: bundledIn('1.0.1') }), ['dynamic-code at-install']],
    ['a lockfile inside the tarball', () => ({ base: tool('1.0.0'), head: tool('1.0.1', shrinkwrapped) }), ['lock-metadata LOCKFILE_INCOMPLETE']],
    ['and not owned up to', () => ({ base: tool('1.0.0'), head: tool('1.0.1') }), ['lock-metadata forged']],
    ['a tarball of the repository', edited((packages) => { packages['node_modules/words']!['resolved'] = 'file:vendor/words.tgz'; }), ['lock-metadata FILE_UNREADABLE']],
    ['an update that carries nothing', () => ({ base: carrier('1.0.0'), head: carrier('1.0.2') }), []],
    ['a dependency that is bundled honestly', () => ({ base: repository({ installed: {} }), head: bundledIn('1.0.3') }), []],
    ['an update without a lockfile of its own', () => ({ base: tool('1.0.0'), head: tool('1.0.2') }), []],
  ]);

  const twice = (own: string) => repository({ installed: { twice: own } });
  hold('an archive that installers read differently', review, [
    ['one path twice', () => ({ base: twice('1.0.0'), head: twice('1.0.1') }), ['analysis-limit ambiguous']],
    ['two paths that differ by case', () => ({ base: twice('1.0.0'), head: twice('1.0.2') }), ['analysis-limit ambiguous']],
    ['a link', () => ({ base: twice('1.0.0'), head: twice('1.0.3') }), ['analysis-limit ambiguous']],
    ['a path that leads out', () => ({ base: twice('1.0.0'), head: twice('1.0.4') }), ['analysis-limit ambiguous']],
    ['a second archive behind the first', () => ({ base: twice('1.0.0'), head: twice('1.0.5') }), ['analysis-limit ambiguous']],
    ['an ordinary archive', () => ({ base: twice('1.0.0'), head: twice('1.0.6') }), []],
  ]);

  const stepper = repository({ installed: { tidy: '1.0.0', words: '1.0.0', stepper: '1.0.1' }, asks: { tidy: '^1.0.0', stepper: '^1.0.1' } });
  const asDev = (name: string, own: string) => repository({ installed: { tidy: '1.0.0', words: '1.0.0', [name]: own }, asks: { tidy: '^1.0.0' }, devAsks: { [name]: `^${own}` }, dev: [name] });
  const asProduction = (name: string, own: string) => repository({ installed: { tidy: '1.0.0', words: '1.0.0', [name]: own }, asks: { tidy: '^1.0.0', [name]: `^${own}` } });
  const fixture = repository({ installed: { stepper: '1.0.1' }, directory: 'fixtures/x' });
  hold('a move as a laundry', review, [
    ['from a fixture to production', () => ({ base: { ...repository(words), ...fixture }, head: { ...stepper, ...fixture } }), ['install-script added', 'dynamic-code at-install']],
    ['the whole lockfile from a fixture to the root', () => ({ base: fixture, head: { 'package.json': fixture['fixtures/x/package.json']!, [lock]: fixture[`fixtures/x/${lock}`]! } }), ['install-script added', 'dynamic-code at-install']],
    ['from development to production', () => ({ base: asDev('stepper', '1.0.1'), head: asProduction('stepper', '1.0.1') }), ['install-script added', 'dynamic-code at-install']],
    ['from development to production, an ordinary package', () => ({ base: asDev('helper', '1.0.0'), head: asProduction('helper', '1.0.0') }), []],
    ['to another folder of one install', () => ({ base: repository({ installed: { tidy: '1.0.0', 'tidy>words': '1.0.0' }, asks: { tidy: '^1.0.0' } }), head: repository(words) }), []],
  ]);

  const aliased = (spec: string, asked = spec) => repository({ installed: { http: spec }, asks: { http: asked } });
  hold('another baseline than the honest one', review, [
    ['the alias leads to another package', () => ({ base: aliased('npm:honest-http@1.0.0'), head: aliased('npm:evil-http@1.0.0') }), ['substitution substituted', 'install-script unknown-package', 'dynamic-code at-install']],
    ['only in the lockfile', () => ({ base: aliased('npm:honest-http@1.0.0'), head: aliased('npm:evil-http@1.0.0', 'npm:honest-http@1.0.0') }), ['substitution substituted', 'install-script unknown-package', 'dynamic-code at-install']],
    ['from a package that can do the same', () => ({ base: aliased('npm:capable-http@1.0.0'), head: aliased('npm:evil-http@1.0.0') }), ['substitution substituted', 'install-script unknown-package', 'dynamic-code at-install']],
    ['an override to another package', () => ({ base: repository(words), head: repository({ installed: { tidy: '1.0.0', words: 'npm:evil-http@1.0.0' }, asks: { tidy: '^1.0.0' }, manifest: { overrides: { words: 'npm:evil-http@1.0.0' } } }) }), ['substitution substituted']],
    ['the alias is updated', () => ({ base: aliased('npm:honest-http@1.0.0'), head: aliased('npm:honest-http@1.0.1') }), []],
  ]);

  const forged = repository({ ...words, edit: (packages) => { packages['node_modules/words']!['scripts'] = { install: 'node x.js' }; } });
  hold('what lands is not what was proposed', review, [
    ['two innocent changes that make a third', () => ({ base: repository(words), head: repository(words), more: { merge: forged } }), ['lock-metadata forged']],
    ['an innocent head whose merge takes the other side', () => ({ base: repository(words), head: repository(updated), more: { mergeBase: repository(words), merge: stepper } }), ['install-script added']],
    ['a head that differs from its old base only', () => ({ base: repository(updated), head: repository(words), more: { mergeBase: repository(words), merge: repository(updated) } }), []],
  ]);

  // An npm of version 6 reads the older section of a version 2 lockfile; no honest install lets the two differ.
  const differing = (change: (section: { [name: string]: { version: string } }) => void): (() => Attack) => () => {
    const head = repository(words);
    const document = JSON.parse(head[lock]!) as { lockfileVersion: number; dependencies?: { [name: string]: { version: string } } };
    document.dependencies ??= JSON.parse(npmRepository(shelf, { ...words, version: 2 })[lock]!).dependencies as { [name: string]: { version: string } };
    change(document.dependencies);
    return { base: repository(words), head: { ...head, [lock]: `${JSON.stringify(document, null, 2)}\n` } };
  };
  hold('a lockfile that says two things', review, [
    ['another version for an old npm', differing((section) => { section['words']!.version = '6.6.6'; }), ['lockfile-understood LOCKFILE_AMBIGUOUS']],
    ['one package more', differing((section) => { section['extra'] = { version: '1.0.0' }; }), ['lockfile-understood LOCKFILE_AMBIGUOUS']],
    ['one key twice', () => ({ base: repository(words), head: { ...repository(words), [lock]: repository(words)[lock]!.replace('\n    }\n  }', `\n    },\n    "node_modules/words": ${JSON.stringify(entry('leaky', '1.0.0'))}\n  }`) } }), ['lockfile-understood LOCKFILE_AMBIGUOUS']],
    ['a file whose name some machines take for the lockfile', () => ({ base: repository(words), head: { ...repository(words), 'Package-Lock.json': '{}' } }), ['lockfile-understood collision']],
    ['a name with a character that nobody sees', () => ({ base: repository(words), head: { ...repository(words), 'package-lock\u200c.json': '{}' } }), ['lockfile-understood collision']],
  ]);
});
