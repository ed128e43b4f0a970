/* oxlint-disable typescript/switch-exhaustiveness-check -- of many kinds of signals a few say what a constant is for */
import type { CallRule, Label, TaintRules, Turn } from '../../javascript/taint/rules.types.js';
import { signalsOfConstant } from './constants.js';
import { isSecretVariable } from './secret-names.js';

/** Classes of data that are followed through a package's code. */
export const labels = [
  'environment', 'secret-variable', 'credential-path', 'credential-file', 'key', 'identity', 'download', 'decoded', 'package-data', 'persistent-path', 'network-command', 'package-path', 'dropped-code', 'dropped-data', 'environment-text',
] as const;
export type TaintLabel = (typeof labels)[number];
const label = (name: TaintLabel): Label => labels.indexOf(name);

const environment = label('environment');
const secret = label('secret-variable');
const credentialPath = label('credential-path');
const credentialFile = label('credential-file');
const key = label('key');
const identity = label('identity');
const download = label('download');
const decoded = label('decoded');
const packageData = label('package-data');
const persistentPath = label('persistent-path');
const networkCommand = label('network-command');
const packagePath = label('package-path');
/** What was decoded or carried along, once it stands in a file. */
const environmentText = label('environment-text');
const droppedCode = label('dropped-code');
const droppedData = label('dropped-data');

/** What becomes a program or code when it is written to a file that is then run. */
const content: readonly Turn[] = [{ from: [download], to: download }, { from: [decoded, droppedCode], to: droppedCode }, { from: [packageData, droppedData], to: droppedData }];
const rest = 'rest';

/** Names of properties that hold key material, in the spelling of wallets and signing libraries; minifiers leave properties as they are. */
const keyProperty = /^_{0,2}(?:private_?key|secret_?key|priv_?key|mnemonic(?:_?phrase)?|seed_?phrase|recovery_?phrase|key_?pair|wallet_?seed|secret_?recovery_?phrase|wif|xpriv)(?:_?(?:hex|bytes|base58|string|buffer))?$/i;
const keyParameter = /^_{0,2}(?:private_?key|secret_?key|priv_?key|mnemonic(?:_?phrase)?|seed_?phrase|recovery_?phrase|key_?pair|wallet_?seed|seed|xpriv)(?:_?(?:hex|bytes|base58|string|buffer))?$/i;

const sends: CallRule = { sinks: [{ sink: 'network', from: rest, receiver: true }], gives: download };
const looksUp: CallRule = { sinks: [{ sink: 'network', from: rest }], gives: download };
const receives: CallRule = { gives: download };
const runsCode = (from: readonly number[] | 'rest'): CallRule => ({ sinks: [{ sink: 'eval', from }], workedOut: decoded });
const reads: CallRule = { opaque: true, turns: [{ from: [credentialPath], to: credentialFile }, { from: [packagePath], to: packageData }, { from: [download], to: download }, { from: [decoded], to: decoded }, { from: [packageData], to: packageData }, { from: [droppedCode], to: droppedCode }, { from: [droppedData], to: droppedData }] };
const writes: CallRule = { opaque: true, sinks: [{ sink: 'write', from: [0, 1] }], stores: { place: 0, data: 1, turns: content } };
const moves: CallRule = { opaque: true, sinks: [{ sink: 'write', from: [1] }], stores: { place: 1, data: 0, turns: [...content, { from: [packagePath], to: droppedData }] } };
const decodes: CallRule = { gives: decoded };
const interpreters = /^(?:.*[/\\])?(?:sh|bash|zsh|dash|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh|node|bun|deno|python3?|perl|ruby|php|osascript|mshta|wscript|cscript|rundll32(?:\.exe)?|regsvr32|\/bin\/sh)$/i;
/** Commands that print a credential that some tool keeps. */
const printsCredential = /\b(?:gh auth token|npm (?:token|config get)|security find-(?:generic|internet)-password|aws configure get|gcloud auth (?:application-default )?print-|az account get-access-token|git credential|pass show|op (?:read|item get)|vault (?:read|kv get|print)|secret-tool lookup)\b/;

