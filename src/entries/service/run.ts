import os from 'node:os';
import { startEmbeddedPostgres } from '../../adapters/embedded-postgres/server.js';
import { systemClock, systemIds, systemTimers } from '../../adapters/system/clock.js';
import { pinoLog } from '../../adapters/system/log.js';
import { redactor } from '../../adapters/system/redaction.js';
import { problemOf } from '../../core/errors.js';
import type { Clock, Ids, Timers } from '../../ports/clock.js';
import type { Log } from '../../ports/log.js';
import { readConfiguration, secretsOf } from '../configuration.js';
import type { Configuration } from '../configuration.js';
import { openDatabase, startService } from './service.js';
import type { Database, ServiceParts } from './service.js';

export interface Machine {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  /** Takes a secret that was learned while running, such as a token, so that no log ever shows it. */
  readonly hide: (text: (value: string) => string) => void;
}

/** The parts of the host and the review. `close` lets go of what they hold, child processes and connections, once no review runs any more. */
export type ComposedParts = Omit<ServiceParts, keyof Omit<Machine, 'hide'>> & { readonly close?: () => Promise<void> };

/** What the command line hands in: the parts of the host and the review, and the way to create the App. */
export interface Composition {
  readonly parts: (configuration: Configuration & { readonly app: NonNullable<Configuration['app']> }, database: Database, machine: Machine) => Promise<ComposedParts>;
  /** Leads through creating the App. True when its credentials are now in the data folder. */
  readonly setup: (configuration: Configuration, machine: Machine) => Promise<boolean>;
}

/** A process that was told to end is gone after this, whatever still runs. Orchestrators kill after 30 s. */
const exitMs = 25_000;

function machineOf(configuration: Configuration): Machine {
  const more: ((value: string) => string)[] = [];
  const redact = redactor(secretsOf(configuration), (text) => more.reduce((clean, hide) => hide(clean), text));
  return { clock: systemClock, timers: systemTimers, ids: systemIds, log: pinoLog(configuration.logLevel, redact), hide: (one) => { more.push(one); } };
}

/** Resolves at the first SIGTERM or SIGINT. */
function asked(): Promise<'asked'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => { resolve('asked'); });
  });
}

function readInput(argv: readonly string[]): Configuration {
  return readConfiguration({ argv, env: process.env, home: os.homedir(), root: process.getuid?.() === 0 });
}

async function runService(configuration: Configuration & { readonly app: NonNullable<Configuration['app']> }, composition: Composition, machine: Machine, roles: { readonly intake: boolean; readonly worker: boolean }): Promise<number> {
  const { log } = machine;
  const ending = asked();
  const embedded = configuration.databaseUrl === undefined ? await startEmbeddedPostgres(configuration.dataFolder) : undefined;
  try {
    const database = await openDatabase(embedded ? embedded.connection : { url: configuration.databaseUrl ?? '' });
    let parts: ComposedParts | undefined;
    try {
      parts = await composition.parts(configuration, database, machine);
      const service = await startService(database, {
        intake: { secrets: configuration.app.secrets, appId: configuration.app.id, ...(configuration.installations ? { installations: configuration.installations } : {}) }, webhookPath: configuration.webhookPath, host: configuration.host, port: configuration.port,
        retention: configuration.retention, reviewsAtOnce: configuration.reviewsAtOnce,
      }, { ...parts, clock: machine.clock, timers: machine.timers, ids: machine.ids, log }, roles);
      log.info('serving', { port: service.port, path: configuration.webhookPath, database: embedded ? 'embedded' : 'given', adopted: embedded?.adopted });
      const reason = await Promise.race([ending, service.lost.then(() => 'lost' as const)]);
      log.info('ending', { reason });
      setTimeout(() => { process.exit(1); }, exitMs - 1_000).unref();
      await service.stop();
      return reason === 'asked' ? 0 : 1;
    } finally {
      // An idle child process or a kept connection would keep this process from ending.
      await parts?.close?.();
      await database.close();
    }
  } finally {
    await embedded?.stop();
  }
}

/** Runs a service and turns what keeps it from starting into one line and an exit code: 0 ended as asked, 1 lost its database, 2 could not start, 64 wrong usage. */
async function guarded(log: Log, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const { code, data } = problemOf(error);
    log.error('cannot serve', { code, ...data, ...(code === 'INTERNAL' && error instanceof Error ? { error: error.message } : {}) });
    return code === 'CONFIGURATION' ? 64 : 2;
  }
}

const plainLog = (): Log => pinoLog('info', redactor([]));

/**
 * `mergewarden serve`: takes deliveries and reviews, in one process, with its own PostgreSQL unless DATABASE_URL is set. Without
 * App credentials it first leads through creating the App. Resolves with the exit code when the process is asked to end.
 */
export async function serve(argv: readonly string[], composition: Composition): Promise<number> {
  return guarded(plainLog(), async () => {
    let configuration = readInput(argv);
    if (configuration.app === undefined) {
      if (!(await composition.setup(configuration, machineOf(configuration)))) return 2;
      configuration = readInput(argv);
    }
    const { app } = configuration;
    if (app === undefined) return 2;
    return runService({ ...configuration, app }, composition, machineOf(configuration), { intake: true, worker: true });
  });
}

/** `mergewarden worker`: only reviews, on the database that DATABASE_URL names. */
export async function worker(argv: readonly string[], composition: Composition): Promise<number> {
  const log = plainLog();
  return guarded(log, async () => {
    const configuration = readInput(argv);
    const { app } = configuration;
    if (app === undefined || configuration.databaseUrl === undefined) {
      log.error('a worker needs the App\'s credentials and DATABASE_URL', { code: 'CONFIGURATION' });
      return 64;
    }
    return runService({ ...configuration, app }, composition, machineOf(configuration), { intake: false, worker: true });
  });
}
