import { createVerify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity } from '@sigstore/verify';
import { memoryFactCache } from '../../src/adapters/memory/fact-cache.js';
import { createTrust } from '../../src/app/trust.js';
import { parseIntegrity } from '../../src/core/integrity.js';
import type { Json } from '../../src/core/json.js';
import type { RegistryOrigin } from '../../src/core/origin.js';
import { reduceRecord } from '../../src/packages/record.js';
import type { RegistryRecord } from '../../src/packages/record.types.js';
import { trustMaterial } from '../../src/trust/attestation.js';
import { readKeys } from '../../src/trust/keys.js';
import { median } from '../measure.js';
import { verifySignatures } from '../../src/trust/registry-signature.js';

export interface TrustMessage {
  /** `library`: the same bundles through the library alone. `signatures`: signatures of registries, ours and with the key parsed each time. */
  readonly way: 'facts' | 'library' | 'signatures';
  readonly attested: number;
  readonly plain: number;
}

/** Milliseconds of processor time. */
export interface TrustAnswer {
  readonly firstMs: number;
  readonly secondMs: number;
  /** How long the event loop was held up at most, in milliseconds of wall time. */
  readonly heldMs: number;
  readonly verified: number;
  readonly asked: number;
}

interface Package { readonly origin: RegistryOrigin; readonly integrity: string; readonly record: RegistryRecord; readonly answer?: object }
interface Dist { readonly integrity: string; readonly signatures?: readonly { readonly keyid: string; readonly sig: string }[] }

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`../../test/data/provenance/${file}`, import.meta.url), 'utf8').replace(/^\uFEFF/, '')) as unknown;
const keys = readKeys(read('trust/npm-keys.tuf-target.json'))!;
const material = trustMaterial(read('trust/trusted_root.public-good.json'), keys)!;

/** The versions whose attestations were recorded whole, as the answers of a registry. */
function attestedVersions(): readonly { readonly name: string; readonly version: string; readonly integrity: string; readonly answer: object }[] {
  return ['sigstore-0.4.0', 'sigstore-1.0.0', 'tuf-js-1.0.0', 'playwright-cli-0.1.1'].map((file) => {
    const answer = read(`attestations/${file}.valid.json`) as { readonly attestations: readonly { readonly bundle: { readonly dsseEnvelope: { readonly payload: string } } }[] };
    const { subject } = JSON.parse(Buffer.from(answer.attestations[0]!.bundle.dsseEnvelope.payload, 'base64').toString('utf8')) as { readonly subject: readonly [{ readonly name: string; readonly digest: { readonly sha512: string } }] };
    const [, name = '', version = ''] = /^pkg:npm\/(.+)@([^@]+)$/.exec(subject[0].name) ?? [];
    return { name: name.replace('%40', '@'), version, integrity: `sha512-${Buffer.from(subject[0].digest.sha512, 'hex').toString('base64')}`, answer };
  });
}

/** The versions whose registry's signatures were recorded. */
function signedVersions(): readonly { readonly name: string; readonly version: string; readonly dist: Dist }[] {
  return ['lodash.117-signed-versions.json', 'tslib.35-signed-versions.bom.json'].flatMap((file) => {
    const { name, versions } = read(`packuments/${file}`) as { readonly name: string; readonly versions: { readonly [version: string]: { readonly dist: Dist } } };
    return Object.entries(versions).filter(([, { dist }]) => dist.signatures).map(([version, { dist }]) => ({ name, version, dist }));
  });
}

/** As many packages as are asked for: the recorded ones over and over, each time of another registry, so that nothing of one serves for another. */
function packages({ attested, plain }: TrustMessage): readonly Package[] {
  const [withAttestations, signed] = [attestedVersions(), signedVersions()];
  const made = (at: number, name: string, version: string, integrity: string, dist: object, answer?: object): Package => {
    const registry = `https://r${at}.registry.example/`;
    return { origin: { kind: 'registry', ecosystem: 'npm', registry, name, version }, integrity, record: reduceRecord({ name, versions: { [version]: { name, version, dist: dist as Json } } }, name, registry), ...(answer ? { answer } : {}) };
  };
  return [
    ...Array.from({ length: attested }, (_, at) => { const { name, version, integrity, answer } = withAttestations[at % withAttestations.length]!; return made(at, name, version, integrity, { integrity, attestations: { url: 'https://registry.example/a', provenance: { predicateType: 'https://slsa.dev/provenance/v1' } } }, answer); }),
    ...Array.from({ length: plain }, (_, at) => { const { name, version, dist } = signed[at % signed.length]!; return made(attested + at, name, version, dist.integrity, dist); }),
  ];
}

