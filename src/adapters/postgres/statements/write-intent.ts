/** An intent takes the place of an earlier one of its kind; the same words that were already sent do not wait again. */
export const writeIntent = {
  name: 'write-intent',
  text: `
insert into mergewarden.publication as old (installation, repository, head, review, kind, pull, body, hash) values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (review, kind, pull) do update set body = excluded.body, hash = excluded.hash,
  state = case when old.hash = excluded.hash then old.state else 'pending' end, created_at = now()`,
} as const;
