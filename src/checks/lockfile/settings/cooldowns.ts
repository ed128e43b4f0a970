import { isObject, type Json } from '../../../core/json.js';
import type { SettingLeaf, SettingsFile } from '../../../lockfiles/settings/index.js';
import { minutes } from './effects.js';

const day = 1440;
/** Waiting times by their key, wherever it stands: Renovate's `minimumReleaseAge` (once `stabilityDays`), Dependabot's `cooldown`. */
const keys: ReadonlyMap<string, number> = new Map([
  ['minimumReleaseAge', day], ['stabilityDays', day], ['default-days', day], ['semver-major-days', day], ['semver-minor-days', day], ['semver-patch-days', day],
]);

/** A waiting time that became shorter, fewer, or is gone; both as texts. */
export interface ShorterWait {
  readonly setting: string;
  readonly before: string;
  readonly after: string;
  readonly side: 'base' | 'head';
  readonly line: number;
  /** No wait became shorter; there are only fewer rules that wait, which may have gone with what they were about. */
  readonly fewer: boolean;
}

/**
 * Where an updater waits less than before. Rules of such files are lists without names, so that their waiting times are compared as a set: the
 * shortest of a key, and how many rules wait at all.
 */
export function* waitingTimes({ tool, reading }: SettingsFile): Generator<ShorterWait> {
  if (reading.kind === 'unread' || (tool !== 'renovate' && tool !== 'dependabot' && tool !== 'manifest')) return;
  const counts = (leaf: SettingLeaf): boolean => tool !== 'manifest' || leaf.keys[0] === 'renovate';
  for (const [setting, unit] of keys) {
    const [was, is] = [reading.before, reading.after].map((leaves) => leaves.filter(counts).flatMap((leaf) => valuesOf(setting, leaf))) as [Found[], Found[]];
    if (was.length === 0) continue;
    const spans = (found: readonly Found[]): number[] => found.map(({ value }) => minutes(value, unit)).filter((span) => span > 0);
    const [old, now] = [spans(was), spans(is)];
    if (now.length >= old.length && Math.min(...now) >= Math.min(...old)) continue;
    const at = is[0];
    const told = (found: readonly Found[]): string => (found.length === 0 ? 'nothing' : found.slice(0, 5).map(({ value }) => (typeof value === 'string' ? value : JSON.stringify(value))).join(', '));
    yield { setting, before: told(was), after: told(is), side: at ? 'head' : 'base', line: (at ?? was[0]!).line, fewer: now.length > 0 && Math.min(...now) >= Math.min(...old) };
  }
}

interface Found {
  readonly value: Json;
  readonly line: number;
}

function valuesOf(setting: string, { keys: path, value, line }: SettingLeaf): Found[] {
  if (path.at(-1) === setting) return [{ value, line }];
  const found: Found[] = [];
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) for (const item of next as Json[]) open.push(item);
    else if (isObject(next)) for (const [key, item] of Object.entries(next)) {
      if (key === setting) found.push({ value: item, line });
      else open.push(item);
    }
  }
  return found;
}
