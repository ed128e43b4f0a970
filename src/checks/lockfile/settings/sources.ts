import type { SettingChange } from '../../../lockfiles/settings/index.js';

/** Hosts of the registries in use, those that the policy allows among them, and the latter alone. */
export interface Sources {
  readonly known: ReadonlySet<string>;
  readonly allowed: ReadonlySet<string>;
}

/**
 * Whether packages still come from a registry that is known: over TLS, and none that took the place of another. Another host, or another path of one, may
 * be a public registry where private names could be claimed by anybody, or somebody else's feed; the policy says which may.
 */
export function isKnownSource({ keys, before, after }: SettingChange, { known, allowed }: Sources): boolean {
  // Where programs come from is another question than where packages do.
  if (/mirror|disturl|distUrl|nodedir/i.test(keys[0] ?? '')) return false;
  const [old, now] = [before, after].map((value) => (typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined));
  // Without the line the tool's own default counts: the same registry only where no other one is in use.
  if (after === undefined) return keys.length === 1 && (keys[0] === 'registry' || keys[0] === 'npmRegistryServer') && old !== undefined && known.has(old.host) && [...known].every((host) => host === old.host || allowed.has(host)) && !allowed.has(old.host);
  if (!now || now.protocol !== 'https:' || !known.has(now.host)) return false;
  const place = (url: URL): string => `${url.host}${url.pathname.replace(/\/+$/, '')}`;
  return before === undefined || allowed.has(now.host) || (old !== undefined && place(old) === place(now));
}
