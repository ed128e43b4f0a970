import { isObject, type JsonObject } from '../../core/json.js';
import type { DependencyField, Edge } from '../../core/lockfile.js';
import { holderOf, installedName } from './location.js';
import type { NpmTree } from './tree.js';

/** The order in which arborist loads the sections; of a name that stands in several, the last one counts (`Node._loadDeps`). */
const order: readonly DependencyField[] = ['peerDependencies', 'dependencies', 'optionalDependencies', 'devDependencies'];

/**
 * What one manifest or entry asks for, each name once, resolved from `location` as Node resolves. `development` is true for folders
 * of the repository only: a package's own devDependencies are never installed.
 */
export function edgesFrom(location: string, declared: JsonObject, development: boolean, tree: NpmTree): Edge[] {
  const edges = new Map<string, Edge>();
  const meta = isObject(declared['peerDependenciesMeta']) ? declared['peerDependenciesMeta'] : {};
  for (const field of order) {
    const section = Object.hasOwn(declared, field) ? declared[field] : undefined;
    if (!isObject(section) || (field === 'devDependencies' && !development)) continue;
    for (const [name, value] of Object.entries(section)) {
      const to = resolve(location, name, tree);
      const own = field === 'peerDependencies' && Object.hasOwn(meta, name) ? meta[name] : undefined;
      edges.set(name, {
        from: location, name, field, spec: typeof value === 'string' ? value : '',
        ...(isObject(own) && own['optional'] === true ? { optional: true } : {}),
        ...(to === undefined ? {} : { to }),
      });
    }
  }
  return [...edges.values()];
}

/** Node's resolution over locations: the nearest `node_modules` on the way up that holds the name; undefined when none does. */
export function resolve(from: string, name: string, tree: NpmTree): string | undefined {
  if (installedName(`node_modules/${name}`) !== name) return undefined;
  for (let folder: string | undefined = from; folder !== undefined; folder = above(folder)) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (tree.has(candidate)) return candidate;
  }
  return undefined;
}

/** The next folder on the way up; undefined above the install root, and above a folder that lies beside it. */
function above(folder: string): string | undefined {
  if (folder === '' || folder === '..' || folder.endsWith('/..')) return undefined;
  const holder = holderOf(folder);
  if (holder !== undefined) return holder;
  const slash = folder.lastIndexOf('/');
  return slash === -1 ? '' : folder.slice(0, slash);
}
