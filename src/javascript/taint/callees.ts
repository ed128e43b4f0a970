/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { functionsOf } from '../functions.js';
import { keyName } from '../patterns.js';
import type { Binding, Scope } from '../places.js';
import { resolve } from '../places.js';
import { functionAt } from '../scopes.js';
import type { FunctionNode, Node } from '../tree.js';
import { isFunction, unwrap } from '../tree.js';
import type { FlowBuilder } from './build.js';
import type { BuiltFunction } from './module-flow.js';

/** Places that are looked at for one question at most. */
const mostPlaces = 64;
/** Of what fills one variable or property, so much is looked at. */
const mostSources = 16;
/** Functions that are remembered of one variable or property that holds several. */
const mostKept = 64;
/** Methods that put what they are handed into their object. */
const keeping: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'set', 'splice', 'concat', 'fill', 'enqueue', 'register', 'use']);
/** Methods that give one of what their object holds, or all of it in another shape. */
const taking: ReadonlySet<string> = new Set(['get', 'pop', 'shift', 'at', 'find', 'findLast', 'values', 'entries', 'slice', 'filter', 'concat', 'reverse', 'map', 'sort', 'flat', 'splice', 'next', 'toReversed', 'toSorted']);
/** Calls that give what they are handed in another shape. */
const reshaping: ReadonlySet<string> = new Set(['Map', 'Set', 'WeakMap', 'Array', 'Object', 'values', 'entries', 'from', 'of', 'fromEntries', 'assign', 'freeze', 'all', 'concat']);
const none: readonly BuiltFunction[] = [];

interface Expression { readonly node: Node; readonly scope: Scope }
/** Places that one question has met: expressions that give something, variables that hold something, and by where they stand other expressions that do. */
type Seen = (Node | Binding | number)[];
/** More than a file has characters. */
const most = 2 ** 26;

/**
 * Finds the functions of a file that an expression may name: what `functionsOf` knows by variables and names of properties, and beyond it what calls
 * give back, what is bound or wrapped, and what stands in lists, maps and objects.
 */
export class Callees {
  private readonly known = new Map<Node, readonly BuiltFunction[]>();
  private readonly ofBinding: (readonly BuiltFunction[] | undefined)[];
  /** What was put into a variable, or into a property by its name, by a method. */
  private readonly kept = new Map<Binding | string, Expression[]>();
  /** Functions of which some arguments are bound before others come. */
  readonly bound = new Set<number>();
  private left = 0;

  constructor(private readonly on: FlowBuilder) {
    this.ofBinding = new Array<readonly BuiltFunction[] | undefined>(on.scopes.bindings.length).fill(undefined);
    for (const { node, scope } of on.scopes.calls) {
      if (node.type !== 'CallExpression') continue;
      const callee = unwrap(node.callee);
      if (callee.type !== 'MemberExpression' || callee.computed || !keeping.has(keyName(callee.property) ?? '')) continue;
      const functions = (node.arguments as readonly Node[]).filter((one) => isFunction(one) || one.type === 'Identifier' || one.type === 'MemberExpression');
      const object = unwrap(callee.object);
      const place = functions.length === 0 ? undefined : object.type === 'Identifier' ? resolve(scope, object.name) : object.type === 'MemberExpression' ? keyName(object.property) : undefined;
      if (place === undefined) continue;
      const all = this.kept.get(place) ?? [];
      if (all.length === 0) this.kept.set(place, all);
      for (const one of functions) if (all.length < mostKept) all.push({ node: one, scope });
    }
  }

  /** The functions that are run where this is called. */
  at(node: Node, scope: Scope): readonly BuiltFunction[] {
    const inner = unwrap(node);
    const found = functionsOf(inner, scope, this.on.scopes);
    if (found !== undefined && found.length > 0 && !found.some(isGetter)) return this.built(found);
    if (!mayHold(inner) && !found?.some(isGetter)) return found ? this.built(found) : none;
    const binding = inner.type === 'Identifier' ? resolve(scope, inner.name) : undefined;
    if (inner.type === 'Identifier' && binding === undefined) return found ? this.built(found) : none;
    const known = binding === undefined ? this.known.get(inner) : this.ofBinding[binding.index];
    if (known) return known;
    this.left = mostPlaces;
    const all = new Set<FunctionNode>(found ?? []);
    this.named(inner, scope, all, []);
    const built = this.built([...all]);
    if (binding === undefined) this.known.set(inner, built);
    else this.ofBinding[binding.index] = built;
    return built;
  }

