import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { readAppManifest } from '../../src/adapters/github/app-manifest.js';
import { systemClock, systemIds, systemTimers } from '../../src/adapters/system/clock.js';
import { readConfiguration } from '../../src/entries/configuration.js';
import { composition } from '../../src/entries/service/composition.js';
import { execute, type Queryable } from '../../src/adapters/postgres/statement.js';
import { openDatabase, startService } from '../../src/entries/service/service.js';
import type { Seen } from '../../src/core/sighting.js';
import type { Log } from '../../src/ports/log.js';
import { startGitHub, type GitHub, type RegisteredApp } from '../github/github.js';
import { startRegistry, type StandInPackage, type StandInRegistry } from '../registry/index.js';
import { testDatabase } from '../setup/postgres.js';

/** The whole service in this process, as it is composed for production, between a stand-in GitHub, a stand-in registry and a real database. */
export interface Whole {
  readonly github: GitHub;
  readonly app: RegisteredApp;
  readonly registry: StandInRegistry;
  /** What the service logged as warning or error. */
  readonly complaints: readonly string[];
  /** What the reviews were told, in their order, of what earlier ones had seen. */
  readonly remembered: readonly Partial<Seen>[];
  /** Resolves once every webhook is answered and no delivery or review waits or runs. */
  idle(): Promise<void>;
  /** Moves the clock of the stand-in GitHub on: it writes times in whole seconds, and what happens within one has no order. */
  pass(seconds: number): void;
  /** Moves all clocks on: GitHub's, the service's, and that of the jobs that wait for a release to be old enough. */
  later(seconds: number): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const patienceMs = 60_000;

/** What waits in the queue and what holds it up: jobs with their queues, and locks of queues; a job whose queue is no row is found by no worker. */
async function whatIsLeft(pool: Queryable): Promise<string> {
  const { rows: jobs } = await execute(pool, { name: 'left-jobs', text: `
select t.identifier as task, j.key, j.run_at - now() as due, j.priority, j.attempts, j.locked_at, j.locked_by, j.last_error, j.flags, j.job_queue_id as queue,
  j.job_queue_id is not null and q.id is null as "queueGone", q.queue_name as "queueName", q.locked_by as "queueLockedBy", now() - q.locked_at as "queueLockedFor"
from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id left join graphile_worker._private_job_queues q on q.id = j.job_queue_id order by j.id` }, []);
  const { rows: heads } = await execute(pool, { name: 'left-heads', text: `
select h.sha, h.generation, h.released, h.waits_since is not null as waits, h.lease_until - now() as lease, r.state, r.evaluations from mergewarden.head h join mergewarden.review r on r.id = h.review` }, []);
  return JSON.stringify({ jobs, heads });
}

/**
 * Starts everything. `advisories` are OSV records; `trust` is what the registry's packages are held against, in place of the public root and keys; with `signatures` the registry signs its
 * versions with a key of its own, which the service knows.
 */
export async function startWhole(wanted: { readonly packages: readonly StandInPackage[]; readonly advisories: readonly object[]; readonly signatures?: boolean; readonly trust?: { readonly root: object; readonly keys: object } }): Promise<Whole> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mergewarden-e2e-'));
  const registry = await startRegistry({ packages: wanted.packages, signatures: wanted.signatures === true });
  const npmrc = path.join(folder, 'npmrc');
  await writeFile(npmrc, `registry=${registry.url}\n@acme:registry=${registry.url}\n`);
  await writeFile(path.join(folder, 'advisories.ndjson'), wanted.advisories.map((one) => `${JSON.stringify(one)}\n`).join(''));
  process.env['NPM_CONFIG_USERCONFIG'] = npmrc;
  const trustFile = path.join(folder, 'trust.json');
  const keys = wanted.trust?.keys ?? (wanted.signatures === true ? await (await fetch(`${registry.url}-/npm/v1/keys`)).json() as object : undefined);
  if (keys) {
    if (wanted.trust) await writeFile(path.join(folder, 'root.json'), JSON.stringify(wanted.trust.root));
    await writeFile(path.join(folder, 'keys.json'), JSON.stringify(keys));
    await writeFile(trustFile, JSON.stringify({ registries: { default: { ...(wanted.trust ? { trustedRoot: 'root.json', only: true } : {}), keys: 'keys.json' } } }));
  }

