/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName } from '../patterns.js';
import type { Binding, Scope } from '../places.js';
import { resolve } from '../places.js';
import type { NodeTable } from '../node-map.js';
import { anyPatch, functionAt, type Scopes } from '../scopes.js';
import type { ESTree, Node } from '../tree.js';
import { endOf, isFunction, startOf, unwrap } from '../tree.js';
import type { Steps } from '../walk.js';
import { commandPackages, isDefaulting, isTypedName, reading, type CommandPackage } from './parsers.js';
import { collect, fateOf, functionNamed, isKept, type Collected } from './references.js';
import { importedAs, isProcess, parserOf, wordOf } from './imported.js';
import { TypedWords } from './typed.js';

/** What of a file runs only when somebody types a certain word after the name of its program, as far as that is sure. */
export interface Commands {
  /** Statements and expressions that run only then. */
  readonly branches: ReadonlySet<Node>;
  /** Calls that run what they call, or what they are handed, only then; and of these the functions that they may run nevertheless. */
  readonly calls: ReadonlyMap<Node, readonly Node[]>;
  /** Calls that start programs, with the texts that they are started with; `self`: perhaps this program again, with words that nobody typed. */
  readonly starts: ReadonlyMap<Node, { readonly self: boolean; readonly texts: readonly string[] }>;
  /** Packages that all this rests on. */
  readonly parsers: readonly string[];
  /** True where the file may change what stands on the command line, or run commands by itself. */
  readonly changes: boolean;
}
export const noCommands: Commands = { branches: new Set(), calls: new Map(), starts: new Map(), parsers: [], changes: false };

