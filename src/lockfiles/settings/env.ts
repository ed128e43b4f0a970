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
