import { describe, expect, test } from '@jest/globals';
import { isExact } from '../../../src/core/integrity.js';
import { limits } from '../../../src/core/limits.js';
import { bun } from '../../../src/lockfiles/bun/format.js';
import type { ParseContext } from '../../../src/lockfiles/format.js';
import { registries, sri } from '../fixtures.js';
import { compare, graphOf, lock, npmEntry, oracle, oracles, parsed, root } from './fixtures.js';

const own = { dependencies: { a: '^1.0.0' } };
const simple = lock(own, { a: npmEntry('a', '1.0.0', { dependencies: { b: '^1.0.0' } }), b: npmEntry('b', '1.0.0') });

/** The entry of `x`, whose value is given, as read. */
function reading(value: unknown, more: Partial<ParseContext> & { readonly key?: string; readonly top?: { readonly [key: string]: unknown }; readonly version?: number } = {}): unknown {
  const key = more.key ?? 'x';
  const read = parsed(lock({}, { [key]: JSON.stringify(value) }, { top: more.top ?? {}, ...(more.version === undefined ? {} : { version: more.version }) }), more).read(key);
  return read.kind === 'package' ? read.entry : (read.problem.data['reason'] ?? read.problem.data['limit']);
}

describe('where the bytes come from', () => {
  const info = {};
  test.each<[string, unknown[], object]>([
    ['the registry', ['x@1.0.0', '', info, sri('x')], { name: 'x', version: '1.0.0', origin: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'x', version: '1.0.0' } }],
    ['the registry, by its whole address', ['x@1.0.0', 'https://registry.example/x/-/x-1.0.0.tgz', info, sri('x')], { origin: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'x', version: '1.0.0' } }],
    ["a scope's registry", ['@acme/y@1.0.0', '', info, sri('x')], { name: '@acme/y', alias: 'x', origin: { kind: 'registry', ecosystem: 'npm', registry: 'https://npm.acme.example/', name: '@acme/y', version: '1.0.0' } }],
    ['another registry than the scope has', ['@acme/y@1.0.0', 'https://registry.example/@acme/y/-/y-1.0.0.tgz', info, sri('x')], { expectedRegistry: 'https://npm.acme.example/' }],
    ["another package's address", ['x@1.0.0', 'https://registry.example/y/-/y-1.0.0.tgz', info, sri('x')], { origin: { kind: 'url', url: 'https://registry.example/y/-/y-1.0.0.tgz' } }],
    ['another host', ['x@1.0.0', 'https://evil.example/x/-/x-1.0.0.tgz', info, sri('x')], { origin: { kind: 'url', url: 'https://evil.example/x/-/x-1.0.0.tgz' } }],
    ["what is no address, though npm would read a file's", ['x@1.0.0', 'file:evil.tgz', info, sri('x')], { origin: { kind: 'url', url: 'file:evil.tgz' } }],
    ['an alias', ['lodash@3.10.1', '', info, sri('x')], { name: 'lodash', alias: 'x' }],
    ['git', ['x@git+https://git.example/x.git#6c273e432d3077d7c42e0cca5b4b62c09e778e63', info, '6c273e432d3077d7c42e0cca5b4b62c09e778e63'], { version: '', origin: { kind: 'git', url: 'git+https://git.example/x.git', commit: '6c273e432d3077d7c42e0cca5b4b62c09e778e63' } }],
    ['a code host by its short name', ['x@github:o/x#98e8ff1', info, 'o-x-98e8ff1', sri('x')], { origin: { kind: 'git', url: 'github:o/x', commit: '98e8ff1' } }],
    ['an address', ['x@https://files.example/x.tgz', info, sri('x')], { origin: { kind: 'url', url: 'https://files.example/x.tgz' }, resolved: 'https://files.example/x.tgz' }],
    ['an address without a pin, of an older Bun', ['x@http://files.example/x.tgz', info], { origin: { kind: 'url', url: 'http://files.example/x.tgz' } }],
    ['a tarball of the repository', ['x@./vendor/x.tgz', info], { origin: { kind: 'repository', path: 'vendor/x.tgz', oid: '' } }],
    ['a tarball outside of it', ['x@../x.tgz', info], { origin: { kind: 'url', url: 'file:../x.tgz' } }],
    ['a tarball by an absolute path', ['x@/srv/x.tgz', info], { origin: { kind: 'url', url: 'file:/srv/x.tgz' } }],
    ['a folder', ['x@file:vendor/x', info], { origin: { kind: 'link', path: 'vendor/x' } }],
    ['a link', ['x@link:../x', info], { origin: { kind: 'link', path: '../x' } }],
    ['a version with a build', ['x@1.0.0-rc.1+build.5', '', info, sri('x')], { version: '1.0.0-rc.1+build.5' }],
  ])('%s', (_, value, expected) => {
    expect(reading(value)).toMatchObject(expected);
  });

  test('a patch, by the lockfile and by the manifest, with the content that it has', () => {
    const top = { patchedDependencies: { 'x@1.0.0': 'patches/x.patch' } };
    const base = { kind: 'registry', name: 'x' };
    expect(reading(['x@1.0.0', '', {}, sri('x')], { top })).toMatchObject({ origin: { kind: 'patched', base, patch: 'patches/x.patch' }, raw: { patch: 'patches/x.patch' } });
    expect(reading(['x@1.0.0', '', {}, sri('x')], { top, oid: () => 'abc' })).toMatchObject({ origin: { patch: 'patches/x.patch#abc' } });
    const manifests = new Map([['package.json', JSON.stringify(top)]]);
    expect(reading(['x@1.0.0', '', {}, sri('x')], { manifests, declared: 'both' })).toMatchObject({ origin: { kind: 'patched' } });
    expect(reading(['x@1.0.0', '', {}, sri('x')], { top, manifests: new Map([['package.json', '{}']]), declared: 'manifest' })).toMatchObject({ origin: { kind: 'registry' } });
  });

  test('what a tarball carries: marked ones below one that came from a registry', () => {
    const packages = { c: npmEntry('c', '1.0.0', { dependencies: { x: '1' } }), x: npmEntry('x', '2.0.0', { bundled: true }), 'c/x': npmEntry('x', '1.0.0', { bundled: true, dependencies: { y: '1' } }), 'c/y': npmEntry('y', '1.0.0'), 'c/x/z': npmEntry('z', '1.0.0', { bundled: true }) };
    const graph = graphOf(lock({ dependencies: { c: '1', x: '2' } }, packages));
    const parent = graph.package('c')!;
    expect(graph.package('c/x')).toMatchObject({ origin: { kind: 'bundled', parent: parent.origin, path: 'node_modules/x' }, integrity: { digests: [] }, carrier: parent.integrity });
    expect(graph.package('c/x/z')).toMatchObject({ origin: { kind: 'bundled', parent: parent.origin, path: 'node_modules/x/node_modules/z' } });
    expect([graph.package('x')!.origin.kind, graph.package('c/y')!.origin.kind]).toEqual(['registry', 'registry']);
  });

  test('the mark hides no other place that a package is taken from', () => {
    const packages = { c: npmEntry('c', '1.0.0', { dependencies: { x: '1', y: '1' } }), 'c/x': '["x@https://evil.example/x.tgz", { "bundled": true }]', w: '["w@workspace:w"]', 'w/y': npmEntry('y', '1.0.0', { bundled: true }) };
    const graph = graphOf(lock({ dependencies: { c: '1' } }, packages, { workspaces: { w: { name: 'w', dependencies: { y: '1' } } } }));
    expect(graph.package('c/x')!.origin).toEqual({ kind: 'url', url: 'https://evil.example/x.tgz' });
    expect(graph.lockfile.read('w/y')).toMatchObject({ kind: 'problem', problem: { location: 'w/y', data: { reason: 'origin' } } });
  });

  test('a tarball is looked for where the one who asks for it lies', () => {
    const packages = { w: '["w@workspace:packages/w"]', 'w/t': '["t@./vendor/t.tgz", {}]', s: '["s@./s.tgz", {}]' };
    const workspaces = { 'packages/w': { name: 'w', dependencies: { t: 'file:./vendor/t.tgz', s: 'file:./s.tgz' } } };
    const graph = (more: Partial<ParseContext> = {}): ReturnType<typeof graphOf> => graphOf(lock({ dependencies: { s: 'file:./s.tgz' } }, packages, { workspaces }), more);
    expect(graph().package('w/t')!.origin).toEqual({ kind: 'repository', path: 'packages/w/vendor/t.tgz', oid: '' });
    expect(graph().lockfile.read('s')).toMatchObject({ kind: 'problem', problem: { data: { reason: 'origin' } } });
    expect(graph({ oid: (path) => (path === 's.tgz' ? '1' : undefined) }).package('s')!.origin).toEqual({ kind: 'repository', path: 's.tgz', oid: '1' });
  });
});

