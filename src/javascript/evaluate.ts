/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { Calls } from './calls.js';
import { binary, template, unary } from './evaluate-operators.js';
import { hereDirectory, hereFile } from './fold.js';
import type { Interpreter } from './interpret/session.js';
import { Members } from './members.js';
import { globalName, moduleName } from './names.js';
import { NodeMap } from './node-map.js';
import type { Binding, FunctionInfo, Scope, Source } from './places.js';
import { resolve } from './places.js';
import type { Scopes } from './scopes.js';
import type { ESTree, Node } from './tree.js';
import { unwrap } from './tree.js';
import type { Values } from './values.js';
import { any, union, unknown, ValueTable } from './values.js';
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
  readonly members: Members;
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
    this.members = new Members(this);
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
        return source.imported === undefined ? module : this.members.of(module, source.imported);
      }
      case 'expression': {
        let values = this.evaluate(source.node, source.scope);
        for (const key of source.keys) values = this.members.of(values, key);
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
      case 'MemberExpression': return this.members.memberIn(this.evaluate(node.object, scope), node, scope);
      case 'CallExpression': return this.calls.call(node, scope);
      case 'NewExpression': return this.calls.construct(node, scope);
      case 'FunctionExpression': case 'ArrowFunctionExpression': case 'FunctionDeclaration':
        return this.table.code(node);
      case 'ClassExpression': case 'ClassDeclaration': return this.table.class(node, scope);
      case 'ObjectExpression': return this.table.object(node, scope);
      case 'ArrayExpression': return this.table.list(node, scope);
      case 'ThisExpression': return this.receiver(scope);
      case 'ConditionalExpression': return this.either(this.evaluate(node.consequent, scope), this.evaluate(node.alternate, scope));
      case 'LogicalExpression': return this.logical(node, scope);
      case 'SequenceExpression': return this.evaluate(node.expressions.at(-1)!, scope);
      case 'AssignmentExpression': return node.operator.length === 1 || node.operator.length === 3 ? this.evaluate(node.right, scope) : unknown;
      case 'AwaitExpression': return this.evaluate(node.argument, scope);
      case 'YieldExpression': return node.argument ? this.evaluate(node.argument, scope) : unknown;
      case 'BinaryExpression': return binary(this, node, scope);
      case 'UnaryExpression': return unary(this, node, scope);
      case 'TemplateLiteral': return template(this, node, scope);
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
      const info = at.function;
      if (info === undefined || (info.node.type === 'ArrowFunctionExpression' && info.owner === undefined)) continue;
      const values = this.read(info.receiver);
      return union(values.length > 0 ? values : this.table.name('this'), this.own(info));
    }
    return this.scopes.goal === 'commonjs' ? this.table.name('globalThis') : unknown;
  }

  /** What `this` is by where a function stands. */
  private own({ node, owner, scope }: FunctionInfo): Values {
    if (owner === undefined) return this.scopes.stores.has(node) ? this.table.instance(node, scope) : unknown;
    if (owner.node.type === 'ObjectExpression') return this.table.object(owner.node, owner.scope);
    return owner.static ? this.table.class(owner.node, owner.scope) : this.table.instance(owner.node, owner.scope);
  }
}
