/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName } from '../patterns.js';
import { resolve } from '../places.js';
import type { ESTree, Node } from '../tree.js';
import { endOf, isFunction, startOf, unwrap } from '../tree.js';
import { textsOf } from '../values.js';
import type { FlowBuilder } from './build.js';
import type { CallFlow } from './calls.js';
import type { BuiltFunction, Site } from './module-flow.js';
import type { CallRule } from './rules.types.js';

/** Parameters of a function of the runtime that is handed about. */
const runtimeParameters = 4;

/** Of several programs the one that takes most for code. */
const windowsShell = /(?:^|[\\/])(?:cmd|powershell|pwsh)(?:\.exe)?$/i;

/** Follows data through what the runtime does with it, by its rules. */
export class Runtime {
  private readonly made = new Map<string, BuiltFunction>();

  constructor(private readonly on: FlowBuilder, private readonly calls: CallFlow) {}

  rulesOf(names: readonly string[], site: Site): readonly { readonly name: string; readonly rule: CallRule }[] {
    if (names.length === 0) return [];
    const constants = this.constantsOf(names, site);
    return names.flatMap((name) => {
      const rule = this.on.rules.call(name, constants);
      return rule ? [{ name, rule }] : [];
    });
  }

  /** What a call of the runtime does, by its rule. */
  follow(site: Site, name: string, rule: CallRule): void {
    const { graph } = this.on;
    for (const { sink, from, receiver, built, script } of rule.sinks ?? []) {
      if (built && site.args[0] && !this.isBuilt(site.args[0])) continue;
      if (isLoad(sink) && (isPackageName(site.args[0]) || (sink === 'load' && isData(site.args[0])))) continue;
      const node = graph.node(startOf(site.node));
      site.values.forEach((value, at) => { if (from === 'rest' || from.includes(at)) graph.edge(value, node, 'copy'); });
      if (receiver) graph.edge(site.receiver, node, 'copy');
      // A script that is run with data has them as its arguments.
      if (script && this.on.rules.operands !== undefined) for (const value of site.values) graph.edge(value, this.on.nodes.ofGlobal(this.on.rules.operands), 'load', graph.operand);
      this.seedWorkedOut(site, rule, node);
      graph.sinks.push({ sink, node, start: startOf(site.node), end: endOf(site.node), within: this.on.within.index, api: name, ...(script ? { script } : {}) });
    }
    if (rule.gives !== undefined && (!rule.reckoned || this.isReckoned(site))) this.on.graph.seed(site.result, rule.gives, startOf(site.node));
    const out = rule.opaque ? [] : [...site.values, site.receiver];
    for (const value of out) graph.edge(value, site.result, 'collapse');
    for (const turn of rule.turns ?? []) {
      const table = this.calls.turns.push(turn) - 1;
      for (const value of [...site.values, site.receiver]) graph.edge(value, site.result, 'turn', table);
    }
    if (rule.stores) {
      // What stands for a file is what names it: the variable that holds the path, or the constant itself.
      const place = site.values[rule.stores.place] ?? 0;
      const named = site.args[rule.stores.place];
      const places = [place, named ? this.on.nodes.ofText(this.on.known(named)) : 0];
      for (const turn of rule.stores.turns) for (const one of places) graph.edge(site.values[rule.stores.data] ?? 0, one, 'turn', this.calls.turns.push(turn) - 1);
    }
    const filled = rule.fills === undefined ? undefined : site.args[rule.fills];
    if (filled) this.on.writes.into(filled, this.on.scope, site.result);
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
    if ((inner.type !== 'CallExpression' && inner.type !== 'Identifier') || this.isInView(inner)) return;
    const values = this.on.flow.evaluate(inner, this.on.scope);
    const binding = inner.type === 'Identifier' ? resolve(this.on.scope, inner.name) : undefined;
    const made = inner.type === 'CallExpression' || binding?.sources.some((source) => source.kind === 'expression' && unwrap(source.node).type === 'CallExpression');
    if (made && textsOf(values).some((text) => text.length > 8)) this.on.graph.seed(sink, rule.workedOut, startOf(inner));
  }

  /** `["a", "b"].join("\n")`: what is only put together line by line hides nothing. */
  private isInView(node: Node): boolean {
    const [source] = node.type === 'Identifier' ? resolve(this.on.scope, node.name)?.sources ?? [] : [];
    const call = source?.kind === 'expression' && source.keys.length === 0 ? unwrap(source.node) : node;
    const callee = call.type === 'CallExpression' ? unwrap(call.callee) : undefined;
    if (call.type !== 'CallExpression' || callee?.type !== 'MemberExpression' || keyName(callee.property) !== 'join') return false;
    const [between] = call.arguments[0] ? textsOf(this.on.flow.evaluate(call.arguments[0], this.on.scope)) : [','];
    const object = unwrap(callee.object);
    return (object.type === 'ArrayExpression' || object.type === 'Identifier') && /[\n;,]/.test(between ?? '');
  }

