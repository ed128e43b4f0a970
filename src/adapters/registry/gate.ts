import type { Flow } from '../../core/standing.js';
import { createTurns, strangersPlaces } from '../system/turns.js';

/** Lets at most `width` holders in at once: the better standing first, reviews of one standing in turns, and never strangers alone. */
export interface Gate {
  /** Resolves with the way out, to be called once; rejects with the signal's reason, and the place in the line is given up. */
  enter(signal: AbortSignal, flow?: Flow): Promise<() => void>;
}

interface Waiting {
  readonly stranger: boolean;
  readonly step: () => void;
}

/** Makes a gate. */
export function createGate(width: number): Gate {
  let inside = 0;
  let strangers = 0;
  const line = createTurns<Waiting>();
  const letIn = (): void => {
    while (inside < width) {
      const next = line.take(strangers < strangersPlaces(width));
      if (!next) return;
      inside += 1;
      if (next.stranger) strangers += 1;
      next.step();
    }
  };
  const wayOut = (stranger: boolean): (() => void) => {
    let out = false;
    return () => {
      if (out) return;
      out = true;
      inside -= 1;
      if (stranger) strangers -= 1;
      letIn();
    };
  };
  return {
    enter: (signal, flow) => new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const stranger = flow?.standing === 'stranger';
      const giveUp = (): void => { line.remove(waiting); reject(signal.reason as Error); };
      const waiting: Waiting = { stranger, step: () => { signal.removeEventListener('abort', giveUp); resolve(wayOut(stranger)); } };
      signal.addEventListener('abort', giveUp, { once: true });
      line.add(waiting, flow);
      letIn();
    }),
  };
}
