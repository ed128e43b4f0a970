import { afterAll, beforeAll, beforeEach, describe, expect, test, jest } from '@jest/globals';
import fc from 'fast-check';
import { databasePool } from '../../../src/adapters/postgres/connect.js';
import { postgresQueue, queueTiming } from '../../../src/adapters/postgres/queue.js';
import { postgresReviews } from '../../../src/adapters/postgres/reviews.js';
import { systemTimers } from '../../../src/adapters/system/clock.js';
import { rankOf } from '../../../src/adapters/postgres/lanes.js';
import { standings, type Standing } from '../../../src/core/standing.js';
import { silent } from '../../app/harness.js';
import { testDatabase, type TestDatabase } from '../../setup/postgres.js';

jest.setTimeout(120_000);

let database: TestDatabase;
let pool: ReturnType<typeof databasePool>;
let reviews: ReturnType<typeof postgresReviews>;
beforeAll(async () => {
  database = await testDatabase();
  pool = databasePool(database.address);
  reviews = postgresReviews(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  await pool.query('truncate mergewarden.pull, mergewarden.head, mergewarden.review, mergewarden.line, graphile_worker._private_jobs, graphile_worker._private_job_queues');
});

const shaOf = (name: string): string => Buffer.from(name).toString('hex').padEnd(40, '0');
const nameOf = (sha: string): string => Buffer.from(sha.replace(/(?:00)+$/, ''), 'hex').toString();

/** Asks for a review of `m:1/11a`: whose it is (g, m, s), installation, repository, and a letter that makes it one head of several. */
async function ask(name: string, number = 1): Promise<void> {
  const [, letter = '', installation = '', repository = ''] = /^(\w):(\d)\/(\d+)/.exec(name)!;
  const standing = standings.find((one) => one.startsWith(letter))!;
  const named = { id: Number(repository), owner: 'acme', name: `r${repository}` };
  const sha = shaOf(name);
  const request = { reviewId: `review ${name} ${number}`, priority: 0 };
  if (standing === 'group') await reviews.observeGroup(Number(installation), named, sha, { headRef: 'q', baseRef: 'main', base: 'b'.repeat(40) }, { ...request, standing: 'group' });
  else {
    const { rows: [row] } = await pool.query<{ next: number }>('select coalesce(max(number), 0)::int + 1 as next from mergewarden.pull where repository = $1', [named.id]);
    await reviews.observePull({ installation: Number(installation), repository: named, number: row!.next, state: 'open', head: sha, baseRef: 'main', base: 'b'.repeat(40), observedAt: 1, stranger: standing === 'stranger' }, request);
  }
}

/** Works until `count` reviews have begun; those for which `during` answers end when that does. Gives the order of their beginnings. */
async function worked(count: number, { concurrency = 1, strangers, during }: { readonly concurrency?: number; readonly strangers?: number; readonly during?: (name: string, at: number) => Promise<void> | undefined } = {}): Promise<readonly string[]> {
  const begun: string[] = [];
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => { finish = resolve; });
  const queue = postgresQueue(database.address, pool, silent, systemTimers, { ...queueTiming, pollMs: 20, abortMs: 50 });
  const worker = await queue.work({
    tasks: ['review'], concurrency, ...(strangers === undefined ? {} : { strangers }), onLost: () => undefined,
    handle: async (job) => {
      const name = job.task === 'review' ? nameOf(job.head) : '';
      begun.push(name);
      await during?.(name, begun.length);
      if (begun.length === count) finish();
      return { kind: 'done' };
    },
  });
  await finished;
  await worker.stop();
  return begun;
}

