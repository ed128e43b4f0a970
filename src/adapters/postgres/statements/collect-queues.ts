/** $1: how long the statements of this transaction wait for a lock, in milliseconds. */
export const waitForLocks = { name: 'wait-for-locks', text: 'select set_config(\'lock_timeout\', $1::text, true)' } as const;

/**
 * Waits until every transaction that added or took a job has ended, and holds up new ones until this one has. Adding a job writes to this table before it writes the
 * job, even where the queue's name stands already.
 */
export const lockQueues = { name: 'lock-queues', text: 'lock table graphile_worker._private_job_queues in share row exclusive mode' } as const;

/** A statement of its own, so that it sees what was committed before the lock was had. */
export const collectQueues = {
  name: 'collect-queues',
  text: `
delete from graphile_worker._private_job_queues q where q.locked_at is null
  and not exists (select from graphile_worker._private_jobs j where j.job_queue_id = q.id)`,
} as const;

/** Jobs that failed for good. */
export const collectFailed = { name: 'collect-failed', text: 'delete from graphile_worker._private_jobs where attempts >= max_attempts and locked_at is null' } as const;

/** A job whose queue's name is gone is found by no lookup; one without a queue is. Its head may then be judged beside others of its repository. */
export const findLost = {
  name: 'find-lost',
  text: `
update graphile_worker._private_jobs j set job_queue_id = null where j.job_queue_id is not null and j.locked_at is null
  and not exists (select from graphile_worker._private_job_queues q where q.id = j.job_queue_id)`,
} as const;
