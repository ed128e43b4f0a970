import semver from 'semver';
import { visible } from '../../../render/escape.js';
import type { BroughtRow } from '../../../ports/packages.js';
import { parseWords } from '../arguments.js';
import { withDatabase } from '../database.js';
import { printJson, UsageError, type Command, type ExitCode, type Io } from '../io.js';

const usage = `Usage: mergewarden where NAME[@RANGE] [--data DIR] [--json]

Tells which reviews brought a package in: repository, pull request, head, when,
with what outcome, which version, and what became of the pull request (open,
merged, closed, replaced by a newer head, queue for a merge queue's group).
RANGE is a version or a range of npm's; without one every version counts.

Reads the database that DATABASE_URL names, else the service's own in the data
folder, which must not be running then.

  --data DIR         the service's data folder
  --json             one JSON document on stdout

Example: mergewarden where 'left-pad@<1.3.0'

Exit code: 0 also where no review did, 2 when the database cannot be read,
64 on wrong usage.`;

const options = { data: { type: 'string' }, json: { type: 'boolean' } } as const;

const pageRows = 1_000;

interface Wanted {
  readonly name: string;
  readonly range: string;
}

/** `name`, `name@range`, `@scope/name@range`. @throws UsageError */
function wantedOf(word: string): Wanted {
  const at = word.indexOf('@', 1);
  const name = at < 0 ? word : word.slice(0, at);
  const range = at < 0 ? '*' : word.slice(at + 1).trim();
  if (name === '' || name === '@') throw new UsageError('a package name is missing');
  if (range === '' || semver.validRange(range, { loose: true }) === null) throw new UsageError(`${JSON.stringify(range)} is no version and no range`);
  return { name, range };
}

/** Prereleases count like any other version: the question is where bytes went, not what to install. What is no version is in no range but all. */
function isWanted({ version }: BroughtRow, range: string): boolean {
  return range === '*' || semver.satisfies(version, range, { loose: true, includePrerelease: true });
}

function line(row: BroughtRow): string {
  const pull = row.pull === undefined ? 'merge queue' : `#${row.pull}`;
  return [
    visible(row.version, 256), `${visible(row.repository, 300)} ${pull}`, row.head.slice(0, 12), new Date(row.at).toISOString(), row.outcome, row.state,
  ].join('  ');
}

/** The row as the document has it: without our own number of it, and with a time that a person reads. */
function documented({ at, installation, repository, review, head, pull, baseRef, outcome, state, name, version, integrity }: BroughtRow): object {
  return { installation, repository, review, head, ...(pull === undefined ? {} : { pull }), baseRef, outcome, state, name, version, integrity, at: new Date(at).toISOString() };
}

async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, words } = parseWords(argv, options, [1, 1]);
  const { name, range } = wantedOf(words[0]!);
  const found: BroughtRow[] = [];
  await withDatabase(io, values.data, async ({ packages }) => {
    for (let after = 0; ;) {
      const rows = await packages.bringing(name, { after, limit: pageRows });
      found.push(...rows.filter((row) => isWanted(row, range)));
      if (rows.length < pageRows) return;
      after = rows.at(-1)!.id;
    }
  });
  if (values.json === true) printJson(io, { schema: 1, name, range, reviews: found.map(documented) });
  else if (found.length > 0) io.out(found.map((row) => `${line(row)}\n`).join(''));
  else io.err(`no review brought in ${visible(name, 214)}${range === '*' ? '' : ` ${visible(range, 200)}`}\n`);
  return 0;
}

export const whereCommand: Command = { name: 'where', summary: 'tell which reviews brought a package in', usage, options: Object.keys(options), run };
