import path from 'node:path/posix';
import type { JsonObject } from '../../core/json.js';
import { isObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import { isCodeFile } from '../../javascript/module-graph.js';
import { Resolver } from '../../javascript/resolve.js';
import type { Load } from '../../javascript/uses.js';
import type { Steps } from '../../javascript/walk.js';
import type { FileCache } from './file-cache.js';
import type { PackageFile } from './file-places.js';
import type { ProfileInput } from './profile.js';
import { formatOf, mayBeSource, readFile, type FileFacts } from './source-files.js';

/** The files of a package: what each of them does, and which others it leads to. */
export class PackageFiles {
  readonly byPath = new Map<string, PackageFile[]>();
  readonly resolver: Resolver;
  /** What is known of the files that were read. */
  readonly facts = new Map<string, FileFacts>();
  /** Files that are run and whose bytes were held back. */
  readonly wanted = new Set<string>();
  /** Manifests over their limit: what they run, and where they lead, is not known. */
  readonly oversized = new Set<PackageFile>();
  /** Files that a step hands to a shell, whatever their names. */
  readonly sourced = new Set<string>();
  filesRead = 0;
  bytes = 0;
  private readonly manifests = new Map<string, JsonObject | undefined>();

  constructor(readonly input: ProfileInput, readonly steps: Steps, private readonly cache?: FileCache) {
    // One path may stand twice in an archive; which one is installed depends on the installer, so all are read.
    for (const file of input.files) {
      const same = this.byPath.get(file.path);
      if (same === undefined) this.byPath.set(file.path, [file]);
      else same.push(file);
    }
    this.resolver = new Resolver({ paths: this.byPath.keys(), manifest: (folder) => this.manifestAt(folder) });
  }

  /** The package's manifest as it was read, and each further package.json that stands at the same place. */
  rootManifests(): readonly JsonObject[] {
    const copies = this.byPath.get('package.json') ?? [];
    const parsed = copies.length > 1 ? copies.map((copy) => this.parsed(copy)) : [this.manifestAt('')];
    return [this.input.manifest?.raw, ...(copies.length > 1 || this.input.manifest === undefined ? parsed : [])].filter((one) => one !== undefined);
  }

  /** The manifest of a folder, as it was read; undefined where there is none, or none that can be read. */
  manifestAt(folder: string): JsonObject | undefined {
    const key = folder === '.' ? '' : folder;
    if (key === '' && this.input.manifest !== undefined) return this.input.manifest.raw;
    if (!this.manifests.has(key)) {
      const [file] = this.byPath.get(path.join(key, 'package.json')) ?? [];
      this.manifests.set(key, file && this.parsed(file));
    }
    return this.manifests.get(key);
  }

  private parsed(file: PackageFile): JsonObject | undefined {
    if (file.size > limits.packageManifestBytes.value) {
      this.oversized.add(file);
      return undefined;
    }
    return parseManifest(file);
  }

  private nearestManifest(file: string): JsonObject | undefined {
    for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
      const manifest = this.manifestAt(folder);
      if (manifest !== undefined || folder === '.' || folder === '/') return manifest;
    }
  }

  /** What a file does. It is read when it is first asked for, and all copies of it together. */
  factsOf(file: string): FileFacts {
    let facts = this.facts.get(file);
    if (facts === undefined) {
      const copies = this.byPath.get(file) ?? [];
      facts = merge(copies.map((copy) => this.readCopy(copy)));
      this.facts.set(file, facts);
    }
    return facts;
  }

  private readCopy(file: PackageFile): FileFacts {
    if (file.bytes === undefined && file.size > 0 && mayBeSource(file.path)) this.wanted.add(file.path);
    else {
      this.filesRead += 1;
      this.bytes += file.size;
    }
    const read = (): FileFacts => readFile(file, (of) => this.nearestManifest(of), this.steps, this.sourced.has(file.path));
    if (this.cache === undefined || file.bytes === undefined) return read();
    return this.cache.facts(`${file.sha256} ${formatOf(file.path, this.nearestManifest(file.path))} ${this.sourced.has(file.path) ? 'shell ' : ''}${file.path}`, file.size, this.steps, read);
  }

  /** Files that a file leads to. A folder of which only the beginning of the name is known is a node of its own, met once. */
  edgesOf(file: string): readonly string[] {
    if (file.startsWith('\0')) return this.resolver.startingWith(file.slice(1)).filter((one) => isCodeFile(one));
    const facts = this.factsOf(file);
    const edges = new Set<string>();
    for (const load of facts.loads) {
      const prefix = this.resolver.prefixOf(load, file);
      if (prefix !== undefined) edges.add(`\0${prefix}`);
      else for (const one of this.resolver.load(load, file)) if (!isLoose(load, one) || this.isCode(one)) edges.add(one);
    }
    for (const word of facts.words) for (const one of this.filesOf(word, path.dirname(file))) edges.add(one);
    return [...edges];
  }

  /** Of the files that are named loosely, those that a runtime could run: a licence or a cache of the engine is no code. */
  private isCode(file: string): boolean {
    return isCodeFile(file) || this.factsOf(file).problem !== 'PARSE_FAILED';
  }

  /** Files that a word of a command names, taken from a folder and from the package's root. */
  filesOf({ word, resolve }: { readonly word: string; readonly resolve: boolean }, folder: string): readonly string[] {
    if (word === '' || word.length > 1024 || word.startsWith('-')) return [];
    const bases = folder === '.' || folder === '' ? [word] : [path.join(folder, word.replaceAll('\\', '/')), word];
    return bases.flatMap((base) => {
      const file = resolve ? this.resolver.file(base) : this.byPath.has(path.normalize(base.replaceAll('\\', '/')).replace(/^(?:\.{0,2}\/)+/, '')) ? this.resolver.file(base) : undefined;
      return file === undefined ? [] : [file];
    });
  }
}

/** A path that is only made, and an argument of a program that is a file only where capitals do not count (`license` is no `LICENSE`). */
function isLoose(load: Load, file: string): boolean {
  return load.kind === 'mention' || load.kind === 'resolved' || (load.kind === 'path' && !path.basename(file).startsWith(path.basename(load.specifier)));
}

function parseManifest(file: PackageFile): JsonObject | undefined {
  if (file.bytes === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(file.bytes).toString('utf8').replace(/^\uFEFF/, ''));
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Of two files of one path it is not known which one an offset is in. */
function mergedStatements(copies: readonly FileFacts[]): ReadonlyMap<number, string> {
  const merged = new Map<number, string>();
  for (const { statements } of copies) for (const [at, statement] of statements) merged.set(at, merged.has(at) && merged.get(at) !== statement ? '' : statement);
  return merged;
}

function merge(copies: readonly FileFacts[]): FileFacts {
  if (copies.length === 1) return copies[0]!;
  const problem = copies.find((copy) => copy.problem !== undefined)?.problem;
  return {
    signals: copies.flatMap((copy) => copy.signals), direct: copies.flatMap((copy) => copy.direct), flows: copies.flatMap((copy) => copy.flows),
    capabilities: copies.flatMap((copy) => copy.capabilities), loads: copies.flatMap((copy) => copy.loads), words: copies.flatMap((copy) => copy.words), statements: mergedStatements(copies),
    computed: copies.some((copy) => copy.computed), carried: copies.flatMap((copy) => copy.carried), ...(problem === undefined ? {} : { problem }),
  };
}
