import { brotliCompressSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { limits } from '../../../src/core/limits.js';
import type { TreeEntry } from '../../../src/core/tree.js';
import type { JsonObject } from '../../../src/core/json.js';
import { yarn } from '../../../src/lockfiles/yarn/format.js';
import { isWrittenBy, packedTexts } from '../../../src/lockfiles/yarn/pnp/code.js';
import { foldersOf, realPlace, releaseOf, slugOf } from '../../../src/lockfiles/yarn/pnp/places.js';
import { readPnp, type PnpFile } from '../../../src/lockfiles/yarn/pnp/read.js';
import { drained } from '../../../src/core/steps.js';
import { leadsBack, waysIn } from '../../../src/lockfiles/yarn/pnp/machine.js';
import { verifyPnp, type PnpReading } from '../../../src/lockfiles/yarn/pnp/verify.js';
import type { ParsedLockfile } from '../../../src/lockfiles/format.js';
import { pnpData, pnpText, type Registered } from './pnp-builder.js';

/** What Yarn 4.18 made of this project, but for the code of the table: the references, locations and hashes are its own. */
const shop = '6a03553e683393ac221b9fc43ab24c83fb02723e1d8bba701ca1e5747923f9d97f3587b6ea63e3ea3e4dddbd3bf0ff7b078968dad4fc5f92dd908414c27eef3c';
const debugDigest = 'cedbec45298dd5c501d01b92b119cd3faebe5438c3917ff11ae1bff86a6c722930ac9c8659792824013168ba6db7c4668225d845c633fbdafbbf902a6389f736';
const numberDigest = '5da4c68401529675c575878d2760d66f18eaef4b014858577f6003daf66488d7fe4eae684b1e8574e3fa1bb447c6c6c56b8491d2b4b3239da2d32e5f6f218008';
const lockText = [
  '__metadata:', '  version: 10', '  cacheKey: 10c0', '',
  '"a@workspace:*, a@workspace:packages/a":', '  version: 0.0.0-use.local', '  resolution: "a@workspace:packages/a"', '  dependencies:', '    is-odd: "npm:3.0.0"', '  peerDependencies:', '    ms: "*"', '  languageName: unknown', '  linkType: soft', '',
  '"core@npm:is-number@6.0.0, is-number@npm:^6.0.0":', '  version: 6.0.0', '  resolution: "is-number@npm:6.0.0"', `  checksum: 10c0/${numberDigest}`, '  languageName: node', '  linkType: hard', '',
  '"debug@npm:4.3.4":', '  version: 4.3.4', '  resolution: "debug@npm:4.3.4"', '  dependencies:', '    ms: "npm:2.1.2"', '  peerDependenciesMeta:', '    supports-color:', '      optional: true', `  checksum: 10c0/${debugDigest}`, '  languageName: node', '  linkType: hard', '',
  '"is-odd@npm:3.0.0":', '  version: 3.0.0', '  resolution: "is-odd@npm:3.0.0"', '  dependencies:', '    is-number: "npm:^6.0.0"', `  checksum: 10c0/${'a'.repeat(128)}`, '  languageName: node', '  linkType: hard', '',
  '"ms@npm:2.0.0":', '  version: 2.0.0', '  resolution: "ms@npm:2.0.0"', `  checksum: 10c0/${'b'.repeat(128)}`, '  languageName: node', '  linkType: hard', '',
  '"ms@npm:2.1.2":', '  version: 2.1.2', '  resolution: "ms@npm:2.1.2"', `  checksum: 10c0/${'c'.repeat(128)}`, '  languageName: node', '  linkType: hard', '',
  '"native@npm:1.0.0":', '  version: 1.0.0', '  resolution: "native@npm:1.0.0"', '  conditions: os=linux', '  languageName: node', '  linkType: hard', '',
  '"shop@workspace:.":', '  version: 0.0.0-use.local', '  resolution: "shop@workspace:."', '  dependencies:', '    a: "workspace:*"', '    core: "npm:is-number@6.0.0"', '    debug: "npm:4.3.4"', '    ms: "npm:2.0.0"', '    native: "npm:1.0.0"', '  languageName: unknown', '  linkType: soft', '',
].join('\n');
const manifest = JSON.stringify({ name: 'shop', workspaces: ['packages/*'], dependencies: { a: 'workspace:*', core: 'npm:is-number@6.0.0', debug: '4.3.4', ms: '2.0.0', native: '1.0.0' } });

function lockfile(): ParsedLockfile {
  const parsed = yarn.parse(lockText, { root: { lockfile: 'yarn.lock', directory: '' }, registries: { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: {} }, manifests: new Map([['package.json', manifest]]), declared: 'both' });
  if (parsed.kind === 'failed') throw new Error(JSON.stringify(parsed.problem));
  return parsed.lockfile;
}

const archive = (name: string, reference: string, rest: string): string => `${slugOf(name, reference)}-${rest}.zip/node_modules/${name}/`;
const virtualDebug = `virtual:${shop}#npm:4.3.4`;
const virtualA = `virtual:${shop}#workspace:packages/a`;
const own = { a: virtualA, core: ['is-number', 'npm:6.0.0'], debug: virtualDebug, ms: 'npm:2.0.0', native: 'npm:1.0.0', shop: 'workspace:.' } as const;
const honest: { readonly [locator: string]: Registered } = {
  '': { location: './', asks: own, more: { linkType: 'SOFT' } },
  [`a@${virtualA}`]: { location: './.yarn/__virtual__/a-virtual-cde41a779f/1/packages/a/', asks: { '@types/ms': null, 'a': virtualA, 'is-odd': 'npm:3.0.0', 'ms': 'npm:2.0.0' }, more: { packagePeers: ['@types/ms', 'ms'], linkType: 'SOFT' } },
  'a@workspace:packages/a': { location: './packages/a/', asks: { 'a': 'workspace:packages/a', 'is-odd': 'npm:3.0.0' }, more: { linkType: 'SOFT' } },
  'debug@npm:4.3.4': { location: './.yarn/cache/debug-npm-4.3.4-4513954577-cedbec4529.zip/node_modules/debug/', asks: { debug: 'npm:4.3.4' }, more: { linkType: 'SOFT' } },
  [`debug@${virtualDebug}`]: { location: './.yarn/__virtual__/debug-virtual-7db4590015/0/cache/debug-npm-4.3.4-4513954577-cedbec4529.zip/node_modules/debug/', asks: { '@types/supports-color': null, 'debug': virtualDebug, 'ms': 'npm:2.1.2', 'supports-color': null }, more: { packagePeers: ['@types/supports-color', 'supports-color'] } },
  'is-number@npm:6.0.0': { location: `./.yarn/cache/${archive('is-number', 'npm:6.0.0', numberDigest.slice(0, 10))}`, asks: { 'is-number': 'npm:6.0.0' } },
  'is-odd@npm:3.0.0': { location: `./.yarn/unplugged/${slugOf('is-odd', 'npm:3.0.0')}/node_modules/is-odd/`, asks: { 'is-number': 'npm:6.0.0', 'is-odd': 'npm:3.0.0' } },
  'ms@npm:2.0.0': { location: `./.yarn/cache/${archive('ms', 'npm:2.0.0', 'b'.repeat(10))}`, asks: { ms: 'npm:2.0.0' } },
  'ms@npm:2.1.2': { location: `./.yarn/cache/${archive('ms', 'npm:2.1.2', 'c'.repeat(10))}`, asks: { ms: 'npm:2.1.2' } },
  'native@npm:1.0.0': { location: `./.yarn/cache/${archive('native', 'npm:1.0.0', '10c0')}`, asks: { native: 'npm:1.0.0' } },
  'shop@workspace:.': { location: './', asks: own, more: { linkType: 'SOFT' } },
};
const file = (packages = honest, more: JsonObject = {}): PnpFile => readPnp('.pnp.cjs', pnpText(pnpData(packages, more)))!;
const edited = (locator: string, edit: Partial<Registered>): typeof honest => ({ ...honest, [locator]: { ...honest[locator]!, ...edit } });
const asks = (locator: string, more: Registered['asks']): typeof honest => edited(locator, { asks: { ...honest[locator]!.asks, ...more } });
const verified = (head: PnpFile, base: PnpFile | undefined, settings?: string, release: readonly string[] = [], tree: Iterable<TreeEntry> = []): PnpReading => (
  drained(verifyPnp(head, base, { lockfile: lockfile(), folders: foldersOf(settings)!, release, leadsIn: waysIn(tree) }))
);
const found = (...asked: Parameters<typeof verified>): readonly string[] => {
  const reading = verified(...asked);
  return reading.kind === 'unread' ? [`unread ${reading.reason}`] : [...reading.differences.map(({ kind, entry }) => `${kind} ${entry}`), ...(reading.hole === undefined ? [] : [`hole ${reading.hole}`])];
};

describe('reading', () => {
  test.each([4, 3, 2] as const)('the layout of Yarn %d', (layout) => {
    const data = pnpData(honest);
    const read = readPnp(layout === 2 ? '.pnp.js' : '.pnp.cjs', pnpText(data, layout));
    expect(read?.data).toEqual(data);
    expect(read?.around).not.toContain('packageRegistryData');
  });
  test('data in a file of its own', () => {
    expect(readPnp('.pnp.data.json', JSON.stringify(pnpData(honest)))?.around).toBe('');
  });
  test.each<[string, string]>([
    ['code in the literal', pnpText(pnpData(honest)).replace('__info', '\'+run()+\'__info')],
    ['an escape that Yarn does not write', pnpText(pnpData(honest)).replace('__info', '\\x5f_info')],
    ['no end', pnpText(pnpData(honest)).slice(0, 400)],
    ['a call in the object', pnpText(pnpData(honest), 2).replace('"enableTopLevelFallback": true', '"enableTopLevelFallback": run()')],
    ['no data', '#!/usr/bin/env node\n'],
  ])('refused, or of other code: %s', (_, text) => {
    const read = readPnp('.pnp.cjs', text);
    expect(read === undefined || read.around !== file().around).toBe(true);
  });
  test('a text over the limit is not read', () => {
    const limit = limits.pnpBytes as { value: number };
    const standard = limit.value;
    limit.value = 100;
    try {
      expect(readPnp('.pnp.cjs', pnpText(pnpData(honest)))).toBeUndefined();
    } finally {
      limit.value = standard;
    }
  });
});

describe('held against the lockfile', () => {
  test.each<[string, PnpFile, readonly string[]]>([
    ['what Yarn wrote', file(), []],
    ['what is unpacked for an instance', file({ ...edited(`debug@${virtualDebug}`, { location: './.yarn/unplugged/debug-virtual-7db4590015/node_modules/debug/' }), 'debug@npm:4.3.4': { ...honest['debug@npm:4.3.4']!, location: './.yarn/unplugged/debug-virtual-7db4590015/node_modules/debug/' } }), []],
    ['a dependency by an extension of Yarn', file(asks('is-odd@npm:3.0.0', { ms: 'npm:2.0.0' })), []],
    ['a package of another machine\'s, asked for and not there', file(Object.fromEntries(Object.entries(honest).filter(([locator]) => locator !== 'native@npm:1.0.0'))), []],
    ['a package that is not locked', file({ ...honest, 'evil@npm:1.0.0': { location: `./.yarn/cache/${archive('evil', 'npm:1.0.0', 'd'.repeat(10))}`, asks: {} } }), ['not-locked evil@npm:1.0.0']],
    ['a version that is not locked', file({ ...honest, 'ms@npm:2.1.3': { location: `./.yarn/cache/${archive('ms', 'npm:2.1.3', 'd'.repeat(10))}`, asks: {} } }), ['not-locked ms@npm:2.1.3']],
    ['a workspace that is not locked', file({ ...honest, 'b@workspace:packages/b': { location: './packages/b/', asks: {} } }), ['not-locked b@workspace:packages/b']],
    ['a workspace under another name', file({ ...honest, 'ms@workspace:packages/a': { location: './packages/a/', asks: {} } }), ['not-locked ms@workspace:packages/a']],
    ['a folder of the repository', file(edited('ms@npm:2.0.0', { location: './vendor/ms/' })), ['elsewhere ms@npm:2.0.0']],
    ['another version\'s archive', file(edited('ms@npm:2.0.0', { location: honest['ms@npm:2.1.2']!.location })), ['elsewhere ms@npm:2.0.0']],
    ['an archive of other bytes', file(edited('ms@npm:2.0.0', { location: `./.yarn/cache/${archive('ms', 'npm:2.0.0', 'd'.repeat(10))}` })), ['elsewhere ms@npm:2.0.0']],
    ['a folder inside the package', file(edited('ms@npm:2.0.0', { location: `${honest['ms@npm:2.0.0']!.location}dist/` })), ['elsewhere ms@npm:2.0.0']],
    ['out of the cache again', file(edited('ms@npm:2.0.0', { location: `./.yarn/cache/x/../${archive('ms', 'npm:2.0.0', 'b'.repeat(10))}` })), ['elsewhere ms@npm:2.0.0']],
    ['an instance that leads elsewhere', file(edited(`debug@${virtualDebug}`, { location: './.yarn/__virtual__/debug-virtual-7db4590015/1/vendor/debug/' })), [`elsewhere debug@npm:4.3.4`]],
    ['an instance of an instance', file(edited(`debug@${virtualDebug}`, { location: './.yarn/__virtual__/debug-virtual-7db4590015/0/__virtual__/debug-virtual-7db4590015/1/vendor/debug/' })), ['elsewhere debug@npm:4.3.4']],
    ['the project in another folder', file(edited('', { location: './vendor/' })), ['elsewhere the project itself']],
    ['a workspace in another folder', file(edited('a@workspace:packages/a', { location: './packages/b/' })), ['elsewhere a@workspace:packages/a']],
    ['another version for who asks', file(asks(`debug@${virtualDebug}`, { ms: 'npm:2.0.0' })), ['other-target debug@npm:4.3.4']],
    ['another package for who asks', file(asks('', { ms: ['is-number', 'npm:6.0.0'] })), ['other-target the project itself']],
    ['a peer that no dependent gives', file(asks(`a@${virtualA}`, { ms: 'npm:2.1.2' })), ['other-target a@npm']],
    ['another package under a name that nobody asks for', file(asks('is-odd@npm:3.0.0', { fs: ['ms', 'npm:2.0.0'] })), ['other-target is-odd@npm:3.0.0']],
    ['a fallback to another package', file(honest, { fallbackPool: [['left', ['ms', 'npm:2.0.0']]] }), ['other-target fallbackPool']],
    ['patterns that are left to others', file(honest, { ignorePatternData: '(^.*$)' }), ['unread settings']],
    ['a key that nobody knows', file(honest, { hooks: [] }), ['unread settings']],
    ['a package twice', readPnp('.pnp.cjs', pnpText({ ...pnpData(honest), packageRegistryData: [...(pnpData(honest)['packageRegistryData'] as JsonObject[]), ...(pnpData(honest)['packageRegistryData'] as JsonObject[]).slice(-1)] }))!, ['unread layout']],
    ['a member of an entry that nobody knows', file(edited('ms@npm:2.0.0', { more: { main: 'x' } })), ['unread layout']],
  ])('%s', (_, head, expected) => {
    expect(found(head, file()).map((one) => one.replace('a@workspace:packages/a', one.startsWith('other-target') ? 'a@npm' : 'a@workspace:packages/a'))).toEqual(expected);
  });
  test('other code than at base, and none at base', () => {
    expect(found(readPnp('.pnp.cjs', pnpText(pnpData(honest), 4, '\n\nrun();\n'))!, file())).toEqual(['unread code']);
    expect(verified(file(), undefined)).toEqual({ kind: 'unread', reason: 'new' });
  });
  test('at most some are told, the others counted', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`evil${index}@npm:1.0.0`, { location: './x/', asks: {} }]));
    expect(verified(file({ ...honest, ...many }), file())).toMatchObject({ more: 15 });
  });
  test('folders that settings name', () => {
    const moved = file(edited('ms@npm:2.0.0', { location: honest['ms@npm:2.0.0']!.location.replace('.yarn/cache', 'deps/cache') }));
    expect(found(moved, file(), 'cacheFolder: ./deps/cache\n')).not.toContain('elsewhere ms@npm:2.0.0');
    expect(foldersOf('cacheFolder: "${HOME}/x"\n')).toBeUndefined();
    expect(foldersOf('cacheFolder: ../x\n')).toBeUndefined();
  });
});

