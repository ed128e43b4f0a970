import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LockfileProblem } from '../../src/core/lockfile.js';
import { compareLockfile } from '../../src/lockfiles/compare.js';
import type { LockfileFormat } from '../../src/lockfiles/format.js';
import { buildGraph } from '../../src/lockfiles/graph.js';
import { listPackages, type LockfileList } from '../../src/lockfiles/list.js';

export const registries = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: {} };

/** A file of the fixtures of one format. */
export function fixture(format: 'requirements' | 'poetry' | 'uv', folder: string, name: string): string {
  return readFileSync(fileURLToPath(new URL(`${format}/fixtures/${folder}/${name}`, import.meta.url)), 'utf8');
}

/** What a lockfile lists, read with the files beside it. */
export function listed(format: LockfileFormat, text: string, { lockfile, settings = {}, manifests = {} }: { readonly lockfile: string; readonly settings?: { readonly [path: string]: string }; readonly manifests?: { readonly [path: string]: string } }): LockfileList {
  const root = { lockfile, directory: '' };
  const withFiles: LockfileFormat = { ...format, parse: (one, context) => format.parse(one, { ...context, settings: new Map(Object.entries(settings)), manifests: new Map(Object.entries(manifests)) }) };
  return listPackages(text, { format: withFiles, root, registries });
}

/** The problems of a list, each by its code and reason. */
export const told = ({ problems }: { readonly problems: readonly LockfileProblem[] }): readonly string[] => problems.map(({ code, data }) => [code, ...[data['reason'] ?? data['limit']].filter((one) => typeof one === 'string')].join(' '));

/** The changes between two texts in short, without what could not be read. */
export function compared(format: LockfileFormat, lockfile: string, before: string, after: string, manifests: { readonly [path: string]: { readonly before?: string; readonly after?: string } } = {}): readonly string[] {
  const { changes } = compareLockfile({ format, root: { lockfile, directory: '' }, before, after, manifests: new Map(Object.entries(manifests)) }, { registries });
  return changes.map((change) => {
    const versions = [...change.before.map(({ version }) => version), ...(change.after ? [change.after.version] : [])];
    return `${change.kind} ${(change.after ?? change.before[0])!.name} ${versions.join(' -> ')}`;
  });
}

/** By package, how it is reached. */
export function reaches(format: LockfileFormat, text: string, lockfile: string, manifests: { readonly [path: string]: string } = {}): { readonly [name: string]: string } {
  const parsed = format.parse(text, { root: { lockfile, directory: '' }, registries, manifests: new Map(Object.entries(manifests)) });
  if (parsed.kind === 'failed') return {};
  const graph = buildGraph(parsed.lockfile);
  return Object.fromEntries(parsed.lockfile.packages.map((location) => [parsed.lockfile.nameOf(location), Object.entries(graph.reach(location)).filter(([, is]) => is).map(([word]) => word).join('+')]));
}
