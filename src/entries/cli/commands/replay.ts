import { gunzipSync } from 'node:zlib';
import { review } from '../../../app/review.js';
import { parseSaved, replaying } from '../../../app/saved.js';
import { checks } from '../../../checks/index.js';
import { Failure } from '../../../core/errors.js';
import { canonicalJson } from '../../../core/json.js';
import { exitCodeOf } from '../../../policy/judge.js';
import { parseWords } from '../arguments.js';
import { readNamed } from '../files.js';
import { UsageError, type Command, type ExitCode, type Io } from '../io.js';
import { print } from './review.js';

const usage = `Usage: mergewarden replay FILE [--json] [--verbose]

Judges a review again that was saved with "mergewarden review --save FILE",
from that file alone: no network, no clone, no clock. Says so on stderr when the
verdict is not, byte for byte, the one that was saved.

  --json             one JSON document on stdout (schemas/review.schema.json)
  --verbose          also show what is folded, all evidence, and how to waive

Example: mergewarden replay review.json.gz --verbose

Exit code: that of the review, 64 wrong usage.`;

const options = { json: { type: 'boolean' }, verbose: { type: 'boolean' } } as const;

/** A saved review may hold large lockfiles and many facts; a file that unpacks to more is not one of ours. */
const mostBytes = 2_000_000_000;

async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, words } = parseWords(argv, options, [0, 1]);
  const [name] = words;
  if (name === undefined) throw new UsageError('it wants the FILE of a saved review');
  const packed = await readNamed(io.cwd, name);
  let text: string;
  try {
    text = gunzipSync(packed, { maxOutputLength: mostBytes }).toString('utf8');
  } catch (error) {
    throw new Failure('FILE_UNREADABLE', { path: name, reason: 'not a saved review' }, error);
  }
  const saved = parseSaved(text);
  const { ports, settings } = replaying(saved);
  const reviewed = await review({ ...ports, progress: { report: () => undefined } }, { ...settings, checks }, undefined, io.signal);
  if (saved.verdict !== undefined && canonicalJson(saved.verdict) !== canonicalJson(reviewed.verdict)) {
    io.err(`mergewarden: this is not the verdict that was saved. It was made by version ${(saved.verdict as { engine?: { version?: string } }).engine?.version ?? 'unknown'}; this program judges differently.\n`);
  }
  await print(reviewed, { json: values.json === true, verbose: values.verbose === true }, io);
  return exitCodeOf(reviewed.verdict);
}

export const replayCommand: Command = { name: 'replay', summary: 'judge a saved review again, offline', usage, options: Object.keys(options), run };
