/**
 * Ids of licences as SPDX writes them, compared without the case of letters (SPDX specification 2.3, annex D): a licence (`mit`), one with an exception to it
 * (`gpl-2.0-only with classpath-exception-2.0`), one with `+` for later versions, or one that only its author knows (`licenseref-…`). `unlicensed` is npm's
 * word for no licence at all.
 */
export type LicenceId = string;

/** The GNU licences have other ids since SPDX 3.0: `gpl-2.0` was "this version only", and `gpl-2.0+` "or later". */
const gnu = /^((?:a|l)?gpl|gfdl)-(\d\.\d)(\+?)$/;

/** A licence's id as a package states it, in the form that is compared. */
export function statedId(id: string): LicenceId {
  const [licence, ...exception] = id.toLowerCase().split(' with ') as [string, ...string[]];
  return [licence.replace(gnu, (_, name: string, version: string, plus: string) => `${name}-${version}-${plus === '' ? 'only' : 'or-later'}`), ...exception].join(' with ');
}

/** A licence's id as a policy names it: an old GNU id without more stands for both of its new ones. */
export function ruledId(id: string): LicenceId {
  const lower = id.toLowerCase();
  return gnu.test(lower) && !lower.endsWith('+') ? lower : statedId(lower);
}

/**
 * Whether a policy that names `rule` names `id` by it: an exception only adds permissions to a licence, and later versions are taken by whoever likes to, so a licence stands for itself
 * with either.
 */
export function namesLicence(rule: LicenceId, id: LicenceId): boolean {
  if (rule === id) return true;
  const [licence, exception] = id.split(' with ', 2) as [string, string?];
  if (exception !== undefined) return namesLicence(rule, licence);
  if (id === `${rule}+`) return true;
  return gnu.test(rule) && (id === `${rule}-only` || id === `${rule}-or-later`);
}
