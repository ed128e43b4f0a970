import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Failure } from '../../src/core/errors.js';
import { decodeDelivery } from '../../src/app/deliver-payloads.js';
import { pullPayload, sha } from './harness.js';

const envelope = { installation: { id: 7 }, repository: { id: 11, name: 'shop', owner: { login: 'acme' } } };

describe('decoding', () => {
  test('a pull request', () => {
    expect(decodeDelivery('pull_request', pullPayload({ action: 'opened', head: sha('1'), at: 1_000 }))).toEqual({
      kind: 'pull',
      seen: { installation: 7, repository: { id: 11, owner: 'acme', name: 'shop' }, number: 1, state: 'open', head: sha('1'), base: sha('b'), baseRef: 'main', observedAt: 1_000, stranger: false },
    });
  });

  test.each([
    ['forced', { forced: true, commits: [{ added: ['a'], removed: [], modified: [] }] }],
    ['without commits', { commits: [] }],
    ['as many commits as older servers list', { commits: Array.from({ length: 20 }, () => ({ added: ['a'], removed: [], modified: [] })) }],
    ['as many commits as are ever listed', { commits: Array.from({ length: 2_048 }, () => ({ added: [], removed: ['a'], modified: [] })) }],
    ['a commit that names nothing, as a merge may', { commits: [{ added: ['a'], removed: [], modified: [] }, { added: [], removed: [], modified: [] }] }],
    ['a commit of more paths than are read', { commits: [{ added: Array.from({ length: 10_001 }, (_, at) => `a${at}`), removed: [], modified: ['package-lock.json'] }] }],
    ['a path longer than any', { commits: [{ added: ['a'.repeat(4_097)], removed: [], modified: ['package-lock.json'] }] }],
    ['more commits than are read', { commits: Array.from({ length: 5_001 }, () => ({ added: ['a'], removed: [], modified: [] })) }],
    ['a list that is none', { commits: [{ added: 'package-lock.json' }] }],
    ['a new branch', { created: true, commits: [{ added: ['a'], removed: [], modified: [] }] }],
  ])('a push that does not tell all paths (%s) tells none', (_, fields) => {
    expect(decodeDelivery('push', JSON.stringify({ ...envelope, ref: 'refs/heads/main', after: sha('1'), ...fields }))).not.toHaveProperty('paths');
  });

  test('a push that tells all paths tells them', () => {
    const commits = Array.from({ length: 21 }, (_, at) => ({ added: [`a${at}`], removed: ['r'], modified: ['m'] }));
    expect(decodeDelivery('push', JSON.stringify({ ...envelope, ref: 'refs/heads/main', after: sha('1'), commits }))).toMatchObject({ ref: 'main', after: sha('1'), paths: expect.arrayContaining(['a0', 'a20', 'r', 'm']) });
  });

  test.each<[string, string, string, string | undefined]>([
    ['a tag is no branch of that name', 'refs/tags/main', '1', 'refs/tags/main'],
    ['a branch with a slash', 'refs/heads/release/1', '1', 'release/1'],
    ['a branch that is deleted has no tip', 'refs/heads/main', '0', undefined],
  ])('%s', (_, ref, digit, expected) => {
    const event = decodeDelivery('push', JSON.stringify({ ...envelope, ref, after: sha(digit), commits: [] }));
    expect(event?.kind === 'push' ? event.ref : undefined).toBe(expected);
  });

  test('an installation that is gone, and repositories that left one', () => {
    expect(decodeDelivery('installation', JSON.stringify({ action: 'deleted', installation: { id: 7 } }))).toEqual({ kind: 'uninstalled', installation: 7 });
    expect(decodeDelivery('installation_repositories', JSON.stringify({ action: 'removed', installation: { id: 7 }, repositories_removed: [{ id: 3 }] })))
      .toEqual({ kind: 'repositories-removed', installation: 7, repositories: [3] });
  });

  const broken = (change: (payload: { pull_request: Record<string, unknown> } & Record<string, unknown>) => void): string => {
    const payload = JSON.parse(pullPayload({ action: 'opened', head: sha('1') })) as { pull_request: Record<string, unknown> } & Record<string, unknown>;
    change(payload);
    return JSON.stringify(payload);
  };
  test.each([
    ['a head that is no object id', broken((p) => { p.pull_request['head'] = { sha: '../../etc' }; })],
    ['a number that is a string', broken((p) => { p.pull_request['number'] = '1; drop table'; })],
    ['a date that is none', broken((p) => { p.pull_request['updated_at'] = 'now'; })],
    ['a repository with a path for a name', broken((p) => { p['repository'] = { id: 1, name: 'a/../b', owner: { login: 'x' } }; })],
    ['no installation', broken((p) => { delete p['installation']; })],
    ['an array', '[]'], ['null', 'null'], ['a string', '"x"'], ['__proto__', '{"__proto__":{"installation":{"id":1}}}'],
  ])('refuses %s with a code', (_, body) => {
    expect(() => decodeDelivery('pull_request', body)).toThrow('HOST_MALFORMED');
  });

  test('anything at all is decoded or refused', () => {
    fc.assert(fc.property(fc.constantFrom('pull_request', 'push', 'check_run', 'merge_group', 'installation', 'star'), fc.json(), (event, body) => {
      try {
        decodeDelivery(event, body);
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
      }
    }), { numRuns: 300, seed: 3 });
  });
});