const table: readonly (readonly [RegExp, CallRule])[] = [
  [/^node:https?\.(?:request|get|ClientRequest)$/, { ...looksUp }],
  [/^(?:fetch|Bun\.fetch|navigator\.sendBeacon|EventSource|WebSocket|WebSocketStream|WebTransport|Deno\.connect(?:Tls)?|Bun\.connect)$/, looksUp],
  [/^npm:(?:@[^/.]+\/)?[^/.]+\.(?:create|extend|instance|CancelToken|isAxiosError|HTTPError|Agent|interceptors|defaults)\b/, {}],
  [/^npm:/, looksUp],
  [/^object:(?:request|socket|session|websocket)\.(?:write|end|send|connect|request|emit)$/, sends],
  [/^object:xhr\.(?:open|send|setRequestHeader)$/, { ...sends, keeps: true }],
  [/^object:client(?:\.|$)/, sends],
  [/^object:resolver\.(?:resolve|reverse)/, sends],
  [/^object:(?:request|socket|session|websocket|xhr)\./, receives],
  [/^object:file\.(?:write|end|writeFile|appendFile)$/, { keeps: true }],
  [/^object:digest/, { opaque: true }],
  [/^node:(?:net|tls)\.(?:connect|createConnection)$/, looksUp],
  [/^node:dns(?:\.promises)?\.(?:lookup|resolve|reverse)/, looksUp],
  [/^node:http2\.connect$/, looksUp],
  [/^(?:eval|execScript|module\._compile|Function\??|node:vm\.(?:run\w+|compileFunction|Script|SourceTextModule))$/, runsCode(rest)],
  [/^(?:setTimeout|setInterval)$/, { sinks: [{ sink: 'eval', from: [0], built: true }] }],
  [/^(?:Worker|SharedWorker|importScripts|node:worker_threads\.Worker)$/, runsCode([0])],
  [/^(?:require|import\(…\)|node:module\.register|module\.load)$/, { sinks: [{ sink: 'load', from: [0] }] }],
  [/^(?:process\[…\]|module\[…\])$/, runsCode(rest)],
  [/^(?:process\.dlopen)$/, { sinks: [{ sink: 'exec', from: [1] }] }],
  [/^node:fs\.(?:promises\.)?(?:readFile|createReadStream|read|openAsBlob)(?:Sync)?$/, reads],
  [/^node:fs\.(?:promises\.)?(?:writeFile|appendFile)(?:Sync)?$/, writes],
  [/^node:fs\.createWriteStream$/, { opens: 0, sinks: [{ sink: 'write', from: [0] }] }],
  [/^node:fs\.(?:promises\.)?open(?:Sync)?$/, { opens: 0 }],
  [/^node:fs\.(?:write|writev)(?:Sync)?$/, { opaque: true, stores: { place: 0, data: 1, turns: content } }],
  [/^node:fs\.(?:promises\.)?(?:copyFile|cp|rename|link|symlink)(?:Sync)?$/, moves],
  [/^node:fs\.(?:promises\.)?mkdir(?:Sync)?$/, { opaque: true, sinks: [{ sink: 'write', from: [0] }] }],
  [/^node:fs\./, {}],
  [/^node:os\.(?:hostname|userInfo|networkInterfaces)$/, { gives: identity }],
  [/^node:zlib\.(?:gunzip|inflate|inflateRaw|brotliDecompress|unzip|zstdDecompress|createGunzip|createInflate|createInflateRaw|createBrotliDecompress|createUnzip)(?:Sync)?$/, decodes],
  [/^node:crypto\.createDecipher(?:iv)?$/, decodes], [/^node:crypto\.(?:privateDecrypt|publicDecrypt)$/, decodes],
  [/^node:crypto\.(?:createHash|createHmac|createSign|createVerify|hash|pbkdf2|pbkdf2Sync|scrypt|scryptSync|sign|timingSafeEqual|randomBytes|randomUUID|hkdf|hkdfSync)$/, { opaque: true }],
  [/^(?:atob|unescape)$/, decodes],
  [/^(?:node:stream\.(?:promises\.)?pipeline)$/, { chains: true }],
];

