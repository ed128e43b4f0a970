/** What a replaced member belongs to. `key` is the same however it was reached. */
export interface HookTarget {
  readonly what: 'network' | 'provider' | 'prototype' | 'loader';
  readonly key: string;
}

const network: ReadonlySet<string> = new Set([
  'fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'RTCPeerConnection', 'WebTransport', 'navigator.sendBeacon', 'Navigator.prototype.sendBeacon',
  'XMLHttpRequest.prototype.open', 'XMLHttpRequest.prototype.send', 'XMLHttpRequest.prototype.setRequestHeader', 'XMLHttpRequest.prototype.response', 'XMLHttpRequest.prototype.responseText',
  'WebSocket.prototype.send', 'Response.prototype.json', 'Response.prototype.text', 'Response.prototype.arrayBuffer', 'Response.prototype.clone', 'Request.prototype.clone',
  'navigator.clipboard.writeText', 'navigator.clipboard.readText', 'Clipboard.prototype.writeText', 'Clipboard.prototype.readText',
]);
const networkModule = /^node:(?:(?:https?|http2|net|tls)\.Server\.prototype\.(?:emit|on|addListener|listen)|https?\.ServerResponse\.prototype\.(?:end|write|writeHead)|https?\.(?:request|get|ClientRequest)|https?\.(?:ClientRequest|Agent)\.prototype\.\w+|http2\.connect|(?:net|tls)\.(?:connect|createConnection|Socket\.prototype\.(?:connect|write)|TLSSocket\.prototype\.\w+)|dns(?:\.promises)?\.(?:lookup|resolve\w*))$/;

/** Objects that browser wallets put on the page, and what is done through them (EIP-1193, and what Solana's, Tron's and others document). */
export const walletNames: ReadonlySet<string> = new Set([
  'ethereum', 'solana', 'phantom', 'tronWeb', 'tronLink', 'BinanceChain', 'binancew3w', 'okxwallet', 'unisat', 'keplr', 'cardano', 'aptos', 'petra', 'suiWallet', 'starknet', 'solflare', 'backpack', 'coinbaseWalletExtension', 'trustwallet',
  'coin98', 'xverse', 'BitcoinProvider', 'nami', 'martian', 'bitkeep', 'rabby',
]);
const walletMember = /^(?:\w+\.){0,2}(?:request|send|sendAsync|enable|sign\w*|connect|on|isMetaMask|\*)$/;

/** Members that ECMA-262 has had since its fifth or sixth edition: whoever replaces one of them is no polyfill of something new. */
const standard: ReadonlyMap<string, ReadonlySet<string>> = new Map(Object.entries({
  'Object.prototype': 'toString hasOwnProperty valueOf isPrototypeOf propertyIsEnumerable __proto__ __defineGetter__',
  'Function.prototype': 'call apply bind toString',
  'Array.prototype': 'push pop shift unshift map filter forEach join slice splice concat indexOf sort reduce some every reverse',
  'String.prototype': 'slice substring substr split replace indexOf charAt charCodeAt concat toLowerCase toUpperCase trim match toString',
  'Number.prototype': 'toString toFixed valueOf', 'RegExp.prototype': 'exec test toString', 'Promise.prototype': 'then catch', 'Date.prototype': 'getTime toISOString toString',
  'Map.prototype': 'get set has', 'Set.prototype': 'add has', 'Error.prototype': 'toString',
  'EventTarget.prototype': 'addEventListener dispatchEvent', 'Storage.prototype': 'setItem getItem', 'HTMLFormElement.prototype': 'submit', 'Document.prototype': 'createElement cookie', 'Element.prototype': 'setAttribute', 'HTMLInputElement.prototype': 'value',
  'Node.prototype': 'appendChild insertBefore', 'SubtleCrypto.prototype': 'sign decrypt encrypt importKey exportKey deriveKey',
  Object: 'defineProperty keys create assign freeze getOwnPropertyDescriptor', JSON: 'parse stringify', Reflect: 'apply get set construct', Promise: 'resolve all', Date: 'now', 'crypto.subtle': 'sign decrypt encrypt importKey exportKey deriveKey', crypto: 'getRandomValues',
  'Buffer': 'from', 'node:fs': 'readFile readFileSync writeFile writeFileSync open', 'node:child_process': 'spawn exec execFile execSync spawnSync', 'node:crypto': 'createHash createSign randomBytes', 'node:events.prototype': 'emit', 'node:stream.Readable.prototype': 'push',
}).map(([owner, names]) => [owner, new Set(names.split(' '))]));

const loader = /^(?:node:module\.(?:_load|_resolveFilename|_findPath|_nodeModulePaths|wrap|wrapper|prototype\.(?:require|_compile|load)|_preloadModules)|module\.(?:require|_compile)|require\.(?:cache|extensions)(?:\..+)?|process\.(?:dlopen|binding|getBuiltinModule)|require)$/;

/** What is replaced when something is written to a path (see `Look.paths`). Undefined: nothing that is the runtime's own. */
export function hookTarget(path: string): HookTarget | undefined {
  const bare = path.startsWith('new ') ? path : path.replace(/^document\.defaultView\./, '');
  if (network.has(bare) || networkModule.test(bare)) return { what: 'network', key: bare };
  if (loader.test(bare)) return { what: 'loader', key: /^require\.(?:cache|extensions)/.exec(bare)?.[0] ?? bare };
  const dot = bare.indexOf('.');
  const first = dot < 0 ? bare : bare.slice(0, dot);
  if (walletNames.has(first) && (dot < 0 || walletMember.test(bare.slice(dot + 1)))) return { what: 'provider', key: bare };
  const last = bare.lastIndexOf('.');
  return last > 0 && standard.get(bare.slice(0, last))?.has(bare.slice(last + 1)) === true ? { what: 'prototype', key: bare } : undefined;
}

/** Last names of everything that `hookTarget` knows, by which a write is worth a look. `*` stands for keys that are not known. */
export const hookKeys: ReadonlySet<string> = new Set([
  ...[...network].map((path) => path.slice(path.lastIndexOf('.') + 1)), ...[...standard.values()].flatMap((names) => [...names]), ...walletNames,
  ...words('emit listen addListener end writeHead request get ClientRequest connect createConnection lookup resolve resolve4 resolve6 resolveTxt write send sendAsync enable signTransaction signAllTransactions signAndSendTransaction signMessage sign on isMetaMask'),
  ...words('_load _resolveFilename _findPath _nodeModulePaths wrap wrapper require _compile load cache extensions dlopen binding getBuiltinModule'),
]);

function words(text: string): readonly string[] {
  return text.split(' ');
}

/** True for the name of a wallet's object. */
export function isWalletName(name: string): boolean {
  return walletNames.has(name);
}
