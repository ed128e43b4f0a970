declare module '@npmcli/arborist' {
  /** The part of npm's tree builder that tests and benches hold the lockfile reader against; it ships no types. */
  interface Tree {
    readonly inventory: ReadonlyMap<string, unknown>;
  }
  export default class Arborist {
    static readonly Diff: { calculate(options: { actual: Tree; ideal: Tree }): unknown };
    constructor(options: { path: string });
    loadVirtual(): Promise<Tree>;
  }
}
