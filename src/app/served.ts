/** The installations that this service works for: ids, and logins of the accounts that they are on. */
export interface InstallationList {
  readonly ids: readonly number[];
  /** Compared without regard to case, as GitHub does. */
  readonly accounts: readonly string[];
}

/** Tells whether an installation is served. An undefined list serves all; an account that is not known is on no list. */
export function isServed(list: InstallationList | undefined, installation: number | undefined, account: string | undefined): boolean {
  if (!list) return true;
  if (installation !== undefined && list.ids.includes(installation)) return true;
  return account !== undefined && list.accounts.some((one) => one.toLowerCase() === account.toLowerCase());
}

/** False only where an installation's id alone tells that it is not served: a list with accounts may hold the one it is on. */
export function mayBeServed(list: InstallationList | undefined, installation: number | undefined): boolean {
  return !list || installation === undefined || list.accounts.length > 0 || list.ids.includes(installation);
}
