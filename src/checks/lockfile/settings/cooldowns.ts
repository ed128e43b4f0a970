import type { Json } from '../../../core/json.js';
import type { SettingsFile } from '../../../lockfiles/settings/index.js';
import { minutes } from './effects.js';
import { presetsOf } from './presets.js';
import { covers, keysOf, type Row, type Selectors, type UpdaterRows } from './rows.js';

const day = 1440;
/** Waiting times by their key, wherever it stands: Renovate's `minimumReleaseAge` (once `stabilityDays`), Dependabot's `cooldown`. */
const waitKeys: ReadonlySet<string> = new Set(['minimumReleaseAge', 'stabilityDays', 'default-days', 'semver-major-days', 'semver-minor-days', 'semver-patch-days']);
/** Updates for which Renovate knows no age: its own presets let them pass. */
const ageless: ReadonlySet<string> = new Set(['lockFileMaintenance', 'replacement', 'pin', 'bump', 'lockfileUpdate', 'rollback']);

/** A waiting time that became shorter, is gone, or covers less; both as texts. */
export interface ShorterWait {
  readonly keys: readonly string[];
  readonly before: string;
  readonly after: string;
  readonly side: 'base' | 'head';
  readonly line: number;
  /** Medium where it is about some packages, or a rule went, maybe with what it was about. */
  readonly severity: 'medium' | 'high';
}

interface Wait extends Row {
  readonly key: string;
  /** In minutes; 0 for one that cannot be read: nobody knows what an updater makes of it. */
  readonly span: number;
}

/** Where an updater waits less than before, by rules, or for fewer packages. */
export function* waitingTimes(tool: SettingsFile['tool'], rows: UpdaterRows): Generator<ShorterWait> {
  if (tool === 'dependabot') yield* dependabotWaits(rows);
  else yield* renovateWaits(rows);
}

const told = (value: Json | undefined): string => (value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value));

/** A number of days; 0 for anything else. */
function inDays(value: Json): number {
  const span = typeof value === 'boolean' ? 0 : minutes(value, day);
  return Number.isNaN(span) ? 0 : span;
}

const units: readonly (readonly [RegExp, number])[] = [
  [/^s(?:ecs?|econds?)?$/i, 1 / 60], [/^(?:m|mins?|minutes?)$/, 1], [/^h(?:rs?|ours?)?$/i, 60], [/^d(?:ays?)?$/i, day], [/^w(?:eeks?)?$/i, 7 * day], [/^(?:M|months?)$/, 30 * day], [/^y(?:rs?|ears?)?$/i, 365.25 * day],
];

/**
 * A span as Renovate reads it (`toMs`): numbers with units, added up. 0 for what it cannot read, which it passes over, and for a number alone: it takes
 * that for milliseconds.
 */
function spanOf(value: Json): number {
  if (typeof value !== 'string' || value.length > 100) return 0;
  let [span, at] = [0, 0];
  const part = /\s*(\d{0,9}\.?\d{1,9})\s*([a-z]{1,12})\s*/iy;
  for (let match = part.exec(value); match; match = part.exec(value)) {
    const unit = units.find(([word]) => word.test(match![2]!));
    if (!unit) return 0;
    span += Number(match[1]) * unit[1];
    at = part.lastIndex;
  }
  return at === value.length ? span : 0;
}

function waitsIn(rows: readonly Row[]): Wait[] {
  return rows.flatMap((row) => {
    const key = row.path.at(-1) ?? '';
    if (!waitKeys.has(key)) return [];
    return [{ ...row, key: key === 'stabilityDays' ? 'minimumReleaseAge' : key, span: key === 'minimumReleaseAge' ? spanOf(row.value) : inDays(row.value) }];
  });
}

function lessThan(was: Wait, is: Pick<Wait, 'value' | 'line'> | undefined, severity: ShorterWait['severity'] = 'high'): ShorterWait {
  return { keys: keysOf(was), before: told(was.value), after: told(is?.value), side: is ? 'head' : 'base', line: (is ?? was).line, severity };
}

/** Takes what stands at one place on both sides out of both lists, the same values first. */
function paired(before: Wait[], after: Wait[], same: (one: Wait, other: Wait) => boolean): [Wait, Wait][] {
  const pairs: [Wait, Wait][] = [];
  for (const exact of [true, false]) {
    for (const was of [...before]) {
      const is = after.find((one) => same(was, one) && (!exact || one.span === was.span));
      if (!is) continue;
      before.splice(before.indexOf(was), 1);
      after.splice(after.indexOf(is), 1);
      pairs.push([was, is]);
    }
  }
  return pairs;
}

const holderOf = (path: readonly string[]): string => path.slice(0, -1).join('.');

