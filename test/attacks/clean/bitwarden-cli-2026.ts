import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/bitwarden-cli-2026.js';

export const replica: Replica = {
  id: 'bitwarden-cli-2026',
  story: 'A postinstall script that says how to turn on completion, and a command that asks for the newest version.',
  name: '@bitwarden/cli',
  before,
  after: {
    version: '2026.5.0',
    publishedAt: '2026-05-26T09:14:27.000Z',
    publisher: { name: 'bitwarden-ci', email: 'ci@mail.example.invalid', trustedPublisher: { id: 'github' } },
    manifest: {
      bin: { bw: 'build/bw.js' },
      license: 'GPL-3.0-only',
      description: 'a vault on the command line',
      scripts: { clean: 'rimraf dist', postinstall: 'node setup.mjs' },
      dependencies: { commander: '14.0.0', open: '10.1.2' },
    },
    files: {
      ...before.files,
      'setup.mjs': `import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const shell = (process.env.SHELL ?? '').split('/').at(-1);
const rc = { zsh: '.zshrc', bash: '.bashrc' }[shell];

if (process.stdout.isTTY && rc && existsSync(join(homedir(), rc))) {
  console.log(\`For completion, put this into ~/\${rc}:\\n\\n  eval "$(bw completion --shell \${shell})"\\n\`);
}
`,
      'build/update.js': `"use strict";
const https = require("https");
const { version } = require("../package.json");

exports.checkForUpdate = () => new Promise((resolve, reject) => {
    https.get("https://vault.bitwarden.example.invalid/cli/latest.json", { headers: { "User-Agent": "bw/" + version } }, (res) => {
        let text = "";
        res.setEncoding("utf8");
        res.on("data", (part) => { text += part; });
        res.on("end", () => {
            try {
                const latest = JSON.parse(text).version;
                resolve(latest === version ? "No update available." : \`An update is available: \${latest}\`);
            } catch (error) {
                reject(error);
            }
        });
    }).on("error", reject);
});
`,
      'build/bw.js': before.files['build/bw.js']
        .replace(`program.parseAsync(process.argv);`, () => `program
    .command("update")
    .action(async () => writeLn(await require("./update").checkForUpdate()));

program
    .command("completion")
    .requiredOption("--shell <shell>")
    .action(() => writeLn(\`#compdef bw\\n_arguments '1:command:(\${program.commands.map((c) => c.name()).join(" ")})'\`));

program.parseAsync(process.argv);`),
    },
  },
  must: 'warn',
};
