/**
 * Canonical names of the runtime's own things, and what their members are. A name is the shortest way to say it: `eval`,
 * `globalThis`, `require`, `module`, `node:child_process`, `node:child_process.exec`, `npm:axios`.
 * `X[…]` is a member of X whose key is not known; `returns:X` a function that gives X; `constructor?`, `function?`, `literal[…]` and
 * `Function?` are steps on the ways to the Function constructor. Sources: Node's API documentation (module, process, globals), ECMA-262 §19–20.
 */
import { isExported } from './builtin-members.js';


/** Modules that Node brings with it and that programs import without a package. Names of those that matter to nobody are left out. */
const builtins = new Set([
  'child_process', 'cluster', 'crypto', 'fs', 'os', 'stream', 'zlib', 'dgram', 'dns', 'http', 'http2', 'https', 'inspector', 'module', 'net', 'path', 'process', 'repl', 'tls', 'url', 'util', 'vm',
  'worker_threads', 'buffer', 'quic',
]);
/** Every further module of Node: a specifier that means none of the package's own files. */
const otherBuiltins = new Set([
  'assert', 'async_hooks', 'console', 'constants', 'diagnostics_channel', 'domain', 'events', 'perf_hooks', 'punycode', 'querystring',
  'readline', 'string_decoder', 'sys', 'timers', 'trace_events', 'tty', 'v8', 'wasi', 'sqlite', 'test', 'sea',
]);

/** True for what Node resolves to itself: `fs`, `fs/promises`, `node:anything`. */
export function isBuiltin(specifier: string): boolean {
  if (specifier.startsWith('node:')) return true;
  const root = specifier.split('/', 1)[0]!;
  return builtins.has(root) || otherBuiltins.has(root);
}

