import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import semver from 'semver';
import { trustDowngrade } from '../../../src/checks/trust/trust-downgrade.js';
import { statedRank } from '../../../src/core/rank.js';
import type { Json } from '../../../src/core/json.js';
import { subjectOf } from '../../../src/facts/planner.js';
import { peersOf } from '../../../src/packages/peers.js';
import { reduceRecord } from '../../../src/packages/record.js';
import type { RegistryRecord } from '../../../src/packages/record.types.js';
import { change, locked, runCase, trust, type Given } from '../case.js';
import { provenance, verified, vouched, type Releases, type Way } from '../vouched-releases.js';

/** A review of cases takes place at this moment. */
const moment = Date.parse('2026-11-22T00:00:00Z');
const day = 86_400_000;

/** A real package's releases as public reports tell of them: how many days before the last one each came, and how. Days that no report tells are filled in. */
interface History {
  readonly name: string;
  readonly releases: readonly (readonly [version: string, daysBefore: number, way: Way])[];
  readonly from: string;
  readonly to: string;
  /** On the day after it came out, and a month later. */
  readonly first: string;
  readonly later: string;
}

/** Versions that somebody else put up. */
const attacks: readonly History[] = [
  { name: 'eslint-config-prettier, July 2025, newest line', releases: [['10.0.1', 180, 'provenance'], ['10.1.5', 67, 'provenance'], ['10.1.6', 0, 'hand']], from: '10.1.5', to: '10.1.6', first: 'high lost', later: 'high lost, only warns' },
  { name: 'eslint-config-prettier, as a new dependency', releases: [['10.1.5', 67, 'provenance'], ['10.1.7', 0, 'hand']], from: '', to: '10.1.7', first: 'medium peer', later: '' },
  { name: 'eslint-config-prettier, a line without any before: only the code tells', releases: [['8.10.0', 800, 'hand'], ['10.1.5', 67, 'provenance'], ['8.10.1', 0, 'hand']], from: '8.10.0', to: '8.10.1', first: '', later: '' },
  { name: 'nx, August 2025', releases: [['21.3.11', 27, 'provenance'], ['21.4.0', 12, 'provenance'], ['21.5.0', 0, 'hand']], from: '21.4.0', to: '21.5.0', first: 'high lost', later: 'high lost, only warns' },
  { name: 'nx, the older line of the same day', releases: [['20.11.0', 90, 'provenance'], ['21.4.0', 12, 'provenance'], ['20.12.0', 0, 'hand']], from: '20.11.0', to: '20.12.0', first: 'high lost', later: 'high lost, only warns' },
  { name: 'axios, March 2026', releases: [['1.13.6', 31, 'trusted'], ['1.14.0', 3, 'trusted'], ['1.14.1', 0, 'hand']], from: '1.14.0', to: '1.14.1', first: 'high lost', later: 'high lost, only warns' },
  { name: 'axios, the line that is maintained by hand: only the code tells', releases: [['0.30.2', 200, 'hand'], ['0.30.3', 41, 'hand'], ['1.14.0', 3, 'trusted'], ['0.30.4', 0, 'hand']], from: '0.30.3', to: '0.30.4', first: '', later: '' },
  { name: 'mastra, June 2026', releases: [['1.8.0', 29, 'hand'], ['1.9.0', 15, 'trusted'], ['1.9.1', 0, 'hand']], from: '1.9.0', to: '1.9.1', first: 'high lost', later: 'high lost, only warns' },
];

