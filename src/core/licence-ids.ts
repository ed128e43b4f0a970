import { isListedException } from './licence-exceptions.js';
import { licenceNamed } from './licence-names.js';

/**
 * Ids of licences as SPDX writes them, compared without the case of letters (SPDX specification 2.3, annex D): a licence (`mit`), one with an exception to it
 * (`gpl-2.0-only with classpath-exception-2.0`), one with `+` for later versions, or one that only its author knows (`licenseref-…`). `unlicensed` is npm's
 * word for no licence at all.
 */
export type LicenceId = string;

/** The GNU licences have other ids since SPDX 3.0: `gpl-2.0` was "this version only", and `gpl-2.0+` "or later". */
const gnu = /^((?:a|l)?gpl|gfdl)-(\d\.\d)(\+?)$/;

/** A licence's id as a package states it, or a common writing of one (`GPLv3`), in the form that is compared. */
export function statedId(id: string): LicenceId {
  const [licence, ...exception] = id.toLowerCase().split(' with ') as [string, ...string[]];
  return [(licenceNamed(licence) ?? licence).replace(gnu, (_, name: string, version: string, plus: string) => `${name}-${version}-${plus === '' ? 'only' : 'or-later'}`), ...exception].join(' with ');
}

/** A licence's id as a policy names it: an old GNU id without more stands for both of its new ones. */
export function ruledId(id: string): LicenceId {
  const lower = licenceNamed(id) ?? id.toLowerCase();
  return gnu.test(lower) && !lower.endsWith('+') ? lower : statedId(lower);
}

/** An id without its exception, and that. */
export function withoutException(id: LicenceId): readonly [licence: LicenceId, exception?: string] {
  return id.split(' with ', 2) as [string, string?];
}

/**
 * Whether a policy that allows `rule` allows `id` by it: an exception of SPDX's list only adds permissions to a licence, and later versions are taken by whoever likes to, so a licence stands for
 * itself with either. What else somebody writes behind WITH may take permissions away, and has to be named itself.
 */
export function namesLicence(rule: LicenceId, id: LicenceId): boolean {
  if (rule === id) return true;
  const [licence, exception] = withoutException(id);
  if (exception !== undefined) return isListedException(exception) && namesLicence(rule, licence);
  if (id === `${rule}+`) return true;
  return gnu.test(rule) && (id === `${rule}-only` || id === `${rule}-or-later`);
}

/** Words that leave open which licence of a family is meant (`licence-names`). */
const families: ReadonlySet<string> = new Set(['apache', 'bsd', 'gpl', 'lgpl', 'agpl', 'mpl']);

/**
 * Whether a policy that denies `rule` denies `id` by it: a licence with any words behind WITH, since nobody gets around what is denied by adding some; of a family's word all of
 * the family, and where a package says no more than that word, whatever of the family is denied.
 */
export function deniesLicence(rule: LicenceId, id: LicenceId): boolean {
  const [licence] = withoutException(id);
  return rule === id || namesLicence(rule, licence) || (families.has(rule) && licence.startsWith(`${rule}-`)) || (families.has(licence) && rule.startsWith(`${licence}-`));
}