/** Texts in which nothing of this can be. A name that is written otherwise leads to less that is known to wait, or to what `changes` is told by the names of values. */
const telltale = /\bargv\b|parseArgs|child_process|worker_threads|\bcluster\b|commander|\bcac\b|\bsade\b|caporal|vorpal|yargs|commandpost|['"]args?['"]|minimist|\bmri\b|getopts|\bmeow\b|command-line-args/;
/** Rounds in which what was taken to be kept as it was turns out not to be. */
const mostRounds = 6;
const textsKept = 8;
const none: readonly string[] = [];

/**
 * Finds what of a file waits for a typed word.
 * @param named the canonical names of expressions that have some.
 * @throws StepsSpent
 */
export function findCommands(text: string, program: ESTree.Program, scopes: Scopes, named: NodeTable<readonly string[]>, textsAt: (node: Node, scope: Scope) => readonly string[], steps: Steps): Commands {
  const replaces = [...scopes.patches].some((key) => key === anyPatch || reliedOn.has(key));
  if (!telltale.test(text) && !isNamed(named)) return replaces ? { ...noCommands, changes: true } : noCommands;
  const namesAt = (node: Node): readonly string[] => named.get(node) ?? none;
  const isLine = (node: Node, scope: Scope): boolean => namesAt(node).includes('process.argv') || (node.type === 'MemberExpression' && !node.computed && keyName(node.property) === 'argv' && isProcess(node.object, scope));
  return new CommandFinder(scopes, collect(program, scopes, isLine, steps), namesAt, textsAt).find(replaces);
}

class CommandFinder {
  private typed: TypedWords;
  private branches = new Map<Node, true>();
  private readonly spans: { start: number; end: number }[] = [];
  private readonly parsers = new Set<string>();

  constructor(private readonly scopes: Scopes, private readonly collected: Collected, private readonly namesAt: (node: Node) => readonly string[], private readonly textsAt: (node: Node, scope: Scope) => readonly string[]) {
    this.typed = new TypedWords(scopes, collected, new Set(), true);
  }

  /** @param replaces whether the file puts something of its own in the place of what words are compared by. */
  find(replaces: boolean): Commands {
    const starts = this.starts();
    for (const { node, scope } of this.collected.calls) {
      const module = (node.type === 'CallExpression' || node.type === 'NewExpression') && (importedAs(node, scope)?.module ?? importedAs(node.callee as Node, scope)?.module);
      const parser = module ? parserOf(module) : undefined;
      if (parser !== undefined) this.parsers.add(parser);
    }
    for (const binding of this.collected.uses.keys()) for (const source of binding.sources) if (source.kind === 'import') {
      const parser = parserOf(source.specifier);
      if (parser !== undefined) this.parsers.add(parser);
    }
    const plainly = !this.collected.calls.some(({ node, scope }) => node.type === 'CallExpression' && spoiling.has(methodOf(node) ?? '') && this.rootOf(node, scope)?.module === 'yargs');
    const changed = new Set<Binding>();
    let settled = false;
    for (let round = 0; round < mostRounds && !settled; round += 1) {
      this.typed = new TypedWords(this.scopes, this.collected, changed, plainly);
      this.look();
      const before = changed.size;
      for (const binding of this.collected.uses.keys()) if (!changed.has(binding) && this.typed.isList(binding) && !this.isKept(binding)) changed.add(binding);
      settled = changed.size === before;
    }
    const changes = replaces || !settled || this.changesLine();
    const runners = this.readsTheLine();
    const off = changes || runners === 'otherwise';
    const calls = new Map<Node, readonly Node[]>();
    if (!off) for (const place of this.collected.calls) if (place.node.type === 'CallExpression') {
      const kept = this.dispatched(place.node, place.scope) ?? (runners === 'plainly' && this.registers(place.node, place.scope) ? [] : undefined);
      if (kept !== undefined) calls.set(place.node, kept);
    }
    return { branches: off ? new Set() : new Set(this.branches.keys()), calls, starts, parsers: [...this.parsers].filter((one) => !/^(?:node:)?util$/.test(one)), changes: off };
  }

  /** The branches that are taken only for a typed word. */
  private look(): void {
    this.branches = new Map();
    this.spans.length = 0;
    const take = (node: Node | null | undefined): void => {
      if (!node || isFunction(unwrap(node)) || this.branches.has(node)) return;
      this.branches.set(node, true);
      this.spans.push({ start: startOf(node), end: endOf(node) });
    };
    for (const { node, scope } of this.collected.conditions) {
      if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') { if (this.typed.holds(node.test, scope)) take(node.consequent); }
      else if (node.type === 'LogicalExpression') { if (node.operator === '&&' && this.typed.holds(node.left, scope)) take(node.right); }
      else if (node.type === 'SwitchStatement') for (const one of this.casesOf(node, scope)) take(one);
    }
    this.spans.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  /** Cases of a typed word, as far as none before them falls through into them that is none. */
  private casesOf(node: ESTree.SwitchStatement, scope: Scope): readonly Node[] {
    const asked = this.typed.of(node.discriminant, scope.parent ?? scope);
    if (asked?.kind !== 'word' || !asked.typed) return [];
    let open = false;
    return node.cases.flatMap((one) => {
      const constant = one.test ? wordOf(one.test, scope) : undefined;
      const typed = !open && constant !== undefined && this.typed.isTyped(asked, [constant]);
      open = !typed && !endsSurely(one.consequent);
      return typed ? [one] : [];
    });
  }

  private isInside(node: Node): boolean {
    const start = startOf(node);
    return this.spans.some((span) => span.start <= start && endOf(node) <= span.end);
  }

  private isKept(binding: Binding, methods?: 'any'): boolean {
    return isKept(binding, this.collected, (call, position, scope) => this.mayHand(call, position, scope), (node) => this.isInside(node), methods);
  }

  /** Whether a call leaves a list alone that it is handed; or the variable that takes it, where it is of a function of this file. */
  private mayHand(call: Node, position: number, scope: Scope): boolean | Binding {
    if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return false;
    const callee = unwrap(call.callee);
    const imported = importedAs(callee, scope);
    if (imported !== undefined && (parserOf(imported.module) !== undefined || imported.module === 'yargs/helpers')) return true;
    const method = methodOf(call);
    if (method !== undefined && reading.has(method) && this.rootOf(call, scope) !== undefined) return true;
    if (callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && (callee.object.name === 'console' || callee.object.name === 'JSON') && resolve(scope, callee.object.name) === undefined) return true;
    const fn = functionNamed(callee, scope);
    const parameter = fn && isFunction(fn) ? fn.params[position] : undefined;
    const name = parameter?.type === 'AssignmentPattern' ? parameter.left : parameter;
    return (name?.type === 'Identifier' ? functionAt(this.scopes, fn!)?.scope.bindings.get(name.name) : undefined) ?? false;
  }

  /** Whether the file may change `process.argv`: what may be it is changed, or handed to somebody who may. */
  private changesLine(): boolean {
    const changed = this.collected.lines.some((place) => {
      const fate = fateOf(place);
      const above = place.around.at(-1);
      if (above?.type === 'AssignmentExpression' && above.left === place.node) return true;
      if (fate === 'read' || this.isInside(place.node)) return false;
      if (fate === 'changed') return !(above?.type === 'AssignmentPattern' && above.right === place.node);
      if ('taken' in fate) return false;
      const handed = this.mayHand(fate.handed, fate.position, place.scope);
      return typeof handed === 'boolean' ? !handed : !this.isKept(handed);
    });
    const defined = this.collected.calls.some(({ node, scope }) => node.type === 'CallExpression' && defining.has(methodOf(node) ?? '') && node.arguments.some((one) => isProcess(one as Node, scope) || this.namesAt(unwrap(one as Node)).some((name) => name === 'process' || name === 'globalThis')));
    return changed || defined || this.collected.writes.some(({ node, scope }) => {
      const target = node.type === 'AssignmentExpression' ? node.left : node.type === 'UpdateExpression' || node.type === 'UnaryExpression' ? node.argument : undefined;
      const inner = target && unwrap(target as Node);
      if (inner?.type !== 'MemberExpression') return false;
      const object = unwrap(inner.object);
      if (this.namesAt(object).includes('globalThis') && (inner.computed ? wordOf(inner.property, scope) ?? 'process' : keyName(inner.property)) === 'process') return true;
      return (isProcess(object, scope) || this.namesAt(object).includes('process')) && (inner.computed ? wordOf(inner.property, scope) ?? 'argv' : keyName(inner.property)) === 'argv';
    });
  }

  /** The package of commands that an expression is made by, surely: its export, what that makes, and what methods of it give. */
  private rootOf(node: Node, scope: Scope): { readonly module: string; readonly commands: CommandPackage } | undefined {
    let at = unwrap(node);
    let within = scope;
    for (let row = 0; row < longestChain; row += 1) {
      const imported = importedAs(at, within);
      if (imported !== undefined) {
        const module = parserOf(imported.module);
        const commands = module === undefined ? undefined : commandPackages.get(module);
        return commands && { module: module!, commands };
      }
      if (at.type === 'CallExpression' || at.type === 'NewExpression') at = unwrap(at.callee);
      else if (at.type === 'MemberExpression') at = unwrap(at.object);
      else if (at.type === 'AwaitExpression') at = unwrap(at.argument);
      else if (at.type === 'Identifier') {
        const binding = resolve(within, at.name);
        const [only] = binding?.sources ?? [];
        if (binding?.total !== 1 || binding.open || only?.kind !== 'expression' || only.keys.length > 0) return undefined;
        at = unwrap(only.node);
        within = only.scope;
      } else return undefined;
    }
    return undefined;
  }

  /**
   * Whether the packages of commands of this file read the command line, and nothing else. `otherwise`: they may read what nobody typed, or be changed.
   * Without anything that reads it is not known here who runs the commands.
   */
  private readsTheLine(): 'plainly' | 'not' | 'otherwise' {
    let reads = false;
    for (const { node, scope } of this.collected.calls) {
      if (node.type !== 'CallExpression') continue;
      const method = methodOf(node);
      const args: readonly Node[] = node.arguments;
      if (method !== undefined && inside.has(method)) return 'otherwise';
      if (method !== undefined && /^parse(?:Async|Sync)?$/.test(method) && args[0] && isWritten(args[0], scope) && !this.isInside(node)) return 'otherwise';
      const root = this.rootOf(node, scope);
      const direct = root && importedAs(node, scope) === undefined && unwrap(node.callee).type !== 'MemberExpression' && root.module === 'yargs';
      if (root === undefined || !(direct || (method !== undefined && (reading.has(method) || method.startsWith('_'))))) continue;
      if (this.isInside(node)) continue;
      const [first, ...more] = args;
      const kind = first && this.typed.of(first, scope)?.kind;
      if (method === 'emit' || method === 'runMatchedCommand' || method?.startsWith('_') || (first && kind !== 'line' && kind !== 'words') || more.some((one) => one.type !== 'ObjectExpression')) return 'otherwise';
      reads ||= !direct;
    }
    // A program that another one is given, or whose fields are put anew, may be run by whoever has it.
    for (const [binding, places] of this.collected.uses) {
      const [only] = binding.sources;
      const isOne = only?.kind === 'import' ? commandPackages.has(parserOf(only.specifier) ?? '') : only?.kind === 'expression' && this.isProgram(only.node, only.scope);
      if (!isOne) continue;
      for (const place of places) {
        const fate = fateOf(place, 'any');
        const above = place.around.at(-1);
        if (above?.type === 'MemberExpression' && above.object === place.node && (above.computed || listing.has(keyName(above.property) ?? ''))) return 'otherwise';
        if (fate === 'read' || this.isInside(place.node)) { reads ||= place.around.at(-1)?.type === 'MemberExpression' && keyName((place.around.at(-1) as ESTree.MemberExpression).property) === 'argv'; continue; }
        if (fate === 'changed' || ('handed' in fate && this.rootOf(fate.handed, place.scope) === undefined && importedAs(fate.handed.callee as Node, place.scope) === undefined)) return 'otherwise';
        if ('handed' in fate && this.rootOf(fate.handed, place.scope) === undefined) return 'otherwise';
      }
    }
    reads ||= this.collected.uses.size > 0 && [...this.collected.uses.keys()].some((binding) => binding.sources.some((source) => source.kind === 'expression' && this.isArgvOf(source.node, source.scope)));
    return reads ? 'plainly' : 'not';
  }

  /** A variable that holds a program, a command, or what makes them. */
  private isProgram(node: Node, scope: Scope): boolean {
    const inner = unwrap(node);
    return (inner.type === 'CallExpression' || inner.type === 'NewExpression' || inner.type === 'Identifier' || importedAs(inner, scope) !== undefined) && !(inner.type === 'CallExpression' && /^(?:parse|opts|getOption)/.test(methodOf(inner) ?? '')) && this.rootOf(inner, scope) !== undefined;
  }

  private isArgvOf(node: Node, scope: Scope): boolean {
    const inner = unwrap(node);
    return inner.type === 'MemberExpression' && !inner.computed && keyName(inner.property) === 'argv' && this.rootOf(inner.object, scope)?.module === 'yargs';
  }

  /** Whether a call hands functions to a package of commands that runs them for a typed one. */
  private registers(node: ESTree.CallExpression, scope: Scope): boolean {
    const method = methodOf(node);
    const root = method === undefined ? undefined : this.rootOf(node, scope);
    if (root === undefined) return false;
    const { commands } = root;
    const callee = unwrap(node.callee) as ESTree.MemberExpression;
    if (commands.takesHandlers && commands.commands.includes(method!)) return this.namesCommand(node, scope, root);
    return commands.handlers.includes(method!) && this.isOfCommand(callee.object, scope, root);
  }

  /** Whether what stands before `.action(…)` is a command that somebody must type. */
  private isOfCommand(node: Node, scope: Scope, root: { readonly module: string; readonly commands: CommandPackage }): boolean {
    let at = unwrap(node);
    let within = scope;
    for (let row = 0; row < longestChain; row += 1) {
      if (at.type === 'Identifier') {
        const binding = resolve(within, at.name);
        const [only] = binding?.sources ?? [];
        if (binding?.total !== 1 || binding.open || only?.kind !== 'expression' || only.keys.length > 0 || this.isDefaulted(binding)) return false;
        at = unwrap(only.node);
        within = only.scope;
        continue;
      }
      const method = at.type === 'CallExpression' ? methodOf(at) : undefined;
      if (at.type !== 'CallExpression' || method === undefined) return false;
      if (root.commands.commands.includes(method)) return this.namesCommand(at, within, root);
      if (/^(?:default|addCommand|parse|run)/.test(method)) return false;
      if ((method === 'alias' || method === 'aliases' || method === 'name') && !at.arguments.every((one) => isTypedName(wordOf(one as Node, within) ?? ''))) return false;
      at = unwrap((unwrap(at.callee) as ESTree.MemberExpression).object);
    }
    return false;
  }

  /** Whether a command that a variable holds may be made one that nobody needs to type: `deploy.default()`, `deploy.alias('!')`. */
  private isDefaulted(binding: Binding): boolean {
    return (this.collected.uses.get(binding) ?? []).some(({ around, scope }) => {
      const [call, member] = [around.at(-2), around.at(-1)];
      if (member?.type !== 'MemberExpression') return true;
      const key = member.computed ? undefined : keyName(member.property);
      if (key === undefined || key === 'default' || key.startsWith('_')) return true;
      return (key === 'alias' || key === 'aliases' || key === 'name') && (call?.type !== 'CallExpression' || !call.arguments.every((one) => isTypedName(wordOf(one as Node, scope) ?? '')));
    });
  }

  /** Whether `.command(…)` names one that runs only where it is typed. */
  private namesCommand(node: ESTree.CallExpression, scope: Scope, { module, commands }: { readonly module: string; readonly commands: CommandPackage }): boolean {
    const [first, ...more] = node.arguments as readonly Node[];
    if (first === undefined || (commands.firstIsDefault && this.isFirst(node, module))) return false;
    if (commands.takesHandlers && first.type === 'ObjectExpression') return more.length === 0 && isCommandObject(first, scope);
    const names = first.type === 'ArrayExpression' ? (first.elements as readonly (Node | null)[]).map((one) => (one ? wordOf(one, scope) : undefined)) : [wordOf(first, scope)];
    if (names.length === 0 || !names.every((one) => one !== undefined && isTypedName(one))) return false;
    return more.every((one) => {
      const inner = unwrap(one);
      if (inner.type === 'ObjectExpression') return (inner.properties as readonly Node[]).every((property) => property.type === 'Property' && !property.computed && (!isDefaulting(keyName(property.key) ?? 'default') || (commands.takesHandlers === true && module === 'yargs')));
      if (commands.takesHandlers) return isFunction(inner) || inner.type === 'Literal' || inner.type === 'TemplateLiteral' || inner.type === 'Identifier' || (inner.type === 'ArrayExpression' && module === 'args' && (inner.elements as readonly (Node | null)[]).every((element) => element?.type === 'Literal' && typeof element.value === 'string' && isTypedName(element.value)));
      return commands.describes === true && (inner.type === 'Literal' || inner.type === 'TemplateLiteral' || wordOf(inner, scope) !== undefined);
    });
  }

  private isFirst(node: Node, module: string): boolean {
    return !this.collected.calls.some((one) => one.node.type === 'CallExpression' && endOf(one.node) < endOf(node) && methodOf(one.node) === 'command' && this.rootOf(one.node, one.scope)?.module === module);
  }

  /** What a call runs by a typed key of a table, where it does: the functions that it may run without one. Undefined: it runs what it runs. */
  private dispatched(node: ESTree.CallExpression, scope: Scope): readonly Node[] | undefined {
    return this.byKey(unwrap(node.callee), scope, 0);
  }

  private byKey(node: Node, scope: Scope, depth: number): readonly Node[] | undefined {
    if (depth > 8) return undefined;
    const inner = unwrap(node);
    switch (inner.type) {
      case 'AwaitExpression': return this.byKey(inner.argument, scope, depth + 1);
      case 'Identifier': {
        const binding = resolve(scope, inner.name);
        const [only] = binding?.sources ?? [];
        return binding?.total === 1 && !binding.open && only?.kind === 'expression' && only.keys.length === 0 && only.node.type !== 'CallExpression' ? this.byKey(only.node, only.scope, depth + 1) : undefined;
      }
      case 'LogicalExpression': {
        const left = inner.operator === '&&' ? undefined : this.byKey(inner.left, scope, depth + 1);
        return left && [...left, inner.right];
      }
      case 'MemberExpression': {
        if (!inner.computed) { const kept = this.byKey(inner.object, scope, depth + 1); return kept?.length === 0 ? [] : undefined; }
        const key = this.typed.of(inner.property, scope);
        const table = key?.kind === 'word' && key.typed && key.exact ? this.tableOf(inner.object, scope) : undefined;
        if (table === undefined || key?.kind !== 'word') return undefined;
        return (table.properties as readonly ESTree.Property[]).flatMap((one) => (key.without.has(keyName(one.key) ?? '') ? [one.value as Node] : []));
      }
      default: return undefined;
    }
  }

  /** The object that is written out where a table is asked for: all that is ever in it, and nothing under the key of no word. */
  private tableOf(node: Node, scope: Scope): ESTree.ObjectExpression | undefined {
    const inner = unwrap(node);
    if (inner.type === 'Identifier') {
      const binding = resolve(scope, inner.name);
      const [only] = binding?.sources ?? [];
      return binding?.total === 1 && !binding.open && only?.kind === 'expression' && only.keys.length === 0 && only.node.type === 'ObjectExpression' && this.isKept(binding, 'any') ? this.tableOf(only.node, only.scope) : undefined;
    }
    if (inner.type !== 'ObjectExpression') return undefined;
    return (inner.properties as readonly Node[]).every((one) => one.type === 'Property' && one.kind === 'init' && !one.computed && !/^(?:undefined|__proto__|false|true|null|)$/.test(keyName(one.key) ?? '')) ? inner : undefined;
  }

  private starts(): Commands['starts'] {
    const found = new Map<Node, { self: boolean; texts: string[] }>();
    for (const { node, scope } of this.collected.calls) {
      if ((node.type !== 'CallExpression' && node.type !== 'NewExpression') || !this.namesAt(unwrap(node.callee)).some((name) => startsProgram.test(name))) continue;
      const parts = (node.arguments as readonly Node[]).slice(0, 2).flatMap((one) => (one.type === 'ArrayExpression' ? (one.elements as readonly (Node | null)[]).slice(0, 16).flatMap((element) => element ?? []) : [one]));
      const texts = parts.flatMap((one) => this.textsAt(one.type === 'SpreadElement' ? one.argument : one, scope)).slice(0, textsKept).map((one) => one.slice(0, 500));
      const [program] = node.arguments as readonly Node[];
      const self = program === undefined || this.namesAt(unwrap(node.callee)).some((name) => !name.startsWith('node:child_process') || /\.fork$/.test(name)) || this.textsAt(program, scope).length === 0 || parts.some((one) => this.isSelf(one, scope));
      found.set(node, { self, texts });
    }
    return found;
  }

  /** True for what names this program, or the runtime that runs it. */
  private isSelf(node: Node, scope: Scope): boolean {
    const inner = unwrap(node.type === 'SpreadElement' ? node.argument : node);
    if (this.namesAt(inner).some((name) => name === 'process.execPath' || name === 'process.argv') || (inner.type === 'MemberExpression' && this.namesAt(unwrap(inner.object)).includes('process.argv'))) return true;
    if (inner.type === 'Identifier' && inner.name === '__filename') return true;
    return this.textsAt(inner, scope).some((text) => /(?:^|[\s/\\])(?:node|nodejs|bun|deno|tsx|npx|npm|pnpm|yarn|bunx)(?:\.exe|\.cmd)?(?:\s|$)/.test(text) && !/^(?:npm|pnpm|yarn|bun)(?:\s|$)/.test(text));
  }
}

const longestChain = 64;
/** Methods by which words are compared here. */
const reliedOn: ReadonlySet<string> = new Set(['includes', 'indexOf', 'slice', 'shift', 'pop', 'filter', 'find', 'at', 'trim', 'startsWith', 'toLowerCase', 'toUpperCase', 'toLocaleLowerCase', 'toLocaleUpperCase', 'toString', 'valueOf']);
/** Methods that give an object other properties. */
const defining: ReadonlySet<string> = new Set(['defineProperty', 'defineProperties', 'assign', 'set', 'setPrototypeOf', '__defineGetter__', 'replaceProperty']);
/** Methods of commander and cac that run a command without a word of the command line, and what gives the commands to whoever asks. */
const inside: ReadonlySet<string> = new Set(['_actionHandler', '_parseCommand', '_dispatchSubcommand', '_dispatchHelpCommand', '_chainOrCall', 'runMatchedCommand', 'commandAction', 'getCommandInstance', 'getInternalMethods']);
const listing: ReadonlySet<string> = new Set(['commands', 'listeners', 'rawListeners', '_events', 'matchedCommand', 'subCommands', 'prototype', '__proto__', 'constructor']);
const startsProgram = /^node:(?:child_process|cluster|worker_threads)[.[]/;
/** Methods of yargs that change what is parsed for the whole program. */
const spoiling: ReadonlySet<string> = new Set(['middleware', 'config', 'pkgConf', 'parserConfiguration', 'env', 'coerce', 'default', 'defaults', 'positional']);

function isNamed(named: NodeTable<readonly string[]>): boolean {
  for (const names of named.values()) if (names.includes('process.argv')) return true;
  return false;
}

function methodOf(node: Node): string | undefined {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  return callee?.type === 'MemberExpression' && !callee.computed ? keyName(callee.property) : undefined;
}

/** True for a list that is written out, also behind a variable. */
function isWritten(node: Node, scope: Scope): boolean {
  const inner = unwrap(node);
  if (inner.type === 'ArrayExpression') return true;
  const [only] = inner.type === 'Identifier' ? resolve(scope, inner.name)?.sources ?? [] : [];
  return only?.kind === 'expression' && unwrap(only.node).type === 'ArrayExpression';
}

/** `{ command: 'deploy', handler }` */
function isCommandObject(object: ESTree.ObjectExpression, scope: Scope): boolean {
  let named = false;
  for (const one of object.properties as readonly Node[]) {
    const key = one.type === 'Property' && !one.computed ? keyName(one.key) : undefined;
    if (one.type !== 'Property' || key === undefined) return false;
    if (key !== 'command' && key !== 'aliases') continue;
    const names = one.value.type === 'ArrayExpression' ? (one.value.elements as readonly (Node | null)[]).map((element) => (element ? wordOf(element, scope) : undefined)) : [wordOf(one.value as Node, scope)];
    if (!names.every((name) => name !== undefined && isTypedName(name))) return false;
    named ||= key === 'command';
  }
  return named;
}

/** True for statements behind which nothing of the same list runs. */
function endsSurely(statements: readonly Node[]): boolean {
  const last = statements.at(-1);
  if (last?.type === 'BlockStatement') return endsSurely(last.body as readonly Node[]);
  return last?.type === 'BreakStatement' || last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement' || last?.type === 'ContinueStatement';
}
