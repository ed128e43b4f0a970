import type { Backwards, Joined } from './joined.js';

/** Texts that are told of one sink, and nodes that are looked at to find them: the nearest ones are those that were written for it. */
const mostTexts = 16;
const mostLooked = 4_000;

/** Stands after the texts of a sink where there may be more than were looked at: whoever puts some in front must not hide one behind them. */
export const moreTexts = 'more';

/** Finds the texts that come to nodes. */
export class Texts {
  private readonly texts = new Map<number, string[]>();
  private readonly holds: Uint8Array;
  /** For each node the search in which it was met last. */
  private readonly met: Int32Array;
  private searches = 0;

  constructor({ flows, bases, size }: Joined, private readonly back: Backwards) {
    this.holds = new Uint8Array(size);
    this.met = new Int32Array(size);
    flows.forEach(({ graph }, module) => {
      for (const { node: own, text } of graph.texts) {
        const node = bases[module]! + own;
        const known = this.texts.get(node);
        if (known === undefined) this.texts.set(node, [text]);
        else known.push(text);
        this.holds[node] = 1;
      }
    });
  }

  /** The texts that come to a node, the nearest first. */
  nearest(from: number): readonly string[] {
    const { offsets, sources } = this.back;
    const search = (this.searches += 1);
    const texts = new Set<string>();
    const open: number[] = [from];
    this.met[from] = search;
    let at = 0;
    for (; at < open.length && at < mostLooked && texts.size < mostTexts; at += 1) {
      const node = open[at]!;
      if (this.holds[node] === 1) for (const text of this.texts.get(node)!) texts.add(text);
      for (let edge = offsets[node]!; edge < offsets[node + 1]!; edge += 1) {
        const next = sources[edge]! < 0 ? ~sources[edge]! : sources[edge]!;
        if (this.met[next] === search) continue;
        this.met[next] = search;
        open.push(next);
      }
    }
    return at < open.length ? [...texts, moreTexts] : [...texts];
  }
}
