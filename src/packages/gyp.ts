import posix from 'node:path/posix';
import { sha256 } from '../core/hash.js';
import { byCodePoint } from '../core/order.js';
import type { ArchiveEntry } from './archive.types.js';
import { commandKind, expansionsOf, type Expansion } from './gyp/command.js';
import { expandedNames, isComparison } from './gyp/condition.js';
import type { GypCode, GypFacts, GypProblem, GypString, GypValue } from './gyp/gyp.types.js';
import { parseGyp } from './gyp/literal.js';

export type { GypCode, GypFacts } from './gyp/gyp.types.js';

/** The largest build files that people write (node's own) hold 60 kB. */
const maxBytes = 1_000_000;
const maxFiles = 100;
const maxFound = 200;
const textCharacters = 400;

/** Files that node-gyp reads without being told to: the build file, and what it includes where it is there (`lib/configure.js`, `findConfigs`). */
const readByItself = ['binding.gyp', 'config.gypi', 'common.gypi'] as const;
const nativeSource = /\.(?:c|cc|cpp|cxx|c\+\+|m|mm|s|asm|rs)$/i;
/** Keys whose value is a program to run, or the compiler itself (gyp, language specification; `make_global_settings`). */
const runs: ReadonlySet<string> = new Set(['actions', 'rules', 'postbuilds', 'make_global_settings', 'CC', 'CXX', 'LD', 'LDPLUSPLUS', 'AR']);
const visualStudioRuns = /^VC(?:Pre|Post)\w{0,16}EventTool$|^VCCustomBuildTool$|^CommandLine$|EventCommand$/;
/** Flags by which a compiler runs somebody else's code, or another program. */
const compilerRuns = /^(?:-fplugin|-specs|--specs|-wrapper|-Wl,-plugin|-fuse-ld|-B|--ld-path)|^-?-load(?:$|[ =])|^@/;
const flagKeys = /flags|libraries|^OTHER_|_dirs$|^sources$/;
/** What the shell or make that runs a compiler would run out of a flag: commands put behind it, or substituted. A plain `$(NAME)` is a variable. */
const shellSigns = /[;&|\n\r]|\$\([^)]{0,200}[\s(]|\$\{[^}]{0,200}[\s(]/;
/** A part of an expansion, which another variable may complete: what expands is expanded again. */
const fragment = /[<>^]$|^[!|@(]|[!|]@?[-\w.]*\(/;
const plainPart = /^[A-Za-z0-9_ ./+:,=-]*$/;
/** Where an ordinary build puts its result. */
const buildFolders: ReadonlySet<string> = new Set(['PRODUCT_DIR', 'INTERMEDIATE_DIR', 'SHARED_INTERMEDIATE_DIR', 'LIB_DIR', 'SHARED_LIB_DIR', 'module_path', 'module_root_dir', 'build_dir']);

/**
 * Reads what a package's node-gyp build may run, from its build files at a folder of the archive: binding.gyp, what node-gyp includes beside it, and
 * what these include or depend on inside the package. Undefined where there is no binding.gyp, in any folder. Nothing is evaluated. Names are looked up without
 * regard to case, since some file systems do; of a path with several readings all are read.
 */
export function gypFacts(entries: readonly ArchiveEntry[], folder = ''): GypFacts | undefined {
  const prefix = folder === '' ? '' : `${folder}/`;
  if (!entries.some((entry) => entry.path.startsWith(prefix) && isBuildFile(entry.path))) return undefined;
  const byPath = new Map<string, ArchiveEntry[]>();
  let hasNative = false;
  for (const entry of entries) {
    if (!entry.path.startsWith(prefix)) continue;
    const path = entry.path.slice(prefix.length);
    if (!path.startsWith('node_modules/')) hasNative ||= nativeSource.test(path);
    const key = path.toLowerCase();
    const known = byPath.get(key);
    if (known) known.push(entry);
    else byPath.set(key, [entry]);
  }
  // A script may name another folder (`node-gyp rebuild --directory=src`): each build file is read, those of carried packages with these.
  const roots = [...byPath.keys()].filter((path) => isBuildFile(path) && !path.includes('node_modules/')).sort(byCodePoint);
  return roots.length === 0 ? undefined : new Build(byPath, prefix, hasNative).facts(roots);
}

/** True for a path that ends in a build file's name, in any spelling of it. */
export const isBuildFile = (path: string): boolean => posix.basename(path).toLowerCase() === 'binding.gyp';

/** One build as it is read: what is still to be read, what was found. */
class Build {
  private readonly waiting: string[] = [];
  private readonly seen = new Set<string>();
  private readonly found = new Map<string, GypCode>();
  private readonly variables = new Map<string, Variable>();
  private readonly conditions: { readonly text: GypString; readonly path: string }[] = [];
  private readonly asking: { readonly command: string; readonly names: readonly string[]; readonly path: string; readonly line: number }[] = [];
  private readonly carried: ReadonlySet<string>;
  private sources: GypFacts['sources'] = 'none';

  constructor(private readonly files: ReadonlyMap<string, readonly ArchiveEntry[]>, private readonly prefix: string, private readonly hasNative: boolean) {
    this.carried = new Set([...files.keys()].flatMap((path) => /(?:^|\/)node_modules\/((?:@[^/]{1,214}\/)?[^/]{1,214})\//.exec(path)?.[1] ?? []));
  }

  facts(roots: readonly string[]): GypFacts {
    for (const root of roots) for (const name of readByItself) {
      const path = posix.join(posix.dirname(root), name);
      if (this.files.has(path)) this.waiting.push(path);
    }
    for (let path = this.waiting.shift(); path !== undefined; path = this.waiting.shift()) {
      if (this.seen.has(path)) continue;
      if (this.seen.size >= maxFiles) { this.add('unreadable', `more than ${maxFiles} build files`, path, 1); break; }
      this.seen.add(path);
      for (const entry of this.files.get(path) ?? []) this.read(entry);
    }
    for (const { text, path } of this.conditions) this.variablesOf(text, path);
    // What becomes part of a command must be known, and plain.
    for (const { command, names, path, line } of this.asking) {
      if (names.some((name) => !this.variables.has(name) || this.variables.get(name)!.odd !== undefined)) this.add('command', command, path, line);
    }
    return { files: [...this.seen].sort(byCodePoint), code: [...this.found.values()].sort((a, b) => byCodePoint(a.path, b.path) || a.line - b.line || byCodePoint(a.key, b.key)), sources: this.sources };
  }

  private add(what: GypCode['what'], text: string, path: string, line: number, more: { readonly key?: string; readonly reads?: 'package' } = {}): void {
    if (this.found.size >= maxFound) {
      this.found.set('', { what: 'unreadable', text: `more than ${maxFound} places`, key: 'places', path, line });
      return;
    }
    const folded = (more.key ?? text).replace(/\s+/g, ' ').trim();
    const key = folded.length > textCharacters ? sha256(Buffer.from(folded)) : folded;
    const id = `${what} ${key}`;
    if (!this.found.has(id)) this.found.set(id, { what, text: text.slice(0, textCharacters), key, path, line, ...(more.reads ? { reads: more.reads } : {}) });
  }

  private read(entry: ArchiveEntry): void {
    const path = entry.path.slice(this.prefix.length);
    const stop = ({ what, text, line }: GypProblem): void => this.add(what, text, path, line, { key: `${text} ${entry.sha256}` });
    if (entry.size > maxBytes) { stop({ what: 'unreadable', text: `larger than ${maxBytes} bytes`, line: 1 }); return; }
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(entry.bytes);
    } catch {
      stop({ what: 'unreadable', text: 'no UTF-8', line: 1 });
      return;
    }
    const reading = parseGyp(text);
    if ('problem' in reading) {
      // What is not data may build any text; the commands that stand there to be read are named beside it.
      stop(reading.problem);
      for (const { command, start } of expansionsOf(text).slice(0, maxFound)) this.add('command', command, path, text.slice(0, start).split('\n').length);
      return;
    }
    this.walk(reading.value, '', path, false);
  }

  private walk(value: GypValue, key: string, path: string, inVariables: boolean): void {
    if (value.kind === 'string') { this.text(value, key, path, inVariables); return; }
    if (value.kind === 'list') {
      for (const item of value.items) this.walk(item, key, path, inVariables);
      return;
    }
    if (value.kind !== 'dict') return;
    for (const { key: { value: written, line }, value: child } of value.entries) {
      // A suffix says how lists are merged; what is merged is there under the name without it.
      const name = bare(written);
      this.text({ kind: 'string', line, value: written, escaped: false }, '', path, false);
      if (name === 'conditions' || name === 'target_conditions') { this.conditionsOf(child, name, path, inVariables); continue; }
      if (name === 'includes' && !inVariables) this.includesOf(child, path);
      if (name === 'dependencies' || name === 'export_dependent_settings') this.dependenciesOf(child, path);
      if (name === 'copies') this.copiesOf(child, path);
      if (runs.has(name) || visualStudioRuns.test(name)) this.actionOf(child, name, path, line);
      if (inVariables) this.defineVariable(name, child);
      this.walk(child, name, path, inVariables || name === 'variables');
    }
  }

  private text({ value, line }: GypString, key: string, path: string, inVariables: boolean): void {
    const expansions = expansionsOf(value);
    const rest = without(value, expansions, '');
    for (const { command } of expansions) {
      this.command(command, path, line);
      if (key === 'sources' && this.hasNative) this.sources = 'present';
    }
    if (/[<>^][!|]/.test(rest) || (inVariables && key !== 'conditions' && fragment.test(rest)) || /[<>^]@?\([^()]*\)[-!@|\w.]*\(/.test(rest)) this.add('expression', value, path, line);
    const backtick = /`([^`]*)`?/.exec(rest);
    if (backtick) this.command(backtick[1]!, path, line);
    if (key !== 'conditions' && ((flagKeys.test(key) && shellSigns.test(rest)) || /\$\((?:shell|eval|call)\s/.test(rest))) this.command(rest, path, line);
    if (/flags|libraries|^OTHER_/.test(key) && compilerRuns.test(rest.trim())) this.add('action', value, path, line);
    if (nativeSource.test(value) && this.sources !== 'present') this.sources = this.files.has(this.inside(path, value) ?? '') ? 'present' : 'missing';
  }

  private command(command: string, path: string, line: number): void {
    const what = commandKind(command);
    const swapped = what.kind === 'harmless' && (what.asks.some((name) => this.carried.has(name)) || this.brings(command, what.imports ?? []));
    if (what.kind === 'harmless' && !swapped) {
      if (what.expands && what.expands.length > 0) this.asking.push({ command, names: what.expands, path, line });
      return;
    }
    this.add('command', command, path, line, { ...(what.kind === 'file' || what.kind === 'package' ? { key: what.key } : {}), ...(what.kind === 'package' ? { reads: 'package' as const } : {}) });
  }

  /** Whether the package brings a file that is taken for a program or module of the machine: Windows looks for programs here first, Python for modules. */
  private brings(command: string, modules: readonly string[]): boolean {
    const programs = command.split('|').map((part) => part.trim().split(' ', 1)[0]!.toLowerCase());
    const names = new Set([...programs.flatMap((name) => ['exe', 'com', 'bat', 'cmd'].map((end) => `${name}.${end}`)), ...modules.flatMap((name) => [name, ...['py', 'pyc', 'pyd', 'so'].map((end) => `${name}.${end}`)])]);
    return [...this.files.keys()].some((path) => path.split('/').some((segment) => names.has(segment)));
  }

  private conditionsOf(value: GypValue, key: string, path: string, inVariables: boolean): void {
    if (value.kind !== 'list') { this.add('expression', key, path, value.line); return; }
    for (const item of value.items) {
      if (item.kind !== 'list') { this.add('expression', key, path, item.line); continue; }
      for (const part of item.items) {
        if (part.kind === 'dict') { this.walk(part, '', path, inVariables); continue; }
        if (part.kind !== 'string') { this.add('expression', 'text' in part ? part.text : key, path, part.line); continue; }
        this.text(part, 'conditions', path, false);
        // Inside quotes what a command tells is text; one digit stands for it on either side of them.
        const rest = without(part.value, expansionsOf(part.value), '0');
        if (part.escaped || !isComparison(rest)) this.add('expression', part.value, path, part.line);
        else this.conditions.push({ text: part, path });
      }
    }
  }

  /** A condition is Python after its variables were put in, so what they hold must not be able to end a string or call anything. */
  private variablesOf(condition: GypString, path: string): void {
    for (const name of expandedNames(condition.value)) {
      const odd = this.variables.get(name)?.odd;
      if (odd !== undefined) this.add('expression', `${condition.value} (${name}: ${odd})`, path, condition.line);
    }
  }

  private defineVariable(name: string, value: GypValue): void {
    const texts = value.kind === 'list' ? value.items : [value];
    for (const one of texts) {
      if (one.kind !== 'string') continue;
      // What harmless commands tell is the machine's; other commands are told for themselves.
      const plain = without(one.value, expansionsOf(one.value), '').replace(/[<>^]@?\([A-Za-z0-9_.-]{1,128}\)/g, '');
      const known = this.variables.get(name);
      const odd = known?.odd ?? (!plainPart.test(plain) || plain.includes('__') ? plain : undefined);
      this.variables.set(name, { leads: known?.leads === true || leads(plain), ...(odd === undefined ? {} : { odd }) });
    }
  }

  private includesOf(value: GypValue, path: string): void {
    for (const item of value.kind === 'list' ? value.items : [value]) {
      if (item.kind !== 'string') { this.add('unreadable', 'includes', path, item.line); continue; }
      if (expansionsOf(item.value).length > 0) continue;
      const target = this.inside(path, item.value);
      const odd = target === undefined || !/\.gypi?$/i.test(item.value) || target.startsWith('node_modules/');
      if (odd) this.add('action', `includes ${item.value}`, path, item.line);
      if (target !== undefined && this.files.has(target)) this.waiting.push(target);
    }
  }

  private dependenciesOf(value: GypValue, path: string): void {
    for (const item of value.kind === 'list' ? value.items : []) {
      if (item.kind !== 'string' || expansionsOf(item.value).length > 0) continue;
      // `file:target#toolset`; without a colon it is a target of this file.
      const colon = item.value.lastIndexOf(':');
      const file = item.value.slice(0, Math.max(0, colon));
      if (file === '') continue;
      const target = this.inside(path, file.replace(/^<\(module_root_dir\)\//, ''));
      if (target === undefined) this.add('action', `dependencies ${item.value}`, path, item.line);
      else if (this.files.has(target)) this.waiting.push(target);
    }
  }

  private copiesOf(value: GypValue, path: string): void {
    for (const item of value.kind === 'list' ? value.items : [value]) {
      if (item.kind !== 'dict') continue;
      for (const { key, value: destination } of item.entries) {
        if (bare(key.value) !== 'destination' || destination.kind !== 'string') continue;
        const variables = expandedNames(destination.value);
        const rest = destination.value.replace(/[<>^]@?\([A-Za-z0-9_.-]{1,128}\)/g, 'x');
        const own = variables.every((name) => buildFolders.has(name) || this.variables.get(name)?.leads === false);
        if (!own || leads(rest) || expansionsOf(rest).length > 0) this.add('action', `copies to ${destination.value}`, path, destination.line);
      }
    }
  }

  private actionOf(value: GypValue, key: string, path: string, line: number): void {
    const items = value.kind === 'list' ? value.items : [value];
    for (const item of items) {
      const command = item.kind === 'dict' ? item.entries.filter((entry) => ['action', 'CommandLine'].includes(bare(entry.key.value))).map((entry) => flat(entry.value)) : [flat(item)];
      const text = command.filter((one) => one !== '').join(' ; ');
      // A list that is empty runs nothing; a dictionary without an action is none that we know.
      if (item.kind === 'dict' && text === '') this.add('action', key, path, item.line);
      else if (text !== '') this.add('action', `${key}: ${text}`, path, item.line || line, { key: text });
    }
  }

  /** The lower-case key of a path of the package that a build file names; undefined where it leads out of it or is no plain path. */
  private inside(from: string, target: string): string | undefined {
    if (/[<>^$~\\]|^[a-z]:|^\//i.test(target)) return undefined;
    const path = posix.join(posix.dirname(from), target);
    return path.startsWith('..') ? undefined : path.toLowerCase();
  }
}

/** What the files say of a variable: a value that could end a string or call something, and whether any of its values leads out of a folder. */
interface Variable {
  readonly odd?: string;
  readonly leads: boolean;
}

/** A key without the suffixes that say how what it holds is merged. */
function bare(key: string): string {
  let end = key.length;
  while (end > 0 && '=+?!%/'.includes(key[end - 1]!)) end -= 1;
  return key.slice(0, end);
}

/** A text with something else in the place of each expansion. */
function without(text: string, expansions: readonly Expansion[], instead: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of expansions) { parts.push(text.slice(from, start)); from = end; }
  return [...parts, text.slice(from)].join(instead);
}

const leads = (path: string): boolean => /^[/\\~]|^[a-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[$`%]/i.test(path.trim());

function flat(value: GypValue): string {
  switch (value.kind) {
    case 'string': return value.value;
    case 'list': return value.items.map(flat).join(' ');
    case 'dict': return value.entries.map((entry) => `${entry.key.value} ${flat(entry.value)}`).join(' ');
    case 'number': case 'name': return value.text;
  }
}
