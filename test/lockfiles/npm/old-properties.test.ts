import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { npm } from '../../../src/lockfiles/npm/format.js';
import { compare, registries, root } from '../fixtures.js';
import { oracle, oracles } from './oracle.fixtures.js';

const parameters = { seed: 20_261_123, numRuns: 300 };
type Section = { [name: string]: unknown };
type Document = { lockfileVersion: unknown; dependencies: Section };

const projects = ['aliases', 'native-tools', 'workspaces'].map((project) => oracle('6.14.18', project).files);
const anyJson = fc.jsonValue({ maxDepth: 3 });
const keys = fc.constantFrom('version', 'resolved', 'integrity', 'requires', 'dependencies', 'bundled', 'dev', 'optional', 'from', 'scripts', 'name', 'link', '__proto__', 'constructor');
const edits = fc.oneof(
  fc.record({ kind: fc.constant('key' as const), at: fc.nat(), key: keys, value: fc.oneof(anyJson, fc.constantFrom('file:x', 'file:../x', 'npm:x@1.0.0', 'git+https://git.example/x#y', 'github:x', 'https://files.example/x.tgz')) }),
  fc.record({ kind: fc.constant('entry' as const), at: fc.nat(), value: anyJson }),
  fc.record({ kind: fc.constant('name' as const), at: fc.nat(), to: fc.oneof(fc.string(), fc.constantFrom('../x', 'a/b', '__proto__', '@a/b', '')) }),
  fc.record({ kind: fc.constant('document' as const), key: fc.constantFrom('lockfileVersion', 'dependencies', 'packages'), value: anyJson }),
);
type Edit = typeof edits extends fc.Arbitrary<infer T> ? T : never;

function put(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Every section with one of its names, nested ones too. */
function places(section: unknown): [Section, string][] {
  if (typeof section !== 'object' || section === null || Array.isArray(section)) return [];
  return Object.entries(section as Section).flatMap(([name, own]): [Section, string][] => [[section as Section, name], ...places(typeof own === 'object' && own !== null ? (own as Section)['dependencies'] : undefined)]);
}

function apply(document: Document, edit: Edit): void {
  if (edit.kind === 'document') return put(document, edit.key, edit.value);
  const all = places(document.dependencies);
  const place = all[edit.at % Math.max(1, all.length)];
  if (!place) return;
  const [section, name] = place;
  const own = section[name];
  if (edit.kind === 'entry') put(section, name, edit.value);
  else if (edit.kind === 'name') {
    delete section[name];
    put(section, edit.to, own);
  } else if (typeof own === 'object' && own !== null) put(own, edit.key, edit.value);
}

describe('any edit of a real lockfile of version 1', () => {
  test('is read or refused with a code, never taken for an empty one', () => {
    fc.assert(fc.property(fc.nat({ max: projects.length - 1 }), fc.array(edits, { minLength: 1, maxLength: 4 }), (which, changes) => {
      const files = projects[which]!;
      const document = JSON.parse(files['package-lock.json']!) as Document;
      for (const change of changes) apply(document, change);
      const manifest = files['package.json']!;
      const { reading, changes: found } = compare(files['package-lock.json'], JSON.stringify(document, null, 2), { 'package.json': { before: manifest, after: manifest } });
      if (reading.coverage.kind === 'failed') expect(reading.count).toBe(0);
      else expect(reading.count).toBeGreaterThan(0);
      for (const change of found) expect(change.after ?? change.before[0]).toBeDefined();
    }), parameters);
  }, 120_000);
  test('cut anywhere is refused', () => {
    const text = projects[0]!['package-lock.json']!;
    fc.assert(fc.property(fc.nat({ max: text.length - 4 }), (at) => { expect(compare(text, text.slice(0, at)).reading.coverage.kind).toBe('failed'); }), parameters);
  });
});

test('twenty thousand entries of version 1, and ones nested without end, are read or refused', () => {
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`p${index}`, { version: '1.0.0', requires: { [`p${index + 1}`]: '*' } }]));
  const parsed = npm.parse(JSON.stringify({ lockfileVersion: 1, dependencies: many }), { root, registries });
  expect(parsed.kind === 'parsed' && parsed.lockfile.packages.length).toBe(20_000);
  expect(npm.parse(`{"lockfileVersion":1,"dependencies":${'{"x":{"dependencies":'.repeat(200_000)}{}${'}}'.repeat(200_000)}}`, { root, registries }).kind).toBe('failed');
}, 90_000);

test('two lockfiles that one major of npm and the next wrote tell no problem, and of metadata only what npm 11 newly writes', () => {
  const majors = ['9.9.4', '10.9.4', '11.21.2', '12.2.0'];
  for (const [index, version] of majors.slice(1).entries()) {
    for (const { project, files } of oracles.filter((one) => one.version === majors[index])) {
      const { reading, changes } = compare(files['package-lock.json'], oracle(version, project).files['package-lock.json']);
      const keys = changes.filter((change) => change.kind === 'metadata').flatMap((change) => change.differences.map((one) => one.key));
      expect([version, project, reading.problems, keys.filter((key) => key !== 'libc')]).toEqual([version, project, [], []]);
      expect(keys.length === 0 || version === '11.21.2').toBe(true);
    }
  }
});
