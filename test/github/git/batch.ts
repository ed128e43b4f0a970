import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { gitEnvironment } from './run.js';

export interface ReadObject {
  readonly sha: string;
  readonly type: string;
  readonly size: number;
  readonly bytes: Buffer;
}

interface Reader {
  readonly child: ChildProcessWithoutNullStreams;
  readonly waiting: ((found: ReadObject | undefined) => void)[];
}

/**
 * Reads objects of bare repositories through one long-lived `git cat-file` for each: a review asks for hundreds of blobs, and a process for every
 * one of them would be most of what its measurement sees.
 */
export interface ObjectReader {
  /** The object that an id or a name of git's (`refs/heads/x^{commit}`, without white space) stands for; undefined where there is none. */
  read(dir: string, name: string): Promise<ReadObject | undefined>;
  /** Ends the readers of every repository below a folder. */
  close(root: string): void;
}

export function createObjectReader(): ObjectReader {
  const readers = new Map<string, Reader>();

  function start(dir: string): Reader {
    const child = spawn('git', ['cat-file', '--batch'], { cwd: dir, env: gitEnvironment, stdio: ['pipe', 'pipe', 'pipe'] });
    const reader: Reader = { child, waiting: [] };
    let chunks: Buffer[] = [];
    let have = 0;
    let need = 1;
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      have += chunk.length;
      if (have < need) return;
      let buffer = Buffer.concat(chunks);
      for (;;) {
        const line = buffer.indexOf(10);
        if (line < 0) break;
        const [sha = '', type = '', size] = buffer.toString('latin1', 0, line).split(' ');
        if (size === undefined) {
          buffer = buffer.subarray(line + 1);
          reader.waiting.shift()?.(undefined);
          continue;
        }
        need = line + 1 + Number(size) + 1;
        if (buffer.length < need) break;
        reader.waiting.shift()?.({ sha, type, size: Number(size), bytes: Buffer.from(buffer.subarray(line + 1, need - 1)) });
        buffer = buffer.subarray(need);
      }
      if (buffer.length === 0 || buffer.indexOf(10) < 0) need = 1;
      chunks = [buffer];
      have = buffer.length;
    });
    child.stdin.on('error', () => {});
    child.on('close', () => {
      if (readers.get(dir) === reader) readers.delete(dir);
      for (const give of reader.waiting.splice(0)) give(undefined);
    });
    readers.set(dir, reader);
    return reader;
  }

  return {
    read: (dir, name) => new Promise((resolve) => {
      const reader = readers.get(dir) ?? start(dir);
      reader.waiting.push(resolve);
      reader.child.stdin.write(`${name}\n`);
    }),
    close(root) {
      for (const [dir, { child }] of readers) if (dir.startsWith(root)) child.stdin.end();
    },
  };
}
