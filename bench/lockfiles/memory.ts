import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { formats } from './formats.js';
import { changeList, comparison } from './read.js';
import { treesOf } from './tree.js';

const works = ['floor', 'list', 'whole'] as const;
type Work = (typeof works)[number];

/** The most memory, in MB, that a process of its own held while it read two texts of `count` packages and did each work on them, its start included. */
export async function peaks(name: string, count: number): Promise<{ readonly [work in Work]: number }> {
  const of = formats.find((one) => one.name === name)!;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mergewarden-bench-'));
  const register = fileURLToPath(new URL('../../dev/register.mjs', import.meta.url));
  try {
    const [before, after] = treesOf(count);
    const texts = { before: of.write(before), after: of.write(after), ...(of.floor.text ? { beforeFloor: of.floor.text(before), afterFloor: of.floor.text(after) } : {}) };
    for (const [side, text] of Object.entries(texts)) await writeFile(path.join(folder, side), text);
    const held = new Map<Work, number>();
    for (const work of works) held.set(work, Number((await promisify(execFile)(process.execPath, ['--import', register, fileURLToPath(import.meta.url), name, folder, work], { env: {} })).stdout));
    return Object.fromEntries(held) as { [work in Work]: number };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function work(name: string, folder: string, kind: Work): unknown {
  const of = formats.find((one) => one.name === name)!;
  const [before, after] = ['before', 'after'].map((side) => readFileSync(path.join(folder, kind === 'floor' && of.floor.text ? `${side}Floor` : side), 'utf8')) as [string, string];
  switch (kind) {
    case 'floor': return [before, after].map((text) => of.floor.parse(text));
    case 'list': return changeList(of, before, after);
    case 'whole': return comparison(of, before, after);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, folder, kind] = process.argv.slice(2) as [string, string, Work];
  const held = [work(name, folder, kind)];
  if (held.length === 1) console.log(String(process.resourceUsage().maxRSS / 1_000));
}
