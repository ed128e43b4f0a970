// A program that reads two packages, one after the other, and is done: it closes nothing.
import { setImmediate as turn } from 'node:timers/promises';
import { createAnalyser } from '../../../src/adapters/analyser/pool.js';

const analyser = createAnalyser({ processes: 1 });
const read = async (sha512: string): Promise<void> => {
  const bytes = Buffer.from('module.exports = 1;');
  const { coverage } = await analyser.analyse({ sha512, entries: [{ path: 'index.js', size: bytes.length, mode: 0o644, sha256: '0', bytes }] }, new AbortController().signal);
  process.stdout.write(`${coverage.kind}\n`);
};
await read('a');
await turn();
await read('b');
