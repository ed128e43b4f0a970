import type { ErrorCode } from '../core/errors.js';
import type { Json } from '../core/json.js';
import type { Remark, RemarkCode } from '../core/verdict.js';
import { fill, type Sink } from './words.js';

/** A reason in words: a few for a title, a sentence on what could not be checked, and what to do next. */
interface Reason {
  readonly short: string;
  readonly what: string;
  readonly todo: string;
}

const rerun = 'Run the check again.';
const byHand = 'Look at the published package by hand, or stay on the old version. The gap can be waived by itself.';
const lockAgain = 'Run the install again with the package manager that the repository uses, and commit the lockfile that it writes.';

/** One line for every code: a code without words would be a silent one. */
const reasons: { readonly [code in ErrorCode]: Reason } = {
  REGISTRY_UNREACHABLE: { short: 'registry not reachable', what: 'The registry could not be reached, so nothing is known about the package.', todo: `Make sure that this machine reaches the registry. ${rerun}` },
  REGISTRY_TIMEOUT: { short: 'registry too slow', what: 'The registry did not answer in time.', todo: rerun },
  REGISTRY_ERROR: { short: 'registry failed', what: 'The registry answered with an error.', todo: `${rerun} If it stays, look at the registry's own status.` },
  REGISTRY_NOT_SERVED: { short: 'not on the registry', what: 'The registry does not serve this package or version.', todo: 'Make sure that the version is published there and that this installation may read it.' },
  REGISTRY_REDIRECT: { short: 'registry redirects elsewhere', what: 'The registry sends to another host, which is not followed.', todo: 'Configure the registry that really serves the package.' },
  REGISTRY_MALFORMED: { short: 'registry answer not readable', what: 'The registry\'s answer is no record or is larger than allowed.', todo: `${rerun} If it stays, look at the record by hand.` },
  REGISTRY_NOT_CONFIGURED: { short: 'registry not configured', what: 'The package comes from a registry that this installation is not configured for.', todo: 'Add the registry to the configuration, with credentials where it wants some.' },
  REGISTRY_OFFLINE: { short: 'offline', what: 'The review ran offline and the cache does not hold this package.', todo: 'Run it again without `--offline`.' },
  INTEGRITY_MISMATCH: { short: 'other bytes than pinned', what: 'The registry serves other bytes than the lockfile pins.', todo: 'Do not merge before it is known why. Compare the digests with an installation that you trust.' },
  INTEGRITY_MISSING: { short: 'no digest', what: 'Nothing pins the bytes of the package, so it is not known which bytes an install would take.', todo: lockAgain },
  WITHHELD: { short: 'not checked', what: 'The package is read with credentials and this repository is public, so why it could not be checked is not shown here.', todo: 'The operator finds the reason in the audit, under the fingerprint of this gap.' },
  TARBALL_MALFORMED: { short: 'package not readable', what: 'The package\'s archive is damaged.', todo: byHand },
  TARBALL_LIMIT: { short: 'package over the limits', what: 'The package\'s archive is larger, deeper or longer than allowed, so it was not read to its end.', todo: byHand },
  ORIGIN_UNSUPPORTED: { short: 'origin not read', what: 'The package comes from where nothing is fetched from, such as git, a URL or a patch.', todo: 'Look at the content by hand, or use a published version.' },
  ANALYSER_CRASHED: { short: 'code could not be read', what: 'Reading the package\'s code ended the process that read it.', todo: byHand },
  ANALYSER_TIMEOUT: { short: 'code not read in time', what: 'The package\'s code was not read within its time.', todo: `${rerun} ${byHand}` },
  ANALYSER_MEMORY: { short: 'code too large to read', what: 'The package\'s code wants more memory than one package may have.', todo: byHand },
  ANALYSER_STEPS: { short: 'code too large to read', what: 'The package holds more code than is read of one package.', todo: byHand },
  PARSE_FAILED: { short: 'code not understood', what: 'A file of the package is no code that could be parsed.', todo: byHand },
  RECORD_INCOMPLETE: { short: 'registry says too little', what: 'The registry\'s records leave out what was wanted of them, such as when and by whom versions were published.', todo: 'Nothing, where a mirror is meant to be used; the public registry has it.' },
  TRUST_ROOT_ABSENT: { short: 'no trusted root', what: 'There is no trusted root and there are no keys for this registry here, so none of its signatures and attestations was verified.', todo: 'Have the operator name a trusted root and keys for the registry, or see why they could not be fetched.' },
  TRUST_ROOT_OLD: { short: 'trusted roots too old', what: 'Attestations lead to a root, or to a log, that is not among the trusted ones here, and these were not refreshed for two weeks: it may be a newer one.', todo: 'See that the trusted roots are refreshed: under CI and with `--no-cache` those count that the program came with, so take a newer version of it, or name roots with `--trust`.' },
  KEYS_ABSENT: { short: 'no keys of the registry', what: 'No key of this registry is known here, so none of its signatures was verified.', todo: 'Have the operator name the registry\'s keys, if it has any.' },
  KEY_UNKNOWN: { short: 'signed with an unknown key', what: 'What the registry gives is signed with a key that is not among the registry\'s known ones, so it was not verified.', todo: 'See whether the registry announces a new key. If it does, have the operator renew the keys.' },
  ATTESTATIONS_NOT_SERVED: { short: 'attestations not served', what: 'The registry\'s records say that there are attestations, and the registry serves none: mirrors often pass records on and nothing else.', todo: 'Nothing, where a mirror is meant to be used; else have it pass on `-/npm/v1/attestations/`.' },
  ATTESTATION_UNSUPPORTED: { short: 'attestation not understood', what: 'The registry serves an attestation of a form that is not read yet, so it was not verified.', todo: 'Look at the attestation by hand, or stay on the old version.' },
  ATTESTATION_LIMIT: { short: 'attestation over the limits', what: 'The attestations of the version are more, larger or deeper than any usual ones, so they were not all verified.', todo: 'Look at them by hand, or stay on the old version.' },
  ATTESTATION_UNTRUSTED: { short: 'attested by an unknown instance', what: 'The attestations of the version lead to no root that is trusted here, as those of an organisation\'s own signing service do.', todo: 'If the registry has a signing service of its own, have the operator configure its trusted root.' },
  LOCKFILE_MALFORMED: { short: 'lockfile not readable', what: 'The lockfile is not well-formed, so it is not known what it installs.', todo: lockAgain },
  LOCKFILE_UNSUPPORTED: { short: 'no reader for the file', what: 'The file declares dependencies, or how they are installed, in a format or version that is not read yet.', todo: 'Review the file by hand.' },
  LOCKFILE_LIMIT: { short: 'lockfile over the limits', what: 'The lockfile is larger or deeper than allowed.', todo: 'Review it by hand, or split the installation.' },
  LOCKFILE_EMPTY: { short: 'lockfile without packages', what: 'The lockfile holds no packages although its manifest asks for some.', todo: lockAgain },
  LOCKFILE_AMBIGUOUS: { short: 'lockfile ambiguous', what: 'The lockfile can be read in more than one way: package managers would install different things from it.', todo: lockAgain },
  LOCKFILE_INCOMPLETE: { short: 'lockfile incomplete', what: 'The lockfile does not hold everything that the manifests ask for.', todo: lockAgain },
  SETTINGS_MALFORMED: { short: 'settings not readable', what: 'The settings of a package manager or updater are not well-formed, or not written in a way that all readers agree on, so it is not known what they allow.', todo: 'Mend the file; write values out where YAML anchors, merge keys or tags stand for them.' },
  COMMITTED_PACKAGE: { short: 'committed packages not compared', what: 'Bytes of packages lie in the repository and change, and they were not compared with what a registry serves.', todo: 'Install again from the lockfile with an empty cache, on a machine that you trust. Where git then shows no difference, the gap can be waived for these very bytes; where it does, ask who made them.' },
  FILE_UNREADABLE: { short: 'file not readable', what: 'A file could not be read.', todo: `Make sure that it is there and may be read. ${rerun}` },
  FILE_TOO_LARGE: { short: 'file too large', what: 'A file of the repository is larger than what is read.', todo: 'Review the file by hand.' },
  FILE_LFS_POINTER: { short: 'file kept in LFS', what: 'The file is a Git LFS pointer: its content is not in the repository.', todo: 'Keep the file in the repository itself.' },
  FILE_SUBMODULE: { short: 'submodule not read', what: 'A submodule changed; what is in it is another repository.', todo: 'Review the submodule\'s own change.' },
  FILE_SYMLINK: { short: 'symlink not followed', what: 'A symlink leads out of the repository, in a circle, or too far.', todo: 'Put the file where the link is.' },
  FILE_ENCODING: { short: 'file is not text', what: 'The file is not UTF-8 text.', todo: 'Save the file as UTF-8.' },
  TREE_TRUNCATED: { short: 'not all files listed', what: 'The repository\'s files could not all be listed.', todo: rerun },
  MANIFEST_MALFORMED: { short: 'manifest not readable', what: 'A package.json is not well-formed, so it is not known what it asks for.', todo: 'Mend the file.' },
  ADVISORIES_ABSENT: { short: 'no advisory data', what: 'There is no advisory data, or none on packages of this kind, so known vulnerabilities were not looked for.', todo: 'Name a folder of OSV records: `--advisories DIR` on the command line, `ADVISORIES_DIR` for the service; or set `ADVISORIES_URL` to the address of an export.' },
  ADVISORIES_MALFORMED: { short: 'advisory data not readable', what: 'The advisory data could not be read.', todo: 'Fetch the data again.' },
  ADVISORIES_STALE: { short: 'advisory data too old', what: 'The advisory data has not been seen whole at its source for too long, so what was found since may be missing.', todo: 'See that the address of `ADVISORIES_URL` can be reached and that this machine\'s clock is right.' },
  ADVISORIES_WITHHELD: { short: 'name not told to a service', what: 'Only services know of advisories here, and the name was not told to them: no public registry serves the package under it.', todo: 'Give a folder or an export of advisories as well. If the package is your own, name it under `private` in the policy.' },
  ADVISORIES_UNREACHABLE: { short: 'advisory source not reachable', what: 'A source of advisory data could not be read.', todo: 'See that the addresses of `ADVISORIES_URL` and `ADVISORIES_API` are right and can be reached; with `ADVISORIES_REGISTRY`, that the registry answers `npm audit`.' },
  VERSION_UNKNOWN: { short: 'version not understood', what: 'The version cannot be ordered, so it is not known whether an advisory speaks of it.', todo: 'Look at the advisories of the package by hand.' },
  POLICY_INVALID: { short: 'policy not valid', what: 'The policy at the base is not valid, and no earlier one is known.', todo: 'Mend `.github/mergewarden.yml` in a pull request that changes nothing else.' },
  BUDGET_CHANGES: { short: 'too many changes', what: 'More packages changed than are read in one review; this is one that was left out.', todo: 'Split the pull request.' },
  BUDGET_PULLS: { short: 'too many pull requests', what: 'More open pull requests share this head than are reviewed together.', todo: 'Close those that are not needed.' },
  READ_BUDGET: { short: 'too much to read', what: 'More would have to be read from the repository than one review may.', todo: 'Split the pull request.' },
  SIGHTINGS_LIMIT: { short: 'too many packages to remember', what: 'More packages changed than one review asks earlier ones about.', todo: 'Split the pull request.' },
  RELEASES_LIMIT: { short: 'too many releases at once', what: 'The accounts that put up the changed versions put up more at about the same time than one review compares.', todo: 'Look by hand at what else these accounts put up then.' },
  HOST_UNREACHABLE: { short: 'code host not reachable', what: 'The code host could not be reached.', todo: rerun },
  HOST_TIMEOUT: { short: 'code host too slow', what: 'The code host did not answer in time.', todo: rerun },
  HOST_RATE_LIMITED: { short: 'code host asks to wait', what: 'The code host limits how often it may be asked.', todo: 'The check runs again by itself.' },
  HOST_FORBIDDEN: { short: 'code host refuses', what: 'This installation may not read what the review needs.', todo: 'Compare the granted permissions with `mergewarden doctor`.' },
  HOST_NOT_FOUND: { short: 'not found at the code host', what: 'The code host does not have what the review needs.', todo: rerun },
  HOST_ERROR: { short: 'code host failed', what: 'The code host answered with an error.', todo: rerun },
  HOST_REJECTED: { short: 'code host refuses', what: 'The code host did not take what was written.', todo: rerun },
  HOST_MALFORMED: { short: 'code host not understood', what: 'The code host\'s answer could not be understood.', todo: rerun },
  NO_MERGE_BASE: { short: 'no common history', what: 'Base and head have no common ancestor, so it is not known what the change is.', todo: 'Rebase the branch.' },
  NOT_A_REPOSITORY: { short: 'no git repository', what: 'The folder is no git repository, or git cannot read it as one.', todo: 'Name the folder of a clone.' },
  GIT_MISSING: { short: 'git not found', what: 'There is no git on this machine\'s search path.', todo: 'Install git 2.38 or newer.' },
  REVISION_UNKNOWN: { short: 'commit not found', what: 'A commit of the review is not there.', todo: 'Fetch it, or push again. On the command line `--base` and `--head` name another one; a shallow clone is completed by `git fetch --unshallow`.' },
  DEADLINE: { short: 'time ran out', what: 'The review did not finish within its deadline.', todo: rerun },
  INTERNAL: { short: 'internal error', what: 'Something failed inside the reviewer itself.', todo: `${rerun} If it stays, report it with the trace id.` },
  SUPERSEDED: { short: 'superseded', what: 'A newer commit took the place of this one.', todo: 'Nothing: the newer one has its own check.' },
  TRUST_UNREACHABLE: { short: 'trusted roots not reachable', what: 'The repository of trusted roots could not be read; the last good ones stay in use.', todo: 'See that the address of `TRUST_TUF_URL`, or the public one, can be reached, or set `TRUST_TUF_URL=off`.' },
  TRUST_REFUSED: { short: 'trusted roots refused', what: 'The trusted roots that were offered are not signed as they have to be, are older than the last good ones, or have expired; the last good ones stay in use.', todo: 'Find out who serves them. With a mirror, bring it up to date; with `TRUST_TUF_ROOT`, see that it is the root of that repository.' },
  CACHE_REFUSED: { short: 'cache refused', what: 'The cache holds something that this machine did not write; it was not used.', todo: 'Remove the cache folder, or run with `--no-cache`.' },
  CONFIGURATION: { short: 'configuration not valid', what: 'The configuration of this installation is not valid.', todo: 'Mend the setting that the log names.' },
  DATABASE_UNREACHABLE: { short: 'database not reachable', what: 'The database could not be reached.', todo: 'Make sure that the database runs and that `DATABASE_URL` is right.' },
  DATABASE_POOLER: { short: 'database behind a pooler', what: 'The database is reached through a transaction pooler, which loses locks and notifications.', todo: 'Name the database itself in `DATABASE_URL`.' },
  DATABASE_REPLICA: { short: 'database is a replica', what: 'The database is a read-only replica.', todo: 'Name the primary in `DATABASE_URL`.' },
  SCHEMA_NEWER: { short: 'database is newer', what: 'The database was written by a newer version than this one.', todo: 'Start the newer version.' },
  EMBEDDED_IN_USE: { short: 'database folder in use', what: 'Another process holds the database folder.', todo: 'Stop the other process, or set `DATABASE_URL`.' },
  EMBEDDED_FAILED: { short: 'database did not start', what: 'The database that comes with this program did not start.', todo: 'Look at its log, or set `DATABASE_URL`.' },
  NOT_IMPLEMENTED_FOR_ORIGIN: { short: 'origin not read', what: 'Packages of this origin are not read yet.', todo: 'Look at the content by hand, or use a published version.' },
};

