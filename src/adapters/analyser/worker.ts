// The process that reads hostile code. It has no environment, no tokens, no open handles but the channel to its parent, and at best no
// file system, see process.ts. It is replaced when it dies.
import type { PackageFile } from '../../packages/profile/file-places.js';
import { createFileCache } from '../../packages/profile/file-cache.js';
import { profilePackage } from '../../packages/profile/profile.js';
import type { Answer, Request } from './messages.js';

/** Bytes of files whose facts are kept: what is known of them takes several times as much. */
const kept = 8_000_000;
const cache = createFileCache(kept);
let files: PackageFile[] = [];

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
      const given = files;
      files = [];
      const { coverage, value, wanted } = profilePackage({ files: given, ...(request.manifest ? { manifest: request.manifest } : {}) }, request.steps, cache);
      if (wanted.length > 0) answer({ kind: 'wanted', job: request.job, paths: wanted });
      else answer({ kind: 'profile', job: request.job, json: JSON.stringify({ coverage, value }) });
    }
  }
});
process.on('disconnect', () => process.exit(0));
answer({ kind: 'ready' });
