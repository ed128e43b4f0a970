/** Adds a page of an index; the same digest has the same pages. $1 digest, $2 number, $3 body. */
export const writeImportPage = {
  name: 'write-import-page',
  text: 'insert into mergewarden.advisory_page (digest, number, body) values ($1, $2, $3) on conflict do nothing',
} as const;
