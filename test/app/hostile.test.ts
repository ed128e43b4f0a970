import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createFactSource } from '../../src/app/fact-source.js';
import { present, renderInput } from '../../src/app/present.js';
import { review, type Reviewed, type ReviewSettings } from '../../src/app/review.js';
import { memoryFactCache } from '../../src/adapters/memory/fact-cache.js';
import { catalogue, checks } from '../../src/checks/index.js';
import { Failure } from '../../src/core/errors.js';
import { canonicalJson, type Json } from '../../src/core/json.js';
import { byCodePoint } from '../../src/core/order.js';
import { reduceRecord } from '../../src/packages/record.js';
import type { FactCache } from '../../src/ports/fact-cache.js';
import type { Registry } from '../../src/ports/registry.js';
import { noColours, terminalText } from '../../src/render/terminal.js';
import { packageEntries, packVersion, tgz, type StandInPackage } from '../registry/index.js';
import { context } from '../render/build.js';
import { expectInert } from '../render/tree.js';
import { npmRepository, type Entry, type Packages } from './npm-repository.js';
import { advisory, shelf } from './shelf.js';
import { inShort, knownAdvisories, memoryHost, now, ownAnalyser, type Files } from './world.js';

const table = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: {} };
const settings: ReviewSettings = { checks, registries: table, engine: { version: '0.0.0', digest: '0'.repeat(64) } };

interface Served {
  readonly packages?: readonly StandInPackage[];
  readonly packument?: (text: string) => Json;
  readonly tarball?: (bytes: Uint8Array) => Uint8Array;
}

/** A registry without its wire: what it serves may be anything. */
function serving({ packages = shelf, packument = (text) => JSON.parse(text) as Json, tarball = (bytes) => bytes }: Served): Registry {
  const found = (name: string): StandInPackage => packages.find((one) => one.name === name) ?? (() => { throw new Failure('REGISTRY_NOT_SERVED', { name }); })();
  return {
    async record({ registry, name }) {
      const pkg = found(name);
      const document = { name, 'dist-tags': { latest: pkg.versions.at(-1)!.version }, versions: Object.fromEntries(pkg.versions.map((one) => [one.version, { name, version: one.version, ...one.manifest, dist: {} }])), time: Object.fromEntries(pkg.versions.map((one) => [one.version, one.publishedAt ?? '2024-01-01T00:00:00.000Z'])), maintainers: [] };
      return { kind: 'record', record: reduceRecord(packument(JSON.stringify(document)), name, registry) };
    },
    async tarball({ origin }) {
      const version = found(origin.name).versions.find((one) => one.version === origin.version);
      if (!version) throw new Failure('REGISTRY_NOT_SERVED', { name: origin.name, version: origin.version });
      const bytes = tarball(version.tarball ?? packVersion(origin.name, version));
      return (async function* () { yield bytes; })();
    },
    attestations: () => Promise.reject(new Failure('REGISTRY_NOT_SERVED')),
    isPublic: () => true,
    lendsCredentials: () => false,
  };
}

/** One review of anything. `cache` is shared where the packages stay as they are. */
async function reviewed(base: Files, head: Files, more: { readonly served?: Served; readonly cache?: FactCache; readonly advisories?: Parameters<typeof knownAdvisories>[0]; readonly policy?: Files } = {}): Promise<Reviewed> {
  const facts = createFactSource({
    registry: serving(more.served ?? {}), analyser: ownAnalyser(), advisories: knownAdvisories(more.advisories), cache: more.cache ?? memoryFactCache(), clock: { now: () => now },
    tenancy: { installation: '1', repository: '1', visibility: 'private', fork: false },
  });
  return review({ host: memoryHost(base, head, more.policy ? { policy: more.policy } : {}), facts, clock: { now: () => now }, progress: { report: () => undefined }, people: async () => [] }, settings, async () => undefined, new AbortController().signal);
}

const tidy = (version: string): Files & { readonly [path: string]: string } => npmRepository(shelf, { installed: { tidy: version, words: '1.0.0' }, asks: { tidy: `^${version}` } });
const [base, head] = [tidy('1.0.0'), tidy('1.1.0')];
const lock = 'package-lock.json';
const cache = memoryFactCache();

