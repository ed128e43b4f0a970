import posix from 'node:path/posix';
import type { DependencyChange } from '../../core/change.js';
import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { ArchiveFacts } from '../../packages/archive.types.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import { defineCheck, type Draft, type FactReader } from '../check.js';
import { aboutChange, baselineText, baselinesOf, inPackage } from '../draft.js';

/** Entries of one manifest that are looked at. The largest real `exports` hold some 2,000 (icons, locales). */
const mostEntries = 5_000;
/** What is told one by one of entries that leave a file which still stands. */
const namedAtOnce = 5;
const declarations = /\.d\.[cm]?ts$/;
const endings = ['', '.js', '.json', '.node', '.cjs', '.mjs', '/index.js', '/index.json', '/index.node'];

/** What a package is entered by: for each name (`.` for the package itself, a subpath, `#internal`, `bin name`) the files that it may lead to. */
type Entries = ReadonlyMap<string, ReadonlySet<string>>;

/** The files that a manifest's entries lead to, under every condition. A pattern leads to no one file and is left out. */
function entriesOf(raw: JsonObject, bin: { readonly [name: string]: string }, files: ReadonlyMap<string, string>): Entries {
  const entries = new Map<string, Set<string>>();
  let left = mostEntries;
  const put = (name: string, target: string): void => {
    if ((left -= 1) < 0 || target.includes('*')) return;
    const file = resolve(target, files);
    if (file === undefined) return;
    const known = entries.get(name);
    if (known) known.add(file);
    else entries.set(name, new Set([file]));
  };
  const leaves = (name: string, value: Json | undefined, depth: number): void => {
    if (typeof value === 'string') put(name, value);
    else if (depth > 16 || typeof value !== 'object' || value === null) return;
    else for (const [key, child] of Object.entries(value)) leaves(key.startsWith('.') || key.startsWith('#') ? key : name, child as Json, depth + 1);
  };
  const { main, module, browser } = raw;
  put('.', typeof main === 'string' ? main : 'index.js');
  if (typeof module === 'string') put('.', module);
  if (typeof browser === 'string') put('.', browser);
  else if (isObject(browser)) for (const [key, target] of Object.entries(browser)) if (typeof target === 'string' && key.startsWith('.')) put(`browser ${key}`, target);
  leaves('.', raw['exports'], 0);
  leaves('#', raw['imports'], 0);
  for (const [name, target] of Object.entries(bin)) put(`bin ${name}`, target);
  return entries;
}

function resolve(target: string, files: ReadonlyMap<string, string>): string | undefined {
  const path = posix.join('/', target).slice(1).replace(/\/$/, '');
  const found = endings.map((ending) => (path === '' ? ending.replace(/^\//, '') : `${path}${ending}`)).find((one) => files.has(one));
  return found !== undefined && !declarations.test(found) ? found : undefined;
}

/** Files by path, with the digest of what npm installs there. */
function filesOf(archive: ArchiveFacts): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { path, sha256 } of archive.files) if (!files.has(path)) files.set(path, sha256);
  return files;
}

const stem = (path: string): string => path.replace(/\.[^./]+$/, '');

interface Moved {
  readonly entry: string;
  readonly file: string;
  readonly from: string;
  /** The file that was entered before is still there, byte for byte. */
  readonly stands: boolean;
}

/**
 * Entries that lead to a file which a baseline does not have, under that name or with those bytes. Another ending of the same name is no other
 * file: packages turn from one module system to the other so.
 */
function movedEntries(archive: ArchiveFacts, baseline: ArchiveFacts): readonly Moved[] {
  if (!archive.manifest || !baseline.manifest) return [];
  const [now, old] = [filesOf(archive), filesOf(baseline)];
  const bytes = new Set(old.values());
  const before = entriesOf(baseline.manifest.raw, baseline.manifest.bin, old);
  const moved: Moved[] = [];
  for (const [entry, targets] of entriesOf(archive.manifest.raw, archive.manifest.bin, now)) {
    const was = before.get(entry);
    if (!was) continue;
    const left = [...was].filter((path) => !targets.has(path));
    for (const file of targets) {
      if (was.has(file) || old.has(file) || bytes.has(now.get(file)!) || [...was].some((path) => stem(path) === stem(file))) continue;
      const stood = left.find((path) => now.get(path) === old.get(path));
      moved.push({ entry, file, from: stood ?? left[0] ?? [...was][0]!, stands: stood !== undefined });
    }
  }
  return moved;
}

function* drafts(change: DependencyChange, facts: FactReader): Generator<Draft> {
  const subject = subjectOf(change.after!);
  const archive = facts.get(subject, 'archive').value;
  if (!archive) return;
  const found = new Map<string, Moved>();
  for (const baseline of baselinesOf(change, facts)) {
    const old = facts.get(baseline, 'archive').value;
    for (const one of old ? movedEntries(archive, old) : []) {
      const key = JSON.stringify([one.entry, one.file]);
      if (one.stands || !found.has(key)) found.set(key, one);
    }
  }
  const before = baselineText(change, facts);
  const loud = [...found.values()].filter((one) => one.stands);
  for (const { entry, file, from } of loud.slice(0, namedAtOnce)) {
    const place = inPackage(subject.origin, { path: file, line: 1 });
    yield aboutChange(change, {
      message: 'diverted', severity: 'medium', confidence: 'medium', level: 'default', change: 'added', related: [place], trace: [{ at: place, note: entry }],
      data: { before, entry, file, from, others: Math.max(0, loud.length - namedAtOnce) }, evidence: [{ kind: 'manifest', text: `${entry}: ${from} → ${file}` }], identity: ['diverted', entry, file],
    });
  }
  const quiet = [...found.values()].filter((one) => !one.stands);
  if (quiet.length > 0) {
    const { entry, file } = quiet[0]!;
    yield aboutChange(change, { message: 'moved', severity: 'low', confidence: 'high', level: 'folded', change: 'added', related: [inPackage(subject.origin, { path: file, line: 1 })], data: { before, entry, file, count: quiet.length }, identity: ['moved', ...quiet.map((one) => `${one.entry} ${one.file}`)] });
  }
}

export const entryChange = defineCheck({
  id: 'entry-change',
  group: 'package',
  title: 'A package is entered by a file that its earlier versions do not have',
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after', 'before', 'predecessor'], kinds: ['archive'] }, { per: 'change', of: ['after'], kinds: ['record'] }],
  gapMatters: ({ kind }) => kind === 'archive',
  messages: {
    diverted: {
      what: '{package} {version} is now entered (`{entry}`) by {file}, a new file; {from}, by which it was entered before, is still there and unchanged.',
      why: 'Putting a new file before the old entry is how code is added to a package without touching any file that people know. Of 396 ordinary upgrades that were compared, majors included, none did it. The version it is compared with is {before}.',
      todo: 'Read {file} in the published package, and look for the reason in its changes.',
    },
    moved: {
      what: '{package} {version} is now entered (`{entry}`) by {file}, a new file; so are {count} entries in all.',
      why: 'The files by which {before} is entered are gone or changed as well, as where a package is built or laid out anew.',
      todo: 'Nothing: the code that is reached is compared by the checks on code.',
    },
  },
  run: (input, facts) => ({ drafts: input.changes.filter((change) => bringsIn(change) && change.kind !== 'metadata').flatMap((change) => [...drafts(change, facts)]), gaps: [] }),
});
