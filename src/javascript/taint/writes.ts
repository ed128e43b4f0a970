/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName } from '../patterns.js';
import type { Binding, Scope } from '../places.js';
import { resolve } from '../places.js';
import type { Node } from '../tree.js';
import { isFunction, startOf, unwrap } from '../tree.js';
import { textsOf } from '../values.js';
import type { FlowBuilder } from './build.js';
import { anyKey } from './graph.js';
import { standardGlobals } from './known-globals.js';
import type { BuiltFunction } from './module-flow.js';

/** Names for one object that are followed back from one to the next. */
const mostNames = 4;
/** Sources of one variable that are followed back. */
const mostSources = 6;
/** Parts of one literal that are looked at. */
const mostParts = 64;

/**
 * What is put into an object is there for everybody who has it, under whatever name: in the variable or property that the object came from, for who
 * handed it to the function, for who imports it; and where the object is a function, by its parameters.
 */
export class Writes {
  /** For each parameter the node of what its function puts into it, or calls it with; and of what a call of it gives. */
  private readonly parameters = new Map<Binding, { readonly built: BuiltFunction; readonly position: number; readonly keys: readonly (string | undefined)[] }>();
  private readonly open: BuiltFunction[] = [];

  constructor(private readonly on: FlowBuilder) {}

  parameter(binding: Binding, built: BuiltFunction, position: number, keys: readonly (string | undefined)[]): void {
    this.parameters.set(binding, { built, position, keys });
  }

  /** The node of what a function puts into one of its parameters. */
  putNode(built: BuiltFunction, position: number): number {
    let node = built.puts[position];
    if (node === undefined || node === 0) {
      built.puts[position] = node = this.on.graph.node(undefined, built.owner);
      this.open.push(built);
    }
    return node;
  }

  /** What a call of a variable gives, where that is a parameter: whatever the function gives that is handed in. */
  given(binding: Binding | undefined): number {
    const parameter = binding && this.parameters.get(binding);
    if (!parameter) return 0;
    const { built, position } = parameter;
    const known = built.gives[position];
    return known ? known : (built.gives[position] = this.on.graph.node(undefined, built.owner));
  }

  /** Puts `from` into a field of what an expression names, or (without `key`) its fields into its fields. */
  into(target: Node, scope: Scope, from: number, key?: number, depth = 0): void {
    if (from === 0 || depth > mostNames) return;
    const { on } = this;
    const inner = unwrap(target);
    if (key !== undefined) {
      const field = on.graph.keyName(key);
      if (field !== undefined) on.graph.edge(from, on.accessors.of(field)?.set ?? 0, 'copy');
    }
    const put = (node: number): void => { if (key === undefined) on.graph.edge(from, node, 'copy'); else on.graph.edge(from, node, 'store', key); };
    switch (inner.type) {
      case 'Identifier': {
        const binding = resolve(scope, inner.name);
        if (binding === undefined) {
          if (inner.name === 'exports') put(on.exports);
          else if (!standardGlobals.has(inner.name)) put(on.nodes.ofGlobal(inner.name));
          return;
        }
        put(on.nodes.ofBinding(binding));
        on.throughFile(on.nodes.ofBinding(binding));
        this.behind(binding, from, key, depth);
        return;
      }
      case 'MemberExpression': {
        if (on.isExports(inner)) { put(on.exports); return; }
        put(on.resultOf(inner));
        const name = inner.computed ? on.constantKeyIn(inner.property, scope) : keyName(inner.property);
        const carrier = on.nodes.ofCarrier(inner);
        if (carrier !== 0) put(carrier);
        else this.into(inner.object, scope, this.asField(from, key), on.graph.key(name), depth + 1);
        return;
      }
      case 'ThisExpression': put(on.self); return;
      case 'AwaitExpression': case 'SpreadElement': this.into(inner.argument, scope, from, key, depth + 1); return;
      case 'AssignmentExpression': this.into(inner.right, scope, from, key, depth + 1); return;
      case 'LogicalExpression': this.into(inner.left, scope, from, key, depth + 1); this.into(inner.right, scope, from, key, depth + 1); return;
      case 'ConditionalExpression': this.into(inner.consequent, scope, from, key, depth + 1); this.into(inner.alternate, scope, from, key, depth + 1); return;
      case 'CallExpression': case 'NewExpression': this.intoCall(inner, scope, from, key, depth, put); return;
      case 'ArrayExpression': case 'ObjectExpression': {
        put(on.resultOf(inner));
        for (const part of firstParts(inner)) if (isFunction(unwrap(part)) || (depth < 2 && (part.type === 'Identifier' || part.type === 'MemberExpression'))) this.called(part, scope, from, depth + 1);
        return;
      }
      default:
        if (isFunction(inner)) this.called(inner, scope, from, depth);
    }
  }

