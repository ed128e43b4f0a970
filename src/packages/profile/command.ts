import { ofAddress } from './data-address.js';

/** What a command line of a script runs, as far as its words tell. */
export interface CommandFacts {
  /**
   * Words that may be files. `resolve`: an argument of a JavaScript runtime, which adds extensions and looks into folders; `run`: the
   * command runs what it names, as its program or as what a runtime or a shell is given to run.
   */
  readonly files: readonly { readonly word: string; readonly resolve: boolean; readonly run: boolean; /** A shell is given it to run, whatever its name. */ readonly shell?: boolean }[];
  /**
   * JavaScript that stands in the command itself (`node -e`). `torn`: it comes from the reading in which a backslash is a letter, so
   * that an escaped quote ends it; where it does not parse, the other reading's body tells.
   */
  readonly bodies: readonly { readonly text: string; readonly torn: boolean }[];
  /** Names of scripts of the same manifest that it runs. */
  readonly scripts: readonly string[];
  /** Programs that are started, by their bare names. */
  readonly programs: readonly { readonly name: string; readonly offset: number }[];
  /** True when the text was longer than is read. */
  readonly cut: boolean;
}

const runtimes = new Set(['node', 'nodejs', 'bun', 'deno', 'tsx', 'ts-node', 'esno', 'electron', 'babel-node', 'iojs', 'jiti', 'bunx', 'npx']);
const shells = new Set(['sh', 'bash', 'zsh', 'dash', 'ash', 'ksh', 'busybox', 'cmd', 'powershell', 'pwsh']);
const managers = new Set(['npm', 'yarn', 'pnpm', 'bun', 'run-s', 'run-p', 'npm-run-all', 'npm-run-all2', 'concurrently']);
/** Programs that only start what follows them. */
const wrappers = new Set(['exec', 'env', 'cross-env', 'cross-env-shell', 'sudo', 'nohup', 'time', 'call', 'command', 'start', 'builtin', 'xargs', 'then', 'do', 'else', 'if', 'while', 'until', '!', 'setsid', 'nice', 'timeout', 'dotenv', '&']);
const deepest = 6;
const mostCharacters = 1_000_000;

interface Word {
  readonly text: string;
  readonly offset: number;
  /** Commands inside it: `$(…)` and backquotes in double quotes. */
  readonly inner: boolean;
}

/**
 * Reads a command line, or a whole shell or batch file. The grammar is the part of the POSIX shell's (IEEE 1003.1 §2) that decides
 * where a command begins; what a backslash is depends on the shell (an escape, or a separator of folders on Windows), so the text is read
 * both ways. A word too many is no harm: words count as files only where there is such a file.
 */
export function readCommand(text: string, scripts: ReadonlySet<string>): CommandFacts {
  const facts = { files: [] as { word: string; resolve: boolean; run: boolean; shell?: boolean }[], bodies: [] as { text: string; torn: boolean }[], scripts: [] as string[], programs: [] as { name: string; offset: number }[], cut: text.length > mostCharacters };
  const read = (source: string, depth: number, base: number, torn: boolean): void => {
    for (const escapes of source.includes('\\') ? [true, false] : [true]) {
      for (const command of commandsOf(source, escapes)) readSimple(command, torn || !escapes, scripts, facts, (inner, offset) => { if (depth < deepest) read(inner, depth + 1, base + offset, torn || !escapes); }, base);
    }
  };
  read(text.slice(0, mostCharacters), 0, 0, false);
  return facts;
}

type Mutable = { readonly [K in Exclude<keyof CommandFacts, 'cut'>]: CommandFacts[K][number][] };

function readSimple(words: readonly Word[], torn: boolean, scripts: ReadonlySet<string>, facts: Mutable, nested: (text: string, offset: number) => void, base: number): void {
  for (const word of words) if (word.inner) nested(word.text, word.offset);
  let at = 0;
  while (at < words.length && (/^[A-Za-z_]\w*=/.test(words[at]!.text) || wrappers.has(words[at]!.text) || (at > 0 && /^[-/][A-Za-z]*$/.test(words[at]!.text)))) at += 1;
  for (const { text, offset } of words.slice(0, at)) if (text.startsWith('NODE_OPTIONS=')) nested(`node ${text.slice(13)}`, offset);
  const first = words[at];
  if (first === undefined) return;
  const name = programName(first.text);
  // `./go` is a file of the package, whatever else has that name.
  facts.programs.push({ name: /^[^/\\]+[/\\]/.test(first.text) && !/^[A-Za-z]:/.test(first.text) ? first.text : name, offset: base + first.offset });
  const args = words.slice(at + 1);
  const runs = runtimes.has(name) || shells.has(name) || name === '.' || name === 'source';
  const sourced = shells.has(name) || name === '.' || name === 'source' ? args.find(({ text }) => !/^[-/]/.test(text) || text.startsWith('/'))?.text : undefined;
  words.slice(at).forEach(({ text }, index) => { for (const word of text.includes('=') ? [text, text.slice(text.indexOf('=') + 1)] : [text]) facts.files.push({ word, resolve: runtimes.has(name), run: index === 0 || runs, ...(text === sourced ? { shell: true } : {}) }); });
  for (const word of pythonModule(name, args)) facts.files.push({ word, resolve: false, run: true });
  if (runtimes.has(name)) for (const text of runtimeBodies(args)) facts.bodies.push({ text, torn });
  if (shells.has(name)) readShell(args, nested);
  if (managers.has(name)) for (const { text } of args) if (scripts.has(text)) facts.scripts.push(text);
  // `npx node x.js`, `xargs curl`: the program proper may come later.
  if (runtimes.has(name) || name === 'eval') for (const { text, offset } of args.slice(0, 3)) if (runtimes.has(programName(text)) || shells.has(programName(text))) nested(args.slice(args.findIndex((word) => word.offset === offset)).map((word) => quoted(word.text)).join(' '), offset);
}

