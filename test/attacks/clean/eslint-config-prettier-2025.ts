import type { Replica } from '../replicas/replica.js';
import { noiseBytes } from '../replicas/replica.js';
import { before } from '../blind/eslint-config-prettier-2025.js';

export const replica: Replica = {
  id: 'eslint-config-prettier-2025',
  story: 'The command line starts the linter that is installed next to it, the repository\'s hooks are set up by prepare, and a logo came into the package.',
  name: 'eslint-config-prettier',
  before,
  after: {
    version: '8.11.0',
    publishedAt: '2025-09-12T09:14:27.000Z',
    publisher: { name: 'lydell', email: 'lydell@mail.example.invalid' },
    manifest: {
      main: 'index.js',
      bin: { 'eslint-config-prettier': 'bin/cli.js' },
      license: 'MIT',
      description: 'turns off rules that fight with a formatter',
      scripts: { prepare: 'husky', test: 'jest' },
      peerDependencies: { eslint: '>=7.0.0' },
    },
    files: {
      ...before.files,
      'logo.png': Buffer.concat([Buffer.from('\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0\0\u0080\0\0\0\u0080\b\u0006\0\0\0', 'latin1'), noiseBytes(6200, 19)]),
      'bin/cli.js': before.files['bin/cli.js']
        .replace(`const config = require("..");`, () => `const path = require("path");
const { spawn } = require("child_process");
const config = require("..");

/** Runs the linter's own --print-config, for versions without a class of their own. */
function printConfig(file) {
  const script = path.join(path.dirname(require.resolve("eslint/package.json")), "bin/eslint.js");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, "--print-config", file], { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (part) => (text += part));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(JSON.parse(text)) : reject(new Error(\`eslint ended with \${code}\`))));
  });
}`)
        .replace(`    Promise.all(files.map((file) => eslint.calculateConfigForFile(file))).then((configs) => {`, () => `    Promise.all(files.map((file) => (eslint.calculateConfigForFile ? eslint.calculateConfigForFile(file) : printConfig(file)))).then((configs) => {`),
    },
  },
  must: 'warn',
};
