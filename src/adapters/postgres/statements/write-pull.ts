/** Writes what was seen of a pull request, and counts how often it asked for a judgement within an hour ($10: whether it does). Who pushed a head stays known while it is the head. $14: whether its author is a stranger; where that was never told, what its head counts as, else yes. */
export const writePull = {
  name: 'write-pull',
  text: `
insert into mergewarden.pull as old (repository, number, installation, owner, name, state, head, base_ref, base, observed_at, hour_count, pusher, merged, stranger)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($11::float8 / 1000), $10::int, $12, $13,
  coalesce($14::boolean, (select h.standing = 2 from mergewarden.head h where h.repository = $1 and h.sha = $7), true))
on conflict (repository, number) do update set installation = excluded.installation, owner = excluded.owner, name = excluded.name,
  state = excluded.state, head = excluded.head, base_ref = excluded.base_ref, base = excluded.base, observed_at = excluded.observed_at, seen_at = now(),
  merged = excluded.merged or (old.merged and excluded.state = 'closed' and old.head = excluded.head),
  stranger = coalesce($14::boolean, old.stranger, excluded.stranger),
  pusher = coalesce(excluded.pusher, case when old.head = excluded.head then old.pusher end),
  hour = case when old.hour < now() - interval '1 hour' then now() else old.hour end,
  hour_count = case when old.hour < now() - interval '1 hour' then 0 else old.hour_count end + excluded.hour_count
returning hour_count, stranger`,
} as const;