function ofCall(name: string, constants: readonly (string | undefined)[]): CallRule | undefined {
  if (name === 'Buffer.from' || name === 'Buffer') return constants[1] === undefined || !/^(?:base64(?:url)?|hex|binary|latin1)$/i.test(constants[1]) ? undefined : decodes;
  if (name === 'String.fromCharCode' || name === 'String.fromCodePoint') return { gives: decoded, reckoned: true };
  if (/^(?:node:child_process\b|npm:(?:execa|cross-spawn|shelljs|zx)\b|Bun\.(?:spawn|spawnSync|\$)|Deno\.(?:run|Command))/.test(name)) return ofSpawn(name, constants);
  return table.find(([pattern]) => pattern.test(name))?.[1];
}

/** What is run: the command line, or the program; of its arguments only those that an interpreter is given. */
function ofSpawn(name: string, constants: readonly (string | undefined)[]): CallRule | undefined {
  const [program] = constants;
  const printed = program === undefined ? undefined : printsCredential.test(program) ? credentialFile : /^(?:env|printenv|set|export)\b/.test(program) ? environment : /^(?:curl|wget)\b/.test(program) ? download : undefined;
  const gives = printed === undefined ? {} : { gives: printed };
  if (/\.(?:spawn|spawnSync|execFile|execFileSync|fork)$/.test(name) || name.startsWith('npm:')) {
    return { ...gives, opaque: gives.gives === undefined, sinks: [{ sink: 'exec', from: program !== undefined && interpreters.test(program) ? rest : [0] }, { sink: 'argument', from: rest }] };
  }
  return { ...gives, opaque: gives.gives === undefined, sinks: [{ sink: 'exec', from: [0] }] };
}

const known = new Map<string, ReturnType<TaintRules['constant']>>();
const knownCharacters = 4096;
const mostKnown = 20_000;

/** What a constant is for: a path at which credentials are kept or programs take root, a command that speaks to the network, a host. */
function ofConstant(text: string): ReturnType<TaintRules['constant']> {
  if (text.length <= knownCharacters && known.has(text)) return known.get(text);
  const found = new Set<Label>();
  const texts = new Set<string>();
  for (const signal of signalsOfConstant(text)) {
    switch (signal.kind) {
      case 'host': texts.add(`host ${signal.key}`); break;
      case 'credentials':
        if (signal.what === 'file') found.add(credentialPath);
        break;
      case 'persistence':
        found.add(persistentPath);
        texts.add(`${signal.what} ${signal.key}`);
        break;
      case 'worm':
        if (signal.what === 'workflow') { found.add(persistentPath); texts.add(`workflow ${signal.key}`); }
        break;
      default:
    }
  }
  if (text.startsWith('\0dir') || text.startsWith('\0file')) found.add(packagePath);
  if (/\b(?:curl|wget|invoke-webrequest|invoke-restmethod|iwr|irm|nc|ncat|nslookup|dig|ping|scp)\b/i.test(text.slice(0, 512))) found.add(networkCommand);
  const result = found.size === 0 && texts.size === 0 ? undefined : { labels: [...found], texts: [...texts] };
  if (text.length <= knownCharacters && known.size < mostKnown) known.set(text, result);
  return result;
}

const away = ['network', 'exec', 'argument'] as const;
const into = ['eval', 'exec'] as const;
const ends: { readonly [label in TaintLabel]: readonly string[] } = {
  environment: away, 'environment-text': away, 'secret-variable': away, 'credential-path': away, 'credential-file': away, key: away, identity: away,
  download: [...into, 'load'], decoded: [...into, 'load'], 'package-data': [...into, 'load'], 'package-path': [...into, 'load'], 'dropped-code': [...into, 'load'], 'dropped-data': [...into, 'load'], 'persistent-path': ['write'], 'network-command': ['exec', 'argument'],
};

/** The tables by which data is followed through a package's code. */
export const taintRules: TaintRules = {
  labels,
  name: (name) => (/^object:xhr\.response/.test(name) ? download : !name.startsWith('process.env') ? undefined : name === 'process.env' ? environment : name === 'process.env[…]' ? undefined : isSecretVariable(name.slice(12)) ? secret : undefined),
  property: (name) => (keyProperty.test(name) ? key : undefined),
  parameter: (name) => (keyParameter.test(name) ? key : undefined),
  constant: ofConstant,
  call: ofCall,
  // Of the environment one variable is another thing than all of it.
  field: (one, name) => (one !== environment ? one : isSecretVariable(name) ? secret : undefined),
  inside: (one) => (one === environment ? environmentText : one),
  ends: (one) => ends[labels[one]!],
};
