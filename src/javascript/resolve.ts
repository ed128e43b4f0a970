import path from 'node:path/posix';
import type { JsonObject } from '../core/json.js';
import { isObject } from '../core/json.js';
import { byCodePoint } from '../core/order.js';
import { hereDirectory, hereFile } from './fold.js';
import { isBuiltin, packageOf } from './names.js';
import { isModuleName, type Load } from './uses.js';

/** Extensions that are tried in this order: Node's own, then those that bundlers and other runtimes add. */
const extensions = ['.js', '.json', '.node', '.cjs', '.mjs', '.ts', '.tsx', '.jsx', '.cts', '.mts'];
/** What a compiler would have left out: `./x.js` written for `./x.ts`. */
const sources: readonly (readonly [string, readonly string[]])[] = [['.js', ['.ts', '.tsx', '.jsx']], ['.mjs', ['.mts']], ['.cjs', ['.cts']]];
const nestedTargets = 12;

/** The files that resolution works on. `manifest` gives the package.json of a folder ('' for the root), where there is one. */
export interface ResolutionHost {
  readonly paths: Iterable<string>;
  manifest(folder: string): JsonObject | undefined;
}

/**
 * Resolves specifiers to files of a tree, as Node does (modules: CommonJS "require.resolve" and ESM "resolution algorithm" in its API
 * documentation) and as bundlers extend it. Where the two, or two conditions of `exports`, differ, all answers count.
 */
export class Resolver {
  private readonly exact = new Set<string>();
  /** On file systems that ignore case, or normal form (Unicode, UAX #15), another spelling reaches the file too. */
  private readonly folded = new Map<string, string>();
  /** Files that are one file there: which of them is loaded depends on the machine. By each of their paths; mostly empty. */
  private readonly alike = new Map<string, string[]>();
  private readonly sorted: readonly string[];
  private readonly ranges = new Map<string, readonly string[]>();

  constructor(private readonly host: ResolutionHost) {
    for (const file of host.paths) {
      if (this.exact.has(file)) continue;
      this.exact.add(file);
      const key = folding(file);
      const first = this.folded.get(key);
      if (first === undefined) this.folded.set(key, file);
      else {
        const group = this.alike.get(first) ?? [first];
        group.push(file);
        for (const one of [first, file]) this.alike.set(one, group);
      }
    }
    this.sorted = [...this.exact].sort(byCodePoint);
  }

  /** Every file whose path begins so: a range of the sorted list. */
  startingWith(prefix: string): readonly string[] {
    let list = this.ranges.get(prefix);
    if (list === undefined) {
      const from = this.lowerBound((file) => byCodePoint(file, prefix) >= 0);
      const to = this.lowerBound((file) => byCodePoint(file, prefix) >= 0 && !file.startsWith(prefix));
      this.ranges.set(prefix, (list = this.sorted.slice(from, to)));
    }
    return list;
  }

