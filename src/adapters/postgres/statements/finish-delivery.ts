export const finishDelivery = {
  name: 'finish-delivery',
  text: 'update mergewarden.delivery set state = $2, code = $3, ended_at = now() where id = $1',
} as const;
