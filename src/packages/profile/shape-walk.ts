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

/** Walks through trees, or parts of one, and does what its passes say, in their order. Nodes of most types are passed over by one look-up. */
export class Way {
  private readonly entering: ReadonlyMap<string, Row>;
  private readonly leaving: ReadonlyMap<string, Row>;

  constructor(private readonly look: Look, passes: readonly Pass[], sieve: Sieve = {}) {
    this.entering = rowsOf(passes.map((one) => one.enter), look.opening, sieve);
    this.leaving = rowsOf(passes.map((one) => one.leave), look.opening, {});
  }

  /** Goes through `root`, which stands in `scope`; the look says where it stands. @throws StepsSpent */
  through(root: Node, scope: Scope): void {
    const { look } = this;
    const { scope: outerScope, path: outerPath } = look;
    look.scope = scope;
    walk(root, { enter: (node, path) => { this.enter(node, path); }, leave: (node) => { this.leave(node); } }, look.tree.steps);
    look.scope = outerScope;
    look.path = outerPath;
  }

  private enter(node: Node, path: readonly Node[]): void {
    const row = this.entering.get(node.type);
    if (row === undefined) return;
    this.look.path = path;
    if (row.wanted?.(node) === false) return;
    const { handlers } = row;
    for (let at = 0; at < handlers.length; at += 1) handlers[at]!(node);
    if (row.opens) this.look.scope = this.look.tree.scopes.of.get(node) ?? this.look.scope;
  }

  private leave(node: Node): void {
    const { type } = node;
    if (type === 'Identifier' || type === 'MemberExpression' || type === 'Literal' || type === 'CallExpression') return;
    const row = this.leaving.get(type);
    if (row === undefined) return;
    const { handlers } = row;
    for (let at = 0; at < handlers.length; at += 1) handlers[at]!(node);
    const { scopes } = this.look.tree;
    if (row.opens && this.look.scope !== scopes.top && scopes.of.get(node) === this.look.scope) this.look.scope = this.look.scope.parent!;
  }
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
