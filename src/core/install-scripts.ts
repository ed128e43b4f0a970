/** Scripts of a repository's own manifests that installs run (npm's `scripts` documentation, and pnpm's own one). */
export const installScripts: ReadonlySet<string> = new Set(['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare', 'dependencies', 'prepublish', 'pnpm:devPreinstall']);

/** Programs that run scripts by their names. Whatever word behind one is a script's name counts: too many may be found. */
const runners: ReadonlySet<string> = new Set(['yarn', 'pnpm', 'bun', 'yarnpkg', 'run-s', 'run-p', 'npm-run-all', 'npm-run-all2', 'concurrently', 'conc']);
/** npm's commands that run scripts; behind all others a word is none. */
const npmRuns: ReadonlySet<string> = new Set(['run', 'run-script', 'rum', 'urn', 'test', 't', 'tst', 'start', 'stop', 'restart']);
/** Patterns of names in one manifest. With more, every script counts. */
const mostPatterns = 200;

/** The words of each simple command of a line; quotation marks only part words, so that commands in texts are read as well. */
export function commandWords(line: string): readonly (readonly string[])[] {
  return line.split(/[;&|\r\n()`]+/).map((command) => command.split(/[\s"'\\{}<>$,]+/).filter((word) => word !== ''));
}

/**
 * The scripts of one manifest that its installs run: those of the names above, and what they start by name through npm, Yarn, pnpm, Bun, `node --run`, `npm-run-all`
 * (`run-s`, `run-p`) or `concurrently`, with the `pre` and `post` of each, over as many steps as there are.
 * @param scripts all of them by name
 */
export function scriptsOfInstall(scripts: ReadonlyMap<string, string>): ReadonlySet<string> {
  const reached = new Set([...installScripts].filter((name) => scripts.has(name)));
  let patterns = 0;
  // A set goes on over what is added to it meanwhile.
  for (const name of reached) {
    for (const words of commandWords(scripts.get(name) ?? '')) {
      for (const word of calledBy(words)) {
        if (word.includes('*')) {
          if (++patterns > mostPatterns) return new Set(scripts.keys());
          const [prefix, suffix] = [word.slice(0, word.indexOf('*')), word.slice(word.lastIndexOf('*') + 1)];
          for (const one of scripts.keys()) if (one.startsWith(prefix) && one.endsWith(suffix)) reached.add(one);
        }
        for (const one of [`pre${word}`, word, `post${word}`]) if (scripts.has(word) && scripts.has(one)) reached.add(one);
      }
    }
  }
  return reached;
}

/** The words of one command that may be names of scripts. */
function* calledBy(words: readonly string[]): Generator<string> {
  const at = words.findIndex((word) => runners.has(programName(word)));
  const npm = words.findIndex((word) => programName(word) === 'npm' || word === 'npm_execpath');
  const run = npm === -1 ? -1 : words.findIndex((word, index) => index > npm && npmRuns.has(word));
  const own = words.findIndex((word) => word === '--run' || word.startsWith('--run='));
  const from = [at === -1 ? -1 : at + 1, run === -1 ? -1 : run, own].filter((index) => index !== -1);
  if (from.length === 0) return;
  for (const word of words.slice(Math.min(...from))) {
    if (word === 't' || word === 'tst') yield 'test';
    // `concurrently npm:build`, `node --run=build`.
    yield word.replace(/^(?:npm|yarn|pnpm|bun|--run)[:=]/, '');
  }
}

const programName = (word: string): string => word.slice(word.lastIndexOf('/') + 1).replace(/\.(?:exe|cmd|js|cjs)$/i, '');
