import type { SignalWords } from './signal.types.js';

/** A host as a text names it. */
export interface HostSignal {
  readonly kind: 'host' | 'credentials';
  readonly what: SignalWords['host'] | 'metadata-service';
  /** In lower case, international names as punycode, addresses as the URL standard writes them (IPv6 in brackets). */
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

const setOf = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((one) => one !== ''));

/** Services that take in whatever is sent to them and show it to whoever made the address, and drops for files without an account. */
const collectors = setOf(`webhook.site webhook.cool typedwebhook.tools requestbin.com requestbin.net requestcatcher.com requestinspector.com beeceptor.com pipedream.net hookbin.com
  hookdeck.com ptsv2.com ptsv3.com postb.in mockbin.org smee.io oast.pro oast.live oast.site oast.online oast.fun oast.me interact.sh interactsh.com burpcollaborator.net oastify.com
  canarytokens.com canarytokens.org dnslog.cn ceye.io bxss.me xss.report xss.ht transfer.sh file.io gofile.io temp.sh oshi.at bashupload.com 0x0.st catbox.moe litterbox.catbox.moe
  anonfiles.com tmpfiles.org filebin.net termbin.com hooks.slack.com discord.com discordapp.com`);
/** Hosts of many people's texts and messages. */
const textHosts = setOf(`pastebin.com paste.ee hastebin.com ghostbin.com rentry.co rentry.org dpaste.com dpaste.org controlc.com paste.rs ix.io sprunge.us privatebin.net justpaste.it
  textbin.net pastes.io gist.github.com gist.githubusercontent.com raw.githubusercontent.com raw.github.com script.google.com script.googleusercontent.com calendar.google.com
  calendar.app.google docs.google.com drive.google.com t.me api.telegram.org telegra.ph steamcommunity.com api.trello.com ipfs.io gateway.pinata.cloud w3s.link icp0.io ic0.app`);
/** These, chains of blocks and name look-ups over HTTPS: who writes there tells a program what to do next. */
const deadDrops = new Set([...textHosts, ...setOf(`etherscan.io bscscan.com polygonscan.com arbiscan.io basescan.org infura.io alchemy.com alchemyapi.io ankr.com quicknode.pro publicnode.com llamarpc.com drpc.org binance.org
  bnbchain.org mainnet-beta.solana.com solscan.io trongrid.io tronscan.org tronscanapi.com aptoslabs.com sui.io blockchain.info blockchain.com blockcypher.com blockchair.com mempool.space
  blockstream.info dns.google dns.google.com cloudflare-dns.com mozilla.cloudflare-dns.com dns.quad9.net doh.opendns.com dns.alidns.com doh.pub dns.nextdns.io`)]);
/** Places where anybody gets a folder, a function, a database or a queue of his own under the same name (their owners' documentation; the public suffix list's private part). */
const sharedHosts = setOf(`github.com api.github.com uploads.github.com codeload.github.com github.io githubusercontent.com gitlab.com gitlab.io api.bitbucket.org bitbucket.org bitbucket.io codeberg.org gitee.com sr.ht
  discord.com discordapp.com slack.com api.slack.com workers.dev pages.dev r2.dev vercel.app now.sh netlify.app herokuapp.com herokudns.com onrender.com fly.dev railway.app up.railway.app deno.dev deno.net glitch.me repl.co replit.app replit.dev
  surge.sh firebaseio.com firebaseapp.com web.app firebasedatabase.app cloudfunctions.net run.app appspot.com storage.googleapis.com amazonaws.com cloudfront.net on.aws azurewebsites.net azurefd.net azureedge.net blob.core.windows.net
  file.core.windows.net cloudapp.azure.com digitaloceanspaces.com ondigitalocean.app backblazeb2.com wasabisys.com linodeobjects.com aliyuncs.com myqcloud.com supabase.co supabase.in hasura.app airtable.com api.airtable.com api.notion.com
  dropboxapi.com content.dropboxapi.com formspree.io getform.io formsubmit.co jsonbin.io api.jsonbin.io npoint.io mockapi.io sheety.co zapier.com hooks.zapier.com make.com ifttt.com maker.ifttt.com n8n.cloud val.run pythonanywhere.com 000webhostapp.com`);
/** Ways from outside to a machine that has no address of its own. */
const tunnels = setOf(`ngrok.io ngrok.app ngrok.dev ngrok-free.app ngrok-free.dev ngrok.com trycloudflare.com cfargotunnel.com loca.lt localtunnel.me serveo.net serveousercontent.com
  localhost.run lhr.life lhrtunnel.link lhr.rocks pagekite.me bore.pub pinggy.link pinggy.io tunnelmole.com tunnelmole.net devtunnels.ms portmap.io portmap.host playit.gg ply.gg
  telebit.io telebit.cloud ts.net onion onion.ly onion.ws onion.pet tor2web.org tor2web.io`);
