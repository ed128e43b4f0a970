import { createHash } from 'node:crypto';

/** What happened, line by line, and the hash of all of it: two runs of one seed have the same. */
export class Trace {
  private readonly hash = createHash('sha256');
  private pending = '';
  readonly lines: string[] = [];

  constructor(private readonly start: number, private readonly keep: boolean) {}

  add(now: number, who: string, what: string): void {
    const ms = now - this.start;
    this.pending += `${ms}\t${who}\t${what}\n`;
    if (this.pending.length > 65_536) this.flush();
    if (this.keep) this.lines.push(`${clock(ms)}  ${who.padEnd(8)}  ${what}`);
  }

  digest(): string {
    this.flush();
    return this.hash.digest('hex');
  }

  private flush(): void {
    this.hash.update(this.pending);
    this.pending = '';
  }
}

function clock(ms: number): string {
  const part = (value: number, digits: number): string => String(value).padStart(digits, '0');
  return `${part(Math.floor(ms / 3_600_000), 2)}:${part(Math.floor(ms / 60_000) % 60, 2)}:${part(Math.floor(ms / 1_000) % 60, 2)}.${part(ms % 1_000, 3)}`;
}
