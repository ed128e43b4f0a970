/** What became of a pull request's reviewed heads. $1 repository, $2 number, $3 its head, $4 the state of that one. */
export const settleBrought = {
  name: 'settle-brought',
  text: `
update mergewarden.brought set state = case when head = $3 then $4 else 'replaced' end
where repository = $1 and pull = $2 and state is distinct from case when head = $3 then $4 else 'replaced' end`,
} as const;
