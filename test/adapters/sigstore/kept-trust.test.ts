import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { KeptFiles } from '../../../src/adapters/files/kept-files.js';
import { networkRead } from '../../../src/adapters/sigstore/fetcher.js';
import { keptTrust } from '../../../src/adapters/sigstore/kept-trust.js';
import { askAgainMs, askMs, type TrustKeeper } from '../../../src/adapters/sigstore/shared-trust.js';
import type { TrustTexts } from '../../../src/adapters/sigstore/pinned.js';
import { systemTimers } from '../../../src/adapters/system/clock.js';
import { startSigstore, type Sigstore } from '../../trust/sigstore.js';
import { startTuf, tufKey, tufStart, type TufStandIn } from './tuf-repository.js';

let first: Sigstore;
let second: Sigstore;
beforeAll(async () => { [first, second] = await Promise.all([startSigstore(), startSigstore()]); });
afterAll(async () => { await Promise.all([first.close(), second.close()]); });

let tuf: TufStandIn;
let files: Map<string, Buffer>;
let kept: KeptFiles;
let written: (name: string) => void;
let heard: () => void;
const warned: string[] = [];
beforeEach(async () => {
  tuf = await startTuf(first);
  files = new Map();
  written = () => undefined;
  heard = () => undefined;
  warned.length = 0;
  kept = { read: async (name) => files.get(name), write: async (name, bytes) => { files.set(name, Buffer.from(bytes)); written(name); } };
});
afterEach(async () => { await tuf.close(); });

const pinned: TrustTexts = { trustedRoot: 'pinned', keys: 'pinned' };
const textsOf = ({ root, keys }: Sigstore): TrustTexts => ({ trustedRoot: JSON.stringify(root), keys: JSON.stringify(keys) });
const offer = ({ root, keys }: Sigstore): void => { tuf.next.targets = { 'trusted_root.json': JSON.stringify(root), [tuf.keysTarget]: JSON.stringify(keys) }; tuf.publish(); };

function start(now = tufStart, more: { readonly offline?: true; readonly kept?: undefined; readonly root?: Buffer } = {}): TrustKeeper {
  const network = networkRead(tuf.address, { strictSsl: true });
  const keeper = keptTrust({
    repository: { address: tuf.address, root: more.root ?? tuf.root, keysTarget: tuf.keysTarget }, source: tuf.address, pinned, clock: { now: () => now }, timers: systemTimers, ...('kept' in more ? {} : { kept }), ...(more.offline ? {} : { begin: network.begin }),
    warn: ({ code, data }) => { warned.push(`${code} ${JSON.stringify(data['reason'])}`); heard(); },
  });
  return { ...keeper, stop: async () => { await keeper.stop(); network.close(); } };
}
/** Resolves when a state is kept. */
const keptOnce = (what = 'trust'): Promise<void> => new Promise((resolve) => { written = (name) => { if (name === `${what} ${tuf.address}`) resolve(); }; });
/** One run that is long enough for its refresh. */
async function whole(now: number): Promise<TrustTexts> {
  const done = keptOnce();
  const run = start(now);
  const texts = await run.current();
  await done;
  await run.stop();
  return texts;
}
/** One run that is over when its review is. */
async function brief(now: number, more: Parameters<typeof start>[1] = {}): Promise<TrustTexts> {
  const run = start(now, more);
  const texts = await run.current();
  await run.stop();
  return texts;
}
const asked = (): readonly string[] => tuf.asked.splice(0);

test('what a run fetches counts from the next one on, and a run keeps what it began with', async () => {
  expect(await whole(tufStart)).toEqual(pinned);
  expect(asked()).toContain('timestamp.json');
  expect([await brief(tufStart + askMs - 1), asked()]).toEqual([textsOf(first), []]);
  offer(second);
  const done = keptOnce();
  const run = start(tufStart + askMs + 3_600_000);
  expect([await run.current(), run.checkedAt()]).toEqual([textsOf(first), tufStart]);
  await done;
  expect(await run.current()).toEqual(textsOf(first));
  await run.stop();
  expect(await brief(tufStart + askMs + 3_600_001)).toEqual(textsOf(second));
});

