import { afterAll, describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { machine, mergewarden } from './cli.js';
import { document } from './documents.js';
import { workshop } from '../../adapters/local-git/repository.js';

const shop = workshop();
afterAll(() => shop.clean());
const env = machine(shop.folder());
const data = path.resolve('test/data/provenance');
const trust = ['--trusted-root', `${data}/trust/trusted_root.public-good.json`, '--keys', `${data}/trust/npm-keys.tuf-target.json`];
const sri = (hex: string): string => `sha512-${Buffer.from(hex, 'hex').toString('base64')}`;
const bytes = 'f64d7565f0f001f3150c322e1155b55afb3c4a80cd5c863574d43ef42f7f492f199849647317acbb97a82fbbcd6bdea7b626d419aab54ccdaa428aaf765fc8f6';
const verify = async (...argv: readonly string[]) => mergewarden(['trust', 'verify', ...argv], { cwd: data, env });
const playwright = ['--attestations', 'attestations/playwright-cli-0.1.1.valid.json', ...trust];

/** A record of one version without signatures, in a file. */
function unsigned(): string {
  const file = path.join(shop.folder(), 'unsigned.json');
  writeFileSync(file, JSON.stringify({ name: 'left', versions: { '1.0.0': { dist: { integrity: sri(bytes) } } } }));
  return file;
}

describe('trust verify', () => {
  test.each<[string, readonly string[], number, string, string | undefined]>([
    ['what it speaks of is not asked', playwright, 0, 'verified', undefined],
    ['all that can be asked, and fits', [...playwright, '--name', '@playwright/cli', '--version', '0.1.1', '--integrity', sri(bytes), '--source-repo', 'https://github.com/Microsoft/playwright-cli.git', '--builder', 'hosted'], 0, 'verified', undefined],
    ['another package', [...playwright, '--name', 'left'], 1, 'refused', 'SUBJECT_MISMATCH'],
    ['another version', [...playwright, '--version', '0.1.2'], 1, 'refused', 'SUBJECT_MISMATCH'],
    ['other bytes', [...playwright, '--integrity', sri(bytes.replace('f64d', 'f64e'))], 1, 'refused', 'SUBJECT_MISMATCH'],
    ['another repository', [...playwright, '--source-repo', 'https://github.com/acme/left'], 1, 'refused', 'SOURCE_MISMATCH'],
    ['another builder', [...playwright, '--builder', 'self-hosted'], 1, 'refused', 'BUILDER_MISMATCH'],
    ['no trusted root', ['--attestations', 'attestations/playwright-cli-0.1.1.valid.json', ...trust.slice(2)], 2, 'could-not-check', 'TRUST_ROOT_ABSENT'],
    ['no keys', ['--attestations', 'attestations/playwright-cli-0.1.1.valid.json', ...trust.slice(0, 2)], 2, 'could-not-check', 'KEY_UNKNOWN'],
    ['a bundle alone', ['--attestations', 'bundles/sigstore-2.1.0.provenance.v0.3.json', ...trust], 0, 'verified', undefined],
    ['a spoiled one', ['--attestations', 'bundles/invalid-signature.json', ...trust], 1, 'refused', 'LOG_MISMATCH'],
    ['a record', ['--packument', 'packuments/lodash.117-signed-versions.json', '--version', '4.17.21', ...trust.slice(2)], 0, 'verified', undefined],
    ['a record, and another name', ['--packument', 'packuments/lodash.117-signed-versions.json', '--name', 'lodash-es', '--version', '4.17.21', ...trust.slice(2)], 1, 'refused', 'SIGNATURE_INVALID'],
    ['a record, and attestations of another package', ['--packument', unsigned(), ...playwright], 1, 'refused', 'SUBJECT_MISMATCH'],
    ['a record without signatures', ['--packument', unsigned(), ...trust.slice(2)], 2, 'could-not-check', 'SIGNATURES_ABSENT'],
    ['a record, and no keys', ['--packument', 'packuments/lodash.117-signed-versions.json', '--version', '4.17.21'], 2, 'could-not-check', 'KEYS_ABSENT'],
  ])('%s', async (_name, argv, exit, state, code) => {
    const { code: ended, out } = await verify(...argv, '--json');
    const said = document('trust-verify', out);
    expect([ended, said['state'], said['code']]).toEqual([exit, state, code]);
  });
  test('an empty list of attestations is none, and no verdict on them', async () => {
    const file = path.join(shop.folder(), 'empty.json');
    writeFileSync(file, '{"attestations":[]}');
    expect(document('trust-verify', (await verify('--attestations', file, ...trust, '--json')).out)).toEqual({ schema: 1, state: 'could-not-check', code: 'ATTESTATIONS_ABSENT', attestations: [] });
  });
  test('as a person reads it', async () => {
    const { out } = await verify(...playwright);
    expect(out).toContain('https://slsa.dev/provenance/v1: verified\n  https://github.com/microsoft/playwright-cli d1c6d1113932ddcee243e8b111b6d4aea553df20\n  .github/workflows/publish.yml at refs/tags/v0.1.1, built by https://github.com/actions/runner/github-hosted\n');
    expect(out.trim().split('\n').at(-1)).toBe('verified');
  });
});
