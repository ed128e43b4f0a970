import { describe, expect, test } from '@jest/globals';
import { checks } from '../../src/checks/index.js';
import { dependabotEffect } from '../../src/checks/lockfile/settings/dependabot.js';
import { renovateEffect } from '../../src/checks/lockfile/settings/renovate.js';
import { limits } from '../../src/core/limits.js';
import { runCase } from './case.js';

const check = checks.find((one) => one.id === 'guard-rail')!;
const text = (rules: number): string => JSON.stringify({ packageRules: Array.from({ length: rules }, (_, index) => ({ matchPackageNames: [`p${index}`], minimumReleaseAge: `${index + 1} days` })) });
const merging = (rules: number, name: string): string => JSON.stringify({ packageRules: Array.from({ length: rules }, (_, index) => ({ matchPackageNames: [`${name}${index}`], automerge: true, minimumReleaseAge: '3 days' })) });
const run = (before: string, after: string): ReturnType<typeof runCase> => runCase(check, { settings: { 'renovate.json': { before, after } } });

describe('a configuration that somebody made long', () => {
  test('more values than the limit are a hole', () => {
    const { findings, gaps } = run('{"minimumReleaseAge":"3 days"}', text(limits.updaterValues.value));
    expect([findings, gaps.map((gap) => gap.code)]).toEqual([[], ['FILE_TOO_LARGE']]);
  });
  test('as many as the limit are compared', () => {
    const half = Math.floor(limits.updaterValues.value / 2);
    expect(run(text(half), '{"minimumReleaseAge":"0 days"}').findings.length).toBeGreaterThan(1000);
    expect(run('{}', text(half)).gaps).toEqual([]);
    expect(run(merging(1_000, 'a'), merging(1_000, 'b')).findings.length).toBeGreaterThan(500);
  });
});

test('a key that is known for harm counts below any other', () => {
  for (const above of [[], ['packageRules'], ['npm'], ['lockFileMaintenance'], ['customManagers'], ['major'], ['description']]) expect(renovateEffect([...above, 'postUpgradeTasks', 'commands'])).toBe('runs');
  expect([renovateEffect(['matchX']), renovateEffect(['commitMessageAction']), renovateEffect(['constructor']), renovateEffect(['customDatasources', 'own', 'defaultRegistryUrlTemplate'])]).toEqual(['harmless', 'harmless', undefined, 'source']);
  expect([dependabotEffect(['registries', 'url', 'url']), dependabotEffect(['updates', 'groups', 'token', 'patterns']), dependabotEffect(['updates', '__proto__'])]).toEqual(['source', 'harmless', undefined]);
});
