import semver from 'semver';
import type { VersionRecord } from '../../packages/record.types.js';
import { defineCheck, type Draft, type OwnGap, type ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';
import { burstDrafts, byAccount, cutGaps, foldBursts } from './burst.js';
import { day, fresh, isYounger, notServed, publishedAt, registered, spanText, type Registered } from './registered.js';

/** Silence that is told. coa and rc had been silent for three and six years when they were taken over, rand-user-agent for seven months. */
const long = 365 * day;
const middling = 180 * day;

interface Silence {
  readonly message: 'dormant' | 'old-line';
  readonly ms: number;
  readonly last: VersionRecord;
}

/** The newest of these versions that was there before the sitting in which `now` was put up. */
function lastBefore(versions: readonly VersionRecord[], now: VersionRecord): VersionRecord | undefined {
  const until = publishedAt(now) - day;
  return versions.filter((one) => publishedAt(one) < until).sort((a, b) => publishedAt(b) - publishedAt(a))[0];
}

function silenceOf({ record, now }: Registered): Silence | undefined {
  if (!now || Number.isNaN(publishedAt(now))) return undefined;
  const all = Object.values(record.versions);
  const any = lastBefore(all, now);
  if (!any) return undefined;
  const whole = publishedAt(now) - publishedAt(any);
  if (whole >= middling) return { message: 'dormant', ms: whole, last: any };
  const major = semver.major(now.version);
  const ahead = all.some((one) => semver.major(one.version) > major && semver.prerelease(one.version) === null && publishedAt(one) < publishedAt(now));
  const inLine = ahead ? lastBefore(all.filter((one) => semver.major(one.version) === major), now) : undefined;
  const line = inLine ? publishedAt(now) - publishedAt(inLine) : 0;
  return inLine && line >= middling ? { message: 'old-line', ms: line, last: inLine } : undefined;
}

function drafts(one: Registered, at: string): Draft[] {
  const silence = silenceOf(one);
  if (!silence || !one.now) return [];
  const standing = one.before.length > 0 && one.before.every((old) => old.version === one.now!.version);
  const loud = !standing && silence.ms >= long && isYounger(one.now, at, fresh);
  return [aboutChange(one.change, {
    message: silence.message, severity: loud ? 'medium' : 'low', confidence: 'high', level: loud ? 'default' : 'folded', change: standing ? 'standing' : 'added',
    data: { silence: spanText(silence.ms), last: silence.last.version, line: String(semver.major(one.now.version)) },
    evidence: [{ kind: 'record', text: `${silence.last.version} ${silence.last.publishedAt!}, ${one.now.version} ${one.now.publishedAt!}` }], identity: [silence.message, one.now.version],
  })];
}

const gaps = (one: Registered): OwnGap[] => (one.now && one.now.publishedAt === undefined ? [notServed(one, 'times')] : []);
const why = 'Packages that nobody works on any more are what attackers take over: nobody is there to notice.';
const todo = 'Look at what the release is for. After two weeks in the registry this is folded.';

export const dormantRelease = defineCheck({
  id: 'dormant-release',
  group: 'record',
  title: 'A release after long silence, of a line that was left behind, or of many packages at once',
  default: { mode: 'warn', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after'], kinds: ['record'] }],
  messages: {
    dormant: { what: '{package} {version} is the first release in {silence}; the one before was {last}.', why, todo },
    'old-line': { what: '{package} {version} is the first release of its major line {line} in {silence}, since {last}, while the package had gone on to later ones.', why, todo },
    burst: {
      what: '{publisher} put up {count} packages within two hours, {package} {version} among them: {packages}.',
      why: 'Whoever holds a stolen account puts up all that it can reach in one go. Projects of many packages go out at once as well, but then they have done so before.',
      todo: 'See whether the projects say anything about it, and wait where nothing is urgent. After three days in the registry this is folded.',
    },
  },
  run: (input: ReviewInput, facts) => {
    const all = registered(input, facts);
    const accounts = byAccount(input, facts);
    return { drafts: all.flatMap((one) => [...drafts(one, input.now), ...burstDrafts(one, accounts, input)]), gaps: [...all.flatMap(gaps), ...cutGaps(input, facts)] };
  },
  fold: foldBursts,
});
