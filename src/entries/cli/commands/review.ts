import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { renderInput } from '../../../app/present.js';
import { review, type Reviewed, type ReviewSettings } from '../../../app/review.js';
import { recording } from '../../../app/saved.js';
import { catalogue, checks } from '../../../checks/index.js';
import { limits } from '../../../core/limits.js';
import { exitCodeOf } from '../../../policy/judge.js';
import { jsonText, reviewDocument } from '../../../render/json.js';
import { sarifDocument } from '../../../render/sarif.js';
import { terminalText } from '../../../render/terminal.js';
import { docsBase } from '../../documentation.js';
import { engineDigest, engineVersion } from '../../engine.js';
import { localPorts } from '../../local.js';
import { parseWords, registryWord } from '../arguments.js';
import { mayWrite, readNamed, writeNamed } from '../files.js';
import { UsageError, type Command, type ExitCode, type Io } from '../io.js';
import { palette } from '../palette.js';
import { terminalProgress } from '../progress.js';

const usage = `Usage: mergewarden review [options]

Reviews what a change lets in: the change from the base to the head of a local
clone, read by git plumbing only. Nothing of it is run.

  --repo DIR         the clone; this folder by default
  --base REV         what the change is compared with; by default the merge base
                     with the remote's default branch
  --head REV         the change; by default the working tree, uncommitted and
                     untracked files included
  --policy FILE      a policy in place of the repository's
                     .github/mergewarden.yml at the base
  --organisation-policy FILE
                     the organisation's policy, which the repository's may only
                     tighten; a clone does not hold it
  --advisories DIR   known advisories: a folder or file of OSV records (JSON or
                     NDJSON, also gzipped); also ADVISORIES_DIR. Without it
                     the export that ADVISORIES_URL names is fetched and kept,
                     and ADVISORIES_API and ADVISORIES_REGISTRY are asked
  --exploited DIR    a folder with EPSS scores and CISA's known exploited
                     vulnerabilities, as published, to be shown beside
                     advisories; also EXPLOITED_DIR
  --trust FILE       trusted roots and keys of your own, for registries of your
                     own; also TRUST_FILE. The public ones come with the
                     program and are refreshed once a day, for the next run
  --registry URL     the default registry, in place of your npmrc's
  --offline          ask no registry and no export; what is not in the cache
                     could not be checked
  --no-cache         neither read nor write the cache of package facts and of
                     what registries were seen to serve
  --json             one JSON document on stdout (schemas/review.schema.json)
  --sarif FILE       also write the findings as SARIF 2.1.0
  --save FILE        also write everything the verdict depends on;
                     "mergewarden replay FILE" gives it again, offline
  --verbose          also show what is folded, all evidence, and how to waive

Example: mergewarden review --base origin/main --advisories osv.ndjson.gz

Exit code: 0 pass or warn, 1 block, 2 could not check, 64 wrong usage.`;

const options = {
  repo: { type: 'string' }, base: { type: 'string' }, head: { type: 'string' }, policy: { type: 'string' }, 'organisation-policy': { type: 'string' }, advisories: { type: 'string' }, exploited: { type: 'string' }, trust: { type: 'string' }, registry: { type: 'string' },
  offline: { type: 'boolean' }, 'no-cache': { type: 'boolean' }, json: { type: 'boolean' }, sarif: { type: 'string' }, save: { type: 'string' }, verbose: { type: 'boolean' },
} as const;

async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseWords(argv, options);
  const registry = registryWord(values.registry);
  const at = (file: string): string => path.resolve(io.cwd, file);
  for (const [option, file] of [['--save', values.save], ['--sarif', values.sarif]] as const) if (file !== undefined) await mayWrite(io.cwd, option, file);
  const ports = await localPorts({
    io, directory: at(values.repo ?? '.'), offline: values.offline === true, cache: values['no-cache'] !== true,
    ...(values.base === undefined ? {} : { base: values.base }), ...(values.head === undefined ? {} : { head: values.head }),
    ...(values.advisories === undefined ? {} : { advisories: at(values.advisories) }), ...(values.exploited === undefined ? {} : { exploited: at(values.exploited) }), ...(values.trust === undefined ? {} : { trust: at(values.trust) }), ...registry,
  });
  const progress = terminalProgress(io, () => ports.clock.now());
  try {
    const settings: ReviewSettings = {
      checks, registries: ports.registries, engine: { version: engineVersion, digest: engineDigest() },
      ...(values.policy === undefined ? {} : { policyFile: await policyFile('--policy', values.policy, io) }),
      ...(values['organisation-policy'] === undefined ? {} : { organisationPolicy: await policyFile('--organisation-policy', values['organisation-policy'], io) }),
    };
    const recorder = recording({ host: ports.host, facts: ports.facts, clock: ports.clock, progress, people: ports.people, seen: ports.memory.seen }, settings);
    const signal = AbortSignal.any([io.signal, AbortSignal.timeout(limits.reviewMs.value)]);
    const reviewed = await review(recorder.ports, settings, undefined, signal);
    // What the cache alone tells nobody saw served today.
    if (values.offline !== true) await ports.memory.keep(reviewed.sighted?.served ?? []);
    progress.end();
    if (values.save !== undefined) await writeNamed(io.cwd, '--save', values.save, gzipSync(JSON.stringify(recorder.saved(reviewed.verdict))), 0o600);
    await print(reviewed, { json: values.json === true, verbose: values.verbose === true, ...(values.sarif === undefined ? {} : { sarif: values.sarif }) }, io);
    return exitCodeOf(reviewed.verdict);
  } finally {
    progress.end();
    await ports.close();
  }
}

/** A policy file that an option names. @throws UsageError when it cannot be read. */
export async function policyFile(option: string, name: string, io: Io): Promise<{ path: string; text: string }> {
  const bytes = await readNamed(io.cwd, name).catch(() => { throw new UsageError(`${option}: ${name} cannot be read`); });
  return { path: name, text: bytes.toString('utf8') };
}

/** Prints a review: one document, or text for a person. */
export async function print(reviewed: Reviewed, wanted: { readonly json: boolean; readonly verbose: boolean; readonly sarif?: string }, io: Io): Promise<void> {
  const { verdict, packages } = renderInput(reviewed, { catalogue, docsBase });
  if (wanted.sarif !== undefined) await writeNamed(io.cwd, '--sarif', wanted.sarif, jsonText(sarifDocument(verdict, catalogue, docsBase)));
  if (wanted.json) io.out(jsonText(reviewDocument(verdict, catalogue)));
  else io.out(terminalText(verdict, catalogue, packages, { width: io.columns, palette: palette(io), verbose: wanted.verbose }));
}

export const reviewCommand: Command = { name: 'review', summary: 'review a change of a local clone', usage, options: Object.keys(options), run };
