// Runs Stryker over the groups that are named, or over all: each has to kill 95 % of its mutants by itself.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { groups } from './mutation/groups.mjs';

const stryker = path.join(path.dirname(createRequire(import.meta.url).resolve('@stryker-mutator/core/package.json')), 'bin', 'stryker.js');
const force = process.argv.includes('--force');
const named = process.argv.slice(2).filter((word) => word !== '--force');
let failed = 0;
for (const name of named.length > 0 ? named : Object.keys(groups)) {
  console.log(`== ${name}`);
  const { status } = spawnSync(process.execPath, [stryker, 'run', ...(force ? ['--force'] : [])], { stdio: 'inherit', env: { ...process.env, MUTATION_GROUP: name } });
  if (status !== 0) failed += 1;
}
process.exitCode = failed > 0 ? 1 : 0;
