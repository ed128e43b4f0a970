/**
 * Keeps a policy as its branch's last good one; the same again writes nothing. $1 installation, $2 repository, $3 branch, $4 hash, $5 body.
 * Answers with a row where it differs from the one before, and that one's hash.
 */
export const writePolicy = {
  name: 'write-policy',
  text: `
with before as (
  select hash from mergewarden.policy where installation = $1 and repository = $2 and base_ref = $3
), written as (
  insert into mergewarden.policy as old (installation, repository, base_ref, hash, body) values ($1, $2, $3, $4, $5::json)
  on conflict (installation, repository, base_ref) do update set hash = excluded.hash, body = excluded.body, stored_at = now()
  where old.hash <> excluded.hash
  returning hash
)
select (select hash from before) as before from written`,
} as const;
