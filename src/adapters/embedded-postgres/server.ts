import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chown, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Failure } from '../../core/errors.js';
import { serverAccount } from './account.js';
import type { Account } from './account.js';
import { prepareBinaries } from './binaries.js';
import type { Binaries } from './binaries.js';
import { prepareFolder } from './folder.js';
import type { ServerFolder } from './folder.js';

/** How to reach a server that we started. No TCP: the socket's folder is closed to other users. */
export interface EmbeddedConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface EmbeddedServer {
  readonly connection: EmbeddedConnection;
  /** The postmaster's process id. */
  readonly pid: number;
  /** True when a server that an earlier, killed process left behind was taken over. */
  readonly adopted: boolean;
  /** Fast shutdown; resolves when the server has ended. */
  stop(): Promise<void>;
}

/** Held by the one process that owns the data folder's server, on a connection kept for life. Any number, but never another one. */
const ownerLock = 7_243_392;
const startMs = 60_000;
const pollMs = 20;
/** A server without a pid file is given so long to be gone. */
const endMs = 1_000;
/** After a server that ended at once, another is tried this often, for this long in all. */
const retryMs = 500;
const patienceMs = 8_000;
const stopMs = 20_000;
/** A server that is not up yet, or is on its way down: PostgreSQL 57P01, 57P03; the socket is absent or nobody listens. */
const notUp = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03']);

function run(program: string, args: readonly string[], binaries: Binaries, account: Account): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...account.spawn, env: binaries.env, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (part: Buffer) => { said = (said + part.toString('utf8')).slice(-2_000); });
    child.on('error', (cause) => { reject(new Failure('EMBEDDED_FAILED', { step: path.basename(program) }, cause)); });
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Failure('EMBEDDED_FAILED', { step: path.basename(program), said: said.trim() }));
    });
  });
}

