/** A stream of numbers that a seed and a name decide. Streams of other names do not move when one is drawn from more or less. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number, both ends included. */
  int(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  shuffle<T>(list: readonly T[]): T[];
}

/** FNV-1a over the text, finished as in murmur3, four times with other offsets: the state of the generator. */
function stateOf(text: string): [number, number, number, number] {
  const state: [number, number, number, number] = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35];
  for (let index = 0; index < text.length; index += 1) {
    for (let lane = 0; lane < 4; lane += 1) state[lane] = Math.imul(state[lane]! ^ (text.charCodeAt(index) + lane), 0x01000193);
  }
  return state.map((lane) => {
    const mixed = Math.imul(lane ^ (lane >>> 16), 0x7feb352d);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }) as [number, number, number, number];
}

/** The generator sfc32 (PractRand, Chris Doty-Humphrey), seeded by a text. */
export function randomOf(text: string): Random {
  let [a, b, c, d] = stateOf(text);
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 12; round += 1) next();
  const random: Random = {
    next,
    int: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
    pick(list) {
      if (list.length === 0) throw new Error('nothing to pick from');
      return list[Math.floor(next() * list.length)]!;
    },
    shuffle(list) {
      const shuffled = [...list];
      for (let index = shuffled.length - 1; index > 0; index -= 1) {
        const other = Math.floor(next() * (index + 1));
        [shuffled[index], shuffled[other]] = [shuffled[other]!, shuffled[index]!];
      }
      return shuffled;
    },
  };
  return random;
}

/** Hex digits that a text decides: object ids, fingerprints. */
export function hexOf(text: string, digits: number): string {
  let hex = '';
  for (let part = 0; hex.length < digits; part += 1) hex += stateOf(`${part}:${text}`).map((lane) => lane.toString(16).padStart(8, '0')).join('');
  return hex.slice(0, digits);
}