/** Where a code has a reason of its own in its data (`reason`), and words of its own for it. */
const particular: { readonly [key: string]: Reason } = {
  'RECORD_INCOMPLETE signatures': { short: 'registry signs nothing', what: 'The registry gives no signatures, so it was not verified that these are the bytes that were put up there.', todo: 'Nothing, where the registry never signs, or a mirror that drops signatures is meant to be used; the public registry has them.' },
  'RECORD_INCOMPLETE own-signatures': { short: 'package not signed', what: 'The registry gives no signature of the package, as where an organisation\'s own packages stand beside those that it hands on; so it was not verified that these are the bytes that were put up there.', todo: 'Nothing, where the package is your own: name it in the policy\'s `private`, and it is one remark for the registry.' },
  'RECORD_INCOMPLETE key-times': { short: 'signed with an old key', what: 'Versions are signed with a key that was out of use at the time that the record gives, as with a mirror that writes when it took them in; so nobody knows when they were signed.', todo: 'Nothing, where a mirror is meant to be used; the public registry gives the times of publishing.' },
  'REGISTRY_ERROR attestations': { short: 'attestations not served', what: 'The registry\'s records say that there are attestations, and its endpoint for them answers with an error, so none was verified.', todo: 'Nothing, where a mirror is meant to be used that does not pass on `-/npm/v1/attestations/`; else run the check again.' },
  'REGISTRY_MALFORMED attestations': { short: 'attestations not served', what: 'The registry\'s records say that there are attestations, and its endpoint for them answers with something else, so none was verified.', todo: 'Nothing, where a mirror is meant to be used that does not pass on `-/npm/v1/attestations/`; else run the check again.' },
  'LOCKFILE_MALFORMED requirements-line': { short: 'requirement not readable', what: 'A line of a requirements file is no requirement, so pip refuses the file, or takes the line for something else.', todo: 'Mend the line.' },
  'LOCKFILE_MALFORMED requirements-option': { short: 'option not known', what: 'A line of a requirements file has an option that is not known, or is cut short.', todo: 'Mend the line, or give the option on the command line.' },
  'LOCKFILE_INCOMPLETE include-outside': { short: 'include outside the repository', what: 'A requirements file includes one from outside the repository, and nobody reviews what that asks for.', todo: 'Keep the included file in the repository.' },
  'LOCKFILE_INCOMPLETE include-remote': { short: 'include from an address', what: 'A requirements file includes one from an address: what it asks for is decided there, at each install.', todo: 'Keep the included file in the repository.' },
  'LOCKFILE_INCOMPLETE include-circle': { short: 'include in a circle', what: 'Requirements files include one another in a circle, so pip does not end or refuses them.', todo: 'Take one of the includes out.' },
  'LOCKFILE_INCOMPLETE include-unread': { short: 'include not read', what: 'A requirements file includes one that is not there, or whose name is none of a requirements file, so it was not read.', todo: 'Name the included file as a requirements file is named: `requirements-….txt`, or `….txt` in a folder `requirements`.' },
  'LOCKFILE_UNSUPPORTED bun-lockb': { short: 'binary lockfile', what: 'Bun\'s binary lockfile is not read.', todo: 'Convert it with `bun install --save-text-lockfile --frozen-lockfile --lockfile-only`, commit the `bun.lock` and remove the `bun.lockb`.' },
};

