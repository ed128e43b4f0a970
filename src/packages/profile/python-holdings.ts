import { signalsOfConstant } from './constants.js';
import { hostsAt, hostOfWhole } from './hosts.js';
import { isSecretVariable } from './secret-names.js';
import type { FlowSource } from './signal.types.js';

/** Sources, and folders that are somebody's home. */
export type Mark = FlowSource | 'home';

/** Where what a name holds came from, and the hosts that were named for it. */
export interface Holding {
  readonly marks: ReadonlySet<Mark>;
  readonly hosts: ReadonlySet<string>;
}

const nothing: Holding = { marks: new Set(), hosts: new Set() };

const sources: readonly (readonly [RegExp, Mark])[] = [
  [/\b(?:urlopen|urlretrieve|requests\.\w+|httpx\.\w+|wget\.download|aiohttp\.\w+|HTTPS?Connection|getresponse|recv|session\.(?:get|post)|http\.request|URLopener|build_opener)\s?\(/, 'download'],
  [/\b(?:b64decode|b32decode|b85decode|a85decode|b16decode|urlsafe_b64decode|decodebytes|decodestring|decompress|unhexlify|a2b_\w+|fromhex|marshal\.loads|codecs\.decode|Fernet|decryptor?|decompressobj)\s?\(|\bchr\s?\(/, 'decoded'],
  [/\bos\.environb?(?!\s?\[|\.get\b|\.setdefault\b|\.pop\b)|\benviron\.(?:copy|items|values)\s?\(/, 'environment'],
  [/\b(?:gethostname|getfqdn|platform\.(?:node|uname|platform)|getuser|getlogin|getnode|gethostbyname_ex)\s?\(/, 'identity'],
  [/\bPath\.home\s?\(\s?\)(?!\s?\/)/, 'home'],
];

/** What the variables, the functions and the files of one text hold, by their names. */
export class Holdings {
  private readonly held = new Map<string, Holding>();

  /** Adds to what a name holds. */
  hold(name: string, given: Holding): void {
    if (given.marks.size === 0 && given.hosts.size === 0) return;
    const before = this.held.get(name) ?? nothing;
    this.held.set(name, { marks: new Set([...before.marks, ...given.marks]), hosts: new Set([...before.hosts, ...given.hosts].slice(0, 50)) });
  }

  /** What an expression gives. `strings` are those of its statement. */
  valueOf(code: string, strings: readonly string[]): Holding {
    const marks = new Set<Mark>();
    const hosts = new Set<string>();
    for (const [pattern, mark] of sources) if (pattern.test(code)) marks.add(mark);
    const take = (one: Holding | undefined): void => {
      for (const mark of one?.marks ?? []) marks.add(mark);
      for (const host of one?.hosts ?? []) hosts.add(host);
    };
    for (const match of code.matchAll(/[A-Za-z_]\w{0,80}(?:\.\w{1,80})*/g)) {
      take(this.held.get(match[0]));
      const dot = match[0].indexOf('.');
      if (dot > 0) take(this.held.get(match[0].slice(0, dot)));
    }
    for (const match of code.matchAll(/(?:environb?\s?\[|environ\.get\s?\(|getenv\s?\()\s*([A-Za-z_]\w{0,80})/g)) if (isSecretVariable(match[1]!)) marks.add('secret-variable');
    for (const match of code.matchAll(/\u00a7(\d+)\u00a7/g)) {
      const text = strings[Number(match[1])] ?? '';
      take(this.held.get(`"${text}`));
      for (const host of hostsOf(text)) hosts.add(host);
      if (text.length <= 300 && isSecretVariable(text) && /environ|getenv/.test(code)) marks.add('secret-variable');
      if (text.length >= 4 && signalsOfConstant(text).some(({ kind, what }) => kind === 'credentials' && what === 'file')) marks.add('credential-file');
      if (/^(?:HOME|USERPROFILE|HOMEPATH)$/.test(text) && /environ|getenv/.test(code)) marks.add('home');
      if (/^(?:~|\/|[A-Za-z]:[\\/]?)$/.test(text) && new RegExp(`(?:walk|rmtree|expanduser|Path|scandir|listdir)\\s?\\(\\s?\u00a7${match[1]!}\u00a7`).test(code)) marks.add('home');
    }
    // A folder in somebody's home is not the home.
    if (/\bjoin\s?\([^)]{0,200}\u00a7|\/ ?\u00a7/.test(code)) marks.delete('home');
    return { marks, hosts };
  }
}

/** What a call that opens or writes a file may mean by its arguments: names, and strings. */
export function pathsIn(code: string, strings: readonly string[]): readonly string[] {
  const inside = /(?:open|urlretrieve|copy\w*)\s?\((.*)$/s.exec(code)?.[1] ?? code;
  return [
    ...Array.from(inside.slice(0, 1_000).matchAll(/(?<![\w.])([A-Za-z_]\w{0,80})(?!\w*\s?\()/g), (match) => match[1]!).filter((name) => !/^(?:as|with|encoding|mode|rb|wb|os|sys|True|False|None)$/.test(name)).slice(0, 8),
    ...Array.from(inside.slice(0, 1_000).matchAll(/\u00a7(\d+)\u00a7/g), (match) => `"${strings[Number(match[1])] ?? ''}`).filter((text) => text.length > 4 && !/^"[awrbx+t]{1,3}$/.test(text) && !text.includes('://')).slice(0, 8),
  ];
}

function hostsOf(text: string): readonly string[] {
  const marks = Array.from(text.slice(0, 65_536).matchAll(/:\/\//g), (match) => match.index + 3);
  const bare = marks.length === 0 && text.length < 260 ? hostOfWhole(text) : undefined;
  return [...hostsAt(text, marks).map(({ key }) => key), ...(bare?.kind === 'host' ? [bare.key] : [])];
}
