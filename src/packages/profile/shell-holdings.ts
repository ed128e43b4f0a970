import { signalsOfConstant } from './constants.js';
import { hostsAt } from './hosts.js';
import { isSecretVariable } from './secret-names.js';
import type { ShellWord } from './shell-syntax.js';
import type { FlowSource } from './signal.types.js';

/** Characters of a variable's value that are kept, and of a word with variables filled in. */
export const longestValue = 1_024;
/** Characters that come to be by filling in variables, in one text: values that double each other end here. */
const filledCharacters = 300_000;

/** What is in a file, a variable or a pipe: where it came from, and the hosts that were named for it. */
export interface Holding {
  readonly sources: ReadonlySet<FlowSource>;
  readonly hosts: ReadonlySet<string>;
}

/** What holds nothing. */
export const nothing: Holding = { sources: new Set(), hosts: new Set() };

/** What several hold together. */
export function joined(...all: readonly Holding[]): Holding {
  return joinedAll(all);
}

export function joinedAll(all: readonly Holding[]): Holding {
  const some = all.filter((one) => one.sources.size > 0 || one.hosts.size > 0);
  if (some.length < 2) return some[0] ?? nothing;
  return { sources: new Set(some.flatMap((one) => [...one.sources])), hosts: new Set(some.flatMap((one) => [...one.hosts])) };
}

/** What the files and the variables of one text hold, as far as it has been read. */
export class Holdings {
  private readonly files = new Map<string, Holding>();
  private readonly variables = new Map<string, { readonly text: string; readonly held: Holding }>();
  private left = filledCharacters;

  /** True when variables were no longer filled in. */
  get spent(): boolean {
    return this.left <= 0;
  }

  /** What a file holds, by its name as a text writes it. */
  file(name: string): Holding | undefined {
    return this.files.get(fileName(name));
  }

  write(name: string, holding: Holding): void {
    this.files.set(fileName(name), holding);
  }

  /** What stands in a word: secrets that it names, and variables with what they hold. */
  mentioned(text: string): Holding {
    const sources = new Set<FlowSource>();
    const parts: Holding[] = [];
    for (const match of text.matchAll(/\$\{?(?:env:)?([A-Za-z_]\w{0,80})|[%!]([A-Za-z_]\w{0,80})[%!]|secrets\.([A-Za-z_]\w{0,80})/gi)) {
      const name = match[1] ?? match[2] ?? match[3]!;
      const variable = this.variables.get(name);
      if (variable) parts.push(variable.held);
      else if (isSecretVariable(name)) sources.add('secret-variable');
    }
    if (this.isCredential(text)) sources.add('credential-file');
    // PowerShell's calls of .NET stand in words.
    if (/Download(?:String|Data)\b/i.test(text)) sources.add('download');
    if (/FromBase64String|GZipStream|DeflateStream/i.test(text)) sources.add('decoded');
    parts.push(this.files.get(fileName(text.replace(/^.*@/, ''))) ?? nothing);
    return joinedAll([{ sources, hosts: new Set() }, ...parts]);
  }

  fileOf(arg: string): Holding {
    return this.files.get(fileName(arg)) ?? this.files.get(fileName(arg.replace(/,.*$/s, ''))) ?? nothing;
  }

  held(text: string): Holding {
    return joined(this.mentioned(text), this.files.get(fileName(this.filled(text))) ?? nothing);
  }

  private isCredential(text: string): boolean {
    return text.length >= 4 && signalsOfConstant(text).some(({ kind, what }) => kind === 'credentials' && what === 'file');
  }

  assign(name: string, value: string, word: ShellWord | undefined, inner: Holding): void {
    const held = joined(word === undefined || word.inner.length > 0 || /\(/.test(value) ? inner : nothing, this.mentioned(value), { sources: new Set(), hosts: hostsIn(value) });
    const download = /Download(?:String|Data)|\b(?:iwr|irm|curl|wget|invoke-webrequest|invoke-restmethod)\s/i.test(value) ? ['download' as const] : [];
    const decoded = /FromBase64String/i.test(value) ? ['decoded' as const] : [];
    this.variables.set(name, { text: value.slice(0, longestValue), held: joined(held, { sources: new Set([...download, ...decoded]), hosts: new Set() }) });
  }

  /** A word with the variables that the text itself sets. */
  filled(text: string): string {
    if (!/[$%]/.test(text) || this.variables.size === 0 || text.length > longestValue) return text;
    if (this.left <= 0) return text;
    const full = text.replace(/\$\{?([A-Za-z_]\w{0,80})\}?|%([A-Za-z_]\w{0,80})%/g, (whole: string, a: string | undefined, b: string | undefined) => this.variables.get(a ?? b ?? '')?.text ?? whole).slice(0, longestValue);
    this.left -= full.length;
    return full;
  }
}

/** The hosts that a text names in URLs, and by the devices of bash. */
export function hostsIn(text: string): ReadonlySet<string> {
  const marks = Array.from(text.slice(0, 65_536).matchAll(/:\/\//g), (match) => match.index + 3);
  const bare = /\/dev\/(?:tcp|udp)\/([^/\s]{1,253})/.exec(text)?.[1];
  return new Set([...hostsAt(text, marks).map(({ key }) => key), ...(bare === undefined ? [] : [bare.toLowerCase()])]);
}

/** A file's name, the same however a text writes its path. */
export function fileName(word: string): string {
  return word.replace(/^(?:\.[/\\])+/, '').replaceAll('\\', '/').toLowerCase();
}
