import type { ESTree, Node } from './tree.js';
import { keyName } from './patterns.js';

/** Stands for a property of which the name is not known. */
export const anyPatch = '\0any';

const natives: ReadonlySet<string> = new Set(['String', 'Number', 'Boolean', 'Array', 'Object', 'Math', 'Buffer', 'Uint8Array', 'TextDecoder', 'RegExp', 'Function']);

/** True for `String` and `String.prototype`, by these names. */
export function isOfNative(node: Node): boolean {
  if (node.type === 'Identifier') return natives.has(node.name);
  return node.type === 'MemberExpression' && node.object.type === 'Identifier' && natives.has(node.object.name) && (node.computed || keyName(node.property) === 'prototype');
}

/** `Object.defineProperty(String.prototype, …)` and its like. */
export function definesNative(node: ESTree.CallExpression): boolean {
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || (callee.object.name !== 'Object' && callee.object.name !== 'Reflect')) return false;
  const [target] = node.arguments;
  return target !== undefined && isOfNative(target) && /^(?:define|assign|set)/.test(keyName(callee.property) ?? 'define');
}
