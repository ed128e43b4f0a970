/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { noCommands, type Commands } from '../commands/find.js';
import type { Flow } from '../flow.js';
import { keyName, patternParts } from '../patterns.js';
import type { Binding, FunctionInfo, Scope } from '../places.js';
import { numberOf, type NodeTable } from '../node-map.js';
import { resolve } from '../places.js';
import { functionAt, type Scopes } from '../scopes.js';
import type { ESTree, Node } from '../tree.js';
import { endOf, isFunction, startOf, unwrap } from '../tree.js';
import { namesOf } from '../values.js';
import type { Steps } from '../walk.js';
import { orderOf, walk } from '../walk.js';
import { Accessors } from './accessors.js';
import { Callees } from './callees.js';
import { CallFlow } from './calls.js';
import { Expressions } from './expressions.js';
import { Graph, shared } from './graph.js';
import { converting, standardGlobals } from './known-globals.js';
import type { BuiltFunction, ForeignCall, ModuleFlow, OwnCall } from './module-flow.js';
import type { Label, TaintRules } from './rules.types.js';
import { Statements } from './statements.js';
import { Waiting } from './waiting.js';
import { Writes } from './writes.js';

/**
 * Builds the flow graph of one tree. What values are is known from `flow`; here it is followed where data goes, whatever it is.
 * @param named the canonical names of expressions that have some, as `findUses` met them.
 * @param commands what of the tree waits for a word that somebody types.
 * @throws StepsSpent
 */
export function buildFlow(program: ESTree.Program, scopes: Scopes, flow: Flow, named: NodeTable<readonly string[]>, rules: TaintRules, steps: Steps, commands: Commands = noCommands): ModuleFlow {
  const builder = new FlowBuilder(program, scopes, flow, named, rules, steps, commands);
  walk(program, { enter: (node, path, nth) => { builder.enter(node, path, nth); }, leave: (node, nth) => { builder.leave(node, nth); } }, steps);
  return builder.finish();
}

const carriers: ReadonlySet<string> = new Set(['process', 'process.env', 'require.cache', 'Object.prototype', 'Function.prototype']);

/** Walks a tree and makes the graph of its data. Parts of it know expressions, statements, calls, accessors, and what is put into objects. */
export class FlowBuilder {
  readonly graph: Graph;
  readonly functions: BuiltFunction[] = [];
  readonly calls: [number, number][] = [];
  readonly foreign: ForeignCall[] = [];
  readonly own: OwnCall[] = [];
  readonly globals = new Map<string, number>();
  readonly exported = new Map<string, number[]>();
  readonly methods = new Map<string, number[]>();
  /** Functions that stand as elements or properties of a literal: what a call by a computed key may run. */
  readonly loose: number[] = [];
  readonly exports: number;
  /** Open files, by the node of what opened them: the node of what names the file. */
  readonly opened = new Map<number, number>();
  readonly handsOn = new Set<string>();
  readonly aliases = new Map<string, { readonly specifier: string; readonly path: string }>();
  scope: Scope;
  private readonly stack: BuiltFunction[] = [];
  readonly classes: { readonly node: ESTree.ClassDeclaration | ESTree.ClassExpression; readonly self: number; readonly parent: Node | undefined }[] = [];
  /** What expressions give, by their numbers. */
  private readonly results: Int32Array;
  /** The node of each variable or place, and the function that it belongs to, by its index. */
  private readonly bindings: Int32Array;
  private readonly owners: Int32Array;
  private readonly texts = new Map<string, number>();
  private readonly selves = new Map<Node | undefined, number>();
  private readonly imported = new Map<string, number>();
  private readonly changed = new Map<string, number>();
  private held: number | undefined;
  /** What bundlers say by getters that an object of theirs exports. */
  readonly bundled: { readonly target: Node; readonly key: string; readonly given: Node; readonly scope: Scope }[] = [];
  readonly accessors = new Accessors(this);
  readonly writes = new Writes(this);
  readonly callees: Callees;
  readonly callFlow: CallFlow;
  private readonly expressions = new Expressions(this);
  private readonly statements = new Statements(this);
  private readonly waiting: Waiting;

