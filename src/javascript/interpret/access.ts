import { Pattern, matchesIn } from './pattern.js';
import { decodeBytes } from './native-bytes.js';
import { listMethod } from './native-lists.js';
import { textMethod } from './native-texts.js';
import { callNative, constructNative, nativeMember } from './natives.js';
import type { Datum, Machine } from './machine.js';
import { Closure, fail, Frame, List, longest, Native, Needs, numberOf, stop, Table, textOf } from './machine.js';

/** Names that every object has from elsewhere: what they hold is not followed. */
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** The number of an array index; undefined for any other key. */
function indexOf(key: Datum): number | undefined {
  if (typeof key === 'number') return Number.isInteger(key) && key >= 0 ? key : undefined;
  return typeof key === 'string' && /^(?:0|[1-9]\d{0,8})$/.test(key) ? Number(key) : undefined;
}

/** The member of a value. @throws Thrown for null and undefined, Stop for what is not followed. */
export function member(on: Datum, key: Datum, machine: Machine): Datum {
  if (typeof on === 'string' || on instanceof List) {
    const at = indexOf(key);
    if (at !== undefined) return typeof on === 'string' ? on[at] : on.items[at];
    if (key === 'length') return typeof on === 'string' ? on.length : on.items.length;
    // A number that is no index, or no number at all: nothing stands there.
    return typeof key === 'number' || key === undefined ? undefined : stop('member');
  }
  if (on === null || on === undefined) return fail();
  const name = textOf(key, machine);
  if (on instanceof Table) return property(on, name);
  if (on instanceof Closure) {
    if (on.own?.has(name)) return on.own.get(name);
    if (name === 'prototype' && on.made === machine.run) return ownPrototype(on, machine);
    if (inherited.has(name) || name === 'prototype' || name === 'name' || name === 'length' || name === 'call' || name === 'apply' || name === 'bind') return stop('member of a function');
    return isKnown(on, machine) ? undefined : stop('member of a function');
  }
  if (on instanceof Native) return nativeMember(on, name);
  return stop('member');
}

/** True for a function all of whose properties are set by what is interpreted. */
function isKnown(on: Closure, machine: Machine): boolean {
  if (on.made === machine.run || on.home?.looked === true) return true;
  if (on.home?.state === 'ready') throw new Needs(on.home);
  return false;
}

function ownPrototype(on: Closure, machine: Machine): Table {
  const table = new Table(machine.run);
  machine.setProperty(on, 'prototype', table);
  return table;
}

function property(on: Table, name: string): Datum {
  for (let at: Table | undefined = on; at !== undefined; at = at.prototype) {
    if (at.aliased > 0 && Number(name) < at.aliased) return stop('arguments');
    if (at.own.has(name)) return at.own.get(name);
  }
  return inherited.has(name) ? stop('inherited member') : undefined;
}

/** Stores into a member. */
export function setMember(on: Datum, key: Datum, value: Datum, machine: Machine): void {
  machine.take(1);
  if (on instanceof List) {
    machine.changeList(on);
    if (typeof key === 'number' && key >= 0 && key < on.items.length && on.kind === 'any' && Number.isInteger(key)) {
      on.items[key] = value;
      return;
    }
    const at = indexOf(key);
    if (at === undefined || at > on.items.length + 4_096 || at >= longest) {
      if (key === 'length' && typeof value === 'number' && value <= on.items.length && value >= 0 && on.kind === 'any') on.items.length = Math.trunc(value);
      else stop('index');
    } else if (on.kind === 'any') on.items[at] = value;
    else if (at < on.items.length) on.items[at] = numberOf(value, machine) & 255;
    return;
  }
  if (on === null || on === undefined) return fail();
  const name = textOf(key, machine);
  if (name === '__proto__' || name === 'constructor') return stop(name);
  if (on instanceof Table && !(Number(name) < on.aliased)) return machine.setProperty(on, name, value);
  if (on instanceof Closure && name !== 'prototype' && isKnown(on, machine)) return machine.setProperty(on, name, value);
  return stop('store');
}

