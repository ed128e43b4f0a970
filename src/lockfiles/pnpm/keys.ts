import semver from 'semver';

/** The three ways in which pnpm has written keys: `/name/1.0.0_peer`, `/name@1.0.0(peer@1.0.0)`, `name@1.0.0(peer@1.0.0)`. */
export type Major = 5 | 6 | 9;

/** What a key of `packages` or `snapshots` says. */
export interface KeyParts {
  /** Absent where the key names no package (`file:` and git before version 9). */
  readonly name?: string;
  /** A semantic version; absent where the key holds something else. */
  readonly version?: string;
  /** What stands in the version's place where that is none: an address, `file:…`, `runtime:24.0.0`. */
  readonly other?: string;
  /** The registry that a key names by its prefix in the settings (`name@prefix:1.0.0`). */
  readonly registry?: string;
  /** The digest of the patch that the key was written for. */
  readonly patchHash?: string;
}

/** Where the suffixes of a key begin, as in pnpm's `indexOfDepPathSuffix`: the run of balanced brackets at its end. -1 for none. */
function suffixStart(key: string): number {
  if (!key.endsWith(')')) return -1;
  let open = 1;
  for (let at = key.length - 2; at >= 0; at--) {
    const code = key.charCodeAt(at);
    if (code === 0x28) open--;
    else if (code === 0x29) open++;
    else if (open === 0) return at + 1;
  }
  return -1;
}

const patchMark = '(patch_hash=';

/** The key without what follows from other packages: its peers. The patch stays. */
export function withoutPeers(key: string, major: Major): string {
  if (major === 5) return key.slice(0, underscoreIn(key));
  const start = suffixStart(key);
  if (start === -1) return key;
  if (!key.startsWith(patchMark, start)) return key.slice(0, start);
  const peers = key.indexOf('(', start + 1);
  return peers === -1 ? key : key.slice(0, peers);
}

/** The same in one form for all versions, so that a lockfile written anew by a later pnpm moves nothing. */
export function placeOf(key: string, major: Major): string {
  const own = withoutPeers(key, major);
  if (major === 9 || !own.startsWith('/')) return own;
  const version = major === 5 ? versionStart(own) : undefined;
  return version === undefined ? own.slice(1) : `${own.slice(1, version - 1)}@${own.slice(version)}`;
}

/** The key under which `packages` of version 9 holds what all peer variants of a package share. */
export function packageKey(key: string): string {
  const start = suffixStart(key);
  return start === -1 ? key : key.slice(0, start);
}

/** Where version 5 writes its suffixes: from the first underscore behind the name. The length of the key where it has none. */
function underscoreIn(key: string): number {
  const name = versionStart(key);
  const at = name === undefined ? key.lastIndexOf('_') : key.indexOf('_', name);
  return at === -1 || (name === undefined && at < key.lastIndexOf('/')) ? key.length : at;
}

/** Where the version of a `/name/version` or `host/name/version` key begins. */
function versionStart(key: string): number | undefined {
  if (key.startsWith('file:') || key.startsWith('@')) return undefined;
  const name = key.indexOf('/') + 1;
  if (name === 0) return undefined;
  const end = key.indexOf('/', key[name] === '@' ? key.indexOf('/', name) + 1 : name);
  return end === -1 ? undefined : end + 1;
}

/** The package that a key names, cheaply; undefined where it names none. */
export function nameIn(key: string, major: Major): string | undefined {
  if (major === 9) {
    const at = key.indexOf('@', 1);
    return at === -1 ? undefined : key.slice(0, at);
  }
  if (major === 6) {
    const at = nameEnd6(key);
    return at === undefined ? undefined : key.slice(key.indexOf('/') + 1, at);
  }
  const version = versionStart(key);
  return version === undefined ? undefined : key.slice(key.indexOf('/') + 1, version - 1);
}

/** Where the name of a `/name@version` or `host/name@version` key ends. */
function nameEnd6(key: string): number | undefined {
  if (key.startsWith('file:') || key.startsWith('@')) return undefined;
  const name = key.indexOf('/') + 1;
  const at = key.indexOf('@', name + 1);
  const bracket = key.indexOf('(');
  return name === 0 || at === -1 || (bracket !== -1 && at > bracket) ? undefined : at;
}

/** Takes a key apart, as pnpm's `parse` of dependency paths does. */
export function keyParts(key: string, major: Major): KeyParts {
  const suffix = major === 5 ? underscoreIn(key) : suffixStart(key);
  const id = suffix === -1 ? key : key.slice(0, suffix);
  const patch = major !== 5 && suffix !== -1 && key.startsWith(patchMark, suffix) ? { patchHash: key.slice(suffix + patchMark.length, key.indexOf(')', suffix)) } : {};
  const name = nameIn(id, major);
  if (name === undefined) return { other: id, ...patch };
  const rest = major === 9 ? id.slice(name.length + 1) : id.slice(id.indexOf('/') + 1 + name.length + 1);
  if (semver.valid(rest) !== null) return { name, version: rest, ...patch };
  const prefixed = major === 9 ? /^([A-Za-z][\w.-]*):([^:]*)$/.exec(rest) : null;
  if (prefixed && prefixed[1] !== 'runtime' && semver.valid(prefixed[2]) !== null) return { name, version: prefixed[2]!, registry: prefixed[1]!, ...patch };
  // Before version 9 only registries were written as name and version: anything else is an address, whose parts name nothing.
  return major === 9 ? { name, other: rest, ...patch } : { other: id, ...patch };
}

/** What the value of a dependency leads to: a folder (relative to whoever wrote it), or a key of the lockfile. */
export type Target = { readonly link: string } | { readonly key: string };

/** Resolves the value of a dependency, as pnpm's `refToRelative` does in each version. */
export function targetOf(ref: string, name: string, major: Major): Target {
  if (ref.startsWith('link:')) return { link: ref.slice('link:'.length) };
  if (major === 9) return { key: isOwnKey(ref) ? ref : `${name}@${ref}` };
  if (ref.startsWith('file:')) return { key: ref };
  const bracket = ref.indexOf('(');
  const slash = ref.indexOf('/');
  if (slash !== -1 && (bracket === -1 || slash < bracket)) return { key: ref };
  return { key: major === 6 ? `/${name}@${ref}` : `/${name}/${ref}` };
}

/** Whether a value of version 9 is a whole key (an alias, a git package) and not the version of the name that it stands under. */
function isOwnKey(ref: string): boolean {
  if (ref.startsWith('@')) return true;
  const at = ref.indexOf('@');
  if (at === -1) return false;
  const colon = ref.indexOf(':');
  const bracket = ref.indexOf('(');
  return (colon === -1 || at < colon) && (bracket === -1 || at < bracket);
}
