/**
 * Asks for a judgement of a head: a new generation, a new review unless the present one has said nothing yet (its count of
 * evaluations then begins again, since it is about something else now), and its job.
 * $1 repository, $2 sha, $3 installation, $4 owner, $5 name, $6 review id, $7 priority. The repository is locked.
 */
export const askHead = {
  name: 'ask-head',
  text: `
with asked as (
  insert into mergewarden.head as old (repository, sha, installation, owner, name, generation, review) values ($1, $2, $3, $4, $5, 1, $6)
  on conflict (repository, sha) do update set installation = excluded.installation, owner = excluded.owner, name = excluded.name,
    generation = old.generation + 1, asked_at = now(),
    review = case when exists (select from mergewarden.review r where r.id = old.review and r.state = 'open') then old.review else excluded.review end
  returning repository, sha, review, installation
), opened as (
  insert into mergewarden.review (id, installation, repository, head) select review, installation, repository, sha from asked
  on conflict (id) do update set evaluations = 0, begun_at = null where mergewarden.review.state = 'open'
)
select (graphile_worker.add_job('review', json_build_object('repository', asked.repository, 'head', asked.sha), queue_name := 'repository:' || asked.repository,
  job_key := 'review:' || asked.repository || ':' || asked.sha, job_key_mode := 'replace', max_attempts := 12, priority := $7::int)).id from asked`,
} as const;
