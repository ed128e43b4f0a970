import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/tinycolor-2025.js';

export const replica: Replica = {
  id: 'tinycolor-2025',
  story: 'A script named bundle.js that only the author runs before packing, and the bundle of 400 kB of named colours that it makes.',
  name: '@ctrl/tinycolor',
  before,
  after: {
    version: '4.2.0',
    publishedAt: '2025-10-20T09:14:27.000Z',
    publisher: { name: 'scttcper', email: 'scttcper@mail.example.invalid', trustedPublisher: { id: 'github' } },
    manifest: {
      main: 'dist/index.js',
      module: 'dist/module/index.js',
      license: 'MIT',
      description: 'fast, small color manipulation',
      engines: { node: '>=14' },
      scripts: { prepack: 'node bundle.js' },
    },
    files: {
      ...before.files,
      'bundle.js': `import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const out = join(import.meta.dirname, 'dist', 'bundles');
mkdirSync(out, { recursive: true });

execFileSync(process.execPath, ['node_modules/rollup/dist/bin/rollup', '-c'], { stdio: 'inherit' });

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const banner = \`/*! tinycolor \${version} \${process.env.SOURCE_DATE_EPOCH ?? ''} */\\n\`;
const file = join(out, 'names.umd.min.js');
writeFileSync(file, banner + readFileSync(file, 'utf8'));
console.log('bundled', version);
`,
      'dist/bundles/names.umd.min.js': `/*! tinycolor 4.2.0 */
!function(e,n){"object"==typeof exports&&"undefined"!=typeof module?n(exports):"function"==typeof define&&define.amd?define(["exports"],n):n((e="undefined"!=typeof globalThis?globalThis:e||self).colorNames={})}(this,function(e){"use strict";var n={${Array.from({ length: 18000 }, (_, i) => `n${i}:"#${((i * 2654435761) >>> 8).toString(16).padStart(6, '0').slice(0, 6)}"`).join(',')}};e.names=n,e.lookup=function(e){for(var t in n)if(n[t]===e)return t},Object.defineProperty(e,"__esModule",{value:!0})});
`,
    },
  },
  must: 'warn',
};
