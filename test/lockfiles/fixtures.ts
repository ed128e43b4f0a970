import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DependencyChange } from '../../src/core/change.js';
import type { RegistryTable } from '../../src/core/registries.js';
import type { ManifestTexts } from '../../src/lockfiles/change-places.js';
import { compareLockfile, type LockfileComparison } from '../../src/lockfiles/compare.js';
import { npm } from '../../src/lockfiles/npm/format.js';

export const registries: RegistryTable = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: { '@acme': 'https://npm.acme.example/' } };
export const root = { lockfile: 'package-lock.json', directory: '' };

export const fixtureFolder = (name: string): string => fileURLToPath(new URL(`fixtures/${name}/`, import.meta.url));
export const fixture = (name: string, file = 'package-lock.json'): string => readFileSync(`${fixtureFolder(name)}${file}`, 'utf8');

export type Raw = { [key: string]: unknown };
/** A value that stands as text in an entry. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export type Packages = { [location: string]: Raw };

/** A full sha512 made from one letter. */
export const sri = (seed: string): string => `sha512-${Buffer.alloc(64, seed).toString('base64')}`;
export const tarball = (name: string, version: string): string => `https://registry.example/${name}/-/${name.split('/').at(-1)}-${version}.tgz`;

/** A registry entry as npm writes it; the pin depends on name and version. */
export function entry(name: string, version: string, more: Raw = {}): Raw {
  return { version, resolved: tarball(name, version), integrity: sri(`${name}@${version}`), ...more };
}

/** A lockfile of the given packages. `dependencies` are the root's; a version 2 gets its older section made from the packages. */
export function lock(dependencies: Raw, packages: Packages, options: { version?: number; root?: Raw } = {}): string {
  const version = options.version ?? 3;
  const document = {
    name: 'app', version: '1.0.0', lockfileVersion: version, requires: true,
    packages: { '': { name: 'app', version: '1.0.0', dependencies, ...options.root }, ...packages },
    ...(version === 2 ? { dependencies: legacy(packages, '') } : {}),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function legacy(packages: Packages, folder: string): Raw {
  const out: Raw = {};
  const prefix = folder === '' ? 'node_modules/' : `${folder}/node_modules/`;
  for (const [location, raw] of Object.entries(packages)) {
    const name = location.slice(prefix.length);
    if (!location.startsWith(prefix) || name.includes('node_modules/')) continue;
    const nested = legacy(packages, raw['link'] === true ? text(raw['resolved']) : location);
    const real = raw['name'];
    out[name] = {
      version: raw['link'] === true ? `file:${text(raw['resolved'])}` : real === undefined ? raw['version'] : `npm:${text(real)}@${text(raw['version'])}`,
      ...(raw['inBundle'] === true ? { bundled: true } : {}),
      ...(raw['resolved'] === undefined || raw['link'] === true ? {} : { resolved: raw['resolved'] }),
      ...(raw['integrity'] === undefined ? {} : { integrity: raw['integrity'] }),
      ...(Object.keys(nested).length > 0 ? { dependencies: nested } : {}),
    };
  }
  return out;
}

export function compare(before: string | undefined, after: string | undefined, manifests: { readonly [path: string]: ManifestTexts } = {}, more: { head?: string } = {}): LockfileComparison {
  return compareLockfile({ format: npm, root, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }), ...more, manifests: new Map(Object.entries(manifests)) }, { registries });
}

/** What a table compares: kind, location, baselines as name@version. */
export function brief(changes: readonly DependencyChange[]): string[] {
  return changes.map((change) => {
    const at = (change.after ?? change.before[0])!;
    const from = change.before.map((one) => `${one.name}@${one.version}`).join(',');
    const differing = change.differences.map((one) => one.key).join(',');
    return [change.kind, at.location, ...(change.after ? [`${change.after.name}@${change.after.version}`] : []), ...(from ? [`from ${from}`] : []),
      ...(change.substituted ? [`instead of ${change.substituted.name}@${change.substituted.version}`] : []), ...(differing ? [`differs in ${differing}`] : []),
      ...(change.copies.length > 0 ? [`also ${change.copies.join(',')}`] : [])].join(' ');
  });
}
