import { isObject, type Json, type JsonObject } from '../../../core/json.js';
import { limits } from '../../../core/limits.js';
import type { ParsedLockfile } from '../../format.js';
import type { PnpDifference } from '../../reading.types.js';
import { workspaceLocation } from '../importers.js';
import { isOtherCode, isWrittenBy } from './code.js';
import { isFetchedPlace, locatorOf, realPlace, unvirtual, type PnpFolders } from './places.js';
import type { PnpFile } from './read.js';

/** One package of the table: where it is loaded from, and what each name that it asks for leads to; a peer that nobody gives leads to nothing. */
interface Registered {
  /** '' for what stands for the project itself, whoever asks. */
  readonly locator: string;
  readonly name: string;
  readonly reference: string;
  readonly location: string;
  readonly discard: boolean;
  readonly dependencies: ReadonlyMap<string, string | undefined>;
}

/** Keys of the data whose values decide what is resolved beside the table. The first two can only be given a harmless value. */
const known: ReadonlySet<string> = new Set(['enableTopLevelFallback', 'pnpZipBackend', 'ignorePatternData', '__info', 'dependencyTreeRoots', 'fallbackExclusionList', 'fallbackPool', 'packageRegistryData']);
/** What Yarn leaves to others where nobody sets `pnpIgnorePatterns`: in 3 and 4, and in 2. */
const ignored: ReadonlySet<unknown> = new Set([
  undefined, null, '(^(?:\\.yarn\\/sdks(?:\\/(?!\\.{1,2}(?:\\/|$))(?:(?:(?!(?:^|\\/)\\.{1,2}(?:\\/|$)).)*?)|$))$)', '(^(?:\\.yarn\\/sdks(?:\\/(?!\\.)(?:(?:(?!(?:^|\\/)\\.).)*?)|$))$)',
]);
const entryKeys: ReadonlySet<string> = new Set(['packageLocation', 'packageDependencies', 'packagePeers', 'linkType', 'discardFromLookup']);

export type PnpReading =
  | { readonly kind: 'compared'; readonly differences: readonly PnpDifference[]; readonly more: number }
  | { readonly kind: 'unread'; readonly reason: string };

/** At most so many differences are told; the others are counted. */
const told = 5;

/**
 * Holds a table of Plug'n'Play against the lockfile beside it: every package of the table is locked, is loaded from where Yarn puts it, and asks for
 * what the lockfile resolves. The code around the data must be the code that stood at base, or what the repository's own release of Yarn writes.
 * `unread` with a reason where that cannot be said. Names that the lockfile does not know of a package (Yarn's extensions of packages, peers) must lead to a locked
 * package of that name, or to what a dependent gives.
 * @param release texts that the repository's own release of Yarn carries (`packedTexts`).
 */
export function verifyPnp(file: PnpFile, base: PnpFile | undefined, lockfile: ParsedLockfile, folders: PnpFolders, release: readonly string[] = []): PnpReading {
  if (file.around !== base?.around && !isWrittenBy(file.around, release)) {
    return isOtherCode(file.around, release) ? { kind: 'compared', differences: [{ kind: 'other-code', entry: '', says: '' }], more: 0 } : { kind: 'unread', reason: base ? 'code' : 'new' };
  }
  const same = (key: string): boolean => base !== undefined && JSON.stringify(file.data[key]) === JSON.stringify(base.data[key]);
  const { ignorePatternData } = file.data;
  if (Object.keys(file.data).some((key) => !known.has(key) && !same(key)) || (!ignored.has(ignorePatternData) && !same('ignorePatternData'))) return { kind: 'unread', reason: 'settings' };
  const table = registeredIn(file.data['packageRegistryData']);
  const pool = poolIn(file.data['fallbackPool']);
  if (!table || !pool) return { kind: 'unread', reason: 'layout' };
  const differences = [...differing(table, pool, lockfile, folders)];
  return { kind: 'compared', differences: differences.slice(0, told), more: Math.max(0, differences.length - told) };
}

/** `packageRegistryData` as Yarn writes it; undefined for every other layout, and where a package stands twice. */
function registeredIn(data: Json | undefined): ReadonlyMap<string, Registered> | undefined {
  const found = new Map<string, Registered>();
  for (const [name, stored] of pairs(data) ?? [[0, 0]]) {
    const references = (typeof name === 'string' || name === null) ? pairs(stored) : undefined;
    if (!references) return undefined;
    for (const [reference, entry] of references) {
      if (!isObject(entry) || (reference === null) !== (name === null) || (reference !== null && typeof reference !== 'string')) return undefined;
      const read = registered(name === null ? '' : name as string, reference === null ? '' : reference, entry);
      if (!read || found.has(read.locator) || found.size >= limits.lockfileEntries.value) return undefined;
      found.set(read.locator, read);
    }
  }
  return found;
}

