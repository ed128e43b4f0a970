/** $1 repository, $2 number, $3 the head that it has to be, or null for any. */
export const readPusher = {
  name: 'read-pusher',
  text: 'select pusher from mergewarden.pull where repository = $1 and number = $2 and ($3::text is null or head = $3)',
} as const;
