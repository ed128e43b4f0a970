import type { LockfileProblem } from '../core/lockfile.js';

/** How often a word stands in a text. Linear, and knows no grammar: it is a second opinion on a parser's. */
export function occurrences(text: string, word: string): number {
  let count = 0;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) count++;
  return count;
}

/**
 * Compares how many entries were read with how many the text seems to hold: an entry that the parser passed over, or that one tool reads and
 * another does not, shows in the difference. A text of hostile making may only make them differ, and so raise a doubt.
 * @param token what stands once in the text for each entry that `read` counts.
 */
export function countProblems(text: string, token: string, read: number): LockfileProblem[] {
  const written = occurrences(text, token);
  return written === read ? [] : [{ code: 'LOCKFILE_AMBIGUOUS', location: '', data: { reason: 'count', token, written, read } }];
}
