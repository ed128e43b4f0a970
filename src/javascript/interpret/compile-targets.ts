/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName } from '../patterns.js';
import type { ESTree, Node } from '../tree.js';
import { unwrap } from '../tree.js';
import { member, setMember } from './access.js';
import { keyOf } from './compile-calls.js';
import { readOf, storeOf } from './compile-variables.js';
import type { Compiler, Run, Store } from './compile.js';
import type { Datum, Frame, Machine } from './machine.js';
import { List, numberOf, stop } from './machine.js';
import { binary, iterated } from './operators.js';

/**
 * Where a pattern, a variable or a member takes a value.
 * @throws Stop for the rest of an object, for an unknown global, and for parts that are not followed.
 */
export function target(node: Node, on: Compiler): Store {
  on.weight += 1;
  switch (node.type) {
    case 'Identifier': return storeOf(node.name, on);
    case 'MemberExpression': {
      const base = on.expression(node.object);
      const key = keyOf(node, on);
      return (frame, machine, value) => setMember(base(frame, machine), key(frame, machine), value, machine);
    }
    case 'AssignmentPattern': {
      const store = target(node.left, on);
      const fallback = on.expression(node.right!);
      return (frame, machine, value) => store(frame, machine, value === undefined ? fallback(frame, machine) : value);
    }
    case 'ArrayPattern': return arrayPattern(node, on);
    case 'ObjectPattern': return objectPattern(node, on);
    default: return stop(node.type);
  }
}

function arrayPattern(node: ESTree.ArrayPattern, on: Compiler): Store {
  const parts = node.elements.map((element) => (element ? { rest: element.type === 'RestElement', store: target(element.type === 'RestElement' ? element.argument : element, on) } : undefined));
  return (frame, machine, value) => {
    const items = iterated(value, machine);
    parts.forEach((part, at) => part?.store(frame, machine, part.rest ? new List(items.slice(at), machine.run) : items[at]));
  };
}

function objectPattern(node: ESTree.ObjectPattern, on: Compiler): Store {
  const parts = node.properties.map((property) => {
    if (property.type === 'RestElement') return stop('rest');
    const name = property.computed ? undefined : keyName(property.key);
    return { key: name === undefined ? on.expression(property.key) : () => name, store: target(property.value, on) };
  });
  return (frame, machine, value) => { for (const { key, store } of parts) store(frame, machine, member(value, key(frame, machine), machine)); };
}

/**
 * An assignment, which gives what it puts there.
 * @throws Stop for `&&=`, `||=` and `??=`, and for what `target` does not take.
 */
export function assignmentOf(node: ESTree.AssignmentExpression, on: Compiler): Run {
  const { operator } = node;
  if (operator === '=') {
    const value = on.expression(node.right);
    if (node.left.type === 'MemberExpression') return into(node.left, on, (_, frame, machine) => value(frame, machine));
    const store = target(node.left, on);
    return (frame, machine) => {
      const result = value(frame, machine);
      store(frame, machine, result);
      return result;
    };
  }
  const value = on.expression(node.right);
  const bare = operator.slice(0, -1);
  if (bare === '&&' || bare === '||' || bare === '??') return stop(operator);
  return into(node.left, on, (before, frame, machine) => binary(bare, before(), value(frame, machine), machine));
}

/** Puts what `change` makes of the value before into a variable or member, whose object and key are evaluated once and first. */
function into(node: Node, on: Compiler, change: (before: () => Datum, frame: Frame, machine: Machine) => Datum, result?: (before: Datum, after: Datum) => Datum): Run {
  if (node.type === 'Identifier') {
    const read = readOf(node.name, on);
    const store = storeOf(node.name, on);
    return (frame, machine) => {
      const before = read(frame, machine);
      const after = change(() => before, frame, machine);
      store(frame, machine, after);
      return result ? result(before, after) : after;
    };
  }
  if (node.type !== 'MemberExpression') return stop(node.type);
  const base = on.expression(node.object);
  const key = keyOf(node, on);
  return (frame, machine) => {
    const object = base(frame, machine);
    const name = key(frame, machine);
    let before: Datum;
    const after = change(() => (before = member(object, name, machine)), frame, machine);
    setMember(object, name, after, machine);
    return result ? result(before, after) : after;
  };
}

/**
 * `++` and `--`, which give the number after or before.
 * @throws Stop for what is neither a variable nor a member, and for parts that are not followed.
 */
export function updateOf(node: ESTree.UpdateExpression, on: Compiler): Run {
  const by = node.operator === '++' ? 1 : -1;
  let machineOf: Machine;
  return into(unwrap(node.argument), on, (before, _, machine) => numberOf(before(), (machineOf = machine)) + by, (before, after) => (node.prefix ? after : numberOf(before, machineOf)));
}
