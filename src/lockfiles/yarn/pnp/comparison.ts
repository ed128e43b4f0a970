import { isObject } from '../../../core/json.js';
import { limits } from '../../../core/limits.js';
import type { Importer } from '../../../core/lockfile.js';
import type { ParsedLockfile } from '../../format.js';
import { workspaceLocation } from '../importers.js';
import { cacheOf, isUsualCache, leadsBack } from './machine.js';
import { fetchedPlace, locatorOf, realPlace, slugOf, unvirtual, type Instances, type Place, type PnpFolders } from './places.js';
import type { Registered } from './table.js';

/** A table beside its lockfile: answers about one entry at a time, each in about the time that reading it takes, or the budget is spent. */
export interface Comparison {
  /** Where the lockfile has what a locator of the table stands for. Undefined where it has not. */
  readonly at: (locator: string) => string | undefined;
  /** Whether a package is loaded from where Yarn puts it: workspaces and links from their folders, all others from the archive or folder of that package. */
  readonly isWhereItBelongs: (entry: Registered, location: string) => boolean;
  /** Whether a name may lead there: to what the lockfile resolves; of a peer to what a dependent gives; of what the lockfile does not know to a locked package of that name. */
  readonly answers: (entry: Registered, location: string, name: string, target: string) => boolean;
  /** Whether `limits.pnpSteps` is used up: nothing more is said then. */
  readonly isSpent: () => boolean;
  /** Why not all could be said. */
  readonly hole: () => 'limit' | 'machine' | undefined;
}

interface Beside {
  readonly lockfile: ParsedLockfile;
  readonly folders: PnpFolders;
  readonly leadsIn: (path: string) => boolean;
}

/** @param caches the folders above the root that the table at base loads from; undefined where there is none. */
export function createComparison(table: ReadonlyMap<string, Registered>, caches: ReadonlySet<string> | undefined, { lockfile, folders, leadsIn }: Beside): Comparison {
  let steps = 0;
  let elsewhere = false;
  const spent = (more: number): void => { steps += more; };
  const isSpent = (): boolean => steps > limits.pnpSteps.value;
  const importers = new Map(lockfile.importers.map((one) => [one.location, one]));
  const at = once((locator: string) => lockedAt(locator, lockfile, importers));
  const asked = once((location: string) => askedBy(location, lockfile));
  const peers = once((location: string) => peersOf(location, lockfile, importers));
  const instances = instancesIn(table);
  const dependents = dependentsIn(table);
  let askers: ReadonlySet<string> | undefined;

  /** A cache of a machine that the table at base used too; of another one that has Yarn's usual name, or of the first, nobody here can say whose it is. */
  const isMachines = (place: Place, name: string): boolean => {
    if (leadsBack(place, lockfile.root.directory, leadsIn, spent)) return false;
    const cache = cacheOf(place, name)!;
    if (caches?.has(cache) === true) return true;
    if (caches !== undefined && !isUsualCache(cache)) return false;
    elsewhere = true;
    return true;
  };

  const isWhereItBelongs = (entry: Registered, location: string): boolean => {
    const place = realPlace(entry.location, folders);
    if (!place) return false;
    const importer = importers.get(location);
    const { directory } = lockfile.root;
    const below = (path: string): string | undefined => (path === directory ? '' : directory === '' ? path : path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : undefined);
    if (importer) return place.ups === 0 && !entry.discard && place.path === below(importer.directory);
    const reading = lockfile.read(location);
    const raw = lockfile.raw(location);
    if (reading.kind === 'problem' || !isObject(raw)) return false;
    if (raw['linkType'] === 'soft') return reading.entry.origin.kind === 'link' && place.ups === 0 && place.path === below(reading.entry.origin.path);
    const own = instances.get(withoutVirtual(entry.locator));
    const checksum = raw['checksum'];
    const found = entry.discard || !own ? undefined : fetchedPlace(place, entry.name, own, typeof checksum === 'string' ? checksum : undefined, folders);
    return found === 'own' || (found === 'machine' && isMachines(place, entry.name));
  };

  const answers = (entry: Registered, location: string, name: string, target: string): boolean => {
    const to = at(target);
    const declared = asked(location).get(name);
    if (declared && declared.size > 0) return to !== undefined && declared.has(to);
    if (to === undefined) return false;
    if (isNamed(name, target)) return !peers(location).has(name) || givers(entry, name, target).next().done !== true;
    // Under another name only what somebody really asks for: two entries could vouch for each other.
    return declared === undefined && isGiven(entry, name, to, target);
  };

  /** Dependents that have the name lead to the same, or are it. */
  function* givers(entry: Registered, name: string, target: string): Generator<Registered> {
    for (const one of dependents.get(entry.locator) ?? []) {
      if ((steps += 1) > limits.pnpSteps.value) return;
      if (one !== entry && (one.dependencies.get(name) === target || one.locator === target)) yield one;
    }
  }

  /** Whether one of the givers asks by the lockfile for just that under this name, or is itself given it by one who does. */
  const isGiven = (entry: Registered, name: string, to: string, target: string): boolean => {
    askers ??= new Set([...table.values()].flatMap(({ locator }) => { const location = at(locator); return location === undefined ? [] : [...asked(location)].flatMap(([own, answered]) => [...answered].map((one) => `${own}\0${one}`)); }));
    // Mostly nobody at all does, and there is no way to walk.
    if (!askers.has(`${name}\0${to}`)) return false;
    const seen = new Set([entry]);
    const open = [...givers(entry, name, target)];
    for (let next = open.pop(); next !== undefined && !isSpent(); next = open.pop()) {
      const location = at(next.locator);
      if (seen.has(next) || location === undefined) continue;
      seen.add(next);
      if (asked(location).get(name)?.has(to) === true) return true;
      for (const one of dependents.get(next.locator) ?? []) {
        if ((steps += 1) > limits.pnpSteps.value) return false;
        if (!seen.has(one)) open.push(one);
      }
    }
    return false;
  };

  return { at, isWhereItBelongs, answers, isSpent, hole: () => (isSpent() ? 'limit' : elsewhere ? 'machine' : undefined) };
}