/** Addresses under which clouds hand a machine its own credentials (AWS, Azure, Google, Oracle: 169.254.169.254; ECS and EKS; Alibaba). */
const metadataServices = setOf('169.254.169.254 169.254.170.2 169.254.170.23 [fd00:ec2::254] [fd00:ec2::23] 100.100.100.200 metadata.google.internal metadata.goog');
/** Names of XML and JSON vocabularies: written everywhere, asked by nobody. */
const vocabularies = setOf('www.w3.org json-schema.org schemas.openxmlformats.org schemas.xmlsoap.org schemas.microsoft.com ns.adobe.com purl.org xmlns.com');
/** Schemes whose host part is no name in the network. */
const localSchemes = setOf('file webpack webpack-internal turbopack ng rollup vite chrome chrome-extension moz-extension safari-web-extension resource about app capacitor ionic android-app content package vscode vscode-resource vscode-file jar ms-appx ms-appx-web data blob');
/** Top-level domains by which a string of two labels counts as a host, and those that are also words of programs, of which it takes three. */
const plainDomains = setOf('com net org xyz top ru cn su info biz online site club click link icu pw tk ml ga cf gq ws cc ly invalid');
const wordyDomains = setOf('io co me app dev ai sh to so in it is us uk de fr nl eu br jp kr ir ua pl tv space store shop fun live pro cloud tech life world work run host website');

const mostHost = 253;
const outside = /[^A-Za-z0-9._~%:@[\]\u0080-\uffff-]/;

/**
 * The hosts of all URLs in a text, wherever they stand. Schemes of files and of bundlers do not count, nor do hosts that no outsider can
 * hold: loopback, private and link-local addresses, names without a dot. The documentation networks (192.0.2.0/24 and its like) count.
 * @param marks offsets behind each `://`, in ascending order.
 */
export function hostsAt(text: string, marks: readonly number[]): readonly HostSignal[] {
  const found: HostSignal[] = [];
  let read = 0;
  for (const mark of marks) {
    if (mark < read) continue;
    const scheme = schemeBefore(text, mark - 3);
    const { name, start, end } = authorityAt(text, mark);
    read = end;
    if (localSchemes.has(scheme)) continue;
    const host = hostOf(name, text.slice(end, end + 24));
    if (host) found.push({ ...host, start, end });
  }
  return found;
}

/**
 * The host that a constant is as a whole: `203.0.113.7`, `203.0.113.7:8080`, `drop.example.com/x`. What could as well be a file, a package,
 * a version or an object identifier is none; a caller that knows the constant to be a host asks `hostOf`.
 */
