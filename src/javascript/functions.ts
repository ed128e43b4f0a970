import { keyName } from './patterns.js';
import type { Binding, Scope } from './places.js';
import { functionsKept, resolve } from './places.js';
import { anyPatch } from './patches.js';
import type { Scopes } from './scopes.js';
import type { ESTree, FunctionNode, Node } from './tree.js';
import { isFunction, unwrap } from './tree.js';

/** Places that are looked at for one question at most. */
const mostPlaces = 64;

/**
 * The functions of this file that an expression names: written in place, or put into the variable or property by that name. Undefined: it
 * may be others too. Functions are not values that flow (they would flow everywhere); they are looked up where one is called.
 * @param consulted takes the places that the answer depends on.
 */
export function functionsOf(node: Node, scope: Scope, scopes: Scopes, consulted?: Binding[]): readonly FunctionNode[] | undefined {
  const first = unwrap(node);
  if (isFunction(first)) return [first];
  if (first.type === 'Identifier' || first.type === 'MemberExpression') {
    const place = placeOf(first, scope, scopes);
    if (consulted === undefined) return place && heldBy(place, scopes);
    if (place === undefined) return undefined;
    consulted.push(place);
    return functionsIn(place, scopes, consulted);
  }
  return functionsBehind([{ node: first, scope }], scopes, consulted);
}

/** The functions that a place holds. Who does not ask what the answer depends on asks when calls are linked, and then it stays. */
function heldBy(place: Binding, scopes: Scopes): readonly FunctionNode[] | undefined {
  if (place.functions === undefined) place.functions = functionsIn(place, scopes, undefined) ?? null;
  return place.functions ?? undefined;
}

function functionsIn(place: Binding, scopes: Scopes, consulted: Binding[] | undefined): readonly FunctionNode[] | undefined {
  if (place.total > functionsKept) return undefined;
  const [only] = place.sources;
  if (place.total === 1 && only?.kind === 'expression' && only.keys.length === 0 && isFunction(only.node)) return [only.node];
  if (place.total === 0) return undefined;
  const open: Expression[] = [];
  for (const source of place.sources) if (source.kind === 'expression' && source.keys.length === 0) open.push(source);
  return functionsBehind(open, scopes, consulted, place);
}

interface Expression { readonly node: Node; readonly scope: Scope }

/** True for a function that is written in place, or that is all that a variable or property is ever filled with. */
export function isSurelyFunction(node: Node, scope: Scope, scopes: Scopes): boolean {
  const inner = unwrap(node);
  if (isFunction(inner)) return true;
  const place = inner.type === 'Identifier' || inner.type === 'MemberExpression' ? placeOf(inner, scope, scopes) : undefined;
  const [only] = place?.sources ?? [];
  return place?.total === 1 && only?.kind === 'expression' && only.keys.length === 0 && isFunction(only.node);
}

/** @param from the place whose sources are looked at, where it is one. */
function functionsBehind(open: Expression[], scopes: Scopes, consulted: Binding[] | undefined, from?: Binding): readonly FunctionNode[] | undefined {
  const found = new Set<FunctionNode>();
  const seen = new Set<Binding>(from && [from]);
  let whole = true;
  for (let looked = from === undefined ? 0 : 1; open.length > 0; looked += 1) {
    if (looked > mostPlaces) return undefined;
    const one = open.pop()!;
    const inner = unwrap(one.node);
    const alternatives = alternativesOf(inner);
    if (isFunction(inner)) found.add(inner);
    else if (alternatives !== undefined) for (const next of alternatives) open.push({ node: next, scope: one.scope });
    else {
      const place = placeOf(inner, one.scope, scopes);
      if (place !== undefined) consulted?.push(place);
      if (place === undefined || place.total > functionsKept) whole = false;
      else if (!seen.has(place)) {
        seen.add(place);
        whole &&= place.total > 0;
        for (const source of place.sources) if (source.kind === 'expression' && source.keys.length === 0) open.push({ node: source.node, scope: source.scope });
      }
    }
  }
  return whole || found.size > 0 ? [...found] : undefined;
}

/** The expressions one of which an expression gives. */
function alternativesOf(node: Node): readonly Node[] | undefined {
  if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate];
  if (node.type === 'LogicalExpression') return [node.left, node.right];
  if (node.type === 'SequenceExpression') return node.expressions.slice(-1);
  return node.type === 'AssignmentExpression' && node.operator === '=' ? [node.right] : undefined;
}

const natives: ReadonlySet<string> = new Set(['Object', 'Reflect', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Math', 'JSON', 'Date', 'RegExp', 'Promise', 'Map', 'Set', 'WeakMap', 'Buffer', 'Uint8Array', 'Function', 'Intl', 'console', 'Atomics']);

/** True for an object of the language: `Object.create` is no function of the file, whatever else is called `create` in it; nor is `''.concat`. */
function isNative(node: Node, key: string, scope: Scope, { patches }: Scopes): boolean {
  return ((node.type === 'Identifier' && natives.has(node.name) && resolve(scope, node.name) === undefined) || (textMethods.has(key) && isText(node))) && !patches.has(key) && !patches.has(anyPatch);
}

/** Methods of strings that give strings, numbers or truth values. */
const textMethods: ReadonlySet<string> = new Set(['at', 'charAt', 'charCodeAt', 'codePointAt', 'concat', 'endsWith', 'includes', 'indexOf', 'lastIndexOf', 'localeCompare', 'normalize', 'padEnd', 'padStart', 'repeat', 'search', 'slice', 'startsWith', 'substr', 'substring', 'toLowerCase', 'toString', 'toUpperCase', 'trim', 'trimEnd', 'trimStart', 'valueOf']);
/** Calls in a row that are looked through for the text before the first. */
const longestRow = 64;

/** True for what is a string by how it is written: `''`, a template, and what their methods give. */
function isText(node: Node): boolean {
  let inner = unwrap(node);
  for (let row = 0; row < longestRow && inner.type === 'CallExpression'; row += 1) {
    const callee = unwrap(inner.callee);
    if (callee.type !== 'MemberExpression' || callee.computed || !textMethods.has(keyName(callee.property) ?? '')) return false;
    inner = unwrap(callee.object);
  }
  return (inner.type === 'Literal' && typeof inner.value === 'string') || inner.type === 'TemplateLiteral';
}

/** True for a call that gives no function and no module, whatever it is handed: a method of a string that is written out. */
export function givesText(callee: ESTree.MemberExpression, scope: Scope, scopes: Scopes): boolean {
  const key = callee.computed ? undefined : keyName(callee.property);
  return key !== undefined && textMethods.has(key) && isNative(unwrap(callee.object), key, scope, scopes);
}

/** The variable or property that an expression reads, where it reads one by its name. */
function placeOf(node: Node, scope: Scope, scopes: Scopes): Binding | undefined {
  let inner = node;
  while (inner.type === 'MemberExpression' && !inner.computed) {
    const key = keyName(inner.property);
    if (key !== 'call' && key !== 'apply' && key !== 'bind' && key !== 'prototype') return key === undefined || isNative(inner.object, key, scope, scopes) ? undefined : scopes.fields.get(key);
    inner = unwrap(inner.object);
  }
  return inner.type === 'Identifier' ? resolve(scope, inner.name) : undefined;
}
