import { z } from 'zod';
import { severities } from '../core/finding.js';
import { ruledId } from '../core/licence-ids.js';
import { licenceUnknown, unfixedRules } from '../core/policy.js';
import { repositoryAddress } from '../core/source-repository.js';
import type { PolicyProblem } from './reading.types.js';

/** How long a waiver may last, in days from the review: long enough for a fix to be released, short enough to be looked at again. */
export const maxWaiverDays = 90;

const dayMs = 86_400_000;

/** Milliseconds since 1970 at the start (UTC) of a day written YYYY-MM-DD; undefined when it is no day of the calendar. */
function dayOf(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const time = Date.UTC(year, month - 1, day);
  // A day that its month does not have falls into another month.
  const back = new Date(time);
  return year >= 1970 && back.getUTCMonth() === month - 1 ? time : undefined;
}

/** Whole days (UTC) from a moment (RFC 3339) to a day; negative when the day is over, undefined when either is unreadable. */
export function daysUntil(until: string, now: string): number | undefined {
  const end = dayOf(until);
  const start = Date.parse(now);
  return end === undefined || Number.isNaN(start) ? undefined : Math.round((end - Math.floor(start / dayMs) * dayMs) / dayMs);
}

/** A refusal with the problem's own code: zod carries it through `params`. */
function refuse(code: PolicyProblem['code'], message: string): { message: string; params: { code: PolicyProblem['code'] } } {
  return { message, params: { code } };
}

/** At least ten characters, four of them different letters: enough that somebody wrote a reason, not a placeholder. */
function saysSomething(text: string): boolean {
  const letters = new Set(text.toLowerCase().match(/\p{L}/gu));
  return Array.from(text.trim()).length >= 10 && letters.size >= 4;
}

/** A whole-value star, a range or a list of ranges: a waiver names one thing. Linear, on at most 1,000 characters. */
function isPattern(text: string): boolean {
  return /[*^~<>|]/.test(text) || /^(?:latest|next|any|all)$/i.test(text) || /(?:^|\.)[xX](?:\.|$)/.test(text);
}

/**
 * A login as GitHub makes them: letters and digits, single hyphens between them, the underscore before a managed user's short code, `[bot]`
 * after an App's. Anything else, such as a mail address, could be a person under a name that cannot be compared.
 */
