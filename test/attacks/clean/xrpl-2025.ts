import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/xrpl-2025.js';

export const replica: Replica = {
  id: 'xrpl-2025',
  story: 'The client asks again when the socket was closed, and the wallet learns to be made from entropy, in the sources and the build alike.',
  name: 'xrpl',
  before,
  after: {
    version: '4.3.0',
    publishedAt: '2025-06-09T09:14:27.000Z',
    publisher: { name: 'mvadari', email: 'mvadari@mail.example.invalid', trustedPublisher: { id: 'github' } },
    manifest: {
      main: 'dist/npm/index.js',
      types: 'dist/npm/index.d.ts',
      license: 'ISC',
      description: 'client library of a ledger',
      dependencies: { '@scure/bip39': '^1.2.1', 'ripple-keypairs': '^2.0.0', ws: '^8.13.0' },
    },
    files: {
      'dist/npm/index.js': before.files['dist/npm/index.js'],
      'dist/npm/errors.js': before.files['dist/npm/errors.js'],
      'dist/npm/client.js': before.files['dist/npm/client.js']
        .replace(`    request(command) {`, () => `    reconnect(attempt = 1) {
        return __awaiter(this, void 0, void 0, function* () {
            try {
                yield this.connect();
            }
            catch (error) {
                if (attempt >= 5)
                    throw error;
                yield new Promise((resolve) => { setTimeout(resolve, Math.min(60000, 100 * Math.pow(2, attempt))); });
                yield this.reconnect(attempt + 1);
            }
        });
    }
    request(command) {`),
      'dist/npm/Wallet/index.js': before.files['dist/npm/Wallet/index.js']
        .replace(`    static fromMnemonic(mnemonic, opts = {}) {`, () => `    static fromEntropy(entropy, opts = {}) {
        const algorithm = opts.algorithm || 'ed25519';
        const seed = (0, ripple_keypairs_1.generateSeed)({ entropy: Uint8Array.from(entropy), algorithm });
        return Wallet.deriveWallet(seed, { algorithm, masterAddress: opts.masterAddress });
    }
    static fromMnemonic(mnemonic, opts = {}) {`),
      'src/Wallet/index.ts': before.files['src/Wallet/index.ts']
        .replace(`  public sign(hex: string): string {`, () => `  public static fromEntropy(entropy: Uint8Array | number[]): Wallet {
    const seed = generateSeed({ entropy: Uint8Array.from(entropy), algorithm: 'ed25519' })
    const { publicKey, privateKey } = deriveKeypair(seed)
    return new Wallet(publicKey, privateKey, { seed })
  }

  public sign(hex: string): string {`),
    },
  },
  must: 'warn',
};