describe('the cache of a machine', () => {
  const outside = (above: string, locator: string): string => `${above}${archive(locator.slice(0, locator.indexOf('@')), locator.slice(locator.indexOf('@') + 1), '10c0')}`;
  const put = (above: string, ...locators: readonly (keyof typeof honest)[]): PnpFile => file(locators.reduce((all, one) => ({ ...all, [one]: { ...all[one]!, location: outside(above, one as string) } }), honest));
  const usual = '../../../root/.yarn/berry/cache/';
  const ms = 'ms@npm:2.0.0';
  const odd = 'is-odd@npm:3.0.0';
  const base = put(usual, odd);
  const zip = (folder: string): string => outside(folder, ms).split('/node_modules/')[0]!;
  const entry = (path: string, mode: TreeEntry['mode'] = '100644'): TreeEntry => ({ path, mode, oid: '0' });
  const virtual = (rest: string): PnpFile => file({ ...edited(`debug@${virtualDebug}`, { location: `./.yarn/__virtual__/debug-virtual-7db4590015/${rest}` }), [odd]: { ...honest[odd]!, location: outside(usual, odd) } });
  test.each<[string, PnpFile, PnpFile | undefined, readonly TreeEntry[], readonly string[]]>([
    ['the one that others come from at base', put(usual, ms, odd), base, [entry('.yarn/releases/yarn-4.5.0.cjs'), entry('cache/a.txt'), entry('root/x.zip')], []],
    ['an instance there', virtual('4/root/.yarn/berry/cache/debug-npm-4.3.4-4513954577-10c0.zip/node_modules/debug/'), base, [], []],
    ['an instance that leads elsewhere', virtual('4/root/assets/cache/debug-npm-4.3.4-4513954577-10c0.zip/node_modules/debug/'), base, [], ['elsewhere debug@npm:4.3.4']],
    ['another machine\'s', put('../../.yarn/berry/cache/', ms), base, [], ['hole machine']],
    ['the first one', put('../AppData/Local/Yarn/Berry/cache/', ms), file(), [], ['hole machine']],
    ['another folder', put('../shop/assets/cache/', ms), base, [], [`elsewhere ${ms}`]],
    ['back into the repository', put('../shop/assets/cache/', ms), base, [entry(zip('assets/cache/'))], [`elsewhere ${ms}`]],
    ['back into it, where another package was loaded from there', put('../shop/assets/cache/', ms, odd), put('../shop/assets/cache/', odd), [entry(zip('assets/cache/'))], [`elsewhere ${ms}`]],
    ['back into it by the usual name', put('../shop/.yarn/berry/cache/', ms), file(), [entry(zip('.yarn/berry/cache/'))], [`elsewhere ${ms}`]],
    ['back into it from the top of the file system', put('../../../../../../../../home/ci/shop/.yarn/berry/cache/', ms), file(), [entry(zip('.yarn/berry/cache/'))], [`elsewhere ${ms}`]],
    ['back into it in other letters', put('../shop/.Yarn/berry/cache/', ms), file(), [entry(zip('.yarn/Berry/cache/'))], [`elsewhere ${ms}`]],
    ['back into it through a link', put('../shop/tools/yarn/berry/cache/', ms), file(), [entry('tools', '120000')], [`elsewhere ${ms}`]],
    ['back into a submodule', put('../shop/tools/yarn/berry/cache/', ms), file(), [entry('tools/yarn', '160000')], [`elsewhere ${ms}`]],
    ['a folder with the name of an archive', put('../shop/.yarn/berry/cache/', ms), file(), [entry(`${zip('.yarn/berry/cache/')}/node_modules/ms/index.js`)], [`elsewhere ${ms}`]],
    ['an archive in an archive', put('../shop/x.zip/.yarn/berry/cache/', ms), file(), [entry('x.zip')], [`elsewhere ${ms}`]],
    ['further up than anybody lives', put(`${'../'.repeat(40)}root/.yarn/berry/cache/`, ms), file(), [], [`elsewhere ${ms}`]],
  ])('%s', (_, head, stood, tree, expected) => {
    expect(found(head, stood, undefined, [], tree)).toEqual(expected);
  });
  test('of a table that is new', () => {
    const code = packedTexts(`brotliDecompressSync(Buffer.from("${brotliCompressSync('const fs = require(\'fs\');\n').toString('base64')}","base64")`);
    const plain = (above: string): PnpFile => file({ ...honest, [ms]: { ...honest[ms]!, location: outside(above, ms) } }, { ignorePatternData: null });
    expect(found(plain('../../opt/yarn/cache/'), undefined, undefined, code)).toEqual(['hole machine']);
    expect(found(plain('../shop/assets/cache/'), undefined, undefined, code, [entry(zip('assets/cache/'))])).toEqual([`elsewhere ${ms}`]);
  });
});