  /** True for what is made here: a call, a sum, a text, or a variable that is filled by one of these alone. */
  private isBuilt(node: Node): boolean {
    const inner = unwrap(node);
    if (inner.type === 'CallExpression' || inner.type === 'BinaryExpression' || inner.type === 'TemplateLiteral' || inner.type === 'AwaitExpression') return true;
    const binding = inner.type === 'Identifier' ? resolve(this.on.scope, inner.name) : undefined;
    const [only] = binding?.sources ?? [];
    return binding !== undefined && !binding.open && binding.total === 1 && only?.kind === 'expression' && only.keys.length === 0 && unwrap(only.node).type !== 'Identifier' && this.isBuilt(only.node);
  }

  chain(site: Site, ends: readonly number[]): void {
    const flowing = ends.filter((end) => end !== 0);
    flowing.forEach((end, at) => { for (const next of flowing.slice(at + 1)) this.on.graph.edge(end, next, 'collapse'); });
    for (const end of flowing) this.on.throughFile(end);
    for (const [at, argument] of site.args.entries()) {
      if (this.on.namesAt(unwrap(argument)).includes('object:file')) this.on.graph.edge(site.values[at] ?? 0, this.on.openedBy(argument), 'collapse');
      const name = this.on.namesAt(unwrap(argument)).find((one) => /^object:(?:request|socket|session|websocket|client|child\.stdin)$/.test(one));
      if (name === undefined || site.values[at] === undefined) continue;
      const sink = name === 'object:child.stdin' ? this.on.rules.call(`${name}.write`, [this.programOf(argument)])?.sinks?.[0]?.sink : 'network';
      if (sink === undefined) continue;
      const node = this.on.graph.node(startOf(site.node));
      this.on.graph.edge(site.receiver, node, 'copy');
      this.on.graph.edge(site.values[at], node, 'copy');
      this.on.graph.sinks.push({ sink, node, start: startOf(site.node), end: endOf(site.node), within: this.on.within.index, api: `${name}.pipe` });
    }
    this.on.graph.edge(flowing.at(-1) ?? 0, site.result, 'collapse');
  }

