import { band, jobKey, lane, strangersFlag, waits } from '../lanes.js';

/**
 * Asks for a judgement of a head: a new generation, a new review unless the present one has said nothing yet (its count of
 * evaluations then begins again, since it is about something else now), its job, and its repository's place in the line. Its standing is the best of
 * who asks and of the open pull requests that have it; one that waits already keeps its place, and a better standing.
 * $1 repository, $2 sha, $3 installation, $4 owner, $5 name, $6 review id, $7 urgency, $8 the standing of who asks, or null where only the pull
 * requests count, $9 the standing where there are none. The repository is locked.
 */
export const askHead = {
  name: 'ask-head',
  text: `
with wanted as (
  select coalesce(least($8::smallint, (select min(case when p.stranger then 2 else 1 end) from mergewarden.pull p where p.repository = $1 and p.head = $2 and p.state = 'open')), $9::smallint)::smallint as standing
), asked as (
  insert into mergewarden.head as old (repository, sha, installation, owner, name, generation, review, standing, urgency, waits_since)
  select $1, $2, $3, $4, $5, 1, $6, wanted.standing, $7::smallint, clock_timestamp() from wanted
  on conflict (repository, sha) do update set installation = excluded.installation, owner = excluded.owner, name = excluded.name,
    generation = old.generation + 1, asked_at = now(), released = false,
    standing = case when old.group_base is not null then 0 when old.waits_since is null then excluded.standing else least(old.standing, excluded.standing) end,
    urgency = case when old.waits_since is null then excluded.urgency else least(old.urgency, excluded.urgency) end,
    waits_since = coalesce(old.waits_since, excluded.waits_since),
    review = case when exists (select from mergewarden.review r where r.id = old.review and r.state = 'open') then old.review else excluded.review end
  returning repository, sha, review, installation, standing, urgency
), opened as (
  insert into mergewarden.review (id, installation, repository, head) select review, installation, repository, sha from asked
  on conflict (id) do update set evaluations = 0, begun_at = null where mergewarden.review.state = 'open'
), lined as (
  insert into mergewarden.line (repository, standing, installation) select repository, standing, installation from asked
  on conflict (repository, standing) do update set installation = excluded.installation where mergewarden.line.installation <> excluded.installation
)
select (graphile_worker.add_job('review', json_build_object('repository', asked.repository, 'head', asked.sha), queue_name := ${lane('asked.repository', 'asked.standing')},
  job_key := ${jobKey('asked.repository', 'asked.sha')}, job_key_mode := 'replace', max_attempts := 12, priority := asked.standing * ${band} + ${waits} + asked.urgency,
  flags := case when asked.standing = 2 then array['${strangersFlag}'] end)).id from asked`,
} as const;
