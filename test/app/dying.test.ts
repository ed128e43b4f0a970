import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type pg from 'pg';
import { databasePool } from '../../src/adapters/postgres/connect.js';
import { Failure } from '../../src/core/errors.js';
import type { Operation } from './fake-host.js';
import { asQueued, left, prepare, processOn, sceneOf, whole, wholeFirst } from '../faults/scene.js';
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
async function scene(first: boolean): Promise<Scene> {
  const made = sceneOf(scenes += 1, first);
  const before = processOn(control, control, made);
  await prepare(before, made);
  return made;
}

/** Does something at the nth request of one operation. */
function at([wanted, nth]: Point, moment: 'asked' | 'answered', what: () => Promise<void> | void) {
  let count = 0;
  const state = { met: false };
  return {
    state,
    hook: (now: 'asked' | 'answered', operation: Operation): Promise<void> | void => {
      if (now !== moment || operation !== wanted || (count += 1) !== nth) return undefined;
      state.met = true;
      return what();
    },
  };
}

async function jobs(one: Process, { number, head }: Scene): Promise<void> {
  await asQueued(() => one.deliver(`pushed-${number}`));
  await asQueued(() => one.review(head));
}

const expireLeases = (): Promise<unknown> => control.query('update mergewarden.head set lease_until = clock_timestamp() - interval \'1 second\' where lease_until is not null');

/** One of the requests to the host, or of the looks at the outbox: the nth of its name. By their place among all, one would be missed where another moves. */
type Point<Name = Operation> = readonly [name: Name, nth: number];
function pointsOf<Name>(names: readonly Name[]): readonly Point<Name>[] {
  return names.map((name, index) => [name, names.slice(0, index + 1).filter((one) => one === name).length]);
}
/** Every request and every look of a review that nothing disturbs. */
async function undisturbed(first: boolean): Promise<{ readonly requests: readonly Point[]; readonly looks: readonly Point<string>[] }> {
  const made = await scene(first);
  const [requests, looks]: [Operation[], string[]] = [[], []];
  await jobs(processOn(control, control, made, (moment, operation) => void (moment === 'asked' && requests.push(operation)), looking((name) => void looks.push(name))), made);
  return { requests: pointsOf(requests), looks: pointsOf(looks) };
}
/** Calls a function before each look at the outbox. */
function looking(before: (name: string) => Promise<void> | void): ({ outbox }: Process['dependencies']) => Pick<Process['dependencies'], 'outbox'> {
  return ({ outbox }) => ({
    outbox: Object.fromEntries(Object.entries(outbox).map(([name, call]) => [name, async (...args: unknown[]): Promise<unknown> => {
      await before(name);
      return (call as (...args: unknown[]) => Promise<unknown>)(...args);
    }])) as unknown as typeof outbox,
  });
}

/** Tries every request, of a pull request on which something stands and of one on which nothing does. Each kind of write must have been met. */
async function everyRequest(trial: (point: Point, first: boolean) => Promise<boolean>): Promise<void> {
  const met = new Set<Operation>();
  for (const first of [false, true]) for (const point of (await undisturbed(first)).requests) if (await trial(point, first)) met.add(point[0]);
  expect(met).toEqual(new Set([...met, ...writes]));
}

const writes: readonly Operation[] = ['createCheck', 'updateCheck', 'createReview', 'updateReviewComment', 'resolveThread', 'createComment', 'updateComment'];
const due = (first: boolean): object => (first ? wholeFirst : whole);

describe('a review of which nothing is lost', () => {
  test.each([false, true])('leaves one check, one review, one comment; what was mended is struck and resolved (the first of all: %s)', async (first) => {
    const made = await scene(first);
    const one = processOn(control, control, made);
    await jobs(one, made);
    expect(await left(control, made)).toEqual(due(first));
  });
});

describe('a process that dies', () => {
  test.each([['before it is sent', 'asked'], ['once it has succeeded', 'answered']] as const)('at any single request, %s: its successor leaves the same', (_name, moment) => everyRequest(async (point, first) => {
    const made = await scene(first);
    let die: () => void = () => undefined;
    const died = new Promise<void>((resolve) => { die = resolve; });
    const { state, hook } = at(point, moment, () => { dying.kill(); die(); });
    const dying = processOn(databasePool(database.address), control, made, hook);
    await Promise.race([jobs(dying, made).catch(() => undefined), died]);
    if (!state.met) await dying.pool.end();
    await expireLeases();
    await jobs(processOn(control, control, made), made);
    expect({ point, ...(await left(control, made) as object) }).toEqual({ point, ...due(first) });
    return state.met;
  }));
});

describe('an answer that is lost', () => {
  test('of any single request, after it succeeded: the job is run again and leaves the same', () => everyRequest(async (point, first) => {
    const made = await scene(first);
    const { state, hook } = at(point, 'answered', () => { throw new Failure('HOST_TIMEOUT'); });
    await jobs(processOn(control, control, made, hook), made);
    expect({ point, ...(await left(control, made) as object) }).toEqual({ point, ...due(first) });
    return state.met;
  }));
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

  test('in any single request that succeeds: when it wakes after its successor, it writes nothing more', () => everyRequest(async (point, first) => {
    const made = await scene(first);
    let met = false;
    const later = await stalled(made, (stall, asleep) => {
      const { state, hook } = at(point, 'answered', stall);
      return processOn(control, control, made, async (moment, operation) => {
        // What is on its way already arrives; what its answer leads to is what must not be written.
        if (moment === 'answered' && state.met) await asleep();
        await hook(moment, operation);
        met = state.met;
      });
    });
    expect({ point, later, ...(await left(control, made) as object) }).toEqual({ point, later: 0, ...due(first) });
    return met;
  }));

  test('before any single look at its lease or its intents: when it wakes after its successor, it writes nothing more', async () => {
    const met = new Set<string>();
    for (const first of [false, true]) for (const [wanted, nth] of (await undisturbed(first)).looks) {
      const made = await scene(first);
      let count = 0;
      const later = await stalled(made, (stall, asleep) => processOn(control, control, made, (moment) => (moment === 'answered' ? asleep() : undefined), looking(async (name) => {
        await asleep();
        if (name !== wanted || (count += 1) !== nth) return;
        met.add(name);
        await stall();
      })));
      expect({ wanted, nth, later, ...(await left(control, made) as object) }).toEqual({ wanted, nth, later: 0, ...due(first) });
    }
    expect(met).toEqual(new Set([...met, 'acquire', 'hold', 'pending', 'checksOfComments', 'spoken', 'speak', 'sent', 'release']));
  });
});
