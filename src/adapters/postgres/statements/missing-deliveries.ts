export const missingDeliveries = {
  name: 'missing-deliveries',
  text: 'select id from unnest($1::text[]) as asked(id) where not exists (select from mergewarden.delivery d where d.id = asked.id)',
} as const;
