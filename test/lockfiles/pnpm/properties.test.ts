import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, test } from '@jest/globals';
import { brief, sri } from '../fixtures.js';
import { compare, entry, fixture, lock, parse, told, yaml } from './fixtures.js';

const parameters = { seed: 20_261_123, numRuns: 60 };
type Document = { [section: string]: unknown };
const names = ['special-5.yaml', 'special-6.yaml', 'special-9.yaml', 'special-9-two-documents.yaml'] as const;
/** With what YAML has beside JSON: numbers that are none. */
const anyJson = fc.oneof({ weight: 9, arbitrary: fc.jsonValue({ maxDepth: 3 }) }, { weight: 1, arbitrary: fc.constantFrom<unknown>(Number.NaN, Number.NEGATIVE_INFINITY, { a: [Number.POSITIVE_INFINITY] }) });
const keys = fc.constantFrom('resolution', 'dependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta', 'name', 'version', 'id', 'patched', 'optional', 'dev', 'hasBin', 'os', '__proto__', 'constructor');
const locations = fc.oneof(fc.string(), fc.constantFrom('/x@1.0.0', 'x@1.0.0', '/x/1.0.0_y@1.0.0', '../x', 'file:../x', 'x@file:..', 'link:x', 'env:x@1.0.0', '(patch_hash=x)', 'x@1.0.0)(', '.', '__proto__', 'packages/a'));
const edits = fc.oneof(
  fc.record({ kind: fc.constant('key' as const), section: fc.constantFrom('packages', 'snapshots'), at: fc.nat(), key: keys, value: anyJson }),
  fc.record({ kind: fc.constant('entry' as const), section: fc.constantFrom('packages', 'snapshots', 'importers'), at: fc.nat(), value: anyJson }),
  fc.record({ kind: fc.constant('location' as const), section: fc.constantFrom('packages', 'snapshots', 'importers'), at: fc.nat(), to: locations }),
  fc.record({ kind: fc.constant('section' as const), section: fc.constantFrom('packages', 'snapshots', 'importers', 'lockfileVersion', 'patchedDependencies', 'settings'), value: anyJson }),
  fc.record({ kind: fc.constant('text' as const), at: fc.nat(), length: fc.nat({ max: 40 }), put: fc.oneof(fc.string(), fc.constantFrom('\n---\n', "'", '"', '{', '\n', '  ', '<<: ', '&a ', ': ')) }),
);
type Edit = typeof edits extends fc.Arbitrary<infer T> ? T : never;

function put(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function edited(text: string, changes: readonly Edit[]): string {
  const parts = text.startsWith('---\n') ? [text.slice(4, text.indexOf('\n---\n', 4)), text.slice(text.indexOf('\n---\n', 4) + 5)] : [text];
  const document = load(parts.at(-1)!) as Document;
  for (const edit of changes) {
    if (edit.kind === 'text') continue;
    if (edit.kind === 'section') {
      put(document, edit.section, edit.value);
      continue;
    }
    const section = document[edit.section];
    if (typeof section !== 'object' || section === null) continue;
    const all = Object.keys(section);
    const location = all[edit.at % Math.max(1, all.length)];
    if (location === undefined) continue;
    const own = (section as { [key: string]: unknown })[location];
    if (edit.kind === 'entry') put(section, location, edit.value);
    else if (edit.kind === 'location') {
      Reflect.deleteProperty(section, location);
      put(section, edit.to, own);
    } else if (typeof own === 'object' && own !== null) put(own, edit.key, edit.value);
  }
  let written = changes.every((edit) => edit.kind === 'text') ? text : [...(parts.length > 1 ? [`---\n${parts[0]}\n---\n`] : []), yaml(document)].join('');
  for (const edit of changes) {
    if (edit.kind !== 'text') continue;
    const at = edit.at % (written.length + 1);
    written = written.slice(0, at) + edit.put + written.slice(at + edit.length);
  }
  return written;
}

describe('any edit of a real lockfile', () => {
  test('is read or refused with a code, never taken for an empty one', () => {
    fc.assert(fc.property(fc.constantFrom(...names), fc.array(edits, { minLength: 1, maxLength: 4 }), (name, changes) => {
      const before = fixture(name);
      const { reading, changes: found } = compare(before, edited(before, changes), { manifests: { 'package.json': { before: '{"dependencies":{"react":"^18.2.0"}}', after: '{"dependencies":{"react":"^18.2.0"}}' } } });
      if (reading.coverage.kind === 'failed') expect(reading.count).toBe(0);
      else expect(reading.count).toBeGreaterThan(0);
      for (const change of found) expect(change.after ?? change.before[0]).toBeDefined();
    }), { ...parameters, numRuns: 300 });
  }, 120_000);

  test('of one package is told, as a change or as a problem', () => {
    fc.assert(fc.property(fc.constantFrom(...names), fc.nat(), fc.constantFrom('resolution', 'name', 'version', 'hasBin', 'os', 'scripts', 'constructor'), anyJson, (name, at, key, value) => {
      const before = fixture(name);
      const edit: Edit = { kind: 'key', section: 'packages', at, key: key as 'name', value };
      const same = edited(before, [{ kind: 'section', section: 'settings', value: 1 }]);
      const after = edited(before, [edit, { kind: 'section', section: 'settings', value: 1 }]);
      fc.pre(JSON.stringify(load(same.split('\n---\n').at(-1)!)) !== JSON.stringify(load(after.split('\n---\n').at(-1)!)));
      const { reading, changes } = compare(before, after);
      expect(changes.length + reading.problems.length + (reading.coverage.kind === 'failed' ? 1 : 0)).toBeGreaterThan(0);
    }), parameters);
  }, 120_000);

  test('cut anywhere is refused, told, or says less', () => {
    fc.assert(fc.property(fc.constantFrom(...names), fc.nat(), (name, at) => {
      const before = fixture(name);
      const cut = before.slice(0, at % (before.length - 2));
      const { reading, changes } = compare(before, cut);
      expect(reading.coverage.kind !== 'complete' || changes.some((change) => change.kind === 'removed' || change.kind === 'metadata') || !cut.includes('snapshots') || cut.length > before.length - 40).toBe(true);
    }), parameters);
  }, 120_000);
});

test('order changes nothing', () => {
  const turned = (value: unknown, seed: number): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const all = Object.entries(value).map(([key, item], index) => ({ key, item, order: ((index + 1) * 2_654_435_761 * (seed + 1)) % 1_000_003 }));
    return Object.fromEntries(all.sort((a, b) => a.order - b.order).map(({ key, item }) => [key, turned(item, seed)]));
  };
  fc.assert(fc.property(fc.constantFrom('special-5.yaml', 'special-6.yaml', 'special-9.yaml'), fc.nat({ max: 1000 }), (name, seed) => {
    const plain = yaml(load(fixture(name)));
    const { changes, reading } = compare(plain, yaml(turned(load(fixture(name)), seed)));
    expect([brief(changes), reading.problems]).toEqual([[], []]);
  }), parameters);
}, 120_000);

