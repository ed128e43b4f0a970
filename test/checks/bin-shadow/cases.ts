import { failed } from '../../../src/core/coverage.js';
import type { Json } from '../../../src/core/json.js';
import { subjectOf } from '../../../src/facts/planner.js';
import type { ArchiveFacts } from '../../../src/packages/archive.types.js';
import { normaliseManifest } from '../../../src/packages/manifest.js';
import { archive, change, locked, type CheckCase } from '../case.js';

const made = (bin: Json, name = 'left'): ArchiveFacts => archive({ manifest: normaliseManifest({ name, ...(bin === null ? {} : { bin }) }) });
const pair = (before: Json, after: Json, name = 'left'): CheckCase['given'] => {
  const [old, now] = [locked(name, '1.0.0'), locked(name, '1.1.0')];
  return { changes: [change(old, now)], facts: [{ of: old, archive: made(before, name) }, { of: now, archive: made(after, name) }] };
};
const now = locked('left', '1.1.0');

export const cases: readonly CheckCase[] = [
  ...['node', 'npm', 'git', 'sh', 'curl', 'python3', 'gh', 'NPM', 'git.exe', 'x/ls', 'a:npx', './bash'].map((name): CheckCase => ({ name: `a command of the system: ${name}`, given: pair(null, { [name]: 'cli.js' }), fires: [{ message: 'system', severity: 'high', level: 'default', data: { file: 'cli.js' } }] })),
  ...[['eslint', 'eslint'], ['tsc', 'typescript'], ['run-s', 'npm-run-all'], ['Jest', 'jest']].map(([name, owner]): CheckCase => ({ name: `another package's: ${name!}`, given: pair({ left: 'cli.js' }, { left: 'cli.js', [name!]: 'cli.js' }), fires: [{ message: 'package', severity: 'medium', level: 'default', data: { owner: owner! } }] })),
  { name: 'by the name of the package itself', given: pair(null, 'cli.js', '@evil/git'), fires: [{ message: 'system' }] },
  { name: 'a new package', given: { changes: [change(undefined, now)], facts: [{ of: now, archive: made({ git: 'cli.js' }) }] }, fires: [{ message: 'system', severity: 'high' }] },
  { name: 'the predecessor has no such command', given: { ...pair({ npm: 'a.js' }, { npm: 'a.js' }), predecessor: subjectOf(locked('left', '1.0.9')) }, fires: [{ message: 'system' }] },
  { name: 'an archive that was not read', given: { changes: [change(locked('left', '1.0.0'), now)], facts: [{ of: now, archive: { coverage: failed('REGISTRY_UNREACHABLE') } }] }, gaps: ['REGISTRY_UNREACHABLE'] },
  { name: 'a command of its own is folded', given: pair({ left: 'cli.js' }, { left: 'cli.js', 'left-pad': 'pad.js' }) },
  { name: 'a command that stood', given: pair({ git: 'cli.js' }, { git: 'other.js' }) },
  { name: 'npm brings npx', given: pair({ npm: 'a.js' }, { npm: 'a.js', npx: 'b.js' }, 'npm') },
  { name: 'corepack brings pnpm', given: pair({ corepack: 'a.js' }, { corepack: 'a.js', pnpm: 'b.js', yarn: 'c.js' }, 'corepack') },
  { name: 'the command-line package of a tool', given: pair(null, { webpack: 'a.js' }, 'webpack-cli') },
  { name: 'a new package with commands', given: { changes: [change(undefined, now)], facts: [{ of: now, archive: made({ left: 'cli.js' }) }] } },
  { name: 'a command goes', given: pair({ git: 'cli.js' }, null) },
  { name: 'names of the prototype', given: pair(null, JSON.parse('{"__proto__":"a.js","constructor":"b.js"}') as Json) },
];
