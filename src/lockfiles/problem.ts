import type { ErrorCode } from '../core/errors.js';
import type { Json } from '../core/json.js';
import type { LockfileProblem } from '../core/lockfile.js';
import type { EntryReading, ParseResult } from './format.js';

type Data = { readonly [key: string]: Json };

/** An entry that says something no writer of this format says, so that no installer's reading of it can be told. */
export function problemAt(location: string, reason: string, data: Data = {}): LockfileProblem {
  return { code: 'LOCKFILE_MALFORMED', location, data: { location, reason, ...data } };
}

/** The same as an entry's reading. */
export function unreadable(location: string, reason: string, data: Data = {}): EntryReading {
  return { kind: 'problem', problem: problemAt(location, reason, data) };
}

/** A file that cannot be read as a whole. */
export function refused(code: ErrorCode, data: Data = {}): ParseResult {
  return { kind: 'failed', problem: { code, location: '', data } };
}
