/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName, patternParts } from '../patterns.js';
import type { Binding, Scope, Source } from '../places.js';
import { resolve } from '../places.js';
import type { Scopes } from '../scopes.js';
import type { ESTree, Node } from '../tree.js';
import { isFunction, unwrap } from '../tree.js';
import type { Collected, Place } from './references.js';
import { fateOf, listKeys } from './references.js';
import { commandPackages, isDefaulting, isNeverTyped, isTypedWord, linePackages, plainYargs } from './parsers.js';

/**
 * What an expression surely is of the command line. `line`: `process.argv` itself; `words`: a list of typed words; `word`: one of them, the value of a
 * flag, or one of the constants of `without` where nothing was typed; `flag`: true only where something was typed; `place`: the place of a typed
 * word in a list, negative for none; `parsed`, `flags`: what a parser makes of it.
 */
export type Typed =
  | { readonly kind: 'line' } | { readonly kind: 'words' } | { readonly kind: 'flag' } | { readonly kind: 'place' } | { readonly kind: 'flags' }
  | { readonly kind: 'word'; readonly typed: boolean; readonly isFlag: boolean; /** Surely a text or undefined, and no list or number. */ readonly exact: boolean; readonly without: ReadonlySet<string> }
  | { readonly kind: 'parsed'; readonly flags: string | undefined; readonly words: string | undefined };

const word: Typed = { kind: 'word', typed: true, isFlag: false, exact: true, without: new Set() };
const someWord: Typed = { ...word, exact: false };
const flagWord: Typed = { ...word, isFlag: true, exact: false };
const deepest = 12;
const longestChain = 64;
const mostOptions = 500;
/** Methods of a yargs chain that may give flags a value which nobody typed, and leave words as they were typed. */
const telling: ReadonlySet<string> = new Set(['option', 'options', 'demandOption', 'describe', 'group', 'hide', 'implies', 'conflicts', 'choices', 'nargs', 'requiresArg', 'completion', 'updateStrings', 'detectLocale', 'global', 'default']);

/** What a name of another module is: the module, and the export, or undefined for the whole of it. */
export interface Imported { readonly module: string; readonly name: string | undefined }

/**
 * Tells what of the command line expressions surely are. Other parts of the engine ask what a value may be; here every way in which it could be anything
 * else makes it unknown: a variable that is filled twice, a list that something may add to, a default that is not a constant.
 */
export class TypedWords {
  private readonly known = new Map<Binding, Typed | undefined>();
  private readonly busy = new Set<Binding>();
  private readonly parameterOf = new Map<Binding, { readonly fn: Node; readonly at: number }>();
  /** The variables that hold a function, and the calls of one where it is written. */
  private readonly holders = new Map<Node, readonly Binding[]>();
  private readonly inPlace = new Map<Node, readonly Place[]>();

  /**
   * @param changed variables whose list or object something may change.
   * @param plainly whether nothing is done to yargs, which is one object for the whole program, beside the chain that is looked at.
   */
  constructor(private readonly scopes: Scopes, private readonly collected: Collected, private readonly changed: ReadonlySet<Binding>, private readonly plainly: boolean) {
    for (const place of collected.calls) {
      const callee = place.node.type === 'CallExpression' ? unwrap(place.node.callee) : undefined;
      if (callee && isFunction(callee)) this.inPlace.set(callee, [...this.inPlace.get(callee) ?? [], place]);
    }
    for (const info of scopes.functions) info.node.params.forEach((parameter, at) => {
      const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
      const binding = name.type === 'Identifier' ? info.scope.bindings.get(name.name) : undefined;
      if (binding) this.parameterOf.set(binding, { fn: info.node, at });
    });
  }

