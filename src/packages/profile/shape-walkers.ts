import { functionsOf } from '../../javascript/functions.js';
import type { Scope } from '../../javascript/places.js';
import type { ESTree, FunctionNode, Node } from '../../javascript/tree.js';
import { endOf, isFunction, startOf, unwrap } from '../../javascript/tree.js';
import type { Folder } from './shape-folders.js';
import { foldersIn } from './shape-folders.js';
import type { Look } from './shape-look.js';
import { argumentsOf } from './shape-look.js';

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

/** The functions of a file that list folders, or call one that does, however far away. Each call and each function is met once, whatever leads to what. */
export class Walkers {
  private readonly functions = new Set<Node>();
  private readonly byFunction = new Map<Node, Doing>();
  /** The functions of this file that calls call, and the calls of each. */
  private readonly called = new Map<Call, readonly FunctionNode[]>();
  private readonly callers = new Map<Node, Call[]>();
  private readonly known = new Map<Node, Together>();

  /** @param all everything that has functions, in the order in which they end. @throws StepsSpent */
  constructor(private readonly look: Look, private readonly all: readonly Doing[]) {
    const { scopes, steps } = look.tree;
    for (const one of all) {
      this.byFunction.set(one.node, one);
      steps.take(one.parts.length);
      for (const part of one.parts) {
        const functions = isCall(part) ? functionsOf(part.node.callee, part.scope, scopes) : undefined;
        if (functions === undefined || functions.length === 0) continue;
        this.called.set(part as Call, functions);
        for (const called of functions) entered(this.callers, called, part as Call);
      }
    }
    this.spread();
  }

  /** True for a function that calls itself: whoever calls it stands in it, and all between hand over what stands in them. */
  goesDown({ node, opened, closed }: Doing): boolean {
    return this.callers.get(node)?.some(({ by }) => opened <= by.opened && by.closed <= closed && by.outermost <= opened) === true;
  }

  private spread(): void {
    const open: Doing[] = [];
    const walks = (doing: Doing): void => {
      for (let at: Doing | undefined = doing; at !== undefined && !this.functions.has(at.node); at = at.outer) {
        this.functions.add(at.node);
        open.push(at);
      }
    };
    for (const one of this.all) if (one.lists) walks(one);
    for (const one of open) for (const { by } of this.callers.get(one.node) ?? []) walks(by);
  }

  /** Calls of walkers that begin with a folder, by the functions that they stand in. @throws StepsSpent */
  begun(): readonly Beginning[] {
    const out = new Map<Doing, Beginning[]>();
    for (const [call, functions] of this.called) {
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
    const [only] = functions;
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
        this.look.tree.steps.take();
        for (const next of this.called.get(call) ?? []) seen.add(next);
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
