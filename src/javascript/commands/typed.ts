/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName } from '../patterns.js';
import type { Binding, Scope, Source } from '../places.js';
import { resolve } from '../places.js';
import type { Scopes } from '../scopes.js';
import type { ESTree, Node } from '../tree.js';
import { isFunction, unwrap } from '../tree.js';
import { importedAs, isProcess, isProcessModule, wordOf, type Imported } from './imported.js';
import { isPlainObject, mayAdd, onlyTyped, propertyOf } from './options.js';
import type { Collected, Place } from './references.js';
import { isNeverTyped, isTypedWord, linePackages, plainYargs } from './parsers.js';

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
/** Methods of a yargs chain that may give flags a value which nobody typed, and leave words as they were typed. */
const telling: ReadonlySet<string> = new Set(['option', 'options', 'demandOption', 'describe', 'group', 'hide', 'implies', 'conflicts', 'choices', 'nargs', 'requiresArg', 'completion', 'updateStrings', 'detectLocale', 'global', 'default']);

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

  /** Whether a variable holds something of the command line that can be changed where it is: a list, or what a parser makes. */
  isList(binding: Binding): boolean {
    const found = this.ofBinding(binding, 0);
    return found !== undefined && found.kind !== 'word' && found.kind !== 'flag' && found.kind !== 'place';
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

function constantKey(node: Node): string | undefined {
  return node.type === 'Literal' ? keyName(node) : node.type === 'Identifier' || node.type === 'BinaryExpression' || node.type === 'UpdateExpression' ? undefined : '\0';
}

function areWords(node: ESTree.ArrayExpression): boolean {
  return (node.elements as readonly (Node | null)[]).every((one) => one?.type === 'Literal' && typeof one.value === 'string');
}
function wordsOf(node: ESTree.ArrayExpression): readonly string[] {
  return (node.elements as readonly (Node | null)[]).flatMap((one) => (one?.type === 'Literal' && typeof one.value === 'string' ? [one.value] : []));
}

