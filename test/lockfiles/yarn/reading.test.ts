import { describe, expect, test } from '@jest/globals';
import { limits } from '../../../src/core/limits.js';
import { buildGraph } from '../../../src/lockfiles/graph.js';
import { appEntry, berryEntry, berryLock, classicEntry, classicLock, compare, hex, parse, read, sri, tarball } from './fixtures.js';

const app = (dependencies: object, more: object = {}): Map<string, string> => new Map([['package.json', JSON.stringify({ name: 'app', dependencies, ...more })]]);

const a = classicEntry('a@^1.0.0', 'a', '1.0.0', { dependencies: { b: '^1.0.0' } });
const b = classicEntry('b@^1.0.0', 'b', '1.0.0');
const classic = classicLock(a, b);
const berryA = berryEntry('a@npm:^1.0.0', 'a@npm:1.0.0', { dependencies: { b: 'npm:^1.0.0' } });
const berryB = berryEntry('b@npm:^1.0.0', 'b@npm:1.0.0');
const berry = berryLock([berryA, appEntry({ a: 'npm:^1.0.0' }), berryB]);

/** The code, the reason and the line of a file that is refused; what is wrong with its entries otherwise. */
function outcome(text: string, manifests?: Map<string, string>): string[] {
  const result = parse(text, manifests ? { manifests } : {});
  const word = (value: unknown): string[] => (typeof value === 'string' ? [value] : typeof value === 'number' ? [String(value)] : []);
  const told = ({ code, data }: { readonly code: string; readonly data: { readonly [key: string]: unknown } }): string => [code, ...word(data['reason'] ?? data['limit'] ?? data['version']), ...word(data['line'])].join(' ');
  if (result.kind === 'failed') return [told(result.problem)];
  const { lockfile } = result;
  return [...lockfile.problems.map(told), ...lockfile.packages.flatMap((location) => { const reading = lockfile.read(location); return reading.kind === 'problem' ? [`${location}: ${told(reading.problem)}`] : []; })];
}

