import type { Evaluator } from './evaluate.js';
import { functionsOf } from './functions.js';
import { argumentHanded } from './hands.js';
import { isHolder, type Holder } from './held.js';
import { keyName } from './patterns.js';
import type { Scope, Source } from './places.js';
import { functionAt } from './scopes.js';
import type { ESTree, Node } from './tree.js';
import { isFunction, unwrap } from './tree.js';
import type { Values } from './values.js';
import { isConstant, keysOf } from './values.js';

/** Sources of one member that are named. */
const mostSources = 4;
const nothing: readonly Source[] = [];

/**
 * Where what a member or a call gives was before it was put into a literal, a class or a container, or handed to a function that gives it back. Empty:
 * that is not seen, or it may be several things.
 */
export function sourcesBehind(node: Node, scope: Scope, on: Evaluator): readonly Source[] {
  const inner = unwrap(node);
  if (inner.type === 'MemberExpression') return ofMember(inner, scope, on);
  return inner.type === 'CallExpression' ? ofCall(inner, scope, on) : nothing;
}

function ofMember(node: ESTree.MemberExpression, scope: Scope, on: Evaluator): readonly Source[] {
  const object = onlyHolder(on.evaluate(node.object, scope));
  if (object === undefined) return nothing;
  const keys = node.computed ? on.evaluate(node.property, scope) : undefined;
  if (keys !== undefined && (!isConstant(keys) || keys.length > 1)) return nothing;
  const key = keys === undefined ? keyName(node.property) : keysOf(keys)[0];
  return key === undefined ? nothing : few(on.members.partOf(object, key).sources);
}

function ofCall(node: ESTree.CallExpression, scope: Scope, on: Evaluator): readonly Source[] {
  const callee = unwrap(node.callee);
  if (isFunction(callee) || callee.type === 'Identifier') {
    const handed = argumentHanded(callee, node.arguments, scope, on.scopes);
    if (handed !== undefined) return [{ kind: 'expression', node: handed.node, scope, keys: handed.keys }];
    const [only] = isFunction(callee) ? functionsOf(callee, scope, on.scopes) ?? [] : [];
    return only === undefined || only.async === true || only.generator === true ? nothing : few(functionAt(on.scopes, only)?.result.sources ?? nothing);
  }
  if (callee.type !== 'MemberExpression' || callee.computed) return nothing;
  const object = onlyHolder(on.evaluate(callee.object, scope));
  const key = keyName(callee.property);
  if (object === undefined || key === undefined) return nothing;
  const [method] = on.members.methods([object], key);
  if (method !== undefined) return few(functionAt(on.scopes, method)?.result.sources ?? nothing);
  const places = on.calls.containers.takenFrom(object, key, node.arguments, scope) ?? [];
  return places.length === 1 ? few(places[0]!.sources) : nothing;
}

function few(sources: readonly Source[]): readonly Source[] {
  return sources.length > mostSources ? nothing : sources;
}

function onlyHolder(values: Values): Holder | undefined {
  const known = values.filter((value) => value.kind !== 'any' && (value.kind !== 'name' || value.name !== 'this'));
  const [only] = known;
  return known.length === 1 && only !== undefined && isHolder(only) ? only : undefined;
}
