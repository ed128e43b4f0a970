/** Whole numbers in a row, in typed arrays: there are millions of them. */
class Row {
  private numbers = new Int32Array(8);
  private first = 0;
  private end = 0;

  push(number: number): void {
    if (this.end === this.numbers.length) this.numbers = this.moved();
    this.numbers[this.end] = number;
    this.end += 1;
  }
  /** The first of them; 0 for none. */
  shift(): number {
    if (this.first === this.end) return 0;
    this.first += 1;
    return this.numbers[this.first - 1]!;
  }

  /** In a row that is half empty those that wait come to its beginning, otherwise to a longer one. */
  private moved(): Int32Array<ArrayBuffer> {
    const { numbers, first, end } = this;
    const to = first > numbers.length / 2 ? numbers : new Int32Array(numbers.length * 2);
    to.set(numbers.subarray(first, end));
    this.first = 0;
    this.end = end - first;
    return to;
  }
}

/** How far ahead of the line whose turn it is a number may be put, and one more. */
const rows = 8;

/** Numbers above 0 that wait in lines, one line after the other, and in each first in, first out. */
export class Lines {
  private readonly rows: readonly Row[] = Array.from({ length: rows }, () => new Row());
  /** The line whose turn it is, and how many numbers wait in all. */
  private line = 0;
  private waiting = 0;

  /** Puts a number into a line that is at most seven ahead; into the one whose turn it is where that line is done. */
  put(number: number, line: number): void {
    this.rows[Math.min(Math.max(line, this.line), this.line + rows - 1) % rows]!.push(number);
    this.waiting += 1;
  }
  /** The number whose turn it is; 0 when none waits. */
  next(): number {
    if (this.waiting === 0) return 0;
    this.waiting -= 1;
    for (;;) {
      const number = this.rows[this.line % rows]!.shift();
      if (number !== 0) return number;
      this.line += 1;
    }
  }
}
