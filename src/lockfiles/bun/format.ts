import { sortedBy } from '../../core/order.js';
import type { LockfileFormat, LockfilePlace } from '../format.js';
import { memberLines } from '../places.js';
import { rootWorkspaces } from '../workspaces.js';
import { catalogLines } from './catalogs.js';
import { notText, parseBun } from './parse.js';
import { verifyEntry } from './verify-entry.js';

function split(path: string): { readonly directory: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { directory: slash === -1 ? '' : path.slice(0, slash), name: path.slice(slash + 1) };
}

const settings: ReadonlySet<string> = new Set(['bunfig.toml', '.npmrc']);

/**
 * Bun's lockfiles among the paths of a tree. Where the text and the binary one stand in one folder Bun reads the text, and the binary one is
 * none of these: changed, it is named as a file without a reader. A manifest belongs to every install root above it.
 */
function matches(paths: Iterable<string>): LockfilePlace[] {
  const all = [...paths];
  const roots = new Map<string, { lockfile: string; manifests: string[]; settings: string[] }>();
  for (const lockfile of ['bun.lockb', 'bun.lock']) {
    for (const path of all) {
      const { directory, name } = split(path);
      if (name === lockfile) roots.set(directory, { lockfile: path, manifests: [], settings: [] });
    }
  }
  for (const path of all) {
    const { directory, name } = split(path);
    if (settings.has(name)) roots.get(directory)?.settings.push(path);
    if (name !== 'package.json') continue;
    for (let folder: string | undefined = directory; folder !== undefined; folder = folder === '' ? undefined : split(folder).directory) {
      const below = folder === '' ? directory : directory.slice(folder.length);
      if (`/${below}/`.includes('/node_modules/')) break;
      roots.get(folder)?.manifests.push(path);
    }
  }
  return sortedBy([...roots].map(([directory, { lockfile, ...rest }]) => ({ root: { lockfile, directory }, ...rest })), (place) => place.root.lockfile);
}

/** Bun's text lockfile, versions 0 to 3; the binary one is refused with a reason. */
export const bun: LockfileFormat = {
  id: 'bun',
  ecosystem: 'npm',
  matches,
  parse: parseBun,
  notText,
  verify: verifyEntry,
  locate: (text, locations) => memberLines(text, new Map([['packages', locations]])).get('packages') ?? new Map(),
  locateDeclared: memberLines,
  workspaces: rootWorkspaces,
  catalogs: catalogLines,
};
