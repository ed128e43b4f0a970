import { askedModules } from './asking.js';
import { expandedNames } from './condition.js';

/** A command of a build file, as gyp would hand it to a shell, and where it stood in its text. */
export interface Expansion {
  readonly command: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The command expansions of one string: `<!(…)`, `<!@(…)`, `<!name(…)`, `<|(…)` and the same with `>` and `^`, which are expanded later
 * (`gyp/input.py`, `early_variable_re` and its like). Left unclosed, one goes on to the end. A nested one belongs to the outer.
 */
export function expansionsOf(text: string): readonly Expansion[] {
  const found: Expansion[] = [];
  const opening = /[<>^](?:!@?|\|)[-A-Za-z0-9_.]{0,128}\(/g;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const open = opening.lastIndex;
    let depth = 1;
    let end = open;
    for (; end < text.length && depth > 0; end += 1) depth += text[end] === '(' ? 1 : text[end] === ')' ? -1 : 0;
    const command = text.slice(open, depth === 0 ? end - 1 : end);
    // `<|(file words)` writes a file, `<!name(…)` runs Python: both are named as they stand.
    found.push({ command: /^[<>^]!@?\($/.test(match[0]) ? command.trim() : text.slice(match.index, end), start: match.index, end });
    opening.lastIndex = end;
  }
  return found;
}

/**
 * What a command does beyond telling something of the machine: nothing (`asks` names the well-known packages that it asks, `imports` what it takes from
 * Python by name, `expands` the variables of the build file that become part of it, which must hold plain text), a member of a package read, the code of a file of the package, or anything.
 */
export type CommandKind = { readonly kind: 'harmless'; readonly asks: readonly string[]; readonly imports?: readonly string[]; readonly expands?: readonly string[] } | { readonly kind: 'package'; readonly key: string } | { readonly kind: 'file'; readonly key: string } | { readonly kind: 'any' };

/** Packages that exist to be asked for a folder or a setting by a build file. */
const asked: ReadonlySet<string> = new Set(['node-addon-api', 'nan', 'node-api-headers', 'napi-macros']);
const builtin: ReadonlySet<string> = new Set(['path', 'os', 'process', 'fs', 'node:path', 'node:os', 'node:process', 'node:fs']);
/** The same where `node -p` offers them by name. */
const globals: ReadonlySet<string> = new Set(['path', 'os', 'fs']);
/** What may be called: functions of texts and paths, and the two of files that only look. */
const callable: ReadonlySet<string> = new Set(['relative', 'dirname', 'resolve', 'join', 'basename', 'normalize', 'split', 'slice', 'substr', 'substring', 'trim', 'toString', 'toLowerCase', 'replace', 'includes', 'startsWith', 'endsWith', 'platform', 'arch', 'cwd', 'test', 'existsSync', 'readdirSync']);
/** Functions that make one plain value of another. */
const conversions: ReadonlySet<string> = new Set(['parseInt', 'parseFloat', 'Number', 'String', 'Boolean']);
const operators: ReadonlySet<string> = new Set(['+', '-', '<', '>', '<=', '>=', '==', '!=', '===', '!==', '&&', '||', '??']);
const processFields: ReadonlySet<string> = new Set(['platform', 'arch', 'version', 'versions', 'config', 'release', 'execPath', 'env', 'cwd']);

/** Commands that tell something of the machine and run nothing of the package. */
const telling = [
  /^pkg-config(?: +[A-Za-z0-9_.+=:/-]{1,128}){1,32}(?: +2> *\/dev\/null)?(?: *\| *sed +(?:-[eE] +)?(['"]?)s\/[-A-Za-z ()|*?]{1,64}\/\/g?\1)?(?: +2> *\/dev\/null)?(?: *\|\| *(?:true|echo(?: +['"]?[-A-Za-z0-9_]{0,32}['"]?)?))?$/,
  /^echo +(?:\$[A-Za-z0-9_]{1,64}|%[A-Za-z0-9_]{1,64}%|[A-Za-z0-9_-]{0,64})$/,
  /^(?:uname(?: +-[a-z])?|nproc|pwd|arch|(?:node|python3?|gcc|clang|xcodebuild) +(?:-v|-version|--version)|xcrun(?: +--sdk +[a-z]{1,16})? +--show-sdk-(?:path|version))$/,
  /^node +(?:-p|-pe) +"require\('(?:node:)?fs'\)\.readdirSync\('[A-Za-z0-9_./-]{1,128}'\)(?:\.filter\(([a-z]{1,8}) *=> *\1\.endsWith\('\.[a-z]{1,4}'\)\))?(?:\.map\(([a-z]{1,8}) *=> *'[A-Za-z0-9_./-]{0,128}' *\+ *\2\))?\.join\(' '\)"$/,
];

/** As node-addon-api's users write it where its folder may hold spaces. */
const escapedFolder = /^node -p "require\('node-addon-api'\)\.include\.replace\(\/\\{1,4}s\/g, ?\\?"\\{1,16} \\?"\)"$/;

/**
 * `node -p`, `-e` or both, and one quoted body. No sign in it that a shell reads: between single quotes Windows reads more of them. What gyp
 * would expand (`<(`) is none either, whatever it puts there.
 */
const nodeBody = /^node(?:\.exe)? +(?:-p +-e|-p|-e|-pe|--print|--eval) +(?:"((?:[^"$`\\%^\n]|\\["sdw]){1,1024})"|'([^'$`\\%!^&|<>\n]{1,1024})')$/;
const expanded = /[<>^]@?\(/;

/** What a command does, by a strict grammar; whatever leaves the grammar may do anything. */
export function commandKind(command: string): CommandKind {
  const plain = command.trim();
  if (plain.length > 2_048) return { kind: 'any' };
  if (telling.some((pattern) => pattern.test(plain))) return { kind: 'harmless', asks: [] };
  if (escapedFolder.test(plain)) return { kind: 'harmless', asks: ['node-addon-api'] };
  const expands = expandedNames(plain);
  const imports = askedModules(expands.length === 0 ? plain : plain.replace(/[<>^]@?\([A-Za-z0-9_.-]{1,128}\)/g, '0'));
  if (imports) return { kind: 'harmless', asks: [], imports, expands };
  const body = nodeBody.exec(plain);
  const named = body && !expanded.test(plain) && bodyNames((body[1] ?? body[2]!).replaceAll('\\"', '"'));
  if (!named) return { kind: 'any' };
  const files = named.filter((name) => name.startsWith('.'));
  const packages = named.filter((name) => !name.startsWith('.') && !asked.has(name));
  if (files.length > 0) return { kind: 'file', key: `node ${[...new Set(named)].sort().join(' ')}` };
  if (packages.length > 0) return { kind: 'package', key: `node ${[...new Set(packages)].sort().join(' ')}` };
  return { kind: 'harmless', asks: named };
}

const word = /\s+|require\.resolve|require|console\.log|process\.stdout\.write|[A-Za-z_$][A-Za-z0-9_$]{0,63}|\d{1,9}|'[A-Za-z0-9_@./ :+=-]{0,214}'|"[A-Za-z0-9_@./ :+=-]{0,214}"|\/[A-Za-z0-9_@=.*+?()[\]|\\-]{1,64}\/[gimsuy]{0,3}|[=!]==?|[<>]=?|&&|\|\||\?\?|[.()[\],;+?:!-]/y;

function words(body: string): readonly string[] | undefined {
  const found: string[] = [];
  for (let at = 0; at < body.length; at = word.lastIndex) {
    word.lastIndex = at;
    const one = word.exec(body)?.[0];
    if (one === undefined) return undefined;
    if (one.trim() !== '') found.push(one);
  }
  return found;
}

/**
 * The packages and files that a body of `node -p` or `-e` requires, where it is one expression that requires, reads members, compares, and
 * calls functions of texts and paths; undefined where it is anything else.
 */
function bodyNames(body: string): readonly string[] | undefined {
  const list = words(body);
  if (!list || list.length > 128) return undefined;
  const names: string[] = [];
  let at = 0;
  let depth = 0;
  // The code of a file of the package runs when it is required: what is called of it then adds nothing.
  let own = false;
  const take = (text: string): boolean => (list[at] === text ? ((at += 1), true) : false);
  const isText = (text: string | undefined): text is string => text !== undefined && (text.startsWith("'") || text.startsWith('"'));

  function primary(): boolean {
    const first = list![at];
    if (first === undefined) return false;
    at += 1;
    if (first === 'require' || first === 'require.resolve') {
      const name = list![at + 1];
      if (!take('(') || !isText(name) || ((at += 1), !take(')'))) return false;
      const asks = name.slice(1, -1);
      if (first === 'require') { own = asks.startsWith('.'); if (!builtin.has(asks)) names.push(asks); }
      // A path that is looked up is not run; a package's own manifest says nothing either.
      return asks !== '' && !asks.includes(' ');
    }
    if (first === 'process') return list![at] === '.' && processFields.has(list![at + 1] ?? '');
    if (first === '(') return expression() && take(')');
    if (conversions.has(first)) return take('(') && closing(')');
    return isText(first) || /^[\d/]/.test(first) || (globals.has(first) && list![at] === '.');
  }
  function operand(): boolean {
    while (take('!'));
    own = false;
    if (!primary()) return false;
    const ours = own;
    for (;;) {
      if (take('.')) {
        const member = list![at];
        if (member === undefined || !/^[A-Za-z_$]/.test(member) || member.includes('__') || member === 'constructor' || member === 'prototype') return false;
        at += 1;
        if (take('(') && (!(callable.has(member) || ours) || !closing(')'))) return false;
      } else if (take('[')) {
        if (!isText(list![at]) && !/^\d/.test(list![at] ?? '')) return false;
        if (list![at]!.includes('__') || /constructor|prototype/.test(list![at]!)) return false;
        at += 1;
        if (!take(']') || list![at] === '(') return false;
      } else return list![at] !== '(';
    }
  }
  function expression(): boolean {
    if ((depth += 1) > 16 || !operand()) return false;
    while (operators.has(list![at] ?? '')) {
      at += 1;
      if (!operand()) return false;
    }
    if (take('?') && !(expression() && take(':') && expression())) return false;
    depth -= 1;
    return true;
  }
  function closing(close: string): boolean {
    if (take(close)) return true;
    do { if (!expression()) return false; } while (take(','));
    return take(close);
  }
  const printed = (take('console.log') || take('process.stdout.write')) && take('(');
  if (!expression() || (printed && !take(')'))) return undefined;
  while (take(';'));
  return at === list.length ? names : undefined;
}
