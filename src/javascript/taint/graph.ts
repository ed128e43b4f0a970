import { Columns } from './columns.js';
import type { Label } from './rules.types.js';

/** The field of what stands behind a script in a list of arguments: the interpreter that runs the script hands it on, and runs none of it. NUL is in no name. */
const operandName = '\0operand';
/**
 * Data of a class is in a node as a whole (`deep`), or in one field of it. One level of fields is told apart, so that an address beside a password is
 * no password; deeper ones count as the field that holds them. What came into a function by a parameter is marked: what the function gives back of it
 * is known by its summary, for each caller by itself.
 */
export const deep = 0;
/** The field of which nothing is known but that there is one. */
export const anyKey = 1;

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

const waySpace = 4;
const wayMask = (1 << waySpace) - 1;
/** What an edge does, as one number. */
export function wayWith(how: number, argument: number): number {
  return (argument << waySpace) | how;
}
export function howOf(way: number): number {
  return way & wayMask;
}
export function argumentOf(way: number): number {
  return way >> waySpace;
}

/** The fields of a file's graph, by numbers of its own. */
class Fields {
  private readonly keys = new Map<string, number>();
  private readonly names: string[] = [];

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
}

interface Seed { readonly node: number; readonly label: Label; readonly start: number }
interface Text { readonly node: number; readonly text: string }

const last = 0, placed = 1, owned = 2;
const before = 0, ending = 1, leading = 2;

/** The flow graph of one file while it is built: nodes are places of data, edges the ways between them. */
export class Graph {
  /** Columns of a node: its last edge (0: none), where it is in the text, the function that owns it. */
  private readonly own: Columns;
  /** Columns of an edge: the one before it of the same node (0: none), where it ends, its way. */
  private readonly edges: Columns;
  /** The function whose nodes are being made. */
  owner = shared;
  readonly seeds: Seed[] = [];
  /** Texts that are to be known where they end. */
  readonly texts: Text[] = [];
  readonly sinks: Sink[] = [];
  private readonly fields = new Fields();

  /** @param size of the tree, in nodes. Most trees have half as many places of data, and as many ways between them. */
  constructor(size: number) {
    this.own = new Columns(3, size >> 1);
    this.edges = new Columns(3, size);
    this.own.of[placed]![0] = -1;
    this.own.of[owned]![0] = shared;
  }

  node(start?: number, owner: number = this.owner): number {
    const id = this.own.push();
    this.own.of[owned]![id] = owner;
    this.own.of[placed]![id] = start ?? -1;
    return id;
  }
  /** Says where in the text a node was made. */
  place(node: number, start: number): void {
    this.own.of[placed]![node] = start;
  }

  key(name: string | undefined): number {
    return this.fields.key(name);
  }
  keyName(key: number): string | undefined {
    return this.fields.keyName(key);
  }
  get operand(): number {
    return this.fields.key(operandName);
  }

  edge(from: number, to: number, name: Operation, argument = 0): void {
    const how = operation[name];
    if (from === 0 || to === 0 || (from === to && how !== operation.turn)) return;
    const id = this.edges.push();
    const { of } = this.edges;
    const foremost = this.own.of[last]!;
    of[before]![id] = foremost[from]!;
    of[ending]![id] = to;
    of[leading]![id] = wayWith(how, argument);
    foremost[from] = id;
  }

  /** Data from a node into another one, by the keys that lead into it. */
  along(from: number, keys: readonly (string | undefined)[], to: number): void {
    if (from === 0) return;
    if (keys.length === 0) this.edge(from, to, 'copy');
    else this.edge(from, to, 'load', this.key(keys[0]));
  }

  /** Data of a label begins here. */
  seed(node: number, label: Label, start: number): void {
    this.seeds.push({ node, label, start });
    this.place(node, start);
  }

  /** Both together; 0 where nothing is in either. */
  merge(a: number, b: number, name: 'copy' | 'collapse' = 'copy'): number {
    if (a === 0 && b === 0) return 0;
    if (name === 'copy' && (a === 0 || b === 0 || a === b)) return a === 0 ? b : a;
    const id = this.node();
    this.edge(a, id, name);
    this.edge(b, id, name);
    return id;
  }

  /** The graph as it is kept: of a large package there are some hundred of them at a time. */
  finish(): FlowGraph {
    const nodes = this.own.size;
    const offsets = new Int32Array(nodes + 2);
    const targets = new Int32Array(this.edges.size);
    const ways = new Int32Array(this.edges.size);
    const [foremost, places, owners] = this.own.of as [Int32Array, Int32Array, Int32Array];
    const [next, target, way] = this.edges.of as [Int32Array, Int32Array, Int32Array];
    let at = 0;
    for (let node = 0; node <= nodes; node += 1) {
      offsets[node] = at;
      for (let id = foremost[node]!; id !== 0; id = next[id]!) {
        targets[at] = target[id]!;
        ways[at] = way[id]!;
        at += 1;
      }
    }
    offsets[nodes + 1] = at;
    return new FlowGraph(nodes, this.seeds, this.texts, this.sinks, places.slice(0, nodes + 1), owners.slice(0, nodes + 1), offsets, targets, ways, this.fields);
  }
}

/** The flow graph of one file. The edges of node n are those from `offsets[n]` up to `offsets[n + 1]`, the last one made foremost. */
export class FlowGraph {
  /** Edges that hold until `release`, by the node where they begin: the node where each ends and its way, one after the other. */
  readonly laid = new Map<number, number[]>();

  /**
   * @param places where in the text nodes were made, for those that a trace may show; negative for all others.
   * @param owners for each node the function that it belongs to.
   */
  constructor(readonly nodes: number, readonly seeds: readonly Seed[], readonly texts: readonly Text[], readonly sinks: readonly Sink[], readonly places: Int32Array, readonly owners: Int32Array, readonly offsets: Int32Array, readonly targets: Int32Array, readonly ways: Int32Array, private readonly fields: Fields) {}

  key(name: string | undefined): number {
    return this.fields.key(name);
  }
  keyName(key: number): string | undefined {
    return this.fields.keyName(key);
  }
  isOperand(key: number): boolean {
    return key > anyKey && this.keyName(key) === operandName;
  }
  /** Whether reading one field gives what is in another: operands are not counted, so that each may be at any place but the first. */
  isRead(field: number, key: number): boolean {
    return field === key || (this.isOperand(key) && /^\d/.test(this.keyName(field) ?? ''));
  }

  /** Adds an edge that says what this file's neighbours make of it, which another version may not have. */
  lay(from: number, to: number, name: Operation): void {
    if (from === 0 || to === 0 || from === to) return;
    const known = this.laid.get(from);
    if (known) known.push(to, operation[name]);
    else this.laid.set(from, [to, operation[name]]);
  }
  release(): void {
    this.laid.clear();
  }
}
