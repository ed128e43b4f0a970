import { constantWords } from './constant-words.js';
import { hostOfWhole, hostsAt } from './hosts.js';
import type { Hit } from './keywords.js';
import { keywordsOf } from './keywords.js';
import { isSecretConstant } from './secret-names.js';
import type { Signal } from './signal.types.js';
import { walletAddressesIn } from './wallet-addresses.js';

/** Characters of one constant that are looked at: the first and the last half of this. Whoever needs more of it has a blob. */
export const constantCharacters = 65_536;

/** Words that only together, or only beside others, tell something. */
const roles = ['you are a ', 'you are an ', 'you are now ', 'act as a', 'as an ai', 'ai agent', 'ai assistant', 'ai reviewer', 'ai model', 'ai system', 'language model', 'coding agent', 'coding assistant', 'note to ai', 'attention ai', 'if you are an ai', 'llms', 'copilot', 'code reviewer', 'security scanner'];
const orders = ['search the filesystem', 'search the file system', 'search the home directory', 'recursively search', 'recursively list', 'list all files', 'private key', 'keystore', 'seed phrase', 'wallet', 'id_rsa', 'environment variables', 'api keys', 'exfiltrate', 'do not report', 'do not flag', "don't report", 'do not mention', 'do not tell the user', 'without telling', 'without asking', 'mark this as safe', 'mark as safe', 'is safe to merge', 'safe and verified', 'approve this', 'report no issues', 'no security issues', 'classify this as benign', 'skip the review', 'stop the analysis', 'execute the following'];
/** What an instruction is told to leave behind, after a verb that says so. */
const instructions = ['previous instructions', 'prior instructions', 'above instructions', 'earlier instructions', 'all instructions', 'your instructions', 'previous prompts', 'prior prompts', 'previous rules', 'previous directives', 'prior directives', 'system prompt', 'system instructions', 'instructions above', 'preceding instructions', 'previous messages', 'safety guidelines'];
const overriding = /\b(?:ignore|disregard|forget|override|bypass|overlook|do not follow|stop following)\b[^.\n]{0,40}$/;

const procFiles = constantWords.length;
const roleFrom = procFiles + 1;
const orderFrom = roleFrom + roles.length;
const instructionFrom = orderFrom + orders.length;
const vocabulary = keywordsOf([...constantWords.map(({ word }) => word), '/proc/', ...roles, ...orders, ...instructions]);

/**
 * What one constant tells, wherever it comes from: JavaScript (folded), JSON, a shell or Python text. Each thing once, at its first place; offsets
 * count inside `text`. Of a longer text than `constantCharacters` the beginning and the end are looked at.
 * Work is one step a character, and one comparison for each word that is met.
 */
export function signalsOfConstant(text: string): readonly Signal[] {
  if (text.length < 4 || (text.length < shortestInside && !worthWhile.test(text))) return none;
  if (text.length <= constantCharacters) return signalsOf(text, true);
  const half = constantCharacters / 2;
  const shift = text.length - half;
  return distinct([...signalsOf(text.slice(0, half), false), ...signalsOf(text.slice(shift), false).map((one) => ({ ...one, start: one.start + shift, end: one.end + shift }))]);
}

const none: readonly Signal[] = [];

/** Most constants are short and plain names, and of these only the few in the table tell anything. */
const plainWords = constantWords.map(({ word }) => word).filter((word) => /^[a-z]+$/.test(word));
const shortestInside = Math.min(...constantWords.filter(({ word, standing }) => standing === 'any' && /^[a-z0-9]+$/.test(word)).map(({ word }) => word.length));
const worthWhile = new RegExp(`[^A-Za-z0-9]|^(?:${plainWords.join('|')})$`, 'i');

function signalsOf(text: string, whole: boolean): readonly Signal[] {
  const hits = vocabulary.find(text);
  const marks = marksOf(text);
  const bare = whole && marks === undefined && text.length <= 400 && text.includes('.') ? hostOfWhole(text) : undefined;
  const variable = whole && isSecretConstant(text);
  const wallets = walletAddressesIn(text);
  if (!hits && !marks && !bare && !variable && wallets.length === 0) return none;
  return distinct([
    ...(marks ? hostsAt(text, marks) as readonly Signal[] : []), ...(bare ? [bare as Signal] : []), ...(hits ? told(text, hits, marks ?? []) : []),
    ...(variable ? [{ kind: 'credentials', what: 'variable', key: text, start: 0, end: text.length } as const] : []),
    ...wallets.map((one) => ({ kind: 'wallet', what: 'addresses', ...one }) as const),
  ]);
}

