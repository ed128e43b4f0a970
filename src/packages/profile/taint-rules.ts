/* oxlint-disable typescript/switch-exhaustiveness-check -- of many kinds of signals a few say what a constant is for */
import type { CallRule, Label, TaintRules, Turn } from '../../javascript/taint/rules.types.js';
import { signalsOfConstant } from './constants.js';
import { isObeyed, isSecretVariable } from './secret-names.js';

/** Classes of data that are followed through a package's code. */
export const labels = [
  'environment', 'secret-variable', 'credential-path', 'credential-file', 'key', 'identity', 'download', 'decoded', 'package-data', 'persistent-path', 'network-command', 'package-path', 'dropped-code', 'dropped-data', 'environment-text', 'kept-secret', 'kept-file', 'fetched-code', 'foreign-path', 'project-path', 'request', 'page-storage', 'page-text', 'package-text',
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
/** What JSON of the package holds, which is settings for what is started, and nothing for what is evaluated. */
const packageText = label('package-text');
const persistentPath = label('persistent-path');
const networkCommand = label('network-command');
const packagePath = label('package-path');
/** What was decoded or carried along, once it stands in a file. */
const environmentText = label('environment-text');
const droppedCode = label('dropped-code');
const droppedData = label('dropped-data');
/** What was carried off into a file, until the file is read. */
/** What was downloaded, once it stands in a file: a text that was downloaded is no file by being named. */
const fetchedCode = label('fetched-code');
const keptSecret = label('kept-secret');
const keptFile = label('kept-file');
/** A path outside the package at which others load or obey what stands there; and the folder of whoever installs. */
const foreignPath = label('foreign-path');
const projectPath = label('project-path');
/** What others ask of a server. */
const request = label('request');
/** All that a page keeps for its visitor: its cookies, its storage. One entry by its name is the package's own business. */
const pageStorage = label('page-storage');
const pageText = label('page-text');

/** What becomes a program or code when it is written to a file that is then run. */
const content: readonly Turn[] = [{ from: [download, fetchedCode], to: fetchedCode }, { from: [decoded, droppedCode], to: droppedCode }, { from: [packageData, droppedData], to: droppedData },
  { from: [secret, environment, environmentText, keptSecret], to: keptSecret }, { from: [credentialFile, key, keptFile], to: keptFile }];
const rest = 'rest';

/** Names of properties that hold key material, in the spelling of wallets and signing libraries; minifiers leave properties as they are. */
const keyProperty = /^_{0,2}(?:private_?key|secret_?key|priv_?key|mnemonic(?:_?phrase)?|seed_?phrase|recovery_?phrase|key_?pair|wallet_?seed|secret_?recovery_?phrase|wif|xpriv)(?:_?(?:hex|bytes|base58|string|buffer))?$/i;
const keyParameter = /^_{0,2}(?:private_?key|secret_?key|priv_?key|mnemonic(?:_?phrase)?|seed_?phrase|recovery_?phrase|key_?pair|wallet_?seed|seed|xpriv)(?:_?(?:hex|bytes|base58|string|buffer))?$/i;

const element = /^object:element\.(?:src|href|srcset|action|data|poster|style|ping|formAction)$/;
const sends: CallRule = { sinks: [{ sink: 'network', from: rest, receiver: true }], gives: download };
const looksUp: CallRule = { sinks: [{ sink: 'network', from: rest }], gives: download };
const receives: CallRule = { gives: download };
const runsCode = (from: readonly number[] | 'rest'): CallRule => ({ sinks: [{ sink: 'eval', from }], workedOut: decoded });
const reads: CallRule = { opaque: true, turns: [{ from: [credentialPath], to: credentialFile }, { from: [packagePath], to: packageData }, { from: [download, fetchedCode], to: download }, { from: [decoded], to: decoded }, { from: [packageData], to: packageData }, { from: [droppedCode], to: droppedCode }, { from: [droppedData], to: droppedData }, { from: [keptSecret], to: secret }, { from: [keptFile], to: credentialFile }] };
const writes: CallRule = { opaque: true, sinks: [{ sink: 'write', from: [0, 1] }, { sink: 'place', from: [0] }], stores: { place: 0, data: 1, turns: content } };
const moves: CallRule = { opaque: true, sinks: [{ sink: 'write', from: [1] }, { sink: 'place', from: [1] }], stores: { place: 1, data: 0, turns: [...content, { from: [packagePath], to: droppedData }, { from: [credentialPath], to: keptFile }] } };
const loads = (sink: string): CallRule => ({ sinks: [{ sink, from: [0] }], turns: [{ from: [credentialPath], to: credentialFile }, { from: [keptFile], to: credentialFile }, { from: [keptSecret], to: secret }] });
const decodes: CallRule = { gives: decoded };
const interpreters = /^(?:.*[/\\])?(?:sh|bash|zsh|dash|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh|node|bun|deno|python3?|perl|ruby|php|osascript|mshta|wscript|cscript|rundll32(?:\.exe)?|regsvr32|\/bin\/sh)$/i;
/** Interpreters that end their own options with the name of a script. */
const handsOn = /^(?:.*\/)?(?:sh|bash|zsh|dash|node|bun|python3?|perl|ruby|php|osascript)$/;
/** PowerShell does so too, but makes one command line of all it is handed: what stands behind the script may break out of its place. */
const handsOnLoosely = /^(?:.*[/\\])?(?:powershell|pwsh)(?:\.exe)?$/i;
/** Commands that print the files that they are told. */
const printsFile = /^(?:\S*\/)?(?:cat|type|more|less|head|tail|base64|xxd|od|strings|tac|nl|tar|zip)\b/;
/** Commands that print a credential that some tool keeps. */
const printsCredential = /\b(?:gh auth token|npm (?:token|config get)|security find-(?:generic|internet)-password|aws configure get|gcloud auth (?:application-default )?print-|az account get-access-token|git credential|pass show|op (?:read|item get)|vault (?:read|kv get|print)|secret-tool lookup)\b/;

/** What a client of a service is made with belongs to the service; what its methods are handed is sent. */
const ofService: CallRule = { opaque: true };
const table: readonly (readonly [RegExp, CallRule])[] = [
  [/^node:https?\.(?:request|get|ClientRequest)$/, { ...looksUp }],
  [/^(?:fetch|Bun\.fetch|navigator\.sendBeacon|EventSource|WebSocket|WebSocketStream|WebTransport|Deno\.connect(?:Tls)?|Bun\.connect)$/, looksUp],
  [/^npm:(?:@[^/.]+\/)?[^/.]+\.(?:create|extend|instance|CancelToken|isAxiosError|HTTPError|Agent|interceptors|defaults)\b/, {}],
  [/^npm:(?:@octokit\/(?:request|graphql)|nodemailer|superagent|socket\.io-client|wretch|bent)(?:\.|$)/, looksUp],
  [/^npm:(?:octokit|@octokit\/[\w-]+|discord\.js|telegraf|node-telegram-bot-api|@slack\/web-api|ssh2|ssh2-sftp-client|ftp|basic-ftp|mongodb|mysql2?|pg|redis|ioredis|@aws-sdk\/client-s3|aws-sdk|simple-git|form-data)(?:\.|$)/, ofService],
  [/^npm:/, { ...looksUp, sinks: [{ sink: 'network', from: rest, receiver: true }] }],
  [/^object:(?:request|socket|session|websocket)\.(?:write|end|send|connect|request|emit)$/, sends],
  [/^object:xhr\.(?:open|send|setRequestHeader)$/, { ...sends, keeps: true }],
  [/^object:(?:client|service)\.(?:on|once|off|addListener|addEventListener|removeListener|then|catch|finally|launch|close|destroy|quit|getHeaders)$/, receives],
  [/^object:client(?:\.|$)/, sends],
  [/^object:service\.(?:login|auth|authenticate|connect|access|config|use|hook)$/, { opaque: true }],
  [/^object:service(?:\.|$)/, { ...looksUp }],
  [/^object:form\.(?:append|set)$/, { keeps: true }], [/^object:form\.submit$/, sends], [/^object:(?:form|request|socket|session|websocket|child)\.pipe$/, { chains: true }],
  [/^object:inspector\.post$/, runsCode(rest)],
  [/^object:handle\.(?:readFile|read|readv|readLines|createReadStream|readableWebStream)$/, reads],
  [/^object:resolver\.(?:resolve|reverse)/, sends],
  [/^object:(?:request|socket|session|websocket|xhr)\./, receives],
  [/^object:(?:file|handle)\.(?:write|end|writeFile|appendFile)$/, { keeps: true }],
  [/^object:digest/, { opaque: true }],
  [/^(?:location\.assign|open|document\.write)$/, { sinks: [{ sink: 'network', from: [0] }], opaque: true }],
  [/^node:(?:net|tls)\.(?:connect|createConnection)$/, looksUp],
  [/^node:(?:https?|net|tls|http2)\.(?:createServer|createSecureServer|Server)$/, { gives: request }],
  [/^npm:ws\.(?:Server|WebSocketServer)$/, { gives: request }],
  [/^node:dns(?:\.promises)?\.(?:lookup|resolve|reverse)/, looksUp],
  [/^node:http2\.connect$/, looksUp],
  [/^(?:eval|execScript|module\._compile|Function\??|node:vm\.(?:run\w+|compileFunction|Script|SourceTextModule))$/, runsCode(rest)],
  [/^(?:setTimeout|setInterval)$/, { sinks: [{ sink: 'eval', from: [0], built: true }] }],
  [/^(?:Worker|SharedWorker|importScripts|node:worker_threads\.Worker)$/, runsCode([0])],
  [/^(?:require|module\.load)$/, loads('load')],
  // These take an address that holds the code itself.
  [/^(?:import\(…\)|node:module\.register)$/, loads('import')],
  [/^module\[…\]$/, runsCode(rest)],
  [/^(?:process\.dlopen)$/, { sinks: [{ sink: 'exec', from: [1] }] }],
  [/^node:fs\.(?:promises\.)?readv?(?:Sync)?$/, { ...reads, fills: 1 }],
  [/^(?:node:fs\.(?:promises\.)?(?:readFile|createReadStream|openAsBlob|readJson|readJSON)(?:Sync)?|Bun\.file|Deno\.read(?:Text)?File(?:Sync)?)$/, reads],
  [/^node:fs\.(?:promises\.)?(?:writeFile|appendFile)(?:Sync)?$/, writes],
  [/^node:fs\.createWriteStream$/, { opens: 0, sinks: [{ sink: 'write', from: [0] }, { sink: 'place', from: [0] }] }],
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
  if (name.startsWith('object:child.stdin.')) return constants[0] !== undefined && interpreters.test(constants[0]) ? { sinks: [{ sink: 'exec', from: rest }] } : {};
  if (name.startsWith('object:element.setAttribute')) return constants[0] !== undefined && element.test(`object:element.${constants[0].toLowerCase()}`) ? { sinks: [{ sink: 'network', from: [1] }] } : {};
  if (name === 'Buffer.from' || name === 'Buffer') return constants[1] === undefined || !/^(?:base64(?:url)?|hex|binary|latin1)$/i.test(constants[1]) ? undefined : decodes;
  if (name === 'String.fromCharCode' || name === 'String.fromCodePoint') return { gives: decoded, reckoned: true };
  if (name === 'require' && constants[0] !== undefined && /^\.{1,2}\/.*\.json$/i.test(constants[0])) return { ...loads('load'), gives: packageText };
  // The module itself is no function: what is called there is something else that may stand in the same variable.
  if (/^(?:node:child_process[.[]|npm:(?:execa|cross-spawn|shelljs|zx)\b|Bun\.(?:spawn|spawnSync|\$)|Deno\.(?:run|Command))/.test(name)) return ofSpawn(name, constants);
  return table.find(([pattern]) => pattern.test(name))?.[1];
}

/** What is run: the command line, or the program; of its arguments only those that an interpreter is given. */
function ofSpawn(name: string, constants: readonly (string | undefined)[]): CallRule | undefined {
  const [program] = constants;
  const printed = program === undefined ? undefined : printsCredential.test(program) ? credentialFile : /^(?:env|printenv|set|export)\b/.test(program) ? environment : /^(?:curl|wget)\b/.test(program) ? download : undefined;
  const gives = printed === undefined ? {} : { gives: printed };
  const shows = program !== undefined && printsFile.test(program) ? { turns: [{ from: [credentialPath], to: credentialFile }, { from: [keptFile], to: credentialFile }, { from: [keptSecret], to: secret }] } : {};
  if (/\.\$$/.test(name)) return { ...gives, opaque: true, sinks: [{ sink: 'exec', from: rest }] };
  if (/\.(?:spawn|spawnSync|execFile|execFileSync|fork|Command|run)$/.test(name) || (name.startsWith('npm:') && !/\.(?:exec|command)/i.test(name))) {
    const loosely = program !== undefined && handsOnLoosely.test(program);
    const script = loosely || (program !== undefined && handsOn.test(program)) ? { script: true } : {};
    const from = program !== undefined && interpreters.test(program) ? rest : name.endsWith('.fork') ? [0, 2] : [0];
    return { ...shows, ...gives, opaque: gives.gives === undefined, sinks: [{ sink: 'exec', from, ...script }, { sink: 'argument', from: rest }, ...(loosely ? [{ sink: 'operand', from: rest } as const] : [])] };
  }
  return { ...gives, ...shows, opaque: gives.gives === undefined, sinks: [{ sink: 'exec', from: program !== undefined && interpreters.test(program.trim()) ? rest : [0] }] };
}

const known = new Map<string, ReturnType<TaintRules['constant']>>();
const knownCharacters = 4096;
const mostKnown = 20_000;

/** What is only told where it is the place that is written: lists of files to ignore hold these too. */
const atPlace: ReadonlySet<string> = new Set(['login', 'settings', 'program']);

function isPath(text: string): boolean {
  return text.length <= 512 && !/[\n"'`<>{}]/.test(text);
}

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
        if (isObeyed(signal.key) && isPath(text)) { found.add(foreignPath); texts.add(`settings ${signal.key}`); }
        break;
      case 'persistence':
        if (!atPlace.has(signal.what)) found.add(persistentPath);
        else if (isPath(text)) found.add(foreignPath);
        else break;
        texts.add(`${signal.what} ${signal.key}`);
        break;
      case 'worm':
        if (signal.what === 'workflow') { found.add(persistentPath); texts.add(`workflow ${signal.key}`); }
        break;
      default:
    }
  }
  const above = /^\0dir(\/\.\.\/[^\0]*)$/.exec(text)?.[1];
  if (above !== undefined) { found.add(foreignPath); texts.add(`package .${above}`); }
  if (text === 'package.json') texts.add('manifest package.json');
  if (text.startsWith('\0dir') || text.startsWith('\0file')) found.add(packagePath);
  if (/\b(?:curl|wget|invoke-webrequest|invoke-restmethod|iwr|irm|nc|ncat|nslookup|dig|ping|scp)\b/i.test(text.slice(0, 512))) found.add(networkCommand);
  const result = found.size === 0 && texts.size === 0 ? undefined : { labels: [...found], texts: [...texts] };
  if (text.length <= knownCharacters && known.size < mostKnown) known.set(text, result);
  return result;
}

