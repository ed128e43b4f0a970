import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { packVersion, sri, type FileMap, type StandInPackage } from '../../test/registry/index.js';

/**
 * Twenty packages of this checkout, as pinned by its lockfile: real code packs, parses and holds what made-up code does not. Small and large
 * ones; the last four are new to the project, so that their registry predecessor is read too.
 */
const sources = [
  '@octokit/core', '@octokit/request', 'ajv', 'diff', 'fast-uri', 'graphile-worker', 'ini', 'jsonc-parser', 'lru-cache', 'micromark', 'minimatch', 'minipass', 'npm-package-arg', 'npm-registry-fetch',
  'pacote', 'pg', 'pino', 'semver', 'ssri', 'tar',
];
const added = 4;

export interface ChangedPackage {
  readonly served: StandInPackage;
  /** The versions whose archives a review reads. */
  readonly versions: readonly { readonly version: string; readonly tarball: Uint8Array }[];
  readonly isNew: boolean;
}

function filesOf(name: string): FileMap {
  const folder = fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url));
  const files: { [path: string]: Uint8Array } = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const relative = path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
    if (entry.isFile() && !relative.startsWith('node_modules/') && relative !== 'package.json') files[relative] = readFileSync(path.join(folder, relative));
  }
  return files;
}

/** How a package is entered, from its own package.json; nothing that a lockfile entry would have to repeat. */
function entryFields(name: string): { readonly [field: string]: unknown } {
  const manifest = JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8')) as { readonly [field: string]: unknown };
  return Object.fromEntries(['type', 'main', 'module', 'exports', 'browser'].flatMap((field) => (manifest[field] === undefined ? [] : [[field, manifest[field]]])));
}

/** The packages, each in two versions; the later one has a module more and a line more in a file. The same bytes every time. */
export function changedPackages(): readonly ChangedPackage[] {
  return sources.map((source, index) => {
    const name = `bench-${source.replace(/^@/, '').replace('/', '-')}`;
    const files = filesOf(source);
    const manifest = { ...entryFields(source), license: 'MIT' };
    const readme = Object.keys(files).find((file) => /^readme/i.test(file));
    const later: FileMap = { ...files, 'bench-added.js': `'use strict';\nexports.sum = (left, right) => left + right;\n`, ...(readme === undefined ? {} : { [readme]: Buffer.concat([Buffer.from(files[readme]!), Buffer.from('\nOne line more.\n')]) }) };
    const versions = [
      { version: '1.0.0', publishedAt: '2024-01-01T00:00:00.000Z', manifest, files }, { version: '1.0.1', publishedAt: '2025-06-01T00:00:00.000Z', manifest, files: later },
    ].map((version) => ({ ...version, tarball: packVersion(name, version) }));
    return { served: { name, versions }, versions, isNew: index >= sources.length - added };
  });
}

/** package.json and package-lock.json of one side. */
export function projectFiles(packages: readonly ChangedPackage[], side: 'before' | 'after'): { readonly [path: string]: string } {
  const present = packages.filter((one) => side === 'after' || !one.isNew).map((one) => ({ name: one.served.name, ...one.versions[side === 'before' ? 0 : 1]! }));
  const manifest = { name: 'shop', version: '1.0.0', dependencies: Object.fromEntries(present.map(({ name, version }) => [name, `^${version}`])) };
  const entries = present.map(({ name, version, tarball }) => [`node_modules/${name}`, { version, integrity: sri(tarball), license: 'MIT' }] as const);
  const lock = { name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': manifest, ...Object.fromEntries(entries) } };
  return { 'package.json': `${JSON.stringify(manifest, null, 2)}\n`, 'package-lock.json': `${JSON.stringify(lock, null, 2)}\n`, 'src/main.js': 'export const shop = 1;\n' };
}
