/** Removes the pages that no import names any more. */
export const dropImportPages = {
  name: 'drop-import-pages',
  text: 'delete from mergewarden.advisory_page page where not exists (select from mergewarden.advisory_import import where import.digest = page.digest)',
} as const;
