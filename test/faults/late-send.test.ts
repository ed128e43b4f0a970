import { afterEach, describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { createGitHubPublisher } from '../../src/adapters/github/publisher.js';
import { json, repository, scripted, type Handler } from '../adapters/github/scripted.js';

// Whoever waited in vain for the answer of a write looks at the host before it writes again. A write that is sent after that look would stand twice.
const checks = 'POST /v3/repos/acme/shop/check-runs';
const created: Handler = (_request, response) => { json(response, { id: 9, external_id: 'r', head_sha: 'a'.repeat(40), status: 'in_progress', conclusion: null, name: 'mergewarden', app: { id: 12 } }, 201); };
const create = (one: Awaited<ReturnType<typeof scripted>>): Promise<unknown> => createGitHubPublisher({ github: one.github, installation: 1, repository })
  .createCheck('a'.repeat(40), 'r', { title: 't', summary: 's' }).catch((error: unknown) => error);

const open: Awaited<ReturnType<typeof scripted>>[] = [];
afterEach(async () => { for (const one of open.splice(0)) await one.close(); });

describe('a write whose time is up before it was sent', () => {
  test('since its token was long in coming: is never sent', async () => {
    let asked: (response: ServerResponse) => void = () => undefined;
    const asking = new Promise<ServerResponse>((resolve) => { asked = resolve; });
    const one = await scripted({ [checks]: created, 'POST /v3/app/installations/1/access_tokens': (_request, response) => { asked(response); } });
    open.push(one);
    const ended = create(one);
    const response = await asking;
    // All but the token's own request.
    for (const { ms, controller } of [...one.time.state.deadlines]) if (ms === 10_000) controller.abort();
    json(response, { token: 'ghs_scripted', expires_at: new Date(one.time.state.now + 3_600_000).toISOString(), permissions: {}, repository_selection: 'selected' }, 201);
    expect(await ended).toMatchObject({ code: 'HOST_TIMEOUT' });
    expect(one.calls.map((call) => call.path)).not.toContainEqual(expect.stringContaining('check-runs'));
  });

  test('since it stood in line behind others: is never sent', async () => {
    const held: ServerResponse[] = [];
    let full: () => void = () => undefined;
    const filled = new Promise<void>((resolve) => { full = resolve; });
    const one = await scripted({
      [checks]: created,
      'GET /v3/repos/acme/shop/pulls/1': (_request, response) => { if (held.push(response) === 40) full(); },
    });
    open.push(one);
    const publisher = createGitHubPublisher({ github: one.github, installation: 1, repository });
    const others = Array.from({ length: 40 }, () => publisher.pull(1).catch(() => undefined));
    await filled;
    const before = one.time.state.deadlines.length;
    const ended = create(one);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => { setImmediate(resolve); });
    for (const { controller } of one.time.state.deadlines.slice(before)) controller.abort();
    for (const response of held) json(response, { message: 'Not Found' }, 404);
    await Promise.all(others);
    expect(await ended).toMatchObject({ code: 'HOST_TIMEOUT' });
    expect(one.calls.map((call) => call.path)).not.toContainEqual(expect.stringContaining('check-runs'));
  });
});
