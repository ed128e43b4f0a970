import { anyOrder, formsOf, glance } from './name-forms.js';
import { neighbourNames } from './neighbour-names.js';
import { KeyIndex, NearIndex } from './near-index.js';
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
  /** Their letters and digits alone. */
  readonly letters: readonly string[];
  readonly plain: KeyIndex;
  readonly looks: KeyIndex;
  readonly order: KeyIndex;
}

let made: Popular | undefined;

/** The list with its indices. Made when it is first asked for: most reviews bring in nothing new. */
export function popular(): Popular {
  return (made ??= makePopular());
}

/** Makes it anew; for `popular`, and for measuring. */
export function makePopular(): Popular {
  const all = popularNames();
  const names = all.slice(0, popularCount);
  const [scopes, bases] = [new Set<string>(), new Map<string, number[]>()];
  const letters = names.map((name) => formsOf(name).plain);
  const order = (index: number): string => {
    const { words } = formsOf(names[index]!);
    return words.length > 1 ? anyOrder(words) : '';
  };
  all.forEach((name, index) => {
    if (!name.startsWith('@')) return;
    const [scope, base] = [name.slice(1, name.indexOf('/')), name.slice(name.indexOf('/') + 1)];
    scopes.add(scope);
    if (index >= popularCount) return;
    const same = bases.get(base);
    if (same) same.push(index); else bases.set(base, [index]);
  });
  return {
    names, known: new Set(all), neighbours: new Set(neighbourNames()), scopes, bases, letters,
    near: new NearIndex(letters), plain: new KeyIndex(names.length, (index) => letters[index]!), looks: new KeyIndex(names.length, (index) => glance(letters[index]!)), order: new KeyIndex(names.length, order),
  };
}
