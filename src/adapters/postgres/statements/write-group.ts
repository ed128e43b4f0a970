export const writeGroup = {
  name: 'write-group',
  text: 'update mergewarden.head set group_head_ref = $3, group_base_ref = $4, group_base = $5 where repository = $1 and sha = $2',
} as const;
