import { failed } from '../../../src/core/coverage.js';
import { subjectOf } from '../../../src/facts/planner.js';
import type { ArchiveFacts } from '../../../src/packages/archive.types.js';
import { archive, change, gitOrigin, locked, type CheckCase } from '../case.js';

const old = locked('left', '1.0.0');
const now = locked('left', '1.1.0');
type Asked = { readonly [field: string]: { readonly [name: string]: string } };
const asks = (raw: Asked): ArchiveFacts => archive({ manifest: { scripts: {}, bin: {}, raw } });
const pair = (before: Asked, after: Asked): CheckCase['given'] => ({ changes: [change(old, now)], facts: [{ of: old, archive: asks(before) }, { of: now, archive: asks(after) }] });
const commit = '79ac49eedf774dd4b0cfa308722bc463cfe5885c';
const of = (spec: string, field = 'dependencies'): CheckCase['given'] => pair({}, { [field]: { setup: spec } });
const inAll = (message: string, severity: 'high' | 'medium', specs: readonly string[]): CheckCase[] => specs.map((spec) => ({ name: `${message} ${severity}: ${spec}`, given: of(spec), fires: [{ message, severity, level: 'default', data: { dependency: 'setup', spec } }] }));

export const cases: readonly CheckCase[] = [
  { name: 'a commit of a fork, optional', given: of(`github:acme/router#${commit}`, 'optionalDependencies'), fires: [{ message: 'git', severity: 'high', level: 'default', data: { field: 'optionalDependencies' } }] },
  { name: 'optional by a tag', given: of('github:acme/router#v1', 'optionalDependencies'), fires: [{ message: 'git', severity: 'high' }] },
  ...inAll('git', 'high', [`github:acme/x#${commit}`, `acme/x#${commit.slice(0, 7)}`, `git+https://code.example/x.git#${commit}`, 'git+http://code.example/x#79AC49E', 'http://code.example/x.git']),
  ...inAll('git', 'medium', ['github:acme/x', 'acme/x', 'acme/x#semver:^1.0.0', 'gitlab:acme/x#main', 'bitbucket:acme/x', 'gist:79ac49eedf', 'git://code.example/x', 'git@code.example:acme/x.git', 'git+ssh://git@code.example/acme/x.git#v1.0.0', 'ssh://git@code.example/x', 'https://github.com/acme/x', 'https://code.example/acme/x.git#main', ' GitHub:acme/x ']),
  ...inAll('url', 'high', ['http://packages.example.invalid/npm/unused', 'HTTP://packages.example.invalid/x.tgz']),
  ...inAll('url', 'medium', ['https://code.example/x.tgz', 'https://github.com/acme/x/archive/refs/tags/v1.tar.gz']),
  ...inAll('path', 'medium', ['file:../x', 'link:./x', './x', '../x', '/x', '~/x', 'C:\\x', 'portal:../x']),
  { name: 'a peer', given: of('acme/x', 'peerDependencies'), fires: [{ message: 'git', severity: 'medium' }] },
  { name: 'a commit instead of a branch', given: pair({ dependencies: { setup: 'acme/x#main' } }, { dependencies: { setup: `acme/x#${commit}` } }), fires: [{ message: 'git', severity: 'high' }] },
  { name: 'another repository', given: pair({ dependencies: { setup: 'acme/x#main' } }, { dependencies: { setup: 'evil/x#main' } }), fires: [{ message: 'git', severity: 'medium' }] },
  { name: 'it becomes optional', given: pair({ dependencies: { setup: 'acme/x' } }, { optionalDependencies: { setup: 'acme/x' } }), fires: [{ message: 'git', severity: 'high' }] },
  { name: 'for development, of a package from git', given: { changes: [change(old, locked('left', '1.1.0', { origin: gitOrigin('a'.repeat(40)) }))], facts: [{ of: old, archive: asks({}) }, { of: locked('left', '1.1.0', { origin: gitOrigin('a'.repeat(40)) }), archive: asks({ devDependencies: { setup: 'acme/x' } }) }] }, fires: [{ message: 'git' }] },
  { name: 'a new package', given: { changes: [change(undefined, now)], facts: [{ of: now, archive: asks({ dependencies: { setup: 'acme/x' } }) }] }, fires: [{ message: 'git', severity: 'medium' }] },
  { name: 'the predecessor lacks it', given: { ...pair({ dependencies: { setup: 'acme/x' } }, { dependencies: { setup: 'acme/x' } }), predecessor: subjectOf(locked('left', '1.0.9')) }, fires: [{ message: 'git' }] },
  { name: 'an archive that was not read', given: { changes: [change(old, now)], facts: [{ of: now, archive: { coverage: failed('REGISTRY_UNREACHABLE') } }] }, gaps: ['REGISTRY_UNREACHABLE'] },
  { name: 'for development, of a package from a registry', given: of('acme/x', 'devDependencies') },
  { name: 'another commit of the same repository', given: pair({ dependencies: { setup: `acme/x#${commit}` } }, { dependencies: { setup: `acme/x#${'b'.repeat(40)}` } }) },
  { name: 'it stood there', given: pair({ dependencies: { setup: 'file:../x' } }, { dependencies: { setup: 'file:../x' } }) },
  { name: 'it goes', given: pair({ dependencies: { setup: 'acme/x' } }, { dependencies: { setup: '^1.0.0' } }) },
  ...['^1.0.0', '~1.0.0', '~1', '1 - 2', '>=1 <2 || 3', '*', '', 'latest', 'next-11', 'npm:other@^1', 'npm:@acme/x@1.0.0', 'workspace:^', 'catalog:', '1.x'].map((spec) => ({ name: `a registry's: ${JSON.stringify(spec)}`, given: of(spec) })),
];
