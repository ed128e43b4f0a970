/**
 * The address of a source repository in the one form that two of them are compared in: hosts take names of repositories in any case, with `git+` before the address and `.git` behind it.
 * Linear; never throws. What is no address at all comes back as it is, in lower case.
 */
export function repositoryAddress(address: string): string {
  return address.toLowerCase().replace(/^git\+/, '').replace(/(?:\.git)?\/?$/, '');
}