  /** A fact of a field of a field is one of the outer field. */
  private asField(from: number, key: number | undefined): number {
    if (key === undefined) return from;
    const node = this.on.graph.node();
    this.on.graph.edge(from, node, 'store', key);
    return node;
  }

  private intoCall(inner: Node & { readonly type: 'CallExpression' | 'NewExpression' }, scope: Scope, from: number, key: number | undefined, depth: number, put: (node: number) => void): void {
    const { on } = this;
    put(on.resultOf(inner));
    const callee = unwrap((inner as { callee: Node }).callee);
    const args = (inner as { arguments: readonly Node[] }).arguments;
    if (inner.type === 'NewExpression' && on.namesAt(callee).includes('Proxy')) {
      for (const one of args.slice(0, 2)) this.into(one, scope, from, key, depth + 1);
      return;
    }
    const cls = inner.type === 'NewExpression' ? on.classes.of(callee, scope) : undefined;
    if (cls) put(on.classes.selfOf(cls));
    const specifier = on.namesAt(callee).includes('require') && args[0] ? textsOf(on.flow.evaluate(args[0], scope))[0] : undefined;
    if (specifier !== undefined) put(on.nodes.ofChanged(specifier));
    else if (callee.type === 'MemberExpression') this.into(callee.object, scope, this.asField(from, key), anyKey, depth + 1);
    else for (const one of args.slice(0, 1)) if (one.type === 'Identifier' || one.type === 'CallExpression') this.into(one, scope, from, key, depth + 1);
  }

  /** The other names of what a variable holds. */
  private behind(binding: Binding, from: number, key: number | undefined, depth: number): void {
    const { on } = this;
    const parameter = this.parameters.get(binding);
    if (parameter) {
      const node = this.putNode(parameter.built, parameter.position);
      const [first] = parameter.keys;
      if (parameter.keys.length > 0) on.graph.edge(this.asField(from, key), node, 'store', on.graph.key(first));
      else if (key === undefined) on.graph.edge(from, node, 'copy');
      else on.graph.edge(from, node, 'store', key);
    }
    if (binding.total > mostSources) return;
    for (const source of binding.sources) {
      if (source.kind === 'import') {
        const node = on.nodes.ofChanged(source.specifier);
        const field = source.imported === undefined || source.imported === 'default' ? undefined : on.graph.key(source.imported);
        if (field !== undefined) on.graph.edge(this.asField(from, key), node, 'store', field);
        else if (key === undefined) on.graph.edge(from, node, 'copy');
        else on.graph.edge(from, node, 'store', key);
      } else if (source.kind === 'expression' && source.node.type !== 'FunctionDeclaration' && (source.node.type !== 'ArrayExpression' || source.keys.length === 0)) {
        if (source.keys.length === 0) this.into(source.node, source.scope, from, key, depth + 1);
        else this.into(source.node, source.scope, this.asField(from, key), on.graph.key(source.keys[0]), depth + 1);
      } else if (source.kind === 'expression' && source.node.type === 'FunctionDeclaration') this.called(source.node, source.scope, from, depth);
    }
  }