  of(node: Node, scope: Scope, depth = 0): Typed | undefined {
    if (depth > deepest) return undefined;
    const inner = unwrap(node);
    switch (inner.type) {
      case 'Identifier': {
        const binding = resolve(scope, inner.name);
        return binding === undefined ? undefined : this.ofBinding(binding, depth + 1);
      }
      case 'AwaitExpression': return this.of(inner.argument, scope, depth + 1);
      case 'Literal': return typeof inner.value === 'string' ? { kind: 'word', typed: false, isFlag: false, exact: true, without: new Set([inner.value]) } : undefined;
      case 'MemberExpression': {
        if (isProcess(inner.object, scope) && !inner.computed && keyName(inner.property) === 'argv') return { kind: 'line' };
        const chain = !inner.computed && keyName(inner.property) === 'argv' ? this.yargs(inner.object, scope) : undefined;
        return chain ?? member(this.of(inner.object, scope, depth + 1), inner.computed ? constantKey(inner.property) : keyName(inner.property));
      }
      case 'CallExpression': return this.ofCall(inner, scope, depth);
      case 'LogicalExpression': return inner.operator === '&&' ? undefined : both(this.of(inner.left, scope, depth + 1), this.of(inner.right, scope, depth + 1));
      case 'ConditionalExpression': return both(this.of(inner.consequent, scope, depth + 1), this.of(inner.alternate, scope, depth + 1));
      default: return undefined;
    }
  }

  private ofBinding(binding: Binding, depth: number): Typed | undefined {
    if (this.busy.has(binding)) return undefined;
    if (this.known.has(binding)) return this.known.get(binding);
    this.busy.add(binding);
    const found = this.filled(binding, depth);
    this.busy.delete(binding);
    const kept = found !== undefined && found.kind !== 'word' && found.kind !== 'flag' && this.changed.has(binding) ? undefined : found;
    this.known.set(binding, kept);
    return kept;
  }

  private filled(binding: Binding, depth: number): Typed | undefined {
    const parameter = this.parameterOf.get(binding);
    const sources: readonly Source[] | undefined = parameter === undefined ? binding.sources : this.handedTo(binding, parameter);
    if (sources === undefined || sources.length === 0 || (parameter === undefined && (binding.open || binding.total !== binding.sources.length))) return undefined;
    const all = sources.map((source) => this.ofSource(source, depth));
    const [first] = all;
    return all.length === 1 ? first : all.reduce<Typed | undefined>((sum, one) => both(sum, one), first);
  }

  private ofSource(source: Source, depth: number): Typed | undefined {
    if (source.kind === 'import') return isProcessModule(source.specifier) && source.imported === 'argv' ? { kind: 'line' } : undefined;
    if (source.kind !== 'expression') return undefined;
    const { keys } = source;
    const ofProcess = keys[0] === 'argv' && isProcess(source.node, source.scope);
    let found: Typed | undefined = ofProcess ? { kind: 'line' } : this.of(source.node, source.scope, depth + 1);
    for (const key of ofProcess ? keys.slice(1) : keys) found = member(found, key);
    return found;
  }

  /** What a parameter is filled with, where all calls of its function are known: it has a name that is only called. */
  private handedTo(binding: Binding, { fn, at }: { readonly fn: Node; readonly at: number }): readonly Source[] | undefined {
    if (!isFunction(fn) || (this.collected.uses.get(binding) ?? []).some(({ around }) => around.at(-1)?.type === 'UpdateExpression')) return undefined;
    const name = fn.type !== 'ArrowFunctionExpression' && fn.id ? fn.id.name : undefined;
    const holders = this.holdersOf(fn);
    // A property or a result that holds it may be called by anybody.
    if (holders.some((one) => one.total !== 1 || one.open || one.name === 'return' || this.scopes.fields.get(one.name) === one || !(one.name === name || this.collected.uses.has(one)))) return undefined;
    const sources: Source[] = binding.sources.filter((source) => source.kind === 'expression');
    if (binding.total !== sources.length) return undefined;
    const places = holders.flatMap((one) => this.collected.uses.get(one) ?? []);
    const calls = [...places.map(({ node, around, scope }) => ({ call: around.at(-1), node, scope })), ...(this.inPlace.get(fn) ?? []).map(({ node, scope }) => ({ call: node, node: fn as Node, scope }))];
    // One that is no call's callee, and stands in no variable, is handed to somebody.
    if (calls.length === 0) return undefined;
    for (const { call, node, scope } of calls) {
      if (call?.type !== 'CallExpression' || unwrap(call.callee) !== node || call.arguments.slice(0, at + 1).some((one) => one.type === 'SpreadElement')) return undefined;
      const argument = call.arguments[at];
      if (argument) sources.push({ kind: 'expression', node: argument, scope, keys: [] });
    }
    return sources;
  }

