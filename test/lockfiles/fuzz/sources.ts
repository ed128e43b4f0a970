import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { formatOf } from '../../../src/lockfiles/index.js';

/** A lockfile that a real tool wrote, with its manifests and settings. */
export interface Source {
  readonly format: string;
  readonly lockfile: string;
  readonly text: string;
  readonly others: ReadonlyMap<string, string>;
}

const folder = fileURLToPath(new URL('../', import.meta.url));

function* filesBelow(directory: string): Generator<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) yield* filesBelow(file);
    else yield file;
  }
}

/** Every lockfile among the fixtures, by format; small ones first, and none above the size given. */
export function sourcesUpTo(bytes: number): ReadonlyMap<string, readonly Source[]> {
  const found = new Map<string, Source[]>();
  const add = (files: ReadonlyMap<string, string>): void => {
    for (const [lockfile, text] of files) {
      const format = formatOf(lockfile);
      if (!format || text.length > bytes || text.length < 20) continue;
      const others = new Map([...files].filter(([other]) => other !== lockfile));
      found.set(format.id, [...(found.get(format.id) ?? []), { format: format.id, lockfile, text, others }]);
    }
  };
  for (const file of filesBelow(folder)) {
    if (file.endsWith('.json.gz')) add(new Map(Object.entries((JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as { readonly files?: { readonly [name: string]: string } }).files ?? {})));
    else if (formatOf(file.replaceAll(path.sep, '/')) && statSync(file).size <= bytes) add(new Map([[path.basename(file), readFileSync(file, 'utf8')]]));
  }
  for (const all of found.values()) all.sort((a, b) => a.text.length - b.text.length);
  return found;
}
