import { functionsOf } from '../functions.js';
import { elementsOf } from '../link.js';
import { keyName } from '../patterns.js';
import { resolve } from '../places.js';
import type { ESTree, Node } from '../tree.js';
import { endOf, isFunction, startOf, unwrap } from '../tree.js';
import { namesOf, textsOf } from '../values.js';
import type { BuiltFunction, FlowBuilder } from './build.js';
import type { CallRule, Turn } from './rules.types.js';

/** A call by a computed key: it may run any function that stands in a literal. */
const anyFunction = -1;
/** Functions that only define: what stands in their literals is not run by them. */
const defining = new Set(['defineProperty', 'defineProperties', 'assign', 'freeze', 'create', 'seal', 'setPrototypeOf', 'fromEntries', 'entries', 'keys']);

interface Site {
  readonly node: Node;
  readonly args: readonly Node[];
  readonly values: readonly number[];
  readonly receiver: number;
  readonly result: number;
}

/** Follows data into calls, through them, and out again. */
export class CallFlow {
  readonly turns: Turn[] = [];

  constructor(private readonly on: FlowBuilder) {}

  call(node: ESTree.CallExpression | ESTree.NewExpression): number {
    const { on } = this;
    let callee = unwrap(node.callee);
    // `(0, b.send)(x)`, as compilers write it.
    while (callee.type === 'SequenceExpression') callee = unwrap(callee.expressions.at(-1)!);
    const names = on.namesAt(callee);
    let target: Node = callee;
    let args: readonly Node[] = node.arguments;
    const key = callee.type === 'MemberExpression' && !callee.computed ? keyName(callee.property) : undefined;
    // What is bound is there when it is called.
    if (callee.type === 'MemberExpression' && (key === 'call' || key === 'apply' || key === 'bind')) {
      target = unwrap(callee.object);
      args = key !== 'apply' ? args.slice(1) : elementsOf(args[1]).length > 0 ? elementsOf(args[1]) : args.slice(1);
    } else if (names.includes('Reflect.apply') && args[0]) {
      target = unwrap(args[0]);
      const list = args.at(-1);
      args = elementsOf(list).length > 0 ? elementsOf(list) : args.slice(1);
    }
    const called = target === callee ? names : [...on.namesAt(target), ...names];
    if (called.includes('require') || called.includes('import(…)')) return this.load(node, args, called);
    const receiver = target.type === 'MemberExpression' ? on.value(target.object) : 0;
    const site: Site = { node, args, values: args.map((one) => on.value(one.type === 'SpreadElement' ? one.argument : one)), receiver, result: on.graph.node(startOf(node)) };
    if (args.length > 1 && args.some((one) => one.type === 'Identifier' && one.name === 'exports')) for (const one of args) this.handOn(one);
    this.apply(site, target, called, node.type === 'NewExpression');
    this.constantOf(site, called);
    return site.result;
  }

  /** What a call gives is a constant, or a path of which parts are. */
  private constantOf(site: Site, names: readonly string[]): void {
    const { on } = this;
    if (names.includes('path.join')) on.graph.edge(on.sketch(site.args, '/'), site.result, 'copy');
    const values = on.flow.evaluate(site.node, on.scope);
    for (const value of values) if (value.kind === 'text' && !value.open) on.graph.edge(on.text(value.text), site.result, 'copy');
  }

  private apply(site: Site, target: Node, names: readonly string[], constructs: boolean): void {
    const { on } = this;
    const functions = this.functionsAt(target);
    const cls = constructs ? on.classOf(target, on.scope) : undefined;
    const rules = this.rulesOf(names, site);
    for (const { name, rule } of rules) this.follow(site, name, rule);
    for (const built of functions) this.enter(site, built);
    if (cls) this.construct(site, cls);
    const foreign = names.filter((name) => name.startsWith('file:'));
    for (const name of foreign) this.leaveFile(site, name);
    if (rules.length === 0 && !cls && (functions.length === 0 || target.type === 'MemberExpression')) this.pass(site, target, functions.length === 0 && foreign.length === 0);
    if (functions.length === 0 && rules.length === 0 && names.length === 0 && !cls) this.runsUnknown(target);
  }

  private rulesOf(names: readonly string[], site: Site): readonly { readonly name: string; readonly rule: CallRule }[] {
    if (names.length === 0) return [];
    const constants = site.args.slice(0, 4).map((one) => textsOf(this.on.flow.evaluate(one, this.on.scope))[0]);
    return names.flatMap((name) => {
      const rule = this.on.rules.call(name, constants);
      return rule ? [{ name, rule }] : [];
    });
  }

