import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { memoryFactCache } from '../../src/adapters/memory/fact-cache.js';
import { createTrust, type TrustParts } from '../../src/app/trust.js';
import { Failure, type ErrorCode } from '../../src/core/errors.js';
import { noIntegrity, parseIntegrity, type Integrity } from '../../src/core/integrity.js';
import { limits } from '../../src/core/limits.js';
import type { RegistryOrigin } from '../../src/core/origin.js';
import type { Fact } from '../../src/facts/kinds.js';
import type { RegistryRecord, VersionRecord } from '../../src/packages/record.types.js';
import { trustMaterial, type TrustMaterial } from '../../src/trust/attestation.js';
import type { VersionTrust } from '../../src/trust/evidence.types.js';
import { readKeys } from '../../src/trust/keys.js';
import { startSigstore, type Sigstore } from '../trust/sigstore.js';

let sigstore: Sigstore;
let other: Sigstore;
let material: TrustMaterial;
beforeAll(async () => {
  [sigstore, other] = await Promise.all([startSigstore(), startSigstore()]);
  material = trustMaterial(sigstore.root, readKeys(sigstore.keys)!)!;
});
afterAll(async () => { await Promise.all([sigstore.close(), other.close()]); });

const never = new AbortController().signal;
const publishType = 'https://github.com/npm/attestation/tree/main/specs/publish/v0.1';
const sri = (text: string): string => `sha512-${Buffer.alloc(64, text).toString('base64')}`;
const hex = (text: string): string => Buffer.alloc(64, text).toString('hex');
const bytesOf = (name: string): string => `bytes of ${name}`;
const origin = (name = 'left', version = '1.0.0', registry = 'default'): RegistryOrigin => ({ kind: 'registry', ecosystem: 'npm', registry, name, version });
const pin = (text: string): Integrity => parseIntegrity(sri(text), 'lock');

/** What the registry says itself of a version, as it serves it. */
const attestationOf = async (by: Sigstore, name: string, bytes = bytesOf(name), version = '1.0.0'): Promise<object> => ({
  attestations: [{ predicateType: publishType, bundle: await by.publish({ _type: 'https://in-toto.io/Statement/v1', subject: [{ name: `pkg:npm/${name}@${version}`, digest: { sha512: hex(bytes) } }], predicateType: publishType, predicate: { name, version } }) }],
});

/** The same for the same package: no two signatures with one key are alike. */
const signatures = new Map<string, VersionRecord['signatures'][number]>();
function signatureOf(name: string): VersionRecord['signatures'][number] {
  const made = signatures.get(name) ?? sigstore.signature(name, '1.0.0', sri(bytesOf(name)));
  signatures.set(name, made);
  return made;
}

interface Setup {
  readonly asked: string[];
  readonly cache: TrustParts['cache'];
  readonly trust: (name?: string, pinned?: Integrity, signal?: AbortSignal, registry?: string) => Promise<Fact<VersionTrust>>;
}

/** A registry whose every package is one signed version with attestations, unless `edit` says otherwise; `answer` is its endpoint. */
function setUp(answer: (name: string, signal: AbortSignal) => Promise<unknown>, more: Partial<TrustParts> & { readonly edit?: (version: VersionRecord) => VersionRecord } = {}): Setup {
  const asked: string[] = [];
  const { edit = (version: VersionRecord) => version, ...parts } = more;
  const record = async ({ name, registry }: RegistryOrigin): Promise<Fact<RegistryRecord>> => {
    const integrity = sri(bytesOf(name));
    const version: VersionRecord = { version: '1.0.0', publishedAt: '2026-01-01T00:00:00Z', integrity, hasInstallScript: false, signatures: [signatureOf(name)], attestations: { predicateType: publishType }, dependencies: {} };
    return { coverage: { kind: 'complete' }, value: { name, registry, distTags: {}, versions: { '1.0.0': edit(version) }, maintainers: [], removed: {} } };
  };
  const cache = parts.cache ?? memoryFactCache();
  const trust = createTrust({
    registry: { attestations: async ({ origin: { name }, signal }) => { asked.push(name); return answer(name, signal); } },
    cache, clock: { now: () => 0 }, tenancy: { installation: '1', repository: 'acme/shop', visibility: 'private', fork: false }, tenantOf: () => 'public',
    roots: { materialFor: async () => material }, record, pass: (task) => task(), ...parts,
  });
  return { asked, cache, trust: (name = 'left', pinned = pin(bytesOf(name)), signal = never, registry = 'default') => trust(origin(name, '1.0.0', registry), pinned, signal) };
}
const failing = (code: ErrorCode) => async (): Promise<never> => { throw new Failure(code); };
const codeOf = ({ value }: Fact<VersionTrust>): string => (value!.attested.state === 'verified' ? 'verified' : `${value!.attested.code}${value!.unanswered ? ` ${value!.unanswered.code}${value!.unanswered.ours ? ' ours' : ''}` : ''}`);