  let ahead = 0;
  let own = 0;
  const github = await startGitHub({ clock: { now: () => systemClock.now() + ahead * 1000 } });
  const manifest = readAppManifest(readFileSync('app.yml', 'utf8'));
  const app = github.createApp({ name: manifest.name, permissions: manifest.permissions, events: manifest.events });
  const test = await testDatabase();
  const complaints: string[] = [];
  const remembered: Partial<Seen>[] = [];
  const complain = (message: string, fields?: object): void => void complaints.push(`${message} ${JSON.stringify(fields ?? {})}`);
  const log: Log = { debug: () => undefined, info: () => undefined, warn: complain, error: complain, with: () => log };

  async function run(): Promise<{ readonly waiting: () => Promise<number>; readonly left: () => Promise<string>; readonly hasten: (seconds: number) => Promise<unknown>; readonly stop: () => Promise<void> }> {
    const configuration = readConfiguration({
      argv: ['--data', folder], home: folder, root: false,
      env: { MERGEWARDEN_APP_ID: String(app.id), MERGEWARDEN_PRIVATE_KEY: app.privateKey, MERGEWARDEN_WEBHOOK_SECRET: app.webhookSecret, MERGEWARDEN_GITHUB_API: github.apiUrl, ADVISORIES_DIR: path.join(folder, 'advisories.ndjson'), TRUST_TUF_URL: 'off', ...(keys ? { TRUST_FILE: trustFile } : {}) },
    });
    const credentials = configuration.app;
    if (!credentials) throw new Error('no App');
    const opened = await openDatabase(test.address);
    const sightings: typeof opened.sightings = {
      ...opened.sightings,
      async seen(place, names) {
        const answer = await opened.sightings.seen(place, names);
        remembered.push(answer);
        return answer;
      },
    };
    const database = { ...opened, sightings };
    const machine = { clock: { now: () => systemClock.now() + own * 1000 }, timers: systemTimers, ids: systemIds, log };
    const parts = await composition.parts({ ...configuration, app: credentials }, database, { ...machine, hide: () => undefined });
    const service = await startService(database, {
      intake: { secrets: credentials.secrets, appId: credentials.id }, webhookPath: configuration.webhookPath, host: '127.0.0.1', port: 0, retention: configuration.retention, reviewsAtOnce: 2,
      timing: { pollMs: 50 },
    }, { ...parts, ...machine });
    github.setWebhook(app.id, `http://127.0.0.1:${service.port}${configuration.webhookPath}`);
    return {
      waiting: async () => (await database.pool.query<{ count: number }>('select count(*)::int as count from graphile_worker.jobs where task_identifier in (\'delivery\', \'review\', \'reconcile\') or task_identifier = \'cooldown\' and run_at <= now()')).rows[0]?.count ?? 0,
      left: () => whatIsLeft(database.pool),
      hasten: (seconds) => database.pool.query('update graphile_worker._private_jobs set run_at = run_at - $1::int * interval \'1 second\' where key like \'cooldown:%\'', [seconds]),
      async stop() {
        await service.stop();
        await parts.close?.();
        await database.close();
      },
    };
  }
  let running: Awaited<ReturnType<typeof run>> | undefined = await run();

  return {
    github, app, registry, complaints, remembered,
    async idle() {
      const end = performance.now() + patienceMs;
      // A job's writes send webhooks, and those may bring jobs: quiet is when neither has anything left.
      for (let quiet = 0; quiet < 2;) {
        await github.deliveries.settled();
        quiet = (await running?.waiting()) === 0 ? quiet + 1 : 0;
        if (performance.now() > end) throw new Error(`the service does not come to rest; complaints: ${complaints.join('; ') || 'none'}; left: ${(await running?.left()) ?? 'it is stopped'}`);
        await systemTimers.sleep(10);
      }
    },
    pass(seconds) { ahead += seconds; },
    async later(seconds) {
      ahead += seconds;
      own += seconds;
      await running?.hasten(seconds);
    },
    async start() { running = await run(); },
    async stop() {
      await running?.stop();
      running = undefined;
    },
    async close() {
      await running?.stop();
      await github.close();
      await registry.close();
      await test.drop();
      delete process.env['NPM_CONFIG_USERCONFIG'];
      await rm(folder, { recursive: true, force: true });
    },
  };
}
