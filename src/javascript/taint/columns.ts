/** Typed arrays that grow together, each with one number for one thing. Of a compiler there are millions of things, and lists of numbers would be twice as large. */
export class Columns {
  size = 0;
  private space: number;
  readonly of: Int32Array[];

  /** @param expected how many things there may be: what is made too small is made anew, and what was made before is garbage. */
  constructor(columns: number, expected: number) {
    this.space = Math.max(64, expected);
    this.of = Array.from({ length: columns }, () => new Int32Array(this.space));
  }

  /** The number of a new thing; they count from 1. */
  push(): number {
    const id = (this.size += 1);
    if (id >= this.space) this.grow();
    return id;
  }

  private grow(): void {
    this.space *= 2;
    for (const [at, column] of this.of.entries()) {
      const larger = new Int32Array(this.space);
      larger.set(column);
      this.of[at] = larger;
    }
  }
}