describe('a file that is refused', () => {
  const deep = `${berry}"x@npm:1.0.0":\n  resolution: "x@npm:1.0.0"\n  bin: ${'{a: '.repeat(100)}`;
  test.each<[string, string, string]>([
    ['something else', '{}', 'LOCKFILE_MALFORMED header'],
    ['half of a berry file', berry.slice(0, 190), 'LOCKFILE_MALFORMED resolution'],
    ['conflict markers in a classic one', classic.replace('a@', '<<<<<<< HEAD\na@'), 'LOCKFILE_MALFORMED conflict-markers'],
    ['conflict markers in a berry one', berry.replace('"a@', '=======\n"a@'), 'LOCKFILE_MALFORMED conflict-markers'],
    ['the header of one and the content of the other', classic.split('\n\n\n')[0]!.concat('\n\n\n', berry), 'LOCKFILE_AMBIGUOUS header'],
    ['that header in other words', `#\tYARN  Lockfile\tv1\n${berry}`, 'LOCKFILE_AMBIGUOUS header'],
    ['that header further down', `${berry}\n# yarn lockfile v1\n`, 'LOCKFILE_AMBIGUOUS header'],
    ['a version of classic to come', classic.replace('v1', 'v2'), 'LOCKFILE_MALFORMED header 5'],
    ['metadata in a classic file', `${classic}\n__metadata:\n  version "6"\n`, 'LOCKFILE_AMBIGUOUS header'],
    ['no version', berry.replace('  version: 8\n', ''), 'LOCKFILE_UNSUPPORTED'],
    ['version 3', berry.replace('version: 8', 'version: 3'), 'LOCKFILE_UNSUPPORTED 3'],
    ['version 11', berry.replace('version: 8', 'version: 11'), 'LOCKFILE_UNSUPPORTED 11'],
    ['metadata as text', berry.replace('__metadata:\n  version: 8\n  cacheKey: 10c0', '__metadata: 8'), 'LOCKFILE_MALFORMED metadata'],
    ['metadata below an entry', berry.replace('__metadata:', 'x:\n  __metadata:').replace('  version: 8\n  cacheKey: 10c0\n', ''), 'LOCKFILE_MALFORMED metadata'],
    ['two documents', `${berry}---\n${berry}`, 'LOCKFILE_AMBIGUOUS documents'],
    ['an entry twice', `${berry}\n${berryA}`, 'LOCKFILE_AMBIGUOUS duplicate-key 32'],
    ['a descriptor twice', `${berry}\n${berryEntry('z@npm:1, a@npm:^1.0.0', 'a@npm:1.0.1')}`, 'LOCKFILE_AMBIGUOUS duplicate-key'],
    ['a package twice', `${berry}\n${berryEntry('a@npm:^1.0.1', 'a@npm:1.0.0')}`, 'LOCKFILE_AMBIGUOUS duplicate-resolution'],
    ['a member twice', berry.replace('  resolution: "b', '  resolution: "evil@npm:1.0.0"\n  resolution: "b'), 'LOCKFILE_AMBIGUOUS duplicate-key 28'],
    ['an alias of YAML', berry.replace('    "b": "npm', '    c: *x\n    "b": "npm'), 'LOCKFILE_MALFORMED alias 12'],
    ['an anchor', berry.replace('version: 1.0.0', 'version: &x 1.0.0'), 'LOCKFILE_MALFORMED anchor 9'],
    ['depth', deep, 'LOCKFILE_LIMIT depth 33'],
    ['a descriptor twice in a classic file', classicLock(a, b, classicEntry('a@^1.0.0', 'a', '6.6.6')), 'LOCKFILE_AMBIGUOUS duplicate-key 17'],
    ['the same one twice in an entry', classic.replace('a@^1.0.0:', 'a@^1.0.0, a@^1.0.0:'), 'LOCKFILE_AMBIGUOUS duplicate-key 5'],
    ['a member of a classic entry twice', classic.replace('  version "1.0.0"\n', '  version "1.0.0"\n  version "6.6.6"\n'), 'LOCKFILE_AMBIGUOUS duplicate-key 7'],
    ['a name twice in a block', classic.replace('    b "^1.0.0"\n', '    b "^1.0.0"\n    b "6"\n'), 'LOCKFILE_AMBIGUOUS duplicate-key 11'],
    ['an unknown block', classic.replace('  dependencies:', '  scripts:'), 'LOCKFILE_MALFORMED block 9'],
    ['a tab', classic.replace('  version', '\tversion'), 'LOCKFILE_MALFORMED line 6'],
    ['three spaces', classic.replace('  version', '   version'), 'LOCKFILE_MALFORMED line 6'],
    ['a word behind a value', classic.replace('version "1.0.0"', 'version "1.0.0" x'), 'LOCKFILE_MALFORMED line 6'],
    ['a colon before a value', classic.replace('version "1.0.0"', 'version: "1.0.0"'), 'LOCKFILE_MALFORMED line 6'],
    ['a comment within', classic.replace('  version', '# x\n  version'), 'LOCKFILE_MALFORMED line 6'],
    ['an entry without a line between', classic.replace(`\n${b}`, b), 'LOCKFILE_MALFORMED line 11'],
    ['an escaped quote', classic.replace('version "1.0.0"', 'version "1.0\\".0"'), 'LOCKFILE_MALFORMED line 6'],
    ['a word that reads as a boolean', classic.replace('    b "', '    trueb "'), 'LOCKFILE_MALFORMED line 10'],
    ['an empty block', classic.replace('    b "^1.0.0"\n', ''), 'LOCKFILE_MALFORMED empty-block 10'],
    ['a key without end', classicLock(classicEntry(`a@${'1'.repeat(limits.lockfileLocation.value)}`, 'a', '1.0.0')), 'LOCKFILE_MALFORMED key 5'],
    ['a resolution without end', berryLock([berryEntry('a@npm:1', `a@npm:${'1'.repeat(limits.lockfileLocation.value)}`)]), 'LOCKFILE_LIMIT lockfileLocation'],
  ])('%s', (_, text, expected) => {
    expect(outcome(text)).toEqual([expected]);
    expect(compare(classic, text).changes).toEqual([]);
    expect(compare(text, berry).changes.map((change) => change.kind)).toEqual(['added', 'added']);
  });

  test.each(['', classicLock(), berryLock([]), berryLock([berryEntry('app@workspace:.', 'app@workspace:.')])])('nothing where the manifest asks for something', (text) => {
    expect(outcome(text, app({ a: '^1.0.0' }))).toEqual(['LOCKFILE_EMPTY']);
    expect(outcome(text, app({}))).toEqual([]);
  });

  test('too many entries', () => {
    const entries = Array.from({ length: limits.lockfileEntries.value + 1 }, (_, index) => `a${index}@1:\n  version "1.0.0"\n`);
    expect(outcome(classicLock(entries.join('\n')))).toEqual(['LOCKFILE_LIMIT lockfileEntries']);
  }, 60_000);
});

