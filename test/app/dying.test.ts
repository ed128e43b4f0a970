import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type pg from 'pg';
import { databasePool } from '../../src/adapters/postgres/connect.js';
import { Failure } from '../../src/core/errors.js';
import type { Operation } from './fake-host.js';
import { asQueued, left, prepare, processOn, sceneOf, whole } from '../faults/scene.js';
import type { Process, Scene } from '../faults/scene.js';
import { testDatabase } from '../setup/postgres.js';
import type { TestDatabase } from '../setup/postgres.js';

// Every request of a review is a place where its process may die, where an answer may be lost, where a worker may stall.
// The run's database server may be starting yet, which a busy machine does slowly.
jest.setTimeout(300_000);

let database: TestDatabase;
let control: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  control = databasePool(database.address);
});
afterAll(async () => {
  await control.end();
  await database.drop();
});

let scenes = 0;
/** A scene whose newer head is about to be delivered and reviewed. */
async function scene(): Promise<Scene> {
  const made = sceneOf(scenes += 1);
  const first = processOn(control, control, made);
  await prepare(first, made);
  return made;
}

/** Counts requests to the host, and does something at the nth. */
function atNth(nth: number, moment: 'asked' | 'answered', what: (operation: Operation) => Promise<void> | void) {
  let count = 0;
  const met: { operation?: Operation } = {};
  return {
    met,
    hook: (now: 'asked' | 'answered', operation: Operation): Promise<void> | void => {
      if (now !== moment || (count += 1) !== nth) return undefined;
      met.operation = operation;
      return what(operation);
    },
  };
}

async function jobs(one: Process, { number, head }: Scene): Promise<void> {
  await asQueued(() => one.deliver(`pushed-${number}`));
  await asQueued(() => one.review(head));
}

const expireLeases = (): Promise<unknown> => control.query('update mergewarden.head set lease_until = clock_timestamp() - interval \'1 second\' where lease_until is not null');

/** Repeats a trial for the first request, the second, and so on, until there is none that many. Answers with the operations that were met. */
async function everyRequest(trial: (nth: number) => Promise<Operation | undefined>): Promise<readonly Operation[]> {
  const operations: Operation[] = [];
  for (let nth = 1; ; nth += 1) {
    const operation = await trial(nth);
    if (operation === undefined) return operations;
    operations.push(operation);
  }
}

const writes: readonly Operation[] = ['createCheck', 'updateCheck', 'createReview', 'updateReviewComment', 'resolveThread', 'updateComment'];

describe('a review of which nothing is lost', () => {
  test('leaves one check, one review, one comment; what was mended is struck and resolved', async () => {
    const made = await scene();
    const one = processOn(control, control, made);
    await jobs(one, made);
    expect(await left(control, made)).toEqual(whole);
  });
});

describe('a process that dies', () => {
  test.each([['before it is sent', 'asked'], ['once it has succeeded', 'answered']] as const)('at any single request, %s: its successor leaves the same', async (_name, moment) => {
    const met = await everyRequest(async (nth) => {
      const made = await scene();
      let die: () => void = () => undefined;
      const died = new Promise<void>((resolve) => { die = resolve; });
      const point = atNth(nth, moment, () => { dying.kill(); die(); });
      const dying = processOn(databasePool(database.address), control, made, point.hook);
      await Promise.race([jobs(dying, made).catch(() => undefined), died]);
      if (point.met.operation === undefined) await dying.pool.end();
      await expireLeases();
      const successor = processOn(control, control, made);
      await jobs(successor, made);
      expect({ nth, ...point.met, ...(await left(control, made) as object) }).toEqual({ nth, ...point.met, ...whole });
      return point.met.operation;
    });
    expect(met.length).toBeGreaterThan(10);
    expect(new Set(met)).toEqual(new Set([...met, ...writes]));
  });
});

describe('an answer that is lost', () => {
  test('of any single request, after it succeeded: the job is run again and leaves the same', async () => {
    const met = await everyRequest(async (nth) => {
      const made = await scene();
      const point = atNth(nth, 'answered', () => { throw new Failure('HOST_TIMEOUT'); });
      const one = processOn(control, control, made, point.hook);
      await jobs(one, made);
      expect({ nth, ...point.met, ...(await left(control, made) as object) }).toEqual({ nth, ...point.met, ...whole });
      return point.met.operation;
    });
    expect(new Set(met)).toEqual(new Set([...met, ...writes]));
  });
});

describe('a worker that stalls', () => {
  /** Lets a successor do the whole review, as after the end of the stalled one's lease. Answers with the writes made by then. */
  async function overtake(made: Scene): Promise<number> {
    await expireLeases();
    const successor = processOn(control, control, made);
    await asQueued(() => successor.review(made.head));
    return made.host.writes().length;
  }

  /** Runs both jobs of a process that stalls once, as a whole, at a place that calls the given function. Answers with what it wrote after it woke. */
  async function stalled(made: Scene, processWith: (stall: () => Promise<void>, asleep: () => Promise<void>) => Process): Promise<number> {
    let overtaking: Promise<number> | undefined;
    const asleep = async (): Promise<void> => void await overtaking;
    const one = processWith(() => {
      overtaking ??= overtake(made);
      return asleep();
    }, asleep);
    let later = 0;
    for (const job of [() => one.deliver(`pushed-${made.number}`), () => one.review(made.head)]) {
      await asQueued(job);
      if (overtaking) later = made.host.writes().length - (await overtaking);
    }
    return later;
  }

  test('in any single request that succeeds: when it wakes after its successor, it writes nothing more', async () => {
    const met = await everyRequest(async (nth) => {
      const made = await scene();
      let point: ReturnType<typeof atNth> | undefined;
      const later = await stalled(made, (stall, asleep) => {
        const { hook, met: at } = point = atNth(nth, 'answered', stall);
        return processOn(control, control, made, async (moment, operation) => {
          // What is on its way already arrives; what its answer leads to is what must not be written.
          if (moment === 'answered' && at.operation !== undefined) await asleep();
          await hook(moment, operation);
        });
      });
      expect({ nth, ...point?.met, later, ...(await left(control, made) as object) }).toEqual({ nth, ...point?.met, later: 0, ...whole });
      return point?.met.operation;
    });
    expect(new Set(met)).toEqual(new Set([...met, ...writes]));
  });

  test('before any single look at its lease or its intents: when it wakes after its successor, it writes nothing more', async () => {
    const met: string[] = [];
    for (let nth = 1; met.length === nth - 1; nth += 1) {
      const made = await scene();
      let count = 0;
      const later = await stalled(made, (stall, asleep) => processOn(control, control, made, (moment) => (moment === 'answered' ? asleep() : undefined), ({ outbox }) => ({
        outbox: Object.fromEntries(Object.entries(outbox).map(([name, call]) => [name, async (...args: unknown[]): Promise<unknown> => {
          await asleep();
          if ((count += 1) === nth) {
            met.push(name);
            await stall();
          }
          return (call as (...args: unknown[]) => Promise<unknown>)(...args);
        }])) as unknown as typeof outbox,
      })));
      expect({ nth, later, ...(await left(control, made) as object) }).toEqual({ nth, later: 0, ...whole });
    }
    expect(new Set(met)).toEqual(new Set([...met, 'acquire', 'hold', 'pending', 'checksOfComments', 'sent', 'release']));
  });
});
