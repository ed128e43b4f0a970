import { canonicalJson, isObject, type Json, type JsonObject } from '../../../core/json.js';
import { byCodePoint } from '../../../core/order.js';
import { limits } from '../../../core/limits.js';
import type { SettingChange, SettingLeaf, SettingsFile } from '../../../lockfiles/settings/index.js';

export type Selectors = ReadonlyMap<string, readonly string[]>;

/** One value of an updater's configuration. Rules there are lists without names: each is known by what it is about. */
export interface Row {
  /** Keys from the root, without places in lists. */
  readonly path: readonly string[];
  /** What the rules on the way are about, '' outside of rules; and the same by selector, each item as JSON. */
  readonly scope: string;
  readonly about: Selectors;
  readonly value: Json;
  /** An item of a list: each stands for itself. */
  readonly listed: boolean;
  readonly line: number;
}

/** A configuration on both sides, with what differs. */
export interface UpdaterRows {
  readonly before: readonly Row[];
  readonly after: readonly Row[];
  readonly changes: readonly (SettingChange & { readonly path: readonly string[]; readonly scope: string; readonly about: Selectors; readonly listed: boolean })[];
}

/** Keys by which a rule says what it is about: Renovate's matchers, Dependabot's ecosystem and folder. */
const isSelector = (key: string): boolean => /^(?:match|exclude)[A-Z]/.test(key) || selectors.has(key);
const selectors: ReadonlySet<string> = new Set(['package-ecosystem', 'directory', 'directories', 'target-branch', 'dependency-name', 'hostType', 'hostName', 'domainName', 'customType', 'packageNames', 'packagePatterns', 'depTypeList', 'paths', 'updateTypes', 'managers', 'datasources']);

/** What a rule is about, beside what it stands in. Lists of names mean the same in any order. */
function ruleAbout(rule: JsonObject, above: Selectors): Selectors {
  const own = Object.keys(rule).filter(isSelector).map((key) => {
    const value = rule[key]!;
    return [key, (Array.isArray(value) ? (value as readonly Json[]) : [value]).map((one) => canonicalJson(one)).sort(byCodePoint)] as const;
  });
  return own.length === 0 ? above : new Map([...above, ...own]);
}

/** Whether a rule is about all that another one is about: it has no selector that the other lacks, and each of its lists holds the other's. */
export function covers(about: Selectors, narrower: Selectors): boolean {
  for (const [key, values] of about) {
    const own = narrower.get(key);
    if (own === undefined) return false;
    const holds = key.startsWith('exclude') ? values.every((one) => own.includes(one)) : own.every((one) => values.includes(one)) && !values.some((one) => one.startsWith('"!') && !own.includes(one));
    if (!holds) return false;
  }
  return true;
}

/** The values of one side. Those of a manifest are the ones below its field `renovate`. */
function rowsOf(leaves: readonly SettingLeaf[], below: readonly string[]): { readonly rows: readonly Row[]; readonly complete: boolean } {
  const rows: Row[] = [];
  let complete = true;
  const add = (row: Row): void => {
    if (rows.length >= limits.updaterValues.value) complete = false;
    else rows.push(row);
  };
  const walk = (value: Json, { path, scope, about, listed, line }: Omit<Row, 'value'>): void => {
    if (Array.isArray(value) && value.length > 0) for (const item of value) walk(item as Json, { path, scope, about, listed: true, line });
    else if (isObject(value) && Object.keys(value).length > 0) {
      const inner = listed ? ruleAbout(value, about) : about;
      const named = listed ? canonicalJson(Object.fromEntries(inner)) : scope;
      for (const key of Object.keys(value)) walk(value[key]!, { path: [...path, key], scope: named, about: inner, listed: false, line });
    } else add({ path, scope, about, value, listed, line });
  };
  for (const { keys, value, listed, line } of leaves) {
    if (below.some((key, index) => keys[index] !== key)) continue;
    walk(value, { path: keys.slice(below.length), scope: '', about: new Map(), listed: listed === true, line });
  }
  return { rows, complete };
}

/** Where Renovate looks for its configuration, in this order; the first that is there is the only one that it reads. */
const renovateFiles: readonly string[] = ['', '.github/', '.gitlab/'].flatMap((folder) => ['json', 'jsonc', 'json5'].map((ending) => `${folder}renovate.${ending}`)).concat(['.renovaterc', '.renovaterc.json', '.renovaterc.jsonc', '.renovaterc.json5']);

/** A configuration of Renovate that a new one keeps from being read. */
export function shadowed({ path, change, tool }: SettingsFile, stays: (path: string) => boolean): string | undefined {
  const at = tool === 'renovate' && change === 'added' ? renovateFiles.indexOf(path) : -1;
  return at === -1 || renovateFiles.slice(0, at).some(stays) ? undefined : renovateFiles.slice(at + 1).find(stays);
}