describe('an entry that no Bun writes is a problem at its key', () => {
  test.each<[string, unknown, string, string?]>([
    ['no list', {}, 'entry-type'], ['nothing', [], 'entry-type'], ['no resolution', ['x'], 'origin'], ['a range', ['x@^1.0.0', '', {}, ''], 'origin'],
    ['no pin', ['x@1.0.0', '', {}], 'items'], ['a pin too many', ['x@1.0.0', '', {}, sri('x'), sri('y')], 'items'], ['no registry', ['x@1.0.0', {}, sri('x')], 'items'], ['no info', ['x@1.0.0', '', null, sri('x')], 'items'],
    ['no tag', ['x@git+https://git.example/x.git#abc', {}], 'items'],
    ['another commit than is checked out', ['x@git+https://git.example/x.git#6c273e432d3077d7c42e0cca5b4b62c09e778e63', {}, '0000000000000000000000000000000000000000'], 'origin'],
    ['a tag that leaves its folder', ['x@github:o/x#..', {}, '../..'], 'origin'],
    ['dependencies of another type', ['x@1.0.0', '', { dependencies: ['a'] }, ''], 'key-type'], ['a spec of another type', ['x@1.0.0', '', { dependencies: { a: 1 } }, ''], 'key-type'],
    ['optional peers of another type', ['x@1.0.0', '', { optionalPeers: { a: 1 } }, ''], 'key-type'], ['a mark of another type', ['x@1.0.0', '', { bundled: 'yes' }, ''], 'key-type'],
    ['a key that is told apart', ['x@1.0.0', '', { integrity: sri('y') }, sri('x')], 'key-type'],
    ['a name that leaves its folder', ['../x@1.0.0', '', {}, ''], 'name'], ['a key that leaves its folder', ['x@1.0.0', '', {}, ''], 'location', 'a/../x'],
    ['a key that ends in a slash', ['x@1.0.0', '', {}, ''], 'location', 'x/'], ['an empty key', ['x@1.0.0', '', {}, ''], 'location', ''], ['a scope alone', ['x@1.0.0', '', {}, ''], 'location', '@scope'], ["an importer's place", ['x@1.0.0', '', {}, ''], 'location', 'workspace:packages/core'],
    ['a key of a hundred levels', ['x@1.0.0', '', {}, ''], 'location', Array.from({ length: 100 }, () => 'x').join('/')],
    ['an info that is too deep', ['x@1.0.0', '', { bin: JSON.parse('['.repeat(80) + ']'.repeat(80)) as object }, ''], 'lockfileDepth'],
  ])('%s', (...[, value, reason, key]) => {
    expect(reading(value, typeof key === 'string' ? { key } : {})).toBe(reason);
  });
});

