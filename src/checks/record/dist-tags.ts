import semver from 'semver';
import { moveTold, type SeenTag } from '../../core/sighting.js';
import type { Draft, OwnGap, ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';
import { fresh, isYounger, publishedAt, type Registered } from './registered.js';

/** A dist-tag that came to point to the changed version, and where it pointed before. */
interface Moved {
  readonly kind: 'tag-back' | 'tag-prerelease';
  readonly tag: string;
  readonly from: string;
}

/** What stands in data and evidence where no earlier review saw the package's tags. */
export const firstSight = 'unknown: first sight';

/**
 * Where a tag that points to `version` now pointed before, the highest first: at the last review of the name, and, for as long as that is news, where it stood
 * before the moves that were seen. So a second review of the same change says what the first one said, and a move in two steps is the move of both.
 */
function pointedBefore(seen: SeenTag, version: string, now: string): readonly string[] {
  const told = (since: number): boolean => Date.parse(now) - since < moveTold;
  const { highest, before, since } = seen;
  const froms = [highest && told(highest.until) ? highest.version : undefined, seen.version, told(since) ? before : undefined];
  return [...new Set(froms)].filter((from) => from !== undefined && from !== version) as string[];
}

function movedOf(tag: string, from: string, to: string): Moved | undefined {
  const [old, now] = [semver.parse(from), semver.parse(to)];
  if (!old || !now) return undefined;
  if (semver.lt(now, old)) return { kind: 'tag-back', tag, from };
  return tag === 'latest' && now.prerelease.length > 0 && old.prerelease.length === 0 ? { kind: 'tag-prerelease', tag, from } : undefined;
}

/** `latest` goes first, then as the record has them: by code point. */
const tagsUnder = ({ record, now }: Registered): readonly string[] => Object.keys(record.distTags).filter((tag) => record.distTags[tag] === now?.version).sort((a, b) => Number(b === 'latest') - Number(a === 'latest'));

/** When a version was put up, also one that is gone; NaN where nobody says. */
function putUp({ record }: Registered, version: string): number {
  if (Object.hasOwn(record.versions, version)) return publishedAt(record.versions[version]);
  return Object.hasOwn(record.removed, version) ? Date.parse(record.removed[version]!) : Number.NaN;
}

/**
 * What the dist-tags tell that now point to a changed version. A tag that goes on to a later release is what each release does.
 * @param quiet the prerelease is told already.
 */
export function tagDrafts(one: Registered, seen: readonly SeenTag[], input: ReviewInput, quiet: boolean): Draft[] {
  const { change, now, before } = one;
  const tags = now ? tagsUnder(one) : [];
  if (!now || tags.length === 0) return [];
  const known = tags.flatMap((tag) => seen.find((other) => other.tag === tag) ?? []);
  if (known.length === 0) {
    return [aboutChange(change, { message: 'first-sight', severity: 'info', confidence: 'high', level: 'audit', change: 'added', data: { tags: tags.slice(0, 20).join(', '), known: firstSight }, evidence: [{ kind: 'record', text: firstSight }], identity: ['first-sight', now.version] })];
  }
  const all = known.flatMap((tag) => pointedBefore(tag, now.version, input.now).flatMap((from) => movedOf(tag.tag, from, now.version) ?? []));
  // Back to what stood there before is how a bad release is taken back; lower and newer is a line that nobody looked at for long.
  const isNewer = ({ kind, from }: Moved): boolean => (kind === 'tag-prerelease' ? !quiet : publishedAt(now) > putUp(one, from));
  const moved = all.find(isNewer) ?? all[0];
  if (!moved) return [];
  const standing = before.length > 0 && before.every((old) => old.version === now.version);
  const loud = isNewer(moved) && !standing && isYounger(now, input.now, fresh);
  return [aboutChange(change, {
    message: moved.kind, severity: loud ? 'medium' : 'low', confidence: 'high', level: loud ? 'default' : 'folded', change: standing ? 'standing' : 'added',
    data: { tag: moved.tag, from: moved.from }, evidence: [{ kind: 'record', text: `${moved.tag}: ${moved.from}, now ${now.version}` }], identity: [moved.kind, moved.tag, now.version],
  })];
}

/** Tags as earlier reviews saw them, by package. */
export function tagsSeen({ seen }: ReviewInput): (one: Registered) => readonly SeenTag[] {
  const known = new Map<string, SeenTag[]>();
  for (const tag of seen?.tags ?? []) {
    const key = `${tag.registry}\0${tag.name}`;
    const all = known.get(key);
    if (all) all.push(tag);
    else known.set(key, [tag]);
  }
  return ({ record }) => known.get(`${record.registry}\0${record.name}`) ?? [];
}

/** More names changed than earlier reviews are asked about. */
export function unaskedGaps({ seen }: ReviewInput): OwnGap[] {
  const unasked = seen?.unasked ?? [];
  return unasked.length === 0 ? [] : [{ subject: 'dist-tags', identity: ['unasked', ...unasked], coverage: { kind: 'partial', code: 'SIGHTINGS_LIMIT', data: { limit: 'sightedNames', count: unasked.length } } }];
}
