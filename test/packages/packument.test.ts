import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, type Json } from '../../src/core/json.js';
import { PackumentReader } from '../../src/packages/packument.js';
import { reduceRecord } from '../../src/packages/record.js';
import type { RegistryRecord } from '../../src/packages/record.types.js';

function read(text: string | Uint8Array, cut = Infinity, most?: number): RegistryRecord {
  const reader = new PackumentReader('left', 'default', most);
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  for (let at = 0; at < bytes.length; at += Math.min(cut, bytes.length)) reader.push(bytes.subarray(at, at + Math.min(cut, bytes.length)));
  return reader.end();
}

const told = (make: () => unknown): unknown => {
  try {
    return canonicalJson(make() as Json);
  } catch (error) {
    return (error as { data?: { reason?: string } }).data?.reason ?? String(error);
  }
};

const manifest = { name: 'left', version: '1.0.0', scripts: { install: 'node "x\\" }' }, dist: { integrity: 'sha512-x', tarball: 'https://registry.example/left/-/left-1.0.0.tgz' }, dependencies: { 'ä,}': '^1.0.0', '__proto__': '1' } };
const whole = { _id: 'left', name: 'left', readme: '# {"versions": [\\"] \u2028 \u{1F4E6}', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': manifest, '1.0.1': { ...manifest, version: '1.0.1' }, 'x': manifest, '2.0.0': 'no' }, time: { created: 'x', '1.0.0': '2024-01-02T03:04:05.678Z' }, maintainers: [{ name: 'ada' }] };

describe('what versions have in common', () => {
  const stated = (...manifests: readonly object[]): RegistryRecord => read(JSON.stringify({ name: 'left', versions: Object.fromEntries(manifests.map((one, at) => [`1.0.${at}`, { _id: `left@1.0.${at}`, name: 'left', ...one }])) }));
  test('is reduced once, and each version says what it says alone', () => {
    const differing = [{ scripts: { install: 'a' } }, { scripts: { install: 'b' } }, { bin: 'cli.js' }, { bin: { other: 'cli.js' } }, { exports: './a.js' }, { dependencies: { a: '1' } }, { dependencies: { a: '2' } }, { optionalDependencies: { a: '1' } }, { bundleDependencies: true, dependencies: { a: '1' } }, { bundleDependencies: true, dependencies: { b: '1' } }, {}];
    const together = Object.values(stated(...differing, ...differing).versions).map(({ version: _version, ...rest }) => rest);
    const alone = differing.map((one) => { const { version: _version, ...rest } = Object.values(stated(one).versions)[0]!; return rest; });
    const sorted = (all: readonly object[]): string[] => all.map((one) => canonicalJson(one)).sort();
    expect(sorted(together)).toEqual(sorted([...alone, ...alone]));
    expect(new Set(sorted(alone)).size).toBe(differing.length);
  });
  test('what nests too deep to be compared leaves the rest of its version, and equals nothing that a tarball may hold', () => {
    const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    for (const levels of [100, 200_000]) {
      const record = read(`{"name":"left","versions":{"1.0.0":{"_id":"left@1.0.0","name":"left","scripts":{"install":"a"},"deprecated":"old","exports":${deep(levels)}},"1.0.1":{"_id":"left@1.0.1"}}}`);
      expect(record.versions['1.0.0']).toMatchObject({ deprecated: 'old', hasInstallScript: true, stated: { scripts: { install: 'a' }, digests: { exports: 'nested too deep' } } });
      expect(Object.keys(record.versions)).toEqual(['1.0.0', '1.0.1']);
    }
  });
});

describe('a packument that is read while it comes', () => {
  test.each([1, 2, 3, 7, 64, Infinity])('is the one that is read whole, cut every %d bytes', (cut) => {
    const expected = canonicalJson(reduceRecord(whole as Json, 'left', 'default') as unknown as Json);
    for (const space of [undefined, 2, '\t']) expect(canonicalJson(read(JSON.stringify(whole, undefined, space), cut) as unknown as Json)).toBe(expected);
  });

  test.each<[string, string]>([
    ['no versions', '{"name":"left"}'], ['empty ones', '{"name":"left","versions":{}}'], ['times before versions', '{"time":{"1.0.0":"2024-01-02T03:04:05Z"},"name":"left","versions":{"1.0.0":{}}}'],
    ['versions that stand twice', '{"name":"left","versions":{"1.0.0":{}},"versions":{"2.0.0":{}}}'], ['a version that stands twice', '{"name":"left","versions":{"1.0.0":{"deprecated":"a"},"1.0.0":{}}}'],
    ['a version that stands twice, at last as no object', '{"name":"left","versions":{"1.0.0":{},"1.0.0":7}}'], ['a name that stands twice', '{"name":"right","name":"left"}'],
    ['keys that are written otherwise', '{"n\\u0061me":"left","versi\\u006fns":{"1.0\\u002e0":{"deprecat\\u0065d":"a"}}}'], ['versions inside another member', '{"name":"left","other":{"versions":{"1.0.0":{}}}}'],
    ['another name', '{"name":"right"}'], ['no name', '{}'], ['a list', '[]'], ['null', 'null'], ['a number', ' 7 '], ['a text', '"{}"'], ['versions that are a list', '{"name":"left","versions":[{"1.0.0":{}}]}'], ['versions that are a text', '{"name":"left","versions":"{}"}'],
    ['nothing', ''], ['a document that ends early', '{"name":"left","versions":{"1.0.0":{}'], ['two documents', '{"name":"left"}{"name":"left"}'], ['a comma too many', '{"name":"left",}'], ['a comma in versions too many', '{"name":"left","versions":{"1.0.0":{},}}'],
    ['a key without a value', '{"name"}'], ['a value without a key', '{"name":"left",:7}'], ['words between', '{"name":"left" x,"versions":{}}'], ['words after versions', '{"name":"left","versions":{} x}'], ['another bracket', '{"name":"left","versions":{]}'],
    ['an unquoted key', '{name:"left"}'], ['two keys', '{"name" "left":1}'], ['a byte order mark', '\uFEFF{"name":"left"}'], ['an open text', '{"name":"left'], ['a version that is no JSON', '{"name":"left","versions":{"1.0.0":{x}}}'], ['a bracket too many', '{"name":"left"}}'],
    ['an empty version', '{"name":"left","versions":{"1.0.0":}}'], ['single quotes', "{'name':'left'}"],
  ])('answers as for a whole text: %s', (_, text) => {
    expect(told(() => read(text, 5))).toBe(told(() => {
      let parsed: Json;
      try {
        parsed = JSON.parse(text) as Json;
      } catch {
        return expectJson();
      }
      return reduceRecord(parsed, 'left', 'default') as unknown as Json;
    }));
  });

  test('any text, cut anywhere: the same record, or neither has one', () => {
    const texts = fc.constant(JSON.stringify(whole)).chain((text) => fc.tuple(fc.nat(text.length), fc.nat(12), fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '0', ' ', 'null')).map(([at, length, put]) => text.slice(0, at) + put + text.slice(at + length)));
    fc.assert(fc.property(texts, fc.integer({ min: 1, max: 200 }), (text, cut) => {
      let expected: string | undefined;
      try {
        expected = canonicalJson(reduceRecord(JSON.parse(text) as Json, 'left', 'default') as unknown as Json);
      } catch { /* No record of it. */ }
      const seen = told(() => read(text, cut));
      if (expected !== undefined) expect(seen).toBe(expected);
      // What is passed over unread may be broken; then the rest of it must be as it would be without.
      else if (String(seen).startsWith('{')) expect(JSON.parse(String(seen))).toMatchObject({ name: 'left', registry: 'default' });
    }), { numRuns: 2_000 });
  });

  test('more versions than the limit, and a version longer than the limit, are refused', () => {
    expect(told(() => read('{"name":"left","versions":{"1.0.0":{},"1.0.1":{}}}', 9, 1))).toBe('versions');
    expect(told(() => read(`{"name":"left","versions":{"1.0.0":{"a":"${'x'.repeat(20_000_001)}"}}}`, 65_536))).toBe('size');
    expect(told(() => read(`{${'"a":0,'.repeat(1_001)}"name":"left"}`))).toBe('shape');
  });
});

function expectJson(): never {
  throw Object.assign(new Error('json'), { data: { reason: 'json' } });
}