function isLogin(text: string): boolean {
  return text.length <= 100 && /^@?[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*(?:\[bot\])?$/.test(text);
}

const exact = z.string().trim().min(1, 'must not be empty').max(1000, 'too long');
const oneVersion = exact.refine((text) => !isPattern(text), refuse('wildcard', 'names exactly one version: no range, no tag, no wildcard'));
const onePackage = exact.refine((text) => !text.includes('*'), refuse('wildcard', 'names exactly one package: no wildcard'));

const waiver = z.strictObject({
  finding: exact
    .refine((text) => !text.includes('*'), refuse('wildcard', 'names exactly one finding: no wildcard'))
    .refine((text) => text.includes('*') || /^[0-9a-f]{64}$/.test(text), 'is the finding\'s fingerprint: 64 characters of 0-9 and a-f'),
  package: onePackage.optional(),
  version: oneVersion.optional(),
  integrity: onePackage.optional(),
  reason: z.string().max(1000, 'too long').refine(saysSomething, refuse('waiver-incomplete', 'says in words why this is accepted')),
  by: z.string().trim().refine(isLogin, refuse('waiver-incomplete', 'is the login of the person who accepts this')),
  until: z.string().refine((text) => dayOf(text) !== undefined, 'is a day, written YYYY-MM-DD'),
});

/** A host, with a port where it has one: no scheme, no path, no wildcard. */
const host = z.string()
  .refine((text) => !text.includes('*'), refuse('wildcard', 'names exactly one host: no wildcard'))
  .transform((text) => text.toLowerCase())
  .refine((text) => text.includes('*') || (text.length <= 253 && /^(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::\d{1,5})?$/.test(text)), 'is a host name, without scheme and path');

const severity = z.enum(severities);
const failMode = z.enum(['open', 'closed']);

/** How many names a list of packages may have, and how many ids one of licences. */
const maxNames = 1_000;
const maxLicences = 300;
/** How many demands on provenance a file may have. */
const maxDemands = 100;
const days = z.string().refine((text) => /^\d{1,3}$/.test(text) && Number(text) <= 365, 'is a whole number of days, from 0 to 365').transform(Number);
const isName = (text: string): boolean => text.length <= 214 && /^(?:@[^\s@/]+\/)?[^\s@/]+$/.test(text);
const packageName = z.string().refine((text) => !text.includes('*'), refuse('wildcard', 'names exactly one package: no wildcard')).refine((text) => text.includes('*') || isName(text), 'is the name of a package');
const scope = z.string()
  .refine((text) => !text.includes('*'), refuse('wildcard', 'names exactly one scope, without wildcard: @acme'))
  .refine((text) => text.includes('*') || /^@[^\s@/]{1,213}$/.test(text), 'is a scope, written @acme');
const nameOrScope = z.string().refine((text) => (text.endsWith('/*') ? /^@[^\s@/*]{1,212}\/\*$/.test(text) : isName(text) && !text.includes('*')), 'is the name of a package, or of a scope: @acme/*');
const licenceId = z.string()
  .refine((text) => text.length <= 200 && /^(?:DocumentRef-[\w.-]+:)?[A-Za-z0-9][\w.-]*\+?(?: +with +[A-Za-z0-9][\w.-]*)?$/i.test(text), 'is the id of one licence, as SPDX has it')
  .transform((text) => ruledId(text.replace(/ +/g, ' ')));
const builder = z.string().trim().min(1, 'must not be empty').max(500, 'too long').refine((text) => ['hosted', 'self-hosted'].includes(text) || /^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i.test(text), 'is hosted, self-hosted, or the id of a builder, which is a URL');
/** A repository as provenance names it: `https://host/owner/name`, on GitLab with groups between. */
const repository = z.string()
  .refine((text) => !text.includes('*'), refuse('wildcard', 'names exactly one repository: no wildcard'))
  .refine((text) => text.includes('*') || (text.length <= 500 && /^(?:git\+)?https:\/\/[^\s/?#@]+(?:\/[^\s/?#]+){2,20}\/?$/i.test(text)), 'is the address of a repository: https://host/owner/name')
  .transform(repositoryAddress);
const list = <T extends z.ZodType>(item: T, most = maxNames) => z.array(item).max(most, `more than ${most}`);

/** A policy file, as written. Every key is optional; a key that is not here is an error. */
export const policyFile = z.strictObject({
  mode: z.enum(['observe', 'warn', 'block']).optional(),
  threshold: severity.optional(),
  'fail-mode': failMode.optional(),
  checks: z.record(z.string(), z.strictObject({ mode: z.enum(['off', 'warn', 'block']).optional(), threshold: severity.optional(), 'fail-mode': failMode.optional() })).optional(),
  registries: z.strictObject({ allowed: z.array(host).max(200, 'too many hosts').optional() }).optional(),
  cooldown: z.strictObject({ days: days.optional(), except: list(nameOrScope).optional() }).optional(),
  private: z.strictObject({ scopes: list(scope).optional(), names: list(packageName).optional() }).optional(),
  licences: z.strictObject({
    allow: list(licenceId, maxLicences).min(1, 'names at least one licence: without the key all are allowed').optional(), deny: list(licenceId, maxLicences).optional(), unknown: z.enum(licenceUnknown).optional(), except: list(nameOrScope).optional(),
  }).optional(),
  advisories: z.strictObject({ development: severity.optional(), unfixed: z.enum(unfixedRules).optional() }).optional(),
  provenance: z.strictObject({ require: list(z.strictObject({ packages: list(nameOrScope).min(1, 'names at least one package'), repository: repository.optional(), builder: builder.optional() }), maxDemands).optional() }).optional(),
  waivers: z.array(waiver).max(500, 'too many waivers').optional(),
});
