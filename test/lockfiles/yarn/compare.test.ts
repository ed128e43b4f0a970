import { describe, expect, test } from '@jest/globals';
import { brief } from '../fixtures.js';
import { appEntry, berryEntry, berryLock, classicEntry, classicLock, compare, hex, special, sri, tarball } from './fixtures.js';

const manifest = (dependencies: object, more: object = {}): string => JSON.stringify({ name: 'app', version: '1.0.0', dependencies, ...more }, null, 2);
const both = (text: string): { before: string; after: string } => ({ before: text, after: text });

/** An entry of a registry's package in each of the two formats. */
const classicOf = (name: string, version: string, more: Parameters<typeof classicEntry>[3] = {}): string => classicEntry(`${name}@^${version}`, name, version, more);
const berryOf = (name: string, version: string, more: Parameters<typeof berryEntry>[2] = {}): string => berryEntry(`${name}@npm:^${version}`, `${name}@npm:${version}`, more);

describe('Yarn 1', () => {
  const base = classicLock(classicOf('a', '1.0.0', { dependencies: { b: '^1.0.0' } }), classicOf('b', '1.0.0'));
  const manifests = { 'package.json': both(manifest({ a: '^1.0.0' })) };
  test.each<[string, string, string[]]>([
    ['an upgrade', classicLock(classicOf('a', '1.0.0', { dependencies: { b: '^1.0.0' } }), classicEntry('b@^1.0.0', 'b', '1.1.0')), ['updated b@1.1.0 b@1.1.0 from b@1.0.0']],
    ['a downgrade', classicLock(classicOf('a', '1.0.0', { dependencies: { b: '<2' } }), classicEntry('b@<2', 'b', '0.9.0')), ['metadata a@1.0.0 a@1.0.0 from a@1.0.0 differs in dependencies', 'updated b@0.9.0 b@0.9.0 from b@1.0.0']],
    ['another one', classicLock(classicOf('a', '1.0.0', { dependencies: { b: '^1.0.0', c: '^1.0.0' } }), classicOf('b', '1.0.0'), classicOf('c', '1.0.0')), ['metadata a@1.0.0 a@1.0.0 from a@1.0.0 differs in dependencies', 'added c@1.0.0 c@1.0.0']],
    ['one less', classicLock(classicOf('a', '1.0.0')), ['metadata a@1.0.0 a@1.0.0 from a@1.0.0 differs in dependencies', 'removed b@1.0.0 from b@1.0.0']],
    ['other bytes', classicLock(classicOf('a', '1.0.0', { dependencies: { b: '^1.0.0' } }), classicOf('b', '1.0.0', { integrity: sri('other') })), ['rewritten b@1.0.0 b@1.0.0 from b@1.0.0 differs in integrity']],
    ['a second digest', classicLock(classicOf('a', '1.0.0', { dependencies: { b: '^1.0.0' } }), classicOf('b', '1.0.0', { integrity: `${sri('b@1.0.0')} ${sri('evil')}` })), ['rewritten b@1.0.0 b@1.0.0 from b@1.0.0 differs in integrity']],
    ['another host', classicLock(classicOf('a', '1.0.0', { dependencies: { b: '^1.0.0' } }), classicOf('b', '1.0.0', { resolved: 'https://evil.example/b/-/b-1.0.0.tgz' })), ['rewritten b@1.0.0 b@1.0.0 instead of b@1.0.0']],
    ['another package behind the alias', classicLock(classicOf('a', '1.0.0', { dependencies: { b: '^1.0.0' } }), classicEntry('b@npm:evil@^1.0.0', 'evil', '1.0.0')), ['removed b@1.0.0 from b@1.0.0', 'added b@npm:evil@1.0.0 evil@1.0.0']],
    ['a key that Yarn never writes', classicLock(classicOf('a', '1.0.0', { dependencies: { b: '^1.0.0' } }), classicOf('b', '1.0.0', { extra: '  hasInstallScript "x"\n' })), ['metadata b@1.0.0 b@1.0.0 from b@1.0.0 differs in hasInstallScript']],
    ['another descriptor for the same', classicLock(classicOf('a', '1.0.0', { dependencies: { b: '^1.0.0' } }), classicEntry('b@^1.0.0, b@~1.0.0', 'b', '1.0.0')), []],
  ])('%s', (_, after, expected) => {
    expect(brief(compare(base, after, manifests).changes)).toEqual(expected);
  });

  test('a second entry for one name and version does not take the place of the first', () => {
    const evil = classicEntry('b@https://evil.example/b.tgz', 'b', '1.0.0', { resolved: 'https://evil.example/b.tgz', integrity: null });
    const { changes } = compare(base, classicLock(classicOf('a', '1.0.0', { dependencies: { b: '^1.0.0' } }), classicOf('b', '1.0.0'), evil), manifests);
    expect(brief(changes)).toEqual(['added b@1.0.0 (https://evil.example/b.tgz) b@1.0.0']);
  });

  test('what was for development only is added for production', () => {
    const text = classicLock(classicOf('a', '1.0.0'));
    const { changes } = compare(text, text, { 'package.json': { before: manifest({}, { devDependencies: { a: '^1.0.0' } }), after: manifest({ a: '^1.0.0' }) } });
    expect(brief(changes)).toEqual(['added a@1.0.0 a@1.0.0']);
  });

  test('a dependency that the lockfile does not know is told, and one that another entry lost', () => {
    const { reading } = compare(base, base, { 'package.json': { before: manifest({ a: '^1.0.0' }), after: manifest({ a: '^1.0.0', c: '1' }) } });
    expect(reading.problems.map((one) => one.data['reason'])).toEqual(['unlocked']);
    expect(compare(base, classicLock(classicOf('a', '1.0.0', { dependencies: { b: '^1.0.0' } })), manifests).reading.problems.map((one) => one.data['reason'])).toEqual(['dangling']);
  });

  test('`resolutions` changed beside an unchanged lockfile are told', () => {
    const { reading } = compare(base, base, { 'package.json': { before: manifest({ a: '^1.0.0' }), after: manifest({ a: '^1.0.0' }, { resolutions: { b: '1.0.9' } }) } });
    expect(reading.problems.map((one) => one.data['reason'])).toEqual(['resolutions']);
  });
});