/** Older lines, which other tools warn of. */
const lines: readonly History[] = [
  { name: 'semver 6.3.1', releases: [['6.3.0', 1400, 'hand'], ['7.5.1', 60, 'provenance'], ['7.5.3', 20, 'provenance'], ['6.3.1', 0, 'hand']], from: '6.3.0', to: '6.3.1', first: '', later: '' },
  { name: 'semver 5.7.2', releases: [['5.7.1', 1400, 'hand'], ['7.5.3', 20, 'provenance'], ['5.7.2', 0, 'hand']], from: '5.7.1', to: '5.7.2', first: '', later: '' },
  { name: 'semver 6.3.1 for 7.5.3, as a dependent asks for it', releases: [['6.3.0', 1400, 'hand'], ['7.5.3', 20, 'provenance'], ['6.3.1', 0, 'hand']], from: '7.5.3', to: '6.3.1', first: '', later: '' },
  { name: 'vite 6.4.1', releases: [['6.3.6', 42, 'provenance'], ['7.1.10', 6, 'trusted'], ['6.4.0', 5, 'provenance'], ['6.4.1', 0, 'provenance'], ['7.1.11', 0, 'trusted']], from: '6.4.0', to: '6.4.1', first: '', later: '' },
  { name: 'vite 6.4.1, if 6.4.0 had been put up by the trusted publisher of 7', releases: [['6.3.6', 42, 'provenance'], ['6.4.0', 5, 'trusted'], ['6.4.1', 0, 'provenance']], from: '6.4.0', to: '6.4.1', first: '', later: '' },
  { name: 'vite 6.4.1 as a new dependency, if so', releases: [['6.4.0', 5, 'trusted'], ['6.4.1', 0, 'provenance']], from: '', to: '6.4.1', first: '', later: '' },
  { name: 'undici-types 6.21.0', releases: [['6.20.0', 35, 'hand'], ['7.0.0-alpha.1', 20, 'provenance'], ['7.0.0', 5, 'provenance'], ['6.21.0', 0, 'hand']], from: '6.20.0', to: '6.21.0', first: '', later: '' },
  { name: '@langchain/core 0.3.80', releases: [['0.3.79', 60, 'hand'], ['1.1.8', 1, 'trusted'], ['0.3.80', 0, 'hand']], from: '0.3.79', to: '0.3.80', first: '', later: '' },
  { name: '@octokit/endpoint 9.0.6', releases: [['9.0.5', 300, 'hand'], ['10.1.3', 1, 'provenance'], ['9.0.6', 0, 'hand']], from: '9.0.5', to: '9.0.6', first: '', later: '' },
  { name: 'axios 0.30.3', releases: [['0.30.2', 140, 'hand'], ['1.13.5', 10, 'trusted'], ['0.30.3', 0, 'hand']], from: '0.30.2', to: '0.30.3', first: '', later: '' },
  { name: 'eslint-config-prettier 8.10.2, which mends the attack', releases: [['8.10.0', 800, 'hand'], ['10.1.5', 67, 'provenance'], ['8.10.2', 0, 'hand']], from: '8.10.0', to: '8.10.2', first: '', later: '' },
  { name: 'ua-parser-js 1.0.41', releases: [['1.0.40', 300, 'hand'], ['2.0.4', 100, 'provenance'], ['1.0.41', 0, 'hand']], from: '1.0.40', to: '1.0.41', first: '', later: '' },
];

/** Honest releases by hand in a line that had provenance: each was asked about in public, and is a real loss. */
const byHand: readonly History[] = [
  { name: 'chokidar 4.0.2', releases: [['4.0.0', 95, 'provenance'], ['4.0.1', 78, 'provenance'], ['4.0.2', 0, 'hand']], from: '4.0.1', to: '4.0.2', first: 'high lost', later: 'high lost, only warns' },
  { name: 'chokidar 4.0.3 after 4.0.1', releases: [['4.0.1', 78, 'provenance'], ['4.0.2', 1, 'hand'], ['4.0.3', 0, 'hand']], from: '4.0.1', to: '4.0.3', first: 'high lost', later: 'high lost, only warns' },
  { name: 'chokidar 4.0.3 after 4.0.2', releases: [['4.0.1', 78, 'provenance'], ['4.0.2', 1, 'hand'], ['4.0.3', 0, 'hand']], from: '4.0.2', to: '4.0.3', first: '', later: '' },
  { name: 'chokidar 5.0.0', releases: [['4.0.3', 340, 'hand'], ['5.0.0', 0, 'provenance']], from: '4.0.3', to: '5.0.0', first: '', later: '' },
  { name: 'fastq 1.20.2', releases: [['1.20.0', 260, 'trusted'], ['1.20.1', 248, 'trusted'], ['1.20.2', 0, 'hand']], from: '1.20.1', to: '1.20.2', first: 'high lost', later: 'high lost, only warns' },
  { name: 'radix-ui 1.6.4', releases: [['1.6.2', 15, 'provenance'], ['1.6.3', 2, 'provenance'], ['1.6.4', 0, 'hand']], from: '1.6.3', to: '1.6.4', first: 'high lost', later: 'high lost, only warns' },
  { name: '@novu/framework 2.12.0', releases: [['2.11.1', 60, 'trusted'], ['2.12.0', 0, 'hand']], from: '2.11.1', to: '2.12.0', first: 'high lost', later: 'high lost, only warns' },
  { name: '@playwright/mcp 0.0.80', releases: [['0.0.79', 10, 'trusted'], ['0.0.80', 0, 'hand']], from: '0.0.79', to: '0.0.80', first: 'high lost', later: 'high lost, only warns' },
  { name: 'ai-sdk-ollama 3.8.6', releases: [['3.8.5', 10, 'trusted'], ['3.8.6', 0, 'hand']], from: '3.8.5', to: '3.8.6', first: 'high lost', later: 'high lost, only warns' },
  { name: 'ai-sdk-ollama 3.8.7, put up again as usual', releases: [['3.8.5', 11, 'trusted'], ['3.8.6', 1, 'hand'], ['3.8.7', 0, 'trusted']], from: '3.8.6', to: '3.8.7', first: '', later: '' },
  { name: 'ts-api-utils 2.2.0', releases: [['2.0.1', 300, 'provenance'], ['2.1.0', 280, 'provenance'], ['2.2.0', 0, 'hand']], from: '2.1.0', to: '2.2.0', first: 'high lost', later: 'high lost, only warns' },
  { name: 'ts-api-utils 2.3.0', releases: [['2.1.0', 280, 'provenance'], ['2.2.0', 2, 'hand'], ['2.3.0', 0, 'hand']], from: '2.2.0', to: '2.3.0', first: '', later: '' },
  { name: 'ziggy-js 2.6.0', releases: [['2.5.2', 200, 'provenance'], ['2.5.3', 90, 'provenance'], ['2.6.0', 0, 'hand']], from: '2.5.3', to: '2.6.0', first: 'high lost', later: 'high lost, only warns' },
  { name: 'allure-js-commons 3.5.0, from a build without provenance', releases: [['3.4.3', 80, 'provenance'], ['3.5.0', 0, 'private']], from: '3.4.3', to: '3.5.0', first: 'medium unproven', later: '' },
  { name: 'compromise 14.15.0', releases: [['14.14.4', 405, 'provenance'], ['14.15.0', 0, 'hand']], from: '14.14.4', to: '14.15.0', first: 'high lost', later: 'high lost, only warns' },
  { name: '@webext-core/isolated-element 1.1.5', releases: [['1.1.4', 5, 'trusted'], ['1.1.5', 0, 'hand']], from: '1.1.4', to: '1.1.5', first: 'high lost', later: 'high lost, only warns' },
  { name: 'better-auth 1.4.2, whose builds put up prereleases alone', releases: [['1.4.1', 5, 'hand'], ['1.4.2-beta.1', 2, 'provenance'], ['1.4.2', 0, 'hand']], from: '1.4.1', to: '1.4.2', first: '', later: '' },
  { name: 'eslint-formatter-gitlab 7.0.1, whose record leaves the trusted publisher out', releases: [['7.0.0', 60, 'trusted'], ['7.0.1', 0, 'provenance']], from: '7.0.0', to: '7.0.1', first: '', later: '' },
  { name: 'a project that goes to and fro', releases: [['1.0.0', 400, 'provenance'], ['1.0.1', 300, 'hand'], ['1.0.2', 200, 'provenance'], ['1.0.3', 100, 'hand'], ['1.0.4', 50, 'provenance'], ['1.0.5', 0, 'hand']], from: '1.0.4', to: '1.0.5', first: 'high lost, only warns', later: '' },
];

