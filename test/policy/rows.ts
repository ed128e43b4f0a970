/** Rows of a table that is too long for a matcher each: how many there were, and the first that differ. */
export class Rows {
  count = 0;
  readonly wrong: unknown[] = [];
  row(about: unknown, is: unknown, should: unknown): void {
    this.count += 1;
    if (!same(is, should) && this.wrong.length < 5) this.wrong.push({ about, is, should });
  }
}

/** Equal values, or objects whose members are. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [left, right] = [a as { [key: string]: unknown }, b as { [key: string]: unknown }];
  for (const key in left) if (!same(left[key], right[key])) return false;
  for (const key in right) if (!(key in left)) return false;
  return true;
}
