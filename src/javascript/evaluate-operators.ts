import type { Evaluator } from './evaluate.js';
import { foldNumbers } from './fold.js';
import type { Scope } from './places.js';
import type { ESTree, Node } from './tree.js';
import type { Value, Values } from './values.js';
import { any, union, unknown } from './values.js';

/** What an operator between two values gives. `a + b + c …` leans to the left as far as a file is long: its operands are gathered in a loop. @throws StepsSpent */
export function binary(on: Evaluator, node: ESTree.BinaryExpression, scope: Scope): Values {
  if (node.operator !== '+') return arithmetic(on, node, scope);
  const operands: Node[] = [];
  let left: Node = node;
  while (left.type === 'BinaryExpression' && left.operator === '+') {
    operands.push(left.right);
    left = left.left;
    on.steps.take();
  }
  return operands.reduceRight<Values>((values, operand) => plus(on, values, on.evaluate(operand, scope)), on.evaluate(left, scope));
}

function plus(on: Evaluator, left: Values, right: Values): Values {
  let out: Values = unknown;
  for (const a of left) {
    if (a.kind === 'number') for (const b of right) if (b.kind === 'number') out = union(out, on.table.number(a.number + b.number));
    if (a.kind === 'any' || (a.kind === 'text' && a.open)) out = union(out, [a]);
    else if (a.kind === 'text' || a.kind === 'number') out = union(out, appended(on, a, right));
  }
  return out;
}

function appended(on: Evaluator, a: Extract<Value, { kind: 'text' | 'number' }>, right: Values): Values {
  let out: Values = unknown;
  const tails = right.filter((b) => b.kind === 'text' || (b.kind === 'number' && a.kind === 'text'));
  if (tails.length < right.length && on.settled) out = any;
  if (tails.length === 0 && a.kind === 'text' && a.text !== '') out = union(out, on.table.text(a.text, true));
  for (const b of tails) {
    const text = `${a.kind === 'text' ? a.text : a.number}${b.kind === 'text' ? b.text : b.kind === 'number' ? b.number : ''}`;
    on.steps.take(1 + (text.length >> 8));
    out = union(out, on.table.text(text, b.kind === 'text' && b.open));
  }
  return out;
}

function arithmetic(on: Evaluator, node: ESTree.BinaryExpression, scope: Scope): Values {
  const [a] = on.evaluate(node.left, scope);
  if (a?.kind !== 'number') return unknown;
  const [b] = on.evaluate(node.right, scope);
  const result = b?.kind === 'number' ? foldNumbers(node.operator, a.number, b.number) : undefined;
  return result === undefined ? unknown : on.table.number(result);
}

/** What an operator before one value gives. @throws StepsSpent */
export function unary(on: Evaluator, node: ESTree.UnaryExpression, scope: Scope): Values {
  if (node.operator === '!') return on.table.plain();
  if (node.operator !== '-' && node.operator !== '+' && node.operator !== '~') return unknown;
  const [value] = on.evaluate(node.argument, scope);
  if (value?.kind !== 'number') return unknown;
  return on.table.number(node.operator === '-' ? -value.number : node.operator === '~' ? ~value.number : value.number);
}

/** What a text with expressions gives. `raw`: its parts as they are written. @throws StepsSpent */
export function template(on: Evaluator, node: ESTree.TemplateLiteral, scope: Scope, raw = false): Values {
  const part = (at: number): Values => on.table.text((raw ? node.quasis[at]?.value.raw : node.quasis[at]?.value.cooked) ?? '');
  let values = part(0);
  for (let at = 0; at < node.expressions.length; at += 1) {
    values = plus(on, values, on.evaluate(node.expressions[at]!, scope));
    values = plus(on, values, part(at + 1));
    if (values.length === 0) return unknown;
  }
  return values;
}
