import path from 'node:path/posix';
import type { JsonObject } from '../../core/json.js';
import { isObject } from '../../core/json.js';
import { byCodePoint } from '../../core/order.js';
import { decodeSource, LineIndex } from '../../javascript/text.js';
import { gypFacts } from '../gyp.js';
import { commandKind } from '../gyp/command.js';
import { readCommand } from './command.js';
import { gypCommands, scriptsOf, stepsOf, type PlainStep } from './install-steps.js';
import { makefileNames, readMakefile } from './makefile.js';
import { installsIn, makesOf, type MakeCall } from './nested-tools.js';
import type { PackageFiles } from './package-files.js';
import { hostsOfAddresses } from './shell-remote.js';
import { nothing, readScript, readShell, type FileFacts } from './source-files.js';
import type { ReadStep } from './unread.js';

const nestedScripts = 8;
/** Makefiles with their targets, and folders, that one step comes to run. */
const mostTools = 512;
/** Stands for something that a step runs and that was not read to its end. */
const unreadTool: FileFacts = { ...nothing, problem: 'ANALYSER_STEPS' };

/** Reads what the install steps of a package run: commands, and what these come to run besides. */
export class StepReader {
  private readonly met = new WeakMap<FileFacts[], Set<string>>();
  private readonly builds = new Map<string, ReturnType<typeof gypFacts>>();

  constructor(private readonly files: PackageFiles) {}

  /** @param roots the manifests of the package itself. */
  installSteps(roots: readonly JsonObject[]): readonly ReadStep[] {
    const plain = [...(roots.length === 0 ? [undefined] : roots)].flatMap((manifest) => stepsOf(manifest, '', this.files.byPath.has('binding.gyp')).map((step) => ({ step, manifest })));
    // Packages that the tarball carries have their steps run too.
    for (const file of this.files.resolver.files) {
      const folder = /^(.*(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@.][^/]*)\/package\.json$/.exec(file)?.[1];
      if (folder === undefined) continue;
      const manifest = this.files.manifestAt(folder);
      plain.push(...stepsOf(manifest, folder, this.files.byPath.has(`${folder}/binding.gyp`)).map((step) => ({ step, manifest })));
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
    for (const word of read.files) for (const one of this.files.filesOf(word, folder)) {
      named.add(one);
      if (word.shell === true) this.files.sourced.add(one);
    }
    const [makes, installs] = [makesOf(read, command), installsIn(command)];
    if (makes.cut || installs.cut || (depth >= nestedScripts && makes.calls.length + installs.calls.length > 0)) facts.push(unreadTool);
    if (depth < nestedScripts) {
      for (const one of makes.calls) this.readMake(one, folder, named, facts, depth);
      for (const inner of installs.calls) this.readInner(path.join(folder, inner), named, facts, depth);
    }
    for (const { text, torn } of read.bodies) {
      const { problem, ...inline } = readScript(file, text, 'unknown', this.files.steps, at);
      facts.push({ ...inline, ...(problem === undefined || (torn && problem === 'PARSE_FAILED') ? {} : { problem }) });
      for (const load of inline.loads) for (const one of this.files.resolver.load(load, path.join(folder, '[eval]'))) named.add(one);
    }
    for (const name of read.scripts) script(name);
  }

  /** Reads the recipes of a makefile that a step comes to run. */
  private readMake({ file, targets, within }: MakeCall, folder: string, named: Set<string>, facts: FileFacts[], depth: number): void {
    const at = path.join(folder, within);
    const found = (file === undefined ? makefileNames.map((name) => path.join(at, name)) : [path.join(at, file)]).find((one) => this.files.byPath.has(one));
    if (found === undefined || !this.isNew(facts, JSON.stringify([found, targets, at]))) return;
    for (const copy of this.files.byPath.get(found)!) {
      if (copy.bytes === undefined) { if (copy.size > 0) this.files.wanted.add(copy.path); continue; }
      const { script, includes, cut } = readMakefile(decodeSource(copy.bytes), targets);
      if (cut) facts.push(unreadTool);
      const place = { line: 1, excerpt: script.split('\n').slice(0, 3).map((line) => line.slice(0, 120)).join('\n') };
      this.readText(script, at, copy.path, new Map(), place, named, facts, () => undefined, depth + 1);
      for (const one of includes) if (this.files.byPath.has(path.join(at, one))) this.readMake({ file: one, targets, within }, folder, named, facts, depth + 1);
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
    const manifest = this.files.manifestAt(folder);
    const file = path.join(folder, 'package.json');
    for (const step of stepsOf(manifest, folder, this.files.byPath.has(path.join(folder, 'binding.gyp')))) {
      const place = { line: this.lineOf(file, step.name), excerpt: step.command.slice(0, 120) };
      this.readText(step.command, folder, file, new Map(), place, named, facts, () => undefined, depth + 1);
    }
    const fetched = ['dependencies', 'optionalDependencies', 'devDependencies'].flatMap((field) => Object.values(isObject(manifest?.[field]) ? manifest[field] : {})).filter((spec): spec is string => typeof spec === 'string' && /^(?:git|https?|ssh|github|gitlab|bitbucket|gist)[+:@]|^[\w-]+\/[\w.-]+(?:#|$)/i.test(spec));
    if (fetched.length > 0) facts.push({ ...nothing, direct: [{ source: 'download', sink: 'exec', hosts: [...hostsOfAddresses(fetched)].sort(byCodePoint), api: 'npm install', hops: 1, path: file, line: 1, column: 1, endLine: 1, excerpt: fetched[0]!.slice(0, 120) }] });
  }

  private readGyp(file: string, folder: string, named: Set<string>, facts: FileFacts[]): void {
    for (const copy of this.files.byPath.get(file) ?? []) {
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
    if (!this.builds.has(folder)) this.builds.set(folder, gypFacts(this.files.input.files.map((file) => ({ mode: 0, ...file, bytes: file.bytes ?? new Uint8Array() })), folder));
    return this.builds.get(folder)?.code.every((one) => one.what !== 'command' || commandKind(one.text).kind !== 'harmless') ?? false;
  }

  /** The line on which a script of a manifest stands; 1 where it cannot be found. */
  private lineOf(file: string, script: string): number {
    const [copy] = this.files.byPath.get(file) ?? [];
    if (copy?.bytes === undefined) return 1;
    const text = Buffer.from(copy.bytes).toString('utf8');
    const scripts = text.indexOf('"scripts"');
    const at = text.indexOf(JSON.stringify(script), Math.max(0, scripts));
    return at < 0 ? 1 : new LineIndex(text).at(at).line;
  }
}
