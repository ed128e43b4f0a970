import type { ErrorCode } from '../core/errors.js';
import { numberNodes, shareNames } from './node-map.js';
import type { Node } from './tree.js';
import { isTypeOnly, pushChildren } from './tree.js';

/** Thrown when a step budget is spent; the one who set the budget turns it into a coverage of `partial`. */
export class StepsSpent extends Error {
  readonly code: ErrorCode = 'ANALYSER_STEPS';
}

/** A deterministic bound on work, in steps. Unlike a clock it gives the same answer on a busy machine. */
export class Steps {
  constructor(private left: number) {}

  /** Takes `count` steps. @throws StepsSpent when fewer are left. */
  take(count = 1): void {
    this.left -= count;
    if (this.left < 0) throw new StepsSpent('step budget spent');
  }

  get remaining(): number {
    return Math.max(0, this.left);
  }

  /** A budget of at most `count` steps whose use is charged here by `charge`. */
  part(count: number): Steps {
    return new Steps(Math.min(count, this.remaining));
  }

  charge(part: Steps, granted: number): void {
    this.left -= granted - part.remaining;
  }
}

export interface Visitor {
  /**
   * `path` holds the ancestors, the nearest last; it is one array that changes under way. `nth` is the place in the order of what is walked through,
   * for a whole tree the number of the node (see node-map.ts). Returning false leaves the children out.
   */
  enter(node: Node, path: readonly Node[], nth: number): boolean | void;
  leave?(node: Node, nth: number): void;
}

/** The nodes of a tree in source order; for each the place in that order where what lies in it ends, and that of the node around it (-1: none). */
export interface Order {
  readonly nodes: readonly Node[];
  readonly ends: Int32Array;
  readonly parents: Int32Array;
}

/** A tree is looked at several times over: its order is found once. */
const orders = new WeakMap<Node, Order>();

/** The order of a whole tree, without declarations that exist for types only. */
export function orderOf(root: Node): Order {
  let order = orders.get(root);
  if (order === undefined) {
    orders.set(root, (order = ordered(root)));
    if (root.type === 'Program') {
      numberNodes(order.nodes);
      shareNames(order.nodes);
    }
  }
  return order;
}

function ordered(root: Node): Order {
  const nodes: Node[] = [];
  const ends: number[] = [];
  const parents: number[] = [];
  const around: number[] = [];
  const stack: (Node | null)[] = [root];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node === null) {
      ends[around.pop()!] = nodes.length;
      continue;
    }
    if (isTypeOnly(node)) continue;
    const at = nodes.length;
    nodes.push(node);
    ends.push(at + 1);
    parents.push(around.length > 0 ? around[around.length - 1]! : -1);
    const before = stack.length;
    stack.push(null);
    pushChildren(node, stack);
    if (stack.length === before + 1) stack.pop();
    else around.push(at);
  }
  return { nodes, ends: Int32Array.from(ends), parents: Int32Array.from(parents) };
}

/**
 * Visits a tree in source order without recursion: the depth of hostile code is bounded by memory only. One step a node.
 * Declarations that exist for types only are left out. The tree must not change between two visits.
 * @throws StepsSpent
 */
export function walk(root: Node, visitor: Visitor, steps: Steps): void {
  const { nodes, ends } = orderOf(root);
  const path: Node[] = [];
  // The places of those in `path`, and the nearest end among theirs.
  const open: number[] = [];
  let nearest = nodes.length + 1;
  const leave = (): void => {
    const nth = open.pop()!;
    visitor.leave?.(path.pop()!, nth);
    nearest = open.length === 0 ? nodes.length + 1 : ends[open[open.length - 1]!]!;
  };
  for (let at = 0; at < nodes.length; at += 1) {
    while (nearest <= at) leave();
    const node = nodes[at]!;
    const end = ends[at]!;
    steps.take();
    if (visitor.enter(node, path, at) === false) at = end - 1;
    else if (end === at + 1) visitor.leave?.(node, at);
    else {
      path.push(node);
      open.push(at);
      nearest = end;
    }
  }
  while (path.length > 0) leave();
}
