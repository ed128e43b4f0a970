import { closeSync, openSync, readFileSync, fstatSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Failure } from '../../core/errors.js';
import { isObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import { readKeys, type RegistryKey } from '../../trust/keys.js';
import { publicIssuers, trustMaterialOf, type RootGiven, type TrustedIssuer } from '../../trust/material.js';

/** What somebody trusts for one registry of theirs, beside the public material or in its place. */
export interface OwnTrust {
  /** `default`, or the registry's base URL, which ends in `/`. */
  readonly registry: string;
  readonly roots: readonly RootGiven[];
  readonly keys: readonly RegistryKey[];
  /** Believed on the public instance as well: those of an entry without a root of its own. */
  readonly issuers: readonly TrustedIssuer[];
  /** Whether the public material does not count. */
  readonly only: boolean;
}

const httpsUrl = z.string().max(1_000).refine((text) => URL.canParse(text) && new URL(text).protocol === 'https:' && new URL(text).username === '' && new URL(text).password === '', { error: 'must be an https:// address without a user' });
/** An issuer is compared as it stands in certificates; a host is what addresses of repositories begin with. */
const issuer = z.strictObject({ platform: z.enum(['github', 'gitlab']), issuer: httpsUrl, host: httpsUrl.refine((text) => new URL(text).search === '' && new URL(text).hash === '', { error: 'must be an address without a query' }) });
const entry = z.strictObject({ trustedRoot: z.string().min(1).exactOptional(), keys: z.string().min(1).exactOptional(), issuers: z.array(issuer).min(1).max(20).exactOptional(), only: z.boolean().exactOptional() });
const shape = z.strictObject({ registries: z.record(z.string().max(1_000), entry).refine((all) => Object.keys(all).length <= 100, { error: 'must be at most 100' }) });
type Entry = z.infer<typeof entry>;

type ReadText = (file: string) => string;

function readFile(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile()) throw new Error('is no file');
    if (stats.size > limits.trustFileBytes.value) throw new Error('is too long');
    return readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}

/**
 * Reads roots, keys and issuers of one's own: a JSON file, `{ "registries": { "<base URL, or default>": { "trustedRoot": "root.json", "keys": "keys.json", "issuers": [{ "platform", "issuer", "host" }], "only": false } } }`,
 * and the files that it names, relative to it.
 * @throws Failure CONFIGURATION { problems }, one sentence each, which names file and key.
 */
export function readOwnTrust(file: string, read: ReadText = readFile): readonly OwnTrust[] {
  const problems: string[] = [];
  const name = path.basename(file);
  const json = (at: string, where: string): unknown => {
    let text: string;
    try {
      text = read(at);
    } catch (error) {
      problems.push(`${where} ${error instanceof Error && /^is /.test(error.message) ? error.message : 'cannot be read'}`);
      return undefined;
    }
    try {
      return JSON.parse(text.replace(/^\uFEFF/, ''));
    } catch {
      problems.push(`${where} is not JSON`);
      return undefined;
    }
  };
  const document = json(file, name);
  if (document === undefined) throw new Failure('CONFIGURATION', { problems });
  const parsed = shape.safeParse(document);
  if (!parsed.success) throw new Failure('CONFIGURATION', { problems: parsed.error.issues.slice(0, 10).map((issue) => `${name}: ${placeOf(issue.path)} ${wrong(issue)}`) });
  const all = Object.entries(parsed.data.registries).flatMap(([key, one], index) => {
    const registry = registryName(key);
    if (registry === undefined) { problems.push(`${name}: registries: entry ${index + 1} must be named "default", or by the base URL of a registry, without a user, a query or a fragment`); return []; }
    return [ownOf(registry, one, { json, problem: (text) => { problems.push(text); }, where: (key) => `${name}: registries[${JSON.stringify(registry)}]${key === undefined ? '' : `.${key}`}`, at: (given) => path.resolve(path.dirname(file), given) })];
  });
  const names = all.map(({ registry }) => registry);
  for (const twice of new Set(names.filter((one, index) => names.indexOf(one) !== index))) problems.push(`${name}: registries: ${twice} is named twice`);
  if (problems.length > 0) throw new Failure('CONFIGURATION', { problems });
  return all;
}

