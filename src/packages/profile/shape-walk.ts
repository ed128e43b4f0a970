import type { Scope } from '../../javascript/places.js';
import type { Node } from '../../javascript/tree.js';
import { walk } from '../../javascript/walk.js';
import type { Handlers, Look } from './shape-look.js';

type Handler = (node: Node) => void;

/** What is done on one way through a tree. A `leave` comes when all that a node holds has been seen. */
export interface Pass {
  readonly enter?: Handlers;
  readonly leave?: Handlers;
}
/** By type of node: false for one that nobody wants to see. It is asked before anybody is called. */
export type Sieve = { readonly [T in Node['type']]?: (node: Extract<Node, { readonly type: T }>) => boolean };

interface Row {
  readonly handlers: Handler[];
  /** Some nodes of this type have a scope. */
  readonly opens: boolean;
  readonly wanted: ((node: Node) => boolean) | undefined;
}

/**
 * Walks through `root`, which stands in `scope`, and does what the passes say, in their order; `look` says where the walk stands. Nodes of most
 * types are passed over by one look-up.
 * @throws StepsSpent
 */
export function follow(look: Look, root: Node, scope: Scope, passes: readonly Pass[], sieve: Sieve = {}): void {
  const { opening, tree: { scopes, steps } } = look;
  const entering = rowsOf(passes.map((one) => one.enter), opening, sieve);
  const leaving = rowsOf(passes.map((one) => one.leave), opening, {});
  const [outerScope, outerPath] = [look.scope, look.path];
  look.scope = scope;
  walk(root, {
    enter(node, path) {
      const row = entering.get(node.type);
      if (row === undefined) return;
      look.path = path;
      if (row.wanted?.(node) === false) return;
      const { handlers } = row;
      for (let at = 0; at < handlers.length; at += 1) handlers[at]!(node);
      if (row.opens) look.scope = scopes.of.get(node) ?? look.scope;
    },
    leave(node) {
      const { type } = node;
      if (type === 'Identifier' || type === 'MemberExpression' || type === 'Literal' || type === 'CallExpression') return;
      const row = leaving.get(type);
      if (row === undefined) return;
      const { handlers } = row;
      for (let at = 0; at < handlers.length; at += 1) handlers[at]!(node);
      if (row.opens && look.scope !== scopes.top && scopes.of.get(node) === look.scope) look.scope = look.scope.parent!;
    },
  }, steps);
  look.scope = outerScope;
  look.path = outerPath;
}

function rowsOf(sides: readonly (Handlers | undefined)[], opening: ReadonlySet<string>, sieve: Sieve): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  const rowOf = (type: string): Row => {
    let row = rows.get(type);
    if (row === undefined) rows.set(type, (row = { handlers: [], opens: opening.has(type), wanted: (sieve as Readonly<Record<string, Row['wanted']>>)[type] }));
    return row;
  };
  for (const type of opening) rowOf(type);
  for (const side of sides) for (const [type, handler] of Object.entries(side ?? {})) rowOf(type).handlers.push(handler as Handler);
  return rows;
}
