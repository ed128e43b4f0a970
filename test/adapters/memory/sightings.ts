import { limits } from '../../../src/core/limits.js';
import { byCodePoint } from '../../../src/core/order.js';
import { moveTold, type HostServed, type PackageName, type Release, type SeenTag } from '../../../src/core/sighting.js';
import { versionRank } from '../../../src/packages/version-rank.js';
import type { KeptSighting, Sightings } from '../../../src/ports/sightings.js';

interface TagRow extends SeenTag { readonly seenAt: number }
interface ServedRow extends PackageName { readonly installation: number; readonly repository: number; readonly open: boolean; readonly signed: boolean; readonly bare: boolean; readonly attested: boolean; readonly fork: boolean }
interface ReleaseRow { readonly installation: number; readonly repository: number; readonly own: boolean; readonly open: boolean; readonly seenAt: number; readonly release: Release }

/** What reviews saw, in memory: for tests, and as the word of what PostgreSQL must answer. */
export interface MemorySightings extends Sightings {
  keep(installation: number, repository: number, sighted: KeptSighting): void;
  erase(installation: number, repositories?: readonly number[]): void;
}

const rankOf = (version: string): string => versionRank(version) ?? '';

/** What a tag that now points elsewhere keeps of the highest version that it left. */
function highestLeft(old: SeenTag, version: string, at: number): NonNullable<SeenTag['highest']> {
  const { highest } = old;
  if (!highest || highest.until <= at - moveTold || rankOf(highest.version) <= rankOf(old.version)) return { version: old.version, until: at };
  return rankOf(version) < rankOf(old.version) ? { ...highest, until: at } : highest;
}

export function memorySightings(): MemorySightings {
  const tags = new Map<string, TagRow & { readonly installation: number; readonly repository: number }>();
  const releases = new Map<string, ReleaseRow>();
  const served = new Map<string, ServedRow>();
  return {
    keep(installation, repository, sighted) {
      for (const { own, ...one } of sighted.tags) {
        const key = JSON.stringify([installation, own ? repository : 0, one.registry, one.name, one.tag]);
        const old = tags.get(key);
        if (old && old.seenAt >= sighted.at) continue;
        const from = old && (old.version === one.version ? old.before : old.version);
        const highest = old && (old.version === one.version ? old.highest : highestLeft(old, one.version, sighted.at));
        tags.set(key, { ...one, ...(highest ? { highest } : {}), installation, repository: own ? repository : 0, seenAt: sighted.at, since: old?.version === one.version ? old.since : sighted.at, ...(from === undefined ? {} : { before: from }) });
      }
      for (const { own, ...release } of sighted.releases) {
        const key = JSON.stringify([installation, repository, release.registry, release.name, release.version]);
        if ((releases.get(key)?.seenAt ?? -1) < sighted.at) releases.set(key, { installation, repository, own, open: sighted.open, seenAt: sighted.at, release });
      }
      for (const { own, registry, name, signatures, attestations } of sighted.served) {
        const bare = !signatures && !sighted.fork;
        if (!signatures && !attestations && !bare) continue;
        const place = { installation, repository: own ? repository : 0, registry, name, open: sighted.open };
        const old = served.get(JSON.stringify(place));
        served.set(JSON.stringify(place), { ...place, signed: signatures || old?.signed === true, bare: bare || old?.bare === true, attested: attestations || old?.attested === true, fork: sighted.fork && (old?.fork ?? true) });
      }
    },
    erase(installation, repositories) {
      const gone = (row: { readonly installation: number; readonly repository: number }): boolean => row.installation === installation && (!repositories || repositories.includes(row.repository));
      for (const [key, row] of tags) if (gone(row)) tags.delete(key);
      for (const [key, row] of releases) if (gone(row)) releases.delete(key);
      for (const [key, row] of served) if (gone(row)) served.delete(key);
    },
    async seen({ installation, repository, open }, names) {
      const told = [...served.values()].filter((row) => row.installation === installation && names.some((one) => one.registry === row.registry && row.repository === (one.own ? repository : 0)) && (row.open || !open));
      const each = new Map<string, ServedRow>();
      for (const row of told) {
        const key = JSON.stringify([row.registry, row.name]);
        const old = each.get(key);
        each.set(key, { ...row, signed: row.signed || old?.signed === true, bare: row.bare || old?.bare === true, attested: row.attested || old?.attested === true, fork: (row.fork || !row.signed) && (old?.fork ?? true) });
      }
      const rows = [...each.values()].sort((a, b) => byCodePoint(a.registry, b.registry) || byCodePoint(a.name, b.name));
      const hosts = [...new Set(rows.map(({ registry }) => registry))].flatMap((registry): HostServed[] => {
        const of = rows.filter((row) => row.registry === registry);
        const [signed, bare, sure] = [of.some((row) => row.signed), of.some((row) => row.bare && !row.signed), of.some((row) => row.signed && !row.fork)];
        return signed || bare ? [{ registry, signatures: !signed ? 'none' : bare || !sure ? 'some' : 'all', attestations: of.some(({ attested }) => attested) }] : [];
      });
      const known = [...tags.values()].filter((row) => row.installation === installation && names.some((one) => one.registry === row.registry && one.name === row.name && row.repository === (one.own ? repository : 0)));
      return {
        tags: known.map(({ seenAt: _at, installation: _installation, repository: _repository, ...row }) => row).sort((a, b) => byCodePoint(a.registry, b.registry) || byCodePoint(a.name, b.name) || byCodePoint(a.tag, b.tag)),
        served: rows.filter((row) => names.some((one) => one.registry === row.registry && one.name === row.name)).map(({ registry, name, signed, attested }) => ({ registry, name, signatures: signed, attestations: attested })), hosts,
      };
    },
    async releases({ installation, repository, open }, accounts, since) {
      const within = ({ registry, publisher, publishedAt: at = Number.NaN }: Release): boolean => accounts.some((one) => one.registry === registry && one.publisher === publisher && at >= one.from && at <= one.until);
      const rows = [...releases.values()].filter(({ release, ...row }) => row.installation === installation && !release.trusted && row.seenAt > since && within(release)
        && (row.repository === repository || (!row.own && (row.open || !open))));
      const each = new Map<string, ReleaseRow>();
      for (const row of rows) {
        const key = JSON.stringify([row.release.registry, row.release.name, row.release.version]);
        if ((each.get(key)?.seenAt ?? -1) < row.seenAt) each.set(key, row);
      }
      const sorted = [...each.values()].map(({ release }) => release).sort((a, b) => b.publishedAt! - a.publishedAt! || byCodePoint(a.registry, b.registry) || byCodePoint(a.name, b.name) || byCodePoint(a.version, b.version));
      const put = new Map<string, number>();
      const turns = sorted.map((release) => {
        const account = `${release.registry}\0${release.publisher}`;
        put.set(account, (put.get(account) ?? 0) + 1);
        return { release, turn: put.get(account)!, account };
      }).sort((a, b) => a.turn - b.turn || byCodePoint(a.account, b.account));
      return { releases: turns.slice(0, limits.sightedReleases.value).map(({ release }) => release), cut: turns.length > limits.sightedReleases.value };
    },
  };
}
