import semver from 'semver';
import { noIntegrity } from '../core/integrity.js';
import { limits } from '../core/limits.js';
import { registryOf, type RegistryTable } from '../core/registries.js';
import type { Tree } from '../core/tree.js';
import { packedTexts } from '../lockfiles/yarn/pnp/code.js';
import { releaseOf } from '../lockfiles/yarn/pnp/places.js';
import type { Archive } from '../packages/tarball.js';
import type { Subject } from '../facts/kinds.js';
import type { CodeHost } from '../ports/code-host.js';

/**
 * What the release of Yarn carries that the `.yarnrc.yml` of an install root names, in this tree; nothing where there is none in the repository. A release
 * that changes is compared, or told, by itself; one that does not ran before.
 * @param prefix the install root's folder with a slash behind it, '' for the repository's root.
 */
export async function carriedByRelease(host: Pick<CodeHost, 'blobs'>, tree: Tree, prefix: string): Promise<readonly string[]> {
  const settings = await textAt(host, tree, `${prefix}.yarnrc.yml`, limits.manifestBytes.value);
  const path = releaseOf(settings);
  const release = path === undefined ? undefined : await textAt(host, tree, `${prefix}${path}`, limits.sourceFileBytes.value);
  return release === undefined ? [] : packedTexts(release);
}

/** Yarn 2 and newer as npm's registry has it: one file that holds all of it. */
export const yarnDist = { name: '@yarnpkg/cli-dist', path: 'bin/yarn.js' } as const;
const isPatch = (text: string): boolean => text.startsWith('diff --git ');
/** Patches that Yarn 4.9 carries have four million characters together, nearly all of them TypeScript's; of a release with more none is kept. */
const mostCharacters = 20_000_000;

/** The patches among the texts that a release carries. */
export const patchesIn = (texts: readonly string[]): readonly string[] => texts.filter(isPatch);

/** What was read of a package, with the patches that it carries if it is a release of Yarn. */
export function withYarnPatches(name: string, archive: Archive): Archive {
  const release = name === yarnDist.name ? archive.entries.find(({ path }) => path === yarnDist.path) : undefined;
  if (!release || release.bytes.length > limits.sourceFileBytes.value) return archive;
  const yarnPatches = patchesIn(packedTexts(Buffer.from(release.bytes).toString('utf8')));
  return yarnPatches.reduce((total, { length }) => total + length, 0) > mostCharacters ? archive : { ...archive, facts: { ...archive.facts, yarnPatches } };
}

/** Yarn 2 or newer of one version, as npm's registry has it. */
export function releaseSubject(version: string, registries: RegistryTable): Subject {
  return { origin: { kind: 'registry', ecosystem: 'npm', registry: registryOf(yarnDist.name, registries), name: yarnDist.name, version }, integrity: noIntegrity };
}

/**
 * The version of Yarn that the manifest of an install root, or that of the repository's root, names as its `packageManager` in this tree; undefined for none,
 * for Yarn 1, and for what is no version. Which one it is decides nothing but whose patches are looked at: all of them are Yarn's.
 */
export async function namedYarn(host: Pick<CodeHost, 'blobs'>, tree: Tree, prefix: string): Promise<string | undefined> {
  for (const path of new Set([`${prefix}package.json`, 'package.json'])) {
    const version = versionIn(await textAt(host, tree, path, limits.manifestBytes.value));
    if (version !== undefined) return version;
  }
  return undefined;
}

function versionIn(manifest: string | undefined): string | undefined {
  try {
    const { packageManager } = JSON.parse(manifest ?? '{}') as { packageManager?: unknown };
    const named = typeof packageManager === 'string' ? /^yarn@([0-9A-Za-z.-]{5,64})(?:\+|$)/.exec(packageManager)?.[1] : undefined;
    return named !== undefined && semver.valid(named) === named && semver.major(named) >= 2 ? named : undefined;
  } catch {
    return undefined;
  }
}

/** A file's text; undefined for a link too, which may lead out of the folder whose files are told. */
async function textAt(host: Pick<CodeHost, 'blobs'>, tree: Tree, path: string, maxBytes: number): Promise<string | undefined> {
  const entry = tree.entries.get(path);
  if (!entry?.mode.startsWith('100')) return undefined;
  const bytes = (await host.blobs([entry.oid], maxBytes)).get(entry.oid);
  return bytes instanceof Uint8Array && bytes.length <= maxBytes ? Buffer.from(bytes).toString('utf8') : undefined;
}
