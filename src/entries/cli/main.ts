import { run } from './run.js';

const abort = new AbortController();
process.once('SIGINT', () => abort.abort(new Error('interrupted')));
// A reader that closes the pipe early (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0); });

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
