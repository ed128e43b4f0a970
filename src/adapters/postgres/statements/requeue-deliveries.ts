/** Neither running nor to be run: its job is gone, or was tried as often as it may be. */
const jobless = `not exists (select from graphile_worker.jobs j where j.key = 'delivery:' || d.id and (j.attempts < j.max_attempts or j.locked_at is not null))
  and not exists (select from graphile_worker._private_jobs j where j.locked_at is not null and j.payload ->> 'id' = d.id)`;

/** New jobs for deliveries whose job failed for good, or was lost. $1: stored before that many milliseconds. */
export const requeueDeliveries = {
  name: 'requeue-deliveries',
  text: `
with lost as (
  select d.id from mergewarden.delivery d where d.state = 'stored' and d.received_at < now() - $1::float8 * interval '1 millisecond' and ${jobless}
  order by d.received_at limit 100
)
select (graphile_worker.add_job('delivery', json_build_object('id', lost.id), job_key := 'delivery:' || lost.id, max_attempts := 12, priority := -5)).id from lost`,
} as const;

/** A delivery that could not be dealt with for three days, as long as the host keeps its own, never will be. */
export const abandonDeliveries = {
  name: 'abandon-deliveries',
  text: `
update mergewarden.delivery d set state = 'failed', code = 'DEADLINE', ended_at = now()
where d.state = 'stored' and d.received_at < now() - interval '3 days' and ${jobless}`,
} as const;