  constructor(private readonly program: ESTree.Program, readonly scopes: Scopes, readonly flow: Flow, private readonly named: NodeTable<readonly string[]>, readonly rules: TaintRules, readonly steps: Steps, commands: Commands) {
    this.waiting = new Waiting(this, commands);
    this.scope = scopes.top;
    const { length } = orderOf(program).nodes;
    this.graph = new Graph(length);
    this.exports = this.graph.node();
    this.results = new Int32Array(length);
    this.bindings = new Int32Array(scopes.bindings.length);
    this.owners = new Int32Array(scopes.bindings.length).fill(shared);
    const inPlace = new Set<Node>();
    for (const { node } of scopes.calls) if (node.type !== 'TaggedTemplateExpression') for (const one of [node.callee, ...node.arguments] as readonly Node[]) if (isFunction(unwrap(one))) inPlace.add(unwrap(one));
    this.stack.push(this.add(program, undefined, 0));
    // A function comes after those around it.
    for (const info of scopes.functions) this.add(info.node, info, inPlace.has(info.node) ? this.ownerOf(info.scope.parent) : undefined);
    for (const scope of scopes.of.values()) {
      const owner = scope.bindings.size === 0 ? shared : this.ownerOf(scope);
      for (const { index } of scope.bindings.values()) this.owners[index] = owner;
    }
    this.graph.owner = 0;
    this.callees = new Callees(this);
    this.callFlow = new CallFlow(this);
  }

  finish(): ModuleFlow {
    this.writes.finish();
    this.accessors.finish();
    const { graph, calls, foreign, exports, exported, methods, loose, globals, handsOn, aliases } = this;
    // What is kept must not hold the tree.
    const functions = this.functions.map(({ start, end, params, rest, all, result, owner, puts, gives }) => ({ start, end, params, rest, all, result, owner, puts, gives }));
    const own = this.own.flatMap(({ args, outs }) => (args.length === 0 || outs.length === 0 ? [] : [{ args: args.flat(), outs: outs.flat() }]));
    return { graph: graph.finish(), functions, calls, foreign, own, exports, exported, methods, loose, globals, handsOn, aliases, turns: this.callFlow.turns, ...this.waiting.finish(), imports: [...this.imported].map(([specifier, node]) => ({ specifier, node, changed: this.changed.get(specifier) ?? 0 })) };
  }

  private ownerOf(scope: Scope | undefined): number {
    for (let at = scope; at !== undefined; at = at.parent) if (at.function) return this.functions[at.function.index + 1]?.owner ?? 0;
    return 0;
  }

  private add(node: Node, info: FunctionInfo | undefined, within: number | undefined): BuiltFunction {
    const { graph } = this;
    const index = this.functions.length;
    const owner = within ?? index;
    const alone: BuiltFunction[] = [];
    const built: BuiltFunction = { index, owner, alone, info, start: startOf(node), end: endOf(node), params: info ? info.node.params.map(() => graph.node(undefined, owner)) : [], rest: info?.node.params.at(-1)?.type === 'RestElement', all: graph.node(undefined, owner), result: graph.node(undefined, owner), puts: [], gives: [] };
    alone.push(built);
    this.functions.push(built);
    return built;
  }

  /** What is built of a function of the tree. The module itself comes before them all. */
  builtOf(node: Node): BuiltFunction | undefined {
    const info = functionAt(this.scopes, node);
    return info && this.functions[info.index + 1];
  }

  /** Goes into a part of a function that runs by itself, and out of it again. */
  open(built: BuiltFunction): void {
    this.stack.push(built);
  }
  close(): void {
    this.stack.pop();
  }

  get within(): BuiltFunction {
    return this.stack[this.stack.length - 1]!;
  }

  /** A function that is none of the file's text: something of the runtime that is handed out. */
  addRuntime(start: number, parameters: number): BuiltFunction {
    const { graph } = this;
    const index = this.functions.length;
    const alone: BuiltFunction[] = [];
    const built: BuiltFunction = { index, owner: index, alone, info: undefined, start, end: start, params: Array.from({ length: parameters }, () => graph.node(undefined, index)), rest: false, all: graph.node(undefined, index), result: graph.node(undefined, index), puts: [], gives: [] };
    alone.push(built);
    this.functions.push(built);
    return built;
  }

  /** Does something as if the walk were where a call stands. */
  at(scope: Scope, within: BuiltFunction, self: number, work: () => void): void {
    const kept = [this.scope, this.graph.owner, this.held] as const;
    this.scope = scope;
    this.held = self;
    this.stack.push(within);
    this.graph.owner = within.owner;
    work();
    this.stack.pop();
    [this.scope, this.graph.owner, this.held] = kept;
  }

