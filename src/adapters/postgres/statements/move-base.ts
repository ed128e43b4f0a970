/** The open pull requests of a base branch get its new tip; those that have it already are left alone. */
export const moveBase = {
  name: 'move-base',
  text: `
update mergewarden.pull set base = $3 where repository = $1 and base_ref = $2 and state = 'open' and base <> $3
returning head, installation, owner, name`,
} as const;
