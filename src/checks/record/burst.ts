import { sitting, type Release } from '../../core/sighting.js';
import { limits } from '../../core/limits.js';
import { byCodePoint } from '../../core/order.js';
import type { Draft, FactReader, OwnGap, ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';
import { day, isYounger, type Registered } from './registered.js';

/** How many packages make a burst. */
const several = 3;
/** Silence after which a package counts as one that had been left alone. */
const silent = 365 * day;
/** How long a burst is told. Nearly all malicious versions are found within a day, and lively maintainers often have such an afternoon. */
const told = 3 * day;
/** Releases of one sitting that are looked at; what is beyond makes no difference to what is told. */
const compared = 500;

type Dated = Release & { readonly publisher: string; readonly publishedAt: number };

/** Releases of one account within one sitting, each package once. */
type Burst = readonly Dated[];

/** What is said of a sitting: the names, and whether they are of no one project. */
interface Words {
  readonly unlike: boolean;
  readonly packages: string;
}

/** What one account put up: by name and version the sitting that holds that release and the most packages, and what was found out of it. */
interface Account {
  readonly bursts: ReadonlyMap<string, Burst>;
  readonly words: Map<Burst, Words>;
}

/**
 * Packages by families: those of one scope, and those one of whose last releases was near to one of another's, directly or by others among them. What has no
 * release before is of none. Neighbours in the order of time are enough: what is near to one another has nothing between it that is farther.
 */
function families(releases: readonly Dated[]): readonly (readonly Dated[])[] {
  const leader = new Map<Dated, Dated>();
  const find = (one: Dated): Dated => {
    let at = one;
    for (let above = leader.get(at); above !== undefined && above !== at; above = leader.get(at)) {
      leader.set(at, leader.get(above) ?? above);
      at = above;
    }
    return at;
  };
  const join = (one: Dated, other: Dated): void => { leader.set(find(one), find(other)); };
  const known = releases.filter(({ earlier }) => earlier.length > 0);
  const scopes = new Map<string, Dated>();
  for (const one of known) {
    if (!one.name.startsWith('@')) continue;
    const scope = one.name.slice(0, one.name.indexOf('/'));
    join(one, scopes.get(scope) ?? one);
    scopes.set(scope, one);
  }
  const times = known.flatMap((one) => one.earlier.map((at) => ({ at, one }))).sort((a, b) => a.at - b.at);
  times.forEach(({ at, one }, index) => { if (index > 0 && at - times[index - 1]!.at <= sitting) join(one, times[index - 1]!.one); });
  const found = new Map<Dated, Dated[]>();
  for (const one of known) found.set(find(one), [...(found.get(find(one)) ?? []), one]);
  return [...found.values()];
}

/** Whether a package had been left alone, or never been put up by this account. */
const strange = ({ known, earlier, publishedAt }: Dated): boolean => !known || publishedAt - earlier[0]! >= silent;

/** The releases of the sitting that begins with one. */
function burstFrom(releases: readonly Dated[], first: number): Burst {
  const each = new Map<string, Dated>();
  const end = releases[first]!.publishedAt + sitting;
  for (let index = first; index < first + compared && (releases[index]?.publishedAt ?? Infinity) <= end; index += 1) each.set(releases[index]!.name, releases[index]!);
  return [...each.values()];
}

/** For each release, in the order of time, the sitting that holds it and the most packages, and of equal ones the first: a maximum over a sliding window. */
function burstsOf(releases: readonly Dated[]): ReadonlyMap<string, Burst> {
  const found = new Map<string, Burst>();
  const best: { readonly at: number; readonly burst: Burst }[] = [];
  let from = 0;
  for (const [index, one] of releases.entries()) {
    const burst = burstFrom(releases, index);
    while (best.length > from && best.at(-1)!.burst.length < burst.length) best.pop();
    best.push({ at: one.publishedAt, burst });
    while (one.publishedAt - best[from]!.at > sitting) from += 1;
    found.set(keyOf(one), best[from]!.burst);
  }
  return found;
}
const keyOf = ({ name, version }: Pick<Release, 'name' | 'version'>): string => `${name}\0${version}`;

/** Names a sitting. It is of no one project if it has three or more families, or beside others one that had been left alone, or that this account never put up. */
function wordsOf({ words }: Account, burst: Burst): Words {
  const known = words.get(burst);
  if (known) return known;
  const all = families(burst);
  const packages = burst.map(({ name, version }) => `${name}@${version}`).sort(byCodePoint);
  const made = {
    unlike: all.length >= several || (all.length > 1 && all.some((family) => family.every(strange))),
    packages: packages.slice(0, named).join(', ') + (packages.length > named ? ` and ${packages.length - named} more` : ''),
  };
  words.set(burst, made);
  return made;
}
const named = 30;

/** Made once for a review: its changes are looked at in parts. */
const made = new WeakMap<readonly Release[], ReadonlyMap<string, Account>>();

/** Releases by persons, of this review and of what the installation saw of the same accounts within the last day, by registry and account. */
export function byAccount(input: ReviewInput, facts: FactReader): ReadonlyMap<string, Account> {
  const own = facts.releases();
  const before = made.get(own);
  if (before) return before;
  const known = new Map<string, Map<string, Dated>>();
  for (const one of [...(input.seen?.releases ?? []), ...own]) {
    if (one.publisher === undefined || one.trusted || one.publishedAt === undefined) continue;
    const account = `${one.registry}\0${one.publisher}`;
    const releases = known.get(account) ?? new Map<string, Dated>();
    known.set(account, releases.set(keyOf(one), one as Dated));
  }
  const byTime = (a: Dated, b: Dated): number => a.publishedAt - b.publishedAt || byCodePoint(keyOf(a), keyOf(b));
  const accounts = new Map([...known].map(([account, releases]): [string, Account] => [account, { bursts: burstsOf([...releases.values()].sort(byTime)), words: new Map() }]));
  made.set(own, accounts);
  return accounts;
}

/**
 * What is told of a changed version that was put up with several other packages by one person. Build services and monorepos do that every day; so by itself it
 * is folded, and told where the packages are of no one project.
 */
export function burstDrafts({ change, record, now, before }: Registered, accounts: ReadonlyMap<string, Account>, input: ReviewInput): Draft[] {
  const publisher = now?.publisher;
  const account = publisher && accounts.get(`${record.registry}\0${publisher.name}`);
  if (!now || !publisher || publisher.trusted !== undefined || !account) return [];
  const burst = account.bursts.get(keyOf({ name: record.name, version: now.version })) ?? [];
  if (burst.length < several) return [];
  const standing = before.length > 0 && before.every((old) => old.version === now.version);
  const { unlike, packages } = wordsOf(account, burst);
  const loud = unlike && !standing && isYounger(now, input.now, told);
  return [aboutChange(change, {
    message: 'burst', severity: loud ? 'medium' : 'low', confidence: 'high', level: loud ? 'default' : 'folded', change: standing ? 'standing' : 'added',
    data: { publisher: publisher.name, count: burst.length, packages }, evidence: [{ kind: 'record', text: `${now.version} published by ${publisher.name} ${now.publishedAt!}` }], identity: ['burst', publisher.name, now.version],
  })];
}

/** One burst is told once: by the first package that it is told of, at the places of the others too. */
export function foldBursts(drafts: readonly Draft[]): readonly Draft[] {
  const first = new Map<string, { readonly index: number; readonly related: Draft['at'][] }>();
  const kept: Draft[] = [];
  for (const draft of drafts) {
    const key = JSON.stringify([draft.data['publisher'], draft.data['packages'], draft.level, draft.change, draft.root?.lockfile]);
    const known = draft.message === 'burst' ? first.get(key) : undefined;
    if (known) {
      known.related.push(draft.at);
      continue;
    }
    if (draft.message === 'burst') first.set(key, { index: kept.length, related: [] });
    kept.push(draft);
  }
  for (const { index, related } of first.values()) if (related.length > 0) kept[index] = { ...kept[index]!, related: related.slice(0, named) };
  return kept;
}

/** More of the accounts' releases are kept than a review is told of. It is known by the versions that this review brings in: what others saw changes with each of theirs. */
export function cutGaps({ seen }: ReviewInput, facts: FactReader): OwnGap[] {
  if (seen?.cut !== true) return [];
  const versions = facts.releases().filter((one) => one.publisher !== undefined && !one.trusted).map(({ name, version }) => `${name}@${version}`);
  return [{ subject: 'releases of the last day', identity: ['cut', ...versions.sort(byCodePoint)], coverage: { kind: 'partial', code: 'RELEASES_LIMIT', data: { limit: limits.sightedReleases.value } } }];
}
