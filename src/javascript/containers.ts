import type { Evaluator } from './evaluate.js';
import { keyName, literalOf } from './patterns.js';
import type { Binding, Scope } from './places.js';
import type { ESTree, Node } from './tree.js';
import { isFunction, unwrap } from './tree.js';
import type { Value, Values } from './values.js';
import { keysOf, union, unknown } from './values.js';

type List = Extract<Value, { kind: 'list' }>;

/** Methods of lists that give one of the elements. */
const taking: ReadonlySet<string> = new Set(['at', 'pop', 'shift', 'find', 'findLast']);
/** Methods of lists that give some of the elements, or all, in a list. */
const selecting: ReadonlySet<string> = new Set(['slice', 'filter', 'reverse', 'concat', 'sort', 'flat', 'splice', 'toReversed', 'toSorted', 'toSpliced']);
const mostElements = 64;

/** Follows values into what the language's own containers hold, and out again (ECMA-262 §20.1.2, §23.1, §24). */
export class Containers {
  /** Literals that stand for what a call makes of another one. */
  private readonly made = new Map<Node, Map<string, Node>>();

  constructor(private readonly on: Evaluator) {}

  /** What a method of a list or map gives. Undefined: nothing is known of it. */
  method(value: Value, key: string, nodes: readonly Node[], scope: Scope): Values | undefined {
    const places = this.takenFrom(value, key, nodes, scope);
    if (places !== undefined) return places.reduce<Values>((out, one) => union(out, this.on.read(one)), unknown);
    if (value.kind === 'map') return key === 'set' || key === 'add' ? [value] : undefined;
    if (value.kind !== 'list') return undefined;
    if (selecting.has(key)) {
      const others = key === 'concat' ? nodes : [];
      return this.list(value.node, key, value.scope, () => [spread(value.node), ...others.map((one) => spread(one))]);
    }
    const callback = nodes[0] && unwrap(nodes[0]);
    if ((key !== 'map' && key !== 'flatMap') || callback === undefined || (!isFunction(callback) && callback.type !== 'Identifier')) return undefined;
    return this.list(callback, 'map', scope, () => this.elements(value).map((element) => ({ type: 'CallExpression', callee: callback, arguments: [element], optional: false }) as unknown as Node));
  }

  /** The places that a method takes what it gives from, where it gives one thing that a list or map holds. */
  takenFrom(value: Value, key: string, nodes: readonly Node[], scope: Scope): readonly Binding[] | undefined {
    if (value.kind === 'list' && taking.has(key)) return [this.on.members.partOf(value, this.position(value, key, nodes, scope))];
    if (value.kind !== 'map' || key !== 'get') return undefined;
    const keys = nodes[0] === undefined ? [] : keysOf(this.on.evaluate(nodes[0], scope));
    return (keys.length === 0 ? [undefined] : keys).map((one) => this.on.members.partOf(value, one));
  }

  /** What a function of `Object` makes of an object. */
  ofObject(name: string, values: Values): Values {
    let out: Values = unknown;
    for (const value of values) {
      if (name === 'Object.fromEntries') {
        if (value.kind === 'list') out = union(out, this.fromEntries(value));
      } else if (value.kind === 'object') out = union(out, this.listed(value, name === 'Object.entries'));
    }
    return out;
  }

  private listed({ node, scope }: Extract<Value, { kind: 'object' }>, pairs: boolean): Values {
    if (!pairs) return this.list(node, 'values', scope, () => [spread(node)]);
    return this.list(node, 'entries', scope, () => (node.properties as readonly Node[]).flatMap((one) => (one.type === 'Property' && one.kind === 'init' ? [{ type: 'ArrayExpression', elements: [keyOf(one), one.value] } as unknown as Node] : [])));
  }

  private fromEntries({ node, scope }: List): Values {
    const made = this.once(node, 'fromEntries', () => ({
      type: 'ObjectExpression',
      properties: (node.elements as readonly (Node | null)[]).flatMap((element) => {
        const pair = element && unwrap(element);
        return pair?.type === 'ArrayExpression' && pair.elements[0] && pair.elements[1] ? [{ type: 'Property', kind: 'init', computed: true, key: pair.elements[0], value: pair.elements[1] }] : [];
      }),
    }) as unknown as Node);
    return this.on.table.object(made as ESTree.ObjectExpression, scope);
  }

  /** The position that a method takes from, where it is known. */
  private position({ node }: List, key: string, nodes: readonly Node[], scope: Scope): string | undefined {
    if (this.on.scopes.stores.has(node)) return undefined;
    const { length } = node.elements;
    if (key === 'shift') return '0';
    if (key === 'pop') return String(length - 1);
    if (key !== 'at') return undefined;
    const [only, ...others] = nodes[0] === undefined ? ['0'] : keysOf(this.on.evaluate(nodes[0], scope));
    if (only === undefined || others.length > 0 || !/^-?\d{1,4}$/.test(only)) return undefined;
    return String(Number(only) < 0 ? length + Number(only) : Number(only));
  }

  private elements({ node }: List): readonly Node[] {
    return (node.elements as readonly (Node | null)[]).slice(0, mostElements).flatMap((one) => (one && one.type !== 'SpreadElement' ? [one] : []));
  }

  private list(of: Node, how: string, scope: Scope, elements: () => readonly Node[]): Values {
    return this.on.table.list(this.once(of, how, () => ({ type: 'ArrayExpression', elements: elements() }) as unknown as Node) as ESTree.ArrayExpression, scope);
  }

  private once(of: Node, how: string, make: () => Node): Node {
    let all = this.made.get(of);
    if (all === undefined) this.made.set(of, (all = new Map()));
    let made = all.get(how);
    if (made === undefined) all.set(how, (made = make()));
    return made;
  }
}

function spread(argument: Node): Node {
  return { type: 'SpreadElement', argument } as unknown as Node;
}

/** The name of a property as a constant. */
function keyOf(one: ESTree.Property): Node {
  const key = one.computed ? literalOf(one.key) : keyName(one.key);
  return key === undefined ? one.key as Node : { type: 'Literal', value: key } as Node;
}
