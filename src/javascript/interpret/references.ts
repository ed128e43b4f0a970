/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName } from '../patterns.js';
import type { Binding, Scope } from '../places.js';
import { resolve } from '../places.js';
import type { Scopes } from '../scopes.js';
import type { Node } from '../tree.js';
import { endOf, isFunction, startOf, unwrap } from '../tree.js';
import type { Order, Steps } from '../walk.js';
import { orderOf } from '../walk.js';
import { stop } from './machine.js';

/**
 * What a reference to a variable does. `declare`: it declares it; `read`: it looks at it, or calls it; `write`: it stores into it or changes what
 * it holds; `escape`: it hands on what the variable holds, which may then be changed anywhere; `lost`: it does that with what a call of it gives.
 */
export interface Reference {
  readonly kind: 'declare' | 'read' | 'write' | 'escape' | 'lost';
  readonly node: Node;
  /** The ancestors, the outermost first, beginning with the root of the search. */
  readonly path: readonly Node[];
}

/** Methods that change the array that they are called on. */
const changing: ReadonlySet<string> = new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'reverse', 'sort', 'fill', 'copyWithin', 'set']);
/** Aliases and parameters through which a value is followed. */
const deepest = 3;

/** A name that stands so often in one file is not looked after: to tell its variables apart would take longer than it is worth. */
const mostOccurrences = 20_000;

/** Where each name stands in a file, and what is around it. */
export class ReferenceIndex {
  private readonly order: Order;
  /** Places in the order of the tree. */
  private readonly names = new Map<string, number[]>();
  /** The places of what opens a scope: a short function in a long file is looked through by itself. */
  private readonly roots = new Map<Node, number>();

  /** One step a node. @throws StepsSpent */
  constructor(readonly scopes: Scopes, readonly steps: Steps) {
    this.order = orderOf(nodeOf(scopes.top, scopes)!);
    const { nodes } = this.order;
    steps.take(nodes.length);
    for (let at = 0; at < nodes.length; at += 1) {
      const node = nodes[at]!;
      if (scopes.of.has(node)) this.roots.set(node, at);
      if (node.type !== 'Identifier') continue;
      const known = this.names.get(node.name);
      if (known === undefined) this.names.set(node.name, [at]);
      else known.push(at);
    }
  }

  /** Where a name stands, each with its ancestors from `root` on. One step each, and one for each place elsewhere. @throws StepsSpent, Stop */
  *of(name: string, root: Node): Generator<{ readonly node: Node; readonly path: readonly Node[] }> {
    const places = this.names.get(name) ?? [];
    if (places.length > mostOccurrences) stop('too often');
    this.steps.take(places.length);
    const from = this.roots.get(root);
    const end = from === undefined ? Infinity : this.order.ends[from]!;
    for (let nth = from === undefined ? 0 : firstAfter(places, from); nth < places.length && places[nth]! < end; nth += 1) {
      const at = places[nth]!;
      const node = this.order.nodes[at]!;
      if (startOf(node) < startOf(root) || endOf(node) > endOf(root)) continue;
      const path = this.path(at, root);
      if (path !== undefined) yield { node, path };
    }
  }

  private path(place: number, root: Node): readonly Node[] | undefined {
    const { nodes, parents } = this.order;
    const path: Node[] = [];
    for (let at = parents[place]!; at >= 0; at = parents[at]!) {
      path.push(nodes[at]!);
      if (nodes[at] === root) return path.reverse();
    }
    return undefined;
  }

  scopeAt(path: readonly Node[]): Scope {
    for (let at = path.length - 1; at >= 0; at -= 1) {
      const scope = this.scopes.of.get(path[at]!);
      if (scope !== undefined) return scope;
    }
    return this.scopes.top;
  }
}