describe('a pin', () => {
  test.each<[string, string, boolean]>([
    ['one sha512', sri('x'), true], ['two', `${sri('x')} ${sri('y')}`, false], ['sha1', `sha1-${Buffer.alloc(20).toString('base64')}`, false], ['none', '', false], ['options', `${sri('x')}?y`, false],
  ])('%s', (_, integrity, exact) => {
    expect(isExact((reading(['x@1.0.0', '', {}, integrity]) as { integrity: Parameters<typeof isExact>[0] }).integrity)).toBe(exact);
  });
});

describe('a file that cannot be read', () => {
  const failure = (text: string, more: Partial<ParseContext> = {}): unknown => {
    const result = bun.parse(text, { root, registries, ...more });
    return result.kind === 'failed' ? [result.problem.code, result.problem.data['reason'] ?? result.problem.data['limit'] ?? result.problem.data['version'] ?? null] : 'parsed';
  };
  test.each<[string, string, unknown]>([
    ['no JSON', '{', ['LOCKFILE_MALFORMED', 'json']], ['nothing', '', ['LOCKFILE_MALFORMED', 'json']], ['a list', '[]', ['LOCKFILE_MALFORMED', 'document-type']],
    ['conflict markers', simple.replace('    "b"', '<<<<<<< ours\n    "b"'), ['LOCKFILE_MALFORMED', 'conflict-markers']],
    ['text behind the document', `${simple}x`, ['LOCKFILE_MALFORMED', 'json']], ['two commas', simple.replace('],\n', '],,\n'), ['LOCKFILE_MALFORMED', 'json']], ['a comma alone', simple.replace('"packages": {', '"packages": {,'), ['LOCKFILE_MALFORMED', 'json']],
    ['quotes of another kind', simple.replace('"configVersion"', "'configVersion'"), ['LOCKFILE_MALFORMED', 'json']],
    ['a later version', simple.replace('"lockfileVersion": 2', '"lockfileVersion": 4'), ['LOCKFILE_UNSUPPORTED', 4]], ['no version', simple.replace('"lockfileVersion": 2,', ''), ['LOCKFILE_UNSUPPORTED', null]],
    ['the binary format', '#!/usr/bin/env bun\nbun-lockfile-format-v0\n\u0002\u0000', ['LOCKFILE_UNSUPPORTED', 'bun-lockb']],
    ['no workspaces', '{"lockfileVersion": 1, "packages": {}}', ['LOCKFILE_MALFORMED', 'workspaces-type']], ['no root', '{"lockfileVersion": 1, "workspaces": {}, "packages": {}}', ['LOCKFILE_MALFORMED', 'workspaces-type']],
    ['packages of another type', '{"lockfileVersion": 1, "workspaces": {"": {}}, "packages": []}', ['LOCKFILE_MALFORMED', 'packages-type']],
    ['no packages though the manifest asks for some', lock(own, {}), ['LOCKFILE_EMPTY', null]], ['no section of packages either', '{"lockfileVersion": 1, "workspaces": {"": {"dependencies": {"a": "1"}}}}', ['LOCKFILE_EMPTY', null]],
    ['a key longer than allowed', lock(own, { ['x'.repeat(limits.lockfileLocation.value + 1)]: npmEntry('x', '1.0.0') }), ['LOCKFILE_LIMIT', 'lockfileLocation']],
  ])('%s', (_, text, expected) => {
    expect(failure(text)).toEqual(expected);
  });
  test('a lockfile by the binary one\'s name', () => {
    expect(failure(simple, { root: { lockfile: 'app/bun.lockb', directory: 'app' } })).toEqual(['LOCKFILE_UNSUPPORTED', 'bun-lockb']);
  });
  test('one that asks for nothing is read', () => {
    expect(failure(lock({}, {}))).toBe('parsed');
  });
});

