import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.js';
import { npm } from '../../../src/lockfiles/npm/format.js';
import { buildGraph, type Graph } from '../../../src/lockfiles/graph.js';
import { brief, compare, entry, lock, registries, root, sri, type Raw } from '../fixtures.js';

// Version 4: what npm 12 writes where the root's manifest extends or patches packages (arborist, `Shrinkwrap.commit`, `package-extensions`, `patch`).
const at = 'node_modules/a';
const rules = { 'a@1': { dependencies: { x: '^1.0.0' }, peerDependencies: { p: '*' }, peerDependenciesMeta: { p: { optional: true } } } };
const extended: Raw = {
  dependencies: { own: '1', x: '^1.0.0' }, peerDependencies: { p: '*' }, peerDependenciesMeta: { p: { optional: true } },
  packageExtensionsApplied: { selector: 'a@1', dependencies: ['x'], peerDependencies: ['p'], peerDependenciesMeta: ['p'] },
};
const file = (raw: Raw): string => lock({ a: '^1.0.0' }, { [at]: entry('a', '1.0.0', raw), 'node_modules/own': entry('own', '1.0.0'), 'node_modules/x': entry('x', '1.0.0') }, { version: 4 });

function graphOf(raw: Raw, manifest: object = { dependencies: { a: '^1.0.0' }, packageExtensions: rules }): Graph {
  const parsed = npm.parse(file(raw), { root, registries, manifests: new Map([['package.json', JSON.stringify(manifest)]]), declared: 'both' });
  if (parsed.kind === 'failed') throw new Error(parsed.problem.code);
  return buildGraph(parsed.lockfile);
}

function differing(raw: Raw, manifest: JsonObject): string[] {
  const locked = { ...graphOf(raw).package(at)!, reach: { runtime: false, development: false, optional: false, peer: false } };
  return npm.verify(locked, { manifest: { name: 'a', version: '1.0.0', scripts: {}, raw: manifest }, files: [], hasShrinkwrap: false, hasBindingGyp: false }).map((one) => one.key);
}

describe('an extended entry', () => {
  test('is read, and asks for what was added', () => {
    const graph = graphOf(extended);
    expect(graph.lockfile.problems).toEqual([]);
    expect(graph.lockfile.version).toBe('4');
    expect(graph.lockfile.edgesOf(at).map((edge) => `${edge.field} ${edge.name} ${edge.to ?? 'nothing'}`)).toEqual(['peerDependencies p nothing', 'dependencies own node_modules/own', 'dependencies x node_modules/x']);
  });
  test('does not differ from its package in what the root added, and in nothing else', () => {
    expect(differing(extended, { dependencies: { own: '1' } })).toEqual([]);
    expect(differing({ ...extended, dependencies: { own: '1', x: '^1.0.0', evil: '1' } }, { dependencies: { own: '1' } })).toEqual(['dependencies']);
    expect(differing({ ...extended, npmExtensionApplied: { fields: ['dependencies'] } }, { dependencies: { own: '1' } })).toEqual(['npmExtensionApplied']);
  });
  test.each<[string, Raw, object?]>([
    ['without a rule', extended, { dependencies: { a: '^1.0.0' } }], ['by the rule of another package', { ...extended, packageExtensionsApplied: { selector: 'b', dependencies: ['x'] } }, { packageExtensions: { b: rules['a@1'] } }],
    ['by more than the rule adds', { ...extended, packageExtensionsApplied: { selector: 'a@1', dependencies: ['x', 'evil'] } }], ['by another range than the rule adds', { ...extended, dependencies: { own: '1', x: '*' } }],
    ['by a claim of another type', { ...extended, packageExtensionsApplied: true }], ['by another meta than the rule adds', { ...extended, peerDependenciesMeta: { p: {} } }],
  ])('%s is a problem', (...[, raw, manifest]) => {
    expect(graphOf(raw, typeof manifest === 'object' ? manifest : undefined).lockfile.problems).toMatchObject([{ code: 'LOCKFILE_AMBIGUOUS', location: at, data: { reason: 'package-extensions' } }]);
  });
});

describe('a patched entry', () => {
  const patched = { patched: { path: 'patches/a.patch', integrity: sri('patch') } };
  test('has the patch in its origin', () => {
    expect(graphOf(patched).package(at)!.origin).toEqual({ kind: 'patched', base: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'a', version: '1.0.0' }, patch: `patches/a.patch#${sri('patch')}` });
    expect(graphOf(patched).lockfile.problems).toEqual([]);
    expect(differing(patched, {})).toEqual([]);
  });
  test('another patch is another package', () => {
    const changed = brief(compare(file(patched), file({ patched: { path: 'patches/a.patch', integrity: sri('other') } })).changes);
    expect(changed).toEqual(['rewritten node_modules/a a@1.0.0 from a@1.0.0 differs in patched']);
    expect(brief(compare(file({}), file(patched)).changes)).toEqual(['rewritten node_modules/a a@1.0.0 instead of a@1.0.0']);
  });
  test('of another type is a problem', () => {
    expect(graphOf({ patched: 'patches/a.patch' }).lockfile.read(at)).toMatchObject({ kind: 'problem', problem: { data: { reason: 'key-type', key: 'patched' } } });
  });
});

test('a pin that no entry has is told in every version', () => {
  const count = (text: string): unknown => { const result = npm.parse(text, { root, registries }); return result.kind === 'parsed' ? result.lockfile.problems.map((problem) => problem.data['reason']) : result.problem.code; };
  for (const version of [2, 3, 4]) {
    const good = lock({ a: '1' }, { [at]: entry('a', '1.0.0', { dependencies: { integrity: '1' } }), 'node_modules/integrity': entry('integrity', '1.0.0') }, { version });
    expect([version, count(good)]).toEqual([version, []]);
    expect([version, count(good.replace('"requires": true,', `"requires": true, "other": {"integrity": "${sri('x')}"},`))]).toEqual([version, ['count']]);
  }
});
