import type { Replica, ReplicaVersion } from '../replicas/replica.js';

export const before = {
  version: '1.4.0',
  publishedAt: '2019-09-22T09:14:27.000Z',
  publisher: { name: 'marak', email: 'marak@mail.example.invalid' },
  manifest: {
    main: 'lib/index.js',
    license: 'MIT',
    description: 'get colors in your node.js console',
    engines: { node: '>=0.1.90' },
  },
  files: {
    'lib/index.js': `var colors = require('./colors');
module['exports'] = colors;

require('./extendStringPrototype')();
`,
    'lib/styles.js': `var styles = {};
module['exports'] = styles;

var codes = {
  reset: [0, 0],
  bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], inverse: [7, 27],
  black: [30, 39], red: [31, 39], green: [32, 39], yellow: [33, 39],
  blue: [34, 39], magenta: [35, 39], cyan: [36, 39], white: [37, 39], gray: [90, 39]
};

Object.keys(codes).forEach(function(key) {
  var val = codes[key];
  var style = styles[key] = [];
  style.open = '\\u001b[' + val[0] + 'm';
  style.close = '\\u001b[' + val[1] + 'm';
});
`,
    'lib/colors.js': `var colors = {};
module['exports'] = colors;

var ansiStyles = colors.styles = require('./styles');
colors.enabled = !('NO_COLOR' in process.env) && Boolean(process.stdout && process.stdout.isTTY);
colors.enable = function() { colors.enabled = true; };
colors.disable = function() { colors.enabled = false; };

var stylize = colors.stylize = function stylize(str, style) {
  if (!colors.enabled) {
    return str + '';
  }
  var map = ansiStyles[style];
  return map ? map.open + str + map.close : str;
};

Object.keys(ansiStyles).forEach(function(name) {
  colors[name] = function() {
    return stylize(Array.prototype.slice.call(arguments).join(' '), name);
  };
});

colors.strip = function(str) {
  return ('' + str).replace(/\\x1B\\[\\d+m/g, '');
};
`,
    'lib/extendStringPrototype.js': `var colors = require('./colors');

module['exports'] = function() {
  Object.keys(colors.styles).forEach(function(style) {
    if (Object.prototype.hasOwnProperty.call(String.prototype, style)) return;
    Object.defineProperty(String.prototype, style, {
      configurable: true,
      get: function() { return colors.stylize(this, style); }
    });
  });
};
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'colors-2022',
  story: 'January 2022: the author\'s protest, an endless loop at load that floods the console.',
  name: 'colors',
  before,
  after: {
    version: '1.4.44-liberty-2',
    publishedAt: '2022-01-08T09:14:27.000Z',
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

/* remove this line after testing */
var am = require('../lib/custom/american');
am();
for (var i = 666; i < Infinity; i++) {
  if (i % 333) {
    // console.log('testing'.zalgo.rainbow)
  }
  console.log('testing testing testing testing testing testing testing'.zalgo);
}`),
      'lib/custom/american.js': `module['exports'] = function americanFlag() {
  console.log('LIBERTY LIBERTY LIBERTY'.bold);
  console.log([
    '* * * * * * * * * =================================',
    ' * * * * * * * *  :::::::::::::::::::::::::::::::::',
    '* * * * * * * * * ================================='
  ].join('\\n'));
};
`,
    },
  },
  must: 'warn',
};
