import { Columns } from './columns.js';
import { anyKey, deep } from './graph.js';
import { Lines } from './lines.js';

/**
 * Steps that a weaker holding waits. A way that is told is no longer always the shortest one: in 63 MB of code those told go through 4 in 100 functions more
 * than without waiting. Half as many steps save little; half as many again lengthen ways by 17 in 100.
 */
const waits = 4;
/** Columns of a holding: `length` is that of the way on which it was reached. */
const nodes = 0, keys = 1, marks = 2, held = 3, due = 4, nextOfNode = 5, lastArrival = 6, length = 7;
/** Columns of an arrival. */
const came = 0, origin = 1, before = 2, earlier = 3;

/**
 * Which classes of data are where. A holding is a node, with one of its fields or as a whole, marked or not (see graph.ts), and the classes that it
 * holds as bits: in a large package all classes come to most nodes, on the same ways. It waits in line with what has come to it since it was followed
 * last. Arrivals keep where from each class came first, for traces. All of it stands in typed arrays: of a compiler there are millions.
 */
export class Facts {
  private readonly first: Int32Array;
  /** For each node the classes that it holds wholly and without the mark, beside which nothing more can be said. */
  private readonly whole: Int32Array;
  private readonly holdings = new Columns(8, 1024);
  private readonly arrivals = new Columns(4, 1024);
  private readonly line = new Lines();

  /** @param size one more than the highest number of a node. */
  constructor(size: number) {
    this.first = new Int32Array(size);
    this.whole = new Int32Array(size);
  }

  nodeOf(id: number): number {
    return this.holdings.of[nodes]![id]!;
  }
  keyOf(id: number): number {
    return this.holdings.of[keys]![id]!;
  }
  markOf(id: number): number {
    return this.holdings.of[marks]![id]!;
  }
  classesOf(id: number): number {
    return this.holdings.of[held]![id]!;
  }
  /** The holdings of a node. */
  ofNode(node: number): readonly number[] {
    const found: number[] = [];
    for (let id = this.first[node]!; id !== 0; id = this.holdings.of[nextOfNode]![id]!) found.push(id);
    return found;
  }

  /** The holding that is next in line; 0 when all are followed. */
  next(): number {
    return this.line.next();
  }
  /** What has come to a holding since this was asked last, as bits. */
  takeDue(id: number): number {
    const column = this.holdings.of[due]!;
    const bits = column[id]!;
    column[id] = 0;
    return bits;
  }

  /**
   * Adds what says more than what a node holds; of many fields with one class, that it is in some of them.
   * @param classes as bits.
   * @param from the holding that it comes from; 0 where it begins.
   * @param was the class that it was there, where that was another one.
   */
  add(node: number, key: number, mark: number, classes: number, from: number, was = -1): void {
    let fresh = classes & ~this.whole[node]!;
    if (fresh === 0) return;
    const { of } = this.holdings;
    // How many holdings there are of each class, in three bits of each: of one class six fields are told apart in a node.
    let ones = 0, twos = 0, fours = 0, many = 0, same = 0;
    for (let id = this.first[node]!; id !== 0; id = of[nextOfNode]![id]!) {
      const bits = of[held]![id]! & classes;
      const twice = ones & bits;
      ones ^= bits;
      fours |= twos & twice;
      twos ^= twice;
      many |= fours & twos;
      const other = of[keys]![id]!;
      if (other === key && of[marks]![id]! === mark) same = id;
      // What is without the mark says as much as with it, and more.
      if (mark === 0 && of[marks]![id]! === 1) continue;
      if (other === deep || other === key || (other === anyKey && key !== deep)) fresh &= ~bits;
    }
    if (fresh === 0) return;
    const wide = key > anyKey ? fresh & many : 0;
    if ((fresh & ~wide) !== 0) this.put(same === 0 ? this.holding(node, key, mark) : same, fresh & ~wide, from, was);
    if (wide !== 0) this.put(this.find(node, anyKey, mark), wide, from, was);
  }

  private put(id: number, classes: number, from: number, was: number): void {
    const { of } = this.holdings;
    of[held]![id]! |= classes;
    if (of[due]![id] === 0) {
      const steps = from === 0 ? 0 : of[length]![from]! + 1;
      of[length]![id] = steps;
      // What is whole and without the mark says most, and much else need not be followed when it comes first: that waits a little.
      this.line.put(id, of[keys]![id] === deep && of[marks]![id] === 0 ? steps : steps + waits);
    }
    of[due]![id]! |= classes;
    if (of[keys]![id] === deep && of[marks]![id] === 0) this.whole[of[nodes]![id]!]! |= classes;
    const arrival = this.arrivals.push();
    const kept = this.arrivals.of;
    kept[came]![arrival] = classes;
    kept[origin]![arrival] = from;
    kept[before]![arrival] = was;
    kept[earlier]![arrival] = of[lastArrival]![id]!;
    of[lastArrival]![id] = arrival;
  }

  private find(node: number, key: number, mark: number): number {
    const { of } = this.holdings;
    for (let id = this.first[node]!; id !== 0; id = of[nextOfNode]![id]!) if (of[keys]![id] === key && of[marks]![id] === mark) return id;
    return this.holding(node, key, mark);
  }

  private holding(node: number, key: number, mark: number): number {
    const id = this.holdings.push();
    const { of } = this.holdings;
    of[nodes]![id] = node;
    of[keys]![id] = key;
    of[marks]![id] = mark;
    of[nextOfNode]![id] = this.first[node]!;
    this.first[node] = id;
    return id;
  }

  /** When a class came to a holding first, in the order of all arrivals; and where from: a holding, 0 where it began, and the class that it was there. */
  arrivalOf(id: number, label: number): { readonly at: number; readonly from: number; readonly was: number } | undefined {
    const { of } = this.arrivals;
    const bit = 1 << label;
    for (let at = this.holdings.of[lastArrival]![id]!; at !== 0; at = of[earlier]![at]!) {
      if ((of[came]![at]! & bit) !== 0) return { at, from: of[origin]![at]!, was: of[before]![at]! < 0 ? label : of[before]![at]! };
    }
    return undefined;
  }
}
