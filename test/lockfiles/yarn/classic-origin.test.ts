import { expect, test } from '@jest/globals';
import { yarn } from '../../../src/lockfiles/yarn/format.js';

const registries = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: {} };
const sha = 'a'.repeat(40);

/** The origin of the one entry of a lockfile, beside a `.yarnrc`. */
function originOf(key: string, version: string, resolved: string, rc?: string): unknown {
  const parsed = yarn.parse(`# yarn lockfile v1\n\n\n"${key}":\n  version "${version}"\n  resolved "${resolved}"\n`, { root: { lockfile: 'app/yarn.lock', directory: 'app' }, registries, settings: new Map(rc === undefined ? [] : [['app/.yarnrc', rc]]), oid: () => 'b'.repeat(40) });
  if (parsed.kind === 'failed') return parsed.problem.code;
  const reading = parsed.lockfile.read(parsed.lockfile.packages[0]!);
  return reading.kind === 'package' ? reading.entry.origin : reading.problem.data['reason'];
}

const registry = (name: string, version: string): object => ({ kind: 'registry', ecosystem: 'npm', registry: 'default', name, version });
const url = (address: string): object => ({ kind: 'url', url: address });
const mirror = 'lastUpdateCheck 1\nyarn-offline-mirror "./mirror"\n';

// How Yarn 1.22 takes such entries was tried with it: with the mirror alone, and without a network.
test.each<[string, [string, string, string, string?], unknown]>([
  ['a name in the mirror', ['debug@4.3.4', '4.3.4', `debug-4.3.4.tgz#${sha}`, mirror], registry('debug', '4.3.4')],
  ['a scoped name in the mirror', ['@acme/debug@4.3.4', '4.3.4', `@acme-debug-4.3.4.tgz#${sha}`, 'yarn-offline-mirror mirror\n'], registry('@acme/debug', '4.3.4')],
  ['another package\'s name in the mirror', ['debug@4.3.4', '4.3.4', `evil-1.0.0.tgz#${sha}`, mirror], { kind: 'repository', path: 'app/mirror/evil-1.0.0.tgz', oid: 'b'.repeat(40) }],
  ['no mirror in the settings', ['debug@4.3.4', '4.3.4', `debug-4.3.4.tgz#${sha}`], url('debug-4.3.4.tgz')],
  ['a mirror of the machine', ['debug@4.3.4', '4.3.4', `debug-4.3.4.tgz#${sha}`, 'yarn-offline-mirror "/var/mirror"\n'], url('debug-4.3.4.tgz')],
  ['a mirror outside the repository', ['debug@4.3.4', '4.3.4', `debug-4.3.4.tgz#${sha}`, 'yarn-offline-mirror "../../mirror"\n'], url('debug-4.3.4.tgz')],
  ['GitHub, by a shortcut', ['left@acme/left', '1.0.0', `https://codeload.github.com/acme/left/tar.gz/${sha}`], { kind: 'git', url: 'https://codeload.github.com/acme/left', commit: sha }],
  ['GitHub, by a shortcut with a branch', ['left@github:Acme/left#main', '1.0.0', `https://codeload.github.com/acme/left/tar.gz/${sha}`], { kind: 'git', url: 'https://codeload.github.com/acme/left', commit: sha }],
  ['GitLab', ['left@gitlab:acme/left', '1.0.0', `https://gitlab.com/acme/left/repository/archive.tar.gz?ref=${sha}`], { kind: 'git', url: 'https://gitlab.com/acme/left', commit: sha }],
  ['Bitbucket', ['left@bitbucket:acme/left', '1.0.0', `https://bitbucket.org/acme/left/get/${sha}.tar.gz`], { kind: 'git', url: 'https://bitbucket.org/acme/left', commit: sha }],
  ['another repository than the shortcut\'s', ['left@acme/left', '1.0.0', `https://codeload.github.com/evil/left/tar.gz/${sha}`], url(`https://codeload.github.com/evil/left/tar.gz/${sha}`)],
  ['another host than the shortcut\'s', ['left@gitlab:acme/left', '1.0.0', `https://codeload.github.com/acme/left/tar.gz/${sha}`], url(`https://codeload.github.com/acme/left/tar.gz/${sha}`)],
  ['a repository for who asks the registry', ['left@^1.0.0', '1.0.0', `https://codeload.github.com/acme/left/tar.gz/${sha}`], url(`https://codeload.github.com/acme/left/tar.gz/${sha}`)],
  ['a branch\'s archive', ['left@acme/left', '1.0.0', 'https://codeload.github.com/acme/left/tar.gz/main'], url('https://codeload.github.com/acme/left/tar.gz/main')],
])('%s', (_, given, expected) => {
  expect(originOf(...given)).toEqual(expected);
});
