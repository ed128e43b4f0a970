import type { Datum, ListKind, Machine } from './machine.js';
import { checked, fail, List, longest, numberOf, stop } from './machine.js';

/**
 * Bytes of numbers.
 * @throws Stop where they are too many, and for objects whose number is not followed.
 */
export function bytesFrom(items: readonly Datum[], kind: ListKind, machine: Machine): List {
  if (items.length > longest) stop('size');
  machine.take(items.length);
  return new List(items.map((item) => numberOf(item, machine) & 255), machine.run, kind);
}

/**
 * `Buffer.from` of bytes or of a text.
 * @throws Stop for anything else and for what is too long, Thrown for an unknown encoding.
 */
export function bufferFrom(value: Datum, encoding: Datum, machine: Machine): List {
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

/**
 * The text of bytes.
 * @throws Stop for an encoding that is no text, Thrown for an unknown one.
 */
export function decoded(items: readonly Datum[], encoding: Datum, machine: Machine): string {
  machine.take(items.length >> 2);
  return checked(Buffer.from(items.map((item) => Number(item))).toString(encodingOf(encoding)));
}

/** `new TextDecoder().decode(bytes)`. */
export function decodeBytes(bytes: Datum, machine: Machine): string {
  if (!(bytes instanceof List) || bytes.kind === 'any') return stop('decode');
  const text = decoded(bytes.items, 'utf8', machine);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
