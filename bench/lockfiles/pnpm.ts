import { loadAll } from 'js-yaml';
import { byCodePoint } from '../../src/core/order.js';
import { pnpm as format } from '../../src/lockfiles/pnpm/format.js';
import { below, declared, indices, type MeasuredFormat, nameOf, sha512, type Tree, versionOf, workspaces } from './tree.js';

const quoted = (key: string): string => (key.startsWith('@') ? `'${key}'` : key);
const hasPeer = (index: number): boolean => index % 7 === 1;

/** A lockfile of version 9 as pnpm writes it; one package in seven has a peer. */
function write(tree: Tree): string {
  const key = (index: number): string => `${nameOf(index)}@${versionOf(index, tree)}`;
  const reference = (index: number): string => `${versionOf(index, tree)}${hasPeer(index) ? '(react@18.3.1)' : ''}`;
  const asked = (index: number): string => `      ${quoted(nameOf(index))}:\n        specifier: ^1.0.0\n        version: ${reference(index)}\n`;
  const order = indices(tree.count).sort((a, b) => byCodePoint(nameOf(a), nameOf(b)));
  const importer = (folder: string): string => {
    const { dependencies, devDependencies } = declared(folder);
    return `  ${folder === '' ? '.' : folder}:\n    dependencies:\n${dependencies.map(asked).join('')}    devDependencies:\n${devDependencies.map(asked).join('')}`;
  };
  const shared = (index: number): string => `  ${quoted(key(index))}:\n    resolution: {integrity: sha512-${sha512(key(index))}}\n    engines: {node: '>=18'}\n${index % 5 === 0 ? '    hasBin: true\n' : ''}${hasPeer(index) ? "    peerDependencies:\n      react: '>=16'\n" : ''}\n`;
  const variant = (index: number): string => {
    const lines = [...below(index, tree.count).map((one) => `      ${quoted(nameOf(one))}: ${reference(one)}\n`), ...(hasPeer(index) ? ['      react: 18.3.1\n'] : [])];
    return `  ${quoted(`${nameOf(index)}@${reference(index)}`)}:${lines.length > 0 ? `\n    dependencies:\n${lines.join('')}` : ' {}\n'}\n`;
  };
  return `lockfileVersion: '9.0'\n\nsettings:\n  autoInstallPeers: true\n  excludeLinksFromLockfile: false\n\nimporters:\n\n${['', ...workspaces].map(importer).join('\n')}\npackages:\n\n${order.map(shared).join('')}snapshots:\n\n${order.map(variant).join('')}`;
}

export const pnpm: MeasuredFormat = { name: 'pnpm', format, lockfile: 'pnpm-lock.yaml', goal: 1.5, write, floor: { name: 'loadAll of both texts', parse: (text) => loadAll(text) } };
