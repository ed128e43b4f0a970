import { escapeText } from '../fold.js';
import { Pattern } from './pattern.js';
import type { Datum, ListKind, Machine } from './machine.js';
import { checked, fail, List, longest, Native, numberOf, stop, Table, textOf, truthy } from './machine.js';
import { bufferFrom, bytesFrom } from './native-bytes.js';

export type Call = (callee: Datum, receiver: Datum, args: readonly Datum[]) => Datum;

/** Functions and namespaces of the runtime that are the same everywhere and that only compute. */
const globals: ReadonlySet<string> = new Set([
  'String', 'Number', 'Boolean', 'Array', 'Object', 'Math', 'Buffer', 'Uint8Array', 'TextDecoder', 'RegExp', 'parseInt', 'parseFloat', 'isNaN', 'atob', 'btoa', 'escape', 'unescape',
  'encodeURIComponent', 'decodeURIComponent', 'encodeURI', 'decodeURI',
]);
const made = new Map([...globals].map((name) => [name, new Native(name)]));

/** The value of a global name; undefined where it is none that is followed. */
export function globalDatum(name: string): { readonly value: Datum } | undefined {
  switch (name) {
    case 'undefined': return { value: undefined };
    case 'NaN': return { value: NaN };
    case 'Infinity': return { value: Infinity };
    default: return globals.has(name) ? { value: made.get(name)! } : undefined;
  }
}

const mathConstants = new Map<string, number>([['PI', Math.PI], ['E', Math.E]]);
const members: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['String', new Set(['fromCharCode', 'fromCodePoint'])], ['Number', new Set(['parseInt', 'parseFloat'])], ['Array', new Set(['from', 'of', 'isArray'])], ['Object', new Set(['keys', 'values', 'entries'])],
  ['Math', new Set(['floor', 'ceil', 'round', 'trunc', 'abs', 'min', 'max', 'pow', 'sqrt', 'sign'])], ['Buffer', new Set(['from', 'concat'])], ['Uint8Array', new Set(['from', 'of'])],
]);

/** A member of a function or namespace of the runtime. */
export function nativeMember(on: Native, key: string): Datum {
  if (on.name === 'Math' && mathConstants.has(key)) return mathConstants.get(key);
  return members.get(on.name)?.has(key) ? new Native(`${on.name}.${key}`) : stop(`${on.name}.${key}`);
}

function listOf(value: Datum, machine: Machine): readonly Datum[] {
  if (value instanceof List) return value.items;
  if (typeof value === 'string') {
    machine.take(value.length);
    return Array.from(value);
  }
  if (value instanceof Table && typeof value.own.get('length') === 'number') {
    const length = value.own.get('length') as number;
    if (length > longest || value.own.size < length) stop('size');
    machine.take(length);
    return Array.from({ length }, (_, at) => value.own.get(String(at)));
  }
  return stop('list');
}

/** What a call of a function of the runtime gives. `call` runs a function of the file. */
export function callNative(name: string, args: readonly Datum[], machine: Machine, call: Call): Datum {
  const [first, second] = args;
  machine.take(1 + args.length);
  switch (name) {
    case 'String': return args.length === 0 ? '' : textOf(first, machine);
    case 'Number': return args.length === 0 ? 0 : numberOf(first, machine);
    case 'Boolean': return truthy(first);
    case 'RegExp': return Pattern.of(textOf(first, machine), second === undefined ? '' : textOf(second, machine), machine);
    case 'String.fromCharCode': return String.fromCharCode(...args.map((one) => numberOf(one, machine)));
    case 'String.fromCodePoint': return args.every((one) => typeof one === 'number' && Number.isInteger(one) && one >= 0 && one <= 0x10ffff) ? String.fromCodePoint(...(args as number[])) : fail();
    case 'parseInt': case 'Number.parseInt': return parseInt(textOf(first, machine).slice(0, 1_024), second === undefined ? undefined : numberOf(second, machine));
    case 'parseFloat': case 'Number.parseFloat': return parseFloat(textOf(first, machine).slice(0, 1_024));
    case 'isNaN': return isNaN(numberOf(first, machine));
    case 'Array': return typeof first === 'number' && args.length === 1 ? filled(first, machine, 'any') : new List([...args], machine.run);
    case 'Array.of': return new List([...args], machine.run);
    case 'Array.isArray': return first instanceof List && first.kind === 'any';
    case 'Array.from': {
      const items = listOf(first, machine);
      return new List(second === undefined ? [...items] : items.map((item, at) => call(second, undefined, [item, at])), machine.run);
    }
    case 'Uint8Array.of': return bytesFrom(args, 'bytes', machine);
    case 'Uint8Array.from': {
      const items = listOf(first, machine);
      return bytesFrom(second === undefined ? items : items.map((item, at) => call(second, undefined, [item, at])), 'bytes', machine);
    }
    case 'Buffer': case 'Buffer.from': return bufferFrom(first, second, machine);
    case 'Buffer.concat': return first instanceof List ? bytesFrom(first.items.flatMap((one) => listOf(one, machine)), 'buffer', machine) : stop(name);
    case 'Object.keys': case 'Object.values': case 'Object.entries': return entries(name, first, machine);
    default: return name.startsWith('Math.') ? math(name.slice(5), args.map((one) => numberOf(one, machine))) : coded(name, textOf(first, machine), machine);
  }
}

