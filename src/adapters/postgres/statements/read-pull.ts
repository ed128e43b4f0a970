export const readPull = {
  name: 'read-pull',
  text: `
select state, head, pusher, base_ref, base, (extract(epoch from observed_at) * 1000)::float8 as observed_at
from mergewarden.pull where repository = $1 and number = $2`,
} as const;
