/** A place in a text. Both count from 1; columns in UTF-16 units, as editors and GitHub count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * A source file as its runtime reads it: always UTF-8, invalid bytes as U+FFFD, one byte order mark left out (Node's own CommonJS and
 * ES module loaders do just that). UTF-16 therefore becomes a text that no parser takes, as it is in Node.
 */
export function decodeSource(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Finds the line of an offset by bisection. CR, LF and CR LF end a line. */
export class LineIndex {
  private found: number[] | undefined;

  constructor(private readonly text: string) {}

  /** Made when it is first asked for: most files hold nothing that is told. */
  private get starts(): readonly number[] {
    if (this.found !== undefined) return this.found;
    const starts = (this.found = [0]);
    for (let at = 0; at < this.text.length; at += 1) {
      const unit = this.text.charCodeAt(at);
      if (unit === 10 || (unit === 13 && this.text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
    }
    return starts;
  }

  at(offset: number): Position {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.starts[low]! + 1 };
  }

  /** At most `lines` lines from that of `offset` on, each cut to `width` characters; a long line is cut around the offset. */
  excerpt(offset: number, end: number, lines = 3, width = 120): string {
    const first = this.at(offset).line;
    const last = Math.min(this.at(Math.max(offset, end - 1)).line, first + lines - 1);
    const out: string[] = [];
    for (let line = first; line <= last; line += 1) {
      const from = this.starts[line - 1]!;
      const to = this.starts[line] ?? this.text.length;
      const shift = line === first && offset - from > width - 40 ? offset - from - 40 : 0;
      out.push(this.text.slice(from + shift, Math.min(to, from + shift + width)).replace(/[\r\n]+$/, ''));
    }
    return out.join('\n');
  }
}