function runtimeBodies(args: readonly Word[]): readonly string[] {
  return args.flatMap(({ text }, at) => {
    const inline = /^--(?:eval|print)=([\s\S]*)$/.exec(text)?.[1];
    const loaded = /^--(?:import|require|loader|experimental-loader)=([\s\S]*)$/.exec(text)?.[1] ?? (/^(?:--(?:import|require|loader|experimental-loader)|-r)$/.test(text) ? args[at + 1]?.text : undefined);
    if (loaded !== undefined) return ofAddress(loaded);
    const body = inline ?? (/^(?:-e|-p|-pe|-ep|--eval|--print|eval)$/.test(text) ? args[at + 1]?.text : undefined);
    return body === undefined ? [] : [body];
  });
}

/** The files that `python -m` may run (Python documentation, "Command line and environment"). */
function pythonModule(name: string, args: readonly Word[]): readonly string[] {
  const module = /^(?:python[\d.]*|py|pypy3?)$/.test(name) ? args[args.findIndex(({ text }) => text === '-m') + 1]?.text : undefined;
  if (module === undefined || !args.some(({ text }) => text === '-m') || !/^[\w.]{1,200}$/.test(module)) return [];
  const path = module.replaceAll('.', '/');
  return [`${path}.py`, `${path}/__main__.py`, `${path}/__init__.py`];
}

function readShell(args: readonly Word[], nested: (text: string, offset: number) => void): void {
  args.forEach(({ text }, at) => {
    const next = args[at + 1];
    if (next === undefined) return;
    if (/^-e(?:nc|ncodedcommand)?$/i.test(text)) nested(Buffer.from(next.text, 'base64').toString('utf16le'), next.offset);
    else if (/^-[a-z]*c$/.test(text)) nested(next.text, next.offset);
    else if (/^\/[ck]$/i.test(text) || /^-c(?:ommand)?$/i.test(text)) nested(args.slice(at + 1).map((word) => word.text).join(' '), next.offset);
  });
}

/** A word as a shell reads it whole. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The name of a program without folder and without the extensions of Windows. */
export function programName(word: string): string {
  return word.replace(/^.*[/\\]/s, '').replace(/^@/, '').replace(/\.(?:exe|cmd|bat)$/i, '').toLowerCase();
}

const breaks = new Set([';', '&', '|', '\n', '\r', '(', ')', '{', '}']);

/** Splits a text into simple commands and these into words, in one pass. */
export function commandsOf(text: string, backslashEscapes: boolean): readonly (readonly Word[])[] {
  const commands: Word[][] = [];
  let words: Word[] = [];
  let word = '';
  let start = -1;
  let inner = false;
  const endWord = (): void => {
    if (start >= 0) words.push({ text: word, offset: start, inner });
    word = '';
    start = -1;
    inner = false;
  };
  const endCommand = (): void => {
    endWord();
    if (words.length > 0) commands.push(words);
    words = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (char === ' ' || char === '\t') endWord();
    else if (breaks.has(char) || char === '`' || char === '<' || char === '>') endCommandOrBrace(char);
    else if (char === '$' && text[at + 1] === '(') endCommand();
    else if (char === '#' && start < 0) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end - 1;
    } else {
      if (start < 0) start = at;
      if (char === "'" || char === '"') at = quotedFrom(at, char);
      else if (char === '\\' && backslashEscapes) word += text[(at += 1)] ?? '';
      else if (char === '^' && !backslashEscapes) continue;
      else word += char;
    }
  }
  endCommand();
  return commands;

  function endCommandOrBrace(char: string): void {
    if (char === '<' || char === '>') endWord();
    else endCommand();
  }

  function quotedFrom(open: number, mark: string): number {
    let at = open + 1;
    for (; at < text.length && text[at] !== mark; at += 1) {
      if (text[at] === '\\' && mark === '"' && backslashEscapes && /["\\$`\n]/.test(text[at + 1] ?? '')) at += 1;
      word += text[at] ?? '';
    }
    if (mark === '"' && (word.includes('$(') || word.includes('`'))) inner = true;
    return at;
  }
}
