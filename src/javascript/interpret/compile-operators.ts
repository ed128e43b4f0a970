/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import type { ESTree, Node } from '../tree.js';
import { unwrap } from '../tree.js';
import type { Compiler, Run } from './compile.js';
import { numberOf, stop, truthy } from './machine.js';
import { binary, unary } from './operators.js';

/**
 * An operator between two values.
 * @throws Stop for parts that are not followed.
 */
export function binaryOf(node: ESTree.BinaryExpression, on: Compiler): Run {
  const { operator } = node;
  if (operator === '+') return sum(node, on);
  const a = on.expression(node.left);
  const b = on.expression(node.right);
  if (on.skipsNaN && (operator === '-' || operator === '*' || operator === '/') && isNumeric(node.right)) return (frame, machine) => {
    const left = a(frame, machine);
    return Number.isNaN(left) ? NaN : binary(operator, left, b(frame, machine), machine);
  };
  if (operator === '===') return (frame, machine) => a(frame, machine) === b(frame, machine);
  const quick = onNumbers.get(operator);
  if (quick === undefined) return (frame, machine) => binary(operator, a(frame, machine), b(frame, machine), machine);
  return quick(a, b);
}

/** `a + b + c …` leans to the left as far as a file is long. */
function sum(node: ESTree.BinaryExpression, on: Compiler): Run {
  const operands: Node[] = [];
  let left: Node = node;
  while (left.type === 'BinaryExpression' && left.operator === '+') {
    operands.push(left.right);
    left = left.left;
  }
  const nodes = [left, ...operands.reverse()];
  const runs = nodes.map((one) => on.expression(one));
  if (on.skipsNaN && nodes.every(isNumeric)) return (frame, machine) => {
    let total = 0;
    for (let at = 0; at < runs.length && !Number.isNaN(total); at += 1) total += numberOf(runs[at]!(frame, machine), machine);
    return total;
  };
  if (runs.length === 2) return onNumbers.get('+')!(runs[0]!, runs[1]!);
  return (frame, machine) => runs.slice(1).reduce((value, run) => binary('+', value, run(frame, machine), machine), runs[0]!(frame, machine));
}

/**
 * `&&`, `||` and `??`: the right side runs only where the left one does not decide.
 * @throws Stop for parts that are not followed.
 */
export function logicalOf(node: ESTree.LogicalExpression, on: Compiler): Run {
  const a = on.expression(node.left);
  const b = on.expression(node.right);
  const { operator } = node;
  return (frame, machine) => {
    const value = a(frame, machine);
    return operator === '&&' ? (truthy(value) ? b(frame, machine) : value) : operator === '||' ? (truthy(value) ? value : b(frame, machine)) : value ?? b(frame, machine);
  };
}

/**
 * An operator before one value.
 * @throws Stop for `delete`, and for a value that is not followed.
 */
export function unaryOf(node: ESTree.UnaryExpression, on: Compiler): Run {
  const { operator } = node;
  if (operator === 'delete') return stop('delete');
  const value = on.expression(node.argument);
  if (operator === '!') return (frame, machine) => !truthy(value(frame, machine));
  return (frame, machine) => unary(operator, value(frame, machine), machine);
}

/** Operators on two numbers, which is what decoders spend their time with. */
const onNumbers: ReadonlyMap<string, (a: Run, b: Run) => Run> = new Map(Object.entries({
  '+': (x: number, y: number) => x + y, '-': (x: number, y: number) => x - y, '*': (x: number, y: number) => x * y, '%': (x: number, y: number) => x % y, '^': (x: number, y: number) => x ^ y,
  '&': (x: number, y: number) => x & y, '|': (x: number, y: number) => x | y, '>>': (x: number, y: number) => x >> y, '<<': (x: number, y: number) => x << y, '<': (x: number, y: number) => x < y, '>': (x: number, y: number) => x > y,
}).map(([operator, of]) => [operator, (a, b) => (frame, machine) => {
  const x = a(frame, machine);
  const y = b(frame, machine);
  return typeof x === 'number' && typeof y === 'number' ? of(x, y) : binary(operator, x, y, machine);
}]))

/** True for an expression that gives a number whenever it gives anything. */
function isNumeric(node: Node): boolean {
  const inner = unwrap(node);
  switch (inner.type) {
    case 'Literal': return typeof inner.value === 'number';
    case 'UnaryExpression': return inner.operator === '-' || inner.operator === '+';
    case 'BinaryExpression': return inner.operator === '+' ? isNumeric(inner.left) && isNumeric(inner.right) : inner.operator === '-' || inner.operator === '*' || inner.operator === '/';
    case 'CallExpression': return inner.callee.type === 'Identifier' && inner.callee.name === 'parseInt';
    default: return false;
  }
}
