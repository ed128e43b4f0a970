// A project with what pnpm has beside plain packages: aliases, links, folders, a tarball, an override, a patch, injected workspaces, catalogs, config dependencies.

const patch = `diff --git a/index.js b/index.js
index 1111111..2222222 100644
--- a/index.js
+++ b/index.js
@@ -1,3 +1,4 @@
+// patched
 /*!
  * is-odd <https://github.com/jonschlinkert/is-odd>
  *
`;

/** The project's files for a major version of pnpm: settings moved from the manifest to pnpm-workspace.yaml with pnpm 10. */
export function specialFiles(major) {
  const catalogs = major >= 10;
  const patched = { 'is-odd@3.0.1': 'patches/is-odd@3.0.1.patch' };
  const manifest = {
    name: 'special', version: '1.0.0', private: true,
    dependencies: {
      'lodash-old': 'npm:lodash@3.10.1', 'is-odd': '3.0.1', 'local-folder': 'file:vendor/folder', linked: 'link:vendor/folder', packed: 'file:vendor/packed-0.1.0.tgz',
      'kind-of': '^6.0.0', react: '^18.2.0', 'use-sync-external-store': '^1.2.0', debug: '^4.3.4', chalk: catalogs ? 'catalog:' : '^4.1.2',
    },
    devDependencies: { '@acme/a': 'workspace:*', ms: '2.1.2' },
    optionalDependencies: { fsevents: '^2.3.3' },
    ...(major < 10 ? { pnpm: { overrides: { 'supports-color': '7.2.0' }, ...(major > 6 ? { patchedDependencies: patched } : {}) } } : {}),
  };
  const workspaces = {
    a: { name: '@acme/a', version: '1.0.0', dependencies: { '@acme/b': major > 5 ? 'workspace:^' : 'workspace:*', clsx: catalogs ? 'catalog:' : '^2.1.0' }, peerDependencies: { react: '>=17' }, devDependencies: { react: catalogs ? 'catalog:react17' : '^17.0.2' } },
    b: { name: '@acme/b', version: '1.0.0', dependencies: { chalk: '^4.1.2', 'use-sync-external-store': '^1.2.0', react: '^17.0.2', 'string-width': 'npm:string-width@^4' } },
    c: { name: '@acme/c', version: '1.0.0', dependencies: { '@acme/a': 'workspace:*', react: '^18.2.0' }, dependenciesMeta: { '@acme/a': { injected: true } } },
  };
  const settings = [
    'packages:\n  - packages/*\n',
    ...(catalogs ? ['catalog:\n  clsx: ^2.1.0\n  chalk: ^4.1.2\ncatalogs:\n  react17:\n    react: ^17.0.2\n', 'overrides:\n  supports-color: 7.2.0\n', 'patchedDependencies:\n  is-odd@3.0.1: patches/is-odd@3.0.1.patch\n'] : []),
    ...(major >= 11 ? ["configDependencies:\n  '@pnpm/plugin-types-fixer': 0.1.0\n"] : []),
  ];
  const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    'package.json': json(manifest),
    ...Object.fromEntries(Object.entries(workspaces).map(([folder, own]) => [`packages/${folder}/package.json`, json(own)])),
    'vendor/folder/package.json': json({ name: 'local-folder', version: '0.5.0', dependencies: { ms: '2.0.0' } }),
    'vendor/packed/package.json': json({ name: 'packed', version: '0.1.0', dependencies: { ms: '2.1.3' } }),
    'patches/is-odd@3.0.1.patch': patch,
    'pnpm-workspace.yaml': settings.join('\n'),
  };
}
