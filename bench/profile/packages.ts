import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import semver from 'semver';
import { publicDefaultRegistry } from '../../src/adapters/registry/index.js';
import { byCodePoint } from '../../src/core/order.js';
import { packVersion, sri, type FileMap } from '../../test/registry/index.js';
import { cachedRecord, npmCacheFolder } from '../corpus/records.js';
import { hexOf } from '../corpus/store.js';
import { installedFiles } from '../installed.js';

/** One version as its archive. */
export interface Packed {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  readonly tarball: Uint8Array;
}
export interface PackedPair {
  readonly before: Packed;
  readonly after: Packed;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const isScript = (file: string): boolean => /\.[cm]?js$/.test(file);

/** Both versions of a package; in the later one a file is longer by a line, and one was added. */
function pairOf(name: string, files: FileMap, manifest: { readonly [field: string]: unknown }): PackedPair {
  const { 'package.json': _, ...others } = files;
  const changed = Object.keys(others).filter(isScript).sort(byCodePoint)[0]!;
  const later: FileMap = { ...others, [changed]: Buffer.concat([Buffer.from(others[changed]!), Buffer.from('\n;void 0;\n')]), 'bench-added.js': `'use strict';\nexports.sum = (left, right) => left + right;\n` };
  const packed = (version: string, of: FileMap): Packed => {
    const tarball = packVersion(name, { version, manifest, files: of });
    return { name, version, integrity: sri(tarball), tarball };
  };
  return { before: packed('1.0.0', others), after: packed('1.0.1', later) };
}

const ordinaryBytes = [5_000, 1_500_000] as const;

/** What this checkout has installed for all platforms, in order: the same on every machine. */
function installed(): readonly string[] {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as { readonly packages: { readonly [place: string]: { readonly os?: unknown } } };
  return Object.keys(lock.packages).filter((place) => /^node_modules\/(?:@[^/]+\/)?[^/]+$/.test(place) && lock.packages[place]!.os === undefined && existsSync(path.join(root, place))).map((place) => path.join(root, place)).sort(byCodePoint);
}

function scriptBytes(folder: string): number {
  const files = readdirSync(folder, { recursive: true }).map(String).filter((file) => isScript(file) && !file.startsWith('node_modules'));
  return files.reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
}

/** Packages of ordinary size, spread evenly over the names of what is installed: real code parses and holds what made-up code does not. */
export function ordinaryPairs(count: number): readonly PackedPair[] {
  const fitting = installed().filter((folder) => { const bytes = scriptBytes(folder); return bytes >= ordinaryBytes[0] && bytes <= ordinaryBytes[1]; });
  const step = Math.max(1, fitting.length / count);
  return Array.from({ length: Math.min(count, fitting.length) }, (_, at) => {
    const folder = fitting[Math.floor(at * step)]!;
    const files = installedFiles(folder);
    const manifest = JSON.parse(Buffer.from(files['package.json']!).toString('utf8')) as { readonly [field: string]: unknown };
    const entry = Object.fromEntries(['type', 'main', 'module', 'exports', 'browser'].flatMap((field) => (manifest[field] === undefined ? [] : [[field, manifest[field]]])));
    return pairOf(`bench-${path.relative(path.join(root, 'node_modules'), folder).replace(/^@/, '').replace(/[/\\]/, '-')}`, files, entry);
  });
}

/**
 * Two versions of a package whose archives npm's cache on this machine has: the newest two of one major where there are such, else the newest two; undefined
 * where it has not two. Nothing is asked of a registry.
 */
export async function cachedPair(name: string): Promise<PackedPair | undefined> {
  const record = await cachedRecord(name, publicDefaultRegistry());
  const places = Object.entries(record?.versions ?? {}).flatMap(([version, { integrity }]) => {
    if (integrity?.startsWith('sha512-') !== true || version.includes('-')) return [];
    const hex = hexOf(integrity);
    const place = path.join(npmCacheFolder(), 'content-v2', 'sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
    return existsSync(place) ? [{ version, integrity, place }] : [];
  }).sort((a, b) => semver.rcompare(a.version, b.version));
  const at = places.findIndex(({ version }, index) => index + 1 < places.length && semver.major(version) === semver.major(places[index + 1]!.version));
  const [after, before] = places.slice(Math.max(0, at));
  if (before === undefined) return undefined;
  const packed = async ({ version, integrity, place }: typeof before): Promise<Packed> => ({ name, version, integrity, tarball: await readFile(place) });
  return { before: await packed(before), after: await packed(after!) };
}

/** A package of one bundle of so many bytes, made of what is installed. */
export function bundledPair(bytes: number): PackedPair {
  const parts: string[] = [];
  let size = 0;
  for (const folder of installed()) {
    if (size > bytes) break;
    for (const [file, content] of Object.entries(installedFiles(folder))) {
      const text = Buffer.from(content).toString('utf8');
      if (!/\.c?js$/.test(file) || /^(?:import|export)\b|^#!/m.test(text)) continue;
      parts.push(`(function (module, exports, require) {\n${text}\n})(modules[${parts.length}] = {}, {}, require);`);
      size += text.length;
    }
  }
  return pairOf('bench-bundle', { 'index.js': `var modules = [];\n${parts.join('\n')}\n` }, { main: 'index.js' });
}
