interface Digested {
  readonly path: string;
  readonly sha256: string;
}

/** Paths in which an archive of the cache differs from the package that its registry serves, as Yarn lays it out: below `node_modules/<name>/`. */
export function differingFiles(cached: readonly Digested[], name: string, served: readonly Digested[]): readonly string[] {
  const prefix = `node_modules/${name}/`;
  const own = new Map(cached.map(({ path, sha256 }) => [path, sha256]));
  const expected = new Map<string, Set<string>>();
  for (const { path, sha256 } of served) expected.set(`${prefix}${path}`, (expected.get(`${prefix}${path}`) ?? new Set<string>()).add(sha256));
  const paths = new Set([...own.keys(), ...expected.keys()]);
  return [...paths].filter((path) => expected.get(path)?.has(own.get(path) ?? '') !== true);
}
