import { describe, expect, test } from '@jest/globals';
import type { Policy } from '../../src/core/policy.js';
import { policyAllowsPass, policyPath, readPolicy, type PolicyInput, type PolicyText } from '../../src/policy/read.js';
import { fingerprint, known, now, policy, waiver } from './build.js';

const text = (content: string, path = policyPath): PolicyText => ({ kind: 'text', path, text: content, oid: 'f00d' });
const absent: PolicyText = { kind: 'absent' };
const read = (more: Partial<PolicyInput> = {}) => readPolicy({ base: absent, changedPaths: [policyPath], known, now, ...more });
const good: Policy = policy({ mode: 'block', checks: { ...policy().checks, 'network-access': { mode: 'block', threshold: 'low', failMode: 'closed' } }, waivers: [waiver()] });
const codes = (result: ReturnType<typeof read>): string[] => result.remarks.map((remark) => remark.code);

test('a policy has one place', () => expect(policyPath).toBe('.github/mergewarden.yml'));

describe('the policy in force', () => {
  test('without any file: the defaults, and it is said', () => {
    const result = read();
    expect(result.reading).toMatchObject({ usable: true, baseProblems: [], inForce: { mode: 'block', checks: Object.fromEntries(known) } });
    expect(codes(result)).toEqual(['policy-default']);
  });
  test('the base speaks, the head does not', () => {
    const result = read({ base: text('mode: block\n'), head: { change: 'changed', text: text('mode: observe\n') } });
    expect(result.reading.inForce.mode).toBe('block');
    expect(result.reading.head?.loosenings).toEqual([{ key: 'mode', before: 'block', after: 'observe', line: 1 }]);
  });
  test('an organisation holds its repositories', () => {
    const result = read({ organisation: text('mode: warn\nchecks:\n  install-script: { threshold: low }\n'), base: text('mode: observe\nchecks:\n  install-script: { threshold: info }\n') });
    expect(result.reading.inForce).toMatchObject({ mode: 'warn', checks: { 'install-script': { threshold: 'info' } } });
    expect(result.remarks).toEqual([{ code: 'policy-loosening-refused', data: { key: 'mode', before: 'warn', after: 'observe' } }]);
  });
  test.each(['base', 'file'] as const)('one that a person names stands over the %s, too', (where) => {
    const result = read({ organisationFile: text('mode: warn\n', 'org.yml'), organisation: text('mode: block\n'), [where]: text('mode: observe\n', 'mine.yml') });
    expect(result.reading.inForce.mode).toBe('warn');
    expect(result.reading.inForce.sources.map(({ kind, path }) => `${kind} ${path ?? ''}`)).toEqual(['default ', 'organisation org.yml', `${where === 'base' ? 'repository' : 'file'} mine.yml`]);
    expect(read({ organisationFile: text('mode: 1\n', 'org.yml'), [where]: text('mode: observe\n') }).reading).toMatchObject({ usable: false, baseProblems: [{ path: 'org.yml' }] });
  });
  test('without an organisation, a repository speaks for itself', () => {
    expect(read({ base: text('mode: observe\nchecks:\n  install-script: { mode: off }\n') }).reading.inForce).toMatchObject({ mode: 'observe', checks: { 'install-script': { mode: 'off' } } });
  });
  test('a file named on the command line stands instead of both', () => {
    const result = read({ file: text('mode: warn\n', 'mine.yml'), organisation: text('mode: block\n'), base: text('mode: observe\n') });
    expect(result.reading.inForce).toMatchObject({ mode: 'warn', sources: [{ kind: 'default' }, { kind: 'file', path: 'mine.yml', state: 'read' }] });
  });
});