describe('Yarn 4', () => {
  const base = berryLock([berryOf('a', '1.0.0', { dependencies: { b: 'npm:^1.0.0' } }), appEntry({ a: 'npm:^1.0.0' }), berryOf('b', '1.0.0')]);
  const manifests = { 'package.json': both(manifest({ a: '^1.0.0' })) };
  const withB = (b: string, a: string = berryOf('a', '1.0.0', { dependencies: { b: 'npm:^1.0.0' } })): string => berryLock([a, appEntry({ a: 'npm:^1.0.0' }), b]);
  test.each<[string, string, string[]]>([
    ['an upgrade', withB(berryEntry('b@npm:^1.0.0', 'b@npm:1.1.0')), ['updated b@npm:1.1.0 b@1.1.0 from b@1.0.0']],
    ['another one', withB(`${berryOf('b', '1.0.0')}\n${berryOf('c', '1.0.0')}`, berryOf('a', '1.0.0', { dependencies: { b: 'npm:^1.0.0', c: 'npm:^1.0.0' } })), ['metadata a@npm:1.0.0 a@1.0.0 from a@1.0.0 differs in dependencies', 'added c@npm:1.0.0 c@1.0.0']],
    ['one less', berryLock([berryOf('a', '1.0.0'), appEntry({ a: 'npm:^1.0.0' })]), ['metadata a@npm:1.0.0 a@1.0.0 from a@1.0.0 differs in dependencies', 'removed b@npm:1.0.0 from b@1.0.0']],
    ['other bytes', withB(berryOf('b', '1.0.0', { checksum: `10c0/${hex('other')}` })), ['rewritten b@npm:1.0.0 b@1.0.0 from b@1.0.0 differs in checksum']],
    ['no checksum any more', withB(berryOf('b', '1.0.0', { checksum: null })), ['rewritten b@npm:1.0.0 b@1.0.0 from b@1.0.0 differs in checksum']],
    ['an address of its own', withB(berryEntry('b@npm:^1.0.0', `b@npm:1.0.0::__archiveUrl=${encodeURIComponent(tarball('b', '1.0.0'))}`, { version: '1.0.0' })), [`rewritten b@npm:1.0.0::__archiveUrl=${encodeURIComponent(tarball('b', '1.0.0'))} b@1.0.0 instead of b@1.0.0`]],
    ['a forged command', withB(berryOf('b', '1.0.0', { extra: '  bin:\n    node: ./x.js\n' })), ['metadata b@npm:1.0.0 b@1.0.0 from b@1.0.0 differs in bin']],
    ['a key that Yarn never writes', withB(berryOf('b', '1.0.0', { extra: '  scripts:\n    postinstall: x\n' })), ['metadata b@npm:1.0.0 b@1.0.0 from b@1.0.0 differs in scripts']],
    ['conditions that skip it', withB(berryOf('b', '1.0.0', { extra: '  conditions: os=none\n' })), ['metadata b@npm:1.0.0 b@1.0.0 from b@1.0.0 differs in conditions']],
    ['another descriptor for the same', withB(berryEntry('b@npm:^1.0.0, b@npm:~1.0.0', 'b@npm:1.0.0')), []],
  ])('%s', (_, after, expected) => {
    expect(brief(compare(base, after, manifests).changes)).toEqual(expected);
    expect(compare(base, after, manifests).reading.problems).toEqual([]);
  });

  test('a package that the copy of a workspace asks for, and no manifest, is reached', () => {
    const { changes } = compare(base, berryLock([berryOf('a', '1.0.0', { dependencies: { b: 'npm:^1.0.0' } }), appEntry({ a: 'npm:^1.0.0', evil: 'npm:^1.0.0' }), berryOf('b', '1.0.0'), berryOf('evil', '1.0.0')]), manifests);
    expect(changes.map((change) => [change.kind, change.after?.name, change.reach.runtime])).toEqual([['added', 'evil', true]]);
  });

  test('a package under the descriptor of another is no package of ours', () => {
    const { reading } = compare(base, withB(berryEntry('b@npm:^1.0.0', 'evil@npm:1.0.0')), manifests);
    expect(reading.coverage).toMatchObject({ kind: 'partial', code: 'LOCKFILE_MALFORMED', data: { reason: 'name', location: 'evil@npm:1.0.0' } });
  });

  test('what a patch of Yarn\'s own makes of a package is told with it, unless its entry says something else', () => {
    const patched = (version: string, more: Parameters<typeof berryEntry>[2] = {}): string => withB(berryEntry('b@npm:^1.0.0', `b@npm:${version}`, { version }) + '\n' + berryEntry('b@patch:b@npm%3A^1.0.0#optional!builtin<compat/b>', `b@patch:b@npm%3A${version}#optional!builtin<compat/b>::version=${version}&hash=aaaaaa`, { version, checksum: `10c0/${hex(version)}`, ...more }));
    const told = compare(patched('1.0.0'), patched('1.1.0'), manifests).changes;
    expect(told.map(({ kind, after, copies }) => [kind, after?.location, copies.length])).toEqual([['updated', 'b@npm:1.1.0', 1]]);
    expect(compare(patched('1.0.0'), patched('1.1.0', { dependencies: { evil: 'npm:^1.0.0' } }), manifests).changes.filter((change) => change.after?.name === 'b')).toHaveLength(2);
  });

  test("a patch that comes with Yarn takes the place of nothing new, another one's hash is told", () => {
    const patched = (hash: string, patch: string): string => withB(berryOf('b', '1.0.0') + '\n' + berryEntry(`b@patch:b@npm%3A^1.0.0#${patch}`, `b@patch:b@npm%3A1.0.0#${patch}::version=1.0.0&hash=${hash}`, { version: '1.0.0', checksum: `10c0/${hex('p')}` }));
    expect(brief(compare(patched('aaaaaa', './p.patch'), patched('bbbbbb', './p.patch'), manifests).changes)).toEqual(['rewritten b@patch:b@npm%3A1.0.0#./p.patch::version=1.0.0&hash=bbbbbb b@1.0.0 from b@1.0.0 differs in resolution']);
    expect(compare(patched('aaaaaa', 'optional!builtin<compat/b>'), patched('bbbbbb', 'optional!builtin<compat/b>'), manifests).changes.filter((change) => change.kind === 'rewritten' || change.kind === 'added')).toEqual([]);
  });
});

