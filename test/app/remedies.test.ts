import { describe, expect, test } from '@jest/globals';
import type { FactSource } from '../../src/app/fact-source.js';
import { gatherRemedies } from '../../src/app/remedies.js';
import { mendedBy } from '../../src/checks/advisory/mended.js';
import { complete, failed } from '../../src/core/coverage.js';
import type { Json } from '../../src/core/json.js';
import { limits } from '../../src/core/limits.js';
import { factKey, type Subject } from '../../src/facts/kinds.js';
import { subjectOf } from '../../src/facts/planner.js';
import type { FactTable } from '../../src/facts/table.js';
import { buildGraph } from '../../src/lockfiles/graph.js';
import { formatOf } from '../../src/lockfiles/index.js';
import { reduceRecord } from '../../src/packages/record.js';
import { versionsAbove } from '../../src/packages/versions-above.js';
import { advisory, change } from '../checks/case.js';

interface Version { readonly dependencies?: { readonly [name: string]: string }; readonly deprecated?: string; readonly tag?: string; readonly published?: string }
type Shelf = { readonly [name: string]: { readonly [version: string]: Version } };

/** Packages of a registry, those of their versions that something is known against, what a repository asks for and what it locked. */
interface Given {
  readonly shelf: Shelf;
  readonly known: readonly string[];
  readonly asks: { readonly [name: string]: string };
  /** By place, as npm writes it. */
  readonly locked: { readonly [place: string]: string };
  readonly of?: string;
  /** The manifest as text, where its form matters; before it, where the base has another one than nothing. */
  readonly manifest?: string;
  readonly before?: string;
  readonly lockfile?: string;
  readonly records?: boolean;
  readonly text?: string;
  /** The end that the advisory names. */
  readonly named?: string;
}

const registries = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: {} } as never;

async function mended({ shelf, known, asks, locked, of = 'left', manifest, before, lockfile = 'package-lock.json', records = true, text, named = '9.9.9' }: Given) {
  const own = manifest ?? JSON.stringify({ name: 'shop', dependencies: asks }, null, 2);
  const packages = {
    '': { name: 'shop', dependencies: asks },
    ...Object.fromEntries(Object.entries(locked).map(([place, version]) => {
      const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return [place, { version, resolved: `https://registry.example/${name}/-/${name}-${version}.tgz`, integrity: `sha512-${Buffer.alloc(64, 1).toString('base64')}`, ...(shelf[name]?.[version]?.dependencies ? { dependencies: shelf[name][version].dependencies } : {}) }];
    })),
  };
  const root = { lockfile, directory: '' };
  const parsed = formatOf(lockfile)!.parse(text ?? JSON.stringify({ name: 'shop', lockfileVersion: 3, packages }), { root, registries, manifests: new Map([['package.json', own]]), declared: 'both' });
  if (parsed.kind !== 'parsed') throw new Error(JSON.stringify(parsed.problem));
  const graph = buildGraph(parsed.lockfile);
  const place = graph.lockfile.packages.find((location) => graph.lockfile.nameOf(location) === of)!;
  const after = graph.package(place)!;
  const subject = change(undefined, after, { root });
  const table: FactTable = new Map([[factKey(subjectOf(after), 'advisories'), { coverage: complete, value: [advisory('GHSA-1', { fixed: [named] })] }]]);
  const asked: string[] = [];
  let [open, rounds] = [0, 0];
  const facts = {
    async get({ origin }: Subject, kind: 'record' | 'unaffected') {
      if (origin.kind !== 'registry' || !records) return { coverage: failed('REGISTRY_NOT_SERVED') };
      asked.push(`${kind} ${origin.name}`);
      // One round is what is asked before anything of it is answered.
      if (open === 0) rounds += 1;
      open += 1;
      await Promise.resolve();
      open -= 1;
      const versions = Object.fromEntries(Object.entries(shelf[origin.name] ?? {}).map(([version, one]) => [version, { name: origin.name, version, ...one }]));
      const tagged = Object.entries(shelf[origin.name] ?? {}).flatMap(([version, { tag }]) => (tag === undefined ? [] : [[tag, version]]));
      const record = reduceRecord({ name: origin.name, versions, 'dist-tags': Object.fromEntries(tagged), time: Object.fromEntries(Object.entries(shelf[origin.name] ?? {}).flatMap(([version, { published }]) => (published === undefined ? [] : [[version, published]]))) } as unknown as Json, origin.name, 'default');
      const above = versionsAbove(record, origin.version);
      return { coverage: complete, value: kind === 'record' ? record : { ...above, versions: above.versions.filter((version) => !known.includes(`${origin.name}@${version}`)) } };
    },
  } as unknown as FactSource;
  const remedies = await gatherRemedies({ changes: [subject], graphs: new Map([[lockfile, graph]]), texts: new Map([['package.json', { ...(before === undefined ? {} : { before }), after: own }]]), facts, table, now: '2026-11-22T00:00:00Z' }, new AbortController().signal);
  const remedy = remedies.get(subject);
  return { remedy, asked, rounds, ...mendedBy(subject, remedy, named) };
}