export function hostOfWhole(text: string): HostSignal | undefined {
  if (text.length < 4 || text.length > 400) return undefined;
  const match = /^(?:\/\/|\.)?([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)\.?(?::\d{1,5})?(?:\/[^\s]*)?$/.exec(text);
  if (!match) return undefined;
  const name = match[1]!.toLowerCase();
  const start = text.startsWith('//') ? 2 : text.startsWith('.') ? 1 : 0;
  const host = hostOf(name, text.slice(start + name.length, start + name.length + 24));
  const quad = /^\d+(?:\.\d+){3}$/.test(name);
  if (!host || (host.what === 'address' && !quad) || !(quad ? isAddressByItself(name) : host.what !== 'name' || isNameByItself(name, text))) return undefined;
  return { ...host, start, end: start + name.length };
}

/** What a host is, by its name or address; undefined for hosts that no outsider can hold. `rest` is what follows it in the URL. */
export function hostOf(name: string, rest = ''): Omit<HostSignal, 'start' | 'end'> | undefined {
  const host = normalised(name);
  if (host === undefined || vocabularies.has(host)) return undefined;
  if (metadataServices.has(host)) return { kind: 'credentials', what: 'metadata-service', key: host };
  if (isAddress(host)) return isPublic(host) ? { kind: 'host', what: host === '1.1.1.1' && rest.startsWith('/dns') ? 'dead-drop' : 'address', key: host } : undefined;
  if (!host.includes('.') || /(?:^|\.)(?:localhost|local|localdomain|home\.arpa)$/.test(host)) return undefined;
  return { kind: 'host', what: classOf(host, rest), key: host };
}

/** True for a host that belongs to nobody in particular: that a package spoke to it says nothing about who gets what is sent there now. */
export function isShared(host: string): boolean {
  for (let at = 0; at >= 0; at = host.indexOf('.', at) + 1 || -1) {
    const suffix = at === 0 ? host : host.slice(at);
    if (sharedHosts.has(suffix) || collectors.has(suffix) || textHosts.has(suffix) || tunnels.has(suffix)) return true;
  }
  return false;
}

function classOf(host: string, rest: string): SignalWords['host'] {
  if (/^(?:discord|discordapp)\.com$/.test(host) && !/^(?::\d+)?\/api(?:\/v\d+)?\/webhooks/i.test(rest)) return 'name';
  if (host === 'api.github.com' && /^\/gists/i.test(rest)) return 'dead-drop';
  for (let at = 0; at >= 0; at = host.indexOf('.', at) + 1 || -1) {
    const suffix = at === 0 ? host : host.slice(at);
    if (collectors.has(suffix)) return 'collector';
    if (deadDrops.has(suffix)) return 'dead-drop';
    if (tunnels.has(suffix)) return 'tunnel';
  }
  return /^bsc-dataseed/.test(host) ? 'dead-drop' : 'name';
}

/** As the WHATWG URL standard (§3.5) reads a host: percent escapes, full-width letters, decimal, octal and hexadecimal addresses. */
function normalised(name: string): string | undefined {
  const plain = name.replace(/\.$/, '');
  if (/^[a-z0-9._-]*[a-z_-][a-z0-9_-]*$/i.test(plain) && !/(?:^|\.)0x[0-9a-f]*$/i.test(plain) && !/\.\d+$/.test(plain)) return plain.toLowerCase().includes('xn--') ? viaUrl(plain) ?? plain.toLowerCase() : plain.toLowerCase();
  return viaUrl(plain);
}

function viaUrl(name: string): string | undefined {
  try {
    const { hostname } = new URL(`http://${name}/`);
    return hostname === '' ? undefined : hostname.replace(/\.$/, '');
  } catch {
    return undefined;
  }
}

function schemeBefore(text: string, colon: number): string {
  let at = colon;
  while (at > 0 && colon - at < 24 && /[A-Za-z0-9+.-]/.test(text[at - 1]!)) at -= 1;
  return text.slice(at, colon).toLowerCase();
}

/** The host's name behind `//`: without user and port, and from behind the last hole of a template (`${id}.drop.example`) on. */
function authorityAt(text: string, from: number): { readonly name: string; readonly start: number; readonly end: number } {
  let start = from;
  let at = from;
  const most = Math.min(text.length, from + mostHost + 100);
  while (at < most) {
    if (!outside.test(text[at]!)) {
      if (text[at] === '@') start = at + 1;
      at += 1;
      continue;
    }
    const hole = /^(?:\$?\{[^{}/\s]{0,40}\}|\$\w{1,40}|<[\w-]{1,40}>|\*)/.exec(text.slice(at, at + 44));
    if (!hole) break;
    at += hole[0].length;
    start = text[at] === '.' || text[at] === '-' ? at + 1 : at;
  }
  const whole = text.slice(start, at);
  const name = whole.startsWith('[') ? whole.slice(0, whole.indexOf(']') + 1) : whole.replace(/:.*$/s, '');
  return { name: name.slice(0, mostHost), start, end: Math.max(start + name.length, from) };
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}

/** False for loopback, private, shared, link-local, multicast and unspecified addresses (RFC 6890). */
function isPublic(host: string): boolean {
  if (host.startsWith('[')) {
    const mapped = /^\[::(?:ffff:)?([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(host);
    if (mapped) return isPublicV4([Number.parseInt(mapped[1]!, 16) >> 8, Number.parseInt(mapped[1]!, 16) & 255, Number.parseInt(mapped[2]!, 16) >> 8]);
    return !/^\[(?:::1?\]|fe[89ab]|f[cd]|ff)/.test(host);
  }
  return isPublicV4(host.split('.').map(Number));
}

function isPublicV4([a = 0, b = 0]: readonly number[]): boolean {
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  return !((a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254) || (a === 100 && b >= 64 && b < 128));
}

/** Four numbers that are hardly a version or an object identifier (ITU-T X.660: the first arcs in use are 0, 1.0, 1.2, 1.3, 2.5, 2.16 and 2.23). */
function isAddressByItself(name: string): boolean {
  return !/^(?:0\.|1\.[0-3]\.|2\.(?:5|16|23)\.|\d+\.\d+\.0\.0$|\d+\.0\.0\.)/.test(name);
}

function isNameByItself(name: string, text: string): boolean {
  const labels = name.split('.');
  const last = labels.at(-1)!;
  if (plainDomains.has(last)) return labels.length > 2 || labels[0]!.length > 1;
  return wordyDomains.has(last) && (labels.length > 2 || /:\d/.test(text));
}
