import { describe, expect, test } from '@jest/globals';
import { buildGraph } from '../../../src/lockfiles/graph.js';
import { documentsOf } from '../../../src/lockfiles/pnpm/parse.js';
import { sri } from '../fixtures.js';
import { entries, entry, fixture, lock, packageAt, parsed, told, withEnvironment, yaml, type Asks } from './fixtures.js';

const asks: Asks = { dependencies: { a: ['^1.0.0', '1.0.0'] } };
const base = entries({ 'a@1.0.0': { b: '1.0.0' }, 'b@1.0.0': {} });
const text = lock(asks, base);
const edgesOf = (lockfile: ReturnType<typeof parsed>, location: string): string[] => lockfile.edgesOf(location).map((edge) => `${edge.field}${edge.optional ? '?' : ''} ${edge.name} ${edge.spec}${edge.resolved ? '!' : ''} -> ${edge.to ?? 'nothing'}`);

describe('the file', () => {
  test.each<[string, string, string[]]>([
    ['version 9', text, []],
    ['CRLF', text.replaceAll('\n', '\r\n'), []],
    ['a byte order mark', `\uFEFF${text}`, []],
    ['a first document', withEnvironment(text, { p: '1.0.0' }, entries({ 'p@1.0.0': {} })), []],
    ['a first document, CRLF', withEnvironment(text, { p: '1.0.0' }, entries({ 'p@1.0.0': {} })).replaceAll('\n', '\r\n'), []],
    ['nothing', '', ['failed LOCKFILE_EMPTY']],
    ['white space', '\n\n', ['failed LOCKFILE_EMPTY']],
    ['a list', '- a\n', ['failed LOCKFILE_MALFORMED document-type']],
    ['no version', 'importers: {}\n', ['failed LOCKFILE_UNSUPPORTED']],
    ['version 7', text.replace("'9.0'", "'7.0'"), ['failed LOCKFILE_UNSUPPORTED']],
    ['version 10', text.replace("'9.0'", "'10.0'"), ['failed LOCKFILE_UNSUPPORTED']],
    ['version 90', text.replace("'9.0'", "'90.0'"), ['failed LOCKFILE_UNSUPPORTED']],
    ['a number for version 9', text.replace("'9.0'", '9.0'), ['failed LOCKFILE_UNSUPPORTED']],
    ['a list for the version', text.replace("'9.0'", "['9.0']"), ['failed LOCKFILE_UNSUPPORTED']],
    ['conflict markers', text.replace('packages:', '<<<<<<< HEAD\npackages:\n=======\n>>>>>>> other'), ['failed LOCKFILE_MALFORMED conflict-markers']],
    ['a package twice', text.replace('snapshots:', '  a@1.0.0:\n    resolution: {}\nsnapshots:'), ['failed LOCKFILE_MALFORMED duplicate-key']],
    ['a section twice', `${text}packages: {}\n`, ['failed LOCKFILE_MALFORMED duplicate-key']],
    ['an anchor', text.replace('b@1.0.0: {}', 'b@1.0.0: &x {}'), ['failed LOCKFILE_MALFORMED anchor']],
    ['a merge key', text.replace('b@1.0.0: {}', 'b@1.0.0: {<<: {}}'), ['failed LOCKFILE_MALFORMED merge-key']],
    ['a tag', text.replace('b@1.0.0: {}', 'b@1.0.0: !!map {}'), ['failed LOCKFILE_MALFORMED tag']],
    ['depth', `${text}x: ${'['.repeat(100)}${']'.repeat(100)}\n`, ['failed LOCKFILE_LIMIT lockfileDepth']],
    ['two documents, none of them a first one', `${text}---\n${text}`, ['failed LOCKFILE_MALFORMED documents']],
    ['three documents', `${withEnvironment(text, { p: '1.0.0' }, entries({ 'p@1.0.0': {} }))}\n---\na: 1\n`, ['failed LOCKFILE_MALFORMED documents']],
    ['a first document that pnpm 11 passes over and pnpm 10 takes', `---\n${text}`, ['failed LOCKFILE_MALFORMED first-document']],
    ['a project for a first document', `---\n${text}\n---\n${text}`, ['failed LOCKFILE_MALFORMED first-document']],
    ['a separator that YAML knows and pnpm does not', withEnvironment(text, { p: '1.0.0' }, entries({ 'p@1.0.0': {} })).replace('\n---\n', '\n--- \n'), ['failed LOCKFILE_MALFORMED documents']],
    ['what nobody reads, in front', `--- # first\n${text}\n---\n${text}`, ['failed LOCKFILE_MALFORMED documents']],
    ['packages that are a list', text.replace(/packages:[^]*snapshots:/, 'packages: []\nsnapshots:'), [expect.stringContaining('packages-type') as unknown as string, 'LOCKFILE_MALFORMED resolution a@1.0.0', 'LOCKFILE_MALFORMED resolution b@1.0.0']],
    ['importers that are a list', text.replace(/importers:[^]*packages:/, 'importers: []\npackages:'), ['LOCKFILE_MALFORMED importers-type']],
    ['an importer that is a text', text.replace(/importers:[^]*packages:/, 'importers: {.: x}\npackages:'), ['LOCKFILE_MALFORMED importer-type .']],
    ['a dependency without a version', text.replace(/\n\s+version: 1.0.0/, ''), ['LOCKFILE_MALFORMED importer-dependency a']],
    ['the projects of older versions beside those of version 9', `${text}dependencies: {}\n`, ['LOCKFILE_AMBIGUOUS section dependencies']],
    ['variants of version 9 in version 6', yaml({ lockfileVersion: '6.0', importers: { '.': {} }, packages: { '/a@1.0.0': entry('a') }, snapshots: { '/a@1.0.0': {} } }), ['LOCKFILE_AMBIGUOUS section snapshots']],
    ['one project in both ways', yaml({ lockfileVersion: '6.0', dependencies: { b: { specifier: '1', version: '1.0.0' } }, importers: { '.': {} }, packages: { '/a@1.0.0': entry('a') } }), ['LOCKFILE_AMBIGUOUS section dependencies']],
    ['a package that no variant uses', text.replace('snapshots:', `  evil@1.0.0:\n    resolution: {integrity: ${sri('x')}}\nsnapshots:`), ['LOCKFILE_MALFORMED no-snapshot evil@1.0.0']],
    ['a number that is none', text.replace('b@1.0.0: {}', 'b@1.0.0: {dependencies: {c: .nan}}'), ['LOCKFILE_MALFORMED key-type dependencies b@1.0.0']],
    ['a number that is none, under a key of its own', text.replace('packages:', 'packages:\n  c@1.0.0: {resolution: {integrity: sha512-x}, x: [-.inf]}').replace('snapshots:', 'snapshots:\n  c@1.0.0: {}'), ['LOCKFILE_MALFORMED number c@1.0.0']],
    ['a number that is none for the version', text.replace("'9.0'", '.inf'), ['failed LOCKFILE_UNSUPPORTED']],
    ['a number and a text that are one key', text.replace('snapshots:', '  1: {}\n  "1": {}\nsnapshots:'), ['failed LOCKFILE_MALFORMED duplicate-key']],
    ['a digest in a comment', `${text}# integrity: sha512-x\n`, ['LOCKFILE_AMBIGUOUS count']],
    ['a project whose folder is a package\'s key', lock(asks, base, { importers: { 'b@1.0.0': {} } }), ['LOCKFILE_AMBIGUOUS location b@1.0.0']],
    ['a project that is called as the first document', withEnvironment(lock(asks, base, { importers: { '.:configDependencies': asks } }), { p: '1.0.0' }, entries({ 'p@1.0.0': {} })), ['LOCKFILE_AMBIGUOUS location .:configDependencies']],
    ['the root under two names', lock(asks, base, { importers: { '': asks } }), ['LOCKFILE_AMBIGUOUS location']],
    ['a key that looks like the first document\'s', withEnvironment(lock(asks, { ...base, 'env:p@1.0.0': entry('x') }), { p: '1.0.0' }, entries({ 'p@1.0.0': {} })), ['LOCKFILE_AMBIGUOUS location env:p@1.0.0']],
    ['an alias that leads elsewhere', lock({ dependencies: { h: ['npm:a@1', 'evil@1.0.0'] } }, entries({ 'evil@1.0.0': {} })), ['LOCKFILE_AMBIGUOUS alias h']],
    ['a tag that leads elsewhere', lock({ dependencies: { h: ['latest', 'evil@1.0.0'] } }, entries({ 'evil@1.0.0': {} })), ['LOCKFILE_AMBIGUOUS alias h']],
    ['a plain range that leads elsewhere', lock({ dependencies: { h: ['^1.0.0', 'evil@1.0.0'] } }, entries({ 'evil@1.0.0': {} })), ['LOCKFILE_AMBIGUOUS alias h']],
  ])('%s', (_, written, expected) => {
    expect(told(written)).toEqual(expected);
  });

  test('too large, too many, too long', () => {
    expect(told(`${text}#${'x'.repeat(100_000_001)}`)).toEqual(['failed LOCKFILE_LIMIT lockfileBytes']);
    expect(told(lock(asks, { ...base, [`${'x'.repeat(5_000)}@1.0.0`]: entry('x') }))).toEqual(['failed LOCKFILE_LIMIT lockfileLocation']);
    expect(told(lock(asks, base, { importers: { ['x'.repeat(5_000)]: {} } }))).toEqual(['failed LOCKFILE_LIMIT lockfileLocation']);
  });
  test('asks for something and gives nothing', () => {
    const manifests = { 'package.json': '{"dependencies":{"a":"1"}}' };
    expect(told("lockfileVersion: '9.0'\n", { manifests })).toEqual(['failed LOCKFILE_EMPTY']);
    expect(told(withEnvironment('', { p: '1.0.0' }, entries({ 'p@1.0.0': {} })), { manifests })).toEqual(['failed LOCKFILE_EMPTY']);
    expect(told("lockfileVersion: '9.0'\n", { manifests: { 'package.json': '{}' } })).toEqual([]);
    // Peers need not be installed, and optional ones may be left out.
    expect(told("lockfileVersion: '9.0'\n", { manifests: { 'package.json': '{"peerDependencies":{"a":"1"},"optionalDependencies":{"b":"1"}}' } })).toEqual([]);
    expect(told(lock({ dependencies: { w: ['workspace:*', 'link:w'] } }, {}, { importers: { w: {} } }), { manifests: { 'package.json': '{"dependencies":{"w":"workspace:*"}}' } })).toEqual([]);
  });
  test('a manifest that is none is told, and the lockfile\'s copy taken', () => {
    expect(told(text, { manifests: { 'package.json': '{' } })).toEqual(['MANIFEST_MALFORMED']);
    expect(edgesOf(parsed(text, { manifests: { 'package.json': '{' } }), '')).toEqual(['dependencies a ^1.0.0 -> a@1.0.0']);
  });
  test('its other sections stay within reach', () => {
    const file = documentsOf(parsed(fixture('special-9-two-documents.yaml')))!;
    expect([Object.keys(file.main!.own), file.main!.own['overrides'], file.environment!.own['importers']]).toEqual([
      expect.arrayContaining(['settings', 'catalogs', 'patchedDependencies', 'pnpmfileChecksum']), { 'supports-color': '7.2.0' }, expect.anything(),
    ]);
  });
});

