/**
 * Packages that read what a person types after the name of a program. Each is listed for what its documentation (the README of the package in its current
 * major version, and where that is silent, its code) says of when it runs what it is handed: only then is a handler known to wait for a typed command.
 * Nothing here is guessed from names of methods: of any other package a handler runs as soon as it is handed over.
 */
export interface CommandPackage {
  /** Methods that name a command, which `handler` methods after them in the chain are about. */
  readonly commands: readonly string[];
  /** Methods that take the handler of the command that was named before them in the chain. */
  readonly handlers: readonly string[];
  /** `.command(name, …, handler)`: the method that names a command takes its handlers too, or an object that holds name and handlers. */
  readonly takesHandlers?: boolean;
  /** `.command(name, 'text')` gives the command. Not so in commander, where a text makes it another file's and gives the program again. */
  readonly describes?: boolean;
  /** Versions of it run the first command where none was typed (sade, README of 1.0: "the first command defined is the Program's default command"). */
  readonly firstIsDefault?: boolean;
}

const commander: CommandPackage = { commands: ['command'], handlers: ['action'] };
const described: CommandPackage = { ...commander, describes: true };
const taking: CommandPackage = { commands: ['command', 'commands'], handlers: [], takesHandlers: true, describes: true };

/**
 * commander: README "Action handler", "Commands" (a text as second argument makes it an executable of its own); cac: README "command.action()", Command.ts
 * `isDefaultCommand`; caporal: README "Define an action"; vorpal: wiki "API | vorpal.command"; yargs: docs/advanced.md "Commands", "Default Commands"; args: README
 * ".command(name, description, init, aliases)"; commandpost: README "subCommand".
 */
export const commandPackages: ReadonlyMap<string, CommandPackage> = new Map(Object.entries({
  commander, '@commander-js/extra-typings': commander, cac: described, sade: { ...described, firstIsDefault: true }, caporal: described, '@caporal/core': described, vorpal: described,
  yargs: taking, args: taking, commandpost: { commands: ['subCommand'], handlers: ['action'], describes: true },
} satisfies { readonly [name: string]: CommandPackage }));

/** The key of a command's name that makes it run where none was typed: of yargs (`*`, `$0`), cac (`!`, empty), commander (`*`). A name begins with a letter or digit. */
export function isTypedName(name: string): boolean {
  return /^[a-z0-9][\w:.@+-]*(?:[ ,|][\s\S]*)?$/i.test(name);
}
/** Options of a command that may make it run where none was typed (commander `isDefault`, sade and caporal `default`). */
export function isDefaulting(key: string): boolean {
  return /default|alias|executable/i.test(key);
}

/** Methods by which these packages begin to read; what is handed to them must be the command line. */
export const reading: ReadonlySet<string> = new Set(['parse', 'parseAsync', 'parseSync', 'run', 'exec', 'execSync', 'emit', 'runExit', 'runMatchedCommand']);

/** What a package makes of the command line. `flags`: the key under which flags are, '' where they are the result itself; `words`: the key of what is no flag. */
export interface LinePackage {
  readonly flags: string | undefined;
  readonly words: string | undefined;
  /** The export that does it; undefined: what the module is. */
  readonly by?: string;
  /** The argument that says which flags there are. */
  readonly options: number;
  /** The argument that is the command line; or an argument and a key of it, without which it is that of the process. */
  readonly line: number | { readonly argument: number; readonly key: string };
}

/** node:util: documentation of Node, "util.parseArgs"; minimist, mri, yargs-parser, getopts, arg, meow, command-line-args: README, "API" of each. */
export const linePackages: ReadonlyMap<string, LinePackage> = new Map(Object.entries({
  util: { by: 'parseArgs', flags: 'values', words: 'positionals', options: 0, line: { argument: 0, key: 'args' } },
  'node:util': { by: 'parseArgs', flags: 'values', words: 'positionals', options: 0, line: { argument: 0, key: 'args' } },
  minimist: { flags: '', words: '_', options: 1, line: 0 }, mri: { flags: '', words: '_', options: 1, line: 0 }, 'yargs-parser': { flags: '', words: '_', options: 1, line: 0 },
  getopts: { flags: '', words: '_', options: 1, line: 0 }, arg: { flags: '', words: '_', options: 0, line: { argument: 1, key: 'argv' } },
  meow: { flags: 'flags', words: 'input', options: 1, line: { argument: 1, key: 'argv' } },
  'command-line-args': { flags: '', words: '_unknown', options: 0, line: { argument: 1, key: 'argv' } },
} satisfies { readonly [name: string]: LinePackage }));

/** Methods of a yargs chain after which flags are still only what was typed: none gives a default, reads a file or the environment, or changes what is parsed. */
export const plainYargs: ReadonlySet<string> = new Set(['usage', 'help', 'version', 'boolean', 'string', 'number', 'array', 'count', 'strict', 'strictCommands', 'strictOptions', 'demandCommand', 'recommendCommands', 'showHelpOnFail', 'wrap', 'epilog', 'epilogue', 'example', 'scriptName', 'locale', 'command', 'commands', 'exitProcess', 'parse', 'parseSync', 'parseAsync', 'alias']);

/** Keys of parsed flags that are there without having been typed: those of any object, and what parsers add of their own. */
export function isNeverTyped(key: string): boolean {
  return key === '' || key === '_' || key === '--' || key.startsWith('$') || key.startsWith('__') || key in Object.prototype;
}

/** A word that somebody types, and that stands at the first two places of `process.argv` nowhere: those hold absolute paths. */
export function isTypedWord(word: string): boolean {
  return word !== '' && word !== 'undefined' && word.length <= 200 && !/[/\\\s]/.test(word);
}