const spentMs = (from: NodeJS.CpuUsage): number => { const { user, system } = process.cpuUsage(from); return (user + system) / 1_000; };

async function facts(message: TrustMessage): Promise<TrustAnswer> {
  const all = packages(message);
  const byRegistry = new Map(all.map((one) => [one.origin.registry, one]));
  const cache = memoryFactCache(500_000_000);
  let asked = 0;
  const once = async (): Promise<number> => {
    const trust = createTrust({
      registry: { attestations: async ({ origin }) => { asked += 1; return byRegistry.get(origin.registry)!.answer; } }, cache, clock: { now: () => Date.UTC(2026, 0, 1) },
      tenancy: { installation: '1', repository: '1', visibility: 'private', fork: false }, tenantOf: () => 'public', roots: { materialFor: async () => material }, pass: (task) => task(),
      record: async ({ registry }) => ({ coverage: { kind: 'complete' }, value: byRegistry.get(registry)!.record }),
    });
    const { signal } = new AbortController();
    const made = await Promise.all(all.map(({ origin, integrity }) => trust(origin, parseIntegrity(integrity, 'lock'), signal)));
    return made.filter(({ value }) => value?.attested.state === 'verified' || value?.signature.state === 'verified').length;
  };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const from = process.cpuUsage();
  const verified = await once();
  const firstMs = spentMs(from);
  delay.disable();
  const again = process.cpuUsage();
  const second = await once();
  return { firstMs, secondMs: spentMs(again), heldMs: delay.max / 1e6, verified: Math.min(verified, second), asked };
}

async function library(message: TrustMessage): Promise<TrustAnswer> {
  const bundles = packages(message).flatMap(({ answer }) => (answer ? (answer as { readonly attestations: readonly { readonly bundle: object }[] }).attestations.map(({ bundle }) => bundle) : []));
  const from = process.cpuUsage();
  for (const bundle of bundles) material.instances[0]!.verifier.verify(toSignedEntity(bundleFromJSON(bundle)));
  return { firstMs: spentMs(from), secondMs: 0, heldMs: 0, verified: bundles.length, asked: 0 };
}

/** Ours, and as pacote does it: the PEM is parsed for each signature. Turn by turn, after one turn that does not count. */
async function signatures({ plain }: TrustMessage): Promise<TrustAnswer> {
  const signed = signedVersions();
  const turns = Math.ceil(plain / signed.length);
  const pems = new Map(keys.map(({ keyid, key }) => [keyid, key.export({ type: 'spki', format: 'pem' }) as string]));
  // A good signature is remembered with its key: each turn has keys of its own.
  const own = (by: typeof keys): number => signed.filter(({ name, version, dist }) => verifySignatures(dist.signatures!, { name, version, integrity: dist.integrity }, by).state === 'verified').length;
  const parsed = (): number => signed.filter(({ name, version, dist: { integrity, signatures: [one] = [] } }) => {
    const verifier = createVerify('SHA256');
    verifier.write(`${name}@${version}:${integrity}`);
    verifier.end();
    return verifier.verify(pems.get(one!.keyid)!, one!.sig, 'base64');
  }).length;
  const [firsts, seconds]: [number[], number[]] = [[], []];
  let verified = 0;
  for (let turn = -1; turn < turns; turn += 1) {
    const fresh = keys.map((one) => ({ ...one }));
    const first = process.cpuUsage();
    const good = own(fresh);
    const took = spentMs(first);
    const second = process.cpuUsage();
    const same = parsed();
    if (turn < 0) continue;
    firsts.push(took);
    seconds.push(spentMs(second));
    verified += Math.min(good, same);
  }
  // Turn against turn, so that a slow moment of the machine falls on both; then the middle one of all.
  const ratio = median(firsts.map((ms, turn) => seconds[turn]! / ms));
  const firstMs = median(firsts);
  return { firstMs, secondMs: ratio * firstMs, heldMs: 0, verified, asked: signed.length };
}

process.once('message', (message: TrustMessage) => { void { facts, library, signatures }[message.way](message).then((answer) => { process.send?.(answer); }); });
process.once('disconnect', () => { process.exit(0); });
