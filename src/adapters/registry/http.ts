import type { IncomingMessage } from 'node:http';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Agent as ProxyAgent } from '@npmcli/agent';
import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import type { Credential } from './credentials.js';

/** How the network is reached. Proxies as in an npmrc: with one, names are looked up by it and not by us. */
export interface Network {
  readonly ca?: readonly string[];
  readonly strictSsl: boolean;
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly none: readonly string[] };
}

/** The keep-alive connections to one host. */
export interface Host {
  readonly agent: HttpAgent;
  close(): void;
}

/** Connections to the host of `url`. `lookup` guards the addresses it may lead to. */
export function connectTo(url: URL, network: Network, lookup: LookupFunction | undefined): Host {
  const secure = url.protocol === 'https:';
  const proxy = secure ? network.proxy?.https : network.proxy?.http;
  const shared = { keepAlive: true, maxSockets: limits.registryConnections.value };
  const tls = { rejectUnauthorized: network.strictSsl, ...(network.ca ? { ca: [...network.ca] } : {}) };
  const open = (): HttpAgent => {
    if (proxy !== undefined) return new ProxyAgent({ ...shared, ...tls, proxy, ...(network.proxy!.none.length > 0 ? { noProxy: network.proxy!.none } : {}) });
    const guarded = { ...shared, ...(lookup ? { lookup } : {}) };
    return secure ? new HttpsAgent({ ...guarded, ...tls }) : new HttpAgent(guarded);
  };
  const agent = open();
  return { agent, close: () => { agent.destroy(); } };
}

export interface Ask {
  readonly url: URL;
  readonly headers: { readonly [name: string]: string };
  readonly credential: (url: URL) => Credential | undefined;
  readonly agent: HttpAgent;
  readonly signal: AbortSignal;
  /** JSON to be posted; without it, the request is a GET. */
  readonly post?: string;
}

function once(ask: Ask, url: URL): Promise<IncomingMessage> {
  const credential = ask.credential(url);
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)({
      protocol: url.protocol, hostname: url.hostname.replace(/^\[|\]$/g, ''), port: url.port, path: `${url.pathname}${url.search}`,
      method: ask.post === undefined ? 'GET' : 'POST', agent: ask.agent, signal: ask.signal,
      headers: { ...ask.headers, ...(ask.post === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(ask.post)) }), ...(credential?.authorization === undefined ? {} : { authorization: credential.authorization }) },
      ...credential?.certificate,
    }, resolve);
    // For good: a second error, once the answer is there, must not end the process.
    request.on('error', reject);
    request.end(ask.post);
  });
}

const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Sends one request and follows redirects of a GET inside the same host, which registries use for other spellings of a name; what is posted goes nowhere else. The body has not been read;
 * whoever does not read it must destroy it.
 *
 * npm-registry-fetch is not used for this: it follows redirects to any host with no way to refuse, keeps the authorization header
 * between ports of one host, and reads the body of an error whole, however long.
 * @throws Failure REGISTRY_REDIRECT { host, to? } for a redirect to another host or scheme, or one too many; and what the socket throws.
 */
export async function send(ask: Ask): Promise<IncomingMessage> {
  let { url } = ask;
  for (let left: number = limits.registryRedirects.value; ; left -= 1) {
    const response = await once(ask, url);
    const { location } = response.headers;
    if (!redirects.has(response.statusCode ?? 0)) return response;
    response.destroy();
    const next = location !== undefined && URL.canParse(location, url.href) ? new URL(location, url.href) : undefined;
    if (!next || next.host !== url.host || next.protocol !== url.protocol) throw new Failure('REGISTRY_REDIRECT', { host: url.host, ...(next ? { to: next.host } : {}) });
    if (left === 0 || ask.post !== undefined) throw new Failure('REGISTRY_REDIRECT', { host: url.host });
    next.username = '';
    next.password = '';
    url = next;
  }
}

/** Yields a body's chunks, and fails with `limit` as soon as there are more than `maxBytes`. The connection is let go in any case. */
export async function* bounded(body: AsyncIterable<Buffer> & { destroy(): void }, maxBytes: number, limit: () => Failure): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > maxBytes) throw limit();
      yield chunk;
    }
  } finally {
    body.destroy();
  }
}