describe('a broken policy never leaves less than there was', () => {
  const broken = text('mode: observe\nmdoe: x\n');
  test('the last good one stays in force, with its hash', () => {
    const result = read({ base: broken, lastGood: good });
    expect(result.reading).toMatchObject({ usable: true, baseProblems: [{ line: 2, code: 'unknown-key' }], inForce: { checks: good.checks, waivers: [waiver()], hash: good.hash } });
    expect(result.remarks).toContainEqual({ code: 'policy-last-good', data: { hash: good.hash, path: policyPath } });
    expect(result.reading.inForce.sources.at(-1)).toMatchObject({ kind: 'repository', state: 'last-good' });
  });
  test('tightened by an organisation that can be read', () => {
    expect(read({ base: broken, organisation: text('threshold: info\n'), lastGood: good }).reading.inForce.checks['install-script']!.threshold).toBe('info');
  });
  test('a broken organisation does not free its repositories', () => {
    const result = read({ base: text('mode: observe\n'), organisation: broken, lastGood: good });
    expect(result.reading.inForce).toMatchObject({ mode: 'block', checks: good.checks });
  });
  test('without a last good one nothing may pass', () => {
    const result = read({ base: broken });
    expect(result.reading).toMatchObject({ usable: false, inForce: { mode: 'block', waivers: [] } });
    expect(policyAllowsPass(result.reading)).toBe(false);
    expect(codes(result)).toEqual(['policy-unusable']);
  });
  test('a file that is there and cannot be read is broken, not absent', () => {
    expect(read({ base: { kind: 'unreadable', path: policyPath, code: 'FILE_LFS_POINTER' } }).reading).toMatchObject({ usable: false, baseProblems: [{ detail: 'FILE_LFS_POINTER' }] });
  });
  test.each([['FILE_LFS_POINTER', 'encoding'], ['FILE_TOO_LARGE', 'too-large']] as const)('%s: told as %s, and what was not read has no version', (detail, code) => {
    const { reading, remarks } = read({ base: { kind: 'unreadable', path: 'p.yml', code: detail, oid: 'f00d' } });
    expect(reading.baseProblems).toEqual([{ path: 'p.yml', line: 1, code, key: '', detail }]);
    expect(reading.inForce.sources).toStrictEqual([{ kind: 'default', state: 'read' }, { kind: 'organisation', state: 'absent' }, { kind: 'repository', state: 'absent', path: 'p.yml' }]);
    expect(remarks).toEqual([{ code: 'policy-unusable', data: { path: 'p.yml', line: 1 } }]);
  });
  test('what nothing can be read under is told with the first fault', () => {
    expect(read({ base: text('mode: block\nmdoe: x\nmoed: x\n'), organisation: text('\n\nmode: loud\n', 'org.yml') }).remarks).toEqual([{ code: 'policy-unusable', data: { path: 'org.yml', line: 3 } }]);
  });
  test.each<[name: string, more: Partial<PolicyInput>, passes: boolean]>([
    ['does nothing but mend it', { head: { change: 'changed', text: text('mode: block\n') } }, true],
    ['mends it and changes something else', { head: { change: 'changed', text: text('mode: block\n') }, changedPaths: [policyPath, 'package-lock.json'] }, false],
    ['leaves it broken', { head: { change: 'changed', text: text('mode: blokc\n') } }, false],
    ['removes it', { head: { change: 'removed', text: absent } }, false],
    ['does not touch it', { changedPaths: ['README.md'] }, false],
    ['mends it while the organisation\'s is broken too', { head: { change: 'changed', text: text('mode: block\n') }, organisation: text('x: 1\n') }, false],
    ['mends the one file that is both, in the organisation\'s own repository', { head: { change: 'changed', text: text('mode: block\n') }, organisation: broken, organisationIsHere: true }, true],
    ['mends its own copy of the organisation\'s broken file', { head: { change: 'changed', text: text('mode: block\n') }, organisation: broken }, false],
    ['mends it beside a file in the same folder', { head: { change: 'changed', text: text('mode: block\n') }, changedPaths: [policyPath, '.github/mergewarden.yaml'] }, false],
    ['mends it beside one that differs in case only', { head: { change: 'changed', text: text('mode: block\n') }, changedPaths: [policyPath, '.GitHub/mergewarden.yml'] }, false],
    ['replaces it by a link whose target changed', { head: { change: 'changed', text: text('mode: block\n') }, changedPaths: ['policies/strict.yml'] }, false],
    ['adds it where none could be read', { head: { change: 'added', text: text('mode: block\n') } }, false],
  ])('a change that %s', (_name, more, passes) => expect(policyAllowsPass(read({ base: broken, ...more }).reading)).toBe(passes));
});

