import { keyName, literalOf } from './patterns.js';
import type { CallSite, Scope, Source } from './places.js';
import { resolve } from './places.js';
import type { Node } from './tree.js';
import { isClass, isFunction, unwrap } from './tree.js';

/** What was put into a literal or a class after it was written, by the key. */
export type Stores = Map<Node, Map<string | undefined, Source[]>>;

const containers: ReadonlySet<string> = new Set(['Map', 'Set', 'WeakMap', 'WeakSet']);
/** Methods that put their last argument into a container. */
const keeping: ReadonlySet<string> = new Set(['set', 'add', 'push', 'unshift']);

/** True for `new Map(…)` and its like. */
export function isContainer(node: Node, scope: Scope): boolean {
  return node.type === 'NewExpression' && node.callee.type === 'Identifier' && containers.has(node.callee.name) && resolve(scope, node.callee.name) === undefined;
}

/** The literal, class or function that a variable is filled with, where it is filled once; of `new C()` the class. */
function holderOf(node: Node, scope: Scope, depth = 0): Node | undefined {
  const inner = unwrap(node);
  if (inner.type === 'ObjectExpression' || inner.type === 'ArrayExpression' || isClass(inner) || isFunction(inner) || isContainer(inner, scope)) return inner;
  if (depth > 2) return undefined;
  if (inner.type === 'NewExpression') return holderOf(inner.callee, scope, depth + 1);
  const binding = inner.type === 'Identifier' ? resolve(scope, inner.name) : undefined;
  const [only] = binding?.sources ?? [];
  return binding?.total === 1 && only?.kind === 'expression' && only.keys.length === 0 ? holderOf(only.node, only.scope, depth + 1) : undefined;
}

/** What `this` is a member of at a scope: a class, a literal, or the function that makes it. */
function ownerAt(scope: Scope): Node | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const info = at.function;
    if (info?.owner !== undefined) return info.owner.node;
    if (info !== undefined && info.node.type !== 'ArrowFunctionExpression') return info.node;
  }
  return undefined;
}

/** Gathers what is put into literals and classes by assignments and by methods of containers. */
export function storesOf(assignments: readonly { readonly left: Node; readonly right: Node; readonly scope: Scope }[], calls: readonly CallSite[]): Stores {
  const stores: Stores = new Map();
  const put = (holder: Node | undefined, key: string | undefined, node: Node, scope: Scope): void => {
    if (holder === undefined) return;
    let all = stores.get(holder);
    if (all === undefined) stores.set(holder, (all = new Map()));
    const known = all.get(key);
    const source: Source = { kind: 'expression', node, scope, keys: [] };
    if (known === undefined) all.set(key, [source]);
    else known.push(source);
  };
  for (const { left, right, scope } of assignments) {
    if (left.type !== 'MemberExpression') continue;
    const object = unwrap(left.object);
    const holder = object.type === 'ThisExpression' ? ownerAt(scope) : object.type === 'Identifier' ? holderOf(object, scope) : undefined;
    put(holder, left.computed ? literalOf(left.property) : keyName(left.property), right, scope);
  }
  for (const { node, scope } of calls) {
    const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
    if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression' || callee.computed || callee.object.type !== 'Identifier') continue;
    const method = keyName(callee.property) ?? '';
    const value = keeping.has(method) ? node.arguments.at(-1) : undefined;
    const holder = value === undefined || value.type === 'SpreadElement' ? undefined : holderOf(callee.object, scope);
    if (holder?.type !== 'ArrayExpression' && holder?.type !== 'NewExpression') continue;
    put(holder, method === 'set' && node.arguments.length === 2 ? literalOf(node.arguments[0]) : undefined, value!, scope);
  }
  return stores;
}
