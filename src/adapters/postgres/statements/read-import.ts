/** What is known of an import beside its pages. $1 source, $2 ecosystem. */
export const readImport = {
  name: 'read-import',
  text: 'select digest, pages, state from mergewarden.advisory_import where source = $1 and ecosystem = $2',
} as const;
