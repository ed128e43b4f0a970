import { commandsOf, programName, type CommandFacts } from './command.js';

/** A call of make: the makefile where it is named, the targets, and the folder in which it runs. */
export interface MakeCall {
  readonly file?: string;
  readonly targets: readonly string[];
  readonly within: string;
}

const makers = /^(?:make|gmake|mingw32-make|nmake)$/;
const managers = /^(?:npm|yarn|pnpm|bun)$/;
/** Calls that are unlike each other: builds have a few, and who writes more hides one among them. */
const most = 256;

/** What a command calls, each once. `cut`: there was more. */
export interface Calls<T> { readonly calls: readonly T[]; readonly cut: boolean }

/** The calls of make in a command, with the folder that was entered before. */
export function makesOf({ programs }: Pick<CommandFacts, 'programs'>, command: string): Calls<MakeCall> {
  if (!programs.some(({ name }) => makers.test(name))) return { calls: [], cut: false };
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
export function installsIn(command: string): Calls<string> {
  if (!/\b(?:npm|yarn|pnpm|bun)\b/.test(command)) return { calls: [], cut: false };
  const { calls, cut } = walk(command, (name, args, within) => {
    if (!managers.test(name)) return undefined;
    const option = args.flatMap((arg, at) => (/^(?:--prefix|--cwd|--dir|-C)$/.test(arg) ? args[at + 1] ?? [] : /^--(?:prefix|cwd|dir)=(.*)$/.exec(arg)?.[1] ?? [])).at(0);
    const verbs = args.filter((arg, at) => !arg.startsWith('-') && !/^(?:--prefix|--cwd|--dir|-C)$/.test(args[at - 1] ?? ''));
    const folder = `${within}/${option ?? ''}`;
    if (verbs.length === 0 ? name === 'yarn' : /^(?:install|i|ci|rebuild|clean-install)$/.test(verbs[0]!)) return [folder, ...verbs.slice(1).filter((verb) => /^\.{1,2}\//.test(verb)).map((verb) => `${within}/${verb}`)];
    return undefined;
  });
  return { calls: [...new Set(calls.flat())], cut };
}

/** Goes through simple commands in their order and gives what `tell` makes of each. */
function walk<T>(command: string, tell: (name: string, args: readonly string[], within: string) => T | undefined): Calls<T> {
  const found = new Map<string, T>();
  let cut = false;
  let within = '.';
  for (const words of commandsOf(command, true)) {
    const texts = words.map(({ text }) => text);
    const at = texts.findIndex((text) => !/^[A-Za-z_]\w*=/.test(text) && !/^(?:exec|env|cross-env|sudo|nohup|time|command|then|do|else|if|!)$/.test(text));
    if (at < 0) continue;
    const name = programName(texts[at]!);
    const args = texts.slice(at + 1);
    if (name === 'cd' || name === 'pushd') within = args[0]?.startsWith('/') ? '..' : `${within}/${args[0] ?? '..'}`;
    const one = tell(name, args, within);
    if (one === undefined) continue;
    const key = JSON.stringify(one);
    if (found.size < most || found.has(key)) found.set(key, one);
    else cut = true;
  }
  return { calls: [...found.values()], cut };
}
