import { isObject, type JsonObject } from '../../../core/json.js';
import type { Edge } from '../../../core/lockfile.js';
import { specsIn } from '../importers.js';

/** Dependents that are looked at in one lockfile to say who gives what; what is asked for beyond that has no answer. */
const mostSteps = 1_000_000;

export interface PeersInput {
  /** Everything that asks for something: packages and workspaces. */
  readonly locations: readonly string[];
  /** What each asks for itself. */
  readonly edgesOf: (location: string) => readonly Edge[];
  /** The entry of a package; undefined for workspaces, whose peers are given by nobody here. */
  readonly rawOf: (location: string) => JsonObject | undefined;
  readonly nameOf: (location: string) => string | undefined;
}

/**
 * What packages ask for as peers, with who gives it: each dependent gives what it asks for itself under that name, or itself, or else what its own
 * dependents give it. Yarn installs nothing for a peer that nobody gives.
 */
export function peerEdges(input: PeersInput): (location: string) => readonly Edge[] {
  const dependents = new Map<string, Set<string>>();
  const asked = new Map<string, Map<string, string[]>>();
  for (const location of input.locations) {
    const own = new Map<string, string[]>();
    for (const { name, to } of input.edgesOf(location)) {
      if (to === undefined) continue;
      const known = own.get(name);
      if (known) known.push(to);
      else own.set(name, [to]);
      const askers = dependents.get(to);
      if (askers) askers.add(location);
      else dependents.set(to, new Set([location]));
    }
    asked.set(location, own);
  }
  let steps = 0;
  const given = (location: string, name: string): ReadonlySet<string> => {
    const found = new Set<string>();
    const seen = new Set([location]);
    const open = [location];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const dependent of dependents.get(next) ?? []) {
        if (seen.has(dependent)) continue;
        if ((steps += 1) > mostSteps) return found;
        seen.add(dependent);
        const own = asked.get(dependent)?.get(name);
        if (own) for (const to of own) found.add(to);
        else if (input.nameOf(dependent) === name) found.add(dependent);
        else if (isObject(input.rawOf(dependent)?.['peerDependencies']) && Object.hasOwn(input.rawOf(dependent)!['peerDependencies'] as JsonObject, name)) open.push(dependent);
      }
    }
    return found;
  };
  return (location) => {
    const raw = input.rawOf(location);
    const meta = isObject(raw?.['peerDependenciesMeta']) ? raw['peerDependenciesMeta'] : {};
    return specsIn(raw, 'peerDependencies').flatMap(([name, spec]): Edge[] => {
      const own = Object.hasOwn(meta, name) ? meta[name] : undefined;
      const edge: Edge = { from: location, name, spec, field: 'peerDependencies', ...(isObject(own) && own['optional'] === 'true' ? { optional: true } : {}) };
      const answers = [...given(location, name)].filter((to) => to !== location);
      return answers.length === 0 ? [edge] : answers.map((to) => ({ ...edge, to }));
    });
  };
}
