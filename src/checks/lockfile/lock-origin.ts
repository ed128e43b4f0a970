import type { LockedPackage } from '../../core/lockfile.js';
import { integrityText, isExact } from '../../core/integrity.js';
import { canonicalJson } from '../../core/json.js';
import { defineCheck, type Draft, type ReviewInput } from '../check.js';
import type { LockfileReading } from '../../lockfiles/reading.types.js';
import { aboutFile, bytes, lockfileLine } from '../draft.js';
import { pythonFaults } from './python-origin.js';

/** A full object id: SHA-1 or SHA-256, in hex. Anything shorter is a name that can be moved to other bytes. */
const fullCommit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** What is wrong with an entry, and how much. */
export interface Fault {
  readonly message: 'foreign-host' | 'other-registry' | 'insecure-scheme' | 'name-mismatch' | 'no-integrity' | 'weak-integrity' | 'several-digests' | 'unknown-digest' | 'git' | 'git-moving' | 'other-source' | 'unpinned';
  readonly severity: 'low' | 'medium' | 'high';
  readonly data: { readonly [key: string]: string };
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

/** Hosts that the policy allows, and those of the registries in use, whose addresses were compared whole when the entry was read. */
export interface Hosts {
  readonly allowed: ReadonlySet<string>;
  readonly configured: ReadonlySet<string>;
}

/** Whether a URL ends as registries write it for this very name and version: `/<name>/-/<base name>-<version>.tgz`, and nothing after. */
function isConventional(url: URL, { name, version }: LockedPackage): boolean {
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') return false;
  const file = `/-/${name.slice(name.lastIndexOf('/') + 1)}-${version}.tgz`;
  return [name, name.replace('/', '%2f'), name.replace('/', '%2F')].some((written) => url.pathname.endsWith(`/${written}${file}`));
}

/**
 * What is wrong with where an entry takes its bytes from, and with what it pins them to. An installer takes either of two digests
 * of one algorithm, and a missing or weaker one admits other bytes (tried with npm 11 and 12), so only one full sha512 pins.
 */
function* faults(locked: LockedPackage, hosts: Hosts): Generator<Fault> {
  if (locked.ecosystem === 'pypi') {
    yield* pythonFaults(locked, hosts);
    return;
  }
  const { origin } = locked;
  const url = locked.resolved === undefined ? undefined : parse(locked.resolved);
  switch (origin.kind) {
    case 'workspace':
    case 'link':
    case 'bundled':
      return;
    case 'patched':
      // What is patched comes from where its base does; the patch is a file of the repository, which `dependency-rewrite` tells of, or the package manager's own.
      for (const fault of faults({ ...locked, origin: origin.base }, hosts)) {
        // What a patch of Yarn's own makes of a package differs from release to release, and its checksum with it; the package itself has an entry, and a pin.
        if (fault.message !== 'no-integrity' || !origin.patch.startsWith('builtin<')) yield fault;
      }
      return;
    case 'repository':
      yield { message: 'other-source', severity: 'medium', data: { source: origin.path } };
      return;
    case 'git':
      yield fullCommit.test(origin.commit)
        ? { message: 'git', severity: 'medium', data: { url: origin.url, commit: origin.commit } }
        : { message: 'git-moving', severity: 'high', data: { url: origin.url, commit: origin.commit === '' ? 'none' : origin.commit } };
      return;
    case 'url': {
      const host = url?.host ?? origin.url;
      if (url?.protocol === 'http:' && !isLoopback(url)) yield { message: 'insecure-scheme', severity: 'high', data: { url: origin.url } };
      if (!hosts.allowed.has(host) && !hosts.configured.has(host)) yield { message: 'foreign-host', severity: 'high', data: { host, url: origin.url } };
      else if (url === undefined || !hosts.allowed.has(host) || !isConventional(url, locked)) yield { message: 'name-mismatch', severity: 'high', data: { url: origin.url } };
      break;
    }
    case 'registry':
      if (url?.protocol === 'http:' && !isLoopback(url)) yield { message: 'insecure-scheme', severity: 'high', data: { url: locked.resolved ?? '' } };
      if (locked.expectedRegistry !== undefined) yield { message: 'other-registry', severity: 'high', data: { registry: origin.registry, expected: locked.expectedRegistry } };
      break;
  }
  yield* pinFaults(locked);
}

/** A loopback registry has no network to be listened to on; every other plain http host has. */
function isLoopback(url: URL): boolean {
  return url.hostname === '127.0.0.1' || url.hostname === 'localhost' || url.hostname === '[::1]';
}

function* pinFaults(locked: LockedPackage): Generator<Fault> {
  const { integrity } = locked;
  // Yarn's own checksum pins the archive that Yarn makes of the tarball; the bytes that are read here are held to the registry's record.
  if (isExact(integrity) || (integrity.yarnCache !== undefined && integrity.digests.length === 0 && integrity.malformed.length === 0)) return;
  const strongest = integrity.digests.filter((digest) => digest.algorithm === 'sha512');
  if (integrity.malformed.length > 0) yield { message: 'unknown-digest', severity: 'high', data: { digest: integrity.malformed[0]! } };
  else if (integrity.digests.length === 0) yield { message: 'no-integrity', severity: isForOtherMachines(locked) ? 'low' : 'high', data: {} };
  else if (strongest.length === 0) yield { message: 'weak-integrity', severity: 'high', data: { algorithm: integrity.digests[0]!.algorithm } };
  else yield { message: 'several-digests', severity: 'high', data: { count: String(integrity.digests.length) } };
}

/**
 * Yarn 2 and later write no checksum for what the machine that locked it could not install (`conditions`), so that every lockfile with native
 * packages has such entries. Conditions that the package itself does not have are `lock-metadata`'s to tell, a checksum that goes
 * `integrity-mutation`'s.
 */
function isForOtherMachines({ raw, origin }: LockedPackage): boolean {
  return typeof raw['conditions'] === 'string' && typeof raw['resolution'] === 'string' && origin.kind === 'registry';
}

/** All of what an integrity says, options and unreadable words included. */
function pinText({ integrity }: LockedPackage): string {
  return [integrityText(integrity), ...integrity.digests.map((digest) => digest.options), ...integrity.malformed].join(' ');
}

/**
 * Whether a baseline had this fault already. Under the same version the fault must say the same of the same pin, else somebody
 * exchanged the bytes below a fault that was accepted; a second or unreadable digest is written anew with each version.
 */
function stoodAt(before: LockedPackage, after: LockedPackage, fault: Fault, hosts: Hosts): boolean {
  return [...faults(before, hosts)].some((old) => {
    if (old.message !== fault.message) return false;
    if (pinText(before) === pinText(after) && canonicalJson(old.data) === canonicalJson(fault.data)) return true;
    return before.version !== after.version && fault.message !== 'several-digests' && fault.message !== 'unknown-digest' && old.data['host'] === fault.data['host'];
  });
}

/** The faults that some baseline of the same identity did not have; an entry that was as weak before is told, folded. */
function* drafts(input: ReviewInput): Generator<Draft> {
  const hosts: Hosts = { allowed: new Set(input.policy.registries.allowed), configured: new Set(input.registryHosts ?? []) };
  const changes = new Map(input.changes.flatMap((change) => (change.after ? [[`${change.root.lockfile} ${change.after.location}`, change]] : [])));
  for (const reading of input.lockfiles) {
    yield* mixedDrafts(reading);
    for (const locked of reading.touched) {
      const change = changes.get(`${locked.root.lockfile} ${locked.location}`);
      for (const fault of faults(locked, hosts)) {
        if (fault.message === 'unpinned' && change?.before.some((before) => before.unpinned !== true && before.origin.kind === 'registry') === true) {
          yield { ...aboutEntry(locked, reading), message: 'pin-removed', severity: 'medium', level: 'default', change: 'worsened', data: { package: locked.name, version: locked.version, lockfile: locked.root.lockfile, before: change.before.map(({ version }) => version).join(', ') }, identity: ['pin-removed', locked.location] };
          continue;
        }
        const stood = change !== undefined && change.before.length > 0 && change.before.every((before) => stoodAt(before, locked, fault, hosts));
        yield {
          ...aboutEntry(locked, reading), message: fault.message, severity: fault.severity, level: stood || fault.severity === 'low' ? 'folded' : 'default', change: stood ? 'standing' : 'added',
          data: { package: locked.name, version: locked.version, lockfile: locked.root.lockfile, ...fault.data },
          identity: [fault.message, locked.location, ...Object.values(fault.data)],
        };
      }
    }
  }
}

/** What every finding about an entry has. */
function aboutEntry(locked: LockedPackage, reading: LockfileReading): Omit<Draft, 'message' | 'severity' | 'level' | 'change' | 'data' | 'identity'> {
  return {
    confidence: 'high', at: lockfileLine(locked, reading.lines), related: [], trace: [], fixes: [], subject: locked.origin, ...bytes(locked), root: locked.root,
    evidence: locked.resolved === undefined ? [] : [{ kind: 'lockfile', text: locked.resolved }],
  };
}

/** A scope of which one entry now comes from another place than the others. */
function* mixedDrafts(reading: LockfileReading): Generator<Draft> {
  for (const { scope, sources, location } of reading.mixed ?? []) {
    const { line, endLine } = reading.lines.get(location) ?? { line: 1, endLine: 1 };
    const lockfile = reading.root.lockfile;
    yield aboutFile({ in: 'repository', path: lockfile, side: 'head', line, endLine }, {
      message: 'mixed-scope', severity: 'medium', confidence: 'high', level: 'default', change: 'added', root: reading.root,
      data: { lockfile, scope, sources: sources.map((source) => (source === 'default' ? 'the default registry' : source)).join(', ') }, identity: ['mixed-scope', scope, ...sources],
    });
  }
}

export const lockOrigin = defineCheck({
  id: 'lock-origin',
  group: 'lockfile',
  title: 'A lockfile entry takes its bytes from somewhere else, or pins them to less than one sha512',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [],
  messages: {
    'foreign-host': {
      what: '{lockfile} takes {package} {version} from {host}, which is none of the registries in use here.',
      why: 'Installers fetch from the URL in the lockfile, whatever the package is called: the name says nothing about these bytes.',
      todo: 'Remove the entry and run the install again with your own registry. If the host is one of yours, add it to `registries.allowed` in the policy.',
    },
    'other-registry': {
      what: '{lockfile} takes {package} {version} from the registry `{registry}`; here this name is installed from `{expected}`.',
      why: 'Anybody may have put up a package of that name at another registry: the two need have nothing in common but the name.',
      todo: 'Remove the entry and run the install again with the scope\'s own registry configured.',
    },
    'mixed-scope': {
      what: 'Packages of {scope} in {lockfile} now come from several places: {sources}.',
      why: 'A scope belongs to one owner at one registry. At another one the same scope may be anybody\'s.',
      todo: 'Configure one registry for the scope, and run the install again.',
    },
    'insecure-scheme': {
      what: '{lockfile} takes {package} {version} over plain http: {url}',
      why: 'Anybody on the way can exchange or withhold the answer.',
      todo: 'Use the registry\'s https address, and run the install again.',
    },
    'name-mismatch': {
      what: '{lockfile} says {package} {version}, and its URL names another package or version: {url}',
      why: 'Installers fetch what the URL names. Everything that goes by the entry\'s name, advisories included, is then about another package.',
      todo: 'Remove the entry and run the install again. An entry that only a person could have written this way is an attack until shown otherwise.',
    },
    'no-integrity': {
      what: '{lockfile} pins {package} {version} to no digest.',
      why: 'Installers then take whatever bytes the registry, or anybody between, hands out.',
      todo: 'Remove the entry and run the install again, which writes the digest.',
    },
    'weak-integrity': {
      what: '{lockfile} pins {package} {version} to {algorithm} only.',
      why: 'Other bytes with the same digest can be made for the weaker algorithms.',
      todo: 'Remove the entry and run the install again, which writes a stronger digest.',
    },
    unpinned: {
      what: '{lockfile} asks for {package} {version}, and pins no version of it.',
      why: 'Which version is installed is decided at each install. Nobody reviews that one; only advisories that speak of every version of the package were looked at.',
      todo: 'Pin it with `==`, or compile the file into one with pins.',
    },
    'pin-removed': {
      what: '{lockfile} pinned {package} to {before}, and now asks for {version}.',
      why: 'Which version is installed is decided at each install from now on, and nobody reviews that one.',
      todo: 'Keep the pin, or raise it to the version that you want.',
    },
    'several-digests': {
      what: '{lockfile} pins {package} {version} to {count} digests at once.',
      why: 'Installers take bytes that fit any of them, so the entry admits more than one package.',
      todo: 'Remove the entry and run the install again, which writes exactly one sha512 digest.',
    },
    'unknown-digest': {
      what: '{lockfile} holds an integrity for {package} {version} that is no canonical digest: {digest}',
      why: 'Installers skip what they do not understand, and then nothing pins the bytes.',
      todo: 'Remove the entry and run the install again.',
    },
    git: {
      what: '{lockfile} takes {package} from git: {url} at {commit}',
      why: 'A package from git is built on the machine that installs it, and no registry has its record or its signature.',
      todo: 'Use a published version where there is one.',
    },
    'git-moving': {
      what: '{lockfile} takes {package} from git without a full commit: {url} at {commit}',
      why: 'A branch or tag can be moved to other content after the review.',
      todo: 'Pin the full commit id, or use a published version.',
    },
    'other-source': {
      what: '{lockfile} takes {package} {version} from {source}.',
      why: 'These bytes come from no registry; nothing but this review looks at them.',
      todo: 'Use a published version where there is one.',
    },
  },
  run: (input) => ({ drafts: [...drafts(input)], gaps: [] }),
});
