import type { Progress, ProgressStage } from '../../ports/log.js';
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
  return {
    report(next, done, total) {
      if (!io.errIsTerminal) {
        if (next !== stage && next !== 'judge') io.err(`mergewarden: ${words[next]}\n`);
        stage = next;
        return;
      }
      if (next === stage && now() - drawn < everyMs && done < total) return;
      drawn = now();
      stage = next;
      io.err(`\r\u001b[K${words[next]}${total > 1 ? ` ${done} of ${total}` : ''}`);
    },
    end() {
      if (io.errIsTerminal && stage !== undefined) io.err('\r\u001b[K');
    },
  };
}
