/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { Calls } from './calls.js';
import { foldNumbers, hereDirectory, hereFile } from './fold.js';
import { functionsOf, isSurelyFunction } from './functions.js';
import type { Interpreter } from './interpret/session.js';
import { globalName, isFollowedInFields, memberName, moduleName } from './names.js';
import { NodeMap } from './node-map.js';
import { keyName } from './patterns.js';
import type { Binding, Scope, Source } from './places.js';
import { addSource, newBinding, partName, resolve } from './places.js';
import type { Scopes } from './scopes.js';
import type { ESTree, Node } from './tree.js';
import { unwrap } from './tree.js';
import type { Value, Values } from './values.js';
import { any, isConstant, keysOf, union, unknown, ValueTable } from './values.js';
import type { Steps } from './walk.js';

/** What a caller looks for: globals, and packages whose import matters. Both widen what is followed; neither narrows it. */
export interface Interest {
  readonly globals: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

/** Expressions are followed this deep, all places under way together. */
const deepest = 450;

/** Answers what an expression may be, from what the places that it reads hold. */
export class Evaluator {
  readonly table = new ValueTable();
  readonly calls: Calls;
  private readonly parts = new Map<Node, Map<string | undefined, Binding>>();
  private readonly openKeys = new Map<Node, boolean>();
  private readonly memo: NodeMap<Values>;
  depth = 0;
  /** True once "nothing known" means that it is unknown, and not that it has not been looked at. */
  settled = false;
  /** True once no place changes any more: then what was evaluated once is not evaluated again. */
  resting = false;

  /**
   * @param read what a place holds.
   * @param tooDeep told when an expression was deeper than is followed: then something may have been missed.
   */
  constructor(readonly scopes: Scopes, readonly interest: Interest, readonly steps: Steps, readonly read: (binding: Binding) => Values, private readonly tooDeep: () => void, readonly interpreter: Interpreter) {
    this.calls = new Calls(this);
    this.memo = new NodeMap(scopes.nodes);
  }

  /** What an expression may be. Empty: nothing is known. @throws StepsSpent */
  evaluate(node: Node, scope: Scope): Values {
    const branches = this.resting && (node.type === 'CallExpression' || node.type === 'NewExpression' || node.type === 'BinaryExpression');
    const known = branches ? this.memo.get(node) : undefined;
    if (known !== undefined) return known;
    if (this.depth >= deepest) {
      this.tooDeep();
      return unknown;
    }
    this.depth += 1;
    this.steps.take();
    const values = this.compute(node, scope);
    this.depth -= 1;
    if (branches) this.memo.set(node, values);
    return values;
  }

  fromSource(source: Source): Values {
    switch (source.kind) {
      case 'binding': return this.read(source.binding);
      case 'global': return this.global(source.name);
      case 'values': return source.values;
      case 'import': {
        const module = this.module(source.specifier);
        return source.imported === undefined ? module : this.members(module, source.imported);
      }
      case 'expression': {
        let values = this.evaluate(source.node, source.scope);
        for (const key of source.keys) values = this.members(values, key);
        return values;
      }
    }
  }

  global(name: string): Values {
    if (name === '__dirname') return this.table.text(hereDirectory);
    if (name === '__filename') return this.table.text(hereFile);
    const canonical = globalName(name, this.interest.globals);
    return canonical === undefined ? unknown : this.table.name(canonical);
  }

  module(specifier: string): Values {
    const name = moduleName(specifier, this.interest.packages);
    return name === undefined ? unknown : this.table.name(name);
  }

  private compute(node: Node, scope: Scope): Values {
    switch (node.type) {
      case 'Identifier': {
        const binding = resolve(scope, node.name);
        if (binding === undefined) return this.global(node.name);
        return (binding.built ? this.calls.answered(this.interpreter.answer(node, scope)) : undefined) ?? this.read(binding);
      }
      case 'Literal':
        if (typeof node.value === 'string') return this.table.text(node.value);
        return typeof node.value === 'number' ? this.table.number(node.value) : this.table.plain();
      case 'MemberExpression': return this.memberIn(this.evaluate(node.object, scope), node, scope);
      case 'CallExpression': return this.calls.call(node, scope);
      case 'NewExpression': return this.calls.construct(node, scope);
      case 'FunctionExpression': case 'ArrowFunctionExpression': case 'FunctionDeclaration': case 'ClassExpression': case 'ClassDeclaration':
        return this.table.code(node);
      case 'ObjectExpression': return this.table.object(node, scope);
      case 'ArrayExpression': return this.table.list(node, scope);
      case 'ThisExpression': return this.receiver(scope);
      case 'ConditionalExpression': return this.either(this.evaluate(node.consequent, scope), this.evaluate(node.alternate, scope));
      case 'LogicalExpression': return this.logical(node, scope);
      case 'SequenceExpression': return this.evaluate(node.expressions.at(-1)!, scope);
      case 'AssignmentExpression': return node.operator.length === 1 || node.operator.length === 3 ? this.evaluate(node.right, scope) : unknown;
      case 'AwaitExpression': return this.evaluate(node.argument, scope);
      case 'YieldExpression': return node.argument ? this.evaluate(node.argument, scope) : unknown;
      case 'BinaryExpression': return this.binary(node, scope);
      case 'UnaryExpression': return this.unary(node, scope);
      case 'TemplateLiteral': return this.template(node, scope);
      case 'TaggedTemplateExpression': return this.calls.tagged(node, scope);
      case 'ImportExpression': return this.calls.loaded(this.evaluate(node.source, scope));
      case 'MetaProperty': return node.meta.name === 'import' ? this.table.name('import.meta') : unknown;
      default: {
        const inner = unwrap(node);
        return inner === node ? unknown : this.evaluate(inner, scope);
      }
    }
  }

