import type { Evaluator } from './evaluate.js';
import { hereDirectory, hereFile } from './fold.js';
import { functionsOf, isSurelyFunction } from './functions.js';
import { isFollowedInFields, memberName } from './names.js';
import { keyName } from './patterns.js';
import type { Binding, Scope, Source } from './places.js';
import { addSource, newBinding, partName, resolve } from './places.js';
import type { ESTree, Node } from './tree.js';
import { unwrap } from './tree.js';
import type { Value, Values } from './values.js';
import { isConstant, keysOf, union, unknown } from './values.js';

/** Answers what a member of a value may be. */
export class Members {
  private readonly parts = new Map<Node, Map<string | undefined, Binding>>();
  private readonly openKeys = new Map<Node, boolean>();

  constructor(private readonly on: Evaluator) {}

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
        return value.node.elements.length === 0 ? this.plainMember(undefined) : this.on.read(this.partOf(value, key));
      case 'object': return key !== undefined && !this.hasOpenKeys(value.node) ? unknown : this.on.read(this.partOf(value, key));
      case 'number': case 'plain': return this.plainMember(key);
      case 'any': return unknown;
    }
  }

  /** Members of a literal: its methods are functions, and its constructor's constructor is `Function`. */
  private plainMember(key: string | undefined): Values {
    if (key === undefined) return this.on.table.name('literal[…]');
    return this.on.table.name(key === 'constructor' ? 'constructor?' : 'function?');
  }

  /** True for an object literal with keys that are computed or spread in. */
  private hasOpenKeys(node: ESTree.ObjectExpression): boolean {
    let known = this.openKeys.get(node);
    if (known === undefined) this.openKeys.set(node, (known = (node.properties as readonly Node[]).some((property) => property.type !== 'Property' || property.computed)));
    return known;
  }

  /**
   * An element or property of a literal (of any, where `key` is undefined), as a place of its own. Literals may hold themselves
   * (`list = [list[0]]`), so they are never entered in passing. An object's own properties are found by their names (see `Scopes.fields`);
   * here, only what is spread in it.
   */
  partOf(value: Extract<Value, { kind: 'list' | 'object' }>, key: string | undefined): Binding {
    let parts = this.parts.get(value.node);
    if (parts === undefined) this.parts.set(value.node, (parts = new Map()));
    let binding = parts.get(key);
    if (binding === undefined) {
      parts.set(key, (binding = newBinding(partName)));
      const sources = value.kind === 'list' ? elementSources(value.node.elements, value.scope, key) : propertySources(value.node.properties, value.scope, key);
      this.on.steps.take(sources.length);
      for (const source of sources) addSource(binding, source);
    }
    return binding;
  }
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

function propertySources(properties: readonly Node[], scope: Scope, key: string | undefined): Source[] {
  return properties.flatMap((property): Source[] => {
    if (property.type === 'SpreadElement') return [{ kind: 'expression', node: property.argument, scope, keys: [key] }];
    return property.type === 'Property' && (key === undefined || property.computed) ? [{ kind: 'expression', node: property.value, scope, keys: [] }] : [];
  });
}
