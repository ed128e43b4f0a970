import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/eslint-scope-2018.js';

export const replica: Replica = {
  id: 'eslint-scope-2018',
  story: 'A postinstall script that prints a notice and names the Node version it was made for.',
  name: 'eslint-scope',
  before,
  after: {
    version: '3.7.3',
    publishedAt: '2018-08-20T09:14:27.000Z',
    publisher: { name: 'platform-team', email: 'platform@mail.example.invalid' },
    manifest: {
      main: 'lib/index.js',
      license: 'BSD-2-Clause',
      description: 'scope analysis for estree trees',
      engines: { node: '>=4.0.0' },
      scripts: { test: 'node Makefile.js test', postinstall: 'node ./lib/notice.js' },
      dependencies: { esrecurse: '^4.1.0', estraverse: '^4.1.1' },
    },
    files: {
      ...before.files,
      'lib/notice.js': `"use strict";

// Says once, where a person can see it, that version 4 is near.
var major = Number(process.versions.node.split(".")[0]);
var quiet = process.env.CI || process.env.DISABLE_OPENCOLLECTIVE || process.env.npm_config_loglevel === "silent";

if (!quiet) {
    console.log("eslint-scope 3.x gets fixes until December; version 4 needs Node 6 or later.");
    if (major < 6) {
        console.warn("This is Node " + process.version + ": please plan to upgrade.");
    }
}
`,
    },
  },
  must: 'warn',
};
