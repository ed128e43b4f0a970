import type { Steps } from '../walk.js';
import { Ahead } from './ahead.js';
import { Facts } from './facts.js';
import { anyKey, argumentOf, deep, howOf, operation, type FlowGraph } from './graph.js';
import { crossing, type Backwards, type Forwards, type Joined } from './joined.js';
import type { Label, TaintRules } from './rules.types.js';

/** Classes are bits of a whole number. */
const mostLabels = 31;

/**
 * Follows data along the edges of all files to a fixpoint (a worklist over facts of nodes, as in Reps, Horwitz and Sagiv, "Precise interprocedural
 * dataflow analysis via graph reachability", POPL 1995, without telling calls of one function apart).
 */
export class Propagation {
  readonly facts: Facts;
  private readonly ahead: Ahead;
  /** Classes whose fields, and what is made of them, are of another class. */
  private readonly changing: number;

  /** @throws StepsSpent; RangeError for rules with more classes than are told apart. */
  constructor(private readonly joined: Joined, private readonly forwards: Forwards, back: Backwards, private readonly rules: TaintRules, private readonly steps: Steps) {
    if (rules.labels.length > mostLabels) throw new RangeError('more classes of data than are told apart');
    this.facts = new Facts(joined.size);
    this.ahead = new Ahead(joined, forwards, back, rules, steps);
    this.changing = rules.labels.reduce((bits, _, label) => (rules.parts(label).length > 0 ? bits | (1 << label) : bits), 0);
  }

  /** @throws StepsSpent */
  run(): void {
    this.joined.flows.forEach(({ graph }, module) => {
      for (const { node, label } of graph.seeds) this.add(this.joined.bases[module]! + node, deep, 0, 1 << label, 0);
    });
    for (let id = this.facts.next(); id !== 0; id = this.facts.next()) this.follow(id, this.facts.takeDue(id));
  }

  private add(node: number, key: number, mark: number, classes: number, from: number, was?: number): void {
    const asked = classes & this.ahead.asked(node);
    if (asked !== 0) this.facts.add(node, key, mark, asked, from, was);
  }

  /** What has come to a holding comes to the nodes after it. */
  private follow(id: number, classes: number): void {
    this.steps.take();
    const { offsets, targets, ways } = this.forwards;
    const { owners } = this.joined;
    const at = this.facts.nodeOf(id);
    const key = this.facts.keyOf(id);
    const mark = this.facts.markOf(id);
    for (let edge = offsets[at]!; edge < offsets[at + 1]!; edge += 1) {
      const to = targets[edge]!;
      const way = ways[edge]!;
      // What leaves a function otherwise than by its result is there for everybody.
      const kept = owners[to] === owners[at] ? mark : 0;
      switch (howOf(way)) {
        case operation.copy: this.add(to, key, kept, classes, id); break;
        case operation.enter: this.add(to, key, 1, classes, id); break;
        case operation.return: if (mark === 0) this.add(to, key, 0, classes, id); break;
        case operation.collapse: this.within(to, deep, kept, classes, id); break;
        case operation.store:
          if (key === deep) this.add(to, argumentOf(way), kept, classes, id);
          else this.within(to, argumentOf(way), kept, classes, id);
          break;
        case operation.turn: this.turn(at, to, kept, classes, id, argumentOf(way)); break;
        case operation.part:
          if (key === deep) this.fields(to, kept, classes, id, '');
          else this.add(to, deep, kept, classes, id);
          break;
        case operation.load: this.load(at, to, key, kept, classes, id, argumentOf(way)); break;
        default: this.cross(id, at, key, mark, classes, to, howOf(way));
      }
    }
  }

  /** What is made of data, or holds it somewhere inside. */
  private within(to: number, key: number, mark: number, classes: number, id: number): void {
    this.add(to, key, mark, classes & ~this.changing, id);
    this.each(classes & this.changing, (label) => { this.add(to, key, mark, 1 << this.rules.inside(label), id, label); });
  }

  /** A field, known by its name, of data that is of its classes as a whole. */
  private fields(to: number, mark: number, classes: number, id: number, name: string): void {
    this.add(to, deep, mark, classes & ~this.changing, id);
    this.each(classes & this.changing, (label) => {
      const field = this.rules.field(label, name);
      if (field !== undefined) this.add(to, deep, mark, 1 << field, id, label);
    });
  }

  private load(at: number, to: number, key: number, mark: number, classes: number, id: number, field: number): void {
    const graph = this.graphOf(at);
    if (key === deep && field !== anyKey) this.fields(to, mark, classes, id, graph.keyName(field) ?? '');
    else if (key === deep || key === anyKey || field === anyKey || graph.isRead(field, key)) this.add(to, deep, mark, classes, id);
  }

  private turn(at: number, to: number, mark: number, classes: number, id: number, argument: number): void {
    const turn = this.joined.flows[this.joined.modules[at]!]!.turns[argument];
    if (turn === undefined) return;
    this.each(classes, (label) => { if (turn.from === undefined || turn.from.includes(label)) this.add(to, deep, mark, 1 << turn.to, id, label); });
  }

  private cross(id: number, at: number, key: number, mark: number, classes: number, to: number, way: number): void {
    if (way === crossing.return && mark === 1) return;
    const { modules } = this.joined;
    const same = modules[at] === modules[to];
    const moved = same || key <= anyKey ? key : this.graphOf(to).key(this.graphOf(at).keyName(key));
    this.add(to, moved, way === crossing.enter ? 1 : same ? mark : 0, classes, id);
  }

  private graphOf(node: number): FlowGraph {
    return this.joined.flows[this.joined.modules[node]!]!.graph;
  }

  private each(classes: number, take: (label: Label) => void): void {
    for (let left = classes; left !== 0; left &= left - 1) take(31 - Math.clz32(left & -left));
  }
}
