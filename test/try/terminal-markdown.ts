import type { Nodes, Parent, PhrasingContent, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { visible } from '../../src/render/escape.js';
import type { Terminal } from './terminal.js';

type Look = Pick<Terminal, 'palette' | 'struck'>;
type Style = (text: string) => string;
/** A word and how it looks; its columns are those of its text. `glued` stands right behind the one before it. */
interface Word {
  readonly text: string;
  readonly style: Style;
  readonly glued: boolean;
}

/** Lines of one text, characters of one word, and how deep lists and folds go. */
const maxLines = 120;
const maxWord = 400;
const maxDepth = 12;

const plain: Style = (text) => text;
const columns = (text: string): number => Array.from(text).length;
const shown = (text: string): string => visible(text, maxWord);

/** Running text as words. A break is a word of its own that holds a newline. */
function wordsOf(nodes: readonly PhrasingContent[], look: Look, style: Style = plain): Word[] {
  const words: Word[] = [];
  let glue = false;
  const add = (more: readonly Word[], joins: boolean): void => {
    more.forEach((word, index) => words.push(index === 0 ? { ...word, glued: word.glued || joins } : word));
  };
  for (const node of nodes) {
    const text = 'value' in node ? node.value : '';
    // A space at either end of a piece decides whether the next word touches it.
    const starts = node.type === 'text' && /^\s/.test(text);
    const inner = piece(node, look, style);
    add(inner, glue && !starts);
    glue = node.type === 'break' ? false : !(node.type === 'text' && /\s$/.test(text)) && (inner.length > 0 || glue);
  }
  return words;
}

function piece(node: PhrasingContent, look: Look, style: Style): Word[] {
  const { palette } = look;
  const with_ = (more: Style): Style => (text) => more(style(text));
  switch (node.type) {
    case 'text': return node.value.split(/\s+/).filter((word) => word !== '').map((word) => ({ text: shown(word), style, glued: false }));
    case 'inlineCode': return node.value.trim() === '' ? [] : node.value.trim().split(/\s+/).map((word) => ({ text: shown(word), style: with_(palette.yellow), glued: false }));
    case 'strong': return wordsOf(node.children, look, with_(palette.bold));
    case 'emphasis': return wordsOf(node.children, look, style);
    case 'delete': return wordsOf(node.children, look, with_(look.struck));
    case 'link': case 'linkReference': return wordsOf(node.children, look, style);
    case 'break': return [{ text: '\n', style, glued: false }];
    case 'html': return htmlWords(node.value, style);
    case 'image': case 'imageReference': return [{ text: shown(node.alt ?? 'image'), style, glued: false }];
    case 'footnoteReference': return [{ text: shown(`[${node.identifier}]`), style, glued: true }];
  }
}

const htmlWords = (value: string, style: Style): Word[] => (value.startsWith('<!--') ? [] : value.split(/\s+/).map((word) => ({ text: shown(word), style, glued: false })));

/** Words in lines of at most `width` columns; a longer word is cut into pieces. Each line comes with its columns. */
function wrap(words: readonly Word[], width: number): { readonly text: string; readonly columns: number }[] {
  const lines: { text: string; columns: number }[] = [];
  let line = { text: '', columns: 0 };
  const end = (): void => {
    lines.push(line);
    line = { text: '', columns: 0 };
  };
  for (const { text, style, glued } of words) {
    if (text === '\n') { end(); continue; }
    let rest = Array.from(text);
    const gap = line.columns === 0 || glued ? 0 : 1;
    if (line.columns > 0 && line.columns + gap + rest.length > width) end();
    else if (gap > 0) line = { text: `${line.text} `, columns: line.columns + 1 };
    while (rest.length > width - line.columns) {
      const part = rest.slice(0, Math.max(1, width - line.columns));
      line = { text: line.text + style(part.join('')), columns: line.columns + part.length };
      rest = rest.slice(part.length);
      end();
    }
    line = { text: line.text + style(rest.join('')), columns: line.columns + rest.length };
  }
  if (line.columns > 0) end();
  return lines;
}

const widest = (words: readonly Word[]): number => {
  let [most, line] = [0, 0];
  for (const { text, glued } of words) {
    line = text === '\n' ? 0 : line + columns(text) + (line === 0 || glued ? 0 : 1);
    most = Math.max(most, line);
  }
  return most;
};

/** Column widths that fit: the widest column gives way first, none below its floor. */
function fit(wanted: number[], room: number): number[] {
  const widths = [...wanted];
  while (widths.reduce((sum, one) => sum + one, 0) > room) {
    const most = Math.max(...widths);
    if (most <= 6) break;
    widths[widths.indexOf(most)] = most - 1;
  }
  return widths;
}

function tableLines(table: Table, width: number, look: Look): string[] {
  const rows = table.children.map((row, index) => row.children.map((cell) => wordsOf(cell.children, look, index === 0 ? look.palette.bold : plain)));
  const count = Math.max(0, ...rows.map((row) => row.length));
  const wanted = Array.from({ length: count }, (_, at) => Math.max(1, ...rows.map((row) => widest(row[at] ?? []))));
  const widths = fit(wanted, width - 3 * Math.max(0, count - 1));
  const rule = look.palette.dim(widths.map((one) => '─'.repeat(one)).join('─┼─'));
  return rows.flatMap((row, index) => {
    const cells = widths.map((one, at) => wrap(row[at] ?? [], one));
    const height = Math.max(1, ...cells.map((cell) => cell.length));
    const lines = Array.from({ length: height }, (_, at) => cells.map((cell, column) => {
      const line = cell[at];
      return `${line?.text ?? ''}${' '.repeat(Math.max(0, widths[column]! - (line?.columns ?? 0)))}`;
    }).join(look.palette.dim(' │ ')).trimEnd());
    return index === rows.length - 1 ? lines : [...lines, rule];
  });
}

/** How many folds stand open around a place. Outer ones are shown open; those inside of them closed, as a page has them. */
interface Folds {
  depth: number;
}
const openFolds = 1;

function htmlLines(value: string, folds: Folds, look: Look): string[] {
  const lines: string[] = [];
  for (const part of value.split(/(<\/?details[^>]*>|<summary>[\s\S]*?<\/summary>|<!--[\s\S]*?-->)/)) {
    if (part.startsWith('<!--') || part.trim() === '') continue;
    if (part.startsWith('<details')) folds.depth = Math.min(maxDepth, folds.depth + 1);
    else if (part.startsWith('</details')) folds.depth = Math.max(0, folds.depth - 1);
    else if (part.startsWith('<summary>')) {
      const title = shown(part.slice('<summary>'.length, -'</summary>'.length));
      if (folds.depth <= openFolds) lines.push(`▾ ${look.palette.bold(title)}`);
      else if (folds.depth === openFolds + 1) lines.push(`  ${look.palette.dim(`▸ ${title}`)}`);
    } else if (folds.depth <= openFolds) lines.push(...part.trim().split('\n').map((line) => shown(line)));
  }
  return lines;
}

function listLines(node: Extract<RootContent, { type: 'list' }>, width: number, look: Look, depth: number): string[] {
  return node.children.flatMap((item, index) => {
    const mark = node.ordered === true ? `${(node.start ?? 1) + index}. ` : '• ';
    const inner = blocks(item, width - mark.length, look, depth + 1, node.spread === true);
    return inner.map((line, at) => `${at === 0 ? mark : ' '.repeat(mark.length)}${line}`);
  });
}

const blockTypes = ['heading', 'paragraph', 'code', 'list', 'blockquote', 'table', 'thematicBreak'] as const;
type Block = Extract<RootContent, { type: (typeof blockTypes)[number] }>;
const isBlock = (node: RootContent): node is Block => (blockTypes as readonly string[]).includes(node.type);

function block(node: Block, width: number, look: Look, depth: number): string[] {
  const { palette } = look;
  switch (node.type) {
    case 'heading': return wrap(wordsOf(node.children, look, palette.bold), width).map((line) => line.text);
    case 'paragraph': return wrap(wordsOf(node.children, look), width).map((line) => line.text);
    case 'code': return node.value.split('\n').map((line) => `${palette.dim('│')} ${visible(line, Math.max(20, width - 2))}`);
    case 'list': return depth > maxDepth ? ['…'] : listLines(node, width, look, depth);
    case 'blockquote': return depth > maxDepth ? ['…'] : blocks(node, width - 2, look, depth + 1, true).map((line) => `${palette.dim('▏')} ${line}`);
    case 'table': return tableLines(node, width, look);
    case 'thematicBreak': return [palette.dim('─'.repeat(width))];
  }
}

/** The blocks of a node one below the other, an empty line between them unless they stand close. */
function blocks(parent: Parent, width: number, look: Look, depth: number, loose: boolean): string[] {
  const folds: Folds = { depth: 0 };
  const lines: string[] = [];
  for (const node of parent.children as RootContent[]) {
    const before = '  '.repeat(folds.depth);
    const made = node.type === 'html' ? htmlLines(node.value, folds, look)
      : folds.depth > openFolds || !isBlock(node) ? [] : block(node, Math.max(20, width - before.length), look, depth).map((line) => `${before}${line}`);
    if (made.length === 0) continue;
    if (lines.length > 0 && loose) lines.push('');
    lines.push(...made);
  }
  return lines;
}

/**
 * GitHub-flavoured markdown as a terminal shows it: tables in columns, folds open and those inside of them closed, comments left out, at most 120 lines of at
 * most `width` columns. No control character of the text reaches the terminal.
 */
export function terminalMarkdown(text: string, { palette, struck, width }: Pick<Terminal, 'palette' | 'struck' | 'width'>): string[] {
  const tree: Nodes = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const lines = blocks(tree, width, { palette, struck }, 0, true);
  return lines.length <= maxLines ? lines : [...lines.slice(0, maxLines), palette.dim(`… ${lines.length - maxLines} more lines`)];
}
