/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { functionsOf } from './functions.js';
import { keyName, literalOf, patternParts } from './patterns.js';
import type { Binding, Handed, Scope } from './places.js';
import { resolve } from './places.js';
import { functionAt, type Scopes } from './scopes.js';
import type { FunctionNode, Node } from './tree.js';
import { unwrap } from './tree.js';

/** Functions, variables and members that are gone through from a result back to a parameter. */
const longestWay = 64;

/**
 * The argument that a function gives back as it is, by itself or through others that do: `(x) => x`, `({ a }) => a`, `(...all) => all[0]`. Undefined: it
 * gives something else, or that is not seen.
 */
export function handedBack(fn: FunctionNode, scopes: Scopes): Handed | undefined {
  const known = scopes.handedBack.get(fn);
  if (known !== undefined) return known ?? undefined;
  // A function that calls itself gives nothing of this kind while it is looked at.
  scopes.handedBack.set(fn, null);
  const found = look(fn, scopes);
  if (found !== undefined) scopes.handedBack.set(fn, found);
  return found;
}

function look(fn: FunctionNode, scopes: Scopes): Handed | undefined {
  const info = functionAt(scopes, fn);
  const [only] = info?.result.sources ?? [];
  if (info === undefined || fn.generator || info.result.total !== 1 || only?.kind !== 'expression' || only.keys.length > 0) return undefined;
  let node: Node = unwrap(only.node);
  let { scope } = only;
  let keys: readonly string[] = [];
  for (let left = longestWay; left > 0; left -= 1) {
    switch (node.type) {
      case 'Identifier': {
        const binding = resolve(scope, node.name);
        if (binding === undefined) return undefined;
        const parameter = parameterOf(fn, info.scope, binding);
        if (parameter !== undefined) return binding.written ? undefined : inRest(fn, { position: parameter.position, keys: [...parameter.keys, ...keys] });
        const [source] = binding.sources;
        if (binding.total !== 1 || binding.open || source?.kind !== 'expression' || !isWithin(source.scope, info.scope) || source.keys.includes(undefined)) return undefined;
        keys = [...(source.keys as readonly string[]), ...keys];
        ({ scope } = source);
        node = unwrap(source.node);
        break;
      }
      case 'MemberExpression': {
        const key = node.computed ? memberKey(node.property) : keyName(node.property);
        if (key === undefined) return undefined;
        keys = [key, ...keys];
        node = unwrap(node.object);
        break;
      }
      case 'CallExpression': {
        const given = argumentHanded(node.callee, node.arguments, scope, scopes);
        if (given === undefined) return undefined;
        keys = [...given.keys, ...keys];
        node = unwrap(given.node);
        break;
      }
      case 'AwaitExpression': node = unwrap(node.argument); break;
      case 'SequenceExpression': node = unwrap(node.expressions.at(-1)!); break;
      default: return undefined;
    }
  }
  return undefined;
}

/** The argument of a call that comes out of it again, where it runs one function of the file that gives it back. */
export function argumentHanded(callee: Node, args: readonly Node[], scope: Scope, scopes: Scopes): { readonly node: Node; readonly keys: readonly string[] } | undefined {
  const functions = functionsOf(callee, scope, scopes);
  const [only] = functions ?? [];
  const handed = functions?.length === 1 && only !== undefined ? handedBack(only, scopes) : undefined;
  const node = handed && args[handed.position];
  if (handed === undefined || node === undefined || args.slice(0, handed.position + 1).some((one) => one.type === 'SpreadElement')) return undefined;
  return { node, keys: handed.keys };
}

/** Which parameter a variable is, with the keys that lead into it. */
function parameterOf(fn: FunctionNode, scope: Scope, binding: Binding): Handed | undefined {
  for (let position = 0; position < fn.params.length; position += 1) {
    for (const { target, keys, fallbacks } of patternParts(fn.params[position]!)) {
      if (target.type !== 'Identifier' || scope.bindings.get(target.name) !== binding) continue;
      return fallbacks.length > 0 || keys.includes(undefined) ? { position: -1, keys: [] } : { position, keys: keys as readonly string[] };
    }
  }
  return undefined;
}

/** What a rest parameter holds begins at its own position. */
function inRest(fn: FunctionNode, { position, keys }: Handed): Handed | undefined {
  if (position < 0 || fn.params[position]?.type !== 'RestElement') return position < 0 ? undefined : { position, keys };
  const [first, ...others] = keys;
  return first !== undefined && /^\d{1,3}$/.test(first) ? { position: position + Number(first), keys: others } : undefined;
}

function memberKey(node: Node): string | undefined {
  return literalOf(node) ?? (node.type === 'Literal' ? keyName(node) : undefined);
}

function isWithin(scope: Scope, outer: Scope): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (at === outer) return true;
  return false;
}