describe('work on hostile tables', () => {
  const limit = limits.pnpSteps as { value: number };
  const standard = limit.value;
  afterEach(() => { limit.value = standard; });
  const ms = 'ms@npm:2.0.0';
  const crowd = (count: number): typeof honest => Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}@npm:1.0.0`, { location: './x/', asks: { ms: 'npm:2.0.0' } }]));
  test('names that nobody asks for are told without a look at who could give them', () => {
    const names = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`d${index}`, ['shop', 'workspace:.'] as const]));
    limit.value = 100;
    expect(verified(file({ ...asks(ms, names), ...crowd(2_000) }), file())).toMatchObject({ more: 3_995, differences: [{}, {}, {}, {}, {}] });
  });
  test('more dependents than the limit are a hole, and what was found before is told', () => {
    // The project really has `core` lead to another package, so that a crowd of dependents is asked whether it gives that on.
    const head = file({ ...crowd(200), ...asks(ms, { core: ['is-number', 'npm:6.0.0'] }) });
    limit.value = 100;
    expect(verified(head, file())).toMatchObject({ hole: 'limit', more: 195 });
    limit.value = standard;
    expect(found(head, file()).some((one) => one.startsWith('hole'))).toBe(false);
  });
  test('a place above the root costs steps', () => {
    limit.value = 3;
    expect(found(file(edited(ms, { location: `../../opt/yarn/cache/${archive('ms', 'npm:2.0.0', '10c0')}` })), file())).toContain('hole limit');
  });
  test('an install root below the repository\'s, and what lies beside it', () => {
    const none = (): void => undefined;
    expect(leadsBack({ ups: 1, path: 'pnp/cache/a.zip' }, 'app', () => false, none)).toBe(true);
    expect(leadsBack({ ups: 2, path: 'pnp/cache/a.zip' }, 'app', (path) => path === 'cache/a.zip', none)).toBe(true);
    expect(leadsBack({ ups: 2, path: 'pnp/cache/a.zip' }, 'app', () => false, none)).toBe(false);
  });
});

describe('names of files', () => {
  test.each<[string, string, string]>([
    ['debug', 'npm:4.3.4', 'debug-npm-4.3.4-4513954577'], ['@esbuild/linux-x64', 'npm:0.17.19', '@esbuild-linux-x64-npm-0.17.19-08a7136aa6'],
    ['typescript', 'patch:typescript@npm%3A5.1.6#optional!builtin<compat/typescript>::version=5.1.6&hash=5da071', 'typescript-patch-97a611e52a'], ['debug', virtualDebug, 'debug-virtual-7db4590015'],
  ])('%s@%s', (name, reference, slug) => {
    expect(slugOf(name, reference)).toBe(slug);
  });
  test.each<[string, string | undefined]>([
    ['./', ''], ['./a/b/', 'a/b'], ['./a/b', undefined], ['/a/', undefined], ['./a/../b/', undefined], ['./a//b/', undefined], ['./a\\b/', undefined],
    ['./.yarn/__virtual__/a-virtual-cde41a779f/1/packages/a/', 'packages/a'], ['./.yarn/__virtual__/a-virtual-cde41a779f/9/packages/a/', 'packages/a'], ['./.yarn/$$virtual/a-virtual-cde41a779f/0/cache/a/', '.yarn/cache/a'],
    ['./.yarn/__virtual__/a/0/x/', undefined], ['./x/__virtual__/a-virtual-cde41a779f/0/x/', undefined],
  ])('%s', (location, path) => {
    expect(realPlace(location, foldersOf(undefined)!)?.path).toBe(path);
  });
});

describe('code that the repository\'s own release writes', () => {
  const packed = (text: string): string => `hook=()=>r("zlib").brotliDecompressSync(Buffer.from("${brotliCompressSync(text).toString('base64')}","base64")).toString();`;
  const code = 'const fs = require(\'fs\');\n';
  const release = packedTexts(`(()=>{${packed('other')}${packed(code)}${packed('x').replace('Buffer.from("', 'Buffer.from("!')}})();`);
  test('is read, and what cannot be unpacked is left out', () => {
    expect(release.slice(0, 2)).toEqual(['other', code]);
    expect(packedTexts('brotliDecompressSync(Buffer.from("abc')).toEqual([]);
  });
  test.each<[string, PnpFile, boolean]>([
    ['Yarn 4', readPnp('.pnp.cjs', pnpText(pnpData(honest), 4))!, true],
    ['other code behind it', readPnp('.pnp.cjs', `${pnpText(pnpData(honest), 4)}run();\n`)!, false],
    ['other code before it', readPnp('.pnp.cjs', pnpText(pnpData(honest), 4).replace('"use strict";', '"use strict";run();'))!, false],
    ['a shebang of its own', readPnp('.pnp.cjs', pnpText(pnpData(honest), 4).replace('env node', 'env node -r ./x.js'))!, false],
  ])('%s', (_, file, expected) => {
    expect(isWrittenBy(file.around, release)).toBe(expected);
  });
  test('other code than that of a release whose runtime is known', () => {
    const own = packedTexts(packed('function hydrateRuntimeState() {}\n'));
    const of = (code: string): PnpFile => readPnp('.pnp.cjs', pnpText(pnpData(honest), 4, `\n\nfunction $$SETUP_STATE(hydrateRuntimeState, basePath) {\n  return hydrateRuntimeState(JSON.parse(RAW_RUNTIME_STATE), {basePath: basePath || __dirname});\n}\n\n${code}`))!;
    expect(verified(of('run();\n'), file(), undefined, own)).toMatchObject({ differences: [{ kind: 'other-code' }] });
    expect(verified(of('function hydrateRuntimeState() {}\n'), file(), undefined, own)).toMatchObject({ differences: [] });
    expect(verified(readPnp('.pnp.cjs', `#!/bin/node\n${pnpText(pnpData(honest), 4, '\n}\n\nfunction hydrateRuntimeState() {}\n')}`)!, file(), undefined, own)).toEqual({ kind: 'unread', reason: 'code' });
  });
  test('takes the place of the code at base', () => {
    const old = readPnp('.pnp.cjs', pnpText(pnpData(honest), 3, 'old();\n'))!;
    const plain = file(honest, { ignorePatternData: null });
    expect(verified(plain, old)).toEqual({ kind: 'unread', reason: 'code' });
    expect(verified(plain, old, undefined, release)).toMatchObject({ kind: 'compared', differences: [] });
    expect(verified(plain, undefined, undefined, release)).toMatchObject({ kind: 'compared', differences: [] });
    expect(verified(file(honest, { ignorePatternData: '^' }), undefined, undefined, release)).toEqual({ kind: 'unread', reason: 'settings' });
  });
  test.each([['yarnPath: .yarn/releases/yarn-4.5.0.cjs\n', '.yarn/releases/yarn-4.5.0.cjs'], ['yarnPath: ./tools/yarn.cjs\n', undefined], ['yarnPath: .yarn/releases/../../x.cjs\n', undefined], ['yarnPath: /x/.yarn/releases/a.cjs\n', undefined], ['', undefined]])('%j names %s', (settings, path) => {
    expect(releaseOf(settings)).toBe(path);
  });
});
