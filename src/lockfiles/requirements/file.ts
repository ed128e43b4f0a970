import { requirementOf, type Requirement } from '../python/requirement.js';
import { logicalLines, words, type LogicalLine } from './lines.js';

/** One requirement of a file with the options that belong to it. */
export interface RequirementLine extends LogicalLine {
  readonly asks: Requirement;
  readonly editable: boolean;
  /** As written behind `--hash`, for example `sha256:…`. */
  readonly hashes: readonly string[];
}

/** Another file that is read in place of the line. */
export interface IncludeLine extends LogicalLine {
  readonly kind: 'requirement' | 'constraint';
  readonly target: string;
}

/** An option for the whole install, by its long name without dashes; switches are `true`. */
export interface OptionLine extends LogicalLine {
  readonly name: string;
  readonly value: string | true;
}

/** What a requirements file says. */
export interface RequirementsFile {
  readonly requirements: readonly RequirementLine[];
  readonly includes: readonly IncludeLine[];
  readonly options: readonly OptionLine[];
  /** Lines that pip refuses, or would take for something that is not known here. */
  readonly unread: readonly (LogicalLine & { readonly reason: 'requirement' | 'option' })[];
  readonly lines: number;
}

/** Options of requirements files with a value, and switches, of all releases of pip (`cmdoptions`, `req_file.SUPPORTED_OPTIONS`). */
const valued: ReadonlySet<string> = new Set([
  'index-url', 'pypi-url', 'extra-index-url', 'constraint', 'requirement', 'editable', 'find-links', 'no-binary', 'only-binary', 'trusted-host', 'use-feature', 'hash', 'config-settings', 'config-setting', 'global-option',
  'install-option', 'allow-external', 'allow-unverified', 'uploaded-prior-to',
]);
const switches: ReadonlySet<string> = new Set(['no-index', 'prefer-binary', 'require-hashes', 'pre', 'always-unzip', 'allow-all-external', 'process-dependency-links', 'no-use-wheel', 'use-wheel']);
const shorts: ReadonlyMap<string, string> = new Map([['i', 'index-url'], ['c', 'constraint'], ['r', 'requirement'], ['e', 'editable'], ['f', 'find-links'], ['C', 'config-settings'], ['Z', 'always-unzip']]);
/** Python's `optparse` takes any beginning of an option that is the beginning of no other one. */
const known = [...valued, ...switches];
const aliases: ReadonlyMap<string, string> = new Map([['pypi-url', 'index-url'], ['config-setting', 'config-settings']]);

/** Reads a requirements file, or a file of constraints, line by line as pip does. Never fails: what it cannot read stands in `unread`. */
export function readRequirements(written: string): RequirementsFile {
  const lines = logicalLines(written.charCodeAt(0) === 0xfeff ? written.slice(1) : written);
  const file = { requirements: [] as RequirementLine[], includes: [] as IncludeLine[], options: [] as OptionLine[], unread: [] as (LogicalLine & { reason: 'requirement' | 'option' })[], lines: lines.length };
  for (const line of lines) readLine(line, file);
  return file;
}

type Reading = { readonly [key in 'requirements' | 'includes' | 'options' | 'unread']: RequirementsFile[key][number][] };

function readLine(line: LogicalLine, file: Reading): void {
  const at = optionsAt(line.text);
  const asked = line.text.slice(0, at).trim();
  const options = at === line.text.length ? [] : optionsIn(line.text.slice(at));
  if (!options) {
    file.unread.push({ ...line, reason: 'option' });
    // What is asked for is told even so.
  }
  const all = options ?? [];
  const hashes = all.flatMap(({ name, value }) => (name === 'hash' && value !== true ? [value] : []));
  const editable = all.find(({ name }) => name === 'editable')?.value;
  const text = asked === '' ? (editable === true ? '' : editable) : asked;
  if (text !== undefined) {
    const asks = requirementOf(text, asked === '');
    if (asks) file.requirements.push({ ...line, asks, editable: asked === '', hashes });
    else file.unread.push({ ...line, reason: 'requirement' });
  }
  for (const { name, value } of all) {
    if (name === 'hash' || name === 'editable') continue;
    if ((name === 'requirement' || name === 'constraint') && value !== true) file.includes.push({ ...line, kind: name, target: value });
    else file.options.push({ ...line, name, value });
  }
}

/** Where the options of a line begin: at the first word with a dash in front. */
function optionsAt(text: string): number {
  if (text.startsWith('-')) return 0;
  const found = /[ \t]-/.exec(text);
  return found ? found.index + 1 : text.length;
}

interface Option {
  readonly name: string;
  readonly value: string | true;
}

/** The options of a text; undefined where pip would refuse one. */
function optionsIn(text: string): Option[] | undefined {
  const split = words(text);
  if (!split) return undefined;
  const found: Option[] = [];
  for (let at = 0; at < split.length; at++) {
    const word = split[at]!;
    // What is no option behind one belongs to nobody; pip passes it over.
    if (!word.startsWith('-') || word === '-') continue;
    const { name, value } = word.startsWith('--') ? long(word) : short(word);
    if (name === undefined) return undefined;
    if (switches.has(name)) found.push({ name, value: true });
    else {
      const given = value ?? split[++at];
      if (given === undefined) return undefined;
      found.push({ name, value: given });
    }
  }
  return found;
}

function long(word: string): { readonly name?: string; readonly value?: string } {
  const is = word.indexOf('=');
  const written = word.slice(2, is === -1 ? undefined : is);
  const value = is === -1 ? {} : { value: word.slice(is + 1) };
  const fits = valued.has(written) || switches.has(written) ? [written] : known.filter((one) => one.startsWith(written));
  const names = new Set(fits.map((one) => aliases.get(one) ?? one));
  const [name] = names;
  return names.size === 1 && written !== '' ? { name: name!, ...value } : {};
}

function short(word: string): { readonly name?: string; readonly value?: string } {
  const name = shorts.get(word[1]!);
  return name === undefined ? {} : { name, ...(word.length > 2 ? { value: word.slice(2) } : {}) };
}
