import { pypiName } from '../../core/pypi.js';
import { fileNameOf, fragmentOf } from './address.js';

/** What one requirement asks for. */
export interface Requirement {
  /** By PEP 503; absent where neither the line nor its address names one. */
  readonly name?: string;
  readonly extras: readonly string[];
  readonly marker?: string;
  /** Where it comes from, if that is no registry: an address (with git's prefix where it has one) or a path. */
  readonly source?: { readonly kind: 'git' | 'url' | 'path'; readonly address: string };
  /** The versions asked for, as written without white space; empty for any. */
  readonly spec: string;
  /** The one version that `spec` leaves, where it names one by `==` or `===`. */
  readonly pin?: string;
}

const naming = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)/;
const clause = /^(===|==|~=|!=|<=|>=|<|>)\s*([A-Za-z0-9_.*+!-]{1,200})$/;
const scheme = /^(?:(?:https?|file|ftp|(?:git|hg|svn|bzr)(?:\+[a-z]{1,10})?):|git\+[\w.-]{1,60}@)/i;
const archive = /\.(?:zip|whl|tar\.bz2|tbz|tar\.gz|tgz|tar|tar\.xz|txz|tlz|tar\.lz|tar\.lzma)$/i;

/**
 * Reads a requirement as pip does (`parse_req_from_line`): PEP 508, an address or a path. Undefined for what is none, which pip refuses too.
 * Linear in the text's length.
 * @param editable the text of `-e`: an address of a version control system, or a folder.
 */
export function requirementOf(written: string, editable = false): Requirement | undefined {
  const text = written.trim();
  const address = scheme.test(text);
  const [what, marker] = cutAt(text, address ? '; ' : ';');
  const more = marker === '' ? {} : { marker: marker.replace(/\s+/g, ' ') };
  if (address) return { ...addressed(what), ...more };
  if (/^(?:\.|\/|~\/|[A-Za-z]:[\\/])/.test(what) || (editable && !what.includes('@'))) return { ...addressed(what, 'path'), ...more };
  // A bare name with the ending of an archive is a file's.
  if (archive.test(what.replace(/\[[^\]]*\]$/, '')) && !what.includes('@')) return { ...addressed(what, 'path'), ...more };
  const named = naming.exec(what)?.[1];
  const rest = named === undefined ? undefined : after(what.slice(named.length));
  if (named !== undefined && rest) return { name: pypiName(named), ...rest, ...more };
  return /[\\/]/.test(what) ? { ...addressed(what, 'path'), ...more } : undefined;
}

function cutAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at).trim(), text.slice(at + separator.length).trim()];
}

/** What stands behind a name: extras, then an address or versions. */
function after(written: string): Omit<Requirement, 'name' | 'marker'> | undefined {
  let text = written.trim();
  let extras: string[] = [];
  if (text.startsWith('[')) {
    const end = text.indexOf(']');
    if (end === -1) return undefined;
    extras = extrasOf(text.slice(1, end));
    text = text.slice(end + 1).trim();
  }
  if (text.startsWith('@')) {
    const found = addressed(text.slice(1).trim());
    return found.source ? { extras, spec: '', source: found.source } : undefined;
  }
  if (text.startsWith('(') && text.endsWith(')')) text = text.slice(1, -1);
  const read = text.split(',').map((one) => one.trim()).filter((one) => one !== '').map((one) => clause.exec(one));
  if (!read.every((one) => one !== null)) return undefined;
  const pin = read.find(([, operator, version]) => operator === '===' || (operator === '==' && !version!.endsWith('.*')))?.[2];
  return { extras, spec: read.map(([, operator, version]) => `${operator}${version}`).sort().join(','), ...(pin === undefined ? {} : { pin }) };
}

const extrasOf = (text: string): string[] => [...new Set(text.split(',').map((extra) => pypiName(extra.trim())).filter((extra) => extra !== ''))].sort();

/** An address or a path, with the extras that may stand behind a path and the name that it tells. */
function addressed(written: string, as?: 'path'): Omit<Requirement, 'marker'> & { readonly source?: NonNullable<Requirement['source']> } {
  const open = written.endsWith(']') ? written.lastIndexOf('[') : -1;
  const address = open > 0 && !written.slice(0, open).includes('#') ? written.slice(0, open) : written;
  if (address === '') return { extras: [], spec: '' };
  const extras = open > 0 && address !== written ? extrasOf(written.slice(open + 1, -1)) : [];
  const kind = as ?? (/^git[+:]/i.test(address) ? 'git' : /^file:/i.test(address) || !scheme.test(address) ? 'path' : 'url');
  const egg = fragmentOf(address).get('egg');
  const told = egg === undefined ? wheelName(fileNameOf(address)) : naming.exec(egg)?.[1];
  return { extras, spec: '', source: { kind, address }, ...(told === undefined ? {} : { name: pypiName(told) }) };
}

/** The name that a wheel's file name begins with. */
function wheelName(file: string): string | undefined {
  return /\.whl$/i.test(file) && file.includes('-') ? naming.exec(file.slice(0, file.indexOf('-')))?.[1] : undefined;
}

/** Whether a path or address is that of an archive, as pip takes one: anything else is a folder. */
export function isArchive(path: string): boolean {
  return archive.test(fileNameOf(path));
}
