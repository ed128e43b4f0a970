import { globalName, isLeading, isFollowedInFields } from './names.js';
import { keyName, patternParts } from './patterns.js';
import type { Binding, FunctionInfo, Scope } from './places.js';
import { resolve } from './places.js';
import { functionAt, type Scopes } from './scopes.js';
import type { FunctionNode, Node } from './tree.js';
import { endOf, isFunction, startOf } from './tree.js';
import type { Value, Values } from './values.js';
import type { Steps } from './walk.js';
import { walk } from './walk.js';

/** A function with more text, or more nodes, is none that only hands on: whatever it gives is taken to be its own. */
const mostCharacters = 20_000;
const mostNodes = 600;

/** A variable or property, and the functions that are put into it. */
interface Held {
  readonly binding: Binding;
  readonly functions: readonly FunctionInfo[];
}

/** What a function can get hold of beside what it is handed. */
interface Reach {
  readonly bindings: readonly Held[];
  /** What is stored anywhere under the names of properties that it reads. */
  readonly fields: readonly Held[];
  readonly globals: ReadonlySet<string>;
  /** True where it may load modules or get at the global object. */
  readonly everything: boolean;
}

/**
 * Tells what a function gives of its own from what it only hands back. A helper of a bundler (`__toESM`, `_interopRequireWildcard`) is handed every module
 * of a file in turn: what it gives is the one that it was called with, and not all of them.
 */
export class OwnReach {
  private readonly reaches = new Map<FunctionNode, Reach>();
  /** Asked for again with every call that is followed. */
  private readonly handed = new Map<FunctionNode, readonly (Binding | undefined)[]>();

  constructor(private readonly scopes: Scopes, private readonly wanted: ReadonlySet<string>, private readonly read: (binding: Binding) => Values, private readonly steps: Steps) {}

  /** The variables of parameters that are plain names, by position; undefined at others. */
  parameters(fn: FunctionNode): readonly (Binding | undefined)[] {
    let known = this.handed.get(fn);
    if (known === undefined) this.handed.set(fn, (known = this.parametersOf(fn)));
    return known;
  }

  private parametersOf(fn: FunctionNode): readonly (Binding | undefined)[] {
    const scope = functionAt(this.scopes, fn)?.scope;
    return fn.params.map((parameter) => {
      const parts = patternParts(parameter);
      const [only] = parts;
      return parts.length === 1 && only?.keys.length === 0 && only.target.type === 'Identifier' ? scope?.bindings.get(only.target.name) : undefined;
    });
  }

  /** Whether a function may get at a value otherwise than by its parameters. */
  has(fn: FunctionNode, value: Extract<Value, { kind: 'name' }>, seen = new Set<FunctionNode>()): boolean {
    if (seen.has(fn)) return false;
    seen.add(fn);
    this.steps.take();
    const { bindings, fields, globals, everything } = this.of(fn);
    if (everything || globals.has(value.name)) return true;
    for (const held of bindings) if (this.read(held.binding).includes(value) || this.given(held, value, seen)) return true;
    if (fields.length === 0) return false;
    const followed = isFollowedInFields(value.name);
    for (const held of fields) if ((followed && this.read(held.binding).includes(value)) || this.given(held, value, seen)) return true;
    return false;
  }

  /** Whether a function that stands in a variable gives the value of its own. */
  private given({ functions }: Held, value: Extract<Value, { kind: 'name' }>, seen: Set<FunctionNode>): boolean {
    for (const { node, result } of functions) if (this.read(result).includes(value) && this.has(node, value, seen)) return true;
    return false;
  }

  private heldBy(binding: Binding): Held {
    const functions = binding.sources.flatMap((source) => (source.kind === 'expression' && isFunction(source.node) ? functionAt(this.scopes, source.node) ?? [] : []));
    return { binding, functions };
  }

  private of(fn: FunctionNode): Reach {
    let reach = this.reaches.get(fn);
    if (reach === undefined) {
      const { bindings, keys, globals, everything } = this.look(fn);
      const fields = [...keys].flatMap((key) => this.scopes.fields.get(key) ?? []);
      this.reaches.set(fn, (reach = { bindings: [...bindings].map((one) => this.heldBy(one)), fields: fields.map((one) => this.heldBy(one)), globals, everything }));
    }
    return reach;
  }

  private look(fn: FunctionNode): { readonly bindings: ReadonlySet<Binding>; readonly keys: ReadonlySet<string>; readonly globals: ReadonlySet<string>; readonly everything: boolean } {
    const info = functionAt(this.scopes, fn);
    const found = { bindings: new Set<Binding>(), keys: new Set<string>(), globals: new Set<string>(), everything: info === undefined || endOf(fn) - startOf(fn) > mostCharacters };
    if (found.everything) return found;
    const own = new Set(this.parameters(fn));
    const inner = new Set<Binding>();
    let scope: Scope = info?.scope.parent ?? this.scopes.top;
    let nodes = 0;
    walk(fn, {
      enter: (node, path) => {
        if (found.everything || (nodes += 1) > mostNodes) { found.everything = true; return false; }
        const opened = this.scopes.of.get(node);
        if (opened !== undefined) {
          scope = opened;
          for (const binding of opened.bindings.values()) inner.add(binding);
        }
        if (isFunction(node) && node !== fn) for (const binding of this.parameters(node)) if (binding) found.bindings.add(binding);
        if (node.type === 'ImportExpression' || node.type === 'MetaProperty') found.everything = true;
        else if (node.type === 'ThisExpression' && info) found.bindings.add(info.receiver);
        else if (node.type === 'MemberExpression') { const key = node.computed ? undefined : keyName(node.property); if (key !== undefined) found.keys.add(key); }
        else if (node.type === 'Identifier' && !isKey(node, path.at(-1))) this.meet(node.name, scope, inner, own, found);
        return undefined;
      },
      leave: (node) => { if (this.scopes.of.get(node) === scope && scope.parent) scope = scope.parent; },
    }, this.steps);
    return found;
  }

  private meet(name: string, scope: Scope, inner: ReadonlySet<Binding>, own: ReadonlySet<Binding | undefined>, found: { readonly bindings: Set<Binding>; readonly globals: Set<string>; everything: boolean }): void {
    const binding = resolve(scope, name);
    if (binding !== undefined) {
      if (!inner.has(binding) && !own.has(binding)) found.bindings.add(binding);
      return;
    }
    const global = globalName(name, this.wanted);
    if (name === 'arguments' || (global !== undefined && (isLeading(global) || global === 'eval' || global === 'Function') && global !== 'Reflect')) found.everything = true;
    else if (global !== undefined) found.globals.add(global);
  }
}

/** True for a name that stands for a property, and for no variable. */
function isKey(node: Node, parent: Node | undefined): boolean {
  if (parent?.type === 'MemberExpression') return !parent.computed && parent.property === node;
  return parent?.type === 'Property' && !parent.computed && !parent.shorthand && parent.key === node && parent.value !== node;
}
