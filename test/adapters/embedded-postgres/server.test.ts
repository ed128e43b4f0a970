import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, jest } from '@jest/globals';
import pg from 'pg';
import { serverAccount } from '../../../src/adapters/embedded-postgres/account.js';
import { packageRoot, prepareBinaries } from '../../../src/adapters/embedded-postgres/binaries.js';
import { startEmbeddedPostgres } from '../../../src/adapters/embedded-postgres/server.js';
import type { EmbeddedServer } from '../../../src/adapters/embedded-postgres/server.js';

// Processes and servers are started here, which a busy machine does slowly.
jest.setTimeout(120_000);

const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? test : test.skip;
let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mw-embedded-'));
  chmodSync(folder, 0o711);
  data = path.join(folder, 'data');
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

/** A service as a process; its first line is its answer. `uid`: the account that it becomes before it starts its server. */
async function service(uid?: number) {
  const child = spawn(process.execPath, ['--import', './dev/register.mjs', 'test/adapters/embedded-postgres/service-process.ts', data, ...(uid === undefined ? [] : [String(uid)])], {
    stdio: ['pipe', 'pipe', 'inherit'], env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: os.tmpdir() },
  });
  const failed = once(child, 'exit').then(([code]) => { throw new Error(`the service ended without an answer: ${code}`); });
  failed.catch(() => undefined);
  const [said] = await Promise.race([once(child.stdout, 'data'), failed]) as [Buffer];
  return {
    said: JSON.parse(said.toString('utf8')) as { readonly pid?: number; readonly adopted?: boolean; readonly code?: string; readonly uid?: number },
    async end(signal?: NodeJS.Signals) {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      if (signal) child.kill(signal);
      else child.stdin.end();
      await gone;
    },
  };
}
async function ask<Row extends pg.QueryResultRow>(server: EmbeddedServer, text: string): Promise<readonly Row[]> {
  const client = new pg.Client({ ...server.connection });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
/** True where users other than the owner may enter every folder of a path. */
function isOpen(folderPath: string): boolean {
  const parent = path.dirname(folderPath);
  return (statSync(folderPath).mode & 0o001) !== 0 && (parent === folderPath || isOpen(parent));
}
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('an embedded server', () => {
  test('starts from nothing without a network port, keeps what was written, stops', async () => {
    const first = await startEmbeddedPostgres(data);
    expect(first.adopted).toBe(false);
    expect((await ask<{ listen_addresses: string }>(first, 'show listen_addresses'))[0]?.listen_addresses).toBe('');
    expect((await ask<{ fsync: string }>(first, 'show fsync'))[0]?.fsync).toBe('on');
    await ask(first, 'create table kept (a int)');
    expect(statSync(first.connection.host).mode & 0o077).toBe(0);
    expect(statSync(path.join(data, 'postgres', 'password')).mode & 0o077).toBe(0);
    await first.stop();
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await startEmbeddedPostgres(data);
    expect(await ask(second, 'select * from kept')).toEqual([]);
    await second.stop();
  });

  test('belongs to one process: another is told so and ends', async () => {
    const server = await startEmbeddedPostgres(data);
    const other = await service();
    expect(other.said).toMatchObject({ code: 'EMBEDDED_IN_USE' });
    await other.end();
    expect(isAlive(server.pid)).toBe(true);
    await server.stop();
  });

  test('two first starts at once: one wins, the other is told, nothing is left lying about', async () => {
    const [a, b] = await Promise.all([service(), service()]);
    expect([a.said.code, b.said.code].filter((code) => code !== undefined)).toEqual(['EMBEDDED_IN_USE']);
    await Promise.all([a.end(), b.end()]);
    expect(readdirSync(path.join(data, 'postgres', 'server')).sort()).toEqual(['data', 'run']);
  });

  test('a killed service leaves its server behind, which the next one takes over; a killed server recovers', async () => {
    const killed = await service();
    await killed.end('SIGKILL');
    expect(isAlive(killed.said.pid ?? 0)).toBe(true);
    const adopted = await startEmbeddedPostgres(data);
    expect(adopted).toMatchObject({ adopted: true, pid: killed.said.pid });
    await ask(adopted, 'create table kept (a int)');
    process.kill(adopted.pid, 'SIGKILL');
    const next = await startEmbeddedPostgres(data);
    expect(next.adopted).toBe(false);
    expect(await ask(next, 'select * from kept')).toEqual([]);
    await next.stop();
    await adopted.stop();
  });

  test('a pid file whose number now belongs to another program', async () => {
    await (await startEmbeddedPostgres(data)).stop();
    const account = await serverAccount();
    const other = spawn('sleep', ['60'], { ...account.spawn, stdio: 'ignore' });
    await once(other, 'spawn');
    const file = path.join(data, 'postgres', 'server', 'data', 'postmaster.pid');
    writeFileSync(file, `${other.pid}\n${path.dirname(file)}\n1700000000\n5432\n\n\n`, { mode: 0o600 });
    if (account.uid !== undefined && account.gid !== undefined) chownSync(file, account.uid, account.gid);
    const server = await startEmbeddedPostgres(data);
    expect(server.adopted).toBe(false);
    await server.stop();
    other.kill();
  });

  test('a folder whose path is too long for a socket', async () => {
    data = path.join(folder, 'x'.repeat(60), 'y'.repeat(60));
    const server = await startEmbeddedPostgres(data);
    expect(server.connection.host.startsWith(os.tmpdir())).toBe(true);
    await server.stop();
    rmSync(server.connection.host, { recursive: true, force: true });
  });

  test('one made half by a crash is made anew', async () => {
    const account = await serverAccount();
    const half = path.join(data, 'postgres', 'server', `data.init-${process.pid}`);
    mkdirSync(half, { recursive: true });
    writeFileSync(path.join(half, 'PG_VERSION'), '18');
    chmodSync(path.join(data, 'postgres'), 0o711);
    if (account.uid !== undefined && account.gid !== undefined) chownSync(half, account.uid, account.gid);
    const server = await startEmbeddedPostgres(data);
    await server.stop();
    expect(existsSync(half)).toBe(false);
  });
});

describe('the account of the server', () => {
  asRoot('is an ordinary user: postgres, else nobody, else a clear refusal', async () => {
    expect(await serverAccount('root:x:0:0::/root:/bin/sh\npostgres:x:101:104::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh')).toMatchObject({ name: 'postgres', uid: 101, gid: 104 });
    expect(await serverAccount('root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh')).toMatchObject({ name: 'nobody', uid: 65_534 });
    await expect(serverAccount('postgres:x:0:0::/:/bin/sh')).rejects.toMatchObject({ code: 'EMBEDDED_FAILED' });
  });

  // Below a home that is closed to others, no other user runs programs of ours; root's server gets copies, as the next test sees.
  (isRoot && isOpen(packageRoot()) ? test : test.skip)('an ordinary user starts a server as themselves', async () => {
    mkdirSync(data);
    chownSync(data, 65_534, 65_534);
    const ordinary = await service(65_534);
    expect(ordinary.said).toMatchObject({ adopted: false, uid: 65_534 });
    expect(readFileSync(`/proc/${ordinary.said.pid}/status`, 'utf8')).toContain('Uid:\t65534');
    await ordinary.end();
  });

  asRoot('programs that it may not read are copied to where it may', async () => {
    const hidden = path.join(folder, 'hidden');
    mkdirSync(hidden, { mode: 0o700 });
    cpSync(packageRoot(), path.join(hidden, 'package'), { recursive: true });
    const open = path.join(folder, 'open');
    mkdirSync(open, { mode: 0o755 });
    const binaries = await prepareBinaries(open, await serverAccount(), path.join(hidden, 'package'));
    expect(binaries.postgres.startsWith(open)).toBe(true);
    expect((await prepareBinaries(open, await serverAccount(), path.join(hidden, 'package'))).postgres).toBe(binaries.postgres);
  });

  test('links that another start may be using are never taken away', async () => {
    const open = path.join(folder, 'open');
    mkdirSync(open, { mode: 0o755 });
    const links = async (): Promise<readonly [string, number]> => {
      const { env } = await prepareBinaries(open, await serverAccount());
      const [place = ''] = (env['LD_LIBRARY_PATH'] ?? '').split(':');
      return [place, statSync(place).ino];
    };
    const first = await links();
    expect(readdirSync(first[0]).length).toBeGreaterThan(0);
    expect(await links()).toEqual(first);
  });

  asRoot('our own folder, closed by the set-up of the App, is opened for it, and no file in it is', async () => {
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(path.join(data, 'app.json'), '{}', { mode: 0o600 });
    const server = await startEmbeddedPostgres(data);
    await server.stop();
    expect(statSync(data).mode & 0o777).toBe(0o711);
    expect(statSync(path.join(data, 'app.json')).mode & 0o777).toBe(0o600);
  });

  asRoot('a folder that it cannot reach is refused, by name', async () => {
    const closed = path.join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    await expect(startEmbeddedPostgres(path.join(closed, 'data'))).rejects.toMatchObject({ code: 'EMBEDDED_FAILED', data: { step: 'data folder not reachable', folder: closed } });
  });
});
