import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/posthog-node-2025.js';

export const replica: Replica = {
  id: 'posthog-node-2025',
  story: 'A preinstall script that refuses old versions of Node; the queue packs what it sends and tries again.',
  name: 'posthog-node',
  before,
  after: {
    version: '5.12.0',
    publishedAt: '2025-12-15T09:14:27.000Z',
    publisher: { name: 'posthog-bot', email: 'bot@mail.example.invalid', trustedPublisher: { id: 'github' } },
    manifest: {
      main: 'dist/entrypoints/index.node.js',
      license: 'MIT',
      description: 'analytics client for servers',
      engines: { node: '>=20' },
      scripts: { build: 'rslib build', test: 'jest', preinstall: 'node setup_check.js' },
    },
    files: {
      ...before.files,
      'setup_check.js': `#!/usr/bin/env node
const { engines } = require('./package.json');

const wanted = Number(/\\d+/.exec(engines.node)[0]);
const [major] = process.versions.node.split('.').map(Number);

if (major < wanted) {
  console.error(\`posthog-node needs Node \${wanted} or later, this is \${process.version}.\`);
  process.exit(1);
}
`,
      'dist/queue.js': before.files['dist/queue.js']
        .replace(`exports.Queue = void 0;`, () => `exports.Queue = void 0;
const node_util_1 = require("node:util");
const node_zlib_1 = require("node:zlib");
const gzip = (0, node_util_1.promisify)(node_zlib_1.gzip);`)
        .replace(`        const res = await this.options.fetch(\`\${this.host}/batch/\`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ batch }) });
        if (res.status >= 500)
            this.waiting.unshift(...batch);`, () => `        const body = await gzip(JSON.stringify({ batch, sent_at: new Date().toISOString() }));
        for (let attempt = 0; attempt < 3; attempt++) {
            const res = await this.options.fetch(\`\${this.host}/batch/\`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }, body });
            if (res.status < 500)
                return;
            await new Promise((resolve) => setTimeout(resolve, 3000 * 2 ** attempt));
        }
        this.waiting.unshift(...batch);`),
    },
  },
  must: 'warn',
};
