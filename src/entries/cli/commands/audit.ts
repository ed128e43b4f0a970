import { parseWords } from '../arguments.js';
import { withDatabase } from '../database.js';
import { UsageError, type Command, type ExitCode, type Io } from '../io.js';

const usage = `Usage: mergewarden audit export [--data DIR] [--after SEQUENCE]

Prints every audit row as one JSON line: verdicts, waivers, policies, heads that
could not be reviewed, in the order they happened. Reads the database that
DATABASE_URL names, else the service's own in the data folder, which must not be
running then.

  --data DIR         the service's data folder
  --after SEQUENCE   only the rows after this one

Example: mergewarden audit export --after 1200 >> audit.ndjson

Exit code: 0, 2 when the database cannot be read, 64 wrong usage.`;

const options = { data: { type: 'string' }, after: { type: 'string' } } as const;

const pageRows = 500;

async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, words } = parseWords(argv, options, [1, 1]);
  if (words[0] !== 'export') throw new UsageError(`there is no "audit ${words[0]}"`);
  let after = Number(values.after ?? 0);
  if (!Number.isSafeInteger(after) || after < 0) throw new UsageError('--after wants the number of a row');
  await withDatabase(io, values.data, async ({ audit }) => {
    for (;;) {
      const rows = await audit.read({ after, limit: pageRows });
      for (const row of rows) io.out(`${JSON.stringify(row)}\n`);
      if (rows.length < pageRows) return;
      after = rows.at(-1)!.sequence;
    }
  });
  return 0;
}

export const auditCommand: Command = { name: 'audit', summary: 'export the audit rows', usage, options: Object.keys(options), run };
