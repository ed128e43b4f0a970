import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gitText, tryGit } from './run.js';

/** What a commit does to one path: text or bytes, an executable, a link, a submodule, or null to delete it. */
export type FileChange =
  | string
  | Uint8Array
  | { readonly executable: string | Uint8Array }
  | { readonly symlink: string }
  | { readonly submodule: string }
  | null;
export type FileChanges = Readonly<Record<string, FileChange>>;

export interface NewCommit {
  readonly branch: string;
  readonly message: string;
  readonly files: FileChanges;
  /** Commits that this one stands on. Only a new branch may have none: git would go on from a standing one's own tip. */
  readonly parents: readonly string[];
  /** Start from an empty tree, not from the first parent's. */
  readonly fresh?: boolean;
  readonly author: { readonly name: string; readonly email: string };
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const quote = (path: string): string => `"${path.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
const blob = (bytes: string | Uint8Array): Buffer[] => {
  const data = Buffer.from(bytes as Uint8Array);
  return [Buffer.from(`data ${data.length}\n`), data, Buffer.from('\n')];
};

function fileCommand(path: string, change: FileChange): Buffer[] {
  if (change === null) return [Buffer.from(`D ${quote(path)}\n`)];
  if (typeof change === 'string' || change instanceof Uint8Array) return [Buffer.from(`M 100644 inline ${quote(path)}\n`), ...blob(change)];
  if ('executable' in change) return [Buffer.from(`M 100755 inline ${quote(path)}\n`), ...blob(change.executable)];
  if ('symlink' in change) return [Buffer.from(`M 120000 inline ${quote(path)}\n`), ...blob(change.symlink)];
  return [Buffer.from(`M 160000 ${change.submodule} ${quote(path)}\n`)];
}

/**
 * Writes one commit into a bare repository without a clone and moves its branch there, forward or not.
 * @returns the commit's id.
 */
export async function writeCommit(dir: string, commit: NewCommit): Promise<string> {
  const ref = `refs/heads/${commit.branch}`;
  const { parents } = commit;
  const seconds = Math.floor(commit.at / 1000);
  const who = `${commit.author.name} <${commit.author.email}> ${seconds} +0000`;
  const message = Buffer.from(commit.message);
  const script = Buffer.concat([
    Buffer.from(`commit ${ref}\nmark :1\nauthor ${who}\ncommitter ${who}\ndata ${message.length}\n`), message, Buffer.from('\n'),
    ...parents.map((parent, index) => Buffer.from(`${index === 0 ? 'from' : 'merge'} ${parent}\n`)),
    ...(commit.fresh === true ? [Buffer.from('deleteall\n')] : []),
    ...Object.entries(commit.files).flatMap(([path, change]) => fileCommand(path, change)),
    Buffer.from('\nget-mark :1\n'),
  ]);
  return gitText(dir, ['fast-import', '--quiet', '--force', '--date-format=raw'], { input: script });
}

const configuration = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\tfsync = none
\tlogAllRefUpdates = false
[http]
\treceivepack = true
[uploadpack]
\tallowAnySHA1InWant = true
\tallowFilter = true
[receive]
\thideRefs = refs/pull
\tautogc = false
[gc]
\tauto = 0
`;

/** Makes an empty bare repository that serves any object and refuses pushes to pull request refs: the files that `git init` would write. */
export async function initRepository(dir: string, defaultBranch: string): Promise<void> {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'info']) await mkdir(path.join(dir, folder), { recursive: true });
  await writeFile(path.join(dir, 'config'), configuration);
  await writeFile(path.join(dir, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`);
}

/** The result of merging two commits: its tree, or a conflict. */
export async function mergeTree(dir: string, base: string, head: string): Promise<{ tree: string } | { conflict: true }> {
  const { code, stdout, stderr } = await tryGit(dir, ['merge-tree', '--write-tree', '--allow-unrelated-histories', base, head]);
  if (code === 1) return { conflict: true };
  if (code !== 0) throw new Error(`git merge-tree ended with ${code}: ${stderr}`);
  return { tree: stdout.toString('utf8').split('\n')[0] ?? '' };
}

/** Writes a commit for a tree that is already there. */
export async function commitTree(
  dir: string, tree: string, parents: readonly string[], message: string, author: { name: string; email: string }, at: number,
): Promise<string> {
  const date = `${Math.floor(at / 1000)} +0000`;
  return gitText(dir, ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], {
    input: message,
    env: {
      GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email, GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: 'GitHub', GIT_COMMITTER_EMAIL: 'noreply@github.com', GIT_COMMITTER_DATE: date,
    },
  });
}
