import type pg from 'pg';
import { pinnedKey, type Brought, type BroughtRow, type Packages, type PinnedPackage } from '../../ports/packages.js';
import type { HeadState } from '../../ports/reviews.js';
import { passedPackages } from './statements/passed-packages.js';
import { readBrought } from './statements/read-brought.js';
import { writeBrought } from './statements/write-brought.js';
import { execute } from './statement.js';
import type { Queryable } from './statement.js';

/**
 * What can be a row: npm's names end at 214 characters and versions at 256; PostgreSQL stores no NUL and indexes no page of text. What is
 * over that no registry serves; it is not found again, and never counts as reviewed.
 */
function storable({ name, version, integrity }: PinnedPackage): boolean {
  return name.length <= 214 && version.length <= 256 && integrity.length <= 1_000 && !`${name}${version}${integrity}`.includes('\0');
}

function columns(packages: readonly PinnedPackage[]): [string[], string[], string[]] {
  const rows = [...new Map(packages.filter(storable).map((one) => [pinnedKey(one), one])).values()];
  return [rows.map((one) => one.name), rows.map((one) => one.version), rows.map((one) => one.integrity)];
}

/** Stores what a head's verdicts brought in, inside somebody's transaction. */
export async function storeBrought(on: Queryable, { installation, repository, sha, review }: HeadState, all: readonly Brought[]): Promise<void> {
  for (const { pull, baseRef, outcome, packages } of all) {
    await execute(on, writeBrought, [installation, repository.id, `${repository.owner}/${repository.name}`, review.id, sha, pull ?? null, baseRef, outcome, ...columns(packages)]);
  }
}

/** The packages that reviews brought in, in PostgreSQL. */
export function postgresPackages(pool: pg.Pool): Packages {
  return {
    async passed({ installation, repository, baseRef }, packages) {
      const { rows } = await execute<{ name: string; version: string; integrity: string }>(pool, passedPackages, [installation, repository, baseRef, ...columns(packages)]);
      return new Set(rows.map(pinnedKey));
    },
    async bringing(name, { after, limit }) {
      type Row = Omit<BroughtRow, 'baseRef' | 'pull'> & { readonly base_ref: string; readonly pull: number | null };
      const { rows } = await execute<Row>(pool, readBrought, [name, after, limit]);
      return rows.map(({ base_ref: baseRef, pull, ...row }) => ({ ...row, baseRef, ...(pull === null ? {} : { pull }) }));
    },
  };
}