  private lowerBound(reached: (file: string) => boolean): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (reached(this.sorted[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** All files, in order of code points. */
  get files(): readonly string[] {
    return this.sorted;
  }

  private find(file: string): string | undefined {
    return this.exact.has(file) ? file : this.folded.get(folding(file));
  }

  /** These files, each with those that pass for it on some machines. */
  withAlike(files: readonly string[]): readonly string[] {
    return this.alike.size === 0 ? files : [...new Set(files.flatMap((file) => this.alike.get(file) ?? [file]))];
  }

  /** The file at a path, with extensions and as a folder. Leading `./` and `/` and whatever leads out of the tree are cut. */
  file(written: string, depth = 0): string | undefined {
    const base = path.normalize(written.replaceAll('\\', '/')).replace(/^(?:\.{0,2}\/)+/, '').replace(/\/$/, '');
    const direct = this.find(base);
    if (direct !== undefined) return direct;
    for (const extension of extensions) {
      const found = this.find(base + extension);
      if (found !== undefined) return found;
    }
    for (const [from, to] of sources) {
      if (!base.endsWith(from)) continue;
      for (const extension of to) {
        const found = this.find(base.slice(0, -from.length) + extension);
        if (found !== undefined) return found;
      }
    }
    return this.folder(base === '.' ? '' : base, depth);
  }

  private folder(folder: string, depth: number): string | undefined {
    const main = this.host.manifest(folder)?.['main'];
    if (folder !== '' && typeof main === 'string' && depth < 4) {
      const found = this.file(path.join(folder, main), depth + 1);
      if (found !== undefined) return found;
    }
    for (const extension of extensions) {
      const found = this.find(path.join(folder, `index${extension}`));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Every file that a load from `from` may reach. Empty: it is outside the tree, or nothing is there. */
  load(load: Load, from: string): readonly string[] {
    return this.withAlike(this.resolved(load, from));
  }

  private resolved(load: Load, from: string): readonly string[] {
    const here = path.dirname(from);
    const text = load.specifier.replace(/^file:\/\//, '');
    if (text.startsWith(hereFile)) return [];
    if (load.open) {
      const prefix = this.prefixOf(load, from);
      return prefix === undefined ? [] : this.startingWith(prefix);
    }
    if (text.startsWith(hereDirectory)) return this.plain(path.join(here, text.slice(hereDirectory.length)));
    if (!isModuleName(load)) return isRelative(text) ? [...this.plain(path.join(here, text)), ...this.plain(text)] : this.asFile(text, here);
    if (text.startsWith('#')) return this.targets(this.ownManifest(here)?.['imports'], text);
    if (isRelative(text)) return this.plain(path.join(here, text));
    if (text.startsWith('/') || isBuiltin(text)) return [];
    return this.bare(text, here);
  }

  /** A relative URL or path; an ES module specifier may be percent-encoded and carry a query. */
  private plain(target: string): readonly string[] {
    const found = this.file(target);
    if (found !== undefined) return [found];
    const cut = target.replace(/[?#].*$/s, '');
    let decoded = cut;
    try {
      decoded = decodeURIComponent(cut);
    } catch { /* not encoded after all */ }
    const again = decoded === target ? undefined : this.file(decoded);
    return again === undefined ? [] : [again];
  }

  /** A word that is the path of a file only if there is such a file. */
  private asFile(text: string, here: string): readonly string[] {
    if (text === '' || text.length > 1024 || /[\n\r]/.test(text)) return [];
    const found = [this.find(path.join(here, text)), this.find(path.normalize(text))];
    return found.filter((file) => file !== undefined);
  }

  /** The beginning of a path inside the tree that an open load names. Undefined: it may be anywhere. */
  prefixOf(load: Load, from: string): string | undefined {
    const text = load.specifier;
    if (!load.open || !isModuleName(load) || !(isRelative(text) || text.startsWith(hereDirectory))) return undefined;
    const prefix = path.join(path.dirname(from), text.startsWith(hereDirectory) ? text.slice(hereDirectory.length) : text);
    return prefix.startsWith('..') ? undefined : prefix === '.' || prefix === './' ? '' : prefix;
  }

  /** A package's name: one that the tree carries in a node_modules folder, or the tree's own. */
  private bare(specifier: string, here: string): readonly string[] {
    const name = packageOf(specifier);
    if (name === undefined) return [];
    const rest = specifier.slice(name.length + 1);
    for (let folder = here; ; folder = path.dirname(folder)) {
      const carried = path.join(folder === '.' ? '' : folder, 'node_modules', name);
      const found = this.packageFiles(carried, rest);
      if (found.length > 0) return found;
      if (folder === '.' || folder === '' || folder === '/') break;
    }
    return this.host.manifest('')?.['name'] === name ? this.packageFiles('', rest) : [];
  }

  private packageFiles(folder: string, rest: string): readonly string[] {
    const manifest = this.host.manifest(folder);
    const found = new Set<string>();
    const direct = this.file(path.join(folder, rest === '' ? '.' : rest));
    if (direct !== undefined && (folder === '' || direct.startsWith(`${folder}/`))) found.add(direct);
    if (manifest !== undefined) {
      for (const file of this.targets(manifest['exports'], rest === '' ? '.' : `./${rest}`, folder)) found.add(file);
      if (rest === '' && folder !== '') for (const key of ['main', 'module', 'browser']) {
        const target = manifest[key];
        const file = typeof target === 'string' ? this.file(path.join(folder, target)) : undefined;
        if (file !== undefined) found.add(file);
      }
    }
    return [...found];
  }

  private ownManifest(here: string): JsonObject | undefined {
    for (let folder = here === '.' ? '' : here; ; folder = path.dirname(folder)) {
      const manifest = this.host.manifest(folder === '.' ? '' : folder);
      if (manifest !== undefined) return manifest;
      if (folder === '' || folder === '.') return undefined;
    }
  }

  /** Files that an `exports` or `imports` value gives for a key; every key where it is undefined; all conditions. */
  targets(value: unknown, key?: string, folder = ''): readonly string[] {
    const found = new Set<string>();
    const visit = (target: unknown, star: string | undefined, depth: number): void => {
      if (depth > nestedTargets) return;
      if (typeof target === 'string') for (const file of this.target(path.join(folder, target), star)) found.add(file);
      else if (Array.isArray(target)) for (const one of target) visit(one, star, depth + 1);
      else if (isObject(target)) {
        for (const [name, inner] of Object.entries(target)) {
          if (!name.startsWith('.') && !name.startsWith('#')) visit(inner, star, depth + 1);
          else {
            const match = key === undefined ? { star } : matchKey(name, key);
            if (match !== undefined) visit(inner, match.star, depth + 1);
          }
        }
      }
    };
    visit(value, undefined, 0);
    return [...found];
  }

  private target(target: string, star: string | undefined): readonly string[] {
    const at = target.indexOf('*');
    if (at < 0 && target.endsWith('/')) return this.startingWith(target);
    if (at < 0 || star !== undefined) {
      const found = this.file(at < 0 ? target : target.replaceAll('*', star!));
      return found === undefined ? [] : [found];
    }
    const before = target.slice(0, at);
    const after = target.slice(target.lastIndexOf('*') + 1);
    return this.startingWith(before).filter((file) => file.endsWith(after));
  }
}

/** A path as file systems compare it that ignore case and normal form. */
function folding(file: string): string {
  return file.normalize('NFC').toLowerCase();
}

function isRelative(text: string): boolean {
  return text === '.' || text === '..' || text.startsWith('./') || text.startsWith('../');
}

function matchKey(pattern: string, key: string): { readonly star: string | undefined } | undefined {
  if (pattern === key) return { star: undefined };
  const at = pattern.indexOf('*');
  if (at < 0) return pattern.endsWith('/') && key.startsWith(pattern) ? { star: undefined } : undefined;
  const before = pattern.slice(0, at);
  const after = pattern.slice(at + 1);
  if (key.length < before.length + after.length || !key.startsWith(before) || !key.endsWith(after)) return undefined;
  return { star: key.slice(before.length, key.length - after.length) };
}
