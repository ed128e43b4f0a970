import { databasePool } from '../../src/adapters/postgres/connect.js';
import { postgresAudit } from '../../src/adapters/postgres/audit.js';
import { postgresDeliveries } from '../../src/adapters/postgres/deliveries.js';
import { postgresOutbox } from '../../src/adapters/postgres/outbox.js';
import { postgresQueue } from '../../src/adapters/postgres/queue.js';
import { postgresReviews } from '../../src/adapters/postgres/reviews.js';
import { systemClock, systemIds, systemTimers } from '../../src/adapters/system/clock.js';
import type { Reviewer, ReviewResult, ReviewTarget } from '../../src/app/review.types.js';
import type { Annotation, LineComment } from '../../src/core/publication.js';
import type { Outcome, Verdict } from '../../src/core/verdict.js';
import { deliver } from '../../src/app/deliver.js';
import { reviewHead } from '../../src/app/head.js';
import type { HeadDependencies } from '../../src/app/head.js';
import type { Log } from '../../src/ports/log.js';
import type { Metrics } from '../../src/ports/metrics.js';
import type { JobContext, JobEnd } from '../../src/ports/queue.js';
import { testDatabase } from '../setup/postgres.js';
import { FakeHost } from './fake-host.js';

export const sha = (digit: string): string => digit.repeat(40);
export const fingerprint = (digit: string): string => digit.repeat(64);
export const repository = { id: 11, owner: 'acme', name: 'shop' } as const;
export const installation = 7;

export const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, with: () => silent };
export const noMetrics: Metrics = { concluded: () => undefined, couldNotCheck: () => undefined, delivery: () => undefined, jobEnded: () => undefined };

export interface Said {
  readonly outcome: Outcome;
  readonly comments?: readonly LineComment[];
  readonly annotations?: readonly Annotation[];
  readonly summary?: string;
  readonly gaps?: readonly string[];
  readonly enforced?: boolean;
}

export function comment(digit: string, line = 1): LineComment {
  return { marker: fingerprint(digit), path: 'package.json', line, side: 'RIGHT', body: `Finding ${digit}` };
}

export function note(text: string): Annotation {
  return { path: 'package-lock.json', startLine: 1, endLine: 1, level: 'warning', title: text, message: text };
}

/** A review's result with the given outcome. */
export function result(target: Pick<ReviewTarget, 'headSha' | 'baseSha'>, said: Said): ReviewResult {
  const { outcome, enforced = true } = said;
  const findings = (said.comments ?? []).map((one) => ({ fingerprint: one.marker, check: 'install-script' })) as unknown as Verdict['findings'];
  const verdict: Verdict = {
    outcome, enforced, findings, blocking: [], waived: [], coverage: [], counts: { changes: 1, reviewed: 1, standing: 0 }, remarks: [],
    gaps: (said.gaps ?? []).map((check) => ({ check, subject: 'x', code: 'REGISTRY_TIMEOUT', data: {}, counts: true, waived: false, fingerprint: fingerprint('9') })),
    base: target.baseSha, head: target.headSha, policyHash: 'p', engine: { version: '0', digest: 'd' }, data: [], factsRoot: 'f', snapshotHash: 's', reviewedAt: '2026-01-01T00:00:00.000Z',
  };
  const failing = enforced && (outcome === 'block' || outcome === 'unknown');
  return {
    verdict,
    texts: {
      conclusion: failing ? 'failure' : 'success', check: { title: `${outcome} against ${target.baseSha.slice(0, 4)}`, summary: 'summary', text: '', annotations: said.annotations ?? [] },
      comments: said.comments ?? [], settled: 'All settled.', ...(said.summary === undefined ? {} : { summary: said.summary }),
    },
  };
}

let serial = 0;
/** A pull_request payload as GitHub sends it, as far as we read it. */
export function pullPayload(fields: { readonly action: string; readonly number?: number; readonly head: string; readonly base?: string; readonly baseRef?: string; readonly state?: 'open' | 'closed'; readonly at?: number; readonly sender?: unknown; readonly merged?: boolean }): string {
  return JSON.stringify({
    action: fields.action, installation: { id: installation }, repository: { id: repository.id, name: repository.name, owner: { login: repository.owner } },
    ...(fields.sender === undefined ? {} : { sender: fields.sender }),
    ...(fields.action === 'edited' ? { changes: { base: { ref: { from: 'old' } } } } : {}),
    pull_request: {
      number: fields.number ?? 1, state: fields.state ?? 'open', updated_at: new Date(fields.at ?? Date.UTC(2026, 0, 1) + (serial += 1_000)).toISOString(), author_association: 'MEMBER', ...(fields.merged === undefined ? {} : { merged: fields.merged }),
      head: { sha: fields.head }, base: { sha: fields.base ?? sha('b'), ref: fields.baseRef ?? 'main' },
    },
  });
}

/** The application on a real database and a host in memory, its jobs run by hand. */
export async function harness(overrides: Partial<HeadDependencies> = {}) {
  const database = await testDatabase();
  const pool = databasePool(database.address);
  const host = new FakeHost();
  const said = new Map<string, Said>();
  const seen: ReviewTarget[] = [];
  const reviewer: Reviewer = async (target) => {
    seen.push(target);
    return result(target, said.get(`${target.headSha}:${target.baseSha}`) ?? said.get(target.headSha) ?? { outcome: 'pass' });
  };
  const dependencies = {
    reviews: postgresReviews(pool), outbox: postgresOutbox(pool), deliveries: postgresDeliveries(pool), queue: postgresQueue(database.address, pool, silent, systemTimers),
    reviewer, publisherFor: async () => host.publisher(), clock: systemClock, timers: systemTimers, ids: systemIds, log: silent, metrics: noMetrics, watchMs: 50, ...overrides,
  };
  const context = (signal = new AbortController().signal): JobContext => ({ signal, attempt: 1 });
  let id = 0;
  return {
    address: database.address, pool, host, said, seen, dependencies, context, audit: postgresAudit(pool),
    /** Takes in a payload as the intake and the job `delivery` do. */
    async delivered(event: string, body: string, name = `delivery-${String((id += 1)).padStart(4, '0')}`): Promise<JobEnd> {
      await dependencies.deliveries.accept({ id: name, event, body, installation, repository: repository.id });
      return deliver(dependencies, name, context());
    },
    /** Heads with a review job that is due, and takes the jobs off the queue. */
    async due(): Promise<readonly string[]> {
      const { rows } = await pool.query<{ head: string }>('select j.payload ->> \'head\' as head from graphile_worker._private_jobs j join graphile_worker.jobs v on v.id = j.id where v.task_identifier = \'review\' order by j.priority, j.id');
      await pool.query('select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs where task_identifier = \'review\'))');
      return rows.map((row) => row.head);
    },
    review: (head: string, signal?: AbortSignal): Promise<JobEnd> => reviewHead(dependencies, { repository: repository.id, head }, context(signal)),
    /** Runs due reviews until none is left. */
    async settle(): Promise<void> {
      for (let round = 0; round < 20; round += 1) {
        const heads = await this.due();
        if (heads.length === 0) return;
        for (const head of heads) await this.review(head);
      }
      throw new Error('the reviews never settle');
    },
    async close(): Promise<void> {
      await pool.end();
      await database.drop();
    },
  };
}
export type Harness = Awaited<ReturnType<typeof harness>>;
