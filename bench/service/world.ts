import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readAppManifest } from '../../src/adapters/github/app-manifest.js';
import { systemClock, systemIds, systemTimers } from '../../src/adapters/system/clock.js';
import { composition } from '../../src/entries/service/composition.js';
import { openDatabase, startService } from '../../src/entries/service/service.js';
import type { Log, LogFields } from '../../src/ports/log.js';
import { startGitHub, type GitHub } from '../../test/github/github.js';
import { startRegistry, type StandInRegistry } from '../../test/registry/index.js';
import { scratch, withPostgres } from '../worlds.js';
import type { Exchange } from './chain.js';

const secret = 'a webhook secret of this measure';

/** A line of the service's log, with the time it was written. */
export interface LogLine {
  readonly at: number;
  readonly message: string;
  readonly fields: LogFields;
}

export interface Latency {
  readonly github: number;
  readonly registry: number;
}

export interface World {
  readonly github: GitHub;
  readonly registry: StandInRegistry;
  readonly log: readonly LogLine[];
  /** Every request to either stand-in since `from`, in the order of their beginnings. */
  exchanges(from: number): readonly Exchange[];
  /** Resolves once no job waits or runs and no request is under way. */
  idle(): Promise<void>;
  /** From now on every answer comes this many milliseconds later. */
  slow(ms: Latency): void;
}

function capturing(lines: LogLine[], bound: LogFields = {}): Log {
  const write = (message: string, fields: LogFields = {}): void => { lines.push({ at: performance.now(), message, fields: { ...bound, ...fields } }); };
  return { debug: write, info: write, warn: write, error: write, with: (fields) => capturing(lines, { ...bound, ...fields }) };
}

/** What a request to a registry is about. */
function subjectOf(url: string): NonNullable<Exchange['subject']> {
  const [name = '', archive] = decodeURIComponent(url.slice(1)).split('/-/');
  return { name, kind: archive === undefined ? 'record' : 'archive' };
}

/** The service as it runs, in this process, between a stand-in GitHub, a stand-in registry and its own PostgreSQL; one folder of advisories. */
export async function withWorld<T>(advisories: readonly object[], work: (world: World) => Promise<T>): Promise<T> {
  return withPostgres(async (connection) => {
    const { folder, remove } = await scratch();
    const asked: Exchange[] = [];
    let latency = 0;
    const registry = await startRegistry();
    registry.delay = async () => {
      const what = registry.requests.at(-1)?.path ?? '';
      const startedAt = performance.now();
      if (latency > 0) await sleep(latency);
      asked.push({ subject: subjectOf(what), what: `GET ${what}`, startedAt, endedAt: performance.now() });
    };
    const github = await startGitHub();
    const kept = { registry: process.env['NPM_CONFIG_REGISTRY'], userconfig: process.env['NPM_CONFIG_USERCONFIG'] };
    Object.assign(process.env, { NPM_CONFIG_REGISTRY: registry.url, NPM_CONFIG_USERCONFIG: path.join(folder, 'npmrc') });
    try {
      await writeFile(path.join(folder, 'npmrc'), '');
      await writeFile(path.join(folder, 'advisories.ndjson'), advisories.map((one) => `${JSON.stringify(one)}\n`).join(''));
      const manifest = readAppManifest(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8'));
      github.createOrganisation('acme', { ann: 'owner' });
      const app = github.createApp({ name: manifest.name, owner: 'acme', permissions: manifest.permissions, events: manifest.events, webhookSecret: secret });
      github.install(app.id, 'acme');
      const database = await openDatabase(connection);
      try {
        const log: LogLine[] = [];
        const machine = { clock: systemClock, timers: systemTimers, ids: systemIds, log: capturing(log) };
        const configuration = {
          app: { id: app.id, privateKey: app.privateKey, secrets: [secret] }, apiUrl: github.apiUrl, dataFolder: folder, host: '127.0.0.1', port: 0, webhookPath: '/webhook',
          advisories: path.join(folder, 'advisories.ndjson'), logLevel: 'debug', retention: { days: 30, auditDays: 730, sightingDays: 90, factBytes: 1e9 }, reviewsAtOnce: 4,
        } as const;
        const parts = await composition.parts(configuration, database, { ...machine, hide: () => undefined });
        const { host, port, webhookPath, retention, reviewsAtOnce } = configuration;
        const service = await startService(database, { intake: { secrets: [secret], appId: app.id }, webhookPath, host, port, retention, reviewsAtOnce }, { ...parts, ...machine });
        github.setWebhook(app.id, `http://127.0.0.1:${service.port}/webhook`);
        try {
          return await work({
            github, registry, log,
            exchanges: (from) => [
              ...github.requests.filter((one) => one.endedAt !== undefined && !one.path.includes('.git/')).map((one): Exchange => ({ what: `${one.method} ${one.path}${one.query}`, startedAt: one.startedAt, endedAt: one.endedAt! })),
              ...asked,
            ].filter((one) => one.startedAt >= from).sort((a, b) => a.startedAt - b.startedAt),
            async idle() {
              for (let quiet = 0; quiet < 5;) {
                await github.deliveries.settled();
                const { rows: [row] } = await database.pool.query<{ count: number }>('select count(*) from graphile_worker.jobs');
                const open = github.requests.some((one) => one.endedAt === undefined);
                quiet = row?.count === 0 && !open ? quiet + 1 : 0;
                await sleep(20);
              }
            },
            slow(ms) {
              latency = ms.registry;
              github.settings.latencyMs = ms.github;
            },
          });
        } finally {
          await service.stop();
        }
      } finally {
        await database.close();
      }
    } finally {
      for (const [name, value] of [['NPM_CONFIG_REGISTRY', kept.registry], ['NPM_CONFIG_USERCONFIG', kept.userconfig]] as const) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await github.close();
      await registry.close();
      await remove();
    }
  });
}