const left = { '1.0.0': {}, '1.0.1': {}, '1.0.2': {}, '1.1.0': {}, '2.0.0': {} };
const direct = (asked: string, more: Partial<Given> = {}): Given => ({ shelf: { left }, known: ['left@1.0.0'], asks: { left: asked }, locked: { 'node_modules/left': '1.0.0' }, ...more });
const below = (parents: Shelf, asks: Given['asks'], locked: Given['locked'], more: Partial<Given> = {}): Given => ({ shelf: { left, ...parents }, known: ['left@1.0.0'], asks, locked: { 'node_modules/left': '1.0.0', ...locked }, ...more });
const relock = 'npm install --package-lock-only --ignore-scripts';

const aliased = (spec: string): string => JSON.stringify({ name: 'shop', lockfileVersion: 3, packages: { '': { name: 'shop', dependencies: { other: spec } }, 'node_modules/other': { name: 'left', version: '1.0.0', resolved: 'https://registry.example/left/-/left-1.0.0.tgz' } } });

const sha512 = `sha512-${Buffer.alloc(64, 1).toString('base64')}`;
const pnpm = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      up:
        specifier: ^1.0.0
        version: 1.0.0

packages:

  left@1.0.0:
    resolution: {integrity: ${sha512}}

  up@1.0.0:
    resolution: {integrity: ${sha512}}

snapshots:

  left@1.0.0: {}

  up@1.0.0:
    dependencies:
      left: 1.0.0
`;
const yarn = `__metadata:
  version: 8
  cacheKey: 10c0

"left@npm:^1.0.0":
  version: 1.0.0
  resolution: "left@npm:1.0.0"
  checksum: 10c0/${'ab'.repeat(64)}
  languageName: node
  linkType: hard

"shop@workspace:.":
  version: 0.0.0-use.local
  resolution: "shop@workspace:."
  dependencies:
    up: "npm:^1.0.0"
  languageName: unknown
  linkType: soft

"up@npm:^1.0.0":
  version: 1.0.0
  resolution: "up@npm:1.0.0"
  dependencies:
    left: "npm:^1.0.0"
  checksum: 10c0/${'ab'.repeat(64)}
  languageName: node
  linkType: hard
