import { parse } from 'smol-toml';
import { isObject, type Json, type JsonObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import type { LockfileProblem } from '../../core/lockfile.js';
import type { ParseResult } from '../format.js';
import { refused } from '../problem.js';
import type { LineRange } from '../scan.js';
import { plain } from '../settings/toml.js';
import { withoutCredentials } from './address.js';

/** A lockfile in TOML: its own members, and its list of packages. */
export interface PackageDocument {
  readonly own: JsonObject;
  readonly packages: readonly JsonObject[];
}

/** A text as TOML; undefined for what is none, or is nested too deeply. */
export function tomlObject(text: string): JsonObject | undefined {
  try {
    const value = plain(parse(text.replace(/^\uFEFF/, ''), { maxDepth: limits.lockfileDepth.value }));
    return isObject(value) ? value : undefined;
  } catch (error) {
    // A parser that ran out of stack says nothing about the text.
    if (error instanceof RangeError) throw error;
    return undefined;
  }
}

/** Reads a lockfile that is a list of `[[package]]`; failed with LOCKFILE_LIMIT or LOCKFILE_MALFORMED. */
export function readPackages(text: string): PackageDocument | Extract<ParseResult, { kind: 'failed' }> {
  if (text.length > limits.lockfileBytes.value) return failure(refused('LOCKFILE_LIMIT', { limit: 'lockfileBytes' }));
  const own = tomlObject(text);
  if (!own) return failure(refused('LOCKFILE_MALFORMED', { reason: /^<{7}/m.test(text) ? 'conflict-markers' : 'toml' }));
  const list: Json = Object.hasOwn(own, 'package') ? own['package']! : [];
  if (!Array.isArray(list) || !list.every((one): one is JsonObject => isObject(one as Json))) return failure(refused('LOCKFILE_MALFORMED', { reason: 'packages-type' }));
  if (list.length > limits.lockfileEntries.value) return failure(refused('LOCKFILE_LIMIT', { limit: 'lockfileEntries' }));
  return { own, packages: list };
}

const failure = (result: ParseResult): Extract<ParseResult, { kind: 'failed' }> => result as Extract<ParseResult, { kind: 'failed' }>;

/** First and last line, from 1, of each `[[package]]` of a text, in order. Knows no TOML: a header inside a text of several lines is counted too. */
export function packageLines(text: string): readonly LineRange[] {
  const found: { line: number; endLine: number }[] = [];
  let open: { line: number; endLine: number } | undefined;
  let number = 0;
  for (let from = 0; from <= text.length; ) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end === -1 ? text.length : end).trim();
    number += 1;
    if (/^\[\[\s*package\s*\]\](?:\s*#.*)?$/.test(line)) found.push((open = { line: number, endLine: number }));
    else if (/^\[(?!\[?\s*package\s*\.)[^\],]*\]{1,2}(?:\s*#.*)?$/.test(line)) open = undefined;
    else if (open && line !== '') open.endLine = number;
    if (end === -1) break;
    from = end + 1;
  }
  return found;
}

/** As many headers as packages, or somebody wrote one that another reader takes for a package, or for none. */
export function countPackages(text: string, packages: readonly unknown[]): LockfileProblem[] {
  const written = packageLines(text).length;
  return written === packages.length ? [] : [{ code: 'LOCKFILE_AMBIGUOUS', location: '', data: { reason: 'count', token: '[[package]]', written, read: packages.length } }];
}

/** A member of an object that is an object; an empty one where it is none. */
export function memberOf(object: JsonObject, key: string): JsonObject {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return isObject(value) ? value : {};
}

/** A member of an object that is a text; an empty one where it is none. */
export function textOf(object: JsonObject, key: string): string {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'string' ? value : '';
}

/** Versions of one package that an edge may lead to: no project locks as many, and edges to all of them could be their square. What no edge reaches counts as asked for. */
const mostAlike = 32;

/** The locations of each package, by name. */
export function locationsByName(keys: readonly { readonly name: string; readonly location: string }[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { name, location } of keys) {
    const known = found.get(name);
    if (!known) found.set(name, [location]);
    else if (known.length < mostAlike) known.push(location);
  }
  return found;
}

/** An entry as written, but for users and passwords in the addresses of its source. */
export function withoutSecrets(value: JsonObject): JsonObject {
  if (!Object.hasOwn(value, 'source')) return value;
  const source = Object.entries(memberOf(value, 'source')).map(([key, one]) => [key, typeof one === 'string' ? withoutCredentials(one) : one] as const);
  return { ...value, source: Object.fromEntries(source) };
}
