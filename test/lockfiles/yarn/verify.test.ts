import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.js';
import type { LockedPackage } from '../../../src/core/lockfile.js';
import { buildGraph } from '../../../src/lockfiles/graph.js';
import type { VerifiedPackage } from '../../../src/lockfiles/verified.js';
import { yarn } from '../../../src/lockfiles/yarn/format.js';
import { berryEntry, berryLock, classicEntry, classicLock, manifestsIn, projectsOf, read, releases } from './fixtures.js';

/** What of the manifests inside the tarballs of the fixtures' packages decides what an entry says, by name and version. */
const manifests = JSON.parse(gunzipSync(readFileSync(new URL('manifests.json.gz', import.meta.url))).toString()) as { readonly [key: string]: JsonObject & { readonly hasBindingGyp?: boolean } };

function archive(raw: JsonObject, more: { hasBindingGyp?: boolean; files?: string[] } = {}): VerifiedPackage {
  const { name, version, scripts } = raw as { name?: string; version?: string; scripts?: { [name: string]: string } };
  return {
    manifest: { ...(name === undefined ? {} : { name }), ...(version === undefined ? {} : { version }), scripts: scripts ?? {}, raw },
    files: (more.files ?? []).map((path) => ({ path })), hasShrinkwrap: false, hasBindingGyp: more.hasBindingGyp ?? false,
  };
}

describe.each(releases)('honest entries of Yarn %s say what their tarballs say', (release) => {
  test.each(projectsOf(release).map((project) => [project.id, project] as const))('%s', (_, { files }) => {
    const graph = buildGraph(read(files['yarn.lock']!, { manifests: manifestsIn(files) }));
    const told = graph.lockfile.packages.flatMap((location) => {
      const locked = graph.package(location)!;
      const raw = manifests[`${locked.name}@${locked.version}`];
      return raw ? yarn.verify(locked, archive(raw, { hasBindingGyp: raw.hasBindingGyp ?? false })).map((one) => ({ location, ...one })) : [];
    });
    expect(told).toEqual([]);
  });
});

const lockedIn = (text: string): LockedPackage => buildGraph(read(text)).package(read(text).packages[0]!)!;
const classicOf = (lines: string): LockedPackage => lockedIn(classicLock(classicEntry('a@^1.0.0', 'a', '1.0.0', { extra: lines })));
const berryOf = (lines: string): LockedPackage => lockedIn(berryLock([berryEntry('a@npm:^1.0.0', 'a@npm:1.0.0', { extra: lines })]));
const own = (raw: JsonObject): JsonObject => ({ name: 'a', version: '1.0.0', ...raw });

describe('Yarn 1', () => {
  test.each<[string, JsonObject, string, string[]]>([
    ['nothing more', {}, '', []],
    ['both sections', { dependencies: { x: '1' }, optionalDependencies: { y: '1' } }, '  dependencies:\n    x "1"\n  optionalDependencies:\n    y "1"\n', []],
    ['an optional one among the others', { dependencies: { x: '1', y: '1' }, optionalDependencies: { y: '1' } }, '  dependencies:\n    x "1"\n    y "1"\n  optionalDependencies:\n    y "1"\n', []],
    ['an optional one taken from the others', { dependencies: { x: '1', y: '1' }, optionalDependencies: { y: '1' } }, '  dependencies:\n    x "1"\n  optionalDependencies:\n    y "1"\n', []],
    ['a phantom dependency', { dependencies: { x: '1' } }, '  dependencies:\n    evil "1"\n    x "1"\n', ['dependencies']],
    ['another range', { dependencies: { x: '1' } }, '  dependencies:\n    x "2"\n', ['dependencies']],
    ['a dependency less', { dependencies: { x: '1' } }, '', ['dependencies']],
    ['a phantom optional one', {}, '  optionalDependencies:\n    evil "1"\n', ['optionalDependencies']],
    ['another version', { version: '1.0.1' }, '', ['version']],
    ['another name', { name: 'evil' }, '', ['name']],
    ['keys that Yarn never writes', {}, '  bin "x"\n  hasInstallScript "x"\n', ['bin', 'hasInstallScript']],
    ['a block of old', {}, '  permissions:\n    x "1"\n', ['permissions']],
  ])('%s', (_, raw, lines, expected) => {
    expect(yarn.verify(classicOf(lines), archive(own(raw))).map((one) => one.key)).toEqual(expected);
  });
});

