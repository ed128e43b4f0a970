import type { Finding } from '../core/finding.js';
import { sortedBy } from '../core/order.js';
import { bindingOf, type Waiver } from '../core/policy.js';
import type { FoundGap, Remark, RemarkCode } from '../core/verdict.js';
import { daysUntil, maxWaiverDays } from './schema.js';

export interface WaiverContext {
  readonly waivers: readonly Waiver[];
  /**
   * Logins of the author, of every committer and of the last pusher of the reviewed change: what they wrote themselves, they do not
   * waive. `unknown` where that could not be found out: then no waiver applies at all.
   */
  readonly own: readonly string[] | 'unknown';
  /** RFC 3339. */
  readonly now: string;
}

/** GitHub's logins are equal whatever their case; a leading @ is how people write them. */
export function login(text: string): string {
  return text.trim().replace(/^@/, '').toLowerCase();
}

/** Why a waiver applies to nothing, whatever there is to waive; undefined when it is in force. */
function standing(waiver: Waiver, context: WaiverContext): Exclude<RemarkCode, 'waiver-unused'> | undefined {
  const days = daysUntil(waiver.until, context.now);
  if (days === undefined || days > maxWaiverDays) return 'waiver-too-long';
  if (days < 0) return 'waiver-expired';
  if (context.own === 'unknown' || context.own.some((own) => login(own) === login(waiver.by))) return 'waiver-own';
  return undefined;
}

/** The first thing in which a waiver does not fit what has its fingerprint, or undefined when it fits. Absence equals only absence. */
function mismatch(waiver: Waiver, subject: Pick<Finding, 'subject' | 'integrity'>): 'package' | 'version' | 'bytes' | undefined {
  const binding = subject.subject === undefined ? undefined : bindingOf(subject.subject, subject.integrity);
  if (waiver.package !== binding?.package) return 'package';
  if (waiver.version !== binding?.version) return 'version';
  return waiver.integrity === binding?.integrity ? undefined : 'bytes';
}

function remark(code: RemarkCode, waiver: Waiver, more: { readonly [key: string]: string } = {}): Remark {
  return { code, data: { fingerprint: waiver.fingerprint, by: waiver.by, until: waiver.until, ...more } };
}

export interface WaiverMatches {
  /** The waiver of each waived finding. */
  readonly findings: ReadonlyMap<Finding, Waiver>;
  readonly gaps: ReadonlySet<FoundGap>;
  /** What is to be said of the waivers themselves: refused, ended, for something else, or for nothing that is here. */
  readonly remarks: readonly Remark[];
}

/**
 * Which findings and gaps a person has accepted. A waiver fits one fingerprint, and the same package, version and bytes where there is
 * a package: an old waiver says nothing about a new version. It never applies when it has ended, lasts longer than 90 days, or comes
 * from somebody who wrote the change.
 */
export function matchWaivers(findings: readonly Finding[], gaps: readonly FoundGap[], context: WaiverContext): WaiverMatches {
  const waivedFindings = new Map<Finding, Waiver>();
  const waivedGaps = new Set<FoundGap>();
  const remarks: Remark[] = [];
  for (const waiver of sortedBy(context.waivers, (one) => `${one.fingerprint}\0${one.by}\0${one.until}`)) {
    const refused = standing(waiver, context);
    if (refused) { remarks.push(remark(refused, waiver)); continue; }
    const differs = new Set<string>();
    let used = false;
    for (const finding of findings) {
      if (finding.fingerprint !== waiver.fingerprint) continue;
      const field = mismatch(waiver, finding);
      if (field) { differs.add(field); continue; }
      if (!waivedFindings.has(finding)) waivedFindings.set(finding, waiver);
      used = true;
    }
    for (const gap of gaps) {
      if (gap.fingerprint !== waiver.fingerprint) continue;
      const field = mismatch(waiver, { ...(gap.origin && { subject: gap.origin }), ...(gap.integrity !== undefined && { integrity: gap.integrity }) });
      if (field) { differs.add(field); continue; }
      waivedGaps.add(gap);
      used = true;
    }
    if (!used) remarks.push(differs.size > 0 ? remark('waiver-mismatch', waiver, { field: [...differs].sort().join(', ') }) : remark('waiver-unused', waiver));
  }
  return { findings: waivedFindings, gaps: waivedGaps, remarks };
}
