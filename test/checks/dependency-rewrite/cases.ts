import type { NamedPath } from '../../../src/core/loaded-paths.js';
import type { CheckCase, Given } from '../case.js';

const manifest = (before: object, after: object, path = 'package.json'): Given => ({ settings: { [path]: { before: JSON.stringify(before), after: JSON.stringify(after) } } });
const pnpm = (before: string, after: string): Given => ({ settings: { 'pnpm-workspace.yaml': { before, after } } });
const changed = (path: string, change: 'added' | 'removed' | 'changed' = 'added'): NonNullable<Given['files']>[number] => ({
  path, change, mode: { after: '100644' }, oid: { ...(change === 'added' ? {} : { before: 'a'.repeat(40) }), ...(change === 'removed' ? {} : { after: 'b'.repeat(40) }) }, text: {}, coverage: { kind: 'complete' },
});
const files = (...paths: readonly string[]): Given => ({ files: paths.map((path) => changed(path)) });
/** What standing settings name, and a change of just that. */
const named = (use: NamedPath['use'], path: string, more: Partial<NamedPath> = {}): Given => ({ ...files(path), loaded: { named: [{ path, use, by: { path: 'pnpm-workspace.yaml', key: 'pnpmfile' }, ...more }], holes: [] } });

export const cases: readonly CheckCase[] = [
  { name: 'pnpm\'s hooks', given: files('.pnpmfile.cjs'), fires: [{ message: 'hook-file', severity: 'high', level: 'default', data: { path: '.pnpmfile.cjs', change: 'added' } }] },
  { name: 'pnpm\'s hooks of another form, below the root', given: files('app/.pnpmfile.mjs'), fires: [{ message: 'hook-file' }] },
  { name: 'npm\'s extension', given: files('.npm-extension.mjs'), fires: [{ message: 'hook-file' }] },
  { name: 'a plugin of Yarn', given: files('.yarn/plugins/@yarnpkg/plugin-left.cjs'), fires: [{ message: 'hook-file' }] },
  { name: 'a plugin of Yarn that its settings name', given: { settings: { '.yarnrc.yml': { before: '', after: 'plugins:\n  - path: .yarn/plugins/left.cjs\n' } } }, fires: [{ message: 'hook', severity: 'high' }] },
  { name: 'a config dependency, which may carry hooks', given: pnpm('', 'configDependencies:\n  left: 1.0.0+sha512-abc\n'), fires: [{ message: 'hook', data: { key: 'configDependencies.left' } }] },
  { name: 'where pnpm takes its hooks from', given: pnpm('', 'pnpmfile: tools/hooks.cjs\n'), fires: [{ message: 'hook' }] },
  { name: 'a plugin of Yarn, whatever the case of its name', given: files('.Yarn/Plugins/left.cjs'), fires: [{ message: 'hook-file' }] },
  { name: 'a file that standing settings name as a hook', given: named('hook', 'tools/own.cjs'), fires: [{ message: 'named-hook', severity: 'high', level: 'default', data: { path: 'tools/own.cjs', key: 'pnpmfile', settings: 'pnpm-workspace.yaml' } }] },
  { name: 'the same in other letters', given: { ...named('hook', 'tools/own.cjs'), ...files('Tools/Own.cjs') }, fires: [{ message: 'named-hook' }] },
  { name: 'a file in a folder of hooks', given: { ...named('hook', 'tools', { folder: true }), ...files('tools/a/common.gypi') }, fires: [{ message: 'named-hook' }] },
  { name: 'a hook that lies among patches', given: named('hook', 'patches/left.patch'), fires: [{ message: 'named-hook', severity: 'high' }] },
  { name: 'a file that standing settings name as a patch', given: named('patch', 'tools/left.txt'), fires: [{ message: 'patch-file', severity: 'medium' }] },
  { name: 'a named patch and its setting are told once', given: { ...named('patch', 'tools/left.txt'), ...pnpm('', 'patchedDependencies:\n  left@1.0.0: tools/left.txt\n') }, fires: [{ message: 'patch-file', level: 'default' }, { message: 'patched', level: 'folded' }] },
  { name: 'what settings name, unread', given: { loaded: { named: [], holes: [{ path: '.npmrc', identity: ['.npmrc'], coverage: { kind: 'failed', code: 'FILE_TOO_LARGE', data: {} } }] } }, gaps: ['FILE_TOO_LARGE'] },
  { name: 'a file that a script starts at install', given: { ...files('tools/post.js'), loaded: { named: [], started: [{ path: 'tools/post.js', use: 'hook', by: { path: 'package.json', key: 'scripts.postinstall' } }], holes: [] } }, fires: [{ message: 'started-file', severity: 'low', level: 'folded', data: { key: 'scripts.postinstall', settings: 'package.json' } }] },
  { name: 'a plugin by a variable of Yarn', given: { settings: { '.env.yarn': { before: '', after: 'YARN_PLUGINS=./x.cjs\n' } } }, fires: [{ message: 'hook' }] },
  { name: 'a patch', given: files('patches/left@1.0.0.patch'), fires: [{ message: 'patch-file', severity: 'medium' }] },
  { name: 'a patch of Yarn', given: files('.yarn/patches/left-npm-1.0.0-abc.patch'), fires: [{ message: 'patch-file' }] },
  { name: 'a patch that lies elsewhere, by its setting', given: pnpm('', 'patchedDependencies:\n  left@1.0.0: tools/left.patch\n'), fires: [{ message: 'patched', severity: 'medium', level: 'default' }] },
  { name: 'a patch and its setting are told once', given: { ...pnpm('', 'patchedDependencies:\n  left@1.0.0: patches/left.patch\n'), ...files('patches/left.patch') }, fires: [{ message: 'patch-file', level: 'default' }, { message: 'patched', level: 'folded' }] },
  { name: 'a patch by Yarn\'s resolution', given: manifest({}, { resolutions: { 'left@^1.0.0': 'patch:left@npm%3A1.0.0#./left.patch' } }), fires: [{ message: 'patched', severity: 'medium' }] },
  { name: 'an override to another package', given: manifest({}, { overrides: { left: 'npm:right@1.0.0' } }), fires: [{ message: 'redirected', severity: 'high', data: { key: 'overrides.left' } }] },
  { name: 'an override to another package without a version', given: manifest({}, { overrides: { left: 'npm:right' } }), fires: [{ message: 'redirected' }] },
  { name: 'a token in an address is not told', given: manifest({}, { overrides: { left: 'git+https://x:hunter2@code.example/left.git' } }), fires: [{ message: 'redirected', data: { after: 'git+https://…@code.example/left.git' } }] },
  { name: 'an override to a repository by ssh', given: manifest({}, { overrides: { left: 'ssh://git@code.example/left.git' } }), fires: [{ message: 'redirected' }] },
  { name: 'an override below another package', given: manifest({}, { overrides: { app: { left: 'npm:right@1.0.0' } } }), fires: [{ message: 'redirected' }] },
  { name: 'an override to a fork', given: manifest({}, { resolutions: { left: 'someone/left#main' } }), fires: [{ message: 'redirected' }] },
  { name: 'an override to an archive', given: pnpm('', 'overrides:\n  left: https://files.example/left.tgz\n'), fires: [{ message: 'redirected' }] },
  { name: 'an override to a folder, in a manifest of pnpm', given: manifest({}, { pnpm: { overrides: { left: 'link:./left' } } }), fires: [{ message: 'redirected' }] },
  { name: 'a dependency that a package does not declare', given: pnpm('', 'packageExtensions:\n  left@1:\n    dependencies:\n      right: ^1.0.0\n'), fires: [{ message: 'extended', severity: 'medium' }] },

  { name: 'an override to a version', given: manifest({}, { overrides: { left: '^1.2.3', right: { '.': '2.0.0', left: '$left' } }, resolutions: { '**/left': '1.2.3', right: 'npm:^2.0.0' } }) },
  { name: 'an override to a version, written as an alias of itself', given: manifest({}, { overrides: { left: 'npm:left@1.2.3', 'app>@acme/left': 'npm:@acme/left@1.2.3' } }) },
  { name: 'an override that goes', given: manifest({ overrides: { left: 'npm:right@1.0.0' } }, {}) },
  { name: 'an optional peer', given: pnpm('', 'packageExtensions:\n  left@1:\n    peerDependenciesMeta:\n      right:\n        optional: true\n') },
  { name: 'a patch that goes', given: { files: [changed('patches/left.patch', 'removed')] } },
  { name: 'a named hook that goes', given: { ...named('hook', 'tools/own.cjs'), files: [changed('tools/own.cjs', 'removed')] } },
  { name: 'files beside what is named', given: { ...named('hook', 'tools/own.cjs'), ...files('tools/own.cjs.md', 'tools/other.cjs', 'own.cjs') } },
  { name: 'a file below what is named as a file', given: { ...named('hook', 'tools'), ...files('tools/own.cjs') } },
  { name: 'a named folder of packages is for another check', given: { ...named('package', 'vendor', { folder: true }), ...files('vendor/left/index.js') } },
  { name: 'a patch in documents is none', given: files('docs/how-to.patch', 'src/pnpmfile.ts') },
  { name: 'rules for peers', given: pnpm('', 'peerDependencyRules:\n  ignoreMissing:\n    - left\n') },
];