function* renovateWaits({ before: old, after: now }: UpdaterRows): Generator<ShorterWait> {
  // Fixes of vulnerabilities come at once anyway.
  const counts = ({ path, about }: Row): boolean => !path.some((key) => key === 'vulnerabilityAlerts' || ageless.has(key)) && !onlyAgeless(about);
  const [before, after] = [waitsIn(old).filter(counts), waitsIn(now).filter(counts)];
  const [preset, kept] = [presetsOf(old), presetsOf(now)];
  const span = (waits: readonly Wait[], { waits: byPreset }: { readonly waits: boolean }): number => waits.find(isGeneral)?.span ?? (byPreset ? 3 * day : 0);
  const [general, remains] = [span(before, preset), span(after, kept)];
  const shortest = before.reduce((least, { span: one }) => (one > 0 && one < least ? one : least), Number.POSITIVE_INFINITY);
  const all = [...after];
  const scopes = new Set(now.map((row) => row.scope));
  for (const [was, is] of paired(before, after, (one, other) => one.scope === other.scope && holderOf(one.path) === holderOf(other.path))) if (is.span < was.span) yield lessThan(was, is);
  if (preset.waits && !kept.waits && remains < 3 * day && !before.some(isGeneral)) {
    yield { keys: ['extends'], before: 'security:minimumReleaseAgeNpm', after: 'nothing', side: 'base', line: preset.line, severity: 'high' };
  }
  for (const was of before) {
    if (was.span === 0 || was.span <= remains) continue;
    const wider = after.find((one) => one.span >= was.span && covers(one.about, was.about));
    if (wider) continue;
    const inPlace = isGeneral(was) || (was.scope !== '{}' && scopes.has(was.scope)) || !all.some((one) => one.span > 0);
    yield lessThan(was, undefined, inPlace ? 'high' : 'medium');
  }
  for (const is of after) {
    const stood = Math.max(general, preset.unknown ? 1 : 0);
    if (is.span < stood) yield { keys: keysOf(is), before: general > 0 ? `${general / day} days` : 'a preset\'s', after: told(is.value), side: 'head', line: is.line, severity: preset.unknown && general === 0 ? 'medium' : severityOf(is.about) };
    else if (general === 0 && shortest < Number.POSITIVE_INFINITY && is.span < shortest) yield { keys: keysOf(is), before: 'more', after: told(is.value), side: 'head', line: is.line, severity: severityOf(is.about) };
  }
}

/** A wait that no rule narrows. */
const isGeneral = ({ path, scope }: Wait): boolean => path.length === 1 && scope === '';

/** Whether a rule is only about updates for which no age is known. */
function onlyAgeless(about: Selectors): boolean {
  const types = about.get('matchUpdateTypes');
  return types !== undefined && types.length > 0 && types.every((one) => ageless.has(one.replaceAll('"', '')));
}

/** A rule about packages that it names one by one is an exception; any other is about all that somebody may publish. */
function severityOf(about: Selectors): ShorterWait['severity'] {
  const named = [...about].find(([key]) => /^(?:matchPackageNames|matchDepNames|packageNames)$/.test(key))?.[1];
  return named !== undefined && named.length > 0 && !named.some((one) => /^"(?:\*|!|\/)|^"@?\*/.test(one)) ? 'medium' : 'high';
}

function* dependabotWaits({ before: old, after: now, changes }: UpdaterRows): Generator<ShorterWait> {
  const [before, after] = [waitsIn(old), waitsIn(now)];
  const all = [...after];
  const ecosystem = ({ about }: Row): string => about.get('package-ecosystem')?.[0] ?? '';
  const pairs = [...paired(before, after, (one, other) => one.key === other.key && one.scope === other.scope), ...paired(before, after, (one, other) => one.key === other.key && ecosystem(one) === ecosystem(other))];
  for (const [was, is] of pairs) if (is.span < was.span) yield lessThan(was, is);
  const general = (waits: readonly Wait[], row: Row): Wait | undefined => waits.find((one) => one.key === 'default-days' && one.scope === row.scope) ?? waits.find((one) => one.key === 'default-days' && ecosystem(one) === ecosystem(row));
  for (const was of before) {
    const left = was.key === 'default-days' ? undefined : general(all, was);
    // An ecosystem that is taken out is proposed nothing for.
    if (was.span === 0 || (left?.span ?? 0) >= was.span || !now.some((row) => ecosystem(row) === ecosystem(was))) continue;
    yield lessThan(was, left);
  }
  for (const is of after) {
    const stood = general(waitsIn(old), is);
    if (stood && is.span < stood.span) yield { ...lessThan(stood, is), keys: keysOf(is) };
    else if (!stood && is.span === 0) yield { keys: keysOf(is), before: 'nothing', after: told(is.value), side: 'head', line: is.line, severity: 'medium' };
  }
  yield* cooldownLists(old, now, changes);
}

/** `cooldown.exclude` takes packages out of the wait, and `cooldown.include` says for which alone there is one. */
function* cooldownLists(old: readonly Row[], now: readonly Row[], changes: UpdaterRows['changes']): Generator<ShorterWait> {
  const inCooldown = (path: readonly string[], key: string): boolean => path.at(-1) === key && path.at(-2) === 'cooldown';
  const waited = new Set(waitsIn(old).filter((one) => one.span > 0).map((one) => one.scope));
  const list = (rows: readonly Row[], scope: string): readonly Json[] => rows.filter((row) => row.scope === scope && inCooldown(row.path, 'include') && row.listed).map((row) => row.value);
  const everything = (value: Json | undefined): boolean => typeof value === 'string' && /^\**$/.test(value.trim());
  for (const { path, scope, keys, before, after, side, line } of changes) {
    if (!waited.has(scope)) continue;
    const of = (severity: ShorterWait['severity']): ShorterWait => ({ keys, before: told(before), after: told(after), side, line, severity });
    if (inCooldown(path, 'exclude') && after !== undefined && !(Array.isArray(after) && after.length === 0)) yield of(everything(after) ? 'high' : 'medium');
    if (!inCooldown(path, 'include')) continue;
    const [had, has] = [list(old, scope), list(now, scope)];
    if (has.length === 0 || has.some(everything)) continue;
    if (had.length === 0 || had.some(everything)) {
      // All waited; now those alone that are named.
      if (after !== undefined) yield of('high');
    } else if (before !== undefined && after === undefined) yield of('medium');
  }
}