/** Takes a piece out of a text, or puts one in. */
const cut = (text: string): fc.Arbitrary<string> => fc.record({ at: fc.nat(text.length), length: fc.nat(40), put: fc.oneof(fc.constant(''), fc.constantFrom('{', '}', '"', '[', ',', '\u0000', '\ufeff', '<<<<<<< a\n', '\\ud800', '1e999', '__proto__'), fc.string({ maxLength: 8, unit: 'binary' })) })
  .map(({ at, length, put }) => text.slice(0, at) + put + text.slice(at + length));
/** Turns some bytes of a sequence over, or ends it early. */
const flip = (size: number) => fc.record({ at: fc.nat(size - 1), by: fc.integer({ min: 1, max: 255 }), end: fc.option(fc.nat(size), { nil: undefined }) });
const flipped = (bytes: Uint8Array, { at, by, end }: { readonly at: number; readonly by: number; readonly end: number | undefined }): Uint8Array => {
  const out = Uint8Array.from(bytes);
  out[at % out.length]! ^= by;
  return end === undefined ? out : out.subarray(0, end % out.length);
};
const odd: fc.Arbitrary<Json> = fc.oneof(fc.constantFrom<Json>(null, true, false, 0, -1, 1e300, '', 'x', [], {}, [[]], { __proto__: 1 }, { constructor: 'x' }, 'npm:words@1.0.0', 'file:../x', '1.0.0', '9.9.9', ['linux']), fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json));

/** Values that say as little as an absent key. */
const says = (value: unknown): boolean => !(value === undefined || value === null || value === false || value === '' || value === 0 || (typeof value === 'object' && Object.keys(value).length === 0));
/** What an installer does by a lockfile: per place, every key on which one acts. */
function acted(text: string): string {
  const { packages, lockfileVersion } = JSON.parse(text.replace(/^\ufeff/, '')) as { packages: Packages; lockfileVersion: number };
  const keys = ['version', 'integrity', 'dependencies', 'optionalDependencies', 'scripts', 'hasInstallScript', 'link', 'inBundle', 'bundleDependencies', 'os', 'cpu', 'dev', 'optional', 'devOptional', 'name'];
  return canonicalJson([lockfileVersion, Object.entries(packages).filter(([location]) => location.includes('node_modules/')).map(([location, entry]) => canonicalJson([location, Object.fromEntries(keys.filter((key) => says(entry[key])).map((key) => [key, entry[key]]))])).sort(byCodePoint)]);
}
const honest = new Set([acted(base[lock]!), acted(head[lock]!)]);
const passesOnly = (verdict: Reviewed['verdict'], text: string): void => {
  expect(['pass', 'warn', 'block', 'unknown']).toContain(verdict.outcome);
  if (verdict.outcome === 'pass' || verdict.outcome === 'warn') expect(honest).toContain(acted(text));
};

