import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/node-ipc-2026.js';

export const replica: Replica = {
  id: 'node-ipc-2026',
  story: 'Both builds gain connections by host name, which look it up first, and messages that are packed when they are long.',
  name: 'node-ipc',
  before,
  after: {
    version: '12.1.0',
    publishedAt: '2026-07-06T09:14:27.000Z',
    publisher: { name: 'riaevangelist', email: 'ria@mail.example.invalid' },
    manifest: {
      type: 'module',
      main: './node-ipc.cjs',
      exports: { '.': { import: './node-ipc.js', require: './node-ipc.cjs' } },
      license: 'MIT',
      description: 'local and remote inter process communication',
      engines: { node: '>=18' },
    },
    files: {
      ...before.files,
      'node-ipc.js': before.files['node-ipc.js']
        .replace(`import net from 'node:net';`, () => `import net from 'node:net';
import { lookup } from 'node:dns/promises';
import { gzipSync, gunzipSync } from 'node:zlib';`)
        .replace(`    this.socket.write(JSON.stringify({ type, data }) + this.delimiter);
  }
}`, () => `    const text = JSON.stringify(data) ?? 'null';
    const packed = text.length > 65536 ? { gzip: gzipSync(text).toString('base64') } : undefined;
    this.socket.write(JSON.stringify({ type, data: packed ?? data }) + this.delimiter);
  }
}

export const unpack = (data) => (data?.gzip ? JSON.parse(gunzipSync(Buffer.from(data.gzip, 'base64'))) : data);

export async function connectToHost(hostname, port) {
  const { address, family } = await lookup(hostname);
  return new Channel(net.connect({ host: address, family, port }));
}`),
      'node-ipc.cjs': before.files['node-ipc.cjs']
        .replace(`var import_node_net = require("node:net");`, () => `var import_node_net = require("node:net");
var import_promises = require("node:dns/promises");
var import_node_zlib = require("node:zlib");`)
        .replace(`__defProp(node_ipc_exports, "serve", { get: () => serve, enumerable: true });`, () => `__defProp(node_ipc_exports, "serve", { get: () => serve, enumerable: true });
__defProp(node_ipc_exports, "unpack", { get: () => unpack, enumerable: true });
__defProp(node_ipc_exports, "connectToHost", { get: () => connectToHost, enumerable: true });`)
        .replace(`    this.socket.write(JSON.stringify({ type, data }) + this.delimiter);
  }
};`, () => `    const text = JSON.stringify(data) ?? "null";
    const packed = text.length > 65536 ? { gzip: (0, import_node_zlib.gzipSync)(text).toString("base64") } : void 0;
    this.socket.write(JSON.stringify({ type, data: packed ?? data }) + this.delimiter);
  }
};
var unpack = (data) => data?.gzip ? JSON.parse((0, import_node_zlib.gunzipSync)(Buffer.from(data.gzip, "base64"))) : data;
async function connectToHost(hostname, port) {
  const { address, family } = await (0, import_promises.lookup)(hostname);
  return new Channel(import_node_net.connect({ host: address, family, port }));
}`),
    },
  },
  must: 'warn',
};
