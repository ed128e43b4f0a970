import type { Node } from './tree.js';

/** What is looked up about nodes. A `Map` is one; a `NodeMap` answers without hashing. */
export interface NodeTable<V> {
  get(node: Node): V | undefined;
  has(node: Node): boolean;
  values(): Iterable<V>;
  [Symbol.iterator](): Iterator<readonly [Node, V]>;
}

/** The place of a node in the order of its tree, where it has one. The parser leaves room for it. */
interface Numbered { nth?: number }

/** Gives each node of a tree its number. A tree is numbered once, as a whole. */
export function numberNodes(nodes: readonly Node[]): void {
  for (let at = 0; at < nodes.length; at += 1) (nodes[at] as Numbered).nth = at;
}

/**
 * Makes equal names one string. Parsers cut each name out of the text anew; names are looked up in maps and compared with constants many times over,
 * which takes longer for strings that are equal and not the same. As keys of an object they are also the engine's own.
 */
export function shareNames(nodes: readonly Node[]): void {
  const known = Object.create(null) as Record<string, string>;
  for (const node of nodes) if (node.type === 'Identifier') node.name = known[node.name] ??= node.name;
}

/** The number of a node; undefined for one that was made to stand for others, and for declarations of types. */
export function numberOf(node: Node): number | undefined {
  return (node as Numbered).nth;
}

/** A map from the nodes of one numbered tree: a look-up is an index. Nodes without a number are kept beside. It lists what it holds in the order of insertion. */
export class NodeMap<V> implements NodeTable<V> {
  private readonly numbered: (V | undefined)[];
  private readonly nodes: Node[] = [];
  private others: Map<Node, V> | undefined;

  /** @param size how many nodes the tree has. */
  constructor(size: number) {
    this.numbered = new Array<V | undefined>(size).fill(undefined);
  }

  get(node: Node): V | undefined {
    const nth = (node as Numbered).nth;
    return nth === undefined ? this.others?.get(node) : this.numbered[nth];
  }
  /** The same by the number of a node. */
  at(nth: number): V | undefined {
    return this.numbered[nth];
  }
  has(node: Node): boolean {
    return this.get(node) !== undefined;
  }
  get size(): number {
    return this.nodes.length;
  }

  set(node: Node, value: V): this {
    const nth = (node as Numbered).nth;
    if (!this.has(node)) this.nodes.push(node);
    if (nth === undefined) (this.others ??= new Map()).set(node, value);
    else this.numbered[nth] = value;
    return this;
  }

  /** The nodes that it knows. */
  keys(): readonly Node[] {
    return this.nodes;
  }
  *values(): IterableIterator<V> {
    for (const node of this.nodes) yield this.get(node)!;
  }
  *[Symbol.iterator](): IterableIterator<[Node, V]> {
    for (const node of this.nodes) yield [node, this.get(node)!];
  }
}
