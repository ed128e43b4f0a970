import { sortedBy } from '../../core/order.js';
import type { LockfileFormat, LockfilePlace } from '../format.js';
import { memberLines } from '../places.js';
import { rootWorkspaces } from '../workspaces.js';
import { readCatalogs, settingsName } from './berry/catalogs.js';
import { verifyBerry } from './berry/verify.js';
import { verifyClassic } from './classic/verify.js';
import { locate } from './locate.js';
import { parseYarn } from './parse.js';

/** Files in the folder of the lockfile that decide with it: Yarn 2 and later, Yarn 1, and npm's, which Yarn 1 reads too. */
const settingsNames: ReadonlySet<string> = new Set([settingsName, '.yarnrc', '.npmrc']);

function split(path: string): { readonly directory: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { directory: slash === -1 ? '' : path.slice(0, slash), name: path.slice(slash + 1) };
}

/** The `yarn.lock` files among the paths of a tree. A manifest belongs to every install root above it that is not a package's own folder. */
function matches(paths: Iterable<string>): LockfilePlace[] {
  const places = new Map<string, { readonly lockfile: string; readonly manifests: string[]; readonly settings: string[] }>();
  const all = [...paths];
  for (const path of all) {
    const { directory, name } = split(path);
    if (name === 'yarn.lock') places.set(directory, { lockfile: path, manifests: [], settings: [] });
  }
  for (const path of all) {
    const { directory, name } = split(path);
    if (settingsNames.has(name)) places.get(directory)?.settings.push(path);
    if (name !== 'package.json') continue;
    for (let folder: string | undefined = directory; folder !== undefined; folder = folder === '' ? undefined : split(folder).directory) {
      const below = folder === '' ? directory : directory.slice(folder.length);
      if (`/${below}/`.includes('/node_modules/')) break;
      places.get(folder)?.manifests.push(path);
    }
  }
  return sortedBy([...places].map(([directory, { lockfile, manifests, settings }]) => ({ root: { lockfile, directory }, manifests, settings })), (place) => place.root.lockfile);
}

/** `yarn.lock` of Yarn 1 (`v1`) and of Yarn 2 and later (versions 4 to 10); see `parseYarn`. */
export const yarn: LockfileFormat = {
  id: 'yarn',
  ecosystem: 'npm',
  matches,
  parse: parseYarn,
  verify: (locked, archive) => (Object.hasOwn(locked.raw, 'resolution') ? verifyBerry(locked, archive) : verifyClassic(locked, archive)),
  locate,
  locateDeclared: memberLines,
  workspaces: rootWorkspaces,
  catalogs: (path, text) => (split(path).name === settingsName ? readCatalogs(text) : undefined) ?? new Map(),
};