describe('what is kept', () => {
  test('evidence that verified, so that nobody is asked again, whatever the registry serves then', async () => {
    const first = setUp((name) => attestationOf(sigstore, name));
    const verified = await first.trust();
    expect(verified).toMatchObject({ coverage: { kind: 'complete' }, value: { bytes: 'lock', signature: { state: 'verified' }, attested: { state: 'verified' }, advertised: true } });
    const again = setUp(failing('REGISTRY_ERROR'), { cache: first.cache });
    expect([await again.trust(), again.asked]).toEqual([verified, []]);
  });

  test('nothing for other bytes: they ask anew, and are refused', async () => {
    const { trust, asked } = setUp((name) => attestationOf(sigstore, name));
    await trust();
    expect((await trust('left', pin('other bytes'))).value).toMatchObject({ signature: { state: 'refused', code: 'SIGNATURE_INVALID' }, attested: { state: 'refused', code: 'SUBJECT_MISMATCH' } });
    expect(asked).toEqual(['left', 'left']);
  });

  test.each<[string, (name: string) => Promise<unknown>, string]>([
    ['refused', async (name) => attestationOf(sigstore, name, 'other bytes'), 'SUBJECT_MISMATCH'], ['of a key that nobody knows', async (name) => attestationOf(other, name), 'KEY_UNKNOWN'], ['an empty list', async () => ({ attestations: [] }), 'ATTESTATIONS_ABSENT'],
    ['no list', async () => ({ error: 'x' }), 'ATTESTATION_MALFORMED'], ['nothing', failing('REGISTRY_NOT_SERVED'), 'ENDPOINT_ABSENT'], ['a failure', failing('REGISTRY_TIMEOUT'), 'ENDPOINT_FAILED REGISTRY_TIMEOUT ours'],
  ])('nothing of what is %s: the registry may be better the next time', async (_name, answer, code) => {
    const first = setUp(answer);
    expect(codeOf(await first.trust())).toBe(code);
    const again = setUp((name) => attestationOf(sigstore, name), { cache: first.cache });
    expect([codeOf(await again.trust()), again.asked]).toEqual(['verified', ['left']]);
  });

  test.each<[string, Partial<VersionRecord>]>([
    ['signatures', { signatures: [] }], ['another time', { publishedAt: '2026-02-02T00:00:00Z' }], ['another type', { attestations: { predicateType: 'https://slsa.dev/provenance/v1' } }], ['another publisher', { publisher: { name: 'ada', trusted: 'github' } }],
  ])('nothing where the record says otherwise now: %s', async (_name, edited) => {
    const first = setUp((name) => attestationOf(sigstore, name));
    await first.trust();
    const again = setUp((name) => attestationOf(sigstore, name), { cache: first.cache, edit: (version) => ({ ...version, ...edited }) });
    await again.trust();
    expect(again.asked).toEqual(['left']);
  });

  test('nothing under other roots, nor without any', async () => {
    const first = setUp((name) => attestationOf(sigstore, name));
    await first.trust();
    const otherRoots = setUp((name) => attestationOf(sigstore, name), { cache: first.cache, roots: { materialFor: async () => trustMaterial(other.root, readKeys(other.keys)!)! } });
    expect((await otherRoots.trust()).value).toMatchObject({ signature: { code: 'KEY_UNKNOWN' }, attested: { code: 'KEY_UNKNOWN' } });
    const rootless = setUp((name) => attestationOf(sigstore, name), { cache: first.cache, roots: { materialFor: async () => undefined } });
    expect((await rootless.trust()).value).toMatchObject({ signature: { code: 'TRUST_ROOT_ABSENT' }, attested: { code: 'TRUST_ROOT_ABSENT' } });
    expect([...otherRoots.asked, ...rootless.asked]).toEqual(['left', 'left']);
  });

  test('what is not advertised asks nobody; what is pinned by the record alone is vouched for by it', async () => {
    const { trust, asked } = setUp(failing('REGISTRY_ERROR'), { edit: (version) => { const { attestations: _attestations, ...rest } = version; return rest; } });
    expect((await trust('left', noIntegrity)).value).toMatchObject({ bytes: 'record', signature: { state: 'verified' }, advertised: false, attested: { code: 'ATTESTATIONS_ABSENT' } });
    expect(asked).toEqual([]);
  });
});