  enter(node: Node, path: readonly Node[], nth: number): void {
    this.waiting.enter(node);
    if (node.type === 'TryStatement') this.statements.enterTry(node);
    const opened = this.scopes.of.at(nth);
    if (opened !== undefined) this.scope = opened;
    const built = opened?.function === undefined ? undefined : this.functions[opened.function.index + 1];
    if (built?.info) {
      this.stack.push(built);
      this.graph.owner = built.owner;
      built.info.node.params.forEach((parameter, at) => {
        this.graph.edge(built.all, built.params[at]!, 'load', this.graph.key(String(at)));
        this.takeParameter(parameter, built, at);
      });
      const owner = path[path.length - 1];
      if (owner?.type === 'ArrayExpression' || (owner?.type === 'Property' && path[path.length - 2]?.type === 'ObjectExpression')) this.loose.push(built.index);
      if (owner && (owner.type === 'MethodDefinition' || owner.type === 'Property' || owner.type === 'PropertyDefinition')) this.enterMember(owner, built);
    }
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
      const parent = node.superClass ? this.classOf(node.superClass, this.scope) : undefined;
      this.classes.push({ node, self: this.selfOf(node), parent });
      const self = this.selfOf(node);
      if (parent) {
        this.graph.edge(self, this.selfOf(parent), 'copy');
        this.graph.edge(this.selfOf(parent), self, 'copy');
      }
      // What a class holds and what its instances hold are not told apart.
      const own = node.id ? resolve(this.scope, node.id.name) : undefined;
      if (own) {
        this.graph.edge(self, this.bindingNode(own), 'copy');
        this.graph.edge(this.bindingNode(own), self, 'copy');
      }
    }
  }

  private enterMember(owner: ESTree.MethodDefinition | ESTree.Property | ESTree.PropertyDefinition, built: BuiltFunction): void {
    const key = owner.computed ? this.constantKey(owner.key!) : keyName(owner.key);
    const kind = owner.type === 'PropertyDefinition' ? undefined : owner.kind;
    if (kind === 'get' || kind === 'set') this.accessors.define(kind, key, built);
    if (kind === 'get' && owner.type !== 'Property') this.gives(built, this.self, key);
    if (owner.type !== 'Property' && ((key !== undefined && converting.has(key)) || (owner.computed && owner.key?.type === 'MemberExpression'))) this.converts(built, this.self);
    if (key !== undefined) this.addMethod(key, built.index);
  }

  /** A getter fills a field of its object. */
  gives(built: BuiltFunction, object: number, key: string | undefined): void {
    const node = this.graph.node();
    this.graph.edge(built.result, node, 'return');
    this.graph.edge(node, object, 'store', this.graph.key(key));
  }

  /** What a method gives is what its object is worth: `toString`, an iterator. */
  converts(built: BuiltFunction, object: number): void {
    this.graph.edge(built.result, object, 'return');
    this.calls.push([this.within.index, built.index]);
  }

  addMethod(name: string | undefined, index: number): void {
    if (name === undefined) return;
    const known = this.methods.get(name);
    if (known) known.push(index);
    else this.methods.set(name, [index]);
  }

  private takeParameter(parameter: Node, built: BuiltFunction, position: number): void {
    const from = built.params[position]!;
    const inner = parameter as unknown as { type: string; parameter?: Node };
    const pattern = inner.type === 'TSParameterProperty' && inner.parameter ? inner.parameter : parameter;
    for (const { target, keys } of patternParts(pattern)) {
      if (target.type !== 'Identifier') continue;
      const binding = this.scope.bindings.get(target.name) ?? resolve(this.scope, target.name);
      if (binding === undefined) continue;
      const to = this.bindingNode(binding);
      this.writes.parameter(binding, built, position, keys);
      this.along(from, keys, to);
      const label = this.rules.parameter(target.name);
      if (label !== undefined) this.seed(to, label, startOf(target));
    }
  }

  private takeDefaults(parameter: Node, scope: Scope): void {
    if (parameter.type === 'Identifier') return;
    for (const { target, fallbacks } of patternParts(parameter)) {
      const binding = target.type === 'Identifier' ? resolve(scope, target.name) : undefined;
      if (binding !== undefined) for (const one of fallbacks) this.along(this.value(one.node), one.keys, this.bindingNode(binding));
    }
  }

  /** Data from a node into another one, by the keys that lead into it. */
  along(from: number, keys: readonly (string | undefined)[], to: number): void {
    if (from === 0) return;
    if (keys.length === 0) this.graph.edge(from, to, 'copy');
    else this.graph.edge(from, to, 'load', this.graph.key(keys[0]));
  }

  seed(node: number, label: Label, start: number): void {
    this.graph.seeds.push({ node, label, start });
    this.graph.place(node, start);
  }

  bindingNode(binding: Binding): number {
    let id = this.bindings[binding.index]!;
    if (id === 0) {
      this.bindings[binding.index] = id = this.graph.node(undefined, this.owners[binding.index]);
      const [first] = binding.sources;
      for (const name of namesOf(binding.values)) this.seedName(id, name, first?.kind === 'expression' ? startOf(first.node) : -1);
      for (const source of binding.sources) if (source.kind === 'import') this.along(this.importNode(source.specifier), source.imported === undefined ? [] : [source.imported], id);
    }
    return id;
  }

  seedName(node: number, name: string, start: number): void {
    const label = this.rules.name(name);
    if (label !== undefined) this.seed(node, label, start);
  }

  importNode(specifier: string): number {
    let id = this.imported.get(specifier);
    if (id === undefined) this.imported.set(specifier, (id = this.graph.node(undefined, shared)));
    return id;
  }

  /** What this file puts into what another one exports. */
  changedNode(specifier: string): number {
    if (!/^[.#]/.test(specifier)) return 0;
    this.importNode(specifier);
    let id = this.changed.get(specifier);
    if (id === undefined) this.changed.set(specifier, (id = this.graph.node(undefined, shared)));
    return id;
  }

  isOwnGlobal(name: string): boolean {
    return !standardGlobals.has(name);
  }

  /** Members of what is there for all files carry data from one to another: `globalThis.x`, `process.env.X`. 0: no such member. */
  carrier(node: ESTree.MemberExpression): number {
    const object = unwrap(node.object);
    if (object.type === 'ThisExpression' && this.classes.length > 0) return 0;
    for (const name of this.namesAt(object)) {
      if (name !== 'globalThis' && !carriers.has(name)) continue;
      const key = node.computed ? this.constantKey(node.property) : keyName(node.property);
      if (key === undefined) return 0;
      if (name !== 'globalThis') return this.globalNode(`${name}.${key}`);
      return standardGlobals.has(key) ? 0 : this.globalNode(key);
    }
    return 0;
  }

  globalNode(name: string): number {
    let id = this.globals.get(name);
    if (id === undefined) this.globals.set(name, (id = this.graph.node(undefined, shared)));
    return id;
  }

  /** The object that `this` is: of a class, or of all functions of the file together. */
  private selfOf(node: Node | undefined): number {
    let id = this.selves.get(node);
    if (id === undefined) this.selves.set(node, (id = this.graph.node(undefined, shared)));
    return id;
  }
  get self(): number {
    return this.held ?? this.classes.at(-1)?.self ?? this.selfOf(undefined);
  }
  selfOfClass(node: Node | undefined): number {
    return this.selfOf(node);
  }

  /** The class that an expression names, where it is one of this file. */
  classOf(node: Node, scope: Scope): ESTree.ClassDeclaration | ESTree.ClassExpression | undefined {
    const inner = unwrap(node);
    if (inner.type === 'ClassExpression' || inner.type === 'ClassDeclaration') return inner;
    if (inner.type !== 'Identifier') return undefined;
    for (const source of resolve(scope, inner.name)?.sources ?? []) {
      if (source.kind === 'expression' && (source.node.type === 'ClassDeclaration' || source.node.type === 'ClassExpression')) return source.node;
    }
    return undefined;
  }

  namesAt(node: Node): readonly string[] {
    return this.named.get(node) ?? [];
  }

  /** The node of what an expression gives; 0 where nothing that is followed can be in it. */
  value(node: Node): number {
    const inner = unwrap(node);
    switch (inner.type) {
      case 'Identifier': {
        if (inner.name === 'undefined') return 0;
        const binding = resolve(this.scope, inner.name);
        if (binding !== undefined) return this.bindingNode(binding);
        if (inner.name === 'arguments') return this.within.all;
        if (inner.name === 'exports' || inner.name === 'module') return inner.name === 'exports' ? this.exports : 0;
        return this.namesAt(inner).length > 0 || standardGlobals.has(inner.name) ? 0 : this.globalNode(inner.name);
      }
      case 'ThisExpression': return this.self;
      case 'ClassExpression': return this.selfOf(inner);
      case 'Literal': return typeof inner.value === 'string' ? this.text(inner.value) : 0;
      case 'AssignmentExpression': return this.value(inner.right);
      default: return this.resultOf(inner);
    }
  }

  /** One node for each constant that says something, wherever it stands: what is written to a path is there for who reads that path. */
  text(text: string): number {
    if (text.length < 3) return 0;
    let id = this.texts.get(text);
    if (id !== undefined) return id;
    const known = this.rules.constant(text);
    const path = known === undefined && /[/\\.]/.test(text) && text.length < 512;
    id = known === undefined && !path ? 0 : this.graph.node(undefined, shared);
    this.texts.set(text, id);
    for (const label of known?.labels ?? []) this.graph.seeds.push({ node: id, label, start: -1 });
    for (const one of known?.texts ?? []) this.graph.texts.push({ node: id, text: one });
    return id;
  }

  /** Both together. */
  merge(a: number, b: number, operation: 'copy' | 'collapse' = 'copy'): number {
    if (a === 0 && b === 0) return 0;
    if (operation === 'copy' && (a === 0 || b === 0 || a === b)) return a === 0 ? b : a;
    const id = this.graph.node();
    this.graph.edge(a, id, operation);
    this.graph.edge(b, id, operation);
    return id;
  }

  /** The node of what an expression gave when it was left; 0 for nothing, and for what stands in no tree. */
  resultOf(node: Node): number {
    const nth = numberOf(node);
    return nth === undefined ? 0 : this.results[nth]!;
  }
  keep(node: Node, result: number): void {
    const nth = numberOf(node);
    if (nth !== undefined) this.results[nth] = result;
  }

  leave(node: Node, nth: number): void {
    const result = this.waiting.calls.has(node) ? this.waiting.call(node, () => this.compute(node)) : this.compute(node);
    if (result !== 0) this.results[nth] = result;
    if (node.type === 'TryStatement') this.statements.leaveTry(node);
    this.waiting.leave(node);
    const opened = this.scopes.of.at(nth);
    if (isFunction(node)) {
      for (const parameter of node.params) this.takeDefaults(parameter, opened ?? this.scope);
      this.stack.pop();
      this.graph.owner = this.within.owner;
    }
    const last = this.classes.at(-1);
    if (last?.node === node) {
      // What a class above holds that another file made.
      if (last.node.superClass && !last.parent) this.graph.edge(this.value(last.node.superClass), last.self, 'copy');
      this.classes.pop();
    }
    if (this.scope !== this.scopes.top && opened === this.scope) this.scope = this.scope.parent!;
  }

  private compute(node: Node): number {
    switch (node.type) {
      case 'CallExpression': case 'NewExpression': return this.callFlow.call(node);
      case 'ImportExpression': return this.callFlow.load(node, [node.source], ['import(…)']);
      case 'TaggedTemplateExpression': return this.callFlow.tagged(node);
      default: {
        const value = this.expressions.value(node);
        if (value === undefined) this.statements.take(node);
        return value ?? 0;
      }
    }
  }

  sketch(parts: readonly Node[], between = ''): number {
    return this.expressions.sketch(parts, between);
  }
  known(node: Node): string {
    return this.expressions.known(node);
  }
  thrownNode(): number {
    return this.statements.thrownNode();
  }
  /** The node of an expression that stands in another scope. */
  valueIn(node: Node, scope: Scope): number {
    const kept = this.scope;
    this.scope = scope;
    const value = this.value(node);
    this.scope = kept;
    return value;
  }

  /** What is put into an open file is there for whoever names the file. */
  throughFile(node: number): void {
    const place = this.opened.get(node);
    if (place !== undefined) this.graph.edge(node, place, 'collapse');
  }

  /** True for `module.exports`. */
  isExports(node: Node): boolean {
    return node.type === 'MemberExpression' && !node.computed && keyName(node.property) === 'exports' && node.object.type === 'Identifier' && node.object.name === 'module' && resolve(this.scope, 'module') === undefined;
  }

  constantKey(node: Node): string | undefined {
    return this.constantKeyIn(node, this.scope);
  }

  constantKeyIn(node: Node, scope: Scope): string | undefined {
    if (node.type === 'Literal') return keyName(node);
    const values = this.flow.evaluate(node, scope);
    const [only] = values;
    return values.length === 1 && only?.kind === 'text' && !only.open ? only.text : values.length === 1 && only?.kind === 'number' ? String(only.number) : undefined;
  }

}
