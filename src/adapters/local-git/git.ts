import { spawn } from 'node:child_process';
import { constants, accessSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';

/** One way to run git: a git directory, and settings that no repository can change. */
export interface Git {
  /** Runs a command to its end. @throws Failure HOST_ERROR for an exit code not in `ok`, HOST_TIMEOUT, GIT_MISSING; TREE_TRUNCATED for more output than a listing may have, READ_BUDGET over `maxBytes`. */
  run(args: readonly string[], options?: RunOptions): Promise<{ readonly code: number; readonly stdout: Buffer }>;
  /** The same, its output as it comes. */
  stream(args: readonly string[], options?: RunOptions): AsyncGenerator<Buffer, number>;
}
export interface RunOptions {
  readonly input?: string;
  /** Exit codes that are answers; 0 alone by default. */
  readonly ok?: readonly number[];
  /** Bytes of output after which the command is ended; without it those of a listing. */
  readonly maxBytes?: number;
  readonly env?: { readonly [name: string]: string };
  /** Ends the command; its reason is then what is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * What a clone's own configuration may not decide. Each of these runs a program, reaches out, or changes what is read; the command line
 * wins over every configuration file. (git-config(1); the fsmonitor and bare-repository attacks of 2022 and 2024.)
 */
const settings = [
  'core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.pager=cat', 'core.askPass=', 'core.sshCommand=false', 'core.gitProxy=none', 'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null', 'core.untrackedCache=false', 'core.commitGraph=false', 'core.alternateRefsCommand=', 'safe.bareRepository=explicit', 'protocol.allow=never',
  'diff.external=', 'credential.helper=', 'gc.auto=0', 'maintenance.auto=false', 'submodule.recurse=false', 'log.showSignature=false', 'transfer.credentialsInUrl=allow',
].flatMap((setting) => ['-c', setting]);

/** Nothing of the caller's environment goes in but the search path: an inherited GIT_DIR or GIT_EXTERNAL_DIFF would decide too. */
const environment = {
  LC_ALL: 'C', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_SYSTEM: '/dev/null', GIT_CONFIG_GLOBAL: '/dev/null', GIT_ATTR_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_NO_REPLACE_OBJECTS: '1', GIT_PROTOCOL_FROM_USER: '0', GIT_ALLOW_PROTOCOL: 'none', GIT_SSH_COMMAND: 'false',
  GIT_ASKPASS: 'false', GIT_PAGER: 'cat', GIT_EDITOR: 'false', GIT_LITERAL_PATHSPECS: '1', GIT_FLUSH: '0',
};

/**
 * The search path without relative folders and without those inside the reviewed root: run from a package script, it begins with the
 * clone's own `node_modules/.bin`, where a dependency may have put a `git`.
 */
export function searchPath(value: string, root: string): string {
  const inside = (folder: string) => folder === root || folder.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
  return value.split(path.delimiter).filter((folder) => path.isAbsolute(folder) && !inside(path.normalize(folder))).join(path.delimiter);
}

/** Where git is, by that search path. @throws Failure GIT_MISSING. */
export function findGit(search: string): string {
  for (const folder of search.split(path.delimiter)) {
    for (const name of process.platform === 'win32' ? ['git.exe'] : ['git']) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch { /* the next folder */ }
    }
  }
  throw new Failure('GIT_MISSING');
}

export interface GitOptions {
  readonly program: string;
  readonly search: string;
  /** The git directory, named outright: nothing is discovered, so no embedded repository is ever taken for one. */
  readonly gitDir: string;
  /** An empty folder of ours: the working directory and home of every command. */
  readonly home: string;
  /** Milliseconds for one command; defaults to limits.gitMs. */
  readonly timeoutMs?: number;
}

/** Binds git to one git directory. */
export function createGit({ program, search, gitDir, home, timeoutMs = limits.gitMs.value }: GitOptions): Git {
  async function* stream(args: readonly string[], { input = '', ok = [0], maxBytes, env = {}, signal }: RunOptions = {}): AsyncGenerator<Buffer, number> {
    const child = spawn(program, ['--no-pager', ...settings, ...args], {
      cwd: home, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true,
      env: { ...environment, ...env, PATH: search, HOME: home, XDG_CONFIG_HOME: home, GIT_DIR: gitDir },
    });
    const command = args[0] ?? '';
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => { if (said.length < 500) said += chunk.toString(); });
    child.stdin.on('error', () => { /* it ended before it read everything; its exit code tells why */ });
    const ended = new Promise<{ code: number | null; error?: Error }>((resolve) => {
      child.on('error', (error) => resolve({ code: null, error }));
      child.on('close', (code) => resolve({ code }));
    });
    child.stdin.end(input);
    const most = maxBytes ?? limits.gitListBytes.value;
    let bytes = 0;
    let finished = false;
    let late = false;
    const timer = setTimeout(() => { late = true; child.kill('SIGKILL'); }, timeoutMs);
    signal?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
    try {
      for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > most) throw new Failure(maxBytes === undefined ? limits.gitListBytes.code : limits.reviewReadBytes.code, { command, limit: most });
        yield chunk;
      }
      finished = true;
    } finally {
      if (!finished) { child.kill('SIGKILL'); clearTimeout(timer); }
    }
    const { code, error } = await ended;
    clearTimeout(timer);
    if (signal?.aborted === true) throw signal.reason;
    if (late) throw new Failure('HOST_TIMEOUT', { command, limit: timeoutMs });
    if (error || code === null) throw new Failure('HOST_ERROR', { command, reason: error ? 'spawn' : 'killed' }, error);
    if (!ok.includes(code)) throw new Failure('HOST_ERROR', { command, exit: code, detail: said.slice(0, 500) });
    return code;
  }
  return {
    stream,
    async run(args, options) {
      const chunks: Buffer[] = [];
      const output = stream(args, options);
      for (;;) {
        const next = await output.next();
        if (next.done) return { code: next.value, stdout: Buffer.concat(chunks) };
        chunks.push(next.value);
      }
    },
  };
}

/** Splits a stream at NUL bytes. What stands after the last one is given too, if it is not empty. */
export async function* splitAtNul(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(0, start); end >= 0; end = rest.indexOf(0, start)) {
      yield rest.subarray(start, end);
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
  if (rest.length > 0) yield rest;
}
