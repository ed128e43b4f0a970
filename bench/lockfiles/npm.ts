import { npm as format } from '../../src/lockfiles/npm/format.js';
import { below, declared, indices, type MeasuredFormat, nameOf, ranges, sha512, type Tree, versionOf, workspaces } from './tree.js';

/** Package `index`, with about the keys and lengths of a real entry. */
function entryOf(index: number, tree: Tree): object {
  const name = nameOf(index);
  const version = versionOf(index, tree);
  const asked = below(index, tree.count);
  return {
    version, resolved: `https://registry.example/${name}/-/${name.split('/').at(-1)}-${version}.tgz`, integrity: `sha512-${sha512(`${name}@${version}`)}`,
    ...(index % 2 === 0 ? { dev: true } : {}), license: 'MIT',
    ...(asked.length > 0 ? { dependencies: ranges(asked) } : {}),
    engines: { node: '>=18' },
    ...(index % 5 === 0 ? { bin: { [`tool-${index}`]: 'bin/cli.js' } } : {}),
    ...(index % 3 === 0 ? { funding: { url: `https://funding.example/sponsors/${index}` } } : {}),
  };
}

function packagesOf(tree: Tree): object {
  const importers = ['', ...workspaces].map((folder): [string, object] => {
    const { dependencies, devDependencies } = declared(folder);
    return [folder, { name: folder === '' ? 'bench' : folder.slice('packages/'.length), version: '1.0.0', ...(folder === '' ? { workspaces: ['packages/*'] } : {}), dependencies: ranges(dependencies), devDependencies: ranges(devDependencies) }];
  });
  const links = workspaces.map((folder): [string, object] => [`node_modules/${folder.slice('packages/'.length)}`, { resolved: folder, link: true }]);
  return Object.fromEntries([...importers, ...links, ...indices(tree.count).map((index): [string, object] => [`node_modules/${nameOf(index)}`, entryOf(index, tree)])]);
}

export const npm: MeasuredFormat = {
  name: 'npm', format, lockfile: 'package-lock.json', goal: 1.3,
  write: (tree) => `${JSON.stringify({ name: 'bench', version: '1.0.0', lockfileVersion: 3, requires: true, packages: packagesOf(tree) }, null, 2)}\n`,
  floor: { name: 'JSON.parse of both texts', parse: (text) => JSON.parse(text) },
};
