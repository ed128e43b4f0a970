import type { Evaluator } from './evaluate.js';
import { hereDirectory, hereFile } from './fold.js';
import { functionsOf, isSurelyFunction } from './functions.js';
import { Held, type Holder } from './held.js';
import { isFollowedInFields, memberName } from './names.js';
import { keyName } from './patterns.js';
import type { Binding, Scope } from './places.js';
import { addSource, newBinding, partName, resolve } from './places.js';
import type { ESTree, FunctionNode, Node } from './tree.js';
import { isClass, unwrap } from './tree.js';
import type { Value, Values } from './values.js';
import { any, isConstant, keysOf, union, unknown } from './values.js';

/** Classes above one another that are followed. */
const mostAbove = 16;

/** Answers what a member of a value may be. */
export class Members {
  private readonly parts = new Map<Node, Map<string | undefined, Binding>>();
  private readonly statics = new Map<Node, Map<string | undefined, Binding>>();
  private readonly held: Held;
  private climbed = 0;

  constructor(private readonly on: Evaluator) {
    this.held = new Held(on.scopes);
  }

  /** The member that `node` reads, of an object that was evaluated before: a chain of calls must not be evaluated twice at each link. */
  memberIn(object: Values, node: ESTree.MemberExpression, scope: Scope): Values {
    if (!node.computed) {
      const key = keyName(node.property);
      if (key === 'constructor' && isSurelyFunction(node.object, scope, this.on.scopes)) return this.on.table.name('Function');
      return key === 'default' ? this.defaultOf(object, node, scope) : this.of(object, key);
    }
    const property = this.on.evaluate(node.property, scope);
    return this.membersOf(object, property);
  }

  /** Members by keys that were evaluated: any member, where they are not surely known. */
  membersOf(object: Values, property: Values): Values {
    return keysOf(property).reduce<Values>((values, key) => union(values, this.of(object, key)), isConstant(property) ? unknown : this.of(object, undefined));
  }

  /** What the member `key` of the values may be; `key` undefined: any member. */
  of(object: Values, key: string | undefined): Values {
    let out: Values = unknown;
    for (const value of object) out = union(out, this.memberOf(value, key));
    const field = key === undefined ? undefined : this.on.scopes.fields.get(key);
    if (field !== undefined && !object.some((value) => value.kind === 'name' && value.name !== 'this' && !this.isOpen(value.name, key))) {
      out = union(out, this.on.read(field).filter((value) => value.kind !== 'name' || isFollowedInFields(value.name)));
    }
    if (out.length === 0 && key === 'constructor') return this.on.table.name('constructor?');
    return out;
  }

  /** `x.default`: what x has by itself, and where x is seen to come from a call of a compiler's helper, what that call was handed. */
  private defaultOf(object: Values, node: ESTree.MemberExpression, scope: Scope): Values {
    const out = this.of(object, 'default');
    if (object.some((value) => value.kind === 'name' && value.name !== 'this')) return out;
    const [from, within] = this.madeBy(unwrap(node.object), scope);
    return union(out, this.handedTo(from, within).filter((value) => value.kind !== 'name' || isFollowedInFields(value.name)));
  }

  /** The expression that a variable is filled with, where it is filled once; else the expression itself. */
  private madeBy(node: Node, scope: Scope): readonly [Node, Scope] {
    const binding = node.type === 'Identifier' ? resolve(scope, node.name) : undefined;
    const [only] = binding?.sources ?? [];
    return binding?.total === 1 && only?.kind === 'expression' && only.keys.length === 0 ? [unwrap(only.node), only.scope] : [node, scope];
  }

  /**
   * What a call of a compiler's helper was handed; any other call has its arguments for names itself. In bundles everything has a `default`: if each might be
   * what any helper was handed, all of them would be programs, or the class of all modules.
   */
  private handedTo(call: Node, within: Scope): Values {
    if (call.type !== 'CallExpression') return unknown;
    const functions = functionsOf(call.callee, within, this.on.scopes) ?? [];
    if (functions.length === 0 || !functions.every((fn) => this.on.scopes.handing.has(fn))) return unknown;
    if (call.arguments.some((one) => one.type === 'SpreadElement')) return this.on.read(this.on.scopes.handed);
    return functions.reduce<Values>((out, fn) => {
      const { name } = this.on.scopes.handing.get(fn)!;
      const argument = call.arguments[fn.params.findIndex((one) => one.type === 'Identifier' && one.name === name)];
      const own = this.on.read(this.on.scopes.handed).filter((value) => value.kind === 'name' && this.on.calls.own.has(fn, value));
      return union(union(out, own), argument === undefined ? this.on.read(this.on.scopes.handed) : this.on.evaluate(argument, within));
    }, unknown);
  }

