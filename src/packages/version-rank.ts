import semver from 'semver';

/** Digits that sort by code point as their numbers do, however many there are: their count goes first. Semver has at most 256 characters. */
const ranked = (digits: string): string => String(digits.length).padStart(3, '0') + digits;

/**
 * A text that sorts by code point as versions do (semver.org, 11), with all releases above all prereleases: for stores, which know nothing of versions. A blank
 * stands before each identifier of a prerelease, since it sorts below whatever an identifier may hold. Undefined for what is no version.
 */
export function versionRank(version: string): string | undefined {
  const parsed = semver.parse(version);
  if (!parsed) return undefined;
  const core = [parsed.major, parsed.minor, parsed.patch].map((one) => ranked(String(one))).join('');
  const parts = parsed.prerelease.map((one) => (/^\d+$/.test(String(one)) ? ` 0${ranked(String(one))}` : ` 1${one}`));
  return `${parts.length === 0 ? 1 : 0}${core}${parts.join('')}`;
}
