/** Lets at most `width` tasks run at once; the others wait in the order they came. */
export function semaphore(width: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  // A set, since taking the first of an array moves all the others.
  const waiting = new Set<() => void>();
  const leave = (): void => {
    running -= 1;
    const [next] = waiting;
    if (!next) return;
    waiting.delete(next);
    next();
  };
  return async (task) => {
    if (running >= width) await new Promise<void>((resolve) => waiting.add(() => { resolve(); }));
    running += 1;
    try {
      return await task();
    } finally {
      leave();
    }
  };
}
