import { byCodePoint } from '../../core/order.js';
import { signalsOfConstant } from './constants.js';
import { hostOfWhole } from './hosts.js';
import { evaluatePython } from './python-evaluation.js';
import { isObeyed, isSecretVariable } from './secret-names.js';
import type { Holding } from './shell-holdings.js';
import { fileName, Holdings, hostsIn, joined, joinedAll, longestValue, nothing } from './shell-holdings.js';
import type { Plain } from './shell-programs.js';
import { asksForNames, destroys, isDecode, isFetch, isInterpreter, isShell, passesOn, plainOf, savedTo, sendsData, shellBodies } from './shell-programs.js';
import { clones, hostsOfAddresses, isForkBomb, overwritesRemote, runsAddresses, runsOwnFolder, takesMachine } from './shell-remote.js';
import type { ShellCommand } from './shell-syntax.js';
import { shellCommands } from './shell-syntax.js';
import { gateOf, isTold, staysBy } from './shell-told.js';
import type { Flow, FlowSink, FlowSource, Signal } from './signal.types.js';
import type { TextFacts } from './text-facts.types.js';

export type { TextFacts } from './text-facts.types.js';

/** Characters of one shell text that are read, as `readCommand` does. */
export const shellCharacters = 1_000_000;
/** Texts inside texts: `sh -c`, `powershell -enc`, here-documents. */
const deepest = 6;
/**
 * Reads a shell, batch or PowerShell text, or the command string of a script: what flows in it from a source to a sink, and what else it shows
 * (hosts, credentials, what is written where others run it, what is destroyed, what it waits for). Order of statements is kept, branches are all
 * taken. A backslash is read both as an escape and as a letter, since the text does not say which shell reads it.
 */
