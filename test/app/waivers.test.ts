import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checks } from '../../src/checks/index.js';
import { runCheck } from '../../src/checks/run.js';
import type { Check, ReviewInput } from '../../src/checks/check.js';
import type { Verdict } from '../../src/core/verdict.js';
import { npmRepository, type Locks } from './npm-repository.js';
import { shelf } from './shelf.js';
import { inShort, memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

// What a waiver is earned for is all that it lets through.

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());
const file = '.github/mergewarden.yml';
const judged = async (base: Files, head: Files, policy = 'mode: block\n', more: { readonly people?: readonly string[] } = {}): Promise<Verdict> =>
  (await world.review(memoryHost({ ...base, [file]: policy }, { ...head, [file]: policy }), { people: async () => more.people ?? ['author'] })).verdict;

/** The waivers for everything that a verdict tells, or could not check. */
const waiversFor = (verdict: Verdict, by = 'maria'): string => `waivers:\n${[...verdict.findings.filter((one) => one.level === 'default'), ...verdict.gaps.filter((one) => one.counts)].map((one) => {
  const origin = 'subject' in one && typeof one.subject === 'object' ? one.subject : 'origin' in one ? one.origin : undefined;
  const bound = origin?.kind === 'registry' ? [`    package: "${origin.name}"`, `    version: "${origin.version}"`, ...(one.integrity === undefined ? [] : [`    integrity: ${one.integrity}`])] : [];
  return [`  - finding: ${one.fingerprint}`, ...bound, '    reason: its setup writes a font list', `    by: ${by}`, '    until: 2026-12-31', ''].join('\n');
}).join('')}`;
const locks = (more: Partial<Locks> & { readonly version_?: string }): Files => npmRepository(shelf, { installed: { stepper: more.version_ ?? '1.0.1' }, ...more });
const step = (from: string, more: Partial<Locks> = {}): Files => npmRepository(shelf, { installed: { stepper: from }, ...more });

describe('a waiver that was earned in one place', () => {
  const earned = async (): Promise<string> => waiversFor(await judged(step('1.0.0', { directory: 'examples/a' }), step('1.0.1', { directory: 'examples/a' })));
  test('holds there', async () => {
    expect(inShort(await judged(step('1.0.0', { directory: 'examples/a' }), step('1.0.1', { directory: 'examples/a' }), await earned())).outcome).toBe('pass');
  });
  test('of what blocks alone it leaves the rest told', async () => {
    const verdict = await judged(step('1.0.0'), step('1.0.1'));
    const left = await judged(step('1.0.0'), step('1.0.1'), waiversFor({ ...verdict, findings: verdict.findings.filter((one) => verdict.blocking.includes(one.fingerprint)) }));
    expect(left.waived.map((one) => one.finding.fingerprint)).toEqual(verdict.blocking);
    expect(inShort(left)).toMatchObject({ outcome: 'warn', told: expect.arrayContaining(['install-script added']) });
  });
  test.each<readonly [string, Partial<Locks>]>([['not at the root', {}], ['nor in another example', { directory: 'examples/b' }], ['nor below', { directory: 'examples/a/b' }]])('%s', async (_name, more) => {
    expect(inShort(await judged(step('1.0.0', more), step('1.0.1', more), await earned())).outcome).toBe('block');
  });
  test('two install roots take two waivers', async () => {
    const both = (version: string): Files => ({ ...step(version, { directory: 'a' }), ...step(version, { directory: 'b' }) });
    const whole = await judged(both('1.0.0'), both('1.0.1'));
    const one = await judged(step('1.0.0', { directory: 'a' }), step('1.0.1', { directory: 'a' }));
    expect(whole.blocking.length).toBe(2 * one.blocking.length);
    expect(inShort(await judged(both('1.0.0'), both('1.0.1'), waiversFor(one))).outcome).toBe('block');
    expect(inShort(await judged(both('1.0.0'), both('1.0.1'), waiversFor(whole))).outcome).toBe('pass');
  });
  test('for a development tool it is none for production', async () => {
    const dev: Partial<Locks> = { asks: {}, devAsks: { stepper: '^1.0.0' }, dev: ['stepper'] };
    const policy = waiversFor(await judged(step('1.0.0', dev), step('1.0.1', dev)));
    expect(inShort(await judged(step('1.0.0', dev), step('1.0.1', dev), policy)).outcome).toBe('pass');
    expect(inShort(await judged(step('1.0.0'), step('1.0.1'), policy)).outcome).toBe('block');
  });
  test('for other bytes of the same version it is none', async () => {
    const policy = waiversFor(await judged(step('1.0.0'), step('1.0.1')));
    expect(inShort(await judged(step('1.0.0'), step('1.0.1'), policy.replaceAll(/integrity: sha512-./g, 'integrity: sha512-_')))).toMatchObject({ outcome: 'block', remarks: ['waiver-mismatch'] });
  });
  test.each<readonly [string, string, readonly string[], string]>([
    ['by another', 'maria', ['author'], 'pass'], ['by who has a part in the change, in other letters', 'Maria', ['mArIa'], 'block'], ['by an App that committed', 'helper[bot]', ['Helper[bot]'], 'block'],
  ])('%s', async (_name, by, people, outcome) => {
    const policy = waiversFor(await judged(step('1.0.0'), step('1.0.1')), by);
    expect((await judged(step('1.0.0'), step('1.0.1'), policy, { people })).outcome).toBe(outcome);
  });
  test.each(['""', '"*"', 'm\u0430ria', '"maria@example.invalid"', '"maria "', '"@"', '"[bot]"', '"ma ria"'].map((by) => [by]))('by %s: a policy is no policy with it, or it counts as that person', async (by) => {
    const policy = waiversFor(await judged(step('1.0.0'), step('1.0.1')), by);
    expect((await judged(step('1.0.0'), step('1.0.1'), policy, { people: ['maria'] })).outcome).not.toBe('pass');
  });
});

