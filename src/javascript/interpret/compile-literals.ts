import { keyName } from '../patterns.js';
import { resolve } from '../places.js';
import type { ESTree, Node } from '../tree.js';
import type { Compiler, Run } from './compile.js';
import { checked, stop, Table, textOf } from './machine.js';
import { Pattern } from './pattern.js';

/**
 * A constant, or a regular expression.
 * @throws Stop for any other literal.
 */
export function literalOf(node: ESTree.Literal): Run {
  const { value } = node;
  if (value === null && 'regex' in node) {
    const { pattern, flags } = node.regex as { pattern: string; flags: string };
    return (_, machine) => Pattern.of(pattern, flags, machine);
  }
  if ('regex' in node) {
    const { pattern, flags } = node.regex as { pattern: string; flags: string };
    return (_, machine) => Pattern.of(pattern, flags, machine);
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) return () => value;
  return stop('literal');
}

/**
 * A text with what stands between its parts.
 * @throws Stop where it has no cooked text, or a part is not followed.
 */
export function templateOf(node: ESTree.TemplateLiteral, on: Compiler): Run {
  const texts = node.quasis.map((one) => one.value.cooked ?? stop('template'));
  const runs = node.expressions.map((one) => on.expression(one));
  return (frame, machine) => runs.reduce((text, run, at) => checked(text + textOf(run(frame, machine), machine) + texts[at + 1]!), texts[0]!);
}

/**
 * `String.raw`; other tags are not followed.
 * @throws Stop for these.
 */
export function taggedOf(node: ESTree.TaggedTemplateExpression, on: Compiler): Run {
  const { tag, quasi } = node;
  if (tag.type !== 'MemberExpression' || tag.object.type !== 'Identifier' || tag.object.name !== 'String' || keyName(tag.property) !== 'raw' || resolve(on.scope, 'String') !== undefined) return stop('tag');
  const texts = quasi.quasis.map((one) => one.value.raw);
  const runs = quasi.expressions.map((one) => on.expression(one));
  return (frame, machine) => runs.reduce((text, run, at) => checked(text + textOf(run(frame, machine), machine) + texts[at + 1]!), texts[0]!);
}

/**
 * An object of which every property has a value.
 * @throws Stop for accessors, spreads and `__proto__`, and for parts that are not followed.
 */
export function objectOf(node: ESTree.ObjectExpression, on: Compiler): Run {
  const parts = (node.properties as readonly Node[]).map((property) => {
    if (property.type !== 'Property' || property.kind !== 'init') return stop('property');
    const name = property.computed ? undefined : keyName(property.key) ?? stop('key');
    if (name === '__proto__') stop(name);
    return { key: name === undefined ? on.expression(property.key) : () => name, value: on.expression(property.value) };
  });
  return (frame, machine) => {
    const table = new Table(machine.run);
    for (const { key, value } of parts) {
      const name = textOf(key(frame, machine), machine);
      if (name === '__proto__') stop(name);
      table.own.set(name, value(frame, machine));
    }
    return table;
  };
}
