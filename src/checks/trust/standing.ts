import semver from 'semver';
import { isBelow, type Rank } from '../../core/rank.js';
import { lineOf } from '../../core/version-line.js';
import type { VersionRecord } from '../../packages/record.types.js';
import type { Hole, Refusal, VersionTrust } from '../../trust/evidence.types.js';
import { fresh, isYounger, publishedAt, type Registered } from '../record/registered.js';

/** What came of a version's provenance in this review: verified for exactly these bytes, refused, advertised and not to be checked, or nobody advertises any. */
export type Proof = 'verified' | 'refused' | 'unchecked' | 'none';

/** How far one version vouches for itself, and on what basis: `proof` was found out here, `rank` is the registry's word alone. */
export interface Vouched {
  readonly version: string;
  readonly rank: Rank;
  readonly proof: Proof;
  /** Why it is not verified. `PROVENANCE_ABSENT`: what was served verifies, and none of it says where the version was built. */
  readonly code?: Refusal | Hole | 'PROVENANCE_ABSENT';
}

/** How far a version vouches for itself. One provenance that is refused is not made good by another one: nobody knows which the registry meant. */
export function vouchedOf(version: string, trust: VersionTrust): Vouched {
  const { attestations, attested, advertised, stated: rank } = trust;
  const provenances = attestations.flatMap(({ kind, outcome }) => (kind === 'provenance' ? [outcome] : []));
  const refused = provenances.find((one) => one.state === 'refused');
  if (refused) return { version, rank, proof: 'refused', code: refused.code };
  if (provenances.some(({ state }) => state === 'verified')) return { version, rank, proof: 'verified' };
  if (!advertised) return { version, rank, proof: 'none' };
  switch (attested.state) {
    case 'refused': return { version, rank, proof: 'refused', code: attested.code };
    case 'could-not-check': return { version, rank, proof: 'unchecked', code: attested.code };
    case 'verified': return { version, rank, proof: 'unchecked', code: 'PROVENANCE_ABSENT' };
  }
}

/**
 * In what a version vouches for less than another one did:
 * - `lost`: that one's provenance verified here, and this one has none, nor anything else by the record; `unproven`: none either, and the record alone says that a build put it up;
 * - `refused`, `unchecked`: that one's verified, and this one's is refused, or could not be checked;
 * - `stated`: nothing of that one verified or this one has the same: by the record alone that one came with more; `publisher`: the same, where this one's provenance verified.
 */
export type Loss = 'lost' | 'unproven' | 'refused' | 'unchecked' | 'stated' | 'publisher';

/** What a version vouches for less than `old` did; undefined where it does not. */
export function lossOf(old: Vouched, now: Vouched): Loss | undefined {
  if (old.proof === 'verified') {
    switch (now.proof) {
      case 'none': return now.rank === 'none' ? 'lost' : 'unproven';
      case 'refused': return 'refused';
      case 'unchecked': return 'unchecked';
      case 'verified': break;
    }
  }
  if (!isBelow(now.rank, old.rank)) return undefined;
  return now.proof === 'verified' ? 'publisher' : 'stated';
}

const words: { readonly [rank in Rank]: string } = { none: 'nothing of the kind', provenance: 'provenance', 'trusted-publisher': 'a trusted publisher', staged: 'staged publishing' };

/** What a release came with, as a person reads it. */
export function rankText(rank: Rank): string {
  return words[rank];
}

/** What is known of a version and on what basis, as evidence. */
export function vouchedText({ version, rank, proof, code }: Vouched): string {
  return `${version}: provenance ${proof}${code === undefined ? '' : ` (${code})`}; the record states: ${rank}`;
}

/** Whether a version stood for two weeks, by the record (`fresh`). One of an unknown time did not. */
export function isSettled(version: VersionRecord | undefined, at: string): boolean {
  return !Number.isNaN(publishedAt(version)) && !isYounger(version, at, fresh);
}

/**
 * Whether a change goes from a locked version back to a lower one: to what was put up before it, or to an older line, which has ways of its own. Nothing was lost on that way by whoever puts versions up. Times
 * alone say little: those of a mirror are of when it first fetched a version.
 */
export function isStepBack({ change, before, now }: Registered, from: string): boolean {
  const { version } = change.after!;
  if (semver.valid(from) === null || semver.valid(version) === null || !semver.lt(version, from)) return false;
  return lineOf(from) !== lineOf(version) || publishedAt(now) < publishedAt(before.find((old) => old.version === from));
}
