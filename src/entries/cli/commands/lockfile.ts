import path from 'node:path';
import os from 'node:os';
import { readNpmSettings } from '../../../adapters/registry/index.js';
import { createLocalGit } from '../../../adapters/local-git/local-git.js';
import type { DependencyChange } from '../../../core/change.js';
import { integrityText } from '../../../core/integrity.js';
import { Failure } from '../../../core/errors.js';
import type { LockedPackage } from '../../../core/lockfile.js';
import type { RegistryTable } from '../../../core/registries.js';
import { subjectText } from '../../../checks/run.js';
import { compareLockfile } from '../../../lockfiles/compare.js';
import type { LockfileFormat } from '../../../lockfiles/format.js';
import { formats } from '../../../lockfiles/index.js';
import { listPackages } from '../../../lockfiles/list.js';
import { visible } from '../../../render/escape.js';
import { createTextReader } from '../../../app/files.js';
import { limits } from '../../../core/limits.js';
import type { CodeHost } from '../../../ports/code-host.js';
import { parseWords, registryWord } from '../arguments.js';
import { readNamed } from '../files.js';
import { failureWords } from '../words.js';
import { printJson, UsageError, type Command, type ExitCode, type Io } from '../io.js';

const usage = `Usage: mergewarden lockfile list FILE [--json]
       mergewarden lockfile diff BASEFILE HEADFILE [--json]
       mergewarden lockfile diff --rev BASE HEAD PATH [--repo DIR] [--json]

Prints what a lockfile installs, or what changes from one to the other. Reads
package-lock.json and npm-shrinkwrap.json (versions 1 to 4) and bun.lock.

  --rev              BASE and HEAD are revisions of a clone, PATH a file in it
  --repo DIR         the clone; this folder by default
  --registry URL     the default registry, in place of your npmrc's: a package
                     that comes from elsewhere is told by its address
  --json             one JSON document on stdout

Example: mergewarden lockfile diff --rev main HEAD package-lock.json

Exit code: 0, 2 when a lockfile could not be read whole, 64 wrong usage.`;

const options = { json: { type: 'boolean' }, rev: { type: 'boolean' }, repo: { type: 'string' }, registry: { type: 'string' } } as const;

function formatOf(file: string): LockfileFormat {
  const name = path.basename(file);
  const format = formats.find((one) => one.matches([name]).length > 0);
  if (!format) throw new Failure('LOCKFILE_UNSUPPORTED', { path: file });
  return format;
}

async function textOf(file: string, io: Io): Promise<string> {
  return (await readNamed(io.cwd, file)).toString('utf8');
}

const packageDocument = (one: LockedPackage) => ({
  name: one.name, version: one.version, location: one.location, origin: one.origin, integrity: integrityText(one.integrity), pinned: one.integrity.pinned, reach: one.reach,
  ...(one.alias === undefined ? {} : { alias: one.alias }), ...(one.resolved === undefined ? {} : { resolved: one.resolved }),
});

async function list(file: string, json: boolean, registries: RegistryTable, io: Io): Promise<ExitCode> {
  const format = formatOf(file);
  const found = listPackages(await textOf(file, io), { format, root: { lockfile: file, directory: '' }, registries });
  if (json) printJson(io, { schema: 1, format: format.id, ...(found.version === undefined ? {} : { version: found.version }), packages: found.packages.map(packageDocument), problems: found.problems });
  else for (const one of found.packages) io.out(`${visible(one.name, 300)} ${visible(one.version, 100)}${one.alias === undefined ? '' : ` as ${visible(one.alias, 300)}`}\n`);
  for (const problem of found.problems) io.err(`${visible(problem.location || file, 300)}: ${failureWords(problem)}\n`);
  return found.problems.length > 0 ? 2 : 0;
}

/** Both texts of a path in a clone, at two revisions. */
async function atRevisions(directory: string, base: string, head: string, file: string): Promise<readonly (string | undefined)[]> {
  const host = createLocalGit({ directory, base, head });
  try {
    // A path as this system's shell completes it, as git's trees spell it.
    return await textsOf(host, path.posix.normalize(file.replaceAll(path.sep, '/')));
  } finally {
    await host.close();
  }
}

async function textsOf(host: CodeHost, file: string): Promise<readonly (string | undefined)[]> {
  const { trees } = await host.snapshot();
  const { read } = createTextReader(host);
  const texts = await read([trees.base, trees.head].map((tree) => ({ tree, path: file, maxBytes: limits.lockfileBytes.value })));
  if (texts.every((text) => text.kind === 'absent')) throw new Failure('FILE_UNREADABLE', { path: file, reason: 'in neither revision' });
  return texts.map((text) => {
    if (text.kind === 'unread') throw new Failure(text.coverage.code, text.coverage.data);
    return text.kind === 'text' ? text.text : undefined;
  });
}

function changeLine(change: DependencyChange): string {
  const name = visible((change.after ?? change.before[0])!.name, 300);
  const versions = [change.before.map((one) => one.version).join(', '), change.after?.version ?? ''].map((version) => visible(version, 100));
  const told = change.kind === 'added' ? versions[1] : change.kind === 'removed' ? versions[0] : versions.join(' -> ');
  const path = change.introducers[0]?.path.map((step) => visible(step.name, 100)).join(' > ');
  const instead = change.substituted ? ` in place of ${visible(subjectText(change.substituted.origin), 300)}` : '';
  return `${change.kind.padEnd(9)} ${name} ${told}${instead}${path === undefined || path === '' ? '' : `  (${path})`}`;
}

async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, words } = parseWords(argv, options, [0, 4]);
  const registry = registryWord(values.registry);
  const { table: registries } = readNpmSettings({ env: io.env, home: os.homedir(), execPath: process.execPath, repository: io.cwd, ...registry });
  const json = values.json === true;
  if (words[0] === 'list' && words.length === 2) return list(words[1]!, json, registries, io);
  if (words[0] !== 'diff' || words.length !== (values.rev === true ? 4 : 3)) throw new UsageError('it wants "list FILE", "diff BASEFILE HEADFILE" or "diff --rev BASE HEAD PATH"');
  const file = words.at(-1)!;
  const [before, after] = values.rev === true
    ? await atRevisions(path.resolve(io.cwd, values.repo ?? '.'), words[1]!, words[2]!, file)
    : await Promise.all([textOf(words[1]!, io), textOf(file, io)]);
  const { reading, changes } = compareLockfile({ format: formatOf(file), root: { lockfile: file, directory: '' }, manifests: new Map(), ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }, { registries });
  if (json) {
    const document = changes.map(({ before: old, after: now, substituted, ...rest }) => ({ ...rest, before: old.map(packageDocument), ...(now ? { after: packageDocument(now) } : {}), ...(substituted ? { substituted: packageDocument(substituted) } : {}) }));
    printJson(io, { schema: 1, format: reading.format, coverage: reading.coverage, changes: document, problems: reading.problems });
  } else if (changes.length > 0) io.out(`${changes.map(changeLine).join('\n')}\n`);
  if (reading.coverage.kind !== 'failed' && changes.length === 0 && !json) io.err('no package changes\n');
  if (reading.coverage.kind === 'failed') io.err(`${visible(file, 300)}: ${failureWords(reading.coverage)}\n`);
  for (const problem of reading.problems) io.err(`${visible(problem.location || file, 300)}: ${failureWords(problem)}\n`);
  return reading.coverage.kind === 'complete' ? 0 : 2;
}

export const lockfileCommand: Command = { name: 'lockfile', summary: 'list a lockfile, or what changes between two', usage, options: Object.keys(options), run };
