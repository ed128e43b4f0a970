import { byCodePoint } from '../../core/order.js';
import { signalsOfConstant } from './constants.js';
import { gateOf } from './python-gates.js';
import type { Holding, Mark } from './python-holdings.js';
import { Holdings, pathsIn } from './python-holdings.js';
import type { PythonStatement } from './python-syntax.js';
import { pythonStatements } from './python-syntax.js';
import type { Flow, FlowSink, Signal } from './signal.types.js';
import type { TextFacts } from './text-facts.types.js';

/** Characters of one Python text that are read. */
export const pythonCharacters = 1_000_000;
/** Programs inside programs: `exec` of a constant, or of one that is decoded. */
const deepest = 3;
/** Runs over the statements: functions are called before and behind where they stand. */
const passes = 3;
const mostShellTexts = 200;

const evaluates = /(?:^|[^\w.])(?:exec|eval|compile|__builtins__\.exec|builtins\.(?:exec|eval)|execfile|FunctionType|run_path|exec_module|marshal\.loads|pickle\.loads|exec_code)\s?\(/;
const runs = /\b(?:os\.(?:system|popen\d?|exec[lv]\w*|spawn\w*|startfile|posix_spawn)|subprocess\.(?:run|Popen|call|check_call|check_output|getoutput|getstatusoutput)|pty\.spawn|commands\.getoutput|create_subprocess_\w+|ShellExecute\w*|WinExec|runpy\.run_path|ctypes\.CDLL|cdll\.LoadLibrary)\s?\(/;
const sends = /\b(?:requests\.\w+|httpx\.\w+|urlopen|Request|session\.(?:post|put|get)|aiohttp\.\w+|\w+\.(?:send|sendall|sendto|sendmail|send_message|storbinary|storlines|request|post|put)|http\.request|gethostbyname|getaddrinfo|create_connection|upload_file|resolver\.resolve|resolver\.query)\s?\(/;
const writes = /\bopen\s?\([^)]{0,500}\u00a7|\.write_(?:text|bytes)\s?\(|\b(?:copy|copyfile|copy2|move|symlink|rename|replace|writelines|urlretrieve|makedirs)\s?\(/;
const tainting: ReadonlySet<Mark> = new Set(['download', 'decoded', 'package-data']);
const carried: ReadonlySet<Mark> = new Set(['environment', 'secret-variable', 'credential-file', 'key', 'identity']);

/** @param commands reads a command that the text starts: handed in, since shells start Python and Python starts shells. */
export function evaluatePython(text: string, commands: (text: string) => TextFacts): TextFacts {
  const facts = new Evaluation(commands);
  facts.run(text.slice(0, pythonCharacters), 0);
  return { signals: facts.signals(), flows: facts.flows(), cut: text.length > pythonCharacters };
}

class Evaluation {
  private readonly held = new Holdings();
  private readonly aliases = new Map<string, string>();
  /** Files that are open under a name. */
  private readonly opened = new Map<string, readonly string[]>();
  private readonly parameters = new Map<string, readonly string[]>();
  private readonly foundSignals = new Map<string, Signal>();
  private readonly foundFlows = new Map<string, Flow>();
  private shellTexts = mostShellTexts;

  constructor(private readonly shell: (text: string) => TextFacts) {}

  signals(): readonly Signal[] {
    return [...this.foundSignals.values()].sort((a, b) => a.start - b.start || byCodePoint(a.key, b.key));
  }

  flows(): readonly Flow[] {
    return [...this.foundFlows.values()].sort((a, b) => a.start - b.start || byCodePoint(a.source + a.sink, b.source + b.sink));
  }

  /** @param within the statement that holds the text, where it is no text of its own. */
  run(text: string, depth: number, within?: PythonStatement): void {
    const statements = pythonStatements(text);
    const placed = within ? statements.map((one) => ({ ...one, start: within.start, end: within.end })) : statements;
    for (const { code } of placed) this.imports(code);
    const plain = placed.map((one) => ({ ...one, code: this.plain(one) }));
    for (let pass = 0; pass < passes; pass += 1) {
      const functions: { readonly name: string; readonly indent: number }[] = [];
      for (const statement of plain) {
        while (functions.length > 0 && functions.at(-1)!.indent >= statement.indent) functions.pop();
        const named = /^(?:async )?def (\w+)\s?\(([^)]*)\)?/.exec(statement.code);
        if (named) {
          functions.push({ name: named[1]!, indent: statement.indent });
          this.parameters.set(named[1]!, named[2]!.split(',').map((one) => /^\s*\**(\w+)/.exec(one)?.[1] ?? ''));
        } else this.statement(statement, functions.at(-1)?.name, pass === passes - 1, depth);
      }
    }
  }

  private imports(code: string): void {
    const from = /^from ([\w.]+) import (.+)$/.exec(code);
    if (from) for (const one of from[2]!.replace(/[()]/g, '').split(',')) {
      const [name = '', as = name] = one.trim().split(/ as /);
      this.aliases.set(as.trim(), `${from[1]!}.${name.trim()}`);
    }
    const whole = /^import (.+)$/.exec(code);
    if (whole) for (const one of whole[1]!.split(',')) {
      const [name = '', as] = one.trim().split(/ as /);
      if (as !== undefined) this.aliases.set(as.trim(), name.trim());
    }
    const assigned = /^(\w+)\s?=\s?((?:os|subprocess|requests|urllib|base64|zlib|marshal|builtins)(?:\.\w+)*|exec|eval|compile)$/.exec(code);
    if (assigned) this.aliases.set(assigned[1]!, assigned[2]!);
  }

  /** A statement's code with modules under their own names. */
  private plain({ code, strings }: PythonStatement): string {
    const text = code
      .replace(/__import__\s?\(\s?\u00a7(\d+)\u00a7\s?\)|import_module\s?\(\s?\u00a7(\d+)\u00a7\s?\)/g, (whole: string, a: string | undefined, b: string | undefined) => moduleName(strings[Number(a ?? b)]) ?? whole)
      .replace(/getattr\s?\(\s?([\w.]{1,80})\s?,\s?\u00a7(\d+)\u00a7\s?\)/g, (whole: string, owner: string, name: string) => (moduleName(strings[Number(name)]) === undefined ? whole : `${owner}.${strings[Number(name)]!}`));
    return this.aliases.size === 0 || /^(?:from|import) /.test(text) ? text : text.replace(/(?<![\w.])[A-Za-z_]\w{0,80}/g, (name) => this.aliases.get(name) ?? name);
  }

  private statement(statement: PythonStatement, inside: string | undefined, last: boolean, depth: number): void {
    const { code, strings } = statement;
    const value = this.held.valueOf(code, strings);
    this.calls(code, strings);
    const assigned = /^(?:async )?(?:with (.+) as ([\w.]+)|for ([\w, ()]+) in (.+)|([\w., ()[\]\u00a7]+?)\s?(?::[^=]{1,40})?(?:[+|]?=)(?!=)(.*))/.exec(code);
    if (assigned) {
      const names = (assigned[2] ?? assigned[3] ?? assigned[5]!).replace(/\[.*/, '').split(/[,()\s]+/).filter((name) => name !== '');
      const given = this.held.valueOf(assigned[1] ?? assigned[4] ?? assigned[6] ?? '', strings);
      for (const name of names) this.held.hold(name, given);
      if (/\bopen\s?\(/.test(code)) for (const name of names) this.opened.set(name, pathsIn(code, strings));
    }
    const extended = /^([\w.]+)\.(?:append|update|extend|add|write|writelines)\s?\(/.exec(code);
    if (extended) {
      this.held.hold(extended[1]!, value);
      for (const file of this.opened.get(extended[1]!) ?? []) this.held.hold(file, value);
    }
    if (/\bopen\s?\(.{0,500}\)\.write\s?\(|urlretrieve\s?\(|write_(?:text|bytes)\s?\(|\bcopy\w*\s?\(/.test(code)) for (const file of pathsIn(code, strings)) this.held.hold(file, value);
    if (inside !== undefined && /^(?:return|yield)\b/.test(code)) this.held.hold(inside, value);
    if (last) this.judge(statement, value, depth);
  }

  /** Hands what a call is given to the names under which its function takes it. */
  private calls(code: string, strings: readonly string[]): void {
    let left = 20;
    for (const match of code.matchAll(/(?<![\w.])(\w{1,80})\s?\(/g)) {
      const names = this.parameters.get(match[1]!);
      if (!names || (left -= 1) < 0) continue;
      const given = this.held.valueOf(code.slice(match.index + match[0].length, match.index + 2_000), strings);
      for (const name of names) if (name !== '') this.held.hold(name, given);
    }
  }

  private judge(statement: PythonStatement, value: Holding, depth: number): void {
    const { code, strings } = statement;
    // An alone-standing string is a docstring.
    if (/^\u00a7\d+\u00a7$/.test(code)) return;
    for (const text of strings) for (const one of signalsOfConstant(text)) if (one.kind !== 'persistence' && !(one.kind === 'worm' && one.what === 'workflow')) this.signal(one, statement);
    if (evaluates.test(code)) {
      for (const mark of value.marks) if (tainting.has(mark)) this.flow(mark, 'eval', value, statement);
      if (depth < deepest) for (const text of strings) this.nested(text, code, depth, statement);
    }
    if (runs.test(code)) {
      for (const mark of value.marks) if (tainting.has(mark)) this.flow(mark, 'exec', value, statement);
      this.commands(statement);
    }
    if (sends.test(code)) for (const mark of value.marks) if (carried.has(mark)) this.flow(mark, 'network', value, statement);
    if (writes.test(code)) this.written(statement, value);
    if (/\brmtree\s?\(/.test(code) && value.marks.has('home')) this.signal({ kind: 'destructive', what: 'wipe', key: 'rmtree', start: 0, end: 0 }, statement);
    if (/\b(?:os\.(?:remove|unlink)|\.unlink)\s?\(/.test(code) && value.marks.has('home')) this.signal({ kind: 'destructive', what: 'wipe', key: 'remove', start: 0, end: 0 }, statement);
    const gate = gateOf(code, strings);
    if (gate) this.signal({ kind: 'gate', ...gate, start: 0, end: 0 }, statement);
  }

  /** Code in a constant, or in a constant that is decoded here and now. */
  private nested(text: string, code: string, depth: number, statement: PythonStatement): void {
    this.run(text, depth + 1, statement);
    if (/b64decode/.test(code) && /^[\w+/=\s-]{8,100000}$/.test(text)) this.run(Buffer.from(text, 'base64').toString('utf8'), depth + 1, statement);
    if (/fromhex|unhexlify/.test(code) && /^[0-9a-f\s]{8,100000}$/i.test(text)) this.run(Buffer.from(text, 'hex').toString('utf8'), depth + 1, statement);
  }

  private commands(statement: PythonStatement): void {
    const list = statement.strings.length > 1 ? [statement.strings.join(' ')] : [];
    for (const text of [...statement.strings, ...list]) {
      if (text.length < 4 || (this.shellTexts -= 1) < 0) continue;
      const facts = this.shell(text);
      for (const flow of facts.flows) this.flow(flow.source, flow.sink, { marks: new Set(), hosts: new Set(flow.hosts) }, statement);
      for (const signal of facts.signals) this.signal(signal, statement);
    }
  }

  private written(statement: PythonStatement, value: Holding): void {
    const { code, strings } = statement;
    if (/\bopen\s?\(/.test(code) && !strings.some((text) => /^[awx+rbt]{1,3}$/.test(text) && /[awx+]/.test(text))) return;
    for (const text of strings) {
      for (const one of signalsOfConstant(text)) {
        if (one.kind !== 'persistence' && !(one.kind === 'worm' && one.what === 'workflow')) continue;
        this.signal(one, statement);
        for (const mark of value.marks) if (tainting.has(mark)) this.flow(mark, 'persistence', value, statement);
      }
    }
  }

  private flow(source: Mark, sink: FlowSink, { hosts }: Holding, { start, end }: PythonStatement): void {
    if (source === 'home') return;
    const id = `${source} ${sink} ${start}`;
    const before = this.foundFlows.get(id);
    this.foundFlows.set(id, { source, sink, hosts: [...new Set([...(before?.hosts ?? []), ...hosts])].sort(byCodePoint), start, end });
  }

  private signal(one: Signal, { start, end }: PythonStatement): void {
    const id = `${one.kind}\0${one.what}\0${one.key}`;
    if (!this.foundSignals.has(id)) this.foundSignals.set(id, { ...one, start, end });
  }
}

function moduleName(text: string | undefined): string | undefined {
  return text !== undefined && /^[A-Za-z_][\w.]{0,60}$/.test(text) ? text : undefined;
}
