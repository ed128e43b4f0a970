import type { LockedPackage } from '../../core/lockfile.js';
import { isExact } from '../../core/integrity.js';
import { defineCheck, type Draft, type ReviewInput } from '../check.js';
import { bytes, lockfileLine } from '../draft.js';

/** A full object id: SHA-1 or SHA-256, in hex. Anything shorter is a name that can be moved to other bytes. */
const fullCommit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

interface Fault {
  readonly message: 'foreign-host' | 'insecure-scheme' | 'name-mismatch' | 'no-integrity' | 'weak-integrity' | 'several-digests' | 'unknown-digest' | 'git' | 'git-moving' | 'other-source';
  readonly severity: 'medium' | 'high';
  readonly data: { readonly [key: string]: string };
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

/**
 * What is wrong with where an entry takes its bytes from, and with what it pins them to. An installer takes either of two digests
 * of one algorithm, and a missing or weaker one admits other bytes (tried with npm 11 and 12), so only one full sha512 pins.
 */
function* faults(locked: LockedPackage, allowed: ReadonlySet<string>): Generator<Fault> {
  const { origin } = locked;
  const url = locked.resolved === undefined ? undefined : parse(locked.resolved);
  switch (origin.kind) {
    case 'workspace':
    case 'link':
    case 'bundled':
      return;
    case 'patched':
    case 'repository':
      yield { message: 'other-source', severity: 'medium', data: { source: origin.kind === 'repository' ? origin.path : 'a patch' } };
      return;
    case 'git':
      yield fullCommit.test(origin.commit)
        ? { message: 'git', severity: 'medium', data: { url: origin.url, commit: origin.commit } }
        : { message: 'git-moving', severity: 'high', data: { url: origin.url, commit: origin.commit === '' ? 'none' : origin.commit } };
      return;
    case 'url': {
      const host = url?.host ?? origin.url;
      if (url?.protocol === 'http:' && !isLoopback(url)) yield { message: 'insecure-scheme', severity: 'high', data: { url: origin.url } };
      yield allowed.has(host)
        ? { message: 'name-mismatch', severity: 'high', data: { url: origin.url } }
        : { message: 'foreign-host', severity: 'high', data: { host, url: origin.url } };
      break;
    }
    case 'registry':
      if (url?.protocol === 'http:' && !isLoopback(url)) yield { message: 'insecure-scheme', severity: 'high', data: { url: locked.resolved ?? '' } };
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
  if (isExact(integrity)) return;
  const strongest = integrity.digests.filter((digest) => digest.algorithm === 'sha512');
  if (integrity.malformed.length > 0) yield { message: 'unknown-digest', severity: 'high', data: { digest: integrity.malformed[0]! } };
  else if (integrity.digests.length === 0) yield { message: 'no-integrity', severity: 'high', data: {} };
  else if (strongest.length === 0) yield { message: 'weak-integrity', severity: 'high', data: { algorithm: integrity.digests[0]!.algorithm } };
  else yield { message: 'several-digests', severity: 'high', data: { count: String(integrity.digests.length) } };
}

/** The faults that some baseline of the same identity did not have; an entry that was as weak before is told, folded. */
function* drafts(input: ReviewInput): Generator<Draft> {
  const allowed = new Set([...input.policy.registries.allowed, ...(input.registryHosts ?? [])]);
  const changes = new Map(input.changes.flatMap((change) => (change.after ? [[`${change.root.lockfile} ${change.after.location}`, change]] : [])));
  for (const reading of input.lockfiles) {
    for (const locked of reading.touched) {
      const change = changes.get(`${locked.root.lockfile} ${locked.location}`);
      for (const fault of faults(locked, allowed)) {
        const stood = change !== undefined && change.before.length > 0 && change.before.every((before) => [...faults(before, allowed)].some((old) => old.message === fault.message));
        yield {
          message: fault.message, severity: fault.severity, confidence: 'high', level: stood ? 'folded' : 'default', change: stood ? 'standing' : 'added',
          data: { package: locked.name, version: locked.version, lockfile: locked.root.lockfile, ...fault.data },
          at: lockfileLine(locked, reading.lines), related: [], trace: [], fixes: [], subject: locked.origin, ...bytes(locked), root: locked.root,
          evidence: locked.resolved === undefined ? [] : [{ kind: 'lockfile', text: locked.resolved }],
          identity: [fault.message, locked.location, ...Object.values(fault.data)],
        };
      }
    }
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
      todo: 'Remove the entry and run the install again, which writes a sha512 digest.',
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
