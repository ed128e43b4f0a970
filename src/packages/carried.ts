import type { Json, JsonObject } from '../core/json.js';
import { problemOf } from '../core/errors.js';
import { limits as standardLimits } from '../core/limits.js';
import type { ArchiveEntry, ArchiveFacts, CarriedPackage } from './archive.types.js';
import { gypFacts, isBuildFile } from './gyp.js';
import { parseManifest } from './manifest.js';

/** What npm writes into a lockfile of a package's manifest, and what it runs and links (arborist, `Shrinkwrap.metaFromNode`). */
const kept: ReadonlySet<string> = new Set([
  'name', 'version', 'dependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta', 'acceptDependencies', 'engines', 'workspaces', 'os', 'cpu', 'libc',
  'bundleDependencies', 'bundledDependencies', 'bin', 'directories', 'scripts', 'gypfile', 'license', 'funding', 'hasInstallScript',
]);

/**
 * The manifests of the packages that an archive carries, at the given folders. Where readings of the archive differ it is the one that npm
 * installs. Beyond the limit on all of them together they are left out, each with its problem.
 */
export function carriedManifests(entries: readonly ArchiveEntry[], folders: readonly string[], maxBytes: number): readonly CarriedPackage[] {
  const byPath = new Map<string, ArchiveEntry>();
  for (const entry of entries) if (!byPath.has(entry.path)) byPath.set(entry.path, entry);
  let left = standardLimits.carriedManifestBytes.value;
  const builds = entries.some((entry) => entry.path.startsWith('node_modules/') && isBuildFile(entry.path));
  return folders.map((path): CarriedPackage => {
    const gyp = builds ? gypFacts(entries, path) : undefined;
    return { ...manifestOf(path), ...(gyp ? { gyp } : {}) };
  });

  function manifestOf(path: string): CarriedPackage {
    const entry = byPath.get(`${path}/package.json`);
    if (!entry) return { path, manifestProblem: { code: 'MANIFEST_MALFORMED', data: { reason: 'missing', path } } };
    left -= entry.size;
    if (left < 0) return { path, manifestProblem: { code: standardLimits.carriedManifestBytes.code, data: { limit: 'carriedManifestBytes', path } } };
    try {
      const { bin: _, raw, ...manifest } = parseManifest(entry.bytes, maxBytes);
      return { path, manifest: { ...manifest, bin: {}, raw: reduced(raw) } };
    } catch (error) {
      const { code, data } = problemOf(error);
      return { path, manifestProblem: { code, data: { ...data, path } } };
    }
  }
}

function reduced(raw: JsonObject): JsonObject {
  const out = Object.create(null) as { [key: string]: Json };
  for (const key of Object.keys(raw)) if (kept.has(key)) out[key] = raw[key]!;
  return out;
}

/**
 * A package inside a tarball as an archive of its own: its files, and its manifest. What can be read in two ways is told of the carrier,
 * and so is its code. Undefined where the tarball carries no package in that folder.
 */
export function carriedArchive(carrier: ArchiveFacts, folder: string): ArchiveFacts | undefined {
  if (!carrier.carried.includes(folder)) return undefined;
  const { manifest, manifestProblem, gyp }: Partial<CarriedPackage> = carrier.carriedManifests?.find((one) => one.path === folder) ?? { manifestProblem: { code: 'MANIFEST_MALFORMED' as const, data: { reason: 'unread', path: folder } } };
  const prefix = `${folder}/`;
  const files = carrier.files.filter((file) => file.path.startsWith(prefix)).map((file) => ({ ...file, path: file.path.slice(prefix.length) }));
  return {
    sha512: carrier.sha512, pinned: carrier.pinned, size: carrier.size, unpackedSize: files.reduce((total, file) => total + file.size, 0), files,
    ...(manifest ? { manifest } : {}), ...(manifestProblem ? { manifestProblem } : {}),
    ambiguities: [], carried: [], hasShrinkwrap: false, hasBindingGyp: files.some((file) => file.path.toLowerCase() === 'binding.gyp'), ...(gyp ? { gyp } : {}),
  };
}