/** The function, asked only once for each argument. */
function once<T>(of: (key: string) => T): (key: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (key) => {
    const found = known.get(key) ?? { value: of(key) };
    known.set(key, found);
    return found.value;
  };
}

export const isNamed = (name: string, target: string): boolean => locatorOf(target)?.name === name;

/** A locator of the table without what makes it an instance of a package with peers. */
export function withoutVirtual(locator: string): string {
  const found = locatorOf(locator);
  return found ? `${found.name}@${unvirtual(found.reference)}` : locator;
}

/** A package stands under its resolution, a workspace under its folder. */
function lockedAt(locator: string, lockfile: ParsedLockfile, importers: ReadonlyMap<string, Importer>): string | undefined {
  if (locator === '') return '';
  const found = locatorOf(locator);
  if (!found) return undefined;
  const reference = unvirtual(found.reference);
  if (!reference.startsWith('workspace:')) return lockfile.has(`${found.name}@${reference}`) ? `${found.name}@${reference}` : undefined;
  const folder = reference.slice('workspace:'.length);
  const location = workspaceLocation(folder === '.' ? '' : folder);
  const importer = importers.get(location);
  return importer && (importer.name === undefined || importer.name === found.name) ? location : undefined;
}

function dependentsIn(table: ReadonlyMap<string, Registered>): ReadonlyMap<string, readonly Registered[]> {
  const found = new Map<string, Registered[]>();
  for (const entry of table.values()) {
    for (const target of entry.dependencies.values()) {
      if (target === undefined) continue;
      const of = found.get(target);
      if (!of) found.set(target, [entry]);
      else if (of.at(-1) !== entry) of.push(entry);
    }
  }
  return found;
}

/** What the table has of each package; names of files are only made where something is unpacked. */
function instancesIn(table: ReadonlyMap<string, Registered>): ReadonlyMap<string, Instances> {
  const references = new Map<string, { readonly name: string; readonly references: string[] }>();
  for (const { locator, name, reference } of table.values()) {
    const key = withoutVirtual(locator);
    const of = references.get(key);
    if (of) of.references.push(reference);
    else references.set(key, { name, references: [reference] });
  }
  return new Map([...references].map(([key, { name, references: all }]): [string, Instances] => {
    let slugs: ReadonlySet<string> | undefined;
    return [key, { reference: unvirtual(all[0]!), slugs: () => (slugs ??= new Set(all.flatMap((one) => slugOf(name, one) ?? []))) }];
  }));
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

/** The peers that an entry declares; of a workspace those of its manifest. */
function peersOf(location: string, lockfile: ParsedLockfile, importers: ReadonlyMap<string, Importer>): ReadonlySet<string> {
  const raw = lockfile.raw(location);
  return new Set([raw, isObject(raw) ? undefined : importers.get(location)?.declared].flatMap((from) => {
    const peers = isObject(from) && Object.hasOwn(from, 'peerDependencies') ? from['peerDependencies'] : undefined;
    return isObject(peers) ? Object.keys(peers) : [];
  }));
}
