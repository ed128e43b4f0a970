import { describe, expect, test } from '@jest/globals';
import { systemTimers } from '../../src/adapters/system/clock.js';
import { openCheck, type CheckSite } from '../../src/app/publish-check.js';
import type { Publisher, StandingCheck } from '../../src/ports/publisher.js';
import { sha } from './harness.js';

const check = (id: number, externalId: string, status: StandingCheck['status'] = 'in_progress'): StandingCheck => ({ id, externalId, headSha: sha('a'), status, annotations: 0 });

/** Opens a check under a lease; the list of standing checks is answered as soon as `listed` resolves. */
async function open(epoch: number, standing: readonly StandingCheck[], listed: (created: Promise<void>) => Promise<void>): Promise<readonly string[]> {
  const calls: string[] = [];
  let create: () => void = () => undefined;
  const created = new Promise<void>((resolve) => { create = resolve; });
  const publisher = {
    checks: async () => { calls.push('list'); await listed(created); return standing; },
    createCheck: async (_sha: string, externalId: string) => { calls.push('create'); create(); return check(9, externalId); },
    updateCheck: async (id: number, { conclusion }: { readonly conclusion?: string }) => { calls.push(`update ${id} ${conclusion ?? ''}`); },
  } as unknown as Publisher;
  const site: CheckSite = { publisher, timers: systemTimers, sha: sha('a'), pen: { lease: { repository: 1, head: sha('a'), epoch }, review: 'this', write: (what) => what() } };
  await openCheck(site);
  return calls;
}

describe('a check is put in progress', () => {
  test('on a head that nobody wrote about yet, without a look', async () => {
    expect(await open(1, [check(3, 'lost')], (created) => created)).toEqual(['create']);
  });
  test.each([
    ['once, where ours stands', [check(5, 'this')], ['list']], ['where only another review\'s stands', [check(5, 'other')], ['list', 'create', 'update 5 cancelled']],
    ['where another\'s ended', [check(5, 'other', 'completed')], ['list', 'create']],
  ] as const)('under any later lease after a look at what stands: %s', async (_name, standing, calls) => {
    expect(await open(2, standing, async () => undefined)).toEqual(calls);
  });
});
