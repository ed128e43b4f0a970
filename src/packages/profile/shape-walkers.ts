import { functionsOf } from '../../javascript/functions.js';
import { keyName } from '../../javascript/patterns.js';
import type { Scope } from '../../javascript/places.js';
import type { ESTree, FunctionNode, Node } from '../../javascript/tree.js';
import { endOf, isFunction, startOf, unwrap } from '../../javascript/tree.js';
import type { Folder } from './shape-folders.js';
import { foldersIn } from './shape-folders.js';
import type { Look } from './shape-look.js';
import { argumentsOf, literalText } from './shape-look.js';

/** A call, and the function in whose body it stands. */
export interface Call {
  readonly node: ESTree.CallExpression;
  readonly scope: Scope;
  readonly by: Doing;
}

/** What a function does with files, with the callbacks that stand in it: a callback is a part of the function that hands it over. */
export interface Doing {
  readonly node: Node;
  /** The function that hands it over, where it is a callback. */
  readonly outer: Doing | undefined;
  /** Its number among all functions as they begin, that of the last one in it, and that of the outermost one that it is so a part of. */
  readonly opened: number;
  closed: number;
  readonly outermost: number;
  /** Its calls and its callbacks, in the order in which they begin. */
  readonly parts: (Call | Doing)[];
  readonly folders: { readonly folder: Folder; readonly at: Node }[];
  removes: boolean;
  /** The first call that writes. */
  writes: Node | undefined;
  lists: boolean;
  reads: boolean;
}

export function newDoing(node: Node, opened: number, outer?: Doing): Doing {
  return { node, outer, opened, closed: opened, outermost: outer?.outermost ?? opened, parts: [], folders: [], removes: false, writes: undefined, lists: false, reads: false };
}

/** True for the function where the walk stands if it is an argument of a call, or called where it stands. */
export function isCallback(look: Look): boolean {
  const parent = look.parent();
  return parent?.type === 'CallExpression' || parent?.type === 'NewExpression';
}

/** Functions of one file that are looked into for one question, and arguments of a call. */
const mostFunctions = 64;
const mostArguments = 8;

interface Together { removes: boolean; writes: Node | undefined; lists: boolean; reads: boolean }

/** A call of a function that walks through folders, where it begins with one of those. `does`: what becomes of what it finds, for one of those who call. */
export interface Beginning {
  readonly caller: Doing;
  readonly at: Node;
  readonly folders: readonly Folder[];
  readonly does: (caller: Doing) => Together;
}

/**
 * The functions of a file that list folders, or call one that does, however far away. A call of one of them says a name of what it is
 * kept in: so of all calls only those are looked at. Each call, each function and each variable is met once, whatever leads to what.
 */
export class Walkers {
  private readonly functions = new Set<Node>();
  private readonly byFunction = new Map<Node, Doing>();
  private readonly named = new Map<string, Call[]>();
  /** Calls whose name is one of a walker, with what they may call. */
  private readonly met = new Map<Call, readonly FunctionNode[]>();
  private readonly waiting = new Map<Node, Call[]>();
  private readonly goingDown = new Set<Doing>();
  private readonly known = new Map<FunctionNode, Together>();

  /** @param all everything that has functions, in the order in which they end. @throws StepsSpent */
  constructor(private readonly look: Look, private readonly all: readonly Doing[]) {
    for (const one of all) {
      this.byFunction.set(one.node, one);
      for (const part of one.parts) if (isCall(part)) this.note(part);
    }
    this.spread();
  }

  /** True for a function that calls itself. */
  goesDown(doing: Doing): boolean {
    return this.goingDown.has(doing);
  }

  private note(call: Call): void {
    const name = calleeName(call.node);
    if (isFunction(unwrap(call.node.callee))) this.met.set(call, this.called(call));
    if (name === undefined) return;
    const before = this.named.get(name);
    if (before === undefined) this.named.set(name, [call]);
    else before.push(call);
  }

  private called(call: Call): readonly FunctionNode[] {
    this.look.tree.steps.take();
    return functionsOf(call.node.callee, call.scope, this.look.tree.scopes) ?? [];
  }

  private spread(): void {
    const { holders, aliases } = this.holding();
    const names = new Set<string>();
    const open: string[] = [];
    const say = (name: string): void => { if (!names.has(name)) { names.add(name); open.push(name); } };
    const found: Doing[] = [];
    const walks = (doing: Doing | undefined): void => {
      for (let at = doing; at !== undefined && !this.functions.has(at.node); at = at.outer) {
        this.functions.add(at.node);
        found.push(at);
      }
    };
    for (const one of this.all) if (one.lists) walks(one);
    while (found.length > 0 || open.length > 0) {
      const doing = found.pop();
      if (doing !== undefined) {
        for (const name of holders.get(doing.node) ?? []) say(name);
        for (const call of this.waiting.get(doing.node) ?? []) walks(call.by);
        continue;
      }
      const name = open.pop()!;
      for (const alias of aliases.get(name) ?? []) say(alias);
      for (const call of this.named.get(name) ?? []) this.meet(call, walks);
    }
  }

