import path from 'node:path';
import { createFolderHost } from '../../../adapters/local-git/folder.js';
import { review, type Reviewed } from '../../../app/review.js';
import type { Check } from '../../../checks/check.js';
import { checks } from '../../../checks/index.js';
import { limits } from '../../../core/limits.js';
import type { Remark } from '../../../core/verdict.js';
import { exitCodeOf } from '../../../policy/judge.js';
import { engineDigest, engineVersion } from '../../engine.js';
import { localFacts } from '../../local.js';
import { parseWords, registryWord } from '../arguments.js';
import { mayWrite } from '../files.js';
import { type Command, type ExitCode, type Io } from '../io.js';
import { terminalProgress } from '../progress.js';
import { policyFile, print } from './review.js';

const usage = `Usage: mergewarden scan [options] PATH...

Checks files as they are, every line taken as added: lockfiles (where each
package comes from, how it is pinned, whether the manifest agrees), files that
no reader understands, and the policy of the review itself. With --advisories
also each locked package against known advisories. Packages are not fetched,
and nothing is run. The folders .git and node_modules are left out.

  PATH               a folder or a file; of a lockfile name the folder, since
                     its manifest belongs to it
  --policy FILE      judge by this policy; what is scanned does not judge itself
  --advisories DIR   known advisories: a folder or file of OSV records (JSON or
                     NDJSON, also gzipped); also ADVISORIES_DIR
  --exploited DIR    a folder with EPSS scores and CISA's known exploited
                     vulnerabilities, as published, to be shown beside
                     advisories; also EXPLOITED_DIR
  --registry URL     the default registry, in place of your npmrc's
  --json             one JSON document on stdout (schemas/review.schema.json)
  --sarif FILE       also write the findings as SARIF 2.1.0
  --verbose          also show what is folded, all evidence, and how to waive

Example: mergewarden scan --advisories osv.ndjson.gz .

Exit code: 0 pass or warn, 1 block, 2 could not check, 64 wrong usage.`;

const options = {
  policy: { type: 'string' }, advisories: { type: 'string' }, exploited: { type: 'string' }, registry: { type: 'string' }, json: { type: 'boolean' }, sarif: { type: 'string' }, verbose: { type: 'boolean' },
} as const;

/** The checks that read the files alone; with advisory data also those that ask for nothing else. */
export function checksOfFiles(all: readonly Check[], withAdvisories: boolean): readonly Check[] {
  return all.filter((check) => check.needs.every((need) => need.kinds.every((kind) => withAdvisories && kind === 'advisories')));
}

/** The scan's verdict says what it left out: nothing that was not looked at passes for clean. */
function saidWhole({ verdict, ...reviewed }: Reviewed, ran: readonly Check[]): Reviewed {
  const left = checks.filter((check) => !ran.includes(check));
  const remarks: readonly Remark[] = verdict.counts.changes === 0 ? [] : [
    { code: 'packages-not-read', data: { count: verdict.counts.changes } },
    ...(left.some((check) => check.group === 'advisory') ? [{ code: 'advisories-not-asked', data: {} } as const] : []),
  ];
  return { ...reviewed, verdict: { ...verdict, remarks: [...verdict.remarks, ...remarks], coverage: [...verdict.coverage, ...left.map((check) => ({ check: check.id, coverage: { kind: 'skipped', code: 'disabled' } as const }))] } };
}

async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, words } = parseWords(argv, options, [1, 10_000]);
  const registry = registryWord(values.registry);
  const at = (file: string): string => path.resolve(io.cwd, file);
  if (values.sarif !== undefined) await mayWrite(io.cwd, '--sarif', values.sarif);
  const host = createFolderHost(words.map(at));
  const advisories = values.advisories === undefined ? io.env['ADVISORIES_DIR'] : at(values.advisories);
  const ports = await localFacts({ io, directory: at(words[0]!), offline: true, cache: false, ...(advisories === undefined ? {} : { advisories }), ...(values.exploited === undefined ? {} : { exploited: at(values.exploited) }), ...registry });
  const progress = terminalProgress(io, () => ports.clock.now());
  try {
    const ran = checksOfFiles(checks, advisories !== undefined);
    const reviewed = await review({ host, facts: ports.facts, clock: ports.clock, progress, people: async () => [] }, {
      checks: ran, registries: ports.registries, engine: { version: engineVersion, digest: engineDigest() },
      ...(values.policy === undefined ? {} : { policyFile: await policyFile('--policy', values.policy, io) }),
    }, undefined, AbortSignal.any([io.signal, AbortSignal.timeout(limits.reviewMs.value)]));
    progress.end();
    await print(saidWhole(reviewed, ran), { json: values.json === true, verbose: values.verbose === true, ...(values.sarif === undefined ? {} : { sarif: values.sarif }) }, io);
    return exitCodeOf(reviewed.verdict);
  } finally {
    progress.end();
    await ports.close();
  }
}

export const scanCommand: Command = { name: 'scan', summary: 'check files as they are, every line taken as added', usage, options: Object.keys(options), run };
