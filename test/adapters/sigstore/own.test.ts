import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readOwnTrust, type OwnTrust } from '../../../src/adapters/sigstore/own.js';
import { createTrustRoots } from '../../../src/adapters/sigstore/trust-roots.js';
import { limits } from '../../../src/core/limits.js';
import { problemOf } from '../../../src/core/errors.js';
import { verifyAttestation } from '../../../src/trust/attestation.js';
import { publicIssuers, type TrustMaterial } from '../../../src/trust/material.js';
import { verifySignatures } from '../../../src/trust/registry-signature.js';
import { startSigstore, type Sigstore } from '../../trust/sigstore.js';

const folder = mkdtempSync(path.join(tmpdir(), 'own-trust-'));
const file = path.join(folder, 'trust.json');
let open: Sigstore;
let own: Sigstore;
beforeAll(async () => {
  [open, own] = await Promise.all([startSigstore(), startSigstore()]);
  mkdirSync(path.join(folder, 'acme'));
});
afterAll(async () => {
  await Promise.all([open.close(), own.close()]);
  rmSync(folder, { recursive: true, force: true });
});
const put = (name: string, content: unknown): void => { writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content)); };
beforeEach(() => {
  put('acme/root.json', own.root);
  put('acme/keys.json', own.keys);
});
const npm = 'https://npm.acme.example/';
const issuer = { platform: 'github', issuer: 'https://ghe.acme.example/_services/token', host: 'https://ghe.acme.example' } as const;
const read = (registries: unknown): readonly OwnTrust[] => { put('trust.json', { registries }); return readOwnTrust(file); };
function problems(run: () => unknown): readonly string[] {
  try {
    run();
    return [];
  } catch (error) {
    return problemOf(error).data['problems'] as readonly string[];
  }
}

