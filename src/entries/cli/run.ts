import { Failure } from '../../core/errors.js';
import { failureWords } from './words.js';
import { commands } from './commands/index.js';
import { type ExitCode, type Io, UsageError } from './io.js';
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
    io.err(`mergewarden: there is no command ${JSON.stringify(word)}. mergewarden --help lists them.\n`);
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
      io.err(`mergewarden ${command.name}: ${error.message}. mergewarden ${command.name} --help shows the usage.\n`);
      return 64;
    }
    if (io.signal.aborted) {
      io.err('\nmergewarden: interrupted; nothing was decided.\n');
      return 2;
    }
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    io.err(`mergewarden ${command.name}: ${late ? failureWords(new Failure('DEADLINE')) : error instanceof Failure ? failureWords(error) : `an error of mergewarden itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`}\n`);
    return 2;
  }
}
