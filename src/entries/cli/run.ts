import { Failure, problemOf } from '../../core/errors.js';
import { failureWords } from './words.js';
import { commands } from './commands/index.js';
import { likely } from './arguments.js';
import { Interrupted, printJson, type ExitCode, type Io, UsageError } from './io.js';
import { engineVersion } from '../engine.js';

function help(): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    'mergewarden reviews a change for what it lets in: changed packages, read down to',
    'the code they add.', '',
    'Usage: mergewarden COMMAND [options]', '',
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`), '',
    'mergewarden COMMAND --help says more.',
    'review exits 0 when nothing blocks, 1 when something does, 2 when it could not',
    'check, 64 on wrong usage.', '',
  ].join('\n');
}

/** Runs one command line and gives its exit code. Never throws: what fails is said in words on stderr, with the next step. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [word, ...rest] = argv;
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    const command = commands.find((one) => one.name === rest[0]);
    io.out(word === 'help' && command ? `${command.usage}\n` : help());
    return word === undefined ? 64 : 0;
  }
  if (word === '--version' || word === '-V') {
    io.out(`${engineVersion}\n`);
    return 0;
  }
  const command = commands.find((one) => one.name === word);
  if (!command) {
    const meant = likely(word, commands.map((one) => one.name));
    io.err(`mergewarden: there is no command ${JSON.stringify(word.slice(0, 100))}${meant === undefined ? '' : `; did you mean ${meant}?`}${meant === undefined ? '.' : ''} mergewarden --help lists them.\n`);
    return 64;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(`${command.usage}\n`);
    return 0;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`mergewarden ${command.name}: ${error.message}${error.message.endsWith('?') ? '' : '.'} mergewarden ${command.name} --help shows the usage.\n`);
      return 64;
    }
    if (io.signal.aborted) {
      io.err('\nmergewarden: interrupted; nothing was decided.\n');
      return io.signal.reason instanceof Interrupted ? io.signal.reason.exitCode : 2;
    }
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    const problem = late ? new Failure('DEADLINE') : problemOf(error);
    const words = late || error instanceof Failure ? failureWords(problem) : `an error of mergewarden itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    io.err(`mergewarden ${command.name}: ${words}\n`);
    // Whoever asked for one document gets one, whatever happened.
    if (command.options.includes('json') && rest.includes('--json')) printJson(io, { schema: 1, error: { code: problem.code, data: problem.data, text: failureWords(problem) } });
    return 2;
  }
}
