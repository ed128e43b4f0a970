import type { Chance } from '../chance.js';
import { isValue, topOf, type Edit, type Place, type Source } from '../source.js';
import { freshName } from '../variant.js';
import { fileOperator, type Operator } from './operator.js';

type Text = Place & { readonly node: { readonly type: 'StringLiteral'; readonly value: string } };

/** Texts that stand where any expression may. Long ones are left: what is encoded anew of them says nothing more. */
function textsOf(source: Source, least = 2): Text[] {
  return source.places.filter((place): place is Text => place.node.type === 'StringLiteral' && place.node.value.length >= least && place.node.value.length < 4000
    && isValue(place, source) && source.isAdded(place.node) && place.parent.type !== 'ExpressionStatement');
}
const quoted = (text: string): string => JSON.stringify(text);
const plain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** Every text that can be is written by `write`. `top` is declared once for the file. */
function rewritten(source: Source, chance: Chance, write: (text: string) => string | undefined, top?: string): Edit[] {
  const edits: Edit[] = [];
  for (const { node } of chance.some(textsOf(source))) {
    const text = write(node.value);
    if (text !== undefined) edits.push({ start: node.start, end: node.end, text });
  }
  if (edits.length > 0 && top !== undefined) edits.push({ start: topOf(source), end: topOf(source), text: `\n${top}\n` });
  return edits;
}

function pieces(text: string, chance: Chance): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length;) {
    const size = 1 + chance.int(Math.max(2, Math.ceil(text.length / 3)));
    found.push(text.slice(at, at + size));
    at += size;
  }
  return found;
}

const split = fileOperator('split-strings', false, (source, chance) => {
  const way = chance.int(6);
  return rewritten(source, chance, (text) => {
    const parts = pieces(text, chance).map(quoted);
    const mark = ['~', '^', '#', '|'].find((one) => !text.includes(one));
    switch (way) {
      case 0: return `(${parts.join(' + ')})`;
      case 1: return `[${parts.join(', ')}].join('')`;
      case 2: return `''.concat(${parts.join(', ')})`;
      case 3: return plain(text) ? `${quoted([...text].toReversed().join(''))}.split('').reverse().join('')` : undefined;
      case 4: return mark === undefined ? undefined : `${quoted(pieces(text, chance).join(mark))}.split('${mark}').join('')`;
      default: return mark === undefined ? undefined : `${quoted(`${text.slice(0, text.length >> 1)}${mark}${text.slice(text.length >> 1)}`)}.replace('${mark}', '')`;
    }
  });
});

/** As formatters break prose, not names. */
const lines = fileOperator('strings-on-lines', true, (source, chance) => rewritten(source, chance, (text) => text.length > 20 && text.includes(' ') ? `(${quoted(text.slice(0, text.length >> 1))}\n    + ${quoted(text.slice(text.length >> 1))})` : undefined));

const encode = fileOperator('encode-strings', false, (source, chance) => {
  const name = freshName(source.text, chance);
  const key = 1 + chance.int(90);
  const codes = (text: string): string => [...text].map((one) => one.charCodeAt(0)).join(', ');
  const ways: readonly (readonly [write: (text: string) => string | undefined, top?: string])[] = [
    [(text) => `Buffer.from('${Buffer.from(text).toString('base64')}', 'base64').toString()`],
    [(text) => `Buffer.from('${Buffer.from(text).toString('hex')}', 'hex').toString('utf8')`],
    [(text) => plain(text) ? `String.fromCharCode(${codes(text)})` : undefined],
    [(text) => plain(text) ? `[${codes(text)}].map((code) => String.fromCharCode(code)).join('')` : undefined],
    [(text) => plain(text) ? `'${[...text].map((one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')}'` : undefined],
    [(text) => plain(text) ? `'${[...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}'` : undefined],
    [(text) => plain(text) ? `atob('${Buffer.from(text).toString('base64')}')` : undefined],
    [(text) => plain(text) ? `decodeURIComponent('${[...text].map((one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')}')` : undefined],
    [(text) => `JSON.parse(${quoted(JSON.stringify(text))})`],
    [(text) => `${name}('${Buffer.from(text).toString('base64')}')`, `function ${name}(text) { return Buffer.from(text, 'base64').toString('utf8'); }`],
    [(text) => plain(text) ? `${name}([${[...text].map((one) => one.charCodeAt(0) + key).join(', ')}])` : undefined, `function ${name}(list) { let out = ''; for (const one of list) out += String.fromCharCode(one - ${key}); return out; }`],
    [(text) => plain(text) ? `${name}('${Buffer.from([...text].map((one) => one.charCodeAt(0) ^ key)).toString('hex')}')` : undefined, `function ${name}(text) { return Buffer.from(text, 'hex').map((one) => one ^ ${key}).toString('latin1'); }`],
  ];
  const [write, top] = chance.pick(ways);
  return rewritten(source, chance, write, top);
});

const table = fileOperator('string-table', false, (source, chance) => {
  const name = freshName(source.text, chance);
  const texts = chance.shuffled([...new Set(textsOf(source).map(({ node }) => node.value))]);
  if (texts.length < 2) return undefined;
  const shift = chance.int(40);
  const way = chance.int(3);
  const read = way === 0 ? `${name}Table` : name;
  return rewritten(source, chance, (text) => way === 0 ? `${read}[${texts.indexOf(text)}]` : `${read}(${texts.indexOf(text) + shift})`,
    `const ${name}Table = [${texts.map(quoted).join(', ')}];${way === 0 ? '' : way === 1 ? `\nfunction ${name}(at) { return ${name}Table[at - ${shift}]; }` : `\nconst ${name} = (at) => ${name}Table[at - ${shift}];`}`);
});

const constants = fileOperator('strings-as-constants', true, (source, chance) => {
  const taken = new Set<string>();
  const chosen = chance.some(textsOf(source)).slice(0, 20);
  const declared: string[] = [];
  const edits: Edit[] = [];
  for (const { node } of chosen) {
    const name = freshName(source.text, chance, taken);
    declared.push(`const ${name} = ${quoted(node.value)};`);
    edits.push({ start: node.start, end: node.end, text: name });
  }
  if (edits.length > 0) edits.push({ start: topOf(source), end: topOf(source), text: `\n${declared.join('\n')}\n` });
  return edits;
});

const templates = fileOperator('templates', true, (source, chance) => {
  const inner = (text: string): string => text.replace(/[\\`]|\$\{/g, '\\$&').replace(/\r/g, '\\r');
  const edits: Edit[] = rewritten(source, chance, (text) => `\`${inner(text)}\``);
  for (const place of source.places) {
    const { node } = place;
    if (node.type !== 'BinaryExpression' || node.operator !== '+' || !isValue(place, source) || !source.isAdded(node)) continue;
    if (node.left.type === 'StringLiteral') edits.unshift({ start: node.start, end: node.end, text: `\`${inner(node.left.value)}\${${source.of(node.right as Place['node'])}}\`` });
  }
  return edits;
});

export const stringOperators: readonly Operator[] = [split, lines, encode, table, constants, templates];
