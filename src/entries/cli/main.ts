import { Interrupted } from './io.js';
import { run } from './run.js';

const abort = new AbortController();
// The second one ends the program at once, as everywhere.
for (const [signal, exitCode] of [['SIGINT', 130], ['SIGTERM', 143]] as const) process.once(signal, () => abort.abort(new Interrupted(exitCode)));
// A reader that closes the pipe early (`| head`) is no error of ours, and no reason to end with a better exit code than the verdict's.
for (const stream of [process.stdout, process.stderr]) stream.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') process.exit(2); });

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => { process.stdout.write(text); },
  err: (text) => { process.stderr.write(text); },
  env: process.env,
  cwd: process.cwd(),
  outIsTerminal: process.stdout.isTTY === true,
  errIsTerminal: process.stderr.isTTY === true,
  columns: process.stdout.columns ?? 100,
  stdin: () => process.stdin,
  signal: abort.signal,
});
