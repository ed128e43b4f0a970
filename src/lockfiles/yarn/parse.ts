import { limits } from '../../core/limits.js';
import type { ParseContext, ParseResult } from '../format.js';
import { refused } from '../problem.js';
import { parseBerry } from './berry/parse.js';
import { parseClassic } from './classic/parse.js';

const white = /\s/;

/** Where the white space at a place ends. */
function pastWhite(text: string, from: number): number {
  let at = from;
  while (at < text.length && white.test(text[at]!)) at++;
  return at;
}

/**
 * Whether a text has what either Yarn, in whatever release, takes for the mark of Yarn 1's files: `yarn`, white space, `lockfile`, white space, `v`.
 * Walked by hand: over millions of blanks a pattern runs out of stack.
 */
function hasClassicMark(text: string): boolean {
  const word = /yarn(?=\s)/gi;
  for (let found = word.exec(text); found; found = word.exec(text)) {
    const at = pastWhite(text, found.index + 4);
    if (text.slice(at, at + 8).toLowerCase() === 'lockfile') {
      const end = pastWhite(text, at + 8);
      if (end > at + 8 && (text[end] === 'v' || text[end] === 'V')) return true;
    }
    word.lastIndex = Math.max(word.lastIndex, at);
  }
  return false;
}

/**
 * Reads a `yarn.lock`. Yarn 1 and Yarn 2 and later write different files under one name; which one it is, the content says. A file that bears
 * the marks of both is refused: Yarn 2 reads a text below the header of Yarn 1 by another grammar, and Yarn 1 asks a YAML reader where its own
 * cannot go on, so that two people who install one file would install different things.
 *
 * Failed with LOCKFILE_LIMIT, LOCKFILE_MALFORMED, LOCKFILE_UNSUPPORTED, LOCKFILE_AMBIGUOUS or LOCKFILE_EMPTY.
 */
export function parseYarn(written: string, context: ParseContext): ParseResult {
  if (written.length > limits.lockfileBytes.value) return refused('LOCKFILE_LIMIT', { limit: 'lockfileBytes' });
  // Both strip a byte order mark.
  const text = written.charCodeAt(0) === 0xfeff ? written.slice(1) : written;
  // Yarn 1 merges both sides of a conflict as it sees fit.
  if (/^(?:<{7}|>{7}|={7})/m.test(text)) return refused('LOCKFILE_MALFORMED', { reason: 'conflict-markers' });
  const classic = hasClassicMark(text);
  const berry = text.includes('__metadata');
  if (classic && berry) return refused('LOCKFILE_AMBIGUOUS', { reason: 'header' });
  if (berry) return parseBerry(text, context);
  if (classic) return parseClassic(text, context);
  // A file without content: Yarn 2 and later take it for a mark that the project begins here.
  if (text.trim() === '') return parseClassic('# yarn lockfile v1\n', context);
  return refused('LOCKFILE_MALFORMED', { reason: 'header' });
}
