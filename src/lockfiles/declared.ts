import type { DependencyChange } from '../core/change.js';
import { isObject, type JsonObject } from '../core/json.js';
import type { Edge, LockedPackage } from '../core/lockfile.js';
import type { Graph } from './graph.js';
import { introducersOf } from './introducers.js';

const sections = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

/**
 * The changes, with introducers that use no edge which the verified manifest of its source does not declare: such an edge was written into
 * the lockfile by hand, and would name a package that never asked for it as the reason. What is verified are the changed packages whose
 * manifest was read; the edges of every other package stand at base as they are here. The same changes come back where nothing is undeclared.
 * @param graphs the head side by lockfile.
 * @param manifestOf the manifest inside the verified archive; undefined where none was read.
 */
export function withDeclaredIntroducers(changes: readonly DependencyChange[], graphs: ReadonlyMap<string, Graph>, manifestOf: (locked: LockedPackage) => JsonObject | undefined): readonly DependencyChange[] {
  const undeclared = new Map<string, Set<string>>();
  for (const change of changes) {
    const graph = graphs.get(change.root.lockfile);
    const manifest = change.after && change.kind !== 'removed' ? manifestOf(change.after) : undefined;
    if (!graph || !manifest) continue;
    for (const location of [change.after!.location, ...change.copies]) {
      for (const edge of graph.lockfile.edgesOf(location)) if (!declares(manifest, edge)) put(undeclared, change.root.lockfile, edgeKey(edge));
    }
  }
  let told = changes;
  for (const [lockfile, edges] of undeclared) {
    const own = (change: DependencyChange): boolean => change.root.lockfile === lockfile && change.kind !== 'removed';
    const groups = told.map((change) => (own(change) ? [change.after!.location, ...change.copies] : []));
    const introducers = introducersOf(graphs.get(lockfile)!, groups, { declares: (edge) => (edges.has(edgeKey(edge)) ? false : undefined) });
    told = told.map((change, index) => (own(change) ? { ...change, introducers: introducers[index]! } : change));
  }
  return told;
}

/**
 * Whether a manifest asks for just this, in whatever section: npm writes optional ones into another than some manifests do. Of an edge that
 * only tells what was resolved it must ask for the name: what it asks for may be overridden.
 */
function declares(manifest: JsonObject, { name, spec, resolved }: Edge): boolean {
  return sections.some((field) => {
    const section = Object.hasOwn(manifest, field) ? manifest[field] : undefined;
    const asked = isObject(section) && Object.hasOwn(section, name) ? section[name] : undefined;
    return typeof asked === 'string' && (resolved === true || asked.trim() === spec.trim());
  });
}

const edgeKey = ({ from, name, spec }: Edge): string => `${from}\n${name}\n${spec}`;

function put(edges: Map<string, Set<string>>, lockfile: string, key: string): void {
  const known = edges.get(lockfile);
  if (known) known.add(key);
  else edges.set(lockfile, new Set([key]));
}
