import { keyName } from '../patterns.js';
import type { ESTree, Node } from '../tree.js';
import { isFunction, unwrap } from '../tree.js';
import { call, invoke, member } from './access.js';
import type { Compiler, Run } from './compile.js';
import type { Datum, Frame, Machine } from './machine.js';
import { List, stop } from './machine.js';
import { iterated } from './operators.js';

/** Elements that an array literal may have. */
const mostElements = 65_536;
/** Methods that call what they are given at once, and keep nothing of it. */
const callsAtOnce: ReadonlySet<string> = new Set(['map', 'forEach', 'filter', 'some', 'every', 'find', 'findIndex', 'flatMap', 'reduce', 'reduceRight', 'replace', 'replaceAll', 'sort', 'from']);

/**
 * The key of a member.
 * @throws Stop for a private name, and for a key that is not followed.
 */
export function keyOf(node: ESTree.MemberExpression, on: Compiler): Run {
  if (node.computed) return on.expression(node.property);
  const name = node.property.type === 'Identifier' ? node.property.name : stop('private name');
  return () => name;
}

/**
 * Reads a member: first its object, then its key.
 * @throws Stop for an optional chain, and for parts that are not followed.
 */
export function memberOf(node: ESTree.MemberExpression, on: Compiler): Run {
  if ((node as { optional?: boolean }).optional) stop('chain');
  const base = on.expression(node.object);
  const key = keyOf(node, on);
  return (frame, machine) => {
    const object = base(frame, machine);
    const name = key(frame, machine);
    if (typeof name === 'number' && object instanceof List && name in object.items) return object.items[name];
    return member(object, name, machine);
  };
}

/**
 * Calls a function, or a method on its object, which is evaluated once.
 * @throws Stop for an optional chain, and for parts that are not followed.
 */
export function callOf(node: ESTree.CallExpression, on: Compiler): Run {
  if ((node as { optional?: boolean }).optional) stop('chain');
  const callee = unwrap(node.callee);
  if (callee.type === 'MemberExpression') {
    const base = on.expression(callee.object);
    const key = keyOf(callee, on);
    const name = callee.computed ? keyName(callee.property) ?? '' : keyName(callee.property)!;
    const args = listOf(node.arguments, on, callsAtOnce.has(name));
    return (frame, machine) => {
      const object = base(frame, machine);
      return invoke(object, key(frame, machine), args(frame, machine), machine);
    };
  }
  const target = isFunction(callee) && callee.type !== 'FunctionDeclaration' ? on.functionOf(callee, true) : on.expression(callee);
  const args = listOf(node.arguments, on);
  return (frame, machine) => call(target(frame, machine), undefined, args(frame, machine), machine);
}

/**
 * Elements and arguments, with spreads.
 * @param atOnce functions among them are called at once.
 * @throws Stop for holes, for more than `mostElements`, and for parts that are not followed.
 */
export function listOf(nodes: readonly (Node | null)[], on: Compiler, atOnce = false): (frame: Frame, machine: Machine) => Datum[] {
  if (nodes.length > mostElements) stop('elements');
  if (nodes.some((node) => node === null)) stop('holes');
  const parts = nodes.map((node) => {
    const spread = node!.type === 'SpreadElement';
    const inner = spread ? (node as ESTree.SpreadElement).argument : node!;
    return { spread, run: inner.type === 'FunctionExpression' || inner.type === 'ArrowFunctionExpression' ? on.functionOf(inner, atOnce) : on.expression(inner) };
  });
  const spreads = parts.some((part) => part.spread);
  const runs = parts.map((part) => part.run);
  if (!spreads) return (frame, machine) => {
    machine.take(runs.length >> 2);
    return runs.map((run) => run(frame, machine));
  };
  return (frame, machine) => parts.flatMap(({ spread, run }) => {
    const value = run(frame, machine);
    return spread ? iterated(value, machine) : [value];
  });
}
