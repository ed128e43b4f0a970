import { tmpdir } from 'node:os';
import path from 'node:path';
import jest from './jest.config.mjs';
import { groups } from './dev/mutation-groups.mjs';

// One group at a time: `npm run mutate -- pairing`. docs/mutation.md says what it is for and which mutants are known to live.
const name = process.env.MUTATION_GROUP ?? 'escape';
const group = groups[name];
if (group === undefined) throw new Error(`no such group: ${name}`);

// The tests of the group alone, without a database: what is mutated here is pure.
const { globalSetup: _database, maxWorkers: _workers, ...settings } = jest;

export default {
  mutate: group.mutate,
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  jest: { projectType: 'custom', config: { ...settings, testMatch: group.tests.map((file) => `<rootDir>/${file}`) } },
  coverageAnalysis: 'perTest',
  // Only what the tests read; without tsconfig.json, which Stryker would rewrite with an API that TypeScript 7 does not have.
  ignorePatterns: ['/*', '!/src', '!/test', '!/docs', '!/package.json', '!/dev', '!/schemas'],
  tempDirName: path.join(tmpdir(), 'mergewarden-mutation'),
  incremental: true,
  incrementalFile: `.mutation/${name}.incremental.json`,
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: `.mutation/${name}.json` },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false, reportScoreTable: true },
  allowConsoleColors: false,
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
  timeoutMS: 10_000,
  timeoutFactor: 3,
  thresholds: { high: 99, low: 95, break: 95 },
};