describe('a file of one\'s own', () => {
  test('roots, keys and issuers, relative to it', () => {
    expect(read({ [npm]: { trustedRoot: 'acme/root.json', keys: path.join(folder, 'acme/keys.json'), issuers: [{ ...issuer, host: `${issuer.host}/` }], only: true } })).toEqual([{ registry: npm, only: true, issuers: [], roots: [{ root: JSON.parse(JSON.stringify(own.root)), issuers: [issuer] }], keys: [expect.objectContaining({ keyid: expect.stringMatching(/^SHA256:/) })] }]);
  });
  test('a root without issuers is believed on those of the public one, issuers without a root are believed there', () => {
    expect(read({ default: { trustedRoot: 'acme/root.json' }, 'https://NPM.acme.example:443/path//': { issuers: [issuer] } })).toMatchObject([{ registry: 'default', only: false, keys: [], issuers: [], roots: [{ issuers: publicIssuers }] }, { registry: 'https://npm.acme.example/path/', issuers: [issuer], roots: [] }]);
  });
  test('a file with a byte order mark, and an empty one', () => {
    put('acme/keys.json', `\uFEFF${JSON.stringify(own.keys)}`);
    expect(read({ default: { keys: 'acme/keys.json' } })[0]!.keys).toHaveLength(1);
    expect(read({})).toEqual([]);
  });
  const root = { trustedRoot: 'acme/root.json' };
  test.each<[string, unknown, string]>([
    ['no document', [], 'trust.json: the document must be an object'],
    ['no registries', {}, 'trust.json: registries must be an object'],
    ['another key', { registries: {}, registry: {} }, 'trust.json: the document has keys that are not known: "registry"'],
    ['another key of an entry', { registries: { default: { ...root, root: 'x' } } }, 'trust.json: registries["default"] has keys that are not known: "root"'],
    ['a path that is no text', { registries: { default: { trustedRoot: 5 } } }, 'trust.json: registries["default"].trustedRoot must be a string'],
    ['no file', { registries: { [npm]: { trustedRoot: 'none.json' } } }, `trust.json: registries["${npm}"].trustedRoot: none.json cannot be read`],
    ['a folder', { registries: { [npm]: { trustedRoot: 'acme' } } }, `trust.json: registries["${npm}"].trustedRoot: acme is no file`],
    ['keys for a root', { registries: { [npm]: { trustedRoot: 'acme/keys.json' } } }, 'is no trusted root of sigstore'],
    ['a root for keys', { registries: { [npm]: { keys: 'acme/root.json' } } }, 'acme/root.json lists no keys'],
    ['an empty entry', { registries: { [npm]: {} } }, `registries["${npm}"] must have a trustedRoot, keys or issuers`],
    ['only, and nothing', { registries: { [npm]: { only: true, issuers: [issuer] } } }, `registries["${npm}"].only leaves nothing to hold signatures against`],
    ['only, and issuers of no root', { registries: { [npm]: { only: true, keys: 'acme/keys.json', issuers: [issuer] } } }, `registries["${npm}"].issuers belong to a trustedRoot`],
    ['only is a text', { registries: { [npm]: { ...root, only: 'yes' } } }, `registries["${npm}"].only must be a boolean`],
    ['an unknown platform', { registries: { [npm]: { ...root, issuers: [{ ...issuer, platform: 'jenkins' }] } } }, `registries["${npm}"].issuers[0].platform must be one of github, gitlab`],
    ['an issuer over http', { registries: { [npm]: { ...root, issuers: [{ ...issuer, issuer: 'http://ghe.acme.example' }] } } }, 'issuers[0].issuer must be an https:// address without a user'],
    ['a host with a password', { registries: { [npm]: { ...root, issuers: [{ ...issuer, host: 'https://me:hidden-word@ghe.acme.example' }] } } }, 'issuers[0].host must be an https:// address without a user'],
    ['a host with a query', { registries: { [npm]: { ...root, issuers: [{ ...issuer, host: 'https://ghe.acme.example/?x' }] } } }, 'issuers[0].host must be an address without a query'],
    ['an issuer without a host', { registries: { [npm]: { ...root, issuers: [{ platform: 'github', issuer: issuer.issuer }] } } }, 'issuers[0].host must be a string'],
    ['a registry that is none', { registries: { 'npm.acme.example': root } }, 'registries: entry 1 must be named "default"'],
    ['a registry with a password', { registries: { 'https://me:hidden-word@npm.acme.example/': root } }, 'registries: entry 1 must be named "default"'],
    ['a registry with a password, and more', { registries: { 'https://me:hidden-word@npm.acme.example/': { x: 1 } } }, 'registries["…"] has keys'],
    ['a registry named twice', { registries: { [npm]: root, 'https://NPM.acme.example': root } }, `${npm} is named twice`],
  ])('%s', (_name, content, wanted) => {
    put('trust.json', content);
    const told = problems(() => readOwnTrust(file)).join('\n');
    expect(told).toContain(wanted);
    expect(told).not.toContain('hidden-word');
  });
  test.each<[string, () => unknown, string]>([
    ['no JSON', () => '{', 'acme/keys.json is not JSON'], ['a key of another kind beside a good one', () => ({ keys: [...(own.keys as { keys: object[] }).keys, { keyid: 'x', keytype: 'rsa', scheme: 'rsa', key: 'AAAA' }] }), 'acme/keys.json keys[1] is no ECDSA key over P-256'],
    ['an end that cannot be read', () => ({ keys: [{ ...(own.keys as { keys: object[] }).keys[0], expires: 'soon' }] }), 'keys[0] is no ECDSA key'], ['very many', () => ({ keys: Array(101).fill((own.keys as { keys: object[] }).keys[0]) }), 'lists too many keys'],
  ])('keys: %s', (_name, content, wanted) => {
    put('acme/keys.json', content());
    expect(problems(() => read({ default: { keys: 'acme/keys.json' } })).join('\n')).toContain(wanted);
  });
  test('no file at all, one that is no JSON, and all that is wrong at once', () => {
    expect(problems(() => readOwnTrust(path.join(folder, 'none.json')))).toEqual(['none.json cannot be read']);
    put('trust.json', 'registries:');
    expect(problems(() => readOwnTrust(file))).toEqual(['trust.json is not JSON']);
    expect(problems(() => read({ default: { keys: 'a.json', trustedRoot: 'b.json' }, x: {} }))).toHaveLength(3);
  });
  test('one over: a file that is too long is not read', () => {
    const { length } = JSON.stringify(own.root);
    const limit = limits.trustFileBytes as { value: number };
    const before = limit.value;
    try {
      put('trust.json', { registries: { default: { trustedRoot: 'acme/root.json' } } });
      limit.value = length;
      expect(readOwnTrust(file)).toHaveLength(1);
      limit.value = length - 1;
      expect(problems(() => readOwnTrust(file)).join()).toContain('acme/root.json is too long');
    } finally {
      limit.value = before;
    }
  });
});

