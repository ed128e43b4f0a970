import { parse } from 'smol-toml';
import type { Json } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import { addValue, Leaves, type SettingsReading } from './leaf.js';

/** A settings file in TOML (bunfig.toml). A setting's line is the first that begins with the last of its keys. */
export function readTomlSettings(text: string): SettingsReading {
  let document: unknown;
  try {
    document = parse(text.replace(/^\uFEFF/, ''), { maxDepth: limits.lockfileDepth.value });
  } catch {
    return { kind: 'unread', reason: 'toml' };
  }
  const leaves = new Leaves();
  const lines = firstLines(text);
  const value = plain(document);
  if (value !== null && Object.keys(value).length > 0) addValue(leaves, value, [], (keys) => lines.get(keys.at(-1)!) ?? 1);
  return leaves.reading();
}

/** The first line on which each word of a key stands at the left: of `a.b = 1` and `[a.b]` both `a` and `b`. */
function firstLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const key = /^\s{0,200}\[{0,2}([^=\]#]{1,500})/.exec(line)?.[1] ?? '';
    for (const word of key.split('.')) {
      const plainWord = word.trim().replaceAll('"', '').replaceAll('\'', '');
      if (!lines.has(plainWord)) lines.set(plainWord, index + 1);
    }
  }
  return lines;
}

/** TOML's dates, large numbers, and those that JSON has none for, as texts. */
export function plain(value: unknown): Json {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value as Json;
  const out = Object.create(null) as { [key: string]: Json };
  for (const [key, item] of Object.entries(value)) out[key] = plain(item);
  return out;
}
