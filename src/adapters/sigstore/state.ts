import { z } from 'zod';
import { sha256 } from '../../core/hash.js';
import { limits } from '../../core/limits.js';

/** The last good state of a TUF repository: all that it takes to verify it again from the pinned root on, without a network. */
export interface TrustState {
  /** When the repository was last seen to be in it, in milliseconds since the epoch. */
  readonly checkedAt: number;
  /** The version of the root that it was verified from. */
  readonly start: number;
  /** What the repository served, by path: roots, timestamp, snapshot, targets and what they delegate to, and the two targets. */
  readonly files: { readonly [path: string]: string };
}

const shape = z.strictObject({ checkedAt: z.number().min(0), start: z.number().int().min(1), files: z.record(z.string().max(1_000), z.string()) });

/** A state as it is stored. */
export function stateText(state: TrustState): string {
  return JSON.stringify(state);
}

/** The state that a text holds, not yet verified; undefined for what is none, or too long. */
export function stateOf(text: string): TrustState | undefined {
  if (text.length > limits.trustStateBytes.value) return undefined;
  try {
    const read = shape.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** Names the text of a state. */
export const stateDigest = (text: string): string => sha256(text);
