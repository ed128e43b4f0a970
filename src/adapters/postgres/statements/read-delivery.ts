export const readDelivery = {
  name: 'read-delivery',
  text: 'select id, event, installation, repository, body from mergewarden.delivery where id = $1',
} as const;
