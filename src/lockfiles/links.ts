import type { LockfileProblem } from '../core/lockfile.js';
import type { ParsedLockfile } from './format.js';

/**
 * Links of changed entries whose target nobody reviews: outside the repository, or a folder in which the reviewed tree holds no
 * manifest, so that an installer links what happens to lie there. `oid` tells the files of the head side; left out, only the first is told.
 */
export function linkProblems(head: ParsedLockfile, edited: readonly string[], oid?: (path: string) => string | undefined): LockfileProblem[] {
  return edited.flatMap((location): LockfileProblem[] => {
    const reading = head.read(location);
    if (reading.kind === 'problem' || (reading.entry.origin.kind !== 'link' && reading.entry.origin.kind !== 'workspace')) return [];
    const { path } = reading.entry.origin;
    const target = reading.entry.resolved ?? path;
    const tell = (reason: string): LockfileProblem[] => [{ code: 'LOCKFILE_INCOMPLETE', location, data: { location, reason, target } }];
    if (path === '..' || path.startsWith('../') || isAbsolute(target)) return tell('link-outside');
    const manifests = reading.entry.ecosystem === 'pypi' ? pythonManifests : ['package.json'];
    return oid && manifests.every((name) => oid(path === '' ? name : `${path}/${name}`) === undefined) ? tell('link-missing') : [];
  });
}

const pythonManifests = ['pyproject.toml', 'setup.py', 'setup.cfg'];

/** A path from the root of a machine: POSIX, Windows (drive letter or share), or a home folder, with or without `file:`. */
function isAbsolute(target: string): boolean {
  return /^(?:[/\\~]|[A-Za-z]:)/.test(target.startsWith('file:') ? target.slice('file:'.length) : target);
}
