/** Stores a delivery and queues its job. One statement, so one commit; a known id adds no row and no job. $1 id … $5 body. */
export const acceptDelivery = {
  name: 'accept-delivery',
  text: `
with stored as (
  insert into mergewarden.delivery (id, event, installation, repository, body) values ($1, $2, $3, $4, $5)
  on conflict (id) do nothing returning id
)
select (graphile_worker.add_job('delivery', json_build_object('id', stored.id), job_key := 'delivery:' || stored.id, max_attempts := 12, priority := -5)).id from stored`,
} as const;
