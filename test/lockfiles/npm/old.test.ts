import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.js';
import { limits } from '../../../src/core/limits.js';
import type { ParseContext } from '../../../src/lockfiles/format.js';
import { buildGraph, type Graph } from '../../../src/lockfiles/graph.js';
import { npm } from '../../../src/lockfiles/npm/format.js';
import { brief, compare, registries, root, sri, tarball, type Raw } from '../fixtures.js';

/** A registry entry as npm 6 writes it. */
function entry(name: string, version: string, more: Raw = {}): Raw {
  return { version, resolved: tarball(name, version), integrity: sri(`${name}@${version}`), ...more };
}

function lock(dependencies: Raw, more: Raw = {}): string {
  return `${JSON.stringify({ name: 'app', version: '1.0.0', lockfileVersion: 1, requires: true, dependencies, ...more }, null, 2)}\n`;
}

function graphOf(text: string, manifest?: object, more: Partial<ParseContext> = {}): Graph {
  const parsed = npm.parse(text, { root, registries, ...(manifest ? { manifests: new Map([['package.json', JSON.stringify(manifest)]]) } : {}), ...more });
  if (parsed.kind === 'failed') throw new Error(JSON.stringify(parsed.problem));
  return buildGraph(parsed.lockfile);
}

const nested = { a: entry('a', '1.0.0', { requires: { b: '^1.0.0' }, dependencies: { b: entry('b', '1.0.0') } }), b: entry('b', '2.0.0') };
const manifest = { dependencies: { a: '^1.0.0', b: '^2.0.0' } };

describe('an entry of version 1', () => {
  const at = 'node_modules/x';
  test.each<[string, Raw, object]>([
    ['of the registry', entry('x', '1.0.0'), { name: 'x', version: '1.0.0', origin: { kind: 'registry', registry: 'default' }, integrity: { pinned: 'lock' } }],
    ['without an address', { version: '1.0.0', integrity: sri('x') }, { origin: { kind: 'registry', registry: 'default' } }],
    ['with another address', entry('x', '1.0.0', { resolved: 'https://evil.example/x-1.0.0.tgz' }), { origin: { kind: 'url', url: 'https://evil.example/x-1.0.0.tgz' } }],
    ['of an alias', { ...entry('y', '1.0.0'), version: 'npm:y@1.0.0' }, { name: 'y', alias: 'x', version: '1.0.0', origin: { kind: 'registry', name: 'y' } }],
    ['of an alias with a scope', { version: 'npm:@acme/y@1.0.0', integrity: sri('y') }, { name: '@acme/y', origin: { kind: 'registry', registry: 'https://npm.acme.example/' } }],
    ['of git', { version: 'git+https://git.example/x.git#6c273e432d3077d7c42e0cca5b4b62c09e778e63', from: 'git+https://git.example/x.git' }, { version: '', origin: { kind: 'git', url: 'git+https://git.example/x.git', commit: '6c273e432d3077d7c42e0cca5b4b62c09e778e63' } }],
    ['of a code host', { version: 'gitlab:o/x#6c273e432d3077d7c42e0cca5b4b62c09e778e63', from: 'gitlab:o/x' }, { origin: { kind: 'git', url: 'git+ssh://git@gitlab.com/o/x.git', commit: '6c273e432d3077d7c42e0cca5b4b62c09e778e63' } }],
    ['of an address', { version: 'https://files.example/x.tgz', integrity: sri('x') }, { version: '', origin: { kind: 'url', url: 'https://files.example/x.tgz' } }],
    ['of a tarball in the repository', { version: 'file:vendor/x.tgz', integrity: sri('x') }, { origin: { kind: 'repository', path: 'vendor/x.tgz' } }],
    ['of a folder', { version: 'file:vendor/x' }, { origin: { kind: 'link', path: 'vendor/x' } }],
  ])('%s', (_, raw, expected) => {
    const graph = graphOf(lock({ x: raw }), { dependencies: { x: '*' } });
    expect(graph.package(at)).toMatchObject(expected);
    expect(graph.package(at)!.raw).toEqual(raw);
  });
  test.each<[string, unknown, string]>([
    ['nothing', null, 'entry-type'], ['a text', '1.0.0', 'entry-type'], ['a version of another type', { version: 1 }, 'key-type'], ['no version', { integrity: sri('x') }, 'version'],
    ['an address of another type', { ...entry('x', '1.0.0'), resolved: false }, 'key-type'], ['requirements of another type', { ...entry('x', '1.0.0'), requires: 'y' }, 'key-type'], ['a mark of another type', { ...entry('x', '1.0.0'), bundled: 'yes' }, 'key-type'],
    ['nested entries of another type', { ...entry('x', '1.0.0'), dependencies: [] }, 'entry-type'],
  ])('that says %s is a problem', (_, raw, reason) => {
    expect(graphOf(lock({ x: raw })).lockfile.read(at)).toMatchObject({ kind: 'problem', problem: { code: 'LOCKFILE_MALFORMED', data: { reason } } });
  });
  test('that is bundled comes in the tarball of the one that holds it', () => {
    const graph = graphOf(lock({ c: entry('c', '1.0.0', { requires: { x: '1' }, dependencies: { x: { version: '1.0.0', bundled: true } } }) }), { dependencies: { c: '1' } });
    expect(graph.package('node_modules/c/node_modules/x')!.origin).toEqual({ kind: 'bundled', parent: graph.package('node_modules/c')!.origin, path: 'node_modules/x' });
  });
});