  /** True for a member of the global object that no runtime has: it is whatever somebody put there. */
  private isOpen(name: string, key: string | undefined): boolean {
    return name === 'globalThis' && memberName(name, key, this.on.interest.globals) === undefined;
  }

  private memberOf(value: Value, key: string | undefined): Values {
    switch (value.kind) {
      case 'name': {
        if (value.name === 'import.meta' && key === 'url') return this.on.table.text(hereFile);
        if (value.name === 'import.meta' && (key === 'dirname' || key === 'filename')) return this.on.table.text(key === 'dirname' ? hereDirectory : hereFile);
        const name = memberName(value.name, key, this.on.interest.globals);
        return name === undefined ? unknown : this.on.table.name(name);
      }
      case 'function': return key === 'constructor' ? this.on.table.name('Function') : key === 'prototype' || key === '__proto__' ? [value] : unknown;
      case 'texts':
        return key === undefined || !/^\d+$/.test(key) ? this.plainMember(key) : value.texts[Number(key)] === undefined ? unknown : this.on.table.text(value.texts[Number(key)]!);
      case 'text': {
        if (!value.open && key !== undefined && /^\d+$/.test(key) && Number(key) < value.text.length) return this.on.table.text(value.text[Number(key)]!);
        return this.plainMember(key);
      }
      case 'list':
        if (key !== undefined && !/^\d+$/.test(key)) return this.plainMember(key);
        return value.node.elements.length === 0 && !this.on.scopes.stores.has(value.node) ? this.plainMember(undefined) : this.on.read(this.partOf(value, key));
      case 'object': return this.heldIn(value, key);
      case 'class':
        if (key === 'constructor') return this.on.table.name('Function');
        if (key === 'prototype' || key === '__proto__') return [value];
        return union(this.heldIn(value, key), this.above(value, key));
      case 'instance':
        if (key === 'constructor' && isClass(value.node)) return this.on.table.class(value.node, value.scope);
        return union(this.heldIn(value, key), this.above(value, key));
      case 'map': return unknown;
      case 'number': case 'plain': return this.plainMember(key);
      case 'any': return unknown;
    }
  }

  /** Members of a literal: its methods are functions, and its constructor's constructor is `Function`. */
  private plainMember(key: string | undefined): Values {
    if (key === undefined) return this.on.table.name('literal[…]');
    return this.on.table.name(key === 'constructor' ? 'constructor?' : 'function?');
  }

  /** A member of a literal, a class or what it makes. It is surely that only where nothing else may have put another one there. */
  private heldIn(value: Holder, key: string | undefined): Values {
    const part = this.partOf(value, key);
    const out = this.on.read(part);
    if (out.length === 0 || !this.on.settled || key === undefined || out.every(({ kind }) => kind === 'name')) return out;
    const field = this.on.scopes.fields.get(key);
    return this.held.isOpen(value) || (field !== undefined && field.total > part.total) ? union(out, any) : out;
  }

  /** What a class above one gives. */
  private above(value: Extract<Value, { kind: 'class' | 'instance' }>, key: string | undefined): Values {
    const { node, scope } = value;
    if (!isClass(node) || !node.superClass || this.climbed >= mostAbove) return unknown;
    this.climbed += 1;
    let out: Values = unknown;
    for (const one of this.on.evaluate(node.superClass, scope)) if (one.kind === 'class') out = union(out, this.memberOf(value.kind === 'class' ? one : this.on.table.instance(one.node, one.scope)[0]!, key));
    this.climbed -= 1;
    return out;
  }

  /** The functions of the file that a method of the values surely is. */
  methods(object: Values, key: string): readonly FunctionNode[] {
    return object.flatMap((value) => this.held.method(value, key) ?? []);
  }

  /**
   * An element or property, as a place of its own. Literals may hold themselves (`list = [list[0]]`), so they are never entered in passing.
   */
  partOf(value: Holder, key: string | undefined): Binding {
    const places = value.kind === 'class' ? this.statics : this.parts;
    let parts = places.get(value.node);
    if (parts === undefined) places.set(value.node, (parts = new Map()));
    let binding = parts.get(key);
    if (binding === undefined) {
      parts.set(key, (binding = newBinding(partName)));
      const sources = this.held.sources(value, key);
      this.on.steps.take(sources.length);
      for (const source of sources) addSource(binding, source);
    }
    return binding;
  }
}
