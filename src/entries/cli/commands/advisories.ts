import path from 'node:path';
import { createOsvSource } from '../../../adapters/osv/osv-source.js';
import { matchLines } from '../../../adapters/osv/match-lines.js';
import { parseWords } from '../arguments.js';
import { UsageError, type Command, type ExitCode, type Io } from '../io.js';

const usage = `Usage: mergewarden advisories match --db DIR --ecosystem npm NAME@VERSION… | -

Prints one JSON line for each package: its name, its version, and the ids of all
advisories that hold the version. With "-" the packages are read from standard
input, one a line. DIR is a folder or file of OSV records (JSON or NDJSON, also
gzipped).

  --db DIR           a folder or file of OSV records
  --ecosystem NAME   npm or PyPI

Example: mergewarden advisories match --db osv --ecosystem npm left-pad@1.3.0

Exit code: 0, 2 when there is no data, 64 wrong usage.`;

const options = { db: { type: 'string' }, ecosystem: { type: 'string' } } as const;

/** More than any lockfile names; a longer list is a mistake. */
const mostBytes = 100_000_000;

async function fromStdin(io: Io): Promise<string[]> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of io.stdin()) {
    chunks.push(chunk);
    if ((size += chunk.length) > mostBytes) throw new UsageError('standard input is too long');
  }
  return Buffer.concat(chunks).toString('utf8').split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
}

async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, words } = parseWords(argv, options, [0, Number.POSITIVE_INFINITY]);
  const [word, ...specs] = words;
  if (word !== 'match') throw new UsageError('it wants "match --db DIR --ecosystem npm NAME@VERSION…"');
  if (values.db === undefined) throw new UsageError('--db DIR is missing');
  if (values.ecosystem !== 'npm' && values.ecosystem !== 'PyPI') throw new UsageError('--ecosystem wants npm or PyPI');
  if (specs.length === 0) throw new UsageError('a package is missing: NAME@VERSION, or - for standard input');
  const wanted = specs.length === 1 && specs[0] === '-' ? await fromStdin(io) : specs;
  const source = createOsvSource({ path: path.resolve(io.cwd, values.db) });
  for (const line of await matchLines(source, values.ecosystem, wanted)) io.out(`${JSON.stringify(line)}\n`);
  return 0;
}

export const advisoriesCommand: Command = { name: 'advisories', summary: 'match packages against known advisories', usage, options: Object.keys(options), run };
