import type { Datum, Machine } from './machine.js';
import { Closure, fail, joined, List, longest, Native, numberOf, stop, textOf, truthy } from './machine.js';
import { bytesFrom, decoded } from './native-bytes.js';
import type { Call } from './natives.js';

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
