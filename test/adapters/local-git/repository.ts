import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LocalGit, LocalGitOptions } from '../../../src/adapters/local-git/local-git.js';
import { createLocalGit } from '../../../src/adapters/local-git/local-git.js';
import type { Tree } from '../../../src/core/tree.js';

/** A real repository in a temporary folder, written to by the git of this machine under a fixed identity. */
export interface TestRepository {
  readonly path: string;
  git(...args: string[]): string;
  /** Writes files (path: text or bytes) into the working tree. */
  write(files: Record<string, string | Buffer>): void;
  /** Writes files, adds everything and commits. Returns the commit's id. */
  commit(files?: Record<string, string | Buffer>): string;
  link(target: string, name: string): void;
}

/** Temporary folders and open code hosts of one test file; `clean` ends them all. */
export function workshop() {
  const base = mkdtempSync(path.join(tmpdir(), 'local-git-'));
  const hosts: LocalGit[] = [];
  let count = 0;
  const folder = (): string => {
    const at = path.join(base, String(count += 1));
    mkdirSync(at);
    return at;
  };
  return {
    folder,
    /** The environment of every git that the tests run themselves. */
    environment: { PATH: process.env['PATH'] ?? '', HOME: base, GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' },
    at(directory: string): TestRepository {
      const git = (...args: string[]) => execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
        cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...this.environment, GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.invalid', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.invalid',
          GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z', GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
        },
      }).trim();
      const write = (files: Record<string, string | Buffer>) => {
        for (const [name, content] of Object.entries(files)) {
          mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
          writeFileSync(path.join(directory, name), content);
        }
      };
      return {
        path: directory, git, write,
        commit(files = {}) {
          write(files);
          git('add', '-A');
          git('commit', '-q', '--allow-empty', '-m', 'x');
          return git('rev-parse', 'HEAD');
        },
        link: (target, name) => symlinkSync(target, path.join(directory, name)),
      };
    },
    init(...args: string[]): TestRepository {
      const at = folder();
      execFileSync('git', ['init', '-q', '-b', 'main', ...args, at], { env: this.environment });
      return this.at(at);
    },
    host(options: LocalGitOptions): LocalGit {
      const host = createLocalGit(options);
      hosts.push(host);
      return host;
    },
    async clean(): Promise<void> {
      for (const host of hosts) await host.close();
      chmodSync(base, 0o700);
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** A tree as sorted `mode oid path` lines, the way `git ls-tree` prints them. */
export function lines(tree: Tree | undefined): string[] {
  return [...tree?.entries.values() ?? []].map(({ mode, oid, path: name }) => `${mode} ${oid} ${name}`).sort();
}

/** The same lines of a commit or tree, from git itself. */
export function listed(repository: TestRepository, revision: string): string[] {
  return repository.git('ls-tree', '-r', '-z', revision).split('\0').filter(Boolean).map((line) => line.replace(/ (?:blob|commit) /, ' ').replace('\t', ' ')).sort();
}
