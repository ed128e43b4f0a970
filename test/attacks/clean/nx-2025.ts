import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/nx-2025.js';

export const replica: Replica = {
  id: 'nx-2025',
  story: 'Counting that is off unless asked for, called by a command, and sends the version of the package only.',
  name: 'nx',
  before,
  after: {
    version: '21.6.0',
    publishedAt: '2025-10-01T09:14:27.000Z',
    publisher: { name: 'nx-release-bot', email: 'nx@mail.example.invalid', trustedPublisher: { id: 'github' } },
    manifest: {
      main: 'bin/nx.js',
      bin: { nx: 'bin/nx.js' },
      license: 'MIT',
      description: 'build system',
      scripts: { postinstall: 'node ./bin/post-install' },
      dependencies: { minimatch: '9.0.3', 'yargs-parser': '21.1.1' },
    },
    files: {
      ...before.files,
      'bin/nx.js': before.files['bin/nx.js']
        .replace(`    process.env.NX_CLI_SET = 'true';`, () => `    process.env.NX_CLI_SET = 'true';
    if (args._[0] === 'report')
        return void require("../src/utils/telemetry").report();`),
      'bin/post-install.js': before.files['bin/post-install.js']
        .replace(`        // a read-only folder is fine
    }`, () => `        // a read-only folder is fine
    }
    if (process.stdout.isTTY)
        console.log('nx: usage counts are off; NX_TELEMETRY=1 turns them on.');`),
      'src/utils/telemetry.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.report = report;
const https = require("https");
const { spawnSync } = require("child_process");
const { version } = require("../../package.json");
function gitVersion() {
    const { status, stdout } = spawnSync('git', ['--version'], { encoding: 'utf8' });
    return status === 0 ? stdout.trim() : 'none';
}
function report() {
    console.log(\`nx   : \${version}\\nnode : \${process.version}\\ngit  : \${gitVersion()}\`);
    if (process.env.NX_TELEMETRY !== '1')
        return;
    const body = JSON.stringify({ version });
    const req = https.request('https://telemetry.nx.example.invalid/v1/report', { method: 'POST', headers: { 'Content-Type': 'application/json', 'Content-Length': body.length }, timeout: 2000 });
    req.on('error', () => { });
    req.end(body);
}
`,
    },
  },
  must: 'warn',
};
