import { describe, expect, test } from '@jest/globals';
import { waitOf } from '../../../src/checks/record/tool-waits.js';
import { limits } from '../../../src/core/limits.js';
import { bothSides, standingAges, type AgeTool, type StandingAge } from '../../../src/lockfiles/settings/ages.js';
import { isStandingSettings } from '../../../src/lockfiles/settings/standing.js';

const day = 86_400_000;
type Files = { readonly [path: string]: string };
const ages = (format: string, files: Files, directory = ''): readonly StandingAge[] => standingAges([{ format, root: { lockfile: 'lock', directory } }], (path) => files[path]);
/** Each age in days, with its file and exceptions. */
const told = (format: string, files: Files, directory?: string): readonly string[] => ages(format, files, directory).map(({ path, ms, scopes, except }) => [`${path} ${ms / day}`, ...Object.entries(scopes).map(([scope, span]) => `${scope}=${span / day}`), ...except].join(' '));

describe('each tool has its own unit and its own file', () => {
  test.each<[format: string, path: string, text: string, told: readonly string[]]>([
    ['npm', '.npmrc', 'min-release-age=7\n', ['.npmrc 7']],
    ['npm', '.npmrc', 'min-release-age = 0.5\n', ['.npmrc 0.5']],
    ['npm', '.npmrc', 'min-release-age=7d\n', []],
    ['npm', '.npmrc', 'min-release-age=0\n', []],
    ['npm', '.npmrc', 'min-release-age=${DAYS}\n', []],
    ['npm', '.npmrc', 'min-release-age=3\nmin-release-age=9\nmin-release-age=1\n', ['.npmrc 9']],
    ['npm', '.npmrc', '[x]\nmin-release-age=7\n', []],
    ['npm', '.npmrc', 'minimum-release-age=10080\n', []],
    ['npm', '.npmrc', 'min-release-age=7\nmin-release-age-exclude[]=@acme/*\nmin-release-age-exclude[]=a, b\n', ['.npmrc 7 @acme/* a b']],
    ['npm', '.npmrc', 'min-release-age=99999999999\n', ['.npmrc 36500']],
    ['pnpm', 'pnpm-workspace.yaml', 'minimumReleaseAge: 10080\nminimumReleaseAgeExclude:\n  - "@acme/*"\n', ['pnpm-workspace.yaml 7 @acme/*']],
    ['pnpm', 'pnpm-workspace.yaml', 'minimumReleaseAge: "1440"\n', ['pnpm-workspace.yaml 1']],
    ['pnpm', 'pnpm-workspace.yaml', 'minimumReleaseAge: 1w\n', []],
    ['pnpm', '.npmrc', 'minimum-release-age=1440\n', ['.npmrc 1']],
    ['pnpm', '.npmrc', 'min-release-age=7\n', []],
    ['yarn', '.yarnrc.yml', 'npmMinimalAgeGate: 4320\nnpmPreapprovedPackages: ["@acme/*", "left@^1"]\n', ['.yarnrc.yml 3 @acme/* left@^1']],
    ...([['3d', 3], ['"72h"', 3], ['1w', 7], ['1440m', 1], ['86400s', 1], ['"1440"', 1], ['.5d', 0.5]] as const).map(([text, days]): [string, string, string, readonly string[]] => ['yarn', '.yarnrc.yml', `npmMinimalAgeGate: ${text}\n`, [`.yarnrc.yml ${days}`]]),
    ['yarn', '.yarnrc.yml', 'npmMinimalAgeGate: 3 days\n', []],
    ['yarn', '.yarnrc.yml', 'npmMinimalAgeGate: 1d\nnpmScopes:\n  acme:\n    npmMinimalAgeGate: 0\n  slow:\n    npmMinimalAgeGate: 1w\n', ['.yarnrc.yml 1 acme=0 slow=7']],
    ['bun', 'bunfig.toml', '[install]\nminimumReleaseAge = 259200\nminimumReleaseAgeExcludes = ["left"]\n', ['bunfig.toml 3 left']],
    ['bun', 'bunfig.toml', 'minimumReleaseAge = 259200\n', []],
    ['bun', '.npmrc', 'min-release-age=7\n', []],
    ['uv', '.npmrc', 'min-release-age=7\n', []],
    ['pnpm', 'pnpm-workspace.yaml', 'minimumReleaseAge: &a 10080\nx: {<<: *a}\n', []],
  ])('%s, %s: %j', (format, path, text, expected) => {
    expect(told(format, { [path]: text })).toEqual(expected);
    expect(isStandingSettings(`app/${path}`)).toBe(true);
  });
});

