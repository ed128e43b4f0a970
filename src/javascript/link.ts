import { functionsOf } from './functions.js';
import { keyName, patternParts } from './patterns.js';
import type { CallSite, FunctionInfo, Scope, Source } from './places.js';
import { addSource } from './places.js';
import type { Scopes } from './scopes.js';
import type { ESTree, FunctionNode, Node } from './tree.js';
import { unwrap } from './tree.js';
import type { Values } from './values.js';
import type { Steps } from './walk.js';

/** A function that is handed to another may be called by its parameter: that takes a further pass. */
const passes = 10;
/** Methods that call their first argument with each element. */
export const eachElement: ReadonlySet<string> = new Set(['forEach', 'map', 'filter', 'some', 'every', 'find', 'findIndex', 'flatMap', 'reduce']);

/**
 * Binds the arguments of calls to the parameters of every function of the file that they may call, so that values flow into them.
 * @param globalObject what `this` is in a function that is called by itself in a script.
 * @returns false when functions are handed on more often than is followed.
 * @throws StepsSpent
 */
export function linkCalls(scopes: Scopes, globalObject: Values, steps: Steps): boolean {
  const linked = new Map<Node, Set<FunctionNode>>();
  let changed = true;
  for (let pass = 0; changed && pass < passes; pass += 1) {
    changed = false;
    for (const site of scopes.calls) {
      steps.take();
      if (linkSite(site, scopes, globalObject, linked)) changed = true;
    }
  }
  return !changed;
}

type Linked = Map<Node, Set<FunctionNode>>;

function linkSite({ node, scope }: CallSite, scopes: Scopes, globalObject: Values, linked: Linked): boolean {
  if (node.type === 'TaggedTemplateExpression') return false;
  const callee = unwrap(node.callee);
  let args: readonly Node[] = node.arguments;
  let target = callee;
  let receiver: Source | undefined = callee.type === 'FunctionExpression' && node.type === 'CallExpression' ? { kind: 'values', values: globalObject } : undefined;
  let changed = false;
  if (callee.type === 'MemberExpression') {
    const key = callee.computed ? undefined : keyName(callee.property);
    if (key === 'call' || key === 'apply') {
      target = unwrap(callee.object);
      receiver = target.type !== 'FunctionExpression' ? undefined : args[0] ? { kind: 'expression', node: args[0], scope, keys: [] } : { kind: 'values', values: globalObject };
      args = key === 'call' ? args.slice(1) : elementsOf(args[1]);
    } else if (args[0] !== undefined && key !== undefined && (key === 'then' || eachElement.has(key))) {
      changed = linkCallback(key, callee, args[0], scope, scopes, linked);
    }
  }
  if (args.length === 0 && receiver === undefined) return changed;
  for (const info of fresh(functionsOf(target, scope, scopes), node, scopes, linked)) {
    changed = true;
    if (receiver !== undefined) addSource(info.receiver, receiver);
    bindArguments(info, args, scope);
  }
  return changed;
}

/** The functions that were not yet linked to a call. */
function fresh(functions: readonly FunctionNode[] | undefined, call: Node, scopes: Scopes, linked: Linked): readonly FunctionInfo[] {
  if (functions === undefined || functions.length === 0) return [];
  let done = linked.get(call);
  const out: FunctionInfo[] = [];
  for (const node of functions) {
    const info = scopes.functions.get(node);
    if (info === undefined || done?.has(node)) continue;
    if (done === undefined) linked.set(call, (done = new Set()));
    done.add(node);
    out.push(info);
  }
  return out;
}

function bindArguments(info: FunctionInfo, args: readonly Node[], scope: Scope): void {
  for (let at = 0; at < info.node.params.length && at < args.length; at += 1) {
    // What a rest parameter holds is written as the array literal that it stands for.
    const rest = info.node.params[at]!.type === 'RestElement';
    const node: Node = rest ? { type: 'ArrayExpression', elements: args.slice(at) as ESTree.Expression[] } : args[at]!;
    if (node.type === 'SpreadElement') break;
    bindParameter(info, at, { kind: 'expression', node, scope, keys: [] });
  }
}

function bindParameter(info: FunctionInfo, at: number, source: Extract<Source, { kind: 'expression' }>): void {
  const parameter = info.node.params[at];
  if (parameter === undefined) return;
  for (const { target, keys } of patternParts(parameter)) {
    const binding = target.type === 'Identifier' ? info.scope.bindings.get(target.name) : undefined;
    if (binding !== undefined) addSource(binding, keys.length === 0 ? source : { ...source, keys: [...source.keys, ...keys] });
  }
}

/** `list.forEach(f)` and `promise.then(f)`: the element, or what the promise holds, is the first argument of `f`. */
function linkCallback(key: string, callee: ESTree.MemberExpression, callback: Node, scope: Scope, scopes: Scopes, linked: Linked): boolean {
  const infos = fresh(functionsOf(callback, scope, scopes), callback, scopes, linked);
  for (const info of infos) bindParameter(info, key === 'reduce' ? 1 : 0, { kind: 'expression', node: callee.object, scope, keys: key === 'then' ? [] : [undefined] });
  return infos.length > 0;
}

/** The elements of an array that is written in place. */
export function elementsOf(node: Node | undefined): readonly Node[] {
  const inner = node === undefined ? undefined : unwrap(node);
  return inner?.type === 'ArrayExpression' ? (inner.elements.filter((element) => element !== null) as Node[]) : [];
}
