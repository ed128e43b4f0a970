import type { Origin } from '../core/origin.js';
import type { LockedName, Telling } from '../ports/advisory-source.js';

/** What decides who may hear a name. */
export interface KnownNames {
  /** Whether the policy calls a name private. */
  readonly isPrivate: (name: string, ecosystem: string) => boolean;
  /** Whether an npm registry's names are no secret. */
  readonly isPublic: (registry: string) => boolean;
}

/**
 * Who may hear the name of a package. Of code from elsewhere nobody can say (undefined: nobody may); what a package carries is as public as the
 * package, and a patched one as what is patched.
 */
export function tellingOf(origin: Origin, locked: LockedName | undefined, known: KnownNames): Telling | undefined {
  if (origin.kind === 'patched') return tellingOf(origin.base, locked, known);
  if (origin.kind === 'bundled') {
    const carrier = tellingOf(origin.parent, undefined, known);
    const name = locked?.name ?? origin.path.slice(origin.path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return carrier !== undefined && known.isPrivate(name, locked?.ecosystem ?? 'npm') ? 'private' : carrier;
  }
  if (origin.kind !== 'registry') return undefined;
  if (known.isPrivate(origin.name, origin.ecosystem)) return 'private';
  if (origin.ecosystem === 'npm' ? known.isPublic(origin.registry) : origin.registry === 'default') return 'public';
  return origin.ecosystem === 'npm' && origin.registry === 'default' ? 'served' : undefined;
}
