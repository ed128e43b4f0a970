export const checksOfComments = {
  name: 'checks-of-comments',
  text: 'select body -> \'comments\' as comments from mergewarden.publication where repository = $1 and pull = $2 and kind = \'review\' order by id desc limit 50',
} as const;