describe('Yarn 4', () => {
  test.each<[string, JsonObject, string, string[]]>([
    ['nothing more', {}, '', []],
    ['dependencies', { dependencies: { x: '^1' } }, '  dependencies:\n    x: "npm:^1"\n', []],
    ['dependencies as Yarn 3 writes them', { dependencies: { x: '^1', y: 'npm:z@1' } }, '  dependencies:\n    x: ^1\n    y: "npm:z@1"\n', []],
    ['optional ones among the others', { optionalDependencies: { x: '^1' } }, '  dependencies:\n    x: "npm:^1"\n  dependenciesMeta:\n    x:\n      optional: true\n', []],
    ['optional ones that are not marked', { optionalDependencies: { x: '^1' } }, '  dependencies:\n    x: "npm:^1"\n', ['dependenciesMeta']],
    ['a mark that is not', { dependencies: { x: '^1' } }, '  dependencies:\n    x: "npm:^1"\n  dependenciesMeta:\n    x:\n      optional: true\n', ['dependenciesMeta']],
    ['a phantom dependency', {}, '  dependencies:\n    evil: "npm:1"\n', ['dependencies']],
    ['another source for one', { dependencies: { x: '^1' } }, '  dependencies:\n    x: "npm:evil@^1"\n', ['dependencies']],
    ['peers', { peerDependencies: { x: '>=1', y: 'nonsense!' }, peerDependenciesMeta: { x: { optional: true }, z: {} } }, '  peerDependencies:\n    x: ">=1"\n    y: "*"\n  peerDependenciesMeta:\n    x:\n      optional: true\n', []],
    ['a phantom peer', {}, '  peerDependencies:\n    evil: "*"\n', ['peerDependencies']],
    ['commands', { bin: { '@scope/tool': './x.js', other: '.\\y.js' } }, '  bin:\n    tool: ./x.js\n    other: y.js\n', []],
    ['a command as text', { bin: 'cli.js' }, '  bin:\n    a: ./cli.js\n', []],
    ['a forged command', {}, '  bin:\n    node: ./x.js\n', ['bin']],
    ['a command that points elsewhere', { bin: 'cli.js' }, '  bin:\n    a: ./evil.js\n', ['bin']],
    ['platforms', { os: ['linux', '!darwin'], cpu: ['x64'], libc: ['glibc'] }, '  conditions: (os=linux | !os=darwin) & cpu=x64 & libc=glibc\n', []],
    ['platforms as Yarn 3 reads them', { os: ['linux'], libc: ['glibc'] }, '  conditions: os=linux\n', []],
    ['platforms that an older Yarn does not write', { os: ['linux'] }, '', []],
    ['another platform', { os: ['linux'] }, '  conditions: os=darwin\n', ['conditions']],
    ['a platform that the package does not name', {}, '  conditions: os=none\n', ['conditions']],
    ['node-gyp where it is run', { scripts: { install: 'node-gyp rebuild' } }, '  dependencies:\n    node-gyp: "npm:latest"\n', []],
    ['node-gyp where nothing is built', {}, '  dependencies:\n    node-gyp: "npm:latest"\n', ['dependencies']],
    ['another version', { version: '1.0.1' }, '', ['version']],
    ['another name', { name: 'evil' }, '', ['name']],
    ['a key that Yarn never writes', {}, '  scripts:\n    postinstall: x\n', ['scripts']],
  ])('%s', (_, raw, lines, expected) => {
    expect(yarn.verify(berryOf(lines), archive(own(raw))).map((one) => one.key)).toEqual(expected);
  });

  test('a folder of commands', () => {
    expect(yarn.verify(berryOf('  bin:\n    tool: bin/tool\n'), archive(own({ directories: { bin: './bin' } }), { files: ['bin/tool'] }))).toEqual([]);
    expect(yarn.verify(berryOf('  bin:\n    tool: lib/tool\n'), archive(own({ directories: { bin: './bin' } }), { files: ['bin/tool', 'lib/tool'] })).map((one) => one.key)).toEqual(['bin']);
  });
});
