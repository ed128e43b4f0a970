import semver from 'semver';

/** What the first item of a package's entry says: the real name, and where the package comes from. */
export type Resolution =
  | { readonly kind: 'npm'; readonly name: string; readonly version: string }
  | { readonly kind: 'root'; readonly name: string }
  | { readonly kind: 'workspace' | 'folder' | 'link' | 'tarball' | 'address'; readonly name: string; readonly at: string }
  | { readonly kind: 'git' | 'github'; readonly name: string; readonly at: string; readonly commit: string };

const github = /^(?:github:)?[\w.-]+\/[\w.-]+(?:#.*)?$/;
const git = /^(?:git\+|git:|git@|ssh:|(?:bitbucket|gitlab|gist):|[^/@:]+@[^/:]+:)/;

/** The real name, cheaply: what stands before the first `@` that does not open it. */
export function nameIn(text: string): string {
  const at = text.indexOf('@', 1);
  return at === -1 ? text : text.slice(0, at);
}

/**
 * Reads `name@resolution` as Bun does (`Resolution::from_text_lockfile`): by its prefix, else by its shape. Undefined for what is none of those
 * that Bun writes.
 */
export function resolutionOf(text: string): Resolution | undefined {
  const name = text.startsWith('@root:') ? '' : nameIn(text);
  const rest = text.slice(name.length + 1);
  if (text.length === name.length) return undefined;
  if (rest === 'root:') return { kind: 'root', name };
  for (const [prefix, kind] of [['link:', 'link'], ['workspace:', 'workspace'], ['file:', 'folder']] as const) {
    if (rest.startsWith(prefix)) return { kind, name, at: rest.slice(prefix.length) };
  }
  if (semver.valid(rest) === rest || isBuild(rest)) return { kind: 'npm', name, version: rest };
  if (git.test(rest)) return { kind: 'git', name, ...splitCommit(rest) };
  if (/^https?:\/\//i.test(rest)) return { kind: 'address', name, at: rest };
  if (/\.(?:tgz|tar\.gz)$/i.test(rest)) return { kind: 'tarball', name, at: rest };
  if (github.test(rest)) return { kind: 'github', name, ...splitCommit(rest) };
  return undefined;
}

/** A version with build metadata, which belongs to the version that Bun asks the registry for. */
function isBuild(text: string): boolean {
  const plus = text.indexOf('+');
  return plus > 0 && /^[0-9A-Za-z.-]+$/.test(text.slice(plus + 1)) && semver.valid(text.slice(0, plus)) === text.slice(0, plus);
}

function splitCommit(text: string): { readonly at: string; readonly commit: string } {
  const hash = text.indexOf('#');
  return hash === -1 ? { at: text, commit: '' } : { at: text.slice(0, hash), commit: text.slice(hash + 1) };
}