describe('only the file that governs a lockfile\'s folder counts', () => {
  const npm = { '.npmrc': 'min-release-age=7\n', 'app/.npmrc': 'min-release-age=3\n' };
  const pnpm = { 'pnpm-workspace.yaml': 'minimumReleaseAge: 10080\n', 'app/pnpm-workspace.yaml': 'packages: []\n' };
  const yarn = { '.yarnrc.yml': 'npmMinimalAgeGate: 7d\nnpmPreapprovedPackages: [left]\n', 'app/.yarnrc.yml': 'nodeLinker: pnp\n', 'b/.yarnrc.yml': 'npmMinimalAgeGate: 1d\n' };
  test.each<[name: string, format: string, files: Files, directory: string, told: readonly string[]]>([
    ['npm\'s of the folder itself', 'npm', npm, 'app', ['app/.npmrc 3']],
    ['and none above', 'npm', npm, 'other', []],
    ['pnpm\'s nearest, which says nothing', 'pnpm', pnpm, 'app/web', []],
    ['pnpm\'s nearest above', 'pnpm', pnpm, 'lib/a', ['pnpm-workspace.yaml 7']],
    ['Yarn\'s nearest that says something', 'yarn', yarn, 'app/web', ['.yarnrc.yml 7 left']],
    ['with the exceptions of one further up', 'yarn', yarn, 'b', ['b/.yarnrc.yml 1 left']],
    ['Bun\'s of the folder itself', 'bun', { 'bunfig.toml': '[install]\nminimumReleaseAge = 1\n' }, 'app', []],
  ])('%s', (_name, format, files, directory, expected) => expect(told(format, files, directory)).toEqual(expected));
  test('both sides of a change count, the same once', () => {
    const [before, after] = [ages('npm', { '.npmrc': 'min-release-age=7\n' }), ages('npm', { '.npmrc': 'min-release-age=1\n' })];
    expect(bothSides(before, after).map(({ ms }) => ms / day)).toEqual([7, 1]);
    expect(bothSides(before, before)).toEqual(before);
  });
});

describe('exceptions, as each tool reads them', () => {
  const age = (tool: AgeTool, except: readonly string[], scopes = {}): StandingAge => ({ lockfile: 'lock', tool, path: 'x', key: 'y', ms: day, scopes, except });
  test.each<[tool: AgeTool, written: string, name: string, excepted: boolean]>([
    ['npm', 'left', 'left', true], ['npm', 'left', 'leftpad', false], ['npm', '@acme/*', '@acme/x', true], ['npm', '*', '@acme/x', false], ['npm', '**', '@acme/x', true], ['npm', '*', 'left', true], ['npm', 'l*t', 'left', true], ['npm', 'l*ft*t', 'left', false],
    ['npm', '!left', 'right', false], ['npm', '@*/x', '@acme/x', true], ['npm', '{left,right}', 'left', false], ['npm', 'left@1.0.0', 'left', false],
    ['pnpm', 'left', 'left', true], ['pnpm', '*', '@acme/x', true], ['pnpm', '@acme/*', '@acme/x', true], ['pnpm', '@acme/*', '@acmeco/x', false], ['pnpm', 'left@1.0.0', 'left', true], ['pnpm', 'left@2.0.0 || 1.0.0', 'left', true], ['pnpm', 'left@2.0.0', 'left', false],
    ['pnpm', 'l*@1.0.0', 'left', false], ['pnpm', '!left', 'left', false], ['pnpm', '!left', 'right', true], ['pnpm', '@acme/x@1.0.0', '@acme/x', true],
    ['yarn', 'left', 'left', true], ['yarn', '@acme/*', '@acme/x', true], ['yarn', '*', '@acme/x', false], ['yarn', 'left@^1', 'left', true], ['yarn', 'left@^2', 'left', false], ['yarn', 'left@npm:^1', 'left', false], ['yarn', '@acme/*@1.0.0', '@acme/x', true],
    ['bun', 'left', 'left', true], ['bun', '@acme/*', '@acme/x', false],
    ['npm', `${'*a'.repeat(140)}`, 'a'.repeat(200), true], ['npm', `${'*a'.repeat(200)}`, 'a'.repeat(200), false],
  ])('%s, %s: %s %j', (tool, written, name, excepted) => expect(waitOf(age(tool, [written]), name, '1.0.0')).toBe(excepted ? 0 : day));
  test('Yarn\'s waits of scopes go before the general one', () => {
    const one = age('yarn', ['@b/x'], { acme: 0, b: 2 * day });
    expect(['@acme/x', '@b/x', '@b/y', 'left', '@toString/x'].map((name) => waitOf(one, name, '1.0.0') / day)).toEqual([0, 0, 2, 1, 1]);
  });
  test('of very many exceptions only some count', () => {
    const list = (more: number): readonly string[] => [...Array.from({ length: limits.ageExceptions.value - 1 + more }, (_, at) => `n${at}`), 'left'];
    expect([waitOf(age('npm', list(0)), 'left', '1.0.0'), waitOf(age('npm', list(1)), 'left', '1.0.0')]).toEqual([0, day]);
  });
});
