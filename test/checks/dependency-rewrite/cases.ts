import type { CheckCase, Given } from '../case.js';

const manifest = (before: object, after: object, path = 'package.json'): Given => ({ settings: { [path]: { before: JSON.stringify(before), after: JSON.stringify(after) } } });
const pnpm = (before: string, after: string): Given => ({ settings: { 'pnpm-workspace.yaml': { before, after } } });
const changed = (path: string, change: 'added' | 'removed' | 'changed' = 'added'): NonNullable<Given['files']>[number] => ({
  path, change, mode: { after: '100644' }, oid: { ...(change === 'added' ? {} : { before: 'a'.repeat(40) }), ...(change === 'removed' ? {} : { after: 'b'.repeat(40) }) }, text: {}, coverage: { kind: 'complete' },
});
const files = (...paths: readonly string[]): Given => ({ files: paths.map((path) => changed(path)) });

export const cases: readonly CheckCase[] = [
  { name: 'pnpm\'s hooks', given: files('.pnpmfile.cjs'), fires: [{ message: 'hook-file', severity: 'high', level: 'default', data: { path: '.pnpmfile.cjs', change: 'added' } }] },
  { name: 'pnpm\'s hooks of another form, below the root', given: files('app/.pnpmfile.mjs'), fires: [{ message: 'hook-file' }] },
  { name: 'npm\'s extension', given: files('.npm-extension.mjs'), fires: [{ message: 'hook-file' }] },
  { name: 'a plugin of Yarn', given: files('.yarn/plugins/@yarnpkg/plugin-left.cjs'), fires: [{ message: 'hook-file' }] },
  { name: 'a plugin of Yarn that its settings name', given: { settings: { '.yarnrc.yml': { before: '', after: 'plugins:\n  - path: .yarn/plugins/left.cjs\n' } } }, fires: [{ message: 'hook', severity: 'high' }] },
  { name: 'a config dependency, which may carry hooks', given: pnpm('', 'configDependencies:\n  left: 1.0.0+sha512-abc\n'), fires: [{ message: 'hook', data: { key: 'configDependencies.left' } }] },
  { name: 'where pnpm takes its hooks from', given: pnpm('', 'pnpmfile: tools/hooks.cjs\n'), fires: [{ message: 'hook' }] },
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
  { name: 'a patch in documents is none', given: files('docs/how-to.patch', 'src/pnpmfile.ts') },
  { name: 'rules for peers', given: pnpm('', 'peerDependencyRules:\n  ignoreMissing:\n    - left\n') },
];