  private holdersOf(fn: Node): readonly Binding[] {
    if (this.holders.size === 0) for (const one of this.scopes.bindings) for (const source of one.sources) {
      const held = source.kind === 'expression' ? unwrap(source.node) : undefined;
      if (held && isFunction(held)) this.holders.set(held, [...this.holders.get(held) ?? [], one]);
    }
    return this.holders.get(fn) ?? [];
  }

  private ofCall(node: ESTree.CallExpression, scope: Scope, depth: number): Typed | undefined {
    const callee = unwrap(node.callee);
    const args: readonly Node[] = node.arguments;
    const imported = importedAs(callee, scope);
    if (imported !== undefined) return this.ofParser(imported, args, scope, depth);
    if (callee.type !== 'MemberExpression' || callee.computed) return undefined;
    const method = keyName(callee.property) ?? '';
    if (method === 'parse' || method === 'parseSync' || method === 'parseAsync') { const chain = this.yargs(node, scope); if (chain) return chain; }
    const [first] = args;
    if (method === 'includes' && first && callee.object.type === 'ArrayExpression') return areWords(callee.object) && this.isTyped(this.of(first, scope, depth + 1), wordsOf(callee.object)) ? { kind: 'flag' } : undefined;
    const object = this.of(callee.object, scope, depth + 1);
    const constant = first && wordOf(first, scope);
    switch (object?.kind) {
      case 'line': case 'words':
        if (method === 'slice') return object.kind === 'words' || (first?.type === 'Literal' && Number(first.value) >= 2) ? { kind: 'words' } : object;
        if (method === 'filter') return object;
        if (method === 'shift' || method === 'pop' || method === 'find' || (method === 'at' && object.kind === 'words')) return object.kind === 'words' ? word : undefined;
        if (method === 'includes' && constant !== undefined && isTypedWord(constant)) return { kind: 'flag' };
        return method === 'indexOf' && constant !== undefined && isTypedWord(constant) ? { kind: 'place' } : undefined;
      case 'word':
        if (/^(?:to(?:Locale)?(?:Lower|Upper)Case|trim)$/.test(method)) return { ...object, without: new Set([...object.without].flatMap((one) => [one, one.toLowerCase(), one.toUpperCase(), one.trim()])) };
        return method === 'startsWith' && object.typed && object.without.size === 0 && constant !== undefined && isTypedWord(constant) ? { kind: 'flag' } : undefined;
      default: return undefined;
    }
  }

  private ofParser({ module, name }: Imported, args: readonly Node[], scope: Scope, depth: number): Typed | undefined {
    if ((module === 'yargs/helpers' || module === 'yargs') && name === 'hideBin') return args[0] && this.of(args[0], scope, depth + 1)?.kind === 'line' ? { kind: 'words' } : undefined;
    const parser = linePackages.get(module);
    if (parser === undefined || (parser.by === undefined ? name !== undefined && name !== 'default' && name !== module : name !== parser.by)) return undefined;
    if (args.some((one) => one.type === 'SpreadElement')) return undefined;
    const options = args[parser.options];
    if (typeof parser.line === 'number') {
      const line = args[parser.line];
      if (line === undefined || !isLineOrWords(this.of(line, scope, depth + 1))) return undefined;
    } else {
      const { argument, key } = parser.line;
      const settings = args[argument];
      if (settings !== undefined && !isPlainObject(settings)) return undefined;
      const line = settings && propertyOf(settings, key);
      if (line !== undefined && !isLineOrWords(this.of(line, scope, depth + 1))) return undefined;
    }
    const plain = options === undefined || onlyTyped(options, typeof parser.line === 'number' ? undefined : parser.line.key);
    return { kind: 'parsed', flags: plain ? parser.flags : undefined, words: mayAdd(options, parser.words) ? undefined : parser.words };
  }

