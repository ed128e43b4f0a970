import { createHash } from 'node:crypto';
import { Failure } from '../core/errors.js';
import type { Archive, ArchiveLimits } from './tarball.js';
import { archiveLimits } from './tarball.js';
import { readZip } from './zip.js';

/**
 * Reads an archive of Yarn's cache: its files with their paths as they stand (`node_modules/<name>/…`), and the digest of its bytes, which is what
 * yarn.lock holds of it behind the cache key. Of its manifest nothing is read: it is there to be compared with the archive of its registry.
 * @throws as `readZip`.
 */
export async function readCacheArchive(source: AsyncIterable<Uint8Array>, limits: ArchiveLimits = archiveLimits()): Promise<Archive> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > limits.tarballBytes) throw new Failure('TARBALL_LIMIT', { limit: 'tarballBytes', value: limits.tarballBytes });
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const entries = readZip(bytes, limits);
  return {
    entries,
    facts: {
      sha512: createHash('sha512').update(bytes).digest('hex'), pinned: 'none', size, unpackedSize: entries.reduce((total, entry) => total + entry.size, 0),
      files: entries.map(({ path, size: length, mode, sha256 }) => ({ path, size: length, mode, sha256 })), ambiguities: [], carried: [], hasShrinkwrap: false, hasBindingGyp: false,
    },
  };
}