function registered(name: string, reference: string, entry: JsonObject): Registered | undefined {
  const { packageLocation, packageDependencies, discardFromLookup } = entry;
  const dependencies = new Map<string, string | undefined>();
  const asked = pairs(packageDependencies);
  if (typeof packageLocation !== 'string' || !asked || Object.keys(entry).some((key) => !entryKeys.has(key))) return undefined;
  for (const [own, target] of asked) {
    const to = typeof own === 'string' ? targetOf(own, target) : undefined;
    if (to === undefined || dependencies.has(own as string)) return undefined;
    dependencies.set(own as string, to === null ? undefined : to);
  }
  return { locator: name === '' ? '' : `${name}@${reference}`, name, reference, location: packageLocation, discard: discardFromLookup === true, dependencies };
}

/** The locator that a name leads to; null for a peer that nobody gives, undefined for what Yarn does not write. */
function targetOf(own: string, target: Json): string | null | undefined {
  if (target === null) return null;
  if (typeof target === 'string') return `${own}@${target}`;
  return Array.isArray(target) && target.length === 2 && typeof target[0] === 'string' && typeof target[1] === 'string' ? `${target[0]}@${target[1]}` : undefined;
}

function pairs(value: Json | undefined): readonly (readonly [Json, Json])[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.every((one) => Array.isArray(one) && one.length === 2) ? (value as readonly (readonly [Json, Json])[]) : undefined;
}

/** What everybody may fall back to: names with what they lead to. */
function poolIn(value: Json | undefined): readonly (readonly [string, string])[] | undefined {
  const found = (value === undefined ? [] : pairs(value))?.map(([own, target]) => [own, typeof own === 'string' ? targetOf(own, target) : undefined] as const);
  return found?.every((one): one is readonly [string, string] => typeof one[0] === 'string' && typeof one[1] === 'string') === true ? found : undefined;
}

/** Where the lockfile has what a locator of the table stands for: a package under its resolution, a workspace under its folder. Undefined where it has not. */
function lockedAt(locator: string, lockfile: ParsedLockfile, workspaces: ReadonlyMap<string, string | undefined>): string | undefined {
  if (locator === '') return '';
  const found = locatorOf(locator);
  if (!found) return undefined;
  const reference = unvirtual(found.reference);
  if (!reference.startsWith('workspace:')) return lockfile.has(`${found.name}@${reference}`) ? `${found.name}@${reference}` : undefined;
  const folder = reference.slice('workspace:'.length);
  const location = workspaceLocation(folder === '.' ? '' : folder);
  const name = workspaces.get(location);
  return workspaces.has(location) && (name === undefined || name === found.name) ? location : undefined;
}

function* differing(table: ReadonlyMap<string, Registered>, pool: readonly (readonly [string, string])[], lockfile: ParsedLockfile, folders: PnpFolders): Generator<PnpDifference> {
  const workspaces = new Map(lockfile.importers.map((one) => [one.location, one.name]));
  const at = (locator: string): string | undefined => lockedAt(locator, lockfile, workspaces);
  const dependents = dependentsIn(table);
  const instances = instancesIn(table);
  for (const entry of table.values()) {
    const location = at(entry.locator);
    const shown = entry.locator === '' ? 'the project itself' : `${entry.name}@${unvirtual(entry.reference)}`;
    if (location === undefined) {
      yield { kind: 'not-locked', entry: shown, says: entry.location };
      continue;
    }
    if (!isWhereItBelongs(entry, location, instances.get(withoutVirtual(entry.locator)) ?? [], lockfile, folders)) yield { kind: 'elsewhere', entry: shown, says: entry.location };
    const asked = askedBy(location, lockfile);
    for (const [name, target] of entry.dependencies) {
      if (target === undefined || target === entry.locator || (entry.locator === '' && at(target) === '')) continue;
      if (!answers(name, target, { entry, location, asked, lockfile, at, dependents })) yield { kind: 'other-target', entry: shown, says: `${name} → ${withoutVirtual(target)}` };
    }
  }
  for (const [name, target] of pool) if (at(target) === undefined || !isNamed(name, target)) yield { kind: 'other-target', entry: 'fallbackPool', says: `${name} → ${withoutVirtual(target)}` };
}

const isNamed = (name: string, target: string): boolean => locatorOf(target)?.name === name;

function withoutVirtual(locator: string): string {
  const found = locatorOf(locator);
  return found ? `${found.name}@${unvirtual(found.reference)}` : locator;
}

