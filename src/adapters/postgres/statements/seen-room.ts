/** What is seen again within so many hours, and is the same, is not written again. */
export const keptHours = 1;

/** How many rows of a table an installation ($1) may still get below a limit. Counts no further than that. */
export function roomFor(table: 'seen_tag' | 'seen_release' | 'seen_served', most: `$${number}`): string {
  return `(select ${most}::int - count(*) from (select from mergewarden.${table} where installation = $1 limit ${most}::int) as kept)`;
}
