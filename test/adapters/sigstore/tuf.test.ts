import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { networkRead } from '../../../src/adapters/sigstore/fetcher.js';
import { pinnedTrust, type TufRepository } from '../../../src/adapters/sigstore/pinned.js';
import { refresh } from '../../../src/adapters/sigstore/shared-trust.js';
import { stateOf, stateText, type TrustState } from '../../../src/adapters/sigstore/state.js';
import { rootVersion, updateState, verifyState, type Verified } from '../../../src/adapters/sigstore/tuf.js';
import { systemTimers } from '../../../src/adapters/system/clock.js';
import { publicDefaultRegistry } from '../../../src/adapters/registry/index.js';
import { limits, type LimitName } from '../../../src/core/limits.js';
import { readKeys } from '../../../src/trust/keys.js';
import { trustMaterial } from '../../../src/trust/material.js';
import { startSigstore } from '../../trust/sigstore.js';
import { startTuf, tufKey, tufStart, type TufStandIn } from './tuf-repository.js';

const day = 86_400_000;
let targets: { readonly root: object; readonly keys: object };
let others: { readonly root: object; readonly keys: object };
beforeAll(async () => {
  const made = await Promise.all([startSigstore(), startSigstore()]);
  [targets, others] = made.map(({ root, keys }) => ({ root, keys })) as [typeof targets, typeof targets];
  await Promise.all(made.map((one) => one.close()));
});

let tuf: TufStandIn;
let repository: TufRepository;
let network: ReturnType<typeof networkRead>;
beforeEach(async () => {
  tuf = await startTuf(targets);
  repository = { address: tuf.address, root: tuf.root, keysTarget: tuf.keysTarget };
  network = networkRead(tuf.address, { strictSsl: true });
});
afterEach(async () => { network.close(); await tuf.close(); });

const update = (before?: TrustState, now = tufStart): Promise<Verified> => updateState(repository, before, now, network.begin(new AbortController().signal));
const texts = (of: typeof targets): unknown => ({ trustedRoot: JSON.stringify(of.root), keys: JSON.stringify(of.keys) });
const refused = (reason: string): object => ({ code: 'TRUST_REFUSED', data: expect.objectContaining({ reason }) });
const unreachable = (reason: string): object => ({ code: 'TRUST_UNREACHABLE', data: expect.objectContaining({ reason }) });
const targetPath = (text: string): string => `targets/${createHash('sha256').update(text).digest('hex')}.trusted_root.json`;
async function at<T>(name: LimitName, value: number, run: () => Promise<T>): Promise<T> {
  const limit = limits[name] as { value: number };
  const before = limit.value;
  limit.value = value;
  try {
    return await run();
  } finally {
    limit.value = before;
  }
}

test('what comes with the program is material at once, with keys of the public registry', () => {
  const { texts: pinned, repository: start } = pinnedTrust(publicDefaultRegistry());
  const keys = readKeys(JSON.parse(pinned.keys))!;
  expect(keys.length).toBeGreaterThan(0);
  expect(trustMaterial(JSON.parse(pinned.trustedRoot), keys)?.instances).toHaveLength(1);
  expect(start.address).toMatch(/^https:\/\/[^/]+$/);
  expect(pinnedTrust('https://registry.example/').texts.keys).toBe('{"keys":[]}');
});

test('the pinned root is one that the client takes, and an empty repository none that it takes for one', async () => {
  const { repository: start } = pinnedTrust(publicDefaultRegistry());
  expect(rootVersion(start.root)).toBeGreaterThan(1);
  await expect(verifyState(start, { checkedAt: tufStart, start: rootVersion(start.root), files: {} })).rejects.toMatchObject(refused('file-absent'));
  await expect(verifyState({ ...start, root: Buffer.from(start.root.toString().replace('"version": ', '"version": 1')) }, { checkedAt: tufStart, start: 1, files: {} })).rejects.toMatchObject(refused('signature'));
});

