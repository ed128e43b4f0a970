import { escapeText } from '../fold.js';
import { matchesIn, Pattern } from './pattern.js';
import type { Datum, ListKind, Machine } from './machine.js';
import { checked, Closure, fail, joined, List, longest, Native, numberOf, stop, Table, textOf, truthy } from './machine.js';

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

function bytesFrom(items: readonly Datum[], kind: ListKind, machine: Machine): List {
  if (items.length > longest) stop('size');
  machine.take(items.length);
  return new List(items.map((item) => numberOf(item, machine) & 255), machine.run, kind);
}

function bufferFrom(value: Datum, encoding: Datum, machine: Machine): List {
  if (value instanceof List) return bytesFrom(value.items, 'buffer', machine);
  if (typeof value !== 'string') return stop('Buffer.from');
  const bytes = Buffer.from(value, encodingOf(encoding));
  if (bytes.length > longest) stop('size');
  machine.take(bytes.length >> 2);
  return new List([...bytes], machine.run, 'buffer');
}

function encodingOf(encoding: Datum): BufferEncoding {
  if (encoding === undefined) return 'utf8';
  if (typeof encoding !== 'string') return stop('encoding');
  const name = encoding.toLowerCase();
  return Buffer.isEncoding(name) ? name : fail();
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

/** What a method of a string gives. */
export function textMethod(text: string, method: string, args: readonly Datum[], machine: Machine, call: Call): Datum {
  const [first, second] = args;
  machine.take(1 + (text.length >> 5));
  const number = (at: number): number => numberOf(args[at], machine);
  const end = (at: number): number | undefined => (args[at] === undefined ? undefined : numberOf(args[at], machine));
  switch (method) {
    case 'charCodeAt': return text.charCodeAt(number(0) || 0);
    case 'codePointAt': return text.codePointAt(number(0) || 0);
    case 'charAt': return text.charAt(number(0) || 0);
    case 'at': return text.at(number(0) || 0);
    case 'indexOf': return text.indexOf(textOf(first, machine), end(1));
    case 'lastIndexOf': return text.lastIndexOf(textOf(first, machine), end(1));
    case 'includes': return text.includes(first instanceof Pattern ? fail() : textOf(first, machine), end(1));
    case 'startsWith': return text.startsWith(textOf(first, machine), end(1));
    case 'endsWith': return text.endsWith(textOf(first, machine), end(1));
    case 'slice': return text.slice(number(0) || 0, end(1));
    case 'substring': return text.substring(number(0) || 0, end(1));
    case 'substr': return text.substr(number(0) || 0, end(1));
    case 'toString': case 'valueOf': return text;
    case 'toLowerCase': return text.toLowerCase();
    case 'toUpperCase': return text.toUpperCase();
    case 'trim': return text.trim();
    case 'trimStart': return text.trimStart();
    case 'trimEnd': return text.trimEnd();
    case 'concat': return checked(text + args.map((one) => textOf(one, machine)).join(''));
    case 'repeat': return number(0) >= 0 && number(0) * text.length <= longest ? text.repeat(number(0)) : stop('size');
    case 'padStart': return number(0) <= longest ? text.padStart(number(0), second === undefined ? ' ' : textOf(second, machine)) : stop('size');
    case 'padEnd': return number(0) <= longest ? text.padEnd(number(0), second === undefined ? ' ' : textOf(second, machine)) : stop('size');
    case 'split': return split(text, first, second, machine);
    case 'replace': case 'replaceAll': return replaced(text, first, second, method === 'replaceAll', machine, call);
    case 'match': case 'matchAll': return first instanceof Pattern ? found(text, first, method === 'matchAll', machine) : stop(method);
    default: return stop(`string.${method}`);
  }
}

function split(text: string, separator: Datum, limit: Datum, machine: Machine): List {
  machine.take(text.length >> 1);
  let parts: string[];
  if (separator === undefined) parts = [text];
  else if (separator instanceof Pattern) {
    const matches = matchesIn(separator.everywhere(), text, machine).filter(({ start, end }) => end > start || (start > 0 && start < text.length));
    parts = [...matches.map(({ start }, at) => text.slice(at === 0 ? 0 : matches[at - 1]!.end, start)), text.slice(matches.at(-1)?.end ?? 0)];
  } else parts = text.split(textOf(separator, machine));
  return new List(limit === undefined ? parts : parts.slice(0, numberOf(limit, machine) >>> 0), machine.run);
}

function replaced(text: string, what: Datum, by: Datum, all: boolean, machine: Machine, call: Call): string {
  let spans: readonly { readonly start: number; readonly end: number }[];
  if (what instanceof Pattern) {
    if (all && !what.global) fail();
    spans = matchesIn(what, text, machine);
  } else {
    const word = textOf(what, machine);
    if (word === '' && all) stop('replaceAll');
    spans = [];
    const starts: number[] = [];
    for (let at = text.indexOf(word); at >= 0; at = all ? text.indexOf(word, at + word.length) : -1) starts.push(at);
    spans = starts.map((start) => ({ start, end: start + word.length }));
  }
  const plain = by instanceof Closure || by instanceof Native ? undefined : textOf(by, machine);
  // `$&` and its like.
  if (plain?.includes('$')) stop('replacement');
  let out = '';
  let last = 0;
  for (const { start, end } of spans) {
    machine.take(1);
    out = checked(out + text.slice(last, start) + (plain ?? textOf(call(by, undefined, [text.slice(start, end), start, text]), machine)));
    last = end;
  }
  return checked(out + text.slice(last));
}

function found(text: string, pattern: Pattern, all: boolean, machine: Machine): Datum {
  const matches = matchesIn(pattern, text, machine).map(({ start, end }) => text.slice(start, end));
  if (all) return new List(matches.map((one) => new List([one], machine.run)), machine.run);
  return matches.length === 0 ? null : new List(pattern.global ? matches : matches.slice(0, 1), machine.run);
}

/** What a method of an array or of bytes gives. */
export function listMethod(list: List, method: string, args: readonly Datum[], machine: Machine, call: Call): Datum {
  const [first, second] = args;
  const { items } = list;
  machine.take(1);
  const fresh = (values: Datum[]): List => { machine.take(values.length >> 2); return new List(values, machine.run, list.kind); };
  switch (method) {
    case 'push': case 'pop': case 'shift': case 'unshift': case 'splice': case 'reverse': case 'sort': case 'fill': return changing(list, method, args, machine, call);
    case 'join': return joined(items, first === undefined ? ',' : textOf(first, machine), machine, 0);
    case 'toString': return list.kind === 'buffer' ? decoded(items, first, machine) : joined(items, ',', machine, 0);
    case 'at': return items.at(numberOf(first, machine) || 0);
    case 'slice': case 'subarray': return fresh(items.slice(numberOf(first, machine) || 0, second === undefined ? undefined : numberOf(second, machine)));
    case 'concat': if (list.kind !== 'any') stop(method); return fresh([...items, ...args.flatMap((one) => (one instanceof List ? one.items : [one]))]);
    case 'toReversed': return fresh([...items].reverse());
    case 'indexOf': case 'lastIndexOf': case 'includes': {
      machine.take(items.length >> 2);
      return method === 'includes' ? items.includes(first) : method === 'indexOf' ? items.indexOf(first) : items.lastIndexOf(first);
    }
    case 'keys': return new List(items.map((_, at) => at), machine.run);
    case 'values': return new List([...items], machine.run);
    case 'entries': return new List(items.map((item, at) => new List([at, item], machine.run)), machine.run);
    case 'flat': return fresh(items.flatMap((one) => (one instanceof List ? one.items : [one])));
    default: return each(list, method, args, machine, call);
  }
}

function decoded(items: readonly Datum[], encoding: Datum, machine: Machine): string {
  machine.take(items.length >> 2);
  return checked(Buffer.from(items.map((item) => Number(item))).toString(encodingOf(encoding)));
}

function changing(list: List, method: string, args: readonly Datum[], machine: Machine, call: Call): Datum {
  if (list.kind !== 'any' && method !== 'reverse') stop(method);
  machine.changeList(list);
  const { items } = list;
  if (items.length + args.length > longest) stop('size');
  switch (method) {
    case 'push': return items.push(...args);
    case 'pop': return items.pop();
    case 'shift': machine.take(items.length >> 6); return items.shift();
    case 'unshift': machine.take(items.length >> 6); return items.unshift(...args);
    case 'reverse': machine.take(items.length >> 2); items.reverse(); return list;
    case 'splice': {
      machine.take(items.length >> 2);
      const from = numberOf(args[0], machine) || 0;
      return new List(args.length === 1 ? items.splice(from) : items.splice(from, numberOf(args[1], machine) || 0, ...args.slice(2)), machine.run);
    }
    case 'fill': machine.take(items.length >> 2); items.fill(args[0]); return args.length === 1 ? list : stop('fill');
    case 'sort': {
      machine.take(items.length * 8);
      const by = args[0];
      if (by !== undefined) items.sort((a, b) => numberOf(call(by, undefined, [a, b]), machine));
      else items.sort((a, b) => (textOf(a, machine) < textOf(b, machine) ? -1 : 1));
      return list;
    }
    default: return stop(method);
  }
}

function each(list: List, method: string, args: readonly Datum[], machine: Machine, call: Call): Datum {
  const [callback] = args;
  if (!(callback instanceof Closure) && !(callback instanceof Native)) return stop(`array.${method}`);
  const of = (item: Datum, at: number): Datum => { machine.take(1); return call(callback, args[1], [item, at, list]); };
  const items = list.items.slice();
  switch (method) {
    case 'map': {
      const out = items.map(of);
      return list.kind === 'any' ? new List(out, machine.run) : bytesFrom(out, list.kind, machine);
    }
    case 'forEach': items.forEach(of); return undefined;
    case 'filter': return new List(items.filter((item, at) => truthy(of(item, at))), machine.run, list.kind);
    case 'some': return items.some((item, at) => truthy(of(item, at)));
    case 'every': return items.every((item, at) => truthy(of(item, at)));
    case 'find': return items.find((item, at) => truthy(of(item, at)));
    case 'findIndex': return items.findIndex((item, at) => truthy(of(item, at)));
    case 'flatMap': return new List(items.flatMap((item, at) => { const one = of(item, at); return one instanceof List ? one.items : [one]; }), machine.run);
    case 'reduce': case 'reduceRight': {
      if (method === 'reduceRight') items.reverse();
      if (args.length < 2 && items.length === 0) fail();
      if (Object.keys(items).length !== items.length) stop('holes');
      let value = args.length > 1 ? args[1] : items[0];
      for (let at = args.length > 1 ? 0 : 1; at < items.length; at += 1) {
        machine.take(1);
        value = call(callback, undefined, [value, items[at], method === 'reduce' ? at : items.length - 1 - at, list]);
      }
      return value;
    }
    default: return stop(`array.${method}`);
  }
}

/** `new TextDecoder().decode(bytes)`. */
export function decodeBytes(bytes: Datum, machine: Machine): string {
  if (!(bytes instanceof List) || bytes.kind === 'any') return stop('decode');
  const text = decoded(bytes.items, 'utf8', machine);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
