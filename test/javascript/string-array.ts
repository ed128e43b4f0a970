/** Programs that keep their strings in an array, as obfuscators write them: an accessor, a rotation that looks for its own sum, wrappers, aliases. */
export type Encoding = 'none' | 'base64' | 'rc4';

const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=';
const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=';

/** RC4 (any textbook) over the UTF-16 units of a text, which stand for bytes. */
function rc4(text: string, key: string): string {
  const state = Array.from({ length: 256 }, (_, at) => at);
  let other = 0;
  const swap = (a: number, b: number): void => { [state[a], state[b]] = [state[b]!, state[a]!]; };
  for (let at = 0; at < 256; at += 1) {
    other = (other + state[at]! + key.charCodeAt(at % key.length)) % 256;
    swap(at, other);
  }
  let out = '';
  let one = other = 0;
  for (let at = 0; at < text.length; at += 1) {
    one = (one + 1) % 256;
    other = (other + state[one]!) % 256;
    swap(one, other);
    out += String.fromCharCode(text.charCodeAt(at) ^ state[(state[one]! + state[other]!) % 256]!);
  }
  return out;
}

/** Base64 of the UTF-8 of a text, with small and capital letters the other way round. */
function base64(text: string): string {
  return Array.from(Buffer.from(text, 'utf8').toString('base64').replace(/=+$/, ''), (char) => alphabet[standard.indexOf(char)]!).join('');
}

export interface Shape {
  readonly encoding: Encoding;
  readonly offset: number;
  readonly turns: number;
  readonly key: string;
  /** The names of the array's function, the accessor, the wrapper and the alias. */
  readonly names: readonly [string, string, string, string];
  readonly wrapped: 'no' | 'function' | 'variable';
  readonly order: 'first' | 'last';
}

/** A program that hands each of `texts` to `fetch`, in their order. */
export function stringArray(texts: readonly string[], shape: Shape): string {
  const { encoding, offset, turns, key, names: [list, get, wrapper, alias], wrapped, order } = shape;
  const numbers = [`${turns + 3}one`, `${turns + 40}two`];
  const all = [...texts, ...numbers];
  const encoded = all.map((text) => (encoding === 'none' ? text : encoding === 'base64' ? base64(text) : base64(rc4(text, key))));
  const turn = turns % all.length;
  const stored = [...encoded.slice(all.length - turn), ...encoded.slice(0, all.length - turn)];
  const call = (at: number): string => `${get}(0x${(at + offset).toString(16)}${encoding === 'rc4' ? `, ${JSON.stringify(key)}` : ''})`;
  const sum = numbers.map((_, at) => `parseInt(${call(texts.length + at)}) / 0x${(at + 1).toString(16)}`).join(' + ');
  const wanted = (turns + 3) / 1 + (turns + 40) / 2;
  const array = `function ${list}() { const strings = ${JSON.stringify(stored)}; ${list} = function () { return strings; }; return ${list}(); }`;
  const search = `(function (make, wanted) { const strings = make(); while (!![]) { try { const sum = ${sum}; if (sum === wanted) break; else strings['push'](strings['shift']()); } catch (error) { strings['push'](strings['shift']()); } } }(${list}, ${wanted}));`;
  const through = (at: number): string => (wrapped === 'function' ? `${wrapper}(${JSON.stringify(key)}, -0x${(1000 - at - offset).toString(16)})` : wrapped === 'variable' ? `${alias}(${at + offset}${encoding === 'rc4' ? `, ${JSON.stringify(key)}` : ''})` : call(at));
  const uses = texts.map((_, at) => `fetch(${through(at)});`).join('\n');
  const around = wrapped === 'function' ? `function ${wrapper}(key, at) { return ${get}(at - -0x3e8, key); }` : wrapped === 'variable' ? `const ${alias} = ${get};` : '';
  const parts = [array, search, around, uses, accessor(shape)];
  return (order === 'first' ? parts : [accessor(shape), search, around, uses, array]).join('\n');
}

function accessor({ encoding, offset, names: [list, get] }: Shape): string {
  if (encoding === 'none') return `function ${get}(at, key) { at = at - 0x${offset.toString(16)}; const strings = ${list}(); let text = strings[at]; return text; }`;
  const decode = `var plain = function (text) {
      const letters = '${alphabet}'; let bytes = '', out = '';
      for (let n = 0, held, char, at = 0; char = text['charAt'](at++); ~char && (held = n % 4 ? held * 64 + char : char, n++ % 4) ? bytes += String['fromCharCode'](255 & held >> (-2 * n & 6)) : 0) { char = letters['indexOf'](char); }
      for (let at = 0, size = bytes['length']; at < size; at++) { out += '%' + ('00' + bytes['charCodeAt'](at)['toString'](16))['slice'](-2); }
      return decodeURIComponent(out); };`;
  const cipher = `const keyed = function (text, key) { let s = [], j = 0, held, out = ''; text = plain(text); let i; for (i = 0; i < 256; i++) { s[i] = i; } for (i = 0; i < 256; i++) { j = (j + s[i] + key['charCodeAt'](i % key['length'])) % 256, held = s[i], s[i] = s[j], s[j] = held; } i = 0, j = 0;
      for (let at = 0; at < text['length']; at++) { i = (i + 1) % 256, j = (j + s[i]) % 256, held = s[i], s[i] = s[j], s[j] = held, out += String['fromCharCode'](text['charCodeAt'](at) ^ s[(s[i] + s[j]) % 256]); } return out; };`;
  const kept = encoding === 'rc4' ? 'keyed' : 'plain';
  return `function ${get}(at, key) { const strings = ${list}();
    ${get} = function (at, key) { at = at - 0x${offset.toString(16)}; let text = strings[at];
      if (${get}['ready'] === undefined) { ${decode} ${encoding === 'rc4' ? cipher : ''} ${get}['of'] = ${kept}; ${get}['known'] = {}; ${get}['ready'] = !![]; }
      const name = at + strings[0x0], before = ${get}['known'][name];
      if (!before) { text = ${get}['of'](text, key); ${get}['known'][name] = text; } else { text = before; }
      return text; };
    return ${get}(at, key); }`;
}
