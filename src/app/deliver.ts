import { Failure, problemOf } from '../core/errors.js';
import { policyPath } from '../policy/read.js';
import type { Deliveries } from '../ports/deliveries.js';
import type { JobContext, JobEnd } from '../ports/queue.js';
import { decodeDelivery } from './deliver-payloads.js';
import type { DeliveredEvent } from './deliver-payloads.js';
import { touchesReviewInputs } from './deliver-paths.js';
import type { HeadDependencies } from './head.js';
import type { NewerPushes } from './newer-pushes.js';
import { isServed } from './served.js';
import { showProgress } from './publish.js';

export interface DeliverDependencies extends HeadDependencies {
  readonly deliveries: Deliveries;
  /** Pushes that are stored and not yet dealt with; without it every push is looked at. */
  readonly pushes?: NewerPushes;
}

/** The order inside one repository, of heads that have the same standing; lower runs first. A new head is of more use than an old one anew. */
export const urgencies = { asked: 0, base: 5 } as const;
/** Checks put back in progress at once after a push to a base; the jobs of the others do it when their turn comes. */
const shownAtOnce = 20;

/** The check whose findings an approval settles. */
const approvable = 'policy-loosened';

/** Takes in one event. Answers with the heads that are to be judged. */
async function apply(dependencies: DeliverDependencies, event: DeliveredEvent): Promise<{ readonly repository?: number; readonly heads: readonly string[] }> {
  const { reviews, ids } = dependencies;
  switch (event.kind) {
    case 'pull': {
      const heads = await reviews.observePull(event.seen, { reviewId: ids.next(), priority: urgencies.asked });
      return { repository: event.seen.repository.id, heads: heads.filter((head) => head === event.seen.head && event.seen.state === 'open') };
    }
    case 'rerequest':
      await reviews.request(event.installation, event.repository, event.head, { reviewId: ids.next(), priority: urgencies.asked, standing: 'member' });
      return { repository: event.repository.id, heads: [event.head] };
    case 'approval': {
      const asked = await reviews.requestIfTold(event.repository, event.head, approvable, { reviewId: ids.next(), priority: urgencies.asked });
      return { repository: event.repository.id, heads: asked ? [event.head] : [] };
    }
    case 'merge-group':
      await reviews.observeGroup(event.installation, event.repository, event.head, event.group, { reviewId: ids.next(), priority: urgencies.asked, standing: 'group' });
      return { repository: event.repository.id, heads: [event.head] };
    case 'push': {
      if (changesOrganisationPolicy(event)) await reviews.judgeAnew(event.installation, () => ids.next(), urgencies.base);
      if (!touchesReviewInputs(event.paths)) return { heads: [] };
      const heads = await reviews.moveBase(event.repository.id, event.ref, event.after, () => ids.next(), urgencies.base);
      return { repository: event.repository.id, heads };
    }
    case 'uninstalled':
      await reviews.erase(event.installation);
      return { heads: [] };
    case 'repositories-removed':
      await reviews.erase(event.installation, event.repositories);
      return { heads: [] };
  }
}

/**
 * Whether a push may change what every repository of its organisation is judged by. Nothing is shown at once for all of them: their jobs put the
 * checks in progress in their turn.
 */
function changesOrganisationPolicy({ repository, ref, paths, defaultBranch }: Extract<DeliveredEvent, { readonly kind: 'push' }>): boolean {
  return repository.name.toLowerCase() === '.github' && (defaultBranch === undefined || defaultBranch === ref) && (paths === undefined || paths.includes(policyPath));
}

function isOurs({ installations }: DeliverDependencies, event: DeliveredEvent): boolean {
  if (event.kind === 'uninstalled' || event.kind === 'repositories-removed') return true;
  const { installation, repository } = event.kind === 'pull' ? event.seen : event;
  return isServed(installations, installation, repository.owner);
}

/** Puts the checks of queued heads in progress at once; what fails here is done by their jobs. */
async function show(dependencies: DeliverDependencies, repository: number, heads: readonly string[], signal: AbortSignal): Promise<void> {
  for (const sha of heads.slice(0, shownAtOnce)) {
    try {
      const head = await dependencies.reviews.head(repository, sha);
      if (head?.review.state !== 'open' || (head.pulls.length === 0 && !head.group)) continue;
      await showProgress(dependencies, await dependencies.publisherFor(head.installation, head.repository), head, signal);
    } catch (error) {
      dependencies.log.warn('the check could not be put in progress', { repository, head: sha, code: problemOf(error).code });
      if (error instanceof Failure && error.code === 'HOST_RATE_LIMITED') return;
    }
  }
}

/**
 * The job `delivery`: decodes a stored delivery, takes it in, and puts the checks of the heads concerned in progress. A payload
 * that is not what it should be ends as failed, with its code, and is not tried again.
 */
export async function deliver(dependencies: DeliverDependencies, id: string, { signal }: JobContext): Promise<JobEnd> {
  const { deliveries } = dependencies;
  const log = dependencies.log.with({ delivery: id });
  const delivery = await deliveries.read(id);
  if (!delivery) return { kind: 'done' };
  let event: DeliveredEvent | undefined;
  try {
    event = decodeDelivery(delivery.event, delivery.body);
  } catch (error) {
    const { code, data } = problemOf(error);
    log.warn('a delivery could not be understood', { event: delivery.event, code, field: data['field'] });
    await deliveries.finish(id, { state: 'failed', code });
    return { kind: 'done' };
  }
  // Stored before the list of installations was made: what is in it now counts.
  if (event && !isOurs(dependencies, event)) event = undefined;
  if (event?.kind === 'pull' && dependencies.pushes?.after(event.seen) === true) {
    log.info('replaced before it was taken in', { event: delivery.event });
    await deliveries.finish(id, { state: 'done' });
    return { kind: 'done' };
  }
  const { repository, heads } = event ? await apply(dependencies, event) : { heads: [] };
  log.info('taken in', { event: delivery.event, heads: heads.length });
  await deliveries.finish(id, { state: event ? 'done' : 'ignored' });
  if (repository !== undefined) await show({ ...dependencies, log }, repository, heads, signal);
  return { kind: 'done' };
}
