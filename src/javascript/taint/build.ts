/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import type { Flow } from '../flow.js';
import { keyName, patternParts } from '../patterns.js';
import type { Binding, FunctionInfo, Scope } from '../places.js';
import { resolve } from '../places.js';
import type { Scopes } from '../scopes.js';
import type { ESTree, Node } from '../tree.js';
import { endOf, isFunction, startOf, unwrap } from '../tree.js';
import { namesOf } from '../values.js';
import type { Steps } from '../walk.js';
import { walk } from '../walk.js';
import { CallFlow } from './calls.js';
import { Graph, shared } from './graph.js';
import type { ForeignCall, FunctionEnds, ModuleFlow, OwnCall } from './module-flow.js';
import type { Label, TaintRules } from './rules.types.js';

/** A function as the builder knows it. */
export interface BuiltFunction extends FunctionEnds {
  readonly index: number;
  readonly info: FunctionInfo | undefined;
  /** The function that it belongs to: itself, or the one around it where it is written as an argument or called in place. */
  readonly owner: number;
}

const copying: ReadonlySet<string> = new Set(['=', '||=', '&&=', '??=']);
/** Operators whose result says nothing of what was compared. */
const telling: ReadonlySet<string> = new Set(['==', '!=', '===', '!==', '<', '>', '<=', '>=', 'in', 'instanceof']);
/**
 * Globals of the language and its hosts. What is handed to their functions does not stay in them; every other global is a variable that files share.
 */
const standardGlobals: ReadonlySet<string> = new Set(('Object Function Array String Number Boolean Symbol BigInt Math JSON Date RegExp Promise Map Set WeakMap WeakSet WeakRef FinalizationRegistry Error AggregateError EvalError '
  + 'RangeError ReferenceError SyntaxError TypeError URIError DOMException Reflect Proxy Atomics ArrayBuffer SharedArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array '
  + 'Float32Array Float64Array BigInt64Array BigUint64Array Intl WebAssembly Iterator parseInt parseFloat isNaN isFinite NaN Infinity encodeURIComponent decodeURIComponent encodeURI decodeURI escape unescape Buffer console '
  + 'TextEncoder TextDecoder URL URLSearchParams Headers Request Response FormData Blob File FileReader AbortController AbortSignal Event EventTarget CustomEvent MessageChannel MessagePort BroadcastChannel ReadableStream '
  + 'WritableStream TransformStream CompressionStream DecompressionStream performance crypto queueMicrotask structuredClone setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate atob btoa process '
  + 'document window self navigator location history screen localStorage sessionStorage indexedDB requestAnimationFrame cancelAnimationFrame getComputedStyle matchMedia alert HTMLElement Element Node NodeList Image Worker '
  + 'MutationObserver ResizeObserver IntersectionObserver XMLSerializer DOMParser Notification customElements require global globalThis define Deno Bun').split(' '));
/** Stands for a part of a text that is not known. */
export const gap = '\0';

/**
 * Builds the flow graph of one tree. What values are is known from `flow`; here it is followed where data goes, whatever it is.
 * @param named the canonical names of expressions that have some, as `findUses` met them.
 * @throws StepsSpent
 */
export function buildFlow(program: ESTree.Program, scopes: Scopes, flow: Flow, named: ReadonlyMap<Node, readonly string[]>, rules: TaintRules, steps: Steps): ModuleFlow {
  const builder = new FlowBuilder(program, scopes, flow, named, rules, steps);
  walk(program, { enter: (node, path) => { builder.enter(node, path); }, leave: (node) => { builder.leave(node); } }, steps);
  return builder.finish();
}

export class FlowBuilder {
  readonly graph = new Graph();
  readonly functions: BuiltFunction[] = [];
  readonly byNode = new Map<Node, BuiltFunction>();
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
  private readonly classes: { readonly node: Node; readonly self: number; readonly parent: Node | undefined }[] = [];
  private readonly results = new Map<Node, number>();
  private readonly bindings = new Map<Binding, number>();
  private readonly owners = new Map<Binding, number>();
  private readonly texts = new Map<string, number>();
  private readonly sketches = new Map<Node, string>();
  private readonly selves = new Map<Node | undefined, number>();
  private readonly imported = new Map<string, number>();
  private readonly callFlow: CallFlow;

