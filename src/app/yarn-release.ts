import { limits } from '../core/limits.js';
import type { Tree } from '../core/tree.js';
import { packedTexts } from '../lockfiles/yarn/pnp/code.js';
import { releaseOf } from '../lockfiles/yarn/pnp/places.js';
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

/** A file's text; undefined for a link too, which may lead out of the folder whose files are told. */
async function textAt(host: Pick<CodeHost, 'blobs'>, tree: Tree, path: string, maxBytes: number): Promise<string | undefined> {
  const entry = tree.entries.get(path);
  if (!entry?.mode.startsWith('100')) return undefined;
  const bytes = (await host.blobs([entry.oid], maxBytes)).get(entry.oid);
  return bytes instanceof Uint8Array && bytes.length <= maxBytes ? Buffer.from(bytes).toString('utf8') : undefined;
}
