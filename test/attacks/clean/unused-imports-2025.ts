import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/unused-imports-2025.js';

export const replica: Replica = {
  id: 'unused-imports-2025',
  story: 'The placeholder gets its code, and a small dependency from the registry that the code imports.',
  name: 'unused-imports',
  before,
  after: {
    version: '1.1.0',
    publishedAt: '2025-10-06T09:14:27.000Z',
    publisher: { name: 'npmpackagejpd', email: 'jpd@mail.example.invalid' },
    manifest: {
      main: 'index.js',
      license: 'ISC',
      description: 'find imports that nothing uses',
      dependencies: { 'import-scan': '^2.0.1' },
    },
    files: {
      'README.md': before.files['README.md'],
      'index.js': `'use strict';
const { scan } = require('import-scan');

/** The names that a text imports and never mentions again. */
module.exports = function unusedImports(text) {
  return scan(text).filter(({ local }) => text.split(new RegExp('\\\\b' + local + '\\\\b')).length <= 2).map(({ local }) => local);
};
`,
    },
  },
  brings: [
    {
      name: 'import-scan',
      versions: [
        {
          version: '2.0.0',
          publishedAt: '2024-02-11T09:14:27.000Z',
          publisher: { name: 'lenz', email: 'lenz@mail.example.invalid' },
          manifest: { main: 'scan.js', license: 'MIT', description: 'the import statements of a text' },
          files: {
            'scan.js': `exports.scan = (text) => [...text.matchAll(/import\\s+(\\w+)\\s+from\\s+['"]([^'"]+)['"]/g)].map(([, local, from]) => ({ local, from }));
`,
          },
        },
        {
          version: '2.0.1',
          publishedAt: '2024-09-30T09:14:27.000Z',
          publisher: { name: 'lenz', email: 'lenz@mail.example.invalid' },
          manifest: { main: 'scan.js', license: 'MIT', description: 'the import statements of a text' },
          files: {
            'scan.js': `const STATEMENT = /^\\s*import\\s+(?:(\\w+)|\\*\\s+as\\s+(\\w+)|\\{([^}]*)\\})\\s+from\\s+['"]([^'"]+)['"]/gm;

exports.scan = (text) => [...text.matchAll(STATEMENT)].flatMap(([, one, all, list, from]) =>
  (list ? list.split(',').map((part) => part.trim().split(/\\s+as\\s+/).pop()) : [one || all]).map((local) => ({ local, from })));
`,
          },
        },
      ],
    },
  ],
  must: 'warn',
};
