import { canonicalJson, type Json } from '../../core/json.js';
import type { InstallRoot } from '../../core/lockfile.js';
import type { SettingLeaf } from './leaf.js';
import { settingsAbove, type TextAt } from './standing.js';

export type AgeTool = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** How old a version has to be for the package manager of one lockfile to take it, by a settings file that is in force there. */
export interface StandingAge {
  readonly lockfile: string;
  readonly tool: AgeTool;
  readonly path: string;
  readonly key: string;
  /** In milliseconds. */
  readonly ms: number;
  /** Yarn's waits of single scopes (without `@`), which go before the general one. */
  readonly scopes: { readonly [scope: string]: number };
  /** Packages that do not wait, in the tool's own words. */
  readonly except: readonly string[];
}

interface Row {
  readonly tool: AgeTool;
  readonly file: string;
  readonly key: string;
  readonly except: string;
  /** What a number without a unit counts, in milliseconds. */
  readonly unit: number;
  /** Whose file counts: that of the lockfile's folder; the nearest above; the nearest above that says something. */
  readonly from: 'folder' | 'nearest' | 'saying';
}

const minute = 60_000;
const day = 1_440 * minute;

/**
 * The settings, their files and units. npm 11 (`@npmcli/config`, definitions): days; pnpm 10 and 11 (`minimumReleaseAge * 60 * 1e3`): minutes, pnpm 10 by an .npmrc as well, both of the
 * nearest pnpm-workspace.yaml; Yarn 4 (`SettingsType.DURATION` in minutes): of all .yarnrc.yml files above; Bun 1.3 (`minimumReleaseAge` times `ms_per_s`): seconds, of the folder itself.
 */
const rows: readonly Row[] = [
  { tool: 'npm', file: '.npmrc', key: 'min-release-age', except: 'min-release-age-exclude', unit: day, from: 'folder' },
  { tool: 'pnpm', file: 'pnpm-workspace.yaml', key: 'minimumReleaseAge', except: 'minimumReleaseAgeExclude', unit: minute, from: 'nearest' },
  { tool: 'pnpm', file: '.npmrc', key: 'minimum-release-age', except: 'minimum-release-age-exclude', unit: minute, from: 'folder' },
  { tool: 'yarn', file: '.yarnrc.yml', key: 'npmMinimalAgeGate', except: 'npmPreapprovedPackages', unit: minute, from: 'saying' },
  { tool: 'bun', file: 'bunfig.toml', key: 'install.minimumReleaseAge', except: 'install.minimumReleaseAgeExcludes', unit: 1_000, from: 'folder' },
];
/** Longer than anybody waits; times beyond are none that a date can hold. */
const longest = 36_500 * day;
const yarnUnits: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: minute, h: 60 * minute, d: day, w: 7 * day };

/** A span in milliseconds; undefined for one that the tool does not understand, or none. */
function spanOf(value: Json, { tool, unit }: Row): number | undefined {
  const match = typeof value === 'number' ? [String(value), String(value)] : typeof value === 'string' && value.length < 100 ? /^(\d*\.?\d+)(ms|s|m|h|d|w)?$/.exec(value.trim()) : null;
  if (!match || (match[2] !== undefined && tool !== 'yarn')) return undefined;
  const span = Number(match[1]) * (match[2] === undefined ? unit : yarnUnits[match[2]]!);
  return span > 0 ? Math.min(span, longest) : undefined;
}

/** Of a key that stands twice the longest span: any of them may be the one. */
function longestSpan(leaves: readonly SettingLeaf[], row: Row, is: (keys: readonly string[]) => boolean): number | undefined {
  const spans = leaves.flatMap((leaf) => (is(leaf.keys) ? (spanOf(leaf.value, row) ?? []) : []));
  return spans.length === 0 ? undefined : Math.max(...spans.slice(0, 1_000));
}

/** What one file says; undefined where it says nothing of ages. */
function saidBy(leaves: readonly SettingLeaf[], row: Row): Pick<StandingAge, 'ms' | 'scopes'> | undefined {
  const ms = longestSpan(leaves, row, (keys) => keys.join('.') === row.key);
  const scoped = row.tool === 'yarn' ? leaves.filter(({ keys }) => keys.length === 3 && keys[0] === 'npmScopes' && keys[2] === row.key) : [];
  const scopes = Object.fromEntries(scoped.map(({ keys, value }) => [keys[1]!, spanOf(value, row) ?? 0]));
  return ms === undefined && scoped.length === 0 ? undefined : { ms: ms ?? 0, scopes };
}

function exceptIn(leaves: readonly SettingLeaf[], row: Row): readonly string[] {
  const written = leaves.flatMap(({ keys, value }) => (keys.join('.') === row.except && typeof value === 'string' ? (row.tool === 'npm' ? value.split(',') : [value]) : []));
  return written.map((one) => one.trim()).filter((one) => one !== '');
}

/**
 * The ages that settings files ask for in the folders of these lockfiles, on one side of a change; files that cannot be read ask for none.
 * @param textAt the text of a file of that side, by its path from the repository's root
 */
export function standingAges(lockfiles: readonly { readonly format: string; readonly root: InstallRoot }[], textAt: TextAt): readonly StandingAge[] {
  const above = settingsAbove(textAt);
  return lockfiles.flatMap(({ format, root }) => rows.filter(({ tool }) => tool === format).flatMap((row): StandingAge[] => {
    const all = above(root.directory, row.file);
    const own = root.directory === '' ? row.file : `${root.directory}/${row.file}`;
    const found = row.from === 'folder' ? all.filter(({ path }) => path === own) : all;
    const governing = row.from === 'nearest' ? found.slice(0, 1) : found;
    for (const { path, leaves } of governing) {
      const said = saidBy(leaves, row);
      if (said) return [{ lockfile: root.lockfile, tool: row.tool, path, key: row.key, ...said, except: governing.map((one) => exceptIn(one.leaves, row)).find((list) => list.length > 0) ?? [] }];
    }
    return [];
  }));
}

/** Those of both sides, each once: which of them a package waits for is the stricter one. */
export function bothSides(before: readonly StandingAge[], after: readonly StandingAge[]): readonly StandingAge[] {
  return [...new Map([...before, ...after].map((one) => [canonicalJson({ ...one }), one])).values()];
}