test('nobody is asked where nothing was wanted, offline, and where nothing is kept', async () => {
  await start().stop();
  expect([await brief(tufStart, { offline: true }), await brief(tufStart, { kept: undefined }), asked(), files.size]).toEqual([pinned, pinned, [], 0]);
  await whole(tufStart);
  asked();
  expect([await brief(tufStart + 30 * askMs, { offline: true }), asked(), warned]).toEqual([textsOf(first), [], []]);
});

test('a review does not wait for the network, and its end ends the refresh', async () => {
  let reached: () => void = () => undefined;
  const midway = new Promise<void>((resolve) => { reached = resolve; });
  tuf.answers.set('1.snapshot.json', () => { reached(); });
  const run = start();
  expect(await run.current()).toEqual(pinned);
  await midway;
  await run.stop();
  expect([files.has(`trust ${tuf.address}`), warned]).toEqual([false, []]);
});

test('no network: no word, and no question within the hour', async () => {
  tuf.answers.set('2.root.json', 500);
  for (const [now, questions] of [[tufStart, 1], [tufStart + askAgainMs - 1, 0], [tufStart + askAgainMs, 1]] as const) {
    const tried = keptOnce('trust tried');
    const run = start(now);
    expect(await run.current()).toEqual(pinned);
    if (questions > 0) await tried;
    await run.stop();
    expect(asked()).toHaveLength(questions);
  }
  expect(warned).toEqual([]);
});

test('a run that was over too soon does not keep the next one from trying', async () => {
  let reached: () => void = () => undefined;
  const midway = new Promise<void>((resolve) => { reached = resolve; });
  tuf.answers.set('2.root.json', () => { reached(); });
  const run = start();
  await run.current();
  await midway;
  await run.stop();
  tuf.answers.clear();
  await whole(tufStart + 1);
  expect(await brief(tufStart + 2)).toEqual(textsOf(first));
});

test('what is signed wrongly, and what is older, is said and not kept', async () => {
  const back = tuf.snapshot();
  offer(second);
  await whole(tufStart);
  const state = files.get(`trust ${tuf.address}`);
  const run = async (now: number): Promise<void> => {
    const keeper = start(now);
    const said = new Promise<void>((resolve) => { heard = resolve; });
    expect(await keeper.current()).toEqual(textsOf(second));
    await said;
    await keeper.stop();
    expect(files.get(`trust ${tuf.address}`)).toBe(state);
  };
  back();
  await run(tufStart + 2 * askMs);
  tuf.next.keys.timestamp = [tufKey()];
  tuf.publish({ timestamp: 9, snapshot: 9, targets: 9, registry: 9 });
  await run(tufStart + 3 * askMs);
  expect(warned).toEqual(['TRUST_REFUSED "version"', 'TRUST_REFUSED "signature"']);
});

test.each([['no state', 'garbage'], ['a state of nothing', '{"checkedAt":1,"start":1,"files":{}}'], ['one of the future', `{"checkedAt":${tufStart + 9 * askMs},"start":1,"files":{}}`]])('what is kept and is %s is replaced', async (_name, text) => {
  files.set(`trust ${tuf.address}`, Buffer.from(text));
  expect(await whole(tufStart)).toEqual(pinned);
  expect(warned).toHaveLength(1);
  expect(await brief(tufStart)).toEqual(textsOf(first));
});

test('two runs at once: whoever is slower leaves what the other kept', async () => {
  const { read } = { ...kept, read: async (name: string) => files.get(name) };
  let reads = 0;
  const third = new Promise<void>((resolve) => {
    kept = { ...kept, read: async (name) => {
      if (name === `trust ${tuf.address}` && (reads += 1) === 3) {
        files.set(name, Buffer.from('of the other'));
        resolve();
      }
      return read(name);
    } };
  });
  const slow = start();
  await slow.current();
  await third;
  await new Promise(setImmediate);
  await slow.stop();
  expect(files.get(`trust ${tuf.address}`)!.toString()).toBe('of the other');
  expect(asked()).toContain('timestamp.json');
});