  private either(a: Values, b: Values): Values {
    if (!this.settled || (a.length === 0) === (b.length === 0)) return union(a, b);
    return union(union(a, b), any);
  }

  /** `a || b || c …` leans to the left as far as a file is long. */
  private logical(node: ESTree.LogicalExpression, scope: Scope): Values {
    let values = this.evaluate(node.right, scope);
    let left: Node = node;
    // What `a && b` gives of `a` is nothing that can be called.
    while (left.type === 'LogicalExpression' && left.operator !== '&&') {
      left = left.left;
      this.steps.take();
      values = this.either(values, this.evaluate(left.type === 'LogicalExpression' ? left.right : left, scope));
    }
    return values;
  }

  private receiver(scope: Scope): Values {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      if (at.function === undefined || at.function.node.type === 'ArrowFunctionExpression') continue;
      const values = this.read(at.function.receiver);
      return values.length > 0 ? values : this.table.name('this');
    }
    return this.scopes.goal === 'commonjs' ? this.table.name('globalThis') : unknown;
  }

  /** The member that `node` reads, of an object that was evaluated before: a chain of calls must not be evaluated twice at each link. */
  memberIn(object: Values, node: ESTree.MemberExpression, scope: Scope): Values {
    if (!node.computed) {
      const key = keyName(node.property);
      if (key === 'constructor' && isSurelyFunction(node.object, scope, this.scopes)) return this.table.name('Function');
      return key === 'default' ? this.defaultOf(object, node, scope) : this.members(object, key);
    }
    const property = this.evaluate(node.property, scope);
    return this.membersOf(object, property);
  }

  /** `x.default`: where x is seen to come from a call of a compiler's helper, what that call was handed; else whatever any of them was. */
  private defaultOf(object: Values, node: ESTree.MemberExpression, scope: Scope): Values {
    const out = this.members(object, 'default');
    if (object.some((value) => value.kind === 'name' && value.name !== 'this')) return out;
    const handed = this.handedTo(unwrap(node.object), scope) ?? this.read(this.scopes.handed);
    return union(out, handed.filter((value) => value.kind !== 'name' || isFollowedInFields(value.name)));
  }

  private handedTo(node: Node, scope: Scope): Values | undefined {
    const [only] = node.type === 'Identifier' ? resolve(scope, node.name)?.sources ?? [] : [];
    const single = node.type === 'Identifier' && resolve(scope, node.name)?.total === 1 && only?.kind === 'expression' && only.keys.length === 0;
    const call = single ? unwrap(only.node) : node;
    if (call.type !== 'CallExpression' || call.arguments.some((one) => one.type === 'SpreadElement')) return undefined;
    const within = single ? only.scope : scope;
    const functions = functionsOf(call.callee, within, this.scopes) ?? [];
    if (functions.length === 0 || !functions.every((fn) => this.scopes.handing.has(fn))) return undefined;
    return functions.reduce<Values>((out, fn) => {
      const { name } = this.scopes.handing.get(fn)!;
      const argument = call.arguments[fn.params.findIndex((one) => one.type === 'Identifier' && one.name === name)];
      const own = this.read(this.scopes.handed).filter((value) => value.kind === 'name' && this.calls.own.has(fn, value));
      return union(union(out, own), argument === undefined ? this.read(this.scopes.handed) : this.evaluate(argument, within));
    }, unknown);
  }

  /** Members by keys that were evaluated: any member, where they are not surely known. */
  membersOf(object: Values, property: Values): Values {
    return keysOf(property).reduce<Values>((values, key) => union(values, this.members(object, key)), isConstant(property) ? unknown : this.members(object, undefined));
  }

  /** What the member `key` of the values may be; `key` undefined: any member. */
  private members(object: Values, key: string | undefined): Values {
    let out: Values = unknown;
    for (const value of object) out = union(out, this.memberOf(value, key));
    const field = key === undefined ? undefined : this.scopes.fields.get(key);
    if (field !== undefined && !object.some((value) => value.kind === 'name' && value.name !== 'this' && !this.isOpen(value.name, key))) {
      out = union(out, this.read(field).filter((value) => value.kind !== 'name' || isFollowedInFields(value.name)));
    }
    if (out.length === 0 && key === 'constructor') return this.table.name('constructor?');
    return out;
  }

  /** True for a member of the global object that no runtime has: it is whatever somebody put there. */
  private isOpen(name: string, key: string | undefined): boolean {
    return name === 'globalThis' && memberName(name, key, this.interest.globals) === undefined;
  }

