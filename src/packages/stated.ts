import { sha256 } from '../core/hash.js';
import { canonicalJson, isObject, type Json, type JsonObject } from '../core/json.js';
import { byCodePoint } from '../core/order.js';
import type { PackageManifest } from './archive.types.js';
import { maxDepth, nestsWithin, normaliseManifest } from './manifest.js';
import type { StatedKey, StatedManifest } from './record.types.js';

/** What an installer runs for a package from a registry (npm documentation, "scripts", life cycle operation order). */
const installScripts: readonly string[] = ['preinstall', 'install', 'postinstall'];

/** What npm adds as `start` where a server.js stands (step `serverjs`). */
const serverStart = 'node server.js';

/** In place of the digest of what nests deeper than any manifest in a tarball may: it equals none of theirs. */
const tooDeep = 'nested too deep';
const digest = (value: Json): string => (typeof value === 'object' && value !== null && !nestsWithin(value as JsonObject, maxDepth) ? tooDeep : sha256(Buffer.from(canonicalJson(value))).slice(0, 32));
/** `./lib/a.js`, `lib/a` and `lib/a.js` are the same file to whoever loads it. */
const entry = (value: string): string => value.replace(/^(?:\.?\/)+/, '').replace(/\.js$/, '').replace(/\/(?:index)?$/, '');

/** Every key of a manifest that `statedOf` looks at: two that say the same in these state the same. */
export const statedKeys = ['name', 'bin', 'directories', 'scripts', 'gypfile', 'main', 'exports', 'imports', 'module', 'browser', 'bundleDependencies', 'bundledDependencies', 'dependencies'] as const;

/**
 * What a manifest says, as npm writes it: one form for what a registry holds and what a tarball holds. Of scripts without install steps, commands,
 * entries and carried packages only digests are kept. `files` are the package's paths where they are known (`directories.bin`).
 */
export function statedOf(raw: JsonObject, files: Iterable<string> = []): StatedManifest {
  const manifest = withoutBinFolder(normaliseManifest(raw, files));
  return { scripts: installing(manifest), ...(typeof raw['gypfile'] === 'boolean' ? { gypfile: raw['gypfile'] } : {}), digests: digestsOf(raw, manifest) };
}

/** npm drops this from the beginning of what a script runs (@npmcli/package-json, step `scriptpath`). */
const binFolder = /^(?:\.[/\\])?node_modules[/\\]\.bin[\\/]/;

function withoutBinFolder(manifest: PackageManifest): PackageManifest {
  return { ...manifest, scripts: Object.fromEntries(Object.entries(manifest.scripts).filter(([name]) => name !== '__proto__').map(([name, command]) => [name, command.replace(binFolder, '')])) };
}

function installing(manifest: PackageManifest): StatedManifest['scripts'] {
  const steps = installScripts.filter((name) => Object.hasOwn(manifest.scripts, name) && manifest.scripts[name]!.trim() !== '');
  return Object.fromEntries(steps.map((name) => [name, shortened(manifest.scripts[name]!.trim())]));
}

/** Longer texts are told by their beginning and a digest of the whole. */
const textCharacters = 1_024;
const shortened = (text: string): string => (text.length <= textCharacters ? text : `${text.slice(0, textCharacters)} ${sha256(Buffer.from(text))}`);

function digestsOf(raw: JsonObject, manifest: PackageManifest): StatedManifest['digests'] {
  const out: { [key in StatedKey]?: string } = {};
  const others = Object.entries(manifest.scripts).filter(([name, command]) => !installScripts.includes(name) && !(name === 'start' && command === serverStart)).sort(([a], [b]) => byCodePoint(a, b));
  if (others.length > 0) out.others = digest(others);
  if (Object.keys(manifest.bin).length > 0) out.bin = digest(Object.entries(manifest.bin).sort(([a], [b]) => byCodePoint(a, b)));
  if (typeof raw['main'] === 'string' && entry(raw['main']) !== '' && entry(raw['main']) !== 'index') out.main = digest(entry(raw['main']));
  for (const key of ['exports', 'imports', 'module', 'browser'] as const) {
    const value = raw[key];
    if (value !== undefined && value !== null && value !== '' && value !== false) out[key] = digest(typeof value === 'string' ? entry(value) : value);
  }
  const carried = raw['bundleDependencies'] ?? raw['bundledDependencies'];
  const names = carried === true ? Object.keys(isObject(raw['dependencies']) ? raw['dependencies'] : {}) : Array.isArray(carried) ? carried.filter((one) => typeof one === 'string') : isObject(carried) ? Object.keys(carried) : [];
  if (names.length > 0) out.bundleDependencies = digest([...new Set(names)].sort(byCodePoint));
  return out;
}
