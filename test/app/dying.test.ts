import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { databasePool } from '../../src/adapters/postgres/connect.js';
import { Failure } from '../../src/core/errors.js';
import type { Operation } from './fake-host.js';
import { asQueued, left, prepare, processAt, sceneOf, whole } from '../faults/scene.js';
import type { Process, Scene } from '../faults/scene.js';
import { testDatabase } from '../setup/postgres.js';
import type { TestDatabase } from '../setup/postgres.js';

// Every request of a review is a place where its process may die, where an answer may be lost, where a worker may stall.
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
  const first = processAt(database.address, control, made);
  await prepare(first, made);
  await first.end();
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
    const one = processAt(database.address, control, made);
    await jobs(one, made);
    await one.end();
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
      const dying = processAt(database.address, control, made, point.hook);
      await Promise.race([jobs(dying, made).catch(() => undefined), died]);
      if (point.met.operation === undefined) await dying.end();
      await expireLeases();
      const successor = processAt(database.address, control, made);
      await jobs(successor, made);
      await successor.end();
      expect({ nth, ...point.met, ...(await left(control, made) as object) }).toEqual({ nth, ...point.met, ...whole });
      return point.met.operation;
    });
    expect(met.length).toBeGreaterThan(10);
    expect(new Set(met)).toEqual(new Set([...met, ...writes]));
  }, 120_000);
});

describe('an answer that is lost', () => {
  test('of any single request, after it succeeded: the job is run again and leaves the same', async () => {
    const met = await everyRequest(async (nth) => {
      const made = await scene();
      const point = atNth(nth, 'answered', () => { throw new Failure('HOST_TIMEOUT'); });
      const one = processAt(database.address, control, made, point.hook);
      await jobs(one, made);
      await one.end();
      expect({ nth, ...point.met, ...(await left(control, made) as object) }).toEqual({ nth, ...point.met, ...whole });
      return point.met.operation;
    });
    expect(new Set(met)).toEqual(new Set([...met, ...writes]));
  }, 120_000);
});
