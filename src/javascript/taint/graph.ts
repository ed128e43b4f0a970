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
/** The field of what stands behind a script in a list of arguments: the interpreter that runs the script hands it on, and runs none of it. NUL is in no name. */
const operandName = '\0operand';
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
/** Operations as edges keep them: whoever follows edges meets millions of them. */
export const operation: { readonly [name in Operation]: number } = { copy: 0, collapse: 1, store: 2, load: 3, part: 4, turn: 5, enter: 6, return: 7 };
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
  /** True where what stands behind a script in a list of arguments is handed to that script, and says nothing here. */
  readonly script?: boolean;
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
  /** Edges are chains: the first one of each node, then the one after each, the last one made foremost; negative: no further one. */
  readonly first: number[] = [-1];
  readonly next: number[] = [];
  readonly target: number[] = [];
  readonly how: number[] = [];
  readonly argument: number[] = [];
  /** Where in the text a node was made, for those that a trace may show; negative for all others. */
  readonly places: number[] = [-1];
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
    this.places[id] = start ?? -1;
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
  get operand(): number {
    return this.key(operandName);
  }
  isOperand(key: number): boolean {
    return key > anyKey && this.keyName(key) === operandName;
  }
  /** Whether reading one field gives what is in another: operands are not counted, so that each may be at any place but the first. */
  isRead(field: number, key: number): boolean {
    return field === key || (this.isOperand(key) && /^\d/.test(this.keyName(field) ?? ''));
  }
  /** The name of a field's number; undefined for a field that is not known. */
  keyName(key: number): string | undefined {
    return this.names[key - 2];
  }

  edge(from: number, to: number, name: Operation, argument = 0): void {
    const how = operation[name];
    if (from === 0 || to === 0 || (from === to && how !== operation.turn)) return;
    const id = this.target.length;
    this.target.push(to);
    this.how.push(how);
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
}
