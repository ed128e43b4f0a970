/** Constant folding of strings: what the built-in functions give for constant arguments. Sizes stay within `most`. */
const most = 65_536;

/** `this` directory and file of the analysed source, as they stand in folded paths: no file name holds a NUL. */
export const hereDirectory = '\0dir';
export const hereFile = '\0file';

type Argument = string | number | undefined;

function whole(argument: Argument, fallback: number): number | undefined {
  if (argument === undefined) return fallback;
  return typeof argument === 'number' && Number.isInteger(argument) ? argument : undefined;
}

/** Decodes a string as `Buffer.from(text, encoding)` read back as UTF-8 does; undefined for an encoding that is not one. */
export function decodeText(text: string, encoding: Argument): string | undefined {
  const name = encoding === undefined ? 'utf8' : String(encoding).toLowerCase();
  if (!Buffer.isEncoding(name)) return undefined;
  return Buffer.from(text, name).toString('utf8');
}

/** What a global function of strings gives. Undefined: it throws, or it is none that is folded. */
export function foldFunction(name: string, args: readonly Argument[]): string | undefined {
  const [first] = args;
  try {
    switch (name) {
      case 'String.fromCharCode': return args.length > 0 && args.every((one) => typeof one === 'number') ? String.fromCharCode(...(args.slice(0, most) as number[])) : undefined;
      case 'String.fromCodePoint': return args.length > 0 && args.every((one) => typeof one === 'number') ? String.fromCodePoint(...(args.slice(0, most) as number[])) : undefined;
      case 'atob': return typeof first === 'string' ? Buffer.from(first, 'base64').toString('latin1') : undefined;
      case 'unescape': return typeof first === 'string' ? unescape(first) : undefined;
      case 'decodeURIComponent': return typeof first === 'string' ? decodeURIComponent(first) : undefined;
      case 'decodeURI': return typeof first === 'string' ? decodeURI(first) : undefined;
      case 'Buffer': case 'Buffer.from': return typeof first === 'string' ? decodeText(first, args[1]) : undefined;
      case 'String': return first === undefined ? undefined : String(first);
      default: return undefined;
    }
  } catch {
    return undefined;
  }
}

/** What a method of a constant string gives: a string, a number, or an array of strings. Undefined: not folded. */
export function foldMethod(text: string, method: string, args: readonly Argument[]): string | number | readonly string[] | undefined {
  const [first, second] = args;
  switch (method) {
    case 'toString': {
      if (first === undefined) return text;
      const encoding = String(first).toLowerCase();
      return Buffer.isEncoding(encoding) ? (encoding.startsWith('utf') || encoding === 'ascii' ? text : Buffer.from(text, 'utf8').toString(encoding)) : text;
    }
    case 'valueOf': case 'normalize': return text;
    case 'toLowerCase': return text.toLowerCase();
    case 'toUpperCase': return text.toUpperCase();
    case 'trim': return text.trim();
    case 'concat': return args.every((one) => one !== undefined) ? text + args.map(String).join('') : undefined;
    case 'repeat': return typeof first === 'number' && first >= 0 && first * text.length <= most ? text.repeat(first) : undefined;
    case 'split': return typeof first === 'string' ? text.split(first).slice(0, most) : undefined;
    case 'replace': return typeof first === 'string' && typeof second === 'string' ? text.replace(first, () => second) : undefined;
    case 'replaceAll': return typeof first === 'string' && typeof second === 'string' && first !== '' ? text.split(first).join(second).slice(0, most) : undefined;
    case 'charAt': case 'at': { const at = whole(first, 0); return at === undefined ? undefined : text.at(at) ?? ''; }
    case 'charCodeAt': case 'codePointAt': { const at = whole(first, 0); return at === undefined ? undefined : text.charCodeAt(at); }
    case 'slice': case 'substring': case 'substr': {
      const from = whole(first, 0);
      const to = whole(second, method === 'substr' ? text.length : text.length);
      if (from === undefined || to === undefined) return undefined;
      return method === 'slice' ? text.slice(from, to) : method === 'substring' ? text.substring(from, to) : text.substr(from, to);
    }
    default: return undefined;
  }
}

/** What a method of a constant array of strings gives. */
export function foldTexts(texts: readonly string[], method: string, args: readonly Argument[]): string | readonly string[] | undefined {
  const [first, second] = args;
  switch (method) {
    case 'join': {
      const joined = texts.join(first === undefined ? ',' : String(first));
      return joined.length <= most ? joined : undefined;
    }
    case 'toString': return texts.join(',');
    case 'reverse': case 'toReversed': return [...texts].reverse();
    case 'pop': return texts.at(-1);
    case 'shift': return texts[0];
    case 'at': return typeof first === 'number' ? texts.at(first) : undefined;
    case 'slice': return [...texts].slice(whole(first, 0), whole(second, texts.length));
    case 'concat': return args.every((one) => typeof one === 'string') ? [...texts, ...(args as string[])] : undefined;
    default: return undefined;
  }
}

/** Integer and floating arithmetic of two constants (ECMA-262 §13.15.4). */
export function foldNumbers(operator: string, a: number, b: number): number | undefined {
  switch (operator) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    case '%': return a % b;
    case '**': return a ** b;
    case '^': return a ^ b;
    case '|': return a | b;
    case '&': return a & b;
    case '<<': return a << b;
    case '>>': return a >> b;
    case '>>>': return a >>> b;
    default: return undefined;
  }
}

/** `path.join` over constants. Only a part in front may be the directory of the file itself. */
export function joinPath(parts: readonly string[]): string {
  const out: string[] = [];
  for (const part of parts.join('/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === hereDirectory || part === hereFile) out.length = 0;
    if (part === '..' && out.length > 0 && out.at(-1) !== '..' && !out.at(-1)!.startsWith('\0')) out.pop();
    else out.push(part);
  }
  return out.join('/');
}

/** `escape` (ECMA-262 §B.2.1.1). */
export function escapeText(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    out += /[\w@*+\-./]/.test(text[at]!) ? text[at] : unit < 256 ? `%${unit.toString(16).toUpperCase().padStart(2, '0')}` : `%u${unit.toString(16).toUpperCase().padStart(4, '0')}`;
  }
  return out;
}
