import type pg from 'pg';
import { limits } from '../../core/limits.js';
import { sortedBy } from '../../core/order.js';
import type { HostServed, Release, SeenTag, Served } from '../../core/sighting.js';
import type { HeadState } from '../../ports/reviews.js';
import type { KeptSighting, Sightings } from '../../ports/sightings.js';
import { versionRank } from '../../packages/version-rank.js';
import { readReleased } from './statements/read-released.js';
import { readSeen } from './statements/read-seen.js';
import { writeSeenReleases } from './statements/write-seen-releases.js';
import { writeSeenServed } from './statements/write-seen-served.js';
import { writeSeenTags } from './statements/write-seen-tags.js';
import { execute } from './statement.js';
import type { Queryable } from './statement.js';

const mostBytes = 2_000;

/** What can be a row: PostgreSQL stores no NUL and indexes no page of text. A name that is over that no registry serves; it stays a first sight. */
function storable(...texts: readonly string[]): boolean {
  if (texts.some((text) => text.includes('\0'))) return false;
  // No UTF-16 unit takes more than three bytes.
  return texts.reduce((sum, text) => sum + text.length, 0) * 3 <= mostBytes || texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) <= mostBytes;
}

type Sighting = Pick<KeptSighting, 'at' | 'fork'>;

/**
 * Rows of all reviews of a head in the order of their keys, each once, as the last of them saw it: conclusions that end together take the same locks one after the
 * other. Only forks' pull requests saw what no other did.
 * @param textsOf what is stored as text, the key's parts first.
 */
function distinct<T>(all: readonly KeptSighting[], rowsOf: (one: KeptSighting) => readonly T[], textsOf: (row: T) => readonly string[], isFirst: (row: T) => boolean): readonly (T & Sighting)[] {
  const kept = new Map<string, T & Sighting>();
  for (const one of all) {
    for (const row of rowsOf(one)) {
      const texts = textsOf(row);
      if (!storable(...texts)) continue;
      const key = texts.slice(0, keyParts).join('\0');
      const other = kept.get(key);
      const fork = one.fork && (other?.fork ?? true);
      kept.set(key, other && other.at > one.at ? { ...other, fork } : { ...row, at: one.at, fork });
    }
  }
  return sortedBy(bounded([...kept], ([, row]) => isFirst(row)), ([key]) => key).map(([, row]) => row);
}
const keyParts = 4;

/** As many as one conclusion may hold up its repository for, those that go first before the others. */
function bounded<T>(rows: readonly T[], isFirst: (row: T) => boolean): readonly T[] {
  const most = limits.sightedAtOnce.value;
  return rows.length <= most ? rows : [...rows.filter((row) => isFirst(row)), ...rows.filter((row) => !isFirst(row))].slice(0, most);
}

/** Stores what a head's reviews saw of registries' records, inside somebody's transaction: one statement for the tags, then one for the releases, then one for what was served. */
export async function storeSighted(on: Queryable, { installation, repository }: HeadState, all: readonly KeptSighting[]): Promise<void> {
  const most = limits.sightedRows.value;
  const tags = distinct(all, (one) => one.tags, (one) => [one.name, one.tag, one.registry, one.own ? 'own' : '', one.version], ({ tag }) => tag === 'latest');
  if (tags.length > 0) {
    await execute(on, writeSeenTags, [
      installation, tags.map(({ own }) => (own ? repository.id : 0)), tags.map((one) => one.registry), tags.map((one) => one.name), tags.map((one) => one.tag), tags.map((one) => one.version),
      tags.map((one) => versionRank(one.version) ?? ''), tags.map((one) => one.at), tags.map((one) => one.fork), most,
    ]);
  }
  const seen = distinct(all, (one) => one.releases, (one) => [one.name, one.version, one.registry, '', one.publisher ?? ''], () => true);
  const { open } = all.at(-1) ?? { open: false };
  if (seen.length > 0) {
    await execute(on, writeSeenReleases, [
      installation, repository.id, open, seen.map((one) => one.registry), seen.map((one) => one.name), seen.map((one) => one.version), seen.map((one) => one.own), seen.map((one) => one.publisher ?? ''),
      seen.map((one) => one.trusted), seen.map((one) => one.known), seen.map((one) => (one.publishedAt === undefined ? '' : String(one.publishedAt))), seen.map((one) => JSON.stringify(one.earlier)),
      seen.map((one) => one.at), seen.map((one) => one.fork), most,
    ]);
  }
  const served = servedOf(all);
  if (served.length === 0) return;
  await execute(on, writeSeenServed, [
    installation, open, served.map(({ own }) => (own ? repository.id : 0)), served.map((one) => one.registry), served.map((one) => one.name), served.map((one) => one.signatures), served.map((one) => one.bare),
    served.map((one) => one.attestations), served.map((one) => one.at), served.map((one) => one.fork), most,
  ]);
}