  constructor(private readonly program: ESTree.Program, readonly scopes: Scopes, readonly flow: Flow, private readonly named: ReadonlyMap<Node, readonly string[]>, readonly rules: TaintRules, readonly steps: Steps) {
    this.scope = scopes.top;
    this.exports = this.graph.node();
    const inPlace = new Set<Node>();
    for (const { node } of scopes.calls) if (node.type !== 'TaggedTemplateExpression') for (const one of [node.callee, ...node.arguments] as readonly Node[]) if (isFunction(unwrap(one))) inPlace.add(unwrap(one));
    this.stack.push(this.add(program, undefined, 0));
    // A function comes after those around it.
    for (const [node, info] of scopes.functions) this.add(node, info, inPlace.has(node) ? this.ownerOf(info.scope.parent) : undefined);
    for (const scope of scopes.of.values()) for (const binding of scope.bindings.values()) if (!this.owners.has(binding)) this.owners.set(binding, this.ownerOf(scope));
    this.graph.owner = 0;
    this.callFlow = new CallFlow(this);
  }

  finish(): ModuleFlow {
    const { graph, functions, calls, foreign, own, exports, exported, methods, loose, globals, handsOn, aliases } = this;
    return { graph, functions, calls, foreign, own, exports, exported, methods, loose, globals, handsOn, aliases, turns: this.callFlow.turns, imports: [...this.imported].map(([specifier, node]) => ({ specifier, node })) };
  }

  private ownerOf(scope: Scope | undefined): number {
    for (let at = scope; at !== undefined; at = at.parent) if (at.function) return this.byNode.get(at.function.node)?.owner ?? 0;
    return 0;
  }

  private add(node: Node, info: FunctionInfo | undefined, within: number | undefined): BuiltFunction {
    const { graph } = this;
    const index = this.functions.length;
    const owner = within ?? index;
    const built: BuiltFunction = { index, owner, info, start: startOf(node), end: endOf(node), params: info ? info.node.params.map(() => graph.node(undefined, owner)) : [], all: graph.node(undefined, owner), result: graph.node(undefined, owner) };
    this.functions.push(built);
    this.byNode.set(node, built);
    return built;
  }

  get within(): BuiltFunction {
    return this.stack[this.stack.length - 1]!;
  }