describe('other layouts say the same', () => {
  const edges = (text: string): unknown => { const file = parsed(text); return [file.problems, file.repeated(), file.packages.map((key) => [key, file.raw(key), file.edgesOf(key)]), file.importers, file.edgesOf('')]; };
  const real = oracle('1.4.5', 'workspaces').files['bun.lock']!;
  test.each<[string, (text: string) => string]>([
    ['a byte order mark', (text) => `\uFEFF${text}`], ['CRLF', (text) => text.replaceAll('\n', '\r\n')], ['comments', (text) => `// "x": [\n${text.replace('"packages": {', '/* , } */ "packages": { // }')}`],
    ['no trailing commas', (text) => text.replace(/,(?=\s*[}\]])/g, '')], ['trailing commas on the same line', (text) => text.replace(/\}, "sha512/g, ',}, "sha512').replace(/\{,\}/g, '{}')], ['one line', (text) => text.replace(/\n\s*/g, '')],
  ])('%s', (_, change) => {
    for (const text of [simple, real]) expect(edges(change(text))).toEqual(edges(text));
  });
});

describe('keys that stand twice, and what else another reader may read otherwise', () => {
  const line = `    "b": ${npmEntry('b', '1.0.0')},`;
  test.each<[string, string, string]>([
    ['a package', simple.replace(line, `${line}\n\n${line}`), 'b'], ['in an entry', simple.replace('{"dependencies":{"b":"^1.0.0"}}', '{"dependencies":{"b":"^1.0.0"},"dependencies":{}}'), 'a'],
    ['in the document', simple.replace('"configVersion": 1,', '"configVersion": 1,\n  "configVersion": 1,'), ''], ['the packages', simple.replace('"workspaces"', '"packages": {},\n  "workspaces"'), ''],
  ])('%s', (_, text, location) => {
    expect(parsed(text).repeated()).toMatchObject([{ code: 'LOCKFILE_AMBIGUOUS', location }]);
  });
  test('what stood so at base is not told again, something else beside it is', () => {
    const twice = simple.replace('{"dependencies":{"b":"^1.0.0"}}', '{"dependencies":{"b":"^1.0.0"},"dependencies":{"b":"^1.0.0"}}');
    const head = parsed(twice);
    expect(head.repeated(parsed(twice, { beside: head }))).toEqual([]);
    expect(head.repeated(parsed(simple, { beside: head }))).toHaveLength(1);
  });
  test('a pin that no entry has', () => {
    expect(parsed(simple.replace('"configVersion": 1,', `"configVersion": "${sri('x')}",`)).problems).toMatchObject([{ code: 'LOCKFILE_AMBIGUOUS', data: { reason: 'count' } }]);
  });
  test('a section that no Bun writes', () => {
    expect(parsed(lock(own, { a: npmEntry('a', '1.0.0') }, { top: { scripts: {} } })).problems).toMatchObject([{ code: 'LOCKFILE_MALFORMED', data: { reason: 'unknown-key', key: 'scripts' } }]);
  });
  test('prototype names are names', () => {
    const graph = graphOf(lock({ dependencies: JSON.parse('{"__proto__": "1", "constructor": "1"}') as object }, { constructor: npmEntry('constructor', '1.0.0'), ['__proto__']: npmEntry('__proto__', '1.0.0') }));
    expect(graph.lockfile.edgesOf('').map((edge) => [edge.name, edge.to])).toEqual([['__proto__', '__proto__'], ['constructor', 'constructor']]);
  });
});

