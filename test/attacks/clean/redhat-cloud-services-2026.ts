import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/redhat-cloud-services-2026.js';

export const replica: Replica = {
  id: 'redhat-cloud-services-2026',
  story: 'A preinstall script that only lets npm install the package\'s repository, and a client that asks once more with a fresh token.',
  name: '@redhat-cloud-services/frontend-components-utilities',
  before,
  after: {
    version: '6.2.0',
    publishedAt: '2026-07-13T09:14:27.000Z',
    publisher: { name: 'redhat-cloud-services-bot', email: 'bot@mail.example.invalid', trustedPublisher: { id: 'github' } },
    manifest: {
      main: 'index.js',
      module: 'esm/index.js',
      license: 'Apache-2.0',
      description: 'functions for consoles',
      sideEffects: false,
      scripts: { preinstall: 'node ./.ci/only-npm.cjs' },
      dependencies: { axios: '^1.8.0' },
    },
    files: {
      ...before.files,
      '.ci/only-npm.cjs': `'use strict';
const path = require('node:path');

const inRepository = !__dirname.split(path.sep).includes('node_modules');
const { npm_config_user_agent: by = '' } = process.env;

if (inRepository && by && !by.startsWith('npm/')) {
  console.error(\`This repository is installed with npm, not with \${by.split(' ')[0]}.\`);
  process.exitCode = 1;
}
`,
      'index.js': before.files['index.js']
        .replace(`    instance.interceptors.response.use(function (response) { return response.data; });`, () => `    instance.interceptors.response.use(function (response) { return response.data; }, function (error) {
        var config = error.config;
        if (!error.response || error.response.status !== 401 || config.retried) {
            return Promise.reject(error);
        }
        config.retried = true;
        return options.getToken({ force: true }).then(function (token) {
            config.headers.Authorization = 'Bearer ' + token;
            return instance.request(config);
        });
    });`),
    },
  },
  must: 'warn',
};