describe('the graph', () => {
  test('nesting gives the locations, the manifest what the root asks for', () => {
    const graph = graphOf(lock(nested), { ...manifest, devDependencies: { gone: '1' } });
    expect(graph.lockfile.packages).toEqual(['node_modules/a', 'node_modules/b', 'node_modules/a/node_modules/b']);
    expect(graph.lockfile.edgesOf('').map((edge) => [edge.field, edge.name, edge.spec, edge.to])).toEqual([['dependencies', 'a', '^1.0.0', 'node_modules/a'], ['dependencies', 'b', '^2.0.0', 'node_modules/b'], ['devDependencies', 'gone', '1', undefined]]);
    expect(graph.lockfile.edgesOf('node_modules/a')).toMatchObject([{ name: 'b', spec: '^1.0.0', field: 'dependencies', to: 'node_modules/a/node_modules/b' }]);
  });
  test('a dependency is optional where it is marked so and its dependent is not', () => {
    const graph = graphOf(lock({ a: entry('a', '1.0.0', { requires: { b: '1', c: '1' } }), b: entry('b', '1.0.0', { optional: true, requires: { d: '1' } }), c: entry('c', '1.0.0'), d: entry('d', '1.0.0', { optional: true }) }), { dependencies: { a: '1' } });
    expect(graph.lockfile.edgesOf('node_modules/a').map((edge) => [edge.field, edge.name])).toEqual([['dependencies', 'c'], ['optionalDependencies', 'b']]);
    expect(graph.lockfile.edgesOf('node_modules/b').map((edge) => edge.field)).toEqual(['dependencies']);
  });
  test('without a manifest the root asks for what nothing else does, circles included', () => {
    const graph = graphOf(lock({ a: entry('a', '1.0.0', { requires: { b: '1' } }), b: entry('b', '1.0.0'), c: entry('c', '1.0.0', { requires: { d: '1' } }), d: entry('d', '1.0.0', { requires: { c: '1' } }) }));
    expect(graph.lockfile.edgesOf('').map((edge) => [edge.name, edge.field, edge.resolved])).toEqual([['a', 'dependencies', true], ['c', 'dependencies', true]]);
    expect(graph.lockfile.packages.every((location) => graph.reach(location).runtime)).toBe(true);
  });
  test('with one, what nothing asks for is installed all the same', () => {
    const graph = graphOf(lock({ ...nested, peer: entry('peer', '1.0.0', { peer: true, dev: true }) }), manifest);
    expect(graph.reach('node_modules/peer')).toEqual({ runtime: false, development: false, optional: false, peer: true });
    // Nobody knows what asks for it, so no mark of it contradicts anything.
    expect(graph.lockfile.contradictions('node_modules/peer', graph.reach('node_modules/peer'))).toEqual([]);
  });
  test('a linked folder asks for what stands at the link, and holds what is nested in it', () => {
    const graph = graphOf(lock({ x: { version: 'file:vendor/x', requires: { y: '1', z: '1' }, dependencies: { y: entry('y', '1.0.0') } }, z: entry('z', '1.0.0') }), { dependencies: { x: 'file:vendor/x' } });
    expect(graph.lockfile.edgesOf('vendor/x').map((edge) => edge.to)).toEqual(['vendor/x/node_modules/y', 'node_modules/z']);
    expect(graph.reach('vendor/x/node_modules/y').runtime).toBe(true);
  });
  test('a workspace, which npm 7 and later link, asks for what its manifest says: its entry does not tell what it develops with', () => {
    const manifests = new Map([['package.json', JSON.stringify({ workspaces: ['packages/*'] })], ['packages/w/package.json', JSON.stringify({ name: 'w', dependencies: { y: '1' }, devDependencies: { z: '1' } })]]);
    const text = lock({ w: { version: 'file:packages/w', requires: { y: '1', z: '1' } }, y: entry('y', '1.0.0'), z: entry('z', '1.0.0', { dev: true }) });
    const graph = graphOf(text, undefined, { manifests, declared: 'both' });
    expect(graph.lockfile.importers.map((one) => one.location)).toEqual(['', 'packages/w']);
    expect(graph.package('node_modules/w')!.origin).toEqual({ kind: 'workspace', path: 'packages/w' });
    expect(graph.lockfile.edgesOf('packages/w').map((edge) => [edge.field, edge.name])).toEqual([['dependencies', 'y'], ['devDependencies', 'z']]);
    expect(graph.lockfile.contradictions('node_modules/z', graph.reach('node_modules/z'))).toEqual([]);
  });
  test('names of prototypes are names', () => {
    const graph = graphOf(lock(JSON.parse(`{"__proto__": ${JSON.stringify(entry('__proto__', '1.0.0'))}, "constructor": ${JSON.stringify(entry('constructor', '1.0.0'))}}`) as Raw));
    expect(graph.lockfile.packages).toEqual(['node_modules/__proto__', 'node_modules/constructor']);
    expect(graph.package('node_modules/constructor')?.name).toBe('constructor');
  });
});

