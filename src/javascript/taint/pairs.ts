/** A set of pairs of whole numbers above 0. Open addressing in typed arrays: a large graph asks for millions of them, and keys made of two numbers would be objects. */
export class Pairs {
  private space = 1 << 10;
  private size = 0;
  private first = new Int32Array(this.space);
  private second = new Int32Array(this.space);

  /** Adds a pair. False when it is there already. */
  add(first: number, second: number): boolean {
    const at = this.placeOf(first, second);
    if (this.first[at] !== 0) return false;
    this.first[at] = first;
    this.second[at] = second;
    this.size += 1;
    if (this.size * 2 > this.space) this.grow();
    return true;
  }

  /** Where a pair stands, or would stand. */
  private placeOf(first: number, second: number): number {
    const mask = this.space - 1;
    const mixed = Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b);
    let at = (mixed ^ (mixed >>> 15)) & mask;
    while (this.first[at] !== 0 && (this.first[at] !== first || this.second[at] !== second)) at = (at + 1) & mask;
    return at;
  }

  private grow(): void {
    const { first, second } = this;
    this.space *= 2;
    this.first = new Int32Array(this.space);
    this.second = new Int32Array(this.space);
    for (let from = 0; from < first.length; from += 1) {
      if (first[from] === 0) continue;
      const at = this.placeOf(first[from]!, second[from]!);
      this.first[at] = first[from]!;
      this.second[at] = second[from]!;
    }
  }
}
