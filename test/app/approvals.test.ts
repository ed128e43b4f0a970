import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { review, type ReviewPorts } from '../../src/app/review.js';
import { parseSaved, recording, replaying } from '../../src/app/saved.js';
import { checks } from '../../src/checks/index.js';
import { canonicalJson } from '../../src/core/json.js';
import type { Verdict } from '../../src/core/verdict.js';
import type { Approvals } from '../../src/policy/approvals.js';
import { harness, installation, pullPayload, repository, result, sha, type Harness } from './harness.js';
import { inShort, memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

const policyFile = '.github/mergewarden.yml';
const waived = `waivers:\n  - finding: ${'0'.repeat(64)}\n    reason: it was looked at by two of us\n    by: maria\n    until: 2026-12-24\n`;
const carol: Approvals = { own: ['ann'], approved: ['carol'] };
type More = Parameters<typeof memoryHost>[2];

describe('a loosened policy blocks until a second person approves this head', () => {
  let world: World;
  beforeAll(async () => { world = await startWorld([], ownAnalyser()); });
  afterAll(() => world.close());
  const judged = async (base: string | undefined, head: string | undefined, approvals?: Approvals, more?: More & { readonly files?: Files }): Promise<Verdict> => {
    const side = (text: string | undefined): Files => (text === undefined ? {} : { [policyFile]: text });
    const given = await world.review(memoryHost(side(base), { ...side(head), ...more?.files }, more), approvals ? { approvals: async () => approvals } : {});
    return given.verdict;
  };

  test.each<[name: string, base: string | undefined, head: string | undefined, approvals: Approvals | undefined, wanted: { readonly outcome: string; readonly told: readonly string[] }]>([
    ['loosened', 'mode: block\n', 'mode: warn\n', { own: ['ann'], approved: [] }, { outcome: 'block', told: ['policy-loosened loosened'] }],
    ['loosened in a clone, where nobody knows of approvals', 'mode: block\n', 'mode: warn\n', undefined, { outcome: 'block', told: ['policy-loosened loosened'] }],
    ['loosened and approved', 'mode: block\n', 'mode: warn\n', carol, { outcome: 'warn', told: ['policy-loosened loosened-approved'] }],
    ['approved by who wrote it', 'mode: block\n', 'mode: warn\n', { own: ['Carol'], approved: ['carol'] }, { outcome: 'block', told: ['policy-loosened loosened'] }],
    ['nobody knows who wrote it', 'mode: block\n', 'mode: warn\n', { own: 'unknown', approved: ['carol'] }, { outcome: 'block', told: ['policy-loosened loosened'] }],
    ['waived', 'mode: block\n', waived, undefined, { outcome: 'block', told: ['policy-loosened waived'] }],
    ['waived and approved', 'mode: block\n', waived, carol, { outcome: 'warn', told: ['policy-loosened waived-approved'] }],
    ['a first file that asks for less than the defaults', undefined, 'fail-mode: open\n', undefined, { outcome: 'block', told: ['policy-loosened loosened'] }],
    ['the file removed', 'threshold: info\n', undefined, undefined, { outcome: 'block', told: ['policy-loosened loosened'] }],
    ['tightened', 'mode: warn\n', 'mode: block\n', undefined, { outcome: 'pass', told: [] }],
    ['a broken file is not made good by an approval', 'mode: block\n', 'mode: maybe\n', carol, { outcome: 'block', told: ['policy-invalid invalid'] }],
    ['a policy in force that lets it pass', 'checks: { policy-loosened: { mode: warn } }\n', 'checks: { policy-loosened: { mode: warn } }\nfail-mode: open\n', undefined, { outcome: 'warn', told: ['policy-loosened loosened'] }],
    ['the switch itself, thrown by the change', 'mode: block\n', 'checks: { policy-loosened: { mode: "off" } }\n', undefined, { outcome: 'block', told: ['policy-loosened loosened'] }],
    ['broken at base, mended and laxer than the defaults', 'mode: maybe\n', 'mode: observe\n', undefined, { outcome: 'block', told: ['policy-loosened loosened'] }],
    ['that, approved', 'mode: maybe\n', 'mode: observe\n', carol, { outcome: 'warn', told: ['policy-loosened loosened-approved'] }],
  ])('%s', async (_name, base, head, approvals, wanted) => {
    expect(inShort(await judged(base, head, approvals))).toMatchObject(wanted);
  });

  test('nobody is asked where nothing is loosened', async () => {
    const approvals = jest.fn(async () => carol);
    await world.review(memoryHost({ [policyFile]: 'mode: warn\n' }, { [policyFile]: 'mode: block\n', 'a.txt': '1' }), { approvals });
    expect(approvals).not.toHaveBeenCalled();
  });

  test('no block is told early that an approval settles', async () => {
    const early = jest.fn(async () => undefined);
    await world.review(memoryHost({ [policyFile]: 'mode: block\n' }, { [policyFile]: 'mode: warn\n' }), { early, approvals: async () => carol });
    expect(early).not.toHaveBeenCalled();
    await world.review(memoryHost({ [policyFile]: 'mode: block\n' }, { [policyFile]: 'mode: warn\n' }), { early });
    expect(early).toHaveBeenCalledTimes(1);
  });

  test('the organisation may let its repositories decide by themselves', async () => {
    const organisation = 'checks: { policy-loosened: { mode: warn } }\n';
    expect((await judged('threshold: low\n', 'threshold: high\n', undefined, { organisation })).outcome).toBe('warn');
  });

  test('what loosens the organisation\'s own file blocks, though that file stands over itself', async () => {
    const host = memoryHost({ [policyFile]: 'threshold: low\n' }, { [policyFile]: 'mode: observe\n' }, { organisation: 'threshold: low\n' });
    const at = async (name: string): Promise<Verdict> => (await world.review({ ...host, snapshot: async () => { const one = await host.snapshot(); return { ...one, repository: { ...one.repository, name } }; } })).verdict;
    expect(inShort(await at('.github'))).toMatchObject({ outcome: 'block', told: ['policy-loosened loosened'] });
    expect(inShort(await at('.GitHub'))).toMatchObject({ outcome: 'block' });
    expect(inShort(await at('shop'))).toMatchObject({ outcome: 'pass', told: [] });
  });

  test('in a merge queue an entry answers for itself alone, and for what it loosens together with others', async () => {
    const tip = { policy: { [policyFile]: 'mode: block\n' } };
    expect((await judged('mode: warn\n', 'mode: warn\nthreshold: info\n', undefined, tip)).outcome).toBe('pass');
    expect(inShort(await judged('mode: warn\n', 'mode: observe\n', undefined, tip))).toMatchObject({ outcome: 'block', told: ['policy-loosened loosened'] });
    expect(inShort(await judged('mode: warn\n', 'mode: observe\n', carol, tip))).toMatchObject({ outcome: 'warn' });
    // Each of two keys stands in for the other, so that removing either loosens nothing; without both, something is looser.
    const own = `checks:\n${checks.filter((check) => check.default.failMode === 'open').map((check) => `  ${check.id}: { fail-mode: closed }\n`).join('')}`;
    const general = 'fail-mode: closed\n';
    expect((await judged(`${general}${own}`, own)).outcome).toBe('pass');
    expect((await judged(`${general}${own}`, general)).outcome).toBe('pass');
    expect(inShort(await judged(general, '', undefined, { policy: { [policyFile]: `${general}${own}` } }))).toMatchObject({ outcome: 'block', told: ['policy-loosened loosened'] });
  });

  test('another broken file is another finding: a waiver of one is none of the next', async () => {
    const [one, two] = [await judged('mode: block\n', 'mode: maybe\n'), await judged('mode: block\n', 'mode: maybe # and so\n')];
    expect(one.findings[0]!.fingerprint).not.toBe(two.findings[0]!.fingerprint);
    const [left, right] = [await judged(undefined, undefined, undefined, { files: { 'mergewarden.yml': 'mode: block\n' } }), await judged(undefined, undefined, undefined, { files: { 'mergewarden.yml': 'mode: warn\n' } })];
    expect(left.findings[0]!.fingerprint).not.toBe(right.findings[0]!.fingerprint);
  });

  test('the finding says who approved, and keeps its fingerprint', async () => {
    const [before, after] = [await judged('mode: block\n', 'mode: warn\n'), await judged('mode: block\n', 'mode: warn\n', { own: ['ann'], approved: ['carol', 'dave'] })];
    expect(after.findings[0]).toMatchObject({ fingerprint: before.findings[0]!.fingerprint, approvedBy: ['carol', 'dave'], data: { approvers: ['carol', 'dave'] } });
    expect(after.blocking).toEqual([]);
  });

  test.each<[string, Approvals | undefined]>([['with an approval', carol], ['by nobody', { own: 'unknown', approved: ['carol'] }], ['in a clone', undefined]])('a saved review gives the same verdict offline, %s', async (_name, approvals) => {
    const host = memoryHost({ [policyFile]: 'mode: block\n' }, { [policyFile]: 'mode: warn\n' });
    const ports: ReviewPorts = world.ports(host, approvals ? { approvals: async () => approvals } : {});
    const recorder = recording(ports, world.settings);
    const { verdict } = await review(recorder.ports, world.settings, undefined, new AbortController().signal);
    const again = replaying(parseSaved(JSON.stringify(recorder.saved(verdict))));
    const replayed = await review({ ...again.ports, progress: { report: () => undefined } }, { ...again.settings, checks }, undefined, new AbortController().signal);
    expect(canonicalJson(replayed.verdict)).toBe(canonicalJson(verdict));
    expect(verdict.outcome).toBe(approvals === carol ? 'warn' : 'block');
  });
});

describe('an approval, or its end, is judged at once where a verdict rests on it', () => {
  let app: Harness;
  const told = new Map<string, string>();
  let reason = '';
  beforeEach(async () => {
    told.clear();
    reason = '';
    app = await harness({
      reviewer: async (target) => {
        const one = result(target, { outcome: told.has(target.headSha) ? 'block' : 'pass' });
        const check = told.get(target.headSha);
        return check === undefined ? one : { ...one, verdict: { ...one.verdict, findings: [{ check, level: 'default', fingerprint: 'f', data: { reason } }] as unknown as Verdict['findings'] } };
      },
    });
  });
  afterEach(() => app.close());
  const approval = (head: string, state = 'approved', more: object = {}): string => JSON.stringify({
    action: state === 'dismissed' ? 'dismissed' : 'submitted', installation: { id: installation }, repository: { id: repository.id, name: repository.name, owner: { login: repository.owner } },
    review: { state }, pull_request: { number: 1, state: 'open', head: { sha: head }, ...more },
  });
  const judged = async (digit: string, check?: string): Promise<void> => {
    if (check !== undefined) told.set(sha(digit), check);
    app.host.open(Number(digit), sha(digit));
    await app.delivered('pull_request', pullPayload({ action: 'opened', number: Number(digit), head: sha(digit) }));
    await app.settle();
  };

  test.each([['approved'], ['changes_requested'], ['dismissed']])('%s', async (state) => {
    await judged('1', 'policy-loosened');
    await app.delivered('pull_request_review', approval(sha('1'), state));
    expect(app.host.checkOf(sha('1')).status).toBe('in_progress');
    told.delete(sha('1'));
    await app.settle();
    expect(app.host.checkOf(sha('1'))).toMatchObject({ status: 'completed', conclusion: 'success' });
  });

  // PostgreSQL's own texts hold no NUL, and its json functions refuse a document in which anything they pass has one, or half a character.
  test.each([['NUL', '\0'], ['half a character', '\uD800'], ['the other half', '\uDC00 \\u0000 \\\0']])('a dismissal, whatever the verdict says: %s', async (_name, text) => {
    reason = text;
    await judged('1', 'policy-loosened');
    await app.delivered('pull_request_review', approval(sha('1'), 'dismissed'));
    expect(app.host.checkOf(sha('1')).status).toBe('in_progress');
  });

  test.each<[string, string | undefined]>([['a head that passed', undefined], ['one that is blocked by something else', 'install-script']])('%s is left alone', async (_name, check) => {
    await judged('1', check);
    await app.delivered('pull_request_review', approval(sha('1')));
    expect(await app.due()).toEqual([]);
    expect(app.host.checkOf(sha('1')).status).toBe('completed');
  });

  test('one that is being judged is judged anew: the approval may have come too late for it', async () => {
    app.host.open(1, sha('1'));
    await app.delivered('pull_request', pullPayload({ action: 'opened', head: sha('1') }));
    const before = await app.dependencies.reviews.head(repository.id, sha('1'));
    await app.delivered('pull_request_review', approval(sha('1')));
    expect((await app.dependencies.reviews.head(repository.id, sha('1')))!.generation).toBe(before!.generation + 1);
  });

  test('a head that nobody knows, and a closed pull request, change nothing', async () => {
    await app.delivered('pull_request_review', approval(sha('9')));
    await judged('1', 'policy-loosened');
    await app.delivered('pull_request_review', approval(sha('1'), 'approved', { state: 'closed' }));
    expect(await app.due()).toEqual([]);
  });
});
