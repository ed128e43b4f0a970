import { jobKey } from '../lanes.js';

/**
 * A review began: its head waits no more (unless it was asked for again meanwhile), and its repository goes to the end of its installation's line, or
 * leaves it. $1 repository, $2 sha. The repository is locked. Answers with its installation.
 */
export const takeTurn = {
  name: 'take-turn',
  text: `
with begun as (
  update mergewarden.head h set waits_since = null, released = false where h.repository = $1 and h.sha = $2
    and not exists (select from graphile_worker._private_jobs j where j.key = ${jobKey('h.repository', 'h.sha')} and j.is_available)
  returning h.standing
), waiting as (
  select l.standing, exists (select from mergewarden.head h where h.repository = l.repository and h.standing = l.standing and h.waits_since is not null
    and (h.sha <> $2 or not exists (select from begun))) as more
  from mergewarden.line l where l.repository = $1
), left_line as (
  delete from mergewarden.line l using waiting w where l.repository = $1 and l.standing = w.standing and not w.more
), turned as (
  update mergewarden.line l set at = clock_timestamp() from waiting w, begun b where l.repository = $1 and l.standing = w.standing and w.more and l.standing = b.standing
)
select installation from mergewarden.head where repository = $1 and sha = $2`,
} as const;
