export const knownHead = {
  name: 'known-head',
  text: 'select 1 from mergewarden.head where repository = $1 and sha = $2',
} as const;
