/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { hereDirectory, hereFile } from '../fold.js';
import { keyName } from '../patterns.js';
import type { ESTree, Node } from '../tree.js';
import { isFunction, startOf } from '../tree.js';
import type { FlowBuilder } from './build.js';
import { anyKey } from './graph.js';
import { converting, gap } from './known-globals.js';
import type { BuiltFunction } from './module-flow.js';

/** Operators whose result says nothing of what was compared. */
const telling: ReadonlySet<string> = new Set(['==', '!=', '===', '!==', '<', '>', '<=', '>=', 'in', 'instanceof']);

/** Follows data through expressions that are no calls. */
export class Expressions {
  private readonly sketches = new Map<Node, string>();

  constructor(private readonly on: FlowBuilder) {}

  /** The node of what an expression gives; undefined for what is no expression. */
  value(node: Node): number | undefined {
    const { on } = this;
    switch (node.type) {
      case 'MemberExpression': return this.member(node);
      case 'BinaryExpression': return telling.has(node.operator) ? 0 : node.operator === '+' ? this.sum(node) : on.graph.merge(on.value(node.left), on.value(node.right));
      case 'TemplateLiteral': return this.template(node);
      case 'ConditionalExpression': return on.graph.merge(on.value(node.consequent), on.value(node.alternate));
      case 'LogicalExpression': return on.graph.merge(on.value(node.left), on.value(node.right));
      case 'SequenceExpression': return on.value(node.expressions.at(-1)!);
      case 'AwaitExpression': case 'SpreadElement': return on.value(node.argument);
      case 'YieldExpression': {
        const value = node.argument ? on.value(node.argument) : 0;
        on.graph.edge(value, on.within.result, 'copy');
        // What `next` is handed comes out here.
        return on.graph.merge(value, on.within.all);
      }
      case 'UnaryExpression': return node.operator === '!' || node.operator === 'typeof' || node.operator === 'void' || node.operator === 'delete' ? 0 : on.value(node.argument);
      case 'ObjectExpression': return this.object(node);
      case 'ArrayExpression': return this.array(node);
      default: return undefined;
    }
  }

  private member(node: ESTree.MemberExpression): number {
    const { on } = this;
    if (on.isExports(node)) return on.exports;
    const names = on.namesAt(node);
    let seeded = 0;
    for (const name of names) {
      const label = on.rules.name(name);
      if (label !== undefined) on.graph.seed((seeded = seeded === 0 ? on.graph.node(startOf(node)) : seeded), label, startOf(node));
    }
    const carried = on.nodes.ofCarrier(node);
    // What a variable of the environment holds is known by its own name; the environment as a whole is another thing.
    if (names.some((name) => name.startsWith('process.env'))) return this.variable(node, seeded, carried);
    const key = node.computed ? on.constantKey(node.property) : keyName(node.property);
    const object = on.value(node.object);
    const label = key === undefined ? undefined : on.rules.property(key);
    const got = on.accessors.of(key)?.get ?? 0;
    if (object === 0 && label === undefined && seeded === 0 && carried === 0 && got === 0) return 0;
    const id = on.graph.node();
    on.graph.edge(object, id, 'load', on.graph.key(key));
    on.graph.edge(seeded, id, 'copy');
    on.graph.edge(carried, id, 'copy');
    on.graph.edge(got, id, 'copy');
    if (node.computed) on.graph.edge(on.value(node.property), id, 'collapse');
    if (label !== undefined) on.graph.seed(id, label, startOf(node));
    return id;
  }

  /** A variable of the environment: what its name says, what files put there, and what its name was made of. */
  private variable(node: ESTree.MemberExpression, seeded: number, carried: number): number {
    const { on } = this;
    const merged = on.graph.merge(seeded, carried);
    const property = node.computed ? on.value(node.property) : 0;
    if (property === 0) return merged;
    const id = on.graph.node(startOf(node));
    on.graph.edge(merged, id, 'copy');
    on.graph.edge(property, id, 'collapse');
    return id;
  }

  /** What is known of a text that is put together: its constant parts, with gaps. */
  sketch(parts: readonly Node[], between = ''): number {
    const text = parts.slice(0, 32).map((part) => this.known(part)).join(between).slice(0, 8192);
    return this.on.nodes.ofText(text);
  }