type ServedRow = KeptSighting['served'][number] & Sighting & { readonly bare: boolean };

/**
 * What all reviews of a head saw served, each name once, in the order of the keys. That a record has no signature (`bare`) is the word of reviews of the repository's own
 * alone: a stranger chooses which packages a fork brings in.
 */
function servedOf(all: readonly KeptSighting[]): readonly ServedRow[] {
  const kept = new Map<string, ServedRow>();
  for (const { served, fork, at } of all) {
    for (const row of served) {
      const bare = !row.signatures && !fork;
      if (!storable(row.registry, row.name) || !(row.signatures || row.attestations || bare)) continue;
      const key = [row.name, row.registry, row.own ? 'own' : ''].join('\0');
      const other = kept.get(key);
      kept.set(key, {
        ...row, signatures: row.signatures || other?.signatures === true, attestations: row.attestations || other?.attestations === true, bare: bare || other?.bare === true,
        at: Math.max(at, other?.at ?? at), fork: fork && (other?.fork ?? true),
      });
    }
  }
  return sortedBy(bounded([...kept], ([, { signatures }]) => signatures), ([key]) => key).map(([, row]) => row);
}

interface TagRow extends Omit<SeenTag, 'before' | 'highest'> {
  readonly before: string | null;
  readonly highest: string | null;
  readonly until: number | null;
}

const seenTagOf = ({ before, highest, until, ...tag }: TagRow): SeenTag => ({ ...tag, ...(before === null ? {} : { before }), ...(highest === null || until === null ? {} : { highest: { version: highest, until } }) });

/** What earlier reviews saw, in PostgreSQL. */
export function postgresSightings(pool: pg.Pool): Sightings {
  return {
    async seen({ installation, repository, open }, names) {
      const asked = names.filter((one) => storable(one.registry, one.name));
      const { rows: [row] } = await execute<{ readonly tags: readonly TagRow[]; readonly served: readonly Served[]; readonly hosts: readonly HostServed[] }>(pool, readSeen, [
        installation, repository, asked.map((one) => one.registry), asked.map((one) => one.name), asked.map((one) => one.own), open,
      ]);
      return { tags: (row?.tags ?? []).map(seenTagOf), served: row?.served ?? [], hosts: row?.hosts ?? [] };
    },
    async releases({ installation, repository, open }, accounts, since) {
      const asked = accounts.filter((one) => storable(one.registry, one.publisher));
      const most = limits.sightedReleases.value;
      const { rows: [row] } = await execute<{ readonly releases: readonly Release[] }>(pool, readReleased, [
        installation, repository, open, asked.map((one) => one.registry), asked.map((one) => one.publisher), asked.map((one) => one.from), asked.map((one) => one.until), since, most + 1,
      ]);
      const releases = row?.releases ?? [];
      return { releases: releases.slice(0, most), cut: releases.length > most };
    },
  };
}
