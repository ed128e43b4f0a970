/** A name that cannot break out of a path or an address (after npm's validate-npm-package-name, old names allowed). */
const packageName = /^(?:@[^/@\s\\]{1,214}\/)?[^/@\s\\][^/@\s\\]{0,213}$/;

/** Whether a text may be the name of an npm package, new or old. `.` and `..` are none. */
export function isPackageName(name: string): boolean {
  return packageName.test(name) && !name.split('/').some((part) => part === '.' || part === '..');
}
