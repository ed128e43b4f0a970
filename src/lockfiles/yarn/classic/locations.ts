import { byCodePoint } from '../../../core/order.js';
import { addressOf, askedOf, isExotic, type Asked } from './entry.js';
import type { ClassicEntry } from './read.js';

/** An entry with its place in the graph. `asked` is left out where its descriptors cannot be read as those of one package. */
export interface Placed {
  readonly location: string;
  readonly entry: ClassicEntry;
  readonly asked?: Asked;
}

interface Candidate {
  readonly entry: ClassicEntry;
  readonly asked: Asked | undefined;
  readonly rank: string;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `name@version`; of an alias `alias@npm:name@version`, since dependents ask for that name. */
function plainLocation({ raw, keys }: ClassicEntry, asked: Asked | undefined): string {
  if (!asked) return keys[0]!;
  const version = textOf(raw['version']);
  return asked.name === asked.real ? `${asked.real}@${version}` : `${asked.name}@npm:${asked.real}@${version}`;
}

/**
 * Gives each entry its location. Of several entries for one name and version, the one that a registry answers keeps the plain one, and the
 * others have their address behind it: what is added beside an entry does not take its place. Undefined where two locations would be the same.
 */
export function placed(entries: readonly ClassicEntry[]): readonly Placed[] | undefined {
  const groups = new Map<string, Candidate[]>();
  for (const entry of entries) {
    const asked = askedOf(entry.keys);
    const plain = plainLocation(entry, asked);
    const group = groups.get(plain);
    const rank = asked?.descriptors.some(({ range }) => !isExotic(range)) === true ? '0' : '1';
    const candidate = { entry, asked, rank: `${rank} ${textOf(entry.raw['resolved'])} ${entry.keys[0]!}` };
    if (group) group.push(candidate);
    else groups.set(plain, [candidate]);
  }
  const locations = new Map<ClassicEntry, Placed>();
  const taken = new Set<string>();
  for (const [plain, group] of groups) {
    const ordered = group.length === 1 ? group : [...group].sort((a, b) => byCodePoint(a.rank, b.rank));
    for (const [index, { entry, asked }] of ordered.entries()) {
      const address = addressOf(textOf(entry.raw['resolved'])).address;
      const named = `${plain} (${address === '' ? entry.keys[0]! : address})`;
      const location = index === 0 ? plain : taken.has(named) ? `${plain} (${entry.keys[0]!})` : named;
      if (taken.has(location)) return undefined;
      taken.add(location);
      locations.set(entry, { location, entry, ...(asked ? { asked } : {}) });
    }
  }
  return entries.map((entry) => locations.get(entry)!);
}
