/** A plain measure of how near two names are, which shares nothing with the check's own: names for its tests are drawn by it. */

/** Optimal string alignment distance by the whole table. */
export function distance(left: string, right: string): number {
  const table = Array.from({ length: left.length + 1 }, (_, row) => Array.from({ length: right.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)));
  for (let row = 1; row <= left.length; row++) {
    for (let column = 1; column <= right.length; column++) {
      const [up, here] = [table[row - 1]!, table[row]!];
      here[column] = Math.min(up[column]! + 1, here[column - 1]! + 1, up[column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1));
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) here[column] = Math.min(here[column]!, table[row - 2]![column - 2]! + 1);
    }
  }
  return table[left.length]![right.length]!;
}

/** Whether so many letters are in one and not in the other that the distance must be greater: it is much cheaper to know. */
function apart(left: string, right: string, limit: number): boolean {
  const counts = new Map<string, number>();
  for (const letter of left) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  for (const letter of right) counts.set(letter, (counts.get(letter) ?? 0) - 1);
  return [...counts.values()].reduce((sum, count) => sum + Math.abs(count), 0) > 2 * limit;
}

const letters = (name: string): string => name.toLowerCase().replace(/[-._@/]/g, '');

/**
 * Gives for a name the popular one that it is near: of five characters at least, equal but for `-._@/`, else one edit away, or two where the name has ten characters or more.
 * Names are compared as they stand, in lower case.
 */
export function nearestOf(popular: readonly string[]): (name: string) => { readonly popular: string; readonly distance: number } | undefined {
  const long = popular.filter((name) => name.length >= 5);
  const bare = new Map([...long].reverse().map((name) => [letters(name), name]));
  return (raw) => {
    const name = raw.toLowerCase();
    const same = bare.get(letters(name));
    if (same !== undefined && same !== raw) return { popular: same, distance: 0 };
    for (const limit of name.length >= 10 ? [1, 2] : [1]) {
      const near = long.find((one) => one !== raw && Math.abs(one.length - name.length) <= limit && !apart(name, one, limit) && distance(name, one) <= limit);
      if (near !== undefined) return { popular: near, distance: limit };
    }
    return undefined;
  };
}
