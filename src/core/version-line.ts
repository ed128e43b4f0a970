/**
 * The line that a version belongs to: its major, and of what is below 1.0.0 the minor too, since there a minor may break what was (https://semver.org, 4; npm's `^` stays within the same).
 * Lines are maintained each in its own way. What is no version is a line of its own.
 */
export function lineOf(version: string): string {
  const [, major, minor] = /^v?(\d{1,16})\.(\d{1,16})\./.exec(version) ?? [];
  if (major === undefined || minor === undefined) return version;
  return major === '0' ? `0.${minor}` : major;
}
