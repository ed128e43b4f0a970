import type pg from 'pg';
import { postgresDeliveries } from '../../src/adapters/postgres/deliveries.js';
import { postgresOutbox } from '../../src/adapters/postgres/outbox.js';
import { postgresReviews } from '../../src/adapters/postgres/reviews.js';
import { systemIds } from '../../src/adapters/system/clock.js';
import { deliver } from '../../src/app/deliver.js';
import { reviewHead } from '../../src/app/head.js';
import type { HeadDependencies } from '../../src/app/head.js';
import { seenChecks } from '../../src/app/publish-seen.js';
import type { Reviewer } from '../../src/app/review.types.js';
import type { Timers } from '../../src/ports/clock.js';
import type { JobEnd } from '../../src/ports/queue.js';
import type { Publisher } from '../../src/ports/publisher.js';
import { FakeHost } from '../app/fake-host.js';
import { comment, installation, noMetrics, note, pullPayload, repository, result, silent } from '../app/harness.js';

/** One request to the host, before it is sent (`asked`) or once it has succeeded (`answered`). */
export type HostHook = (moment: 'asked' | 'answered', operation: keyof Publisher) => Promise<void> | void;

/** A process of the service as far as its jobs go: a memory and a way to the host of its own. */
export interface Process {
  readonly dependencies: HeadDependencies & { readonly deliveries: ReturnType<typeof postgresDeliveries> };
  readonly pool: pg.Pool;
  deliver(id: string): Promise<JobEnd>;
  review(head: string): Promise<JobEnd>;
  /** As SIGKILL: nothing of it is sent any more and no answer reaches it; the server sees the connections of its pool break off. */
  kill(): void;
}

/**
 * One pull request with an earlier head, about which two findings and a summary stand, and a newer one that blocks: it mends the first finding,
 * keeps the second, brings a third, has more notes than one request takes, and tells its block early. Scenes share a database and nothing else.
 */
export interface Scene {
  readonly number: number;
  /** Without the earlier head: nothing stands yet, and the comment and the review of this one are the pull request's first. */
  readonly first: boolean;
  readonly earlier: string;
  readonly head: string;
  readonly host: FakeHost;
  readonly payload: string;
}

const notes = Array.from({ length: 70 }, (_, index) => note(`n${String(index).padStart(2, '0')}`));
const hex = (number: number, first: string): string => first + number.toString(16).padStart(39, '0');

export function sceneOf(number: number, first = false): Scene {
  const head = hex(number, '2');
  return { number, first, earlier: hex(number, '1'), head, host: new FakeHost(), payload: pullPayload({ action: first ? 'opened' : 'synchronize', number, head, at: Date.UTC(2026, 1, 2) }) };
}

const reviewer: Reviewer = async (target, { early }) => {
  if (target.headSha.startsWith('1')) return result(target, { outcome: 'block', comments: [comment('c'), comment('d', 2)], summary: 'Two.' });
  await early(result(target, { outcome: 'block', annotations: notes.slice(0, 1) }));
  return {
    ...result(target, { outcome: 'block', comments: [comment('d', 2), comment('e', 3)], summary: 'Two others.', annotations: notes }),
    brought: [{ name: 'left', version: '1.0.0', integrity: 'sha512-left' }],
  };
};

/**
 * Timers without real time. Who waits for a lease lets the database's leases grow older, thirty times as fast as it waits; nothing else ends by
 * time, so that neither a busy machine nor a quick one changes what happens.
 */
export function leaseTimers(pool: pg.Pool): Timers {
  return {
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      if (ms === Number.POSITIVE_INFINITY) return new Promise((_, reject) => { signal?.addEventListener('abort', () => { reject(signal.reason); }, { once: true }); });
      await pool.query('update mergewarden.head set lease_until = lease_until - $1::float8 * interval \'1 millisecond\' where lease_until is not null', [ms * 30]);
    },
    deadline: () => ({ signal: new AbortController().signal, clear: () => undefined }),
  };
}

const followed = new WeakMap<pg.Pool, Set<pg.PoolClient>>();
/** The clients of a pool, followed once for all processes on it. */
function clientsOf(pool: pg.Pool): ReadonlySet<pg.PoolClient> {
  const known = followed.get(pool);
  if (known) return known;
  const clients = new Set<pg.PoolClient>();
  pool.on('connect', (client) => { clients.add(client); });
  pool.on('remove', (client) => { clients.delete(client); });
  followed.set(pool, clients);
  return clients;
}

/**
 * A process on a pool, working on one scene.
 * @param control a pool that no fault meets, for the timers.
 */