describe('an endpoint that fails', () => {
  test.each<[ErrorCode, string]>([['REGISTRY_ERROR', 'ENDPOINT_FAILED REGISTRY_ERROR'], ['REGISTRY_TIMEOUT', 'ENDPOINT_FAILED REGISTRY_TIMEOUT ours'], ['REGISTRY_REDIRECT', 'ENDPOINT_FAILED REGISTRY_REDIRECT'], ['REGISTRY_OFFLINE', 'ENDPOINT_FAILED REGISTRY_OFFLINE'], ['REGISTRY_NOT_SERVED', 'ENDPOINT_ABSENT']])('%s: %s, and the signature is verified all the same', async (code, wanted) => {
    const fact = await setUp(failing(code)).trust();
    expect([codeOf(fact), fact.value!.signature.state, fact.coverage]).toEqual([wanted, 'verified', { kind: 'complete' }]);
  });

  test('is asked for no more after the limit, in this review and of this registry alone', async () => {
    const most = limits.attestationsRefused.value;
    const { trust, asked } = setUp(failing('REGISTRY_MALFORMED'));
    const told: string[] = [];
    for (let index = 0; index < most + 2; index += 1) told.push(codeOf(await trust(`left-${index}`)));
    expect(told).toEqual([...Array<string>(most).fill('ENDPOINT_FAILED REGISTRY_MALFORMED'), ...Array<string>(2).fill('ENDPOINT_FAILED REGISTRY_ERROR')]);
    expect(asked).toHaveLength(most);
    await trust('left', undefined, never, 'https://npm.acme.example/');
    expect(asked).toHaveLength(most + 1);
  });

  test('what was not asked since our time ran out is ours too', async () => {
    const { trust } = setUp(failing('REGISTRY_TIMEOUT'));
    for (let index = 0; index < limits.attestationsRefused.value; index += 1) await trust(`left-${index}`);
    expect(codeOf(await trust('last'))).toBe('ENDPOINT_FAILED REGISTRY_ERROR ours');
  });

  test('and never answers holds up four at a time, and few in all', async () => {
    let open = 0;
    let mostOpen = 0;
    const { trust, asked } = setUp(async () => {
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      await new Promise((resolve) => { setImmediate(resolve); });
      open -= 1;
      throw new Failure('REGISTRY_TIMEOUT');
    });
    await Promise.all(Array.from({ length: 50 }, (_, index) => trust(`left-${index}`)));
    expect(mostOpen).toBe(4);
    expect(asked.length).toBeLessThan(limits.attestationsRefused.value + mostOpen);
  });

  test.each<[string, (name: string) => Promise<unknown>]>([['an answer', (name) => attestationOf(sigstore, name)], ['a 404', failing('REGISTRY_NOT_SERVED')]])('and recovers with %s is asked on', async (_name, good) => {
    const most = limits.attestationsRefused.value;
    let count = 0;
    const { trust, asked } = setUp(async (name) => ((count += 1) % most === 0 ? good(name) : failing('REGISTRY_ERROR')()));
    for (let index = 0; index < most * 3; index += 1) await trust(`left-${index}`);
    expect(asked).toHaveLength(most * 3);
  });
});

describe('what ends it', () => {
  test('a signal that is given up while the registry is asked is its own reason, and counts as no failure', async () => {
    const controller = new AbortController();
    const { trust } = setUp(async () => { controller.abort(new Error('given up')); throw new Failure('REGISTRY_TIMEOUT'); });
    await expect(trust('left', undefined, controller.signal)).rejects.toThrow('given up');
    await expect(trust('right', undefined, controller.signal)).rejects.toThrow('given up');
  });

  test('one that was given up before asks nobody', async () => {
    const { trust, asked } = setUp((name) => attestationOf(sigstore, name));
    await expect(trust('left', undefined, AbortSignal.abort(new Error('given up')))).rejects.toThrow('given up');
    expect(asked).toEqual([]);
  });

  test('roots that cannot be read are no roots', async () => {
    const { trust } = setUp((name) => attestationOf(sigstore, name), { roots: { materialFor: async () => { throw new TypeError('no disk'); } } });
    expect((await trust()).value).toMatchObject({ signature: { code: 'TRUST_ROOT_ABSENT' }, attested: { code: 'TRUST_ROOT_ABSENT' } });
  });

  test('a record that is not there is its hole; one without the version another', async () => {
    const gone = setUp(failing('REGISTRY_ERROR'), { record: async () => ({ coverage: { kind: 'failed', code: 'REGISTRY_UNREACHABLE', data: {} } }) });
    expect(await gone.trust()).toEqual({ coverage: { kind: 'failed', code: 'REGISTRY_UNREACHABLE', data: {} } });
    const empty = setUp(failing('REGISTRY_ERROR'), { record: async () => ({ coverage: { kind: 'complete' }, value: { name: 'left', registry: 'default', distTags: {}, versions: {}, maintainers: [], removed: {} } }) });
    expect(await empty.trust()).toMatchObject({ coverage: { kind: 'failed', code: 'REGISTRY_NOT_SERVED', data: { name: 'left', version: '1.0.0' } } });
  });
});
