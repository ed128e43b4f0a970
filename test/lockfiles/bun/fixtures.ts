import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { bun } from '../../../src/lockfiles/bun/format.js';
import { compareLockfile, type LockfileComparison } from '../../../src/lockfiles/compare.js';
import type { ManifestTexts } from '../../../src/lockfiles/change-places.js';
import type { ParseContext, ParsedLockfile } from '../../../src/lockfiles/format.js';
import { buildGraph, type Graph } from '../../../src/lockfiles/graph.js';
import { registries, sri } from '../fixtures.js';

export const root = { lockfile: 'bun.lock', directory: '' };

const oracleFolder = fileURLToPath(new URL('oracle/', import.meta.url));

/** A project as one version of Bun locked it, with that version's own view: `bun why` tells `packages` and `edges`, `bun pm ls --prod` `production`. */
export interface Oracle {
  readonly version: string;
  readonly project: string;
  readonly files: { readonly [path: string]: string };
  readonly view: { readonly teller: string; readonly packages: readonly string[]; readonly edges: readonly string[]; readonly production: readonly string[] };
}

export const oracles: readonly Oracle[] = readdirSync(oracleFolder).sort().flatMap((version) => readdirSync(`${oracleFolder}${version}`).sort().map((file): Oracle => ({
  version, project: file.replace('.json.gz', ''), ...(JSON.parse(gunzipSync(readFileSync(`${oracleFolder}${version}/${file}`)).toString('utf8')) as Pick<Oracle, 'files' | 'view'>),
})));

export function oracle(version: string, project: string): Oracle {
  return oracles.find((one) => one.version === version && one.project === project)!;
}

export function manifestsOf(files: { readonly [path: string]: string }): Map<string, string> {
  return new Map(Object.entries(files).filter(([path]) => path.endsWith('package.json')));
}

export function parsed(text: string, more: Partial<ParseContext> = {}): ParsedLockfile {
  const result = bun.parse(text, { root, registries, ...more });
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.problem));
  return result.lockfile;
}

export function graphOf(text: string, more: Partial<ParseContext> = {}): Graph {
  return buildGraph(parsed(text, more));
}

/** An info object and what stands beside it, as the text of one package's value. */
export function npmEntry(name: string, version: string, info: object = {}, more: { readonly resolved?: string; readonly integrity?: string } = {}): string {
  return JSON.stringify([`${name}@${version}`, more.resolved ?? '', info, more.integrity ?? sri(`${name}@${version}`)]);
}

/** A lockfile as Bun lays it out. `root` and `more` are members as they stand in it; `packages` are texts of values by key. */
export function lock(own: object, packages: { readonly [key: string]: string }, more: { readonly version?: number; readonly workspaces?: { readonly [folder: string]: object }; readonly top?: { readonly [key: string]: unknown } } = {}): string {
  const lines = Object.entries(packages).map(([key, value]) => `    ${JSON.stringify(key)}: ${value},`).join('\n\n');
  const top = Object.entries(more.top ?? {}).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`).join('');
  const workspaces = Object.entries({ '': { name: 'app', ...own }, ...more.workspaces }).map(([folder, value]) => `    ${JSON.stringify(folder)}: ${JSON.stringify(value)},\n`).join('');
  return `{\n  "lockfileVersion": ${more.version ?? 2},\n  "configVersion": 1,\n  "workspaces": {\n${workspaces}  },\n${top}  "packages": {${lines === '' ? '' : `\n${lines}\n  `}}\n}\n`;
}

export function compare(before: string | undefined, after: string | undefined, manifests: { readonly [path: string]: ManifestTexts } = {}): LockfileComparison {
  return compareLockfile({ format: bun, root, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }), manifests: new Map(Object.entries(manifests)) }, { registries });
}
