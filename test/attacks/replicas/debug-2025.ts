import { obfuscatedForm } from '../obfuscated-form.js';
import { drain } from './chalk-debug-2025.js';
import type { Replica } from './replica.js';

const manifest = {
  description: 'Lightweight debugging utility for Node.js and the browser',
  license: 'MIT',
  repository: { type: 'git', url: 'https://git.example/debug/debug.git' },
  main: './src/index.js',
  browser: './src/browser.js',
  engines: { node: '>=6.0' },
  files: ['src', 'LICENSE', 'README.md'],
  scripts: { lint: 'xo', test: 'npm run test:node && npm run test:browser' },
  dependencies: { ms: '^2.1.3' },
  peerDependenciesMeta: { 'supports-color': { optional: true } },
};

const index = String.raw`/**
 * Detect Electron renderer / nwjs process, which is node, but we should
 * treat as a browser.
 */

if (typeof process === 'undefined' || process.type === 'renderer' || process.browser === true || process.__nwjs) {
	module.exports = require('./browser.js');
} else {
	module.exports = require('./node.js');
}
`;

const common = String.raw`/**
 * This is the common logic for both the Node.js and web browser
 * implementations of debug().
 */

function setup(env) {
	createDebug.debug = createDebug;
	createDebug.enable = enable;
	createDebug.disable = disable;
	createDebug.enabled = enabled;
	createDebug.humanize = require('ms');
	createDebug.names = [];
	createDebug.skips = [];
	createDebug.formatters = {};

	Object.keys(env).forEach(key => {
		createDebug[key] = env[key];
	});

	function selectColor(namespace) {
		let hash = 0;
		for (const letter of namespace) {
			hash = ((hash << 5) - hash) + letter.charCodeAt(0);
			hash |= 0; // Convert to 32bit integer
		}

		return createDebug.colors[Math.abs(hash) % createDebug.colors.length];
	}

	function createDebug(namespace) {
		let last;

		function debug(...args) {
			if (!createDebug.enabled(namespace)) {
				return;
			}

			const now = Date.now();
			debug.diff = now - (last || now);
			last = now;
			if (typeof args[0] !== 'string') {
				args.unshift('%O');
			}

			let at = 0;
			args[0] = args[0].replace(/%([a-zA-Z%])/g, (match, format) => {
				if (match === '%%') {
					return '%';
				}

				at++;
				const formatter = createDebug.formatters[format];
				if (typeof formatter !== 'function') {
					return match;
				}

				const shown = formatter.call(debug, args[at]);
				args.splice(at, 1);
				at--;
				return shown;
			});
			createDebug.formatArgs.call(debug, args);
			(debug.log || createDebug.log).apply(debug, args);
		}

		debug.namespace = namespace;
		debug.useColors = createDebug.useColors();
		debug.color = selectColor(namespace);
		debug.extend = (more, delimiter) => createDebug(namespace + (delimiter === undefined ? ':' : delimiter) + more);
		return debug;
	}

	function enable(namespaces) {
		createDebug.save(namespaces);
		createDebug.names = [];
		createDebug.skips = [];
		for (const one of String(namespaces || '').trim().split(/[\s,]+/).filter(Boolean)) {
			(one[0] === '-' ? createDebug.skips : createDebug.names).push(one.replace(/^-/, ''));
		}
	}

	function disable() {
		const before = [...createDebug.names, ...createDebug.skips.map(name => '-' + name)].join(',');
		createDebug.enable('');
		return before;
	}

	const matches = (name, pattern) => pattern === '*' || name === pattern || (pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1)));

	function enabled(name) {
		return !createDebug.skips.some(one => matches(name, one)) && createDebug.names.some(one => matches(name, one));
	}

	createDebug.enable(createDebug.load());
	return createDebug;
}

module.exports = setup;
`;

const node = String.raw`/**
 * Module dependencies.
 */

const tty = require('tty');
const util = require('util');

exports.log = (...args) => process.stderr.write(util.formatWithOptions({colors: false}, ...args) + '\n');
exports.colors = [6, 2, 3, 4, 5, 1];
exports.useColors = () => 'DEBUG_COLORS' in process.env ? process.env.DEBUG_COLORS !== 'no' : tty.isatty(process.stderr.fd);
exports.load = () => process.env.DEBUG;
exports.save = namespaces => {
	if (namespaces) {
		process.env.DEBUG = namespaces;
	} else {
		delete process.env.DEBUG;
	}
};

exports.formatArgs = function (args) {
	if (this.useColors) {
		const prefix = '  \u001B[3' + this.color + ';1m' + this.namespace + ' \u001B[0m';
		args[0] = prefix + args[0].split('\n').join('\n' + prefix);
		args.push('\u001B[3' + this.color + 'm+' + module.exports.humanize(this.diff) + '\u001B[0m');
	} else {
		args[0] = new Date().toISOString() + ' ' + this.namespace + ' ' + args[0];
	}
};

module.exports = require('./common')(exports);

module.exports.formatters.o = value => util.inspect(value, {breakLength: Infinity});
module.exports.formatters.O = value => util.inspect(value);
`;

const browser = String.raw`/* eslint-env browser */

exports.log = console.debug || console.log || (() => {});
exports.colors = ['#0000CC', '#0066FF', '#00CC33', '#3300CC', '#6633CC', '#9933FF', '#CC0033', '#CCCC00'];
exports.useColors = () => typeof document !== 'undefined' && 'WebkitAppearance' in document.documentElement.style;
exports.storage = typeof localStorage === 'undefined' ? undefined : localStorage;
exports.load = () => exports.storage && exports.storage.getItem('debug');
exports.save = namespaces => {
	if (!exports.storage) {
		return;
	}

	if (namespaces) {
		exports.storage.setItem('debug', namespaces);
	} else {
		exports.storage.removeItem('debug');
	}
};

exports.formatArgs = function (args) {
	args[0] = (this.useColors ? '%c' : '') + this.namespace + ' ' + args[0] + ' +' + module.exports.humanize(this.diff);
	if (this.useColors) {
		args.splice(1, 0, 'color: ' + this.color);
	}
};

module.exports = require('./common')(exports);
`;

const files = {
  'src/index.js': index,
  'src/common.js': common,
  'src/node.js': node,
  'src/browser.js': browser,
  'README.md': '# debug\n\nA tiny debugging utility.\n',
};
const owner = { name: 'a-maintainer', email: 'a-maintainer@debug.example' };

/** From memory of the public analyses: the same line as in chalk, before a CommonJS entry; here no release before was made by a workflow. */
export const replica: Replica = {
  id: 'debug-2025',
  story: 'September 2025: debug 4.4.2 of the same hour as chalk 5.6.1: the obfuscated line stands before a CommonJS entry file, in a package that had no provenance to lose.',
  name: 'debug',
  before: { version: '4.4.1', manifest, files, publishedAt: '2025-05-13T21:35:14.000Z', publisher: owner },
  after: { version: '4.4.2', manifest, files: { ...files, 'src/index.js': `${obfuscatedForm(drain, { seed: 442, strings: 'base64' })}\n${index}` }, publishedAt: '2025-09-08T13:16:00.000Z', publisher: owner },
  must: 'block',
};