function dependentsIn(table: ReadonlyMap<string, Registered>): ReadonlyMap<string, readonly Registered[]> {
  const found = new Map<string, Registered[]>();
  for (const entry of table.values()) {
    for (const target of entry.dependencies.values()) {
      if (target === undefined) continue;
      const of = found.get(target);
      if (of) of.push(entry);
      else found.set(target, [entry]);
    }
  }
  return found;
}

/** The references under which the table has each package. */
function instancesIn(table: ReadonlyMap<string, Registered>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { locator, reference } of table.values()) {
    const of = found.get(withoutVirtual(locator));
    if (of) of.push(reference);
    else found.set(withoutVirtual(locator), [reference]);
  }
  return found;
}

/** What the lockfile resolves each name to that an entry asks for, its peers left aside. A name may have several answers where manifest and lockfile differ. */
function askedBy(location: string, lockfile: ParsedLockfile): ReadonlyMap<string, ReadonlySet<string>> {
  const asked = new Map<string, Set<string>>();
  for (const { name, to, field } of lockfile.edgesOf(location)) {
    if (field === 'peerDependencies') continue;
    const known = asked.get(name) ?? new Set<string>();
    asked.set(name, known);
    if (to !== undefined) known.add(to);
  }
  return asked;
}

interface Asked {
  readonly entry: Registered;
  readonly location: string;
  readonly asked: ReadonlyMap<string, ReadonlySet<string>>;
  readonly lockfile: ParsedLockfile;
  readonly at: (locator: string) => string | undefined;
  readonly dependents: ReadonlyMap<string, readonly Registered[]>;
}

/** Whether a name may lead there: to what the lockfile resolves; of a peer to what a dependent gives; of what the lockfile does not know to a locked package of that name. */
function answers(name: string, target: string, asking: Asked): boolean {
  const { entry, location, asked, lockfile, at, dependents } = asking;
  const to = at(target);
  const declared = asked.get(name);
  if (declared && declared.size > 0) return to !== undefined && declared.has(to);
  if (to === undefined) return false;
  const givers = (dependents.get(entry.locator) ?? []).filter((one) => one !== entry && (one.dependencies.get(name) === target || one.locator === target));
  if (isNamed(name, target)) return givers.length > 0 || !isPeer(name, location, lockfile);
  // Under another name only what somebody really asks for: two entries could vouch for each other.
  return declared === undefined && isGiven(name, to, givers, asking, new Set([entry]));
}

/** Whether one of these asks by the lockfile for just that under this name, or is itself given it by one who does. */
function isGiven(name: string, to: string, givers: readonly Registered[], asking: Asked, seen: Set<Registered>): boolean {
  const { at, lockfile, dependents } = asking;
  const open = [...givers];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const location = at(next.locator);
    if (seen.has(next) || location === undefined) continue;
    seen.add(next);
    if (lockfile.edgesOf(location).some((edge) => edge.name === name && edge.to === to && edge.field !== 'peerDependencies')) return true;
    open.push(...(dependents.get(next.locator) ?? []));
  }
  return false;
}

function isPeer(name: string, location: string, lockfile: ParsedLockfile): boolean {
  const raw = lockfile.raw(location);
  return [raw, isObject(raw) ? undefined : lockfile.importers.find((one) => one.location === location)?.declared].some((from) => {
    const peers = isObject(from) && Object.hasOwn(from, 'peerDependencies') ? from['peerDependencies'] : undefined;
    return isObject(peers) && Object.hasOwn(peers, name);
  });
}

/** Whether a package is loaded from where Yarn puts it: workspaces and links from their folders, all others from the archive or folder of that package. */
function isWhereItBelongs(entry: Registered, location: string, instances: readonly string[], lockfile: ParsedLockfile, folders: PnpFolders): boolean {
  const place = realPlace(entry.location, folders);
  if (!place) return false;
  const importer = lockfile.importers.find((one) => one.location === location);
  const { directory } = lockfile.root;
  const below = (path: string): string | undefined => (path === directory ? '' : directory === '' ? path : path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : undefined);
  if (importer) return place.above === '' && !entry.discard && place.path === below(importer.directory);
  const reading = lockfile.read(location);
  const raw = lockfile.raw(location);
  if (reading.kind === 'problem' || !isObject(raw)) return false;
  if (raw['linkType'] === 'soft') return reading.entry.origin.kind === 'link' && place.above === '' && place.path === below(reading.entry.origin.path);
  const checksum = raw['checksum'];
  return !entry.discard && isFetchedPlace(place, entry.name, instances, typeof checksum === 'string' ? checksum : undefined, folders);
}
