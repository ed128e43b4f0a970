import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { RegistryTable } from '../../../src/core/registries.js';
import type { ManifestTexts } from '../../../src/lockfiles/change-places.js';
import { compareLockfile, type LockfileComparison } from '../../../src/lockfiles/compare.js';
import type { ParseContext, ParsedLockfile, ParseResult } from '../../../src/lockfiles/format.js';
import { yarn } from '../../../src/lockfiles/yarn/format.js';

export const registries: RegistryTable = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: { '@private': 'https://npm.private.example/' } };
export const root = { lockfile: 'yarn.lock', directory: '' };

const here = fileURLToPath(new URL('.', import.meta.url));

/** A project that a real release locked, with that release's own view of what it locked. */
export interface Project {
  readonly release: string;
  readonly id: string;
  readonly files: { readonly [path: string]: string };
  readonly view: { readonly packages: readonly string[]; readonly edges: readonly string[] };
}

export const releases = readdirSync(`${here}oracle`).sort();

export function projectsOf(release: string): Project[] {
  return readdirSync(`${here}oracle/${release}`).sort().map((file) => ({
    release, id: file.replace('.json.gz', ''), ...JSON.parse(gunzipSync(readFileSync(`${here}oracle/${release}/${file}`)).toString()) as Pick<Project, 'files' | 'view'>,
  }));
}

export const manifestsIn = (files: { readonly [path: string]: string }): Map<string, string> => new Map(Object.entries(files).filter(([path]) => path.endsWith('package.json')));
export const settingsIn = (files: { readonly [path: string]: string }): Map<string, string> => new Map(Object.entries(files).filter(([path]) => path.endsWith('.yarnrc.yml')));

export function parse(text: string, more: Partial<ParseContext> = {}): ParseResult {
  return yarn.parse(text, { root, registries, ...more });
}

/** The lockfile of a text that must be readable. */
export function read(text: string, more: Partial<ParseContext> = {}): ParsedLockfile {
  const result = parse(text, more);
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.problem));
  return result.lockfile;
}

export function compare(before: string | undefined, after: string | undefined, manifests: { readonly [path: string]: ManifestTexts } = {}, settings: { readonly [path: string]: ManifestTexts } = {}): LockfileComparison {
  return compareLockfile({
    format: yarn, root, manifests: new Map(Object.entries(manifests)), settings: new Map(Object.entries(settings)),
    ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }),
  }, { registries });
}

/** The plain fixtures: whatever Yarn takes packages from beside a registry, locked by one release. */
export function special(release: string): { readonly text: string; readonly manifests: Map<string, string>; readonly settings: Map<string, string>; readonly info: readonly Info[] } {
  const folder = `${here}fixtures/${release}/`;
  const file = (name: string): string | undefined => (readdirSync(folder).includes(name) ? readFileSync(`${folder}${name}`, 'utf8') : undefined);
  const manifests = JSON.parse(file('manifests.json')!) as { [path: string]: unknown };
  const settings = file('.yarnrc.yml');
  return {
    text: file('yarn.lock')!, manifests: new Map(Object.entries(manifests).map(([path, manifest]) => [path, JSON.stringify(manifest, null, 2)])),
    settings: new Map(settings === undefined ? [] : [['.yarnrc.yml', settings]]),
    info: (file('info.jsonl') ?? '').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Info),
  };
}

/** A line of `yarn info --json`. */
export interface Info {
  readonly value: string;
  readonly children: { readonly Version: string; readonly Dependencies?: readonly { readonly descriptor: string; readonly locator: string }[] };
}

export const sri = (seed: string): string => `sha512-${Buffer.alloc(64, seed).toString('base64')}`;
export const hex = (seed: string): string => Buffer.alloc(64, seed).toString('hex');
export const tarball = (name: string, version: string): string => `https://registry.example/${name}/-/${name.split('/').at(-1)}-${version}.tgz`;

type Section = { readonly [name: string]: string };

/** An entry of Yarn 1; its members as they stand, in their order. */
export function classicEntry(keys: string, name: string, version: string, more: { readonly dependencies?: Section; readonly optionalDependencies?: Section; readonly resolved?: string | null; readonly integrity?: string | null; readonly extra?: string } = {}): string {
  const resolved = more.resolved === undefined ? `${tarball(name, version)}#${'0'.repeat(40)}` : more.resolved;
  const integrity = more.integrity === undefined ? sri(`${name}@${version}`) : more.integrity;
  const word = (text: string): string => (/^[A-Za-z][^:\s\\",[\]]*$/.test(text) ? text : JSON.stringify(text));
  const block = (title: string, section: Section | undefined): string => (section ? `  ${title}:\n${Object.entries(section).map(([one, spec]) => `    ${word(one)} ${JSON.stringify(spec)}\n`).join('')}` : '');
  return `${keys.split(', ').map(word).join(', ')}:\n  version "${version}"\n${resolved === null ? '' : `  resolved "${resolved}"\n`}${integrity === null ? '' : `  integrity ${word(integrity)}\n`}${more.extra ?? ''}${block('dependencies', more.dependencies)}${block('optionalDependencies', more.optionalDependencies)}`;
}

export function classicLock(...entries: string[]): string {
  return `# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.\n# yarn lockfile v1\n\n\n${entries.join('\n')}`;
}

/** An entry of Yarn 4; `resolution` is `name@reference`. */
export function berryEntry(keys: string, resolution: string, more: { readonly version?: string; readonly dependencies?: Section; readonly checksum?: string | null; readonly linkType?: string; readonly extra?: string } = {}): string {
  const version = more.version ?? /@npm:([^:]*)/.exec(resolution)?.[1] ?? '0.0.0-use.local';
  const soft = /@(?:workspace|link|portal):/.test(resolution);
  const checksum = more.checksum === undefined ? (soft ? null : `10c0/${hex(resolution)}`) : more.checksum;
  const dependencies = more.dependencies ? `  dependencies:\n${Object.entries(more.dependencies).map(([name, range]) => `    ${JSON.stringify(name)}: ${JSON.stringify(range)}\n`).join('')}` : '';
  return `${JSON.stringify(keys)}:\n  version: ${version}\n  resolution: ${JSON.stringify(resolution)}\n${dependencies}${more.extra ?? ''}${checksum === null ? '' : `  checksum: ${checksum}\n`}  languageName: ${soft ? 'unknown' : 'node'}\n  linkType: ${more.linkType ?? (soft ? 'soft' : 'hard')}\n`;
}

export function berryLock(entries: readonly string[], metadata = '  version: 8\n  cacheKey: 10c0\n'): string {
  return `# This file is generated by running "yarn install" inside your project.\n# Manual changes might be lost - proceed with caution!\n\n__metadata:\n${metadata}\n${entries.join('\n')}`;
}

/** The root workspace's entry. */
export const appEntry = (dependencies: Section): string => berryEntry('app@workspace:.', 'app@workspace:.', { dependencies });