const away = ['network', 'exec', 'argument'] as const;
const into = ['eval', 'exec', 'operand'] as const;
const loaded = [...into, 'load', 'import'] as const;
const told: { readonly [label in TaintLabel]: readonly string[] } = {
  environment: away, 'environment-text': away, 'secret-variable': away, 'credential-file': away, key: away, identity: away, 'kept-secret': [], 'kept-file': [],
  'credential-path': ['exec', 'argument'], 'network-command': ['exec', 'argument'], 'persistent-path': ['write'], 'foreign-path': ['place'], 'project-path': ['place'], request: ['eval', 'exec'], 'page-storage': ['network'], 'page-text': ['network'],
  download: [...into, 'import'], decoded: into, 'package-data': into, 'package-path': [], 'fetched-code': loaded, 'dropped-code': loaded, 'dropped-data': loaded, 'package-text': ['eval'],
};

const pageNames: ReadonlySet<string> = new Set(['document.cookie', 'localStorage', 'sessionStorage']);

/** The tables by which data is followed through a package's code. */
export const taintRules: TaintRules = {
  labels,
  name: (name) => (pageNames.has(name) ? pageStorage : /^object:xhr\.response/.test(name) ? download : name === 'process.report()' ? environment : !name.startsWith('process.env') ? undefined : name === 'process.env' ? environment : name === 'process.env.INIT_CWD' ? projectPath : name === 'process.env[…]' ? undefined : isSecretVariable(name.slice(12)) ? secret : undefined),
  property: (name) => (keyProperty.test(name) ? key : undefined),
  parameter: (name) => (keyParameter.test(name) ? key : undefined),
  constant: ofConstant,
  operands: 'process.argv',
  call: ofCall,
  put: (name) => (name === 'location' || name === 'location.href' || element.test(name) ? 'network' : name === 'object:script.text' ? 'eval' : undefined),
  // Of the environment one variable is another thing than all of it.
  field: (one, name) => (one === pageStorage ? undefined : one !== environment ? one : isSecretVariable(name) ? secret : name === 'INIT_CWD' ? projectPath : undefined),
  inside: (one) => (one === environment ? environmentText : one === pageStorage ? pageText : one),
  parts: (one) => (one === environment ? [environmentText, secret, projectPath] : one === pageStorage ? [pageText] : []),
  ends: (one) => told[labels[one]!],
};
