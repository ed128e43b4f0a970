import type { PullObservation, Reviews } from '../ports/reviews.js';
import { decodeDelivery } from './deliver-payloads.js';

/** The latest push of each pull request whose delivery this process has stored. */
export interface NewerPushes {
  /** To be called once a delivery is stored, so that it will be dealt with whatever becomes of this process. */
  stored(event: string, body: string): void;
  /** Whether a push to the same pull request is stored that came after this one, and so says all of it that still holds. */
  after(seen: PullObservation): boolean;
  /**
   * What was seen, with who pushed it where a stored push tells: a read of the host that runs ahead of a delivery does not tell, and the head would
   * be judged once without and once with its pusher.
   */
  withPusher(seen: PullObservation): PullObservation;
}

/** Reviews that are told of pushers as above. */
export function withPushers(reviews: Reviews, pushes: NewerPushes): Reviews {
  return { ...reviews, observePull: (seen, request) => reviews.observePull(pushes.withPusher(seen), request) };
}

type Push = Pick<PullObservation, 'installation' | 'head' | 'observedAt' | 'pusher'>;

/**
 * Remembers the pushes of the `most` pull requests that were pushed to last. Five pushes within a minute make five heads, of which four are
 * nobody's once the fifth is known: one that is known to be replaced before it was looked at needs no check and no review of its own. Only a push
 * stands for another one, since it tells its own pusher and head; the host's time decides, and where that is equal both are dealt with.
 */
export function newerPushes(most = 10_000): NewerPushes {
  const latest = new Map<string, Push>();
  const keyOf = ({ repository, number }: PullObservation): string => `${repository.id} ${number}`;
  return {
    stored(event, body) {
      if (event !== 'pull_request') return;
      const seen = pushIn(event, body);
      if (!seen) return;
      const known = latest.get(keyOf(seen));
      if (known && (known.observedAt ?? 0) >= (seen.observedAt ?? 0)) return;
      latest.delete(keyOf(seen));
      latest.set(keyOf(seen), { installation: seen.installation, head: seen.head, ...(seen.observedAt === undefined ? {} : { observedAt: seen.observedAt }), ...(seen.pusher === undefined ? {} : { pusher: seen.pusher }) });
      if (latest.size > most) latest.delete(latest.keys().next().value!);
    },
    after(seen) {
      const known = seen.pusher === undefined || seen.state !== 'open' || seen.observedAt === undefined ? undefined : latest.get(keyOf(seen));
      return known?.observedAt !== undefined && known.observedAt > seen.observedAt! && known.installation === seen.installation && known.head !== seen.head;
    },
    withPusher(seen) {
      const known = seen.pusher === undefined && seen.state === 'open' ? latest.get(keyOf(seen)) : undefined;
      return known?.pusher !== undefined && known.head === seen.head && known.installation === seen.installation ? { ...seen, pusher: known.pusher } : seen;
    },
  };
}

/** The push that a delivery tells of; undefined for everything else, and for what will not be understood when its turn comes. */
function pushIn(event: string, body: string): PullObservation | undefined {
  try {
    const decoded = decodeDelivery(event, body);
    return decoded?.kind === 'pull' && decoded.seen.pusher !== undefined && decoded.seen.state === 'open' ? decoded.seen : undefined;
  } catch {
    return undefined;
  }
}
