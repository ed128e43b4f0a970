export const beat = {
  name: 'beat',
  text: 'insert into mergewarden.beat (worker) values ($1) on conflict (worker) do update set at = now()',
} as const;
export const lastBeat = {
  name: 'last-beat',
  text: 'select (extract(epoch from now() - max(at)) * 1000)::float8 as age from mergewarden.beat',
} as const;