/** Offsets behind each `://`. */
function marksOf(text: string): readonly number[] | undefined {
  let at = text.indexOf('://');
  if (at < 0) return undefined;
  const marks: number[] = [];
  for (; at >= 0; at = text.indexOf('://', at + 3)) marks.push(at + 3);
  return marks;
}

function told(text: string, hits: readonly Hit[], marks: readonly number[]): readonly Signal[] {
  const found: Signal[] = [];
  const links = marks.filter((mark) => /https?:\/\/$/i.test(text.slice(Math.max(0, mark - 8), mark)));
  for (const { word, start, end } of hits) {
    const rule = constantWords[word];
    if (rule ? stands(text, start, end, rule.standing, links) : false) found.push({ kind: rule!.kind, what: rule!.what, key: rule!.key, start, end } as Signal);
    if (word === procFiles) {
      const match = /^\/proc\/(?:\$?\{?\w{1,20}\}?|\*)?\/(environ|mem|maps)\b/.exec(text.slice(start, start + 40));
      if (match) found.push({ kind: 'credentials', what: 'file', key: `/proc/${match[1]!}`, start, end: start + match[0].length });
    }
  }
  const prompt = promptIn(text, hits);
  if (prompt) found.push(prompt);
  return found;
}

function distinct(signals: readonly Signal[]): readonly Signal[] {
  const seen = new Map<string, Signal>();
  for (const one of signals) {
    const id = `${one.kind}\0${one.what}\0${one.key}`;
    const before = seen.get(id);
    if (!before || one.start < before.start) seen.set(id, one);
  }
  return signals.length < 2 ? signals : [...seen.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

const isWordUnit = (unit: number): boolean => (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || unit === 95 || unit > 127;

/** `-`, `.` and `@` before a word make it a part of another; brackets before a dot make it a member of what they hold. */
const notBefore = new Set([45, 46, 64]);
const closing = new Set([41, 93, 125]);

function stands(text: string, start: number, end: number, standing: (typeof constantWords)[number]['standing'], links: readonly number[]): boolean {
  if (standing === 'any') return true;
  if (standing === 'whole') return start === 0 && end === text.length;
  const before = start === 0 ? 32 : text.charCodeAt(start - 1);
  const after = end === text.length ? 32 : text.charCodeAt(end);
  if (standing === 'start') return (start === 0 || (start <= 2 && text.slice(0, start).trim() === '')) && !isWordUnit(after) && after !== 45;
  const first = text.charCodeAt(start);
  // `x.npmrc` is a file of its own, `user.ssh` a property, `..env` nothing; `/etc/x` may follow a folder.
  if (first !== 47 && (isWordUnit(before) || notBefore.has(before) || (first === 46 && closing.has(before)))) return false;
  if (isWordUnit(text.charCodeAt(end - 1)) && (isWordUnit(after) || after === 45)) return false;
  return standing === 'part' || !insideLink(text, start, links);
}

/** True inside an http(s) URL: pages about `.npmrc` are no look at it. */
function insideLink(text: string, start: number, links: readonly number[]): boolean {
  let low = 0;
  let high = links.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (links[middle]! <= start) low = middle + 1;
    else high = middle;
  }
  const link = links[low - 1];
  return link !== undefined && start - link <= 400 && !/[\s"'`<>]/.test(text.slice(link, start));
}

/** A text that speaks to a program that reads: one that calls off its instructions, or gives it a part to play and an order with it. */
function promptIn(text: string, hits: readonly Hit[]): Signal | undefined {
  let role: number | undefined;
  let order: number | undefined;
  for (const { word, start, end } of hits) {
    if (word >= instructionFrom) {
      const before = text.slice(Math.max(0, start - 60), start).toLowerCase();
      const verb = overriding.exec(before);
      if (verb) return { kind: 'agent', what: 'prompt', key: 'override', start: start - (before.length - verb.index), end };
    } else if (word >= orderFrom) order ??= end;
    else if (word >= roleFrom && !isWordUnit(text.charCodeAt(start - 1)) && (text[end - 1] === ' ' || !isWordUnit(text.charCodeAt(end)))) role ??= end;
  }
  // Both in a text of some length: tables of words hold either.
  if (role === undefined || order === undefined || text.length < 60) return undefined;
  return { kind: 'agent', what: 'prompt', key: 'role', start: Math.max(0, Math.min(role, order) - 40), end: Math.max(role, order) };
}