describe('a refresh that is good', () => {
  test('gives both targets, and a state that stands by itself', async () => {
    const { state, texts: got } = await update();
    expect(got).toEqual(texts(targets));
    await tuf.close();
    expect(await verifyState(repository, stateOf(stateText(state))!)).toEqual({ state, texts: got });
    expect(Object.keys(state.files).filter((name) => !name.startsWith('targets/')).sort()).toEqual(['1.registry.json', '1.snapshot.json', '1.targets.json', 'timestamp.json']);
  });
  test('with new targets, and again where nothing changed', async () => {
    const first = await update();
    tuf.next.targets = { 'trusted_root.json': JSON.stringify(others.root), [tuf.keysTarget]: JSON.stringify(others.keys) };
    tuf.publish();
    const second = await update(first.state, tufStart + day);
    expect(second.texts).toEqual(texts(others));
    expect(Object.keys(second.state.files)).toHaveLength(Object.keys(first.state.files).length);
    expect(await update(second.state, tufStart + 2 * day)).toEqual({ texts: second.texts, state: { ...second.state, checkedAt: tufStart + 2 * day } });
  });
  test('follows roots by their chain, and keeps them', async () => {
    const first = await update();
    tuf.rotate({ root: [tufKey(), tufKey()], timestamp: [tufKey()] });
    tuf.rotate({ snapshot: [tufKey()] });
    tuf.publish();
    const second = await update(first.state, tufStart + day);
    expect(Object.keys(second.state.files)).toEqual(expect.arrayContaining(['2.root.json', '3.root.json']));
    tuf.rotate({ root: [tufKey(), tufKey()] });
    tuf.publish();
    const third = await update(second.state, tufStart + 2 * day);
    expect(await verifyState(repository, third.state)).toEqual(third);
    expect(await update(undefined, tufStart + 2 * day)).toEqual(third);
  });
  test('what has expired since is the last good for ever', async () => {
    const { state, texts: got } = await update();
    await expect(update(state, tufStart + 30 * day)).rejects.toMatchObject(refused('expired'));
    expect((await verifyState(repository, state)).texts).toEqual(got);
  });
  test('its folder is nobody else\'s, and gone afterwards, also where it fails', async () => {
    const folders = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('mergewarden-trust-')).map((name) => path.join(tmpdir(), name)).filter((folder) => existsSync(path.join(folder, 'root.json')) && readFileSync(path.join(folder, 'root.json')).equals(tuf.root));
    const seen: (readonly number[])[] = [];
    tuf.answers.set('timestamp.json', (response) => { seen.push(folders().map((folder) => statSync(folder).mode & 0o777)); response.writeHead(500).end(); });
    await expect(update()).rejects.toMatchObject(unreachable('status 500'));
    expect([seen, folders()]).toEqual([[[0o700]], []]);
    tuf.answers.clear();
    await update();
    expect(folders()).toEqual([]);
  });
});

describe('a repository that is refused', () => {
  const mallory = tufKey();
  test.each<[string, string, (tuf: TufStandIn) => void]>([
    ['expired timestamp', 'expired', ({ next, publish }) => { next.expires.timestamp = '2026-10-01T00:00:00Z'; publish(); }],
    ['expired snapshot', 'expired', ({ next, publish }) => { next.expires.snapshot = '2026-10-01T00:00:00Z'; publish(); }],
    ['expired targets', 'expired', ({ next, publish }) => { next.expires.targets = '2026-10-01T00:00:00Z'; publish(); }],
    ['expired delegation', 'expired', ({ next, publish }) => { next.expires.registry = '2026-10-01T00:00:00Z'; publish(); }],
    ['expired root', 'expired', ({ next, rotate, publish }) => { next.expires.root = '2026-10-01T00:00:00Z'; rotate({}); publish(); }],
    ['timestamp of another key', 'signature', ({ next, publish }) => { next.keys.timestamp = [mallory]; publish(); }],
    ['snapshot of another key', 'signature', ({ next, publish }) => { next.keys.snapshot = [mallory]; publish(); }],
    ['targets of one key of two', 'signature', ({ next, publish }) => { next.keys.targets = [next.keys.targets[0]!, mallory]; publish(); }],
    ['root of other keys', 'signature', ({ rotate, publish }) => { rotate({ root: [mallory, tufKey()] }, [mallory, tufKey()]); publish(); }],
    ['root of the keys before alone', 'signature', ({ next, rotate, publish }) => { rotate({ root: [mallory, tufKey()] }, next.keys.root); publish(); }],
    ['older timestamp', 'version', ({ next, publish }) => { publish({ ...next.versions, timestamp: 4 }); }],
    ['older snapshot', 'version', ({ next, publish }) => { publish({ ...next.versions, snapshot: 4, timestamp: 6 }); }],
    ['older targets', 'version', ({ next, publish }) => { publish({ ...next.versions, targets: 4, snapshot: 6, timestamp: 6 }); }],
    ['other bytes under a good name', 'hash', ({ answers, next }) => { for (const file of Object.values(next.targets)) if (file.includes('tlogs')) answers.set(targetPath(file), file.replace('tlogs', 'tlogz')); }],
    ['a target that is gone', 'target-absent', ({ next, keysTarget, publish }) => { delete next.targets[keysTarget]; publish(); }],
    ['a root for nobody', 'contents', ({ next, publish }) => { next.targets['trusted_root.json'] = '{}'; publish(); }],
    ['no keys', 'contents', ({ next, keysTarget, publish }) => { next.targets[keysTarget] = '{"keys":[]}'; publish(); }],
    ['no JSON', 'malformed', ({ answers }) => { answers.set('timestamp.json', '<html>'); }],
    ['a file that is not there', 'file-absent', ({ answers }) => { answers.set('timestamp.json', 404); }],
  ])('%s', async (_name, reason, change) => {
    tuf.publish({ timestamp: 5, snapshot: 5, targets: 5, registry: 5 });
    const before = await update();
    const { texts: own } = before;
    change(tuf);
    await expect(update(before.state, tufStart + day)).rejects.toMatchObject(refused(reason));
    expect((await verifyState(repository, before.state)).texts).toEqual(own);
  });
  test('an older state as a whole, all of it signed well', async () => {
    const back = tuf.snapshot();
    tuf.publish();
    const { state } = await update();
    back();
    await expect(update(state, tufStart + day)).rejects.toMatchObject(refused('version'));
    expect((await update(undefined, tufStart + day)).texts).toEqual(texts(targets));
  });
});