/** Calls a value. */
export function call(callee: Datum, receiver: Datum, args: readonly Datum[], machine: Machine): Datum {
  if (callee instanceof Closure) return run(callee, receiver, args, machine);
  if (callee instanceof Native) return callNative(callee.name, args, machine, (inner, on, given) => call(inner, on, given, machine));
  return fail();
}

function run(callee: Closure, receiver: Datum, args: readonly Datum[], machine: Machine): Datum {
  const { body, levels } = callee.code.compiled();
  machine.take(1 + args.length);
  const given = callee.bound ? [...callee.bound, ...args] : args;
  const frame = new Frame(callee.code.slots, callee.frame, callee.code.arrow || callee.bound ? callee.receiver : receiver, given);
  machine.enter(levels);
  const result = body(frame, machine, callee);
  machine.depth -= levels;
  return result;
}

/** Calls the member `key` of a value. */
export function invoke(on: Datum, key: Datum, args: readonly Datum[], machine: Machine): Datum {
  const through = (callee: Datum, receiver: Datum, given: readonly Datum[]): Datum => call(callee, receiver, given, machine);
  if (typeof on === 'string') return textMethod(on, textOf(key, machine), args, machine, through);
  if (on instanceof List) {
    const at = indexOf(key);
    return at === undefined ? listMethod(on, textOf(key, machine), args, machine, through) : call(on.items[at], on, args, machine);
  }
  const name = textOf(key, machine);
  if (on instanceof Table) return name === 'hasOwnProperty' && !on.own.has(name) ? on.own.has(textOf(args[0], machine)) : call(property(on, name), on, args, machine);
  if (typeof on === 'number') return numberMethod(on, name, args, machine);
  if (on instanceof Closure && !on.own?.has(name)) return functionMethod(on, name, args, machine);
  if (on instanceof Native) {
    if (on.name === 'TextDecoder()') return name === 'decode' ? decodeBytes(args[0], machine) : stop(name);
    return name === 'call' || name === 'apply' || name === 'bind' ? functionMethod(on, name, args, machine) : call(nativeMember(on, name), on, args, machine);
  }
  if (on instanceof Pattern) return name === 'test' && !on.global ? matchesIn(on, textOf(args[0], machine), machine).length > 0 : stop(name);
  return call(member(on, name, machine), on, args, machine);
}

function numberMethod(on: number, name: string, args: readonly Datum[], machine: Machine): Datum {
  const radix = args[0] === undefined ? 10 : numberOf(args[0], machine);
  if (name !== 'toString') return stop(name);
  return Number.isInteger(radix) && radix >= 2 && radix <= 36 ? on.toString(radix) : fail();
}

function functionMethod(on: Closure | Native, name: string, args: readonly Datum[], machine: Machine): Datum {
  if (name === 'call') return call(on, args[0], args.slice(1), machine);
  if (name === 'apply') {
    const [, list] = args;
    if (list instanceof Table && typeof list.own.get('length') === 'number') return call(on, args[0], Array.from({ length: Math.min(longest, list.own.get('length') as number) }, (_, at) => property(list, String(at))), machine);
    return list instanceof List && list.items.length <= 65_536 ? call(on, args[0], list.items, machine) : stop('apply');
  }
  if (name === 'bind' && on instanceof Closure) return new Closure(on.code, on.frame, machine.run, on.code.arrow ? on.receiver : args[0], [...(on.bound ?? []), ...args.slice(1)]);
  if (name === 'toString' && on instanceof Closure) return textOf(on, machine);
  return call(member(on, name, machine), on, args, machine);
}

/** `new` of a value. */
export function construct(callee: Datum, args: readonly Datum[], machine: Machine): Datum {
  if (callee instanceof Native) return constructNative(callee.name, args, machine, (inner, on, given) => call(inner, on, given, machine));
  if (!(callee instanceof Closure) || callee.code.arrow || callee.bound) return fail();
  const made = new Table(machine.run);
  const prototype = callee.own?.get('prototype');
  if (prototype instanceof Table) made.prototype = prototype;
  else if (callee.made !== machine.run) stop('prototype');
  const result = run(callee, made, args, machine);
  return result !== null && typeof result === 'object' ? result : made;
}
