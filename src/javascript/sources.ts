import type { ESTree, Node } from './tree.js';
import { unwrap } from './tree.js';
import { keyName, literalOf, patternParts } from './patterns.js';
import type { Binding, Scope, Source } from './places.js';
import { addSource, newBinding, resolve } from './places.js';

/** The variables of most scopes, which are blocks that declare nothing. */
export const noBindings: Map<string, Binding> = new Map();

/** Stands for more than one variable; no parameter has its name. */
const several = newBinding('');

/** A value that a descriptor of a property holds. */
export interface Described {
  readonly value: Node;
  readonly call: ESTree.CallExpression;
  readonly scope: Scope;
}

/** The variables and properties of a tree, and what is put into each. */
export class Sources {
  readonly all: Binding[] = [];
  readonly fields = new Map<string, Binding>();
  readonly handed = this.place('default');
  readonly handing = new Map<Node, Binding>();

  constructor(private readonly top: Scope) {}

  /** The variable of a name that a scope declares. */
  declare(name: string, scope: Scope): Binding {
    let binding = scope.bindings.get(name);
    if (binding === undefined) {
      binding = this.place(name);
      if (scope.bindings === noBindings) scope.bindings = new Map();
      scope.bindings.set(name, binding);
    }
    return binding;
  }

  /** A new place for values, of the next number. */
  place(name: string): Binding {
    const binding = newBinding(name, this.all.length);
    this.all.push(binding);
    return binding;
  }

  /** Adds `node` (and the `keys` into it) as a source of every variable and property of a pattern. */
  flow(pattern: Node, node: Node, scope: Scope, keys: readonly (string | undefined)[]): void {
    for (const { target, keys: inner } of patternParts(pattern)) {
      const source: Source = { kind: 'expression', node, scope, keys: [...keys, ...inner] };
      if (target.type === 'Identifier') {
        let binding = resolve(scope, target.name);
        if (binding === undefined) {
          // An assignment to an undeclared name: a property of the global object from here on, beside what it was.
          binding = this.declare(target.name, this.top);
          addSource(binding, { kind: 'global', name: target.name });
        }
        binding.written = true;
        addSource(binding, source);
      } else if (target.type === 'MemberExpression') {
        const key = target.computed ? literalOf(target.property) : keyName(target.property);
        if (source.keys.length > 0 || !this.isHanded(key, node, scope)) this.addTo(this.field(key), source);
      }
    }
  }

  /** Default values inside a pattern are sources too. */
  defaults(pattern: Node, scope: Scope): void {
    if (pattern.type === 'Identifier') return;
    for (const { target, fallbacks } of patternParts(pattern)) for (const one of fallbacks) this.flow(target, one.node, scope, one.keys);
  }

  /** Adds `node` as a source of a property whose name is known. */
  storeField(key: string | undefined, node: Node, scope: Scope): void {
    if (!this.isHanded(key, node, scope)) this.addTo(this.field(key), { kind: 'expression', node, scope, keys: [] });
  }

  /** `Object.defineProperty(o, "key", { value: x })` puts x into the property `key`; of another function it is a property of that literal. */
  describe({ value, call, scope }: Described): void {
    const key = call.arguments[1];
    const named = key?.type === 'Literal' && typeof key.value === 'string' && definesProperty(call.callee, scope);
    this.storeField(named ? key.value : 'value', value, scope);
  }

  /** `{ default: mod }` in a function that is handed `mod`, as the helpers of compilers have it: of each call it is what that call was handed. */
  private isHanded(key: string | undefined, node: Node, scope: Scope): boolean {
    if (key !== 'default' || node.type !== 'Identifier') return false;
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      const binding = at.bindings.get(node.name);
      if (binding === undefined) continue;
      if (at.function === undefined) return false;
      // Of one that puts in several it is not known which one it was.
      const known = this.handing.get(at.function.node);
      this.handing.set(at.function.node, known === undefined || known === binding ? binding : several);
      addSource(this.handed, { kind: 'expression', node, scope, keys: [] });
      return true;
    }
    return false;
  }

  /** Adds a source, where there is a place for it. */
  addTo(binding: Binding | undefined, source: Source): void {
    if (binding !== undefined) addSource(binding, source);
  }

  private field(key: string | undefined): Binding | undefined {
    if (key === undefined || key === 'exports' || key === 'prototype' || key === 'constructor' || key === '__proto__') return undefined;
    let binding = this.fields.get(key);
    if (binding === undefined) {
      binding = this.place(key);
      this.fields.set(key, binding);
    }
    return binding;
  }
}

/** True for the third argument of a call, by the path to a property of it. */
export function isDescriptor(path: readonly Node[]): boolean {
  const call = path[path.length - 2];
  return call?.type === 'CallExpression' && call.arguments.length === 3 && call.arguments[2] === path[path.length - 1];
}

/** The name of a method that compilers write as `make(A, [{ key: "name", value: function () {} }])`, by the path to a property of it. */
export function methodKey(path: readonly Node[]): string | undefined {
  const [call, list, literal] = path.slice(-3);
  if (literal?.type !== 'ObjectExpression' || list?.type !== 'ArrayExpression' || call?.type !== 'CallExpression' || literal.properties.length !== 2) return undefined;
  for (const one of literal.properties as readonly Node[]) if (one.type === 'Property' && !one.computed && keyName(one.key) === 'key') return literalOf(one.value);
  return undefined;
}

/** True for `Object.defineProperty` and `Reflect.defineProperty`, and for a variable that holds one of them and nothing else. */
function definesProperty(callee: Node, scope: Scope): boolean {
  const inner = unwrap(callee);
  if (inner.type === 'MemberExpression') return !inner.computed && keyName(inner.property) === 'defineProperty' && inner.object.type === 'Identifier' && (inner.object.name === 'Object' || inner.object.name === 'Reflect') && resolve(scope, inner.object.name) === undefined;
  const binding = inner.type === 'Identifier' ? resolve(scope, inner.name) : undefined;
  const [only] = binding?.sources ?? [];
  return binding?.total === 1 && !binding.open && only?.kind === 'expression' && only.keys.length === 0 && only.node.type === 'MemberExpression' && definesProperty(only.node, only.scope);
}
