import type { Replica, ReplicaVersion } from '../replicas/replica.js';

export const before = {
  version: '1.0.0',
  publishedAt: '2025-08-01T09:14:27.000Z',
  publisher: { name: 'npmpackagejpd', email: 'jpd@mail.example.invalid' },
  manifest: { main: 'index.js', license: 'ISC', description: 'find imports that nothing uses' },
  files: {
    'index.js': `console.log('Hello, world!');
`,
    'README.md': `# unused-imports

Finds imports that nothing uses.
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'unused-imports-2025',
  story: 'August to October 2025: a package without code of its own whose only dependency is an address, outside of the registry and over plain HTTP.',
  name: 'unused-imports',
  before,
  after: {
    version: '1.0.2',
    publishedAt: '2025-08-14T09:14:27.000Z',
    publisher: { name: 'npmpackagejpd', email: 'jpd@mail.example.invalid' },
    manifest: {
      main: 'index.js',
      license: 'ISC',
      description: 'find imports that nothing uses',
      dependencies: { 'ui-styles-pkg': 'http://packages.storeartifact.example.invalid/npm/unused-imports' },
    },
    files: {
      ...before.files,
    },
  },
  must: 'block',
};
