import type { Json } from '../../../core/json.js';

/**
 * What a setting does to an install.
 * - `harmless`: nothing about what is installed, where it comes from, or what runs;
 * - `runs`: names code or a program that runs at install or in place of a tool;
 * - `script`: a command of the repository's own that installs run;
 * - `tool`: which package manager or runtime is used, and in which version;
 * - `source`: decides where packages, or tools, come from;
 * - `transport`: decides whom a connection trusts or through whom it goes;
 * - `credential`: a secret or how one is sent;
 * - `rewrite`: changes what packages contain or ask for (`dependency-rewrite` speaks of it);
 * - `declares`: asks for packages; the lockfile shows what comes of it;
 * - a guard: a protection, which a change may weaken.
 */
export type Effect = 'harmless' | 'runs' | 'script' | 'tool' | 'source' | 'transport' | 'credential' | 'rewrite' | 'declares' | Guard;

export interface Guard {
  /** What is protected, as the end of "…, which protects". */
  readonly protects: string;
  /** How bad it is that the change weakens it. */
  readonly severity: 'medium' | 'high';
  /** Whether the change from one value to the other weakens it; undefined stands for a key that is not there. */
  readonly weaker: (before: Json | undefined, after: Json | undefined, keys: readonly string[]) => boolean;
  /** A list that protects by being there, however short: without it the tool goes by one of its own. */
  readonly listed?: boolean;
}

/** A table of settings by their first key in camel case, as pnpm writes its own; a tool reads both spellings of some. */
export type EffectTable = ReadonlyMap<string, Effect>;

const truth = (value: Json | undefined, fallback: boolean): boolean => (value === undefined || value === null || value === '' ? fallback : value === true || (typeof value === 'string' && value.toLowerCase() === 'true'));

/** Protects while true. A value that is neither `true` nor `false` counts as the unprotected one. */
export function whileOn(protects: string, fallback: boolean, severity: Guard['severity'] = 'high'): Guard {
  return { protects, severity, weaker: (before, after) => truth(before, fallback) && !truth(after, fallback) };
}

/** Protects while false: anything but a plain `false` weakens. */
export function whileOff(protects: string, severity: Guard['severity'] = 'high', fallback = false): Guard {
  const off = (value: Json | undefined): boolean => (value === undefined || value === null ? !fallback : value === false || (typeof value === 'string' && value.toLowerCase() === 'false'));
  return { protects, severity, weaker: (before, after) => off(before) && !off(after) };
}

/**
 * A switch whose default differs between releases of the tool: saying nothing lies between both values, so that a protection which is no more said,
 * and one that is said to be off, both weaken.
 */
export function said(protects: string, protecting: boolean): Guard {
  const rank = (value: Json | undefined): number => (value === undefined || value === null ? 1 : truth(value, !protecting) === protecting ? 2 : 0);
  return { protects, severity: 'high', weaker: (before, after) => rank(after) < rank(before) };
}

const unitMinutes: ReadonlyMap<string, number> = new Map(([
  [1 / 60_000, 'ms msec msecs millisecond milliseconds'], [1 / 60, 's sec secs second seconds'], [1, 'm min mins minute minutes'], [60, 'h hr hrs hour hours'], [1440, 'd day days'],
  [10_080, 'w week weeks'], [43_200, 'mo month months'], [525_600, 'y yr yrs year years'],
] as const).flatMap(([length, words]) => words.split(' ').map((word): [string, number] => [word, length])));

/** A span of time in minutes: a number in the setting's own unit, or a text with a unit as Yarn (`3d`) and Renovate (`3 days`) write it; NaN for anything else. */
export function minutes(value: Json | undefined, unit: number): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number') return value * unit;
  const match = typeof value === 'string' ? /^\s*(\d{1,9}(?:\.\d{1,6})?)\s*([a-z]*)\s*$/i.exec(value) : null;
  if (!match) return Number.NaN;
  const word = match[2]!.toLowerCase();
  return Number(match[1]) * (word === '' ? unit : (unitMinutes.get(word) ?? Number.NaN));
}

/**
 * Protects by a waiting time: less of it weakens, and so does a value that cannot be read. `most` is the longest default of any release of the tool, in
 * the setting's unit: what was not said may have been that, and what is said no more may be nothing.
 */
export function waits(protects: string, unit: number, most = 0): Guard {
  return {
    protects, severity: 'high',
    weaker: (before, after) => {
      const [was, is] = [minutes(before ?? most, unit), minutes(after, unit)];
      if (before === undefined && after === undefined) return false;
      // A value that nobody could read may have been the longest.
      return Number.isNaN(is) || Number.isNaN(was) ? before !== after && !(is >= 1) : is < was;
    },
  };
}

/** Exceptions from a protection: each that is added weakens it. */
export function exceptions(protects: string, severity: Guard['severity'] = 'medium'): Guard {
  return { protects, severity, weaker: (_, after) => after !== undefined && !(typeof after === 'object' && after !== null) && after !== '' };
}

/** The only ones that may: each that is added weakens, and so does taking the list away, where the tool then allows others, or all. */
export function allowList(protects: string, severity: Guard['severity'] = 'medium'): Guard {
  return { ...exceptions(protects, severity), listed: true };
}

/** What a protection covers: each that is taken out weakens it. */
export function members(protects: string, severity: Guard['severity'] = 'medium'): Guard {
  return { protects, severity, weaker: (before, after) => (before !== undefined && after === undefined) || (Array.isArray(after) && after.length === 0) };
}

/** Packages by name, each allowed or denied: one that is allowed now, or denied no more, weakens. */
export function verdicts(protects: string): Guard {
  return { protects, severity: 'medium', weaker: (before, after) => (after === undefined ? before === false : after !== false && JSON.stringify(before) !== JSON.stringify(after)) };
}

/** Words in the order of how much they protect, the most first. A word that is not among them counts as the least. */
export function strongest(protects: string, words: readonly string[], fallback: string, severity: Guard['severity'] = 'high'): Guard {
  const rank = (value: Json | undefined): number => {
    const at = words.indexOf(typeof value === 'string' ? value : value === false ? 'off' : (value ?? undefined) === undefined ? fallback : '');
    return at === -1 ? words.length : at;
  };
  return { protects, severity, weaker: (before, after) => rank(after) > rank(before) };
}

/** Weakened by any change but its arrival. */
export function standing(protects: string): Guard {
  return { protects, severity: 'high', weaker: (before, after) => before !== undefined && before !== after };
}

/** Weakened by any change, its arrival too. */
export function fixed(protects: string): Guard {
  return { protects, severity: 'high', weaker: (before, after) => before !== after };
}

/** A table of one effect for many keys, separated by white space. */
export function all(effect: Effect, keys: string): readonly (readonly [string, Effect])[] {
  return keys.split(/\s+/).filter((key) => key !== '').map((key) => [key, effect]);
}

/** `some-key` and `some_key` as `someKey`; what a key begins with stays. */
export function camel(key: string): string {
  return key.replace(/(?<=[a-zA-Z0-9])[-_]+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