const table = { publicDefault: 'https://registry.example/', default: 'https://mirror.acme.example/', scopes: { '@acme': npm } };
const textsOf = ({ root, keys }: Sigstore): { trustedRoot: string; keys: string } => ({ trustedRoot: JSON.stringify(root), keys: JSON.stringify(keys) });
const sha512 = 'ab'.repeat(64);
const statement = { _type: 'https://in-toto.io/Statement/v0.1', subject: [{ name: 'pkg:npm/left@1.0.0', digest: { sha512 } }], predicateType: 'https://github.com/npm/attestation/tree/main/specs/publish/v0.1', predicate: { name: 'left', version: '1.0.0' } };
const integrity = `sha512-${Buffer.from(sha512, 'hex').toString('base64')}`;

describe('material by registry', () => {
  const roots = (given: readonly OwnTrust[], texts = textsOf(open)) => createTrustRoots({ current: async () => texts, own: given, table });
  /** What comes of a publishing and of a signature, of the public registry and of one's own. */
  async function outcomes(material: TrustMaterial | undefined): Promise<readonly string[]> {
    const told: string[] = [];
    for (const one of [open, own]) {
      told.push(verifyAttestation({ bundle: await one.publish(statement) }, material, { name: 'left', version: '1.0.0', sha512 }).outcome.state);
      told.push(verifySignatures([one.signature('left', '1.0.0', integrity)], { name: 'left', version: '1.0.0', integrity }, material?.keys ?? []).state);
    }
    return told;
  }
  const [yes, no] = ['verified', 'could-not-check'];
  test('without an entry every registry is held against the public material, and it is the same object', async () => {
    const made = roots([]);
    const material = await made.materialFor('default');
    expect(await outcomes(material)).toEqual([yes, yes, no, no]);
    expect(await made.materialFor(npm)).toBe(material);
    expect(made.unused).toEqual([]);
  });
  test('an entry stands beside it, or in its place, for its registry alone', async () => {
    const beside = roots(read({ [npm]: { trustedRoot: 'acme/root.json', keys: 'acme/keys.json' } }));
    expect([await outcomes(await beside.materialFor(npm)), await outcomes(await beside.materialFor('default'))]).toEqual([[yes, yes, yes, yes], [yes, yes, no, no]]);
    const instead = roots(read({ default: { trustedRoot: 'acme/root.json', keys: 'acme/keys.json', only: true } }));
    expect([await outcomes(await instead.materialFor('default')), await outcomes(await instead.materialFor(npm))]).toEqual([[no, no, yes, yes], [yes, yes, no, no]]);
    const keys = await roots(read({ default: { keys: 'acme/keys.json', only: true } })).materialFor('default');
    expect([await outcomes(keys), keys!.instances]).toEqual([[no, no, no, yes], []]);
    const root = await roots(read({ default: { trustedRoot: 'acme/root.json', only: true } })).materialFor('default');
    expect(await outcomes(root)).toEqual([no, no, no, no]);
  });
  test('issuers without a root are believed on the public instance', async () => {
    const material = await roots(read({ [npm]: { issuers: [issuer] } })).materialFor(npm);
    expect(material!.instances.map(({ issuers }) => issuers)).toEqual([[...publicIssuers, issuer]]);
  });
  test('the default registry under any of its names, and a registry that nobody configured', () => {
    for (const name of ['default', table.default, 'https://registry.example']) expect(roots(read({ [name]: { keys: 'acme/keys.json' } })).unused).toEqual([]);
    expect(roots(read({ 'https://else.example/': { keys: 'acme/keys.json' } })).unused).toEqual(['https://else.example/']);
    expect(problems(() => roots(read({ default: { keys: 'acme/keys.json' }, [table.default]: { keys: 'acme/keys.json' } })))).toEqual([`trust: two entries mean the default registry: ${table.default} and default`]);
  });
  test('the same state is the same object, another one has another digest, and so has another entry', async () => {
    let texts = textsOf(open);
    const made = createTrustRoots({ current: async () => ({ ...texts }), own: read({ [npm]: { keys: 'acme/keys.json' } }), table });
    const materialFor = async (registry: string): Promise<TrustMaterial | undefined> => made.materialFor(registry);
    const [before, mine] = [await materialFor('default'), await materialFor(npm)];
    expect([await materialFor('default'), await materialFor(npm)]).toEqual([before, mine]);
    expect(await materialFor('default')).toBe(before);
    texts = textsOf(own);
    const after = await materialFor('default');
    expect(new Set([before, mine, after, await materialFor(npm)].map((one) => one!.digest)).size).toBe(4);
  });
  test('texts that are none give no material', async () => {
    expect(await roots([], { trustedRoot: '', keys: '' }).materialFor('default')).toBeUndefined();
  });
});