describe('a repository that cannot be read', () => {
  test.each<[string, string, (tuf: TufStandIn) => void]>([
    ['one that answers 500', 'status 500', ({ answers }) => { answers.set('timestamp.json', 500); }],
    ['one that answers 500 half-way', 'status 500', ({ answers }) => { answers.set('1.targets.json', 500); }],
    ['one that sends elsewhere', 'redirect', ({ answers }) => { answers.set('timestamp.json', (response) => { response.writeHead(302, { location: 'http://127.0.0.2/' }).end(); }); }],
    ['half a download', 'connection', ({ answers }) => { answers.set('1.snapshot.json', (response) => { response.writeHead(200, { 'content-length': '1000' }); response.write('{"signed"', () => { response.destroy(); }); }); }],
    ['an answer of fifty megabytes', 'too-long', ({ answers }) => { answers.set('2.root.json', (response) => { const part = Buffer.alloc(1_000_000, ' '); let left = 50; const more = (): void => { if (left-- > 0 && !response.destroyed) response.write(part, more); else response.end(); }; response.on('error', () => undefined); more(); }); }],
  ])('%s', async (_name, reason, change) => {
    const before = await update();
    change(tuf);
    await expect(update(undefined, tufStart)).rejects.toMatchObject(unreachable(reason));
    expect((await verifyState(repository, before.state)).texts).toEqual(texts(targets));
  });
  test('nobody there', async () => {
    await tuf.close();
    await expect(update()).rejects.toMatchObject(unreachable('connection'));
  });
  test('one over: all answers, one file, one state', async () => {
    const { state } = await update();
    const all = Object.values(state.files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    await at('trustRefreshBytes', all, () => update());
    await expect(at('trustRefreshBytes', all - 1, () => update())).rejects.toMatchObject({ code: 'TRUST_UNREACHABLE' });
    const longest = Math.max(...Object.values(state.files).map((text) => Buffer.byteLength(text)));
    await at('trustFileBytes', longest, () => update());
    await expect(at('trustFileBytes', longest - 1, () => update())).rejects.toMatchObject({ code: 'TRUST_UNREACHABLE' });
    await at('trustStateBytes', stateText(state).length, () => update());
    await expect(at('trustStateBytes', stateText(state).length - 1, () => update())).rejects.toMatchObject({ code: 'TRUST_REFUSED' });
  });
  test('one that never answers is given up, and one that is called off ends', async () => {
    tuf.answers.set('timestamp.json', () => undefined);
    const parts = { begin: network.begin, clock: { now: () => tufStart }, timers: systemTimers };
    await at('trustRefreshMs', 30, () => expect(refresh(repository, undefined, parts, new AbortController().signal)).rejects.toMatchObject(unreachable('timeout')));
    const ended = new AbortController();
    const reason = new Error('ended');
    tuf.answers.set('timestamp.json', () => { ended.abort(reason); });
    await expect(refresh(repository, undefined, parts, ended.signal)).rejects.toBe(reason);
  });
});

describe('what is stored and does not verify', () => {
  test.each<[string, (state: TrustState) => TrustState]>([
    ['nothing', (state) => ({ ...state, files: {} })],
    ['another target', (state) => ({ ...state, files: Object.fromEntries(Object.entries(state.files).map(([name, text]) => [name, name.includes('keys.json') ? text.replace('SHA256', 'SHA257') : text])) })],
    ['a file missing', (state) => ({ ...state, files: Object.fromEntries(Object.entries(state.files).filter(([name]) => name !== 'timestamp.json')) })],
    ['a root of somebody else', (state) => ({ ...state, files: { ...state.files, '2.root.json': '{"signed":{"_type":"root"},"signatures":[]}' } })],
    ['a time after its end', (state) => ({ ...state, checkedAt: tufStart + 30 * day })],
  ])('%s', async (_name, change) => {
    const { state } = await update();
    await expect(verifyState(repository, change(state))).rejects.toMatchObject({ code: 'TRUST_REFUSED' });
  });
  test('of another repository, all of it signed well', async () => {
    const { state } = await update();
    const other = await startTuf(others);
    await other.close();
    await expect(verifyState({ ...repository, root: other.root }, state)).rejects.toMatchObject(refused('signature'));
  });
  test.each([['no JSON', '{'], ['nothing', 'null'], ['another form', '{"checkedAt":1,"files":[]}'], ['a key more', '{"checkedAt":1,"start":1,"files":{},"x":1}'], ['a negative time', '{"checkedAt":-1,"start":1,"files":{}}'], ['any length', `{"checkedAt":1,"start":1,"files":{"a":"${'x'.repeat(4_000_000)}"}}`]])('%s is no state', (_name, text) => {
    expect(stateOf(text)).toBeUndefined();
  });
});
