export const writeFact = {
  name: 'write-fact',
  text: `
insert into mergewarden.fact (key, installation, kind, value, etag, stored_at) values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000))
on conflict (key) do update set value = excluded.value, etag = excluded.etag, stored_at = excluded.stored_at, used_at = now()
where mergewarden.fact.stored_at <= excluded.stored_at`,
} as const;
