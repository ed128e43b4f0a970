import { isListed } from '../../core/policy.js';
import type { StandingAge } from '../../lockfiles/settings/ages.js';
import { defineCheck, type Draft, type OwnGap, type ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';
import { day, isYounger, notServed, publishedAt, registered, spanText, type Registered } from './registered.js';
import { waitOf } from './tool-waits.js';

/** Younger than this is told: most malicious versions were found within a day. Younger than a week is folded. */
const told = day;
const folded = 7 * day;

/** Why a version has to wait, for how long, and what is said of it. */
interface Wait {
  readonly message: 'cooldown' | 'tool' | 'fresh';
  readonly ms: number;
  /** Somebody wrote down how long is long enough: that may block where the check's mode does. */
  readonly severity: 'high' | 'medium';
  readonly data: { readonly [key: string]: string };
}

/** Whole days, else hours. */
const waitText = (ms: number): string => (ms % day === 0 ? `${ms / day} day${ms === day ? '' : 's'}` : ms < 2 * day ? spanText(ms) : `${Math.floor(ms / day)} days and ${spanText(ms % day)}`);

/** All waits for this version, the one that decides first. Exceptions are from the wait of whoever wrote them, and never from the usual one: none quiets what stands without it. */
function waitsOf({ change, record, now }: Registered, { policy, ages = [] }: ReviewInput): readonly Wait[] {
  const days = isListed(policy.cooldown?.except ?? [], record.name) ? 0 : (policy.cooldown?.days ?? 0);
  const tools = ages.filter(({ lockfile }) => lockfile === change.root.lockfile).map((age): readonly [StandingAge, number] => [age, waitOf(age, record.name, now!.version)]);
  return [
    ...(days > 0 ? [{ message: 'cooldown', ms: days * day, severity: 'high', data: { wait: waitText(days * day) } } as const] : []),
    ...tools.filter(([, ms]) => ms > 0).toSorted(([, one], [, other]) => other - one).slice(0, 1).map(([{ tool, path, key }, ms]): Wait => ({ message: 'tool', ms, severity: 'medium', data: { wait: waitText(ms), tool, path, key } })),
    { message: 'fresh', ms: told, severity: 'medium', data: {} },
  ];
}

/** A moment that far from a version's publication, at most the last that RFC 3339 can write. */
const after = (published: number, ms: number): string => new Date(Math.min(published + ms, 253_402_300_799_000)).toISOString();

function drafts(one: Registered, input: ReviewInput): Draft[] {
  const { change, now, before } = one;
  const at = input.now;
  if (!now || Number.isNaN(publishedAt(now))) return [];
  const open = waitsOf(one, input).filter(({ ms }) => isYounger(now, at, ms));
  const wait = open[0];
  if (!wait && !isYounger(now, at, folded)) return [];
  const standing = before.length > 0 && before.every((old) => old.version === now.version);
  const data = { age: spanText(Date.parse(at) - publishedAt(now)), published: now.publishedAt! };
  const loud = wait !== undefined && !standing;
  // A person wants to know when all is over, and whoever looks again when this very finding is.
  const ends = wait ? { ends: after(publishedAt(now), wait.ms), until: after(publishedAt(now), Math.max(...open.map(({ ms }) => ms))).slice(0, 16).replace('T', ' '), ...wait.data } : {};
  return [aboutChange(change, {
    message: wait?.message ?? 'young', severity: loud ? wait.severity : 'low', confidence: 'high', level: loud ? 'default' : 'folded', change: standing ? 'standing' : 'added',
    data: { ...data, ...ends }, evidence: [{ kind: 'record', text: `published ${now.publishedAt!}` }],
    identity: [wait?.message ?? 'young', now.version, ...(wait?.data['wait'] === undefined ? [] : [wait.data['wait']])],
  })];
}

const gaps = (one: Registered): OwnGap[] => (one.now && one.now.publishedAt === undefined ? [notServed(one, 'times')] : []);
const why = 'Most versions that turned out malicious were found and taken down within a day. Until then nobody but their author has looked at them.';

export const releaseAge = defineCheck({
  id: 'release-age',
  group: 'record',
  title: 'A changed package was published only just',
  default: { mode: 'warn', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after'], kinds: ['record'] }],
  messages: {
    cooldown: {
      what: '{package} {version} was published {age} ago ({published}); the policy wants versions to be {wait} old (`cooldown.days`).',
      why: 'Most versions that turned out malicious were found and taken down within days. This organisation waits for that.',
      todo: 'Wait until {until} UTC and let the check run again. For a version that mends something urgent a waiver, or a name in `cooldown.except`, is the way.',
    },
    tool: {
      what: '{package} {version} was published {age} ago ({published}); {tool} takes only versions that are {wait} old here (`{key}` in {path}).',
      why: 'Whoever installs with these settings may not take this version yet, and whoever made the lockfile did without them.',
      todo: 'Wait until {until} UTC and let the check run again, or except this package in those settings.',
    },
    fresh: {
      what: '{package} {version} was published {age} ago ({published}).',
      why,
      todo: 'Wait until {until} UTC and let the check run again, unless this version mends something that cannot wait.',
    },
    young: {
      what: '{package} {version} was published {age} ago ({published}).',
      why: 'Most versions that turned out malicious were found within a day; a few stood longer.',
      todo: 'Nothing, where somebody knows what the version is for.',
    },
  },
  run: (input: ReviewInput, facts) => {
    const all = registered(input, facts, 'patched');
    return { drafts: all.flatMap((one) => drafts(one, input)), gaps: all.flatMap(gaps) };
  },
});