describe('the order of reviews', () => {
  test.each([
    ['standings', ['s:1/11a', 'm:1/12a', 'g:1/13a', 'm:2/21a', 's:2/22a'], ['g:1/13a', 'm:1/12a', 'm:2/21a', 's:1/11a', 's:2/22a']],
    ['one repository, as they came', ['m:1/11a', 'm:1/11b', 'm:1/11c'], ['m:1/11a', 'm:1/11b', 'm:1/11c']],
    ['an installation with one, behind another\'s many', ['m:1/11a', 'm:1/11b', 'm:1/11c', 'm:2/21a'], ['m:1/11a', 'm:2/21a', 'm:1/11b', 'm:1/11c']],
    ['three installations in turns', ['m:1/11a', 'm:1/11b', 'm:2/21a', 'm:2/21b', 'm:3/31a'], ['m:1/11a', 'm:2/21a', 'm:3/31a', 'm:1/11b', 'm:2/21b']],
    ['repositories of an installation in turns', ['m:1/11a', 'm:1/11b', 'm:1/11c', 'm:1/12a', 'm:1/13a'], ['m:1/11a', 'm:1/12a', 'm:1/13a', 'm:1/11b', 'm:1/11c']],
    ['many repositories of one installation are one share', ['m:1/11a', 'm:1/12a', 'm:1/13a', 'm:2/21a', 'm:2/21b'], ['m:1/11a', 'm:2/21a', 'm:1/12a', 'm:2/21b', 'm:1/13a']],
    ['strangers\' too', ['s:1/11a', 's:1/11b', 's:2/21a', 's:1/12a'], ['s:1/11a', 's:2/21a', 's:1/12a', 's:1/11b']],
  ])('%s', async (_, asked, order) => {
    for (const name of asked) await ask(name);
    expect(await worked(asked.length)).toEqual(order);
    expect((await pool.query('select 1 from mergewarden.line')).rowCount).toBe(0);
  });

  test('a head that a member and a stranger want is a member\'s, whoever comes first; a member who asks moves one that waits', async () => {
    for (const name of ['s:1/11a', 's:1/11b', 's:1/11c']) await ask(name);
    const repository = { id: 11, owner: 'acme', name: 'r11' };
    await reviews.observePull({ installation: 1, repository, number: 9, state: 'open', head: shaOf('s:1/11c'), baseRef: 'next', base: 'b'.repeat(40), observedAt: 1, stranger: false }, { reviewId: 'r9', priority: 0 });
    await reviews.request(1, repository, shaOf('s:1/11b'), { reviewId: 'r10', priority: 0, standing: 'member' });
    // What a stranger does to it afterwards does not take it back.
    await reviews.observePull({ installation: 1, repository, number: 2, state: 'open', head: shaOf('s:1/11b'), baseRef: 'next', base: 'b'.repeat(40), observedAt: 2, stranger: true }, { reviewId: 'r11', priority: 0 });
    expect((await reviews.head(11, shaOf('s:1/11b')))?.standing).toBe('member');
    expect(await worked(3)).toEqual(['s:1/11c', 's:1/11b', 's:1/11a']);
  });

  test('a stranger\'s long review holds up nobody else in its repository, and strangers never have every place', async () => {
    for (const name of ['s:1/11a', 's:2/21a', 's:3/31a']) await ask(name);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => { release = resolve; });
    const order = await worked(5, {
      concurrency: 3, strangers: 2,
      during: (name, at) => {
        // Two of strangers run, and a third waits although a place is free; then members come.
        if (at === 2) void ask('m:1/11b').then(() => ask('m:2/21b'));
        if (at === 4) release();
        return name.startsWith('s') ? held : undefined;
      },
    });
    expect(order.slice(0, 2)).toEqual(['s:1/11a', 's:2/21a']);
    expect(order.slice(2, 4)).toEqual(['m:1/11b', 'm:2/21b']);
    expect(order[4]).toBe('s:3/31a');
  });

  test('a pull request over its budget waits behind the others of its repository, not behind other repositories\'', async () => {
    const repository = { id: 11, owner: 'acme', name: 'r11' };
    const see = (number: number, name: string, at: number) => reviews.observePull({ installation: 1, repository, number, state: 'open', head: shaOf(name), baseRef: 'main', base: 'b'.repeat(40), observedAt: at, stranger: false }, { reviewId: `r${number}-${at}`, priority: 0 });
    for (let push = 1; push <= 32; push += 1) await see(1, `m:1/11-${push}`, push);
    await see(2, 'm:1/11z', 1);
    await ask('m:1/12a');
    const order = await worked(34);
    const newest = order.indexOf('m:1/11-32');
    expect(order.indexOf('m:1/11z')).toBeLessThan(newest);
    expect(order.indexOf('m:1/12a')).toBeLessThan(newest);
    expect(order.indexOf('m:1/12a')).toBeLessThan(3);
  });

  test('the standing is told with the head, and an author who is not named counts as what the head does, or as a stranger', async () => {
    const repository = { id: 11, owner: 'acme', name: 'r11' };
    const see = (number: number, head: string, stranger?: boolean) => reviews.observePull({ installation: 1, repository, number, state: 'open', head, baseRef: `b${number}`, base: 'b'.repeat(40), observedAt: 1, ...(stranger === undefined ? {} : { stranger }) }, { reviewId: `r${number}`, priority: 0 });
    const standing = async (head: string): Promise<Standing | undefined> => (await reviews.head(11, head))?.standing;
    await see(1, shaOf('a'), true);
    await see(2, shaOf('a'));
    expect(await standing(shaOf('a'))).toBe('stranger');
    await see(3, shaOf('b'), false);
    await see(4, shaOf('b'));
    expect(await standing(shaOf('b'))).toBe('member');
    await see(5, shaOf('c'));
    expect(await standing(shaOf('c'))).toBe('stranger');
    // A base that moves asks for all of them, and lifts nobody.
    await reviews.moveBase(11, 'b1', 'c'.repeat(40), () => 'rb', 5);
    expect(await standing(shaOf('a'))).toBe('stranger');
  });

  test('with ten thousand waiting, asking for one more and giving the next turn stay cheap', async () => {
    await pool.query(`insert into mergewarden.review (id, installation, repository, head) select 'w' || i, 1, 11, lpad(i::text, 40, '0') from generate_series(1, 10000) i`);
    await pool.query(`insert into mergewarden.head (repository, sha, installation, owner, name, generation, review, standing, urgency, waits_since)
      select 11, lpad(i::text, 40, '0'), 1, 'acme', 'r11', 1, 'w' || i, 2, 0, now() - interval '1 hour' + i * interval '1 millisecond' from generate_series(1, 10000) i`);
    await pool.query('insert into mergewarden.line (repository, standing, installation) values (11, 2, 1)');
    await pool.query('insert into graphile_worker._private_job_queues (queue_name) values (\'repository:11:strangers\')');
    await pool.query('insert into graphile_worker._private_tasks (identifier) values (\'review\') on conflict do nothing');
    await pool.query(`insert into graphile_worker._private_jobs (job_queue_id, task_id, payload, key, priority, flags)
      select q.id, t.id, json_build_object('repository', 11, 'head', lpad(i::text, 40, '0')), 'review:11:' || lpad(i::text, 40, '0'), 2500, '{"stranger":true}'
      from generate_series(1, 10000) i, graphile_worker._private_job_queues q, graphile_worker._private_tasks t where t.identifier = 'review'`);
    await pool.query('analyze');
    await ask('s:1/12a');
    await ask('m:1/11a');
    const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain (analyze, timing off) ${(await import('../../../src/adapters/postgres/statements/give-turns.js')).giveTurns.text.replaceAll('$1', '1').replaceAll('$2', 'null')}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    // No row of the line is looked through: what is read is the first that waits.
    const most = Math.max(...[...plan.matchAll(/actual rows=([\d.]+)/g)].map((match) => Number(match[1])));
    expect(most).toBeLessThan(100);
    expect(await worked(2)).toEqual(['m:1/11a', nameOf('1'.padStart(40, '0'))]);
  });

  test('no installation that waits is passed over more than once by each other one of its standing', async () => {
    const name = fc.tuple(fc.constantFrom('m', 's'), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 })).map(([letter, installation, repository]) => `${letter}:${installation}/${installation}${repository}`);
    await fc.assert(fc.asyncProperty(fc.array(name, { minLength: 2, maxLength: 14 }), async (names) => {
      await pool.query('truncate mergewarden.pull, mergewarden.head, mergewarden.review, mergewarden.line, graphile_worker._private_jobs, graphile_worker._private_job_queues');
      const asked = names.map((one, index) => `${one}-${String.fromCodePoint(97 + index)}`);
      for (const one of asked) await ask(one);
      const order = await worked(asked.length);
      expect([...order].sort()).toEqual([...asked].sort());
      const rank = (one: string): number => rankOf(standings.find((standing) => standing.startsWith(one[0]!))!);
      expect(order.map(rank)).toEqual(order.map(rank).sort((a, b) => a - b));
      for (const letter of ['m', 's']) {
        const installations = order.filter((one) => one.startsWith(letter)).map((one) => one[2]!);
        for (const installation of new Set(installations)) {
          const turns = installations.flatMap((one, at) => (one === installation ? [at] : []));
          let before = -1;
          for (const at of turns) {
            const between = installations.slice(before + 1, at);
            for (const other of new Set(between)) expect(between.filter((one) => one === other).length).toBeLessThanOrEqual(1);
            before = at;
          }
        }
      }
    }), { numRuns: 12, seed: 18 });
  });
});
