/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName } from '../../javascript/patterns.js';
import type { ESTree, Node } from '../../javascript/tree.js';
import { unwrap } from '../../javascript/tree.js';
import type { Look } from './shape-look.js';
import { argumentsOf } from './shape-look.js';
import type { Subject } from './shape-subjects.js';
import { isLocaleWord } from './shape-subjects.js';

/** What something is compared with. */
export type Compared = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'number'; readonly number: number } | { readonly kind: 'moment'; readonly text: string };

/** A number from here on is a moment in milliseconds (2004 and later) or in seconds (2017 and later). */
const milliseconds = 2 ** 40;
const seconds = [1_500_000_000, 4_200_000_000] as const;
const fewCores = 4;

/** The constants that a list, a set or a pattern holds. */
export function listed(look: Look, node: Node): readonly Compared[] {
  const inner = unwrap(node);
  const one = comparedOf(look, inner);
  if (one) return [one];
  const list = look.values(inner).find((value) => value.kind === 'list' || value.kind === 'texts');
  const argument = inner.type === 'NewExpression' ? argumentsOf(inner)[0] : undefined;
  if (argument) return listed(look, argument);
  if (list?.kind === 'texts') return list.texts.slice(0, 8).map((text) => ({ kind: 'text', text }));
  return list?.kind === 'list' ? list.node.elements.slice(0, 8).flatMap((element) => (element ? comparedOf(look, element as Node) ?? [] : [])) : [];
}

/** A constant that something may be compared with: a text, a number, a pattern, a moment. */
export function comparedOf(look: Look, node: Node): Compared | undefined {
  const inner = unwrap(node);
  switch (inner.type) {
    case 'Literal': {
      const { regex } = inner as { regex?: { pattern?: string } };
      if (regex?.pattern !== undefined) return { kind: 'text', text: regex.pattern };
      return typeof inner.value === 'string' ? { kind: 'text', text: inner.value } : typeof inner.value === 'number' ? { kind: 'number', number: inner.value } : undefined;
    }
    case 'TemplateLiteral': case 'BinaryExpression': case 'UnaryExpression': case 'Identifier': case 'MemberExpression': case 'CallExpression': case 'NewExpression': {
      const moment = momentOf(look, inner);
      if (moment !== undefined) return { kind: 'moment', text: moment };
      const [value, ...more] = look.values(inner);
      if (more.length > 0 || value === undefined) return undefined;
      return value.kind === 'text' && !value.open ? { kind: 'text', text: value.text } : value.kind === 'number' ? { kind: 'number', number: value.number } : undefined;
    }
    default: return undefined;
  }
}

/** `new Date('2026-04-01')`, `Date.parse('…')`, `Date.UTC(2026, 3)`, and their `getTime()`: a moment that is written out. */
function momentOf(look: Look, node: Node, depth = 0): string | undefined {
  const inner = unwrap(node);
  if (depth > 4) return undefined;
  if (inner.type === 'UnaryExpression' && inner.operator === '+') return momentOf(look, inner.argument, depth + 1);
  if (inner.type === 'Identifier') {
    const source = look.onlySource(inner);
    return source === undefined ? undefined : momentOf(look, source, depth + 1);
  }
  if (inner.type === 'CallExpression') {
    const callee = unwrap(inner.callee);
    if (callee.type !== 'MemberExpression') return undefined;
    const key = keyName(callee.property);
    if (key === 'getTime' || key === 'valueOf') return momentOf(look, callee.object, depth + 1);
    if ((key !== 'parse' && key !== 'UTC') || !look.paths(callee.object).includes('Date')) return undefined;
    return written(look, inner);
  }
  return inner.type === 'NewExpression' && inner.arguments.length > 0 && look.paths(inner.callee).includes('Date') ? written(look, inner) : undefined;
}

function written(look: Look, node: ESTree.CallExpression | ESTree.NewExpression): string | undefined {
  const words = argumentsOf(node).slice(0, 3).map((one) => { const [value] = look.values(one); return value?.kind === 'text' && !value.open ? value.text : value?.kind === 'number' ? String(value.number) : undefined; });
  const [first] = words;
  if (first === undefined || words.includes(undefined) || first === '0') return undefined;
  return words.join('-');
}

/** The constant as it is told, where it is one that the subject may be gated by. */
export function wordFor({ takes, name }: Subject, other: Compared): string | undefined {
  switch (takes) {
    case 'moment':
      if (other.kind === 'moment') return other.text;
      return other.kind === 'number' && (other.number > milliseconds || (other.number > seconds[0] && other.number < seconds[1])) ? String(other.number) : undefined;
    case 'number':
      if (other.kind !== 'number') return undefined;
      if ((name === 'cpus' || name === 'availableParallelism' || name === 'hardwareConcurrency') && (other.number > fewCores || other.number <= 1)) return undefined;
      return String(other.number);
    case 'locale': return other.kind === 'text' && isLocaleWord(other.text) ? other.text : undefined;
    case 'text': return other.kind === 'text' && other.text !== '' ? other.text : undefined;
  }
}
