import type pg from 'pg';
import { postgresAudit } from '../../adapters/postgres/audit.js';
import { databasePool, unreachable } from '../../adapters/postgres/connect.js';
import type { DatabaseAddress } from '../../adapters/postgres/connect.js';
import { postgresDeliveries } from '../../adapters/postgres/deliveries.js';
import { postgresFactCache } from '../../adapters/postgres/fact-cache.js';
import { migrate } from '../../adapters/postgres/migrate.js';
import { postgresOutbox } from '../../adapters/postgres/outbox.js';
import { postgresPackages } from '../../adapters/postgres/packages.js';
import { postgresPolicies } from '../../adapters/postgres/policies.js';
import { probeDatabase } from '../../adapters/postgres/probe.js';
import { postgresQueue, queueTiming } from '../../adapters/postgres/queue.js';
import type { QueueTiming } from '../../adapters/postgres/queue.js';
import { collectQueueGarbage } from '../../adapters/postgres/queue-garbage.js';
import { postgresReviews } from '../../adapters/postgres/reviews.js';
import { postgresSightings } from '../../adapters/postgres/sightings.js';
import { cleanUp, readiness } from '../../adapters/postgres/upkeep.js';
import type { Retention } from '../../adapters/postgres/upkeep.js';
import { prometheusMetrics } from '../../adapters/system/metrics.js';
import type { Readings } from '../../adapters/system/metrics.js';
import { takeIn } from '../../app/intake.js';
import type { IntakeSettings } from '../../app/intake.js';
import { newerPushes, withPushers } from '../../app/newer-pushes.js';
import { seenChecks } from '../../app/publish-seen.js';
import type { Reviewer } from '../../app/review.types.js';
import type { Audit } from '../../ports/audit.js';
import type { Clock, Ids, Timers } from '../../ports/clock.js';
import type { FailedDeliveries } from '../../ports/deliveries.js';
import type { FactCache } from '../../ports/fact-cache.js';
import type { Log } from '../../ports/log.js';
import type { Packages } from '../../ports/packages.js';
import type { Policies } from '../../ports/policies.js';
import type { Publisher } from '../../ports/publisher.js';
import type { Queue } from '../../ports/queue.js';
import type { RepositoryName, Reviews } from '../../ports/reviews.js';
import type { Sightings } from '../../ports/sightings.js';
import { listen } from '../webhook/server.js';
import { startWorkers } from '../worker/handle.js';

export interface ServiceSettings {
  readonly intake: IntakeSettings;
  readonly webhookPath: string;
  readonly host: string;
  /** 0 for any. */
  readonly port: number;
  readonly retention: Retention;
  readonly reviewsAtOnce: number;
  /** Intervals, all with defaults for production; tests shorten them. */
  readonly timing?: Partial<QueueTiming & { readonly watchMs: number; readonly leaseMs: number; readonly reconcileMs: number; readonly cleanUpMs: number }>;
}

/** The host, the review and the machine, as the service sees them. */
export interface ServiceParts {
  readonly reviewer: Reviewer;
  readonly publisherFor: (installation: number, repository: RepositoryName) => Promise<Publisher>;
  readonly failedDeliveries?: FailedDeliveries;
  readonly readings?: Omit<Readings, 'queueAge'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
}

/** What an opened database offers to the parts that are made with it. */
export interface Database {
  readonly address: DatabaseAddress;
  readonly pool: pg.Pool;
  readonly facts: FactCache;
  readonly audit: Audit;
  readonly reviews: Reviews;
  readonly policies: Policies;
  readonly packages: Packages;
  readonly sightings: Sightings;
  close(): Promise<void>;
}

/**
 * Opens a database: refuses one that cannot carry the service, and brings its schema up to date.
 * @throws Failure DATABASE_UNREACHABLE, DATABASE_REPLICA, DATABASE_POOLER, SCHEMA_NEWER.
 */
export async function openDatabase(address: DatabaseAddress): Promise<Database> {
  await probeDatabase(address);
  const pool = databasePool(address);
  try {
    await migrate(pool);
  } catch (error) {
    await pool.end();
    throw unreachable(error);
  }
  return { address, pool, facts: postgresFactCache(pool), audit: postgresAudit(pool), reviews: postgresReviews(pool), policies: postgresPolicies(pool), packages: postgresPackages(pool), sightings: postgresSightings(pool), close: () => pool.end() };
}

export interface Service {
  /** Where deliveries are taken; 0 without an intake. */
  readonly port: number;
  readonly queue: Queue;
  /** Resolves with the reason when this process cannot go on and must end. */
  readonly lost: Promise<unknown>;
  /** No new deliveries, running jobs finished or given back; the database is left open. */
  stop(): Promise<void>;
}

const intakePatienceMs = 3_000;

/** Starts the service on an open database: its intake, its workers, or both. */
export async function startService(database: Database, settings: ServiceSettings, parts: ServiceParts, roles: { readonly intake: boolean; readonly worker: boolean } = { intake: true, worker: true }): Promise<Service> {
  const { pool } = database;
  const { watchMs = 2_000, leaseMs = 30_000, reconcileMs = 180_000, cleanUpMs = 86_400_000, ...queueOverrides } = settings.timing ?? {};
  const queue = postgresQueue(database.address, pool, parts.log, parts.timers, { ...queueTiming, ...queueOverrides });
  const metrics = prometheusMetrics({ ...parts.readings, queueAge: () => queue.age() });
  const deliveries = postgresDeliveries(pool);
  const pushes = newerPushes();
  let lose: (reason: unknown) => void = () => undefined;
  const lost = new Promise<unknown>((resolve) => { lose = resolve; });
  const workers = roles.worker
    ? await startWorkers(queue, {
      reviews: withPushers(database.reviews, pushes), outbox: postgresOutbox(pool, leaseMs), deliveries, queue, reviewer: parts.reviewer, publisherFor: parts.publisherFor,
      clock: parts.clock, timers: parts.timers, ids: parts.ids, log: parts.log, metrics, watchMs, seen: seenChecks(), pushes,
      cleanUp: async () => { await cleanUp(pool, settings.retention); await collectQueueGarbage(pool); },
      ...(settings.intake.installations === undefined ? {} : { installations: settings.intake.installations }),
      ...(parts.failedDeliveries === undefined ? {} : { failedDeliveries: parts.failedDeliveries }),
    }, { reviewsAtOnce: settings.reviewsAtOnce, reconcileMs, cleanUpMs }, (error) => { lose(error); })
    : undefined;
  const intake = { deliveries, settings: settings.intake, log: parts.log, metrics, pushes };
  const server = roles.intake
    ? await listen({
      path: settings.webhookPath, takeIn: (headers, body) => takeIn(intake, headers, body), readiness: () => readiness(pool), metrics: () => metrics.expose(),
    }, settings.host, settings.port)
    : undefined;
  return {
    port: server?.port ?? 0, queue, lost,
    async stop() {
      await server?.close(intakePatienceMs);
      await workers?.stop();
    },
  };
}
