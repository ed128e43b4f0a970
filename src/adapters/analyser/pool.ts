import type { ChildProcess } from 'node:child_process';
import os from 'node:os';
import { failed } from '../../core/coverage.js';
import type { ErrorCode } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import type { ArchiveEntry } from '../../packages/archive.types.js';
import type { CodeProfile } from '../../packages/profile.types.js';
import { profileProducer, type ProfileInput, type ProfileResult } from '../../packages/profile/profile.js';
import type { CodeAnalyser } from '../../ports/analyser.js';
import type { Fact } from '../../facts/kinds.js';
import { startChild, type ChildOptions } from './child.js';
import { readAnswer } from './message.js';

export interface AnalyserOptions extends ChildOptions {
  /** Processes at once; by default two, or one on a machine with a single core. */
  readonly processes?: number;
  /** Wall clock for one package, in milliseconds. */
  readonly packageMs?: number;
}

type Outcome = { readonly kind: 'result'; readonly result: ProfileResult } | { readonly kind: 'failed'; readonly code: ErrorCode; readonly data: { readonly [key: string]: string | number } };
interface Job {
  readonly input: ProfileInput;
  readonly signal: AbortSignal;
  readonly settle: (outcome: Outcome) => void;
}

/** Kinds of files that hardly anything runs: their bytes are held back until the profile asks for them. */
const heldBack = /\.(?:map|d\.[cm]?ts|png|jpe?g|gif|webp|ico|woff2?|ttf|eot|otf|wasm|node|svg|css|md)$/i;
/** A digest that killed an analyser is not tried again by this process; so many are remembered. */
const mostRemembered = 10_000;

/**
 * A pool of analyser processes. A package that kills, hangs or exhausts its process gets that as its answer, and the next one a fresh
 * process. A wall clock that ran out says something about this machine too, so it is marked as ours and never remembered.
 */
export function createAnalyser(options: AnalyserOptions = {}): CodeAnalyser {
  const width = options.processes ?? Math.min(2, os.availableParallelism());
  const packageMs = options.packageMs ?? limits.analyserMs.value;
  const waiting: Job[] = [];
  const idle: ChildProcess[] = [];
  const children = new Set<ChildProcess>();
  const deadly = new Map<string, Outcome>();
  let busy = 0;
  let closed = false;
  let nextId = 0;

  function next(): void {
    while (busy < width && waiting.length > 0) {
      const job = waiting.shift()!;
      if (job.signal.aborted || closed) {
        job.settle({ kind: 'failed', code: 'DEADLINE', data: {} });
        continue;
      }
      busy += 1;
      void runJob(job).then((outcome) => {
        busy -= 1;
        job.settle(outcome);
        next();
      });
    }
  }

  function takeChild(): ChildProcess {
    for (let child = idle.pop(); child !== undefined; child = idle.pop()) if (child.connected && child.exitCode === null) return child;
    const child = startChild(options);
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  }

  /** One package in one process. Whatever is not an answer of the right shape ends the process. */
  function runJob({ input, signal }: Job): Promise<Outcome> {
    const child = takeChild();
    const id = (nextId += 1);
    child.ref();
    child.channel?.ref();
    return new Promise((resolve) => {
      const end = (outcome: Outcome, keep: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        child.removeAllListeners('message').removeListener('exit', onExit).removeAllListeners('error');
        child.on('error', () => undefined);
        if (keep && !closed) {
          child.unref();
          child.channel?.unref();
          idle.push(child);
        } else child.kill('SIGKILL');
        resolve(outcome);
      };
      const stop = (code: ErrorCode, data: { readonly [key: string]: string | number } = {}): void => end({ kind: 'failed', code, data }, false);
      // V8 aborts a process whose heap is full; so does its regular expression compiler.
      const onExit = (exitCode: number | null, by: NodeJS.Signals | null): void => stop(by === 'SIGABRT' || exitCode === 134 ? 'ANALYSER_MEMORY' : 'ANALYSER_CRASHED', { exit: by ?? String(exitCode) });
      const onAbort = (): void => stop('DEADLINE');
      const timer = setTimeout(() => stop('ANALYSER_TIMEOUT', { ms: packageMs }), packageMs);
      child.once('exit', onExit);
      child.once('error', () => stop('ANALYSER_CRASHED', { exit: 'not started' }));
      child.on('message', (message) => {
        const answer = readAnswer(message);
        if (answer && answer.id === id) end({ kind: 'result', result: answer.result }, true);
        else stop('ANALYSER_CRASHED', { exit: 'no answer' });
      });
      signal.addEventListener('abort', onAbort, { once: true });
      child.send({ id, input }, (error) => { if (error) stop('ANALYSER_CRASHED', { exit: 'not sent' }); });
    });
  }

  const ask = (input: ProfileInput, signal: AbortSignal): Promise<Outcome> => new Promise((settle) => { waiting.push({ input, signal, settle }); next(); });

  return {
    producer: profileProducer,
    async analyse({ sha512, manifest, entries }, signal): Promise<Fact<CodeProfile>> {
      const known = deadly.get(sha512);
      if (known?.kind === 'failed') return { coverage: failed(known.code, known.data) };
      const files = (all: boolean): ProfileInput => ({ ...(manifest ? { manifest } : {}), files: entries.map((entry) => fileOf(entry, all || !heldBack.test(entry.path))) });
      let outcome = await ask(files(false), signal);
      if (outcome.kind === 'result' && outcome.result.wanted.length > 0) outcome = await ask(files(true), signal);
      signal.throwIfAborted();
      if (outcome.kind === 'result') return { coverage: outcome.result.coverage, value: outcome.result.value };
      const { code, data } = outcome;
      const ours = code === 'ANALYSER_TIMEOUT' || code === 'DEADLINE';
      if (!ours) {
        if (deadly.size >= mostRemembered) deadly.delete(deadly.keys().next().value!);
        deadly.set(sha512, outcome);
      }
      return { coverage: failed(code, data, ours) };
    },
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.settle({ kind: 'failed', code: 'DEADLINE', data: {} });
      await Promise.all([...children].map((child) => new Promise<void>((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) { resolve(); return; }
        // Waited for, so that a program which ends next leaves no process behind.
        child.ref();
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      })));
    },
  };
}

function fileOf({ path, size, sha256, bytes }: ArchiveEntry, whole: boolean): ProfileInput['files'][number] {
  return whole ? { path, size, sha256, bytes } : { path, size, sha256 };
}
