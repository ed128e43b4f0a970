export const jobsHeld = { name: 'jobs-held', text: 'select 1 from graphile_worker._private_jobs where locked_by = $1 limit 1' } as const;
