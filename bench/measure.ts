/** Processor time of `times` runs of a function, in milliseconds a run: unlike wall time it does not count waiting for other processes. */
export function spent(times: number, run: () => unknown): number {
  const from = process.cpuUsage();
  for (let done = 0; done < times; done++) run();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000 / times;
}

export const median = (values: readonly number[]): number => [...values].sort((x, y) => x - y)[values.length >> 1]!;

export interface Measured {
  readonly ms: number;
  /** Against the floor that ran just before, so that a slow moment of the machine falls on both. */
  readonly ratio: number;
}

/** Runs each function in blocks beside the floor, turn by turn, and gives the medians over the turns, in milliseconds of processor time a run. */
export function measure<K extends string>(times: number, floor: () => unknown, timed: { readonly [name in K]: () => unknown }): { readonly floor: number } & { readonly [name in K]: Measured } {
  const turns = 9;
  const floors: number[] = [];
  const out = new Map<K, Measured>();
  for (const name of Object.keys(timed) as K[]) {
    spent(times, timed[name]);
    const own: number[] = [];
    const ratios: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const base = spent(times, floor);
      const took = spent(times, timed[name]);
      floors.push(base);
      own.push(took);
      ratios.push(took / base);
    }
    out.set(name, { ms: median(own), ratio: median(ratios) });
  }
  return { floor: median(floors), ...(Object.fromEntries(out) as { [name in K]: Measured }) };
}