describe('whatever is put in, a review ends, and passes only what it has read', () => {
  test('a lockfile with pieces missing', async () => {
    await fc.assert(fc.asyncProperty(cut(head[lock]!), async (text) => passesOnly((await reviewed(base, { ...head, [lock]: text }, { cache })).verdict, text)), { numRuns: 80, seed: 21 });
  });
  test('a lockfile whose base is in pieces', async () => {
    await fc.assert(fc.asyncProperty(cut(base[lock]!), async (text) => passesOnly((await reviewed({ ...base, [lock]: text }, head, { cache })).verdict, head[lock]!)), { numRuns: 40, seed: 22 });
  });
  const keys = ['version', 'resolved', 'integrity', 'dependencies', 'optionalDependencies', 'peerDependencies', 'bin', 'scripts', 'hasInstallScript', 'os', 'dev', 'optional', 'link', 'inBundle', 'bundleDependencies', 'name', 'hasShrinkwrap', '__proto__'];
  test('a lockfile with an entry that says anything', async () => {
    const place = fc.constantFrom('node_modules/tidy', 'node_modules/words', 'node_modules/tidy/node_modules/words', 'node_modules/x', '__proto__', 'constructor', '', '../x');
    await fc.assert(fc.asyncProperty(place, fc.constantFrom(...keys), odd, fc.boolean(), async (location, key, value, on) => {
      const document = JSON.parse((on ? head : base)[lock]!) as { packages: Packages };
      const entry: Entry = Object.hasOwn(document.packages, location) ? document.packages[location]! : {};
      Object.defineProperty(entry, key, { value, enumerable: true, configurable: true, writable: true });
      Object.defineProperty(document.packages, location, { value: entry, enumerable: true, configurable: true, writable: true });
      const text = JSON.stringify(document, null, 2);
      const { verdict } = await reviewed(base, { ...(on ? head : base), [lock]: text }, { cache });
      expect(['pass', 'warn', 'block', 'unknown']).toContain(verdict.outcome);
      const harmless = location === '' || key === '__proto__' || honest.has(acted(text));
      if (!harmless) expect(['block', 'unknown']).toContain(verdict.outcome);
    }), { numRuns: 150, seed: 223 });
  });
  test('a package.json', async () => {
    await fc.assert(fc.asyncProperty(cut(head['package.json']!), async (text) => passesOnly((await reviewed(base, { ...head, 'package.json': text }, { cache })).verdict, head[lock]!)), { numRuns: 40, seed: 24 });
  });
  test('a policy: what blocks passes only by a policy that is whole', async () => {
    const written = 'mode: block\nthreshold: high\nfail-mode: closed\nchecks:\n  hidden-code: { mode: block, threshold: high }\nregistries: { allowed: [registry.example] }\n';
    const [quiet, loud] = ['1.0.0', '1.0.1'].map((version) => npmRepository(shelf, { installed: { stepper: version } }));
    await fc.assert(fc.asyncProperty(cut(written), async (text) => {
      const policy = { '.github/mergewarden.yml': text };
      const { verdict, policy: read } = await reviewed({ ...quiet!, ...policy }, { ...loud!, ...policy }, { cache });
      if (verdict.outcome === 'pass') expect(read.reading.baseProblems).toEqual([]);
      if (!read.reading.usable) expect(['block', 'unknown']).toContain(verdict.outcome);
    }), { numRuns: 50, seed: 25 });
  });
  test('a packument', async () => {
    const change = fc.oneof(
      fc.record({ at: fc.nat(2000), length: fc.nat(30), put: fc.string({ maxLength: 5 }) }).map(({ at, length, put }) => (text: string): Json => {
        try { return JSON.parse(text.slice(0, at) + put + text.slice(at + length)) as Json; } catch { throw new Failure('REGISTRY_MALFORMED', { reason: 'json' }); }
      }),
      fc.tuple(fc.constantFrom('name', 'versions', 'time', 'dist-tags', 'maintainers', '__proto__'), odd).map(([key, value]) => (text: string): Json => ({ ...(JSON.parse(text) as { [key: string]: Json }), [key]: value })),
      odd.map((value) => (): Json => value),
    );
    await fc.assert(fc.asyncProperty(change, async (packument) => {
      const { verdict } = await reviewed(base, head, { served: { packument } });
      if (verdict.gaps.some((gap) => gap.data['fact'] === 'record' && gap.counts)) expect(verdict.outcome).not.toBe('pass');
      expect(['pass', 'warn', 'block', 'unknown']).toContain(verdict.outcome);
    }), { numRuns: 40, seed: 26 });
  });
  test('a tarball: other bytes are never the package', async () => {
    await fc.assert(fc.asyncProperty(flip(2000), async (how) => {
      const { verdict } = await reviewed(base, head, { served: { tarball: (bytes) => flipped(bytes, how) } });
      expect(inShort(verdict)).toMatchObject({ outcome: 'block', told: ['analysis-limit other-bytes'] });
    }), { numRuns: 40, seed: 27 });
  });
  /** A new version whose archive is made of anything; its lockfile entry tells the truth about the bytes. */
  const packed = (tarball: Uint8Array): { readonly packages: readonly StandInPackage[]; readonly head: Files } => {
    const packages = shelf.map((one) => (one.name === 'words' ? { ...one, versions: [...one.versions, { version: '1.0.9', manifest: { bin: { words: 'cli.js' } }, tarball, publishedAt: '2026-11-20T00:00:00.000Z' }] } : one));
    return { packages, head: npmRepository(packages, { installed: { tidy: '1.0.0', words: '1.0.9' }, asks: { tidy: '^1.0.0' } }) };
  };
  const whole = packageEntries({ 'package.json': JSON.stringify({ name: 'words', version: '1.0.9', bin: { words: 'cli.js' }, main: 'index.js' }), 'index.js': 'module.exports = 1;\n', 'cli.js': '1;\n' });
  test('an archive that is pinned as it is, whatever it is', async () => {
    const bytes = tgz(whole);
    await fc.assert(fc.asyncProperty(flip(bytes.length), async (how) => {
      const { packages, head: changed } = packed(flipped(bytes, how));
      const { verdict } = await reviewed(base, changed, { served: { packages } });
      // A byte of the gzip header may be anything; every other one is content or a sum over it.
      if (how.at > 9 || how.end !== undefined) expect(['block', 'unknown']).toContain(verdict.outcome);
    }), { numRuns: 40, seed: 28 });
  });
  test('a manifest inside an archive', async () => {
    const [manifest, ...others] = [whole.find((entry) => entry.path.endsWith('package.json'))!, ...whole.filter((entry) => !entry.path.endsWith('package.json'))];
    await fc.assert(fc.asyncProperty(cut(manifest!.body as string), async (text) => {
      const { packages, head: changed } = packed(tgz([{ ...manifest!, body: text }, ...others]));
      const { verdict } = await reviewed(base, changed, { served: { packages } });
      let read = true;
      try { JSON.parse(new TextDecoder().decode(new TextEncoder().encode(text))); } catch { read = false; }
      if (!read) expect(['block', 'unknown']).toContain(verdict.outcome);
    }), { numRuns: 40, seed: 29 });
  });
});

