/** Remembers that a comment or review on a pull request is begun; answers with a row only for the first to say so. */
export const speak = {
  name: 'speak',
  text: 'update mergewarden.pull set spoken = true where repository = $1 and number = $2 and not spoken returning number',
} as const;
