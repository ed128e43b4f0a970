import type { StandInPackage, StandInVersion } from '../registry/index.js';
import { packVersion, sri } from '../registry/index.js';
import type { Files } from './world.js';

export interface Entry { [key: string]: unknown }
export interface Packages { [location: string]: Entry }

/** What a repository's npm lockfile holds, in short. */
export interface Locks {
  /** `a` and `a>b` (b below a) to a version, or to `npm:name@version` for an alias. */
  readonly installed: { readonly [place: string]: string };
  /** What the root's package.json asks for; by default every package of the first level, by a caret range. */
  readonly asks?: { readonly [name: string]: string };
  readonly devAsks?: { readonly [name: string]: string };
  /** Places that only development reaches. */
  readonly dev?: readonly string[];
  readonly version?: 2 | 3;
  /** More members of the root's package.json. */
  readonly manifest?: { readonly [key: string]: unknown };
  /** What the lockfile's addresses begin with. */
  readonly registry?: string;
  /** The folder that the repository holds it in. */
  readonly directory?: string;
  /** The hand of whoever edits the entries afterwards; the section of version 2 follows it. */
  readonly edit?: (packages: Packages) => void;
}

/** What npm copies from a manifest into an entry, as far as these tests have it. */
const copied = ['dependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta', 'bundleDependencies', 'engines', 'os', 'cpu', 'bin', 'license'];

function versionOn(shelf: readonly StandInPackage[], name: string, version: string): StandInVersion {
  const found = shelf.find((one) => one.name === name)?.versions.find((one) => one.version === version);
  if (!found) throw new Error(`no ${name}@${version} in this test`);
  return found;
}

/** The lockfile entry that npm writes for a version. */
export function entryOf(shelf: readonly StandInPackage[], name: string, version: string, registry = 'https://registry.example/'): Entry {
  const found = versionOn(shelf, name, version);
  const manifest = found.manifest ?? {};
  const scripts = (manifest['scripts'] ?? {}) as { readonly [step: string]: string };
  const bytes = found.tarball ?? packVersion(name, found);
  return {
    version, resolved: `${registry}${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`, integrity: sri(bytes),
    ...(['preinstall', 'install', 'postinstall'].some((step) => step in scripts) ? { hasInstallScript: true } : {}),
    ...Object.fromEntries(copied.filter((key) => key in manifest).map((key) => [key, manifest[key]])),
  };
}

const locationOf = (place: string): string => place.split('>').map((name) => `node_modules/${name}`).join('/');
const parted = (spec: string, name: string): [name: string, version: string] => {
  if (!spec.startsWith('npm:')) return [name, spec];
  const at = spec.lastIndexOf('@');
  return [spec.slice('npm:'.length, at), spec.slice(at + 1)];
};

/** The section that npm 6 reads, in agreement with `packages`. */
function legacySection(packages: Packages): Packages {
  const sections = new Map<string, Packages>([['', {}]]);
  for (const location of Object.keys(packages).filter((one) => one.includes('node_modules/')).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
    const cut = location.lastIndexOf('node_modules/');
    const [parent, name] = [location.slice(0, Math.max(0, cut - 1)), location.slice(cut + 'node_modules/'.length)];
    const { version, resolved, integrity, dev, inBundle, link, name: real, dependencies, optionalDependencies } = packages[location]!;
    const nested: Packages = {};
    const entry: Entry = {
      version: link === true ? `file:${resolved as string}` : real === undefined ? version : `npm:${real as string}@${String(version)}`,
      ...(resolved === undefined || link === true ? {} : { resolved }), ...(integrity === undefined ? {} : { integrity }), ...(dev === true ? { dev } : {}), ...(inBundle === true ? { bundled: true } : {}),
      ...(dependencies || optionalDependencies ? { requires: { ...(dependencies as object), ...(optionalDependencies as object) } } : {}), dependencies: nested,
    };
    sections.set(location, nested);
    (sections.get(parent) ?? sections.get('')!)[name] = entry;
  }
  const prune = (section: Packages): Packages => Object.fromEntries(Object.entries(section).map(([name, { dependencies, ...rest }]) => [name, Object.keys(dependencies as Packages).length > 0 ? { ...rest, dependencies: prune(dependencies as Packages) } : rest]));
  return prune(sections.get('')!);
}

/** Writes a lockfile of either version as npm does. */
export function lockfileText(root: Entry, packages: Packages, version: 2 | 3): string {
  return `${JSON.stringify({ name: root['name'], version: root['version'], lockfileVersion: version, requires: true, packages: { '': root, ...packages }, ...(version === 2 ? { dependencies: legacySection(packages) } : {}) }, null, 2)}\n`;
}

/** A package.json and the package-lock.json of an install that took just these versions. */
export function npmRepository(shelf: readonly StandInPackage[], locks: Locks): Files & { readonly [path: string]: string } {
  const { installed, version = 3, directory = '', registry } = locks;
  const packages: Packages = {};
  for (const place of Object.keys(installed).sort()) {
    const name = place.slice(place.lastIndexOf('>') + 1);
    const [real, own] = parted(installed[place]!, name);
    const { version: number, ...rest } = entryOf(shelf, real, own, registry);
    packages[locationOf(place)] = { ...(real === name ? {} : { name: real }), version: number, ...rest, ...(locks.dev?.includes(place) ? { dev: true } : {}) };
  }
  const dev = locks.devAsks ?? {};
  const asks = locks.asks ?? Object.fromEntries(Object.entries(installed).filter(([place]) => !place.includes('>') && !(place in dev)).map(([name, spec]) => [name, spec.startsWith('npm:') ? spec : `^${spec}`]));
  const declared = { ...(Object.keys(asks).length > 0 ? { dependencies: asks } : {}), ...(Object.keys(dev).length > 0 ? { devDependencies: dev } : {}) };
  locks.edit?.(packages);
  const at = (file: string): string => (directory === '' ? file : `${directory}/${file}`);
  const root = { name: 'shop', version: '1.0.0', ...declared };
  return {
    [at('package.json')]: `${JSON.stringify({ ...root, private: true, ...locks.manifest }, null, 2)}\n`,
    [at('package-lock.json')]: lockfileText({ ...root, ...(locks.manifest?.['workspaces'] === undefined ? {} : { workspaces: locks.manifest['workspaces'] }) }, packages, version),
  };
}
