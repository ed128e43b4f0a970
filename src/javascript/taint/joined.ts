import { howOf, operation, shared } from './graph.js';
import type { ModuleFlow } from './module-flow.js';

/** How data crosses from one file to another: as it is, into a function, or out of one. */
export const crossing = { asItIs: operation.return + 1, enter: operation.return + 2, return: operation.return + 3 } as const;
export type Crossing = keyof typeof crossing;

/** Edges by the node at one end: those of node n are at `offsets[n]` up to `offsets[n + 1]`. */
export interface Backwards {
  readonly offsets: Int32Array;
  /** Where each edge begins; its complement (`~`) for edges on which data turns. */
  readonly sources: Int32Array;
}
/** `ways` holds of each edge the operation or crossing and its argument: see `howOf` and `argumentOf`. */
export interface Forwards {
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  readonly ways: Int32Array;
}

/**
 * The graphs of several files as one. A node has a number of its own in all of them together: that of its file's first one, and its own on top.
 */
export class Joined {
  readonly bases: readonly number[];
  readonly size: number;
  /** The file of each node. */
  readonly modules: Int32Array;
  /** Of each node the function that it belongs to, by its number in its file. */
  readonly owners: Int32Array;
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private readonly how: number[] = [];

  constructor(readonly flows: readonly ModuleFlow[]) {
    let size = 0;
    this.bases = flows.map(({ graph }) => {
      const base = size;
      size += graph.nodes + 1;
      return base;
    });
    this.size = size;
    this.modules = new Int32Array(size);
    this.owners = new Int32Array(size).fill(shared);
    flows.forEach(({ graph }, module) => {
      const base = this.bases[module]!;
      this.modules.fill(module, base, base + graph.nodes + 1);
      this.owners.set(graph.owners, base);
    });
  }

  /** An edge between nodes of any two files; a node 0 is none. */
  join(from: number, node: number, to: number, target: number, how: Crossing = 'asItIs'): void {
    if (node === 0 || target === 0) return;
    this.from.push(this.bases[from]! + node);
    this.to.push(this.bases[to]! + target);
    this.how.push(crossing[how]);
  }

  /** All edges as they are now: of each node those that were laid, the last one foremost, then those of its file, then those between files. */
  forwards(): Forwards {
    const offsets = new Int32Array(this.size + 1);
    this.flows.forEach(({ graph }, module) => {
      const base = this.bases[module]!;
      for (let node = 1; node <= graph.nodes; node += 1) offsets[base + node + 1] = graph.offsets[node + 1]! - graph.offsets[node]!;
      for (const [node, laid] of graph.laid) offsets[base + node + 1]! += laid.length / 2;
    });
    for (const from of this.from) offsets[from + 1]! += 1;
    for (let node = 1; node < offsets.length; node += 1) offsets[node]! += offsets[node - 1]!;
    const targets = new Int32Array(offsets[this.size]!);
    const ways = new Int32Array(targets.length);
    const filled = offsets.slice();
    const put = (from: number, to: number, way: number): void => {
      const at = filled[from]!;
      targets[at] = to;
      ways[at] = way;
      filled[from] = at + 1;
    };
    this.flows.forEach(({ graph }, module) => {
      const base = this.bases[module]!;
      for (const [node, laid] of graph.laid) for (let at = laid.length - 2; at >= 0; at -= 2) put(base + node, base + laid[at]!, laid[at + 1]!);
      for (let node = 1; node <= graph.nodes; node += 1) for (let at = graph.offsets[node]!; at < graph.offsets[node + 1]!; at += 1) put(base + node, base + graph.targets[at]!, graph.ways[at]!);
    });
    this.from.forEach((from, id) => { put(from, this.to[id]!, this.how[id]!); });
    return { offsets, targets, ways };
  }
}

/** The same edges the other way round. */
export function backwardsOf({ offsets: forwards, targets, ways }: Forwards): Backwards {
  const offsets = new Int32Array(forwards.length);
  for (const to of targets) offsets[to + 1]! += 1;
  for (let node = 1; node < offsets.length; node += 1) offsets[node]! += offsets[node - 1]!;
  const sources = new Int32Array(targets.length);
  const filled = offsets.slice();
  for (let node = 0; node + 1 < forwards.length; node += 1) for (let at = forwards[node]!; at < forwards[node + 1]!; at += 1) {
    const to = targets[at]!;
    sources[filled[to]!] = howOf(ways[at]!) === operation.turn ? ~node : node;
    filled[to]! += 1;
  }
  return { offsets, sources };
}
