export const changeCheckIntent = {
  name: 'change-check-intent',
  text: 'update mergewarden.publication set body = $2, hash = $3, state = \'pending\' where id = $1',
} as const;
