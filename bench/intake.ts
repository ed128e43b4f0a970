import { fork } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon, { type RequestParts } from 'autocannon';
import { databasePool } from '../src/adapters/postgres/connect.js';
import { migrate } from '../src/adapters/postgres/migrate.js';
import type { BenchRow } from './rows.js';
import { seeded, withPostgres } from './worlds.js';

const secret = 'a secret of this measure only';
const connections = 20;
const bodyBytes = 25_000;
const warmSeconds = 2;
const seconds = 3;
const rounds = 3;

/** Bodies as GitHub sends them for pull requests, 25 kB each, signed beforehand: the sender's work is none of this measure. */
function signedBodies(count: number): readonly { readonly body: Buffer; readonly signature: string }[] {
  const random = seeded(1);
  const hex = (length: number): string => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  return Array.from({ length: count }, (_, index) => {
    const payload = {
      action: 'synchronize', number: index + 1, installation: { id: 7 }, repository: { id: 11, name: 'shop', full_name: 'acme/shop', owner: { login: 'acme' } },
      pull_request: { number: index + 1, state: 'open', updated_at: '2026-01-01T00:00:00Z', author_association: 'MEMBER', head: { sha: hex(40) }, base: { sha: hex(40), ref: 'main' }, body: '' },
    };
    payload.pull_request.body = hex(bodyBytes - JSON.stringify(payload).length);
    const body = Buffer.from(JSON.stringify(payload));
    return { body, signature: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
  });
}

interface Round {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

interface Leg {
  /** Sends for some seconds. */
  send(duration: number): Promise<Round>;
  /** Ends the process; how many were answered with success in all, how many were not, and the memory it held at the end. */
  end(): Promise<{ readonly answered: number; readonly failed: number; readonly rssMb: number }>;
}

/** An intake in a process of its own, in front of a database or of nothing. */
async function startLeg(bodies: ReturnType<typeof signedBodies>, address?: object): Promise<Leg> {
  const child = fork(fileURLToPath(new URL('./processes/intake.ts', import.meta.url)), [secret, ...(address ? [JSON.stringify(address)] : [])], { execArgv: ['--import', './dev/register.mjs'] });
  const [{ port }] = await once(child, 'message') as [{ port: number }];
  let turn = 0;
  let answered = 0;
  let failed = 0;
  const setupRequest = (parts: RequestParts): RequestParts => {
    const { body, signature } = bodies[(turn += 1) % bodies.length]!;
    const headers = { 'content-type': 'application/json', 'x-github-event': 'pull_request', 'x-github-delivery': randomUUID(), 'x-hub-signature-256': signature };
    return { ...parts, method: 'POST', headers, body };
  };
  return {
    async send(duration) {
      const result = await autocannon({ url: `http://127.0.0.1:${port}/webhook`, connections, duration, requests: [{ setupRequest }] });
      answered += result['2xx'];
      failed += result.non2xx + result.errors + result.timeouts;
      return { perSecond: result['2xx'] / result.duration, p50: result.latency.p50, p99: result.latency.p99 };
    },
    async end() {
      child.send('rss');
      const [{ rss }] = await once(child, 'message') as [{ rss: number }];
      child.disconnect();
      return { answered, failed, rssMb: rss / 1e6 };
    },
  };
}

function medians(rounds: readonly Round[]): Round {
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
  return { perSecond: median(rounds.map((one) => one.perSecond)), p50: median(rounds.map((one) => one.p50)), p99: median(rounds.map((one) => one.p99)) };
}

/**
 * Signed deliveries to the real intake at 20 connections: each is stored and its job queued before its answer. Against the same server
 * with nothing behind it (signature and parsing only). The senders and the database share the machine with the server.
 */
export async function run(): Promise<BenchRow[]> {
  return withPostgres(async (connection) => {
    const pool = databasePool(connection);
    try {
      await migrate(pool);
      const bodies = signedBodies(64);
      const legs = [await startLeg(bodies), await startLeg(bodies, connection)] as const;
      for (const leg of legs) await leg.send(warmSeconds);
      // Both take turns, so that what else the machine does falls on both.
      const measured: readonly [Round[], Round[]] = [[], []];
      for (let round = 0; round < rounds; round += 1) for (const side of [0, 1] as const) measured[side].push(await legs[side].send(seconds));
      const [empty, stored] = [medians(measured[0]), medians(measured[1])];
      const [emptyEnd, storedEnd] = [await legs[0].end(), await legs[1].end()];
      const { rows: [count] } = await pool.query<{ deliveries: number; jobs: number }>('select (select count(*) from mergewarden.delivery) deliveries, (select count(*) from graphile_worker.jobs) jobs');
      const { deliveries = 0, jobs = 0 } = count ?? {};
      // A request under way at the end of a round is stored and not counted there, one for each connection at most.
      const kept = deliveries >= storedEnd.answered && deliveries <= storedEnd.answered + (rounds + 1) * connections && jobs === deliveries;
      return [
        { name: `empty handler, ${connections} connections, ${bodyBytes / 1000} kB: answers`, value: Math.round(empty.perSecond), unit: '/s', ok: emptyEnd.failed === 0 },
        { name: 'empty handler: p50', value: empty.p50, unit: 'ms', ok: true },
        { name: 'empty handler: p99', value: empty.p99, unit: 'ms', ok: true },
        { name: 'deliveries stored and queued', value: Math.round(stored.perSecond), unit: '/s', ratio: stored.perSecond / empty.perSecond, against: 'empty handler', ok: storedEnd.failed === 0 },
        { name: 'deliveries stored and queued: p50', value: stored.p50, unit: 'ms', ratio: stored.p50 / Math.max(1, empty.p50), against: 'empty handler', ok: true },
        { name: 'deliveries stored and queued: p99', value: stored.p99, unit: 'ms', ratio: stored.p99 / Math.max(1, empty.p99), against: 'empty handler', ok: true },
        { name: 'answered with 202, and found stored with their jobs', value: storedEnd.answered, unit: 'rows', goal: 'all', ok: kept },
        { name: 'memory of the intake process', value: Math.round(storedEnd.rssMb), unit: 'MB', ratio: storedEnd.rssMb / emptyEnd.rssMb, against: 'empty handler', ok: true },
      ];
    } finally {
      await pool.end();
    }
  });
}
