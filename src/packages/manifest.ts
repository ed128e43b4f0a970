import posix from 'node:path/posix';
import { Failure } from '../core/errors.js';
import type { Json, JsonObject } from '../core/json.js';
import { isObject } from '../core/json.js';
import type { PackageManifest } from './archive.types.js';

/** Nesting that a package.json may have. The deepest real ones (tool settings inside) stay below 20. */
export const maxDepth = 64;

/** A target inside the package: `..` cannot lead out, a leading `./` or `/` is dropped. As npm-normalize-package-bin does. */
function inside(target: string): string {
  return posix.join('/', target.replaceAll('\\', '/')).slice(1);
}

/** The command that a bin key makes: its last part, with `\` and `:` read as separators, as npm-normalize-package-bin does. */
function commandName(key: string): string {
  return posix.join('/', posix.basename(key.replaceAll(/[\\:]/g, '/'))).slice(1);
}

function strings(value: Json | undefined): [string, string][] {
  return isObject(value) ? Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string') : [];
}

/** Pairs as an object without a prototype: a name like `__proto__` is a name here. */
function named(pairs: Iterable<readonly [string, string]>): { [name: string]: string } {
  const out = Object.create(null) as { [name: string]: string };
  for (const [name, value] of pairs) out[name] = value;
  return out;
}

function binPairs(raw: JsonObject, files: Iterable<string>): [string, string][] {
  const { bin, name } = raw;
  if (typeof bin === 'string' && bin !== '') return typeof name === 'string' ? [[name, bin]] : [];
  if (Array.isArray(bin)) return (bin as readonly Json[]).filter((one) => typeof one === 'string').map((one) => [posix.basename(one), one]);
  if (isObject(bin)) return strings(bin);
  const folder = isObject(raw['directories']) ? raw['directories']['bin'] : undefined;
  if (typeof folder !== 'string') return [];
  const prefix = inside(folder) === '' ? '' : `${inside(folder).replace(/\/$/, '')}/`;
  return [...files].filter((path) => path.startsWith(prefix) && !posix.basename(path).startsWith('.')).map((path) => [posix.basename(path), path]);
}

/**
 * The keys of a package.json that installers and loaders act on, as npm reads them: `bin` in its three forms and
 * `directories.bin`, with targets that cannot leave the package (npm-normalize-package-bin, @npmcli/package-json `normalize`), and
 * `scripts` without what is no string. `files` are the package's paths, for `directories.bin`.
 */
export function normaliseManifest(raw: JsonObject, files: Iterable<string> = []): PackageManifest {
  const bin = binPairs(raw, files)
    .map(([name, target]) => [commandName(name), inside(target)] as const)
    .filter(([name, target]) => name !== '' && target !== '');
  const { name, version } = raw;
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof version === 'string' ? { version } : {}),
    scripts: named(strings(raw['scripts'])),
    bin: named(bin),
    raw,
  };
}

/** True when arrays and objects nest at most `levels` deep. Walks without recursion: the depth is the attacker's to choose. */
export function nestsWithin(value: JsonObject | readonly Json[], levels: number): boolean {
  let layer: readonly (JsonObject | readonly Json[])[] = [value];
  for (let depth = 1; depth <= levels; depth += 1) {
    const next: (JsonObject | readonly Json[])[] = [];
    for (const one of layer) for (const child of Object.values(one)) if (typeof child === 'object' && child !== null) next.push(child);
    if (next.length === 0) return true;
    layer = next;
  }
  return false;
}

/**
 * Reads the bytes of a package's own package.json: UTF-8, a byte order mark dropped as npm drops it. Of repeated keys the last
 * one counts, as for every JavaScript reader.
 * @throws Failure MANIFEST_MALFORMED { reason: 'size' | 'json' | 'shape' | 'depth' }.
 */
export function parseManifest(bytes: Uint8Array, maxBytes: number, files: Iterable<string> = []): PackageManifest {
  if (bytes.length > maxBytes) throw new Failure('MANIFEST_MALFORMED', { reason: 'size', size: bytes.length, limit: maxBytes });
  let raw: Json;
  try {
    raw = JSON.parse(new TextDecoder().decode(bytes)) as Json;
  } catch (error) {
    throw new Failure('MANIFEST_MALFORMED', { reason: 'json' }, error);
  }
  if (!isObject(raw)) throw new Failure('MANIFEST_MALFORMED', { reason: 'shape' });
  if (!nestsWithin(raw, maxDepth)) throw new Failure('MANIFEST_MALFORMED', { reason: 'depth', limit: maxDepth });
  return normaliseManifest(raw, files);
}