  enter(node: Node, path: readonly Node[]): void {
    const opened = this.scopes.of.get(node);
    if (opened !== undefined) this.scope = opened;
    const built = isFunction(node) ? this.byNode.get(node) : undefined;
    if (built?.info) {
      this.stack.push(built);
      this.graph.owner = built.owner;
      built.info.node.params.forEach((parameter, at) => {
        this.graph.edge(built.all, built.params[at]!, 'load', this.graph.key(String(at)));
        this.takeParameter(parameter, built.params[at]!);
      });
      const owner = path[path.length - 1];
      if (owner?.type === 'ArrayExpression' || (owner?.type === 'Property' && path[path.length - 2]?.type === 'ObjectExpression')) this.loose.push(built.index);
      if (owner && (owner.type === 'MethodDefinition' || owner.type === 'Property' || owner.type === 'PropertyDefinition') && !owner.computed) this.addMethod(keyName(owner.key), built.index);
    }
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
      const parent = node.superClass ? this.classOf(node.superClass, this.scope) : undefined;
      this.classes.push({ node, self: this.selfOf(node), parent });
      if (parent) {
        this.graph.edge(this.selfOf(node), this.selfOf(parent), 'copy');
        this.graph.edge(this.selfOf(parent), this.selfOf(node), 'copy');
      }
    }
  }

  addMethod(name: string | undefined, index: number): void {
    if (name === undefined) return;
    const known = this.methods.get(name);
    if (known) known.push(index);
    else this.methods.set(name, [index]);
  }

  private takeParameter(parameter: Node, from: number): void {
    const inner = parameter as unknown as { type: string; parameter?: Node };
    const pattern = inner.type === 'TSParameterProperty' && inner.parameter ? inner.parameter : parameter;
    for (const { target, keys } of patternParts(pattern)) {
      if (target.type !== 'Identifier') continue;
      const binding = this.scope.bindings.get(target.name) ?? resolve(this.scope, target.name);
      if (binding === undefined) continue;
      const to = this.bindingNode(binding);
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
    this.graph.places.set(node, start);
  }

  bindingNode(binding: Binding): number {
    let id = this.bindings.get(binding);
    if (id === undefined) {
      this.bindings.set(binding, (id = this.graph.node(undefined, this.owners.get(binding) ?? shared)));
      for (const name of namesOf(binding.values)) this.seedName(id, name, 0);
      for (const source of binding.sources) if (source.kind === 'import') this.along(this.importNode(source.specifier), source.imported === undefined ? [] : [source.imported], id);
    }
    return id;
  }

  private seedName(node: number, name: string, start: number): void {
    const label = this.rules.name(name);
    if (label !== undefined) this.seed(node, label, start);
  }

  importNode(specifier: string): number {
    let id = this.imported.get(specifier);
    if (id === undefined) this.imported.set(specifier, (id = this.graph.node(undefined, shared)));
    return id;
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
    return this.classes.at(-1)?.self ?? this.selfOf(undefined);
  }
  selfOfClass(node: Node): number {
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
      case 'Literal': return typeof inner.value === 'string' ? this.text(inner.value) : 0;
      case 'AssignmentExpression': return this.value(inner.right);
      default: return this.results.get(inner) ?? 0;
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

  leave(node: Node): void {
    const result = this.compute(node);
    if (result !== 0) this.results.set(node, result);
    if (isFunction(node) && this.byNode.has(node)) {
      for (const parameter of node.params) this.takeDefaults(parameter, this.scopes.of.get(node) ?? this.scope);
      this.stack.pop();
      this.graph.owner = this.within.owner;
    }
    if (this.classes.at(-1)?.node === node) this.classes.pop();
    if (this.scope !== this.scopes.top && this.scopes.of.get(node) === this.scope) this.scope = this.scope.parent!;
  }

  private compute(node: Node): number {
    switch (node.type) {
      case 'MemberExpression': return this.member(node);
      case 'CallExpression': case 'NewExpression': return this.callFlow.call(node);
      case 'ImportExpression': return this.callFlow.load(node, [node.source], ['import(…)']);
      case 'TaggedTemplateExpression': return this.callFlow.tagged(node);
      case 'BinaryExpression': return telling.has(node.operator) ? 0 : node.operator === '+' ? this.sum(node) : this.merge(this.value(node.left), this.value(node.right));
      case 'TemplateLiteral': return this.template(node);
      case 'ConditionalExpression': return this.merge(this.value(node.consequent), this.value(node.alternate));
      case 'LogicalExpression': return this.merge(this.value(node.left), this.value(node.right));
      case 'SequenceExpression': return this.value(node.expressions.at(-1)!);
      case 'AwaitExpression': case 'SpreadElement': return this.value(node.argument);
      case 'YieldExpression': {
        const value = node.argument ? this.value(node.argument) : 0;
        this.graph.edge(value, this.within.result, 'copy');
        return value;
      }
      case 'UnaryExpression': return node.operator === '!' || node.operator === 'typeof' || node.operator === 'void' || node.operator === 'delete' ? 0 : this.value(node.argument);
      case 'ObjectExpression': return this.object(node);
      case 'ArrayExpression': return this.array(node);
      default:
        this.statement(node);
        return 0;
    }
  }

  private statement(node: Node): void {
    switch (node.type) {
      case 'AssignmentExpression': this.assignment(node); return;
      case 'VariableDeclarator':
        if (node.init) this.assign(node.id, this.value(node.init), []);
        return;
      case 'ForOfStatement': case 'ForInStatement': {
        const each = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left;
        if (each) this.assign(each, this.value(node.right), node.type === 'ForOfStatement' ? [undefined] : []);
        return;
      }
      case 'ReturnStatement':
        if (node.argument) this.graph.edge(this.value(node.argument), this.within.result, 'copy');
        return;
      case 'ArrowFunctionExpression':
        if (node.body.type !== 'BlockStatement') this.graph.edge(this.value(node.body), this.within.result, 'copy');
        return;
      case 'PropertyDefinition':
        if (node.value) this.graph.edge(this.value(node.value), this.self, 'store', this.graph.key(node.computed ? undefined : keyName(node.key)));
        return;
      case 'ExportNamedDeclaration': case 'ExportDefaultDeclaration': this.exportDeclaration(node); return;
      case 'ExportAllDeclaration':
        this.handsOn.add(node.source.value);
        this.graph.edge(this.importNode(node.source.value), this.exports, 'copy');
        return;
      default:
    }
  }

  private assignment(node: ESTree.AssignmentExpression): void {
    const right = this.value(node.right);
    if (copying.has(node.operator)) this.assign(node.left, right, []);
    else if (right !== 0) {
      const sum = this.graph.node();
      this.graph.edge(right, sum, 'collapse');
      this.assign(node.left, sum, []);
    }
    if (node.operator === '=' && node.left.type === 'MemberExpression') this.callFlow.stored(node.left, node.right);
  }

  private assign(pattern: Node, from: number, keys: readonly (string | undefined)[]): void {
    for (const { target, keys: inner, fallbacks } of patternParts(pattern)) {
      const path = [...keys, ...inner];
      for (const one of fallbacks) this.put(target, this.value(one.node), one.keys);
      this.put(target, from, path);
    }
  }

  private put(target: Node, from: number, keys: readonly (string | undefined)[]): void {
    if (target.type === 'Identifier') {
      const binding = resolve(this.scope, target.name);
      if (binding === undefined && standardGlobals.has(target.name)) return;
      const to = binding === undefined ? this.globalNode(target.name) : this.bindingNode(binding);
      this.along(from, keys, to);
      const place = this.opened.get(from);
      if (place !== undefined) {
        this.opened.set(to, place);
        this.throughFile(to);
      }
    } else if (target.type === 'MemberExpression') {
      let moved = from;
      if (keys.length > 0 && from !== 0) this.along(from, keys, (moved = this.graph.node()));
      this.storeIn(target, moved);
    }
  }

  /** What is put into an open file is there for whoever names the file. */
  throughFile(node: number): void {
    const place = this.opened.get(node);
    if (place !== undefined) this.graph.edge(node, place, 'collapse');
  }

  /** `a.b.c = x` puts x into what `a.b` gives, and into the field b of `a`. */
  storeIn(target: ESTree.MemberExpression, from: number): void {
    let at: Node = target;
    while (at.type === 'MemberExpression') {
      const key = at.computed ? this.constantKey(at.property) : keyName(at.property);
      const owner = unwrap(at.object);
      const base = this.isExports(at) ? this.exports : this.value(owner);
      this.graph.edge(from, base, this.isExports(at) ? 'copy' : 'store', this.graph.key(key));
      if (this.isExports(at) || (owner.type === 'MemberExpression' && this.isExports(owner))) return;
      at = owner;
    }
  }

  /** True for `module.exports`. */
  isExports(node: Node): boolean {
    return node.type === 'MemberExpression' && !node.computed && keyName(node.property) === 'exports' && node.object.type === 'Identifier' && node.object.name === 'module' && resolve(this.scope, 'module') === undefined;
  }

  constantKey(node: Node): string | undefined {
    const values = this.flow.evaluate(node, this.scope);
    const [only] = values;
    return values.length === 1 && only?.kind === 'text' && !only.open ? only.text : values.length === 1 && only?.kind === 'number' ? String(only.number) : undefined;
  }

  private member(node: ESTree.MemberExpression): number {
    if (this.isExports(node)) return this.exports;
    const names = this.namesAt(node);
    let seeded = 0;
    for (const name of names) {
      const label = this.rules.name(name);
      if (label !== undefined) this.seed((seeded = seeded === 0 ? this.graph.node(startOf(node)) : seeded), label, startOf(node));
    }
    // What a variable of the environment holds is known by its own name; the environment as a whole is another thing.
    if (names.some((name) => name.startsWith('process.env'))) return seeded;
    const key = node.computed ? this.constantKey(node.property) : keyName(node.property);
    const object = this.value(node.object);
    const label = key === undefined ? undefined : this.rules.property(key);
    if (object === 0 && label === undefined && seeded === 0) return 0;
    const id = this.graph.node();
    this.graph.edge(object, id, 'load', this.graph.key(key));
    this.graph.edge(seeded, id, 'copy');
    if (node.computed) this.graph.edge(this.value(node.property), id, 'collapse');
    if (label !== undefined) this.seed(id, label, startOf(node));
    return id;
  }

  /** What is known of a text that is put together: its constant parts, with gaps. */
  sketch(parts: readonly Node[], between = ''): number {
    const text = parts.slice(0, 32).map((part) => this.known(part)).join(between).slice(0, 8192);
    return this.text(text);
  }

  private sum(node: ESTree.BinaryExpression): number {
    const merged = this.merge(this.value(node.left), this.value(node.right), 'collapse');
    const sketch = this.sketches.get(node.left) ?? this.known(node.left);
    const text = sketch.length > 4096 ? sketch : sketch + this.known(node.right);
    this.sketches.set(node, text);
    return this.merge(merged, this.text(text));
  }

  /** The constant that an expression surely is or begins with, with a gap for what is not known. */
  known(node: Node): string {
    const values = this.flow.evaluate(node, this.scope);
    const text = values.find((value) => value.kind === 'text');
    return text?.kind !== 'text' ? gap : text.open ? text.text + gap : text.text;
  }

  private template(node: ESTree.TemplateLiteral): number {
    const sketch = node.quasis.map((quasi, at) => (quasi.value.cooked ?? '') + (at < node.expressions.length ? this.known(node.expressions[at]!) : '')).join('');
    let id = this.text(sketch.slice(0, 65_536));
    for (const one of node.expressions) {
      const value = this.value(one);
      if (value === 0) continue;
      const merged = this.graph.node();
      this.graph.edge(id, merged, 'copy');
      this.graph.edge(value, merged, 'collapse');
      id = merged;
    }
    return id;
  }

  private object(node: ESTree.ObjectExpression): number {
    let id = 0;
    for (const property of node.properties as readonly Node[]) {
      const value = property.type === 'SpreadElement' ? this.value(property.argument) : property.type === 'Property' ? this.value(property.value) : 0;
      if (value === 0) continue;
      if (id === 0) id = this.graph.node();
      if (property.type === 'SpreadElement') this.graph.edge(value, id, 'copy');
      else if (property.type === 'Property') {
        this.graph.edge(value, id, 'store', this.graph.key(property.computed ? this.constantKey(property.key) : keyName(property.key)));
        if (property.computed) this.graph.edge(this.value(property.key), id, 'store', 1);
      }
    }
    return id;
  }

  private array(node: ESTree.ArrayExpression): number {
    let id = 0;
    let known = true;
    (node.elements as readonly (Node | null)[]).forEach((element, at) => {
      const value = element ? this.value(element.type === 'SpreadElement' ? element.argument : element) : 0;
      known &&= element?.type !== 'SpreadElement';
      if (value === 0) return;
      if (id === 0) id = this.graph.node();
      if (element?.type === 'SpreadElement') this.graph.edge(value, id, 'copy');
      else this.graph.edge(value, id, 'store', this.graph.key(known && at < 16 ? String(at) : undefined));
    });
    return id;
  }

  private exportDeclaration(node: ESTree.ExportNamedDeclaration | ESTree.ExportDefaultDeclaration): void {
    const put = (name: string, value: Node): void => {
      this.graph.edge(this.value(value), this.exports, 'store', this.graph.key(name));
      this.callFlow.exportFunctions(name, value);
    };
    const { declaration } = node;
    if (node.type === 'ExportDefaultDeclaration') {
      if (declaration) put('default', declaration as Node);
      return;
    }
    if (declaration?.type === 'VariableDeclaration') {
      for (const one of declaration.declarations) for (const { target } of patternParts(one.id)) if (target.type === 'Identifier') put(target.name, target);
    } else if (declaration && (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id) put(declaration.id.name, declaration);
    for (const { local, exported } of node.specifiers) {
      const name = keyName(exported) ?? '';
      if (node.source) {
        const from = this.importNode(node.source.value);
        this.handsOn.add(node.source.value);
        this.aliases.set(name, { specifier: node.source.value, path: keyName(local) ?? '' });
        const id = this.graph.node();
        this.graph.edge(from, id, 'load', this.graph.key(keyName(local)));
        this.graph.edge(id, this.exports, 'store', this.graph.key(name));
      } else put(name, local);
    }
  }
}