  /** `yargs(words).….argv`, and `.parse()`. */
  private yargs(end: Node, scope: Scope): Typed | undefined {
    if (!this.plainly) return undefined;
    let plain = true;
    const parsed = (): Typed => ({ kind: 'parsed', flags: plain ? '' : undefined, words: '_' });
    for (let at = unwrap(end), row = 0; row < longestChain; row += 1) {
      const whole = importedAs(at, scope);
      if (whole !== undefined) return whole.module === 'yargs' && (whole.name === undefined || whole.name === 'default') ? parsed() : undefined;
      if (at.type !== 'CallExpression') return undefined;
      const callee = unwrap(at.callee);
      const [first] = at.arguments;
      const reads = first === undefined || isLineOrWords(this.of(first, scope, 1));
      const imported = importedAs(callee, scope);
      if (imported !== undefined) return (imported.module === 'yargs' || imported.module === 'yargs/yargs') && (imported.name === undefined || imported.name === 'default') && reads ? parsed() : undefined;
      if (callee.type !== 'MemberExpression' || callee.computed) return undefined;
      const method = keyName(callee.property) ?? '';
      if ((method.startsWith('parse') && !reads) || !(plainYargs.has(method) || telling.has(method))) return undefined;
      plain &&= plainYargs.has(method);
      at = unwrap(callee.object);
    }
    return undefined;
  }

  /** Whether it is a typed word, and nothing of what it is where none was typed is among the words that it is compared with. */
  isTyped(found: Typed | undefined, words: readonly string[]): boolean {
    return found?.kind === 'word' && found.typed && words.length > 0 && words.every((one) => isTypedWord(one) && !found.without.has(one));
  }

  /** Whether a condition holds only where somebody typed a certain word. */
  holds(node: Node, scope: Scope, depth = 0): boolean {
    if (depth > deepest) return false;
    const inner = unwrap(node);
    switch (inner.type) {
      case 'LogicalExpression': {
        const left = this.holds(inner.left, scope, depth + 1);
        if (inner.operator === '&&') return left || this.holds(inner.right, scope, depth + 1);
        return left && this.holds(inner.right, scope, depth + 1);
      }
      case 'BinaryExpression': {
        const { operator, left, right } = inner;
        if (operator === '===' || operator === '==') return [[left, right], [right, left]].some(([one, other]) => { const constant = wordOf(other as Node, scope); return constant !== undefined && this.isTyped(this.of(one as Node, scope), [constant]); });
        const number = right.type === 'UnaryExpression' && right.operator === '-' && right.argument.type === 'Literal' && right.argument.value === 1 ? -1 : right.type === 'Literal' ? right.value : undefined;
        const found = (number === -1 && (operator === '!==' || operator === '!=' || operator === '>')) || (number === 0 && operator === '>=');
        return found && this.of(left as Node, scope)?.kind === 'place';
      }
      case 'UnaryExpression': return inner.operator === '!' && unwrap(inner.argument).type === 'UnaryExpression' && (unwrap(inner.argument) as ESTree.UnaryExpression).operator === '!' && this.holds((unwrap(inner.argument) as ESTree.UnaryExpression).argument, scope, depth + 1);
      default: {
        const found = this.of(inner, scope);
        return found?.kind === 'flag' || (found?.kind === 'word' && found.typed && found.isFlag && found.without.size === 0);
      }
    }
  }
}

function isLineOrWords(found: Typed | undefined): boolean {
  return found?.kind === 'line' || found?.kind === 'words';
}

function member(object: Typed | undefined, key: string | undefined): Typed | undefined {
  const index = key !== undefined && /^\d+$/.test(key) ? Number(key) : undefined;
  switch (object?.kind) {
    case 'line': return index !== undefined && index >= 2 ? word : undefined;
    case 'words': return key === undefined ? someWord : index !== undefined ? word : undefined;
    case 'parsed':
      if (key !== undefined && key === object.words) return { kind: 'words' };
      if (key === undefined || object.flags === undefined) return undefined;
      return object.flags === '' ? (isNeverTyped(key) ? undefined : flagWord) : key === object.flags ? { kind: 'flags' } : undefined;
    case 'flags': return key === undefined || isNeverTyped(key) ? undefined : flagWord;
    default: return undefined;
  }
}

