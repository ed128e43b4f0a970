import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RegisteredApp } from '../github/github.js';
import { StepFailed, until } from './wait.js';

const program = fileURLToPath(new URL('../../bin/mergewarden.js', import.meta.url));
/** Lines of the service's log that are kept. */
const keptLines = 400;
/** The service ends by itself within 25 s of being asked to. */
const stopMs = 27_000;

export interface RunningService {
  readonly port: number;
  /** The last lines of its log. */
  log(): readonly string[];
  /** How often reviews have ended and been published. */
  reviewsDone(): Promise<number>;
  /** Asks it to end and waits. Gives how it ended; undefined where it ended as it should. */
  stop(): Promise<string | undefined>;
  /** Ends it and its database at once, without a word. */
  kill(): void;
}

export interface ServiceWish {
  readonly app: RegisteredApp;
  readonly apiUrl: string;
  readonly folder: string;
  readonly advisories: string;
  readonly npm: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Called when it ends without having been asked to. */
  readonly lost: (reason: StepFailed) => void;
}

/** The person's environment without anything that would lead the service to a database, an App or data of theirs. */
function ownEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:MERGEWARDEN_|DATABASE_URL$|ADVISORIES_DIR$|ADVISORIES_URL$|EXPLOITED_DIR$|TRUST_|PG[A-Z]+$|PORT$|npm_|NODE_OPTIONS$)/.test(name)));
}

/** Starts `mergewarden serve` as a process of its own, with its own PostgreSQL in `folder`. */
export async function startService(wish: ServiceWish): Promise<RunningService> {
  const { app, folder } = wish;
  mkdirSync(folder, { mode: 0o711 });
  const child = spawn(process.execPath, [program, 'serve'], {
    // A group of its own: Ctrl-C reaches us, and we ask it to end.
    detached: true, stdio: ['ignore', 'pipe', 'pipe'], cwd: folder,
    env: {
      ...ownEnvironment(process.env), ...wish.npm, MERGEWARDEN_APP_ID: String(app.id), MERGEWARDEN_PRIVATE_KEY: app.privateKey, MERGEWARDEN_WEBHOOK_SECRET: app.webhookSecret,
      MERGEWARDEN_GITHUB_API: wish.apiUrl, MERGEWARDEN_DATA: folder, MERGEWARDEN_HOST: '127.0.0.1', PORT: '0', ADVISORIES_DIR: wish.advisories, TRUST_TUF_URL: 'off',
    },
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => { lines.push(line); lines.splice(0, lines.length - keptLines); });
  let asked = false;
  const ended = new Promise<string | undefined>((resolve) => {
    const end = (said: string, well = false): void => {
      resolve(well ? undefined : `the service ${said}`);
      if (!asked) wish.lost(new StepFailed(`the service ${said}`));
    };
    child.once('error', (error) => { end(`could not be started: ${error.message}`); });
    child.once('exit', (code, signal) => { end(`ended ${asked ? '' : 'by itself '}with ${signal ?? `code ${code}`}`, code === 0); });
  });
  const kill = (): void => {
    asked = true;
    killGroup(child);
    killDatabase(folder);
  };
  const stop = async (): Promise<string | undefined> => {
    if (!asked && hasEnded(child)) {
      asked = true;
      await endDatabase(folder);
      return undefined;
    }
    asked = true;
    if (!hasEnded(child)) child.kill('SIGTERM');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => {
        kill();
        resolve(`the service had not ended ${stopMs / 1000} s after it was asked to`);
      }, stopMs);
    });
    const how = await Promise.race([ended, late]);
    clearTimeout(timer);
    return how;
  };
  const log = (): readonly string[] => lines;
  try {
    const port = await until('the service to start', 120_000, wish.signal, () => portIn(lines));
    return { port, log, stop, kill, reviewsDone: () => reviewsDone(port) };
  } catch (error) {
    await stop();
    throw error instanceof Error ? Object.assign(error, { log: lines }) : error;
  }
}

/** The port of the line that says `serving`. */
function portIn(lines: readonly string[]): number | undefined {
  const line = lines.find((one) => one.includes('"serving"'));
  if (line === undefined) return undefined;
  try {
    const { port } = JSON.parse(line) as { port?: unknown };
    return typeof port === 'number' ? port : undefined;
  } catch {
    return undefined;
  }
}

async function reviewsDone(port: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  const line = /^mergewarden_jobs_total\{task="review",result="done"\} (\d+)$/m.exec((await answer?.text().catch(() => '')) ?? '');
  return Number(line?.[1] ?? 0);
}

const hasEnded = (child: ChildProcess): boolean => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

/** The database is a process of its own; its number stands in its folder. Gives the number where there was one to end. */
function killDatabase(folder: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path.join(folder, 'postgres', 'server', 'data', 'postmaster.pid'), 'utf8'), 10);
    if (!(pid > 1)) return undefined;
    process.kill(pid, 'SIGQUIT');
    return pid;
  } catch {
    return undefined;
  }
}

/** After a service that ended by itself its database still runs, for the next one to take over. Here there is no next one. */
async function endDatabase(folder: string): Promise<void> {
  const pid = killDatabase(folder);
  for (let waited = 0; pid !== undefined && waited < 5_000 && existsSync(`/proc/${pid}`); waited += 50) await sleep(50);
}
