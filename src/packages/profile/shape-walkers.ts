import { functionsOf } from '../../javascript/functions.js';
import { keyName } from '../../javascript/patterns.js';
import type { Binding, Scope } from '../../javascript/places.js';
import { resolve } from '../../javascript/places.js';
import type { ESTree, FunctionNode, Node } from '../../javascript/tree.js';
import { endOf, isFunction, startOf, unwrap } from '../../javascript/tree.js';
import type { Doing, Doings } from './shape-doings.js';
import type { Folder } from './shape-folders.js';
import { foldersIn } from './shape-folders.js';
import type { Look } from './shape-look.js';
import { argumentsOf } from './shape-look.js';

/** A call of functions of the same file. */
interface Call {
  readonly node: ESTree.CallExpression;
  readonly scope: Scope;
  readonly by: Node;
  readonly functions: readonly FunctionNode[];
}

/** Functions of one file that are looked into for one question, and arguments of a call. */
const mostFunctions = 64;
const mostArguments = 8;

type Together = Pick<Doing, 'removes' | 'writes' | 'lists' | 'reads'>;

/** A call of a function that walks through folders, where it begins with one of those, and what becomes of what it finds. */
export interface Beginning {
  readonly at: Node;
  readonly folders: readonly Folder[];
  readonly does: Together;
}

/** The functions of a file that list folders, or call one that does, however far away. Each call and each function is met once, whatever leads to what. */
export class Walkers {
  private readonly walking = new Set<Node>();
  private readonly calls: Call[] = [];
  private readonly callers = new Map<Node, Call[]>();
  private readonly callsIn = new Map<Node, Call[]>();
  /** The function that hands over a callback. */
  private readonly handing = new Map<Node, Node>();
  private readonly callbacks = new Map<Node, Node[]>();
  private readonly known = new Map<Node, Together>();

  /** @throws StepsSpent */
  constructor(private readonly look: Look, private readonly doings: Doings) {
    this.gather();
    this.spread();
  }

  private gather(): void {
    const { scopes, steps } = this.look.tree;
    const around = functionsAround(this.look);
    const named = namedFunctions(this.look);
    steps.take(scopes.calls.length);
    for (const { node, scope } of scopes.calls) {
      if (node.type === 'TaggedTemplateExpression') continue;
      const by = around(scope);
      this.handOver(node.callee, by);
      for (let at = 0; at < node.arguments.length; at += 1) this.handOver(node.arguments[at]!, by);
      const functions = node.type === 'CallExpression' ? named(node, scope) : undefined;
      if (functions === undefined || functions.length === 0) continue;
      const call = { node: node as ESTree.CallExpression, scope, by, functions };
      this.calls.push(call);
      entered(this.callsIn, by, call);
      for (let at = 0; at < functions.length; at += 1) entered(this.callers, functions[at]!, call);
    }
  }

  private handOver(node: Node, by: Node): void {
    const inner = unwrap(node);
    if (!isFunction(inner)) return;
    this.handing.set(inner, by);
    entered(this.callbacks, by, inner);
  }

  private spread(): void {
    const open: Node[] = [];
    const walks = (node: Node): void => {
      for (let at: Node | undefined = node; at !== undefined && !this.walking.has(at); at = this.handing.get(at)) {
        this.walking.add(at);
        open.push(at);
      }
    };
    for (const one of this.doings.told()) if (one.lists) walks(one.node);
    for (const one of open) for (const { by } of this.callers.get(one) ?? []) walks(by);
  }

  /** True for a function that calls itself, by its own code or that of a callback which it hands over. @throws StepsSpent */
  goesDown({ node }: Doing): boolean {
    return this.callers.get(node)?.some(({ by }) => this.isPartOf(by, node)) === true;
  }

  private isPartOf(inner: Node, outer: Node): boolean {
    for (let at: Node | undefined = inner; at !== undefined; at = this.handing.get(at)) {
      this.look.tree.steps.take();
      if (at === outer) return true;
    }
    return false;
  }

  /** Calls of walkers that begin with a folder, for each of the functions that they are a part of. @throws StepsSpent */
  begun(): readonly Beginning[] {
    const out = new Map<Node, Beginning[]>();
    for (const call of this.calls) {
      const { node, by, functions } = call;
      const folders = this.foldersOf(call);
      if (folders.length === 0) continue;
      const walks = this.together(functions);
      if (!walks.lists) continue;
      const handed = this.together(argumentsOf(node).flatMap((one) => functionsOf(one, call.scope, this.look.tree.scopes) ?? []));
      for (let caller: Node | undefined = by; caller !== undefined; caller = this.handing.get(caller)) {
        this.look.tree.steps.take();
        // What becomes of the files that it finds: there, in a callback, or where they are handed back to.
        const back = functions.includes(caller as FunctionNode) ? undefined : this.doings.get(caller);
        entered(out, caller, { at: node, folders, does: { removes: walks.removes || handed.removes || back?.removes === true, writes: walks.writes ?? handed.writes ?? back?.writes, lists: true, reads: walks.reads || handed.reads || back?.reads === true } });
      }
    }
    return [...out].sort(([a], [b]) => endOf(a) - endOf(b) || startOf(b) - startOf(a)).flatMap(([, beginnings]) => beginnings);
  }

