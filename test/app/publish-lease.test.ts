import { describe, expect, test } from '@jest/globals';
import { withPen } from '../../src/app/publish-lease.js';
import { systemTimers } from '../../src/adapters/system/clock.js';
import type { LeaseState, Outbox } from '../../src/ports/outbox.js';

const head = { repository: 11, sha: 'a'.repeat(40), review: 'ours' };

/** An outbox whose lease is as told at each look, one after the other; the last answer stays. */
function outboxSaying(looks: readonly LeaseState[]): { readonly outbox: Outbox; readonly released: () => number } {
  let [asked, released] = [0, 0];
  const outbox: Pick<Outbox, 'acquire' | 'hold' | 'release'> = {
    acquire: async (repository, sha) => ({ repository, head: sha, epoch: 3 }),
    hold: async () => looks[Math.min(asked++, looks.length - 1)]!,
    release: async () => { released += 1; },
  };
  return { outbox: outbox as Outbox, released: () => released };
}

const held = (review: string): LeaseState => ({ held: true, review, generation: 1 });
const lost: LeaseState = { held: false };

describe('the right to write', () => {
  test.each<readonly [string, readonly LeaseState[], 'written' | 'sent, not believed' | 'not sent']>([
    ['it is ours throughout', [held('ours')], 'written'],
    ['the lease is another’s before the write', [lost], 'not sent'],
    ['the head has another review before the write', [held('theirs')], 'not sent'],
    ['the lease is another’s after the write', [held('ours'), lost], 'sent, not believed'],
    ['the head has another review after the write', [held('ours'), held('theirs')], 'sent, not believed'],
  ])('%s', async (_name, looks, expected) => {
    const { outbox, released } = outboxSaying(looks);
    let sent = 0;
    const writing = withPen({ outbox, timers: systemTimers }, head, 0, new AbortController().signal, (pen) => pen.write(async () => { sent += 1; return 'answer'; }));
    if (expected === 'written') await expect(writing).resolves.toBe('answer');
    else await expect(writing).rejects.toMatchObject({ code: 'SUPERSEDED' });
    expect(sent).toBe(expected === 'not sent' ? 0 : 1);
    expect(released()).toBe(1);
  });
});
