import type { ErrorCode } from './errors.js';
import type { Json } from './json.js';

type Data = { readonly [key: string]: Json };

/**
 * How much of something was really looked at. `partial` comes from deterministic step budgets only; a wall clock gives `failed`,
 * which is never cached: otherwise load would decide verdicts.
 */
export type Coverage =
  | { readonly kind: 'complete' }
  | { readonly kind: 'partial' | 'failed'; readonly code: ErrorCode; readonly data: Data; readonly ours?: boolean }
  | { readonly kind: 'skipped'; readonly code: 'not-applicable' | 'disabled' };

export const complete: Coverage = { kind: 'complete' };
export const notApplicable: Coverage = { kind: 'skipped', code: 'not-applicable' };

/** A coverage of `failed`. `ours` marks a failure that our own load or deadline caused: it counts even for open checks. */
export function failed(code: ErrorCode, data: Data = {}, ours = false): Coverage {
  return ours ? { kind: 'failed', code, data, ours } : { kind: 'failed', code, data };
}

/** True when nothing was left unread: complete, or skipped because it does not apply. */
export function isWhole(coverage: Coverage): boolean {
  return coverage.kind === 'complete' || coverage.kind === 'skipped';
}
