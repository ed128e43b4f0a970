/** What is mutated, and the tests that have to notice: tables without a database, a network or chance. */
export const groups = {
  escape: { mutate: ['src/render/escape.ts'], tests: ['test/render/escape.test.ts'] },
  pairing: {
    mutate: ['src/lockfiles/pair.ts', 'src/lockfiles/baselines.ts', 'src/lockfiles/same.ts', 'src/app/head-outcome.ts'],
    tests: ['test/lockfiles/same.test.ts', 'test/lockfiles/compare.test.ts', 'test/lockfiles/attacks.test.ts', 'test/lockfiles/pair.test.ts', 'test/app/head-worst.test.ts'],
  },
  policy: {
    mutate: ['src/policy/*.ts', '!src/policy/*.types.ts'],
    // The schema's first: each of its mutants runs all of these until one notices.
    tests: ['test/policy/schema.test.ts', 'test/policy/waivers.test.ts', 'test/policy/approvals.test.ts', 'test/policy/read.test.ts', 'test/policy/parse.test.ts', 'test/policy/yaml.test.ts', 'test/policy/merge.test.ts', 'test/policy/judge.test.ts', 'test/policy/spoken.test.ts', 'test/policy/table-files.test.ts'],
  },
};