/** Makes the database cluster aside and renames it: a crash or a race never leaves half of one. */
async function initialise(folder: ServerFolder, binaries: Binaries, account: Account): Promise<void> {
  const aside = `${folder.data}.init-${process.pid}`;
  const passwordFile = `${aside}.password`;
  await rm(aside, { recursive: true, force: true });
  await writeFile(passwordFile, folder.password, { mode: 0o600 });
  try {
    if (account.uid !== undefined && account.gid !== undefined) await chown(passwordFile, account.uid, account.gid);
    await run(binaries.initdb, ['-D', aside, '-U', 'app', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C'], binaries, account);
    await rename(aside, folder.data).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(aside, { recursive: true, force: true });
  }
}

async function postmasterPid(folder: ServerFolder): Promise<number | undefined> {
  const text = await readFile(path.join(folder.data, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

/**
 * A pid file whose number now belongs to another program of the same user makes PostgreSQL refuse to start. It is removed when that
 * process is not a postgres; with the number free or another user's, PostgreSQL finds out by itself.
 */
async function clearStalePid(folder: ServerFolder): Promise<void> {
  const pid = await postmasterPid(folder);
  if (pid === undefined) return;
  const command = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined);
  if (command !== undefined && !command.startsWith('postgres')) await rm(path.join(folder.data, 'postmaster.pid'), { force: true });
}

/** Detached, with a log file: Ctrl-C of our terminal reaches us and not the server, and our end does not break its pipe. */
async function spawnServer(folder: ServerFolder, binaries: Binaries, account: Account): Promise<ChildProcess> {
  const log = await open(folder.log, 'a', 0o600);
  try {
    const child = spawn(binaries.postgres, [
      '-D', folder.data, '-k', folder.socket, '-p', '5432', '-c', 'listen_addresses=', '-c', 'unix_socket_permissions=0700', '-c', 'max_connections=100',
    ], { ...account.spawn, env: binaries.env, cwd: '/', detached: true, stdio: ['ignore', log.fd, log.fd] });
    child.on('error', () => undefined);
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

async function connect(connection: EmbeddedConnection): Promise<pg.Client | undefined> {
  const client = new pg.Client({ ...connection });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    const code = (error as { readonly code?: string }).code;
    if (code !== undefined && notUp.has(code)) return undefined;
    if (error instanceof Error && error.message.includes('terminated')) return undefined;
    throw new Failure('EMBEDDED_FAILED', { step: 'connect', reason: code ?? 'unknown' }, error);
  }
}

async function serverVersion(binaries: Binaries, account: Account): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.postgres, ['--version'], { ...account.spawn, env: binaries.env, cwd: '/', stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.on('data', (part: Buffer) => { said += part.toString('utf8'); });
    child.on('error', reject);
    child.on('close', () => { resolve(/(\d+(?:\.\d+)*)/.exec(said)?.[1] ?? ''); });
  });
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * SIGINT is a fast shutdown: sessions are ended, data is checkpointed. SIGQUIT, which recovers at the next start, only after that failed.
 * The pid file goes a moment before the process does; one that nobody reaps would stay as a zombie, so that moment has an end.
 */
async function shutDown(folder: ServerFolder, pid: number): Promise<void> {
  let ended = 0;
  for (const [signal, patience] of [['SIGINT', stopMs], ['SIGQUIT', 2_000]] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waited = 0; waited < patience; waited += pollMs) {
      if (!alive(pid)) return;
      if ((await postmasterPid(folder)) !== pid && (ended += pollMs) > endMs) return;
      await sleep(pollMs);
    }
  }
}

async function tailOf(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).slice(-1_000).trim();
}

type Claim = { readonly kind: 'ours'; readonly pid: number } | { readonly kind: 'other version'; readonly pid: number };

/** Asks a running server whether its owner still lives. */
async function claim(client: pg.Client, folder: ServerFolder, version: string): Promise<Claim> {
  const { rows } = await client.query<{ owner: boolean; version: string }>('select pg_try_advisory_lock($1) as owner, current_setting(\'server_version\') as version', [ownerLock]);
  const pid = await postmasterPid(folder);
  if (rows[0]?.owner !== true) throw new Failure('EMBEDDED_IN_USE', { folder: folder.root });
  if (pid === undefined) throw new Failure('EMBEDDED_FAILED', { step: 'pid' });
  return { kind: rows[0].version.split(' ')[0] === version ? 'ours' : 'other version', pid };
}

/**
 * Starts PostgreSQL on a data folder, from nothing if need be, or takes over the server that a killed process left running there.
 * Recipe and measured cases: first start 0.8 s, later 0.1 s, adoption 0.03 s.
 * @param dataFolder a folder of ours; the server's things live in `postgres` below it.
 * @throws Failure EMBEDDED_IN_USE when another live process owns the folder (several processes need DATABASE_URL), EMBEDDED_FAILED
 * with the step that failed and the end of the server's log.
 */
export async function startEmbeddedPostgres(dataFolder: string): Promise<EmbeddedServer> {
  const account = await serverAccount();
  const folder = await prepareFolder(dataFolder, account);
  const binaries = await prepareBinaries(folder.root, account);
  const version = await serverVersion(binaries, account);
  const connection: EmbeddedConnection = { host: folder.socket, port: 5432, user: 'app', password: folder.password, database: 'postgres' };
  let child: ChildProcess | undefined;
  let adopted = true;
  let exited = 0;
  for (let waited = 0; waited < startMs; waited += pollMs) {
    const client = await connect(connection);
    if (client) {
      try {
        const claimed = await claim(client, folder, version);
        if (claimed.kind === 'ours') return owned(connection, folder, claimed.pid, adopted, client);
        await client.end();
        await shutDown(folder, claimed.pid);
        child = undefined;
        adopted = true;
        continue;
      } catch (error) {
        await client.end().catch(() => undefined);
        throw error;
      }
    }
    if (child === undefined) {
      const made = await stat(path.join(folder.data, 'PG_VERSION')).then(() => true, () => false);
      if (!made) await initialise(folder, binaries, account);
      await clearStalePid(folder);
      child = await spawnServer(folder, binaries, account);
      adopted = false;
    }
    // Ours lost a race against another start, whose socket answers soon; or the children of a killed server are still going.
    if (child.exitCode !== null || child.signalCode !== null) {
      exited += pollMs;
      if (exited % retryMs === 0) child = undefined;
    }
    if (exited > patienceMs) break;
    await sleep(pollMs);
  }
  throw new Failure('EMBEDDED_FAILED', { step: 'start', said: await tailOf(folder.log) });
}

function owned(connection: EmbeddedConnection, folder: ServerFolder, pid: number, adopted: boolean, owner: pg.Client): EmbeddedServer {
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    try {
      await shutDown(folder, pid);
    } finally {
      await owner.end().catch(() => undefined);
    }
  };
  return { connection, pid, adopted, stop: () => (stopped ??= stop()) };
}
