import type { LockfileFormat, LockfilePlace } from '../format.js';
import { memberLines } from '../places.js';
import { installRoots } from '../roots.js';
import { rootWorkspaces } from '../workspaces.js';
import { readCatalogs, settingsName } from './berry/catalogs.js';
import { verifyBerry } from './berry/verify.js';
import { verifyClassic } from './classic/verify.js';
import { locate } from './locate.js';
import { parseYarn } from './parse.js';

/** Files in the folder of the lockfile that decide with it: Yarn 2 and later, Yarn 1, and npm's, which Yarn 1 reads too. */
const settingsNames: ReadonlySet<string> = new Set([settingsName, '.yarnrc', '.npmrc']);

/** The `yarn.lock` files among the paths of a tree. */
const matches = (paths: Iterable<string>): LockfilePlace[] => installRoots(paths, (name) => name === 'yarn.lock', (name) => settingsNames.has(name));

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
  catalogs: (path, text) => (path === settingsName || path.endsWith(`/${settingsName}`) ? readCatalogs(text) : undefined) ?? new Map(),
};