  private memberOf(value: Value, key: string | undefined): Values {
    switch (value.kind) {
      case 'name': {
        if (value.name === 'import.meta' && key === 'url') return this.table.text(hereFile);
        if (value.name === 'import.meta' && (key === 'dirname' || key === 'filename')) return this.table.text(key === 'dirname' ? hereDirectory : hereFile);
        const name = memberName(value.name, key, this.interest.globals);
        return name === undefined ? unknown : this.table.name(name);
      }
      case 'function': return key === 'constructor' ? this.table.name('Function') : key === 'prototype' || key === '__proto__' ? [value] : unknown;
      case 'texts':
        return key === undefined || !/^\d+$/.test(key) ? this.plainMember(key) : value.texts[Number(key)] === undefined ? unknown : this.table.text(value.texts[Number(key)]!);
      case 'text': {
        if (!value.open && key !== undefined && /^\d+$/.test(key) && Number(key) < value.text.length) return this.table.text(value.text[Number(key)]!);
        return this.plainMember(key);
      }
      case 'list':
        if (key !== undefined && !/^\d+$/.test(key)) return this.plainMember(key);
        return value.node.elements.length === 0 ? this.plainMember(undefined) : this.read(this.partOf(value, key));
      case 'object': return key !== undefined && !this.hasOpenKeys(value.node) ? unknown : this.read(this.partOf(value, key));
      case 'number': case 'plain': return this.plainMember(key);
      case 'any': return unknown;
    }
  }

  /** Members of a literal: its methods are functions, and its constructor's constructor is `Function`. */
  private plainMember(key: string | undefined): Values {
    if (key === undefined) return this.table.name('literal[…]');
    return this.table.name(key === 'constructor' ? 'constructor?' : 'function?');
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
      this.steps.take(sources.length);
      for (const source of sources) addSource(binding, source);
    }
    return binding;
  }

  /** `a + b + c …` leans to the left as far as a file is long: its operands are gathered in a loop. */
  private binary(node: ESTree.BinaryExpression, scope: Scope): Values {
    if (node.operator !== '+') return this.arithmetic(node, scope);
    const operands: Node[] = [];
    let left: Node = node;
    while (left.type === 'BinaryExpression' && left.operator === '+') {
      operands.push(left.right);
      left = left.left;
      this.steps.take();
    }
    return operands.reduceRight<Values>((values, operand) => this.plus(values, this.evaluate(operand, scope)), this.evaluate(left, scope));
  }

  private plus(left: Values, right: Values): Values {
    let out: Values = unknown;
    for (const a of left) {
      if (a.kind === 'number') for (const b of right) if (b.kind === 'number') out = union(out, this.table.number(a.number + b.number));
      if (a.kind === 'any' || (a.kind === 'text' && a.open)) out = union(out, [a]);
      else if (a.kind === 'text' || a.kind === 'number') out = union(out, this.appended(a, right));
    }
    return out;
  }

  private appended(a: Extract<Value, { kind: 'text' | 'number' }>, right: Values): Values {
    let out: Values = unknown;
    const tails = right.filter((b) => b.kind === 'text' || (b.kind === 'number' && a.kind === 'text'));
    if (tails.length < right.length && this.settled) out = any;
    if (tails.length === 0 && a.kind === 'text' && a.text !== '') out = union(out, this.table.text(a.text, true));
    for (const b of tails) {
      const text = `${a.kind === 'text' ? a.text : a.number}${b.kind === 'text' ? b.text : b.kind === 'number' ? b.number : ''}`;
      this.steps.take(1 + (text.length >> 8));
      out = union(out, this.table.text(text, b.kind === 'text' && b.open));
    }
    return out;
  }

  private arithmetic(node: ESTree.BinaryExpression, scope: Scope): Values {
    const [a] = this.evaluate(node.left, scope);
    if (a?.kind !== 'number') return unknown;
    const [b] = this.evaluate(node.right, scope);
    const result = b?.kind === 'number' ? foldNumbers(node.operator, a.number, b.number) : undefined;
    return result === undefined ? unknown : this.table.number(result);
  }

  private unary(node: ESTree.UnaryExpression, scope: Scope): Values {
    if (node.operator === '!') return this.table.plain();
    if (node.operator !== '-' && node.operator !== '+' && node.operator !== '~') return unknown;
    const [value] = this.evaluate(node.argument, scope);
    if (value?.kind !== 'number') return unknown;
    return this.table.number(node.operator === '-' ? -value.number : node.operator === '~' ? ~value.number : value.number);
  }

  template(node: ESTree.TemplateLiteral, scope: Scope, raw = false): Values {
    const part = (at: number): Values => this.table.text((raw ? node.quasis[at]?.value.raw : node.quasis[at]?.value.cooked) ?? '');
    let values = part(0);
    for (let at = 0; at < node.expressions.length; at += 1) {
      values = this.plus(values, this.evaluate(node.expressions[at]!, scope));
      values = this.plus(values, part(at + 1));
      if (values.length === 0) return unknown;
    }
    return values;
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
