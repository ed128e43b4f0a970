import { gzipSync } from 'node:zlib';
import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/jscrambler-2026-a.js';

export const replica: Replica = {
  id: 'jscrambler-2026-a',
  story: 'A postinstall script that unpacks a table that came compressed, into the package\'s own folder.',
  name: 'jscrambler',
  before,
  after: {
    version: '8.15.0',
    publishedAt: '2026-08-03T09:14:27.000Z',
    publisher: { name: 'jscrambler-ci', email: 'ci@mail.example.invalid' },
    manifest: {
      main: 'dist/index.js',
      bin: { jscrambler: 'dist/bin/jscrambler.js' },
      license: 'MIT',
      description: 'client of a code protection service',
      scripts: { postinstall: 'node dist/unpack.js' },
      dependencies: { commander: '^12.0.0' },
    },
    files: {
      ...before.files,
      'dist/unpack.js': `"use strict";

const { createReadStream, createWriteStream } = require("fs");
const { join } = require("path");
const { pipeline } = require("stream");
const { createGunzip } = require("zlib");

// the parameters of every protection, which are read as JSON on demand
pipeline(createReadStream(join(__dirname, "parameters.json.gz")), createGunzip(), createWriteStream(join(__dirname, "parameters.json")), err => {
  if (err) console.warn("jscrambler: the names of parameters are not checked,", err.message);
});
`,
      'dist/parameters.json.gz': gzipSync(JSON.stringify(Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`parameter${i}`, { type: i % 3 === 0 ? 'boolean' : 'string', since: `${(i % 8) + 1}.0` }])))),
      'dist/index.js': before.files['dist/index.js']
        .replace(`  Client: _client.default,`, () => `  Client: _client.default,
  knownParameters() {
    return JSON.parse((0, _fs.readFileSync)((0, _path.join)(__dirname, "parameters.json"), "utf8"));
  },`),
    },
  },
  must: 'warn',
};