/** The first of some ascending places that is behind another one. */
function firstAfter(places: readonly number[], before: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! <= before) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every reference to a variable below `root`, which opens the scope that declares it. One step for each place where its name stands. @throws StepsSpent, Stop */
export function referencesOf(binding: Binding, root: Node, index: ReferenceIndex, level = 0): readonly Reference[] {
  const found: Reference[] = [];
  for (const { node, path } of index.of(binding.name, root)) {
    if (!isVariable(node, path)) continue;
    const scope = index.scopeAt(path);
    if (resolve(scope, binding.name) === binding) found.push({ kind: kindOf(node, path, scope, index, level), node, path });
  }
  return found;
}

/** False for a name that is no variable: a property, a label. */
function isVariable(node: Node, path: readonly Node[]): boolean {
  const parent = path[path.length - 1];
  if (parent === undefined) return true;
  switch (parent.type) {
    case 'MemberExpression': return parent.object === node || parent.computed;
    case 'Property': return parent.computed || parent.value === node || parent.shorthand;
    case 'MethodDefinition': case 'PropertyDefinition': return parent.computed || parent.value === node;
    case 'LabeledStatement': case 'BreakStatement': case 'ContinueStatement': return false;
    default: return true;
  }
}

function kindOf(node: Node, path: readonly Node[], scope: Scope, index: ReferenceIndex, level: number): Reference['kind'] {
  let child = node;
  let at = path.length - 1;
  while (at >= 0 && unwrap(path[at]!) !== path[at]) child = path[at--]!;
  const parent = path[at];
  switch (parent?.type) {
    case 'MemberExpression': return parent.object === child ? memberKind(path, at) : 'read';
    case 'FunctionDeclaration': case 'FunctionExpression': case 'ArrowFunctionExpression': return parent.type === 'ArrowFunctionExpression' && parent.body === child ? 'escape' : 'declare';
    case 'CallExpression': case 'NewExpression': return callKind(path, at, child, scope, index, level);
    case 'VariableDeclarator':
      if (parent.id === child) return parent.init || loops(path[at - 2], path[at - 1]) ? 'write' : 'declare';
      return aliasKind(parent.id, scope, index, level);
    case 'AssignmentExpression': return parent.left === child ? 'write' : parent.left.type === 'Identifier' ? aliasKind(parent.left, scope, index, level) : 'escape';
    case 'UpdateExpression': case 'ArrayPattern': case 'RestElement': return 'write';
    case 'Property': return path[at - 1]?.type === 'ObjectPattern' ? 'write' : 'escape';
    case 'AssignmentPattern': return parent.left === child ? 'write' : 'escape';
    case 'ForOfStatement': case 'ForInStatement': return parent.left === child ? 'write' : 'read';
    case 'BinaryExpression': case 'UnaryExpression': case 'TemplateLiteral': case 'IfStatement': case 'WhileStatement': case 'DoWhileStatement': case 'ForStatement':
    case 'SwitchStatement': case 'ExpressionStatement': case 'SpreadElement': return 'read';
    case 'ConditionalExpression': return parent.test === child ? 'read' : 'escape';
    default: return 'escape';
  }
}

/** True for the variable of a `for … of` or `for … in`. */
function loops(statement: Node | undefined, declaration: Node | undefined): boolean {
  return (statement?.type === 'ForOfStatement' || statement?.type === 'ForInStatement') && statement.left === declaration;
}

/** `B.x`, `B[0][1]`, `B.push(1)`: what becomes of a member, at `path[at]`. */
function memberKind(path: readonly Node[], at: number): Reference['kind'] {
  let top = path[at]!;
  let above = at - 1;
  while (path[above]?.type === 'MemberExpression' && (path[above] as { object: Node }).object === top) top = path[above--]!;
  const parent = path[above];
  if (parent?.type === 'AssignmentExpression' || parent?.type === 'ForOfStatement' || parent?.type === 'ForInStatement') return parent.left === top ? 'write' : 'read';
  if (parent?.type === 'UpdateExpression' || parent?.type === 'ArrayPattern' || parent?.type === 'RestElement') return 'write';
  if (parent?.type === 'UnaryExpression') return parent.operator === 'delete' ? 'write' : 'read';
  if ((parent?.type === 'Property' && path[above - 1]?.type === 'ObjectPattern') || (parent?.type === 'AssignmentPattern' && parent.left === top)) return 'write';
  if (parent?.type === 'CallExpression' && parent.callee === top && top.type === 'MemberExpression') {
    const key = top.computed && top.property.type !== 'Literal' ? undefined : keyName(top.property);
    if (key !== undefined && changing.has(key)) return 'write';
    return key === undefined ? 'escape' : 'read';
  }
  return 'read';
}

