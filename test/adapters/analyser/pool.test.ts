import { afterEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createAnalyser, type AnalyserOptions, type PooledAnalyser } from '../../../src/adapters/analyser/pool.js';
import type { Flow } from '../../../src/core/standing.js';
import type { Timers } from '../../../src/ports/clock.js';
import type { PackageManifest } from '../../../src/packages/archive.types.js';
import { filesOf } from '../../packages/profile/files.js';

const hostile = new URL('./fixtures/hostile.mjs', import.meta.url);
const never = new AbortController().signal;
const open: PooledAnalyser[] = [];

function pool(options: AnalyserOptions): PooledAnalyser {
  const made = createAnalyser({ processes: 1, ...options });
  open.push(made);
  return made;
}
afterEach(async () => { for (const one of open.splice(0)) await one.close(); });

/** Timers that never fire but for the n-th deadline of so many milliseconds, which fires at once. */
function firing(ms: number, nth: number): Timers {
  let seen = 0;
  return {
    sleep: () => new Promise(() => undefined),
    deadline(wanted) {
      const controller = new AbortController();
      if (wanted === ms && (seen += 1) === nth) setImmediate(() => { controller.abort(); });
      return { signal: controller.signal, clear: () => undefined };
    },
  };
}
/** A process's first deadline is for its start, the second for its first package. */
const atFirstPackage = { ms: 777, timers: firing(777, 2) };

const named = (name: string): { sha512: string; manifest: PackageManifest; entries: [] } => ({ sha512: `digest of ${name}`, manifest: { name, scripts: {}, bin: {}, raw: { name } }, entries: [] });

describe('the real process', () => {
  test('reads a package from TypeScript sources and answers with its profile', async () => {
    const entries = filesOf({ 'package.json': '{"name":"a","scripts":{"postinstall":"node x.js"}}', 'x.js': 'require("child_process").exec("id")' });
    const fact = await pool({}).analyse({ sha512: 'a', entries }, never);
    expect(fact.coverage).toEqual({ kind: 'complete' });
    expect(fact.value?.capabilities).toContainEqual(expect.objectContaining({ api: 'child_process.exec', trigger: 'install', path: 'x.js', line: 1 }));
  });

  test('asks again for a file that was held back and turns out to be run', async () => {
    const entries = filesOf({ 'package.json': '{"name":"a","main":"LICENSE.txt"}', 'LICENSE.txt': 'eval(process.argv[2])', 'README.md': 'eval(1)' });
    const fact = await pool({}).analyse({ sha512: 'a', entries }, never);
    expect(fact.value?.capabilities.map(({ api, path, trigger }) => ({ api, path, trigger }))).toEqual([{ api: 'eval', path: 'LICENSE.txt', trigger: 'load' }]);
  });

  test('asks on where such a file leads to further ones, as far as they go', async () => {
    const chain = Object.fromEntries([1, 2, 3, 4, 5].map((at) => [`${at}.txt`, `require('./${at + 1}.txt'); require('child_process').exec('id ${at}')`]));
    const entries = filesOf({ 'package.json': '{"name":"a","main":"1.txt"}', ...chain, '6.txt': 'eval(process.argv[2])', '7.txt': 'eval(1)', 'other.js': 'setTimeout(f)' });
    const fact = await pool({}).analyse({ sha512: 'a', entries }, never);
    expect(fact.coverage).toEqual({ kind: 'complete' });
    expect(fact.value?.capabilities.map(({ api, path }) => `${api} ${path}`)).toEqual([...[1, 2, 3, 4, 5].map((at) => `child_process.exec ${at}.txt`), 'eval 6.txt']);
  });

  test('spends no more than its steps, and says so', async () => {
    const entries = filesOf({ 'index.js': 'f(1);'.repeat(100_000) });
    const fact = await pool({ steps: 1_000 }).analyse({ sha512: 'a', entries }, never);
    expect(fact.coverage).toMatchObject({ kind: 'partial', code: 'ANALYSER_STEPS' });
    expect(fact.value?.unread).toMatchObject([{ path: 'index.js', code: 'ANALYSER_STEPS', trigger: 'load' }]);
  });
});

