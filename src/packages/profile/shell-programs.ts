import { programName } from './command.js';
import type { ShellCommand } from './shell-syntax.js';

const setOf = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Programs that fetch what a URL names. */
export const fetchers = setOf('curl wget iwr irm invoke-webrequest invoke-restmethod fetch aria2c bitsadmin certutil start-bitstransfer axel lwp-download lynx http https xh');
/** Programs that run what they read from their input. */
export const shells = setOf('sh bash zsh dash ash ksh mksh fish busybox cmd powershell pwsh iex invoke-expression eval source .');
const interpreters = setOf('node nodejs bun deno python python2 python3 perl ruby php osascript lua tclsh wscript cscript mshta rundll32 regsvr32 msiexec java electron tsx npx');
/** Programs that start the program that follows. */
const wrappers = setOf('sudo doas nohup exec env command builtin time nice setsid timeout stdbuf call start start-process xargs then do else elif if while until ! cross-env cross-env-shell saps & && @echo @start forfiles');
/** Programs whose output is what comes in, or what their files hold. */
const passing = setOf('cat tee gzip gunzip zcat tr sed awk grep egrep head tail cut sort uniq xargs jq tar zip unzip 7z bzip2 xz base64 base32 xxd od rev openssl type more less printf echo write-output out-string get-content gc convertto-json select-object out-file set-content strings find pv dd paste fold');
/** Programs that send what they are given. */
const senders = setOf('nc ncat netcat socat telnet scp sftp rsync ssh ftp tftp sendmail mail mailx wscat websocat');
const nameAsking = setOf('dig nslookup host ping resolve-dnsname');

/** A command as it is run: without assignments, without what only starts it. */
export interface Plain {
  readonly name: string;
  /** The program's word as it is written. */
  readonly program: string;
  readonly args: readonly string[];
  /** Names that are set before it, with the index of their word. */
  readonly assigned: readonly { readonly name: string; readonly value: string; readonly word: number }[];
  readonly first: number;
}

