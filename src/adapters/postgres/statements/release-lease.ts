export const releaseLease = {
  name: 'release-lease',
  text: 'update mergewarden.head set lease_until = null where repository = $1 and sha = $2 and epoch = $3',
} as const;
