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

const day = (number: number): string => new Date(Date.UTC(2025, 2, 1) + number * 86_400_000).toISOString();

/**
 * What the registry serves of a change: both versions, two months apart, and each package on a day of its own. So nothing of them is told, as of a long silence or of many
 * releases of one account at once: a verdict that also informs is written once more at its end.
 */
export function packageOf({ name }: PackageChange): StandInPackage {
  const number = Number(/\d{1,2}$/.exec(name)?.[0] ?? 0);
  const version = (text: string, publishedAt: string): StandInPackage['versions'][number] => ({ version: text, publishedAt, manifest: { main: 'index.js', license: 'MIT' }, files: { 'index.js': source(text) } });
  return { name, versions: [version('1.0.0', day(number)), version('1.1.0', day(number + 61))] };
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
