import { parse } from '@babel/parser';
import { noise } from './replicas/replica.js';

interface Options {
  readonly seed: number;
  /** How strings stand in the table. `base64` is the variant with the swapped alphabet and the decoder inside. */
  readonly strings: 'plain' | 'base64';
  readonly declare?: 'var' | 'const';
}
interface Tree { readonly type: string; readonly start: number; readonly end: number; readonly [key: string]: unknown }

const swapped = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/';
const usual = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const quoted = (text: string): string => `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

function encoded(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64').replace(/=+$/, '').replace(/./g, (letter) => swapped[usual.indexOf(letter)]!);
}

function* nodes(tree: unknown): Generator<Tree> {
  if (Array.isArray(tree)) { for (const one of tree) yield* nodes(one); return; }
  if (typeof tree !== 'object' || tree === null || typeof (tree as Tree).type !== 'string') return;
  yield tree as Tree;
  for (const key of Object.keys(tree)) if (key !== 'loc' && key !== 'extra' && key !== 'errors') yield* nodes((tree as Tree)[key]);
}

/** Names that the text itself declares. One name must not be declared twice with two meanings: each is renamed everywhere. */
function declared(all: readonly Tree[]): Set<string> {
  const names = new Set<string>();
  const bind = (node: Tree | null | undefined): void => {
    if (node?.type === 'Identifier') names.add(node['name'] as string);
    else if (node?.type === 'AssignmentPattern') bind(node['left'] as Tree);
    else if (node?.type === 'RestElement') bind(node['argument'] as Tree);
    else if (node?.type === 'ArrayPattern') (node['elements'] as Tree[]).forEach(bind);
  };
  for (const node of all) {
    if (node.type === 'VariableDeclarator') bind(node['id'] as Tree);
    if (/Function/.test(node.type)) { bind(node['id'] as Tree); (node['params'] as Tree[]).forEach(bind); }
    if (node.type === 'CatchClause') bind(node['param'] as Tree);
  }
  return names;
}

/**
 * Writes a script in the form that the common string-array obfuscator gives it: one line, hexadecimal names and numbers, every string and
 * member name behind a decoder, whose table is rotated at the start until a sum over numbers in it comes out. The text in single quotes,
 * with semicolons, without comments, templates, regular expressions that hold quotes, and object patterns.
 */
export function obfuscatedForm(source: string, { seed, strings, declare = 'var' }: Options): string {
  let count = 0;
  const name = (): string => `_0x${noise(6, seed * 7919 + (count += 1) * 104_729, '0123456789abcdef')}`;
  const [table, decoder, base] = [name().slice(0, 7), name().slice(0, 7), 0x100 + (seed % 0x90)];
  const all = [...nodes(parse(source, { sourceType: 'unambiguous', allowReturnOutsideFunction: true }).program)];
  const renamed = new Map([...declared(all)].map((one) => [one, name()]));
  const sums = Array.from({ length: 7 }, (_, at) => `${Number(noise(6, seed + at * 31, '123456789')) * (at + 1)}${noise(6, seed + at * 17, usual.slice(0, 52))}`);
  const list: string[] = [];
  const index = (text: string): string => {
    if (!list.includes(text)) list.push(text);
    return `@${list.indexOf(text)}@`;
  };
  const edits = new Map<number, readonly [end: number, text: string]>();
  for (const node of all) {
    const property = node['property'] as Tree | undefined;
    const key = node['key'] as Tree | undefined;
    if (/MemberExpression$/.test(node.type) && node['computed'] === false && property) {
      const object = node['object'] as Tree;
      edits.set(object.end, [property.end, `[${index(property['name'] as string)}]`]);
    } else if (node.type === 'ObjectProperty' && node['computed'] === false && key) {
      edits.set(key.start, [key.end, quoted((key['name'] ?? key['value']) as string)]);
      if (node['shorthand'] === true) throw new Error('no shorthand');
    } else if (node.type === 'StringLiteral' && !edits.has(node.start)) edits.set(node.start, [node.end, index(node['value'] as string)]);
    else if (node.type === 'NumericLiteral' && Number.isInteger(node['value'])) edits.set(node.start, [node.end, `0x${(node['value'] as number).toString(16)}`]);
    else if (node.type === 'BooleanLiteral') edits.set(node.start, [node.end, node['value'] === true ? '!![]' : '![]']);
    else if (node.type === 'Identifier' && renamed.has(node['name'] as string) && !edits.has(node.start)) edits.set(node.start, [node.end, renamed.get(node['name'] as string)!]);
  }
  let body = '';
  let at = 0;
  for (const [start, [end, text]] of [...edits].toSorted(([a], [b]) => a - b)) {
    if (start < at) continue;
    body += source.slice(at, start).replace(/\s+/g, ' ') + text;
    at = end;
  }
  body = (body + source.slice(at)).replace(/\s*\n\s*/g, '').replace(/ ?([{}()[\],;:=<>+*?&|!-]) ?/g, '$1');
  const whole = [...sums, ...list].map((text, order) => ({ text, rank: noise(4, seed + order * 101) })).toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0)).map((one) => one.text);
  const call = (text: string): string => `0x${(whole.indexOf(text) + base).toString(16)}`;
  const short = name();
  body = body.replace(/@(\d+)@/g, (_all, which: string) => `${short}(${call(list[Number(which)]!)})`);
  const turn = 1 + (seed % (whole.length - 1));
  const turned = [...whole.slice(-turn), ...whole.slice(0, -turn)].map((text) => quoted(strings === 'base64' ? encoded(text) : text));
  const [array, target, self, rows, sum, failed, held, slot, other, value] = Array.from({ length: 10 }, name);
  const goal = sums.reduce((total, text, order) => total + (order % 2 === 0 ? 1 : -1) * Number.parseInt(text, 10) / (order + 1), 0);
  const terms = sums.map((text, order) => `${order % 2 === 0 ? (order > 0 ? '+' : '') : '+-'}parseInt(${self}(${call(text)}))/0x${order + 1}`).join('');
  const unwrap = strings === 'plain' ? '' : `if(${decoder}['qZkXwT']===undefined){${decoder}['LbPHJs']=function(${failed}){${declare} ${sum}='${swapped}=';let ${rows}='',${self}='';for(let ${array}=0x0,${target},${other},${value}2=0x0;${other}=${failed}['charAt'](${value}2++);~${other}&&(${target}=${array}%0x4?${target}*0x40+${other}:${other},${array}++%0x4)?${rows}+=String['fromCharCode'](0xff&${target}>>(-0x2*${array}&0x6)):0x0){${other}=${sum}['indexOf'](${other});}for(let ${array}2=0x0,${target}2=${rows}['length'];${array}2<${target}2;${array}2++){${self}+='%'+('00'+${rows}['charCodeAt'](${array}2)['toString'](0x10))['slice'](-0x2);}return decodeURIComponent(${self});},${decoder}['qZkXwT']=!![];}${value}=${decoder}['LbPHJs'](${value});`;
  return `${declare} ${short}=${decoder};(function(${array},${target}){${declare} ${self}=${decoder},${rows}=${array}();while(!![]){try{${declare} ${sum}=${terms};if(${sum}===${target})break;else ${rows}['push'](${rows}['shift']());}catch(${failed}){${rows}['push'](${rows}['shift']());}}}(${table},${goal < 0 ? '-' : ''}0x${Math.abs(goal).toString(16)}));`
    + `${body.replace(/;?\s*$/, ';')}`
    + `function ${decoder}(${slot},${other}){${declare} ${held}=${table}();return ${decoder}=function(${slot},${other}3){${slot}=${slot}-0x${base.toString(16)};let ${value}=${held}[${slot}];${unwrap}return ${value};},${decoder}(${slot},${other});}`
    + `function ${table}(){${declare} ${held}=[${turned.join(',')}];${table}=function(){return ${held};};return ${table}();}`;
}
