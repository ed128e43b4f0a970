export const holdLease = {
  name: 'hold-lease',
  text: `
update mergewarden.head set lease_until = clock_timestamp() + $4::float8 * interval '1 millisecond'
where repository = $1 and sha = $2 and epoch = $3 returning review, generation`,
} as const;
