// The process that reads hostile code. It has no environment, no tokens, no open handles but the channel to its parent, and at best no
// file system, see process.ts. It is replaced when it dies.
import type { PackageFile } from '../../packages/profile/file-places.js';
import { createFileCache, layered, type FileCache } from '../../packages/profile/file-cache.js';
import { readPackage } from '../../packages/profile/profile.js';
import type { Answer, Request } from './messages.js';

/** Bytes of files whose facts are kept: what is known of them takes several times as much. */
const kept = 8_000_000;
const cache = createFileCache(kept);
let files: PackageFile[] = [];
/** A package of which some files were asked for: what was handed over and what was read of it. */
let begun: { readonly job: number; readonly files: readonly PackageFile[]; readonly read: FileCache } | undefined;

function answer(message: Answer): void {
  process.send?.(message);
}

process.on('message', (message) => {
  const request = message as Request;
  switch (request.kind) {
    case 'files':
      for (const file of request.files) files.push(file);
      return;
    case 'run': {
      const asked = files;
      files = [];
      const again = begun?.job === request.job ? begun : undefined;
      const given = again === undefined ? asked : completed(again.files, asked);
      const read = again?.read ?? createFileCache(Number.MAX_SAFE_INTEGER);
      begun = undefined;
      const { wanted, profile } = readPackage({ files: given, ...(request.manifest ? { manifest: request.manifest } : {}) }, request.steps, layered(read, cache));
      if (wanted.length > 0) {
        begun = { job: request.job, files: given, read };
        answer({ kind: 'wanted', job: request.job, paths: wanted });
      } else {
        const { coverage, value } = profile();
        answer({ kind: 'profile', job: request.job, json: JSON.stringify({ coverage, value }) });
      }
    }
  }
});
/** The files with the bytes of those that were asked for; one path may stand several times in an archive. */
function completed(before: readonly PackageFile[], asked: readonly PackageFile[]): PackageFile[] {
  const bytes = new Map(asked.map((file) => [`${file.sha256} ${file.path}`, file]));
  return before.map((file) => bytes.get(`${file.sha256} ${file.path}`) ?? file);
}

process.on('disconnect', () => process.exit(0));
answer({ kind: 'ready' });