interface Told {
  readonly json: (at: string, where: string) => unknown;
  readonly problem: (text: string) => void;
  readonly where: (key?: string) => string;
  readonly at: (given: string) => string;
}

function ownOf(registry: string, given: Entry, told: Told): OwnTrust {
  const { trustedRoot, keys: keyFile, only = false } = given;
  // With a slash at its end a host would be the beginning of no repository.
  const issuers = (given.issuers ?? publicIssuers).map((one) => ({ ...one, host: one.host.replace(/\/{1,9}$/, '') }));
  if (trustedRoot === undefined && keyFile === undefined && given.issuers === undefined) told.problem(`${told.where()} must have a trustedRoot, keys or issuers`);
  else if (only && trustedRoot === undefined && keyFile === undefined) told.problem(`${told.where('only')} leaves nothing to hold signatures against: add a trustedRoot or keys`);
  else if (only && trustedRoot === undefined && given.issuers !== undefined) told.problem(`${told.where('issuers')} belong to a trustedRoot where only is true`);
  return {
    registry, only, issuers: trustedRoot === undefined ? given.issuers === undefined ? [] : issuers : [],
    roots: trustedRoot === undefined ? [] : rootsOf(trustedRoot, issuers, told), keys: keyFile === undefined ? [] : keysOf(keyFile, told),
  };
}

function rootsOf(file: string, issuers: readonly TrustedIssuer[], { json, problem, where, at }: Told): readonly RootGiven[] {
  const root = json(at(file), `${where('trustedRoot')}: ${file}`);
  if (root !== undefined && !trustMaterialOf([{ root, issuers }], [])) problem(`${where('trustedRoot')}: ${file} is no trusted root of sigstore with its authorities (mediaType application/vnd.dev.sigstore.trustedroot+json)`);
  return [{ root, issuers }];
}

function keysOf(file: string, { json, problem, where, at }: Told): readonly RegistryKey[] {
  const document = json(at(file), `${where('keys')}: ${file}`);
  if (document === undefined) return [];
  const listed = isObject(document) && Array.isArray(document['keys']) ? (document['keys'] as readonly unknown[]) : [];
  const read = readKeys(document) ?? [];
  // One that is left out without a word would be a signature that "could not be checked", or a key that nobody knows to be gone.
  const bad = listed.findIndex((one) => readKeys({ keys: [one] })?.length !== 1);
  if (read.length === 0 || read.length !== listed.length) problem(`${where('keys')}: ${file} ${listed.length === 0 ? 'lists no keys' : bad < 0 ? 'lists too many keys' : `keys[${bad}] is no ECDSA key over P-256 with an id and times that can be read`}`);
  return read;
}

/** The registry that a key means, as origins name it; undefined where it is none. */
function registryName(key: string): string | undefined {
  if (key === 'default') return key;
  if (!URL.canParse(key)) return undefined;
  const url = new URL(key);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  return `${url.origin}${url.pathname.replace(/\/{1,1000}$/, '')}/`;
}

const placeOf = (keys: readonly PropertyKey[]): string => (keys.length === 0 ? 'the document' : keys.map((key, index) => {
  const text = String(key);
  // A registry's address may hold a password.
  if (index === 1 && keys[0] === 'registries') return `[${JSON.stringify(registryName(text) ?? '…')}]`;
  return typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${text}`;
}).join(''));

function wrong(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `has keys that are not known: ${issue.keys.slice(0, 5).map((key) => JSON.stringify(key)).join(', ')}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code !== 'invalid_type') return issue.message;
  return `must be ${issue.expected === 'record' || issue.expected === 'object' ? 'an object' : issue.expected === 'array' ? 'a list' : `a ${issue.expected}`}`;
}
