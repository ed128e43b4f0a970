import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { limits } from '../../core/limits.js';

const extension = path.extname(fileURLToPath(import.meta.url));
const worker = fileURLToPath(new URL(`./worker${extension}`, import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Node's permission model, where the build runs: no file outside the program's own folder is read, none is written, no process is started and
 * no thread. In a checkout the TypeScript loader needs a thread and a native addon, so it is left out there; the empty environment and the
 * limits hold everywhere.
 */
function permissions(): string[] {
  if (extension === '.ts') return [];
  const flag = Number(process.versions.node.split('.')[0]) >= 24 ? '--permission' : '--experimental-permission';
  return [flag, `--allow-fs-read=${path.join(root, '*')}`];
}

export interface ChildOptions {
  readonly memoryMb?: number;
  /** Another program in place of the analyser, for tests of what a program may do to us. */
  readonly program?: string;
}

/**
 * Starts an analyser process: an empty environment, no standard streams, a bounded heap. It holds no secret: what hostile code could make
 * of it is a wrong answer about its own package.
 */
export function startChild(options: ChildOptions = {}): ChildProcess {
  const loader = extension === '.ts' ? ['--import', new URL('../../../dev/register.mjs', import.meta.url).href] : [];
  const child = fork(options.program ?? worker, [], {
    cwd: root, env: {}, serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: ['--no-warnings', `--max-old-space-size=${options.memoryMb ?? limits.analyserMemory.value}`, ...permissions(), ...loader],
  });
  // An idle analyser keeps no program alive.
  child.unref();
  child.channel?.unref();
  return child;
}