`;
const elsewhere = (lockfile: string, text: string, left: string): Given => ({ ...below({ up: { '1.0.0': { dependencies: { left } }, '1.0.1': {} } }, { up: '^1.0.0' }, {}), lockfile, text });

const cases: { readonly [name: string]: readonly [given: Given, wanted: object] } = {
  'a range that allows it': [direct('^1.0.0'), { message: 'update', data: { fixed: '1.0.1', command: 'npm update left --package-lock-only --ignore-scripts' } }],
  'a pin': [direct('1.0.0'), { message: 'edit', data: { fixed: '1.0.1', range: '1.0.1', asked: '1.0.0', command: relock } }],
  'a tilde keeps its tilde': [direct('~1.0.0', { known: ['left@1.0.0', 'left@1.0.1', 'left@1.0.2'] }), { message: 'edit', data: { fixed: '1.1.0', range: '~1.1.0' } }],
  'a caret below the next major': [direct('^1.0.0', { known: ['left@1.0.0', 'left@1.0.1', 'left@1.0.2', 'left@1.1.0'] }), { message: 'edit', data: { fixed: '2.0.0', range: '^2.0.0' } }],
  'an x-range': [direct('1.0.x', { known: ['left@1.0.0', 'left@1.0.1', 'left@1.0.2'] }), { message: 'edit', data: { range: '~1.1.0' } }],
  'an alias': [direct('', { asks: { other: 'npm:left@1.0.0' }, text: aliased('npm:left@1.0.0') }), { message: 'edit', data: { direct: 'other', range: 'npm:left@1.0.1' } }],
  'an alias with a range': [direct('', { asks: { other: 'npm:left@^1.0.0' }, text: aliased('npm:left@^1.0.0') }), { message: 'update', data: { command: 'npm update other --package-lock-only --ignore-scripts' } }],
  'a tag': [direct('next'), { message: 'vulnerable', data: { fixed: '1.0.1' } }],
  'what every advisory spares, not only the one': [direct('^1.0.0', { known: ['left@1.0.0', 'left@1.0.1'] }), { data: { fixed: '1.0.2' } }],
  'the newest of the range is known as well': [direct('^1.0.0', { known: ['left@1.0.0', 'left@1.1.0'] }), { message: 'edit', data: { fixed: '1.0.1', range: '1.0.1' } }],
  'a deprecated version is none to go to': [direct('1.0.0', { shelf: { left: { ...left, '1.0.1': { deprecated: 'broken' } } } }), { data: { fixed: '1.0.2' } }],
  'prereleases are none to go to': [direct('1.0.0', { shelf: { left: { '1.0.0': {}, '1.0.1-rc.1': {}, '1.0.2': {} } } }), { data: { fixed: '1.0.2' } }],
  'from a prerelease they are': [direct('1.0.1-rc.0', { shelf: { left: { '1.0.1-rc.0': {}, '1.0.1-rc.1': {} } }, locked: { 'node_modules/left': '1.0.1-rc.0' } }), { data: { fixed: '1.0.1-rc.1' } }],
  'nothing later is free of advisories': [direct('^1.0.0', { known: Object.keys(left).map((version) => `left@${version}`), named: '1.0.1' }), { message: 'partly', data: { fixed: '1.0.1' } }],
  'nor does the registry have what the advisory names': [direct('^1.0.0', { known: Object.keys(left).map((version) => `left@${version}`) }), { message: 'vulnerable', data: { fixed: '9.9.9' } }],
  'without a record the advisory speaks': [direct('^1.0.0', { records: false }), { message: 'vulnerable', data: { fixed: '9.9.9' } }],
  'a parent that allows it': [below({ up: { '1.0.0': { dependencies: { left: '^1.0.0' } } } }, { up: '^1.0.0' }, { 'node_modules/up': '1.0.0' }), { message: 'update', data: { command: 'npm update left --package-lock-only --ignore-scripts' } }],
  'a parent that holds it back, and may be taken anew': [
    below({ up: { '1.0.0': { dependencies: { left: '1.0.0' } }, '1.0.1': { dependencies: { left: '1.0.0' } }, '1.0.2': { dependencies: { left: '^1.0.0' } } } }, { up: '^1.0.0' }, { 'node_modules/up': '1.0.0' }),
    { message: 'parent', data: { held: ['up@1.0.0 asks for left 1.0.0'], parent: 'up', frees: '1.0.2', command: 'npm update up left --package-lock-only --ignore-scripts' } },
  ],
  'a parent that holds it back, and is held by the manifest': [
    below({ up: { '1.0.0': { dependencies: { left: '1.0.0' } }, '2.0.0': { dependencies: { left: '^1.0.0' } } } }, { up: '^1.0.0' }, { 'node_modules/up': '1.0.0' }),
    { message: 'parentEdit', data: { direct: 'up', asked: '^1.0.0', range: '^2.0.0', frees: '2.0.0', command: 'npm update up left --package-lock-only --ignore-scripts' } },
  ],
  'a parent that does without it later': [
    below({ up: { '1.0.0': { dependencies: { left: '1.0.0' } }, '1.0.1': {} } }, { up: '^1.0.0' }, { 'node_modules/up': '1.0.0' }), { message: 'parent', data: { frees: '1.0.1' } },
  ],
  'two levels': [
    below({ up: { '1.0.0': { dependencies: { left: '1.0.0' } }, '2.0.0': { dependencies: { left: '^1.0.0' } } }, top: { '1.0.0': { dependencies: { up: '^1.0.0' } }, '1.1.0': { dependencies: { up: '^2.0.0' } } } }, { top: '^1.0.0' }, { 'node_modules/up': '1.0.0', 'node_modules/top': '1.0.0' }),
    { message: 'parent', data: { held: ['up@1.0.0 asks for left 1.0.0', 'top@1.0.0 asks for up ^1.0.0'], parent: 'top', frees: '1.1.0', command: 'npm update top up left --package-lock-only --ignore-scripts' } },
  ],
  'no version of the parent lets it in, and a later one of what asks for that does without': [
    below({ up: { '1.0.0': { dependencies: { left: '1.0.0' } } }, top: { '1.0.0': { dependencies: { up: '^1.0.0' } }, '1.1.0': {} } }, { top: '^1.0.0' }, { 'node_modules/up': '1.0.0', 'node_modules/top': '1.0.0' }),
    { message: 'parent', data: { parent: 'top', frees: '1.1.0' } },
  ],
  'no version of the parent lets it in': [
    below({ up: { '1.0.0': { dependencies: { left: '1.0.0' } }, '1.0.1': { dependencies: { left: '1.0.0' } } } }, { up: '^1.0.0' }, { 'node_modules/up': '1.0.0' }),
    { message: 'held', data: { held: ['up@1.0.0 asks for left 1.0.0'], parent: 'up', rule: '"overrides": { "left": "1.0.1" }', file: 'package.json', command: 'npm update left --package-lock-only --ignore-scripts' } },
  ],
  'of two that ask for it one holds it back': [
    below({ up: { '1.0.0': { dependencies: { left: '1.0.0' } }, '1.0.1': {} } }, { left: '^1.0.0', up: '^1.0.0' }, { 'node_modules/up': '1.0.0' }), { message: 'parent', data: { parent: 'up' } },
  ],
  'two that keep it out are both named': [
    below({ up: { '1.0.0': { dependencies: { left: '1.0.0' } }, '1.0.1': {} }, other: { '1.0.0': { dependencies: { left: '~1.0.0 <1.0.1' } }, '2.0.0': {} } }, { other: '^1.0.0', up: '^1.0.0' }, { 'node_modules/up': '1.0.0', 'node_modules/other': '1.0.0' }),
    { message: 'parentEdit', data: { direct: 'other', held: ['other@1.0.0 asks for left ~1.0.0 <1.0.1', 'up@1.0.0 asks for left 1.0.0'] } },
  ],
  'pnpm keeps no ranges: the registry has them': [elsewhere('pnpm-lock.yaml', pnpm, '^1.0.0'), { message: 'update', data: { command: 'pnpm update left --no-save --lockfile-only --ignore-scripts' } }],
  'and by them a parent keeps it out': [elsewhere('pnpm-lock.yaml', pnpm, '1.0.0'), { message: 'parent', data: { held: ['up@1.0.0 asks for left 1.0.0'], command: 'pnpm update up left --no-save --lockfile-only --ignore-scripts' } }],
  'Yarn writes a protocol before ranges': [elsewhere('yarn.lock', yarn, '^1.0.0'), { message: 'update', data: { command: 'yarn up -R left --mode=update-lockfile' } }],
  'an override decides, and no range': [direct('^1.0.0', { manifest: JSON.stringify({ dependencies: { left: '^1.0.0' }, overrides: { left: '1.0.0' } }) }), { message: 'vulnerable', data: { fixed: '1.0.1' } }],
  'a circle': [
    below({ up: { '1.0.0': { dependencies: { left: '1.0.0', top: '1.0.0' } } }, top: { '1.0.0': { dependencies: { up: '1.0.0' } } } }, {}, { 'node_modules/up': '1.0.0', 'node_modules/top': '1.0.0' }), { message: 'vulnerable', data: { fixed: '1.0.1' } },
  ],
  'a name that a shell would act on gives no command': [
    { shelf: { 'a;b': left }, known: ['a;b@1.0.0'], asks: { 'a;b': '^1.0.0' }, locked: { 'node_modules/a;b': '1.0.0' }, of: 'a;b' }, { message: 'rule' },
  ],
};

describe('what mends it', () => {
  test.each(Object.keys(cases))('%s', async (name) => {
    const [given, wanted] = cases[name]!;
    expect(await mended(given)).toMatchObject(wanted);
  });

  test('a lockfile that claims a range of a parent which the registry does not know is no reason to name it', async () => {
    const given = below({ up: { '1.0.0': { dependencies: { left: '^1.0.0' } } } }, { up: '1.0.0' }, { 'node_modules/up': '1.0.0' });
    const forged = JSON.stringify({ name: 'shop', lockfileVersion: 3, packages: { '': { name: 'shop', dependencies: { up: '1.0.0' } }, 'node_modules/up': { version: '1.0.0', resolved: 'https://registry.example/up/-/up-1.0.0.tgz', dependencies: { left: '1.0.0' } }, 'node_modules/left': { version: '1.0.0', resolved: 'https://registry.example/left/-/left-1.0.0.tgz' } } });
    expect(await mended({ ...given, text: forged })).toMatchObject({ message: 'update', data: { held: [] } });
  });

  test('an advisory that names no end, and a registry that has no better version', async () => {
    expect(await mended(direct('^1.0.0', { shelf: { left: { '1.0.0': {} } }, named: '' }))).toMatchObject({ message: 'unfixed' });
  });

  test('records are asked for what holds it back, within a budget; one that is spent leaves the way out', async () => {
    const parents = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`up${index}`, { '1.0.0': { dependencies: { [index === 0 ? 'left' : `up${index - 1}`]: '1.0.0' } }, '2.0.0': {} }]));
    const given = below(parents, { up4: '1.0.0' }, Object.fromEntries(Object.keys(parents).map((name) => [`node_modules/${name}`, '1.0.0'])));
    const whole = await mended(given);
    expect(whole).toMatchObject({ message: 'parentEdit', data: { parent: 'up4', frees: '2.0.0' } });
    const limit = limits.remedyPackages as { value: number };
    const standard = limit.value;
    limit.value = 1;
    try {
      expect(await mended(given)).toMatchObject({ message: 'vulnerable', data: { fixed: '1.0.1' }, asked: ['record left', 'unaffected left'] });
    } finally {
      limit.value = standard;
    }
  });

  test('a graph with more ways up than may be tried gives no way', async () => {
    const levels = Array.from({ length: 6 }, (_, level) => ['a', 'b', 'c'].map((letter) => `p${level}${letter}`));
    const asked = (level: number): { readonly [name: string]: string } => Object.fromEntries((level === 0 ? ['left'] : levels[level - 1]!).map((name) => [name, '1.0.0']));
    const parents = Object.fromEntries(levels.flatMap((list, level) => list.map((name) => [name, Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`1.0.${at}`, { dependencies: asked(level) }]))])));
    const given = below(parents, Object.fromEntries(levels.at(-1)!.map((name) => [name, '1.0.0'])), Object.fromEntries(Object.keys(parents).map((name) => [`node_modules/${name}`, '1.0.0'])));
    const limit = limits.remedySteps as { value: number };
    const standard = limit.value;
    limit.value = 3_000;
    try {
      expect(await mended(given)).toMatchObject({ message: 'vulnerable', data: { fixed: '1.0.1' } });
    } finally {
      limit.value = standard;
    }
  });

  test('a version of today is proposed only where no other is better', async () => {
    const today = '2026-11-21T23:00:00.000Z';
    const shelf = { left: { '1.0.0': {}, '1.0.1': { published: today }, '1.0.2': { published: '2026-11-01T00:00:00.000Z' } } };
    expect(await mended(direct('1.0.0', { shelf }))).toMatchObject({ message: 'edit', data: { fixed: '1.0.2' } });
    expect(await mended(direct('1.0.0', { shelf: { left: { '1.0.0': {}, '1.0.1': { published: today } } } }))).toMatchObject({ message: 'edit', data: { fixed: '1.0.1' } });
  });

  test('a version of today that an installer would take is no reason to say that none is let in', async () => {
    const today = '2026-11-21T23:00:00.000Z';
    const old = '2026-11-01T00:00:00.000Z';
    const shelf = { left: { '1.0.0': {}, '1.0.1': { published: old }, '1.0.2': { published: today } } };
    expect(await mended(direct('^1.0.0', { shelf }))).toMatchObject({ message: 'update', data: { fixed: '1.0.1' } });
    const up = { '1.0.0': { dependencies: { left: '1.0.0' } }, '1.0.1': { dependencies: { left: '^1.0.1' }, published: old }, '1.0.2': { dependencies: { left: '^1.0.1' }, published: today } };
    expect(await mended(below({ left: shelf.left, up }, { up: '^1.0.0' }, { 'node_modules/up': '1.0.0' }))).toMatchObject({ message: 'parent', data: { parent: 'up', frees: '1.0.1' } });
  });

  test('all records that may be wanted are asked for at once', async () => {
    const parents = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`up${index}`, { '1.0.0': { dependencies: { [index === 0 ? 'left' : `up${index - 1}`]: '1.0.0' } }, '2.0.0': {} }]));
    const { rounds } = await mended(below(parents, { up4: '1.0.0' }, Object.fromEntries(Object.keys(parents).map((name) => [`node_modules/${name}`, '1.0.0']))));
    expect(rounds).toBe(1);
  });

  test('of too many versions above the middle is left out, and then nothing proves that there is none', () => {
    const limit = limits.remedyVersions as { value: number };
    const standard = limit.value;
    limit.value = 102;
    try {
      const versions = Object.fromEntries(Array.from({ length: 104 }, (_, index) => [`1.0.${index}`, { version: `1.0.${index}` }]));
      const above = versionsAbove({ versions } as never, '1.0.0');
      expect(above).toMatchObject({ whole: false });
      expect(above.versions.slice(0, 4)).toEqual(['1.0.1', '1.0.2', '1.0.4', '1.0.5']);
    } finally {
      limit.value = standard;
    }
  });
});

describe('a proposed edit that the manifest has and the lockfile has not', () => {
  const place = (name: string) => [{ manifest: 'package.json', field: 'dependencies', name }];
  const asking = (name: string, spec: string): string => JSON.stringify({ name: 'shop', dependencies: { [name]: spec } });
  const up = { up: { '1.0.0': { dependencies: { left: '1.0.0' } }, '2.0.0': {}, '3.0.0': {} } };
  const held = below(up, { up: '^1.0.0' }, { 'node_modules/up': '1.0.0' });
  test.each<[string, Given, object | undefined]>([
    ['of the package itself', direct('1.0.0', { manifest: asking('left', '1.0.1') }), place('left')],
    ['with the operator that it had', direct('~1.0.0', { known: ['left@1.0.0', 'left@1.0.1', 'left@1.0.2'], manifest: asking('left', '~1.1.0') }), place('left')],
    ['of what keeps it out', { ...held, manifest: asking('up', '^2.0.0') }, place('up')],
    ['another version than the proposed', direct('1.0.0', { manifest: asking('left', '1.0.2') }), undefined],
    ['another operator', direct('1.0.0', { manifest: asking('left', '^1.0.1') }), undefined],
    ['everything from the proposed on', direct('1.0.0', { manifest: asking('left', '>=1.0.1') }), undefined],
    ['a later version of what keeps it out', { ...held, manifest: asking('up', '^3.0.0') }, undefined],
    ['nothing was locked that had to change', direct('^1.0.0', { manifest: asking('left', '^1.0.1') }), undefined],
  ])('%s', async (_name, given, made) => expect((await mended(given)).remedy?.way?.made).toEqual(made));
});

const manifest = (line: string): string => `{\n  "name": "shop",\n  "dependencies": {\n${line}\n  }\n}\n`;
const lines: { readonly [name: string]: readonly [line: string, wanted: string | undefined, given?: Partial<Given>] } = {
  'an ordinary line': ['    "left": "1.0.0"', '    "left": "1.0.1"'],
  'with a comma, in tabs': ['\t\t"left": "1.0.0",\n\t\t"right": "1"', '\t\t"left": "1.0.1",'],
  'no blank after the colon': ['"left":"1.0.0"', '"left":"1.0.1"'],
  'two members on one line': ['    "left": "1.0.0", "right": "1"', undefined],
  'a line that ends in another way': ['    "left": "1.0.0"\r', undefined],
  'a spec in several escapes': ['    "left": "1.0\\u002e0"', undefined],
  'a line that the diff does not show': ['    "left": "1.0.0"', undefined, { before: manifest('    "left": "1.0.0"') }],
};

describe('the line that mends it', () => {
  test.each(Object.keys(lines))('%s', async (name) => {
    const [line, wanted, more] = lines[name]!;
    const { remedy, fixes, at } = await mended(direct('1.0.0', { manifest: manifest(line), ...more }));
    expect(remedy?.way).toMatchObject({ kind: 'edit' });
    expect(fixes.find(({ kind }) => kind === 'suggestion')?.text).toBe(wanted);
    expect(at?.line).toBe(wanted === undefined ? undefined : 4);
  });
});