  private meet(call: Call, walks: (doing: Doing) => void): void {
    const functions = this.met.get(call) ?? this.called(call);
    this.met.set(call, functions);
    for (const one of functions) {
      const doing = this.byFunction.get(one);
      // Whoever it calls lies around it, and all between hand it over.
      if (doing !== undefined && doing.opened <= call.by.opened && call.by.closed <= doing.closed && call.by.outermost <= doing.opened) this.goingDown.add(doing);
      if (this.functions.has(one)) walks(call.by);
      else {
        const before = this.waiting.get(one);
        if (before === undefined) this.waiting.set(one, [call]);
        else before.push(call);
      }
    }
  }

  /** The names of what functions are kept in, and of what is filled from something of a name. */
  private holding(): { readonly holders: ReadonlyMap<Node, readonly string[]>; readonly aliases: ReadonlyMap<string, readonly string[]> } {
    const holders = new Map<Node, string[]>();
    const aliases = new Map<string, string[]>();
    const { scopes, steps } = this.look.tree;
    steps.take(scopes.bindings.length >> 3);
    for (const { name, sources } of scopes.bindings) {
      for (const source of sources) {
        if (source.kind !== 'expression' || source.keys.length > 0) continue;
        const { node } = source;
        if (isFunction(node)) entered(holders, node, name);
        else {
          const from = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' && !node.computed ? keyName(node.property) : undefined;
          if (from !== undefined && from !== name) entered(aliases, from, name);
        }
      }
    }
    return { holders, aliases };
  }

  /** Calls of walkers that begin with a folder, by the functions that they stand in. @throws StepsSpent */
  begun(): readonly Beginning[] {
    const out = new Map<Doing, Beginning[]>();
    for (const [call, functions] of this.met) {
      const beginning = this.beginning(call, functions);
      if (beginning === undefined) continue;
      for (let caller: Doing | undefined = call.by; caller !== undefined; caller = caller.outer) {
        this.look.tree.steps.take();
        entered(out, caller, { ...beginning, caller });
      }
    }
    return this.all.flatMap((one) => out.get(one)?.sort((a, b) => startOf(a.at) - startOf(b.at) || endOf(b.at) - endOf(a.at)) ?? []);
  }

  private beginning({ node, scope, by }: Call, functions: readonly FunctionNode[]): Beginning | undefined {
    const args = argumentsOf(node);
    if (args.length === 0 || args.length > mostArguments || !functions.some((one) => this.functions.has(one))) return undefined;
    this.look.tree.steps.take();
    const folders = args.flatMap((one) => (isFunction(unwrap(one)) ? [] : foldersIn(this.look, one, scope)));
    if (folders.length === 0) return undefined;
    const walks = this.together(functions);
    if (!walks.lists) return undefined;
    const handed = this.together(args.flatMap((one) => functionsOf(one, scope, this.look.tree.scopes) ?? []));
    return { caller: by, at: node, folders, does: (caller) => {
      // What becomes of the files that it finds: there, in a callback, or where they are handed back to.
      const back = functions.includes(caller.node as FunctionNode) ? undefined : caller;
      return { removes: walks.removes || handed.removes || back?.removes === true, writes: walks.writes ?? handed.writes ?? back?.writes, lists: true, reads: walks.reads || handed.reads || back?.reads === true };
    } };
  }

  /** What functions do together with those of this file that they call. @throws StepsSpent */
  together(functions: readonly Node[]): Together {
    const [only] = functions as readonly [FunctionNode?];
    const known = functions.length === 1 ? this.known.get(only!) : undefined;
    if (known !== undefined) return known;
    const seen = new Set<Node>(functions);
    const sum: Together = { removes: false, writes: undefined, lists: false, reads: false };
    for (const one of seen) {
      const doing = this.byFunction.get(one);
      if (doing === undefined) continue;
      sum.removes ||= doing.removes;
      sum.writes ??= doing.writes;
      sum.lists ||= doing.lists;
      sum.reads ||= doing.reads;
      for (const call of callsOf(doing)) {
        if (seen.size >= mostFunctions) break;
        for (const next of this.met.get(call) ?? this.called(call)) seen.add(next);
      }
    }
    if (functions.length === 1) this.known.set(only!, sum);
    return sum;
  }
}

function isCall(part: Call | Doing): part is Call {
  return 'by' in part;
}

/** The calls of a function and of its callbacks. */
function* callsOf(doing: Doing): Generator<Call> {
  const open: Iterator<Call | Doing>[] = [doing.parts.values()];
  while (open.length > 0) {
    const next = open.at(-1)!.next();
    if (next.done === true) open.pop();
    else if (isCall(next.value)) yield next.value;
    else open.push(next.value.parts.values());
  }
}

function entered<K, V>(table: Map<K, V[]>, key: K, value: V): void {
  const before = table.get(key);
  if (before === undefined) table.set(key, [value]);
  else before.push(value);
}

/** The name by which a call says what it calls. */
function calleeName(node: ESTree.CallExpression): string | undefined {
  let callee = unwrap(node.callee);
  for (;;) {
    if (callee.type === 'Identifier') return callee.name;
    if (callee.type !== 'MemberExpression') return undefined;
    const key = callee.computed ? literalText(callee.property) : keyName(callee.property);
    if (key !== 'call' && key !== 'apply') return key;
    callee = unwrap(callee.object);
  }
}
