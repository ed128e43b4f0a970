import { foldNumbers } from '../fold.js';
import type { Datum, Machine } from './machine.js';
import { checked, Closure, fail, List, Native, numberOf, primitiveOf, stop, Table, textOf } from './machine.js';

/** What a binary operator gives (ECMA-262 §13.6–13.12, §13.15.3). */
export function binary(operator: string, a: Datum, b: Datum, machine: Machine): Datum {
  switch (operator) {
    case '===': return a === b;
    case '!==': return a !== b;
    case '==': return loose(a, b, machine);
    case '!=': return !loose(a, b, machine);
    case '+': return plus(a, b, machine);
    case '<': case '>': case '<=': case '>=': return compared(operator, primitiveOf(a, machine), primitiveOf(b, machine));
    case 'in': {
      if (b instanceof Table) return b.own.has(textOf(a, machine)) || (b.prototype !== undefined && stop('in'));
      return b instanceof List && (typeof a === 'number' || /^\d+$/.test(textOf(a, machine))) ? Number(a) in b.items : stop('in');
    }
    default: return foldNumbers(operator, numberOf(a, machine), numberOf(b, machine)) ?? stop(operator);
  }
}

function plus(a: Datum, b: Datum, machine: Machine): Datum {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  const left = primitiveOf(a, machine);
  const right = primitiveOf(b, machine);
  if (typeof left !== 'string' && typeof right !== 'string') return Number(left) + Number(right);
  return checked(String(left) + String(right));
}

function compared(operator: string, a: ReturnType<typeof primitiveOf>, b: ReturnType<typeof primitiveOf>): boolean {
  const left = typeof a === 'string' && typeof b === 'string' ? a : Number(a);
  const right = typeof a === 'string' && typeof b === 'string' ? b : Number(b);
  return operator === '<' ? left < right : operator === '>' ? left > right : operator === '<=' ? left <= right : left >= right;
}

function loose(a: Datum, b: Datum, machine: Machine): boolean {
  const objects = (value: Datum): boolean => value !== null && typeof value === 'object';
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? undefined) === (b ?? undefined);
  if (objects(a) && objects(b)) return a === b;
  const left = primitiveOf(a, machine);
  const right = primitiveOf(b, machine);
  return typeof left === 'string' && typeof right === 'string' ? left === right : Number(left) === Number(right);
}

/** What a unary operator other than `delete` gives. */
export function unary(operator: string, value: Datum, machine: Machine): Datum {
  switch (operator) {
    case '!': return !value;
    case '-': return -numberOf(value, machine);
    case '+': return numberOf(value, machine);
    case '~': return ~numberOf(value, machine);
    case 'void': return undefined;
    case 'typeof': return value === null ? 'object' : value instanceof Closure || value instanceof Native ? 'function' : typeof value;
    default: return stop(operator);
  }
}

/** The elements that `for (… of …)`, a spread and an array pattern see. */
export function iterated(value: Datum, machine: Machine): readonly Datum[] {
  if (value instanceof List) {
    machine.take(value.items.length >> 2);
    return Array.from(value.items);
  }
  if (typeof value === 'string') {
    machine.take(value.length);
    return Array.from(value);
  }
  return value instanceof Table && value.own.has('length') ? stop('iteration') : value === null || typeof value !== 'object' ? fail() : stop('iteration');
}
