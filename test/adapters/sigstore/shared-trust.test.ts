import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { postgresTrust } from '../../../src/adapters/postgres/trust-states.js';
import { networkRead } from '../../../src/adapters/sigstore/fetcher.js';
import type { TrustTexts } from '../../../src/adapters/sigstore/pinned.js';
import { askAgainMs, askMs, lookMs, sharedTrust, sourceOf, type StoredTrust, type TrustKeeper } from '../../../src/adapters/sigstore/shared-trust.js';
import { systemTimers } from '../../../src/adapters/system/clock.js';
import type { Timers } from '../../../src/ports/clock.js';
import type { Log } from '../../../src/ports/log.js';
import { harness, type Harness } from '../../app/harness.js';
import { startSigstore } from '../../trust/sigstore.js';
import { startTuf, tufKey, tufStart, type TufStandIn } from './tuf-repository.js';

const hour = 3_600_000;
type Targets = { readonly root: object; readonly keys: object };
let app: Harness;
let first: Targets;
let second: Targets;
beforeAll(async () => {
  app = await harness();
  const made = await Promise.all([startSigstore(), startSigstore()]);
  [first, second] = made as unknown as [Targets, Targets];
  await Promise.all(made.map((one) => one.close()));
});
afterAll(async () => { await app.close(); });

let tuf: TufStandIn;
const open: TrustKeeper[] = [];
beforeEach(async () => {
  await app.pool.query('delete from mergewarden.trust_state');
  tuf = await startTuf(first);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
  await tuf.close();
});

const pinned: TrustTexts = { trustedRoot: 'pinned', keys: 'pinned' };
const textsOf = ({ root, keys }: Targets): TrustTexts => ({ trustedRoot: JSON.stringify(root), keys: JSON.stringify(keys) });
const offer = ({ root, keys }: Targets): void => { tuf.next.targets = { 'trusted_root.json': JSON.stringify(root), [tuf.keysTarget]: JSON.stringify(keys) }; tuf.publish(); };

interface Worker { readonly trust: TrustKeeper; readonly warned: unknown[]; look(now: number): Promise<void> }
/** A process whose looks are taken one by one, each at a time of its own. */
async function worker(now = tufStart, { stored = postgresTrust(app.pool), root = tuf.root, offline = false }: { readonly stored?: StoredTrust; readonly root?: Buffer; readonly offline?: boolean } = {}): Promise<Worker> {
  let time = now;
  let next: () => void = () => undefined;
  let slept: () => void = () => undefined;
  let asleep = new Promise<void>((resolve) => { slept = resolve; });
  const timers: Timers = {
    deadline: (ms) => systemTimers.deadline(ms),
    sleep: (ms, signal) => ms !== lookMs ? new Promise(() => undefined) : new Promise((resolve, reject) => {
      next = resolve;
      if (signal?.aborted === true) reject(signal.reason as Error);
      signal?.addEventListener('abort', () => { reject(signal.reason as Error); }, { once: true });
      slept();
    }),
  };
  const warned: unknown[] = [];
  const log = { info: () => undefined, error: () => undefined, warn: (_: string, data: { readonly code?: string; readonly data?: { readonly reason?: string } }) => { warned.push([data.code, data.data?.reason]); } } as unknown as Log;
  const repository = { address: tuf.address, root, keysTarget: tuf.keysTarget };
  const network = networkRead(tuf.address, { strictSsl: true });
  const kept = sharedTrust({ repository, source: sourceOf(repository, false), pinned, stored, clock: { now: () => time }, timers, log, ...(offline ? {} : { begin: network.begin }) });
  const trust: TrustKeeper = { ...kept, stop: async () => { await kept.stop(); network.close(); } };
  open.push(trust);
  await asleep;
  return { trust, warned, async look(at) { time = at; asleep = new Promise((resolve) => { slept = resolve; }); next(); await asleep; } };
}
const asked = (): readonly string[] => tuf.asked.splice(0);
const row = async (): Promise<{ readonly digest: string; readonly body: string } | undefined> => (await app.pool.query<{ digest: string; body: string }>('select digest, body from mergewarden.trust_state')).rows[0];