describe('what the change does to the policy', () => {
  const base = text('mode: block\nchecks:\n  install-script:\n    threshold: low\n');
  test.each<[name: string, head: string, loosenings: readonly (readonly [string, number])[]]>([
    ['a raised threshold', 'mode: block\nchecks:\n  install-script:\n    threshold: critical\n', [['checks.install-script.threshold', 4]]],
    ['a removed key', 'mode: block\n', [['checks.install-script.threshold', 1]]],
    ['a general key', 'fail-mode: open\nthreshold: low\n', [['checks.install-script.fail-mode', 1], ['checks.known-vulnerability.fail-mode', 1]]],
    ['a registry', 'checks:\n  install-script:\n    threshold: low\nregistries:\n  allowed: [x.example]\n', [['registries.allowed', 5]]],
    ['its own key before the general one', 'threshold: low\nchecks:\n  install-script:\n    threshold: critical\n', [['checks.install-script.threshold', 4]]],
    ['the general key before the check\'s', 'mode: block\nchecks:\n  install-script:\n    mode: block\nthreshold: critical\n', [['checks.install-script.threshold', 5], ['checks.known-vulnerability.threshold', 5], ['checks.network-access.threshold', 5]]],
    ['a removed key, told at its check', 'mode: block\nchecks:\n  install-script: {}\n', [['checks.install-script.threshold', 3]]],
    ['a removed key of which nothing is left, in a file that begins later', '# hello\n\nmode: block\n', [['checks.install-script.threshold', 1]]],
    ['only comments', '# hello\nmode: block\nchecks:\n  install-script:\n    threshold: low\n', []],
    ['tighter', 'mode: block\nthreshold: info\n', []],
  ])('%s', (_name, head, found) => {
    const result = read({ base, head: { change: 'changed', text: text(head) } });
    expect(result.reading.head?.loosenings.map((one) => [one.key, one.line])).toEqual(found);
  });
  test('removing the file is measured by what then stands', () => {
    expect(read({ base, head: { change: 'removed', text: absent } }).reading.head).toMatchObject({ change: 'removed', loosenings: [{ key: 'checks.install-script.threshold', before: 'low', after: 'high' }] });
  });
  test('what the organisation forbids anyway is no loosening', () => {
    expect(read({ organisation: text('mode: block\n'), base, head: { change: 'changed', text: text('mode: observe\nchecks:\n  install-script: { threshold: low }\n') } }).reading.head?.loosenings).toEqual([]);
  });
  test('what loosens the organisation\'s own file loosens every repository, though that file stands over itself', () => {
    const organisation = text('mode: block\nthreshold: low\nregistries: { allowed: [a.example] }\n');
    const loosened = (organisationIsHere: boolean, head: PolicyInput['head']) => read({ organisation, base: organisation, organisationIsHere, ...(head ? { head } : {}) }).reading.head?.loosenings.map((one) => one.key);
    const laxer = { change: 'changed', text: text('mode: observe\nthreshold: critical\nregistries: { allowed: [a.example, b.example] }\n') } as const;
    expect(loosened(true, laxer)).toEqual(expect.arrayContaining(['mode', 'checks.install-script.threshold', 'registries.allowed']));
    expect(loosened(false, laxer)).toEqual([]);
    expect(loosened(true, { change: 'removed', text: absent })).toContain('checks.install-script.threshold');
    expect(loosened(true, { change: 'changed', text: text('mode: block\nthreshold: info\nregistries: { allowed: [a.example] }\n') })).toEqual([]);
  });
  describe('in a merge queue, what entries before this one changed is theirs', () => {
    const waived = (...seeds: string[]): string => `waivers:\n${seeds.map((seed) => `  - finding: ${fingerprint(seed)}\n    reason: read by hand, harmless\n    by: reviewer\n    until: 2026-10-31\n`).join('')}`;
    test.each<[name: string, queueBase: string | undefined, head: string, loosenings: readonly string[], waivers: number]>([
      ['an entry behind one that loosened', 'mode: warn\n', 'mode: warn\nthreshold: info\n', [], 0],
      ['one that loosens further', 'mode: warn\n', 'mode: observe\n', ['mode block observe'], 0],
      ['one that loosens something else', 'mode: warn\n', 'mode: warn\nfail-mode: open\n', ['checks.install-script.fail-mode closed open', 'checks.known-vulnerability.fail-mode closed open'], 0],
      ['two that only together loosen', 'mode: block\nchecks: { install-script: { threshold: low } }\n', 'mode: block\nchecks: { install-script: { threshold: critical } }\n', ['checks.install-script.threshold high critical'], 0],
      ['a base that cannot be read takes nothing away', 'mdoe: warn\n', 'mode: warn\n', ['mode block warn'], 0],
      ['no queue', undefined, 'mode: warn\n', ['mode block warn'], 0],
      ['a waiver of an entry before it', waived('a'), waived('a'), [], 0],
      ['a waiver beside that', waived('a'), waived('a', 'b'), [], 1],
    ])('%s', (_name, queueBase, head, found, waivers) => {
      const { reading } = read({ base: text('mode: block\n'), head: { change: 'changed', text: text(head) }, ...(queueBase === undefined ? {} : { queueBase: text(queueBase) }) });
      expect(reading.inForce.mode).toBe('block');
      expect(reading.head?.loosenings.map((one) => `${one.key} ${one.before} ${one.after}`)).toEqual(found);
      expect(reading.head?.addedWaivers).toHaveLength(waivers);
    });
  });
  test('added and lengthened waivers are named with their lines', () => {
    const lines = (until: string, more = ''): string => `waivers:\n  - finding: ${fingerprint('a')}\n    reason: read by hand, harmless\n    by: reviewer\n    until: ${until}\n${more}`;
    const second = `  - finding: ${fingerprint('b')}\n    package: left-pad\n    version: 1.3.0\n    reason: read by hand as well\n    by: reviewer\n    until: 2026-10-01\n`;
    const head = (content: string) => read({ base: text(lines('2026-10-31')), head: { change: 'changed', text: text(content) } }).reading.head?.addedWaivers;
    expect(head(lines('2026-10-31'))).toEqual([]);
    expect(head(lines('2026-11-30'))).toMatchObject([{ fingerprint: fingerprint('a'), until: '2026-11-30', line: 2 }]);
    expect(head(lines('2026-10-31', second))).toEqual([{ fingerprint: fingerprint('b'), package: 'left-pad', version: '1.3.0', reason: 'read by hand as well', by: 'reviewer', until: '2026-10-01', line: 6 }]);
  });
  test('a broken head is told with its lines and loosens nothing', () => {
    expect(read({ base, head: { change: 'changed', text: text('mode: warn\nmode: observe\n') } }).reading).toMatchObject({ usable: true, inForce: { mode: 'block' }, head: { problems: [{ line: 2, code: 'duplicate-key' }], loosenings: [] } });
  });
});
