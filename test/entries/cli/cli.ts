import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { run } from '../../../src/entries/cli/run.js';
import type { TestRepository } from '../../adapters/local-git/repository.js';
import type { workshop } from '../../adapters/local-git/repository.js';
import { npmRepository, type Locks } from '../../app/npm-repository.js';
import { shelf } from '../../app/shelf.js';

/** What a command left behind. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Options {
  readonly cwd: string;
  readonly env?: { readonly [name: string]: string };
  readonly stdin?: string;
  readonly terminal?: boolean;
  readonly columns?: number;
}

const program = fileURLToPath(new URL('../../../bin/mergewarden.js', import.meta.url));

/** A person's machine: a home of their own, and none of this machine's settings. */
export function machine(folder: string): { readonly [name: string]: string } {
  const home = path.join(folder, 'home');
  mkdirSync(home, { recursive: true });
  return { HOME: home, XDG_CACHE_HOME: path.join(home, 'cache'), XDG_CONFIG_HOME: path.join(home, 'config'), PATH: process.env['PATH'] ?? '', npm_config_userconfig: path.join(home, '.npmrc'), TERM: 'xterm', TRUST_TUF_URL: 'off' };
}

/** One command line, in this process. */
export async function mergewarden(argv: readonly string[], { cwd, env = {}, stdin = '', terminal = false, columns = 80 }: Options): Promise<Ended> {
  let out = '';
  let err = '';
  const code = await run(argv, {
    out: (text) => { out += text; }, err: (text) => { err += text; }, env, cwd, outIsTerminal: terminal, errIsTerminal: terminal, columns,
    stdin: async function* () { yield Buffer.from(stdin); }, signal: new AbortController().signal,
  });
  return { code, out, err };
}

/** The program as a person starts it. */
export function start(argv: readonly string[], { cwd, env = {} }: Options): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, ...argv], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (part: Buffer) => { out += part.toString('utf8'); });
  child.stderr.on('data', (part: Buffer) => { err += part.toString('utf8'); });
  return { child, ended: new Promise((resolve) => { child.on('close', (code) => resolve({ code, out, err })); }) };
}

/** A clone with a branch `change` on top of `main`, both as npm would have left them. */
export function clone(shop: ReturnType<typeof workshop>, registry: string, base: Locks, head: Locks, more: Record<string, string> = {}): TestRepository {
  const repository = shop.init();
  const files = (locks: Locks): Record<string, string> => npmRepository(shelf, { ...locks, registry });
  repository.commit({ ...more, ...files(base) });
  repository.git('checkout', '-q', '-b', 'change');
  repository.commit(files(head));
  return repository;
}
