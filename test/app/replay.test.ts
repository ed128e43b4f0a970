import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { FactSource } from '../../src/app/fact-source.js';
import { review, type Reviewed, type ReviewPorts, type ReviewSettings } from '../../src/app/review.js';
import { parseSaved, recording, replaying, type SavedReview } from '../../src/app/saved.js';
import { present } from '../../src/app/present.js';
import { catalogue, checks } from '../../src/checks/index.js';
import { canonicalJson } from '../../src/core/json.js';
import { npmRepository, type Locks } from './npm-repository.js';
import { advisory, shelf } from './shelf.js';
import { inShort, knownAdvisories, memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());

const repository = (locks: Locks): Files & { readonly [path: string]: string } => npmRepository(shelf, locks);
const signal = new AbortController().signal;
const nobody = async (): Promise<void> => undefined;
const many = (step: string, leak: string, version: 2 | 3 = 3): Files => repository({ installed: { tidy: step === '1.0.0' ? '1.0.0' : '1.1.0', words: step, stepper: step, leaky: leak }, version });
const policy = (text: string): Files => ({ '.github/mergewarden.yml': text });
const waiver = `waivers:\n  - finding: ${'0'.repeat(64)}\n    reason: it was looked at by two of us\n    by: maria\n    until: 2026-12-24\n`;

interface Case { readonly host: ReviewPorts['host']; readonly ports?: Partial<ReviewPorts>; readonly settings?: Partial<ReviewSettings>; readonly fault?: RegExp; readonly outcome: string }
const lock = 'package-lock.json';
const cases: { readonly [name: string]: () => Case } = {
  'several updates that block': () => ({ host: memoryHost(many('1.0.0', '1.0.0'), many('1.0.1', '1.2.0')), outcome: 'block' }),
  'a version 2 lockfile': () => ({ host: memoryHost(many('1.0.0', '1.0.0', 2), many('1.0.1', '1.2.0', 2)), outcome: 'block' }),
  'an ordinary update': () => ({ host: memoryHost(repository({ installed: { tidy: '1.0.0', words: '1.0.0' } }), repository({ installed: { tidy: '1.1.0', words: '1.0.0' } })), outcome: 'pass' }),
  'an update that warns': () => ({ host: memoryHost(repository({ installed: { words: '1.0.0' } }), repository({ installed: { words: '1.0.1' } })), outcome: 'warn' }),
  'a registry that fails': () => ({ host: memoryHost(repository({ installed: { words: '1.0.0' } }), repository({ installed: { words: '1.0.1' } })), fault: /words/, outcome: 'unknown' }),
  'waivers, and people who are not known': () => ({ host: memoryHost({ ...many('1.0.0', '1.0.0'), ...policy(waiver) }, { ...many('1.0.1', '1.0.0'), ...policy(waiver) }), ports: { people: async () => 'unknown' }, outcome: 'block' }),
  'the policies of an organisation and of a command line': () => ({ host: memoryHost(many('1.0.0', '1.0.0'), many('1.0.1', '1.0.0'), { organisation: 'mode: warn\n' }), settings: { policyFile: { path: 'mine.yml', text: 'mode: observe\n' } }, outcome: 'block' }),
  'an organisation\'s policy that was named': () => ({ host: memoryHost(many('1.0.0', '1.0.0'), many('1.0.1', '1.0.0')), settings: { organisationPolicy: { path: 'org.yml', text: 'mode: warn\n' } }, outcome: 'warn' }),
  'a file that could not be read, and a conflict': () => {
    const host = memoryHost({ [lock]: '{}' }, { [lock]: '{"lockfileVersion":3}' }, { landing: { kind: 'head', reason: 'conflict' } });
    return { host: { ...host, blobs: async (oids, most) => new Map([...await host.blobs(oids, most)].map(([oid], index) => [oid, Object.assign(new TypeError(`no ${index}`))])) }, outcome: 'unknown' };
  },
  'a file name that is a key of every object': () => ({ host: memoryHost({ ['__proto__']: '1', 'constructor': '2', [lock]: '{' }, { ['__proto__']: '2', [lock]: '[' }), outcome: 'unknown' }),
};

async function record({ host, ports, settings, fault }: Case): Promise<{ readonly reviewed: Reviewed; readonly saved: SavedReview }> {
  const standing = fault && world.registry.fault(fault, { kind: 'status', status: 500 });
  const wanted = { ...world.settings, ...settings };
  const recorder = recording({ ...world.ports(host, { advisories: knownAdvisories({ 'leaky@1.2.0': [advisory()], 'words@1.0.1': [advisory({ severity: 'low' })] }) }), ...ports }, wanted);
  const reviewed = await review(recorder.ports, wanted, nobody, signal).finally(() => standing?.clear());
  return { reviewed, saved: recorder.saved(reviewed.verdict) };
}
const again = (saved: SavedReview, facts?: (source: FactSource) => FactSource): Promise<Reviewed> => {
  const { ports, settings } = replaying(saved);
  return review({ ...ports, ...(facts ? { facts: facts(ports.facts) } : {}), progress: { report: () => undefined } }, { ...settings, checks }, nobody, signal);
};