describe('a process that goes wrong', () => {
  test.each([
    ['loop', atFirstPackage, { kind: 'failed', code: 'ANALYSER_TIMEOUT', ours: true }, false],
    ['silent', { ms: 778, timers: firing(778, 2) }, { kind: 'failed', code: 'ANALYSER_TIMEOUT', ours: true }, false],
    // The system's hand: as much a sign of what else runs here as of the package.
    ['killed', {}, { kind: 'failed', code: 'ANALYSER_MEMORY', ours: true }, false],
    ['memory', { memory: 32 }, { kind: 'failed', code: 'ANALYSER_MEMORY' }, true],
    ['crash', {}, { kind: 'failed', code: 'ANALYSER_CRASHED' }, true],
    ['exit', {}, { kind: 'failed', code: 'ANALYSER_CRASHED' }, true],
    ['message', {}, { kind: 'failed', code: 'ANALYSER_CRASHED' }, true],
    ['shape', {}, { kind: 'failed', code: 'ANALYSER_CRASHED' }, false],
    ['garbage', {}, { kind: 'failed', code: 'ANALYSER_CRASHED' }, false],
    ['other', {}, { kind: 'complete' }, false],
  ] as const)('%s: is told, and the next package is read', async (name, options, coverage, remembered) => {
    const analyser = pool({ worker: hostile, ...options });
    const [first, next] = await Promise.all([analyser.analyse(named(name), never), analyser.analyse(named('ordinary'), never)]);
    expect(first.coverage).toMatchObject(coverage);
    expect(next.coverage).toEqual({ kind: 'complete' });
    expect([...analyser.crashed.keys()]).toEqual(remembered ? [`digest of ${name}`] : []);
  });

  test('a digest that ended a process is not tried again, and can be handed on', async () => {
    const told: string[] = [];
    const first = pool({ worker: hostile, onCrash: (sha512, code) => told.push(`${sha512} ${code}`) });
    await first.analyse(named('crash'), never);
    expect(told).toEqual(['digest of crash ANALYSER_CRASHED']);
    expect((await first.analyse(named('crash'), never)).coverage).toMatchObject({ code: 'ANALYSER_CRASHED', data: { known: true } });
    const second = pool({ worker: new URL('./fixtures/absent.mjs', import.meta.url), crashed: first.crashed });
    expect((await second.analyse(named('crash'), never)).coverage).toMatchObject({ code: 'ANALYSER_CRASHED', data: { known: true } });
  });

  test('a worker that cannot start is our fault and is not waited for', async () => {
    const fact = await pool({ worker: new URL('./fixtures/absent.mjs', import.meta.url) }).analyse(named('a'), never);
    expect(fact.coverage).toMatchObject({ kind: 'failed', code: 'ANALYSER_CRASHED', ours: true });
  });

  test('too long in the queue is our fault', async () => {
    const analyser = pool({ worker: hostile, queueMs: 999, timers: firing(999, 2) });
    const blocking = new AbortController();
    const first = analyser.analyse(named('silent'), blocking.signal).catch(() => 'aborted');
    const second = await analyser.analyse(named('ordinary'), never);
    expect(second.coverage).toMatchObject({ kind: 'failed', code: 'ANALYSER_TIMEOUT', ours: true });
    blocking.abort();
    expect(await first).toBe('aborted');
  });
});

