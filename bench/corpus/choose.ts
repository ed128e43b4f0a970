import { major } from 'semver';
import { sortedBy } from '../../src/core/order.js';
import type { RegistryRecord, VersionRecord } from '../../src/packages/record.types.js';
import { drawFrom, type Draw } from './draw.js';
import { upgradesOf, type Step, type Upgrade } from './steps.js';

/** What a package is: with steps at install, shipping bundled or minified files, a command line or build tool, a client of a service, or any other. */
export const nameClasses = ['install', 'bundled', 'cli', 'sdk', 'library'] as const;
export type NameClass = (typeof nameClasses)[number];
/** A pair's classes: its name's, where `install` holds for both versions only, and `major` for a step to another major version. */
export type PairClass = NameClass | 'major';

/** One upgrade of a list. `integrity` is the sha512 of each archive, as the registry's record states it. */
export interface Pair {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly step: Step;
  readonly classes: readonly PairClass[];
  readonly integrity: { readonly before: string; readonly after: string };
}

export interface Choice {
  readonly seed: number;
  readonly pairs: readonly Pair[];
}

export interface Wish {
  readonly seed: number;
  /** Popular names with their classes. */
  readonly names: { readonly [name: string]: readonly NameClass[] };
  /** The registry's record of a name; undefined where there is none to be had. */
  readonly recordOf: (name: string) => Promise<RegistryRecord | undefined>;
  /** Whether a version is known to be malicious: it must never be fetched. */
  readonly isMalicious: (name: string, version: string) => Promise<boolean>;
  /** Names that another list has. */
  readonly taken: ReadonlySet<string>;
}

/** How many pairs are drawn for each class; a name of several classes counts in each. */
export const quotas: { readonly [name in NameClass]: number } = { install: 24, bundled: 26, cli: 26, sdk: 26, library: 48 };
export const pairCount = 150;
/** Pairs of one name at most. */
export const pairsEach = 2;
/** One in five draws is for a major step. */
const steps: readonly Step[] = ['patch', 'minor', 'major', 'jump', 'patch', 'minor', 'jump', 'patch', 'minor', 'major'];

/**
 * Chooses 150 upgrades by a seed and nothing else: names of each class in an order that the seed gives, for each place the first name that has a step of the
 * place's kind, the major by the seed, then the pair in it by the seed. No version is read for it.
 * A list takes at most half of a class's names once, and then second pairs of these, so that another list has names of its own.
 * @throws RangeError where the names do not offer enough pairs.
 */
export async function choose(wish: Wish): Promise<Choice> {
  const draw = drawFrom(wish.seed);
  const chosen = new Map<string, Pair>();
  const used = new Set<string>();
  for (const kind of nameClasses) {
    const ofClass = Object.keys(wish.names).filter((name) => wish.names[name]!.includes(kind));
    const order = draw.shuffled(sortedBy(ofClass, (name) => name).filter((name) => !wish.taken.has(name) && !used.has(name)));
    const mine: string[] = [];
    for (let place = 0; place < quotas[kind]; place += 1) {
      const step = steps[place % steps.length]!;
      const fresh = mine.length < Math.floor(ofClass.length / 2) ? order.filter((name) => !used.has(name)) : [];
      const pair = await firstOf(wish, draw, kind, [...fresh, ...mine.filter((name) => [...chosen.values()].filter((one) => one.name === name).length < pairsEach)], [step, ...steps.slice(0, 4)], chosen);
      if (!pair) throw new RangeError(`no pair is left for place ${place} of ${kind}`);
      chosen.set(keyOf(pair), pair);
      if (!mine.includes(pair.name)) mine.push(pair.name);
      used.add(pair.name);
    }
  }
  return { seed: wish.seed, pairs: sortedBy(chosen.values(), keyOf) };
}

/** A text that is equal for equal pairs and for no others. */
export function keyOf({ name, before, after }: Pick<Pair, 'name' | 'before' | 'after'>): string {
  return `${name}@${before}..${after}`;
}

/** The first name that has a step of the first kind gives the pair; where none has, of the next kind. */
async function firstOf(wish: Wish, draw: Draw, kind: NameClass, names: readonly string[], kinds: readonly Step[], chosen: ReadonlyMap<string, Pair>): Promise<Pair | undefined> {
  const admits = kind === 'install' ? (version: VersionRecord): boolean => version.hasInstallScript : (): boolean => true;
  for (const step of kinds) {
    for (const name of names) {
      const record = await wish.recordOf(name);
      if (!record) continue;
      let offers = upgradesOf(record, step, admits).filter(({ before, after }) => !chosen.has(keyOf({ name, before: before.version, after: after.version })));
      while (offers.length > 0) {
        // Offers stand in the order of versions, so their majors do too.
        const line = draw.pick([...new Set(offers.map(({ after }) => major(after.version)))]);
        const upgrade = draw.pick(offers.filter(({ after }) => major(after.version) === line));
        const bad = await Promise.all([upgrade.before, upgrade.after].map((one) => wish.isMalicious(name, one.version)));
        if (!bad.includes(true)) return pairOf(name, wish.names[name]!, upgrade);
        offers = offers.filter((one) => one !== upgrade);
      }
    }
  }
  return undefined;
}

function pairOf(name: string, classes: readonly NameClass[], { step, before, after }: Upgrade): Pair {
  const installs = before.hasInstallScript && after.hasInstallScript;
  return {
    name, before: before.version, after: after.version, step,
    classes: [...nameClasses.filter((one) => (one === 'install' ? installs : classes.includes(one))), ...(major(before.version) === major(after.version) ? [] : ['major' as const])],
    integrity: { before: before.integrity!, after: after.integrity! },
  };
}
