declare module '@npmcli/arborist' {
  /** The part of npm's tree builder that tests and benches hold the lockfile reader against; it ships no types. */
  export interface Tree {
    readonly inventory: ReadonlyMap<string, unknown>;
  }
  export default class Arborist {
    constructor(options: { path: string });
    loadVirtual(): Promise<Tree>;
  }
}

declare module '@npmcli/arborist/lib/diff.js' {
  import type { Tree } from '@npmcli/arborist';

  const diff: { calculate(options: { actual: Tree; ideal: Tree }): unknown };
  export default diff;
}
