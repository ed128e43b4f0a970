import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a process answered, and the most memory it and its children held together: resident, in bytes, looked at every 20 ms; 0 where /proc does not tell. */
export interface Measured<T> {
  readonly answer: T;
  readonly peakBytes: number;
}

const sampleMs = 20;

/** Resident bytes of a process and of all below it. */
function residentBytes(pid: number): number {
  try {
    const own = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    return own + children.reduce((sum, child) => sum + residentBytes(child), 0);
  } catch {
    return 0;
  }
}

/** Runs a program of `bench/processes` with one message, and waits for its one answer. */
export async function measured<T>(program: string, message: object): Promise<Measured<T>> {
  const child = fork(fileURLToPath(new URL(`../processes/${program}.ts`, import.meta.url)), [], { execArgv: ['--import', './dev/register.mjs'] });
  let peakBytes = 0;
  const sampling = setInterval(() => { if (child.pid !== undefined) peakBytes = Math.max(peakBytes, residentBytes(child.pid)); }, sampleMs);
  try {
    const answer = await new Promise<T>((resolve, reject) => {
      child.once('message', (value) => { resolve(value as T); });
      child.once('exit', (code) => { reject(new Error(`${program} ended with ${code} before its answer`)); });
      child.once('error', reject);
      child.send(message);
    });
    return { answer, peakBytes };
  } finally {
    clearInterval(sampling);
    if (child.connected) child.disconnect();
  }
}
