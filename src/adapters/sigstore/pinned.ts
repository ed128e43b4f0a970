import { createRequire } from 'node:module';

/** A TUF repository, and the root metadata that its trust starts from. */
export interface TufRepository {
  /** Without a slash at its end. */
  readonly address: string;
  readonly root: Buffer;
  /** The target that holds the public registry's keys. */
  readonly keysTarget: string;
}

/** The two targets that trust material is made of, as texts of JSON. */
export interface TrustTexts {
  readonly trustedRoot: string;
  readonly keys: string;
}

/** What the program comes with: the public repository, and its targets as they were then. */
export interface Pinned {
  readonly repository: TufRepository;
  readonly texts: TrustTexts;
}

/** The target with the trusted root of sigstore (https://github.com/sigstore/root-signing). */
export const trustedRootTarget = 'trusted_root.json';

type Seeds = { readonly [address: string]: { readonly 'root.json': string; readonly targets: { readonly [name: string]: string } } };

/**
 * The pinned start that comes with @sigstore/tuf, whose publisher keeps it byte-equal to the public repository at its release.
 * @param publicDefault The public registry's address, which names the target of its keys; a registry without one has no keys.
 */
export function pinnedTrust(publicDefault: string): Pinned {
  const seeds = createRequire(import.meta.url)('@sigstore/tuf/seeds.json') as Seeds;
  const [[address, { 'root.json': root, targets }]] = Object.entries(seeds) as [[string, Seeds[string]]];
  const keysTarget = `${new URL(publicDefault).host}/keys.json`;
  const text = (target: string): string | undefined => {
    const name = encodeURIComponent(target);
    return Object.hasOwn(targets, name) ? Buffer.from(targets[name]!, 'base64').toString('utf8') : undefined;
  };
  return {
    repository: { address: address.replace(/\/{1,9}$/, ''), root: Buffer.from(root, 'base64'), keysTarget },
    texts: { trustedRoot: text(trustedRootTarget) ?? '', keys: text(keysTarget) ?? '{"keys":[]}' },
  };
}
