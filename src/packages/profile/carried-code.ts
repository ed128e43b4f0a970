import type { Use } from '../../javascript/uses.js';
import type { Values } from '../../javascript/values.js';
import { textsOf } from '../../javascript/values.js';
import { readCommand } from './command.js';
import { ofAddress } from './data-address.js';
import type { FileFacts } from './source-files.js';
import { startedCommands } from './started-commands.js';

/** A text that other code runs, by the offsets at which that code does so; none where it runs it whenever it runs itself. */
export interface CarriedCode {
  readonly ats: readonly number[];
  readonly facts: FileFacts;
}

/** Calls that run their first argument as code, whatever else they are handed. */
const evaluates = /^(?:eval|execScript|module\._compile|setTimeout|setInterval|node:vm\.(?:run\w+|compileFunction|Script|SourceTextModule)|object:inspector\.post)$/;
/** Calls that run a text where their options or the form of an address say so. */
const workers = /^(?:Worker|SharedWorker|node:worker_threads\.Worker)$/;
/** Shorter texts do nothing that their names do not show already. */
const shortest = 12;

/**
 * The code in constants that a call runs: of `eval`, `Function`, `vm`, timers, workers and `data:` addresses. Without it whoever puts quotes around
 * his code would have it read by nobody.
 * @returns texts to be read as scripts of their own. What `Function` is given stands in a function that is called, so that it may `return`.
 */
export function codeCarriedBy({ name, how, arguments: args }: Use): readonly string[] {
  if (how !== 'call' && how !== 'new') return [];
  if (name === 'Function') return texts(args.at(-1)).map((text) => `(async function () {${text}\n})();`);
  if (name === 'import(data:)') return texts(args[0]).flatMap(ofAddress);
  if (workers.test(name)) return texts(args[0]).flatMap((text) => [...ofAddress(text), ...(/^[\w./:@-]*$/.test(text) ? [] : [text])]);
  return evaluates.test(name) ? texts(args[0]) : [];
}

function texts(values: Values | undefined): readonly string[] {
  return textsOf(values ?? []).filter((text) => text.length >= shortest);
}

/** Texts in texts that are read: a real loader puts two, a hostile one would put any number. */
const deepest = 4;

/** Reads the code that a text carries in constants and runs. A text that is no code, since only its parts are known, says nothing. */
export function carriedBy(uses: readonly Use[], depth: number, read: (text: string, use: Use) => FileFacts): { readonly carried: readonly CarriedCode[]; /** True when one was not read to its end. */ readonly cut: boolean } {
  const found = new Map<string, { readonly ats: number[]; readonly use: Use }>();
  for (const use of uses) {
    for (const text of new Set([...codeCarriedBy(use), ...startedCommands(use).flatMap((line) => readCommand(line, new Set()).bodies.map((body) => body.text))])) {
      const same = found.get(text);
      if (same) same.ats.push(use.start);
      else found.set(text, { ats: [use.start], use });
    }
  }
  if (depth >= deepest) return { carried: [], cut: found.size > 0 };
  const carried = [...found].map(([text, { ats, use }]) => ({ ats, facts: read(text, use) }));
  return { carried, cut: carried.some(({ facts }) => facts.problem === 'ANALYSER_STEPS') };
}

/** What a text loads and names, and what the code that it carries does. */
export function withCarried(own: Pick<FileFacts, 'loads' | 'words' | 'computed'>, carried: readonly CarriedCode[]): Pick<FileFacts, 'loads' | 'words' | 'computed' | 'carried'> {
  return {
    loads: [...own.loads, ...carried.flatMap(({ facts }) => facts.loads)], words: [...own.words, ...carried.flatMap(({ facts }) => facts.words)],
    computed: own.computed || carried.some(({ facts }) => facts.computed), carried,
  };
}
