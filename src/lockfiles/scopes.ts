import type { Origin } from '../core/origin.js';
import { byCodePoint } from '../core/order.js';
import type { ParsedLockfile } from './format.js';

/** A scope whose packages come from more than one place, since this change. `location` is an edited entry that comes from a new one. */
export interface MixedScope {
  readonly scope: string;
  readonly sources: readonly string[];
  readonly location: string;
}

const scopeOf = (name: string): string | undefined => (name.startsWith('@') && name.includes('/') ? name.slice(0, name.indexOf('/')) : undefined);

/** Where an entry is fetched from, as far as it tells a source from another: the registry, or the host of an address; undefined for what is not fetched. */
function sourceOf(origin: Origin): string | undefined {
  switch (origin.kind) {
    case 'registry': return origin.registry;
    case 'url': return hostOf(origin.url);
    case 'git': return `git ${origin.url}`;
    case 'patched': return sourceOf(origin.base);
    case 'repository': case 'workspace': case 'link': case 'bundled': return undefined;
  }
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

function sourcesOf(file: ParsedLockfile | undefined, scope: string): Set<string> {
  const found = new Set<string>();
  for (const location of file?.packages ?? []) {
    if (scopeOf(file!.nameOf(location)) !== scope) continue;
    const reading = file!.read(location);
    const source = reading.kind === 'package' ? sourceOf(reading.entry.origin) : undefined;
    if (source !== undefined) found.add(source);
  }
  return found;
}

/**
 * Scopes of edited entries that come from several sources and did not before. A scope belongs to one owner at one registry: the same scope at
 * another one is anybody's.
 */
export function mixedScopes(base: ParsedLockfile | undefined, head: ParsedLockfile, edited: readonly string[]): MixedScope[] {
  const scopes = new Map<string, string[]>();
  for (const location of edited) {
    const scope = scopeOf(head.nameOf(location));
    if (scope === undefined) continue;
    const known = scopes.get(scope);
    if (known) known.push(location);
    else scopes.set(scope, [location]);
  }
  return [...scopes].flatMap(([scope, locations]): MixedScope[] => {
    const sources = sourcesOf(head, scope);
    if (sources.size < 2) return [];
    const before = sourcesOf(base, scope);
    const location = locations.find((one) => {
      const reading = head.read(one);
      const source = reading.kind === 'package' ? sourceOf(reading.entry.origin) : undefined;
      return source !== undefined && !before.has(source);
    });
    return location === undefined ? [] : [{ scope, sources: [...sources].sort(byCodePoint), location }];
  });
}