  private sum(node: ESTree.BinaryExpression): number {
    const { on } = this;
    const merged = on.graph.merge(on.value(node.left), on.value(node.right), 'collapse');
    const sketch = this.sketches.get(node.left) ?? this.known(node.left);
    const text = sketch.length > 4096 ? sketch : sketch + this.known(node.right);
    this.sketches.set(node, text);
    return on.graph.merge(merged, on.nodes.ofText(text));
  }

  /** The constant that an expression surely is or begins with, with a gap for what is not known. */
  known(node: Node): string {
    const values = this.on.flow.evaluate(node, this.on.scope);
    const text = values.find((value) => value.kind === 'text');
    return text?.kind !== 'text' ? gap : text.open ? text.text + gap : text.text;
  }

  private template(node: ESTree.TemplateLiteral): number {
    const { on } = this;
    const sketch = node.quasis.map((quasi, at) => (quasi.value.cooked ?? '') + (at < node.expressions.length ? this.known(node.expressions[at]!) : '')).join('');
    let id = on.nodes.ofText(sketch.slice(0, 65_536));
    for (const one of node.expressions) {
      const value = on.value(one);
      if (value === 0) continue;
      const merged = on.graph.node();
      on.graph.edge(id, merged, 'copy');
      on.graph.edge(value, merged, 'collapse');
      id = merged;
    }
    return id;
  }

  private object(node: ESTree.ObjectExpression): number {
    const { on } = this;
    let id = 0;
    for (const property of node.properties as readonly Node[]) {
      const value = property.type === 'SpreadElement' ? on.value(property.argument) : property.type === 'Property' ? on.value(property.value) : 0;
      if (property.type === 'Property' && isFunction(property.value)) {
        const built = this.converted(property);
        if (built !== undefined) on.functions.converts(built, (id = id === 0 ? on.graph.node() : id));
        const getter = property.kind === 'get' ? on.functions.of(property.value as Node) : undefined;
        if (getter !== undefined) on.functions.gives(getter, (id = id === 0 ? on.graph.node() : id), property.computed ? on.constantKey(property.key) : keyName(property.key));
      }
      if (value === 0) continue;
      if (id === 0) id = on.graph.node();
      if (property.type === 'SpreadElement') on.graph.edge(value, id, 'copy');
      else if (property.type === 'Property') {
        const key = property.computed ? on.constantKey(property.key) : keyName(property.key);
        if (key === '__proto__' && !property.computed) on.graph.edge(value, id, 'copy');
        on.graph.edge(value, id, 'store', on.graph.key(key));
        if (property.computed) on.graph.edge(on.value(property.key), id, 'store', anyKey);
      }
    }
    return id;
  }

  private converted(property: ESTree.Property): BuiltFunction | undefined {
    const told = property.computed ? property.key.type === 'MemberExpression' : converting.has(keyName(property.key) ?? '');
    return told ? this.on.functions.of(property.value as Node) : undefined;
  }

  private array(node: ESTree.ArrayExpression): number {
    const { on } = this;
    let id = 0;
    let known = true;
    const [first] = node.elements as readonly (Node | null)[];
    const script = first !== null && first !== undefined && node.elements.length > 1 && this.isOwnFile(first);
    (node.elements as readonly (Node | null)[]).forEach((element, at) => {
      const value = element ? on.value(element.type === 'SpreadElement' ? element.argument : element) : 0;
      known &&= element?.type !== 'SpreadElement';
      if (value === 0) return;
      if (id === 0) id = on.graph.node();
      if (script && at > 0) on.graph.edge(value, id, 'store', on.graph.operand);
      else if (element?.type === 'SpreadElement') on.graph.edge(value, id, 'copy');
      else on.graph.edge(value, id, 'store', on.graph.key(known && at < 16 ? String(at) : undefined));
    });
    return id;
  }

  /** True for what surely begins with the package's own folder: a path, and no option. */
  private isOwnFile(node: Node): boolean {
    const values = this.on.flow.evaluate(node, this.on.scope);
    return values.length > 0 && values.every((value) => value.kind === 'text' && (value.text.startsWith(hereDirectory) || value.text.startsWith(hereFile)));
  }
}
