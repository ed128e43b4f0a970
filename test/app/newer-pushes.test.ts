import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeDelivery } from '../../src/app/deliver-payloads.js';
import { deliver } from '../../src/app/deliver.js';
import { newerPushes } from '../../src/app/newer-pushes.js';
import type { PullObservation } from '../../src/ports/reviews.js';
import { harness, installation, pullPayload, repository, sha, type Harness } from './harness.js';

const at = Date.UTC(2026, 5, 1);
const sender = { login: 'ann' };
const push = (head: string, later: number, more: Partial<Parameters<typeof pullPayload>[0]> = {}): string => pullPayload({ action: 'synchronize', head: sha(head), at: at + later, sender, ...more });
function seenIn(body: string): PullObservation {
  const event = decodeDelivery('pull_request', body);
  if (event?.kind !== 'pull') throw new Error('no pull request');
  return event.seen;
}

describe('a push that is replaced before it was looked at', () => {
  test.each<readonly [string, readonly string[], string, boolean]>([
    ['a later push is stored', [push('2', 1_000)], push('1', 0), true],
    ['opened, and pushed to since', [push('2', 1_000)], push('1', 0, { action: 'opened' }), true],
    ['nothing is stored', [], push('1', 0), false],
    ['it is the last one itself', [push('1', 0)], push('1', 0), false],
    ['an earlier push is stored', [push('1', 0)], push('2', 1_000), false],
    ['one of the same second', [push('2', 0)], push('1', 0), false],
    ['a later push, then an earlier one', [push('3', 2_000), push('2', 1_000)], push('1', 1_500), true],
    ['another pull request', [push('2', 1_000, { number: 2 })], push('1', 0), false],
    ['the same head again', [push('1', 1_000)], push('1', 0), false],
    ['a later one that is no push', [push('2', 1_000, { action: 'edited' })], push('1', 0), false],
    ['a later one that names no sender', [pullPayload({ action: 'synchronize', head: sha('2'), at: at + 1_000 })], push('1', 0), false],
    ['a later one that closes it', [push('2', 1_000, { action: 'closed', state: 'closed' })], push('1', 0), false],
    ['what is no push is looked at', [push('2', 1_000)], push('1', 0, { action: 'edited' }), false],
    ['what closes it is looked at', [push('2', 1_000)], push('1', 0, { action: 'closed', state: 'closed' }), false],
    ['one that is malformed', ['{}', 'no JSON'], push('1', 0), false],
  ])('%s: %#', (_name, stored, body, replaced) => {
    const pushes = newerPushes();
    for (const one of stored) pushes.stored('pull_request', one);
    expect(pushes.after(seenIn(body))).toBe(replaced);
  });
  test('so many pull requests are remembered, the last ones', () => {
    const pushes = newerPushes(2);
    for (const number of [1, 2, 3]) pushes.stored('pull_request', push('2', 1_000, { number }));
    expect([1, 2, 3].map((number) => pushes.after(seenIn(push('1', 0, { number }))))).toEqual([false, true, true]);
  });
});

describe('who pushed, where a read of the host runs ahead of the delivery', () => {
  const { pusher: _pusher, observedAt: _at, ...read } = seenIn(push('1', 0));
  test.each<readonly [string, PullObservation, string | undefined]>([
    ['the head of a stored push', read, 'ann'],
    ['another head', { ...read, head: sha('2') }, undefined],
    ['another pull request', { ...read, number: 2 }, undefined],
    ['another installation', { ...read, installation: 8 }, undefined],
    ['one that is closed', { ...read, state: 'closed' }, undefined],
    ['one that names somebody', { ...read, pusher: 'eve' }, 'eve'],
  ])('%s', (_name, seen, pusher) => {
    const pushes = newerPushes();
    pushes.stored('pull_request', push('1', 0));
    expect(pushes.withPusher(seen)).toEqual(pusher === undefined ? seen : { ...seen, pusher });
  });
});

describe('five pushes that come together', () => {
  let app: Harness;
  beforeAll(async () => { app = await harness(); });
  afterAll(async () => { await app.close(); });
  test.each([['in order', [1, 2, 3, 4, 5]], ['the other way round', [5, 4, 3, 2, 1]], ['mixed', [3, 1, 5, 2, 4]]] as const)('%s: one check, of the newest head, and every delivery is dealt with', async (name, order) => {
    const number = order[0] + 10;
    const pushes = newerPushes();
    const head = (one: number): string => `${name.length.toString(16).padStart(39, '0')}${one}`;
    const bodies = order.map((one) => ({ id: `${name.replace(/ /g, '-')}-${one}`, body: pullPayload({ action: one === 1 ? 'opened' : 'synchronize', head: head(one), number, at: at + one * 1_000, sender }) }));
    app.host.open(number, head(5));
    for (const { id, body } of bodies) {
      await app.dependencies.deliveries.accept({ id, event: 'pull_request', body, installation, repository: repository.id });
      pushes.stored('pull_request', body);
    }
    for (const { id } of bodies) expect(await deliver({ ...app.dependencies, pushes }, id, app.context())).toEqual({ kind: 'done' });
    await app.settle();
    const checks = app.host.checks.filter((check) => [1, 2, 3, 4, 5].map(head).includes(check.headSha));
    expect(checks.map((check) => [check.headSha, check.conclusion])).toEqual([[head(5), 'success']]);
    const { rows } = await app.pool.query<{ state: string }>('select state from mergewarden.delivery where id = any($1)', [bodies.map(({ id }) => id)]);
    expect(rows.map((row) => row.state)).toEqual(['done', 'done', 'done', 'done', 'done']);
  });
});