/** One of two: both must be words, or the same. */
function both(a: Typed | undefined, b: Typed | undefined): Typed | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a.kind === 'word' && b.kind === 'word') return { kind: 'word', typed: a.typed || b.typed, isFlag: a.isFlag && b.isFlag, exact: a.exact && b.exact, without: new Set([...a.without, ...b.without]) };
  return a.kind === b.kind && (a.kind === 'line' || a.kind === 'words' || a.kind === 'flag') ? a : undefined;
}

function isProcessModule(specifier: string): boolean {
  return specifier === 'process' || specifier === 'node:process';
}

/** True for `process`, and for what is imported as it. */
export function isProcess(node: Node, scope: Scope): boolean {
  const inner = unwrap(node);
  if (inner.type !== 'Identifier') { const imported = importedAs(inner, scope); return imported !== undefined && isProcessModule(imported.module) && (imported.name === undefined || imported.name === 'default'); }
  if (resolve(scope, inner.name) === undefined) return inner.name === 'process';
  const imported = importedAs(inner, scope);
  return imported !== undefined && isProcessModule(imported.module) && (imported.name === undefined || imported.name === 'default');
}

/** What of another module an expression surely names: by `import`, or by `require` of a constant. */
export function importedAs(node: Node, scope: Scope, depth = 0): Imported | undefined {
  if (depth > 6) return undefined;
  const inner = unwrap(node);
  if (inner.type === 'CallExpression') {
    const [first] = inner.arguments;
    const required = inner.callee.type === 'Identifier' && inner.callee.name === 'require' && resolve(scope, 'require') === undefined && inner.arguments.length === 1;
    return required && first?.type === 'Literal' && typeof first.value === 'string' ? { module: first.value, name: undefined } : undefined;
  }
  if (inner.type === 'MemberExpression') {
    const object = inner.computed ? undefined : importedAs(inner.object, scope, depth + 1);
    return object && (object.name === undefined || object.name === 'default') ? { module: object.module, name: keyName(inner.property) } : undefined;
  }
  const binding = inner.type === 'Identifier' ? resolve(scope, inner.name) : undefined;
  const [only] = binding?.sources ?? [];
  if (binding?.total !== 1 || binding.open || only === undefined) return undefined;
  if (only.kind === 'import') return { module: only.specifier, name: only.imported };
  if (only.kind !== 'expression' || only.keys.length > 1 || (only.keys.length === 1 && only.keys[0] === undefined)) return undefined;
  const object = importedAs(only.node, only.scope, depth + 1);
  return object === undefined || only.keys.length === 0 ? object : object.name === undefined || object.name === 'default' ? { module: object.module, name: only.keys[0] } : undefined;
}

/** The packages that something of the command line is read or run by: who says that they are what they are called knows whether it is so. */
export function parserOf(module: string): string | undefined {
  const root = module === 'yargs/helpers' || module === 'yargs/yargs' ? 'yargs' : module;
  return commandPackages.has(root) || linePackages.has(root) ? root : undefined;
}

function propertyOf(object: ESTree.ObjectExpression, key: string): Node | undefined {
  for (const one of object.properties as readonly Node[]) if (one.type === 'Property' && !one.computed && keyName(one.key) === key) return one.value;
  return undefined;
}

/** True for options that are written out and give no flag a value that nobody typed. `except`: the key of the command line itself. */
function onlyTyped(node: Node, except?: string): boolean {
  const open: { readonly node: Node; readonly top: boolean }[] = [{ node, top: true }];
  for (let looked = 0; open.length > 0; looked += 1) {
    const { node: one, top } = open.pop()!;
    if (looked > mostOptions) return false;
    if (one.type === 'ObjectExpression') {
      for (const property of one.properties as readonly Node[]) {
        const key = property.type === 'Property' && !property.computed ? keyName(property.key) : undefined;
        if (property.type !== 'Property' || key === undefined || isDefaulting(key) && key !== 'alias' && key !== 'aliases' || /^(?:coerce|config|env|parse|configuration|envPrefix|type)$/.test(key) && !(key === 'type' && isPlainType(property.value))) return false;
        if (!(top && key === except) && !(key === 'importMeta' && top)) open.push({ node: property.value, top: false });
      }
    } else if (one.type === 'ArrayExpression') for (const element of one.elements as readonly (Node | null)[]) { if (element) open.push({ node: element, top: false }); }
    else if (one.type !== 'Literal' && !isPlainType(one)) return false;
  }
  return true;
}

