import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { databasePool } from '../src/adapters/postgres/connect.js';
import type { Configuration } from '../src/entries/configuration.js';
import type { BenchRow } from './rows.js';
import { startServiceProcess } from './service/child.js';
import { scratch, seeded, withPostgres } from './worlds.js';

const secret = 'a secret of this measure only';
const repositories = 40;
const pulls = 2_000;
const pushes = 5;
const connections = 20;
/** The service may hold at most this many times what it holds when it is idle. */
const goalMemory = 3;

const shaOf = (pull: number, push: number): string => createHash('sha1').update(`${pull} ${push}`).digest('hex');
const repositoryOf = (pull: number): number => 1 + (pull % repositories);

function payload(pull: number, push: number): string {
  const repository = repositoryOf(pull);
  return JSON.stringify({
    action: push === 0 ? 'opened' : 'synchronize', number: pull, installation: { id: 1 + (repository % 8) }, sender: { login: 'ann' },
    repository: { id: repository, name: `shop-${repository}`, full_name: `acme/shop-${repository}`, owner: { login: 'acme' } },
    pull_request: {
      number: pull, state: 'open', updated_at: new Date(Date.UTC(2026, 0, 1) + push * 60_000 + pull).toISOString(), author_association: pull % 4 === 0 ? 'NONE' : 'MEMBER', body: 'x'.repeat(10_000),
      head: { sha: shaOf(pull, push) }, base: { sha: 'b'.repeat(40), ref: 'main' },
    },
  });
}

/** The pushes in an order in which those of one pull request follow one another, and those of all are mixed. */
function schedule(): readonly (readonly [pull: number, push: number])[] {
  const random = seeded(1);
  const left = Array.from({ length: pulls }, (_, index) => ({ pull: index + 1, push: 0 }));
  const order: [number, number][] = [];
  while (left.length > 0) {
    const at = Math.floor(random() * left.length);
    const one = left[at]!;
    order.push([one.pull, one.push]);
    one.push += 1;
    if (one.push === pushes) left.splice(at, 1, ...left.splice(-1).filter((last) => last !== one));
  }
  return order;
}

function post(agent: Agent, port: number, body: string, id: string): Promise<number> {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return new Promise((resolve, reject) => {
    const sent = request({
      agent, port, host: '127.0.0.1', method: 'POST', path: '/webhook',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-github-event': 'pull_request', 'x-github-delivery': id, 'x-hub-signature-256': signature },
    }, (response) => { response.resume().on('end', () => { resolve(response.statusCode ?? 0); }); });
    sent.on('error', reject).end(body);
  });
}

/**
 * Ten thousand deliveries at once to one process: 2,000 pull requests of 40 repositories in 8 installations, five pushes each, over 20 connections.
 * Host and reviewer are light (in memory, everything passes), so that what is measured is intake, queue, database and publishing.
 */
export async function run(): Promise<BenchRow[]> {
  return withPostgres(async (address) => {
    const { folder, remove } = await scratch();
    const pool = databasePool(address, 2);
    const configuration: Configuration & { readonly app: NonNullable<Configuration['app']> } = {
      app: { id: 5, privateKey: '', secrets: [secret] }, dataFolder: folder, host: '127.0.0.1', port: 0, webhookPath: '/webhook', logLevel: 'warn',
      retention: { days: 30, auditDays: 730, sightingDays: 90, factBytes: 1e9 }, reviewsAtOnce: 4,
    };
    const service = await startServiceProcess({ address, configuration, light: true });
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    try {
      await sleep(2_000);
      const idle = await service.figures();
      const order = schedule();
      let next = 0;
      let stored = 0;
      let most = idle.rss;
      const from = performance.now();
      const sample = setInterval(() => { void service.figures().then(({ rss }) => { most = Math.max(most, rss); }); }, 1_000);
      await Promise.all(Array.from({ length: connections }, async () => {
        for (let at = next++; at < order.length; at = next++) {
          const [pull, push] = order[at]!;
          // What the host shows is at least as new as what it tells.
          service.tell({ repository: repositoryOf(pull), pull, head: shaOf(pull, push) });
          if (await post(agent, service.port, payload(pull, push), `delivery-${pull}-${push}`) === 202) stored += 1;
        }
      }));
      clearInterval(sample);
      const taken = performance.now() - from;
      for (;;) {
        const { rows: [row] } = await pool.query<{ jobs: number }>('select count(*)::int as jobs from graphile_worker._private_jobs where attempts < max_attempts or locked_at is not null');
        if (row?.jobs === 0) break;
        if (process.env['MERGEWARDEN_BENCH_TRACE']) console.error(`    ${Math.round((performance.now() - from) / 1000)} s: ${row?.jobs} jobs`);
        if (performance.now() - from > 900_000) break;
        await sleep(1_000);
      }
      const all = performance.now() - from;
      const end = await service.figures();
      const light = end.light ?? { newest: 0, once: 0, hanging: 0 };
      const { rows: [rows] } = await pool.query<{ done: number; left: number; open: number }>(`select (select count(*)::int from mergewarden.delivery where state = 'done') as done,
        (select count(*)::int from graphile_worker._private_jobs where attempts >= max_attempts) as left, (select count(*)::int from mergewarden.review where state = 'open') as open`);
      const total = pulls * pushes;
      return [
        { name: `${total.toLocaleString('en')} deliveries stored and answered`, value: Math.round(taken / 1000), unit: 's', goal: 'all of them', ok: stored === total },
        { name: 'until nothing is left to do', value: Math.round(all / 1000), unit: 's', ratio: all / taken, against: 'taking them in', ok: true },
        { name: 'deliveries dealt with', value: rows?.done ?? 0, unit: '', goal: String(total), ok: rows?.done === total && rows.left === 0 },
        { name: 'newest heads concluded, each by one check and once', value: light.once, unit: '', goal: String(pulls), ok: light.once === pulls && light.newest === pulls },
        { name: 'evaluations left open; checks of older heads left in progress', value: (rows?.open ?? -1) + light.hanging, unit: '', goal: '0', ok: rows?.open === 0 && light.hanging === 0 },
        { name: 'memory of the service, peak', value: Math.round(end.peak), unit: 'MB', ratio: end.peak / idle.rss, against: 'the idle service', goal: `<= ${goalMemory}`, ok: end.peak / idle.rss <= goalMemory },
        { name: 'event loop held up, worst hundredth', value: Math.round(end.p99), unit: 'ms', ok: true },
      ];
    } finally {
      agent.destroy();
      await service.stop();
      await pool.end();
      await remove();
    }
  });
}
