import type { FileDiff } from '../git/diff.js';
import type { Settings } from '../state.js';

/** Files with the patch that GitHub would show: none where the file is binary, too large, or comes after the whole has become too large. */
export function patchesWithinLimits(settings: Settings, files: readonly FileDiff[]): { file: FileDiff; patch: string | undefined }[] {
  let lines = 0;
  let bytes = 0;
  return files.map((file) => {
    const own = file.additions + file.deletions;
    if (file.binary || file.patch === '' || own > settings.patchLines || file.patch.length > settings.patchBytes) return { file, patch: undefined };
    lines += own;
    bytes += file.patch.length;
    return { file, patch: lines > settings.patchTotalLines || bytes > settings.patchTotalBytes ? undefined : file.patch };
  });
}
