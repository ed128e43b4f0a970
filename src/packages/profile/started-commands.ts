import { hereDirectory } from '../../javascript/fold.js';
import type { Use } from '../../javascript/uses.js';
import type { Values } from '../../javascript/values.js';
import { quoted, readCommand } from './command.js';
import type { FileFacts } from './source-files.js';

const startsCommand = /^node:child_process\.(?:promises\.)?(?:exec|execFile|spawn)(?:Sync)?$/;

/** The command lines that a call starts, where their text is known. */
export function startedCommands({ name, how, arguments: [program], words }: Use): readonly string[] {
  if (how !== 'call' || program === undefined || !startsCommand.test(name)) return [];
  return programsOf(program).map((text) => commandLine(text, words));
}

/** The texts that name a program. What runs this code is Node. */
function programsOf(program: Values): readonly string[] {
  return program.flatMap((value) => (value.kind === 'text' ? [value.text] : value.kind === 'name' && value.name === 'process.execPath' ? ['node'] : []));
}

function commandLine(program: string, words: readonly string[]): string {
  return words.length === 0 ? program : [program, ...words.slice(0, 64).map(quoted)].join(' ');
}

/** The words of a started command that it runs as files, where its text is known. A word of this folder is taken from it. */
export function startedFiles({ name, how, arguments: [program], words }: Use): FileFacts['words'] {
  if (how !== 'call' || program === undefined || !startsCommand.test(name)) return [];
  return programsOf(program).flatMap((text) => readCommand(commandLine(text, words), new Set()).files.filter((file) => file.run)
    .map(({ word, resolve }) => ({ word: word.startsWith(hereDirectory) ? `.${word.slice(hereDirectory.length)}` : word, resolve })));
}
