import type { Json } from './json.js';

/**
 * Every reason why something could not be checked or done. The list is closed: callers branch on the code, the words for a person
 * are made in render. A code is a public contract once released.
 */
export const errorCodes = [
  // registry
  'REGISTRY_UNREACHABLE', 'REGISTRY_TIMEOUT', 'REGISTRY_ERROR', 'REGISTRY_NOT_SERVED', 'REGISTRY_REDIRECT', 'REGISTRY_MALFORMED', 'RECORD_INCOMPLETE',
  'REGISTRY_NOT_CONFIGURED', 'REGISTRY_OFFLINE',
  // tarball
  'INTEGRITY_MISMATCH', 'INTEGRITY_MISSING', 'TARBALL_MALFORMED', 'TARBALL_LIMIT', 'ORIGIN_UNSUPPORTED',
  // what a public repository may not be told about a package that is read with credentials
  'WITHHELD',
  // what vouches for a version
  'TRUST_ROOT_ABSENT', 'TRUST_ROOT_OLD', 'KEYS_ABSENT', 'KEY_UNKNOWN', 'ATTESTATIONS_NOT_SERVED', 'ATTESTATION_UNSUPPORTED', 'ATTESTATION_LIMIT', 'ATTESTATION_UNTRUSTED',
  // analyser
  'ANALYSER_CRASHED', 'ANALYSER_TIMEOUT', 'ANALYSER_MEMORY', 'ANALYSER_STEPS', 'PARSE_FAILED',
  // lockfiles and repository files
  'LOCKFILE_MALFORMED', 'LOCKFILE_UNSUPPORTED', 'LOCKFILE_LIMIT', 'LOCKFILE_EMPTY', 'LOCKFILE_AMBIGUOUS', 'LOCKFILE_INCOMPLETE', 'SETTINGS_MALFORMED', 'COMMITTED_PACKAGE',
  'FILE_UNREADABLE', 'FILE_TOO_LARGE', 'FILE_LFS_POINTER',
  'FILE_SUBMODULE', 'FILE_SYMLINK', 'FILE_ENCODING', 'TREE_TRUNCATED', 'MANIFEST_MALFORMED',
  // advisories
  'ADVISORIES_ABSENT', 'ADVISORIES_MALFORMED', 'ADVISORIES_STALE', 'ADVISORIES_UNREACHABLE', 'ADVISORIES_WITHHELD', 'VERSION_UNKNOWN',
  // trusted roots and keys
  'TRUST_UNREACHABLE', 'TRUST_REFUSED',
  // policy
  'POLICY_INVALID',
  // budgets
  'BUDGET_CHANGES', 'READ_BUDGET', 'SIGHTINGS_LIMIT', 'RELEASES_LIMIT',
  // code host
  'HOST_UNREACHABLE', 'HOST_TIMEOUT', 'HOST_RATE_LIMITED', 'HOST_FORBIDDEN', 'HOST_NOT_FOUND', 'HOST_ERROR', 'HOST_REJECTED', 'HOST_MALFORMED',
  'NO_MERGE_BASE', 'REVISION_UNKNOWN',
  // a local clone
  'NOT_A_REPOSITORY', 'GIT_MISSING',
  // the fact cache folder
  'CACHE_REFUSED',
  // the service itself
  'DEADLINE', 'INTERNAL', 'SUPERSEDED', 'NOT_IMPLEMENTED_FOR_ORIGIN',
  'BUDGET_PULLS', 'CONFIGURATION', 'DATABASE_UNREACHABLE', 'DATABASE_POOLER', 'DATABASE_REPLICA', 'SCHEMA_NEWER', 'EMBEDDED_IN_USE', 'EMBEDDED_FAILED',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What went wrong, as data: a code, facts for the message (foreign strings included, escaped only at the sink). */
export interface Problem {
  readonly code: ErrorCode;
  readonly data: { readonly [key: string]: Json };
}

/** The one exception type of the project. Thrown by adapters and parsers; a Problem with a stack and a cause. */
export class Failure extends Error implements Problem {
  readonly code: ErrorCode;
  readonly data: { readonly [key: string]: Json };

  constructor(code: ErrorCode, data: { readonly [key: string]: Json } = {}, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.name = 'Failure';
    this.code = code;
    this.data = data;
  }
}

/** Turns anything thrown into a Problem; what is not a Failure becomes INTERNAL with the error's class name only. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Failure) return { code: error.code, data: error.data };
  return { code: 'INTERNAL', data: { error: error instanceof Error ? error.name : typeof error } };
}
