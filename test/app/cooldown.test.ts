import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recording, replaying } from '../../src/app/saved.js';
import { review } from '../../src/app/review.js';
import { cooldownEnds } from '../../src/core/cooldown.js';
import { canonicalJson, type Json } from '../../src/core/json.js';
import type { CodeHost } from '../../src/ports/code-host.js';
import { npmRepository } from './npm-repository.js';
import { shelf } from './shelf.js';
import { memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());

// The version that comes in is 82 days and 12 hours old when it is reviewed.
const [one, two] = ['1.0.0', '1.0.1'].map((version) => npmRepository(shelf, { installed: { words: version }, asks: { words: '^1.0.0' } })) as [Files, Files];
const path = '.github/mergewarden.yml';
const waiting = (days: number): Files => ({ '.npmrc': `min-release-age=${days}\n` });
const ends = '2026-11-30T00:00:00.000Z';

async function told(host: CodeHost): Promise<readonly unknown[]> {
  const { verdict } = await world.review(host);
  return [verdict.outcome, ...verdict.findings.filter((finding) => finding.check === 'release-age').map(({ message, level }) => `${message} ${level}`), cooldownEnds(verdict)];
}

describe('how long a version waits', () => {
  const tool = ['warn', 'tool default', ends];
  const nothing = ['pass', undefined];
  test.each<[name: string, base: Files, head: Files, told: readonly unknown[]]>([
    ['nothing is said', one, two, nothing],
    ['a standing setting', { ...one, ...waiting(90) }, { ...two, ...waiting(90) }, tool],
    ['a standing setting that is long over', { ...one, ...waiting(80) }, { ...two, ...waiting(80) }, nothing],
    ['a setting of another folder', { ...one, 'app/.npmrc': waiting(90)['.npmrc']! }, { ...two, 'app/.npmrc': waiting(90)['.npmrc']! }, nothing],
    ['a link to the settings', { ...one, 'own/npmrc': 'min-release-age=90\n', '.npmrc': { mode: '120000', content: 'own/npmrc' } }, { ...two, 'own/npmrc': 'min-release-age=90\n', '.npmrc': { mode: '120000', content: 'own/npmrc' } }, tool],
    ['the change brings it', one, { ...two, ...waiting(90) }, tool],
    ['the change shortens it', { ...one, ...waiting(90) }, { ...two, ...waiting(1) }, ['block', 'tool default', ends]],
    ['the change takes it away', { ...one, ...waiting(90) }, two, ['block', 'tool default', ends]],
    ['the change excepts the package', { ...one, ...waiting(90) }, { ...two, '.npmrc': 'min-release-age=90\nmin-release-age-exclude[]=words\n' }, tool],
    ['the policy warns', { ...one, [path]: 'cooldown: { days: 90 }\n' }, { ...two, [path]: 'cooldown: { days: 90 }\n' }, ['warn', 'cooldown default', ends]],
    ['the policy blocks', { ...one, [path]: 'cooldown: { days: 90 }\nchecks: { release-age: { mode: block } }\n' }, { ...two, [path]: 'cooldown: { days: 90 }\nchecks: { release-age: { mode: block } }\n' }, ['block', 'cooldown default', ends]],
    ['the policy excepts the package', { ...one, [path]: 'cooldown: { days: 90, except: [words] }\n' }, { ...two, [path]: 'cooldown: { days: 90, except: [words] }\n' }, nothing],
  ])('%s', async (_name, base, head, expected) => expect(await told(memoryHost(base, head))).toEqual(expected));

  test('settings that came to the base since count where no merge result is known', async () => {
    expect(await told(memoryHost({ ...one, ...waiting(90) }, two, { mergeBase: one, landing: { kind: 'head', reason: 'conflict' } }))).toEqual(tool);
  });
  test('a repository does not shorten what its organisation waits', async () => {
    const own = { [path]: 'cooldown: { days: 1, except: [words] }\n' };
    const { verdict } = await world.review(memoryHost({ ...one, ...own }, { ...two, ...own }, { organisation: 'cooldown: { days: 90 }\n' }));
    expect(verdict.findings.map(({ check, message }) => `${check} ${message}`)).toContain('release-age cooldown');
    expect(verdict.remarks.filter(({ code }) => code === 'policy-loosening-refused').map(({ data }) => data['key'])).toEqual(['cooldown.days', 'cooldown.except']);
  });
  test('a pull request that shortens the policy\'s is told, and judged by the policy before it', async () => {
    const { verdict } = await world.review(memoryHost({ ...one, [path]: 'cooldown: { days: 90 }\n' }, { ...two, [path]: 'cooldown: { days: 9 }\n' }));
    expect(verdict.outcome).toBe('block');
    expect(verdict.findings.map(({ check, message }) => `${check} ${message}`)).toEqual(expect.arrayContaining(['policy-loosened loosened', 'release-age cooldown']));
  });
});

test('a saved review says the same', async () => {
  const recorder = recording(world.ports(memoryHost({ ...one, ...waiting(90) }, { ...two, ...waiting(1) })), world.settings);
  const first = await review(recorder.ports, world.settings, undefined, new AbortController().signal);
  const again = replaying(JSON.parse(JSON.stringify(recorder.saved(first.verdict))) as ReturnType<typeof recorder.saved>);
  const second = await review({ ...again.ports, progress: { report: () => undefined } }, { ...again.settings, checks: world.settings.checks }, undefined, new AbortController().signal);
  expect(canonicalJson(second.verdict as unknown as Json)).toBe(canonicalJson(first.verdict as unknown as Json));
});
