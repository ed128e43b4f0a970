import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dump } from 'js-yaml';
import type { ParseContext, ParsedLockfile } from '../../../src/lockfiles/format.js';
import type { ManifestTexts } from '../../../src/lockfiles/change-places.js';
import type { LockedPackage, LockfileProblem } from '../../../src/core/lockfile.js';
import { compareLockfile, type LockfileComparison } from '../../../src/lockfiles/compare.js';
import { buildGraph } from '../../../src/lockfiles/graph.js';
import { pnpm } from '../../../src/lockfiles/pnpm/format.js';
import { registries, sri, type Raw } from '../fixtures.js';

export const root = { lockfile: 'pnpm-lock.yaml', directory: '' };
export const fixture = (name: string): string => readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)), 'utf8');

/** A lockfile's entries by key, as pnpm joins them: what stands under `packages` together with what stands under `snapshots`. */
export type Entries = { readonly [key: string]: Raw };
/** What a project asks for: by field and name the specifier and what it was resolved to. */
export type Asks = { readonly [field: string]: { readonly [name: string]: readonly [specifier: string, version: string] } };

const variantKeys = new Set(['dependencies', 'optionalDependencies', 'transitivePeerDependencies', 'optional', 'id']);

/** A registry entry as pnpm writes it; the pin depends on the key. */
export function entry(key: string, more: Raw = {}): Raw {
  return { resolution: { integrity: sri(key.replace(/\(.*$/, '')) }, ...more };
}

/** Entries of the registry, by key with what each asks for. */
export function entries(keys: { readonly [key: string]: Raw }): Entries {
  return Object.fromEntries(Object.entries(keys).map(([key, dependencies]) => [key, entry(key, Object.keys(dependencies).length > 0 ? { dependencies } : {})]));
}

const pick = (raw: Raw, wanted: (key: string) => boolean): Raw => Object.fromEntries(Object.entries(raw).filter(([key]) => wanted(key)));

export function yaml(value: unknown): string {
  return dump(value, { lineWidth: -1, noRefs: true });
}

function section(asks: Asks): Raw {
  return Object.fromEntries(Object.entries(asks).map(([field, names]) => [field, Object.fromEntries(Object.entries(names).map(([name, [specifier, version]]) => [name, { specifier, version }]))]));
}

export interface Options {
  readonly importers?: { readonly [id: string]: Asks };
  readonly more?: Raw;
}

/** A lockfile of version 9 of the given entries. `asks` are the root's. */
export function lock(asks: Asks, packages: Entries, { importers = {}, more = {} }: Options = {}): string {
  const shared = Object.fromEntries(Object.entries(packages).map(([key, raw]) => [key.replace(/\(.*$/, ''), pick(raw, (name) => !variantKeys.has(name))]));
  const snapshots = Object.fromEntries(Object.entries(packages).map(([key, raw]) => [key, pick(raw, (name) => variantKeys.has(name))]));
  return yaml({ lockfileVersion: '9.0', ...more, importers: { '.': section(asks), ...Object.fromEntries(Object.entries(importers).map(([id, one]) => [id, section(one)])) }, packages: shared, snapshots });
}

/** A first document, as pnpm 11 and later write it, before a lockfile. */
export function withEnvironment(main: string, asks: { readonly [name: string]: string }, packages: Entries, field = 'configDependencies'): string {
  const own = lock({}, packages).replace(/importers:\n {2}\.: \{\}\n/, `importers:\n\n  .:\n    ${field}:\n${Object.entries(asks).map(([name, version]) => `      '${name}':\n        specifier: ${version}\n        version: ${version}\n`).join('')}`);
  return `---\n${own}\n---\n${main}`;
}

export interface Around {
  readonly manifests?: { readonly [path: string]: string };
  readonly settings?: { readonly [path: string]: string };
  readonly declared?: ParseContext['declared'];
  readonly directory?: string;
}

export function parse(text: string, around: Around = {}): ReturnType<typeof pnpm.parse> {
  const directory = around.directory ?? '';
  return pnpm.parse(text, {
    root: { lockfile: directory === '' ? 'pnpm-lock.yaml' : `${directory}/pnpm-lock.yaml`, directory }, registries, oid: (path) => `oid of ${path}`,
    ...(around.manifests ? { manifests: new Map(Object.entries(around.manifests)) } : {}), ...(around.settings ? { settings: new Map(Object.entries(around.settings)) } : {}),
    ...(around.declared ? { declared: around.declared } : {}),
  });
}

export function parsed(text: string, around: Around = {}): ParsedLockfile {
  const result = parse(text, around);
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.problem));
  return result.lockfile;
}

/** The code and reason of what keeps a lockfile, or one of its entries, from being read. */
export function told(text: string, around: Around = {}): string[] {
  const brief = ({ code, location, data }: LockfileProblem): string => [code, data['reason'] ?? data['limit'], data['key'] ?? data['name'] ?? data['section'], location].filter((one): one is string => typeof one === 'string' && one !== '').join(' ');
  const result = parse(text, around);
  if (result.kind === 'failed') return [`failed ${brief(result.problem)}`];
  const { lockfile } = result;
  return [...lockfile.problems, ...lockfile.packages.flatMap((location) => { const one = lockfile.read(location); return one.kind === 'problem' ? [one.problem] : []; })].map(brief);
}

export function packageAt(text: string, location: string, around: Around = {}): LockedPackage {
  const found = buildGraph(parsed(text, around)).package(location);
  if (!found) throw new Error(`${location}: ${told(text, around).join('; ')}`);
  return found;
}

export function compare(before: string | undefined, after: string | undefined, files: { readonly manifests?: { readonly [path: string]: ManifestTexts }; readonly settings?: { readonly [path: string]: ManifestTexts } } = {}): LockfileComparison {
  return compareLockfile({
    format: pnpm, root, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }),
    manifests: new Map(Object.entries(files.manifests ?? {})), settings: new Map(Object.entries(files.settings ?? {})),
  }, { registries });
}
