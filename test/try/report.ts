import type { Terminal } from './terminal.js';

/** What a person sees of a run: short lines as things happen. */
export interface Report {
  title(text: string): void;
  /** A step that is done, and how long it took. */
  step(text: string, ms?: number): void;
  /** Something that is not as it should be. */
  wrong(text: string): void;
  note(text: string): void;
  /** Lines set apart from ours: what the service said in public. */
  quote(lines: readonly string[]): void;
  table(head: readonly string[], rows: readonly { readonly cells: readonly string[]; readonly tone: 'good' | 'bad' | 'skipped' }[]): void;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const columns = (text: string): number => Array.from(text).length;

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && columns(line) + 1 + columns(word) > width) { lines.push(line); line = word; }
    else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

export function reportTo(terminal: Terminal): Report {
  const { palette, width } = terminal;
  const line = (text: string): void => { terminal.write(`${text}\n`); };
  const marked = (mark: string, text: string, ms?: number): void => {
    const time = ms === undefined ? '' : seconds(ms);
    const lines = wrapped(text, width - 4 - 8);
    lines.forEach((one, index) => {
      const gap = ' '.repeat(Math.max(1, width - 4 - columns(one) - columns(time)));
      line(`  ${index === 0 ? mark : ' '} ${one}${index === 0 && time !== '' ? palette.dim(`${gap}${time}`) : ''}`);
    });
  };
  return {
    title: (text) => { line(''); line(palette.bold(text)); },
    step: (text, ms) => { marked(palette.green('✓'), text, ms); },
    wrong: (text) => { marked(palette.red('✗'), text); },
    note: (text) => { marked(palette.dim('·'), text); },
    quote: (lines) => { line(''); for (const one of lines) line(`    ${one}`.trimEnd()); line(''); },
    table(head, rows) {
      const widths = head.map((title, at) => Math.max(columns(title), ...rows.map((row) => columns(row.cells[at] ?? ''))));
      const room = width - 4 - 3 * (head.length - 1);
      for (let over = widths.reduce((sum, one) => sum + one, 0) - room; over > 0; over -= 1) widths[widths.indexOf(Math.max(...widths))]! -= 1;
      const show = (mark: string, cells: readonly string[], style: (text: string) => string): void => {
        const split = widths.map((one, at) => wrapped(cells[at] ?? '', one));
        for (let at = 0; at < Math.max(...split.map((one) => one.length)); at += 1) {
          line(`  ${at === 0 ? mark : ' '} ${split.map((one, column) => style((one[at] ?? '').padEnd(widths[column]!))).join(palette.dim(' │ '))}`.trimEnd());
        }
      };
      line('');
      show(' ', head, palette.bold);
      line(`    ${palette.dim(widths.map((one) => '─'.repeat(one)).join('─┼─'))}`);
      for (const { cells, tone } of rows) show(tone === 'good' ? palette.green('✓') : tone === 'bad' ? palette.red('✗') : palette.yellow('–'), cells, tone === 'skipped' ? palette.dim : (text) => text);
    },
  };
}
