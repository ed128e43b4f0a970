import type { StandInPackage } from '../../test/registry/index.js';
import { packVersion, sri } from '../../test/registry/index.js';

/** A change of a lockfile: a package that another version of, or that altogether, comes in. */
export interface PackageChange {
  readonly name: string;
  /** Undefined for a package that the base does not have. */
  readonly before?: string;
  readonly after: string;
}

/** `count` changes: nine in ten are upgrades, the others (never the first) new packages, whose registry predecessor is read too. */
export function changesOf(prefix: string, count: number): readonly PackageChange[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `${prefix}-${String(index).padStart(3, '0')}`;
    return index % 10 === 9 ? { name, after: '1.1.0' } : { name, before: '1.0.0', after: '1.1.0' };
  });
}

const source = (version: string): string => `'use strict';\nexports.version = '${version}';\n${Array.from({ length: 40 }, (_, index) => `exports.value${index} = (left, right) => left * ${index} + right;\n`).join('')}`;

/** What the registry serves of a change: both versions, the older one long before. */
export function packageOf({ name }: PackageChange): StandInPackage {
  const version = (number: string, publishedAt: string): StandInPackage['versions'][number] => ({ version: number, publishedAt, manifest: { main: 'index.js', license: 'MIT' }, files: { 'index.js': source(number) } });
  return { name, versions: [version('1.0.0', '2024-01-01T00:00:00.000Z'), version('1.1.0', '2025-06-01T00:00:00.000Z')] };
}

/** package.json and package-lock.json of one side. */
export function projectFiles(changes: readonly PackageChange[], side: 'before' | 'after'): { readonly 'package.json': string; readonly 'package-lock.json': string } {
  const present = changes.flatMap((change) => {
    const version = side === 'before' ? change.before : change.after;
    return version === undefined ? [] : [{ change, version }];
  });
  const manifest = { name: 'shop', version: '1.0.0', dependencies: Object.fromEntries(present.map(({ change, version }) => [change.name, `^${version}`])) };
  const entries = present.map(({ change, version }) => {
    const served = packageOf(change).versions.find((one) => one.version === version)!;
    return [`node_modules/${change.name}`, { version, integrity: sri(packVersion(change.name, served)), license: 'MIT' }] as const;
  });
  const lock = { name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': manifest, ...Object.fromEntries(entries) } };
  return { 'package.json': `${JSON.stringify(manifest, null, 2)}\n`, 'package-lock.json': `${JSON.stringify(lock, null, 2)}\n` };
}
