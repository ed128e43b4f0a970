import type { Progress, ProgressStage } from '../../ports/log.js';
import { visible } from '../../render/escape.js';
import type { Io } from './io.js';

const words: { readonly [stage in ProgressStage]: string } = {
  snapshot: 'reading the trees', lockfiles: 'comparing lockfiles', facts: 'reading packages', checks: 'running checks', judge: 'judging', publish: 'publishing',
};
/** How often a line is drawn anew, in milliseconds: quick enough to look alive, slow enough not to flicker. */
const everyMs = 80;

/**
 * Progress on stderr: one line that is drawn over itself on a terminal, and one line a stage elsewhere, so that a log stays readable.
 * `end` clears the line.
 */
export function terminalProgress(io: Io, now: () => number): Progress & { end(): void } {
  let drawn = 0;
  let stage: ProgressStage | undefined;
  let named: string | undefined;
  return {
    report(next, done, total, detail) {
      if (!io.errIsTerminal) {
        if (next !== stage && next !== 'judge') io.err(`mergewarden: ${words[next]}\n`);
        stage = next;
        return;
      }
      if (next === stage && detail === named && now() - drawn < everyMs && done < total) return;
      drawn = now();
      stage = next;
      named = detail;
      const text = `${words[next]}${total > 1 ? ` ${done} of ${total}` : ''}${detail === undefined ? '' : `: ${visible(detail, 60)}`}`;
      // A line that is broken by the terminal could not be drawn over.
      io.err(`\r\u001b[K${text.slice(0, Math.max(20, io.columns - 1))}`);
    },
    end() {
      if (io.errIsTerminal && stage !== undefined) io.err('\r\u001b[K');
    },
  };
}
