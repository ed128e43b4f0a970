import type { Label } from './rules.types.js';

/**
 * A fact about a node: data of a class is in it, as a whole (`deep`), or in the field `key` of it. One level of fields is told apart, so
 * that an address beside a password is no password; deeper ones count as the field that holds them.
 */
export type Fact = number;
const labelSpace = 8192;
/** One bit for the mark, thirteen for the class; fields have fewer than 2^17 numbers (see Graph.key), so that a fact is a small integer. */
const keyShift = 14;
/** Set on facts that came into a function by a parameter: what it gives back of them is known by its summary, for each caller by itself. */
const descended = 1;
export const deep = 0;
/** The field of which nothing is known but that there is one. */
export const anyKey = 1;

export function factOf(label: Label, key: number, mark = 0): Fact {
  return ((key * labelSpace + label) << 1) + mark;
}
export function labelOf(fact: Fact): Label {
  return (fact >> 1) & (labelSpace - 1);
}
export function keyOf(fact: Fact): number {
  return fact >> keyShift;
}
/** The same fact inside a function that it was handed to, or out of any. */
export function enteredFact(fact: Fact): Fact {
  return fact | descended;
}
export function sharedFact(fact: Fact): Fact {
  return fact & ~descended;
}
export function isEntered(fact: Fact): boolean {
  return (fact & descended) !== 0;
}

/**
 * How data changes along an edge. `copy`: it stays; `collapse`: fields become the whole; `store`, `load`: into and out of a field; `part`: out of one
 * that is not told; `turn`: by a table; `enter`, `return`: into a function by a parameter, and what it makes by itself out of it.
 */
export type Operation = 'copy' | 'collapse' | 'store' | 'load' | 'part' | 'turn' | 'enter' | 'return';
const operations: readonly Operation[] = ['copy', 'collapse', 'store', 'load', 'part', 'turn', 'enter', 'return'];
/** The owner of what no function owns: exports, globals, fields of `this`, constants. */
export const shared = -1;

export interface Sink {
  readonly sink: string;
  readonly node: number;
  readonly start: number;
  readonly end: number;
  /** The function in whose body it stands. */
  readonly within: number;
  readonly api: string;
}

/** The flow graph of one file: nodes are places of data, edges the ways between them. */
export class Graph {
  nodes = 0;
  /** The function whose nodes are being made. */
  owner = shared;
  readonly seeds: { readonly node: number; readonly label: Label; readonly start: number }[] = [];
  /** Texts that are to be known where they end. */
  readonly texts: { readonly node: number; readonly text: string }[] = [];
  readonly sinks: Sink[] = [];
  private readonly first: number[] = [];
  private readonly next: number[] = [];
  private readonly target: number[] = [];
  private readonly how: number[] = [];
  private readonly argument: number[] = [];
  /** Where in the text a node was made, for those that a trace may show. */
  readonly places = new Map<number, number>();
  /** Where edges begin that were added since `borrow`. */
  private added: number[] | undefined;
  private readonly keys = new Map<string, number>();
  private readonly names: string[] = [];

  /** For each node the function that it belongs to. */
  readonly owners: number[] = [shared];

  node(start?: number, owner: number = this.owner): number {
    const id = (this.nodes += 1);
    this.owners[id] = owner;
    this.first[id] = -1;
    if (start !== undefined) this.places.set(id, start);
    return id;
  }

  /** A number for a field's name; fields that cannot be told apart any more share one. */
  key(name: string | undefined): number {
    if (name === undefined) return anyKey;
    let key = this.keys.get(name);
    if (key !== undefined) return key;
    key = this.names.length < 100_000 ? this.names.push(name) + 1 : anyKey;
    this.keys.set(name, key);
    return key;
  }
  /** The name of a field's number; undefined for a field that is not known. */
  keyName(key: number): string | undefined {
    return this.names[key - 2];
  }

