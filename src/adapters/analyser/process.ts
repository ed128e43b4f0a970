import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ErrorCode } from '../../core/errors.js';
import { answerSchema, type Answer, type Request } from './messages.js';

export interface ProcessOptions {
  readonly worker: URL;
  /** Megabytes of JavaScript heap; the bytes of files lie outside of it. */
  readonly memory: number;
  /** Whether Node's own permission model is laid over it, where this Node has one. */
  readonly confined: boolean;
}

export interface AnalyserProcess {
  /** Resolves when the message has been handed to the channel; rejects when the process is gone. */
  send(message: Request): Promise<void>;
  kill(): void;
  /** Whether this process stays alive for the sake of the other one: while it works, not while it is idle. */
  hold(held: boolean): void;
  /** Resolves when the process has ended, with what it died of. */
  readonly ended: Promise<Death>;
}
export interface Death {
  readonly code: Extract<ErrorCode, 'ANALYSER_MEMORY' | 'ANALYSER_CRASHED'>;
  readonly detail: string;
  /** The system killed it, which says as much about what else runs on this machine as about the package. */
  readonly bySystem: boolean;
}

const errorCharacters = 16_384;
/** Megabytes that young objects may fill before they are looked through: trees live long, and looking often copies them often. */
const youngMegabytes = 32;
/**
 * How much of other functions the engine may put into one that it optimises, in bytes of bytecode. By its own measure a process that reads a package or
 * two spends up to a third of its time on optimising, mostly on copies of large functions in others; with less, 3 MB of code take a quarter less.
 */
const inlining = ['--max-inlined-bytecode-size-cumulative=80', '--max-inlined-bytecode-size=60'];

/** The worker beside this file: TypeScript in a checkout (and below jest), JavaScript in what is published. */
export const defaultWorker = new URL(`./worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

/**
 * Node's permission model (its API documentation, "permissions"): the process may read its own code and the parsers, write nothing, and
 * start nothing. From TypeScript the loader needs a thread and a native module besides. It does not close the network, which no code that
 * the process runs speaks to. Only where it is stable: that of Node 20 misreads lists of folders that begin alike.
 */
function permissions(worker: string, typescript: boolean): readonly string[] {
  if (!process.allowedNodeEnvironmentFlags.has('--permission')) return [];
  const here = fileURLToPath(import.meta.url);
  const root = join(dirname(here), '..', '..', '..');
  // Node looks for a package in every folder above, and then where links lead.
  const modules = ['meriyah', '@babel/parser'].flatMap((name) => [
    ...foldersAbove(here).map((folder) => join(folder, 'node_modules', name, '*')), join(createRequire(import.meta.url).resolve(name), '..', '..', '*'),
  ]);
  const reads = typescript ? [join(root, '*')] : [join(root, 'dist', '*'), join(root, 'package.json'), join(dirname(worker), '*'), ...modules];
  if (reads.some((path) => /[,*]/.test(path.slice(0, -1)))) return [];
  return ['--permission', ...reads.map((path) => `--allow-fs-read=${path}`), ...(typescript ? ['--allow-worker', '--allow-addons'] : [])];
}

function foldersAbove(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

/**
 * Starts a process that analyses. Its environment is empty (one variable of the parent's would be one too many), its directory is `/`, its
 * input and output are closed but for what V8 says when it dies.
 */
export function startProcess({ worker, memory, confined }: ProcessOptions, onAnswer: (answer: Answer) => void): AnalyserProcess {
  const typescript = extname(worker.pathname) === '.ts';
  const child = fork(fileURLToPath(worker), [], {
    env: {}, cwd: '/', serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'], detached: false,
    execArgv: [`--max-old-space-size=${memory}`, `--max-semi-space-size=${youngMegabytes}`, ...inlining, '--no-warnings', ...(confined ? permissions(fileURLToPath(worker), typescript) : []), ...(typescript ? ['--import', new URL('../../../dev/register.mjs', import.meta.url).href] : [])],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => { if (errors.length < errorCharacters) errors += text.slice(0, errorCharacters); });
  child.on('message', (message) => {
    const parsed = answerSchema.safeParse(message);
    if (parsed.success) onAnswer(parsed.data);
    else {
      errors = 'malformed message';
      child.kill('SIGKILL');
    }
  });
  return { send: (message) => sendTo(child, message), kill: () => { child.kill('SIGKILL'); }, hold: (held) => { hold(child, held); }, ended: endOf(child, () => errors) };
}

/** The process, its channel and its error output are three handles, each of which alone would keep this process alive. */
function hold(child: ChildProcess, held: boolean): void {
  for (const handle of [child, child.channel, child.stderr as Socket | null]) {
    if (held) handle?.ref();
    else handle?.unref();
  }
}

function sendTo(child: ChildProcess, message: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!child.connected) reject(new Error('the analyser process is gone'));
    else child.send(message, (error) => { if (error) reject(error); else resolve(); });
  });
}

function endOf(child: ChildProcess, errors: () => string): Promise<Death> {
  return new Promise((resolve) => {
    child.once('error', (error) => { resolve({ code: 'ANALYSER_CRASHED', detail: error.message, bySystem: false }); });
    child.once('close', (status, signal) => {
      // V8 aborts when its heap is full; a kill that is not ours is the system's, for lack of memory.
      const bySystem = signal === 'SIGKILL' && errors() === '';
      const memory = bySystem || /heap out of memory|Allocation failed|invalid array length/i.test(errors());
      resolve({ code: memory ? 'ANALYSER_MEMORY' : 'ANALYSER_CRASHED', detail: signal ?? `exit ${String(status)}`, bySystem });
    });
  });
}