  functionsAt(node: Node): readonly BuiltFunction[] {
    const found = functionsOf(node, this.on.scope, this.on.scopes) ?? [];
    return found.flatMap((one) => this.on.byNode.get(one) ?? []);
  }

  /** What a call of the runtime does, by its rule. */
  private follow(site: Site, name: string, rule: CallRule): void {
    const { graph } = this.on;
    for (const { sink, from, receiver, built } of rule.sinks ?? []) {
      if (built && site.args[0] && !this.isBuilt(site.args[0])) continue;
      const node = graph.node(startOf(site.node));
      site.values.forEach((value, at) => { if (from === 'rest' || from.includes(at)) graph.edge(value, node, 'copy'); });
      if (receiver) graph.edge(site.receiver, node, 'copy');
      this.seedWorkedOut(site, rule, node);
      graph.sinks.push({ sink, node, start: startOf(site.node), end: endOf(site.node), within: this.on.within.index, api: name });
    }
    if (rule.gives !== undefined && (!rule.reckoned || this.isReckoned(site))) this.on.seed(site.result, rule.gives, startOf(site.node));
    const out = rule.opaque ? [] : [...site.values, site.receiver];
    for (const value of out) graph.edge(value, site.result, 'collapse');
    for (const turn of rule.turns ?? []) {
      const table = this.turns.push(turn) - 1;
      for (const value of [...site.values, site.receiver]) graph.edge(value, site.result, 'turn', table);
    }
    if (rule.stores) {
      // What stands for a file is what names it: the variable that holds the path, or the constant itself.
      const place = site.values[rule.stores.place] ?? 0;
      const named = site.args[rule.stores.place];
      const places = [place, named ? this.on.text(this.on.known(named)) : 0];
      for (const turn of rule.stores.turns) for (const one of places) graph.edge(site.values[rule.stores.data] ?? 0, one, 'turn', this.turns.push(turn) - 1);
    }
    if (rule.keeps) for (const value of site.values) graph.edge(value, site.receiver, 'collapse');
    if (rule.chains) this.chain(site, [site.receiver, ...site.values]);
    if (rule.opens !== undefined) this.on.opened.set(site.result, site.values[rule.opens] ?? 0);
    this.callbacks(site, rule);
  }

  private isReckoned({ node, args }: Site): boolean {
    const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
    if (callee?.type === 'MemberExpression' && keyName(callee.property) === 'apply') return true;
    return args.some((one) => one.type === 'SpreadElement' || (one.type === 'BinaryExpression' && (one.operator === '^' || one.operator === '-'))
      || (one.type === 'CallExpression' && one.callee.type === 'Identifier' && (one.callee.name === 'parseInt' || one.callee.name === 'Number')));
  }

  /** A constant that is worked out by calls on its way to where it is run, whatever they are, was hidden. */
  private seedWorkedOut(site: Site, rule: CallRule, sink: number): void {
    const [first] = site.args;
    if (rule.workedOut === undefined || !first || unwrap(first).type === 'Literal') return;
    const inner = unwrap(first);
    if (inner.type !== 'CallExpression' && inner.type !== 'Identifier') return;
    const values = this.on.flow.evaluate(inner, this.on.scope);
    const binding = inner.type === 'Identifier' ? resolve(this.on.scope, inner.name) : undefined;
    const made = inner.type === 'CallExpression' || binding?.sources.some((source) => source.kind === 'expression' && unwrap(source.node).type === 'CallExpression');
    if (made && textsOf(values).some((text) => text.length > 8)) this.on.seed(sink, rule.workedOut, startOf(inner));
  }

  /** True for what is made here: a call, a sum, a text, or a variable that is filled by one of these alone. */
  private isBuilt(node: Node): boolean {
    const inner = unwrap(node);
    if (inner.type === 'CallExpression' || inner.type === 'BinaryExpression' || inner.type === 'TemplateLiteral' || inner.type === 'AwaitExpression') return true;
    const binding = inner.type === 'Identifier' ? resolve(this.on.scope, inner.name) : undefined;
    const [only] = binding?.sources ?? [];
    return binding !== undefined && !binding.open && binding.total === 1 && only?.kind === 'expression' && only.keys.length === 0 && unwrap(only.node).type !== 'Identifier' && this.isBuilt(only.node);
  }