describe('the first document', () => {
  const both = withEnvironment(text, { b: '1.0.0' }, { ...entries({ 'b@1.0.0': { c: '1.0.0' } }), 'c@1.0.0': entry('c@1.0.0') });
  test('has packages and importers of its own, apart from equal keys of the project', () => {
    const lockfile = parsed(both);
    expect(lockfile.packages).toEqual(['a@1.0.0', 'b@1.0.0', 'env:b@1.0.0', 'env:c@1.0.0']);
    expect(lockfile.importers.map(({ location, manifest, declared }) => [location, manifest, declared])).toEqual([['', 'package.json', { dependencies: { a: '^1.0.0' } }], ['.:configDependencies', 'pnpm-workspace.yaml', { dependencies: { b: '1.0.0' } }]]);
    expect([edgesOf(lockfile, '.:configDependencies'), edgesOf(lockfile, 'env:b@1.0.0'), edgesOf(lockfile, 'a@1.0.0')]).toEqual([['dependencies b 1.0.0 -> env:b@1.0.0'], ['dependencies c 1.0.0! -> env:c@1.0.0'], ['dependencies b 1.0.0! -> b@1.0.0']]);
    expect(packageAt(both, 'env:c@1.0.0')).toMatchObject({ name: 'c', version: '1.0.0', reach: { runtime: true } });
  });
  test('names the package manager itself', () => {
    const lockfile = parsed(withEnvironment(text, { pnpm: '11.0.0' }, { 'pnpm@11.0.0': entry('pnpm', { optionalDependencies: { '@pnpm/exe': '11.0.0' } }), '@pnpm/exe@11.0.0': entry('exe', { optional: true }) }, 'packageManagerDependencies'));
    expect(lockfile.importers.map((importer) => importer.location)).toEqual(['', '.:packageManagerDependencies']);
    expect(buildGraph(lockfile).reach('env:@pnpm/exe@11.0.0')).toMatchObject({ runtime: false, optional: true });
  });
  test('is made of the workspace file where pnpm 10 keeps config dependencies', () => {
    const settings = { 'pnpm-workspace.yaml': `configDependencies:\n  p: 1.0.0+${sri('p')}\n  q: {integrity: 2.0.0+${sri('q')}, tarball: 'https://evil.example/q.tgz'}\n  clean: 1.0.0\n` };
    expect(parsed(text, { settings }).packages).toEqual(['a@1.0.0', 'b@1.0.0', 'env:p@1.0.0', 'env:q@2.0.0']);
    expect([packageAt(text, 'env:p@1.0.0', { settings }), packageAt(text, 'env:q@2.0.0', { settings })]).toMatchObject([{ name: 'p', origin: { kind: 'registry' }, reach: { runtime: true } }, { name: 'q', origin: { kind: 'url', url: 'https://evil.example/q.tgz' } }]);
    expect(told(text, { settings })).toEqual(['LOCKFILE_INCOMPLETE config-dependency clean']);
  });
  test('does not answer what the workspace file asks for', () => {
    const settings = { 'pnpm-workspace.yaml': `configDependencies:\n  b: 1.0.0\n  evil: 1.0.0+${sri('evil')}\n` };
    expect(told(both, { settings: { 'pnpm-workspace.yaml': 'configDependencies: {b: 1.0.1}\n' } })).toEqual(['LOCKFILE_INCOMPLETE config-dependency b']);
    expect([told(both, { settings }), parsed(both, { settings }).packages]).toEqual([['LOCKFILE_INCOMPLETE config-dependency evil'], ['a@1.0.0', 'b@1.0.0', 'env:b@1.0.0', 'env:c@1.0.0']]);
  });
  test('alone is read too', () => {
    expect(parsed(withEnvironment('', { b: '1.0.0' }, entries({ 'b@1.0.0': {} }))).packages).toEqual(['env:b@1.0.0']);
  });
});