  private built(nodes: readonly FunctionNode[]): readonly BuiltFunction[] {
    const [first] = nodes;
    if (nodes.length === 1) return this.on.functions.of(first!)?.alone ?? none;
    return nodes.flatMap((one) => this.on.functions.of(one) ?? []);
  }

  /** Whether a place was looked at before, or enough of them. They are few: a list is quicker than a set. */
  private spent(seen: Seen, place: Node | Binding | number): boolean {
    if (this.left <= 0 || seen.includes(place)) return true;
    this.left -= 1;
    this.on.steps.take();
    seen.push(place);
    return false;
  }

  /** The functions that an expression gives. */
  private named(node: Node, scope: Scope, out: Set<FunctionNode>, seen: Seen): void {
    const inner = unwrap(node);
    if (this.spent(seen, inner)) return;
    const next = (other: Node, within: Scope): void => { this.named(other, within, out, seen); };
    switch (inner.type) {
      case 'FunctionExpression': case 'ArrowFunctionExpression': case 'FunctionDeclaration':
        out.add(inner);
        // `{ a: () => a }`, as bundlers hand on what a file exports.
        if (isGetter(inner)) next(inner.body as Node, functionAt(this.on.scopes, inner)?.scope ?? scope);
        return;
      case 'Identifier': {
        const sources = resolve(scope, inner.name)?.sources ?? [];
        for (let at = 0; at < sources.length && at < mostSources; at += 1) {
          const source = sources[at]!;
          if (source.kind !== 'expression') continue;
          if (source.keys.length === 0) next(source.node, source.scope);
          else this.held(source.node, source.scope, source.keys.at(-1), out, seen);
        }
        return;
      }
      case 'MemberExpression': {
        const key = inner.computed ? this.on.constantKeyIn(inner.property, scope) : keyName(inner.property);
        if (key === 'call' || key === 'apply' || key === 'bind' || key === 'default') next(inner.object, scope);
        const sources = (key === undefined ? undefined : this.on.scopes.fields.get(key)?.sources) ?? [];
        for (let at = 0; at < sources.length && at < mostSources; at += 1) {
          const source = sources[at]!;
          if (source.kind === 'expression' && source.keys.length === 0 && isFunction(source.node)) next(source.node, source.scope);
        }
        if (inner.computed) this.held(inner.object, scope, key, out, seen);
        return;
      }
      case 'CallExpression': {
        const callee = unwrap(inner.callee);
        const key = callee.type === 'MemberExpression' && !callee.computed ? keyName(callee.property) : undefined;
        if (callee.type === 'MemberExpression' && (key === 'bind' || key === 'call' || key === 'apply')) this.binds(callee.object as Node, scope, out, seen);
        if (key === 'bind') { for (const one of (inner.arguments as readonly Node[]).slice(0, 1)) if (one.type === 'Identifier' || isFunction(one)) this.binds(one, scope, out, seen); return; }
        const own = new Set<FunctionNode>();
        if (isFunction(callee) || callee.type === 'Identifier' || callee.type === 'CallExpression' || (callee.type === 'MemberExpression' && key !== 'bind')) this.named(callee, scope, own, seen);
        for (const fn of own) for (const source of functionAt(this.on.scopes, fn)?.result.sources ?? []) if (source.kind === 'expression' && source.keys.length === 0) next(source.node, source.scope);
        // What wraps a function calls it: `promisify(f)`, `debounce(f)`.
        if (own.size === 0) for (const argument of inner.arguments as readonly Node[]) if (isFunction(argument) || argument.type === 'Identifier' || argument.type === 'MemberExpression' || argument.type === 'CallExpression') next(argument, scope);
        if (own.size === 0 && callee.type === 'MemberExpression' && (key === undefined || taking.has(key))) this.held(callee.object, scope, undefined, out, seen);
        return;
      }
      case 'ConditionalExpression': next(inner.consequent, scope); next(inner.alternate, scope); return;
      case 'LogicalExpression': next(inner.left, scope); next(inner.right, scope); return;
      case 'SequenceExpression': next(inner.expressions.at(-1)!, scope); return;
      case 'AssignmentExpression': next(inner.right, scope); return;
      case 'AwaitExpression': next(inner.argument, scope); return;
      default:
    }
  }

