import { EVENT_ID, getScalarValue, parseEvents, type Event } from 'js-yaml';
import { isObject, type Json } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import { readYaml } from '../yaml.js';
import { addValue, Leaves, type SettingsReading } from './leaf.js';

/** Keys as one text, for a table of lines. */
const joined = (keys: readonly string[]): string => keys.join('\0');

/**
 * A settings file in YAML, of one document. What readers differ about (anchors on more than single values, merge keys, tags, keys that stand twice) is not read: such a file is
 * told as one that nobody understood.
 */
export function readYamlSettings(text: string): SettingsReading {
  const reading = readYaml(text, 'core', 'scalars');
  if (reading.kind === 'refused') return { kind: 'unread', reason: reading.reason, ...(reading.line === undefined ? {} : { line: reading.line }) };
  if (reading.documents.length > 1) return { kind: 'unread', reason: 'documents' };
  const document = reading.documents[0] ?? null;
  if (document !== null && !isObject(document)) return { kind: 'unread', reason: 'document-type' };
  const leaves = new Leaves();
  const lines = yamlLines(text);
  if (document !== null && Object.keys(document).length > 0) addValue(leaves, document as Json, [], (keys) => lineOf(lines, keys));
  return leaves.reading();
}

/** Of keys whose own line is not known, that of the nearest around them. */
function lineOf(lines: ReadonlyMap<string, number>, keys: readonly string[]): number {
  for (let depth = keys.length; depth > 0; depth--) {
    const line = lines.get(joined(keys.slice(0, depth)));
    if (line !== undefined) return line;
  }
  return 1;
}

/** The line (from 1) of each key of a YAML text that was read already, by the keys that lead to it. */
export function yamlLines(written: string): ReadonlyMap<string, number> {
  const text = written.charCodeAt(0) === 0xfeff ? written.slice(1) : written;
  const lines = new Map<string, number>();
  const lineAt = lineCounter(text);
  const path: string[] = [];
  const open: { readonly mapping: boolean; key: string | undefined; readonly depth: number }[] = [];
  for (const event of parseEvents(text, { maxDepth: limits.lockfileDepth.value })) {
    const top = open.at(-1);
    if (event.type === EVENT_ID.POP) {
      const closed = open.pop();
      if (closed) path.length = closed.depth;
      settle(open.at(-1), path);
    } else if (event.type === EVENT_ID.DOCUMENT) open.push({ mapping: false, key: undefined, depth: 0 });
    else if (top?.mapping === true && top.key === undefined) {
      const key = event.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : '';
      top.key = key;
      path.push(key);
      if (!lines.has(joined(path))) lines.set(joined(path), lineAt(startOf(event)));
    } else if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) open.push({ mapping: event.type === EVENT_ID.MAPPING, key: undefined, depth: path.length });
    else settle(top, path);
  }
  return lines;
}

/** A mapping's value has ended: its key leads no further. */
function settle(top: { readonly mapping: boolean; key: string | undefined; readonly depth: number } | undefined, path: string[]): void {
  if (top?.mapping !== true || top.key === undefined) return;
  top.key = undefined;
  path.length = top.depth;
}

function startOf(event: Event): number {
  return event.type === EVENT_ID.SCALAR ? event.valueStart : 0;
}

/** Answers lines (from 1) of offsets that mostly grow. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let upTo = 0;
  return (offset) => {
    if (offset < upTo) [line, upTo] = [1, 0];
    for (let at = text.indexOf('\n', upTo); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
      line++;
      upTo = at + 1;
    }
    return line;
  };
}
