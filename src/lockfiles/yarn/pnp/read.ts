import { isObject, type Json, type JsonObject } from '../../../core/json.js';
import { limits } from '../../../core/limits.js';

/**
 * A file of Plug'n'Play in two parts: the data that it holds, and all of its other text, which is code. In `.pnp.data.json` everything is data.
 */
export interface PnpFile {
  readonly around: string;
  readonly data: JsonObject;
}

/** What stands before the data: since Yarn 4 a constant, in Yarn 3 a text that is parsed, in Yarn 2 an object. */
const openings = ['\nconst RAW_RUNTIME_STATE =\n\'', '\n  return hydrateRuntimeState(JSON.parse(\'', '\n  return hydrateRuntimeState({'] as const;

/**
 * Takes a file of Plug'n'Play apart, as Yarn 2 to 4 write it (`generateInlinedScript`, `generateStringLiteral`). It is never run. Undefined where it
 * is written otherwise, or where the data cannot be told from the code: a text with another escape than Yarn's, an object that is no JSON.
 */
export function readPnp(path: string, text: string): PnpFile | undefined {
  if (text.length > limits.pnpBytes.value) return undefined;
  if (path.endsWith('.json')) return parsed('', text);
  for (const opening of openings) {
    const at = text.indexOf(opening);
    if (at === -1) continue;
    const start = at + opening.length;
    const ended = opening.endsWith('{') ? objectAt(text, start - 1) : literalAt(text, start);
    if (!ended) return undefined;
    const from = opening.endsWith('{') ? start - 1 : start;
    return parsed(`${text.slice(0, from)}\0${text.slice(ended.end)}`, ended.json);
  }
  return undefined;
}

function parsed(around: string, json: string): PnpFile | undefined {
  try {
    const data = JSON.parse(json) as Json;
    return isObject(data) ? { around, data } : undefined;
  } catch {
    return undefined;
  }
}

interface Ended {
  readonly end: number;
  readonly json: string;
}

/** The text of a literal in single quotes that opens before `start`. Of escapes only Yarn's: a backslash, a quote, the end of a line. */
function literalAt(text: string, start: number): Ended | undefined {
  const parts: string[] = [];
  let from = start;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x27) return { end: at, json: parts.join('') + text.slice(from, at) };
    if (code === 0x0a || code === 0x0d) return undefined;
    if (code !== 0x5c) continue;
    const next = text.charCodeAt(at + 1);
    if (next !== 0x5c && next !== 0x27 && next !== 0x0a) return undefined;
    parts.push(text.slice(from, at));
    from = at + 1;
    at += 1;
  }
  return undefined;
}

/**
 * The object that opens at `start` in code: JSON, but for a comma before the end of an object, which Yarn 2 leaves. JavaScript reads the same, except for
 * a member `__proto__`, and one of that name belongs to no entry.
 */
function objectAt(text: string, start: number): Ended | undefined {
  const parts: string[] = [];
  let from = start;
  let depth = 0;
  let comma = -1;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x0a) continue;
    if (code === 0x22) {
      for (at += 1; at < text.length && text.charCodeAt(at) !== 0x22; at++) if (text.charCodeAt(at) === 0x5c) at += 1;
    } else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      if (comma !== -1 && code === 0x7d) {
        parts.push(text.slice(from, comma));
        from = comma + 1;
      }
      if (depth === 0) return { end: at + 1, json: parts.join('') + text.slice(from, at + 1) };
    }
    comma = code === 0x2c ? at : -1;
  }
  return undefined;
}
