/** Lets at most `width` holders in at once, in the order they came. */
export interface Gate {
  /** Resolves with the way out, to be called once; rejects with the signal's reason, and the place in the line is given up. */
  enter(signal: AbortSignal): Promise<() => void>;
}

/** Makes a gate. */
export function createGate(width: number): Gate {
  let inside = 0;
  const line = new Set<() => void>();
  const wayOut = (): (() => void) => {
    let out = false;
    return () => {
      if (out) return;
      out = true;
      inside -= 1;
      const [next] = line;
      next?.();
    };
  };
  return {
    enter: (signal) => new Promise((resolve, reject) => {
      const leave = (): void => { line.delete(step); signal.removeEventListener('abort', giveUp); };
      const giveUp = (): void => { leave(); reject(signal.reason as Error); };
      const step = (): void => { leave(); inside += 1; resolve(wayOut()); };
      if (signal.aborted) reject(signal.reason as Error);
      else if (inside < width) step();
      else { line.add(step); signal.addEventListener('abort', giveUp, { once: true }); }
    }),
  };
}
