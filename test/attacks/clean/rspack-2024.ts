import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/rspack-2024.js';

export const replica: Replica = {
  id: 'rspack-2024',
  story: 'A postinstall script that looks whether the native binding for this platform was installed, and says so where it was not.',
  name: '@rspack/cli',
  before,
  after: {
    version: '1.2.0',
    publishedAt: '2025-01-21T09:14:27.000Z',
    publisher: { name: 'rspack-bot', email: 'bot@mail.example.invalid', trustedPublisher: { id: 'github' } },
    manifest: {
      type: 'commonjs',
      main: 'dist/index.js',
      bin: { rspack: './bin/rspack.js' },
      license: 'MIT',
      description: 'command line of a bundler',
      scripts: { postinstall: 'node ./dist/util/check-binding.js' },
      dependencies: { yargs: '17.7.2' },
    },
    files: {
      ...before.files,
      'dist/util/check-binding.js': `"use strict";
const os = require("os");
const fs = require("fs");
const path = require("path");

const isMusl = () => {
  const { glibcVersionRuntime } = process.report?.getReport?.().header ?? {};
  return process.platform === "linux" && !glibcVersionRuntime;
};

function bindingName() {
  const { platform, arch } = process;
  if (platform === "linux") return \`binding-linux-\${arch}-\${isMusl() ? "musl" : "gnu"}\`;
  if (platform === "win32") return \`binding-win32-\${arch}-msvc\`;
  return \`binding-\${platform}-\${arch}\`;
}

if (process.env.RSPACK_SKIP_CHECK !== "1") {
  const where = path.join(__dirname, "../../../", bindingName());
  if (!fs.existsSync(where)) {
    console.warn(\`[rspack] no native binding at \${path.relative(process.cwd(), where)} for \${os.type()} \${os.release()}.\`);
    console.warn("[rspack] Was npm run with --no-optional?");
  }
}
`,
    },
  },
  must: 'warn',
};
