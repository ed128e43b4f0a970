import type pg from 'pg';
import { limits } from '../../core/limits.js';
import { sortedBy } from '../../core/order.js';
import type { Release, SeenTag } from '../../core/sighting.js';
import type { HeadState } from '../../ports/reviews.js';
import type { KeptSighting, Sightings } from '../../ports/sightings.js';
import { readSeen } from './statements/read-seen.js';
import { writeSeenReleases } from './statements/write-seen-releases.js';
import { writeSeenTags } from './statements/write-seen-tags.js';
import { execute } from './statement.js';
import type { Queryable } from './statement.js';

/** What can be a row: PostgreSQL stores no NUL and indexes no page of text. A name that is over that no registry serves; it stays a first sight. */
function storable(...texts: readonly string[]): boolean {
  return texts.every((text) => !text.includes('\0')) && texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) <= 2_000;
}

/** Rows in one order, each once: two reviews that end together take the same locks one after the other. */
function distinct<T>(rows: readonly T[], keyOf: (row: T) => readonly string[], textsOf: (row: T) => readonly string[]): T[] {
  const kept = rows.filter((row) => storable(...textsOf(row)));
  return sortedBy(new Map(kept.map((row) => [JSON.stringify(keyOf(row)), row])), ([key]) => key).map(([, row]) => row);
}

/** Stores what a head's reviews saw of registries' records, inside somebody's transaction. */
export async function storeSighted(on: Queryable, { installation, repository }: HeadState, all: readonly KeptSighting[]): Promise<void> {
  for (const { at, tags, releases, open } of all) {
    const rows = distinct(tags, (one) => [one.own ? 'own' : '', one.registry, one.name, one.tag], (one) => [one.registry, one.name, one.tag, one.version]);
    await execute(on, writeSeenTags, [installation, rows.map(({ own }) => (own ? repository.id : 0)), rows.map((one) => one.registry), rows.map((one) => one.name), rows.map((one) => one.tag), rows.map((one) => one.version), at]);
    const seen = distinct(releases, (one) => [one.registry, one.name, one.version], (one) => [one.registry, one.name, one.version, one.publisher ?? '']);
    await execute(on, writeSeenReleases, [
      installation, repository.id, open, seen.map((one) => one.registry), seen.map((one) => one.name), seen.map((one) => one.version), seen.map((one) => one.own), seen.map((one) => one.publisher ?? ''),
      seen.map((one) => one.trusted), seen.map((one) => one.known), seen.map((one) => (one.publishedAt === undefined ? '' : String(one.publishedAt))), seen.map((one) => JSON.stringify(one.earlier)), at,
    ]);
  }
}

/** What earlier reviews saw, in PostgreSQL. */
export function postgresSightings(pool: pg.Pool): Sightings {
  return {
    async seen({ installation, repository, open }, names, { since, published }) {
      const asked = names.filter((one) => storable(one.registry, one.name));
      const most = limits.sightedReleases.value;
      const { rows: [row] } = await execute<{ readonly tags: readonly (Omit<SeenTag, 'before'> & { readonly before: string | null })[]; readonly releases: readonly Release[] }>(pool, readSeen, [
        installation, repository, open, asked.map((one) => one.registry), asked.map((one) => one.name), asked.map((one) => one.own), since, published, most + 1,
      ]);
      const tags = (row?.tags ?? []).map(({ before, ...tag }) => ({ ...tag, ...(before === null ? {} : { before }) }));
      const releases = row?.releases ?? [];
      return { tags, releases: releases.slice(0, most), cut: releases.length > most };
    },
  };
}