  private chain(site: Site, ends: readonly number[]): void {
    const flowing = ends.filter((end) => end !== 0);
    flowing.forEach((end, at) => { for (const next of flowing.slice(at + 1)) this.on.graph.edge(end, next, 'collapse'); });
    for (const end of flowing) this.on.throughFile(end);
    for (const [at, argument] of site.args.entries()) {
      const name = this.on.namesAt(unwrap(argument)).find((one) => /^object:(?:request|socket|session|websocket)$/.test(one));
      if (name === undefined || site.values[at] === undefined) continue;
      const node = this.on.graph.node(startOf(site.node));
      this.on.graph.edge(site.receiver, node, 'copy');
      this.on.graph.edge(site.values[at], node, 'copy');
      this.on.graph.sinks.push({ sink: 'network', node, start: startOf(site.node), end: endOf(site.node), within: this.on.within.index, api: `${name}.pipe` });
    }
    this.on.graph.edge(flowing.at(-1) ?? 0, site.result, 'collapse');
  }

  /** Functions that are handed to a call are run by it, with what it is handed and what it gives. */
  private callbacks(site: Site, rule: CallRule | undefined): void {
    const { graph } = this.on;
    site.args.forEach((argument, at) => {
      this.handedName(site, argument, rule);
      for (const built of this.handed(argument)) {
        this.on.calls.push([this.on.within.index, built.index]);
        for (const param of built.params) {
          if (rule?.gives !== undefined) graph.edge(site.result, param, 'copy');
          else if (rule?.turns?.length) graph.edge(site.result, param, 'copy');
          if (rule?.opaque) continue;
          graph.edge(site.receiver, param, 'collapse');
          site.values.forEach((value, other) => { if (other !== at) graph.edge(value, param, 'collapse'); });
        }
        graph.edge(built.result, site.result, 'copy');
      }
    });
  }

  /** `.then(eval)`: what is handed on is run with what the call gives. */
  private handedName(site: Site, argument: Node, rule: CallRule | undefined): void {
    const inner = unwrap(argument);
    if (inner.type !== 'Identifier' && inner.type !== 'MemberExpression') return;
    for (const name of this.on.namesAt(inner)) {
      for (const { sink, built } of this.on.rules.call(name, [])?.sinks ?? []) {
        if (built || sink === 'load') continue;
        const node = this.on.graph.node(startOf(site.node));
        this.on.graph.edge(rule?.gives === undefined ? site.receiver : site.result, node, 'copy');
        this.on.graph.sinks.push({ sink, node, start: startOf(site.node), end: endOf(site.node), within: this.on.within.index, api: name });
      }
    }
  }

  private handed(argument: Node): readonly BuiltFunction[] {
    const inner = unwrap(argument.type === 'SpreadElement' ? argument.argument : argument);
    if (inner.type === 'ObjectExpression') return (inner.properties as readonly Node[]).flatMap((property) => (property.type === 'Property' && isFunction(property.value) ? this.functionsAt(property.value) : []));
    if (isFunction(inner) || inner.type === 'Identifier' || inner.type === 'MemberExpression') return this.functionsAt(inner);
    // `handler.bind(this)`
    if (inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && keyName(inner.callee.property) === 'bind') return this.functionsAt(inner.callee.object);
    return [];
  }

  /** Into a function of this file, and back. One that is written in place is but a part of the function around it. */
  private enter(site: Site, built: BuiltFunction): void {
    const { graph } = this.on;
    this.on.calls.push([this.on.within.index, built.index]);
    const into = built.owner === built.index ? 'enter' : 'copy';
    const args: [number, number][] = [];
    const hand = (value: number, parameter: number | undefined): void => {
      if (value === 0 || parameter === undefined) return;
      graph.edge(value, parameter, into);
      args.push([value, parameter]);
    };
    let known = true;
    site.args.forEach((argument, at) => {
      const value = site.values[at]!;
      known &&= argument.type !== 'SpreadElement';
      if (!known) {
        for (const parameter of built.params) hand(value, parameter);
        return;
      }
      const last = built.info?.node.params.at(-1);
      const rest = last?.type === 'RestElement' && at >= built.params.length - 1;
      hand(rest ? this.fieldOf(value, String(at - built.params.length + 1)) : value, rest ? built.params.at(-1) : built.params[at]);
      hand(this.fieldOf(value, String(at)), built.all);
    });
    graph.edge(built.result, site.result, built.owner === built.index ? 'return' : 'copy');
    if (into === 'enter') this.on.own.push({ callee: built.index, args, result: site.result });
  }

  /** An object that holds a value in a field. */
  private fieldOf(value: number, key: string | undefined): number {
    if (value === 0) return 0;
    const id = this.on.graph.node();
    this.on.graph.edge(value, id, 'store', this.on.graph.key(key));
    return id;
  }

