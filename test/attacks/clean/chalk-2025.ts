import type { Replica } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';
import { before } from '../blind/chalk-2025.js';

export const replica: Replica = {
  id: 'chalk-2025',
  story: 'One line of a minified table before the module, with a Levenshtein distance that suggests the style that was meant.',
  name: 'chalk',
  before,
  after: {
    version: '5.7.0',
    publishedAt: '2025-11-03T09:14:27.000Z',
    publisher: { name: 'qix', email: 'qix@mail.example.invalid' },
    manifest: {
      type: 'module',
      main: './source/index.js',
      exports: './source/index.js',
      imports: { '#ansi-styles': './source/vendor/ansi-styles/index.js' },
      license: 'MIT',
      description: 'terminal string styling',
      engines: { node: '^12.17.0 || ^14.13 || >=16.0.0' },
    },
    files: {
      ...before.files,
      'source/index.js': before.files['source/index.js']
        .replace(`import {stringReplaceAll} from './utilities.js';`, () => `import {stringReplaceAll} from './utilities.js';
import {closest} from './vendor/closest.min.js';`)
        .replace(`export default chalk;`, () => `export function style(name) {
	if (!(name in styles)) {
		throw new RangeError(\`No style \\\`\${name}\\\`. Did you mean \\\`\${closest(name, Object.keys(styles))}\\\`?\`);
	}

	return chalk[name];
}

export default chalk;`),
      'source/vendor/closest.min.js': `const e=new Uint16Array(256);function t(t,n){if(t===n)return 0;if(!t.length||!n.length)return t.length+n.length;for(let r=0;r<=n.length;r++)e[r]=r;for(let r=1;r<=t.length;r++){let l=e[0];e[0]=r;for(let o=1;o<=n.length;o++){const s=e[o];e[o]=t.charCodeAt(r-1)===n.charCodeAt(o-1)?l:1+Math.min(l,s,e[o-1]),l=s}}return e[n.length]}export function closest(e,n){let r=1/0,l="";for(const o of n){const n=t(e.toLowerCase(),o.toLowerCase());n<r&&(r=n,l=o)}return l}export const names={${Array.from({ length: 140 }, (_, i) => `c${i}:"#${noise(6, i * 2 + 5, '0123456789abcdef')}"`).join(',')}};
`,
    },
  },
  must: 'warn',
};
