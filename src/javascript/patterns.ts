import type { Node } from './tree.js';

/** The name of a property key that is written out: an identifier, a string or a number. */
export function keyName(key: Node | null | undefined): string | undefined {
  if (!key) return undefined;
  if (key.type === 'Identifier' || key.type === 'PrivateIdentifier') return key.name;
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')) return String(key.value);
  return undefined;
}

interface PatternPart {
  readonly target: Node;
  readonly keys: readonly (string | undefined)[];
  readonly fallbacks: readonly { readonly node: Node; readonly keys: readonly (string | undefined)[] }[];
}

/** The variables (or members) that a pattern writes, each with the keys that lead to its value and its default values. */
export function patternParts(pattern: Node): readonly PatternPart[] {
  if (pattern.type === 'Identifier' || pattern.type === 'MemberExpression') return [{ target: pattern, keys: [], fallbacks: [] }];
  const parts: PatternPart[] = [];
  const open: PatternPart[] = [{ target: pattern, keys: [], fallbacks: [] }];
  while (open.length > 0) {
    const part = open.pop()!;
    const { target } = part;
    const into = (inner: Node, key: string | undefined): void => {
      open.push({ target: inner, keys: [...part.keys, key], fallbacks: part.fallbacks.map((one) => ({ node: one.node, keys: [...one.keys, key] })) });
    };
    if (target.type === 'AssignmentPattern') {
      open.push({ ...part, target: target.left, fallbacks: target.right ? [...part.fallbacks, { node: target.right, keys: [] }] : part.fallbacks });
    } else if (target.type === 'RestElement') {
      open.push({ ...part, target: target.argument });
    } else if (target.type === 'ArrayPattern') {
      target.elements.forEach((element, at) => {
        if (element) into(element, element.type === 'RestElement' ? undefined : String(at));
      });
    } else if (target.type === 'ObjectPattern') {
      for (const property of target.properties) {
        if (property.type === 'RestElement') open.push({ ...part, target: property.argument });
        else into(property.value, property.computed ? undefined : keyName(property.key));
      }
    } else parts.push(part);
  }
  return parts;
}

/** The text that a node writes out; undefined for any other node. */
export function literalOf(node: Node | undefined): string | undefined {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}
