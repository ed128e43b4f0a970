import { bun as format } from '../../src/lockfiles/bun/format.js';
import { withoutOwnCommas } from '../../src/lockfiles/bun/jsonc.js';
import { below, declared, indices, type MeasuredFormat, nameOf, ranges, sha512, type Tree, versionOf, workspaces } from './tree.js';

/** One package's line: about the keys and lengths of a real one. */
function lineOf(index: number, tree: Tree): string {
  const asked = below(index, tree.count);
  const name = nameOf(index);
  const key = `${name}@${versionOf(index, tree)}`;
  const info = { ...(asked.length > 0 ? { dependencies: ranges(asked) } : {}), ...(index % 5 === 0 ? { bin: { [`tool-${index}`]: 'bin/cli.js' } } : {}) };
  return `    "${name}": ${JSON.stringify([key, '', info, `sha512-${sha512(key)}`])},`;
}

function workspaceOf(folder: string): string {
  const { dependencies, devDependencies } = declared(folder);
  const section = (field: string, asked: readonly number[]): string => `      "${field}": {\n${asked.map((index) => `        "${nameOf(index)}": "^1.0.0",\n`).join('')}      },\n`;
  return `    "${folder}": {\n      "name": "${folder === '' ? 'bench' : folder.slice('packages/'.length)}",\n${section('dependencies', dependencies)}${section('devDependencies', devDependencies)}    },\n`;
}

function write(tree: Tree): string {
  const links = workspaces.map((folder) => `    "${folder.slice('packages/'.length)}": ["${folder.slice('packages/'.length)}@workspace:${folder}"],`);
  return `{\n  "lockfileVersion": 1,\n  "workspaces": {\n${['', ...workspaces].map(workspaceOf).join('')}  },\n  "packages": {\n${[...indices(tree.count).map((index) => lineOf(index, tree)), ...links].join('\n\n')}\n  }\n}\n`;
}

export const bun: MeasuredFormat = {
  name: 'bun', format, lockfile: 'bun.lock', goal: 1.5, write,
  floor: { name: 'JSON.parse of both texts without trailing commas', parse: (text) => JSON.parse(withoutOwnCommas(text)) },
};