/** @param value gives the text of a word with variables filled in. */
export function plainOf(command: ShellCommand, value: (text: string) => string): Plain {
  const texts = command.words.map((word) => value(word.text));
  const assigned: { name: string; value: string; word: number }[] = [];
  let at = 0;
  for (; at < texts.length; at += 1) {
    const text = texts[at]!;
    const set = /^\$?([A-Za-z_]\w*)\+?=(.*)$/s.exec(text);
    if (set) assigned.push({ name: set[1]!, value: set[2]!, word: at });
    else if (/^(?:export|local|readonly|declare|typeset|set|let)$/i.test(text) && texts.slice(at + 1).some((one) => /^"?[A-Za-z_]\w*=/.test(one))) continue;
    else if (/^\$[\w:]+$/.test(command.words[at]!.text) && texts[at + 1] === '=') {
      assigned.push({ name: command.words[at]!.text.slice(1).replace(/^.*:/, ''), value: texts.slice(at + 2).join(' '), word: at + 2 });
      at += 1;
    } else if (!wrappers.has(text.toLowerCase()) && !(at > 0 && assigned.length === 0 && wrappers.has(texts[at - 1]!.toLowerCase()) && /^-\S*$|^\/[a-z]+$|^\d+[smh]?$/i.test(text)) && !/^@$/.test(text)) break;
  }
  // `env` alone is a program, and what only starts others may stand alone.
  if (at === texts.length && at > 0 && wrappers.has(texts[at - 1]!.toLowerCase())) at -= 1;
  const program = texts[at] ?? '';
  return { name: programName(program), program, args: texts.slice(at + 1), assigned, first: at };
}

export function isFetch({ name, args }: Plain): boolean {
  if (name === 'certutil') return args.some((one) => /^[-/](?:urlcache|verifyctl|url)$/i.test(one));
  return fetchers.has(name);
}

/** Where a fetching command leaves what it got; undefined where that is its output. `-`: its output. */
export function savedTo({ name, args }: Plain): string | undefined {
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at]!;
    const inline = /^(?:--output=|--output-document=|--out=)(.+)$/.exec(arg)?.[1] ?? (name === 'curl' ? /^-[a-zA-Z]*o(.+)$/.exec(arg)?.[1] : name === 'wget' ? /^-[a-zA-Z]*O(.+)$/.exec(arg)?.[1] : undefined);
    if (inline !== undefined && !arg.startsWith('--output-dir')) return inline;
    if (/^(?:--output|--output-document|--out|-outf(?:ile)?|-destination|-outfile|-out)$/i.test(arg) || (name === 'curl' && /^-[a-zA-Z]*o$/.test(arg)) || (name === 'wget' && /^-[a-zA-Z]*O$/.test(arg)) || (name === 'aria2c' && arg === '-o')) return args[at + 1];
  }
  const url = args.find((one) => /:\/\//.test(one));
  if (name === 'certutil' || name === 'bitsadmin') return args.at(-1);
  if (name === 'wget' || name === 'aria2c' || args.some((one) => /^(?:-[a-zA-Z]*O|--remote-name)$/.test(one))) return url === undefined ? undefined : /[^/]+$/.exec(url.replace(/[?#].*$/, ''))?.[0];
  return undefined;
}

/** True for a command whose output is its input decoded or unpacked. */
export function isDecode({ name, args }: Plain): boolean {
  if (name === 'base64' || name === 'base32' || name === 'basenc') return args.some((one) => /^-[a-zA-Z]*[dD]|^--decode/.test(one));
  if (name === 'openssl') return args.some((one) => one === '-d' || one === '-decrypt' || one === '-out') && args.includes('-d');
  if (name === 'xxd') return args.some((one) => /^-\w*r/.test(one));
  if (name === 'certutil') return args.some((one) => /^[-/]decode(?:hex)?$/i.test(one));
  if (name === 'gunzip' || name === 'zcat' || name === 'rev' || name === 'uudecode' || name === 'xzcat' || name === 'bzcat') return true;
  if (name === 'gzip' || name === 'xz' || name === 'bzip2' || name === 'zstd') return args.some((one) => /^-[a-z]*d|^--decompress/.test(one));
  if (name === 'printf' || name === 'echo') return args.some((one) => (one.match(/\\x[0-9a-f]{2}|\\0?[0-7]{3}/gi)?.length ?? 0) >= 6);
  return false;
}

/** True for a command that sends what it is told: data of its options, its input, or files. */
export function sendsData({ name, args }: Plain): boolean {
  if (senders.has(name)) return true;
  if (name === 'curl') return args.some((one) => /^(?:-[a-zA-Z]*[dFT]|-d.+|-F.+|-T.+|--data(?:-\w+)?|--data.*=.*|--form(?:-string)?|--upload-file|--json|-H|--header|-u|--user|-b|--cookie)/.test(one));
  if (name === 'wget') return args.some((one) => /^--(?:post-data|post-file|body-data|body-file|header)/.test(one));
  if (/^(?:iwr|irm|invoke-webrequest|invoke-restmethod)$/.test(name)) return args.some((one) => /^-(?:body|infile|headers|form)$/i.test(one));
  return name === 'http' || name === 'xh';
}

/** True where a name in a request can carry something out. */
export function asksForNames({ name }: Plain): boolean {
  return nameAsking.has(name);
}

export function isShell({ name }: Plain): boolean {
  return shells.has(name);
}

export function isInterpreter({ name }: Plain): boolean {
  return shells.has(name) || interpreters.has(name);
}

export function passesOn({ name }: Plain): boolean {
  return passing.has(name);
}

/** Ends of a path or a variable below which everything is somebody's. */
const roots = /^(?:\/|\/\*|~|~\/|~\/\*|\/home(?:\/\*?)?|\/users(?:\/\*?)?|\/root\/?\*?|\/etc\/?\*?|\/usr\/?\*?|\/var\/?\*?|\.\.\/\.\.\/?\*?|\$\{?(?:home|userprofile)\}?(?:[\\/]\*?)?|\$env:(?:userprofile|homepath|homedrive|systemdrive)(?:[\\/]\*?)?|%(?:userprofile|homepath|homedrive|systemdrive|systemroot|homedrive%%homepath)%(?:[\\/]\*?)?|[a-z]:[\\/]?\*?(?:\.\*)?|[a-z]:[\\/]users[\\/]?\*?)$/i;

const isRoot = (word: string): boolean => roots.test(word);

/** What a command destroys: everything below a root or a home, its contents overwritten, or a device. Undefined for what only tidies up. */
export function destroys({ name, args }: Plain): 'wipe' | 'overwrite' | undefined {
  const flags = args.filter((one) => /^[-/]{1,2}[a-z]/i.test(one) && !isRoot(one)).join(' ').toLowerCase();
  const aims = args.some(isRoot);
  if (name === 'rm') return aims && /-[a-z]*r|--recursive/.test(flags) ? 'wipe' : undefined;
  if (name === 'shred' || name === 'srm' || name === 'wipe') return aims || /(?:^|\s)-/.test(flags) ? 'overwrite' : undefined;
  if (name === 'find') return aims && (args.includes('-delete') || args.some((one) => /^-exec(?:dir)?$/.test(one)) && args.some((one) => /^(?:rm|shred|unlink|srm)$/.test(one))) ? 'wipe' : undefined;
  if (name === 'cipher' || name === 'cipher.exe') return args.some((one) => /^\/w/i.test(one)) ? 'overwrite' : undefined;
  if (name === 'del' || name === 'erase') return aims && /\/s/.test(flags) ? 'wipe' : undefined;
  if (name === 'rd' || name === 'rmdir') return aims && /\/s/.test(flags) ? 'wipe' : undefined;
  if (name === 'format' || name === 'format.com') return args.some((one) => /^[a-z]:$/i.test(one)) ? 'wipe' : undefined;
  if (/^(?:remove-item|ri)$/.test(name)) return aims && /-rec/.test(flags) ? 'wipe' : undefined;
  if (name === 'dd') return args.some((one) => /^of=\/dev\/(?:sd|nvme|hd|vd|disk|mmcblk)/.test(one)) ? 'overwrite' : undefined;
  return name.startsWith('mkfs') || name === 'wipefs' || name === 'diskpart' || name === 'clear-disk' ? 'wipe' : undefined;
}

/** Texts that a shell or a runtime is given to run. */
export function shellBodies({ name, args }: Plain): readonly { readonly text: string; readonly decoded: boolean }[] {
  return args.flatMap((arg, at): readonly { readonly text: string; readonly decoded: boolean }[] => {
    const next = args[at + 1];
    if (/^(?:powershell|pwsh)$/.test(name) && /^[-/]e(?:[nc]|nc\w*|ncodedcommand)?$/i.test(arg) && next !== undefined) return [{ text: Buffer.from(next, 'base64').toString('utf16le'), decoded: true }];
    if ((name === 'eval' || name === 'iex' || name === 'invoke-expression') && at === 0) return [{ text: args.join(' '), decoded: false }];
    if (/^-[a-z]*c(?:ommand)?$/i.test(arg) && next !== undefined) return [{ text: /^(?:powershell|pwsh)$/.test(name) ? args.slice(at + 1).join(' ') : next, decoded: false }];
    if (name === 'cmd' && /^\/[ck]$/i.test(arg) && next !== undefined) return [{ text: args.slice(at + 1).join(' '), decoded: false }];
    return [];
  });
}
