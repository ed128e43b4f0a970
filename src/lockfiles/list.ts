import type { InstallRoot, LockedPackage, LockfileProblem } from '../core/lockfile.js';
import type { RegistryTable } from '../core/registries.js';
import type { LockfileFormat } from './format.js';
import { stackless } from './compare.js';
import { buildGraph } from './graph.js';

/** All packages of one lockfile, in the file's order, with everything in it that could not be read. */
export interface LockfileList {
  readonly format: string;
  readonly version?: string;
  readonly packages: readonly LockedPackage[];
  readonly problems: readonly LockfileProblem[];
}

/** Lists what a lockfile installs. A lockfile that cannot be read has no packages and says why in `problems`. */
export function listPackages(text: string, options: { readonly format: LockfileFormat; readonly root: InstallRoot; readonly registries: RegistryTable }): LockfileList {
  const list = stackless(() => listed(text, options));
  return list ?? { format: options.format.id, packages: [], problems: [{ code: 'LOCKFILE_LIMIT', location: '', data: { reason: 'stack' } }] };
}

function listed(text: string, { format, root, registries }: Parameters<typeof listPackages>[1]): LockfileList {
  const parsed = format.parse(text, { root, registries });
  if (parsed.kind === 'failed') return { format: format.id, packages: [], problems: [parsed.problem] };
  const { lockfile } = parsed;
  const graph = buildGraph(lockfile);
  const unread = lockfile.packages.flatMap((location) => {
    const reading = lockfile.read(location);
    return reading.kind === 'problem' ? [reading.problem] : [];
  });
  return {
    format: format.id, version: lockfile.version,
    packages: lockfile.packages.flatMap((location) => graph.package(location) ?? []),
    problems: [...lockfile.problems, ...lockfile.repeated(), ...unread],
  };
}
