import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { FileMap } from '../test/registry/tar.js';

/** The files of an installed package, by their paths in it, without those of packages that it carries. */
export function installedFiles(folder: string): FileMap {
  const files: { [path: string]: Uint8Array } = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const relative = path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
    if (entry.isFile() && !relative.startsWith('node_modules/')) files[relative] = readFileSync(path.join(folder, relative));
  }
  return files;
}