describe('edges', () => {
  const workspaces = { 'packages/w': { name: '@acme/w', version: '1.0.0', dependencies: { a: '1', b: '^1.0.0' }, peerDependencies: { p: '1' }, optionalPeers: ['p'] } };
  const packages = {
    '@acme/w': '["@acme/w@workspace:packages/w"]', a: npmEntry('a', '2.0.0', { dependencies: { b: '1', '@s/c': '1' }, optionalDependencies: { gone: '1' } }), b: npmEntry('b', '2.0.0'), '@s/c': npmEntry('@s/c', '1.0.0', { dependencies: { '@acme/w': '*' } }),
    '@acme/w/a': npmEntry('a', '1.0.0', { dependencies: { b: '1' } }), 'a/b': npmEntry('b', '1.0.0'), 'a/@s/c': npmEntry('@s/c', '2.0.0', { dependencies: { b: '1', app: '*' } }), app: '["app@root:", {}]',
  };
  const file = parsed(lock({ dependencies: { a: '2', '@acme/w': 'workspace:*' } }, packages, { workspaces }));
  test.each([
    ['', ['a a', '@acme/w workspace:packages/w']], ['workspace:packages/w', ['a @acme/w/a', 'b b', 'p nothing']], ['a', ['b a/b', '@s/c a/@s/c', 'gone nothing']], ['a/@s/c', ['b a/b', 'app ']], ['@acme/w/a', ['b b']], ['@s/c', ['@acme/w workspace:packages/w']],
  ])('of %s', (location, expected) => {
    expect(file.edgesOf(location).map((edge) => `${edge.name} ${edge.to ?? 'nothing'}`)).toEqual(expected);
  });
  test('an entry for a workspace is no package', () => {
    expect(file.packages).not.toContain('@acme/w');
    expect(file.importers.map((one) => [one.location, one.directory, one.manifest, one.name])).toEqual([['', '', 'package.json', 'app'], ['workspace:packages/w', 'packages/w', 'packages/w/package.json', '@acme/w']]);
  });
  test.each<[string, { [key: string]: string }, object, string]>([
    ['a workspace that is not listed', { x: '["x@workspace:elsewhere"]' }, {}, 'workspace'], ['a workspace of another name', { x: '["x@workspace:w"]' }, { w: { name: 'y' } }, 'workspace'], ['the root as a workspace', { x: '["x@workspace:"]' }, {}, 'workspace'],
    ['a workspace with more', { w: '["w@workspace:w", {"dependencies": {}}]' }, { w: { name: 'w' } }, 'items'], ['a workspace without a name', {}, { w: {} }, 'workspace'], ['a workspace outside', {}, { '../w': { name: 'w' } }, 'workspace'], ['two of one name', {}, { v: { name: 'w' }, w: { name: 'w' } }, 'workspace-name'],
  ])('%s is a problem', (_, entries, listed, reason) => {
    expect(parsed(lock({}, { b: npmEntry('b', '1.0.0'), ...entries }, { workspaces: listed as { [folder: string]: object } })).problems).toMatchObject([{ code: 'LOCKFILE_MALFORMED', data: { reason } }]);
  });
  test('a manifest counts before the copy, and with it in what is reviewed', () => {
    const manifests = new Map([['package.json', JSON.stringify({ name: 'app', devDependencies: { b: '2' } })]]);
    const asked = (declared: 'manifest' | 'both'): string[] => parsed(lock({ dependencies: { a: '2' } }, packages, { workspaces }), { manifests, declared }).edgesOf('').map((edge) => `${edge.field} ${edge.name}`);
    expect(asked('manifest')).toEqual(['devDependencies b']);
    expect(asked('both')).toEqual(['devDependencies b', 'dependencies a']);
  });
  test('a manifest that cannot be read is told', () => {
    expect(parsed(simple, { manifests: new Map([['package.json', '{']]) }).problems).toMatchObject([{ code: 'MANIFEST_MALFORMED' }]);
  });
});