  edge(from: number, to: number, operation: Operation, argument = 0): void {
    if (from === 0 || to === 0 || (from === to && operation !== 'turn')) return;
    const id = this.target.length;
    this.target.push(to);
    this.how.push(operations.indexOf(operation));
    this.argument.push(argument);
    this.next.push(this.first[from]!);
    this.first[from] = id;
    this.added?.push(from);
  }

  /** Edges from here on hold until `release`: they say what this file's neighbours make of it, which another version may not have. */
  borrow(): void {
    this.added = [];
  }
  release(): void {
    for (let last = this.added?.pop(); last !== undefined; last = this.added?.pop()) {
      this.first[last] = this.next.pop()!;
      this.target.pop();
      this.how.pop();
      this.argument.pop();
    }
    this.added = undefined;
  }

  get size(): number {
    return this.target.length + this.nodes;
  }

  /** What a fact of a node makes of the nodes after it. */
  eachNext(from: number, fact: Fact, turns: (table: number, label: Label) => Label | undefined, field: (label: Label, key: number) => Label | undefined, inside: (label: Label) => Label, found: (to: number, fact: Fact) => void): void {
    const label = labelOf(fact);
    const key = keyOf(fact);
    const mark = isEntered(fact) ? descended : 0;
    const owner = this.owners[from];
    for (let id = this.first[from]!; id >= 0; id = this.next[id]!) {
      const to = this.target[id]!;
      const argument = this.argument[id]!;
      // What leaves a function otherwise than by its result is there for everybody.
      const kept = this.owners[to] === owner ? mark : 0;
      switch (operations[this.how[id]!]!) {
        case 'copy': found(to, factOf(label, key, kept)); break;
        case 'enter': found(to, factOf(label, key, descended)); break;
        case 'return': if (mark === 0) found(to, fact); break;
        case 'collapse': found(to, factOf(inside(label), deep, kept)); break;
        case 'store': found(to, factOf(key === deep ? label : inside(label), argument, kept)); break;
        case 'part': {
          const part = key === deep ? field(label, 0) : label;
          if (part !== undefined) found(to, factOf(part, deep, kept));
          break;
        }
        case 'load':
          if (key === deep && argument !== anyKey) {
            const part = field(label, argument);
            if (part !== undefined) found(to, factOf(part, deep, kept));
          } else if (key === deep || key === anyKey || argument === anyKey || key === argument) found(to, factOf(label, deep, kept));
          break;
        case 'turn': {
          const turned = turns(argument, label);
          if (turned !== undefined) found(to, factOf(turned, deep, kept));
        }
      }
    }
  }

  /** The nodes of the same function that data of a node comes to, whatever it is, and whether only a field of it does. */
  eachWithin(from: number, found: (to: number, part: boolean) => void): void {
    const owner = this.owners[from];
    for (let id = this.first[from]!; id >= 0; id = this.next[id]!) {
      const to = this.target[id]!;
      const operation = operations[this.how[id]!]!;
      if (this.owners[to] === owner && operation !== 'enter' && operation !== 'return') found(to, operation === 'load' && this.argument[id] !== anyKey);
    }
  }

  /** The nodes before each node: those of node n are `sources` from `offsets[n]` up to `offsets[n + 1]`. */
  backwards(): { readonly offsets: Int32Array; readonly sources: Int32Array } {
    const offsets = new Int32Array(this.nodes + 2);
    for (const to of this.target) offsets[to + 1]! += 1;
    for (let node = 1; node < offsets.length; node += 1) offsets[node]! += offsets[node - 1]!;
    const sources = new Int32Array(this.target.length);
    const filled = offsets.slice();
    for (let from = 1; from <= this.nodes; from += 1) {
      for (let id = this.first[from]!; id >= 0; id = this.next[id]!) {
        const to = this.target[id]!;
        sources[filled[to]!] = from;
        filled[to]! += 1;
      }
    }
    return { offsets, sources };
  }
}
