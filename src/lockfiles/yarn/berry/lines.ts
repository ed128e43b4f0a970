import type { Json, JsonObject } from '../../../core/json.js';
import { put } from '../put.js';

type Members = { [key: string]: Json };

/**
 * What stands bare in Yarn's own layout (`simpleStringPattern`), as far as it is plain ASCII: nothing that opens or ends something in YAML, and
 * no mark of a document.
 */
const bare = /^(?![-?!|>'"%@`&*]|\.\.\.)[!"$-+\--9;-Z\\^-z|~](?:[ !"$-+\--9;-Z\\^-z|~]*[!"$-+\--9;-Z\\^-z|~])?$/;

/** The same within quotes, without an escape. */
const quoted = /^"[ !#-[\]-~]*"$/;

/** A longer key stands on two lines in YAML. */
const longestKey = 1_000;

function wordOf(text: string): string | undefined {
  const word = text.charCodeAt(0) === 0x22 ? (quoted.test(text) ? text.slice(1, -1) : undefined) : bare.test(text) ? text : undefined;
  return word === '<<' ? undefined : word;
}

/**
 * Reads a lockfile in the layout in which Yarn writes it, line by line, many times as fast as a reader of YAML: mappings at two spaces a level,
 * at most four deep, a word on each line, bare or quoted without an escape. Undefined for everything else, and wherever a key stands twice: a
 * reader of YAML then says what is there. Where it does read, it reads what that one reads.
 */
export function readLayout(text: string): JsonObject | undefined {
  const root: Members = {};
  const open: Members[] = [root];
  let deepest = 0;
  let empty: Members | undefined;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const stop = end === -1 ? text.length : end;
    const first = text.charCodeAt(from);
    if (stop > from && first !== 0x23) {
      let indent = 0;
      while (text.charCodeAt(from + indent) === 0x20) indent++;
      const level = indent >> 1;
      if ((indent & 1) === 1 || level > deepest || level > 3) return undefined;
      if (empty && level < deepest) return undefined;
      const into: Members = open[level]!;
      const line = text.slice(from + indent, stop);
      const opens = line.charCodeAt(line.length - 1) === 0x3a;
      const split = opens ? line.length - 1 : keyEnd(line);
      const key = split === -1 ? undefined : wordOf(line.slice(0, split));
      if (key === undefined || key.length > longestKey || Object.hasOwn(into, key)) return undefined;
      empty = undefined;
      deepest = level;
      if (opens) {
        empty = open[level + 1] = {};
        put(into, key, empty);
        deepest = level + 1;
      } else {
        const value = wordOf(line.slice(split + 2));
        if (value === undefined) return undefined;
        put(into, key, value);
      }
    }
    from = stop + 1;
  }
  return empty || Object.keys(root).length === 0 ? undefined : root;
}

/** Where the key of a line `key: value` ends; -1 where it has none. */
function keyEnd(line: string): number {
  const at = line.charCodeAt(0) === 0x22 ? line.indexOf('"', 1) + 1 : line.indexOf(': ');
  return at > 0 && line.charCodeAt(at) === 0x3a && line.charCodeAt(at + 1) === 0x20 ? at : -1;
}
