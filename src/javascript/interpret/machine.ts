import type { Binding, Scope } from '../places.js';
import type { Code } from './compile.js';
import type { Pattern } from './pattern.js';

/** Values of interpreted code: primitives are the host's own, everything else is one of the classes below. No host object is ever reached. */
export type Datum = string | number | boolean | null | undefined | List | Table | Closure | Native | Pattern;

/** Interpretation ends, and the value stays unknown: something that is not followed, or a budget that is spent. Interpreted code cannot catch it. */
export class Stop extends Error {}
/** A place outside the interpreted code is needed first (see session.ts). */
export class Needs {
  constructor(readonly cell: Cell) {}
}
/** What interpreted code throws, and can catch. */
export class Thrown {
  constructor(readonly value: Datum) {}
}

export function stop(why: string): never {
  throw new Stop(why);
}
/** A TypeError, RangeError or URIError of the interpreted code. */
export function fail(): never {
  throw new Thrown(new Table(0));
}

/** What an array is: of anything, or of bytes (a Uint8Array, or Node's Buffer, whose text is another). */
export type ListKind = 'any' | 'bytes' | 'buffer';

/** An array. `made`: the run that made it. */
export class List {
  constructor(public items: Datum[], public made: number, readonly kind: ListKind = 'any') {}
}

/** An object with own properties and no other. */
export class Table {
  readonly own = new Map<string, Datum>();
  /** Properties by numbers below this one may be parameters under another name (`arguments`): they are not read. */
  aliased = 0;
  prototype: Table | undefined;
  constructor(readonly made: number) {}
}

/** A function of the file. */
export class Closure {
  own: Map<string, Datum> | undefined;
  /** The variable that holds it, where it is one outside the interpreted code. */
  home: Cell | undefined;
  constructor(readonly code: Code, readonly frame: Frame | undefined, readonly made: number, readonly receiver: Datum, readonly bound?: readonly Datum[]) {}
}

/** A function or namespace of the runtime, by its name. */
export class Native {
  constructor(readonly name: string) {}
}

/** The variables of one call. */
export class Frame {
  readonly slots: Datum[];
  args: Table | undefined;
  constructor(size: number, readonly parent: Frame | undefined, readonly receiver: Datum, readonly given: readonly Datum[]) {
    this.slots = new Array<Datum>(size).fill(undefined);
  }
}

/** A variable outside the interpreted code. */
export interface Cell {
  readonly binding: Binding;
  /** The scope that declares it. */
  readonly scope: Scope;
  value: Datum;
  state: 'new' | 'busy' | 'ready' | 'unknown';
  /** True once every reference to it in the file was looked at: properties of what it holds are then known. */
  looked: boolean;
  /** Offset behind the last statement that changes it; before that, code of the same function does not find what it holds in the end. */
  from: number;
  /** The last run that changed it. */
  saved: number;
}

/** Longest string and array that interpreted code may make. */
export const longest = 262_144;
/** Stack of this process that interpreted code may use, in levels of expressions. */
const deepest = 1_200;

/** The state of a run: what it may still spend, and what it changed that was there before. */
export class Machine {
  left = 0;
  depth = 0;
  run = 1;
  /** Undoes, in reverse order, what this run changed of things made before it. */
  readonly changes: (() => void)[] = [];
  /** Where the code that is asked about stands: its offset, and the scope of the function around it. */
  position = Infinity;
  around: Scope | undefined;
  /** Variables that may be given any value: those whose statements are run to learn what they hold. */
  writable: ReadonlySet<Cell> | undefined;

  take(count: number): void {
    if ((this.left -= count) < 0) stop('steps');
  }

  enter(levels: number): void {
    if ((this.depth += levels) > deepest) stop('depth');
  }

  rollback(): void {
    while (this.changes.length > 0) this.changes.pop()!();
  }

  /** Elements of what was there before may only be changed by the statements that make it what it is. */
  changeList(list: List): void {
    if (list.made === this.run) return;
    if (this.writable === undefined) stop('a list of others is changed');
    const { items, made } = list;
    this.changes.push(() => { Object.assign(list, { items, made }); });
    list.items = [...items];
    list.made = this.run;
    this.take(items.length >> 4);
  }

  setProperty(on: Table | Closure, key: string, value: Datum): void {
    const own = on instanceof Table ? on.own : (on.own ??= new Map<string, Datum>());
    if (own.size > 65_536) stop('size');
    if (on.made !== this.run) {
      const before = own.get(key);
      const had = own.has(key);
      if (had && before === value) return;
      this.changes.push(() => { if (had) own.set(key, before); else own.delete(key); });
    }
    own.set(key, value);
  }

  setCell(cell: Cell, value: Datum): void {
    if (cell.state !== 'ready' && !this.writable?.has(cell)) throw new Needs(cell);
    const before = cell.value;
    // A function that puts another in its own place is known (see session.ts); any other change of an outer variable is not followed.
    if (!this.writable?.has(cell)) {
      if (!(before instanceof Closure && value instanceof Closure)) stop('a variable of others is changed');
      if (!cell.looked) throw new Needs(cell);
    }
    if (cell.saved !== this.run) this.changes.push(() => { cell.value = before; });
    cell.saved = this.run;
    cell.value = value;
    if (value instanceof Closure) value.home = cell;
  }

  read(cell: Cell): Datum {
    if (cell.state === 'ready') {
      if (cell.from > this.position && functionScope(cell.scope) === this.around) stop('it changes later');
      return cell.value;
    }
    if (cell.state === 'unknown') stop('variable');
    throw new Needs(cell);
  }
}

/** The scope of the nearest function around, or of the file. */
export function functionScope(scope: Scope): Scope {
  let at = scope;
  while (at.function === undefined && at.parent !== undefined) at = at.parent;
  return at;
}

export function truthy(value: Datum): boolean {
  return Boolean(value);
}

/** ToString (ECMA-262 §7.1.17). */
export function textOf(value: Datum, machine: Machine): string {
  if (typeof value === 'string') return value;
  if (value instanceof List) {
    if (value.kind === 'buffer') return stop('text of a buffer');
    return joined(value.items, ',', machine, 0);
  }
  if (value instanceof Table) return value.own.has('toString') || value.prototype !== undefined ? stop('toString') : '[object Object]';
  if (value instanceof Closure) return value.code.text ?? stop('text of a function');
  if (value !== null && typeof value === 'object') return stop('text of a function');
  return String(value);
}

/** `Array.prototype.join`. */
export function joined(items: readonly Datum[], separator: string, machine: Machine, level: number): string {
  if (level > 8) stop('nesting');
  machine.take(items.length);
  let out = '';
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    if (at > 0) out += separator;
    if (item !== null && item !== undefined) out += item instanceof List ? joined(item.items, ',', machine, level + 1) : textOf(item, machine);
    if (out.length > longest) stop('size');
  }
  machine.take(out.length >> 5);
  return out;
}

/** ToNumber (ECMA-262 §7.1.4). */
export function numberOf(value: Datum, machine: Machine): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    machine.take(value.length >> 5);
    return Number(value);
  }
  if (value === null || typeof value !== 'object') return Number(value);
  return Number(textOf(value, machine));
}

/** ToPrimitive without a hint, for what arithmetic and comparisons see. */
export function primitiveOf(value: Datum, machine: Machine): string | number | boolean | null | undefined {
  return value !== null && typeof value === 'object' ? textOf(value, machine) : value;
}

export function checked(text: string): string {
  return text.length > longest ? stop('size') : text;
}