describe('two honest lockfiles of one project', () => {
  const folder = fileURLToPath(new URL('oracle/', import.meta.url));
  const files = (version: string, name: string): { [path: string]: string } => (JSON.parse(gunzipSync(readFileSync(`${folder}${version}/${name}`)).toString('utf8')) as { files: { [path: string]: string } }).files;
  test.each([['9.15.9', '10.34.9'], ['10.34.9', '11.28.11'], ['11.28.11', '12.21.0']])('of pnpm %s and %s: no problem, and nothing said of an entry', (before, after) => {
    const told: string[] = [];
    for (const name of readdirSync(`${folder}${before}`).filter((one) => !one.startsWith('special'))) {
      const [was, now] = [files(before, name), files(after, name)];
      const manifests = Object.fromEntries(Object.entries(now).filter(([path]) => path.endsWith('.json')).map(([path, text]) => [path, { before: text, after: text }]));
      const { changes, reading } = compare(was['pnpm-lock.yaml'], now['pnpm-lock.yaml'], { manifests });
      expect(reading.problems).toEqual([]);
      told.push(...changes.filter((change) => change.kind !== 'added').map((change) => `${change.kind} ${change.after?.name} ${change.differences.map((one) => one.key).join()}`));
    }
    // pnpm 12 leaves out `engines` that old packages write as a list.
    expect(told.filter((one) => !/^metadata (?:jsonparse|concat-stream) engines$/.test(one))).toEqual([]);
  });
  test('of pnpm 8 and 9, whose keys differ: nothing moved', () => {
    const { changes } = compare(files('8.15.9', 'express-api.json.gz')['pnpm-lock.yaml'], files('9.15.9', 'express-api.json.gz')['pnpm-lock.yaml']);
    expect(changes.filter((change) => change.differences.some((one) => one.key !== 'requiresBuild') || change.kind !== 'metadata').map((change) => change.after?.location)).toEqual([]);
  });
});

describe('hostile input is read in time', () => {
  const many = (count: number): string => {
    const all = (line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('');
    return `lockfileVersion: '9.0'\npackages:\n${all((index) => `  p${index}@1.0.0:\n    resolution: {integrity: ${sri('p')}}\n`)}snapshots:\n${all((index) => `  p${index}@1.0.0:\n    dependencies:\n      p${(index + 1) % count}: 1.0.0\n`)}`;
  };
  const inTime = (text: string): string[] => {
    const found = told(text);
    return found;
  };
  test('100,000 entries in a circle', () => {
    const result = parse(many(100_000));
    expect(result.kind === 'parsed' && result.lockfile.packages.length).toBe(100_000);
  }, 60_000);
  test.each<[string, () => string]>([
    ['more entries than the limit', () => `lockfileVersion: '6.0'\npackages:\n${Array.from({ length: 200_001 }, (_, index) => `  /p${index}@1.0.0: {}\n`).join('')}`],
    ['one very long line', () => `lockfileVersion: '9.0'\npackages: {${'a'.repeat(5_000_000)}: 1}\n`],
    ['a key of brackets', () => lock({}, { [`x@1.0.0${'('.repeat(2_000)}${')'.repeat(2_000)}`]: entry('x') })],
    ['a reference of brackets', () => lock({ dependencies: { x: ['1', `1.0.0${'('.repeat(1_000_000)}`] } }, { 'y@1.0.0': entry('y', { dependencies: { z: `1${')'.repeat(1_000_000)}` } }) })],
    ['a specifier of slashes', () => lock({ dependencies: { x: [`npm:@${'/'.repeat(1_000_000)}`, '1.0.0'] } }, {})],
    ['an address of dots', () => lock({}, { 'x@1.0.0': { resolution: { tarball: `https://gitlab.com/${'./'.repeat(200_000)}`, integrity: sri('x') } } })],
    ['nested flow', () => `lockfileVersion: '9.0'\npackages: ${'{a: '.repeat(100_000)}`],
    ['nested lines', () => Array.from({ length: 2_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('%s', (_, make) => {
    expect(Array.isArray(inTime(make()))).toBe(true);
  }, 60_000);
});
