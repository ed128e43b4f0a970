import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gitEnvironment } from '../github/git/run.js';
import { StepFailed } from './wait.js';

export type Files = Readonly<Record<string, string>>;

/** A clone of the repository, as its author has it. */
export interface Clone {
  /** Commits files on a branch, begun at the base where it is new, and pushes it. Gives the commit. */
  push(branch: string, message: string, files: Files): Promise<string>;
}

/** How long one git command may take, in ms. */
const gitMs = 60_000;

/** Runs git as a person would; `cwd` must be there. @throws StepFailed with what git said, without addresses and the token in them. */
function git(cwd: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd, env: gitEnvironment, stdio: ['ignore', 'pipe', 'pipe'], signal: AbortSignal.any([signal, AbortSignal.timeout(gitMs)]) });
    let out = '';
    let said = '';
    child.stdout.on('data', (part: Buffer) => { out += part.toString('utf8'); });
    child.stderr.on('data', (part: Buffer) => { said += part.toString('utf8'); });
    const failed = (how: string): void => {
      reject(signal.aborted ? signal.reason as Error : new StepFailed(`git ${args[0] ?? ''} ${how}: ${said.replace(/https?:\/\/\S+/g, '(address)').trim().slice(-500)}`));
    };
    child.on('error', (error) => { failed(error.name === 'TimeoutError' || error.name === 'AbortError' ? `took more than ${gitMs / 1000} s` : error.message); });
    child.on('close', (code) => {
      if (code === 0) resolve(out.trim());
      else failed(`ended with ${code}`);
    });
  });
}

/** Clones a repository into a folder that is not there yet. */
export async function cloneTo(folder: string, url: string, author: { readonly name: string; readonly email: string }, signal: AbortSignal): Promise<Clone> {
  await mkdir(folder, { recursive: true });
  await git(folder, ['clone', '--quiet', url, '.'], signal);
  await git(folder, ['config', 'user.name', author.name], signal);
  await git(folder, ['config', 'user.email', author.email], signal);
  const known = new Set<string>();
  return {
    async push(branch, message, files) {
      await git(folder, known.has(branch) ? ['checkout', '--quiet', branch] : ['checkout', '--quiet', '-b', branch, 'origin/HEAD'], signal);
      known.add(branch);
      for (const [name, text] of Object.entries(files)) {
        await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
        await writeFile(path.join(folder, name), text);
      }
      await git(folder, ['add', '--all'], signal);
      await git(folder, ['commit', '--quiet', '-m', message], signal);
      await git(folder, ['push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`], signal);
      return git(folder, ['rev-parse', 'HEAD'], signal);
    },
  };
}
