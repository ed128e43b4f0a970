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

/**
 * Finds the functions of a file that an expression may name: what `functionsOf` knows by variables and names of properties, and beyond it what calls
 * give back, what is bound or wrapped, and what stands in lists, maps and objects.
 */
export class Callees {
  private readonly known = new Map<Node | Binding, readonly BuiltFunction[]>();
  /** What was put into a variable, or into a property by its name, by a method. */
  private readonly kept = new Map<Binding | string, Expression[]>();
  /** Functions of which some arguments are bound before others come. */
  readonly bound = new Set<number>();
  private left = 0;

  constructor(private readonly on: FlowBuilder) {
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
    const place = inner.type === 'Identifier' ? resolve(scope, inner.name) : inner;
    if (place === undefined) return found ? this.built(found) : none;
    const known = this.known.get(place);
    if (known) return known;
    this.known.set(place, none);
    this.left = mostPlaces;
    const all = new Set<FunctionNode>(found ?? []);
    this.named({ node: inner, scope }, all, new Set());
    const built = this.built([...all]);
    this.known.set(place, built);
    return built;
  }

  private built(nodes: readonly FunctionNode[]): readonly BuiltFunction[] {
    return nodes.flatMap((one) => this.on.builtOf(one) ?? []);
  }

  private spent(seen: Set<unknown>, place: unknown): boolean {
    if (this.left <= 0 || seen.has(place)) return true;
    this.left -= 1;
    this.on.steps.take();
    seen.add(place);
    return false;
  }

  /** The functions that an expression gives. */
  private named(one: Expression, out: Set<FunctionNode>, seen: Set<unknown>): void {
    const inner = unwrap(one.node);
    if (this.spent(seen, inner)) return;
    const { scope } = one;
    const next = (node: Node, within = scope): void => { this.named({ node, scope: within }, out, seen); };
    switch (inner.type) {
      case 'FunctionExpression': case 'ArrowFunctionExpression': case 'FunctionDeclaration':
        out.add(inner);
        // `{ a: () => a }`, as bundlers hand on what a file exports.
        if (isGetter(inner)) next(inner.body as Node, functionAt(this.on.scopes, inner)?.scope ?? scope);
        return;
      case 'Identifier': {
        const binding = resolve(scope, inner.name);
        for (const source of binding?.sources.slice(0, mostSources) ?? []) {
          if (source.kind !== 'expression') continue;
          if (source.keys.length === 0) next(source.node, source.scope);
          else this.held(source, source.keys.at(-1), out, seen);
        }
        return;
      }
      case 'MemberExpression': {
        const key = inner.computed ? this.on.constantKeyIn(inner.property, scope) : keyName(inner.property);
        if (key === 'call' || key === 'apply' || key === 'bind' || key === 'default') next(inner.object);
        for (const source of (key === undefined ? undefined : this.on.scopes.fields.get(key)?.sources)?.slice(0, 16) ?? []) if (source.kind === 'expression' && source.keys.length === 0 && isFunction(source.node)) next(source.node, source.scope);
        if (inner.computed) this.held({ node: inner.object, scope }, key, out, seen);
        return;
      }
      case 'CallExpression': {
        const callee = unwrap(inner.callee);
        const key = callee.type === 'MemberExpression' && !callee.computed ? keyName(callee.property) : undefined;
        if (callee.type === 'MemberExpression' && (key === 'bind' || key === 'call' || key === 'apply')) this.binds(callee.object as Node, scope, out, seen);
        if (key === 'bind') { for (const one of (inner.arguments as readonly Node[]).slice(0, 1)) if (one.type === 'Identifier' || isFunction(one)) this.binds(one, scope, out, seen); return; }
        const own = new Set<FunctionNode>();
        if (isFunction(callee) || callee.type === 'Identifier' || callee.type === 'CallExpression' || (callee.type === 'MemberExpression' && key !== 'bind')) this.named({ node: callee, scope }, own, seen);
        for (const fn of own) for (const source of functionAt(this.on.scopes, fn)?.result.sources ?? []) if (source.kind === 'expression' && source.keys.length === 0) next(source.node, source.scope);
        // What wraps a function calls it: `promisify(f)`, `debounce(f)`.
        if (own.size === 0) for (const argument of inner.arguments as readonly Node[]) if (isFunction(argument) || argument.type === 'Identifier' || argument.type === 'MemberExpression' || argument.type === 'CallExpression') next(argument);
        if (own.size === 0 && callee.type === 'MemberExpression' && (key === undefined || taking.has(key))) this.held({ node: callee.object, scope }, undefined, out, seen);
        return;
      }
      case 'ConditionalExpression': next(inner.consequent); next(inner.alternate); return;
      case 'LogicalExpression': next(inner.left); next(inner.right); return;
      case 'SequenceExpression': next(inner.expressions.at(-1)!); return;
      case 'AssignmentExpression': next(inner.right); return;
      case 'AwaitExpression': next(inner.argument); return;
      default:
    }
  }

