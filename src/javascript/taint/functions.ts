import { keyName, patternParts } from '../patterns.js';
import type { FunctionInfo, Scope } from '../places.js';
import { resolve } from '../places.js';
import { functionAt } from '../scopes.js';
import { methodKey } from '../sources.js';
import type { ESTree, FunctionNode, Node } from '../tree.js';
import { endOf, startOf } from '../tree.js';
import type { FlowBuilder } from './build.js';
import { converting } from './known-globals.js';
import type { BuiltFunction } from './module-flow.js';
import { NameParameters } from './name-parameters.js';

/** The functions of a tree: their ends, what comes in by their parameters, and what they are as members. */
export class Functions {
  readonly all: BuiltFunction[] = [];
  readonly methods = new Map<string, number[]>();
  /** Functions that stand as elements or properties of a literal: what a call by a computed key may run. */
  readonly loose: number[] = [];
  private readonly names: NameParameters;

  constructor(private readonly on: FlowBuilder) {
    this.names = new NameParameters(on);
  }

  /** @param within the function that owns it, where that is another one. */
  add(node: Node, info: FunctionInfo | undefined, within: number | undefined): BuiltFunction {
    const { graph } = this.on;
    const index = this.all.length;
    const owner = within ?? index;
    const alone: BuiltFunction[] = [];
    const built: BuiltFunction = { index, owner, alone, info, start: startOf(node), end: endOf(node), params: info ? info.node.params.map(() => graph.node(undefined, owner)) : [], rest: info?.node.params.at(-1)?.type === 'RestElement', all: graph.node(undefined, owner), result: graph.node(undefined, owner), puts: [], gives: [] };
    alone.push(built);
    this.all.push(built);
    return built;
  }

  /** A function that is none of the file's text: something of the runtime that is handed out. */
  addRuntime(start: number, parameters: number): BuiltFunction {
    const { graph } = this.on;
    const index = this.all.length;
    const alone: BuiltFunction[] = [];
    const built: BuiltFunction = { index, owner: index, alone, info: undefined, start, end: start, params: Array.from({ length: parameters }, () => graph.node(undefined, index)), rest: false, all: graph.node(undefined, index), result: graph.node(undefined, index), puts: [], gives: [] };
    alone.push(built);
    this.all.push(built);
    return built;
  }

  /** The index of the function in whose graph a scope stands; 0 for the module. */
  ownerOf(scope: Scope | undefined): number {
    for (let at = scope; at !== undefined; at = at.parent) if (at.function) return this.all[at.function.index + 1]?.owner ?? 0;
    return 0;
  }

  /** What is built of a function of the tree. The module itself comes before them all. */
  of(node: Node): BuiltFunction | undefined {
    const info = functionAt(this.on.scopes, node);
    return info && this.all[info.index + 1];
  }

  /** Takes the parameters of a function that the walk comes to. */
  enter(built: BuiltFunction, path: readonly Node[]): void {
    const { graph } = this.on;
    built.info!.node.params.forEach((parameter, at) => {
      graph.edge(built.all, built.params[at]!, 'load', graph.key(String(at)));
      this.takeParameter(parameter, built, at);
    });
    const owner = path[path.length - 1];
    const described = owner?.type === 'Property' ? methodKey(path.slice(0, -1)) : undefined;
    // What a class has as a method is called by its name.
    if (described !== undefined) this.addMethod(described, built.index);
    else if (owner?.type === 'ArrayExpression' || (owner?.type === 'Property' && path[path.length - 2]?.type === 'ObjectExpression')) this.loose.push(built.index);
    if (owner && (owner.type === 'MethodDefinition' || owner.type === 'Property' || owner.type === 'PropertyDefinition')) this.enterMember(owner, built);
  }

  /** Takes the default values of a function that the walk has gone through. */
  leave(node: FunctionNode, scope: Scope): void {
    for (const parameter of node.params) this.takeDefaults(parameter, scope);
  }

  private enterMember(owner: ESTree.MethodDefinition | ESTree.Property | ESTree.PropertyDefinition, built: BuiltFunction): void {
    const { on } = this;
    const key = owner.computed ? on.constantKey(owner.key!) : keyName(owner.key);
    const kind = owner.type === 'PropertyDefinition' ? undefined : owner.kind;
    if (kind === 'get' || kind === 'set') on.accessors.define(kind, key, built);
    if (kind === 'get' && owner.type !== 'Property') this.gives(built, on.self, key);
    if (owner.type !== 'Property' && ((key !== undefined && converting.has(key)) || (owner.computed && owner.key?.type === 'MemberExpression'))) this.converts(built, on.self);
    if (key !== undefined) this.addMethod(key, built.index);
  }

  private takeParameter(parameter: Node, built: BuiltFunction, position: number): void {
    const { on } = this;
    const from = built.params[position]!;
    const inner = parameter as unknown as { type: string; parameter?: Node };
    const pattern = inner.type === 'TSParameterProperty' && inner.parameter ? inner.parameter : parameter;
    for (const { target, keys } of patternParts(pattern)) {
      if (target.type !== 'Identifier') continue;
      const binding = on.scope.bindings.get(target.name) ?? resolve(on.scope, target.name);
      if (binding === undefined) continue;
      const to = on.nodes.ofBinding(binding);
      on.writes.parameter(binding, built, position, keys);
      on.graph.along(from, keys, to);
      const label = on.rules.parameter(target.name);
      if (label !== undefined && !(target === parameter && this.names.has(built.info!.node, position))) on.graph.seed(to, label, startOf(target));
    }
  }

  private takeDefaults(parameter: Node, scope: Scope): void {
    const { on } = this;
    if (parameter.type === 'Identifier') return;
    for (const { target, fallbacks } of patternParts(parameter)) {
      const binding = target.type === 'Identifier' ? resolve(scope, target.name) : undefined;
      if (binding !== undefined) for (const one of fallbacks) on.graph.along(on.value(one.node), one.keys, on.nodes.ofBinding(binding));
    }
  }

  /** A getter fills a field of its object. */
  gives(built: BuiltFunction, object: number, key: string | undefined): void {
    const { on } = this;
    const node = on.graph.node();
    on.graph.edge(built.result, node, 'return');
    on.graph.edge(node, object, 'store', on.graph.key(key));
  }

  /** What a method gives is what its object is worth: `toString`, an iterator. */
  converts(built: BuiltFunction, object: number): void {
    const { on } = this;
    on.graph.edge(built.result, object, 'return');
    on.calls.push([on.within.index, built.index]);
  }

  /** A function that a call by this name may run. */
  addMethod(name: string | undefined, index: number): void {
    if (name === undefined) return;
    const known = this.methods.get(name);
    if (known) known.push(index);
    else this.methods.set(name, [index]);
  }
}
