import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The version of this program, from its package.json. */
export const engineVersion: string = (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }).version;

let digest: string | undefined;
/**
 * A digest over this program's own files (its build, or its sources in a checkout), SHA-256 hex: two verdicts with the same digest and
 * the same facts are the same. Computed once, on first use.
 */
export function engineDigest(): string {
  if (digest !== undefined) return digest;
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')).sort();
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(path.join(folder, file))).update('\0');
  return (digest = hash.digest('hex'));
}
