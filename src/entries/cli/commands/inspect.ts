import path from 'node:path';
import { inspect, type Inspection } from '../../../app/inspect.js';
import { catalogue, checks } from '../../../checks/index.js';
import { Failure } from '../../../core/errors.js';
import { noIntegrity } from '../../../core/integrity.js';
import { limits } from '../../../core/limits.js';
import type { LockedPackage } from '../../../core/lockfile.js';
import { registryOf } from '../../../core/registries.js';
import { exitCodeOf } from '../../../policy/judge.js';
import { addedLines } from '../../../render/added.js';
import { jsonText, reviewDocument } from '../../../render/json.js';
import { packagesTable } from '../../../render/packages.js';
import { terminalText } from '../../../render/terminal.js';
import { engineDigest, engineVersion } from '../../engine.js';
import { diskFacts, fromDisk, fromRegistry } from '../../inspected.js';
import { localFacts } from '../../local.js';
import { parseWords, registryWord } from '../arguments.js';
import { UsageError, type Command, type ExitCode, type Io } from '../io.js';
import { palette } from '../palette.js';
import { terminalProgress } from '../progress.js';

const usage = `Usage: mergewarden inspect NAME@OLD..NEW [options]
       mergewarden inspect NAME@NEW [options]
       mergewarden inspect OLD.tgz NEW.tgz [options]
       mergewarden inspect OLDDIR NEWDIR [options]

Shows what a new version of a package adds over the old one: install steps, what
its code is able to do and when, with places and excerpts, and the packages that
it newly depends on, which are looked at in turn (one level, 20 packages).
Nothing of it is run. NAME@NEW compares with the version that the registry had
before.

  --advisories DIR   known advisories: a folder or file of OSV records; also
                     ADVISORIES_DIR, or ADVISORIES_URL for an export that is
                     fetched and kept; with none they are left out
  --trust FILE       trusted roots and keys of your own; also TRUST_FILE
  --registry URL     the default registry, in place of your npmrc's
  --offline          ask no registry; what is not in the cache could not be
                     checked
  --no-cache         neither read nor write the cache of package facts
  --json             one JSON document on stdout (schemas/inspect.schema.json)
  --verbose          also show what is folded, and what only runs when called

Example: mergewarden inspect semver@7.8.5..7.8.6

Exit code: 0 pass or warn, 1 block, 2 could not check, 64 wrong usage.`;

const options = { advisories: { type: 'string' }, trust: { type: 'string' }, registry: { type: 'string' }, offline: { type: 'boolean' }, 'no-cache': { type: 'boolean' }, json: { type: 'boolean' }, verbose: { type: 'boolean' } } as const;

/** `NAME@OLD..NEW` or `NAME@NEW`. */
function specOf(word: string): { readonly name: string; readonly old?: string; readonly version: string } {
  const at = word.lastIndexOf('@');
  const [name, versions] = [word.slice(0, at), word.slice(at + 1)];
  const [first, second, ...more] = versions.split('..');
  if (at <= 0 || !first || second === '' || more.length > 0) throw new UsageError(`it wants NAME@OLD..NEW or NAME@NEW, not ${JSON.stringify(word)}`);
  return second === undefined ? { name, version: first } : { name, old: first, version: second };
}

async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, words } = parseWords(argv, options, [1, 2]);
  const registry = registryWord(values.registry);
  const local = await localFacts({
    io, directory: io.cwd, offline: values.offline === true, cache: values['no-cache'] !== true,
    ...(values.advisories === undefined ? {} : { advisories: path.resolve(io.cwd, values.advisories) }), ...(values.trust === undefined ? {} : { trust: path.resolve(io.cwd, values.trust) }), ...registry,
  });
  const progress = terminalProgress(io, () => local.clock.now());
  try {
    const signal = AbortSignal.any([io.signal, AbortSignal.timeout(limits.reviewMs.value)]);
    // Without advisory data this command still answers its question, which is about code: the two checks that need it are left out.
    const wanted = values.advisories === undefined && io.env['ADVISORIES_DIR'] === undefined && io.env['ADVISORIES_URL'] === undefined ? checks.filter((check) => check.group !== 'advisory') : checks;
    const engine = { version: engineVersion, digest: engineDigest() };
    let facts = local.facts;
    let pair: { readonly before?: LockedPackage; readonly after: LockedPackage };
    if (words.length === 2) {
      const [before, after] = await Promise.all(words.map((word) => fromDisk(path.resolve(io.cwd, word))));
      facts = diskFacts([before!, after!], local.analyser, local.facts);
      pair = { before: before!.locked, after: after!.locked };
    } else {
      const { name, old, version } = specOf(words[0]!);
      const record = await local.facts.get({ origin: fromRegistry(name, version, local.registries).origin, integrity: noIntegrity }, 'record', signal);
      const exact = (tag: string): string => record.value?.distTags[tag] ?? tag;
      if (record.value) for (const one of [version, ...(old === undefined ? [] : [old])]) if (!Object.hasOwn(record.value.versions, exact(one))) throw new Failure('REGISTRY_NOT_SERVED', { name, version: one });
      pair = { after: fromRegistry(name, exact(version), local.registries), ...(old === undefined ? {} : { before: fromRegistry(name, exact(old), local.registries) }) };
    }
    const inspection = await inspect(facts, wanted, pair, engine, local.clock.now(), signal, { registryOf: (name) => registryOf(name, local.registries), progress });
    progress.end();
    print(inspection, { json: values.json === true, verbose: values.verbose === true }, io);
    return exitCodeOf(inspection.verdict);
  } finally {
    progress.end();
    await local.close();
  }
}

function print({ verdict, change, before, after, facts, added, dependencies }: Inspection, wanted: { readonly json: boolean; readonly verbose: boolean }, io: Io): void {
  if (wanted.json) { io.out(jsonText({ ...reviewDocument(verdict, catalogue), before: before?.origin ?? null, after: after.origin, added, facts })); return; }
  const look = { width: Math.max(40, Math.floor(io.columns) || 80), palette: palette(io), verbose: wanted.verbose };
  const { name, version } = change.after!;
  const lines = addedLines(added, { ...look, name, version, ...(before?.origin.kind === 'registry' ? { before: before.origin.version } : {}) });
  io.out(terminalText(verdict, catalogue, packagesTable([change, ...dependencies]), { ...look, added: lines }));
}

export const inspectCommand: Command = { name: 'inspect', summary: 'show what a new package version adds', usage, options: Object.keys(options), run };
