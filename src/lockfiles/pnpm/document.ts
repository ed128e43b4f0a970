import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { LockfileProblem } from '../../core/lockfile.js';
import { limits } from '../../core/limits.js';
import { refused } from '../problem.js';
import { readYaml } from '../yaml.js';
import type { ParseResult } from '../format.js';
import type { Major } from './keys.js';

/** One document of a lockfile. */
export interface PnpmDocument {
  readonly own: JsonObject;
  readonly version: string;
  readonly major: Major;
}

/** The project's document, and the one before it that pnpm 11 and later keep for config dependencies and for pnpm itself. */
export interface PnpmFile {
  readonly main?: PnpmDocument;
  readonly environment?: PnpmDocument;
  readonly text: string;
}

export type FileReading = { readonly kind: 'file'; readonly file: PnpmFile } | (ParseResult & { readonly kind: 'failed' });

const start = '---\n';
const separator = '\n---\n';

/**
 * Parts a lockfile's text as pnpm does (`extractEnvDocument`, `extractMainDocument`): by its text, not by its YAML. Where both do not come
 * to the same documents, two versions of pnpm would install from different ones, and the file is refused.
 */
export function readFile(written: string): FileReading {
  if (written.length > limits.lockfileBytes.value) return failed('LOCKFILE_LIMIT', { limit: 'lockfileBytes' });
  const text = plainText(written);
  if (!text.startsWith(start)) {
    const main = readDocument(text, 0);
    return main.kind === 'document' ? { kind: 'file', file: { main: main.document, text } } : main;
  }
  const end = text.indexOf(separator, start.length);
  const first = readDocument(end === -1 ? text.slice(start.length) : text.slice(start.length, end), 1);
  if (first.kind === 'failed') return first;
  if (!isEnvironment(first.document)) return failed('LOCKFILE_MALFORMED', { reason: 'first-document' });
  const rest = end === -1 ? '' : text.slice(end + separator.length);
  if (rest.trim() === '') return { kind: 'file', file: { environment: first.document, text } };
  const main = readDocument(rest, 1 + lines(text.slice(0, end + separator.length)));
  return main.kind === 'document' ? { kind: 'file', file: { environment: first.document, main: main.document, text } } : main;
}

/** Without a byte order mark and with plain line breaks, as pnpm reads a lockfile. */
export function plainText(written: string): string {
  const text = written.charCodeAt(0) === 0xfeff ? written.slice(1) : written;
  return text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
}

/** Both documents' texts with the line (from 0) at which each begins. */
export function documentTexts(written: string): { readonly environment?: { readonly text: string; readonly line: number }; readonly main: { readonly text: string; readonly line: number } } {
  const text = plainText(written);
  const end = text.startsWith(start) ? text.indexOf(separator, start.length) : -1;
  if (end === -1) return { main: { text, line: 0 } };
  const main = end + separator.length;
  return { environment: { text: text.slice(start.length, end + 1), line: 1 }, main: { text: text.slice(main), line: lines(text.slice(0, main)) } };
}

function lines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

type Refusal = ParseResult & { readonly kind: 'failed' };

function failed(code: LockfileProblem['code'], data: { readonly [key: string]: Json }): Refusal {
  return refused(code, data) as Refusal;
}

function readDocument(text: string, line: number): { readonly kind: 'document'; readonly document: PnpmDocument } | Refusal {
  const reading = readYaml(text, 'core');
  if (reading.kind === 'refused') {
    const at = reading.line === undefined ? {} : { line: reading.line + line };
    if (reading.reason === 'depth') return failed(limits.lockfileDepth.code, { limit: 'lockfileDepth', ...at });
    return failed('LOCKFILE_MALFORMED', { reason: reading.reason, ...at });
  }
  const [own, ...more] = reading.documents;
  if (more.length > 0) return failed('LOCKFILE_MALFORMED', { reason: 'documents' });
  if (own === undefined || own === null) return failed('LOCKFILE_EMPTY', {});
  if (!isObject(own)) return failed('LOCKFILE_MALFORMED', { reason: 'document-type' });
  const stated = Object.hasOwn(own, 'lockfileVersion') ? own['lockfileVersion'] : null;
  const version = versionOf(stated);
  if (!version) return failed('LOCKFILE_UNSUPPORTED', { format: 'pnpm', version: typeof stated === 'number' || typeof stated === 'string' ? String(stated) : null });
  return { kind: 'document', document: { own, ...version } };
}

/** Versions 5 were written as numbers; 6 and 9 as texts, and pnpm 8 takes a number 6 for a version 5. */
function versionOf(stated: Json | undefined): { readonly version: string; readonly major: Major } | undefined {
  const match = /^([569])\.(\d{1,3})(-inlineSpecifiers)?$/.exec(typeof stated === 'string' || typeof stated === 'number' ? String(stated) : '');
  const major = match ? (Number(match[1]) as Major) : undefined;
  if (!match || major === undefined || (major !== 5 && (typeof stated !== 'string' || match[3] !== undefined))) return undefined;
  return { version: match[0], major };
}

/** What pnpm takes for a first document (`hasEnvLockfileShape`): it says something for the project's own folder, and nothing of what projects say. */
function isEnvironment({ own, major }: PnpmDocument): boolean {
  const importers = Object.hasOwn(own, 'importers') ? own['importers'] : undefined;
  if (major !== 9 || !isObject(importers) || Object.keys(importers).length !== 1 || !Object.hasOwn(importers, '.')) return false;
  const root = importers['.'];
  return isObject(root) && Object.keys(root).length > 0 && !Object.keys(root).some((field) => projectFields.has(field));
}

const projectFields: ReadonlySet<string> = new Set(['specifiers', 'dependencies', 'devDependencies', 'optionalDependencies']);
