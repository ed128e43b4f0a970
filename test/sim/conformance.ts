import { createRequire } from 'node:module';
import type pg from 'pg';
import type { Intent } from '../../src/ports/outbox.js';
import type { PullObservation } from '../../src/ports/reviews.js';
import type { Random } from './random.js';
import { hexOf } from './random.js';

/** One operation, with all that it is given: done on both databases, it must answer and leave the same. */
export type Operation =
  | { readonly kind: 'observePull'; readonly seen: PullObservation; readonly id: string }
  | { readonly kind: 'observeGroup' | 'request'; readonly head: string; readonly base: string; readonly id: string; readonly standing: 'group' | 'member' | 'stranger' | undefined }
  | { readonly kind: 'requestIfTold'; readonly head: string; readonly check: string; readonly id: string }
  | { readonly kind: 'judgeAnew'; readonly id: string }
  | { readonly kind: 'moveBase'; readonly ref: string; readonly base: string; readonly id: string }
  | { readonly kind: 'begin' | 'giveBack' | 'keep'; readonly head: string }
  | { readonly kind: 'early'; readonly head: string; readonly intent: Intent }
  | { readonly kind: 'conclude'; readonly head: string; readonly intents: readonly Intent[]; readonly outcome: 'pass' | 'block' | 'warn' | 'unreviewed'; readonly again?: number }
  | { readonly kind: 'unattended' | 'overdue' | 'requeue'; readonly olderThanMs: number }
  | { readonly kind: 'acquire'; readonly head: string }
  | { readonly kind: 'hold' | 'release' | 'pending' | 'sent' | 'annotate'; readonly lease: number; readonly title: string }
  | { readonly kind: 'checksOfComments' | 'pusher' | 'speak' | 'spoken'; readonly number: number }
  | { readonly kind: 'accept' | 'finish' | 'read'; readonly delivery: string }
  | { readonly kind: 'missing'; readonly deliveries: readonly string[] }
  | { readonly kind: 'claim'; readonly pool: string; readonly tasks: readonly ('review' | 'delivery')[] }
  | { readonly kind: 'complete' | 'fail'; readonly pool: string; readonly job: number }
  | { readonly kind: 'sweep'; readonly pool: string }
  | { readonly kind: 'age'; readonly ms: number }
  | { readonly kind: 'erase'; readonly all: boolean };

export const installation = 7;
export const repository = { id: 11, owner: 'acme', name: 'shop' } as const;
const head = (random: Random): string => hexOf(`head ${random.int(1, 4)}`, 40);

function drawCheck(random: Random): Extract<Intent, { kind: 'check' }> {
  return { kind: 'check', body: { conclusion: random.pick(['success', 'failure'] as const), check: { title: random.pick(['a', 'b']), summary: 's', text: '', annotations: [] } } };
}

function drawIntents(random: Random): readonly Intent[] {
  const pull = random.int(1, 3);
  const comments = random.chance(0.5) ? [{ marker: hexOf(`m ${random.int(1, 3)}`, 64), path: 'p', line: 1, side: 'RIGHT' as const, body: 'b', check: random.pick(['x', 'y']) }] : [];
  return [drawCheck(random), { kind: 'review', pull, body: { comments, present: [], gaps: [] } }, { kind: random.pick(['summary', 'settle'] as const), pull, body: { text: random.pick(['one', 'two']) } }];
}

