/**
 * Variants that are known to be judged more softly than what they come from: the set, the pair, which variant, and what was done to it. They
 * are misses of the rules. Whoever mends one takes it off; nobody puts one on without a word in docs/attacks.md.
 * `npm run variants -- --fixed` prints the list as it is.
 */
export const knownMisses: readonly string[] = [
  'tools replicas/rand-user-agent-2025 0: swc-minify',
  'tools replicas/rand-user-agent-2025 1: bundle-both',
  'tools replicas/rand-user-agent-2025 2: beautify',
  'tools replicas/rspack-2024 0: swc-minify',
  'tools blind/eslint-config-prettier-2025 1: terser',
  'tools kernels/key 0: terser',
  'tools kernels/key 1: esbuild-minify',
  'mutated replicas/node-ipc-2026 0: optional-chaining, rename-short, class, named-globals',
  'mutated replicas/rand-user-agent-2025 0: strings-as-constants, strings-as-constants, bundle-both',
  'mutated blind/colors-2022 0: rename-short, rename-short, strings-on-lines, comma',
  'mutated kernels/decode-run 3: terser, split-expression',
  'mutated kernels/shell-pipe 1: alias-require, split-expression',
  'mutated kernels/agent 1: templates, wrap-functions, handed-callback, encode-strings, split-function',
  'mutated kernels/wipe 0: delay, reflect, carried, rename, carried',
  'mutated kernels/key 2: getter, esbuild-minify, class',
  'mutated kernels/key 3: string-table, encode-strings, bundle-both, pad-space',
];
