const tables = ['delivery', 'pull', 'review', 'head', 'line', 'publication', 'policy', 'brought', 'seen_tag', 'seen_release', 'seen_served', 'audit'] as const;

/** Deletes an installation's rows of a table; $2 limits it to some repositories, null means all. */
export const eraseStatements = tables.map((table) => ({
  name: `erase-${table}`,
  text: `delete from mergewarden.${table} where installation = $1 and ($2::bigint[] is null or repository = any ($2))`,
}));

/** Facts are of an installation as a whole. Imports of advisories are of none: what is public stays. */
export const eraseWhole = ['fact'].map((table) => ({ name: `erase-${table}`, text: `delete from mergewarden.${table} where installation = $1` }));

/** Opens the append-only table for deletion, for this transaction alone. */
export const allowErasing = { name: 'allow-erasing', text: 'select set_config(\'mergewarden.erasing\', \'on\', true)' } as const;
