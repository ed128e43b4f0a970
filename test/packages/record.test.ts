import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/core/json.js';
import { canonicalJson } from '../../src/core/json.js';
import { reduceRecord } from '../../src/packages/record.js';
import type { VersionRecord } from '../../src/packages/record.types.js';

const reduce = (packument: Json): ReturnType<typeof reduceRecord> => reduceRecord(packument, 'left', 'default');
const only = (version: JsonObject, more: JsonObject = {}): VersionRecord => reduce({ name: 'left', versions: { '1.0.0': version }, ...more }).versions['1.0.0']!;

describe('reduceRecord', () => {
  test('keeps what checks read, and nothing else', () => {
    const record = reduce({
      _id: 'left', name: 'left', readme: 'long', 'dist-tags': { latest: '1.0.0' }, maintainers: [{ name: 'ada', email: 'ada@example.invalid' }], time: { created: '2024-01-01T00:00:00.000Z', '0.9.0': '2024-01-01T00:00:00.000Z', '1.0.0': '2024-01-02T03:04:05.678Z' },
      versions: { '1.0.0': {
        name: 'left', version: '1.0.0', license: 'MIT', deprecated: 'use right', scripts: { postinstall: 'node x' }, dependencies: { a: '^1.0.0' }, peerDependencies: { b: '*' },
        _npmUser: { name: 'ada', email: 'ada@example.invalid', trustedPublisher: { id: 'github', oidcConfigId: 'x' }, approver: { name: 'lin' } },
        dist: { integrity: 'sha512-x', shasum: 'y', tarball: 'https://registry.example/left/-/left-1.0.0.tgz', unpackedSize: 10, fileCount: 2, signatures: [{ keyid: 'k', sig: 's' }], attestations: { url: 'https://registry.example/a', provenance: { predicateType: 'p' } } },
      } },
    });
    expect(JSON.parse(JSON.stringify(record))).toEqual({
      name: 'left', registry: 'default', distTags: { latest: '1.0.0' }, maintainers: ['ada'], removed: { '0.9.0': '2024-01-01T00:00:00.000Z' },
      versions: { '1.0.0': {
        version: '1.0.0', publishedAt: '2024-01-02T03:04:05.678Z', integrity: 'sha512-x', shasum: 'y', tarball: 'https://registry.example/left/-/left-1.0.0.tgz',
        publisher: { name: 'ada', email: 'ada@example.invalid', trusted: 'github', approver: 'lin' }, hasInstallScript: true, deprecated: 'use right', licence: 'MIT',
        signatures: [{ keyid: 'k', sig: 's' }], attestations: { predicateType: 'p' },
        dependencies: { dependencies: { a: '^1.0.0' }, peerDependencies: { b: '*' } }, stated: { scripts: { postinstall: 'node x' }, digests: {} }, unpackedSize: 10, fileCount: 2,
      } },
    });
  });

  test.each<[string, JsonObject, boolean]>([
    ['said by the registry', { hasInstallScript: true }, true], ['by its scripts', { scripts: { install: 'x' } }, true], ['by a native build', { gypfile: true }, true],
    ['by other scripts', { scripts: { test: 'x' } }, false], ['by scripts that are no text', { scripts: { install: {} } }, false],
  ])('an install script: %s', (_, version, expected) => expect(only(version).hasInstallScript).toBe(expected));

  test.each<[Json, string | undefined]>([
    ['MIT', 'MIT'], [{ type: 'ISC' }, 'ISC'], [[{ type: 'MIT' }, 'Apache-2.0'], 'MIT OR Apache-2.0'], [7, undefined], [{}, undefined],
  ])('licence %j', (license, expected) => expect(only({ license }).licence).toBe(expected));

  test.each(['yesterday', '2024-13-45T00:00:00Z', '2024', { at: 1 }, 5, ''])('%j is no time', (time) => {
    expect(only({}, { time: { '1.0.0': time } })).not.toHaveProperty('publishedAt');
  });

  test.each<[string, Json]>([['shape', []], ['shape', null], ['shape', { name: 'left', versions: [] }], ['name', { name: 'right' }], ['name', {}]])('refuses by %s', (reason, packument) => {
    expect(() => reduce(packument)).toThrow(expect.objectContaining({ code: 'REGISTRY_MALFORMED', data: expect.objectContaining({ reason }) }));
  });

  test('keys of the prototype make no versions and change no prototype', () => {
    const record = reduce(JSON.parse('{"name":"left","versions":{"__proto__":{"hasInstallScript":true},"1.0.0":{"dependencies":{"__proto__":"1","constructor":"2"}},"constructor":{}},"dist-tags":{"__proto__":"1.0.0"}}') as Json);
    expect(Object.keys(record.versions)).toEqual(['1.0.0']);
    expect(Object.entries(record.distTags)).toEqual([['__proto__', '1.0.0']]);
    expect(Object.entries(record.versions['1.0.0']!.dependencies.dependencies!)).toEqual([['__proto__', '1'], ['constructor', '2']]);
    expect(record.versions['__proto__']).toBeUndefined();
    expect(only({}).hasInstallScript).toBe(false);
  });

  test('keys that are no exact version are left out', () => {
    const versions = Object.fromEntries(['1.0.0', 'v1.0.1', '1.0', ' 1.0.2', '1.0.3+build', '1.0.4-rc.1', 'latest'].map((key) => [key, {}]));
    expect(Object.keys(reduce({ name: 'left', versions }).versions)).toEqual(['1.0.0', '1.0.4-rc.1']);
  });

  test('a hundred thousand versions are read, one more is not', () => {
    const versions = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`1.0.${index}`, {}]));
    expect(Object.keys(reduce({ name: 'left', versions }).versions)).toHaveLength(100_000);
    expect(() => reduce({ name: 'left', versions: { ...versions, '2.0.0': {} } })).toThrow(expect.objectContaining({ code: 'REGISTRY_MALFORMED' }));
  });

  test('long texts are left out, or cut where a person reads them', () => {
    const long = 'x'.repeat(10_000);
    expect(only({ license: long, deprecated: long, dependencies: { a: long }, dist: { integrity: long } })).toEqual({ version: '1.0.0', hasInstallScript: false, signatures: [], dependencies: {}, deprecated: 'x'.repeat(2048) });
  });

  test('any shape gives a record that can be hashed and comes back from JSON as it was', () => {
    const leaf = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('1.0.0', '2024-01-01T00:00:00Z'));
    const shape = fc.dictionary(fc.constantFrom('dist', 'scripts', '_npmUser', 'license', 'dependencies', '__proto__', '1.0.0', 'name'), fc.oneof(leaf, fc.dictionary(fc.constantFrom('signatures', 'attestations', 'install', 'name', '__proto__'), leaf))) as fc.Arbitrary<Json>;
    fc.assert(fc.property(shape, shape, shape, (version, time, tags) => {
      const record = reduce({ name: 'left', versions: { '1.0.0': version }, time, 'dist-tags': tags, maintainers: tags });
      expect(canonicalJson(JSON.parse(canonicalJson(record)))).toBe(canonicalJson(record));
    }), { seed: 30, numRuns: 200 });
  });
});
