/** One page of an index. $1 digest, $2 number from 0. */
export const readImportPage = {
  name: 'read-import-page',
  text: 'select body from mergewarden.advisory_page where digest = $1 and number = $2',
} as const;
