import type { Steps } from '../walk.js';
import { argumentOf, howOf, operation } from './graph.js';
import type { Backwards, Forwards, Joined } from './joined.js';
import type { Label, TaintRules, Turn } from './rules.types.js';

/** Bits of a number that are told apart; what comes after shares the last one. */
const mostBits = 30;

/**
 * What lies ahead of each node: sinks, and edges on which data of a class turns into another one that says something further on. Data is followed only
 * where it may come to say something.
 */
export class Ahead {
  private readonly bits = new Map<string, number>();
  private readonly wanted: number[] = [];
  private readonly masks: Int32Array;
  private readonly labels = new Map<number, number>();

  /** @throws StepsSpent */
  constructor(private readonly joined: Joined, private readonly forwards: Forwards, private readonly back: Backwards, private readonly rules: TaintRules, steps: Steps) {
    this.masks = new Int32Array(joined.size);
    this.fill(steps);
  }

  /** The classes of data that may come to say something from a node, as bits. */
  asked(node: number): number {
    return this.masks[node]!;
  }

  /** The classes to which what lies ahead says something. */
  private askedOf(mask: number): number {
    let labels = this.labels.get(mask);
    if (labels === undefined) this.labels.set(mask, (labels = this.rules.labels.reduce((all, _, label) => ((mask & this.wantedBy(label)) === 0 ? all : all | (1 << label)), 0)));
    return labels;
  }

  private fill(steps: Steps): void {
    const { masks } = this;
    const { flows, bases, modules } = this.joined;
    const { offsets, sources } = this.back;
    const open: number[] = [];
    const reach = (node: number, mask: number): void => {
      const known = masks[node]!;
      if ((known | mask) === known) return;
      masks[node] = known | mask;
      open.push(node);
    };
    flows.forEach(({ graph }, module) => { for (const { sink, node } of graph.sinks) reach(bases[module]! + node, this.bit(`sink ${sink}`)); });
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      steps.take();
      const mask = masks[node]!;
      for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) {
        const from = sources[at]!;
        if (from >= 0) reach(from, mask);
        else reach(~from, this.turned(~from, node, flows[modules[node]!]!.turns, mask));
      }
    }
    for (let node = 0; node < masks.length; node += 1) if (masks[node] !== 0) masks[node] = this.askedOf(masks[node]!);
  }

  /** What lies ahead of the edges from a node to another one on which data turns. */
  private turned(from: number, to: number, turns: readonly Turn[], mask: number): number {
    const { offsets, targets, ways } = this.forwards;
    let bits = 0;
    for (let at = offsets[from]!; at < offsets[from + 1]!; at += 1) {
      const turn = targets[at] === to && howOf(ways[at]!) === operation.turn ? turns[argumentOf(ways[at]!)] : undefined;
      if (turn === undefined || (mask & this.wantedBy(turn.to)) === 0) continue;
      bits |= turn.from === undefined ? this.bit('turn') : turn.from.reduce((all, label) => all | this.bit(`turn ${label}`), 0);
    }
    return bits;
  }

  private wantedBy(label: Label): number {
    return (this.wanted[label] ??= [label, ...this.rules.parts(label)].reduce((all, one) => all | this.bit(`turn ${one}`) | this.rules.ends(one).reduce((mask, sink) => mask | this.bit(`sink ${sink}`), 0), this.bit('turn')));
  }

  private bit(name: string): number {
    let bit = this.bits.get(name);
    if (bit === undefined) this.bits.set(name, (bit = 1 << Math.min(this.bits.size, mostBits)));
    return bit;
  }
}
