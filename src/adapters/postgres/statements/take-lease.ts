/** The database's clock alone decides when a lease ends: processes need not agree on the time. $3: its length in milliseconds. */
export const takeLease = {
  name: 'take-lease',
  text: `
update mergewarden.head set epoch = epoch + 1, lease_until = clock_timestamp() + $3::float8 * interval '1 millisecond'
where repository = $1 and sha = $2 and (lease_until is null or lease_until < clock_timestamp()) returning epoch`,
} as const;
