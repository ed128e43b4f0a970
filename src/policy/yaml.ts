import { LineCounter, isAlias, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import { limits } from '../core/limits.js';
import type { PolicyProblem } from './reading.types.js';

/** A YAML node as data: every scalar a string, every map without prototype, and the line where each value or key stands. */
export type YamlValue = string | readonly YamlValue[] | { readonly [key: string]: YamlValue };

export interface YamlReading {
  readonly value: YamlValue | undefined;
  /** Lines by path, for example `checks.install-script.mode` or `waivers.0.until`; the key's line for map members. */
  readonly lines: ReadonlyMap<string, number>;
  readonly problems: readonly Omit<PolicyProblem, 'path'>[];
}

type Fault = Omit<PolicyProblem, 'path'>;
const maxProblems = 50;
const maxLines = 10_000;
/**
 * Bounds on nesting, applied to the characters before the parser sees them. The parser calls itself for each level, and V8 ends the
 * whole process when the stack runs out inside a regular expression: a file of opening brackets would kill the service.
 */
const maxOpeners = 400;
const maxIndent = 64;
const maxIndicators = 24;

/** The first line that nests deeper than any policy does, or nothing. Quotes are not understood: a bracket in a text counts too. */
function tooDeep(lines: readonly string[]): number | undefined {
  let openers = 0;
  for (const [index, line] of lines.entries()) {
    let indicators = 0;
    const indent = line.length - line.trimStart().length;
    for (let at = 0; at < line.length; at++) {
      const char = line[at];
      if (char === '[' || char === '{') openers++;
      else if ((char === '-' || char === '?' || char === ':') && (at + 1 === line.length || line[at + 1] === ' ' || line[at + 1] === '\t')) indicators++;
    }
    if (openers > maxOpeners || indent > maxIndent || indicators > maxIndicators) return index + 1;
  }
  return undefined;
}

/** A member's path: dotted, as it is shown and looked up. */
export function pathOf(parts: readonly (string | number)[]): string {
  return parts.join('.');
}

interface Walk {
  readonly counter: LineCounter;
  readonly lines: Map<string, number>;
  readonly problems: Fault[];
}

function lineOf(walk: Walk, node: Node | null): number {
  return node?.range ? Math.max(1, walk.counter.linePos(node.range[0]).line) : 1;
}

function fault(walk: Walk, code: PolicyProblem['code'], node: Node | null, parts: readonly (string | number)[], detail: string): undefined {
  if (walk.problems.length < maxProblems) walk.problems.push({ line: lineOf(walk, node), code, key: pathOf(parts), detail });
  return undefined;
}

function read(walk: Walk, node: Node | null, parts: readonly (string | number)[]): YamlValue | undefined {
  if (!walk.lines.has(pathOf(parts))) walk.lines.set(pathOf(parts), lineOf(walk, node));
  if (node === null) return undefined;
  if (isAlias(node)) return fault(walk, 'alias', node, parts, 'a policy holds no aliases: write the value out');
  if (node.tag) return fault(walk, 'syntax', node, parts, 'a policy holds no tags');
  // In the failsafe schema there is no other scalar than a text.
  if (isScalar(node)) return node.value as string;
  if (isSeq(node)) {
    const items: YamlValue[] = [];
    for (const [index, item] of node.items.entries()) {
      const value = read(walk, item as Node | null, [...parts, index]);
      if (value !== undefined) items.push(value);
    }
    return items;
  }
  const members = Object.create(null) as { [key: string]: YamlValue };
  for (const pair of node.items) {
    const key = pair.key as Node | null;
    if (!isScalar<string>(key) || key.tag) { fault(walk, 'syntax', key, parts, 'a key is a text without a tag'); continue; }
    const below = [...parts, key.value];
    if (key.value === '__proto__' || key.value === '<<') { fault(walk, 'unknown-key', key, below, 'no such key'); continue; }
    walk.lines.set(pathOf(below), lineOf(walk, key));
    const value = read(walk, pair.value as Node | null, below);
    if (value !== undefined) members[key.value] = value;
  }
  return members;
}

/**
 * Reads a YAML text (YAML 1.2, failsafe schema: `1.0` stays the text `1.0`) with the bounds and refusals of a policy file: size,
 * nesting, one document, no aliases, no tags, no merge keys, no key twice. Never throws; `value` is undefined for an empty file.
 */
export function readYaml(text: string): YamlReading {
  const early = (code: PolicyProblem['code'], detail: string, line = 1): YamlReading => ({ value: undefined, lines: new Map(), problems: [{ line, code, key: '', detail }] });
  if (Buffer.byteLength(text) > limits.policyBytes.value) return early('too-large', `more than ${limits.policyBytes.value} bytes`);
  if (text.includes('\0') || text.includes('\ufffd')) return early('encoding', 'not UTF-8 text');
  const rows = text.split('\n');
  if (rows.length > maxLines) return early('too-large', `more than ${maxLines} lines`);
  const deep = tooDeep(rows);
  if (deep !== undefined) return early('syntax', `nested too deeply, or more than ${maxOpeners} brackets and braces: write lists and maps on lines of their own`, deep);
  const counter = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { schema: 'failsafe', uniqueKeys: true, merge: false, strict: true, prettyErrors: false, lineCounter: counter });
  } catch {
    return early('syntax', 'not readable as YAML');
  }
  const walk: Walk = { counter, lines: new Map(), problems: [] };
  for (const error of [...document.errors, ...document.warnings].slice(0, maxProblems)) {
    const line = Math.max(1, counter.linePos(error.pos[0]).line);
    const code = error.code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'syntax';
    walk.problems.push({ line, code, key: '', detail: code === 'syntax' ? error.message : 'a key stands twice' });
  }
  if (document.errors.length > 0) return { value: undefined, lines: walk.lines, problems: walk.problems };
  return { value: read(walk, document.contents as Node | null, []), lines: walk.lines, problems: walk.problems };
}