/** The nth operation of a sequence. */
export function drawOperation(random: Random, n: number): Operation {
  const id = `id-${n}`;
  const lease = { lease: random.int(0, 3), title: random.pick(['note', 'other']) };
  const draws: readonly (() => Operation)[] = [
    ...Array.from({ length: 5 }, () => (): Operation => ({
      kind: 'observePull', id,
      seen: {
        installation, repository, number: random.int(1, 3), state: random.chance(0.8) ? 'open' : 'closed', head: head(random), baseRef: random.pick(['main', 'release']), base: hexOf(`base ${random.int(1, 2)}`, 40),
        ...(random.chance(0.7) ? { observedAt: Date.UTC(2026, 0, 1) + random.int(0, n) * 1_000, ...(random.chance(0.4) ? { read: true } : {}) } : {}), ...(random.chance(0.3) ? { pusher: 'ann' } : {}), ...(random.chance(0.2) ? { merged: true } : {}), ...(random.chance(0.5) ? { stranger: random.chance(0.5) } : {}),
      },
    })),
    () => ({ kind: random.pick(['observeGroup', 'request'] as const), head: head(random), base: hexOf('base 1', 40), id, standing: random.pick(['group', 'member', 'stranger', undefined] as const) }),
    () => ({ kind: 'requestIfTold', head: head(random), check: random.pick(['x', 'z']), id }),
    () => ({ kind: 'judgeAnew', id }),
    () => ({ kind: 'moveBase', ref: random.pick(['main', 'release']), base: hexOf(`base ${random.int(1, 3)}`, 40), id }),
    () => ({ kind: random.pick(['begin', 'begin', 'giveBack', 'keep', 'keep'] as const), head: head(random) }),
    () => ({ kind: 'early', head: head(random), intent: drawCheck(random) }),
    () => ({ kind: 'conclude', head: head(random), intents: drawIntents(random), outcome: random.pick(['pass', 'block', 'warn', 'unreviewed'] as const), ...(random.chance(0.5) ? { again: random.pick([Date.UTC(2020, 0, 1), Date.UTC(2090, 0, 1)]) } : {}) }),
    () => ({ kind: 'conclude', head: head(random), intents: drawIntents(random), outcome: random.pick(['pass', 'block', 'warn', 'unreviewed'] as const) }),
    () => ({ kind: random.pick(['unattended', 'overdue', 'requeue'] as const), olderThanMs: random.pick([300_000, 1_500_000]) }),
    () => ({ kind: 'acquire', head: head(random) }), () => ({ kind: 'acquire', head: head(random) }),
    ...Array.from({ length: 4 }, () => (): Operation => ({ kind: random.pick(['hold', 'release', 'pending', 'sent', 'annotate'] as const), ...lease })),
    () => ({ kind: random.pick(['checksOfComments', 'pusher', 'speak', 'spoken'] as const), number: random.int(1, 3) }),
    () => ({ kind: random.pick(['accept', 'finish', 'read'] as const), delivery: `d-${random.int(1, 4)}` }), () => ({ kind: 'accept', delivery: `d-${random.int(1, 4)}` }),
    () => ({ kind: 'missing', deliveries: ['d-1', 'd-3', 'd-9'] }),
    ...Array.from({ length: 3 }, () => (): Operation => ({ kind: 'claim', pool: random.pick(['p', 'q']), tasks: random.pick([['review'], ['delivery'], ['review', 'delivery']] as const) })),
    ...Array.from({ length: 3 }, () => (): Operation => ({ kind: random.pick(['complete', 'fail'] as const), pool: random.pick(['p', 'q']), job: random.int(0, 5) })),
    () => ({ kind: 'sweep', pool: random.pick(['p', 'q']) }),
    () => ({ kind: 'age', ms: random.pick([600_000, 3_700_000]) }),
    () => (random.chance(0.1) ? { kind: 'erase', all: random.chance(0.5) } : { kind: 'missing', deliveries: ['d-2'] }),
  ];
  return random.pick(draws)();
}

type Row = { readonly [name: string]: unknown };
type Run = (context: object, client: object, ...given: readonly unknown[]) => Promise<readonly Row[]>;
const library = createRequire(import.meta.url);
/** The library's own statements, as its worker runs them. */
export function queueStatements(pool: pg.Pool): { claim(by: string, tasks: readonly string[]): Promise<readonly Row[]>; complete(by: string, job: Row): Promise<unknown>; fail(by: string, job: Row): Promise<unknown> } {
  const from = (file: string): { readonly [name: string]: Run } => library(`../../node_modules/graphile-worker/dist/sql/${file}.js`) as { readonly [name: string]: Run };
  const context = { escapedWorkerSchema: '"graphile_worker"', workerSchema: 'graphile_worker', resolvedPreset: { worker: { preparedStatements: true, useNodeTime: false } }, logger: { error: () => undefined }, _rawOptions: {} };
  const run = async (use: (client: pg.PoolClient) => Promise<unknown>): Promise<unknown> => {
    const client = await pool.connect();
    try {
      return await use(client);
    } finally {
      client.release();
    }
  };
  const client = Object.assign(run, { withRetries: run });
  return {
    claim: (by, tasks) => from('getJobs')['batchGetJobs']!(context, client, Object.fromEntries(tasks.map((task) => [task, () => undefined])), by, null, 1),
    complete: (by, job) => from('completeJobs')['batchCompleteJobs']!(context, client, by, [job]),
    fail: (by, job) => from('failJobs')['batchFailJobs']!(context, client, by, [{ job, message: 'failed' }]),
  };
}
