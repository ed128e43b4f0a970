import { noIntegrity } from '../../../src/core/integrity.js';
import type { CommittedArchive } from '../../../src/lockfiles/reading.types.js';
import { archive, change, locked, type CheckCase, type Given } from '../case.js';

const pin = 'ab'.repeat(64);
const left = locked('left', '1.1.0', { integrity: { ...noIntegrity, yarnCache: { key: '10c0', value: pin } } });
const file = (path: string, sha256: string): { readonly path: string; readonly size: number; readonly mode: number; readonly sha256: string } => ({ path, size: 1, mode: 0o644, sha256 });
const served = archive({ files: [file('package.json', '1'), file('index.js', '2')] });
const cached = (files: readonly (readonly [string, string])[], sha512 = pin): CommittedArchive => ({
  path: '.yarn/cache/left-npm-1.1.0-abc.zip', coverage: { kind: 'complete' }, sha512, files: files.map(([path, sha256]) => file(`node_modules/left/${path}`, sha256)),
});
const given = (one: CommittedArchive): Given => ({ changes: [change(locked('left', '1.0.0'), left)], facts: [{ of: left, archive: served }], committed: [one] });

export const cases: readonly CheckCase[] = [
  { name: 'another content', given: given(cached([['package.json', '1'], ['index.js', 'x']])), fires: [{ message: 'differs', severity: 'high', level: 'default', data: { count: 1, files: 'node_modules/left/index.js' } }] },
  { name: 'a file more', given: given(cached([['package.json', '1'], ['index.js', '2'], ['setup.js', '3']])), fires: [{ message: 'differs', data: { files: 'node_modules/left/setup.js' } }] },
  { name: 'a file less', given: given(cached([['package.json', '1']])), fires: [{ message: 'differs' }] },
  { name: 'the right files under another name', given: given({ ...cached([]), files: [file('node_modules/right/package.json', '1'), file('node_modules/right/index.js', '2')] }), fires: [{ message: 'differs', data: { count: 4 } }] },
  { name: 'just what the registry serves', given: given(cached([['package.json', '1'], ['index.js', '2']])) },
  { name: 'an archive that the entry does not pin is for another check', given: given(cached([['index.js', 'x']], 'cd'.repeat(64))) },
  { name: 'no archive', given: { changes: [change(locked('left', '1.0.0'), left)], facts: [{ of: left, archive: served }] } },
];
