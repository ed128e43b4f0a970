import type { Annotation, CheckText, Conclusion } from '../core/publication.js';
import type { Timers } from '../ports/clock.js';
import type { CheckWrite, Publisher, StandingCheck } from '../ports/publisher.js';
import { inProgress, replaced } from './head-texts.js';
import { answered } from './publish-lease.js';
import type { Pen } from './publish-lease.js';

/** GitHub takes at most 50 annotations in one request, and adds them to those that stand. */
export const annotationsAtOnce = 50;

export interface CheckSite {
  readonly publisher: Publisher;
  readonly timers: Timers;
  readonly pen: Pen;
  readonly sha: string;
}

async function standing({ publisher, timers, pen, sha }: CheckSite): Promise<{ readonly ours: StandingCheck | undefined; readonly left: readonly StandingCheck[] }> {
  const checks = await answered(timers, publisher.checks(sha));
  return {
    ours: checks.find((check) => check.externalId === pen.review),
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

/** Puts a head's check in progress, unless it stands already. */
export async function openCheck(site: CheckSite): Promise<void> {
  const { ours, left } = await standing(site);
  if (!ours) await site.pen.write(() => site.publisher.createCheck(site.sha, site.pen.review, writeOf(inProgress)));
  await endLeftOvers(site, left);
}

/**
 * Concludes a head's check. The conclusion goes with the first request, so a block stands before its last note does. Annotations
 * can never be taken back: those that stand are counted, and only the ones after them are sent.
 */
export async function publishCheck(site: CheckSite, body: { readonly conclusion: Conclusion; readonly check: CheckText }): Promise<void> {
  const { publisher, pen, sha } = site;
  const { ours, left } = await standing(site);
  // A head that ended before anything was shown for it needs no cancelled check.
  if (ours || body.conclusion !== 'cancelled') {
    const missing = body.check.annotations.slice(ours?.annotations ?? 0);
    const first = writeOf(body.check, body.conclusion, missing.slice(0, annotationsAtOnce));
    const id = ours ? ours.id : (await pen.write(() => publisher.createCheck(sha, pen.review, first))).id;
    if (ours) await pen.write(() => publisher.updateCheck(id, first));
    for (let sent = annotationsAtOnce; sent < missing.length; sent += annotationsAtOnce) {
      await pen.write(() => publisher.updateCheck(id, writeOf(body.check, body.conclusion, missing.slice(sent, sent + annotationsAtOnce))));
    }
  }
  await endLeftOvers(site, left);
}
