import posix from 'node:path/posix';
import { sha256 } from '../../core/hash.js';
import { byCodePoint } from '../../core/order.js';
import type { ArchiveEntry } from '../archive.types.js';
import { commandKind, expansionsOf, type Expansion } from './command.js';
import { expandedNames, isComparison } from './condition.js';
import type { GypCode, GypFacts, GypProblem, GypString, GypValue } from './gyp.types.js';
import { parseGyp } from './literal.js';
import { actionOf, bare, copiesOf, dependenciesOf, includesOf, inside, leads } from './named.js';

/** The largest build files that people write (node's own) hold 60 kB. */
const maxBytes = 1_000_000;
const maxFiles = 100;
const maxFound = 200;
const textCharacters = 400;

/** Files that node-gyp reads without being told to: the build file, and what it includes where it is there (`lib/configure.js`, `findConfigs`). */
const readByItself = ['binding.gyp', 'config.gypi', 'common.gypi'] as const;
/** Files that a compiler makes machine code of. */
export const nativeSource = /\.(?:c|cc|cpp|cxx|c\+\+|m|mm|s|asm|rs)$/i;
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

/** One build as it is read: what is still to be read, what was found. */
export class Build {
  readonly waiting: string[] = [];
  private readonly seen = new Set<string>();
  private readonly found = new Map<string, GypCode>();
  readonly variables = new Map<string, Variable>();
  private readonly conditions: { readonly text: GypString; readonly path: string }[] = [];
  private readonly asking: { readonly command: string; readonly names: readonly string[]; readonly path: string; readonly line: number }[] = [];
  private readonly carried: ReadonlySet<string>;
  private sources: GypFacts['sources'] = 'none';

  constructor(readonly files: ReadonlyMap<string, readonly ArchiveEntry[]>, private readonly prefix: string, private readonly hasNative: boolean) {
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

  /** Tells something, once. `key`: what it is the same by, where that is not its text. */
  add(what: GypCode['what'], text: string, path: string, line: number, more: { readonly key?: string; readonly reads?: 'package' } = {}): void {
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
      if (name === 'includes' && !inVariables) includesOf(this, child, path);
      if (name === 'dependencies' || name === 'export_dependent_settings') dependenciesOf(this, child, path);
      if (name === 'copies') copiesOf(this, child, path);
      if (runs.has(name) || visualStudioRuns.test(name)) actionOf(this, child, name, path, line);
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
    if (nativeSource.test(value) && this.sources !== 'present') this.sources = this.files.has(inside(path, value) ?? '') ? 'present' : 'missing';
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
}

/** What the files say of a variable: a value that could end a string or call something, and whether any of its values leads out of a folder. */
interface Variable {
  readonly odd?: string;
  readonly leads: boolean;
}

/** A text with something else in the place of each expansion. */
function without(text: string, expansions: readonly Expansion[], instead: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of expansions) { parts.push(text.slice(from, start)); from = end; }
  return [...parts, text.slice(from)].join(instead);
}
