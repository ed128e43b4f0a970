import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { MalformedPlace } from '../../advisories/advisory-index.js';
import { limits } from '../../core/limits.js';
import { byCodePoint } from '../../core/order.js';

/** A data file: its name relative to the source, for people, and where it really is. */
export interface DataFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

export interface FileList {
  readonly files: readonly DataFile[];
  readonly rejected: readonly MalformedPlace[];
}

const dataFile = /\.(?:json|ndjson|jsonl)(?:\.gz)?$/;

/**
 * The data files of a source, by code point of their names: the file itself, whatever its name, or every JSON and NDJSON file of a
 * folder and the folders in it; names that begin with a dot are passed over. A symlink counts only where it leads to a file inside
 * the folder; every other one is rejected, since what it hides may be data.
 * @throws the file system's error where `source` is not there or may not be read.
 */
export function listFiles(source: string): FileList {
  const root = realpathSync(source);
  const stat = statSync(root);
  if (!stat.isDirectory()) return { files: stat.isFile() ? [{ name: path.basename(root), path: root, bytes: stat.size }] : [], rejected: [] };
  const files: DataFile[] = [];
  const rejected: MalformedPlace[] = [];
  const open: { readonly name: string; readonly depth: number }[] = [{ name: '', depth: 0 }];
  for (let folder = open.pop(); folder; folder = open.pop()) {
    for (const entry of entriesOf(root, folder.name, rejected)) {
      if (entry.name.startsWith('.')) continue;
      const name = folder.name === '' ? entry.name : `${folder.name}/${entry.name}`;
      if (entry.isDirectory()) {
        if (folder.depth < limits.advisoryFolderDepth.value) open.push({ name, depth: folder.depth + 1 });
        else rejected.push({ file: name, reason: 'too-large' });
        continue;
      }
      if (entry.isSymbolicLink()) { const target = insideTarget(root, name); if (target) { if (target.file && dataFile.test(name)) files.push(target.file); } else rejected.push({ file: name, reason: 'symlink' }); }
      else if (entry.isFile() && dataFile.test(name)) files.push({ name, path: path.join(root, name), bytes: lstatSync(path.join(root, name)).size });
      if (files.length > limits.advisoryFiles.value) return { files: files.slice(0, -1), rejected: [...rejected, { file: name, reason: 'too-large' }] };
    }
  }
  return { files: files.sort((a, b) => byCodePoint(a.name, b.name)), rejected };
}

function entriesOf(root: string, folder: string, rejected: MalformedPlace[]) {
  try {
    return readdirSync(path.join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (folder === '') throw error;
    rejected.push({ file: folder, reason: 'unreadable' });
    return [];
  }
}

/** Where a symlink leads, if that is inside: with `file` for a regular file, without for a folder, whose files are listed anyway. */
function insideTarget(root: string, name: string): { readonly file?: DataFile } | undefined {
  try {
    const target = realpathSync(path.join(root, name));
    if (!target.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) return undefined;
    const stat = statSync(target);
    return stat.isFile() ? { file: { name, path: target, bytes: stat.size } } : {};
  } catch {
    return undefined;
  }
}
