import { elementsOf } from '../link.js';
import { keyName } from '../patterns.js';
import { resolve } from '../places.js';
import type { ESTree, Node } from '../tree.js';
import { isFunction, startOf, unwrap } from '../tree.js';
import { namesOf, textsOf } from '../values.js';
import type { FlowBuilder } from './build.js';
import { Entries } from './entries.js';
import { Exported } from './exported.js';
import { anyKey } from './graph.js';
import type { BuiltFunction, Site } from './module-flow.js';
import { Objects } from './objects.js';
import type { Turn } from './rules.types.js';
import { Runtime } from './runtime.js';

/** A call by a computed key: it may run any function that stands in a literal. */
const anyFunction = -1;
/** Methods of emitters, maps and lists that files share. */
const shared: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'prependListener', 'addEventListener', 'emit', 'dispatchEvent', 'set', 'add', 'push', 'unshift', 'append', 'write', 'next', 'publish', 'subscribe', 'use', 'forEach', 'postMessage']);
/** Events of the process by which it learns what nobody caught. */
const uncaught: ReadonlySet<string> = new Set(['uncaughtException', 'unhandledRejection', 'uncaughtExceptionMonitor', 'rejectionHandled']);

/** Names that lead into a JSON file, or into one whose name looks so: the file is followed as well. */
const ofJson = /^file:.*\.json(?:#|$)/i;

/** Follows data into calls, through them, and out again. */
export class CallFlow {
  readonly turns: Turn[] = [];
  readonly entries: Entries;
  private readonly runtime: Runtime;
  private readonly objects: Objects;
  private readonly exported: Exported;

  constructor(private readonly on: FlowBuilder) {
    this.entries = new Entries(on);
    this.runtime = new Runtime(on, this);
    this.objects = new Objects(on);
    this.exported = new Exported(on, this);
  }

  call(node: ESTree.CallExpression | ESTree.NewExpression): number {
    const { on } = this;
    const { target, args, names, self } = this.seenThrough(node);
    if (names.includes('require') || names.includes('import(…)')) return this.load(node, args, names);
    const receiver = target.type === 'MemberExpression' ? on.value(target.object) : 0;
    const site: Site = { node, args, values: args.map((one) => on.value(one.type === 'SpreadElement' ? one.argument : one)), receiver, result: on.graph.node(startOf(node)) };
    // A call is what is put into when its result is: known from here on.
    on.keep(node, site.result);
    if (args.length > 1 && args.some((one) => one.type === 'Identifier' && one.name === 'exports')) for (const one of args) this.exported.handOn(one);
    if (self !== undefined && on.value(self) !== 0 && self.type !== 'ThisExpression') on.graph.edge(on.value(self), on.classes.selfOf(undefined), 'copy');
    if (target.type === 'Super') this.entries.above(site);
    else this.apply(site, target, names, node.type === 'NewExpression' || names.includes('Reflect.apply'));
    this.objects.take(site, names);
    this.constantOf(site, names);
    return site.result;
  }

  /** What is called, with what, seen through `call`, `apply`, `bind` and their like. */
  private seenThrough(node: ESTree.CallExpression | ESTree.NewExpression): { readonly target: Node; readonly args: readonly Node[]; readonly names: readonly string[]; readonly self?: Node } {
    const { on } = this;
    let target = unwrap(node.callee);
    // `(0, b.send)(x)`, as compilers write it.
    while (target.type === 'SequenceExpression') target = unwrap(target.expressions.at(-1)!);
    let names = on.namesAt(target);
    let args: readonly Node[] = node.arguments;
    if (names.includes('Reflect.apply') && args[0]) {
      const list = args.length > 2 || node.type === 'NewExpression' ? args[2] : args[1];
      return { target: unwrap(args[0]), args: listed(list ?? args[1]), names: [...on.namesAt(unwrap(args[0])), ...names] };
    }
    let self: Node | undefined;
    for (let depth = 0; depth < 4 && target.type === 'MemberExpression' && !target.computed; depth += 1) {
      const key = keyName(target.property);
      // What is bound is there when it is called.
      if (key !== 'call' && key !== 'apply' && key !== 'bind') break;
      const object = unwrap(target.object);
      const inner = object.type === 'MemberExpression' && !object.computed ? keyName(object.property) : undefined;
      if (key !== 'apply' && (inner === 'call' || inner === 'apply') && args[0]) {
        // `f.call.call(g, self, x)` is `g.call(self, x)`.
        target = { type: 'MemberExpression', object: args[0], property: (object as ESTree.MemberExpression).property, computed: false, optional: false } as unknown as ESTree.MemberExpression;
        args = args.slice(1);
        continue;
      }
      self = args[0];
      args = key === 'apply' ? listed(args[1]) : args.slice(1);
      target = object;
    }
    if (target !== unwrap(node.callee)) names = [...on.namesAt(target), ...names];
    return { target, args, names, ...(self && self.type !== 'SpreadElement' ? { self } : {}) };
  }

  /** What a call gives is a constant, a path of which parts are, or something that has a name. */
  private constantOf(site: Site, names: readonly string[]): void {
    const { on } = this;
    if (names.includes('path.join')) on.graph.edge(on.sketch(site.args, '/'), site.result, 'copy');
    const values = on.flow.evaluate(site.node, on.scope);
    for (const value of values) {
      if (value.kind === 'text' && !value.open) on.graph.edge(on.nodes.ofText(value.text), site.result, 'copy');
      else if (value.kind === 'name') on.seedName(site.result, value.name, startOf(site.node));
    }
  }

  private apply(site: Site, target: Node, names: readonly string[], constructs: boolean): void {
    const { on } = this;
    const functions = on.callees.at(target, on.scope);
    const cls = constructs ? on.classes.of(target, on.scope) : undefined;
    const rules = this.runtime.rulesOf(names, site);
    for (const { name, rule } of rules) this.runtime.follow(site, name, rule);
    for (const built of functions) this.entries.enter(site, built, on.callees.bound.has(built.index));
    this.entries.beyond(site, functions);
    if (cls) this.entries.construct(site, cls);
    const foreign = names.filter((name) => name.startsWith('file:'));
    for (const name of foreign) this.entries.leaveFile(site, name);
    if (target.type === 'Identifier') {
      const binding = resolve(on.scope, target.name);
      on.graph.edge(on.writes.given(binding), site.result, 'copy');
      if (binding !== undefined && functions.length > 0 && on.writes.given(binding) !== 0) this.calledWith(site, target);
    }
    // JSON exports no functions: what is called there is a list's own method.
    if (foreign.every((name) => ofJson.test(name)) && rules.length === 0 && !cls && !this.isOwnMethod(target) && (functions.length === 0 || target.type === 'MemberExpression')) this.pass(site, target, functions.length === 0);
    if (foreign.length > 0 && functions.length === 0 && target.type === 'MemberExpression') this.ofForeign(site, target);
    if (functions.length === 0 && target.type === 'MemberExpression' && (target.object.type === 'ThisExpression' || target.object.type === 'Super')) this.entries.inherited(site, target);
    if (functions.length === 0 && rules.length === 0 && names.length === 0 && !cls) this.runsUnknown(target);
  }

  /** Unknown code: what it is handed comes out again, and may stay in the object whose method it is. */
  private pass(site: Site, target: Node, wholly: boolean): void {
    const { graph } = this.on;
    for (const value of site.values) graph.edge(value, site.result, 'collapse');
    graph.edge(site.receiver, site.result, 'collapse');
    if (!wholly) return;
    const key = target.type !== 'MemberExpression' ? undefined : target.computed ? this.on.constantKey(target.property) : keyName(target.property);
    if (key === 'pipe' || key === 'pipeTo' || key === 'pipeThrough') this.runtime.chain(site, [site.receiver, ...site.values]);
    if (target.type === 'MemberExpression') this.keep(site, target, key);
    else if (target.type === 'Identifier') this.calledWith(site, target);
    // What calling something gives that holds data is that data.
    if (target.type !== 'MemberExpression') graph.edge(this.on.value(target), site.result, 'collapse');
    const promise = target.type === 'Identifier' && target.name === 'Promise' && resolve(this.on.scope, 'Promise') === undefined;
    if (promise) for (const built of site.args[0] ? this.runtime.handed(site.args[0]) : []) this.settles(site, built);
    this.runtime.callbacks(site, this.objects.isDefining(target) ? { opaque: true } : undefined);
  }

  /** `this.sign(x)` where the class around it has that method: what comes out is seen in it, and is not all that the object holds. */
  private isOwnMethod(target: Node): boolean {
    const cls = this.on.classes.innermost;
    if (cls === undefined || target.type !== 'MemberExpression' || target.computed || target.object.type !== 'ThisExpression') return false;
    const key = keyName(target.property);
    return (cls.body.body as readonly Node[]).some((member) => member.type === 'MethodDefinition' && member.kind === 'method' && !member.computed && keyName(member.key) === key);
  }

  /** A method of what another file exports, where that is an object of the runtime: an emitter, a map. */
  private ofForeign(site: Site, target: ESTree.MemberExpression): void {
    const key = target.computed ? undefined : keyName(target.property);
    if (key === undefined || !shared.has(key)) return;
    this.keep(site, target, key);
    this.runtime.callbacks(site, undefined);
  }

  /** `list.push(x)`, `map.set(k, x)`, `hash.update(x)`. */
  private keep(site: Site, target: ESTree.MemberExpression, key: string | undefined): void {
    const { on } = this;
    const object = unwrap(target.object);
    if (on.namesAt(object).some((name) => /^(?:node:|npm:|object:|Bun|Deno|Reflect$|Object$|String$|Buffer$)/.test(name))) return;
    const held = site.values.filter((value) => value !== 0);
    if (held.length > 0) {
      const from = held.length === 1 ? held[0]! : on.graph.node();
      if (held.length > 1) for (const value of held) on.graph.edge(value, from, 'collapse');
      if (on.namesAt(object).includes('process')) on.graph.edge(from, on.nodes.ofGlobal('process events'), 'collapse');
      else on.writes.into(object, on.scope, from, anyKey);
      // The method may be a function that was handed in, or put there by others.
      if (target.computed || key === undefined || on.scopes.fields.has(key)) this.calledField(site, target, key);
    }
    if (key === 'push' || key === 'unshift' || key === 'set' || key === 'add') {
      for (const one of site.args) if (isFunction(unwrap(one))) for (const built of on.callees.at(one, on.scope)) on.graph.edge(built.result, site.receiver, 'store', anyKey);
    }
    if (on.namesAt(object).includes('process')) this.processEvent(site, key);
  }

  /** Events of the process: what one file emits another one may get, and what nobody caught. */
  private processEvent(site: Site, key: string | undefined): void {
    const { on } = this;
    if (key !== 'on' && key !== 'once' && key !== 'addListener') return;
    const [event] = site.args[0] ? textsOf(on.flow.evaluate(site.args[0], on.scope)) : [];
    for (const one of site.args.slice(1)) for (const built of on.callees.at(one, on.scope)) for (const parameter of built.params) {
      on.graph.edge(event !== undefined && uncaught.has(event) ? on.thrownNode() : on.nodes.ofGlobal('process events'), parameter, 'copy');
    }
  }

  /** A function in a field that came from a parameter: what it is called with is there for who handed it in. */
  private calledField(site: Site, target: ESTree.MemberExpression, key: string | undefined): void {
    const { on } = this;
    const sources = key === undefined ? [] : on.scopes.fields.get(key)?.sources ?? [];
    if (sources.length === 0 || sources.length > 8) return;
    const from = this.argumentsNode(site);
    if (from === 0) return;
    for (const source of sources) {
      const inner = source.kind === 'expression' ? unwrap(source.node) : undefined;
      if (source.kind === 'expression' && inner?.type === 'Identifier') on.writes.into(inner, source.scope, from);
    }
  }

  /** An object with the arguments of a call by their numbers. */
  private argumentsNode(site: Site): number {
    if (site.values.every((value) => value === 0)) return 0;
    const { graph } = this.on;
    const from = graph.node();
    site.values.forEach((value, at) => { graph.edge(value, from, 'store', graph.key(site.args[at]!.type === 'SpreadElement' ? undefined : String(at))); });
    return from;
  }

  /** What an unknown function is called with is there for whoever made it: `resolve(x)`. */
  private calledWith(site: Site, target: ESTree.Identifier): void {
    const { on } = this;
    const binding = resolve(on.scope, target.name);
    if (binding === undefined || binding.sources.some((source) => source.kind === 'import')) return;
    on.writes.given(binding);
    for (const value of site.values) on.graph.edge(value, on.nodes.ofBinding(binding), 'collapse');
    on.writes.into(target, on.scope, this.argumentsNode(site));
  }

  /** `new Promise((resolve) => …)` holds what `resolve` is called with. */
  private settles(site: Site, built: BuiltFunction): void {
    for (const parameter of (built.info?.node.params ?? []).slice(0, 2)) {
      const binding = parameter.type === 'Identifier' ? built.info?.scope.bindings.get(parameter.name) : undefined;
      if (binding) this.on.graph.edge(this.on.nodes.ofBinding(binding), site.result, 'collapse');
    }
  }

  private runsUnknown(target: Node): void {
    const computed = target.type === 'MemberExpression' && target.computed && this.on.constantKey(target.property) === undefined;
    const binding = target.type === 'Identifier' ? resolve(this.on.scope, target.name) : undefined;
    if (computed || target.type === 'CallExpression' || (binding !== undefined && !binding.sources.some((source) => source.kind === 'import'))) this.on.calls.push([this.on.within.index, anyFunction]);
  }

  tagged(node: ESTree.TaggedTemplateExpression): number {
    const { on } = this;
    const args: readonly Node[] = [node.quasi, ...(node.quasi.expressions as readonly Node[])];
    const site: Site = { node, args, values: args.map((one) => on.value(one)), receiver: 0, result: on.graph.node(startOf(node)) };
    this.apply(site, unwrap(node.tag), on.namesAt(node.tag), false);
    return site.result;
  }

  load(node: Node, args: readonly Node[], names: readonly string[]): number {
    return this.exported.load(node, args, names, this.runtime);
  }
  stored(left: ESTree.MemberExpression, right: Node): void {
    this.exported.stored(left, right);
  }
  handOn(node: Node): void {
    this.exported.handOn(node);
  }
  exportFunctions(name: string, value: Node): void {
    this.exported.functions(name, value);
  }
  putInto(left: ESTree.MemberExpression | ESTree.Identifier, value: number, at: Node): void {
    this.runtime.putInto(left, value, at);
  }
  sinksOf(name: string, from: number, at: Node): boolean {
    return this.runtime.sinksOf(name, from, at);
  }
  runtimeFunction(node: Node): BuiltFunction | undefined {
    return this.runtime.asFunction(namesOf(this.on.flow.evaluate(node, this.on.scope)), node);
  }
}

/** The arguments that a list stands for, where it is written out; else the list as what is spread. */
function listed(list: Node | undefined): readonly Node[] {
  if (list === undefined) return [];
  const elements = elementsOf(list);
  return elements.length > 0 ? elements : [{ type: 'SpreadElement', argument: list, start: list.start, end: list.end } as Node];
}
