import type { LockfileFormat, LockfilePlace } from '../format.js';
import { memberLines } from '../places.js';
import { installRoots } from '../roots.js';
import { rootWorkspaces } from '../workspaces.js';
import { oldLines } from './old-lines.js';
import { contradictions, parseNpm } from './parse.js';
import { verifyEntry } from './verify-entry.js';

const names: ReadonlySet<string> = new Set(['package-lock.json', 'npm-shrinkwrap.json']);

/** npm prefers npm-shrinkwrap.json where both stand; both are read, since the other is one deletion away. */
const matches = (paths: Iterable<string>): LockfilePlace[] => installRoots(paths, (name) => names.has(name));

/** npm's package-lock.json and npm-shrinkwrap.json, versions 1 to 4. */
export const npm: LockfileFormat = {
  id: 'npm',
  ecosystem: 'npm',
  matches,
  parse: parseNpm,
  verify: (locked, archive) => [...verifyEntry(locked, archive), ...contradictions(locked.raw, locked.reach)],
  locate: (text, locations) => {
    const lines = memberLines(text, new Map([['packages', locations]])).get('packages') ?? new Map<string, never>();
    return lines.size === 0 && locations.size > 0 ? oldLines(text, locations) : lines;
  },
  locateDeclared: memberLines,
  workspaces: rootWorkspaces,
};
