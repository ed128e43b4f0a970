const databases: ReadonlyMap<string, string> = new Map([
  ['GHSA', 'GitHub Advisory Database (CC-BY-4.0)'],
  ['PYSEC', 'PyPA advisory database (CC-BY-4.0)'],
  ['MAL', 'OpenSSF malicious packages (Apache-2.0)'],
  ['LWA', 'Leitwacht (CC0-1.0)'],
]);

/** The database that hands out an id, with the licence of its texts; for a prefix that is not known, the prefix. */
export function databaseOf(id: string): string {
  const prefix = id.split('-', 1)[0] as string;
  return databases.get(prefix) ?? prefix;
}