/** What a problem is put into words by: its code, with the reason where that one has words of its own. */
export function reasonKey({ code, data }: { readonly code: string; readonly data: { readonly [key: string]: Json } }): string {
  const key = `${code} ${typeof data['reason'] === 'string' ? data['reason'] : ''}`;
  return Object.hasOwn(particular, key) ? key : code;
}

const unknownReason: Reason = { short: 'unknown reason', what: 'Something could not be checked.', todo: rerun };

/** A code, or a `reasonKey`, in words, for one sink. Codes of a newer version, in a saved review, read as an unknown reason. */
export function reasonOf(code: string, sink: Sink): Reason {
  const reason = Object.hasOwn(particular, code) ? particular[code]! : Object.hasOwn(reasons, code) ? reasons[code as ErrorCode] : unknownReason;
  return { short: fill(reason.short, {}, sink), what: fill(reason.what, {}, sink), todo: fill(reason.todo, {}, sink) };
}

const remarks: { readonly [code in RemarkCode]: string } = {
  'no-merge-result': 'There was no merge result to look at ({reason}): what was reviewed is the change from the merge base to the head.',
  'policy-last-good': '{path} cannot be used at the base. The last good policy stays in force, hash {hash}.',
  'policy-default': 'There is no policy file: every check is judged by its own default.',
  'policy-unusable': '{path} cannot be used at the base (line {line}) and no earlier policy is known. Only a pull request that mends this file and changes nothing else can pass.',
  'policy-loosening-refused': 'The repository\'s policy sets `{key}` to {after}. The organisation\'s holds it at {before}, which stands.',
  'unread-dependency-file': '{path} changed and decides what is installed, or how, and no reader understands it yet.',
  'no-dependency-change': 'No dependency changed.',
  'introducers-cut': 'Why every package of {path} is there is not told in full ({reason}: {limit}, at most {most}). The packages themselves were all looked at.',
  'ecosystem-unread': 'Of Python packages ({count} come in) only lockfile entries and known advisories are looked at: their code, archives and index records are not read.',
  'packages-not-read': 'Only files were checked: none of the {count} locked packages was fetched or read.',
  'advisories-not-asked': 'No package was looked for in known advisories: --advisories DIR does that.',
  'exploited-unread': '{file} could not be read ({reason}), so it is not shown which advisories are known to be exploited, or likely to be. The advisories themselves were all looked at.',
  'waiver-unused': 'The waiver of {by} for {fingerprint} (until {until}) fits nothing here.',
  'waiver-expired': 'The waiver of {by} for {fingerprint} ended on {until}.',
  'waiver-too-long': 'The waiver of {by} for {fingerprint} (until {until}) does not count: a waiver lasts at most 90 days.',
  'waiver-own': 'The waiver of {by} for {fingerprint} does not count here: nobody waives what they wrote themselves.',
  'waiver-mismatch': 'The waiver of {by} for {fingerprint} is for another {field}.',
};

/** A remark in words, for one sink. */
export function remarkText(remark: Remark, sink: Sink): string {
  return fill(Object.hasOwn(remarks, remark.code) ? remarks[remark.code] : '(unknown remark)', remark.data, sink);
}
