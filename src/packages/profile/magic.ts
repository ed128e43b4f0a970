import { isUtf8 } from 'node:buffer';
import { sha256 } from '../../core/hash.js';
import type { Signal, SignalWords } from './signal.types.js';
import { entropyOf } from './spans.js';

type Format = 'pe' | 'dll' | 'elf' | 'mach-o' | 'dylib' | 'bytecode' | 'installer' | 'wasm' | 'zip' | 'archive' | 'packed' | 'image' | 'font' | 'media' | 'document';

const setOf = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Kinds of files that are text, and that programs or people read as such. */
const texts = setOf('js mjs cjs jsx ts mts cts tsx json json5 jsonc map css scss sass less html htm md markdown txt xml yml yaml toml ini cfg conf lock csv sh bash zsh bat cmd ps1 psm1 py rb pl php lua vue svelte svg flow log gyp gypi env graphql sql license');
const images = setOf('png jpg jpeg gif webp bmp ico icns avif cur tif tiff');
const fonts = setOf('woff woff2 ttf otf eot ttc');
const media = setOf('mp3 mp4 ogg oga ogv wav webm flac m4a mov avi');
const data = setOf('db sqlite sqlite3 dat data tmp bak cache pdf gz tgz br bz2 xz zst zip');
const natives = setOf('exe dll node so dylib sys pyd ocx');
const libraries = setOf('node so dylib dll pyd ocx a lib bundle');
const scanned = 8_192;
/** Bits a byte. Eight thousand random bytes have 7.98; packed ones 7.9 and more; UTF-8 in any script less than 6.5. */
const sealedEntropy = 7.9;

/**
 * What a file is by its bytes, where that is a program, a library, WebAssembly or an archive, is not what its name says, or is sealed: bytes without any
 * order in a file that is to be text or a program. Images, fonts, media, and packed test data under their own names are nothing.
 * The key is the path for what is what it says it is, since such files change with every release; else the sha256 of the bytes. Offsets are bytes.
 */
export function binaryOf(path: string, bytes: Uint8Array): Signal | undefined {
  const extension = extensionOf(path);
  const format = formatOf(bytes, extension);
  const signal = (what: SignalWords['binary'], start = 0, end = bytes.length): Signal => ({ kind: 'binary', what, key: what === 'mismatch' || what === 'sealed' ? sha256(bytes.subarray(start, end)) : path, start, end });
  if (format !== undefined) {
    if (isMisnamed(format, extension)) return signal('mismatch');
    const what = whatOf(format, extension);
    return what === undefined ? undefined : signal(what);
  }
  if (bytes.length === 0) return undefined;
  if (texts.has(extension)) {
    if (isPlainText(bytes)) return undefined;
    const sealed = sealedPart(bytes);
    if (sealed) return signal('sealed', sealed.start, sealed.end);
    return isBinary(bytes, extension) ? signal('mismatch') : undefined;
  }
  if (natives.has(extension)) {
    const sealed = sealedPart(bytes);
    return sealed ? signal('sealed', sealed.start, sealed.end) : undefined;
  }
  return (images.has(extension) || fonts.has(extension)) && !isPlainText(bytes) && !isOddImage(bytes, extension) && bytes.length > 64 ? signal('mismatch') : undefined;
}

/** The last extension in lower case; of `libx.so.1` it is `so`. */
function extensionOf(path: string): string {
  const name = /[^/]*$/.exec(path)![0].toLowerCase();
  if (/\.so(?:\.\d{1,6}){1,4}$/.test(name)) return 'so';
  return /\.([^.]{1,20})$/.exec(name)?.[1] ?? '';
}

function isMisnamed(format: Format, extension: string): boolean {
  switch (format) {
    case 'pe': case 'dll': case 'elf': case 'mach-o': case 'dylib': case 'bytecode': case 'installer': case 'wasm': return texts.has(extension) || images.has(extension) || fonts.has(extension) || media.has(extension) || data.has(extension);
    case 'zip': case 'archive': case 'packed': return texts.has(extension) || images.has(extension) || fonts.has(extension);
    // Images under each other's names are common, and so are fonts; one that is to be a program is not.
    case 'image': case 'font': case 'media': case 'document': return texts.has(extension) && extension !== 'svg';
  }
}

function whatOf(format: Format, extension: string): SignalWords['binary'] | undefined {
  switch (format) {
    case 'pe': case 'elf': case 'mach-o': return libraries.has(extension) ? 'library' : 'executable';
    case 'dll': case 'dylib': return 'library';
    case 'bytecode': case 'installer': return 'executable';
    case 'wasm': return 'wasm';
    case 'zip': case 'archive': return 'archive';
    case 'packed': case 'image': case 'font': case 'media': case 'document': return undefined;
  }
}

const starts: readonly (readonly [string, Format])[] = [
  ['7f454c46', 'elf'], ['feedface', 'mach-o'], ['feedfacf', 'mach-o'], ['cefaedfe', 'mach-o'], ['cffaedfe', 'mach-o'], ['0061736d', 'wasm'], ['504b0304', 'zip'], ['504b0506', 'zip'], ['377abcaf271c', 'archive'],
  ['526172211a07', 'archive'], ['4d534346', 'archive'], ['213c617263683e0a', 'archive'], ['78617221', 'archive'], ['edabeedb', 'installer'], ['d0cf11e0a1b11ae1', 'installer'], ['1b4c7561', 'bytecode'], ['4342c0de', 'bytecode'],
  ['1f8b', 'packed'], ['fd377a585a00', 'packed'], ['425a68', 'packed'], ['28b52ffd', 'packed'], ['89504e470d0a1a0a', 'image'], ['ffd8ff', 'image'], ['474946383761', 'image'], ['474946383961', 'image'], ['00000100', 'image'],
  ['49492a00', 'image'], ['4d4d002a', 'image'], ['69636e73', 'image'], ['774f4646', 'font'], ['774f4632', 'font'], ['4f54544f', 'font'], ['0001000000', 'font'], ['74746366', 'font'], ['7472756500', 'font'], ['494433', 'media'], ['4f676753', 'media'],
  ['664c6143', 'media'], ['1a45dfa3', 'media'], ['255044462d', 'document'], ['53514c69746520666f726d6174203300', 'document'],
];

