import type { InstallRoot } from '../../core/lockfile.js';
import type { Remedy } from '../../core/remedy.js';

/** The command that writes the lockfile anew, by format; nothing is run, and versions that fit stay. */
export const relock: { readonly [format: string]: string } = {
  npm: 'npm install --package-lock-only --ignore-scripts', yarn: 'yarn install', pnpm: 'pnpm install --lockfile-only --ignore-scripts', bun: 'bun install --lockfile-only --ignore-scripts',
  poetry: 'poetry lock', uv: 'uv lock',
};

/** The same where a format has several tools: Yarn 1 runs scripts unless told otherwise, later ones write the lockfile alone. */
export function relockWith({ format, version }: Pick<Remedy['tool'], 'format' | 'version'>): string {
  if (format === 'yarn') return version === 'v1' ? 'yarn install --ignore-scripts' : 'yarn install --mode=update-lockfile';
  return relock[format] ?? 'the install command of your package manager';
}

/** What a shell takes as it stands, and no tool for an option. */
const plainName = /^(?:@[a-z0-9~][\w.~-]{0,213}\/)?[a-z0-9~_][\w.~-]{0,213}$/i;

/**
 * The command that resolves these packages anew within the ranges that stand, wherever in the tree they are, from the lockfile's own folder. npm 11, pnpm 10 and Yarn 4 do
 * just that; pnpm finds them below the workspaces only with a depth, and outside of workspaces only without. Undefined for tools without one: Yarn 1 leaves
 * dependencies of dependencies alone, Bun writes what it updates into the manifest.
 */
export function updateWith({ format, version, workspaces }: Remedy['tool'], names: readonly string[]): string | undefined {
  if (!names.every((name) => plainName.test(name))) return undefined;
  const list = names.join(' ');
  switch (format) {
    case 'npm': return `npm update ${list} --package-lock-only --ignore-scripts`;
    case 'pnpm': return workspaces ? `pnpm -r update ${list} --depth Infinity --no-save --lockfile-only --ignore-scripts` : `pnpm update ${list} --no-save --lockfile-only --ignore-scripts`;
    case 'yarn': return version === 'v1' ? undefined : `yarn up -R ${list} --mode=update-lockfile`;
    default: return undefined;
  }
}

/** A command as it is run from the repository's root. A folder that a shell would read otherwise is left to the reader. */
export function fromRoot({ directory }: Pick<InstallRoot, 'directory'>, command: string): string {
  return /^[\w@.][\w@./-]{0,500}$/.test(directory) ? `cd ${directory} && ${command}` : command;
}

/** The rule that forces a version of a package wherever it is, as one line, and the file that it goes into. */
export function overrideWith({ format }: Pick<Remedy['tool'], 'format'>, name: string, version: string): { readonly file: string; readonly rule: string } {
  const rule = `"${name}": "${version}"`;
  if (format === 'pnpm') return { file: 'pnpm-workspace.yaml', rule: `overrides: { ${rule} }` };
  return { file: 'package.json', rule: `"${format === 'yarn' ? 'resolutions' : 'overrides'}": { ${rule} }` };
}
