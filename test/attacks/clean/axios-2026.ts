import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/axios-2026.js';

export const replica: Replica = {
  id: 'axios-2026',
  story: 'A new dependency, two years old, that the HTTP adapter imports to read compressed answers.',
  name: 'axios',
  before,
  after: {
    version: '1.15.0',
    publishedAt: '2026-05-12T09:14:27.000Z',
    publisher: { name: 'jasonsaayman', email: 'jason@mail.example.invalid', trustedPublisher: { id: 'github' } },
    manifest: {
      type: 'module',
      main: 'index.js',
      exports: { '.': './index.js' },
      license: 'MIT',
      description: 'HTTP client by promises',
      dependencies: { 'decode-body': '^1.3.0', 'follow-redirects': '^1.15.6', 'form-data': '^4.0.4', 'proxy-from-env': '^1.1.0' },
    },
    files: {
      ...before.files,
      'lib/adapters/http.js': before.files['lib/adapters/http.js']
        .replace(`import FormData from 'form-data';`, () => `import FormData from 'form-data';
import decodeBody from 'decode-body';`)
        .replace(`      const parts = [];
      res.on('data', (part) => parts.push(part));
      res.on('end', () => {`, () => `      const parts = [];
      const body = decodeBody(res, res.headers['content-encoding']);
      body.on('error', reject);
      body.on('data', (part) => parts.push(part));
      body.on('end', () => {`),
    },
  },
  brings: [
    {
      name: 'decode-body',
      versions: [
        {
          version: '1.2.1',
          publishedAt: '2024-01-09T09:14:27.000Z',
          publisher: { name: 'ljharn', email: 'ljharn@mail.example.invalid' },
          manifest: {
            type: 'module',
            main: 'index.js',
            license: 'MIT',
            description: 'a readable stream without its content encoding',
          },
          files: {
            'index.js': `import zlib from 'node:zlib';
export default (stream, encoding) => (encoding === 'gzip' ? stream.pipe(zlib.createGunzip()) : stream);
`,
          },
        },
        {
          version: '1.3.0',
          publishedAt: '2025-03-18T09:14:27.000Z',
          publisher: { name: 'ljharn', email: 'ljharn@mail.example.invalid' },
          manifest: {
            type: 'module',
            main: 'index.js',
            license: 'MIT',
            description: 'a readable stream without its content encoding',
          },
          files: {
            'index.js': `import zlib from 'node:zlib';

const decoders = {
  gzip: zlib.createGunzip,
  'x-gzip': zlib.createGunzip,
  deflate: zlib.createInflate,
  br: zlib.createBrotliDecompress,
};

export default function decodeBody(stream, encoding = '') {
  const create = decoders[encoding.trim().toLowerCase()];
  return create ? stream.pipe(create()) : stream;
}
`,
          },
        },
      ],
    },
  ],
  must: 'warn',
};