describe('a waiver of what has no package binds its content', () => {
  const lock = 'package-lock.json';
  test.each<readonly [string, (text: string) => Files, (text: string) => Files, string]>([
    ['a lockfile that could not be read', () => step('1.0.0'), (text) => ({ ...step('1.0.0'), [lock]: `{${text}` }), 'unknown'],
    ['a lockfile that was deleted', (text) => step(text === 'a' ? '1.0.0' : '1.0.1'), () => ({ 'package.json': step('1.0.0')['package.json']! }), 'block'],
  ])('%s', async (_name, base, head, outcome) => {
    const first = await judged(base('a'), head('a'));
    expect(first.outcome).toBe(outcome);
    const policy = waiversFor(first);
    expect(['pass', 'warn']).toContain((await judged(base('a'), head('a'), policy)).outcome);
    expect((await judged(base('b'), head('b'), policy)).outcome).toBe(outcome);
  });
  test('a check that fails inside is waived for one head, never for all', () => {
    const broken: Check = { ...checks[0]!, id: 'broken', needs: [], run: () => { throw new TypeError('no'); } };
    const at = (commit: string): string => runCheck(broken, { changes: [], snapshot: { head: { commit } } } as unknown as ReviewInput, {} as never).gaps[0]!.fingerprint;
    expect(at('a')).toBe(at('a'));
    expect(at('a')).not.toBe(at('b'));
  });
});

test('a gap is waived one by one, for one reason: another reason asks again', async () => {
  const broken = async (status: 404 | 500, policy?: string): Promise<Verdict> => {
    const standing = world.registry.fault(/stepper-1\.0\.1\.tgz$/, { kind: 'status', status });
    return judged(step('1.0.0'), locks({}), policy).finally(() => standing.clear());
  };
  const missing = await broken(404);
  expect(missing.outcome).toBe('unknown');
  const policy = waiversFor(missing);
  expect((await broken(404, policy)).outcome).not.toBe('unknown');
  expect((await broken(500, policy)).outcome).toBe('unknown');
  const [first, ...others] = missing.gaps.filter((gap) => gap.counts);
  const one = waiversFor({ ...missing, findings: [], blocking: [], gaps: [first!] });
  const still = (await broken(404, one)).gaps;
  expect([still.filter((gap) => gap.waived).length, still.filter((gap) => gap.counts).length]).toEqual([1, others.length]);
});