function told({ releases, from, to }: History, daysAfter: number): string {
  const put: Releases = Object.fromEntries(releases.map(([version, before, way]) => [version, [new Date(moment - (before + daysAfter) * day).toISOString().replace(/Z$/, ''), way]]));
  return spoken(vouched(put, from === '' ? undefined : from, to));
}
const spoken = (given: Given): string => runCase(trustDowngrade, given).findings.filter(({ level }) => level === 'default').map(({ severity, message, confidence }) => `${severity} ${message}${confidence === 'low' ? ', only warns' : ''}`).join(', ');

describe.each([['attacks', attacks], ['older lines', lines], ['honest releases by hand', byHand]] as const)('%s', (_what, histories) => {
  test.each(histories)('$name', (history) => {
    expect([told(history, 1), told(history, 30)]).toEqual([history.first, history.later]);
  });
});

/** Every release against the one before it, as their own record tells of them; what it advertises is taken as verified. */
function replayed(record: RegistryRecord): readonly string[] {
  const stable = Object.keys(record.versions).filter((version) => semver.prerelease(version) === null).sort(semver.compare);
  const factOf = (version: string) => {
    const stated = record.versions[version]!;
    return trust({ stated: statedRank(stated), ...(stated.attestations ? { advertised: true, attested: verified, attestations: [provenance()] } : {}) });
  };
  return stable.slice(1).map((to, index) => {
    const [before, after, peers] = [locked(record.name, stable[index]!), locked(record.name, to), peersOf(record, to).map((version) => locked(record.name, version))];
    return spoken({ changes: [change(before, after)], peers: peers.map(subjectOf), facts: [...[before, ...peers].map((of) => ({ of, trust: factOf(of.version) })), { of: after, record, trust: factOf(to) }] });
  });
}

test.each([['has-package-exports.json', 6], ['ljharb__has-package-exports-patterns.json', 2], ['lodash.117-signed-versions.json', 112], ['tslib.35-signed-versions.bom.json', 33]])('%s: nothing is told of %i steps from release to release', (file, steps) => {
  const packument = JSON.parse(readFileSync(`test/data/provenance/packuments/${file}`, 'utf8').replace(/^\uFEFF/, '')) as { readonly name: string };
  const all = replayed(reduceRecord(packument as unknown as Json, packument.name, 'default'));
  expect([all.length, all.filter((one) => one !== '')]).toEqual([steps, []]);
});
