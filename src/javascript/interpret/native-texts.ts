import { matchesIn, Pattern } from './pattern.js';
import type { Datum, Machine } from './machine.js';
import { checked, Closure, fail, List, longest, Native, numberOf, stop, textOf } from './machine.js';
import type { Call } from './natives.js';

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
