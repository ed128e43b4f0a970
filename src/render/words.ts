import type { Catalogue, Message } from '../checks/check.js';
import type { Finding, MessageData } from '../core/finding.js';
import { markdownCode, markdownWords, plainValue, sarifText, visible } from './escape.js';

/** How words and foreign values become text of one kind. */
export interface Sink {
  /** Words of ours. */
  readonly words: (text: string) => string;
  /** A foreign value. */
  readonly value: (text: string) => string;
  /** Words of ours that are a literal (a key, a command), with foreign values in it. */
  readonly literal: (text: string) => string;
}

export const markdown: Sink = { words: markdownWords, value: (text) => markdownCode(text), literal: (text) => markdownCode(text, 300) };
export const plain: Sink = { words: (text) => text, value: (text) => plainValue(text), literal: (text) => visible(text, 300) };
export const sarif: Sink = { words: sarifText, value: (text) => sarifText(plainValue(text)), literal: (text) => sarifText(visible(text, 300)) };

/** The three parts of a message. */
export interface Words {
  readonly what: string;
  readonly why: string;
  readonly todo: string;
}

const maxListed = 10;

function valueOf(data: MessageData, key: string, sink: Sink): string {
  const value = Object.hasOwn(data, key) ? data[key] : undefined;
  if (value === undefined) return sink.words('(unknown)');
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value === '' ? sink.words('(none)') : sink.value(value);
  if (value.length === 0) return sink.words('(none)');
  const rest = value.length - maxListed;
  return value.slice(0, maxListed).map((one) => sink.value(one)).join(', ') + (rest > 0 ? sink.words(` and ${rest} more`) : '');
}

/** A value inside a literal: raw, since the literal as a whole is escaped. */
function rawOf(data: MessageData, key: string): string {
  const value = Object.hasOwn(data, key) ? data[key] : undefined;
  return value === undefined ? '(unknown)' : typeof value === 'object' ? value.slice(0, maxListed).join(', ') : String(value);
}

const placeholder = /\{([a-zA-Z][a-zA-Z0-9]*)\}/g;

/**
 * Fills a template: `{key}` becomes the value of that key, foreign and so escaped for the sink; what stands between backticks is a
 * literal, a placeholder in it included; all else is words of ours. A key without a value reads `(unknown)`.
 */
export function fill(template: string, data: MessageData, sink: Sink): string {
  return template.split('`').map((part, index) => {
    if (index % 2 === 1) return sink.literal(part.replace(placeholder, (_all, key: string) => rawOf(data, key)));
    // Split on a capturing group: words and keys take turns.
    return part.split(placeholder).map((piece, at) => (at % 2 === 1 ? valueOf(data, piece, sink) : sink.words(piece))).join('');
  }).join('');
}

const unnamed: Message = { what: '{check} reports {message}.', why: 'This version has no words for it.', todo: 'Look at the evidence.' };

/** The words of a finding, for one sink. A message that the catalogue does not hold is still told, by its ids. */
export function wordsOf(finding: Finding, catalogue: Catalogue, sink: Sink): Words {
  const messages = catalogue.get(finding.check)?.messages;
  const message = messages && Object.hasOwn(messages, finding.message) ? messages[finding.message] : undefined;
  const data = message ? finding.data : { check: finding.check, message: finding.message };
  const { what, why, todo } = message ?? unnamed;
  return { what: fill(what, data, sink), why: fill(why, data, sink), todo: fill(todo, data, sink) };
}
