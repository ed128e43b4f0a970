import type { StandInPackage } from '../../registry/index.js';
import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import type { Chance } from './chance.js';
import { edited, parsed, sourceOf, statementsOf, type Edit, type Source } from './source.js';

/** A replica after some mutations: the same attack, written otherwise. */
export type Variant = Pick<Replica, 'name' | 'before' | 'after'> & { readonly brings: readonly StandInPackage[] };
/** A file of code that the attacker added or changed: in the new version, or in the last version of a package that it brings. */
export interface Site { readonly brought?: number; readonly path: string; readonly text: string; readonly module: boolean; readonly whole: boolean }

/** Files above it are moved and padded, but not read for what could be changed in them. */
export const mostRead = 120_000;

export const variantOf = ({ name, before, after, brings = [] }: Replica): Variant => ({ name, ...(before ? { before } : {}), after, brings });

const isScript = (path: string): boolean => /\.[cm]?js$/.test(path);

export function isModule(version: ReplicaVersion, path: string): boolean {
  if (/\.[cm]js$/.test(path)) return path.endsWith('.mjs');
  const own = version.files['package.json'];
  const manifest: { readonly type?: unknown } = { ...version.manifest, ...(typeof own === 'string' ? JSON.parse(own) as object : {}) };
  if (manifest.type === 'module') return true;
  const text = version.files[path];
  return typeof text === 'string' && /^\s*(?:import\b(?!\s*\()|export\b)|[;}]\s*(?:import\s*[\w{*'"]|export\s*[{d])/m.test(text) && parses(text, true) && !parses(text, false);
}

export function parses(text: string, module: boolean): boolean {
  try { parsed(text, module); return true; } catch { return false; }
}

export const filesOf = (version: ReplicaVersion): { readonly [path: string]: string | Uint8Array } => version.files;
export const versionAt = (variant: Variant, brought: number | undefined): ReplicaVersion => brought === undefined ? variant.after : variant.brings[brought]!.versions.at(-1) as ReplicaVersion;

export function withFiles(variant: Variant, brought: number | undefined, files: { readonly [path: string]: string | undefined }, manifest?: ReplicaVersion['manifest']): Variant {
  const version = versionAt(variant, brought);
  const all = Object.fromEntries(Object.entries({ ...filesOf(version), ...files }).filter(([, content]) => content !== undefined)) as ReplicaVersion['files'];
  const made = { ...version, files: all, ...(manifest ? { manifest } : {}) };
  if (brought === undefined) return { ...variant, after: made };
  return { ...variant, brings: variant.brings.map((one, at) => at === brought ? { ...one, versions: [...one.versions.slice(0, -1), made] } : one) };
}

const olds = new WeakMap<object, ReadonlySet<string>>();
/** All statements of the old version. */
function oldOf(before: ReplicaVersion | undefined): ReadonlySet<string> | undefined {
  if (!before) return undefined;
  let found = olds.get(before);
  if (found === undefined) {
    const all = new Set<string>();
    for (const [path, content] of Object.entries(before.files)) {
      if (!isScript(path) || typeof content !== 'string' || content.length > mostRead) continue;
      try { for (const one of statementsOf(content, isModule(before, path))) all.add(one); } catch { /* not of this language: all of it counts as new */ }
    }
    olds.set(before, found = all);
  }
  return found;
}

export function sitesOf(variant: Variant): Site[] {
  const found: Site[] = [];
  const look = (version: ReplicaVersion, brought?: number): void => {
    for (const [path, text] of Object.entries(version.files)) {
      if (!isScript(path) || typeof text !== 'string' || text.trim() === '' || (brought === undefined && variant.before?.files[path] === text)) continue;
      found.push({ ...(brought === undefined ? {} : { brought }), path, text, module: isModule(version, path), whole: brought !== undefined || variant.before?.files[path] === undefined });
    }
  };
  look(variant.after);
  variant.brings.forEach((one, at) => { if (typeof one.versions.at(-1)?.files === 'object') look(one.versions.at(-1) as ReplicaVersion, at); });
  return found;
}

/** Reads a site for mutation; undefined where it is too large, does not parse, or has nothing new. */
export function readSite(variant: Variant, site: Site): Source | undefined {
  if (site.text.length > mostRead) return undefined;
  try {
    const source = sourceOf(site.text, site.module, site.brought === undefined && !site.whole ? oldOf(variant.before) : undefined);
    return source.runs.length > 0 ? source : undefined;
  } catch { return undefined; }
}

/** Where a statement does not end in a semicolon, what now begins with a bracket would go on with it. */
function apart({ runs, text }: Source, edits: readonly Edit[]): Edit[] {
  const starts = new Set(runs.flatMap(({ statements }) => statements).filter(({ start }) => !/(?:^|[;{])\s*$/.test(text.slice(Math.max(0, start - 200), start))).map(({ start }) => start));
  return edits.map((edit) => starts.has(edit.start) && edit.end > edit.start && /^[([`+\-/]/.test(edit.text) ? { ...edit, text: `;${edit.text}` } : edit);
}

export type InFile = (source: Source, chance: Chance, site: Site, variant: Variant) => readonly Edit[] | string | undefined;

/** Applies a change of text to all files of the attacker, or to one of them; undefined where nothing could be changed. */
export function inFiles(variant: Variant, chance: Chance, change: InFile): Variant | undefined {
  const sites = chance.shuffled(sitesOf(variant));
  const all = chance.percent(75);
  let made = variant;
  for (const site of sites) {
    const source = readSite(variant, site);
    if (!source) continue;
    const answer = change(source, chance, site, variant);
    const text = typeof answer === 'string' ? answer : answer && answer.length > 0 ? edited(site.text, apart(source, answer)) : undefined;
    if (text === undefined || text === site.text || !parses(text, site.module)) continue;
    made = withFiles(made, site.brought, { [site.path]: text });
    if (!all) break;
  }
  return made === variant ? undefined : made;
}

/** A path beside another one that no file has yet. */
export function freePath(version: ReplicaVersion, like: string, word: string, extension = /\.[^.]+$/.exec(like)![0]): string {
  const folder = like.includes('/') ? like.slice(0, like.lastIndexOf('/') + 1) : '';
  for (let at = 0; ; at += 1) {
    const path = `${folder}${word}${at === 0 ? '' : at}${extension}`;
    if (version.files[path] === undefined) return path;
  }
}

const words = ['config', 'options', 'helper', 'state', 'cache', 'loader', 'format', 'bridge', 'queue', 'layout', 'locale', 'parser', 'stream', 'table', 'shared', 'common', 'runtime', 'support', 'result', 'handler', 'context', 'entry', 'source', 'target', 'value', 'index', 'buffer', 'token', 'render', 'setup'];
/** A name that stands nowhere in a text, long or short as the seed says. */
export function freshName(text: string, chance: Chance, taken: Set<string> = new Set()): string {
  const style = chance.int(3);
  for (;;) {
    const name = style === 0 ? `${chance.pick(words)}${chance.pick(words).replace(/^./, (one) => one.toUpperCase())}` : style === 1 ? `${chance.pick([...'abcdefghijkmnpqrstuvwxyz'])}${chance.int(1000)}` : `_${chance.pick(words)}${chance.int(100)}`;
    if (!text.includes(name) && !taken.has(name)) { taken.add(name); return name; }
  }
}
export const fileWord = (chance: Chance): string => chance.percent(50) ? chance.pick(words) : `${chance.pick(words)}-${chance.pick(words)}`;
