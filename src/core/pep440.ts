/** A version as PEP 440 orders it. Numbers are bigints: a version may be a date with a time, or longer. */
export interface Pep440 {
  readonly epoch: bigint;
  /** Without trailing zeros, which make no difference. */
  readonly release: readonly bigint[];
  readonly pre?: readonly [rank: number, number: bigint];
  readonly post?: bigint;
  readonly dev?: bigint;
  readonly local: readonly (string | bigint)[];
}

/** The longest version that is read; real ones stay below 60 characters. */
const most = 256;

/** PEP 440, appendix B, in lower case: every part is bounded by the length of the text, and no two parts can take the same character. */
const pattern = new RegExp([
  '^v?(?:(\\d+)!)?(\\d+(?:\\.\\d+)*)',
  '(?:[-_.]?(alpha|beta|preview|pre|rc|a|b|c)[-_.]?(\\d*))?',
  '(?:-(\\d+)|[-_.]?(post|rev|r)[-_.]?(\\d*))?',
  '(?:[-_.]?(dev)[-_.]?(\\d*))?',
  '(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$',
].join(''));

const ranks: ReadonlyMap<string, number> = new Map([['a', 0], ['alpha', 0], ['b', 1], ['beta', 1], ['c', 2], ['rc', 2], ['pre', 2], ['preview', 2]]);
const number = (digits: string | undefined): bigint => BigInt(digits === undefined || digits === '' ? 0 : digits);

/** Reads a version by PEP 440, with the spellings that it normalises; undefined for what is none. */
export function parsePep440(text: string): Pep440 | undefined {
  const trimmed = text.trim();
  const match = trimmed.length > most ? null : pattern.exec(trimmed.toLowerCase());
  if (!match) return undefined;
  const [, epoch, release, pre, preNumber, implicit, post, postNumber, dev, devNumber, local] = match;
  const numbers = release!.split('.').map(BigInt);
  while (numbers.length > 1 && numbers.at(-1) === 0n) numbers.pop();
  return {
    epoch: number(epoch), release: numbers, local: (local ?? '').split(/[-_.]/).filter((part) => part !== '').map((part) => (/^\d+$/.test(part) ? BigInt(part) : part)),
    ...(pre === undefined ? {} : { pre: [ranks.get(pre)!, number(preNumber)] as const }),
    ...(implicit === undefined && post === undefined ? {} : { post: number(implicit ?? postNumber) }),
    ...(dev === undefined ? {} : { dev: number(devNumber) }),
  };
}

const order = (a: bigint | number, b: bigint | number): number => (a < b ? -1 : Number(a > b));

/** Negative, 0 or positive: PEP 440's total order. A development release comes before its prereleases, those before the release, a post release after it. */
export function comparePep440(a: Pep440, b: Pep440): number {
  return order(a.epoch, b.epoch) || lists(a.release, b.release, 0n) || phase(a, b) || optional(a.post, b.post, -1) || optional(a.dev, b.dev, 1) || locals(a.local, b.local);
}

function lists(a: readonly bigint[], b: readonly bigint[], missing: bigint): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const found = order(a[index] ?? missing, b[index] ?? missing);
    if (found !== 0) return found;
  }
  return 0;
}

/** A development release of no prerelease comes before all of them, everything else without one after. */
function phase(a: Pep440, b: Pep440): number {
  const rank = ({ pre, post, dev }: Pep440): readonly [number, bigint] => pre ?? [post === undefined && dev !== undefined ? -1 : 3, 0n];
  const [left, right] = [rank(a), rank(b)];
  return order(left[0], right[0]) || order(left[1], right[1]);
}

/** `absent` tells where what lacks the part stands: before (-1) or after (1) whatever has it. */
function optional(a: bigint | undefined, b: bigint | undefined, absent: -1 | 1): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? absent : -absent;
  return order(a, b);
}

/** Local versions come after the version itself; of their parts numbers come after words. */
function locals(a: Pep440['local'], b: Pep440['local']): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [left, right] = [a[index], b[index]];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    if (typeof left !== typeof right) return typeof left === 'bigint' ? 1 : -1;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
