import type { Coverage } from '../core/coverage.js';
import type { Integrity } from '../core/integrity.js';
import { integrityText } from '../core/integrity.js';
import type { Origin } from '../core/origin.js';
import { canonicalJson } from '../core/json.js';
import type { AdvisoryMatch } from '../advisories/match.types.js';
import type { ArchiveFacts } from '../packages/archive.types.js';
import type { CodeProfile } from '../packages/profile.types.js';
import type { RegistryRecord } from '../packages/record.types.js';
import type { VersionsAbove } from '../packages/versions-above.js';
import type { VersionTrust } from '../trust/evidence.types.js';

/** Every kind of fact about a package, and its shape. A later kind is a line here and its producer in app/gather. */
export interface FactValues {
  /** The registry's record of the package (all versions). */
  readonly record: RegistryRecord;
  /** What the tarball holds. */
  readonly archive: ArchiveFacts;
  /** What its code can do. */
  readonly code: CodeProfile;
  /** What is publicly known against this version. */
  readonly advisories: readonly AdvisoryMatch[];
  /** The published versions above this one that no advisory names. Asked for only where something is known against this one, or holds such a one. */
  readonly unaffected: VersionsAbove;
  /** What vouches for where this version comes from. Complete wherever the record is there: what could not be checked of it is in the value. */
  readonly trust: VersionTrust;
}
export type FactKind = keyof FactValues;

/** Absence is a value: `value` may be missing or incomplete, and `coverage` says why. */
export interface Fact<T> {
  readonly coverage: Coverage;
  readonly value?: T;
}

/** What facts are about: an origin and the bytes that the lockfile pins. */
export interface Subject {
  readonly origin: Origin;
  readonly integrity: Integrity;
  /** What the carrier's bytes are pinned to, for what a tarball carries: it is read from just these, whoever else is asked about. */
  readonly carrier?: Integrity;
  /**
   * What the lockfile calls it, where the origin names no package (git, url, a path, a carrier): advisories are looked up by it. The
   * version only of what a tarball carries, whose own manifest the entry is held to (`lock-metadata`).
   */
  readonly locked?: { readonly ecosystem: string; readonly name: string; readonly version?: string };
}

/** The ecosystem that a subject belongs to: its origin's, else the one that its lockfile is of. */
export function ecosystemOf({ origin, locked }: Pick<Subject, 'origin' | 'locked'>): string {
  switch (origin.kind) {
    case 'registry': return origin.ecosystem;
    case 'patched': return ecosystemOf({ origin: origin.base, ...(locked ? { locked } : {}) });
    case 'bundled': return ecosystemOf({ origin: origin.parent, ...(locked ? { locked } : {}) });
    case 'git': case 'url': case 'repository': case 'workspace': case 'link': return locked?.ecosystem ?? 'npm';
  }
}

/** Whether a fact of this kind is read of a subject at all: records, archives and code of npm packages alone, advisories of any. */
export function isRead(subject: Subject, kind: FactKind): boolean {
  return kind === 'advisories' || ecosystemOf(subject) === 'npm';
}

/**
 * A key that is equal for equal subjects. The integrity belongs to it: the same version with other bytes is another subject, and so is
 * what a carrier with other bytes carries.
 */
export function subjectKey(subject: Subject): string {
  const known = subjectKeys.get(subject);
  if (known !== undefined) return known;
  const { origin, integrity, carrier, locked } = subject;
  const key = canonicalJson({ origin, ...pinned(integrity), locked, ...(carrier ? { carrier: pinned(carrier) } : {}) });
  subjectKeys.set(subject, key);
  return key;
}

/** Keys that were made, as long as their subjects are held: a large review asks for each dozens of times. */
const subjectKeys = new WeakMap<Subject, string>();
const factKeys = new WeakMap<Subject, Map<FactKind, string>>();

function pinned(integrity: Integrity): { readonly integrity: string; readonly malformed: readonly string[] } {
  return { integrity: integrityText(integrity), malformed: integrity.malformed };
}

export function factKey(subject: Subject, kind: FactKind): string {
  const known = factKeys.get(subject) ?? new Map<FactKind, string>();
  if (known.size === 0) factKeys.set(subject, known);
  const key = known.get(kind) ?? `${kind} ${subjectKey(subject)}`;
  known.set(kind, key);
  return key;
}