  private foldersOf({ node, scope, functions }: Call): readonly Folder[] {
    const args = argumentsOf(node);
    if (args.length === 0 || args.length > mostArguments || !functions.some((one) => this.walking.has(one))) return [];
    this.look.tree.steps.take();
    return args.flatMap((one) => (isFunction(unwrap(one)) ? [] : foldersIn(this.look, one, scope)));
  }

  /** What functions do together with those of this file that they call. @throws StepsSpent */
  together(functions: readonly Node[]): Together {
    const [only] = functions;
    const known = functions.length === 1 ? this.known.get(only!) : undefined;
    if (known !== undefined) return known;
    const seen = new Set<Node>(functions);
    const sum = { removes: false, writes: undefined as Node | undefined, lists: false, reads: false };
    for (const one of seen) {
      const doing = this.doings.get(one);
      sum.removes ||= doing?.removes === true;
      sum.writes ??= doing?.writes;
      sum.lists ||= doing?.lists === true;
      sum.reads ||= doing?.reads === true;
      for (const call of this.callsOf(one)) {
        if (seen.size >= mostFunctions) break;
        this.look.tree.steps.take();
        for (const next of call.functions) seen.add(next);
      }
    }
    if (functions.length === 1) this.known.set(only!, sum);
    return sum;
  }

  /** The calls of a function, then those of its callbacks. */
  private* callsOf(node: Node): Generator<Call> {
    const open = [node];
    for (const one of open) {
      yield* this.callsIn.get(one) ?? [];
      open.push(...this.callbacks.get(one) ?? []);
    }
  }
}

/** Gives the innermost function around a scope, or the program. Calls of one function come one after the other. */
function functionsAround({ tree: { program } }: Look): (scope: Scope) => Node {
  const known = new Map<Scope, Node>();
  return (scope) => {
    let node: Node | undefined;
    let top = scope;
    for (let at: Scope | undefined = scope; node === undefined && at !== undefined; at = at.parent) {
      node = at.function?.node ?? known.get(at);
      top = at;
    }
    node ??= program;
    // Blocks in blocks are climbed once.
    if (top !== scope) known.set(scope, node);
    return node;
  };
}

/** Finds the functions of a file that a call names. What a name means is asked once for each variable, and once for each member, since those are looked for by their names alone. */
function namedFunctions(look: Look): (node: ESTree.CallExpression, scope: Scope) => readonly FunctionNode[] | undefined {
  const { scopes } = look.tree;
  const byVariable = new Map<Binding, readonly FunctionNode[] | undefined>();
  const byMember = new Map<string, readonly FunctionNode[] | undefined>();
  return (node, scope) => {
    const callee = unwrap(node.callee);
    if (isFunction(callee)) return [callee];
    if (callee.type === 'Identifier') {
      const binding = resolve(scope, callee.name);
      return binding === undefined ? undefined : remembered(byVariable, binding, () => functionsOf(callee, scope, scopes));
    }
    if (callee.type !== 'MemberExpression' || callee.computed) return undefined;
    const key = keyName(callee.property);
    if (key === undefined || throughMember.has(key)) return functionsOf(callee, scope, scopes);
    if (isCollection(callee.object, scope)) return undefined;
    return remembered(byMember, key, () => functionsOf(callee, scope, scopes));
  };
}

/** True for a variable that holds a `Map` or its like and nothing else: its methods are none of the file's, whatever they are called. */
function isCollection(object: Node, scope: Scope): boolean {
  const inner = unwrap(object);
  const binding = inner.type === 'Identifier' ? resolve(scope, inner.name) : undefined;
  const [only] = binding?.sources ?? [];
  if (binding?.total !== 1 || only?.kind !== 'expression' || only.keys.length > 0) return false;
  const made = unwrap(only.node);
  return made.type === 'NewExpression' && made.callee.type === 'Identifier' && collections.has(made.callee.name) && resolve(only.scope, made.callee.name) === undefined;
}

const collections: ReadonlySet<string> = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'URLSearchParams', 'Headers', 'FormData']);

/** Members that lead to the function before them. */
const throughMember: ReadonlySet<string> = new Set(['call', 'apply', 'bind', 'prototype']);

function remembered<K, V>(known: Map<K, V>, key: K, find: () => V): V {
  if (known.has(key)) return known.get(key)!;
  const found = find();
  known.set(key, found);
  return found;
}

function entered<K, V>(table: Map<K, V[]>, key: K, value: V): void {
  const before = table.get(key);
  if (before === undefined) table.set(key, [value]);
  else before.push(value);
}
