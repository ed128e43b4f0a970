import { anyKey, deep, factOf, isEntered, keyOf, labelOf, type Fact } from './graph.js';

/** Fields that are told apart in one node for one class of data. */
const keysEach = 6;
/** Classes of which it is kept in one bit of a node that it holds them wholly. */
const quickLabels = 31;

/**
 * Facts of nodes, each known by its number, which counts from 1 in the order in which they were found. They stand in typed arrays: of a compiler in one
 * file there are millions.
 */
export class Facts {
  private count = 0;
  private readonly first: Int32Array;
  private readonly whole: Int32Array;
  private next = new Int32Array(1024);
  private nodes = new Int32Array(1024);
  private facts = new Int32Array(1024);
  private origins = new Int32Array(1024);

  /** @param size one more than the highest number of a node. */
  constructor(size: number) {
    this.first = new Int32Array(size);
    this.whole = new Int32Array(size);
  }

  get size(): number {
    return this.count;
  }
  nodeOf(id: number): number {
    return this.nodes[id]!;
  }
  factAt(id: number): Fact {
    return this.facts[id]!;
  }
  /** The fact that it was made of; 0 for none. */
  originOf(id: number): number {
    return this.origins[id]!;
  }

  /** Adds a fact that says more than what a node holds; of many fields of one class, that it is in some of them. */
  add(node: number, fact: Fact, origin: number): void {
    const label = labelOf(fact);
    if (label < quickLabels && (this.whole[node]! & (1 << label)) !== 0) return;
    const key = keyOf(fact);
    const entered = isEntered(fact);
    let keys = 0;
    for (let id = this.first[node]!; id !== 0; id = this.next[id]!) {
      const known = this.facts[id]!;
      if (labelOf(known) !== label) continue;
      keys += 1;
      // A fact without the mark says as much as one with it, and more.
      if (!entered && isEntered(known)) continue;
      const held = keyOf(known);
      if (held === deep || held === key || (held === anyKey && key !== deep)) return;
    }
    this.push(node, key <= anyKey || keys < keysEach ? fact : factOf(label, anyKey, entered ? 1 : 0), origin);
  }

  private push(node: number, fact: Fact, origin: number): void {
    const id = (this.count += 1);
    if (id >= this.facts.length) this.grow();
    this.facts[id] = fact;
    this.nodes[id] = node;
    this.origins[id] = origin;
    this.next[id] = this.first[node]!;
    this.first[node] = id;
    const label = labelOf(fact);
    if (label < quickLabels && keyOf(fact) === deep && !isEntered(fact)) this.whole[node]! |= 1 << label;
  }

  private grow(): void {
    const twice = (of: Int32Array): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(of.length * 2);
      larger.set(of);
      return larger;
    };
    this.next = twice(this.next);
    this.nodes = twice(this.nodes);
    this.facts = twice(this.facts);
    this.origins = twice(this.origins);
  }

  /** The numbers of a node's facts, in the order in which they were found. */
  ofNode(node: number): readonly number[] {
    const found: number[] = [];
    for (let id = this.first[node]!; id !== 0; id = this.next[id]!) found.push(id);
    return found.reverse();
  }
}