  /** A function is called with what a node holds under the numbers of its parameters; what it gives is what it is worth. */
  called(target: Node, scope: Scope, from: number, depth = 0): void {
    const { on } = this;
    const inner = unwrap(target);
    const runtime = on.namesAt(inner);
    if (runtime.length > 0 && runtime.some((name) => on.callFlow.sinksOf(name, from, inner))) return;
    const functions = on.callees.at(inner, scope);
    for (const built of functions.slice(0, 64)) {
      const into = built.owner === built.index && built.result !== on.within.result ? 'enter' : 'copy';
      built.params.forEach((parameter, at) => {
        const node = on.graph.node();
        on.graph.edge(from, node, built.info?.node.params[at]?.type === 'RestElement' ? 'copy' : 'load', on.graph.key(String(at)));
        on.graph.edge(node, parameter, into);
      });
      on.calls.push([on.within.index, built.index]);
    }
    if (functions.length === 0 && inner.type === 'Identifier' && depth < mostNames) {
      const binding = resolve(scope, inner.name);
      if (binding !== undefined && this.parameters.has(binding)) this.behind(binding, from, undefined, depth + 1);
    }
  }

  /** Gives the callers of each function what it puts into what they hand to it, and what functions give that they hand to it. */
  finish(): void {
    const { on } = this;
    const sites = new Map<number, typeof on.own[number][]>();
    for (const call of on.own) {
      const known = sites.get(call.callee);
      if (known) known.push(call);
      else sites.set(call.callee, [call]);
    }
    // Positions of each function that were seen to.
    const done: (boolean[] | undefined)[] = [];
    for (let built = this.open.pop(); built !== undefined; built = this.open.pop()) {
      for (const [position, put] of built.puts.entries()) {
        const seen = (done[built.index] ??= []);
        if (!put || seen[position]) continue;
        seen[position] = true;
        for (const call of sites.get(built.index) ?? []) this.handBack(call, built, position, put);
      }
    }
    for (const built of on.functions.all) for (const [position, node] of built.gives.entries()) {
      if (node) for (const call of sites.get(built.index) ?? []) this.handIn(call, position, node);
    }
  }

  private handBack(call: FlowBuilder['own'][number], built: BuiltFunction, position: number, put: number): void {
    const { on } = this;
    on.steps.take();
    const rest = built.info?.node.params[position]?.type === 'RestElement';
    // Whoever wraps it puts a function of its own there: `promisify(f)` gives what that is called with.
    if (position >= call.site.args.length) {
      const node = on.graph.node(startOf(call.site.node), call.within.owner);
      on.graph.edge(put, node, call.within.owner === built.owner ? 'copy' : 'return');
      on.graph.edge(node, call.site.result, 'collapse');
      return;
    }
    for (const argument of rest ? call.site.args.slice(position) : call.site.args.slice(position, position + 1)) {
      if (isPlain(argument)) continue;
      on.at(call.scope, call.within, call.self, () => {
        const node = on.graph.node(startOf(call.site.node));
        on.graph.edge(put, node, call.within.owner === built.owner ? 'copy' : 'return');
        call.outs.push([put, node]);
        this.into(argument, call.scope, node);
        if (mayBeFunction(argument)) this.called(argument, call.scope, node);
      });
    }
  }

  private handIn(call: FlowBuilder['own'][number], position: number, node: number): void {
    const { on } = this;
    const argument = call.site.args[position];
    if (argument === undefined || isPlain(argument)) return;
    const into = node === 0 || on.functions.all[call.callee]!.owner === call.within.owner ? 'copy' : 'enter';
    for (const one of on.callees.at(argument, call.scope)) on.graph.edge(one.result, node, into);
  }
}

/** What the first elements or properties of a literal are worth. */
function firstParts(literal: Node & { readonly type: 'ArrayExpression' | 'ObjectExpression' }): readonly Node[] {
  const found: Node[] = [];
  for (const one of (literal.type === 'ArrayExpression' ? literal.elements : literal.properties) as readonly (Node | null)[]) {
    if (found.length >= mostParts) break;
    if (literal.type === 'ArrayExpression') { if (one !== null) found.push(one); } else if (one?.type === 'Property') found.push(one.value);
  }
  return found;
}

/** Of the other expressions hardly one gives a function to call. */
function mayBeFunction(node: Node): boolean {
  const inner = unwrap(node);
  return isFunction(inner) || inner.type === 'Identifier' || inner.type === 'MemberExpression' || (inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && keyName(inner.callee.property) === 'bind');
}

function isPlain(node: Node): boolean {
  return node.type === 'Literal' || node.type === 'TemplateLiteral' || node.type === 'BinaryExpression' || node.type === 'UnaryExpression';
}
