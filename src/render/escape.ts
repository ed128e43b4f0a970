/**
 * The one place where foreign text becomes text of ours. Everything that a person reads passes one of the functions here, once, at the
 * sink. What cannot be seen is made visible, what could act is made inert, and nothing is longer than its place.
 */

/**
 * Code points that cannot be seen, that change the order or look of what stands around them, or that pass for a space: controls,
 * format characters (Unicode Cf) with the bidirectional ones, line separators, blanks that are letters, variation selectors, tags,
 * private use, lone surrogates. Written out, because a regular expression class would change with the Unicode of the runtime, and a
 * verdict must read the same everywhere. Unicode 16, UnicodeData.txt and PropList.txt (Default_Ignorable_Code_Point, Bidi_Control).
 */
const unseen: readonly (readonly [number, number])[] = [
  [0x00, 0x1f], [0x7f, 0xa0], [0xad, 0xad], [0x34f, 0x34f], [0x600, 0x605], [0x61c, 0x61c], [0x6dd, 0x6dd], [0x70f, 0x70f], [0x890, 0x891], [0x8e2, 0x8e2],
  [0x115f, 0x1160], [0x1680, 0x1680], [0x17b4, 0x17b5], [0x180b, 0x180f], [0x2000, 0x200f], [0x2028, 0x202f], [0x205f, 0x206f], [0x2800, 0x2800], [0x3000, 0x3000],
  [0x3164, 0x3164], [0xd800, 0xf8ff], [0xfe00, 0xfe0f], [0xfeff, 0xfeff], [0xffa0, 0xffa0], [0xfff0, 0xfffd], [0x110bd, 0x110bd], [0x110cd, 0x110cd], [0x13430, 0x1343f],
  [0x1bca0, 0x1bca3], [0x1d173, 0x1d17a], [0xe0000, 0x10ffff],
];
/** Marks that are drawn over the letter before them: more than two in a row run into the lines around. */
const marks: readonly (readonly [number, number])[] = [[0x300, 0x34e], [0x350, 0x36f], [0x483, 0x489], [0x1ab0, 0x1aff], [0x1dc0, 0x1dff], [0x20d0, 0x20ff], [0xfe20, 0xfe2f]];

function within(ranges: readonly (readonly [number, number])[], code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to);
}

const named: { readonly [char: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Credentials by their shape: the user part of a URL, tokens of GitHub and npm, keys of AWS, bearer headers. Linear, on bounded text. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/(:\/\/)[^\s/@:]{0,200}:[^\s/@]{1,200}@/g, '$1***@'],
  [/\b(gh[opsur]_|github_pat_|npm_)[A-Za-z0-9_.-]{16,}/g, '$1***'],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, '$1***'],
  [/(_authToken\s*=\s*|\b[Bb]earer\s+)[A-Za-z0-9_.~+/=-]{8,}/g, '$1***'],
];

/** Takes credentials out of a text. */
export function redact(text: string): string {
  return secrets.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
}

/**
 * A foreign text as one line in which everything can be seen: what cannot is written `\u{202e}`. At most `max` characters, then `…`.
 * Printable ASCII stays as it is; nothing here is specific to a sink.
 */
export function visible(text: string, max = 160): string {
  // Cut first, with room for what redaction takes out, so that a long text costs no more than a short one.
  const room = max * 4 + 1000;
  const source = redact(text.slice(0, room));
  if (text.length <= room && source.length <= max && /^[\x20-\x7e]*$/.test(source)) return source;
  let shown = '';
  let run = 0;
  for (const char of source) {
    const code = char.codePointAt(0) ?? 0;
    run = within(marks, code) ? run + 1 : 0;
    const piece = named[char] ?? (within(unseen, code) || run > 2 ? `\\u{${code.toString(16)}}` : char);
    if (shown.length + piece.length > max) return `${shown}…`;
    shown += piece;
  }
  return text.length > room ? `${shown}…` : shown;
}

/** The longest run of backticks in a text. */
function longestRun(text: string): number {
  let [longest, run] = [0, 0];
  for (const char of text) {
    run = char === '`' ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}

/**
 * A foreign text in GitHub-flavoured markdown: one code span, in which nothing is a link, mention, reference, image, HTML, emoji, math
 * or footnote. Pipes are shown as `\u{7c}`, since GitHub splits table rows before it looks for code. Safe in tables, lists and headings.
 */
export function markdownCode(text: string, max = 160): string {
  const shown = visible(text, max).replaceAll('|', '\\u{7c}');
  if (shown.trim() === '') return shown === '' ? '(empty)' : '(blank)';
  const fence = '`'.repeat(longestRun(shown) + 1);
  // Markdown takes one space off each end when both have one, so two are added wherever an end is a backtick or a space.
  const pad = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/**
 * A foreign text of several lines in GitHub-flavoured markdown: a fenced block without a language. Lines beyond `maxLines` and
 * characters beyond `maxColumns` of a line are cut, with a mark.
 */
export function markdownBlock(text: string, maxLines = 3, maxColumns = 120): string {
  const lines = linesOf(text, maxLines).map((line) => visible(line, maxColumns));
  return fenced(lines.join('\n'), '');
}

/** The first lines of a text; a mark stands for what is left out. */
export function linesOf(text: string, maxLines: number): string[] {
  const lines = text.slice(0, maxLines * 20_000).split('\n', maxLines + 1);
  return lines.length > maxLines ? [...lines.slice(0, maxLines), '…'] : lines;
}

/** Text that is visible already, in a fence that it cannot close. `language` is ours. */
export function fenced(text: string, language: '' | 'yaml' | 'suggestion'): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/**
 * A block that GitHub offers to put in place of the line that a comment stands on (GitHub, "Incorporating feedback in your pull request"). It is applied to
 * the letter, so nothing in it may be hidden, cut, or made visible: undefined for more than one line, for characters that do not show, and for
 * what looks like a credential.
 */
export function suggestionBlock(text: string): string | undefined {
  return /^[\t\x20-\x7e]{1,500}$/.test(text) && text.trim() !== '' && redact(text) === text ? fenced(text, 'suggestion') : undefined;
}

/** Words of ours in markdown: what markdown would act on is escaped, so that a message can be written without thinking of it. */
export function markdownWords(text: string): string {
  return text.replace(/[\\`*_[\]<>~|&$#]/g, '\\$&').replace(/@/g, '`@`').replace(/\n/g, ' ');
}

/**
 * A foreign text for a sink that shows plain text: annotations, check titles, terminals. Visible, on one line, and in quotes unless it is
 * a plain word (a name, version, path, URL), so that it cannot pass for words of ours.
 */
export function plainValue(text: string, max = 160): string {
  const shown = visible(text, max);
  return /^[\w@./:+~^=#,%-]+…?$/.test(shown) ? shown : `"${shown.replaceAll('"', '\\"')}"`;
}

/** Text for a SARIF message (SARIF 2.1.0 §3.11.5, §3.11.6): brackets would be embedded links, braced numbers placeholders. */
export function sarifText(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&').replace(/\{(\d+)\}/g, '{{$1}}');
}

/**
 * A foreign text as a double-quoted YAML scalar that a person can copy: it reads back as exactly the same text, and what cannot be seen
 * is an escape in it.
 */
export function yamlText(text: string): string {
  let shown = '"';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '"' || char === '\\') shown += `\\${char}`;
    else if (within(unseen, code) || within(marks, code)) shown += code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
    else shown += char;
  }
  return `${shown}"`;
}
