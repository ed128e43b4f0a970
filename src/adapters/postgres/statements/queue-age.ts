export const queueAge = {
  name: 'queue-age',
  text: `
select coalesce(max(extract(epoch from now() - run_at) * 1000), 0)::float8 as age from graphile_worker.jobs
where locked_at is null and run_at <= now() and attempts < max_attempts`,
} as const;
