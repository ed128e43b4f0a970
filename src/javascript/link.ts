import { functionsOf } from './functions.js';
import { keyName, patternParts } from './patterns.js';
import type { Binding, CallSite, FunctionInfo, Scope, Source } from './places.js';
import { addSource } from './places.js';
import { functionAt, type Scopes } from './scopes.js';
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
  const links: Links = { scopes, globalObject, linked: new Map(), grown: new Map(), count: 0 };
  const answers = scopes.calls.map((): Answered => ({ at: -1, consulted: [] }));
  let changed = true;
  for (let pass = 0; changed && pass < passes; pass += 1) {
    changed = false;
    scopes.calls.forEach((site, index) => {
      steps.take();
      const answered = answers[index]!;
      if (answered.at >= 0 && answered.consulted.every((place) => (links.grown.get(place) ?? -1) < answered.at)) return;
      answered.at = links.count;
      answered.consulted.length = 0;
      if (linkSite(site, links, answered.consulted)) changed = true;
    });
  }
  return !changed;
}

interface Links {
  readonly scopes: Scopes;
  readonly globalObject: Values;
  readonly linked: Map<Node, Set<FunctionNode>>;
  /** Parameters that got a further source, with how many had been added in all by then. */
  readonly grown: Map<Binding, number>;
  count: number;
}
/** A call whose functions were looked up: how many sources had been added by then, and what the answer depends on. */
interface Answered {
  at: number;
  readonly consulted: Binding[];
}

function linkSite({ node, scope }: CallSite, links: Links, consulted: Binding[]): boolean {
  if (node.type === 'TaggedTemplateExpression') return false;
  const { scopes, globalObject } = links;
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
      changed = linkCallback(key, callee, args[0], scope, links, consulted);
    }
  }
  if (args.length === 0 && receiver === undefined) return changed;
  for (const info of fresh(functionsOf(target, scope, scopes, consulted), node, links)) {
    changed = true;
    if (receiver !== undefined) addSource(info.receiver, receiver);
    bindArguments(info, args, scope, links);
  }
  return changed;
}

/** The functions that were not yet linked to a call. */
function fresh(functions: readonly FunctionNode[] | undefined, call: Node, { scopes, linked }: Links): readonly FunctionInfo[] {
  if (functions === undefined || functions.length === 0) return [];
  let done = linked.get(call);
  const out: FunctionInfo[] = [];
  for (const node of functions) {
    const info = functionAt(scopes, node);
    if (info === undefined || done?.has(node)) continue;
    if (done === undefined) linked.set(call, (done = new Set()));
    done.add(node);
    out.push(info);
  }
  return out;
}

function bindArguments(info: FunctionInfo, args: readonly Node[], scope: Scope, links: Links): void {
  for (let at = 0; at < info.node.params.length && at < args.length; at += 1) {
    // What a rest parameter holds is written as the array literal that it stands for.
    const rest = info.node.params[at]!.type === 'RestElement';
    const node: Node = rest ? { type: 'ArrayExpression', elements: args.slice(at) as ESTree.Expression[] } : args[at]!;
    if (node.type === 'SpreadElement') break;
    bindParameter(info, at, { kind: 'expression', node, scope, keys: [] }, links);
  }
}

function bindParameter(info: FunctionInfo, at: number, source: Extract<Source, { kind: 'expression' }>, links: Links): void {
  const parameter = info.node.params[at];
  if (parameter === undefined) return;
  for (const { target, keys } of patternParts(parameter)) {
    const binding = target.type === 'Identifier' ? info.scope.bindings.get(target.name) : undefined;
    if (binding === undefined) continue;
    addSource(binding, keys.length === 0 ? source : { ...source, keys: [...source.keys, ...keys] });
    links.grown.set(binding, links.count);
    links.count += 1;
  }
}

/** `list.forEach(f)` and `promise.then(f)`: the element, or what the promise holds, is the first argument of `f`. */
function linkCallback(key: string, callee: ESTree.MemberExpression, callback: Node, scope: Scope, links: Links, consulted: Binding[]): boolean {
  const infos = fresh(functionsOf(callback, scope, links.scopes, consulted), callback, links);
  for (const info of infos) bindParameter(info, key === 'reduce' ? 1 : 0, { kind: 'expression', node: callee.object, scope, keys: key === 'then' ? [] : [undefined] }, links);
  return infos.length > 0;
}

/** The elements of an array that is written in place. */
export function elementsOf(node: Node | undefined): readonly Node[] {
  const inner = node === undefined ? undefined : unwrap(node);
  return inner?.type === 'ArrayExpression' ? (inner.elements.filter((element) => element !== null) as Node[]) : [];
}