describe('what changed', () => {
  const both = { 'package.json': { before: JSON.stringify(manifest), after: JSON.stringify(manifest) } };
  const changes = (after: Raw, before: Raw = nested): string[] => brief(compare(lock(before), lock(after), both).changes);
  test.each<[string, Raw, string[]]>([
    ['nothing', nested, []], ['the order', { b: nested.b, a: nested.a }, []],
    ['an upgrade of a nested one', { ...nested, a: entry('a', '1.0.0', { requires: { b: '^1.0.0' }, dependencies: { b: entry('b', '1.0.1') } }) }, ['updated node_modules/a/node_modules/b b@1.0.1 from b@1.0.0']],
    ['other bytes', { ...nested, b: entry('b', '2.0.0', { integrity: sri('evil') }) }, ['rewritten node_modules/b b@2.0.0 from b@2.0.0 differs in integrity']],
    ['another address', { ...nested, b: entry('b', '2.0.0', { resolved: 'https://evil.example/b.tgz' }) }, ['rewritten node_modules/b b@2.0.0 instead of b@2.0.0']],
    ['another package by an alias', { ...nested, b: { ...entry('evil', '2.0.0'), version: 'npm:evil@2.0.0' } }, ['added node_modules/b evil@2.0.0 instead of b@2.0.0 differs in name']],
    ['a script in the entry', { ...nested, b: entry('b', '2.0.0', { scripts: { install: 'x' } }) }, ['metadata node_modules/b b@2.0.0 from b@2.0.0 differs in scripts']],
    ['a phantom dependency', { ...nested, b: entry('b', '2.0.0', { requires: { evil: '1' } }), evil: entry('evil', '1.0.0') }, ['metadata node_modules/b b@2.0.0 from b@2.0.0 differs in requires', 'added node_modules/evil evil@1.0.0']],
    ['a mark that lets its install fail silently', { ...nested, b: entry('b', '2.0.0', { optional: true }) }, ['metadata node_modules/b b@2.0.0 from b@2.0.0 differs in optional']],
  ])('%s', (_, after, expected) => {
    expect(changes(after)).toEqual(expected);
  });
  test('from version 1 to 3 no package changes', () => {
    const text = lock({ a: entry('a', '1.0.0') });
    const later = JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies: { a: '1' } }, 'node_modules/a': entry('a', '1.0.0') } });
    expect(brief(compare(text, later).changes)).toEqual([]);
  });
});

