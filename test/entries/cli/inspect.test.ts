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
    for (const part of ['blocked: 1 finding, 1 not checked\n', 'blocks: critical hidden-code  stepper 1.0.0 → 1.0.1\n  setup.js:2\n', 'warns: medium install-script  stepper 1.0.0 → 1.0.1\n  package.json:', 'warns: medium dynamic-code  stepper 1.0.0 → 1.0.1\n  setup.js:2\n', 'base 1.0.0  head 1.0.1']) expect(out).toContain(part);
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

describe('dependencies that a new version brings', () => {
  const of = (dependencies: { readonly [name: string]: string }, more: { readonly [key: string]: string } = {}) => ({ manifest: { dependencies }, files: { 'index.js': 'module.exports = require("words");\n', ...more } });
  const many = Object.fromEntries(Array.from({ length: 23 }, (_, index) => [`part-${String(index).padStart(2, '0')}`, '1.0.0']));
  beforeAll(() => {
    for (const name of Object.keys(many)) registry.publish({ name, versions: [{ version: '1.0.0', publishedAt: '2025-01-10T00:00:00.000Z', files: { 'index.js': '1\n' } }] });
    registry.publish({
      name: 'grows', versions: [
        { version: '1.0.0', publishedAt: '2025-01-10T00:00:00.000Z', ...of({ words: '^1.0.0' }) },
        { version: '1.1.0', publishedAt: '2026-01-10T00:00:00.000Z', ...of({ words: '^1.0.0', stepper: '~1.0.0' }) },
        { version: '1.2.0', publishedAt: '2026-01-11T00:00:00.000Z', ...of({ words: '^1.0.0', gone: '^1.0.0' }) },
        { version: '1.3.0', publishedAt: '2026-01-12T00:00:00.000Z', ...of({ words: '^1.0.0', ...many }, { 'x.js': Object.keys(many).map((name) => `require("${name}");\n`).join('') }) },
        { version: '1.4.0', publishedAt: '2026-01-13T00:00:00.000Z', ...of({ words: 'npm:tidy@1.0.0' }) },
        { version: '1.5.0', publishedAt: '2026-01-14T00:00:00.000Z', ...of({ words: '^1.0.0', there: 'https://files.example.invalid/there.tgz' }, { 'x.js': 'require("there")' }) },
      ],
    });
  });
  const added = async (version: string): Promise<{ readonly code: number | null; readonly out: string; readonly [key: string]: unknown }> => {
    const { code, out } = await inspect(`grows@1.0.0..${version}`, '--json');
    return { code, out, ...document('inspect', out) };
  };

  test('are read as what npm would take for them, and judged; one that no file names is a phantom', async () => {
    expect(await added('1.1.0')).toMatchObject({
      code: 1, added: { dependencies: [{ name: 'stepper', spec: '~1.0.0', phantom: true, state: 'read', origin: { name: 'stepper', version: '1.0.1' } }] },
      findings: expect.arrayContaining([
        expect.objectContaining({ check: 'hidden-code', severity: 'critical', subject: expect.objectContaining({ name: 'stepper' }), at: expect.objectContaining({ path: 'setup.js', package: expect.objectContaining({ name: 'stepper' }) }) }),
        expect.objectContaining({ check: 'new-dependency', message: expect.stringMatching(/^phantom-installs/) }),
      ]),
    });
    const { out } = await inspect('grows@1.0.0..1.1.0');
    for (const part of ['stepper ~1.0.0; is 1.0.1 today; phantom: no file of the package names it', 'Why it is here: grows@1.1.0 → stepper@1.0.1']) expect(out.replace(/\n +/g, ' ')).toContain(part);
  });
  test('one that no registry serves could not be checked', async () => {
    expect(await added('1.2.0')).toMatchObject({ code: 2, outcome: 'unknown', gaps: expect.arrayContaining([expect.objectContaining({ subject: 'gone@^1.0.0', code: 'REGISTRY_NOT_SERVED' })]), added: { dependencies: [{ name: 'gone', state: 'unserved' }] } });
  });
  test('twenty are read; the others are said, and count', async () => {
    const inspection = await added('1.3.0');
    expect(inspection).toMatchObject({ code: 2, counts: { changes: 21 }, gaps: expect.arrayContaining([expect.objectContaining({ check: 'analysis-limit', code: 'BUDGET_CHANGES', subject: '3 more new dependencies of grows@1.3.0', data: { count: 3, most: 20, packages: ['part-20', 'part-21', 'part-22'] } })]) });
    expect((inspection['added'] as { dependencies: { state: string }[] }).dependencies.filter((one) => one.state === 'beyond')).toHaveLength(3);
  });
  test('another package behind the same name is a new one', async () => expect(await added('1.4.0')).toMatchObject({ added: { dependencies: [{ name: 'words', phantom: false, state: 'read', origin: { name: 'tidy', version: '1.0.0' } }] } }));
  test('what comes from elsewhere is named, and could not be checked', async () => {
    expect(await added('1.5.0')).toMatchObject({ code: 2, added: { dependencies: [{ name: 'there', state: 'elsewhere', phantom: false }] }, gaps: expect.arrayContaining([expect.objectContaining({ code: 'ORIGIN_UNSUPPORTED' })]) });
  });
});

describe('what a version adds', () => {
  test('is shown with its place, moment and excerpt, findings or none', async () => {
    const { out } = await inspect('stepper@1.0.0..1.0.1');
    for (const part of ['What stepper 1.0.1 adds over 1.0.0\n', '    postinstall: node setup.js\n      runs setup.js\n', '  at install\n', '    setup.js:2 makes code of a text: eval\n      | eval(text);\n']) expect(out).toContain(part);
  });
  test('the document has the same', async () => expect(document('inspect', (await inspect('stepper@1.0.0..1.0.1', '--json')).out)).toMatchObject({
    added: { installSteps: [{ name: 'postinstall', command: 'node setup.js' }], behaviour: expect.arrayContaining([expect.objectContaining({ kind: 'capability', of: ['eval'], trigger: 'install', path: 'setup.js', line: 2, excerpt: 'eval(text);' }), expect.objectContaining({ kind: 'flow', trigger: 'install' })]) },
  }));
  test('progress is told on stderr, with the package on a terminal', async () => {
    const { err } = await mergewarden(['inspect', '--registry', registry.url, '--no-cache', 'stepper@1.0.0..1.0.1'], { cwd: shop.folder(), env: home, terminal: true });
    expect(err).toContain('\r\u001b[Kreading packages 0 of 2: stepper');
    expect(err.endsWith('\r\u001b[K')).toBe(true);
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