/**
 * The settings files as updaters see them: a configuration that goes while one of the same tool comes under another name was moved, and is compared
 * with what it was.
 */
export function movedTogether(files: readonly SettingsFile[]): readonly SettingsFile[] {
  const of = (change: SettingsFile['change'], tool: SettingsFile['tool']): readonly SettingsFile[] => files.filter((file) => file.change === change && file.tool === tool && file.reading.kind === 'read');
  const [gone, come] = [of('removed', 'renovate'), of('added', 'renovate')];
  const [was, is] = [gone[0], come[0]];
  if (gone.length !== 1 || come.length !== 1 || was?.reading.kind !== 'read' || is?.reading.kind !== 'read') return files;
  return [...files.filter((file) => file !== was && file !== is), { ...is, change: 'changed', reading: { ...is.reading, before: was.reading.before } }];
}

/** Reads an updater's configuration: undefined for a file that holds none, or that nobody could read, and `too-many` for one with more values than the limit. */
export function updaterRows({ tool, reading }: SettingsFile): UpdaterRows | 'too-many' | undefined {
  if (reading.kind === 'unread' || (tool !== 'renovate' && tool !== 'dependabot' && tool !== 'manifest')) return undefined;
  const below = tool === 'manifest' ? ['renovate'] : [];
  const [before, after] = [rowsOf(reading.before, below), rowsOf(reading.after, below)];
  if (before.rows.length + after.rows.length === 0) return undefined;
  if (!before.complete || !after.complete) return 'too-many';
  return { before: before.rows, after: after.rows, changes: changed(before.rows, after.rows) };
}

const place = ({ path, scope }: Row): string => canonicalJson([path, scope]);

function put<T>(table: Map<string, T[]>, key: string, item: T): void {
  const known = table.get(key);
  if (known) known.push(item);
  else table.set(key, [item]);
}

/** Rows of rules by what they say, whatever they are about. */
function bySaying(rows: readonly Row[]): (row: Row) => readonly Row[] {
  const saying = (row: Row): string => canonicalJson([row.path, row.value]);
  const table = new Map<string, Row[]>();
  for (const row of rows) if (row.about.size > 0) put(table, saying(row), row);
  return (row) => (row.about.size > 0 ? (table.get(saying(row)) ?? []) : []);
}

/**
 * What differs: of a key one change with both values, of a list one for each item that a side lacks. Order means nothing. Of a rule that is about more
 * than it was, nothing goes; of one that is about less, nothing comes.
 */
function changed(before: readonly Row[], after: readonly Row[]): UpdaterRows['changes'] {
  const same = new Map<string, Row[]>();
  for (const row of before) put(same, canonicalJson([place(row), row.value]), row);
  const unmatched = after.filter((row) => same.get(canonicalJson([place(row), row.value]))?.pop() === undefined);
  const gone = [...same.values()].flat();
  const [were, are] = [bySaying(gone), bySaying(unmatched)];
  const fresh = unmatched.filter((row) => !were(row).some((old) => old.scope !== row.scope && covers(old.about, row.about)));
  const left = new Map<string, Row[]>();
  for (const row of gone) if (!are(row).some((now) => now.scope !== row.scope && covers(now.about, row.about))) put(left, place(row), row);
  const changes: UpdaterRows['changes'][number][] = [];
  const about = (row: Row): Pick<UpdaterRows['changes'][number], 'keys' | 'path' | 'scope' | 'about' | 'line' | 'listed'> => ({ keys: keysOf(row), path: row.path, scope: row.scope, about: row.about, line: row.line, listed: row.listed });
  for (const row of fresh) {
    const old = row.listed ? undefined : left.get(place(row))?.pop();
    changes.push({ ...about(row), after: row.value, ...(old ? { before: old.value } : {}), side: 'head' });
  }
  for (const rows of left.values()) for (const row of rows) changes.push({ ...about(row), before: row.value, side: 'base' });
  return changes;
}

/** The keys with what the rule is about, so that a finding about one rule is none about another. */
export function keysOf({ path, about }: Pick<Row, 'path' | 'about'>): readonly string[] {
  if (about.size === 0) return path;
  const plain = (item: string): string => (/^"[\w@/.*-]{1,200}"$/.test(item) ? item.slice(1, -1) : item);
  return [`${path[0] ?? ''}(${[...about].map(([key, items]) => `${key}: ${items.map(plain).join(', ')}`).join('; ')})`, ...path.slice(1)];
}
