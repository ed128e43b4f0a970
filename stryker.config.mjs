import { tmpdir } from 'node:os';
import path from 'node:path';
import { groups } from './dev/mutation/groups.mjs';

// One group at a time: `npm run mutate pairing`. docs/mutation.md tells what it is for and which mutants are known to live.
const name = process.env.MUTATION_GROUP ?? 'escape';
const group = groups[name];
if (group === undefined) throw new Error(`no such group: ${name}`);

export default {
  mutate: group.mutate,
  testRunner: 'in-process',
  plugins: [path.resolve('dev/mutation/runner.mjs')],
  testRunnerNodeArgs: ['--import', './dev/register.mjs', '--no-warnings'],
  inProcess: { tests: group.tests },
  coverageAnalysis: 'perTest',
  // Only what the tests read; without tsconfig.json, which Stryker would rewrite with an API that TypeScript 7 does not have.
  ignorePatterns: ['/*', '!/src', '!/test', '!/docs', '!/package.json', '!/dev', '!/schemas'],
  tempDirName: path.join(tmpdir(), `mergewarden-mutation-${process.pid}`),
  incremental: true,
  incrementalFile: `.mutation/${name}.incremental.json`,
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: `.mutation/${name}.json` },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false, reportScoreTable: true },
  allowConsoleColors: false,
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
  // Endless loops are found by counting; the clock is only for what no instrumented code goes round.
  timeoutMS: 60_000,
  thresholds: { high: 99, low: 95, break: 95 },
};