/** The package that a bare specifier names: `@scope/name` or `name`. Undefined for a path, a URL or an import of the package itself. */
export function packageOf(specifier: string): string | undefined {
  if (/^(?:[./#]|[A-Za-z][\w+.-]*:)/.test(specifier) || specifier === '') return undefined;
  const [first, second] = specifier.split('/');
  return first!.startsWith('@') ? (second === undefined ? undefined : `${first}/${second}`) : first;
}

/** True where a name that begins like this may become one of Node's modules. */
export function mayBecomeBuiltin(beginning: string): boolean {
  const bare = beginning.startsWith('node:') ? beginning.slice(5) : 'node:'.startsWith(beginning) ? '' : beginning;
  return [...builtins].some((name) => name.startsWith(bare));
}

/** The canonical name of a module, where it is one of Node's that matter, or a package of `packages`. */
export function moduleName(specifier: string, packages: ReadonlySet<string>): string | undefined {
  const bare = specifier.startsWith('node:') ? specifier.slice(5) : specifier;
  if (bare === 'process') return 'process';
  if (bare === 'dns/promises' || bare === 'fs/promises' || bare === 'stream/promises') return `node:${bare.replace('/', '.')}`;
  if (bare === 'inspector/promises') return 'node:inspector';
  if (bare === 'path/posix' || bare === 'path/win32') return 'node:path';
  if (bare === 'fs-extra' || bare === 'graceful-fs') return 'node:fs';
  if (builtins.has(bare)) return `node:${bare}`;
  if (bare === 'bun' || bare.startsWith('bun:')) return 'Bun';
  if (bare.startsWith('.') || bare.startsWith('#')) return `file:${bare}`;
  const name = packageOf(specifier);
  return name !== undefined && packages.has(name) ? `npm:${name}` : undefined;
}

const globalObjects = new Set(['globalThis', 'global', 'GLOBAL', 'root', 'window', 'self', 'top', 'parent', 'frames']);
/** Globals that the engine needs to follow values, whatever a caller looks for. */
const structural = new Set([
  'eval', 'Function', 'require', 'module', 'process', 'Reflect', 'Object', 'String', 'Buffer', 'Proxy', 'URL', 'atob', 'unescape', 'decodeURIComponent', 'decodeURI', 'document', 'location', 'Image', 'open', 'localStorage', 'sessionStorage',
]);

export function globalName(name: string, wanted: ReadonlySet<string>): string | undefined {
  if (globalObjects.has(name)) return 'globalThis';
  return structural.has(name) || wanted.has(name) ? name : undefined;
}

/** Objects whose members are named one by one; every member that is not listed leads nowhere. */
const members: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(Object.entries({
  require: { main: 'module', cache: 'require.cache', resolve: 'require.resolve' },
  module: { require: 'require', constructor: 'node:module', _compile: 'module._compile', parent: 'module', children: 'require.cache', load: 'module.load' },
  'process.argv': { 0: 'process.execPath' },
  process: { env: 'process.env', execPath: 'process.execPath', argv0: 'process.execPath', argv: 'process.argv', mainModule: 'module', binding: 'process.binding', _linkedBinding: 'process.binding', dlopen: 'process.dlopen', getBuiltinModule: 'require', report: 'process.report' },
  // A report holds the environment among much else.
  'process.report': { getReport: 'returns:process.report()' },
  'process.report()': { environmentVariables: 'process.env' },
  Reflect: { get: 'Reflect.get', set: 'Reflect.set', apply: 'Reflect.apply', construct: 'Reflect.apply', getPrototypeOf: 'Object.getPrototypeOf', defineProperty: 'Object.defineProperty', setPrototypeOf: 'Object.setPrototypeOf' },
  Object: {
    getPrototypeOf: 'Object.getPrototypeOf', defineProperty: 'Object.defineProperty', defineProperties: 'Object.defineProperties', create: 'Object.create', assign: 'Object.assign', values: 'Object.values', entries: 'Object.entries', fromEntries: 'Object.fromEntries', freeze: 'Object.freeze', seal: 'Object.freeze', preventExtensions: 'Object.freeze', setPrototypeOf: 'Object.setPrototypeOf',
    prototype: 'Object.prototype', getOwnPropertyDescriptor: 'Object.getOwnPropertyDescriptor',
  },
  Function: { prototype: 'Function.prototype' },
  'Function.prototype': { constructor: 'Function' },
  String: { fromCharCode: 'String.fromCharCode', fromCodePoint: 'String.fromCodePoint', raw: 'String.raw' },
  Buffer: { from: 'Buffer.from' },
  'node:buffer': { Buffer: 'Buffer', atob: 'atob' },
  'node:module': {
    _load: 'require', createRequire: 'createRequire', createRequireFromPath: 'createRequire', Module: 'node:module', prototype: 'module', _cache: 'require.cache',
    register: 'node:module.register', registerHooks: 'node:module.registerHooks', _extensions: 'node:module._extensions', runMain: 'node:module.runMain',
  },
  'node:path': { join: 'path.join', resolve: 'path.join', dirname: 'path.dirname', normalize: 'path.join', posix: 'node:path', win32: 'node:path' },
  'node:url': { fileURLToPath: 'url.identity', pathToFileURL: 'url.identity', URL: 'URL' },
  'node:util': { promisify: 'util.promisify', callbackify: 'util.promisify' },
  'import.meta': { resolve: 'require.resolve', env: 'process.env' },
  Bun: { env: 'process.env' },
  Deno: { env: 'Deno.env' },
  'Deno.env': { toObject: 'returns:process.env', get: 'process.env[…]' },
  navigator: { sendBeacon: 'navigator.sendBeacon' },
  document: { createElement: 'document.createElement', createElementNS: 'document.createElement', location: 'location', defaultView: 'globalThis', cookie: 'document.cookie', write: 'document.write', writeln: 'document.write' },
  location: { assign: 'location.assign', replace: 'location.assign', href: 'location.href' },
}).map(([name, table]) => [name, new Map(Object.entries(table))]));

/** Modules whose members that matter are all listed. */
const closed: ReadonlySet<string> = new Set(['node:path', 'node:url', 'node:util', 'node:buffer', 'node:module']);

/** Names that stand for an object with members of its own, not for a function. */
function isNamespace(name: string): boolean {
  return /^(?:node:[a-z_0-9]+|node:(?:dns|fs|stream)\.promises|Bun|Deno)$/.test(name);
}

/** The name of a member. `key` undefined: any. Undefined where the member is nothing that is followed. */
export function memberName(object: string, key: string | undefined, wanted: ReadonlySet<string>): string | undefined {
  // `module` is a variable of each file; whoever puts it there does so under his own eyes. In trees of any kind nodes have a `module` as well.
  if (object === 'globalThis') return key === undefined ? 'globalThis[…]' : key === 'module' ? undefined : globalName(key, wanted);
  if (object === 'require.cache') return 'module';
  if (object === 'constructor?') return key === 'constructor' ? 'Function' : undefined;
  if (object === 'literal[…]') return key === undefined ? 'Function?' : key === 'constructor' ? 'Function' : undefined;
  const data = dataMember(object, key);
  if (data !== undefined) return data;
  if (key !== undefined) {
    const listed = members.get(object)?.get(key);
    if (listed !== undefined) return listed;
    if (object === 'Function.prototype') return undefined;
    if (key === 'call' || key === 'apply' || key === 'bind' || key === 'prototype' || key === '__proto__') return object;
    if (key === 'default') return isNamespace(object) || object.startsWith('npm:') || object === 'process' ? object : undefined;
    if (key === 'then' || key === 'catch' || key === 'finally') return undefined;   // of the promise that import() gives
    if (key === 'constructor') return object === 'this' || isNamespace(object) || members.has(object) ? 'constructor?' : 'Function';
  }
  if (isNamespace(object) && !closed.has(object)) {
    if (key === undefined) return `${object}[…]`;
    return isExported(object, key) ? `${object}.${key}` : undefined;
  }
  if (key === undefined && object === 'node:module') return 'node:module[…]';
  if (key === undefined && (object === 'module' || object === 'process')) return `${object}[…]`;
  return undefined;
}

/** How long a name of data may grow: keys of the environment and ways into other files are as long as somebody writes them. */
const longestData = 160;

/** Members of the environment, of another file's exports, of a package, and of what a call of the runtime has made. */
function dataMember(object: string, key: string | undefined): string | undefined {
  if (object.startsWith('process.env')) return object !== 'process.env' ? undefined : key === undefined || key.length > longestData ? 'process.env[…]' : `${object}.${key}`;
  if (key === 'call' || key === 'apply' || key === 'bind' || key === 'then' || key === 'catch' || key === 'finally') return undefined;
  if (key === undefined || object.length + key.length > longestData) return object.startsWith('file:') && key === 'default' ? object : undefined;
  // Two members deep, and no deeper: `at = at.next` would else make names without end.
  if (object.startsWith('file:')) return key === 'default' ? object : !object.includes('#') ? `${object}#${key}` : object.includes('.', object.indexOf('#')) ? undefined : `${object}.${key}`;
  if (object.startsWith('npm:') && key !== 'default') return !isMember(object) ? `${object}.${key}` : /\.(?:stream|defaults|interceptors)$/.test(object) ? object : undefined;
  // What a client's methods are under does not matter: `client.rest.gists.create`.
  if (object.startsWith('object:client') || object.startsWith('object:service')) return `${object.split('.', 1)[0]!}.${key}`;
  if (object.startsWith('object:element.style')) return 'object:element.style';
  if (object.startsWith('object:child.std')) return object.split('.').length > 2 ? undefined : `${object}.${key}`;
  if (object.startsWith('object:')) return object.includes('.') ? undefined : `${object}.${key}`;
  return undefined;
}

/** True for `npm:got.post`: the names of a few packages have a dot of their own. */
function isMember(name: string): boolean {
  const at = name.lastIndexOf('/') + 1;
  return name.includes('.', /^npm:(?:discord|socket)\./.test(name) ? name.indexOf('.') + 1 : at);
}

/** Names of data, of another file's exports and of what calls made: they lead to flows, and say nothing by themselves. */
export function isData(name: string): boolean {
  return name.startsWith('process.env') || name.startsWith('file:') || name.startsWith('object:') || (name.startsWith('npm:') && isMember(name));
}

/** Modules whose members are data's way, and no use of anything by themselves. */
export function isWay(name: string): boolean {
  return /^node:(?:fs|os|zlib|crypto|stream)(?:[.[]|$)/.test(name);
}

/** Globals that make objects. */
const makers: ReadonlySet<string> = new Set(['WebSocket', 'WebTransport', 'XMLHttpRequest', 'RTCPeerConnection', 'Image', 'document.createElement']);

/** What the runtime's calls make, where methods of it do what the call was for. */
const made: readonly (readonly [RegExp, string])[] = [
  [/^node:https?\.(?:request|get|ClientRequest)$/, 'object:request'], [/^node:http2\.connect$/, 'object:session'],
  [/^node:(?:net|tls)\.(?:connect|createConnection|Socket|Stream|TLSSocket)$/, 'object:socket'], [/^node:dgram\.(?:createSocket|Socket)$/, 'object:socket'],
  [/^node:dns(?:\.promises)*\.(?:promises\.)?Resolver$/, 'object:resolver'], [/^(?:WebSocket|npm:ws|npm:ws\.WebSocket)$/, 'object:websocket'], [/^(?:RTCPeerConnection|WebTransport)$/, 'object:client'],
  [/^XMLHttpRequest$/, 'object:xhr'], [/^node:fs\.createWriteStream$/, 'object:file'], [/^node:fs\.(?:promises\.)?open$/, 'object:handle'], [/^node:fs\.openSync$/, 'object:file'],
  [/^(?:document\.createElement|Image)$/, 'object:element'],
  [/^npm:(?:axios|got|ky|superagent|undici|request|needle)\.(?:create|extend|instance|agent|defaults|Client|Pool|Agent)$/, 'object:client'],
  [/^npm:form-data$/, 'object:form'],
  [/^npm:(?:superagent|request|wretch|bent|nodemailer|socket\.io-client|mqtt|@slack\/webhook|got\.stream)(?:\.|$)/, 'object:client'],
  [/^npm:(?:octokit|@octokit\/[\w-]+|discord\.js|telegraf|node-telegram-bot-api|@slack\/web-api|ssh2|ssh2-sftp-client|ftp|basic-ftp|mongodb|mysql2?|pg|redis|ioredis|@aws-sdk\/client-s3|aws-sdk|simple-git)(?:\.|$)/, 'object:service'],
  [/^node:child_process\.(?:spawn|exec|execFile|fork)$/, 'object:child'], [/^node:crypto\.(?:createHash|createHmac|createSign|createVerify)$/, 'object:digest'],
  [/^node:inspector\.Session$/, 'object:inspector'],
];

/** The name of what a call of `name` gives: an object of the runtime, or again something of another file. Undefined: nothing that is followed. */
export function resultName(name: string): string | undefined {
  if (name.startsWith('file:')) return name;
  if (name.startsWith('object:')) return name.split('.', 1)[0];
  if (!name.startsWith('node:') && !name.startsWith('npm:') && !makers.has(name)) return undefined;
  return made.find(([pattern]) => pattern.test(name))?.[1];
}

/** True for names whose call gives nothing that is followed, so that its arguments are not passed on. */
export function isKnownFunction(name: string): boolean {
  return !transparent.has(name);
}
/** Names of whose call nothing is known. */
const transparent = new Set(['Object.defineProperty', 'Object.defineProperties', 'Object.create', 'Object.assign', 'Object.values', 'Object.entries', 'Object.fromEntries', 'Object.setPrototypeOf', 'Object.getOwnPropertyDescriptor', 'Object.prototype', 'util.promisify', 'function?', 'constructor?', 'literal[…]', 'globalThis[…]', 'this']);

/**
 * Names that are followed through properties, which are told apart by their name alone. Storing one of the others in a property is
 * seen where it is done; following them too would find each in every property of that name.
 */
export function isFollowedInFields(name: string): boolean {
  return isLeading(name) || name === 'eval' || name === 'Function' || /^(?:node:(?:child_process|vm|worker_threads)(?:$|\.)|module\.|object:(?:client|service|websocket|socket|request|xhr)$)/.test(name);
}

/** Names that only lead to others: what is done with them by themselves says nothing. */
const steppingStones = /^(?:globalThis|Object|String|Buffer|URL|Proxy|Reflect|process|module|require|import\.meta|this|createRequire|atob|unescape|decodeURI(?:Component)?|require\.\w+|Function\.prototype|(?:document|location)(?:\.\w+)?|Image|open|localStorage|sessionStorage|process\.(?:execPath|argv|report)|process\.report\(\)|constructor\?|function\?|literal\[…\]|returns:.*|(?:String|Buffer|Object|Reflect|path|url|util)\.\w+|node:(?:path|url|util|buffer|module))$/;
const stepping = new Map<string, boolean>();

/** True for a name that is used for nothing but to reach another. */
export function isSteppingStone(name: string): boolean {
  let known = stepping.get(name);
  if (known === undefined) stepping.set(name, (known = steppingStones.test(name) || isData(name)));
  return known;
}

/** Stepping stones that lead to the loading of modules or to the global object, wherever they are kept. */
const leading = new Set(['globalThis', 'require', 'module', 'process', 'createRequire', 'node:module', 'Reflect', 'require.cache']);
export function isLeading(name: string): boolean {
  return leading.has(name) || name.startsWith('returns:');
}

/** Names that stand for a guess about one expression; they are not kept. */
export function isMarker(name: string): boolean {
  return name === 'function?' || name === 'literal[…]' || name === 'Function?';
}

/** True for names that a call of unknown code may hand back: what loads modules, and what is looked for itself. */
export function isPassedOn(name: string): boolean {
  return name === 'require' || name === 'module' || name === 'process' || name === 'createRequire' || name.startsWith('file:') || (!isSteppingStone(name) && !name.endsWith('[…]') && name !== 'Function?' && !isData(name));
}
