import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/solana-web3-2024.js';

export const replica: Replica = {
  id: 'solana-web3-2024',
  story: 'The network client tries again when it is told to wait, and the key pair checks the length of a seed.',
  name: '@solana/web3.js',
  before,
  after: {
    version: '1.96.0',
    publishedAt: '2025-01-20T09:14:27.000Z',
    publisher: { name: 'steveluscher', email: 'steve@mail.example.invalid' },
    manifest: {
      main: 'lib/index.cjs.js',
      module: 'lib/index.esm.js',
      license: 'MIT',
      description: 'JavaScript API for a chain',
      dependencies: { '@noble/curves': '^1.4.2', bs58: '^4.0.1', 'node-fetch': '^2.7.0' },
    },
    files: {
      'lib/index.cjs.js': before.files['lib/index.cjs.js']
        .replace(`const getPublicKey = ed25519.ed25519.getPublicKey;`, () => `const getPublicKey = ed25519.ed25519.getPublicKey;
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
const withRetry = async (send, retries = 5) => {
  let delay = 500;
  for (;;) {
    const response = await send();
    if (response.status !== 429 || retries-- === 0) return response;
    console.error(\`Server responded with \${response.status} \${response.statusText}.  Retrying after \${delay}ms delay...\`);
    await sleep(delay);
    delay *= 2;
  }
};`)
        .replace(`  static fromSeed(seed) {`, () => `  static fromSeed(seed) {
    if (seed.byteLength !== 32) throw new Error('bad seed size');`)
        .replace(`    const response = await fetchImpl(this._rpcEndpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'solana-client': 'js/1.0.0-maintenance' },
      body: JSON.stringify({ jsonrpc: '2.0', id: Date.now(), method, params })
    });`, () => `    const body = JSON.stringify({ jsonrpc: '2.0', id: Date.now(), method, params });
    const response = await withRetry(() => fetchImpl(this._rpcEndpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'solana-client': 'js/1.0.0-maintenance', ...this._headers },
      body
    }), this._disableRetry ? 0 : 5);`)
        .replace(`    this._commitment = commitment;`, () => `    const options = typeof commitment === 'string' ? { commitment } : commitment ?? {};
    this._commitment = options.commitment;
    this._headers = options.httpHeaders;
    this._disableRetry = options.disableRetryOnRateLimit;`),
      'lib/index.esm.js': before.files['lib/index.esm.js']
        .replace(`  static fromSeed(seed) {`, () => `  static fromSeed(seed) {
    if (seed.byteLength !== 32) throw new Error('bad seed size');`),
    },
  },
  must: 'warn',
};
