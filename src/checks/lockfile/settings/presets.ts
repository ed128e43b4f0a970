import type { Row, UpdaterRows } from './rows.js';

/** A preset that comes or goes, by what it does. */
export interface PresetChange {
  readonly keys: readonly string[];
  readonly before?: string;
  readonly after?: string;
  readonly side: 'base' | 'head';
  readonly line: number;
  readonly kind: 'inherits' | 'weakened';
  readonly severity: 'low' | 'medium';
  readonly protects: string;
}

/** Renovate's own presets begin with one of these; everything else is somebody's configuration elsewhere. */
const internal = /^(?::|(?:abandonments|config|customManagers|default|docker|global|group|helpers|mergeConfidence|monorepo|npm|packages|preview|regexManagers|replacements|schedule|security|workarounds):)/;
const merges = /^(?:default)?:(?:automerge(?!Disabled|Pr$|RequireAll)\w*|skipStatusChecks)/;
const withholds = /^(?:default)?:disableVulnerabilityAlerts/;

/** Presets that wait three days before they propose a package of npm. */
const waiting = /^(?:security:minimumReleaseAgeNpm|config:best-practices)$/;

/** A preset's name without its parameters. */
const nameOf = (row: Row): string => (typeof row.value === 'string' ? row.value.trim().replace(/\(.*$/s, '') : '');

const listed = (rows: readonly Row[], key: string): readonly Row[] => rows.filter(({ path }) => path.at(-1) === key);

/** Whether a configuration waits by a preset that applies to all packages, and whether somebody else's preset may. */
export function presetsOf(rows: readonly Row[]): { readonly waits: boolean; readonly line: number; readonly unknown: boolean } {
  const ignored = new Set(listed(rows, 'ignorePresets').map(nameOf));
  const extended = listed(rows, 'extends').filter((row) => !ignored.has(nameOf(row)));
  const own = extended.find((row) => row.scope === '' && waiting.test(nameOf(row)) && !ignored.has('security:minimumReleaseAgeNpm'));
  return { waits: own !== undefined, line: own?.line ?? 1, unknown: extended.some((row) => nameOf(row) !== '' && !internal.test(nameOf(row))) };
}

/** Another version of a preset that was in use already. */
const place = (name: string): string => name.replace(/#.*$/s, '');

/** What presets do that a change brings, or takes, beside waiting. */
export function* presetChanges({ before, changes }: UpdaterRows): Generator<PresetChange> {
  const had = new Set(listed(before, 'extends').map((row) => place(nameOf(row))));
  const has = new Set(changes.filter((change) => change.path.at(-1) === 'extends' && typeof change.after === 'string').map((change) => place(change.after as string)));
  for (const { path, keys, side, line, before: was, after } of changes) {
    if (path.at(-1) !== 'extends') continue;
    const of = (parts: Pick<PresetChange, 'kind' | 'severity' | 'protects'>): PresetChange => ({ keys, side, line, ...(typeof was === 'string' ? { before: was } : {}), ...(typeof after === 'string' ? { after } : {}), ...parts });
    const name = typeof after === 'string' ? after.trim() : typeof was === 'string' ? was.trim() : '';
    if (name !== '' && !internal.test(name)) {
      // Taken away, it is told as low: what it held back is not known, and nothing of it runs any more.
      if (after !== undefined || !has.has(place(name))) yield of({ kind: 'inherits', severity: after === undefined || had.has(place(name)) ? 'low' : 'medium', protects: '' });
    } else if (after !== undefined && merges.test(name)) yield of({ kind: 'weakened', severity: 'medium', protects: 'updates from being merged before somebody, or a test, looked at them' });
    else if (after !== undefined && withholds.test(name)) yield of({ kind: 'weakened', severity: 'medium', protects: 'against known vulnerabilities' });
  }
}
