/** Reads a fact and notes, at most once an hour, that it is in use. */
export const readFact = {
  name: 'read-fact',
  text: `
with used as (update mergewarden.fact set used_at = now() where key = $1 and used_at < now() - interval '1 hour')
select value, etag, (extract(epoch from stored_at) * 1000)::float8 as stored_at from mergewarden.fact where key = $1`,
} as const;
