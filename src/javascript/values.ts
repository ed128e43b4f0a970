import type { ClassNode, ESTree, FunctionNode, Node } from './tree.js';
import type { Scope } from './places.js';

/**
 * What an expression may be, as far as it is known without running it.
 * - `name`: something of the runtime, by its canonical name (`eval`, `node:child_process.exec`; see names.ts);
 * - `text`: a string, or with `open` the known beginning of one; `number`; `texts`: an array of strings;
 * - `function`, `list`, `object`: code of this file; `class`, and `instance`: what a class or a function makes; `map`: a `Map` or `Set`; `plain`: a value without interest whose members may lead to `Function`;
 * - `any`: beside the others it may also be something that is not known.
 * Values are interned per file, so that equal ones are identical.
 */
export type Value =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string; readonly open: boolean }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | { readonly kind: 'function'; readonly node: FunctionNode }
  | { readonly kind: 'class'; readonly node: ClassNode; readonly scope: Scope }
  | { readonly kind: 'instance'; readonly node: ClassNode | FunctionNode; readonly scope: Scope }
  | { readonly kind: 'map'; readonly node: ESTree.NewExpression; readonly scope: Scope }
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

/** The values of one file, each made once, so that equal ones are identical. */
export class ValueTable {
  private readonly names = new Map<string, Values>();
  private readonly whole = new Map<string, Values>();
  private readonly beginnings = new Map<string, Values>();
  private readonly numbers = new Map<number, Values>();
  private readonly lists = new Map<string, Values>();
  private readonly byNode = new Map<Node, Values>();
  private readonly instances = new Map<Node, Values>();
  private readonly plainValue: Values = [{ kind: 'plain' }];

  name(name: string): Values {
    return once(this.names, name, () => ({ kind: 'name', name }));
  }

  text(text: string, open = false): Values {
    const cut = text.length > textCharacters;
    const kept = cut ? text.slice(0, keptWhenCut) : text;
    return open || cut ? once(this.beginnings, kept, () => ({ kind: 'text', text: kept, open: true })) : once(this.whole, kept, () => ({ kind: 'text', text: kept, open: false }));
  }

  number(number: number): Values {
    return once(this.numbers, number, () => ({ kind: 'number', number }));
  }

  texts(texts: readonly string[]): Values {
    const key = JSON.stringify(texts);
    return key.length > textCharacters ? unknown : once(this.lists, key, () => ({ kind: 'texts', texts }));
  }

  plain(): Values {
    return this.plainValue;
  }

  code(node: FunctionNode): Values {
    return once<Node>(this.byNode, node, () => ({ kind: 'function', node }));
  }

  class(node: ClassNode, scope: Scope): Values {
    return once<Node>(this.byNode, node, () => ({ kind: 'class', node, scope }));
  }

  instance(node: ClassNode | FunctionNode, scope: Scope): Values {
    return once<Node>(this.instances, node, () => ({ kind: 'instance', node, scope }));
  }

  map(node: ESTree.NewExpression, scope: Scope): Values {
    return once<Node>(this.byNode, node, () => ({ kind: 'map', node, scope }));
  }

  list(node: ESTree.ArrayExpression, scope: Scope): Values {
    return once<Node>(this.byNode, node, () => ({ kind: 'list', node, scope }));
  }

  object(node: ESTree.ObjectExpression, scope: Scope): Values {
    return once<Node>(this.byNode, node, () => ({ kind: 'object', node, scope }));
  }
}

function once<K>(known: Map<K, Values>, key: K, make: () => Value): Values {
  let values = known.get(key);
  if (values === undefined) known.set(key, (values = [make()]));
  return values;
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

const noNames: readonly string[] = [];

export function namesOf(values: Values): readonly string[] {
  let out: string[] | undefined;
  for (const value of values) if (value.kind === 'name') (out ??= []).push(value.name);
  return out ?? noNames;
}

/** Property keys that the values may stand for. Empty: it could be any. */
export function keysOf(values: Values): string[] {
  return values.flatMap((value) => (value.kind === 'text' && !value.open ? [value.text] : value.kind === 'number' ? [String(value.number)] : []));
}