describe('trusted roots that processes share', () => {
  test('are asked for by one, once a day, and taken by the others within a minute', async () => {
    const [one, other] = [await worker(), await worker()];
    expect(asked().filter((path) => path === 'timestamp.json')).toHaveLength(1);
    expect([await one.trust.current(), await other.trust.current(), one.trust.checkedAt()]).toEqual([textsOf(first), textsOf(first), tufStart]);
    offer(second);
    await one.look(tufStart + askMs - 1);
    expect([asked(), await one.trust.current()]).toEqual([[], textsOf(first)]);
    const later = tufStart + askMs + hour;
    await one.look(later);
    expect(asked()).toContain('timestamp.json');
    expect(await other.trust.current()).toEqual(textsOf(first));
    await other.look(later);
    expect([asked(), await other.trust.current(), other.trust.checkedAt()]).toEqual([[], textsOf(second), later]);
    expect([one.warned, other.warned]).toEqual([[], []]);
  });

  test('are there after a restart, with no network, and what is older than they are is refused', async () => {
    const back = tuf.snapshot();
    offer(second);
    await worker();
    back();
    const again = await worker(tufStart + 2 * askMs);
    expect(again.warned).toEqual([['TRUST_REFUSED', 'version']]);
    expect([await again.trust.current(), again.trust.checkedAt()]).toEqual([textsOf(second), tufStart]);
    tuf.answers.set('timestamp.json', 500);
    expect(await (await worker(tufStart + 100 * askMs)).trust.current()).toEqual(textsOf(second));
    expect(await (await worker(tufStart + 100 * askMs, { offline: true })).trust.current()).toEqual(textsOf(second));
  });

  test('with no network at all: the pinned start at once, one warning, a question an hour', async () => {
    tuf.answers.set('2.root.json', 500);
    const one = await worker();
    expect([await one.trust.current(), one.trust.checkedAt()]).toEqual([pinned, undefined]);
    for (const later of [lookMs, askAgainMs - 1, askAgainMs, 2 * askAgainMs]) await one.look(tufStart + later);
    expect(asked()).toHaveLength(3);
    expect(one.warned).toEqual([['TRUST_UNREACHABLE', 'status 500']]);
    tuf.answers.clear();
    await one.look(tufStart + 3 * askAgainMs);
    expect(await one.trust.current()).toEqual(textsOf(first));
    tuf.answers.set('2.root.json', 500);
    await one.look(tufStart + 3 * askAgainMs + askMs + hour);
    expect(one.warned).toHaveLength(2);
    expect(await one.trust.current()).toEqual(textsOf(first));
  });

  test('what is signed wrongly is refused each time, aloud, and the last good stays', async () => {
    const one = await worker();
    tuf.next.keys.timestamp = [tufKey()];
    offer(second);
    for (const later of [askMs + hour, askMs + 2 * hour]) await one.look(tufStart + later);
    expect(one.warned).toEqual([['TRUST_REFUSED', 'signature'], ['TRUST_REFUSED', 'signature']]);
    expect([await one.trust.current(), (await row())!.body]).toEqual([textsOf(first), expect.stringContaining(`"checkedAt":${tufStart}`)]);
  });

  test('nobody is asked where nobody is to be', async () => {
    const one = await worker(tufStart, { offline: true });
    expect([asked(), await one.trust.current(), one.warned]).toEqual([[], pinned, []]);
  });

  test('a review asks nobody, however often it wants them', async () => {
    const one = await worker();
    asked();
    await Promise.all(Array.from({ length: 20 }, () => one.trust.current()));
    expect(asked()).toEqual([]);
  });
});

