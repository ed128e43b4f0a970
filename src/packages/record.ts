import { valid } from 'semver';
import { Failure } from '../core/errors.js';
import type { Json, JsonObject } from '../core/json.js';
import { isObject } from '../core/json.js';
import { statedLicence } from '../core/licence-expression.js';
import type { DependencyField } from '../core/lockfile.js';
import { limits } from '../core/limits.js';
import { sortedBy } from '../core/order.js';
import { statedKeys, statedOf } from './stated.js';
import type { RegistryRecord, VersionPublisher, VersionRecord } from './record.types.js';

/** Longer texts are no fact that a check reads; they are left out, or cut where a person reads them. */
const textCharacters = 2048;
/** Those that installs of a package look at: what it is developed with is nobody else's. */
const dependencyFields = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const satisfies readonly DependencyField[];
/** Entries of one list inside a version. The largest real ones hold a few hundred. */
const listEntries = 5_000;
const signatureEntries = 32;
/** Times that are looked through for versions that are gone. */
const maxTimes = 200_000;

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= textCharacters ? value : undefined;
}

function own(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** An object without a prototype, so that `__proto__` is a key like any other. Keys are sorted: a record is hashed and compared. */
function table<T>(pairs: Iterable<readonly [string, T]>): { [key: string]: T } {
  const out = Object.create(null) as { [key: string]: T };
  for (const [key, value] of sortedBy(pairs, ([key]) => key)) out[key] = value;
  return out;
}

function texts(value: Json | undefined): { [key: string]: string } {
  const pairs = isObject(value) ? Object.entries(value).slice(0, listEntries) : [];
  return table(pairs.flatMap(([key, one]): [string, string][] => (key.length <= textCharacters && text(one) !== undefined ? [[key, one as string]] : [])));
}

/** Leaves out what is undefined. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const out: { [key: string]: unknown } = {};
  for (const key of Object.keys(value)) if ((value as { [key: string]: unknown })[key] !== undefined) out[key] = (value as { [key: string]: unknown })[key];
  return out as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** npm writes the account of the upload in `_npmUser`, in `trustedPublisher.id` which build service's identity did it, and in `approver` who let a staged version go. */
function publisherOf(raw: JsonObject): VersionPublisher | undefined {
  const user = own(raw, '_npmUser');
  const name = text(own(user, 'name'));
  if (name === undefined) return undefined;
  return present({ name, email: text(own(user, 'email')), trusted: text(own(own(user, 'trustedPublisher'), 'id')), approver: text(own(own(user, 'approver'), 'name')) ?? text(own(user, 'approver')) }) as VersionPublisher;
}

function installsCode(raw: JsonObject): boolean {
  const scripts = own(raw, 'scripts');
  return own(raw, 'hasInstallScript') === true || own(raw, 'gypfile') === true || ['preinstall', 'install', 'postinstall'].some((name) => typeof own(scripts, name) === 'string');
}

function signaturesOf(dist: Json | undefined): VersionRecord['signatures'] {
  const stated = own(dist, 'signatures');
  return (Array.isArray(stated) ? (stated as readonly Json[]).slice(0, signatureEntries) : []).flatMap((one) => {
    const keyid = text(own(one, 'keyid'));
    const sig = text(own(one, 'sig'));
    return keyid === undefined || sig === undefined ? [] : [{ keyid, sig }];
  });
}

function attestationsOf(dist: Json | undefined): VersionRecord['attestations'] {
  const stated = own(dist, 'attestations');
  return isObject(stated) ? (present({ predicateType: text(own(own(stated, 'provenance'), 'predicateType')) }) as VersionRecord['attestations']) : undefined;
}

function count(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function deprecationOf(raw: JsonObject): string | undefined {
  const stated = own(raw, 'deprecated');
  if (stated === true) return 'deprecated';
  return typeof stated === 'string' && stated !== '' ? stated.slice(0, textCharacters) : undefined;
}

/** What only the whole manifest of a version holds, never what registries serve for installs alone. */
const wholeKeys = ['_id', '_npmVersion', 'scripts', 'main'] as const;

/** Parts of versions that are reduced already, by how they were written: most versions of a package say in most of their parts what the one before said. */
type Shared = Map<string, object>;
/** More different ones than this are reduced each time. */
const mostShared = 10_000;

function sharing<T extends object>(shared: Shared, kind: string, raw: Json, reduce: () => T): T {
  const key = written(kind, raw);
  const known = key === undefined ? undefined : shared.get(key);
  if (known) return known as T;
  const made = reduce();
  if (key !== undefined && shared.size < mostShared) shared.set(key, made);
  return made;
}

/** The text of a value with what it is of; undefined where it nests too deep to be written. */
function written(kind: string, raw: Json): string | undefined {
  try {
    return `${kind} ${JSON.stringify(raw)}`;
  } catch {
    return undefined;
  }
}

/** Reduces the versions of one packument, each with its key; equal parts of them become one and the same. */
export function versionReducer(): (version: string, raw: Json) => VersionRecord | undefined {
  const shared: Shared = new Map();
  return (version, raw) => versionRecord(version, raw, shared);
}

/** What a record keeps of one member of a packument's `versions`, its time apart; undefined for a key that is no exact version and for what is no object. */
function versionRecord(version: string, raw: Json, shared: Shared): VersionRecord | undefined {
  if (!isObject(raw) || valid(version) !== version) return undefined;
  const dist = own(raw, 'dist');
  const fields = dependencyFields.filter((field) => isObject(own(raw, field))).map((field) => [field, sharing(shared, 'texts', own(raw, field)!, () => texts(own(raw, field)))] as const).filter(([, entries]) => Object.keys(entries).length > 0);
  return present({
    version,
    integrity: text(own(dist, 'integrity')),
    shasum: text(own(dist, 'shasum')),
    tarball: text(own(dist, 'tarball')),
    publisher: publisherOf(raw),
    hasInstallScript: installsCode(raw),
    deprecated: deprecationOf(raw),
    licence: statedLicence(raw),
    signatures: signaturesOf(dist),
    attestations: attestationsOf(dist),
    dependencies: Object.fromEntries(fields),
    stated: wholeKeys.some((key) => Object.hasOwn(raw, key)) ? sharing(shared, 'stated', statedKeys.map((key) => raw[key] ?? null), () => statedOf(raw)) : undefined,
    unpackedSize: count(own(dist, 'unpackedSize')),
    fileCount: count(own(dist, 'fileCount')),
  }) as VersionRecord;
}

/** RFC 3339 as registries write it; anything else is no time. */
function timeOf(times: Json | undefined, version: string): string | undefined {
  const stated = text(own(times, version));
  return stated !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(stated) && !Number.isNaN(Date.parse(stated)) ? stated : undefined;
}

/**
 * Reduces a packument (full or abbreviated, as parsed from JSON) to what checks read. Wrong types and oversized texts are as if
 * absent; keys that are no semantic version are no versions.
 * @throws Failure REGISTRY_MALFORMED { name, reason: 'shape' | 'name' | 'versions' } for what is no packument, one of another package (a
 * registry must not answer for another name), or one with more versions than the limit `recordVersions`.
 */
export function reduceRecord(packument: Json, name: string, registry: string, maxVersions: number = limits.recordVersions.value): RegistryRecord {
  if (!isObject(packument)) throw new Failure('REGISTRY_MALFORMED', { name, reason: 'shape' });
  const versions = own(packument, 'versions') ?? {};
  if (!isObject(versions)) throw new Failure('REGISTRY_MALFORMED', { name, reason: 'shape' });
  const entries = Object.entries(versions);
  if (entries.length > maxVersions) throw new Failure('REGISTRY_MALFORMED', { name, reason: 'versions', limit: maxVersions });
  const reduced = versionReducer();
  return recordOf(packument, new Map(entries.flatMap(([version, raw]): [string, VersionRecord][] => {
    const record = reduced(version, raw);
    return record ? [[version, record]] : [];
  })), name, registry);
}

/** The record of a packument whose `versions` are reduced already. @throws Failure REGISTRY_MALFORMED { name, reason: 'name' } for one of another package. */
export function recordOf(packument: JsonObject, versions: ReadonlyMap<string, VersionRecord>, name: string, registry: string): RegistryRecord {
  if (own(packument, 'name') !== name) throw new Failure('REGISTRY_MALFORMED', { name, reason: 'name' });
  const times = own(packument, 'time');
  const maintainers = own(packument, 'maintainers');
  return {
    name,
    registry,
    distTags: texts(own(packument, 'dist-tags')),
    versions: table([...versions].map(([version, record]): [string, VersionRecord] => {
      const publishedAt = timeOf(times, version);
      return [version, publishedAt === undefined ? record : { ...record, publishedAt }];
    })),
    removed: table((isObject(times) ? Object.keys(times) : []).slice(0, maxTimes).flatMap((version): [string, string][] => {
      const at = valid(version) === version && !versions.has(version) ? timeOf(times, version) : undefined;
      return at === undefined ? [] : [[version, at]];
    })),
    maintainers: (Array.isArray(maintainers) ? (maintainers as readonly Json[]).slice(0, listEntries) : []).flatMap((one) => text(own(one, 'name')) ?? []),
  };
}