test.each<[string, string]>([['classic', classic], ['berry', berry]])('%s is read alike with line ends of Windows, a byte order mark, and in another order', (_, text) => {
  const [head, ...entries] = text.split(/\n(?=\S[^\n]*:\n {2}version(?: "|: ))/);
  expect(entries.length).toBeGreaterThan(1);
  for (const other of [text.replaceAll('\n', '\r\n'), `\uFEFF${text}`, [head, ...entries.map((one) => (one.endsWith('\n') ? one : `${one}\n`)).reverse()].join('\n')]) {
    const { changes, reading } = compare(text, other);
    expect([changes, reading.problems, reading.coverage]).toEqual([[], [], { kind: 'complete' }]);
  }
});

describe('an entry that no release writes', () => {
  test.each<[string, string, string]>([
    ['no version', classicLock(a.replace('  version "1.0.0"\n', '')), 'LOCKFILE_AMBIGUOUS count'],
    ['no address', classicLock(classicEntry('a@^1.0.0', 'a', '1.0.0', { resolved: null })), 'a@1.0.0: LOCKFILE_MALFORMED origin'],
    ['a version that its descriptor does not mean', classicLock(classicEntry('a@^1.0.0', 'a', '6.6.6')), 'a@6.6.6: LOCKFILE_MALFORMED range'],
    ['descriptors of two packages', classicLock(classicEntry('a@^1.0.0, evil@^1.0.0', 'a', '1.0.0')), 'a@^1.0.0: LOCKFILE_MALFORMED descriptor'],
    ['an alias of something else', classicLock(classicEntry('a@^1.0.0, b@npm:evil@^1.0.0', 'a', '1.0.0')), 'a@^1.0.0: LOCKFILE_MALFORMED descriptor'],
    ['another name', classicLock(classicEntry('a@^1.0.0', 'a', '1.0.0', { extra: '  name evil\n' })), 'a@1.0.0: LOCKFILE_MALFORMED name'],
    ['an impossible name', classicLock(classicEntry('../a@^1.0.0', 'a', '1.0.0')), '../a@^1.0.0: LOCKFILE_MALFORMED descriptor'],
    ['an impossible dependency', classicLock(classicEntry('a@^1.0.0', 'a', '1.0.0', { dependencies: { '../x': '1' } })), 'a@1.0.0: LOCKFILE_MALFORMED dependency-name'],
    ['a resolution without reference', berryLock([berryEntry('a@npm:^1', 'a')]), 'a: LOCKFILE_MALFORMED resolution'],
    ['a virtual one', berryLock([berryEntry('a@npm:^1', `a@virtual:${hex('x')}#npm:1.0.0`)]), `a@virtual:${hex('x')}#npm:1.0.0: LOCKFILE_MALFORMED origin`],
    ['another version than its reference', berryLock([berryEntry('a@npm:^1', 'a@npm:1.0.0', { version: '1.0.1' })]), 'a@npm:1.0.0: LOCKFILE_MALFORMED version'],
    ['an alias repointed', berryLock([berryEntry('a@npm:^1.0.0', 'evil@npm:1.0.0')]), 'evil@npm:1.0.0: LOCKFILE_MALFORMED name'],
    ['another one beside its own', berryLock([berryEntry('evil@npm:1, a@npm:^1.0.0', 'evil@npm:1.0.0')]), 'evil@npm:1.0.0: LOCKFILE_MALFORMED name'],
    ['a range of versions answered by git', berryLock([berryEntry('a@npm:^1.0.0', `a@https://git.example/a.git#commit=${'a'.repeat(40)}`, { version: '1.0.0' })]), `a@https://git.example/a.git#commit=${'a'.repeat(40)}: LOCKFILE_MALFORMED range`],
    ['a tag answered by an address', berryLock([berryEntry('a@npm:latest', 'a@https://evil.example/a.tgz', { version: '1.0.0' })]), 'a@https://evil.example/a.tgz: LOCKFILE_MALFORMED range'],
    ['an address answered by a registry', berryLock([berryEntry('a@https://git.example/a.git', 'a@npm:1.0.0')]), 'a@npm:1.0.0: LOCKFILE_MALFORMED range'],
    ['a patch that nobody asked for', berryLock([berryEntry('a@npm:^1.0.0', 'a@patch:a@npm%3A1.0.0#./evil.patch::hash=1', { version: '1.0.0' })]), 'a@patch:a@npm%3A1.0.0#./evil.patch::hash=1: LOCKFILE_MALFORMED range'],
    ['another patch', berryLock([berryEntry('a@patch:a@npm%3A^1#./p', 'a@patch:a@npm%3A1.0.0#./evil::hash=1', { version: '1.0.0' })]), 'a@patch:a@npm%3A1.0.0#./evil::hash=1: LOCKFILE_MALFORMED patch'],
    ['a patch left out', berryLock([berryEntry('a@patch:a@npm%3A^1#./p', 'a@npm:1.0.0')]), 'a@npm:1.0.0: LOCKFILE_MALFORMED range'],
    ['a patch of another package', berryLock([berryEntry('a@patch:a@npm%3A1#./p', 'a@patch:evil@npm%3A1.0.0#./p::version=1.0.0&hash=abc', { version: '1.0.0' })]), 'a@patch:evil@npm%3A1.0.0#./p::version=1.0.0&hash=abc: LOCKFILE_MALFORMED name'],
    ["Yarn's own patch of another package", berryLock([berryEntry('a@patch:evil@npm%3A1#optional!builtin<compat/a>', 'a@patch:evil@npm%3A1.0.0#optional!builtin<compat/a>::hash=abc', { version: '1.0.0' })]), 'a@patch:evil@npm%3A1.0.0#optional!builtin<compat/a>::hash=abc: LOCKFILE_MALFORMED name'],
    ["Yarn's own patch of another version", berryLock([berryEntry('a@patch:a@npm%3A^1#~builtin<compat/a>', 'a@patch:a@npm%3A6.6.6#~builtin<compat/a>::hash=abc', { version: '6.6.6' })]), 'a@patch:a@npm%3A6.6.6#~builtin<compat/a>::hash=abc: LOCKFILE_MALFORMED range'],
    ['another folder', berryLock([berryEntry('a@portal:./x', 'a@portal:./evil::locator=app%40workspace%3A.')]), 'a@portal:./evil::locator=app%40workspace%3A.: LOCKFILE_MALFORMED range'],
    ['a version outside of its range', berryLock([berryEntry('a@npm:^1.0.0', 'a@npm:6.6.6')]), 'a@npm:6.6.6: LOCKFILE_MALFORMED range'],
    ['a soft package of a registry', berryLock([berryEntry('a@npm:^1.0.0', 'a@npm:1.0.0', { linkType: 'soft' })]), 'a@npm:1.0.0: LOCKFILE_MALFORMED link-type'],
    ['unknown parameters', berryLock([berryEntry('a@npm:^1.0.0', 'a@npm:1.0.0::x=1', { version: '1.0.0' })]), 'a@npm:1.0.0::x=1: LOCKFILE_MALFORMED origin'],
    ['a bin that is a text', berryLock([berryEntry('a@npm:^1.0.0', 'a@npm:1.0.0', { extra: '  bin: x\n' })]), 'a@npm:1.0.0: LOCKFILE_MALFORMED key-type'],
    ['a workspace under the descriptor of a package', berryLock([berryEntry('lodash@npm:^4, app@workspace:.', 'app@workspace:.')]), 'LOCKFILE_MALFORMED name'],
    ['a resolution in flow layout', berryLock([berryEntry('a@npm:^1.0.0', 'a@npm:1.0.0'), '"b@npm:1": { version: 1.0.0, resolution: "b@npm:1.0.0", linkType: hard }\n']), 'LOCKFILE_AMBIGUOUS count'],
  ])('%s', (_, text, expected) => {
    expect(outcome(text)).toContain(expected);
  });
});

describe('where the bytes come from', () => {
  const origin = (text: string): unknown => {
    const file = read(text);
    const reading = file.read(file.packages[0]!);
    return reading.kind === 'package' ? { ...reading.entry.origin, ...(reading.entry.expectedRegistry === undefined ? {} : { expected: reading.entry.expectedRegistry }) } : reading.problem.data['reason'];
  };
  const registry = (name: string, version: string, base = 'default'): object => ({ kind: 'registry', ecosystem: 'npm', registry: base, name, version });
  const sha1 = 'c'.repeat(40);
  test.each<[string, string, unknown]>([
    ['a registry', classicLock(a), registry('a', '1.0.0')],
    ["a scope's own registry", classicLock(classicEntry('@private/a@^1.0.0', '@private/a', '1.0.0', { resolved: `https://npm.private.example/@private/a/-/a-1.0.0.tgz#${sha1}` })), registry('@private/a', '1.0.0', 'https://npm.private.example/')],
    ['the default registry in place of that', classicLock(classicEntry('@private/a@^1.0.0', '@private/a', '1.0.0')), { ...registry('@private/a', '1.0.0'), expected: 'https://npm.private.example/' }],
    ['a forged host', classicLock(classicEntry('a@^1.0.0', 'a', '1.0.0', { resolved: 'https://evil.example/a/-/a-1.0.0.tgz' })), { kind: 'url', url: 'https://evil.example/a/-/a-1.0.0.tgz' }],
    ["another package's address", classicLock(classicEntry('a@^1.0.0', 'a', '1.0.0', { resolved: tarball('evil', '1.0.0') })), { kind: 'url', url: tarball('evil', '1.0.0') }],
    ['a query', classicLock(classicEntry('a@^1.0.0', 'a', '1.0.0', { resolved: `${tarball('a', '1.0.0')}?x#${sha1}` })), { kind: 'url', url: `${tarball('a', '1.0.0')}?x` }],
    ['a repository for a range of versions', classicLock(classicEntry('a@^1.0.0', 'a', '1.0.0', { resolved: `https://git.example/a.git#${sha1}` })), { kind: 'url', url: 'https://git.example/a.git' }],
    ['git by protocol, whatever asks', classicLock(classicEntry('a@^1.0.0', 'a', '1.0.0', { resolved: `git+ssh://git@git.example/a.git#${sha1}` })), { kind: 'git', url: 'git+ssh://git@git.example/a.git', commit: sha1 }],
    ['git by descriptor', classicLock(classicEntry('a@https://git.example/a.git#v1', 'a', '1.0.0', { resolved: `https://git.example/a.git#${sha1}`, integrity: null })), { kind: 'git', url: 'https://git.example/a.git', commit: sha1 }],
    ['git by its host', classicLock(classicEntry('a@https://github.com/user/a', 'a', '1.0.0', { resolved: `https://github.com/user/a#${sha1}`, integrity: null })), { kind: 'git', url: 'https://github.com/user/a', commit: sha1 }],
    ['a file at such a host', classicLock(classicEntry('a@https://github.com/user/a/archive/v1.tar.gz', 'a', '1.0.0', { resolved: `https://github.com/user/a/archive/v1.tar.gz#${sha1}`, integrity: null })), { kind: 'url', url: 'https://github.com/user/a/archive/v1.tar.gz' }],
    ['git without a commit', classicLock(classicEntry('a@git+https://git.example/a.git', 'a', '1.0.0', { resolved: 'git+https://git.example/a.git', integrity: null })), { kind: 'git', url: 'git+https://git.example/a.git', commit: '' }],
    ["a host's tarball for a shortcut", classicLock(classicEntry('a@user/a', 'a', '1.0.0', { resolved: `https://code.example/user/a/tar.gz/${sha1}`, integrity: null })), { kind: 'url', url: `https://code.example/user/a/tar.gz/${sha1}` }],
    ['a folder beside the repository', classicLock(classicEntry('a@file:../../a', 'a', '1.0.0', { resolved: null, integrity: null })), { kind: 'link', path: '../../a' }],
    ['a tarball outside of it', classicLock(classicEntry('a@file:../a.tgz', 'a', '1.0.0', { resolved: 'file:../a.tgz', integrity: null })), { kind: 'url', url: 'file:../a.tgz' }],
    ['a registry, by Yarn 4', berryLock([berryA]), registry('a', '1.0.0')],
    ['an address of its own', berryLock([berryEntry('a@npm:^1', 'a@npm:1.0.0::__archiveUrl=https%3A%2F%2Fevil.example%2Fa.tgz')]), { kind: 'url', url: 'https://evil.example/a.tgz' }],
    ["an address of its own that looks like the registry's", berryLock([berryEntry('a@npm:^1', `a@npm:1.0.0::__archiveUrl=${encodeURIComponent(tarball('a', '1.0.0'))}`)]), { kind: 'url', url: tarball('a', '1.0.0') }],
    ['a patched one at an address', berryLock([berryEntry('a@patch:a@npm%3A1.0.0%3A%3A__archiveUrl=x#./p', 'a@patch:a@npm%3A1.0.0%3A%3A__archiveUrl=https%253A%252F%252Fevil.example#./p::version=1.0.0&hash=abc', { version: '1.0.0' })]), { kind: 'patched', base: { kind: 'url', url: 'https://evil.example' }, patch: './p#abc' }],
    ['a branch', berryLock([berryEntry('a@https://git.example/a.git', 'a@https://git.example/a.git#commit=main', { version: '1.0.0' })]), { kind: 'git', url: 'https://git.example/a.git', commit: 'main' }],
    ['a repository without a commit', berryLock([berryEntry('a@https://git.example/a.git', 'a@https://git.example/a.git', { version: '1.0.0' })]), 'origin'],
    ['a path out of the repository', berryLock([berryEntry('a@portal:../../x', 'a@portal:../../x::locator=app%40workspace%3A.')]), { kind: 'link', path: '../../x' }],
    ['a path from the root of the machine', berryLock([berryEntry('a@link:/etc', 'a@link:/etc::locator=app%40workspace%3A.')]), { kind: 'link', path: '..//etc' }],
    ['a path of a workspace', berryLock([berryEntry('a@portal:../x', 'a@portal:../x::locator=one%40workspace%3Apackages%2Fone')]), { kind: 'link', path: 'packages/x' }],
    ['a script', berryLock([berryEntry('a@exec:./x.js', 'a@exec:./x.js#./x.js::hash=1', { version: '1.0.0' })]), { kind: 'url', url: 'exec:./x.js#./x.js::hash=1' }],
  ])('%s', (_, text, expected) => {
    expect(origin(text)).toEqual(expected);
  });

  test("Yarn's own name for the public registry", () => {
    // Put together of words, since no registry's host is spelled in this project.
    const own = ['registry', ['yarn', 'pkg'].join(''), 'com'].join('.');
    const at = (host: string): string => classicLock(classicEntry('a@^1.0.0', 'a', '1.0.0', { resolved: `https://${host}/a/-/a-1.0.0.tgz#${sha1}` }));
    const first = (host: string): unknown => { const reading = read(at(host)).read('a@1.0.0'); return reading.kind === 'package' ? reading.entry.origin : undefined; };
    expect(first('mirror.example')).toEqual({ kind: 'url', url: 'https://mirror.example/a/-/a-1.0.0.tgz' });
    expect(first(own)).toEqual(registry('a', '1.0.0'));
  });

  test('patches of patches end somewhere', () => {
    let source = 'a@npm:1.0.0';
    for (let level = 0; level < 12; level++) source = `a@patch:${encodeURIComponent(source)}#./p`;
    expect(origin(berryLock([berryEntry('a@npm:^1', source, { version: '1.0.0' })]))).toBe('origin');
  });
});

describe('what pins them', () => {
  const pin = (text: string): unknown => {
    const file = read(text);
    const reading = file.read(file.packages[0]!);
    return reading.kind === 'package' ? { digests: reading.entry.integrity.digests.map((one) => one.algorithm), malformed: reading.entry.integrity.malformed, ...(reading.entry.integrity.yarnCache ? { cache: reading.entry.integrity.yarnCache.key } : {}) } : 'problem';
  };
  const sha1 = `sha1-${Buffer.alloc(20, 'x').toString('base64')}`;
  test.each<[string, string, unknown]>([
    ['a sha512', classicLock(a), { digests: ['sha512'], malformed: [] }],
    ['two of them', classicLock(classicEntry('a@1', 'a', '1.0.0', { integrity: `${sri('x')} ${sri('y')}` })), { digests: ['sha512', 'sha512'], malformed: [] }],
    ['a sha1', classicLock(classicEntry('a@1', 'a', '1.0.0', { integrity: sha1 })), { digests: ['sha1'], malformed: [] }],
    ['only what stands behind the address', classicLock(classicEntry('a@1', 'a', '1.0.0', { integrity: null })), { digests: ['sha1'], malformed: [] }],
    ['something else behind the address', classicLock(classicEntry('a@1', 'a', '1.0.0', { integrity: null, resolved: `${tarball('a', '1.0.0')}#main` })), { digests: [], malformed: ['#main'] }],
    ['nothing', classicLock(classicEntry('a@1', 'a', '1.0.0', { integrity: null, resolved: tarball('a', '1.0.0') })), { digests: [], malformed: [] }],
    ['a checksum with its cache', berryLock([berryA]), { digests: [], malformed: [], cache: '10c0' }],
    ["a checksum under the file's cache", berryLock([berryEntry('a@npm:1', 'a@npm:1.0.0', { checksum: hex('x') })], '  version: 6\n  cacheKey: 8\n'), { digests: [], malformed: [], cache: '8' }],
    ['a checksum that is none', berryLock([berryEntry('a@npm:1', 'a@npm:1.0.0', { checksum: '10c0/abc' })]), { digests: [], malformed: ['10c0/abc'] }],
    ['no checksum', berryLock([berryEntry('a@npm:1', 'a@npm:1.0.0', { checksum: null })]), { digests: [], malformed: [] }],
  ])('%s', (_, text, expected) => {
    expect(pin(text)).toEqual(expected);
  });
});

describe('hostile input', () => {
  const kindOf = (text: string, manifests?: Map<string, string>): string => {
    const result = parse(text, manifests ? { manifests } : {});
    if (result.kind === 'parsed') {
      buildGraph(result.lockfile);
      for (const location of result.lockfile.packages) result.lockfile.read(location);
    }
    return result.kind;
  };
  const many = 20_000;
  const circle = Array.from({ length: many }, (_, index) => index);
  test.each<[string, () => string]>([
    ['twenty thousand entries in a circle', () => classicLock(circle.map((index) => classicEntry(`p${index}@1`, `p${index}`, '1.0.0', { dependencies: { [`p${(index + 1) % many}`]: '1' } })).join('\n'))],
    ['the same of Yarn 4', () => berryLock(circle.map((index) => berryEntry(`p${index}@npm:1`, `p${index}@npm:1.0.0`, { dependencies: { [`p${(index + 1) % many}`]: 'npm:1' } })))],
    ['all under one name and version', () => classicLock(circle.map((index) => classicEntry(`p@${index}`, 'p', '1.0.0')).join('\n'))],
    ['one very long line', () => classicLock(`a@1:\n  version "${'x'.repeat(20_000_000)}"\n`)],
    ['a line of quotes', () => classicLock(`${'"'.repeat(5_000_000)}:\n`)],
    ['a line of keys', () => classicLock(`${Array.from({ length: 400_000 }, (_, index) => `a@${index}`).join(', ')}:\n  version "1.0.0"\n`)],
    ['words of the header', () => `#${' yarn \t lockfile'.repeat(1_000_000)}`],
    ['spaces of the header', () => `# yarn${' '.repeat(5_000_000)}`],
    ['brackets', () => `__metadata:\n  version: 8\nx: ${'['.repeat(1_000_000)}`],
    ['a line of resolutions', () => berryLock([`"a@npm:1": ${'resolution: '.repeat(500_000)}\n`])],
    ['descriptors of one entry', () => berryLock([berryEntry(Array.from({ length: 200_000 }, (_, index) => `a@npm:${index}`).join(', '), 'a@npm:1.0.0')])],
    ['many bound to one path', () => berryLock(circle.map((index) => berryEntry(`a@link:./x::locator=w%40workspace%3A${index}`, `a@link:./x::locator=w%40workspace%3A${index}`)))],
  ])('%s', (_, text) => {
    // What grew with the square of the input would not end within the time of a test.
    expect(['parsed', 'failed']).toContain(kindOf(text()));
  }, 240_000);

  test('names of prototypes are names as any other', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const classicNames = classicLock(...names.map((name) => classicEntry(`${name}@1`, name, '1.0.0', { dependencies: { __proto__: '1' } as never, optionalDependencies: { constructor: '1' } as never })));
    expect(read(classicNames).packages).toEqual(names.map((name) => `${name}@1.0.0`));
    const file = read(berryLock([...names.map((name) => berryEntry(`${name}@npm:1`, `${name}@npm:1.0.0`, { extra: '  dependencies:\n    __proto__: "npm:1"\n    constructor: "npm:1"\n' }))]));
    expect(file.packages.length).toBe(4);
    expect(file.edgesOf('toString@npm:1.0.0').map((edge) => edge.to)).toEqual(['__proto__@npm:1.0.0', 'constructor@npm:1.0.0']);
  });

  test('edges to nothing and to itself', () => {
    const file = read(classicLock(classicEntry('a@1', 'a', '1.0.0', { dependencies: { a: '1', gone: '1' } })));
    expect(file.edgesOf('a@1.0.0').map(({ name, to }) => [name, to])).toEqual([['a', 'a@1.0.0'], ['gone', undefined]]);
    expect(buildGraph(file).strength('a@1.0.0')).toBe(3);
  });
});

test('the mark of Yarn 1 is found by hand, as a pattern would find it', () => {
  const isBoth = (header: string): boolean => { const result = parse(`${header}__metadata:\n  version: 8\n`); return result.kind === 'failed' && result.problem.code === 'LOCKFILE_AMBIGUOUS'; };
  for (const header of ['# yarn lockfile v1\n', '# YARN  Lockfile\tV1\n', '# yarn yarn lockfile v1\n', `# yarn${' '.repeat(5_000_000)}lockfile v1\n`]) expect(isBoth(header)).toBe(true);
  for (const header of ['# yarnlockfile v1\n', '# yarn lockfilev1\n', '# yarn lock file v1\n', `# yarn${' '.repeat(5_000_000)}\n`]) expect(isBoth(header)).toBe(false);
});
