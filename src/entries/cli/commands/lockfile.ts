import { isUtf8 } from 'node:buffer';
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
import type { ManifestTexts } from '../../../lockfiles/change-places.js';
import { compareLockfile, type LockfileInput } from '../../../lockfiles/compare.js';
import type { LockfileFormat } from '../../../lockfiles/format.js';
import { formatOf as formatNamed, formats } from '../../../lockfiles/index.js';
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
package-lock.json and npm-shrinkwrap.json (versions 1 to 4), yarn.lock (Yarn 1,
and 2 to 4), pnpm-lock.yaml (versions 5 to 9), bun.lock, requirements files of
pip, poetry.lock and uv.lock.

  --rev              BASE and HEAD are revisions of a clone, PATH a file in it
  --repo DIR         the clone; this folder by default
  --format NAME      npm, pnpm, yarn, bun, requirements, poetry or uv, where a
                     file has another name
  --registry URL     the default registry, in place of your npmrc's: a package
                     that comes from elsewhere is told by its address
  --json             one JSON document on stdout

Example: mergewarden lockfile diff --rev main HEAD package-lock.json

Exit code: 0, 2 when a lockfile could not be read whole, 64 wrong usage.`;

const options = { json: { type: 'boolean' }, rev: { type: 'boolean' }, repo: { type: 'string' }, registry: { type: 'string' }, format: { type: 'string' } } as const;

/** The format of a file, by what was named or else by the file's own name. */
function formatOf(file: string, named: string | undefined): LockfileFormat {
  const format = named === undefined ? formatNamed(file.split(path.sep).join('/')) : formats.find((one) => one.id === named);
  if (!format && named !== undefined) throw new UsageError(`--format is one of ${formats.map((one) => one.id).join(', ')}`);
  if (!format) throw new UsageError(`${path.basename(file)} is no lockfile's name; --format ${formats.map((one) => one.id).join('|')} says what it is`);
  return format;
}

/** Bytes that are no UTF-8 are refused, but for those of which the format knows what they are. */
async function textOf(file: string, format: LockfileFormat, io: Io): Promise<string> {
  const bytes = await readNamed(io.cwd, file);
  if (!isUtf8(bytes) && !format.notText?.(file)) throw new Failure('FILE_ENCODING', { path: file });
  return bytes.toString('utf8');
}

const packageDocument = (one: LockedPackage) => ({
  name: one.name, version: one.version, location: one.location, origin: one.origin, integrity: integrityText(one.integrity), pinned: one.integrity.pinned, reach: one.reach,
  ...(one.alias === undefined ? {} : { alias: one.alias }), ...(one.resolved === undefined ? {} : { resolved: one.resolved }),
});

async function list(file: string, format: LockfileFormat, json: boolean, registries: RegistryTable, io: Io): Promise<ExitCode> {
  const found = listPackages(await textOf(file, format, io), { format, root: { lockfile: file, directory: '' }, registries });
  if (json) printJson(io, { schema: 1, format: format.id, ...(found.version === undefined ? {} : { version: found.version }), packages: found.packages.map(packageDocument), problems: found.problems });
  else for (const one of found.packages) io.out(`${visible(one.name, 300)} ${visible(one.version, 100)}${one.alias === undefined ? '' : ` as ${visible(one.alias, 300)}`}\n`);
  for (const problem of found.problems) io.err(`${visible(problem.location || file, 300)}: ${failureWords(problem)}\n`);
  return found.problems.length > 0 ? 2 : 0;
}

/** A lockfile in a clone at two revisions, with the manifests and settings that decide with it. */
async function atRevisions(directory: string, base: string, head: string, file: string, format: LockfileFormat): Promise<LockfileInput> {
  const host = createLocalGit({ directory, base, head });
  try {
    // A path as this system's shell completes it, as git's trees spell it.
    return await inputOf(host, path.posix.normalize(file.replaceAll(path.sep, '/')), format);
  } finally {
    await host.close();
  }
}

async function inputOf(host: CodeHost, file: string, format: LockfileFormat): Promise<LockfileInput> {
  const { trees } = await host.snapshot();
  const sides = [trees.base, trees.head];
  const place = sides.flatMap((tree) => format.matches(tree.entries.keys())).find((one) => one.root.lockfile === file);
  if (!place) throw new Failure('FILE_UNREADABLE', { path: file, reason: 'in neither revision' });
  const wanted = [file, ...place.manifests, ...place.settings];
  const { read } = createTextReader(host);
  const texts = await read(wanted.flatMap((one) => sides.map((tree) => ({ tree, path: one, maxBytes: one === file ? limits.lockfileBytes.value : limits.manifestBytes.value }))));
  const both = (one: string): ManifestTexts => {
    const [before, after] = sides.map((_, side) => {
      const text = texts[wanted.indexOf(one) * 2 + side]!;
      if (text.kind === 'unread') throw new Failure(text.coverage.code, text.coverage.data);
      return text.kind === 'text' ? text.text : undefined;
    });
    return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
  };
  const named = (paths: readonly string[]): ReadonlyMap<string, ManifestTexts> => new Map(paths.map((one) => [one, both(one)]));
  return { format, root: place.root, ...both(file), manifests: named(place.manifests), settings: named(place.settings) };
}

/** Two files of this machine: of a conversion each by its own format. No manifest goes with them, so the lockfiles' own copies of what is asked for count. */
async function fromFiles(base: string, head: string, named: string | undefined, io: Io): Promise<LockfileInput> {
  const [old, format] = [formatOf(base, named), formatOf(head, named)];
  const [before, after] = await Promise.all([textOf(base, old, io), textOf(head, format, io)]);
  return { format, root: { lockfile: head, directory: '' }, before, after, manifests: new Map(), ...(old === format ? {} : { forerunner: { format: old, lockfile: base, directory: '' } }) };
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
  if (words[0] === 'list' && words.length === 2) return list(words[1]!, formatOf(words[1]!, values.format), json, registries, io);
  if (words[0] !== 'diff' || words.length !== (values.rev === true ? 4 : 3)) throw new UsageError('it wants "list FILE", "diff BASEFILE HEADFILE" or "diff --rev BASE HEAD PATH"');
  const file = words.at(-1)!;
  const input = values.rev === true
    ? await atRevisions(path.resolve(io.cwd, values.repo ?? '.'), words[1]!, words[2]!, file, formatOf(file, values.format))
    : await fromFiles(words[1]!, file, values.format, io);
  const { reading, changes } = compareLockfile(input, { registries });
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
