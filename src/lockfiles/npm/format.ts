import type { LockfileFormat, LockfilePlace } from '../format.js';
import { memberLines } from '../places.js';
import { installRoots } from '../roots.js';
import { rootWorkspaces } from '../workspaces.js';
import { contradictions, parseNpm } from './parse.js';
import { verifyEntry } from './verify-entry.js';

const names: ReadonlySet<string> = new Set(['package-lock.json', 'npm-shrinkwrap.json']);

/** npm prefers npm-shrinkwrap.json where both stand; both are read, since the other is one deletion away. */
const matches = (paths: Iterable<string>): LockfilePlace[] => installRoots(paths, (name) => names.has(name));

/** npm's package-lock.json and npm-shrinkwrap.json, versions 2 and 3. */
export const npm: LockfileFormat = {
  id: 'npm',
  ecosystem: 'npm',
  matches,
  parse: parseNpm,
  verify: (locked, archive) => [...verifyEntry(locked, archive), ...contradictions(locked.raw, locked.reach)],
  locate: (text, locations) => memberLines(text, new Map([['packages', locations]])).get('packages') ?? new Map(),
  locateDeclared: memberLines,
  workspaces: rootWorkspaces,
};
