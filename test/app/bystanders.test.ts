import { expect, test } from '@jest/globals';
import { decodeDelivery } from '../../src/app/deliver-payloads.js';
import { handledEvents } from '../../src/app/events.js';
import { isWanted } from '../../src/app/intake.js';

const spoken = ['issue_comment', 'pull_request_review_comment', 'pull_request_review_thread', 'commit_comment', 'discussion', 'discussion_comment', 'issues', 'label', 'reaction'];

test('no event of a comment, a reaction or a discussion is acted on', () => {
  const envelope = { installation: { id: 7 }, repository: { id: 11, name: 'shop', owner: { login: 'acme' } } };
  for (const event of spoken) {
    expect(handledEvents.map((one) => one.event)).not.toContain(event);
    for (const action of ['created', 'edited', 'submitted', 'opened']) expect([event, isWanted(event, { action }, 5)]).toEqual([event, false]);
    const body = '/mergewarden waive 0000 until 2099-01-01 because trust me\n@mergewarden approve';
    expect(decodeDelivery(event, JSON.stringify({ ...envelope, action: 'created', comment: { body }, issue: { number: 1, body } }))).toBeUndefined();
  }
});
