/** Whether a comment or review on a pull request was ever begun. */
export const readSpoken = {
  name: 'read-spoken',
  text: 'select spoken from mergewarden.pull where repository = $1 and number = $2',
} as const;