describe('lines', () => {
  const { text, manifests, settings } = special('4.18.1');
  test('of a changed entry, and of the catalog that asks for it', () => {
    const rc = settings.get('.yarnrc.yml')!;
    const after = text.replace('is-buffer@npm:^1.1.0', 'is-buffer@npm:^1.1.5').replaceAll('1.1.6', '1.1.9').replace('version: 6.0.0', 'version: 6.0.1').replaceAll('is-number@npm:6.0.0', 'is-number@npm:6.0.1');
    const files = Object.fromEntries([...manifests].map(([path, manifestText]) => [path, both(manifestText)]));
    const { changes } = compare(text, after, files, { '.yarnrc.yml': { before: rc, after: rc.replace('^1.1.0', '^1.1.5') } });
    const lines = text.split('\n');
    expect(changes.map((change) => [change.kind, change.after?.name, change.at])).toEqual([
      ['updated', 'is-buffer', { in: 'repository', side: 'head', path: '.yarnrc.yml', line: rc.split('\n').findIndex((line) => line.includes('is-buffer')) + 1, endLine: rc.split('\n').findIndex((line) => line.includes('is-buffer')) + 1 }],
      ['updated', 'is-number', expect.objectContaining({ path: 'yarn.lock', line: lines.findIndex((line) => line.startsWith('"is-number@npm:^6')) + 1 })],
    ]);
  });

  test('of a manifest', () => {
    const before = classicLock(classicOf('a', '1.0.0'));
    const after = classicLock(classicEntry('a@^1.1.0', 'a', '1.1.0'));
    const { changes } = compare(before, after, { 'package.json': { before: manifest({ a: '^1.0.0' }), after: manifest({ a: '^1.1.0' }) } });
    expect(changes.map((change) => change.at)).toEqual([{ in: 'repository', side: 'head', path: 'package.json', line: 5, endLine: 5 }]);
  });

  test('of a classic entry', () => {
    const { changes } = compare(classicLock(classicOf('a', '1.0.0'), classicOf('b', '1.0.0')), classicLock(classicOf('a', '1.0.0'), classicEntry('b@^1.0.0', 'b', '1.0.1')));
    expect(changes.map((change) => change.at)).toEqual([{ in: 'repository', side: 'head', path: 'yarn.lock', line: 10, endLine: 13 }]);
  });
});
