/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { noCommands, type Commands } from '../commands/find.js';
import type { Flow } from '../flow.js';
import { keyName } from '../patterns.js';
import type { Scope } from '../places.js';
import { numberOf, type NodeTable } from '../node-map.js';
import { resolve } from '../places.js';
import type { Scopes } from '../scopes.js';
import type { ESTree, Node } from '../tree.js';
import { isFunction, unwrap } from '../tree.js';
import type { Steps } from '../walk.js';
import { orderOf, walk } from '../walk.js';
import { Accessors } from './accessors.js';
import { Callees } from './callees.js';
import { CallFlow } from './calls.js';
import { Classes } from './classes.js';
import { Expressions } from './expressions.js';
import { Functions } from './functions.js';
import { Graph } from './graph.js';
import { standardGlobals } from './known-globals.js';
import type { BuiltFunction, ForeignCall, ModuleFlow, OwnCall } from './module-flow.js';
import { Nodes } from './nodes.js';
import type { TaintRules } from './rules.types.js';
import { Statements } from './statements.js';
import { Waiting } from './waiting.js';
import { Writes } from './writes.js';

/** Names and containers that an open file is looked for behind. */
const longestWay = 16;

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

/** Walks a tree and makes the graph of its data. Parts of it know functions, classes, expressions, statements, calls, accessors, what is put into objects, and what is one thing wherever it stands. */
export class FlowBuilder {
  readonly graph: Graph;
  readonly calls: [number, number][] = [];
  readonly foreign: ForeignCall[] = [];
  readonly own: OwnCall[] = [];
  readonly exported = new Map<string, number[]>();
  readonly exports: number;
  /** Open files, by the node of what opened them: the node of what names the file. */
  readonly opened = new Map<number, number>();
  readonly handsOn = new Set<string>();
  readonly aliases = new Map<string, { readonly specifier: string; readonly path: string }>();
  scope: Scope;
  private readonly stack: BuiltFunction[] = [];
  /** What expressions give, by their numbers. */
  private readonly results: Int32Array;
  private held: number | undefined;
  /** What bundlers say by getters that an object of theirs exports. */
  readonly bundled: { readonly target: Node; readonly key: string; readonly given: Node; readonly scope: Scope }[] = [];
  readonly functions = new Functions(this);
  readonly classes = new Classes(this);
  readonly nodes: Nodes;
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
    const inPlace = new Set<Node>();
    for (const { node } of scopes.calls) if (node.type !== 'TaggedTemplateExpression') for (const one of [node.callee, ...node.arguments] as readonly Node[]) if (isFunction(unwrap(one))) inPlace.add(unwrap(one));
    this.stack.push(this.functions.add(program, undefined, 0));
    // A function comes after those around it.
    for (const info of scopes.functions) this.functions.add(info.node, info, inPlace.has(info.node) ? this.functions.ownerOf(info.scope.parent) : undefined);
    this.nodes = new Nodes(this);
    this.graph.owner = 0;
    this.callees = new Callees(this);
    this.callFlow = new CallFlow(this);
  }

  finish(): ModuleFlow {
    this.writes.finish();
    this.accessors.finish();
    const { graph, calls, foreign, exports, exported, handsOn, aliases, nodes: { globals }, functions: { methods, loose } } = this;
    // What is kept must not hold the tree.
    const functions = this.functions.all.map(({ start, end, params, rest, all, result, owner, puts, gives }) => ({ start, end, params, rest, all, result, owner, puts, gives }));
    const own = this.own.flatMap(({ args, outs }) => (args.length === 0 || outs.length === 0 ? [] : [{ args: args.flat(), outs: outs.flat() }]));
    return { graph: graph.finish(), functions, calls, foreign, own, exports, exported, methods, loose, globals, handsOn, aliases, turns: this.callFlow.turns, ...this.waiting.finish(), imports: this.nodes.imports() };
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
    const built = opened?.function === undefined ? undefined : this.functions.all[opened.function.index + 1];
    if (built?.info) {
      this.stack.push(built);
      this.graph.owner = built.owner;
      this.functions.enter(built, path);
    }
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') this.classes.enter(node);
  }

  seedName(node: number, name: string, start: number): void {
    const label = this.rules.name(name);
    if (label !== undefined) this.graph.seed(node, label, start);
  }

  get self(): number {
    return this.held ?? this.classes.self;
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
        if (binding !== undefined) return this.nodes.ofBinding(binding);
        if (inner.name === 'arguments') return this.within.all;
        if (inner.name === 'exports' || inner.name === 'module') return inner.name === 'exports' ? this.exports : 0;
        return this.namesAt(inner).length > 0 || standardGlobals.has(inner.name) ? 0 : this.nodes.ofGlobal(inner.name);
      }
      case 'ThisExpression': return this.self;
      case 'ClassExpression': return this.classes.selfOf(inner);
      case 'Literal': return typeof inner.value === 'string' ? this.nodes.ofText(inner.value) : 0;
      case 'AssignmentExpression': return this.value(inner.right);
      default: return this.resultOf(inner);
    }
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
      this.functions.leave(node, opened ?? this.scope);
      this.stack.pop();
      this.graph.owner = this.within.owner;
    }
    this.classes.leave(node);
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

  /** The node of what names the file that an expression stands for; 0 where it is not seen where that was opened. */
  openedBy(argument: Node): number {
    let node: Node = argument;
    let { scope } = this;
    for (let left = longestWay; left > 0; left -= 1) {
      const inner = unwrap(node);
      const place = this.opened.get(this.resultOf(inner));
      if (place !== undefined) return place;
      const sources = inner.type === 'Identifier' ? resolve(scope, inner.name)?.sources : this.flow.behind(inner, scope);
      const [only] = sources ?? [];
      const source = only?.kind === 'binding' ? only.binding.sources[0] : only;
      if (sources?.length !== 1 || source?.kind !== 'expression' || source.keys.length > 1) return 0;
      const [key] = source.keys;
      if (source.keys.length > 0 && key === undefined) return 0;
      node = key === undefined ? source.node : { type: 'MemberExpression', object: source.node, property: { type: 'Identifier', name: key }, computed: false, optional: false } as unknown as ESTree.MemberExpression;
      ({ scope } = source);
    }
    return 0;
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