describe('edges', () => {
  const of = (packages: Parameters<typeof lock>[1], location: string): string[] => edgesOf(parsed(lock({}, packages)), location);
  test('to versions, peer variants, aliases, addresses, folders', () => {
    const dependencies = { b: '1.0.0', p: '2.0.0(react@18.0.0)', old: 'real@3.0.0', scoped: '@acme/x@1.0.0', git: 'https://codeload.github.com/o/r/tar.gz/c', w: 'link:packages/w', dir: 'file:vendor/dir', gone: '9.9.9' };
    const targets = entries({ 'b@1.0.0': {}, 'p@2.0.0(react@18.0.0)': {}, 'real@3.0.0': {}, '@acme/x@1.0.0': {}, 'git@https://codeload.github.com/o/r/tar.gz/c': {}, 'dir@file:vendor/dir': {} });
    expect(of({ 'a@1.0.0': entry('a', { dependencies, optionalDependencies: { f: '1.0.0' } }), 'f@1.0.0': entry('f'), ...targets }, 'a@1.0.0')).toEqual([
      'dependencies b 1.0.0! -> b@1.0.0', 'dependencies p 2.0.0! -> p@2.0.0(react@18.0.0)', 'dependencies old npm:real@3.0.0! -> real@3.0.0', 'dependencies scoped npm:@acme/x@1.0.0! -> @acme/x@1.0.0',
      'dependencies git https://codeload.github.com/o/r/tar.gz/c! -> git@https://codeload.github.com/o/r/tar.gz/c', 'dependencies w link:packages/w! -> link:packages/w', 'dependencies dir file:vendor/dir! -> dir@file:vendor/dir',
      'dependencies gone 9.9.9! -> nothing', 'optionalDependencies f 1.0.0! -> f@1.0.0',
    ]);
  });
  test('to peers, by the range that is kept', () => {
    const a = entry('a', { peerDependencies: { react: '>=17', vue: '*' }, peerDependenciesMeta: { vue: { optional: true }, x: { optional: true } }, dependencies: { react: '18.0.0' } });
    expect(of({ 'a@1.0.0(react@18.0.0)': a, ...entries({ 'react@18.0.0': {} }) }, 'a@1.0.0(react@18.0.0)')).toEqual(['peerDependencies react >=17 -> react@18.0.0', 'peerDependencies? vue * -> nothing']);
  });
  test('of older versions', () => {
    const five = yaml({ lockfileVersion: 5.4, specifiers: { a: '^1.0.0', l: 'npm:lodash@3' }, dependencies: { a: '1.0.0_react@18.0.0', l: '/lodash/3.0.0' }, devDependencies: { d: 'link:d' }, packages: { '/a/1.0.0_react@18.0.0': entry('a', { dependencies: { x: '/@acme/x/1.0.0_y@1.0.0', react: '18.0.0' }, peerDependencies: { react: '*' } }), '/lodash/3.0.0': entry('l'), '/@acme/x/1.0.0_y@1.0.0': entry('x'), '/react/18.0.0': entry('r') } });
    expect(edgesOf(parsed(five), '')).toEqual(['devDependencies d  -> link:d', 'dependencies a ^1.0.0 -> /a/1.0.0_react@18.0.0', 'dependencies l npm:lodash@3 -> /lodash/3.0.0']);
    expect(edgesOf(parsed(five), '/a/1.0.0_react@18.0.0')).toEqual(['dependencies x npm:@acme/x@1.0.0! -> /@acme/x/1.0.0_y@1.0.0', 'peerDependencies react * -> /react/18.0.0']);
    const six = yaml({ lockfileVersion: '6.0', dependencies: { a: { specifier: '^1.0.0', version: '1.0.0(@acme/y@1.0.0)' } }, packages: { '/a@1.0.0(@acme/y@1.0.0)': entry('a', { dependencies: { old: '/x@2.0.0' } }), '/x@2.0.0': entry('x') } });
    expect([edgesOf(parsed(six), ''), edgesOf(parsed(six), '/a@1.0.0(@acme/y@1.0.0)')]).toEqual([['dependencies a ^1.0.0 -> /a@1.0.0(@acme/y@1.0.0)'], ['dependencies old npm:x@2.0.0! -> /x@2.0.0']]);
  });
  test('of projects, by manifest and by the lockfile\'s copy', () => {
    const manifests = { 'package.json': JSON.stringify({ dependencies: { a: 'npm:^1.0.0', gone: '1' }, peerDependencies: { b: '*', v: '1' }, peerDependenciesMeta: { v: { optional: true } } }) };
    const written = lock({ dependencies: { a: ['^1.0.0', '1.0.0'], b: ['*', '1.0.0'], more: ['1', '1.0.0'] } }, { ...base, ...entries({ 'more@1.0.0': {} }) });
    const manifest = ['peerDependencies b * -> b@1.0.0', 'peerDependencies? v 1 -> nothing', 'dependencies a ^1.0.0 -> a@1.0.0', 'dependencies gone 1 -> nothing'];
    expect(edgesOf(parsed(written, { manifests }), '')).toEqual(manifest);
    expect(edgesOf(parsed(written, { manifests, declared: 'both' }), '')).toEqual([...manifest, 'dependencies more 1 -> more@1.0.0']);
  });
  test('of a file that does not say what its project asks for: whatever nothing asks for', () => {
    expect(edgesOf(parsed(yaml({ lockfileVersion: '6.0', packages: { '/a@1.0.0': entry('a', { dependencies: { b: '1.0.0' } }), '/b@1.0.0': entry('b') } })), '')).toEqual(['dependencies a ! -> /a@1.0.0']);
  });
  test('of links that the lockfile leaves out', () => {
    const lockfile = parsed(lock({}, base, { importers: { w: {} } }), { manifests: { 'package.json': '{"dependencies":{"w":"link:w","x":"link:../x"}}' } });
    expect([edgesOf(lockfile, ''), lockfile.packages]).toEqual([['dependencies w link:w -> w', 'dependencies x link:../x -> link:../x'], ['a@1.0.0', 'b@1.0.0', 'link:../x']]);
  });
  test('to what a project publishes lead to the project', () => {
    const written = lock({ dependencies: { w: ['workspace:*', 'link:w/dist'] } }, {}, { importers: { w: {} } }).replace('w: {}', 'w: {publishDirectory: dist}');
    expect(edgesOf(parsed(written), '')).toEqual(['dependencies w workspace:* -> w']);
  });
  test('in a circle, and named as the prototype', () => {
    const lockfile = parsed(lock({ dependencies: Object.fromEntries(['constructor', 'toString'].map((name) => [name, ['1', '1.0.0'] as const])) }, entries({ 'constructor@1.0.0': { toString: '1.0.0' }, 'toString@1.0.0': { constructor: '1.0.0' } })));
    expect([buildGraph(lockfile).reach('toString@1.0.0').runtime, edgesOf(lockfile, 'toString@1.0.0')]).toEqual([true, ['dependencies constructor 1.0.0! -> constructor@1.0.0']]);
    const odd = text.replace('b@1.0.0: {}', 'b@1.0.0: {dependencies: {__proto__: 1.0.0}}').replace('snapshots:', 'snapshots:\n  __proto__: {}');
    expect(told(odd)).toEqual(['LOCKFILE_MALFORMED name __proto__']);
    expect(edgesOf(parsed(odd), 'b@1.0.0')).toEqual(['dependencies __proto__ 1.0.0! -> nothing']);
  });
});