describe('a file of version 1', () => {
  const failure = (text: string): unknown => { const result = npm.parse(text, { root, registries, manifests: new Map([['package.json', JSON.stringify(manifest)]]) }); return result.kind === 'failed' ? result.problem.code : result.lockfile.problems.map((problem) => problem.data['reason']); };
  test.each<[string, string, unknown]>([
    ['without entries though the manifest asks for some', lock({}), 'LOCKFILE_EMPTY'], ['with a list of them', lock([] as unknown as Raw), 'LOCKFILE_MALFORMED'],
    ['with a key without end', lock({ ['x'.repeat(limits.lockfileLocation.value)]: entry('x', '1.0.0') }), 'LOCKFILE_LIMIT'],
    ['nested without end', `{"lockfileVersion":1,"dependencies":${'{"x":{"version":"1.0.0","dependencies":'.repeat(5_000)}{}${'}}'.repeat(5_000)}}`, 'LOCKFILE_LIMIT'],
    ['with a pin that no entry has', lock(nested, { other: { integrity: sri('x') } }), ['count']],
    ['with a package by the name of a key', lock({ ...nested, integrity: entry('integrity', '1.0.0', { requires: { integrity: 'integrity' } }) }), []],
    ['with packages too, which npm 7 and later read instead', lock(nested, { packages: { '': manifest, 'node_modules/a': entry('a', '6.6.6') } }), ['legacy-section', 'legacy-only', 'legacy-only']],
  ])('%s', (_, text, expected) => {
    expect(failure(text)).toEqual(expected);
  });
  test('a key that stands twice is told where it stands', () => {
    const twice = lock(nested).replace('"version": "1.0.0",\n          "resolved"', '"version": "6.6.6",\n          "version": "1.0.0",\n          "resolved"');
    expect(graphOf(twice).lockfile.repeated()).toMatchObject([{ code: 'LOCKFILE_AMBIGUOUS', location: 'node_modules/a/node_modules/b', data: { key: 'version' } }]);
  });
  test('entries have their lines', () => {
    const text = lock(nested);
    const wanted = new Set(['node_modules/b', 'node_modules/a/node_modules/b', 'node_modules/gone']);
    const lines = [...npm.locate(text, wanted)].map(([location, { line, endLine }]) => [location, JSON.parse(`{${text.split('\n').slice(line - 1, endLine).join('\n').replace(/,$/, '')}}`)]);
    expect(lines).toEqual([['node_modules/a/node_modules/b', { b: entry('b', '1.0.0') }], ['node_modules/b', { b: nested.b }]]);
  });
});

test.each<[string, JsonObject, Raw, string[]]>([
  ['nothing', { dependencies: { x: '1', y: '1' }, optionalDependencies: { y: '2' }, peerDependencies: { z: '1' }, bin: 'x.js', scripts: { install: 'x' }, os: ['linux'] }, { requires: { x: '1', y: '2' }, dev: true, optional: true }, []],
  ['an optional dependency that did not fit the platform', { dependencies: { x: '1' }, optionalDependencies: { y: '1' } }, { requires: { x: '1' } }, []],
  ['a phantom dependency', {}, { requires: { evil: '1' } }, ['requires']], ['a dependency less', { dependencies: { x: '1' } }, {}, ['requires']], ['scripts', {}, { scripts: { install: 'x' } }, ['scripts']], ['a command, which version 1 does not hold', { bin: 'x.js' }, { bin: { a: 'x.js' } }, ['bin']],
  ['the version', { version: '1.0.1' }, {}, ['version']], ['the name', { name: 'evil' }, {}, ['name']],
])('an entry of version 1 differs from its package in %s', (_, own, raw, expected) => {
  const graph = graphOf(lock({ a: entry('a', '1.0.0', raw) }), { dependencies: { a: '1' } });
  const name = typeof own['name'] === 'string' ? own['name'] : 'a';
  const version = typeof own['version'] === 'string' ? own['version'] : '1.0.0';
  const locked = { ...graph.package('node_modules/a')!, reach: { runtime: false, development: false, optional: false, peer: false } };
  expect(npm.verify(locked, { manifest: { name, version, scripts: {}, raw: own }, files: [], hasShrinkwrap: false, hasBindingGyp: false }).map((one) => one.key)).toEqual(expected);
});