/** `new` of a function of the runtime. */
export function constructNative(name: string, args: readonly Datum[], machine: Machine, call: Call): Datum {
  switch (name) {
    case 'Array': case 'RegExp': case 'Buffer': return callNative(name, args, machine, call);
    case 'Uint8Array': return typeof args[0] === 'number' ? filled(args[0], machine, 'bytes') : bytesFrom(args[0] === undefined ? [] : listOf(args[0], machine), 'bytes', machine);
    case 'TextDecoder': return args.length === 0 || /^utf-?8$/i.test(textOf(args[0], machine)) ? new Native('TextDecoder()') : stop(name);
    default: return stop(name);
  }
}

function filled(length: number, machine: Machine, kind: ListKind): List {
  if (!Number.isInteger(length) || length < 0 || length > longest) return stop('size');
  machine.take(length);
  const items = new Array<Datum>(length);
  return new List(kind === 'any' ? items : items.fill(0), machine.run, kind);
}

function entries(name: string, on: Datum, machine: Machine): List {
  if (!(on instanceof Table) && !(on instanceof List)) return stop(name);
  const pairs: [string, Datum][] = on instanceof Table ? [...on.own] : on.items.map((item, at) => [String(at), item]);
  machine.take(pairs.length);
  // Keys that are numbers come first, in their order.
  if (on instanceof Table && pairs.some(([key]) => /^\d+$/.test(key))) pairs.sort(([a], [b]) => (/^\d+$/.test(a) ? (/^\d+$/.test(b) ? Number(a) - Number(b) : -1) : /^\d+$/.test(b) ? 1 : 0));
  return new List(pairs.map(([key, value]) => (name === 'Object.keys' ? key : name === 'Object.values' ? value : new List([key, value], machine.run))), machine.run);
}

function math(name: string, args: readonly number[]): number {
  const [a = NaN, b = NaN] = args;
  switch (name) {
    case 'floor': return Math.floor(a);
    case 'ceil': return Math.ceil(a);
    case 'round': return Math.round(a);
    case 'trunc': return Math.trunc(a);
    case 'abs': return Math.abs(a);
    case 'sqrt': return Math.sqrt(a);
    case 'sign': return Math.sign(a);
    case 'pow': return a ** b;
    case 'min': return Math.min(...args);
    case 'max': return Math.max(...args);
    default: return stop(name);
  }
}

function coded(name: string, text: string, machine: Machine): string {
  machine.take(text.length >> 3);
  try {
    switch (name) {
      case 'atob': return atob(text);
      case 'btoa': return btoa(text);
      case 'escape': return checked(escapeText(text));
      case 'unescape': return unescape(text);
      case 'encodeURIComponent': return checked(encodeURIComponent(text));
      case 'decodeURIComponent': return decodeURIComponent(text);
      case 'encodeURI': return checked(encodeURI(text));
      case 'decodeURI': return decodeURI(text);
      default: return stop(name);
    }
  } catch (error) {
    if (error instanceof URIError || error instanceof DOMException) fail();
    throw error;
  }
}
