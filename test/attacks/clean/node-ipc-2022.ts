import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/node-ipc-2022.js';

export const replica: Replica = {
  id: 'node-ipc-2022',
  story: 'A new file that sends binary values as base64, stamps the log with the local time, and on request removes sockets that nobody listens on.',
  name: 'node-ipc',
  before,
  after: {
    version: '10.2.0',
    publishedAt: '2022-07-04T09:14:27.000Z',
    publisher: { name: 'riaevangelist', email: 'ria@mail.example.invalid' },
    manifest: {
      type: 'module',
      main: './node-ipc.js',
      exports: { '.': './node-ipc.js' },
      license: 'MIT',
      description: 'local and remote inter process communication',
      engines: { node: '>=14' },
    },
    files: {
      ...before.files,
      'services/IPC.js': before.files['services/IPC.js']
        .replace(`import Server from '../dao/socketServer.js';`, () => `import Server from '../dao/socketServer.js';
import { removeStale, stamp } from '../dao/stale.js';`)
        .replace(`    if (!this.config.silent) console.log(...args);
  }`, () => `    if (!this.config.silent) console.log(stamp(), ...args);
  }

  clean() {
    return removeStale(this.config.socketRoot, this.config.appspace);
  }`),
      'dao/stale.js': `import fs from 'fs';
import net from 'net';
import path from 'path';

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

export const stamp = (at = new Date()) => \`\${at.toLocaleTimeString(undefined, { timeZone })}\`;

export const encode = (value) => (Buffer.isBuffer(value) ? { base64: value.toString('base64') } : value);
export const decode = (value) => (value && value.base64 ? Buffer.from(value.base64, 'base64') : value);

const answers = (file) => new Promise((resolve) => {
  const socket = net.connect({ path: file });
  socket.once('connect', () => { socket.end(); resolve(true); });
  socket.once('error', () => resolve(false));
});

/** Removes the sockets of this application space that nobody answers on. Returns their names. */
export async function removeStale(root, appspace) {
  const removed = [];
  for (const name of fs.readdirSync(root)) {
    const file = path.join(root, name);
    if (!name.startsWith(appspace) || !fs.lstatSync(file).isSocket()) continue;
    if (await answers(file)) continue;
    fs.unlinkSync(file);
    removed.push(name);
  }
  return removed;
}
`,
    },
  },
  must: 'warn',
};