describe('whose turn it is', () => {
  const flow = (standing: Flow['standing'], id: string): { readonly flow: Flow } => ({ flow: { standing, id } });

  test('one of several processes is never a stranger\'s', async () => {
    const analyser = pool({ worker: hostile, processes: 2 });
    const ending = new AbortController();
    const theirs = ['x', 'y'].map((id) => analyser.analyse({ ...named('silent'), ...flow('stranger', id) }, ending.signal).catch(() => 'aborted'));
    // The second of strangers waits although a process is idle; whoever is none is served at once, again and again.
    for (const id of ['a', 'b']) expect((await analyser.analyse({ ...named('ordinary'), ...flow('member', id) }, never)).coverage).toEqual({ kind: 'complete' });
    ending.abort();
    expect(await Promise.all(theirs)).toEqual(['aborted', 'aborted']);
  });

  test('the better standing first, then reviews in turns', async () => {
    const analyser = pool({ worker: hostile });
    const ending = new AbortController();
    const blocking = analyser.analyse(named('silent'), ending.signal).catch(() => undefined);
    const order: string[] = [];
    const asked = ([['stranger', 's'], ['member', 'a'], ['member', 'a'], ['member', 'a'], ['member', 'b'], ['group', 'q']] as const)
      .map(async ([standing, id]) => { await analyser.analyse({ ...named('ordinary'), ...flow(standing, id) }, never); order.push(id); });
    ending.abort();
    await Promise.all([blocking, ...asked]);
    expect(order).toEqual(['q', 'a', 'b', 'a', 'a', 's']);
  });
});

describe('the hand of the caller', () => {
  test('an abort rejects with its reason, ends the process and frees the place', async () => {
    const analyser = pool({ worker: hostile });
    const stop = new AbortController();
    const looping = analyser.analyse(named('loop'), stop.signal);
    const waiting = new AbortController();
    const queued = analyser.analyse(named('ordinary'), waiting.signal);
    waiting.abort(new Error('not wanted'));
    await expect(queued).rejects.toThrow('not wanted');
    stop.abort(new Error('enough'));
    await expect(looping).rejects.toThrow('enough');
    expect((await analyser.analyse(named('ordinary'), never)).coverage).toEqual({ kind: 'complete' });
    expect(analyser.crashed.size).toBe(0);
    await expect(analyser.analyse(named('ordinary'), AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  });

  test('close ends everything, also what is under way', async () => {
    const analyser = pool({ worker: hostile });
    const running = analyser.analyse(named('loop'), never);
    const queued = analyser.analyse(named('ordinary'), never);
    await analyser.close();
    expect((await running).coverage).toMatchObject({ kind: 'failed', ours: true });
    expect((await queued).coverage).toMatchObject({ kind: 'failed', ours: true });
    expect((await analyser.analyse(named('ordinary'), never)).coverage).toMatchObject({ kind: 'failed', ours: true });
  });

  test('the process gets nothing of ours: no environment, no directory, no arguments', async () => {
    process.env['MERGEWARDEN_TEST_SECRET'] = 'hidden';
    const fact = await pool({ worker: hostile }).analyse(named('surroundings'), never);
    delete process.env['MERGEWARDEN_TEST_SECRET'];
    const seen = JSON.parse(fact.value!.installSteps[0]!.command) as { env: string[]; cwd: string; argv: number };
    expect(seen.cwd).toBe('/');
    expect(seen.argv).toBe(2);
    expect(seen.env.filter((name) => !/^(?:NODE_CHANNEL_|__CF_|SystemRoot)/.test(name))).toEqual([]);
  });

  const confines = process.allowedNodeEnvironmentFlags.has('--permission');
  (confines ? test : test.skip)('where Node can confine it, the process reads no file but its own and starts nothing', async () => {
    const fact = await pool({ worker: hostile }).analyse(named('outside'), never);
    expect(JSON.parse(fact.value!.installSteps[0]!.command)).toEqual({ passwd: 'ERR_ACCESS_DENIED', exists: expect.stringMatching(/false|ERR_ACCESS_DENIED/), spawn: 'ERR_ACCESS_DENIED' });
  });
});

test('an idle process does not keep its parent alive', async () => {
  const [loader, program] = ['../../../dev/register.mjs', './idle-parent.ts'].map((file) => new URL(file, import.meta.url));
  const parent = spawn(process.execPath, ['--import', loader!.href, fileURLToPath(program!)], { stdio: ['ignore', 'pipe', 'inherit'], timeout: 25_000 });
  let said = '';
  parent.stdout.on('data', (part: Buffer) => { said += part.toString(); });
  const code = await new Promise<number | null>((resolve) => { parent.on('close', resolve); });
  expect([code, said]).toEqual([0, 'complete\ncomplete\n']);
});
