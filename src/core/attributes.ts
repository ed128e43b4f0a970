import { globOf, type Glob } from './glob.js';

/** The state of one attribute: set, unset, or set to a value. Unspecified is no state. */
export type AttributeState = true | false | string;

interface Rule {
  readonly glob: Glob;
  /** As written, in their order; undefined takes back what stood before. */
  readonly states: readonly (readonly [name: string, state: AttributeState | undefined])[];
  readonly line: number;
}

/** One `.gitattributes` of a tree, read. `characters` is what its patterns cost to match. */
export interface AttributesFile {
  /** Its folder, '' for the root. */
  readonly directory: string;
  readonly path: string;
  readonly rules: readonly Rule[];
  readonly macros: ReadonlyMap<string, Rule['states']>;
  readonly characters: number;
}

/** An attribute of a path with where it was said. */
export interface Attribute {
  readonly name: string;
  readonly state: AttributeState;
  readonly source: string;
  readonly line: number;
}

/** git passes over longer lines (attr.h, ATTR_MAX_LINE_LENGTH). */
const lineBytes = 2048;
const builtIn: ReadonlyMap<string, Rule['states']> = new Map([['binary', [['diff', false], ['merge', false], ['text', false]]]]);

/** Reads a `.gitattributes` as git does (gitattributes(5), attr.c): lines that git passes over are passed over. Macros count in the root's file alone. */
export function parseAttributes(text: string, path: string): AttributesFile {
  const directory = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const rules: Rule[] = [];
  const macros = new Map<string, Rule['states']>();
  let characters = 0;
  for (const [index, full] of text.replace(/^\uFEFF/, '').split('\n').entries()) {
    const line = full.replace(/^[ \t]{1,2048}/, '').replace(/\r$/, '');
    if (line === '' || line.startsWith('#') || new TextEncoder().encode(full).length > lineBytes) continue;
    const { pattern, rest } = splitPattern(line);
    const states = statesOf(rest);
    if (pattern.startsWith('[attr]')) {
      if (directory === '') macros.set(pattern.slice('[attr]'.length), states);
      continue;
    }
    const glob = globOf(pattern);
    if (!glob || states.length === 0) continue;
    characters += pattern.length;
    rules.push({ glob, states, line: index + 1 });
  }
  return { directory, path, rules, macros, characters };
}

const isBlank = (one: string | undefined): boolean => one === ' ' || one === '\t';

/** A pattern in quotes is read as C would read it; others end at white space. */
function splitPattern(line: string): { readonly pattern: string; readonly rest: string } {
  let end = 0;
  if (line.startsWith('"')) {
    let pattern = '';
    for (end = 1; end < line.length && line[end] !== '"'; end += 1) {
      if (line[end] === '\\') end += 1;
      pattern += line[end] ?? '';
    }
    if (line[end] === '"') return { pattern, rest: line.slice(end + 1) };
    end = 0;
  }
  if (line.startsWith('[attr]')) { end = '[attr]'.length; while (isBlank(line[end])) end += 1; }
  const start = end;
  while (end < line.length && !isBlank(line[end])) end += 1;
  return { pattern: (start > 0 ? '[attr]' : '') + line.slice(start, end), rest: line.slice(end) };
}

function statesOf(rest: string): Rule['states'] {
  return rest.split(/[ \t]/).filter((word) => word !== '').map((word) => {
    if (word.startsWith('-')) return [word.slice(1), false];
    if (word.startsWith('!')) return [word.slice(1), undefined];
    const cut = word.indexOf('=');
    return cut < 0 ? [word, true] : [word.slice(0, cut), word.slice(cut + 1)];
  });
}

/**
 * The attributes of a path: files nearer to it win, later lines win, later words win, and a macro that is set brings its own. Decided from the
 * strongest on, as attr.c does: a macro that a later line unsets brings nothing.
 * @param files all that stand above the path, in any order
 */
export function attributesOf(path: string, files: readonly AttributesFile[]): ReadonlyMap<string, Attribute> {
  const above = files.filter(({ directory }) => directory === '' || path.startsWith(`${directory}/`)).sort((a, b) => b.directory.length - a.directory.length);
  const macros = new Map([...builtIn, ...above.flatMap((file) => [...file.macros])]);
  const decided = new Map<string, Attribute | undefined>();
  const decide = (states: Rule['states'], at: { readonly source: string; readonly line: number }): void => {
    const open = [[...states]];
    for (let words = open.at(-1); words; words = open.at(-1)) {
      const word = words.pop();
      if (!word) { open.pop(); continue; }
      const [name, state] = word;
      if (decided.has(name)) continue;
      decided.set(name, state === undefined ? undefined : { name, state, ...at });
      // Decided already, so that a macro that names itself ends here.
      const macro = state === true ? macros.get(name) : undefined;
      if (macro) open.push([...macro]);
    }
  };
  for (const file of above) {
    const below = file.directory === '' ? path : path.slice(file.directory.length + 1);
    for (const { glob, states, line } of [...file.rules].reverse()) if (glob.matches(below)) decide(states, { source: file.path, line });
  }
  return new Map([...decided].flatMap(([name, attribute]) => (attribute ? [[name, attribute] as const] : [])));
}

/**
 * What an attribute does to a reader who sees the blob or its diff.
 * - `rewritten`: what is checked out has other bytes than what was reviewed;
 * - `line-ends`: it has other line ends;
 * - `hidden`: diffs do not show how it changed, or show it folded.
 */
export type AttributeEffect = 'rewritten' | 'line-ends' | 'hidden';

/** An attribute that rewrites or hides a dependency-bearing file. */
export interface FileAttribute {
  readonly path: string;
  /** As it is written: `-diff`, `filter=x`. */
  readonly attribute: string;
  readonly effect: AttributeEffect;
  /** The `.gitattributes` that says so, after the change, and its line. */
  readonly source: string;
  readonly line: number;
  readonly change: 'added' | 'standing';
  /** The compared lockfile that is read from this path. */
  readonly lockfile?: string;
}

/** The effect of an attribute that is in force, or none. What Git LFS does is told by the pointer itself, where there is one. */
export function effectOf({ name, state }: Pick<Attribute, 'name' | 'state'>): AttributeEffect | undefined {
  switch (name) {
    case 'filter': return typeof state === 'string' && state !== '' && state !== 'lfs' ? 'rewritten' : undefined;
    case 'working-tree-encoding': return typeof state === 'string' && !/^utf-?8$/i.test(state) ? 'rewritten' : undefined;
    case 'ident': return state === true ? 'rewritten' : undefined;
    case 'eol': return state === 'crlf' ? 'line-ends' : undefined;
    case 'diff': return state === false ? 'hidden' : undefined;
    case 'linguist-generated': return state === true || state === 'true' ? 'hidden' : undefined;
    default: return undefined;
  }
}

/** As it is written: `-diff`, `ident`, `filter=x`. */
export function attributeText({ name, state }: Pick<Attribute, 'name' | 'state'>): string {
  return state === true ? name : state === false ? `-${name}` : `${name}=${state}`;
}
