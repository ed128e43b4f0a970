import type { ESTree, FunctionNode, Node } from './tree.js';
import type { Scope } from './scopes.js';

/**
 * What an expression may be, as far as it is known without running it.
 * - `name`: something of the runtime, by its canonical name (`eval`, `node:child_process.exec`; see names.ts);
 * - `text`: a string, or with `open` the known beginning of one; `number`; `texts`: an array of strings;
 * - `function`, `list`, `object`: code of this file; `plain`: a value without interest whose members may lead to `Function`;
 * - `any`: beside the others it may also be something that is not known.
 * Values are interned per file, so that equal ones are identical.
 */
export type Value =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string; readonly open: boolean }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | { readonly kind: 'function'; readonly node: FunctionNode | ESTree.ClassDeclaration | ESTree.ClassExpression }
  | { readonly kind: 'list'; readonly node: ESTree.ArrayExpression; readonly scope: Scope }
  | { readonly kind: 'object'; readonly node: ESTree.ObjectExpression; readonly scope: Scope }
  | { readonly kind: 'plain' }
  | { readonly kind: 'any' };

/** Everything that an expression may be. Empty: nothing is known of it. */
export type Values = readonly Value[];
export const unknown: Values = [];
const anything: Value = { kind: 'any' };
export const any: Values = [anything];

/** A longer string is kept as its beginning: folding must not build gigabytes out of `a = b + b`. */
const textCharacters = 65_536;
const keptWhenCut = 256;
/** Beyond this many strings, functions and literals of one expression the further ones are but `any`. Names are never forgotten. */
const kept = 8;

export class ValueTable {
  private readonly interned = new Map<string, Value>();
  private readonly byNode = new Map<Node, Value>();
  private readonly plainValue: Values = [{ kind: 'plain' }];

  private intern(key: string, make: () => Value): Value {
    let value = this.interned.get(key);
    if (value === undefined) {
      value = make();
      this.interned.set(key, value);
    }
    return value;
  }

  name(name: string): Values {
    return [this.intern(`n${name}`, () => ({ kind: 'name', name }))];
  }

  text(text: string, open = false): Values {
    const cut = text.length > textCharacters;
    const kept = cut ? text.slice(0, keptWhenCut) : text;
    return [this.intern(`${open || cut ? 'o' : 't'}${kept}`, () => ({ kind: 'text', text: kept, open: open || cut }))];
  }

  number(number: number): Values {
    return [this.intern(`d${Object.is(number, -0) ? 0 : number}`, () => ({ kind: 'number', number }))];
  }

  texts(texts: readonly string[]): Values {
    const key = JSON.stringify(texts);
    return key.length > textCharacters ? unknown : [this.intern(`l${key}`, () => ({ kind: 'texts', texts }))];
  }

  plain(): Values {
    return this.plainValue;
  }

  code(node: FunctionNode | ESTree.ClassDeclaration | ESTree.ClassExpression): Values {
    return this.ofNode(node, () => ({ kind: 'function', node }));
  }

  list(node: ESTree.ArrayExpression, scope: Scope): Values {
    return this.ofNode(node, () => ({ kind: 'list', node, scope }));
  }

  object(node: ESTree.ObjectExpression, scope: Scope): Values {
    return this.ofNode(node, () => ({ kind: 'object', node, scope }));
  }

  private ofNode(node: Node, make: () => Value): Values {
    let value = this.byNode.get(node);
    if (value === undefined) {
      value = make();
      this.byNode.set(node, value);
    }
    return [value];
  }
}

/** Both sets together; `a` itself when `b` adds nothing, so that a caller sees growth by identity. */
export function union(a: Values, b: Values): Values {
  if (b.length === 0 || a === b) return a;
  if (a.length === 0 && b.length <= kept) return b;
  let others = 0;
  for (const value of a) if (value.kind !== 'name' && value.kind !== 'any') others += 1;
  let out: Value[] | undefined;
  for (const value of b) {
    if (a.includes(value) || out?.includes(value)) continue;
    const tooMany = value.kind !== 'name' && value.kind !== 'any' && (others += 1) > kept;
    const added = tooMany ? anything : value;
    if (tooMany && (a.includes(anything) || out?.includes(anything))) continue;
    out ??= [...a];
    out.push(added);
  }
  return out ?? a;
}

/** True when every value is a whole string or a number: then nothing else can be meant. */
export function isConstant(values: Values): boolean {
  return values.length > 0 && values.every((value) => (value.kind === 'text' && !value.open) || value.kind === 'number');
}

/** The whole strings among the values. */
export function textsOf(values: Values): string[] {
  return values.flatMap((value) => (value.kind === 'text' && !value.open ? [value.text] : []));
}

export function namesOf(values: Values): string[] {
  return values.flatMap((value) => (value.kind === 'name' ? [value.name] : []));
}

/** Property keys that the values may stand for. Empty: it could be any. */
export function keysOf(values: Values): string[] {
  return values.flatMap((value) => (value.kind === 'text' && !value.open ? [value.text] : value.kind === 'number' ? [String(value.number)] : []));
}
