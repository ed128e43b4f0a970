import { anyOrder, formsOf, glance } from './name-forms.js';
import { neighbourNames } from './neighbour-names.js';
import { NearIndex } from './near-index.js';
import { popularCount, popularNames } from './popular-names.js';

/** What others are taken for, and by what it is found. Numbers are places in `names`, from 0. */
export interface Popular {
  readonly names: readonly string[];
  /** All names that are known to be in use, the compared ones among them. */
  readonly known: ReadonlySet<string>;
  /** Names that are like one of them and have long had users of their own. */
  readonly neighbours: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
  readonly near: NearIndex;
  /** The scoped ones by what follows the scope. */
  readonly bases: ReadonlyMap<string, readonly number[]>;
  readonly letters: readonly string[];
  readonly plain: ReadonlyMap<string, number>;
  readonly looks: ReadonlyMap<string, number>;
  readonly order: ReadonlyMap<string, number>;
}

let made: Popular | undefined;

/** The list with its indices. Made when it is first asked for: most reviews bring in nothing new. */
export function popular(): Popular {
  if (made) return made;
  const all = popularNames();
  const names = all.slice(0, popularCount);
  const [scopes, bases] = [new Set<string>(), new Map<string, number[]>()];
  const [plain, looks, order] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  // The most used name of each key stands.
  const first = (map: Map<string, number>, key: string, index: number): void => { if (!map.has(key)) map.set(key, index); };
  const letters = names.map((name, index) => {
    const { words, plain: own } = formsOf(name);
    first(plain, own, index);
    first(looks, glance(own), index);
    if (words.length > 1) first(order, anyOrder(words), index);
    return own;
  });
  all.forEach((name, index) => {
    if (!name.startsWith('@')) return;
    const [scope, base] = [name.slice(1, name.indexOf('/')), name.slice(name.indexOf('/') + 1)];
    scopes.add(scope);
    if (index >= popularCount) return;
    const same = bases.get(base);
    if (same) same.push(index); else bases.set(base, [index]);
  });
  return (made = { names, known: new Set(all), neighbours: new Set(neighbourNames()), scopes, near: new NearIndex(letters), bases, letters, plain, looks, order });
}