export function processOn(pool: pg.Pool, control: pg.Pool, scene: Scene, hook: HostHook = () => undefined, overrides: (made: Process['dependencies']) => Partial<HeadDependencies> = () => ({})): Process {
  const clients = clientsOf(pool);
  let dead = false;
  const never = new Promise<never>(() => undefined);
  const whole = scene.host.publisher();
  const publisher = Object.fromEntries(Object.entries(whole).map(([name, call]) => [name, async (...args: unknown[]): Promise<unknown> => {
    const operation = name as keyof Publisher;
    await hook('asked', operation);
    if (dead) return never;
    const answer = await (call as (...args: unknown[]) => Promise<unknown>)(...args);
    await hook('answered', operation);
    return dead ? never : answer;
  }])) as unknown as Publisher;
  const at = Date.now();
  const made = {
    reviews: postgresReviews(pool), outbox: postgresOutbox(pool), deliveries: postgresDeliveries(pool), reviewer, publisherFor: async () => publisher,
    clock: { now: () => at }, timers: leaseTimers(control), ids: systemIds, log: silent, metrics: noMetrics, watchMs: Number.POSITIVE_INFINITY, seen: seenChecks(),
  };
  const dependencies = { ...made, ...overrides(made) };
  const context = { signal: new AbortController().signal, attempt: 1 };
  return {
    dependencies, pool,
    deliver: (id) => deliver(dependencies, id, context),
    review: (head) => reviewHead(dependencies, { repository: repository.id, head }, context),
    kill() {
      dead = true;
      pool.end().catch(() => undefined);
      for (const client of clients) (client as unknown as { readonly connection: { readonly stream: { destroy(): void } } }).connection.stream.destroy();
    },
  };
}

/** Stores a delivery as the intake does. */
export async function accept({ dependencies }: Process, id: string, body: string): Promise<void> {
  await dependencies.deliveries.accept({ id, event: 'pull_request', body, installation, repository: repository.id });
}

/** Brings a scene to where its newer head was pushed: the earlier one, if it has one, is reviewed, and its findings and its summary stand. */
export async function prepare(one: Process, scene: Scene): Promise<void> {
  if (!scene.first) {
    scene.host.open(scene.number, scene.earlier);
    await accept(one, `opened-${scene.number}`, pullPayload({ action: 'opened', number: scene.number, head: scene.earlier, at: Date.UTC(2026, 1, 1) }));
    await one.deliver(`opened-${scene.number}`);
    await one.review(scene.earlier);
  }
  scene.host.open(scene.number, scene.head);
  await accept(one, `pushed-${scene.number}`, scene.payload);
}

/** Runs a job as the queue does: again after whatever it failed with, as long as it is not done. */
export async function asQueued(job: () => Promise<JobEnd>, most = 12): Promise<number> {
  for (let attempt = 1; attempt <= most; attempt += 1) {
    const end = await job().catch(() => undefined);
    if (end?.kind === 'done') return attempt;
  }
  throw new Error(`not done in ${most} tries`);
}

/** Everything that a scene left, in public and in the database, without ids and times. */
export async function left(pool: pg.Pool, { number, head, host }: Scene): Promise<unknown> {
  const rows = async (text: string, values: readonly unknown[]): Promise<readonly object[]> => (await pool.query<object>(text, [...values])).rows;
  const checks = host.checks.filter((check) => check.headSha === head);
  return {
    checks: checks.map(({ status, conclusion, title, annotations }) => [status, conclusion, title, annotations.map((one) => one.title).join(' ')]),
    earlier: host.checks.filter((check) => check.headSha !== head).map((check) => check.conclusion),
    reviews: host.reviews.map((one) => [one.head === head ? 'newer' : 'earlier', one.comments]),
    lines: host.lines.map(({ nodeId, body }) => [body.split('\n').slice(0, 2).join(' ').replaceAll(head.slice(0, 12), 'newer'), host.resolved.includes(nodeId)]),
    comments: host.comments.map((one) => one.body.split('\n')[0]),
    audit: await rows('select kind from mergewarden.audit where head = $1', [head]),
    brought: await rows('select name, outcome from mergewarden.brought where head = $1', [head]),
    intents: await rows('select kind, state from mergewarden.publication where head = $1 order by kind', [head]),
    review: await rows('select state, outcome from mergewarden.review where head = $1', [head]),
    delivery: await rows('select state from mergewarden.delivery where id = $1', [`pushed-${number}`]),
  };
}

/** What a scene leaves where nothing went wrong, and so also wherever anything did. */
export const whole = {
  checks: [['completed', 'failure', 'block against bbbb', notes.map((one) => one.title).join(' ')]],
  earlier: ['failure'],
  reviews: [['earlier', 2], ['newer', 1]],
  lines: [['<!-- mergewarden:resolved --> ~~Finding c~~ resolved in newer', true], ['Finding d ', false], ['Finding e ', false]],
  comments: ['Two others.'],
  audit: [{ kind: 'verdict' }],
  brought: [{ name: 'left', outcome: 'block' }],
  intents: [{ kind: 'check', state: 'sent' }, { kind: 'review', state: 'sent' }, { kind: 'summary', state: 'sent' }],
  review: [{ state: 'concluded', outcome: 'block' }],
  delivery: [{ state: 'done' }],
} as const;

/** What a scene without an earlier head leaves. */
export const wholeFirst = { ...whole, earlier: [], reviews: [['newer', 2]], lines: [['Finding d ', false], ['Finding e ', false]] } as const;
