import { commandsOf, programName, type CommandFacts } from './command.js';

/** A call of make: the makefile where it is named, the targets, and the folder in which it runs. */
export interface MakeCall {
  readonly file?: string;
  readonly targets: readonly string[];
  readonly within: string;
}

const makers = /^(?:make|gmake|mingw32-make|nmake)$/;
const managers = /^(?:npm|yarn|pnpm|bun)$/;
const most = 32;

/** The calls of make in a command, with the folder that was entered before. */
export function makesOf({ programs }: Pick<CommandFacts, 'programs'>, command: string): readonly MakeCall[] {
  if (!programs.some(({ name }) => makers.test(name))) return [];
  return walk(command, (name, args, within) => {
    if (!makers.test(name)) return undefined;
    const value = (...options: readonly string[]): string | undefined => args.flatMap((arg, at) => (options.includes(arg) ? args[at + 1] ?? [] : options.flatMap((option) => (option.startsWith('--') && arg.startsWith(`${option}=`) ? arg.slice(option.length + 1) : option.length === 2 && arg.startsWith(option) && arg.length > 2 && !arg.startsWith('--') ? arg.slice(2) : [])))).at(0);
    const file = value('-f', '--file', '--makefile');
    const folder = value('-C', '--directory');
    const targets = args.filter((arg, at) => !/^[-/]/.test(arg) && !arg.includes('=') && !/^(?:-f|-C|-j|-l|-I|--file|--makefile|--directory|--jobs)$/.test(args[at - 1] ?? ''));
    return { ...(file === undefined ? {} : { file }), targets, within: `${within}/${folder ?? ''}` };
  });
}

/** The folders of the package in which a command has a package manager install what the manifest there says. */
export function installsIn(command: string): readonly string[] {
  if (!/\b(?:npm|yarn|pnpm|bun)\b/.test(command)) return [];
  return walk(command, (name, args, within) => {
    if (!managers.test(name)) return undefined;
    const option = args.flatMap((arg, at) => (/^(?:--prefix|--cwd|--dir|-C)$/.test(arg) ? args[at + 1] ?? [] : /^--(?:prefix|cwd|dir)=(.*)$/.exec(arg)?.[1] ?? [])).at(0);
    const verbs = args.filter((arg, at) => !arg.startsWith('-') && !/^(?:--prefix|--cwd|--dir|-C)$/.test(args[at - 1] ?? ''));
    const folder = `${within}/${option ?? ''}`;
    if (verbs.length === 0 ? name === 'yarn' : /^(?:install|i|ci|rebuild|clean-install)$/.test(verbs[0]!)) return [folder, ...verbs.slice(1).filter((verb) => /^\.{1,2}\//.test(verb)).map((verb) => `${within}/${verb}`)];
    return undefined;
  }).flat();
}

/** Goes through simple commands in their order and gives what `tell` makes of each. */
function walk<T>(command: string, tell: (name: string, args: readonly string[], within: string) => T | undefined): readonly T[] {
  const found: T[] = [];
  let within = '.';
  for (const words of commandsOf(command, true)) {
    const texts = words.map(({ text }) => text);
    const at = texts.findIndex((text) => !/^[A-Za-z_]\w*=/.test(text) && !/^(?:exec|env|cross-env|sudo|nohup|time|command|then|do|else|if|!)$/.test(text));
    if (at < 0) continue;
    const name = programName(texts[at]!);
    const args = texts.slice(at + 1);
    if (name === 'cd' || name === 'pushd') within = args[0]?.startsWith('/') ? '..' : `${within}/${args[0] ?? '..'}`;
    const one = tell(name, args, within);
    if (one !== undefined && found.length < most) found.push(one);
  }
  return found;
}
