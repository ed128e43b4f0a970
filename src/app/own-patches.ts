import { limits } from '../core/limits.js';
import type { LockedPackage } from '../core/lockfile.js';
import { byCodePoint } from '../core/order.js';
import type { RegistryTable } from '../core/registries.js';
import type { Tree } from '../core/tree.js';
import type { FactTable } from '../facts/table.js';
import { parseRange } from '../lockfiles/yarn/berry/range.js';
import { locatorOf, slugOf } from '../lockfiles/yarn/pnp/places.js';
import type { CommittedArchive, PublishedFile } from '../lockfiles/reading.types.js';
import type { ArchiveEntry } from '../packages/archive.types.js';
import { doingsOf, isExplained, statedDoings, type PatchedPair } from '../packages/own-patch.js';
import { archiveLimits } from '../packages/tarball.js';
import { readZip } from '../packages/zip.js';
import type { CodeHost } from '../ports/code-host.js';
import { served, type PublishedPorts } from './published.js';
import { carriedByRelease, namedYarn, patchesIn, releaseSubject } from './yarn-release.js';

/** At most so many patched archives are compared, each with at most so many of base. */
const most = 6;
const mostEarlier = 3;

interface Input {
  readonly before: Tree;
  readonly after: Tree;
  /** Entries of lockfiles that are added or changed. */
  readonly touched: readonly LockedPackage[];
  readonly committed: readonly CommittedArchive[];
  readonly registries: RegistryTable;
}

/**
 * Compares what Yarn's own patches (`builtin<compat/typescript>`) make of packages, archives that lie in its cache, with the package that is patched and
 * with what the patch of the repository's own release of Yarn says, or of the one that `packageManager` names as the registry has it, or else with what it made of the version at base. That package's archive must be the one that its entry pins, which `cache-difference` holds against the
 * registry, or stand as it stood. Those that are not explained by any of it are left out.
 * @throws the signal's reason.
 */
export async function readOwnPatches({ before, after, touched, committed, registries }: Input, { host, facts }: PublishedPorts, table: FactTable, signal: AbortSignal): Promise<readonly PublishedFile[]> {
  const pins = new Map(touched.flatMap((one) => (one.integrity.yarnCache ? [[one.location, one.integrity.yarnCache.value] as const] : [])));
  const known = new Map(committed.map((one) => [one.path, one.sha512]));
  const found: PublishedFile[] = [];
  for (const one of touched.filter(({ origin }) => origin.kind === 'patched' && origin.patch.startsWith('builtin<')).slice(0, most)) {
    const own = locatorOf(one.location);
    const source = locatorOf(parseRange(own?.reference ?? '')?.source ?? '');
    const [slug, of] = [own && slugOf(own.name, own.reference), source && slugOf(source.name, source.reference)];
    const archive = slug === undefined ? undefined : committed.find(({ path, files }) => files !== undefined && inCache(path).startsWith(`${slug}-`));
    if (!archive || !own || !source || slug === undefined || of === undefined) continue;
    const folder = archive.path.slice(0, -inCache(archive.path).length);
    const original = [...after.entries.keys()].find((path) => path.startsWith(`${folder}${of}-`) && isTrusted(path));
    const head = original === undefined ? undefined : await pairOf(host, after, original, archive.path);
    if (!head) continue;
    const { directory } = one.root;
    const prefix = directory === '' ? '' : `${directory}/`;
    const stated = [...patchesIn(await carriedByRelease(host, after, prefix))];
    if (stated.length === 0) stated.push(...await patchesOfNamed(prefix));
    if (stated.some((diff) => isExplained(statedDoings(diff, `node_modules/${source.name}/`), head))) {
      found.push({ path: archive.path, of: `${one.name} ${one.version}`, same: true });
      continue;
    }
    // Without the hash, the name is that of every version's patched archive.
    const standing = `${folder}${slug.slice(0, -10)}`;
    const earlier = [...before.entries.keys()].filter((path) => path.startsWith(standing) && path.endsWith('.zip')).sort(byCodePoint).slice(0, mostEarlier);
    for (const path of earlier) {
      const base = await earlierPair(host, before, folder, path, source.name);
      if (!base || !isExplained(doingsOf(base), head)) continue;
      found.push({ path: archive.path, of: `${one.name} ${one.version}`, same: true });
      break;
    }

    function isTrusted(path: string): boolean {
      const oid = after.entries.get(path)?.oid;
      const pin = pins.get(`${source!.name}@${source!.reference}`);
      return pin === undefined ? oid === before.entries.get(path)?.oid : known.get(path) === pin;
    }
  }
  return found;

  async function patchesOfNamed(prefix: string): Promise<readonly string[]> {
    const version = await namedYarn(host, after, prefix);
    if (version === undefined) return [];
    const subject = releaseSubject(version, registries);
    return (await served([subject], facts, table, signal))(subject)?.yarnPatches ?? [];
  }
}

/** A path's name in the cache. */
const inCache = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

async function entriesOf(host: Pick<CodeHost, 'blobs'>, tree: Tree, path: string): Promise<readonly ArchiveEntry[] | undefined> {
  const entry = tree.entries.get(path);
  if (!entry?.mode.startsWith('100')) return undefined;
  const bytes = (await host.blobs([entry.oid], limits.tarballBytes.value)).get(entry.oid);
  try {
    return bytes instanceof Uint8Array ? readZip(Buffer.from(bytes), archiveLimits()) : undefined;
  } catch {
    return undefined;
  }
}

async function pairOf(host: Pick<CodeHost, 'blobs'>, tree: Tree, original: string, patched: string): Promise<PatchedPair | undefined> {
  const [was, is] = [await entriesOf(host, tree, original), await entriesOf(host, tree, patched)];
  return was && is ? { original: was, patched: is } : undefined;
}

/** A patched archive of base with the package that it was made of: the one of its version. */
async function earlierPair(host: Pick<CodeHost, 'blobs'>, tree: Tree, folder: string, path: string, name: string): Promise<PatchedPair | undefined> {
  const patched = await entriesOf(host, tree, path);
  const manifest = patched?.find((entry) => entry.path === `node_modules/${name}/package.json`);
  const version = manifest && versionIn(Buffer.from(manifest.bytes).toString('utf8'));
  const slug = version === undefined ? undefined : slugOf(name, `npm:${version}`);
  const original = slug === undefined ? undefined : [...tree.entries.keys()].find((one) => one.startsWith(`${folder}${slug}-`));
  const entries = original === undefined ? undefined : await entriesOf(host, tree, original);
  return patched && entries ? { original: entries, patched } : undefined;
}

function versionIn(text: string): string | undefined {
  try {
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