describe('what is stored', () => {
  const garbage: readonly [string, string, unknown[]][] = [
    ['no JSON', 'garbage', ['TRUST_REFUSED', 'stored']], ['another form', '{"checkedAt":1}', ['TRUST_REFUSED', 'stored']], ['a state of nothing', '{"checkedAt":1,"start":1,"files":{}}', ['TRUST_REFUSED', 'file-absent']],
    ['a state of the future', JSON.stringify({ checkedAt: tufStart + 3 * askMs, start: 1, files: {} }), ['TRUST_REFUSED', 'stored']],
  ];
  test.each(garbage)('%s: the pinned start, with a warning, until the next refresh, which replaces it', async (_name, body, warning) => {
    await app.pool.query('insert into mergewarden.trust_state (source, digest, body) values ($1, $2, $3)', [tuf.address, 'x', body]);
    tuf.answers.set('2.root.json', 500);
    const one = await worker();
    expect([await one.trust.current(), one.warned]).toEqual([pinned, [warning, ['TRUST_UNREACHABLE', 'status 500']]]);
    tuf.answers.clear();
    await one.look(tufStart + askAgainMs);
    expect([await one.trust.current(), one.warned.length]).toEqual([textsOf(first), 2]);
    expect((await row())!.digest).not.toBe('x');
  });
  test('one that is altered afterwards is not taken, and the last good stays', async () => {
    const [one, other] = [await worker(), await worker()];
    await app.pool.query('update mergewarden.trust_state set digest = \'y\', body = replace(body, \'keyid\', \'keyed\')');
    await other.look(tufStart + lookMs);
    expect([await other.trust.current(), other.warned]).toEqual([textsOf(first), [['TRUST_REFUSED', expect.any(String)]]]);
    await other.look(tufStart + 2 * lookMs);
    expect(other.warned).toHaveLength(1);
    await one.look(tufStart + askMs + hour);
    await other.look(tufStart + askMs + hour);
    expect(other.trust.checkedAt()).toBe(tufStart + askMs + hour);
  });
  test('one that was put back does not take a process back', async () => {
    const one = await worker();
    const { digest, body } = (await row())!;
    offer(second);
    await one.look(tufStart + askMs + hour);
    await app.pool.query('update mergewarden.trust_state set digest = $1, body = $2', [digest, body]);
    await one.look(tufStart + askMs + hour + lookMs);
    expect(await one.trust.current()).toEqual(textsOf(second));
    await one.look(tufStart + 3 * askMs);
    expect((await row())!.body).toContain(`"checkedAt":${tufStart + 3 * askMs}`);
  });
  test('too long a text is not fetched', async () => {
    await app.pool.query('insert into mergewarden.trust_state (source, digest, body) values ($1, $2, repeat(\'x\', 4000001))', [tuf.address, 'x']);
    expect(await postgresTrust(app.pool).read(tuf.address)).toEqual({ digest: 'x' });
    const one = await worker(tufStart, { offline: true });
    expect([await one.trust.current(), one.warned]).toEqual([pinned, [['TRUST_REFUSED', 'stored']]]);
  });
  test('of an older program: it guards against what is older, and what comes with this one counts until the next refresh', async () => {
    const back = tuf.snapshot();
    offer(second);
    await worker();
    tuf.rotate({});
    const newer = Buffer.from(await (await fetch(`${tuf.address}/2.root.json`)).text());
    tuf.publish();
    const forward = tuf.snapshot();
    back();
    tuf.answers.set('3.root.json', 404);
    const one = await worker(tufStart + 1, { root: newer });
    expect([await one.trust.current(), one.trust.checkedAt(), one.warned]).toEqual([pinned, undefined, [['TRUST_REFUSED', 'version']]]);
    forward();
    await one.look(tufStart + 1 + askAgainMs);
    expect(await one.trust.current()).toEqual(textsOf(second));
    // One that is older still takes what this one stored.
    expect(await (await worker(tufStart + 2 + askAgainMs)).trust.current()).toEqual(textsOf(second));
  });
  test('a database that is away: the pinned start, and no more than one question an hour', async () => {
    const away: StoredTrust = { read: async () => { throw new Error('away'); }, write: async () => { throw new Error('away'); }, alone: async () => { throw new Error('away'); } };
    const one = await worker(tufStart, { stored: away });
    expect([await one.trust.current(), asked()]).toEqual([pinned, []]);
  });
});

