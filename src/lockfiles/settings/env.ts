import { limits } from '../../core/limits.js';
import { Leaves, type SettingsReading } from './leaf.js';

/**
 * A file of environment variables as Yarn 4 puts them into the environment of what it runs (`.env.yarn`, and what `injectEnvironmentFiles` names), and as
 * Corepack takes its own from `.corepack.env`, in the form of the `dotenv` package: `KEY=value` or `KEY: value` a line, `export` before it or not, remarks behind it. What that package would read over
 * several lines is not read: such a file is told as one that nobody understood.
 */
export function readEnvironment(text: string): SettingsReading {
  const leaves = new Leaves();
  for (const [index, raw] of text.replace(/^\uFEFF/, '').split(/\r\n|[\r\n]/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const match = line.length > limits.settingLineCharacters.value ? null : /^(?:export[ \t]+)?([\w.-]+)(?:[ \t]*=|:[ \t])(.*)$/.exec(line);
    const value = match && valueOf(match[2]!.trim());
    if (value === null || value === undefined) return { kind: 'unread', reason: 'line', line: index + 1 };
    leaves.add({ keys: [match![1]!], value, line: index + 1 });
  }
  return leaves.reading();
}

/** Undefined for a value whose quotation marks do not close on its line. */
function valueOf(written: string): string | undefined {
  const mark = written[0];
  if (mark !== '"' && mark !== '\'' && mark !== '`') return written.split('#', 1)[0]!.trim();
  const end = written.lastIndexOf(mark);
  return end > 0 && /^[ \t]*(?:#.*)?$/.test(written.slice(end + 1)) ? written.slice(1, end) : undefined;
}

/** Of an application's own variables, those that installers act on. */
const acted = /^(?:BUN_CONFIG_|BUN_INSTALL|BUN_OPTIONS$|NPM_CONFIG_|YARN_|COREPACK_|NODE_OPTIONS$)/i;
/** A variable at the beginning of a line, as Bun's reader takes one: there may be line breaks between its name and the `=`, too. */
const assigned = /^[^\S\r\n]*(?:export[^\S\r\n]+)?([\w.-]+)(?:\s*=|\s*:(?=\s))([^\r\n]*)/gm;
/** A variable that a value refers to. */
const reference = /\$(?:\{(\w{1,200})(?::-([^{}$]{0,1000}))?\}|(\w{1,200}))/g;
/** Values refer to values that refer to others; nobody writes more of it. */
const rounds = 4;

/** Whether a file of this name holds variables that `bun install` takes from the folder where it is run (Bun's documentation on them, and its release 1.3.14). */
export function isDotenv(name: string): boolean {
  return /^\.env(?:\.(?:production|development|test))?(?:\.local)?$/.test(name);
}

/**
 * An application's `.env`, which Bun puts into the environment of an install and of the scripts that it runs: only variables that installers act on are read, with
 * what they refer to in the same file. Nothing is told of all others, and whatever they are, the file counts as read.
 */
export function readDotenv(text: string): SettingsReading {
  const leaves = new Leaves();
  const all = [...text.matchAll(assigned)];
  let [line, from] = [1, 0];
  let values: ReadonlyMap<string, string> | undefined;
  for (const match of all) {
    const [whole, name, written] = match;
    if (!acted.test(name!)) continue;
    line += breaks(text.slice(from, match.index));
    from = match.index;
    const value = whole.length > limits.settingLineCharacters.value ? undefined : valueOf(written!.trim());
    if (value === undefined) return { kind: 'unread', reason: 'line', line };
    if (value.includes('$')) values ??= new Map(all.map((one) => [one[1]!, valueOf(one[2]!.trim()) ?? '']));
    leaves.add({ keys: [name!], value: values ? putIn(value, values) : value, line });
  }
  return leaves.reading();
}

function putIn(value: string, values: ReadonlyMap<string, string>): string {
  let now = value;
  for (let round = 0; round < rounds && now.includes('$') && now.length <= limits.settingLineCharacters.value; round++) {
    now = now.replace(reference, (own: string, braced?: string, fallback?: string, bare?: string) => values.get(braced ?? bare ?? '') ?? fallback ?? own);
  }
  return now.slice(0, limits.settingLineCharacters.value);
}

const breaks = (text: string): number => text.split(/\r\n|[\r\n]/).length - 1;
