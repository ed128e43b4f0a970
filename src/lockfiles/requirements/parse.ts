import type { JsonObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import type { Edge, LockfileProblem } from '../../core/lockfile.js';
import { canonicalJson } from '../../core/json.js';
import type { EntryReading, LockedEntry, ParseContext, ParseResult } from '../format.js';
import { keyedLockfile, type KeyedEntry } from '../keyed.js';
import { joinInside } from '../paths.js';
import { problemAt, refused } from '../problem.js';
import { beforeFragment, fragmentOf, integrityOf, withoutCredentials } from '../python/address.js';
import { registryOrigin, sourceOrigin } from '../python/origin.js';
import type { LineRange } from '../scan.js';
import { readRequirements, type IncludeLine, type RequirementLine, type RequirementsFile } from './file.js';
import { plainLines } from './lines.js';
import { isRequirements, isSource, split } from './names.js';

/** One requirement with its key. */
interface Placed {
  readonly location: string;
  readonly asked: RequirementLine;
  /** The file that it stands in. */
  readonly path: string;
}

interface Gathered {
  readonly placed: Placed[];
  readonly problems: LockfileProblem[];
  /** The files that were read: each once, however often it is included. */
  readonly read: Set<string>;
}

/**
 * Reads a requirements file, or one of constraints, with the files that it includes and that are no requirements files by their own name: those are
 * read for themselves. Failed with LOCKFILE_LIMIT, LOCKFILE_MALFORMED, or LOCKFILE_UNSUPPORTED for a text of prose.
 */
export function parseRequirements(text: string, context: ParseContext): ParseResult {
  if (text.length > limits.lockfileBytes.value) return refused('LOCKFILE_LIMIT', { limit: 'lockfileBytes' });
  if (/^(?:<{7}|>{7})(?: |\r?$)/m.test(text)) return refused('LOCKFILE_MALFORMED', { reason: 'conflict-markers' });
  const file = readRequirements(text);
  if (isProse(file)) return refused('LOCKFILE_UNSUPPORTED', { format: 'requirements', version: null, reason: 'prose' });
  const gathered: Gathered = { placed: [], problems: [...counts(text, file)], read: new Set() };
  gather(file, { path: context.root.lockfile, prefix: '', seen: [context.root.lockfile] }, context, gathered);
  if (gathered.placed.length > limits.lockfileEntries.value) return refused('LOCKFILE_LIMIT', { limit: 'lockfileEntries' });
  for (const { location } of gathered.placed) if (location.length > limits.lockfileLocation.value) return refused('LOCKFILE_LIMIT', { limit: 'lockfileLocation' });
  return { kind: 'parsed', lockfile: lockfileOf(gathered, context) };
}

/** A text that is named like one and of which pip would refuse most lines: no install reads it. */
function isProse({ unread, lines, requirements }: RequirementsFile): boolean {
  return unread.length >= 5 && unread.length * 2 > lines && requirements.every(({ asks }) => asks.pin === undefined);
}

function counts(text: string, file: RequirementsFile): LockfileProblem[] {
  const hashes = file.requirements.reduce((sum, one) => sum + one.hashes.length, 0);
  const plain = plainLines(text.replace(/^\uFEFF/, ''));
  const differs = (token: string, written: number, read: number): LockfileProblem[] => (written === read ? [] : [{ code: 'LOCKFILE_AMBIGUOUS', location: '', data: { reason: 'count', token, written, read } }]);
  // Some characters end a line for pip and for nobody who reads the file.
  return [...differs('lines', plain.count, file.lines), ...(file.unread.length > 0 ? [] : differs('--hash', plain.hashes, hashes))];
}

interface Place {
  readonly path: string;
  readonly prefix: string;
  /** The files on the way to this one. */
  readonly seen: readonly string[];
}

function gather(file: RequirementsFile, at: Place, context: ParseContext, into: Gathered): void {
  for (const { key, count, asked } of keyed(file)) {
    if (into.placed.length > limits.lockfileEntries.value) return;
    const location = `${at.prefix}${locationOf(key, count)}`;
    if (count > 1) into.problems.push({ code: 'LOCKFILE_AMBIGUOUS', location, data: { reason: 'duplicate-key', location, key } });
    into.placed.push({ location, asked, path: at.path });
  }
  for (const { text, reason } of file.unread) {
    const shown = text.slice(0, 1_000).replace(/:\/\/[^/\s]*@/g, '://').slice(0, 200);
    into.problems.push(problemAt(`${at.prefix}${shown}`, reason === 'option' ? 'requirements-option' : 'requirements-line', { path: at.path }));
  }
  for (const include of file.includes) into.problems.push(...included(include, at, context, into));
}

/** The requirements of one file by key; what stands there again just so is passed over, what differs under one key is counted. */
function* keyed({ requirements }: RequirementsFile): Generator<{ readonly key: string; readonly count: number; readonly asked: RequirementLine }> {
  const known = new Map<string, Set<string>>();
  for (const asked of requirements) {
    const key = keyOf(asked);
    const says = canonicalJson(rawOf(asked));
    const same = known.get(key) ?? new Set<string>();
    if (same.has(says)) continue;
    known.set(key, same.add(says));
    yield { key, count: same.size, asked };
  }
}

const locationOf = (key: string, count: number): string => (count === 1 ? key : `${key} (${count})`);

/** Reads what a line includes; what cannot be read is a problem. */
function included(include: IncludeLine, at: Place, context: ParseContext, into: Gathered): LockfileProblem[] {
  const target = withoutCredentials(include.target);
  const tell = (reason: string): LockfileProblem[] => [{ code: 'LOCKFILE_INCOMPLETE', location: `${at.prefix}-r ${target.slice(0, 200)}`, data: { location: `-r ${target.slice(0, 200)}`, reason, target: target.slice(0, 300) } }];
  if (/^[a-z][a-z0-9+.-]*:/i.test(target) && !/^[a-z]:[\\/]/i.test(target)) return tell('include-remote');
  const path = /^(?:[/\\~]|[A-Za-z]:)/.test(target) ? undefined : joinInside(split(at.path).directory, target);
  if (path === undefined) return tell('include-outside');
  if (at.seen.includes(path)) return tell('include-circle');
  if (isRequirements(path)) return [];
  if (into.read.has(path)) return [];
  const text = context.settings?.get(path);
  if (text === undefined) return tell('include-unread');
  into.read.add(path);
  gather(readRequirements(text), { path, prefix: `${at.prefix}-r ${target}: `, seen: [...at.seen, path] }, context, into);
  return [];
}

/** A key that a new version leaves as it is: the name with its extras and its marker, else the address. */
function keyOf({ asks }: RequirementLine): string {
  const name = asks.name ?? withoutCredentials(beforeFragment(asks.source?.address ?? ''));
  return `${name}${asks.extras.length > 0 ? `[${asks.extras.join(',')}]` : ''}${asks.marker === undefined ? '' : ` ; ${asks.marker}`}`;
}

/** The line as an object: what differs here differs in what is installed. */
function rawOf({ asks, hashes, editable }: Pick<RequirementLine, 'asks' | 'hashes' | 'editable'>): JsonObject {
  return {
    ...(asks.name === undefined ? {} : { name: asks.name }), ...(asks.spec === '' ? {} : { version: asks.spec }), ...(asks.extras.length > 0 ? { extras: asks.extras } : {}), ...(asks.marker === undefined ? {} : { marker: asks.marker }),
    ...(asks.source ? { source: withoutCredentials(asks.source.address) } : {}), ...(hashes.length > 0 ? { hashes: [...new Set(hashes)].sort() } : {}), ...(editable ? { editable } : {}),
  };
}

function lockfileOf({ placed, problems }: Gathered, context: ParseContext): Extract<ParseResult, { kind: 'parsed' }>['lockfile'] {
  const expected = placed.some(({ asked }) => asked.hashes.length > 0);
  const entries = new Map(placed.map((one): [string, KeyedEntry] => [one.location, {
    name: nameOf(one), raw: rawOf(one.asked), read: () => readEntry(one, expected, context), edges: () => [],
  }]));
  const importer = { location: '', directory: context.root.directory, manifest: context.root.lockfile, name: split(context.root.lockfile).name, declared: {} };
  return keyedLockfile({
    format: 'requirements', version: '', root: context.root, entries, importers: [importer], problems,
    importerEdges: () => placed.map((one): Edge => ({ from: '', name: nameOf(one), spec: one.asked.asks.spec || '*', field: 'dependencies', to: one.location })),
  });
}

const nameOf = ({ asked: { asks }, location }: Placed): string => asks.name ?? location;

function readEntry({ asked, location, path }: Placed, digestsExpected: boolean, context: ParseContext): EntryReading {
  const { asks, hashes } = asked;
  const name = asks.name ?? location;
  const directory = split(path).directory;
  const { origin, resolved } = asks.source
    ? sourceOrigin(asks.source.kind, asks.source.address, { directory, ...(context.oid ? { oid: context.oid } : {}) })
    : { origin: registryOrigin(name, asks.pin ?? (asks.spec || '*'), undefined), resolved: undefined };
  // Of git what is checked out stands for the version: another tag of the same repository is an upgrade.
  const version = origin.kind === 'git' ? origin.commit : origin.kind === 'registry' ? origin.version : '';
  const fragment = asks.source ? ['sha256', 'sha384', 'sha512', 'sha1', 'md5'].flatMap((kind) => { const hex = fragmentOf(asks.source!.address).get(kind); return hex === undefined ? [] : [`${kind}:${hex}`]; }) : [];
  const entry: LockedEntry = {
    root: context.root, location, name, version, origin, integrity: integrityOf([...hashes, ...fragment]), raw: rawOf(asked), ecosystem: 'pypi',
    ...(resolved === undefined ? {} : { resolved }), ...(asks.source || asks.pin !== undefined ? {} : { unpinned: true as const }), ...(digestsExpected && !isSource(path) ? { digestsExpected: true as const } : {}),
  };
  return { kind: 'package', entry };
}

/** Lines of the entries of a text: those that an included file brings are at the line that includes it. */
export function locateRequirements(text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, LineRange> {
  const found = new Map<string, LineRange>();
  const file = readRequirements(text);
  const put = (location: string, { line, endLine }: LineRange): void => { if (wanted.has(location) && !found.has(location)) found.set(location, { line, endLine }); };
  for (const { key, count, asked } of keyed(file)) put(locationOf(key, count), asked);
  const includes = new Map(file.includes.map((include) => [`-r ${withoutCredentials(include.target)}: `, include]));
  if (includes.size > 0) {
    for (const location of wanted) {
      const by = location.startsWith('-r ') ? includes.get(location.slice(0, location.indexOf(': ') + 2)) : undefined;
      if (by) put(location, by);
    }
  }
  return found;
}
