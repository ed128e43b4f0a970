import { keyName } from '../../javascript/patterns.js';
import type { Node } from '../../javascript/tree.js';
import { startOf, unwrap } from '../../javascript/tree.js';
import type { Look } from './shape-look.js';
import { literalText } from './shape-look.js';

/** Ancestors, operands of a test and statements before one that are looked at. */
const mostAncestors = 40;
const mostOperands = 16;
const mostStatements = 40;

/**
 * True where what is written now is only written if it was missing: the tests on the way, and returns before it, ask for the last name of its
 * path. That is how what a runtime does not have yet is brought to it.
 */
export function isFillingIn(look: Look, node: Node, path: string): boolean {
  const key = path.slice(path.lastIndexOf('.') + 1);
  let child = node;
  const { path: ancestors } = look;
  for (let at = ancestors.length - 1, seen = 0; at >= 0 && seen < mostAncestors; at -= 1, seen += 1) {
    const parent = ancestors[at]!;
    if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') {
      if (parent.consequent === child && asks(look, parent.test, key, false)) return true;
      if (parent.alternate === child && asks(look, parent.test, key, true)) return true;
    } else if (parent.type === 'LogicalExpression' && parent.right === child) {
      if (parent.operator === '&&' ? asks(look, parent.left, key, false) : asks(look, parent.left, key, true)) return true;
    } else if ((parent.type === 'BlockStatement' || parent.type === 'Program') && leftBefore(look, parent.body as readonly Node[], child, key)) return true;
    child = parent;
  }
  return false;
}

/** True where a statement before `child` leaves if the thing is there. */
function leftBefore(look: Look, statements: readonly Node[], child: Node, key: string): boolean {
  const own = placeIn(statements, child);
  for (let at = own - 1; at >= 0 && at >= own - mostStatements; at -= 1) {
    const one = statements[at]!;
    if (one.type !== 'IfStatement') continue;
    const last = one.consequent.type === 'BlockStatement' ? one.consequent.body.at(-1) : one.consequent;
    if ((last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement') && asks(look, one.test, key, true)) return true;
  }
  return false;
}

/** Where a statement stands among those of a block, by bisection: a block may be as long as a file. */
function placeIn(statements: readonly Node[], child: Node): number {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(statements[middle]!) < startOf(child)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** True where a test asks whether something of that name is there (`present`), or is missing. Of `a || b` and `a && b`, one that asks will do. */
function asks(look: Look, test: Node, key: string, present: boolean): boolean {
  const open: { readonly node: Node; readonly present: boolean }[] = [{ node: test, present }];
  for (let seen = 0; open.length > 0 && seen < mostOperands; seen += 1) {
    const one = open.pop()!;
    const node = unwrap(one.node);
    if (node.type === 'LogicalExpression') open.push({ node: node.left, present: one.present }, { node: node.right, present: one.present });
    else if (node.type === 'UnaryExpression' && node.operator === '!') open.push({ node: node.argument, present: !one.present });
    else if (node.type === 'BinaryExpression') {
      if (node.operator === 'in') { if (one.present && literalText(node.left as Node) === key) return true; } else if (comparesWithNothing(node) !== undefined) {
        if (comparesWithNothing(node) !== one.present && (names(look, node.left as Node, key) || names(look, node.right, key))) return true;
      }
    } else if (one.present && names(look, node, key)) return true;
  }
  return false;
}

/** For a comparison with what stands for nothing: true where it holds when the other side is nothing. */
function comparesWithNothing({ operator, left, right }: Extract<Node, { readonly type: 'BinaryExpression' }>): boolean | undefined {
  if (!isNothing(left as Node) && !isNothing(right)) {
    // `typeof fetch !== 'function'` asks for the same.
    const sort = literalText(right) ?? literalText(left as Node);
    if (sort !== 'function' && sort !== 'object') return undefined;
    return operator === '!=' || operator === '!==';
  }
  return operator === '==' || operator === '===' ? true : operator === '!=' || operator === '!==' ? false : undefined;
}

function isNothing(node: Node): boolean {
  if (node.type === 'Literal') return node.value === null || node.value === 'undefined' || node.value === 'u';
  return (node.type === 'Identifier' && node.name === 'undefined') || (node.type === 'UnaryExpression' && node.operator === 'void');
}

function names(look: Look, node: Node, key: string): boolean {
  let inner = unwrap(node);
  if (inner.type === 'UnaryExpression' && inner.operator === 'typeof') inner = unwrap(inner.argument);
  if (inner.type === 'CallExpression') inner = unwrap(inner.callee);
  if (inner.type === 'MemberExpression') {
    const own = inner.computed ? literalText(inner.property) : keyName(inner.property);
    if (own !== undefined && own.toLowerCase().endsWith(key.toLowerCase())) return true;
  } else if (inner.type === 'Identifier' && inner.name === key) return true;
  return inner.type === 'Identifier' && look.paths(inner).some((path) => path === key || path.endsWith(`.${key}`));
}
