import { availableParallelism } from 'node:os';

// ESM TypeScript through swc; the flag --experimental-vm-modules is in the npm script.
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['@swc/jest', { swcrc: false, jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
  // Sample projects have manifests of their own, which are no packages of this one.
  modulePathIgnorePatterns: ['<rootDir>/test/try/samples', '<rootDir>/dist'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  globalSetup: '<rootDir>/test/setup/global.ts',
  setupFiles: ['<rootDir>/test/setup/no-network.ts'],
  testTimeout: 30_000,
  // On two processors jest would take one, and gather the memory of all suites in it.
  maxWorkers: Math.max(2, availableParallelism() - 1),
};
