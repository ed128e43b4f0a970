import { limits } from '../../core/limits.js';
import { Leaves, type SettingsReading } from './leaf.js';

/** Splits `key = value` at the first `=`; a line without one is a key that is set. */
function pair(line: string): readonly [key: string, value: string] {
  const at = line.indexOf('=');
  return at === -1 ? [line.trim(), 'true'] : [line.slice(0, at).trim(), withoutComment(line.slice(at + 1).trim())];
}

/** A value as `ini` reads it: what is not quoted ends at the first `;` or `#` that no backslash stands before. */
function withoutComment(value: string): string {
  if (value.startsWith('"') || value.startsWith('\'')) return value;
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '\\') at++;
    else if (value[at] === ';' || value[at] === '#') return value.slice(0, at).trim();
  }
  return value;
}

function unquoted(text: string): string {
  const quoted = text.length > 1 && ((text.startsWith('"') && text.endsWith('"')) || (text.startsWith('\'') && text.endsWith('\'')));
  return quoted ? text.slice(1, -1) : text;
}

/**
 * An .npmrc, line by line as the `ini` package reads it: `;` and `#` open comments, `key[]` adds to a list, a section's head puts its name before
 * the keys below it. npm takes the last of several lines of one key; each counts here, since any of them may be the one.
 */
export function readNpmrc(text: string): SettingsReading {
  const leaves = new Leaves();
  let section: readonly string[] = [];
  for (const [index, raw] of text.replace(/^\uFEFF/, '').split(/\r\n|[\r\n]/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith(';') || line.startsWith('#')) continue;
    if (line.length > limits.settingLineCharacters.value) return { kind: 'unread', reason: 'line', line: index + 1 };
    const head = /^\[([^\]]*)\]\s*$/.exec(line);
    if (head) {
      section = [head[1]!.trim()];
      continue;
    }
    const [key, value] = pair(line);
    const listed = key.endsWith('[]');
    leaves.add({ keys: [...section, unquoted(listed ? key.slice(0, -2) : key)], value: unquoted(value), line: index + 1, ...(listed ? { listed } : {}) });
  }
  return leaves.reading();
}

/** Yarn 1's .yarnrc: `key value` a line, both quoted where they hold more than a word; `--command.option value` sets an option of one command. */
export function readYarnrc(text: string): SettingsReading {
  const leaves = new Leaves();
  for (const [index, raw] of text.replace(/^\uFEFF/, '').split(/\r\n|[\r\n]/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const match = line.length > limits.settingLineCharacters.value ? null : /^("[^"]*"|[^\s"]+):?(?:\s+(.*))?$/.exec(line);
    if (!match) return { kind: 'unread', reason: 'line', line: index + 1 };
    leaves.add({ keys: [unquoted(match[1]!).replace(/:$/, '')], value: unquoted((match[2] ?? 'true').trim()), line: index + 1 });
  }
  return leaves.reading();
}
