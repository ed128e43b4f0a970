import { describe, expect, test } from '@jest/globals';
import { kindOf, purlOf, readProvenance, readStatement, workflowPath } from '../../src/trust/statement.js';

const sha512 = 'ab'.repeat(64);
const statement = (more: object = {}): object => ({ _type: 'https://in-toto.io/Statement/v1', predicateType: 'https://slsa.dev/provenance/v1', subject: [{ name: 'pkg:npm/left@1.0.0', digest: { sha512 } }], predicate: {}, ...more });
const read = (value: unknown) => readStatement(new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)));

describe('statements', () => {
  test('of both versions', () => {
    for (const _type of ['https://in-toto.io/Statement/v0.1', 'https://in-toto.io/Statement/v1']) expect(read(statement({ _type }))).toEqual({ predicateType: 'https://slsa.dev/provenance/v1', predicate: {}, subjects: [{ name: 'pkg:npm/left@1.0.0', sha512 }] });
  });
  test.each<[string, unknown]>([
    ['no JSON', '{'], ['a list', []], ['another type', statement({ _type: 'https://in-toto.io/Statement/v2' })], ['no subject', statement({ subject: [] })], ['a subject without a name', statement({ subject: [{ digest: { sha512 } }] })],
    ['no predicate', statement({ predicate: 'x' })], ['no predicate type', statement({ predicateType: 7 })], ['a type of any length', statement({ predicateType: 'x'.repeat(3_000) })],
  ])('%s is none', (_name, value) => { expect(read(value)).toBeUndefined(); });
  test.each([['https://slsa.dev/provenance/v0.2', 'provenance'], ['https://slsa.dev/provenance/v1', 'provenance'], ['https://slsa.dev/provenance/v2', 'other'], ['https://github.com/npm/attestation/tree/main/specs/publish/v0.1', 'publish'], ['x', 'other']])('%s is %s', (type, kind) => { expect(kindOf(type)).toBe(kind); });
  test.each([['left', '1.0.0', 'pkg:npm/left@1.0.0'], ['@acme/left', '1.0.0', 'pkg:npm/%40acme/left@1.0.0']])('%s@%s', (name, version, purl) => { expect(purlOf(name, version)).toBe(purl); });
});

describe('provenance', () => {
  const v02 = (more: object, builder = 'https://github.com/actions/runner'): object => ({ buildType: 'https://github.com/npm/cli/gha@v0', builder: { id: builder }, invocation: { configSource: { uri: 'git+https://github.com/acme/left@refs/tags/v1', digest: { sha1: 'c' }, entryPoint: '.github/workflows/x.yml' }, ...more } });
  const of = (predicateType: string, predicate: object) => readProvenance(read(statement({ predicateType, predicate }))!);
  test.each([
    ['https://github.com/npm/cli@9.2.0', 'hosted'], ['https://github.com/npm/cli@9.5.0-pre.0', 'hosted'], ['https://github.com/actions/runner', 'hosted'], ['https://github.com/actions/runner/github-hosted', 'hosted'], ['https://github.com/actions/runner/self-hosted', 'self-hosted'],
    ['https://github.com/actions/runner/other', 'unknown'], ['https://github.com.example/actions/runner', 'unknown'],
  ])('builder %s is %s', (builder, builderClass) => { expect(of('https://slsa.dev/provenance/v0.2', v02({}, builder))).toMatchObject({ builder, builderClass }); });
  test.each([
    ['.github/workflows/x.yml', '.github/workflows/x.yml'], ['acme/left/.github/workflows/x.yml@refs/tags/v1', '.github/workflows/x.yml'], ['acme/left/x.yml@refs/tags/v1', 'acme/left/x.yml@refs/tags/v1'],
    ['acme/left/../.github/workflows/x.yml@r', 'acme/left/../.github/workflows/x.yml@r'],
  ])('entry point %s', (entryPoint, workflow) => { expect(workflowPath(entryPoint)).toBe(workflow); });
  test('of GitLab', () => {
    expect(of('https://slsa.dev/provenance/v0.2', {
      buildType: 'https://github.com/npm/cli/gitlab/v0alpha1', builder: { id: 'https://gitlab.com/acme/left/-/runners/12' },
      invocation: { configSource: { uri: 'git+https://gitlab.com/acme/left', digest: { sha1: 'c' }, entryPoint: 'publish' }, parameters: { CI_COMMIT_REF_NAME: 'main', CI_PROJECT_ID: '7' } },
    })).toEqual({ platform: 'gitlab', repository: 'https://gitlab.com/acme/left', repositoryId: '7', workflow: '.gitlab-ci.yml', ref: 'main', commit: 'c', builder: 'https://gitlab.com/acme/left/-/runners/12', builderClass: 'unknown' });
  });
  test.each<[string, object]>([['nothing', {}], ['no commit', v02({ configSource: { uri: 'git+https://github.com/a/b@r', entryPoint: 'x' } })], ['no address', v02({ configSource: { uri: 'https://github.com/a/b', digest: { sha1: 'c' }, entryPoint: 'x' } })]])('%s says nothing', (_name, predicate) => { expect(of('https://slsa.dev/provenance/v0.2', predicate)).toBeUndefined(); });
});