  private binds(node: Node, scope: Scope, out: Set<FunctionNode>, seen: Seen): void {
    const own = new Set<FunctionNode>();
    this.named(node, scope, own, seen);
    for (const one of own) {
      out.add(one);
      const built = this.on.functions.of(one);
      if (built) this.bound.add(built.index);
    }
  }

  /** The functions that a list, a map or an object holds, by the key where it is known. */
  private held(node: Node, scope: Scope, key: string | undefined, out: Set<FunctionNode>, seen: Seen): void {
    const inner = unwrap(node);
    if (this.spent(seen, inner.type === 'Identifier' ? resolve(scope, inner.name) ?? inner : (inner.start ?? -1) * most + (inner.end ?? -1))) return;
    const keep = (all: readonly Expression[] | undefined): void => { for (const next of all ?? []) this.named(next.node, next.scope, out, seen); };
    const held = (other: Node, within: string | undefined): void => { this.held(other, scope, within, out, seen); };
    switch (inner.type) {
      case 'ArrayExpression':
        (inner.elements as readonly (Node | null)[]).forEach((element, at) => {
          if (!element || (key !== undefined && /^\d+$/.test(key) && key !== String(at) && element.type !== 'SpreadElement')) return;
          if (element.type === 'SpreadElement') held(element.argument, undefined);
          else if (element.type === 'ArrayExpression') held(element, undefined);
          else this.named(element, scope, out, seen);
        });
        return;
      case 'ObjectExpression':
        for (const property of inner.properties as readonly Node[]) {
          if (property.type === 'SpreadElement') held(property.argument, key);
          else if (property.type === 'Property' && (key === undefined || property.computed || keyName(property.key) === key)) this.named(property.value, scope, out, seen);
        }
        return;
      case 'Identifier': {
        const binding = resolve(scope, inner.name);
        if (binding === undefined) return;
        keep(this.kept.get(binding));
        for (let at = 0; at < binding.sources.length && at < mostSources; at += 1) {
          const source = binding.sources[at]!;
          if (source.kind === 'expression') this.held(source.node, source.scope, source.keys.length === 0 ? key : undefined, out, seen);
        }
        return;
      }
      case 'MemberExpression': {
        const name = inner.computed ? undefined : keyName(inner.property);
        if (name === undefined) { held(inner.object, undefined); return; }
        keep(this.kept.get(name));
        const sources = this.on.scopes.fields.get(name)?.sources ?? [];
        for (let at = 0; at < sources.length && at < mostSources; at += 1) {
          const source = sources[at]!;
          if (source.kind === 'expression') this.held(source.node, source.scope, key, out, seen);
        }
        return;
      }
      case 'CallExpression': case 'NewExpression': {
        const callee = unwrap(inner.callee);
        for (const fn of callee.type === 'Identifier' ? functionsOf(callee, scope, this.on.scopes) ?? [] : []) {
          for (const source of functionAt(this.on.scopes, fn)?.result.sources ?? []) if (source.kind === 'expression') this.held(source.node, source.scope, key, out, seen);
        }
        const name = callee.type === 'MemberExpression' ? keyName(callee.property) : callee.type === 'Identifier' ? callee.name : undefined;
        if (callee.type === 'MemberExpression' && name !== undefined && taking.has(name)) held(callee.object, undefined);
        if (name !== undefined && reshaping.has(name)) for (const argument of inner.arguments as readonly Node[]) held(argument.type === 'SpreadElement' ? argument.argument : argument, undefined);
        return;
      }
      case 'LogicalExpression': held(inner.left, key); held(inner.right, key); return;
      case 'AssignmentExpression': held(inner.right, key); return;
      case 'ConditionalExpression': held(inner.consequent, key); held(inner.alternate, key); return;
      default:
    }
  }
}

/** True for `() => name`: what is called by its property is what it gives. */
export function isGetter(node: Node): boolean {
  return node.type === 'ArrowFunctionExpression' && node.params.length === 0 && (node.body.type === 'Identifier' || node.body.type === 'MemberExpression');
}

/** Expressions that are worth a longer look: most calls are of a method by its name, of which nothing more is known. */
function mayHold(node: Node): boolean {
  return node.type === 'CallExpression' || node.type === 'Identifier' || node.type === 'AwaitExpression' || node.type === 'ConditionalExpression' || node.type === 'LogicalExpression' || node.type === 'AssignmentExpression'
    || (node.type === 'MemberExpression' && (node.computed || isOne(keyName(node.property))));
}
function isOne(key: string | undefined): boolean {
  return key === 'call' || key === 'apply' || key === 'bind';
}