test('what the manifest overrides and catalogues and the lockfile does not know of is told', () => {
  const top = { overrides: { b: '1.0.0' }, catalog: { a: '^1.0.0' }, catalogs: { old: { c: '1' } } };
  const text = lock(own, { a: npmEntry('a', '1.0.0'), b: npmEntry('b', '1.0.0') }, { top });
  const reasons = (manifest: object): unknown[] => parsed(text, { manifests: new Map([['package.json', JSON.stringify(manifest)]]) }).problems.map((one) => one.data['reason']);
  expect(reasons({ overrides: { b: '1.0.0' }, workspaces: { packages: [], catalog: { a: '^1.0.0' }, catalogs: { old: { c: '1' } } } })).toEqual([]);
  expect(reasons({ overrides: { b: '1.0.1' }, catalog: { a: '^1.0.0' }, catalogs: { old: { c: '1' } } })).toEqual(['overrides']);
  expect(reasons({ resolutions: { b: '1.0.0' }, catalog: { a: '^1.0.1' }, catalogs: { old: { c: '2' } } })).toEqual(['catalog', 'catalogs']);
  // What overrides nothing some versions leave out; what refers or nests they write in another way.
  const catalogs = { catalog: { a: '^1.0.0' }, catalogs: { old: { c: '1' } } };
  expect(reasons({ ...catalogs, overrides: { b: '1.0.0', gone: '1' } })).toEqual([]);
  expect(reasons({ ...catalogs, overrides: { b: '1.0.0', a: '1.0.0' } })).toEqual(['overrides']);
  expect(reasons({ ...catalogs, overrides: { b: '$b' } })).toEqual([]);
  expect(reasons({ ...catalogs, overrides: { b: { a: '1.0.0' } } })).toEqual([]);
  expect(reasons(catalogs)).toEqual(['overrides']);
  expect(reasons({ ...catalogs, overrides: { b: '1.0.0' }, workspaces: { packages: [], catalog: { a: '2' } } })).toEqual(['catalog', 'catalogs']);
});