describe('a saved review gives the same verdict', () => {
  test.each(Object.keys(cases))('%s', async (name) => {
    const one = cases[name]!();
    const { reviewed, saved } = await record(one);
    expect(reviewed.verdict.outcome).toBe(one.outcome);
    const before = world.registry.requests.length;
    const first = await again(saved);
    const file = gzipSync(JSON.stringify(saved));
    const second = await again(parseSaved(gunzipSync(file).toString('utf8')));
    for (const replayed of [first, second]) {
      expect(canonicalJson(replayed.verdict)).toBe(canonicalJson(reviewed.verdict));
      expect(present(replayed, { catalogue, docsBase: 'https://docs.example' })).toEqual(present(reviewed, { catalogue, docsBase: 'https://docs.example' }));
    }
    expect(world.registry.requests).toHaveLength(before);
  });

  test('with what mends an advisory, what is known of its use, and a file of that which could not be read', async () => {
    const known = knownAdvisories({ 'words@1.0.0': [advisory({ severity: 'medium', fixed: ['1.0.1'], exploited: { since: '2026-01-31', ransomware: false } })] });
    const advisories = { ...known, data: async () => [...await known.data(), { source: 'epss_scores-current.csv', digest: '', asOf: '', unread: 'not readable' }] };
    const host = memoryHost(repository({ installed: { tidy: '1.0.0' } }), repository({ installed: { tidy: '1.0.0', words: '1.0.0' }, asks: { tidy: '^1.0.0' } }));
    const recorder = recording(world.ports(host, { advisories }), world.settings);
    const { verdict } = await review(recorder.ports, world.settings, nobody, signal);
    expect(verdict.remarks).toContainEqual({ code: 'exploited-unread', data: { file: 'epss_scores-current.csv', reason: 'not readable' } });
    expect(verdict.data.map(({ source }) => source)).not.toContain('epss_scores-current.csv');
    expect(verdict.findings.find(({ check }) => check === 'known-vulnerability')).toMatchObject({ message: 'update', severity: 'high', data: { fixed: '1.0.1', exploited: 'since 2026-01-31' } });
    const before = world.registry.requests.length;
    expect(canonicalJson((await again(parseSaved(JSON.stringify(recorder.saved(verdict))))).verdict)).toBe(canonicalJson(verdict));
    expect(world.registry.requests).toHaveLength(before);
  });

  test('what a saved review does not hold is a gap, not a guess', async () => {
    const { saved } = await record(cases['an ordinary update']!());
    const { verdict } = await again({ ...saved, facts: Object.fromEntries(Object.entries(saved.facts).slice(1)) });
    expect(inShort(verdict)).toMatchObject({ outcome: 'unknown' });
    const { verdict: blind } = await again({ ...saved, blobs: {} });
    expect(inShort(blind)).toMatchObject({ outcome: 'unknown' });
  });

  test.each(['', '{', '[]', '{"schema":2}', '{"schema":1}', 'null'])('%j is no saved review, and is refused by its code', (text) => {
    expect(() => parseSaved(text)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  });
});

/** Numbers from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Answers what was asked for in an order of the seed's own. */
function scrambled(source: FactSource, seed: number): FactSource {
  const random = randomFrom(seed);
  const waiting: (() => void)[] = [];
  const step = (): void => {
    waiting.splice(Math.floor(random() * waiting.length), 1)[0]?.();
    if (waiting.length > 0) setImmediate(step);
  };
  const get = async (...asked: Parameters<FactSource['get']>): Promise<unknown> => {
    await new Promise<void>((resolve) => { if (waiting.push(resolve) === 1) setImmediate(step); });
    return source.get(...asked);
  };
  return { get: get as FactSource['get'], data: () => source.data(), release: (isPrivate) => { source.release(isPrivate); } };
}

test.each(['several updates that block', 'a registry that fails', 'waivers, and people who are not known'])('the order in which facts come does not matter: %s', async (name) => {
  const { reviewed, saved } = await record(cases[name]!());
  for (let seed = 1; seed <= 10; seed += 1) {
    const { verdict } = await again(saved, (source) => scrambled(source, seed));
    expect(canonicalJson(verdict)).toBe(canonicalJson(reviewed.verdict));
  }
});