  private binds(node: Node, scope: Scope, out: Set<FunctionNode>, seen: Set<unknown>): void {
    const own = new Set<FunctionNode>();
    this.named({ node, scope }, own, seen);
    for (const one of own) {
      out.add(one);
      const built = this.on.builtOf(one);
      if (built) this.bound.add(built.index);
    }
  }

  /** The functions that a list, a map or an object holds, by the key where it is known. */
  private held(one: Expression, key: string | undefined, out: Set<FunctionNode>, seen: Set<unknown>): void {
    const inner = unwrap(one.node);
    const { scope } = one;
    if (this.spent(seen, inner.type === 'Identifier' ? resolve(scope, inner.name) ?? inner : `held ${inner.start} ${inner.end}`)) return;
    const keep = (all: readonly Expression[] | undefined): void => { for (const next of all ?? []) this.named(next, out, seen); };
    switch (inner.type) {
      case 'ArrayExpression':
        (inner.elements as readonly (Node | null)[]).forEach((element, at) => {
          if (!element || (key !== undefined && /^\d+$/.test(key) && key !== String(at) && element.type !== 'SpreadElement')) return;
          if (element.type === 'SpreadElement') this.held({ node: element.argument, scope }, undefined, out, seen);
          else if (element.type === 'ArrayExpression') this.held({ node: element, scope }, undefined, out, seen);
          else this.named({ node: element, scope }, out, seen);
        });
        return;
      case 'ObjectExpression':
        for (const property of inner.properties as readonly Node[]) {
          if (property.type === 'SpreadElement') this.held({ node: property.argument, scope }, key, out, seen);
          else if (property.type === 'Property' && (key === undefined || property.computed || keyName(property.key) === key)) this.named({ node: property.value, scope }, out, seen);
        }
        return;
      case 'Identifier': {
        const binding = resolve(scope, inner.name);
        if (binding === undefined) return;
        keep(this.kept.get(binding));
        for (const source of binding.sources.slice(0, mostSources)) if (source.kind === 'expression') this.held(source, source.keys.length === 0 ? key : undefined, out, seen);
        return;
      }
      case 'MemberExpression': {
        const name = inner.computed ? undefined : keyName(inner.property);
        if (name === undefined) { this.held({ node: inner.object, scope }, undefined, out, seen); return; }
        keep(this.kept.get(name));
        for (const source of this.on.scopes.fields.get(name)?.sources.slice(0, mostSources) ?? []) if (source.kind === 'expression') this.held(source, key, out, seen);
        return;
      }
      case 'CallExpression': case 'NewExpression': {
        const callee = unwrap(inner.callee);
        for (const fn of callee.type === 'Identifier' ? functionsOf(callee, scope, this.on.scopes) ?? [] : []) {
          for (const source of functionAt(this.on.scopes, fn)?.result.sources ?? []) if (source.kind === 'expression') this.held(source, key, out, seen);
        }
        const name = callee.type === 'MemberExpression' ? keyName(callee.property) : callee.type === 'Identifier' ? callee.name : undefined;
        if (callee.type === 'MemberExpression' && name !== undefined && taking.has(name)) this.held({ node: callee.object, scope }, undefined, out, seen);
        if (name !== undefined && reshaping.has(name)) for (const argument of inner.arguments as readonly Node[]) this.held({ node: argument.type === 'SpreadElement' ? argument.argument : argument, scope }, undefined, out, seen);
        return;
      }
      case 'LogicalExpression': this.held({ node: inner.left, scope }, key, out, seen); this.held({ node: inner.right, scope }, key, out, seen); return;
      case 'AssignmentExpression': this.held({ node: inner.right, scope }, key, out, seen); return;
      case 'ConditionalExpression': this.held({ node: inner.consequent, scope }, key, out, seen); this.held({ node: inner.alternate, scope }, key, out, seen); return;
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