/** What tells the type of a flag: `'boolean'`, `String`, `[String]`. */
function isPlainType(node: Node): boolean {
  if (node.type === 'ArrayExpression') return (node.elements as readonly (Node | null)[]).every((one) => one !== null && isPlainType(one));
  return node.type === 'Literal' || (node.type === 'Identifier' && /^(?:String|Number|Boolean)$/.test(node.name));
}

/** Whether options may put something among the words. */
function mayAdd(options: Node | undefined, words: string | undefined): boolean {
  const open: Node[] = options === undefined ? [] : [options];
  for (let looked = 0; open.length > 0; looked += 1) {
    const one = open.pop()!;
    if (looked > mostOptions || one.type === 'SpreadElement' || (one.type === 'Literal' && one.value === words)) return true;
    if (one.type === 'ArrayExpression') for (const element of one.elements as readonly (Node | null)[]) { if (element) open.push(element); }
    else if (one.type === 'ObjectExpression') for (const property of one.properties as readonly Node[]) {
      if (property.type !== 'Property' || property.computed || keyName(property.key) === words) return true;
      open.push(property.value);
    } else if (looked === 0 && one.type !== 'Literal') return true;
  }
  return false;
}

function isPlainObject(node: Node): node is ESTree.ObjectExpression {
  return node.type === 'ObjectExpression' && (node.properties as readonly Node[]).every((one) => one.type === 'Property' && !one.computed && keyName(one.key) !== '__proto__');
}

/** A constant word: written out, or a variable that holds one and nothing else. */
export function wordOf(node: Node, scope: Scope): string | undefined {
  const inner = unwrap(node);
  if (inner.type === 'Literal') return typeof inner.value === 'string' ? inner.value : undefined;
  if (inner.type === 'TemplateLiteral' && inner.expressions.length === 0) return inner.quasis[0]?.value.cooked ?? undefined;
  const binding = inner.type === 'Identifier' ? resolve(scope, inner.name) : undefined;
  const [only] = binding?.sources ?? [];
  return binding?.total === 1 && !binding.open && only?.kind === 'expression' && only.keys.length === 0 && only.node.type === 'Literal' && typeof only.node.value === 'string' ? only.node.value : undefined;
}

function constantKey(node: Node): string | undefined {
  return node.type === 'Literal' ? keyName(node) : node.type === 'Identifier' || node.type === 'BinaryExpression' || node.type === 'UpdateExpression' ? undefined : '\0';
}

function areWords(node: ESTree.ArrayExpression): boolean {
  return (node.elements as readonly (Node | null)[]).every((one) => one?.type === 'Literal' && typeof one.value === 'string');
}
function wordsOf(node: ESTree.ArrayExpression): readonly string[] {
  return (node.elements as readonly (Node | null)[]).flatMap((one) => (one?.type === 'Literal' && typeof one.value === 'string' ? [one.value] : []));
}

/** True where nothing that is done with a variable's list or object may change it. `inside`: whether a place runs only where something was typed already. */
export function isKept(binding: Binding, collected: Collected, mayHand: (call: Node, position: number, scope: Scope) => boolean | Binding, inside: (node: Node) => boolean, methods?: 'any', seen = new Set<Binding>()): boolean {
  if (seen.has(binding)) return true;
  seen.add(binding);
  return (collected.uses.get(binding) ?? []).every((place) => {
    const fate = fateOf(place, methods);
    if (fate === 'read' || inside(place.node)) return true;
    if (fate === 'changed') return false;
    if ('taken' in fate) {
      return patternParts(fate.taken).every(({ target, keys }) => {
        if (keys.length > 0 && !listKeys.has(keys.at(-1) ?? '')) return true;
        const taker = target.type === 'Identifier' ? resolve(place.scope, target.name) : undefined;
        return taker !== undefined && isKept(taker, collected, mayHand, inside, methods, seen);
      });
    }
    const handed = mayHand(fate.handed, fate.position, place.scope);
    return typeof handed === 'boolean' ? handed : isKept(handed, collected, mayHand, inside, methods, seen);
  });
}
