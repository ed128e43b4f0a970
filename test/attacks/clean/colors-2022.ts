import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/colors-2022.js';

export const replica: Replica = {
  id: 'colors-2022',
  story: 'Tables that are filled by bounded loops when the package loads, and an endless-looking loop with a way out inside of a function.',
  name: 'colors',
  before,
  after: {
    version: '1.5.0',
    publishedAt: '2020-03-15T09:14:27.000Z',
    publisher: { name: 'marak', email: 'marak@mail.example.invalid' },
    manifest: {
      main: 'lib/index.js',
      license: 'MIT',
      description: 'get colors in your node.js console',
      engines: { node: '>=0.1.90' },
    },
    files: {
      ...before.files,
      'lib/index.js': before.files['lib/index.js']
        .replace(`require('./extendStringPrototype')();`, () => `require('./extendStringPrototype')();

colors.ansi256 = require('./ansi256');`),
      'lib/ansi256.js': `// the 6 x 6 x 6 cube and the greys, as [r, g, b]
var table = [];
var steps = [0, 95, 135, 175, 215, 255];

for (var i = 0; i < 216; i++) {
  table[16 + i] = [steps[Math.floor(i / 36)], steps[Math.floor(i / 6) % 6], steps[i % 6]];
}
for (var grey = 0; grey < 24; grey++) {
  table[232 + grey] = [8 + grey * 10, 8 + grey * 10, 8 + grey * 10];
}

module['exports'] = function nearest(r, g, b) {
  var at = 16, best = 16, distance = Infinity;
  while (true) {
    if (at === table.length) break;
    var c = table[at];
    var d = Math.pow(c[0] - r, 2) + Math.pow(c[1] - g, 2) + Math.pow(c[2] - b, 2);
    if (d < distance) { distance = d; best = at; }
    at++;
  }
  if (process.env.DEBUG === 'colors') console.log('nearest', r, g, b, best);
  return best;
};
`,
    },
  },
  must: 'warn',
};
