/** Notes which head took another's place, for the words of its end. */
export const succeedHead = {
  name: 'succeed-head',
  text: 'update mergewarden.head set successor = $3 where repository = $1 and sha = $2',
} as const;
