import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/ua-parser-js-2021.js';

export const replica: Replica = {
  id: 'ua-parser-js-2021',
  story: 'A postinstall script that asks the system which C library it has and prints a hint; the minified file is built anew.',
  name: 'ua-parser-js',
  before,
  after: {
    version: '0.7.32',
    publishedAt: '2022-02-01T09:14:27.000Z',
    publisher: { name: 'faisal', email: 'faisal@mail.example.invalid' },
    manifest: {
      main: 'src/ua-parser.js',
      license: 'MIT',
      description: 'Detect browser, engine, OS and device from a user agent',
      scripts: {
        postinstall: 'node script/hint.js',
        build: 'uglifyjs src/ua-parser.js > dist/ua-parser.min.js',
        test: 'mocha -R nyan test/test.js',
      },
    },
    files: {
      'readme.md': before.files['readme.md'],
      'script/hint.js': `var spawnSync = require('child_process').spawnSync;

// Alpine has musl, for which the optional native matcher is not built.
function isMusl() {
    if (process.platform !== 'linux') return false;
    var out = spawnSync('ldd', ['--version'], { encoding: 'utf8' });
    return /musl/.test(String(out.stdout) + String(out.stderr));
}

if (isMusl()) {
    console.log('ua-parser-js: the JavaScript matcher is used on this system.');
}
`,
      'src/ua-parser.js': before.files['src/ua-parser.js']
        .replace(`/*! UAParser v0.7.28 */`, () => `/*! UAParser v0.7.32 */`)
        .replace(`    var LIBVERSION  = '0.7.28',`, () => `    var LIBVERSION  = '0.7.32',`)
        .replace(`            [/edg(?:e|ios|a)?\\/([\\w.]+)/i, [VERSION, [NAME, 'Edge']]],`, () => `            [/edg(?:e|ios|a)?\\/([\\w.]+)/i, [VERSION, [NAME, 'Edge']]],
            [/\\bopr\\/([\\w.]+)/i, [VERSION, [NAME, 'Opera']]],
            [/samsungbrowser\\/([\\w.]+)/i, [VERSION, [NAME, 'Samsung Internet']]],`),
      'dist/ua-parser.min.js': `/*! UAParser v0.7.32 */
!function(e,n){"use strict";var r="name",i="version",o={browser:[[/\\b(?:crmo|crios)\\/([\\w.]+)/i,[i,[r,"Chrome"]]],[/edg(?:e|ios|a)?\\/([\\w.]+)/i,[i,[r,"Edge"]]],[/\\bopr\\/([\\w.]+)/i,[i,[r,"Opera"]]]]};function t(e,n){for(var r={},i=0;i<n.length;i++){var o=n[i][0].exec(e);if(o)return n[i][1].forEach(function(e,n){"string"==typeof e?r[e]=o[n+1]:r[e[0]]=e[1]}),r}return r}function s(r){var i=r||e&&e.navigator&&e.navigator.userAgent||"";this.getBrowser=function(){return t(i,o.browser)},this.getUA=function(){return i}}s.VERSION="0.7.32","object"==typeof module?module.exports=s:e.UAParser=s}("object"==typeof window?window:this);
`,
    },
  },
  must: 'warn',
};
