import { noise } from './replicas/replica.js';

/** A stream of 32-bit numbers (xorshift32), the same everywhere. */
function numbers(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Bytes of entropy near 8, for blobs of megabytes. */
export function packedBytes(length: number, seed: number): Uint8Array {
  const next = numbers(seed);
  const words = Uint32Array.from({ length: Math.ceil(length / 4) }, next);
  return new Uint8Array(words.buffer).slice(0, length);
}

/** Text of megabytes over the letters of base64, which compresses badly: slices of one long noise at places that the seed gives. */
export function packedText(length: number, seed: number): string {
  const store = noise(60_000, seed);
  const next = numbers(seed + 1);
  const parts: string[] = [];
  for (let have = 0; have < length; have += 97) {
    const at = next() % (store.length - 97);
    parts.push(store.slice(at, at + 97));
  }
  return parts.join('').slice(0, length);
}

function grown(length: number, piece: (order: number) => string): string {
  const parts: string[] = [];
  for (let have = 0, order = 0; have < length; order += 1) {
    const one = piece(order);
    parts.push(one);
    have += one.length;
  }
  return parts.join('');
}

/** About so many characters of minified modules without effect, as a bundler lists them by number: `1234:(e,t,r)=>{…},` */
export function bundledModules(length: number, seed: number): string {
  const next = numbers(seed);
  const words = Array.from({ length: 700 }, (_, at) => noise(4 + (at % 9), seed + at * 37, 'abcdefghijklmnopqrstuvwxyz'));
  const word = (): string => words[next() % words.length]!;
  const name = (): string => word().replace(/^./, (letter) => letter.toUpperCase());
  const pieces: readonly (() => string)[] = [
    () => `class ${name()}Error extends Error{constructor(e){super(e.message);this.name="${name()}";this.$fault="${word()}";this.$metadata=e.$metadata}}`,
    () => `t.${name()}=function(e,t){if(e==null)return t;const r=Object.assign({},e);for(const n of Object.keys(t||{}))if(r[n]===undefined)r[n]=t[n];return r};`,
    () => `const ${word()}$=(e)=>{switch(e){case"${word()}":return ${next() % 900};case"${word()}-${word()}":return ${next() % 900};default:return e.length%${1 + (next() % 30)}}};`,
    () => `t.${word()}Schema=[3,"${word()}.${name()}",0,["${name()}","${name()}","${word()}"],[0,0,[()=>t.${name()},{xmlName:"${word()}"}]]];`,
    () => `function ${name()}${next() % 99}(e,t=${next() % 60}){let r="";for(let n=0;n<e.length;n+=t)r+=e.slice(n,n+t)+"${word()}";return r}`,
    () => `t.${name()}Command=class extends t.Command{serialize(e,t){return this.build("${name()}",e,t)}deserialize(e,t){return e.body&&e.statusCode<300?{...e.body}:t}};`,
  ];
  return grown(length, (order) => `${1000 + order * 7}:(e,t,r)=>{"use strict";Object.defineProperty(t,"__esModule",{value:!0});${Array.from({ length: 6 }, () => pieces[next() % pieces.length]!()).join('')}},`);
}

/** About so many characters of functions without effect in the form that string-array obfuscators give dead code. */
export function obfuscatedFiller(length: number, seed: number): string {
  const next = numbers(seed);
  const name = (): string => `_0x${(next() & 0xffffff).toString(16).padStart(6, '0')}`;
  const letters = noise(20_000, seed);
  const text = (size: number): string => { const at = next() % (letters.length - size); return letters.slice(at, at + size); };
  return grown(length, (order) => {
    const [a, b, c, d] = [name(), name(), name(), name()];
    return `function _0x${order.toString(16)}f${(next() & 0xffff).toString(16)}(${a},${b}){const ${c}=['${Array.from({ length: 12 }, () => text(6 + (next() % 40))).join("','")}'],${d}={'${text(5)}':0x${(next() & 0xfff).toString(16)},'${text(5)}':function(${a},${b}){return ${a}!==${b};}};return ${a}=${a}-0x${(next() & 0xfff).toString(16)},${c}[${a}]||${d}['${text(5)}'];}`;
  });
}

/** A text without its line ends and indents, as a minifier writes it. Every statement must end in a semicolon or a brace. */
export function oneLine(source: string): string {
  return source.trim().replace(/\n\s*/g, '');
}
