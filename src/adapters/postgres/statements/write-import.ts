/** Puts an import in the place of the one before. $1 source, $2 ecosystem, $3 digest, $4 newest time of a record, $5 state, $6 number of pages. */
export const writeImport = {
  name: 'write-import',
  text: `
insert into mergewarden.advisory_import (source, ecosystem, digest, as_of, state, pages) values ($1, $2, $3, $4, $5::json, $6)
on conflict (source, ecosystem) do update set digest = excluded.digest, as_of = excluded.as_of, state = excluded.state, pages = excluded.pages, stored_at = now()`,
} as const;
