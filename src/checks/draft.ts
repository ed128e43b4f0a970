import type { DependencyChange } from '../core/change.js';
import { integrityText } from '../core/integrity.js';
import type { Evidence, MessageData, MessageId } from '../core/finding.js';
import type { LockedPackage, Reach } from '../core/lockfile.js';
import type { PackageLocation, RepositoryLocation } from '../core/location.js';
import type { Origin } from '../core/origin.js';
import { subjectOf } from '../facts/planner.js';
import type { Subject } from '../facts/kinds.js';
import type { StoodPlace } from '../packages/profile.types.js';
import type { Draft, FactReader } from './check.js';

type Required = 'message' | 'severity' | 'confidence' | 'level' | 'change';
type Parts = Pick<Draft, Required | 'identity'> & Partial<Omit<Draft, Required | 'identity' | 'at'>> & { readonly at?: Draft['at'] };

/** A reach as a word list for fingerprints and texts: a waiver for a development tool must not cover production. */
export function reachText(reach: Reach): string {
  const words = (['runtime', 'development', 'optional', 'peer'] as const).filter((word) => reach[word]);
  return words.length > 0 ? words.join('+') : 'unreached';
}

/**
 * A draft about a changed package: it speaks at the change's line, of its new version, with the data that every message may use
 * (`package`, `version`, `before`). The reach is part of the identity.
 */
export function aboutChange(change: DependencyChange, parts: Parts): Draft {
  const after = change.after ?? change.before[0];
  return {
    at: change.at, related: [], trace: [], evidence: [], fixes: [],
    ...(after ? { subject: after.origin, ...bytes(after) } : {}), root: change.root,
    ...parts,
    data: { ...packageData(change), ...parts.data },
    identity: [reachText(change.reach), ...parts.identity],
  };
}

/** The bytes that a waiver of this finding will bind, where the lockfile pins any: the package's own, or the tarball's that carries it. */
export function bytes({ integrity: own, carrier }: Pick<LockedPackage, 'integrity' | 'carrier'>): { readonly integrity?: string } {
  const integrity = integrityText(carrier ?? own);
  return integrity === '' ? {} : { integrity };
}

/** A draft about a file of the repository. */
export function aboutFile(at: RepositoryLocation, parts: Parts & { readonly data: MessageData; readonly message: MessageId }): Draft {
  return { at, related: [], trace: [], evidence: [], fixes: [], ...parts };
}

/** What every message about a package may name. */
export function packageData(change: DependencyChange): MessageData {
  const after = change.after;
  const versions = [...new Set(change.before.map((before) => before.version))];
  return {
    package: after?.name ?? change.before[0]?.name ?? '',
    version: after?.version ?? '',
    before: versions.length > 0 ? versions.join(', ') : 'nothing',
    ...(after?.alias === undefined ? {} : { alias: after.alias }),
  };
}

/** The baselines of a change as subjects: what the lockfile held, and the registry's own predecessor. */
export function baselinesOf(change: DependencyChange, facts: FactReader): readonly Subject[] {
  const predecessor = facts.predecessor(change);
  return [...change.before.map(subjectOf), ...(predecessor ? [predecessor] : [])];
}

/** The versions that a change was compared with, as a text: what the lockfile held, and the registry's predecessor. */
export function baselineText(change: DependencyChange, facts: FactReader): string {
  const predecessor = facts.predecessor(change)?.origin;
  const versions = [...change.before.map((one) => one.version), ...(predecessor?.kind === 'registry' ? [predecessor.version] : [])];
  return versions.length > 0 ? [...new Set(versions)].join(', ') : 'nothing';
}

/** A place inside a package's files. */
export function inPackage(origin: Origin, place: { readonly path: string; readonly line: number; readonly column?: number; readonly endLine?: number }): PackageLocation {
  return { in: 'package', package: origin, path: place.path, line: place.line, column: place.column ?? 1, endLine: place.endLine ?? place.line };
}

/** What the version that a change is compared with has of the same, or of its sort, and where. */
export function stoodEvidence(stood: StoodPlace | undefined, against: Origin | undefined): readonly (Evidence & { readonly at: PackageLocation })[] {
  return stood && against ? [{ kind: 'code', at: inPackage(against, stood), text: stood.excerpt }] : [];
}

/** A line of a lockfile's head side. */
export function lockfileLine(locked: LockedPackage, lines: ReadonlyMap<string, { readonly line: number; readonly endLine: number }>): RepositoryLocation {
  const place = lines.get(locked.location) ?? { line: 1, endLine: 1 };
  return { in: 'repository', path: locked.root.lockfile, side: 'head', line: place.line, endLine: place.endLine };
}