export function shellFlows(text: string): TextFacts {
  const read = text.slice(0, shellCharacters);
  const facts = new Evaluation();
  facts.run(read, true, 0, 0);
  if (/[\\'^]/.test(read)) facts.run(read, false, 0, 0);
  return { signals: facts.signals(), flows: facts.flows(), cut: text.length > shellCharacters || facts.spent };
}

const tainting: ReadonlySet<FlowSource> = new Set(['download', 'decoded', 'package-data']);
const private_: ReadonlySet<FlowSource> = new Set(['environment', 'secret-variable', 'credential-file', 'key', 'identity']);

class Evaluation {
  private readonly held = new Holdings();
  private readonly foundSignals = new Map<string, Signal>();
  private readonly foundFlows = new Map<string, Flow>();
  /** Folders that were fetched whole, and the one of them in which the text stands. */
  private readonly cloned = new Map<string, Holding>();
  private inside: Holding | undefined;

  /** True when variables were no longer filled in. */
  get spent(): boolean {
    return this.held.spent;
  }

  signals(): readonly Signal[] {
    return [...this.foundSignals.values()].sort((a, b) => a.start - b.start || byCodePoint(a.key, b.key));
  }

  flows(): readonly Flow[] {
    return [...this.foundFlows.values()].sort((a, b) => a.start - b.start || byCodePoint(a.source + a.sink, b.source + b.sink));
  }

  /** Runs a text as a shell does. `at` is its offset in the text that was handed in; `within` is what made the text. */
  run(text: string, escapes: boolean, depth: number, at: number, within: Holding = nothing): Holding {
    if (isForkBomb(text)) this.signal({ kind: 'destructive', what: 'fork-bomb', key: 'fork bomb', start: at, end: at + Math.min(text.length, 80) });
    return depth > deepest ? nothing : this.list(shellCommands(text, escapes, at), escapes, depth, within);
  }

  private list(commands: readonly ShellCommand[], escapes: boolean, depth: number, input: Holding): Holding {
    let output = nothing;
    let piped = input;
    for (const command of commands) {
      const out = this.command(command, piped, escapes, depth);
      piped = command.pipes ? out : nothing;
      if (!command.pipes) output = joined(output, out);
    }
    return joined(output, piped);
  }

  private command(command: ShellCommand, input: Holding, escapes: boolean, depth: number): Holding {
    const plain = plainOf(command, (text) => this.held.filled(text));
    this.tell(command, plain);
    const inners = [...command.words, ...command.redirects.map(({ target }) => target)].map((word) => (word.inner.length === 0 ? nothing : this.list(word.inner, escapes, depth + 1, nothing)));
    const inner = joinedAll(inners);
    for (const { name, value, word } of plain.assigned) this.held.assign(name, value, command.words[word], inner);
    const read = joinedAll(command.redirects.filter(({ sign }) => sign.startsWith('<')).map(({ sign, target }) => (sign === '<' ? this.held.held(target.text) : this.held.mentioned(target.text))));
    for (const { sign, target } of command.redirects) if (sign === '<<' && /^(?:python\d?|py)$/.test(plain.name)) this.python(target.text, command, depth);
    else if (sign === '<<' && !(plain.name === 'cat' && !command.redirects.some((one) => one.sign.startsWith('>')))) this.run(target.text, escapes, depth + 1, target.start);
    const named = joinedAll([...command.words.slice(plain.first).map((word) => this.held.mentioned(word.text)), ...plain.args.filter((arg) => arg.length <= longestValue).map((arg) => this.held.mentioned(arg))]);
    const held = joined(input, read, inner, named);
    const hosts: Holding = { sources: new Set(), hosts: new Set([...hostsIn(plain.args.join(' ')), ...this.bareHosts(command, plain), ...command.redirects.flatMap(({ target }) => [...hostsIn(target.text)])]) };
    this.sinks(command, plain, joined(held, hosts), joined(inners[plain.first] ?? nothing, this.held.mentioned(command.words[plain.first]?.text ?? '')), escapes, depth);
    const output = this.output(plain, joined(held, hosts));
    this.saved(command, plain, output);
    return output;
  }

  /** What a command gives on its output. */
  private output(plain: Plain, held: Holding): Holding {
    const { name, args } = plain;
    const own: FlowSource[] = [];
    if (isFetch(plain)) own.push('download');
    if (isDecode(plain)) own.push('decoded');
    if (/^(?:env|printenv|set|export)$/.test(name) && (args.length === 0 || args.every((arg) => arg.startsWith('-')))) own.push('environment');
    if (/^(?:get-childitem|gci|dir|ls)$/.test(name) && args.some((arg) => /^env:/i.test(arg))) own.push('environment');
    if (/^(?:hostname|whoami|id|uname|ifconfig|ipconfig|systeminfo|ip)$/.test(name)) own.push('identity');
    const passing = own.length > 0 || passesOn(plain) || isInterpreter(plain) || plain.program === '' || name === 'set' || /\$|%/.test(plain.program);
    return joined({ sources: new Set(own), hosts: new Set() }, passing || held.sources.size > 0 ? held : nothing);
  }

  private saved(command: ShellCommand, plain: Plain, output: Holding): void {
    const file = isFetch(plain) ? savedTo(plain) : undefined;
    if (file !== undefined && file !== '-') this.held.write(file, joined(output, { sources: new Set(['download']), hosts: new Set() }));
    // `(New-Object Net.WebClient).DownloadFile(url, file)`: every quoted word may be the file.
    for (const { text } of command.words) if (/DownloadFile/i.test(text)) for (const match of text.matchAll(/["']([^"'\s]{1,300})["']/g)) this.held.write(match[1]!, joined(output, { sources: new Set(['download']), hosts: new Set() }));
    const targets = [...command.redirects.filter(({ sign }) => sign.startsWith('>')).map(({ target }) => target.text), ...(/^(?:tee|out-file|set-content)$/.test(plain.name) ? plain.args.filter((arg) => !arg.startsWith('-')) : [])];
    if (isDecode(plain)) for (const [at, arg] of plain.args.entries()) if (/^-(?:out|o)$/.test(arg) || (plain.name === 'certutil' && at === plain.args.length - 1)) targets.push(plain.name === 'certutil' ? arg : plain.args[at + 1] ?? '');
    const written = output;
    for (const target of targets) {
      if (written.sources.size > 0) this.held.write(this.held.filled(target), joined(written, this.held.file(this.held.filled(target)) ?? nothing));
      this.persist(target, command, written);
    }
    if (/^(?:cp|mv|copy|move|ln|install|copy-item|move-item|tee|add-content|out-file|set-content|xcopy)$/.test(plain.name)) {
      const last = plain.args.at(-1);
      const from = joinedAll(plain.args.slice(0, -1).map((arg) => this.held.fileOf(arg)));
      if (last !== undefined && from.sources.size > 0) this.held.write(last, from);
      for (const arg of /^(?:cp|mv|copy|move|ln|install|xcopy)$/.test(plain.name) ? plain.args.slice(-1) : plain.args) this.persist(arg, command, joined(output, from));
    }
    if ((plain.name === 'gunzip' || plain.name === 'gzip' || plain.name === 'unzip' || plain.name === 'tar' || plain.name === 'expand-archive') && output.sources.has('download')) for (const arg of plain.args) this.held.write(fileName(arg).replace(/\.(?:t?gz|zip|tar\.gz|xz|bz2)$/, ''), output);
  }

  private sinks(command: ShellCommand, plain: Plain, held: Holding, named: Holding, escapes: boolean, depth: number): void {
    const { name, args, program } = plain;
    const add = (source: FlowSource, sink: FlowSink, hosts: ReadonlySet<string>): void => this.flow(source, sink, hosts, command);
    const addresses = runsAddresses(plain);
    if (addresses.length > 0) add('download', 'exec', hostsOfAddresses(addresses));
    this.fetchedFolder(plain, add);
    const own = this.held.file(program);
    if (own && program !== '') for (const source of own.sources) if (tainting.has(source)) add(source, 'exec', own.hosts);
    // `$X`, `$(…)`: what a program's name comes from is run.
    if (/^(?:\$(?!\{?\w+\}?\/)|%|`)/.test(command.words[plain.first]?.text ?? '')) for (const source of named.sources) if (tainting.has(source)) add(source, 'exec', joined(named, held).hosts);
    if (isInterpreter(plain)) {
      const script = args.find((arg) => !/^[-/]/.test(arg));
      const inline = shellBodies(plain);
      const reads = isShell(plain) || script === undefined || script === '-' || args.some((arg) => /^(?:-e|-c|--eval)$/.test(arg));
      const from = reads ? held : joinedAll(args.map((arg) => this.held.fileOf(arg)));
      const given = joined(from, joinedAll(args.map((arg) => this.held.fileOf(arg))));
      for (const source of given.sources) if (tainting.has(source)) add(source, 'exec', given.hosts);
      for (const { text, decoded } of inline) {
        if (decoded) add('decoded', 'exec', hostsIn(text));
        if (isShell(plain)) this.run(text, escapes, depth + 1, command.start);
        else if (plain.name.startsWith('python') || plain.name === 'py') this.python(text, command, depth);
      }
    }
    if (/^(?:msiexec|open|xdg-open|start|invoke-item|ii|chmod)$/.test(name) && name !== 'chmod') for (const arg of args) for (const source of this.held.file(arg)?.sources ?? []) if (tainting.has(source)) add(source, 'exec', held.hosts);
    const outward = sendsData(plain) || (isFetch(plain) && args.some((arg) => /:\/\//.test(arg) || /^[\w-]+(?:\.[\w-]+)+(?:[/:?]|$)/.test(arg))) || command.redirects.some(({ target }) => /^\/dev\/(?:tcp|udp)\//.test(target.text));
    if (outward || asksForNames(plain)) for (const source of held.sources) if (private_.has(source)) add(source, 'network', held.hosts);
  }

  /** A repository that is fetched, and then entered or named by what runs. */
  private fetchedFolder(plain: Plain, add: (source: FlowSource, sink: FlowSink, hosts: ReadonlySet<string>) => void): void {
    const cloned = clones(plain);
    if (cloned) this.cloned.set(fileName(this.held.filled(cloned.folder)).replace(/\/+$/, ''), { sources: new Set(['download']), hosts: hostsOfAddresses([cloned.address]) });
    if (this.cloned.size === 0) return;
    const folderOf = (word: string): Holding | undefined => {
      const name = fileName(this.held.filled(word));
      return [...this.cloned].find(([folder]) => name === folder || name.startsWith(`${folder}/`))?.[1];
    };
    if (/^(?:cd|pushd|chdir|set-location|sl)$/.test(plain.name)) this.inside = folderOf(plain.args.find((arg) => !/^[-/][a-z]$/i.test(arg)) ?? '');
    const runs = folderOf(plain.program) ?? (isInterpreter(plain) || runsOwnFolder(plain) ? plain.args.map(folderOf).find((one) => one !== undefined) : undefined);
    const held = runs ?? (this.inside !== undefined && (runsOwnFolder(plain) || (isInterpreter(plain) && plain.args.some((arg) => /^[\w.]/.test(arg)))) ? this.inside : undefined);
    if (held && !cloned) add('download', 'exec', held.hosts);
  }

  /** A program for Python inside the text. Commands that it starts are read as deep as any other. */
  private python(text: string, command: ShellCommand, depth: number): void {
    if (depth >= deepest) return;
    const facts = evaluatePython(text, (inner) => {
      const own = new Evaluation();
      own.run(inner, true, depth + 1, 0);
      return { signals: own.signals(), flows: own.flows(), cut: own.spent };
    });
    for (const { source, sink, hosts } of facts.flows) this.flow(source, sink, new Set(hosts), command);
    for (const signal of facts.signals) this.signal({ ...signal, start: command.start, end: command.end });
  }

  /** Hosts without a scheme, where a program takes one: `nc drop.example 80`, `dig $(id).drop.example`. */
  private bareHosts({ start, end }: ShellCommand, plain: Plain): readonly string[] {
    if (!isFetch(plain) && !sendsData(plain) && !asksForNames(plain)) return [];
    return plain.args.flatMap((arg) => {
      const host = hostOfWhole(arg.slice(-400).replace(/^.*[)}`@]\.?(?=[^/]*$)/s, ''));
      if (host?.kind !== 'host') return [];
      this.signal({ kind: 'host', what: host.what, key: host.key, start, end } as Signal);
      return [host.key];
    });
  }

  private persist(target: string, command: ShellCommand, written: Holding): void {
    for (const one of signalsOfConstant(this.held.filled(target))) {
      if (one.kind === 'credentials' && isObeyed(one.key)) this.signal({ kind: 'persistence', what: 'settings', key: one.key, start: command.start, end: command.end });
      if (one.kind !== 'persistence' && !(one.kind === 'worm' && one.what === 'workflow')) continue;
      this.signal({ ...one, start: command.start, end: command.end });
      for (const source of written.sources) if (tainting.has(source)) this.flow(source, 'persistence', written.hosts, command);
    }
  }

  private flow(source: FlowSource, sink: FlowSink, hosts: ReadonlySet<string>, { start, end }: ShellCommand): void {
    const id = `${source} ${sink} ${start}`;
    const before = this.foundFlows.get(id);
    this.foundFlows.set(id, { source, sink, hosts: [...new Set([...(before?.hosts ?? []), ...hosts])].sort(byCodePoint), start, end: Math.max(end, before?.end ?? 0) });
  }

  private signal(one: Signal): void {
    const id = `${one.kind}\0${one.what}\0${one.key}`;
    if (!this.foundSignals.has(id)) this.foundSignals.set(id, one);
  }

  /** What a command shows by its words alone. */
  private tell(command: ShellCommand, plain: Plain): void {
    const { start, end } = command;
    const text = [plain.name, ...plain.args].join(' ');
    const full = [...plain.assigned.map(({ value }) => value), ...command.words.slice(plain.first).map((word) => this.held.filled(word.text)), ...command.redirects.filter(({ sign }) => sign !== '<<').map(({ target }) => target.text)].join(' ');
    for (const one of signalsOfConstant(full)) if (isTold(one, plain)) this.signal({ ...one, start, end });
    for (const word of command.words) for (const name of word.text.matchAll(/\$\{?(?:env:)?([A-Za-z_]\w{0,80})|%([A-Za-z_]\w{0,80})%/gi)) if (isSecretVariable(name[1] ?? name[2]!)) this.signal({ kind: 'credentials', what: 'variable', key: (name[1] ?? name[2]!).toUpperCase(), start, end });
    const lost = overwritesRemote(plain) ? 'overwrite' : destroys(plain);
    const machine = takesMachine(plain);
    if (machine !== undefined) this.signal({ kind: 'bootstrap', what: 'container', key: machine, start, end });
    if (lost) this.signal({ kind: 'destructive', what: lost, key: plain.name, start, end });
    const stays = staysBy(plain, text);
    if (stays) this.signal({ kind: 'persistence', ...stays, start, end });
    const gate = gateOf(plain, command.words.map((word) => word.text).join(' '));
    if (gate) this.signal({ kind: 'gate', ...gate, start, end });
  }
}