  /** Functions that are handed to a call are run by it, with what it is handed and what it gives. */
  callbacks(site: Site, rule: CallRule | undefined): void {
    const { graph } = this.on;
    site.args.forEach((argument, at) => {
      this.handedName(site, argument, rule);
      for (const built of this.handed(argument)) {
        this.on.calls.push([this.on.within.index, built.index]);
        if (learnsRefusals(site, at)) graph.edge(this.on.thrownNode(), built.params[0] ?? 0, 'copy');
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
        if (built || isLoad(sink)) continue;
        const node = this.on.graph.node(startOf(site.node));
        this.on.graph.edge(rule?.gives === undefined ? site.receiver : site.result, node, 'copy');
        this.on.graph.sinks.push({ sink, node, start: startOf(site.node), end: endOf(site.node), within: this.on.within.index, api: name });
      }
    }
  }

  handed(argument: Node): readonly BuiltFunction[] {
    const inner = unwrap(argument.type === 'SpreadElement' ? argument.argument : argument);
    if (inner.type === 'ObjectExpression') return (inner.properties as readonly Node[]).flatMap((property) => (property.type === 'Property' && isFunction(property.value) ? this.on.callees.at(property.value, this.on.scope) : []));
    if (isFunction(inner) || inner.type === 'Identifier' || inner.type === 'MemberExpression') return this.on.callees.at(inner, this.on.scope);
    // `handler.bind(this)`
    if (inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && keyName(inner.callee.property) === 'bind') return this.on.callees.at(inner.callee.object, this.on.scope);
    return [];
  }


  /** The constants that a call is made with, as far as rules ask for them. */
  private constantsOf(names: readonly string[], site: Site): readonly (string | undefined)[] {
    const callee = site.node.type === 'CallExpression' ? unwrap(site.node.callee) : undefined;
    if (names.some((name) => name.startsWith('object:child.stdin.')) && callee?.type === 'MemberExpression') return [this.programOf(callee.object)];
    const constants = site.args.slice(0, 4).map((one) => this.programText(one));
    const shell = names.some((name) => name.startsWith('node:child_process')) && site.args.some((one) => one.type === 'ObjectExpression' && (one.properties as readonly Node[]).some((property) => property.type === 'Property' && keyName(property.key) === 'shell' && !(property.value.type === 'Literal' && !property.value.value)));
    return shell ? ['cmd', ...constants.slice(1)] : constants;
  }

  private programText(node: Node): string | undefined {
    if (this.on.namesAt(unwrap(node)).includes('process.execPath')) return 'node';
    const texts = textsOf(this.on.flow.evaluate(node, this.on.scope));
    return texts.find((text) => windowsShell.test(text)) ?? texts[0];
  }

  /** The program that was started as the child whose stream an expression is. */
  private programOf(node: Node): string | undefined {
    let at = unwrap(node);
    for (let depth = 0; depth < 6; depth += 1) {
      if (at.type === 'MemberExpression') at = unwrap(at.object);
      else if (at.type === 'Identifier') {
        const [source] = resolve(this.on.scope, at.name)?.sources ?? [];
        if (source?.kind !== 'expression') return undefined;
        at = unwrap(source.node);
      } else if (at.type === 'CallExpression') return at.arguments[0] ? this.programText(at.arguments[0]) : undefined;
      else return undefined;
    }
    return undefined;
  }

  private isScript(node: Node): boolean {
    return this.programOf(node)?.toLowerCase() === 'script';
  }

  /** True where a value that is handed about is something of the runtime that harm is done with: what it is called with ends there. */
  sinksOf(name: string, from: number, at: Node): boolean {
    let found = false;
    for (const { sink, built } of this.on.rules.call(name, [])?.sinks ?? []) {
      if (built || isLoad(sink)) continue;
      const node = this.on.graph.node(startOf(at));
      this.on.graph.edge(from, node, 'copy');
      this.on.graph.sinks.push({ sink, node, start: startOf(at), end: endOf(at), within: this.on.within.index, api: name });
      found = true;
    }
    return found;
  }

  /** Something of the runtime as if it were a function of the file: `exports.run = eval`. */
  asFunction(names: readonly string[], at: Node): BuiltFunction | undefined {
    for (const name of names) {
      const rule = this.on.rules.call(name, []);
      if (!rule?.sinks?.length && rule?.gives === undefined) continue;
      let built = this.made.get(name);
      if (built === undefined) {
        this.made.set(name, (built = this.on.functions.addRuntime(startOf(at), runtimeParameters)));
        const made = built;
        this.on.at(this.on.scope, made, this.on.self, () => { this.follow({ node: at, args: [], values: made.params, receiver: 0, result: made.result }, name, rule); });
      }
      return built;
    }
    return undefined;
  }

  /** What is put into a property of the page sends or runs it: an address, the text of a script. */
  putInto(left: ESTree.MemberExpression | ESTree.Identifier, value: number, at: Node): void {
    const { on } = this;
    if (value === 0) return;
    const names = left.type === 'MemberExpression' ? on.namesAt(left) : resolve(on.scope, left.name) === undefined ? [left.name] : [];
    for (const name of names) this.putSinks(left.type === 'MemberExpression' && /^object:element\.(?:text|textContent|innerText|innerHTML)$/.test(name) && this.isScript(left.object) ? 'object:script.text' : name, value, at);
  }

  private putSinks(name: string, value: number, at: Node): void {
    const sink = this.on.rules.put(name);
    if (sink === undefined) return;
    const node = this.on.graph.node(startOf(at));
    this.on.graph.edge(value, node, 'copy');
    this.on.graph.sinks.push({ sink, node, start: startOf(at), end: endOf(at), within: this.on.within.index, api: name });
  }
}

/** Sinks that a module is loaded by: what is handed to them names it, and is none of its data. */
function isLoad(sink: string): boolean {
  return sink === 'load' || sink === 'import';
}

/** True where a name ends in `.json`: what `require` makes of such a file is data. */
function isData(node: Node | undefined): boolean {
  const inner = node && unwrap(node);
  switch (inner?.type) {
    case 'Literal': return typeof inner.value === 'string' && inner.value.endsWith('.json');
    case 'TemplateLiteral': return inner.quasis.at(-1)?.value.cooked?.endsWith('.json') ?? false;
    case 'BinaryExpression': return inner.operator === '+' && isData(inner.right);
    case 'CallExpression': return inner.callee.type === 'MemberExpression' && /^(?:join|resolve)$/.test(keyName(inner.callee.property) ?? '') && isData(inner.arguments.at(-1));
    default: return false;
  }
}

/** True for the functions of `promise.catch(f)` and `promise.then(…, f)`. */
function learnsRefusals({ node }: Site, position: number): boolean {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  const key = callee?.type === 'MemberExpression' ? keyName(callee.property) : undefined;
  return key === 'catch' || (key === 'then' && position === 1);
}

/** True for the specifier of a package or of a module of the runtime, written out: nothing comes to it, and no file of that name is written. */
function isPackageName(node: Node | undefined): boolean {
  return node?.type === 'Literal' && typeof node.value === 'string' && /^@?[a-z][\w.-]*(?:[/:][\w@.-]+)*$/i.test(node.value);
}
