import path from 'node:path/posix';
import type { Coverage } from '../../core/coverage.js';
import { sha256 } from '../../core/hash.js';
import type { JsonObject } from '../../core/json.js';
import { isObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import { byCodePoint, sortedBy } from '../../core/order.js';
import { isCodeFile, loadEntries, reach } from '../../javascript/module-graph.js';
import { Resolver } from '../../javascript/resolve.js';
import type { CommandLine } from '../../javascript/taint/solve.js';
import { isBuiltin, packageOf } from '../../javascript/names.js';
import { decodeSource, LineIndex } from '../../javascript/text.js';
import { isModuleName, type Load } from '../../javascript/uses.js';
import { Steps } from '../../javascript/walk.js';
import type { PackageManifest } from '../archive.types.js';
import type { CodeProfile, InstallStep, Trigger, UnreadFile } from '../profile.types.js';
import { gypFacts } from '../gyp.js';
import { commandKind } from '../gyp/command.js';
import { gatherBehaviour } from './behaviour.js';
import { commandLineOf } from './command-line.js';
import { readCommand } from './command.js';
import { installsIn, makesOf, type MakeCall } from './nested-tools.js';
import { makefileNames, readMakefile } from './makefile.js';
import { hostsOfAddresses } from './shell-remote.js';
import { gypCommands, isGitStep, scriptsOf, stepsOf, type PlainStep } from './install-steps.js';
import type { FileCache } from './file-cache.js';
import { formatOf, mayBeSource, nothing, readFile, readScript, readShell, type FileFacts } from './source-files.js';
import { placeOf, type PackageFile, type SpanSignal } from './file-places.js';
import { signalsOfOther } from './file-signals.js';
import { coverageOf, unreadManifests, unreadSteps, type ReadStep } from './unread.js';

/** Changes with every change of what the profile of the same bytes may say: it is part of the key under which profiles are kept. */
export const profileProducer = 'js-20';

export interface ProfileInput {
  readonly manifest?: PackageManifest;
  readonly files: readonly PackageFile[];
}
export interface ProfileResult {
  readonly coverage: Coverage;
  readonly value: CodeProfile;
}
/** A package whose files were read. */
export interface ReadPackage {
  /** Files that turned out to be run and whose bytes were held back: without them the profile would lack what they do. */
  readonly wanted: readonly string[];
  readonly profile: () => ProfileResult;
}

const nestedScripts = 8;
/** Makefiles with their targets, and folders, that one step comes to run. */
const mostTools = 512;
/** Stands for something that a step runs and that was not read to its end. */
const unreadTool: FileFacts = { ...nothing, problem: 'ANALYSER_STEPS' };

/**
 * What one version of a package is able to do, and when. Pure and deterministic: the same bytes give the same profile.
 * @param steps bound on the work, in syntax nodes; when it is spent the rest is named as unread and the coverage is partial.
 * @param cache of files that were read before; it changes the time that is taken, and nothing else.
 */
export function profilePackage(input: ProfileInput, steps: number = limits.analyserSteps.value, cache?: FileCache): ProfileResult {
  return readPackage(input, steps, cache).profile();
}

/** The same in two steps: what is wanted is known when the files were read, before the work that they share. */
export function readPackage(input: ProfileInput, steps: number = limits.analyserSteps.value, cache?: FileCache): ReadPackage {
  const profiler = new Profiler(input, new Steps(steps), cache);
  const profile = profiler.read();
  return { wanted: profiler.wantedFiles, profile };
}

class Profiler {
  private readonly byPath = new Map<string, PackageFile[]>();
  private readonly manifests = new Map<string, JsonObject | undefined>();
  private readonly resolver: Resolver;
  private readonly facts = new Map<string, FileFacts>();
  private readonly wanted = new Set<string>();
  /** Manifests over their limit: what they run, and where they lead, is not known. */
  private readonly oversized = new Set<PackageFile>();
  private readonly met = new WeakMap<FileFacts[], Set<string>>();
  /** Files that a step hands to a shell, whatever their names. */
  private readonly sourced = new Set<string>();
  private readonly indices = new Map<string, LineIndex>();
  private readonly builds = new Map<string, ReturnType<typeof gypFacts>>();
  private filesRead = 0;
  private bytes = 0;

  constructor(private readonly input: ProfileInput, private readonly steps: Steps, private readonly cache?: FileCache) {
    // One path may stand twice in an archive; which one is installed depends on the installer, so all are read.
    for (const file of input.files) {
      const same = this.byPath.get(file.path);
      if (same === undefined) this.byPath.set(file.path, [file]);
      else same.push(file);
    }
    this.resolver = new Resolver({ paths: this.byPath.keys(), manifest: (folder) => this.manifestAt(folder) });
  }

  get wantedFiles(): readonly string[] {
    return [...this.wanted].sort(byCodePoint);
  }

  /** Reads all files that are run or are code. Gives what makes the profile of them. */
  read(): () => ProfileResult {
    const roots = this.rootManifests();
    const steps = this.installSteps(roots);
    const entries = (roots.length === 0 ? [undefined] : roots).map((manifest) => loadEntries(manifest, this.resolver));
    const reached = reach({ install: steps.filter(({ step }) => !isGitStep(step.name)).flatMap(({ named }) => named), load: entries.flatMap((one) => one.named), bin: entries.flatMap((one) => one.commands), deep: entries.flatMap((one) => one.deep) }, (file) => this.edgesOf(file));
    for (const file of this.resolver.files) if (isCodeFile(file)) this.factsOf(file);
    return () => this.profile(steps, reached);
  }

  private profile(steps: readonly ReadStep[], reached: ReturnType<typeof reach>): ProfileResult {
    const undecided = this.oversized.size > 0 || [...this.facts].some(([file, facts]) => facts.computed && reached.has(file)) || steps.some((step) => step.facts.some((facts) => facts.computed));
    // What a command does on each start runs as early as what is loaded does.
    const triggersOf = (file: string): readonly Trigger[] => [...(reached.get(file) ?? [undecided ? 'undecided' : 'unreachable'] as const)].map((root) => (root === 'bin' ? 'load' : root));
    const { cut, ...behaviour } = this.behaviour(triggersOf, steps, commandLineOf(this.rootManifests(), this.resolver.files, reached, (file) => this.facts.get(file)?.computed ?? true, this.oversized.size > 0, steps));
    const files = [...this.unread(reached, triggersOf), ...unreadSteps(steps), ...unreadManifests(this.oversized)];
    const unread = cut && !files.some((file) => file.code === 'ANALYSER_STEPS') ? [...files, { path: 'package.json', code: 'ANALYSER_STEPS', trigger: 'undecided' } as const] : files;
    return {
      coverage: coverageOf(unread),
      value: {
        installSteps: steps.map(({ step, named }) => this.finished(step, named)),
        ...behaviour,
        files: { read: this.filesRead, bytes: this.bytes },
        unread, undecided, imports: this.imports(),
      },
    };
  }

  /** The package's manifest as it was read, and each further package.json that stands at the same place. */
  private rootManifests(): readonly JsonObject[] {
    const copies = this.byPath.get('package.json') ?? [];
    const parsed = copies.length > 1 ? copies.map((copy) => this.parsed(copy)) : [this.manifestAt('')];
    return [this.input.manifest?.raw, ...(copies.length > 1 || this.input.manifest === undefined ? parsed : [])].filter((one) => one !== undefined);
  }

  private manifestAt(folder: string): JsonObject | undefined {
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

  private factsOf(file: string): FileFacts {
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
  private edgesOf(file: string): readonly string[] {
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
  private filesOf({ word, resolve }: { readonly word: string; readonly resolve: boolean }, folder: string): readonly string[] {
    if (word === '' || word.length > 1024 || word.startsWith('-')) return [];
    const bases = folder === '.' || folder === '' ? [word] : [path.join(folder, word.replaceAll('\\', '/')), word];
    return bases.flatMap((base) => {
      const file = resolve ? this.resolver.file(base) : this.byPath.has(path.normalize(base.replaceAll('\\', '/')).replace(/^(?:\.{0,2}\/)+/, '')) ? this.resolver.file(base) : undefined;
      return file === undefined ? [] : [file];
    });
  }

  private installSteps(roots: readonly JsonObject[]): readonly ReadStep[] {
    const plain = [...(roots.length === 0 ? [undefined] : roots)].flatMap((manifest) => stepsOf(manifest, '', this.byPath.has('binding.gyp')).map((step) => ({ step, manifest })));
    // Packages that the tarball carries have their steps run too.
    for (const file of this.resolver.files) {
      const folder = /^(.*(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@.][^/]*)\/package\.json$/.exec(file)?.[1];
      if (folder === undefined) continue;
      const manifest = this.manifestAt(folder);
      plain.push(...stepsOf(manifest, folder, this.byPath.has(`${folder}/binding.gyp`)).map((step) => ({ step, manifest })));
    }
    return plain.map(({ step, manifest }) => this.readStep(step, manifest));
  }

  private readStep(step: PlainStep, manifest: JsonObject | undefined): ReadStep {
    const named = new Set<string>();
    const facts: FileFacts[] = [];
    const commands: string[] = [];
    const scripts = scriptsOf(manifest);
    const file = path.join(step.folder, step.implicit ? 'binding.gyp' : 'package.json');
    const visit = (name: string, command: string, depth: number, seen: Set<string>): void => {
      commands.push(command);
      const at = { line: this.lineOf(file, name), excerpt: command.split(/\r?\n/).slice(0, 3).map((line) => line.slice(0, 120)).join('\n') };
      this.readText(command, step.folder, file, scripts, at, named, facts, (script) => {
        for (const one of [`pre${script}`, script, `post${script}`]) {
          const next = scripts.get(one);
          if (next !== undefined && depth < nestedScripts && !seen.has(one)) visit(one, next, depth + 1, seen.add(one));
        }
      });
    };
    visit(step.name, step.command, 0, new Set([step.name]));
    if (step.implicit || /\bgyp\b/.test(step.command)) this.readGyp(path.join(step.folder, 'binding.gyp'), step.folder, named, facts);
    return { step, named: [...named], facts, commands };
  }

  /** Reads one command: its programs, the code that stands in it, and the files that it names. */
  private readText(command: string, folder: string, file: string, scripts: ReadonlyMap<string, string>, at: { readonly line: number; readonly excerpt: string }, named: Set<string>, facts: FileFacts[], script: (name: string) => void, depth = 0): void {
    const read = readCommand(command, new Set(scripts.keys()));
    facts.push({ ...readShell(file, command, at), words: [] });
    for (const word of read.files) for (const one of this.filesOf(word, folder)) {
      named.add(one);
      if (word.shell === true) this.sourced.add(one);
    }
    const [makes, installs] = [makesOf(read, command), installsIn(command)];
    if (makes.cut || installs.cut || (depth >= nestedScripts && makes.calls.length + installs.calls.length > 0)) facts.push(unreadTool);
    if (depth < nestedScripts) {
      for (const one of makes.calls) this.readMake(one, folder, named, facts, depth);
      for (const inner of installs.calls) this.readInner(path.join(folder, inner), named, facts, depth);
    }
    for (const { text, torn } of read.bodies) {
      const { problem, ...inline } = readScript(file, text, 'unknown', this.steps, at);
      facts.push({ ...inline, ...(problem === undefined || (torn && problem === 'PARSE_FAILED') ? {} : { problem }) });
      for (const load of inline.loads) for (const one of this.resolver.load(load, path.join(folder, '[eval]'))) named.add(one);
    }
    for (const name of read.scripts) script(name);
  }

  /** Reads the recipes of a makefile that a step comes to run. */
  private readMake({ file, targets, within }: MakeCall, folder: string, named: Set<string>, facts: FileFacts[], depth: number): void {
    const at = path.join(folder, within);
    const found = (file === undefined ? makefileNames.map((name) => path.join(at, name)) : [path.join(at, file)]).find((one) => this.byPath.has(one));
    if (found === undefined || !this.isNew(facts, JSON.stringify([found, targets, at]))) return;
    for (const copy of this.byPath.get(found)!) {
      if (copy.bytes === undefined) { if (copy.size > 0) this.wanted.add(copy.path); continue; }
      const { script, includes, cut } = readMakefile(decodeSource(copy.bytes), targets);
      if (cut) facts.push(unreadTool);
      const place = { line: 1, excerpt: script.split('\n').slice(0, 3).map((line) => line.slice(0, 120)).join('\n') };
      this.readText(script, at, copy.path, new Map(), place, named, facts, () => undefined, depth + 1);
      for (const one of includes) if (this.byPath.has(path.join(at, one))) this.readMake({ file: one, targets, within }, folder, named, facts, depth + 1);
    }
  }

  /** Whether a makefile or a folder is met for the first time in a step: makefiles start each other over and over, in a ring too. Of very many that is said. */
  private isNew(facts: FileFacts[], key: string): boolean {
    const met = this.met.get(facts) ?? new Set<string>();
    this.met.set(facts, met);
    if (met.has(key)) return false;
    if (met.size === mostTools) facts.push(unreadTool);
    met.add(key);
    return met.size <= mostTools;
  }

  /** Reads what a package manager runs and fetches that a step starts in a folder of the package: the folder's own steps, and dependencies from elsewhere. */
  private readInner(folder: string, named: Set<string>, facts: FileFacts[], depth: number): void {
    if (folder === '.' || folder === '' || folder.startsWith('..') || !this.isNew(facts, folder)) return;
    const manifest = this.manifestAt(folder);
    const file = path.join(folder, 'package.json');
    for (const step of stepsOf(manifest, folder, this.byPath.has(path.join(folder, 'binding.gyp')))) {
      const place = { line: this.lineOf(file, step.name), excerpt: step.command.slice(0, 120) };
      this.readText(step.command, folder, file, new Map(), place, named, facts, () => undefined, depth + 1);
    }
    const fetched = ['dependencies', 'optionalDependencies', 'devDependencies'].flatMap((field) => Object.values(isObject(manifest?.[field]) ? manifest[field] : {})).filter((spec): spec is string => typeof spec === 'string' && /^(?:git|https?|ssh|github|gitlab|bitbucket|gist)[+:@]|^[\w-]+\/[\w.-]+(?:#|$)/i.test(spec));
    if (fetched.length > 0) facts.push({ ...nothing, direct: [{ source: 'download', sink: 'exec', hosts: [...hostsOfAddresses(fetched)].sort(byCodePoint), api: 'npm install', hops: 1, path: file, line: 1, column: 1, endLine: 1, excerpt: fetched[0]!.slice(0, 120) }] });
  }

  private readGyp(file: string, folder: string, named: Set<string>, facts: FileFacts[]): void {
    for (const copy of this.byPath.get(file) ?? []) {
      if (copy.bytes === undefined) continue;
      const text = Buffer.from(copy.bytes).toString('utf8');
      const index = new LineIndex(text);
      for (const { command, offset } of gypCommands(text)) {
        if (this.onlyAsks(command, folder)) continue;
        const at = { line: index.at(offset).line, excerpt: index.excerpt(offset, offset + 1) };
        facts.push({ ...nothing, capabilities: [{ kind: 'process-spawn', api: 'gyp command', path: file, column: 1, endLine: at.line, computed: false, ...at }] });
        this.readText(command, folder, file, new Map(), at, named, facts, () => undefined);
      }
    }
  }

  /** Whether a command of a build file asks the machine for a version or a folder, and the build brings nothing in the place of what it asks. */
  private onlyAsks(command: string, folder: string): boolean {
    const asks = commandKind(command);
    if (asks.kind !== 'harmless' || asks.asks.length > 0) return false;
    if (!this.builds.has(folder)) this.builds.set(folder, gypFacts(this.input.files.map((file) => ({ mode: 0, ...file, bytes: file.bytes ?? new Uint8Array() })), folder));
    return this.builds.get(folder)?.code.every((one) => one.what !== 'command' || commandKind(one.text).kind !== 'harmless') ?? false;
  }

  /** The line on which a script of a manifest stands; 1 where it cannot be found. */
  private lineOf(file: string, script: string): number {
    const [copy] = this.byPath.get(file) ?? [];
    if (copy?.bytes === undefined) return 1;
    const text = Buffer.from(copy.bytes).toString('utf8');
    const scripts = text.indexOf('"scripts"');
    const at = text.indexOf(JSON.stringify(script), Math.max(0, scripts));
    return at < 0 ? 1 : new LineIndex(text).at(at).line;
  }

  /** A step with everything that it comes to run. */
  private finished(step: PlainStep, named: readonly string[]): InstallStep {
    const files = [...reach({ install: named, load: [], bin: [], deep: [] }, (file) => this.edgesOf(file)).keys()].filter((file) => !file.startsWith('\0')).sort(byCodePoint);
    const digests = files.map((file) => [file, ...(this.byPath.get(file) ?? []).map((copy) => copy.sha256)].join(' '));
    return { name: step.name, command: step.command, implicit: step.implicit, files, ...(step.folder === '' ? {} : { folder: step.folder }), ...(files.length === 0 ? {} : { digest: sha256(digests.join('\n')) }) };
  }

  /** What the files and the steps do, with when it runs. */
  private behaviour(triggersOf: (file: string) => readonly Trigger[], steps: readonly ReadStep[], commandLine: CommandLine): ReturnType<typeof gatherBehaviour> {
    const inline = steps.flatMap(({ step, facts }) => (isGitStep(step.name) ? [] : facts.map((one) => ({ step, facts: one }))));
    return gatherBehaviour({
      files: this.facts, inline, triggersOf, commandLine, others: this.others(), place: (file, start, end) => placeOf(file, this.indexOf(file), start, end),
      resolve: (file, specifier) => this.resolver.load({ specifier, open: false, kind: 'module' }, file),
      scoped: isScoped(this.manifestAt('')),
    }, this.steps);
  }

  private indexOf(file: string): LineIndex {
    let index = this.indices.get(file);
    if (index === undefined) this.indices.set(file, (index = new LineIndex(decodeSource(this.byPath.get(file)?.[0]?.bytes ?? new Uint8Array()))));
    return index;
  }

  private others(): ReadonlyMap<string, readonly SpanSignal[]> {
    const found = new Map<string, readonly SpanSignal[]>();
    for (const [file, copies] of this.byPath) {
      // A library is read as none of the texts that run, whether something loads it or not.
      if (this.facts.has(file) && !/\.(?:node|wasm)$/i.test(file)) continue;
      const signals = copies.flatMap((copy) => signalsOfOther(copy));
      if (signals.length > 0) found.set(file, signals);
    }
    return found;
  }

  private imports(): readonly string[] {
    const names = new Set<string>();
    for (const { loads } of this.facts.values()) for (const load of loads) {
      const name = isModuleName(load) && !load.open && !isBuiltin(load.specifier) ? packageOf(load.specifier) : undefined;
      if (name !== undefined) names.add(name.slice(0, 214));
    }
    return [...names].sort(byCodePoint).slice(0, 10_000);
  }

  private unread(reached: { has(file: string): boolean }, triggersOf: (file: string) => readonly Trigger[]): readonly UnreadFile[] {
    return sortedBy(this.facts, ([file]) => file).flatMap(([file, { problem }]) => {
      if (problem === undefined || (problem === 'PARSE_FAILED' && !isCodeFile(file) && !reached.has(file))) return [];
      const triggers = triggersOf(file);
      const trigger = triggers.includes('install') ? 'install' : triggers.includes('load') ? 'load' : triggers[0]!;
      const sha = (this.byPath.get(file) ?? []).map((copy) => copy.sha256).join(' ');
      return [{ path: file, code: problem, trigger, ...(sha === '' ? {} : { sha256: sha }) }];
    });
  }
}

function isScoped(manifest: JsonObject | undefined): boolean {
  const name = manifest?.['name'];
  return typeof name === 'string' && name.startsWith('@');
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
