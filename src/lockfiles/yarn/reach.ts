import { byCodePoint } from '../../core/order.js';

/**
 * What the importers do not lead to: first the packages that nothing asks for, then one of each circle that is left, so that everything is
 * reached from somewhere. Each location is passed once.
 */
export function unaskedRoots(locations: readonly string[], roots: readonly string[], targets: (location: string) => readonly string[]): readonly string[] {
  const reached = new Set<string>();
  const follow = (from: string): void => {
    const open = [from];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      for (const to of targets(next)) if (!reached.has(to)) open.push(to);
    }
  };
  for (const root of roots) follow(root);
  const left = locations.filter((location) => !reached.has(location));
  if (left.length === 0) return [];
  const asked = new Set(left.flatMap((location) => targets(location).filter((to) => to !== location)));
  const found = left.filter((location) => !asked.has(location));
  for (const location of found) follow(location);
  for (const location of [...left].sort(byCodePoint)) {
    if (reached.has(location)) continue;
    found.push(location);
    follow(location);
  }
  return found;
}