/** The format of a file by the bytes that its own loader asks for. */
function formatOf(bytes: Uint8Array, extension: string): Format | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64));
  const hex = head.toString('hex');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (hex.startsWith('4d5a')) return portableExecutable(view);
  // Fat Mach-O and Java classes begin alike; the next number is how many architectures there are, or a version of 45 and more.
  if (hex.startsWith('cafebabe') && bytes.length > 8) return view.getUint32(4) < 40 ? 'mach-o' : 'bytecode';
  if ((hex.startsWith('cffaedfe') || hex.startsWith('cefaedfe')) && bytes.length > 16) return [6, 8].includes(view.getUint32(12, true)) ? 'dylib' : 'mach-o';
  for (const [magic, format] of starts) if (hex.startsWith(magic) && !(magic.length <= 6 && isPlainText(bytes))) return format;
  if (hex.startsWith('52494646') && /^(?:WEBP|WAVE|AVI )/.test(head.toString('latin1', 8))) return head.toString('latin1', 8, 12) === 'WEBP' ? 'image' : 'media';
  if (head.toString('latin1', 4, 8) === 'ftyp') return 'media';
  // Python's bytecode: a version, CR LF. V8's code cache: a version under 0xc0de.
  if (bytes.length > 16 && bytes[2] === 0x0d && bytes[3] === 0x0a && bytes[1]! <= 0x10 && (extension === 'pyc' || bytes[1]! >= 0x0c) && !isPlainText(bytes)) return 'bytecode';
  if (bytes.length > 16 && bytes[2] === 0xde && bytes[3] === 0xc0 && (extension === 'jsc' || texts.has(extension) || extension === '')) return 'bytecode';
  if (bytes.length > 262 && Buffer.from(bytes.buffer, bytes.byteOffset + 257, 5).toString('latin1') === 'ustar') return 'packed';
  if (bytes.length > 512 && Buffer.from(bytes.buffer, bytes.byteOffset + bytes.length - 512, 4).toString('latin1') === 'koly') return 'archive';
  return undefined;
}

/** `MZ`, and at the offset that stands at 0x3c `PE` (Microsoft PE format, §3.1): many texts begin with these two letters. */
function portableExecutable(view: DataView): Format | undefined {
  if (view.byteLength < 64) return undefined;
  const at = view.getUint32(0x3c, true);
  if (at + 24 > view.byteLength || view.getUint32(at, true) !== 0x4550) return undefined;
  return (view.getUint16(at + 22, true) & 0x2000) === 0 ? 'pe' : 'dll';
}

/** UTF-8 without a zero byte, or UTF-16 with its mark: both are told without looking at each byte by itself. */
function isPlainText(bytes: Uint8Array): boolean {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return isWide(bytes);
  return bytes.indexOf(0) < 0 && isUtf8(bytes);
}

/** UTF-16 of a Western text has a zero in every second byte; what only begins with a mark has not. */
function isWide(bytes: Uint8Array): boolean {
  const part = bytes.subarray(0, scanned);
  let zeros = 0;
  for (const byte of part) if (byte === 0) zeros += 1;
  return zeros * 4 >= part.length || entropyOf(countsOf(part), part.length) < 7;
}

/** Controls that no text holds: more than one byte in a hundred, or in ten of a file in UTF-8, since bundlers write bytes into strings; for `.ts` not the packets of a film. */
function isBinary(bytes: Uint8Array, extension: string): boolean {
  if (extension === 'ts' && bytes[0] === 0x47 && bytes[188] === 0x47) return false;
  const part = bytes.subarray(0, 16 * scanned);
  let odd = 0;
  for (const byte of part) if (byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32) || byte === 127) odd += 1;
  return odd * (isUtf8(bytes) ? 10 : 100) > part.length;
}

/** The first stretch of bytes without order, eight thousand at least; from its first window to its last. */
function sealedPart(bytes: Uint8Array): { readonly start: number; readonly end: number } | undefined {
  let start = -1;
  let end = -1;
  for (let at = 0; at + scanned <= bytes.length; at += scanned) {
    if (entropyOf(countsOf(bytes.subarray(at, at + scanned)), scanned) < sealedEntropy) {
      if (start >= 0) break;
      continue;
    }
    if (start < 0) start = at;
    end = at + 2 * scanned > bytes.length ? bytes.length : at + scanned;
  }
  return start < 0 ? undefined : { start, end };
}

function countsOf(bytes: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (let at = 0; at < bytes.length; at += 1) counts[bytes[at]!]! += 1;
  return counts;
}

/** Kinds without a magic of their own (`.eot`, cursors, `.bmp`, camera formats). */
function isOddImage(bytes: Uint8Array, extension: string): boolean {
  if (extension === 'eot') return bytes[34] === 0x4c && bytes[35] === 0x50;
  return extension === 'cur' || (bytes[0] === 0x42 && bytes[1] === 0x4d) || extension === 'avif' || extension === 'icns';
}
