import type { VersionPublisher, VersionRecord } from '../../packages/record.types.js';
import { defineCheck, type Draft, type OwnGap, type ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';
import { day, fresh, isYounger, notServed, publishedAt, registered, type Registered } from './registered.js';

type Kind = 'person' | 'account' | 'address';

/** The versions that were there before the sitting in which this one was put up: takeovers publish several versions at once. */
function earlier({ record, now }: Registered): readonly VersionRecord[] {
  const until = publishedAt(now) - day;
  return Object.values(record.versions).filter((one) => publishedAt(one) < until);
}

const domain = ({ email }: VersionPublisher): string | undefined => email?.toLowerCase().split('@').at(-1);

/** What is new about who published this version. The first that applies is told. */
function kindOf(one: Registered, publisher: VersionPublisher): Kind | undefined {
  // A build service's own identity is no account that somebody could have taken over, or made up, by itself.
  if (publisher.trusted !== undefined) return undefined;
  const known = earlier(one).flatMap((old) => old.publisher ?? []);
  if (known.length === 0) return undefined;
  const newest = earlier(one).reduce((last, old) => (publishedAt(old) > publishedAt(last) ? old : last));
  if (newest.publisher?.trusted !== undefined) return 'person';
  const same = known.filter((old) => old.name === publisher.name);
  if (same.length === 0) return 'account';
  const domains = new Set(same.map(domain));
  return domain(publisher) !== undefined && !domains.has(undefined) && !domains.has(domain(publisher)) ? 'address' : undefined;
}

function drafts(one: Registered, at: string): Draft[] {
  const { change, now, before } = one;
  const publisher = now?.publisher;
  if (!now || !publisher || Number.isNaN(publishedAt(now))) return [];
  const kind = kindOf(one, publisher);
  if (kind === undefined) return [];
  const standing = before.length > 0 && before.every((old) => old.publisher?.name === publisher.name && old.publisher.email === publisher.email && old.publisher.trusted === undefined);
  const loud = !standing && isYounger(now, at, fresh);
  return [aboutChange(change, {
    message: kind, severity: loud ? 'medium' : 'low', confidence: 'high', level: loud ? 'default' : 'folded', change: standing ? 'standing' : 'added',
    data: { publisher: publisher.name, ...(kind === 'address' ? { domain: domain(publisher)! } : {}) },
    evidence: [{ kind: 'record', text: `published by ${publisher.name}` }], identity: [kind, publisher.name, domain(publisher) ?? ''],
  })];
}

const gaps = (one: Registered): OwnGap[] => (one.now && one.now.publisher === undefined ? [notServed(one, 'publishers')] : []);
const why = 'Stolen and talked-over accounts are how most packages were taken over. By itself it proves nothing: maintainers change.';
const todo = 'See whether the project says anything about it. After two weeks in the registry this is folded.';

export const publisherChange = defineCheck({
  id: 'publisher-change',
  group: 'record',
  title: 'Somebody else than before published the new version',
  default: { mode: 'warn', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after'], kinds: ['record'] }],
  messages: {
    person: { what: '{package} {version} was put up by {publisher} by hand; the version before it came from a build service under its own identity.', why, todo },
    account: { what: '{package} {version} was put up by {publisher}, who never published this package before.', why, todo },
    address: { what: '{package} {version} was put up by {publisher} with an address at {domain}, which that account never had here before.', why, todo },
  },
  run: (input: ReviewInput, facts) => {
    const all = registered(input, facts);
    return { drafts: all.flatMap((one) => drafts(one, input.now)), gaps: all.flatMap(gaps) };
  },
});