test('twenty thousand entries, one very long line and deep nesting are read or refused', () => {
  const many = lock(own, Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`p${index}`, npmEntry(`p${index}`, '1.0.0', { dependencies: { [`p${index + 1}`]: '*' } })])));
  expect(parsed(many).packages).toHaveLength(20_000);
  const deep = lock(own, { a: `["a@1.0.0", "", ${'['.repeat(200_000)}${']'.repeat(200_000)}, ""]` });
  expect(['parsed', 'failed']).toContain(bun.parse(deep, { root, registries }).kind);
  expect(bun.parse(`{${' ,'.repeat(500_000)}`, { root, registries }).kind).toBe('failed');
  expect(bun.parse(`${'/'.repeat(500_000)}`, { root, registries }).kind).toBe('failed');
}, 60_000);

test('two lockfiles that were written one after the other tell no change but of versions', () => {
  for (const project of new Set(oracles.map((one) => one.project))) {
    const [older, newer] = [oracle('1.2.21', project).files['bun.lock'], oracle('1.3.14', project).files['bun.lock']];
    if (older === undefined || newer === undefined) continue;
    const { reading, changes } = compare(older, newer);
    expect([project, reading.problems]).toEqual([project, []]);
    expect(changes.filter((change) => change.kind === 'metadata').flatMap((change) => change.differences.map((one) => one.key)).filter((key) => !['peerDependencies', 'optionalPeers'].includes(key))).toEqual([]);
  }
});

test('keys of any depth and comments of any length cost no more than their text', () => {
  const long = Array.from({ length: 2_000 }, () => 'x').join('/');
  const deep = lock(own, Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`${long}/p${index}`, npmEntry('x', '1.0.0', { dependencies: Object.fromEntries(Array.from({ length: 50 }, (_name, each) => [`d${each}`, '*'])) })])));
  const file = parsed(deep);
  expect(file.packages.flatMap((key) => file.edgesOf(key))).toEqual([]);
  expect(parsed(`/*${'*'.repeat(5_000_000)}*/${simple.replaceAll('\n', '\n// x\n')}`).packages).toEqual(['a', 'b']);
}, 60_000);

test('what the lockfile alone trusts or patches is told', () => {
  const text = lock(own, { a: npmEntry('a', '1.0.0') }, { top: { trustedDependencies: ['a'], patchedDependencies: { 'a@1.0.0': 'patches/a.patch' } } });
  const sections = (manifest: object): unknown[] => parsed(text, { manifests: new Map([['package.json', JSON.stringify(manifest)]]) }).problems.map((one) => one.data['section']);
  expect(sections({ trustedDependencies: ['a', 'b'], patchedDependencies: { 'a@1.0.0': 'patches/a.patch', 'b@1.0.0': 'patches/b.patch' } })).toEqual([]);
  expect(sections({ trustedDependencies: ['b'], patchedDependencies: { 'a@1.0.0': 'patches/b.patch' } })).toEqual(['trustedDependencies', 'patchedDependencies']);
  expect(sections({})).toEqual(['trustedDependencies', 'patchedDependencies']);
});
