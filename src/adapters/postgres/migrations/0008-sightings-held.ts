/**
 * Of a dist-tag the highest version that it was seen to leave lately, so that a move in two steps is none in one; `rank` orders versions as text
 * (`packages/version-rank`). What stood before is taken for the highest, and ranked where it is a plain release. `fork`: only pull requests from forks saw the row.
 * Releases are asked for by the account that put them up.
 */
export const sightingsHeld = `
alter table mergewarden.seen_tag add column rank text collate "C", add column highest text, add column highest_rank text collate "C", add column highest_until timestamptz,
  add column fork boolean not null default false;
create function pg_temp.rank_of(version text) returns text language sql immutable as $$
  select case when version ~ '^[0-9]{1,16}[.][0-9]{1,16}[.][0-9]{1,16}$' then
    (select '1' || string_agg(lpad(length(part)::text, 3, '0') || part, '' order by place) from unnest(string_to_array(version, '.')) with ordinality as one(part, place)) end
$$;
update mergewarden.seen_tag set rank = pg_temp.rank_of(version), highest = before, highest_rank = pg_temp.rank_of(before), highest_until = case when before is null then null else since end;
drop function pg_temp.rank_of(text);
alter table mergewarden.seen_release add column fork boolean not null default false;
drop index mergewarden.seen_release_lately;
create index seen_release_by on mergewarden.seen_release (installation, registry, publisher, published_at) where publisher is not null and not trusted;
`;