  private construct(site: Site, cls: ESTree.ClassDeclaration | ESTree.ClassExpression): void {
    for (const member of cls.body.body as readonly Node[]) {
      if (member.type !== 'MethodDefinition' || member.kind !== 'constructor' || !member.value) continue;
      const built = this.on.byNode.get(member.value);
      if (built) this.enter(site, built);
    }
    this.on.graph.edge(this.on.selfOfClass(cls), site.result, 'copy');
  }

  private leaveFile(site: Site, name: string): void {
    const [specifier, path = ''] = name.slice(5).split('#', 2) as [string, string?];
    this.on.foreign.push({ specifier, path, args: site.values, result: site.result, within: this.on.within.index });
  }

  /** Unknown code: what it is handed comes out again, and may stay in the object whose method it is. */
  private pass(site: Site, target: Node, wholly: boolean): void {
    const { graph } = this.on;
    for (const value of site.values) graph.edge(value, site.result, 'collapse');
    graph.edge(site.receiver, site.result, 'collapse');
    if (!wholly) return;
    const key = target.type === 'MemberExpression' && !target.computed ? keyName(target.property) : undefined;
    if (key === 'pipe' || key === 'pipeTo' || key === 'pipeThrough') this.chain(site, [site.receiver, ...site.values]);
    if (target.type === 'MemberExpression') this.keep(site, target);
    else if (target.type === 'Identifier') this.calledWith(site, target);
    const promise = target.type === 'Identifier' && target.name === 'Promise' && resolve(this.on.scope, 'Promise') === undefined;
    if (promise) for (const built of site.args[0] ? this.handed(site.args[0]) : []) this.settles(site, built);
    this.callbacks(site, this.isDefining(target) ? { opaque: true } : undefined);
  }

  private isDefining(target: Node): boolean {
    return target.type === 'MemberExpression' && target.object.type === 'Identifier' && target.object.name === 'Object' && defining.has(keyName(target.property) ?? '');
  }

  /** `list.push(x)`, `map.set(k, x)`, `hash.update(x)`. */
  private keep(site: Site, target: ESTree.MemberExpression): void {
    let at: Node = unwrap(target.object);
    if (this.on.namesAt(at).length > 0) return;
    for (const value of site.values) this.on.graph.edge(value, site.receiver, 'store', 1);
    while (at.type === 'MemberExpression' || at.type === 'CallExpression') {
      at = unwrap(at.type === 'MemberExpression' ? at.object : at.callee);
      if (at.type !== 'Identifier' && at.type !== 'ThisExpression') continue;
      const binding = at.type === 'Identifier' ? resolve(this.on.scope, at.name) : undefined;
      if (at.type === 'ThisExpression' || binding !== undefined) for (const value of site.values) this.on.graph.edge(value, this.on.value(at), 'store', 1);
    }
  }

  /** What an unknown function is called with is there for whoever made it: `resolve(x)`. */
  private calledWith(site: Site, target: ESTree.Identifier): void {
    const binding = resolve(this.on.scope, target.name);
    if (binding === undefined || binding.sources.some((source) => source.kind === 'import')) return;
    for (const value of site.values) this.on.graph.edge(value, this.on.bindingNode(binding), 'collapse');
  }

  /** `new Promise((resolve) => …)` holds what `resolve` is called with. */
  private settles(site: Site, built: BuiltFunction): void {
    const [first] = built.info?.node.params ?? [];
    const binding = first?.type === 'Identifier' ? built.info?.scope.bindings.get(first.name) : undefined;
    if (binding) this.on.graph.edge(this.on.bindingNode(binding), site.result, 'collapse');
  }

  private runsUnknown(target: Node): void {
    const computed = target.type === 'MemberExpression' && target.computed && this.on.constantKey(target.property) === undefined;
    const binding = target.type === 'Identifier' ? resolve(this.on.scope, target.name) : undefined;
    if (computed || (binding !== undefined && !binding.sources.some((source) => source.kind === 'import'))) this.on.calls.push([this.on.within.index, anyFunction]);
  }

