import type { Replica } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';
import { before } from '../blind/velora-dex-sdk-2026.js';

export const replica: Replica = {
  id: 'velora-dex-sdk-2026',
  story: 'Lines before the built entry file that warn of an old Node, and an icon as base64 that is decoded on request.',
  name: '@velora-dex/sdk',
  before,
  after: {
    version: '9.5.0',
    publishedAt: '2026-05-18T09:14:27.000Z',
    publisher: { name: 'paraswap-bot', email: 'bot@mail.example.invalid' },
    manifest: {
      main: 'dist/index.js',
      module: 'dist/sdk.esm.js',
      types: 'dist/index.d.ts',
      license: 'MIT',
      description: 'client of a swap service',
    },
    files: {
      ...before.files,
      'dist/index.js': `if (typeof process !== 'undefined' && parseInt(process.versions.node, 10) < 18) {
  process.emitWarning('the next major version of this package needs Node 18', 'DeprecationWarning')
}
` + before.files['dist/index.js'],
      'dist/sdk.cjs.development.js': before.files['dist/sdk.cjs.development.js']
        .replace(`exports.constructBuildTx = constructBuildTx;`, () => `const LOGO = '${noise(1800, 515)}';

/** The logo as bytes, for notifications of the desktop. */
const getLogo = () => Buffer.from(LOGO, 'base64');

exports.getLogo = getLogo;
exports.constructBuildTx = constructBuildTx;`),
    },
  },
  must: 'warn',
};
