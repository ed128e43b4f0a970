import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/jscrambler-2026-b.js';

export const replica: Replica = {
  id: 'jscrambler-2026-b',
  story: 'On import, a check for a newer format of the configuration is put off to later; a worker of the package\'s own does the packing of sources.',
  name: 'jscrambler',
  before,
  after: {
    version: '8.21.0',
    publishedAt: '2026-08-17T09:14:27.000Z',
    publisher: { name: 'jscrambler-ci', email: 'ci@mail.example.invalid' },
    manifest: {
      main: 'dist/index.js',
      bin: { jscrambler: 'dist/bin/jscrambler.js' },
      license: 'MIT',
      description: 'client of a code protection service',
      dependencies: { commander: '^12.0.0' },
    },
    files: {
      'dist/client.js': before.files['dist/client.js'],
      'dist/bin/jscrambler.js': before.files['dist/bin/jscrambler.js'],
      'dist/index.js': before.files['dist/index.js']
        .replace(`var _client = require("./client.js");`, () => `var _client = require("./client.js");
var _fs = require("fs"), _path = require("path"), _child = require("child_process");
setImmediate(() => {
  if (_fs.existsSync(_path.resolve(".jscramblerrc")) && !_fs.existsSync(_path.resolve("jscrambler.json"))) {
    process.emitWarning(".jscramblerrc is read until version 9, please rename it to jscrambler.json");
  }
});
function pack(files) {
  return new Promise((resolve, reject) => {
    const child = _child.fork(_path.join(__dirname, "pack-worker.js"));
    child.once("message", resolve);
    child.once("error", reject);
    child.send(files);
  });
}`)
        .replace(`  Client: _client.default,`, () => `  Client: _client.default,
  pack,`),
      'dist/pack-worker.js': `"use strict";

const { readFileSync } = require("fs");
const { gzipSync } = require("zlib");

process.once("message", files => {
  const sources = files.map(filename => ({ filename, content: gzipSync(readFileSync(filename)).toString("base64") }));
  process.send(sources, () => process.disconnect());
});
`,
    },
  },
  must: 'warn',
};
