import type { Interest } from '../../javascript/flow.js';
import type { Use } from '../../javascript/uses.js';
import type { Values } from '../../javascript/values.js';
import { isConstant, textsOf } from '../../javascript/values.js';
import type { CapabilityKind } from '../profile.types.js';

/** What a use means. `computed`: the argument that matters is no constant. */
export interface Meaning {
  readonly kind: CapabilityKind;
  readonly api: string;
  readonly computed: boolean;
}

/** Packages that speak to the network for whoever imports them: the import is the capability. */
const networkPackages = new Set([
  'axios', 'undici', 'node-fetch', 'got', 'request', 'ws', 'superagent', 'needle', 'cross-fetch', 'isomorphic-fetch', 'ky', 'phin', 'socket.io-client',
  'make-fetch-happen', 'follow-redirects', 'node-fetch-native', 'ofetch', 'wretch', 'bent', 'centra', 'request-promise', 'request-promise-native',
]);
/** Packages that carry data away or run programs for whoever calls them: what they do is looked at where data comes to them. */
const dataPackages = new Set([
  'nodemailer', 'octokit', '@octokit/rest', '@octokit/core', '@octokit/request', '@octokit/graphql', '@octokit/app', 'form-data', 'discord.js', 'telegraf', 'node-telegram-bot-api', '@slack/webhook', '@slack/web-api',
  'ssh2', 'ssh2-sftp-client', 'ftp', 'basic-ftp', 'mqtt', 'mongodb', 'mysql', 'mysql2', 'pg', 'redis', 'ioredis', 'aws-sdk', '@aws-sdk/client-s3',
  'execa', 'cross-spawn', 'shelljs', 'zx',
]);
const networkGlobals = new Set(['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'RTCPeerConnection', 'WebSocketStream']);
const timers = new Set(['setTimeout', 'setInterval']);

/** What the engine follows for this table. */
export const interest: Interest = {
  globals: new Set([...networkGlobals, ...timers, 'execScript', 'importScripts', 'Worker', 'SharedWorker', 'navigator', 'Bun', 'Deno']),
  packages: new Set([...networkPackages, ...dataPackages]),
};

interface ModuleTable {
  readonly kind: CapabilityKind;
  /** Members that do what the module is for. */
  readonly members: ReadonlySet<string>;
  /** Handing the whole module on counts. */
  readonly whole: boolean;
  /** Members that are not listed count as well, by the name `module[other]`. */
  readonly others?: ReadonlySet<string>;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Node's modules by what their members do (Node's API documentation, up to version 24). The rest of their members read or set constants. */
const modules: ReadonlyMap<string, ModuleTable> = new Map(Object.entries({
  child_process: { kind: 'process-spawn', whole: true, members: words('exec execFile execFileSync execSync fork spawn spawnSync ChildProcess'), others: words('') },
  cluster: { kind: 'process-spawn', whole: false, members: words('fork') },
  vm: { kind: 'dynamic-code', whole: true, members: words('runInThisContext runInNewContext runInContext compileFunction Script SourceTextModule SyntheticModule Module'), others: words('createContext isContext constants measureMemory') },
  inspector: { kind: 'dynamic-code', whole: false, members: words('Session') },
  repl: { kind: 'dynamic-code', whole: false, members: words('start REPLServer') },
  module: { kind: 'dynamic-code', whole: false, members: words('register registerHooks _extensions runMain') },
  http: { kind: 'network-access', whole: true, members: words('request get Agent globalAgent ClientRequest createServer Server WebSocket') },
  https: { kind: 'network-access', whole: true, members: words('request get Agent globalAgent createServer Server') },
  http2: { kind: 'network-access', whole: true, members: words('connect createServer createSecureServer performServerHandshake') },
  net: { kind: 'network-access', whole: true, members: words('connect createConnection createServer Socket Server Stream') },
  tls: { kind: 'network-access', whole: true, members: words('connect createServer TLSSocket Server createSecurePair') },
  dgram: { kind: 'network-access', whole: true, members: words('createSocket Socket') },
  quic: { kind: 'network-access', whole: true, members: words('connect listen') },
  dns: {
    kind: 'network-access', whole: true,
    members: words('lookup lookupService resolve resolve4 resolve6 resolveAny resolveCname resolveCaa resolveMx resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv resolveTlsa resolveTxt reverse Resolver promises'),
  },
} satisfies { readonly [name: string]: ModuleTable }));

/** Members of the other runtimes' global objects. */
const runtimes: ReadonlyMap<string, CapabilityKind> = new Map([
  ...['Bun.spawn', 'Bun.spawnSync', 'Bun.$', 'Deno.run', 'Deno.Command', 'Bun[…]', 'Deno[…]'].map((api) => [api, 'process-spawn'] as const),
  ...['Bun.fetch', 'Bun.connect', 'Bun.listen', 'Bun.serve', 'Bun.udpSocket', 'Bun.dns', 'Deno.connect', 'Deno.connectTls', 'Deno.listen', 'Deno.listenTls', 'Deno.serve', 'Deno.resolveDns'].map((api) => [api, 'network-access'] as const),
  ['Bun.plugin', 'dynamic-code'], ['Bun.Transpiler', 'dynamic-code'], ['Deno.dlopen', 'dynamic-code'],
]);

/** Internal bindings of Node, reached by `process.binding`, by what they can do. The others read. */
const bindings: ReadonlyMap<string, CapabilityKind> = new Map([
  ['spawn_sync', 'process-spawn'], ['process_wrap', 'process-spawn'], ['contextify', 'dynamic-code'], ['module_wrap', 'dynamic-code'],
  ['tcp_wrap', 'network-access'], ['udp_wrap', 'network-access'], ['pipe_wrap', 'network-access'], ['tls_wrap', 'network-access'], ['cares_wrap', 'network-access'],
]);

/** What a use of a followed name lets the code do. Empty: nothing of the three kinds. */
export function meaningsOf(use: Use): readonly Meaning[] {
  const meaning = meaningOf(use);
  if (meaning === 'binding') return bindingMeanings(use);
  return meaning === undefined ? [] : [meaning];
}

function meaningOf(use: Use): Meaning | 'binding' | undefined {
  const { name, how } = use;
  const called = how === 'call' || how === 'new';
  if (how === 'import') return name.startsWith('npm:') && networkPackages.has(name.slice(4)) ? { kind: 'network-access', api: name.slice(4), computed: false } : undefined;
  if (name.startsWith('node:')) return ofModule(name.slice(5), use);
  if (networkGlobals.has(name) || name === 'navigator.sendBeacon') return { kind: 'network-access', api: name, computed: !isConstant(use.arguments[0] ?? []) };
  const runtime = runtimes.get(name);
  if (runtime !== undefined) return { kind: runtime, api: name, computed: !isConstant(use.arguments[0] ?? []) };
  switch (name) {
    case 'eval': case 'execScript': case 'importScripts': case 'module._compile': case 'process.dlopen':
      return { kind: 'dynamic-code', api: name, computed: !isConstant(use.arguments[0] ?? []) };
    case 'Function': case 'Function?': return ofFunction(use);
    case 'setTimeout': case 'setInterval':
      return called && (use.builtText || mayBeText(use.arguments[0] ?? [])) ? { kind: 'dynamic-code', api: name, computed: !isConstant(use.arguments[0] ?? []) } : undefined;
    case 'globalThis[…]': return called ? { kind: 'dynamic-code', api: 'globalThis[computed]', computed: true } : undefined;
    case 'module[…]': case 'process[…]': return called ? { kind: 'dynamic-code', api: `${name.slice(0, -3)}[computed]`, computed: true } : undefined;
    case 'require(…)': case 'import(…)': return { kind: 'dynamic-code', api: `${name.slice(0, -3)}(computed)`, computed: true };
    case 'import(data:)': return { kind: 'dynamic-code', api: name, computed: false };
    case 'process.binding': return 'binding';
    case 'Worker': return called && isTextWorker(use) ? { kind: 'dynamic-code', api: 'Worker', computed: true } : undefined;
    default: return undefined;
  }
}

/**
 * `Function` is handed about as the name of a type (`{ type: Function }`), which says nothing. It counts where it is called, derived
 * from, or the first argument of a call (`.then(Function)`, `Reflect.construct(Function, …)`).
 */
function ofFunction(use: Use): Meaning | undefined {
  if (use.how === 'escape' && use.position !== 0) return undefined;
  const body = use.arguments.at(-1);
  return { kind: 'dynamic-code', api: 'Function', computed: body === undefined ? use.how !== 'call' && use.how !== 'new' : !isConstant(body) };
}

function ofModule(path: string, use: Use): Meaning | undefined {
  const [module, ...rest] = path.replace(/\[…\]$/, '.[…]').split('.') as [string, ...string[]];
  if (module === 'worker_threads') return workerMeaning(rest[0], use);
  const table = modules.get(module);
  if (table === undefined) return undefined;
  const computed = !isConstant(use.arguments[0] ?? []);
  const member = rest.at(-1);
  if (member === undefined) return table.whole ? { kind: table.kind, api: module, computed: true } : undefined;
  if (member === '[…]') return table.whole ? { kind: table.kind, api: `${[module, ...rest.slice(0, -1)].join('.')}[computed]`, computed: true } : undefined;
  if (table.members.has(member)) return { kind: table.kind, api: [module, ...rest].join('.'), computed };
  return table.others === undefined || table.others.has(member) ? undefined : { kind: table.kind, api: `${module}[other]`, computed };
}

function workerMeaning(member: string | undefined, use: Use): Meaning | undefined {
  if (member !== 'Worker' || (use.how !== 'escape' && !isTextWorker(use))) return undefined;
  return { kind: 'dynamic-code', api: 'worker_threads.Worker', computed: true };
}

/** A worker that is made from a text: `{ eval: true }`, options that are not written out, or a data: or blob: URL. */
function isTextWorker(use: Use): boolean {
  const [source, options] = use.arguments;
  if (textsOf(source ?? []).some((text) => /^(?:data|blob):/.test(text))) return true;
  if (options === undefined) return false;
  return options.length === 0 || options.some((value) => value.kind === 'any' || (value.kind === 'object'
    && value.node.properties.some((property) => property.type !== 'Property' || property.computed || (property.key.type === 'Identifier' ? property.key.name : property.key.type === 'Literal' ? property.key.value : '') === 'eval')));
}

function bindingMeanings(use: Use): readonly Meaning[] {
  const names = use.arguments[0] ?? [];
  const kinds = new Set(textsOf(names).flatMap((name) => bindings.get(name) ?? []));
  if (!isConstant(names)) kinds.add('process-spawn');
  return [...kinds].map((kind) => ({ kind, api: 'process.binding', computed: !isConstant(names) }));
}

function mayBeText(values: Values): boolean {
  return values.some((value) => value.kind === 'text');
}
