import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { workshop } from '../../adapters/local-git/repository.js';
import { shelf } from '../../app/shelf.js';
import { startRegistry, type StandInRegistry } from '../../registry/index.js';
import { machine, mergewarden, type Ended } from './cli.js';
import { document } from './documents.js';

const shop = workshop();
let registry: StandInRegistry;
beforeAll(async () => { registry = await startRegistry({ packages: [...shelf] }); });
afterAll(async () => { await registry.close(); await shop.clean(); });

const home = machine(shop.folder());
const inspect = (...argv: string[]): Promise<Ended> => mergewarden(['inspect', '--registry', registry.url, ...argv], { cwd: shop.folder(), env: home });

describe('two versions of a registry', () => {
  test('0 where the new one adds nothing', async () => expect(await inspect('tidy@1.0.0..1.1.0')).toMatchObject({ code: 0, out: expect.stringMatching(/^passed/) }));
  test('1, with the place in the package, where it adds an install step that runs what it hides', async () => {
    const { code, out } = await inspect('stepper@1.0.0..1.0.1');
    expect(code).toBe(1);
    for (const part of ['blocked: 1 finding\n', 'blocks: critical hidden-code  stepper 1.0.0 → 1.0.1\n  setup.js:2\n', 'warns: medium install-script  stepper 1.0.0 → 1.0.1\n  package.json:', 'warns: medium dynamic-code  stepper 1.0.0 → 1.0.1\n  setup.js:2\n', 'base 1.0.0  head 1.0.1']) expect(out).toContain(part);
  });
  test('without an old version it is compared with the one that the registry had before', async () => {
    expect(document('inspect', (await inspect('stepper@1.0.1', '--json')).out)).toMatchObject({ outcome: 'block', before: { version: '1.0.0' }, after: { version: '1.0.1' } });
    expect(document('inspect', (await inspect('stepper@1.0.0', '--json')).out)).toMatchObject({ outcome: 'pass', before: null });
  });
  test('a dist-tag is a version', async () => expect((await inspect('stepper@1.0.0..latest')).out).toContain('stepper 1.0.0 → 1.0.1'));
  test('the document holds the facts of both sides', async () => {
    expect(document('inspect', (await inspect('stepper@1.0.0..1.0.1', '--json')).out)).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ check: 'dynamic-code', at: expect.objectContaining({ in: 'package', path: 'setup.js', line: 2 }) })]),
      facts: {
        before: { code: { value: { installSteps: [], capabilities: [] } } },
        after: { archive: { value: { pinned: 'record' } }, code: { value: { installSteps: [{ name: 'postinstall', command: 'node setup.js', files: ['setup.js'] }], capabilities: expect.arrayContaining([expect.objectContaining({ kind: 'dynamic-code', trigger: 'install' })]) } } },
      },
    });
  });
  test.each([
    ['stepper@1.0.0..9.9.9', 2, 'REGISTRY_NOT_SERVED'], ['nobody-has-this@1.0.0', 2, 'nobody-has-this'], ['stepper', 64, 'NAME@OLD..NEW'], ['stepper@1.0.0..', 64, 'NAME@OLD..NEW'], ['stepper@1..2..3', 64, 'NAME@OLD..NEW'],
  ])('%s: %i', async (word, code, said) => {
    const ended = await inspect(word);
    expect([ended.code, ended.out + ended.err]).toEqual([code, expect.stringContaining(said)]);
  });
});

describe('two folders', () => {
  const folderOf = (version: string, files: { readonly [name: string]: string }): string => {
    const folder = shop.folder();
    for (const [name, text] of Object.entries({ 'package.json': JSON.stringify({ name: 'mine', version, main: 'index.js' }), ...files })) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    return folder;
  };
  test('are compared as the packages that they would make', async () => {
    const old = folderOf('1.0.0', { 'index.js': 'module.exports = 1;\n' });
    const now = folderOf('1.1.0', { 'index.js': 'require("https").get("https://collect.example.invalid");\n', 'node_modules/x/index.js': 'eval(y)' });
    const { code, out } = await inspect(old, now, '--json');
    expect([code, document('inspect', out)]).toEqual([0, expect.objectContaining({ before: expect.objectContaining({ version: '1.0.0' }), after: expect.objectContaining({ name: 'mine', version: '1.1.0' }), findings: ['network-access', 'new-host'].map((check) => expect.objectContaining({ check, level: 'folded' })) })]);
  });
  test('2 where one is not there', async () => expect(await inspect(folderOf('1.0.0', {}), path.join(shop.folder(), 'gone'))).toMatchObject({ code: 2, err: expect.stringContaining('FILE_UNREADABLE') }));
});
