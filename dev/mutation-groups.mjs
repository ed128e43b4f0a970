/** What is mutated, and the tests that have to notice: pure code that decides what passes. */
export const groups = {
  escape: { mutate: ['src/render/escape.ts'], tests: ['test/render/escape.test.ts'] },
  pairing: { mutate: ['src/lockfiles/pair.ts', 'src/lockfiles/baselines.ts', 'src/lockfiles/same.ts', 'src/app/head-outcome.ts'], tests: ['test/lockfiles/*.test.ts', 'test/app/head-outcome.test.ts'] },
  policy: { mutate: ['src/policy/*.ts', '!src/policy/*.types.ts'], tests: ['test/policy/*.test.ts'] },
};
