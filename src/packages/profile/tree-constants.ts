/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import type { AnalysedTree } from '../../javascript/analyse.js';
import type { Scopes } from '../../javascript/scopes.js';
import type { Node } from '../../javascript/tree.js';
import { startOf } from '../../javascript/tree.js';
import { walk } from '../../javascript/walk.js';

/** Different constants of one file that are looked at; the first ones count. */
const mostConstants = 200_000;
/** Folded texts are looked for in calls and sums alone: a variable that holds one was filled by one of them. */
const shortest = 4;
/** Sums of more operands are a part of a longer one: only what that gives is looked at, since each is computed from its beginning. */
const mostOperands = 32;

/**
 * The constants of a tree by their text, each with the offset at which it first stands: literals, the fixed parts of templates, and what sums
 * and calls of constants give (folded, see `Flow.evaluate`).
 * @returns false when there are more than are looked at.
 */
export function constantsOf({ program, scopes, flow, steps }: AnalysedTree, found: Map<string, number>): boolean {
  let scope = scopes.top;
  let whole = true;
  const opening = scopeTypes(scopes);
  /** What a sum adds to: its own sum, of so many operands, is the next node. */
  let inSum: Node | undefined;
  let operands = 0;
  const add = (text: string, start: number): void => {
    if (text.length < shortest || found.has(text)) return;
    if (found.size < mostConstants) found.set(text, start);
    else whole = false;
  };
  const fold = (node: Node): void => {
    for (const value of flow.evaluate(node, scope)) {
      if (value.kind === 'text') add(value.text, startOf(node));
      else if (value.kind === 'texts') for (const text of value.texts.slice(0, 256)) add(text, startOf(node));
    }
  };
  walk(program, {
    enter(node) {
      switch (node.type) {
        case 'Identifier': return;
        case 'Literal': if (typeof node.value === 'string') add(node.value, startOf(node)); return;
        case 'TemplateElement': add(node.value.cooked ?? node.value.raw, startOf(node)); return;
        case 'BinaryExpression': {
          if (node.operator !== '+') return;
          const within = node === inSum;
          operands = within ? operands - 1 : operandsOf(node);
          inSum = node.left as Node;
          if (!within || operands <= mostOperands) fold(node);
          return;
        }
        case 'CallExpression': case 'NewExpression': case 'TemplateLiteral': fold(node); return;
        default: if (opening.has(node.type)) scope = scopes.of.get(node) ?? scope;
      }
    },
    leave(node) {
      if (scope !== scopes.top && opening.has(node.type) && scopes.of.get(node) === scope) scope = scope.parent!;
    },
  }, steps);
  return whole;
}

function operandsOf(sum: Node): number {
  let count = 1;
  for (let left = sum; left.type === 'BinaryExpression' && left.operator === '+'; left = left.left as Node) count += 1;
  return count;
}

/** The types of the nodes of a tree that have a scope. */
export function scopeTypes({ of }: Scopes): ReadonlySet<string> {
  const types = new Set<string>();
  for (const node of of.keys()) types.add(node.type);
  return types;
}