describe('foreign text comes out inert, wherever it came in', () => {
  const canary = 'Kanarienvogel';
  const fragments = ['`', '``', '```\n', '[x](https://evil.example.invalid)', '![x](https://evil.example.invalid/i.png)', '<img src=x onerror=y>', '<!-- mergewarden:summary -->', '</details>', '@everyone', '#1', 'https://evil.example.invalid/a', 'www.evil.example.invalid', '|', '\n', '\r\n\r\n# big', '\u202e', '\u200b', '\u001b[31m', '\u001b]0;x\u0007', '\u0000', '\u2028', '\ud800', '&lt;', '$x$', '**b**', '~~s~~', '- [ ] task', '{package}', '%0a', 'a'.repeat(3000), '\u0301'.repeat(20), ':tada:', '[^1]', '\\'];
  const foreign = fc.tuple(fc.constantFrom(...fragments), fc.constantFrom(...fragments), fc.boolean()).map(([a, b, first]) => (first ? `${a}${canary}${b}` : `${canary}${a}${b}`));
  /** What may be a package's name in a lockfile: no white space, no slash, no @. */
  const nameLike = (text: string): string => text.replaceAll(/[\s/@\\>\p{Cc}]/gu, '').slice(0, 200);
  const pathLike = (text: string): string => text.replaceAll('/', '_').replaceAll('\0', '_').slice(0, 200);

  const shapes: { readonly [name: string]: (text: string, other: string) => Parameters<typeof reviewed> } = {
    'a package\'s name': (text) => [base, npmRepository([...shelf, { name: nameLike(text), versions: [{ version: '1.0.0' }] }], { installed: { tidy: '1.0.0', words: '1.0.0', [nameLike(text)]: '1.0.0' }, asks: { tidy: '^1.0.0', [nameLike(text)]: '^1.0.0' } })],
    'a version, an address, a digest': (text, other) => [base, npmRepository(shelf, { installed: { tidy: '1.0.0', words: '1.0.0' }, asks: { tidy: '^1.0.0' }, edit: (packages) => { Object.assign(packages['node_modules/words']!, { version: text, resolved: `https://${other}`, integrity: text }); } })],
    'keys of an entry': (text, other) => [base, npmRepository(shelf, { installed: { tidy: '1.0.0', words: '1.0.0' }, asks: { tidy: '^1.0.0' }, edit: (packages) => { Object.assign(packages['node_modules/words']!, { scripts: { [text]: other }, bin: { [text]: other }, [text]: other, dependencies: { [text]: other } }); } })],
    'the place of an entry': (text) => [base, npmRepository(shelf, { installed: { tidy: '1.0.0', words: '1.0.0' }, asks: { tidy: '^1.0.0' }, edit: (packages) => { packages[`node_modules/${text}`] = { version: '1.0.0' }; } })],
    'folders and files': (text, other) => [{}, { ...npmRepository(shelf, { installed: { stepper: '1.0.1' }, directory: pathLike(text) }), [`${pathLike(other)}/go.sum`]: '1', [`${pathLike(text)}/Package-Lock.json`]: '{' }],
    'a workspace': (text) => [{}, npmRepository(shelf, { installed: { stepper: '1.0.1' }, manifest: { workspaces: [pathLike(text)] }, edit: (packages) => { packages[pathLike(text)] = { name: nameLike(text), version: text, dependencies: { stepper: '1.0.1' } }; } })],
    'a policy and its waivers': (text, other) => [{ ...base, '.github/mergewarden.yml': 'mode: block\n' }, { ...base, '.github/mergewarden.yml': `${JSON.stringify({ waivers: [{ finding: '0'.repeat(64), package: text, reason: `${other} reasons enough`, by: 'maria', until: '2026-12-01' }], mode: 'observe' })}\n` }],
    'a policy that is broken': (text, other) => [base, { ...base, '.github/mergewarden.yml': `${JSON.stringify({ [text]: other, checks: { [text]: other }, mode: text })}\n` }],
    'advisories': (text, other) => [base, head, { advisories: { 'tidy@1.1.0': [advisory({ id: text, ids: [text, other], summary: other, fixed: [text], source: other }), advisory({ id: other, malware: true, summary: text, source: text })] } }],
    'what a package runs, and its files': (text, other) => {
      const file = pathLike(other).replaceAll(/[\s"'\p{Cc}]/gu, '_');
      const packages = [...shelf, { name: 'loud', versions: [{ version: '1.0.0', manifest: { scripts: { postinstall: `node build.js && node ./${file}.js # ${text}`, preinstall: text } }, files: { 'build.js': `eval(${JSON.stringify(text)} + x); // ${text.replaceAll(/[\r\n\u2028\u2029]/g, '')}\nrequire("child_process").exec(y)`, [`${file}.js`]: 'fetch(z)' } }] }];
      return [base, npmRepository(packages, { installed: { tidy: '1.0.0', words: '1.0.0', loud: '1.0.0' }, asks: { tidy: '^1.0.0', loud: '^1.0.0' } }), { served: { packages } }];
    },
  };

  test.each(Object.keys(shapes))('%s', async (name) => {
    await fc.assert(fc.asyncProperty(foreign, foreign, async (text, other) => {
      const result = await reviewed(...shapes[name]!(text, other));
      const presentation = { catalogue, docsBase: context.docsBase, detailsUrl: context.detailsUrl! };
      const texts = present(result, presentation);
      for (const body of [texts.summary ?? '', texts.check.summary, texts.check.text, texts.settled, ...texts.comments.slice(0, 2).map((one) => one.body)]) expectInert(body, canary);
      for (const plain of [texts.check.title, ...texts.check.annotations.flatMap((one) => [one.title, one.message.replaceAll('\n\n', '')])]) expect(plain).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      const { verdict, packages } = renderInput(result, presentation);
      for (const verbose of [false, true]) expect(terminalText(verdict, catalogue, packages, { width: 80, palette: noColours, verbose }).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }), { numRuns: 6, seed: 31 });
  });
});
