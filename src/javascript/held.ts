import { keyName, literalOf } from './patterns.js';
import type { Scope, Source } from './places.js';
import { resolve } from './places.js';
import { functionAt, type Scopes } from './scopes.js';
import type { ESTree, FunctionNode, Node } from './tree.js';
import { isClass, isFunction, unwrap } from './tree.js';
import type { Value } from './values.js';

/** Values of this file's text that have members of their own. */
export type Holder = Extract<Value, { kind: 'list' | 'object' | 'class' | 'instance' | 'map' }>;

export function isHolder(value: Value): value is Holder {
  return value.kind === 'list' || value.kind === 'object' || value.kind === 'class' || value.kind === 'instance' || value.kind === 'map';
}

/** The members of one literal or class by their names; `open`: under names that are not known. */
interface Index {
  readonly byKey: Map<string, Source[]>;
  readonly methods: Map<string, FunctionNode>;
  readonly open: Source[];
  /** Whether any of its names is not known. */
  isOpen: boolean;
}

/** Answers what literals and classes hold under a name, without entering them. */
export class Held {
  private readonly members = new Map<Node, Index>();
  private readonly statics = new Map<Node, Index>();

  constructor(private readonly scopes: Scopes) {}

  /** The sources of a member; `key` undefined: of any. */
  sources(value: Holder, key: string | undefined): readonly Source[] {
    const stored = this.scopes.stores.get(value.node);
    const own = this.own(value, key);
    if (stored === undefined) return own;
    return key === undefined ? [...own, ...[...stored.values()].flat()] : [...own, ...stored.get(key) ?? [], ...stored.get(undefined) ?? []];
  }

  /** The method of that name that is written in a literal or class. */
  method(value: Value, key: string): FunctionNode | undefined {
    return value.kind === 'object' || value.kind === 'class' || value.kind === 'instance' ? this.index(value).methods.get(key) : undefined;
  }

  /** True where a member may be what no name in it says. */
  isOpen(value: Holder): boolean {
    return value.kind !== 'list' && this.index(value).isOpen;
  }

  private own(value: Holder, key: string | undefined): readonly Source[] {
    if (value.kind === 'list') return elementSources(value.node.elements, value.scope, key);
    const { byKey, open } = this.index(value);
    const others = open.map((source): Source => (source.kind === 'expression' && source.node.type === 'SpreadElement' ? { ...source, node: source.node.argument, keys: [key] } : source));
    return [...key === undefined ? [...byKey.values()].flat() : byKey.get(key) ?? [], ...others];
  }

  private index(value: Exclude<Holder, { kind: 'list' }>): Index {
    const all = value.kind === 'class' ? this.statics : this.members;
    let known = all.get(value.node);
    if (known === undefined) all.set(value.node, (known = this.indexed(value)));
    return known;
  }

  private indexed(value: Exclude<Holder, { kind: 'list' }>): Index {
    const index: Index = { byKey: new Map(), methods: new Map(), open: [], isOpen: false };
    const add = (key: string | undefined, source: Source): void => {
      if (key === undefined) index.open.push(source);
      else index.byKey.set(key, [...index.byKey.get(key) ?? [], source]);
    };
    const { node, scope } = value;
    if (node.type === 'ObjectExpression') for (const one of node.properties as readonly Node[]) this.property(one, scope, add, index);
    else if (isClass(node)) for (const one of node.body.body as readonly Node[]) this.classMember(one, value.kind === 'class', this.scopes.of.get(node) ?? scope, add, index);
    else if (node.type === 'NewExpression') for (const { key, source } of entriesOf(node, scope)) add(key, source);
    index.isOpen ||= index.open.length > 0;
    return index;
  }

  private property(one: Node, scope: Scope, add: (key: string | undefined, source: Source) => void, index: Index): void {
    if (one.type === 'SpreadElement') add(undefined, { kind: 'expression', node: one, scope, keys: [] });
    else if (one.type === 'Property') this.member(one.computed ? literalOf(one.key) : keyName(one.key), one.kind, one.value, scope, add, index);
  }

  private classMember(one: Node, ofClass: boolean, scope: Scope, add: (key: string | undefined, source: Source) => void, index: Index): void {
    if ((one.type !== 'PropertyDefinition' && one.type !== 'MethodDefinition') || one.static !== ofClass || !one.value) return;
    this.member(one.computed ? literalOf(one.key!) : keyName(one.key), one.type === 'MethodDefinition' ? one.kind : 'init', one.value, scope, add, index);
  }

  private member(key: string | undefined, kind: string, value: Node, scope: Scope, add: (key: string | undefined, source: Source) => void, index: Index): void {
    if (kind === 'set' || kind === 'constructor') return;
    const info = isFunction(value) ? functionAt(this.scopes, value) : undefined;
    if (kind === 'get') {
      if (info !== undefined) add(key, { kind: 'binding', binding: info.result });
    } else if (info === undefined) {
      if (key !== 'default' || !this.isHanded(value, scope)) add(key, { kind: 'expression', node: value, scope, keys: [] });
    } else if (key !== undefined) index.methods.set(key, info.node);
    else index.isOpen = true;
  }

  /** True for what a compiler's helper puts into `default`: of each call it is what that call was handed (see `Scopes.handing`). */
  private isHanded(value: Node, scope: Scope): boolean {
    const binding = value.type === 'Identifier' ? resolve(scope, value.name) : undefined;
    for (let at: Scope | undefined = binding && scope; at !== undefined; at = at.parent) {
      if (at.function !== undefined && this.scopes.handing.has(at.function.node) && at.bindings.get(binding!.name) === binding) return true;
    }
    return false;
  }
}

interface Entry { readonly key: string | undefined; readonly source: Source }

/** The pairs that a map begins with, and the elements of a set. */
function entriesOf(node: ESTree.NewExpression, scope: Scope): Entry[] {
  const first = node.arguments[0];
  if (first === undefined || first.type === 'SpreadElement') return [];
  const keyed = node.callee.type === 'Identifier' && node.callee.name.endsWith('Map');
  const inner = unwrap(first);
  if (inner.type !== 'ArrayExpression') return [{ key: undefined, source: { kind: 'expression', node: first, scope, keys: keyed ? [undefined, '1'] : [undefined] } }];
  return (inner.elements as readonly (Node | null)[]).flatMap((element): Entry[] => {
    if (!element) return [];
    if (element.type === 'SpreadElement') return [{ key: undefined, source: { kind: 'expression', node: element.argument, scope, keys: keyed ? [undefined, '1'] : [undefined] } }];
    if (!keyed) return [{ key: undefined, source: { kind: 'expression', node: element, scope, keys: [] } }];
    const pair = unwrap(element);
    return pair.type === 'ArrayExpression' && pair.elements[1] ? [{ key: literalOf(pair.elements[0] ?? undefined), source: { kind: 'expression', node: pair.elements[1] as Node, scope, keys: [] } }] : [{ key: undefined, source: { kind: 'expression', node: element, scope, keys: ['1'] } }];
  });
}

function elementSources(elements: readonly (Node | null)[], scope: Scope, key: string | undefined): Source[] {
  const at = key === undefined ? -1 : Number(key);
  const one = elements[at];
  if (one && !elements.slice(0, at + 1).some((element) => element?.type === 'SpreadElement')) return [{ kind: 'expression', node: one, scope, keys: [] }];
  return elements.flatMap((element): Source[] => {
    if (!element) return [];
    return [element.type === 'SpreadElement' ? { kind: 'expression', node: element.argument, scope, keys: [undefined] } : { kind: 'expression', node: element, scope, keys: [] }];
  });
}