describe('two processes at once', () => {
  test('one asks, the other does not wait', async () => {
    await postgresTrust(app.pool).alone(async () => {
      const one = await worker();
      expect([asked(), one.warned, await one.trust.current()]).toEqual([[], [], pinned]);
    });
  });
  test('of two states made from the same one only one takes its place', async () => {
    const stored = postgresTrust(app.pool);
    const state = (digest: string): { digest: string; text: string } => ({ digest, text: digest });
    expect(await Promise.all([stored.write('s', state('a'), undefined), stored.write('s', state('b'), undefined)])).toEqual(expect.arrayContaining([true, false]));
    const { digest } = (await stored.read('s'))!;
    expect(await Promise.all([stored.write('s', state('c'), digest), stored.write('s', state('d'), digest)])).toEqual(expect.arrayContaining([true, false]));
    expect(await stored.write('s', state('e'), 'none')).toBe(false);
    expect(await stored.write('t', state('e'), undefined)).toBe(true);
    expect(['c', 'd']).toContain((await stored.read('s'))!.text);
    expect(await stored.read('s', (await stored.read('s'))!.digest)).toEqual({ digest: (await stored.read('s'))!.digest });
  });
  test('whoever was slower takes what the other stored', async () => {
    const real = postgresTrust(app.pool);
    let quicker: (() => Promise<void>) | undefined;
    const slow: StoredTrust = { ...real, write: async (...state) => { await quicker?.(); quicker = undefined; return real.write(...state); } };
    quicker = async () => { await real.write(tuf.address, { digest: 'z', text: 'garbage' }, undefined); };
    const one = await worker(tufStart, { stored: slow });
    expect([await one.trust.current(), (await row())!.digest]).toEqual([pinned, 'z']);
  });
  test('one that ends in the middle leaves what was there, and the lock', async () => {
    const { trust } = await worker();
    const before = await row();
    tuf.publish();
    let reached: () => void = () => undefined;
    const midway = new Promise<void>((resolve) => { reached = resolve; });
    tuf.answers.set('2.snapshot.json', () => { reached(); });
    const ending = worker(tufStart + 2 * askMs);
    await midway;
    await open.at(-1)!.stop();
    await ending;
    expect(await row()).toEqual(before);
    expect(await postgresTrust(app.pool).alone(async () => undefined)).toBe(true);
    expect(await trust.current()).toEqual(textsOf(first));
  });
  test('one that is killed in the middle leaves what was there, and the next one goes on', async () => {
    await worker();
    const before = await row();
    offer(second);
    let reached: () => void = () => undefined;
    const midway = new Promise<void>((resolve) => { reached = resolve; });
    tuf.answers.set('2.targets.json', () => { reached(); });
    const now = tufStart + 2 * askMs;
    // What a process that is killed leaves in its folder goes with this one.
    const folder = mkdtempSync(path.join(tmpdir(), 'killed-'));
    const child = spawn(process.execPath, ['--import', './dev/register.mjs', 'test/adapters/sigstore/trust-process.ts', JSON.stringify({ database: app.address, address: tuf.address, root: tuf.root.toString('base64'), keysTarget: tuf.keysTarget, now })], { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, TMPDIR: folder } });
    await midway;
    child.kill('SIGKILL');
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
    expect(await row()).toEqual(before);
    tuf.answers.clear();
    // The database lets go of the lock when it has seen that the connection is gone.
    while (!await postgresTrust(app.pool).alone(async () => undefined));
    expect(await (await worker(now)).trust.current()).toEqual(textsOf(second));
  });
});