  /** `require(x)` and `import(x)`: another file, and a sink for what names it. */
  load(node: Node, args: readonly Node[], names: readonly string[]): number {
    const { on } = this;
    const result = on.graph.node(startOf(node));
    const site: Site = { node, args, values: args.map((one) => on.value(one)), receiver: 0, result };
    for (const { name, rule } of this.rulesOf(names, site)) this.follow(site, name, rule);
    const [specifier] = args[0] ? on.flow.evaluate(args[0], on.scope) : [];
    if (specifier?.kind === 'text' && !specifier.open && /^[.#]/.test(specifier.text)) on.graph.edge(on.importNode(specifier.text), result, 'copy');
    return result;
  }

  tagged(node: ESTree.TaggedTemplateExpression): number {
    const { on } = this;
    const args: readonly Node[] = [node.quasi, ...(node.quasi.expressions as readonly Node[])];
    const site: Site = { node, args, values: args.map((one) => on.value(one)), receiver: 0, result: on.graph.node(startOf(node)) };
    this.apply(site, unwrap(node.tag), on.namesAt(node.tag), false);
    return site.result;
  }

  /** A function is put into a property: a method, an export, or a handler that is run by whoever holds the object. */
  stored(left: ESTree.MemberExpression, right: Node): void {
    const { on } = this;
    const key = left.computed ? on.constantKey(left.property) : keyName(left.property);
    const inner = unwrap(right);
    if (on.isExports(left) || on.isExports(left.object) || (left.object.type === 'Identifier' && left.object.name === 'exports')) this.handOn(inner, on.isExports(left) ? '' : key);
    if (on.isExports(left)) this.exportFunctions('', inner);
    else if (key !== undefined && (on.isExports(left.object) || (left.object.type === 'Identifier' && left.object.name === 'exports' && resolve(on.scope, 'exports') === undefined))) this.exportFunctions(key, inner);
    if (!isFunction(inner)) return;
    const built = on.byNode.get(inner);
    if (!built) return;
    on.addMethod(key, built.index);
    for (const name of on.namesAt(unwrap(left.object))) {
      const gives = name.startsWith('object:') ? on.rules.call(`${name}.on`, [])?.gives : undefined;
      if (gives !== undefined) for (const parameter of built.params) on.seed(parameter, gives, startOf(left));
    }
    if (key?.startsWith('on')) on.calls.push([on.within.index, built.index]);
  }

  /** The file that an expression loads: `require('./x')`, `require('./x').y`, a copy that a helper makes of it. */
  private loadedBy(node: Node): string | undefined {
    let at = unwrap(node);
    for (let depth = 0; depth < 4; depth += 1) {
      const name = this.on.namesAt(at).find((one) => one.startsWith('file:'));
      if (name !== undefined) return name.slice(5).split('#', 1)[0];
      if (at.type === 'MemberExpression') at = unwrap(at.object);
      else if (at.type === 'CallExpression') {
        const [specifier] = this.on.namesAt(unwrap(at.callee)).includes('require') && at.arguments[0] ? textsOf(this.on.flow.evaluate(at.arguments[0], this.on.scope)) : [];
        if (specifier !== undefined) return specifier;
        if (at.arguments[0] === undefined) return undefined;
        at = unwrap(at.arguments[0]);
      } else return undefined;
    }
    return undefined;
  }

  /** `module.exports = require('./x')`, `exports.y = require('./x').y`, `__exportStar(require('./x'), exports)`. */
  handOn(node: Node, key?: string): void {
    const inner = unwrap(node);
    const held = inner.type === 'Identifier' ? namesOf(resolve(this.on.scope, inner.name)?.values ?? []) : [];
    const own = [...this.on.namesAt(inner), ...held].find((one) => one.startsWith('file:'));
    if (own !== undefined && key !== undefined) {
      const [specifier, path = ''] = own.slice(5).split('#', 2) as [string, string?];
      this.on.aliases.set(key, { specifier, path });
    }
    const specifier = this.loadedBy(node);
    if (specifier !== undefined && /^[.#]/.test(specifier)) this.on.handsOn.add(specifier);
  }

  /** Notes the functions behind what is exported by a name; the empty name is the module itself. */
  exportFunctions(name: string, value: Node): void {
    const inner = unwrap(value);
    if (name === '' && inner.type === 'ObjectExpression') {
      for (const property of inner.properties as readonly Node[]) if (property.type === 'Property') this.exportFunctions(keyName(property.key) ?? '', property.value);
      return;
    }
    const found = this.functionsAt(inner).map((one) => one.index);
    if (found.length === 0 && inner.type === 'Identifier') this.handOn(inner, name);
    const cls = this.on.classOf(inner, this.on.scope);
    for (const member of (cls?.body.body ?? []) as readonly Node[]) {
      if (member.type === 'MethodDefinition' && member.kind === 'constructor' && member.value) found.push(...(this.on.byNode.get(member.value) ? [this.on.byNode.get(member.value)!.index] : []));
    }
    if (found.length > 0) this.on.exported.set(name, [...(this.on.exported.get(name) ?? []), ...found]);
  }
}
