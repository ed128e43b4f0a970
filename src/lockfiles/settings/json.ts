import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import { isObject, type Json } from '../../core/json.js';
import { Leaves, type SettingsReading } from './leaf.js';
import { limits } from '../../core/limits.js';

/**
 * The settings in a JSON file, comments and trailing commas allowed, as the tools that read such files do. A key that stands twice makes each of
 * its values count.
 * @param fields top-level keys that are settings; left out, all are.
 */
export function readJsonSettings(text: string, fields?: ReadonlySet<string>): SettingsReading {
  if (nesting(text) > limits.lockfileDepth.value) return { kind: 'unread', reason: 'depth' };
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true });
  if (!root || errors.length > 0 || root.type !== 'object') return { kind: 'unread', reason: 'json' };
  const leaves = new Leaves();
  const lineOf = lineTable(text);
  for (const member of root.children ?? []) {
    const key = member.children?.[0]?.value as string | undefined;
    if (key !== undefined && (fields?.has(key) ?? true)) addNode(leaves, member.children?.[1], [key], lineOf(member.offset), lineOf);
  }
  return leaves.reading();
}

function addNode(leaves: Leaves, node: Node | undefined, keys: readonly string[], line: number, lineOf: (offset: number) => number, listed = false): void {
  if (!node || leaves.full) return;
  const inside = node.children ?? [];
  if (node.type === 'object' && inside.length > 0 && !listed) {
    for (const member of inside) addNode(leaves, member.children?.[1], [...keys, String(member.children?.[0]?.value)], lineOf(member.offset), lineOf);
  } else if (node.type === 'array' && inside.length > 0) {
    for (const item of inside) addNode(leaves, item, keys, lineOf(item.offset), lineOf, true);
  } else leaves.add({ keys, value: valueOf(node), line, ...(listed ? { listed } : {}) });
}

function valueOf(node: Node): Json {
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  if (node.type !== 'object') return node.value as Json;
  const out = Object.create(null) as { [key: string]: Json };
  for (const member of node.children ?? []) out[String(member.children?.[0]?.value)] = member.children?.[1] ? valueOf(member.children[1]) : null;
  return isObject(out) ? out : null;
}

/** How deep brackets nest outside of strings: the parser recurses, and who writes the file chooses the depth. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) for (at++; at < text.length && text.charCodeAt(at) !== 0x22; at++) if (text.charCodeAt(at) === 0x5c) at++;
    if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x7d || code === 0x5d) depth--;
  }
  return deepest;
}

function lineTable(text: string): (offset: number) => number {
  const shift = text.startsWith('\uFEFF') ? 1 : 0;
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1 - shift);
  return (offset) => {
    let low = 0;
    for (let high = starts.length; low + 1 < high; ) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

/** A JSON5 text whose comments, and tabs outside of texts, are blanks, with one behind each colon, which YAML wants: lines stay where they are. */
export function withoutComments(text: string): string {
  const out: string[] = [];
  let from = 0;
  const blank = (start: number, end: number): void => {
    out.push(text.slice(from, start), text.slice(start, end).replace(/[^\r\n]/g, ' '));
    from = end;
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === '"' || sign === '\'') {
      for (at++; at < text.length && text[at] !== sign; at++) if (text[at] === '\\') at++;
    } else if (sign === '\t') blank(at, at + 1);
    else if (sign === ':') {
      out.push(text.slice(from, at + 1), ' ');
      from = at + 1;
    }
    else if (sign === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) {
      const found = text.indexOf(text[at + 1] === '/' ? '\n' : '*/', at + 2);
      const end = found === -1 ? text.length : text[at + 1] === '/' ? found : found + 2;
      blank(at, end);
      at = end - 1;
    }
  }
  out.push(text.slice(from));
  return out.join('');
}
