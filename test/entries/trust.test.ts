import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock, systemTimers } from '../../src/adapters/system/clock.js';
import { UsageError, type Io } from '../../src/entries/cli/io.js';
import { seenTrust, serviceTrust } from '../../src/entries/service/trust.js';
import { localTrust, trustSettings, type RunningTrust } from '../../src/entries/trust.js';
import type { Log } from '../../src/ports/log.js';
import { harness, type Harness } from '../app/harness.js';
import { startTuf, type TufStandIn } from '../adapters/sigstore/tuf-repository.js';
import { startSigstore, type Sigstore } from '../trust/sigstore.js';
import { machine } from './cli/cli.js';

const folder = mkdtempSync(path.join(tmpdir(), 'trust-'));
const table = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: { '@acme': 'https://npm.acme.example/' } };
const network = { strictSsl: true };
let app: Harness;
let sigstore: Sigstore;
let tuf: TufStandIn;
beforeAll(async () => { [app, sigstore] = await Promise.all([harness(), startSigstore()]); });
afterAll(async () => {
  await Promise.all([app.close(), sigstore.close()]);
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => path.join(folder, name);
beforeEach(async () => {
  tuf = await startTuf(sigstore);
  tuf.next.expires.timestamp = '2100-01-01T00:00:00Z';
  tuf.next.expires.snapshot = tuf.next.expires.targets = tuf.next.expires.registry = tuf.next.expires.root = '2100-01-01T00:00:00Z';
  tuf.rotate({});
  tuf.publish();
  writeFileSync(at('root.json'), tuf.root);
  writeFileSync(at('keys.json'), JSON.stringify(sigstore.keys));
  writeFileSync(at('trust.json'), JSON.stringify({ registries: { '@': {} } }));
  writeFileSync(at('own.json'), JSON.stringify({ registries: { 'https://npm.acme.example': { keys: 'keys.json' } } }));
});
afterEach(async () => { await tuf.close(); });

describe('what is set', () => {
  const problems = (env: Record<string, string>, option?: { readonly name: string; readonly file: string }): string => {
    const told: string[] = [];
    trustSettings(env, told, option);
    return told.join('\n');
  };
  test('nothing, a mirror, one of one\'s own signing, nobody, and a file', () => {
    expect(trustSettings({}, [])).toEqual({ own: [] });
    expect(trustSettings({ TRUST_TUF_URL: 'https://tuf.acme.example/' }, [])).toEqual({ own: [], address: 'https://tuf.acme.example/' });
    expect(trustSettings({ TRUST_TUF_URL: tuf.address, TRUST_TUF_ROOT: at('root.json') }, [])).toEqual({ own: [], address: tuf.address, root: tuf.root });
    expect(trustSettings({ TRUST_TUF_URL: 'off', TRUST_FILE: at('own.json') }, [])).toMatchObject({ address: 'off', own: [{ registry: 'https://npm.acme.example/' }] });
  });
  test('an option comes before the environment', () => {
    expect(trustSettings({ TRUST_FILE: at('none.json') }, [], { name: '--trust', file: at('own.json') }).own).toHaveLength(1);
    expect(problems({}, { name: '--trust', file: at('none.json') })).toBe('--trust: none.json cannot be read');
  });
  test.each<[string, () => Record<string, string>, string]>([
    ['plain http elsewhere', () => ({ TRUST_TUF_URL: 'http://tuf.acme.example' }), 'TRUST_TUF_URL must begin with https:// (http:// only for an address inside), or off'], ['no address', () => ({ TRUST_TUF_URL: 'no' }), 'TRUST_TUF_URL must be an address'],
    ['a password', () => ({ TRUST_TUF_URL: 'https://me:hidden-word@tuf.acme.example' }), 'without a user'], ['a root without a repository', () => ({ TRUST_TUF_ROOT: at('root.json') }), 'TRUST_TUF_ROOT is the start of a repository of your own'],
    ['a root that is none', () => ({ TRUST_TUF_URL: tuf.address, TRUST_TUF_ROOT: at('keys.json') }), 'TRUST_TUF_ROOT: keys.json is no root.json'], ['a root that is not there', () => ({ TRUST_TUF_URL: tuf.address, TRUST_TUF_ROOT: at('none.json') }), 'TRUST_TUF_ROOT: none.json is no root.json'],
    ['a file that is wrong', () => ({ TRUST_FILE: at('trust.json') }), 'TRUST_FILE: trust.json: registries: entry 1'],
  ])('%s', (_name, env, wanted) => {
    expect(problems(env())).toContain(wanted);
    expect(problems(env())).not.toContain('hidden-word');
  });
});

/** Waits until something is so, by looking after each answer of the stand-in and each turn of the loop. */
async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  while (!await so()) await new Promise(setImmediate);
}

describe('on the command line', () => {
  let env: Record<string, string>;
  let said: string;
  beforeEach(() => {
    env = { ...machine(mkdtempSync(path.join(folder, 'home-'))), TRUST_TUF_URL: tuf.address, TRUST_TUF_ROOT: at('root.json') };
    said = '';
  });
  const run = (more: Partial<Parameters<typeof localTrust>[0]> = {}): Promise<RunningTrust> => localTrust({ io: { env, err: (text: string) => { said += text; } } as unknown as Io, offline: false, cache: true, ...more }, table, network);
  const kept = (): number => { const cache = path.join(env['XDG_CACHE_HOME']!, 'mergewarden', 'trust-1'); return existsSync(cache) ? readdirSync(cache).filter((name) => !name.startsWith('.')).length : 0; };

  test('the first run takes what the program comes with and fetches for the next one', async () => {
    const first = await run();
    const pinned = await first.roots.materialFor('default');
    expect([pinned!.instances.length, first.checkedAt()]).toEqual([1, undefined]);
    await until(() => kept() === 1);
    await first.stop();
    const second = await run();
    const material = await second.roots.materialFor('default');
    expect([material!.keys.length, material!.digest === pinned!.digest, typeof second.checkedAt()]).toEqual([1, false, 'number']);
    expect(await second.roots.materialFor('https://npm.acme.example/')).toBe(material);
    await second.stop();
    expect(said).toBe('');
  });
  test.each<[string, Partial<Parameters<typeof localTrust>[0]>, Record<string, string>]>([['offline', { offline: true }, {}], ['without a cache', { cache: false }, {}], ['under CI', {}, { CI: 'true' }], ['off', {}, { TRUST_TUF_URL: 'off', TRUST_TUF_ROOT: '' }]])('nobody is asked %s', async (_name, more, set) => {
    Object.assign(env, set);
    const running = await run(more);
    expect((await running.roots.materialFor('default'))!.instances).toHaveLength(1);
    await running.stop();
    expect([tuf.asked, said]).toEqual([[], '']);
  });
  test('roots and keys of one\'s own, for the registry that they name', async () => {
    const running = await run({ trust: at('own.json'), offline: true });
    const [standard, own] = [await running.roots.materialFor('default'), await running.roots.materialFor('https://npm.acme.example/')];
    expect(own!.keys.length - standard!.keys.length).toBe(1);
    await running.stop();
  });
  test('what is wrong ends it, and a registry that is not configured is said', async () => {
    await expect(run({ trust: at('trust.json') })).rejects.toThrow(UsageError);
    writeFileSync(at('own.json'), JSON.stringify({ registries: { 'https://else.example': { keys: 'keys.json' } } }));
    await (await run({ trust: at('own.json'), offline: true })).stop();
    expect(said).toContain('https://else.example/, which is no registry of your npmrc');
    writeFileSync(at('own.json'), JSON.stringify({ registries: { default: { keys: 'keys.json' }, [table.default]: { keys: 'keys.json' } } }));
    await expect(run({ trust: at('own.json') })).rejects.toThrow('two entries mean the default registry');
  });
});

test('the service shares them, and its second process asks nobody', async () => {
  const warned: string[] = [];
  const log = { info: () => undefined, warn: (text: string) => { warned.push(text); } } as unknown as Log;
  const settings = trustSettings({ TRUST_TUF_URL: tuf.address, TRUST_TUF_ROOT: at('root.json'), TRUST_FILE: at('own.json') }, []);
  const begin = (): RunningTrust => serviceTrust(settings, { ...table, scopes: {} }, network, { pool: app.pool }, { clock: systemClock, timers: systemTimers, log });
  const first = begin();
  await until(() => first.checkedAt() !== undefined);
  tuf.asked.length = 0;
  const second = begin();
  const material = await second.roots.materialFor('default');
  expect([material!.digest, tuf.asked]).toEqual([(await first.roots.materialFor('default'))!.digest, []]);
  expect(second.checkedAt()).toBe(first.checkedAt());
  expect(await seenTrust(settings, table.publicDefault, { pool: app.pool })).toBe(first.checkedAt());
  expect(await seenTrust({ own: [] }, table.publicDefault, { pool: app.pool })).toBeUndefined();
  await Promise.all([first.stop(), second.stop()]);
  expect(warned).toEqual(Array(2).fill('trusted roots are named for a registry that is not configured'));
});

test('entries that mean the same registry end the service before it asks anybody', () => {
  writeFileSync(at('own.json'), JSON.stringify({ registries: { default: { keys: 'keys.json' }, [table.default]: { keys: 'keys.json' } } }));
  const settings = trustSettings({ TRUST_TUF_URL: tuf.address, TRUST_FILE: at('own.json') }, []);
  expect(() => serviceTrust(settings, table, network, { pool: app.pool }, { clock: systemClock, timers: systemTimers, log: { warn: () => undefined } as unknown as Log })).toThrow('CONFIGURATION');
  expect(tuf.asked).toEqual([]);
});
