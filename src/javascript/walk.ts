import type { ErrorCode } from '../core/errors.js';
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
  /** `path` holds the ancestors, the nearest last; it is one array that changes under way. Returning false leaves the children out. */
  enter(node: Node, path: readonly Node[]): boolean | void;
  leave?(node: Node): void;
}

/**
 * Visits a tree in source order without recursion: the depth of hostile code is bounded by memory only. One step a node.
 * Declarations that exist for types only are left out.
 * @throws StepsSpent
 */
export function walk(root: Node, visitor: Visitor, steps: Steps): void {
  const stack: (Node | null)[] = [root];
  const path: Node[] = [];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node === null) {
      const left = path.pop()!;
      visitor.leave?.(left);
      continue;
    }
    steps.take();
    if (isTypeOnly(node) || visitor.enter(node, path) === false) continue;
    path.push(node);
    stack.push(null);
    pushChildren(node, stack);
  }
}
