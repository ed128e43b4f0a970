/**
 * Patterns of gitattributes, matched in time linear in text and pattern together: a pattern is foreign text, and so is what it is held against.
 * What they mean: gitattributes(5), gitignore(5), git's wildmatch.c with WM_PATHNAME.
 */
export interface Glob {
  matches(path: string): boolean;
}

type Token =
  | { readonly kind: 'character'; readonly one: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] }
  /** Any characters but `/`; with `slashes` any at all. */
  | { readonly kind: 'many'; readonly slashes: boolean }
  /** Before `inside`: no folder, or folders each with their slash. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'inside' };

/**
 * Compiles one pattern. Without a slash it is held against the last part of a path, else against the whole. Letters match in either case, since
 * file systems that ignore case make git do so. Undefined for what git passes over: a negation, or a folder alone.
 */
export function globOf(pattern: string): Glob | undefined {
  const lower = pattern.toLowerCase();
  if (lower === '' || lower.startsWith('!') || lower.endsWith('/')) return undefined;
  const whole = lower.includes('/');
  const tokens = tokensOf(lower.startsWith('/') ? lower.slice(1) : lower);
  return { matches: (path) => run(tokens, (whole ? path : path.slice(path.lastIndexOf('/') + 1)).toLowerCase()) };
}

function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length;) {
    const one = pattern[at]!;
    if (one === '*') {
      let end = at;
      while (pattern[end] === '*') end += 1;
      const own = end - at === 2 && (at === 0 || pattern[at - 1] === '/');
      if (own && pattern[end] === '/') { tokens.push({ kind: 'folders' }, { kind: 'inside' }); at = end + 1; continue; }
      if (own && end === pattern.length) tokens.push({ kind: 'many', slashes: true });
      else tokens.push({ kind: 'many', slashes: false });
      at = end;
    } else if (one === '[') {
      const set = setAt(pattern, at + 1);
      tokens.push(set ? set.token : { kind: 'character', one });
      at = set ? set.end : at + 1;
    } else if (one === '\\' && at + 1 < pattern.length) {
      tokens.push({ kind: 'character', one: pattern[at + 1]! });
      at += 2;
    } else {
      tokens.push(one === '?' ? { kind: 'one' } : { kind: 'character', one });
      at += 1;
    }
  }
  return tokens;
}

function setAt(pattern: string, start: number): { readonly token: Token; readonly end: number } | undefined {
  let at = start;
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at += 1;
  const ranges: [string, string][] = [];
  for (let first = true; at < pattern.length; first = false) {
    if (pattern[at] === ']' && !first) return { token: { kind: 'set', negated, ranges }, end: at + 1 };
    if (pattern[at] === '\\') at += 1;
    const from = pattern[at];
    if (from === undefined) return undefined;
    const isRange = pattern[at + 1] === '-' && pattern[at + 2] !== undefined && pattern[at + 2] !== ']';
    ranges.push([from, isRange ? pattern[at + 2]! : from]);
    at += isRange ? 3 : 1;
  }
  return undefined;
}

/** Runs all readings at once: `states[i]` says that the first `i` tokens may be done with. */
function run(tokens: readonly Token[], text: string): boolean {
  let states = new Uint8Array(tokens.length + 1);
  reach(tokens, states, 0);
  for (const one of text) {
    const next = new Uint8Array(tokens.length + 1);
    let any = false;
    for (let at = 0; at < tokens.length; at += 1) {
      if (states[at] === 0) continue;
      const to = step(tokens[at]!, at, one);
      if (to !== undefined) { reach(tokens, next, to); any = true; }
    }
    if (!any) return false;
    states = next;
  }
  return states[tokens.length] === 1;
}

/** Where one character leads from a token; undefined where it does not fit. */
function step(token: Token, at: number, one: string): number | undefined {
  switch (token.kind) {
    case 'character': return token.one === one ? at + 1 : undefined;
    case 'one': return one === '/' ? undefined : at + 1;
    case 'set': return one !== '/' && token.ranges.some(([from, to]) => from <= one && one <= to) !== token.negated ? at + 1 : undefined;
    case 'many': return token.slashes || one !== '/' ? at : undefined;
    case 'folders': return one === '/' ? at : at + 1;
    case 'inside': return one === '/' ? at - 1 : at;
  }
}

function reach(tokens: readonly Token[], states: Uint8Array, from: number): void {
  for (let at = from; states[at] === 0;) {
    states[at] = 1;
    const token = tokens[at];
    if (token?.kind === 'many') at += 1;
    else if (token?.kind === 'folders') at += 2;
    else return;
  }
}
