import { defineCheck, type Draft, type OwnGap, type ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';
import { day, isYounger, notServed, publishedAt, registered, spanText, type Registered } from './registered.js';

/** Younger than this is told: most malicious versions were found within a day. Younger than a week is folded. */
const told = day;
const folded = 7 * day;

function drafts({ change, now, before }: Registered, at: string): Draft[] {
  if (!now || !isYounger(now, at, folded)) return [];
  const loud = isYounger(now, at, told);
  const standing = before.length > 0 && before.every((one) => one.version === now.version);
  return [aboutChange(change, {
    message: loud ? 'fresh' : 'young', severity: loud && !standing ? 'medium' : 'low', confidence: 'high', level: loud && !standing ? 'default' : 'folded', change: standing ? 'standing' : 'added',
    data: { age: spanText(Date.parse(at) - publishedAt(now)), published: now.publishedAt!, until: new Date(publishedAt(now) + told).toISOString().slice(0, 16).replace('T', ' ') },
    evidence: [{ kind: 'record', text: `published ${now.publishedAt!}` }], identity: [loud ? 'fresh' : 'young', now.version],
  })];
}

const gaps = (one: Registered): OwnGap[] => (one.now && one.now.publishedAt === undefined ? [notServed(one, 'times')] : []);

export const releaseAge = defineCheck({
  id: 'release-age',
  group: 'record',
  title: 'A changed package was published only just',
  default: { mode: 'warn', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after'], kinds: ['record'] }],
  messages: {
    fresh: {
      what: '{package} {version} was published {age} ago ({published}).',
      why: 'Most versions that turned out malicious were found and taken down within a day. Until then nobody but their author has looked at them.',
      todo: 'Wait until {until} UTC and let the check run again, unless this version mends something that cannot wait.',
    },
    young: {
      what: '{package} {version} was published {age} ago ({published}).',
      why: 'Most versions that turned out malicious were found within a day; a few stood longer.',
      todo: 'Nothing, where somebody knows what the version is for.',
    },
  },
  run: (input: ReviewInput, facts) => {
    const all = registered(input, facts);
    return { drafts: all.flatMap((one) => drafts(one, input.now)), gaps: all.flatMap(gaps) };
  },
});
