import { keyName } from '../patterns.js';
import type { Binding, Scope } from '../places.js';
import { resolve } from '../places.js';
import type { NodeTable } from '../node-map.js';
import { anyPatch } from '../patches.js';
import { functionAt, type Scopes } from '../scopes.js';
import type { ESTree, Node } from '../tree.js';
import { endOf, isFunction, startOf, unwrap } from '../tree.js';
import type { Steps } from '../walk.js';
import { dispatched } from './dispatched.js';
import { reading } from './parsers.js';
import { collect, fateOf, functionNamed, isKept, type Collected } from './references.js';
import { importedAs, isProcess, parserOf, wordOf } from './imported.js';
import { methodOf, readsTheLine, rootOf } from './programs.js';
import { registers } from './registered.js';
import { startsOf, type Names } from './starts.js';
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

/** Looks through what was collected of one file. */
export class CommandFinder implements Names {
  typed: TypedWords;
  private branches = new Map<Node, true>();
  private readonly spans: { start: number; end: number }[] = [];
  private readonly parsers = new Set<string>();

  constructor(private readonly scopes: Scopes, readonly collected: Collected, readonly namesAt: (node: Node) => readonly string[], readonly textsAt: (node: Node, scope: Scope) => readonly string[]) {
    this.typed = new TypedWords(scopes, collected, new Set(), true);
  }

  /** @param replaces whether the file puts something of its own in the place of what words are compared by. */
  find(replaces: boolean): Commands {
    const starts = startsOf(this.collected, this);
    for (const { node, scope } of this.collected.calls) {
      const module = (node.type === 'CallExpression' || node.type === 'NewExpression') && (importedAs(node, scope)?.module ?? importedAs(node.callee as Node, scope)?.module);
      const parser = module ? parserOf(module) : undefined;
      if (parser !== undefined) this.parsers.add(parser);
    }
    for (const binding of this.collected.uses.keys()) for (const source of binding.sources) if (source.kind === 'import') {
      const parser = parserOf(source.specifier);
      if (parser !== undefined) this.parsers.add(parser);
    }
    const plainly = !this.collected.calls.some(({ node, scope }) => node.type === 'CallExpression' && spoiling.has(methodOf(node) ?? '') && rootOf(node, scope)?.module === 'yargs');
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
    const runners = readsTheLine(this);
    const off = changes || runners === 'otherwise';
    const calls = new Map<Node, readonly Node[]>();
    if (!off) for (const place of this.collected.calls) if (place.node.type === 'CallExpression') {
      const kept = dispatched(this, place.node, place.scope) ?? (runners === 'plainly' && registers(this.collected, place.node, place.scope) ? [] : undefined);
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

  isInside(node: Node): boolean {
    const start = startOf(node);
    return this.spans.some((span) => span.start <= start && endOf(node) <= span.end);
  }

  isKept(binding: Binding, methods?: 'any'): boolean {
    return isKept(binding, this.collected, (call, position, scope) => this.mayHand(call, position, scope), (node) => this.isInside(node), methods);
  }

  /** Whether a call leaves a list alone that it is handed; or the variable that takes it, where it is of a function of this file. */
  private mayHand(call: Node, position: number, scope: Scope): boolean | Binding {
    if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return false;
    const callee = unwrap(call.callee);
    const imported = importedAs(callee, scope);
    if (imported !== undefined && (parserOf(imported.module) !== undefined || imported.module === 'yargs/helpers')) return true;
    const method = methodOf(call);
    if (method !== undefined && reading.has(method) && rootOf(call, scope) !== undefined) return true;
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
}

/** Methods by which words are compared here. */
const reliedOn: ReadonlySet<string> = new Set(['includes', 'indexOf', 'slice', 'shift', 'pop', 'filter', 'find', 'at', 'trim', 'startsWith', 'toLowerCase', 'toUpperCase', 'toLocaleLowerCase', 'toLocaleUpperCase', 'toString', 'valueOf']);
/** Methods that give an object other properties. */
const defining: ReadonlySet<string> = new Set(['defineProperty', 'defineProperties', 'assign', 'set', 'setPrototypeOf', '__defineGetter__', 'replaceProperty']);
/** Methods of yargs that change what is parsed for the whole program. */
const spoiling: ReadonlySet<string> = new Set(['middleware', 'config', 'pkgConf', 'parserConfiguration', 'env', 'coerce', 'default', 'defaults', 'positional']);

function isNamed(named: NodeTable<readonly string[]>): boolean {
  for (const names of named.values()) if (names.includes('process.argv')) return true;
  return false;
}

/** True for statements behind which nothing of the same list runs. */
function endsSurely(statements: readonly Node[]): boolean {
  const last = statements.at(-1);
  if (last?.type === 'BlockStatement') return endsSurely(last.body as readonly Node[]);
  return last?.type === 'BreakStatement' || last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement' || last?.type === 'ContinueStatement';
}