function callKind(path: readonly Node[], at: number, child: Node, scope: Scope, index: ReferenceIndex, level: number): Reference['kind'] {
  const call = path[at] as { callee: Node; arguments: Node[] };
  if (call.callee === child) {
    const parent = path[at - 1];
    if (parent?.type === 'VariableDeclarator') return aliasKind(parent.id, scope, index, level) === 'escape' ? 'lost' : 'read';
    return parent?.type === 'MemberExpression' && parent.object === path[at] ? memberKind(path, at - 1) : 'read';
  }
  const callee = unwrap(call.callee);
  const position = call.arguments.indexOf(child);
  if (callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && harmless.has(callee.object.name) && resolve(scope, callee.object.name) === undefined) return 'read';
  if (callee.type === 'MemberExpression' && (keyName(callee.property) === 'apply' || keyName(callee.property) === 'concat' || keyName(callee.property) === 'decode')) return 'read';
  // What a function that is called in place changes, it changes there.
  if (isFunction(callee)) return 'write';
  const binding = callee.type === 'Identifier' ? resolve(scope, callee.name) : undefined;
  const [source] = binding?.sources ?? [];
  if (binding?.total !== 1 || source?.kind !== 'expression' || !isFunction(source.node) || level >= deepest) return 'escape';
  const parameter = source.node.params[position];
  if (parameter?.type !== 'Identifier' || call.arguments.slice(0, position).some((one) => one.type === 'SpreadElement')) return 'escape';
  const inner = index.scopes.of.get(source.node)?.bindings.get(parameter.name);
  return inner !== undefined && onlyRead(inner, source.node, index, level + 1, 0) ? 'read' : 'escape';
}
/** Namespaces whose functions change nothing that they are given. */
const harmless: ReadonlySet<string> = new Set(['String', 'Buffer', 'Uint8Array', 'Array', 'JSON', 'Math', 'console']);

/** `const a = B`: what becomes of `a` becomes of `B`. */
function aliasKind(target: Node, scope: Scope, index: ReferenceIndex, level: number): Reference['kind'] {
  const binding = target.type === 'Identifier' ? resolve(scope, target.name) : undefined;
  if (binding === undefined || level >= deepest) return 'escape';
  let at: Scope | undefined = scope;
  while (at !== undefined && at.bindings.get(binding.name) !== binding) at = at.parent;
  const root = at === undefined ? undefined : nodeOf(at, index.scopes);
  return root !== undefined && binding.total === 1 && onlyRead(binding, root, index, level + 1, 1) ? 'read' : 'escape';
}

/** True when nothing stores into what a variable holds; it is itself filled `fills` times. */
function onlyRead(binding: Binding, root: Node, index: ReferenceIndex, level: number, fills: number): boolean {
  const kinds = referencesOf(binding, root, index, level).map(({ kind }) => kind);
  return kinds.every((kind) => kind !== 'escape' && kind !== 'lost') && kinds.filter((kind) => kind === 'write').length <= fills;
}

const roots = new WeakMap<Scopes, Map<Scope, Node>>();
/** The node that opens a scope. */
export function nodeOf(scope: Scope, scopes: Scopes): Node | undefined {
  let nodes = roots.get(scopes);
  if (nodes === undefined) roots.set(scopes, (nodes = new Map([...scopes.of].map(([node, one]) => [one, node]))));
  return nodes.get(scope);
}
