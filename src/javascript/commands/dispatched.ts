/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName } from '../patterns.js';
import type { Scope } from '../places.js';
import { resolve } from '../places.js';
import type { ESTree, Node } from '../tree.js';
import { unwrap } from '../tree.js';
import type { CommandFinder } from './find.js';

/** What a call runs by a typed key of a table, where it does: the functions that it may run without one. Undefined: it runs what it runs. */
export function dispatched(on: CommandFinder, node: ESTree.CallExpression, scope: Scope): readonly Node[] | undefined {
  return byKey(on, unwrap(node.callee), scope, 0);
}

function byKey(on: CommandFinder, node: Node, scope: Scope, depth: number): readonly Node[] | undefined {
  if (depth > 8) return undefined;
  const inner = unwrap(node);
  switch (inner.type) {
    case 'AwaitExpression': return byKey(on, inner.argument, scope, depth + 1);
    case 'Identifier': {
      const binding = resolve(scope, inner.name);
      const [only] = binding?.sources ?? [];
      return binding?.total === 1 && !binding.open && only?.kind === 'expression' && only.keys.length === 0 && only.node.type !== 'CallExpression' ? byKey(on, only.node, only.scope, depth + 1) : undefined;
    }
    case 'LogicalExpression': {
      const left = inner.operator === '&&' ? undefined : byKey(on, inner.left, scope, depth + 1);
      return left && [...left, inner.right];
    }
    case 'MemberExpression': {
      if (!inner.computed) { const kept = byKey(on, inner.object, scope, depth + 1); return kept?.length === 0 ? [] : undefined; }
      const key = on.typed.of(inner.property, scope);
      const table = key?.kind === 'word' && key.typed && key.exact ? tableOf(on, inner.object, scope) : undefined;
      if (table === undefined || key?.kind !== 'word') return undefined;
      return (table.properties as readonly ESTree.Property[]).flatMap((one) => (key.without.has(keyName(one.key) ?? '') ? [one.value as Node] : []));
    }
    default: return undefined;
  }
}

/** The object that is written out where a table is asked for: all that is ever in it, and nothing under the key of no word. */
function tableOf(on: CommandFinder, node: Node, scope: Scope): ESTree.ObjectExpression | undefined {
  const inner = unwrap(node);
  if (inner.type === 'Identifier') {
    const binding = resolve(scope, inner.name);
    const [only] = binding?.sources ?? [];
    return binding?.total === 1 && !binding.open && only?.kind === 'expression' && only.keys.length === 0 && only.node.type === 'ObjectExpression' && on.isKept(binding, 'any') ? tableOf(on, only.node, only.scope) : undefined;
  }
  if (inner.type !== 'ObjectExpression') return undefined;
  return (inner.properties as readonly Node[]).every((one) => one.type === 'Property' && one.kind === 'init' && !one.computed && !/^(?:undefined|__proto__|false|true|null|)$/.test(keyName(one.key) ?? '')) ? inner : undefined;
}
