import type { Annotation, CheckText, Conclusion } from '../core/publication.js';
import type { Timers } from '../ports/clock.js';
import type { CheckWrite, Publisher, StandingCheck } from '../ports/publisher.js';
import { inProgress, replaced } from './head-texts.js';
import { answered } from './publish-lease.js';
import type { Pen } from './publish-lease.js';
import type { SeenChecks } from './publish-seen.js';

/** GitHub takes at most 50 annotations in one request, and adds them to those that stand. */
export const annotationsAtOnce = 50;

export interface CheckSite {
  readonly publisher: Publisher;
  readonly timers: Timers;
  readonly pen: Pen;
  readonly sha: string;
  readonly seen?: SeenChecks;
  /** Our checks on this head as the host told them at the beginning of this evaluation. */
  readonly told?: readonly { readonly externalId: string; readonly completed: boolean }[];
}

/**
 * Our check of this review, and those of earlier ones that are still pending: as this process left them just now, else as the host lists them. No other
 * review of the head begins while this one writes, so that what the host told at the beginning is enough to know that nothing was left pending.
 */
async function standing({ publisher, timers, pen, sha, seen, told }: CheckSite): Promise<{ readonly ours: StandingCheck | undefined; readonly left: readonly StandingCheck[] }> {
  const known = seen?.get(pen.lease, pen.review);
  if (known && (known.alone || told?.every((check) => check.completed || check.externalId === pen.review) === true)) return { ours: known.check, left: [] };
  const checks = await answered(timers, publisher.checks(sha));
  return {
    ours: known?.check ?? checks.find((check) => check.externalId === pen.review),
    left: checks.filter((check) => check.externalId !== pen.review && check.status !== 'completed'),
  };
}

/** No evaluation of ours stays pending once another took over its head. */
async function endLeftOvers({ publisher, pen }: CheckSite, left: readonly StandingCheck[]): Promise<void> {
  for (const check of left) await pen.write(() => publisher.updateCheck(check.id, { title: replaced.title, summary: replaced.summary, conclusion: 'cancelled' }));
}

function writeOf(check: CheckText, conclusion?: Conclusion, annotations: readonly Annotation[] = []): CheckWrite {
  return {
    title: check.title, summary: check.summary,
    ...(check.text === '' ? {} : { text: check.text }), ...(annotations.length === 0 ? {} : { annotations }), ...(conclusion === undefined ? {} : { conclusion }),
  };
}

/**
 * Puts a head's check in progress, unless it stands already. Under the very first lease of a head none of this review can stand, so that the
 * check is made without a look. What an earlier life of the service, whose database was lost, left pending there is looked for when this one is
 * concluded, or under the next lease: until then it holds the head back, which is the safe side.
 */
export async function openCheck(site: CheckSite): Promise<void> {
  const { pen, publisher, sha, seen } = site;
  const create = (): Promise<StandingCheck> => pen.write(() => publisher.createCheck(sha, pen.review, writeOf(inProgress)));
  if (pen.lease.epoch === 1) {
    const made = await create();
    seen?.put(pen.lease, pen.review, made, false);
    return;
  }
  const known = seen?.get(pen.lease, pen.review);
  if (known) {
    seen?.put(pen.lease, pen.review, known.check, known.alone);
    return;
  }
  const { ours, left } = await standing(site);
  const check = ours ?? await create();
  await endLeftOvers(site, left);
  seen?.put(pen.lease, pen.review, check);
}

/**
 * Concludes a head's check. The conclusion goes with the first request, so a block stands before its last note does. Annotations
 * can never be taken back: those that stand are counted, and only the ones after them are sent.
 */
export async function publishCheck(site: CheckSite, body: { readonly conclusion: Conclusion; readonly check: CheckText }): Promise<void> {
  const { publisher, pen, sha, seen } = site;
  const { ours, left } = await standing(site);
  seen?.drop(pen.lease);
  let check: StandingCheck | undefined;
  // A head that ended before anything was shown for it needs no cancelled check.
  if (ours || body.conclusion !== 'cancelled') {
    const missing = body.check.annotations.slice(ours?.annotations ?? 0);
    const first = writeOf(body.check, body.conclusion, missing.slice(0, annotationsAtOnce));
    const created = ours ?? await pen.write(() => publisher.createCheck(sha, pen.review, first));
    const { id } = created;
    if (ours) await pen.write(() => publisher.updateCheck(id, first));
    for (let sent = annotationsAtOnce; sent < missing.length; sent += annotationsAtOnce) {
      await pen.write(() => publisher.updateCheck(id, writeOf(body.check, body.conclusion, missing.slice(sent, sent + annotationsAtOnce))));
    }
    check = { ...created, status: 'completed', conclusion: body.conclusion, annotations: (ours?.annotations ?? 0) + missing.length };
  }
  await endLeftOvers(site, left);
  if (check) seen?.put(pen.lease, pen.review, check);
}
