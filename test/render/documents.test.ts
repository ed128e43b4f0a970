import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { errorCodes } from '../../src/core/errors.js';
import type { Remark, Verdict } from '../../src/core/verdict.js';
import { reasonKey, reasonOf, remarkText } from '../../src/render/codes.js';
import { jsonText, reviewDocument } from '../../src/render/json.js';
import { packagesTable } from '../../src/render/packages.js';
import { sarifDocument } from '../../src/render/sarif.js';
import { ansiColours, noColours, terminalText, wrap } from '../../src/render/terminal.js';
import { fill, markdown, plain } from '../../src/render/words.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { defaultValues, policyHash } from '../../src/policy/merge.js';
import { known, now, waiver } from '../policy/build.js';
import { blocked, catalogue, change, evidenceRow, fingerprint, hole, told, verdict, vouched } from './build.js';

const validator = (name: string) => {
  const ajv = new Ajv({ strict: true, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as object);
  return (document: unknown): unknown => (validate(JSON.parse(JSON.stringify(document))) ? [] : validate.errors);
};
const full = blocked([told({ evidence: [{ kind: 'code', text: 'x', decoded: 'y' }], trace: [{ at: told().at, note: 'x' }], fixes: [{ kind: 'upgrade', disposition: 'safe', text: 'x@2' }] })], {
  waived: [{ finding: told(), waiver: waiver() }], gaps: [hole({ origin: told().subject! })], remarks: [{ code: 'policy-default', data: {} }], mergeResult: 'c'.repeat(40),
  evidence: { rows: [evidenceRow(), evidenceRow({ after: vouched('1.3.0', {}, { bytes: 'record', provenance: { state: 'refused', code: 'LOG_MISMATCH' } }), from: [], before: [], differs: [] })], beyond: 1, unknown: [{ registry: 'default', code: 'SIGNATURES_ABSENT', count: 2 }] },
  coverage: [{ check: 'install-script', coverage: { kind: 'complete' } }, { check: 'install-script', subject: 'x', coverage: { kind: 'failed', code: 'REGISTRY_TIMEOUT', data: {} } }],
});

describe('the review document', () => {
  const valid = validator('review');
  test('fits its schema', () => expect([valid(reviewDocument(verdict(), catalogue)), valid(reviewDocument(full, catalogue))]).toEqual([[], []]));
  test('the schema refuses what is no review', () => {
    expect(valid({ ...reviewDocument(full, catalogue), outcome: 'fine' })).not.toEqual([]);
    expect(valid({ ...reviewDocument(full, catalogue), schema: 2 })).not.toEqual([]);
    expect(valid({ ...reviewDocument(full, catalogue), evidence: { ...full.evidence, rows: [{ ...evidenceRow(), after: vouched('1.3.0', {}, { signature: { state: 'fine' as 'verified' } }) }] } })).not.toEqual([]);
  });
  test('holds the words of each finding, gap and remark', () => {
    expect(JSON.parse(jsonText(reviewDocument(full, catalogue)))).toMatchObject({
      schema: 1, title: 'blocked: 1 finding, 1 waived, 1 not checked', findings: [{ text: { what: 'left-pad 1.3.0 newly runs postinstall at install: "node x.js"' } }],
      gaps: [{ text: { what: 'The registry did not answer in time.' } }], remarks: [{ text: 'There is no policy file: every check is judged by its own default.' }],
    });
  });
});

test('the policy document fits its schema', () => {
  const valid = validator('policy-check');
  const parsed = parsePolicy('mode: x\n', 'p.yml', new Set(), now);
  expect(valid({ schema: 1, valid: false, problems: parsed.ok ? [] : parsed.problems })).toEqual([]);
  const values = { ...defaultValues(known), waivers: [waiver()] };
  expect(valid({ schema: 1, valid: true, hash: policyHash(values), inForce: values })).toEqual([]);
  const demanding = { ...values, provenance: { require: [{ packages: ['a'] }, { packages: ['b'], repository: 'https://github.com/acme/b', builder: 'hosted' }] } };
  expect(valid({ schema: 1, valid: true, hash: policyHash(demanding), inForce: demanding })).toEqual([]);
  expect(valid({ schema: 1, valid: true, hash: policyHash(demanding), inForce: { ...demanding, provenance: { require: [{}] } } })).not.toEqual([]);
});

test.each(['lockfile-list', 'lockfile-diff', 'advisories-match'])('the schema %s is a schema', (name) => expect(validator(name)({})).not.toEqual([]));

describe('what vouches for the packages, at a terminal', () => {
  const page = (evidence: Verdict['evidence'], verbose: boolean): string[] => terminalText(verdict(evidence ? { evidence } : {}), catalogue, packagesTable([change()]), { width: 300, palette: noColours, verbose }).split('\n').slice(2, -2);
  const unknown = [{ registry: 'default', code: 'SIGNATURES_ABSENT', count: 3 }];
  test('is counted in a line, and told whole on request', () => {
    const evidence = { rows: [evidenceRow(), evidenceRow({ package: 'evil\u001b[31m\u202e', after: vouched('1.3.0', {}, { provenance: { state: 'refused', code: 'LOG_MISMATCH' } }) })], beyond: 0, unknown };
    expect(page(evidence, false)).toEqual(['Of 5 changed packages the registry\'s signature is verified for 2, provenance for 1: --verbose shows what vouches for each.', '']);
    expect(page(evidence, true)).toEqual([
      'What vouches for the changed packages:', '  left-pad 1.2.0 → 1.3.0', '    registry signature: verified', '    publish attestation: verified',
      '    provenance: verified, built from https://github.com/acme/left-pad by .github/workflows/release.yml at tag v1.3.0, commit c0ffeec0ffee, on hosted machines; before: from https://github.com/old/left-pad', '    stated: provenance',
      '  "evil\\u{1b}[31m\\u{202e}" 1.2.0 → 1.3.0', '    registry signature: verified', '    publish attestation: verified', '    provenance: refused (LOG_MISMATCH); before: from https://github.com/old/left-pad', '    stated: provenance',
      'Nothing is known that vouches for 3 changed packages: no signature in the registry\'s record (SIGNATURES_ABSENT).', '',
    ]);
  });
  test('where nothing is known it is told on request alone', () => {
    expect(page({ rows: [], beyond: 0, unknown }, false)).toEqual([]);
    expect(page({ rows: [], beyond: 0, unknown }, true)).toHaveLength(2);
    expect(page(undefined, true)).toEqual([]);
  });
  test('what the verdict leaves out is counted', () => {
    const many = { rows: Array.from({ length: 101 }, () => evidenceRow()), beyond: 4, unknown: [] };
    expect(page(many, false)[0]).toContain('Of 105 changed packages the registry\'s signature is verified for 101 or more');
    expect(page(many, true)).toContain('  and 5 packages more');
  });
});

describe('SARIF', () => {
  const document = JSON.parse(JSON.stringify(sarifDocument(full, catalogue, 'https://docs.example'))) as { runs: { results: { ruleId: string; partialFingerprints: object; locations: object[]; suppressions?: object[] }[]; tool: { driver: { rules: { id: string }[] } }; invocations: { toolExecutionNotifications: object[] }[] }[] };
  const [run] = document.runs;
  test('has a result for each finding, waived ones suppressed', () => {
    expect(run!.results.map((result) => [result.ruleId, result.partialFingerprints, result.suppressions?.length])).toEqual([['install-script', { 'mergewarden/v1': fingerprint('a') }, undefined], ['install-script', { 'mergewarden/v1': fingerprint('a') }, 1]]);
    expect(run!.results[0]!.locations).toEqual([{ physicalLocation: { artifactLocation: { uri: 'package-lock.json', uriBaseId: '%SRCROOT%' }, region: { startLine: 10, endLine: 12 } } }]);
  });
  test('has every check as a rule, and holes as notifications', () => {
    expect(run!.tool.driver.rules.map((rule) => rule.id)).toEqual(['install-script', 'known-vulnerability']);
    expect(run!.invocations[0]!.toolExecutionNotifications).toEqual([{ level: 'error', descriptor: { id: 'REGISTRY_TIMEOUT' }, message: { text: 'install-script: The registry did not answer in time. left-pad@1.3.0' } }]);
  });
  test('has the line that mends a finding', () => {
    const at = { in: 'repository', path: 'package.json', side: 'head', line: 4, endLine: 4 } as const;
    const mended = sarifDocument(blocked([told({ at, fixes: [{ kind: 'suggestion', disposition: 'unsafe', text: '"left": "1.0.1"', then: 'npm install' }] })]), catalogue, 'https://docs.example') as { runs: { results: { fixes?: object[] }[] }[] };
    expect(mended.runs[0]!.results[0]!.fixes).toEqual([{ description: { text: 'Then run npm install' }, artifactChanges: [{ artifactLocation: { uri: 'package.json', uriBaseId: '%SRCROOT%' }, replacements: [{ deletedRegion: { startLine: 4, endLine: 4 }, insertedContent: { text: '"left": "1.0.1"' } }] }] }]);
  });
  test('a path is a URI, whatever is in it', () => {
    const odd = sarifDocument(blocked([told({ at: { in: 'repository', path: 'a b/c#d?\ud800.json', side: 'head', line: 0, endLine: 0 } })]), catalogue, 'https://docs.example');
    expect(JSON.stringify(odd)).toContain('"uri":"a%20b/c%23d%3F%EF%BF%BD.json"');
    expect(JSON.stringify(odd)).toContain('"startLine":1');
  });
  test('keeps to what GitHub reads, and says so', () => {
    const many = sarifDocument(blocked(Array.from({ length: 25_001 }, () => told())), catalogue, 'https://docs.example') as typeof document;
    expect([many.runs[0]!.results.length, many.runs[0]!.invocations[0]!.toolExecutionNotifications.length]).toEqual([25_000, 1]);
  });
});

describe('the terminal', () => {
  const packages = packagesTable([change()]);
  const page = (width: number, colours = false) => terminalText(full, catalogue, packages, { width, palette: colours ? ansiColours : noColours });
  test('tells verdict, finding, path and gap', () => {
    for (const part of ['blocked: 1 finding, 1 waived', 'high install-script  left-pad 1.2.0 → 1.3.0', '  package-lock.json:10', 'What to do: Read the step.', 'Why it is here: apps/web → express@4.0.0 → left-pad@1.3.0', 'not checked install-script']) expect(page(120)).toContain(part);
  });
  test('tells the confidence that is not high, and what stood in the old version where', () => {
    const subject = told().subject!;
    const old = { in: 'package', package: { ...subject, version: '1.2.0' }, path: 'old.js', line: 7, column: 1, endLine: 7 } as const;
    const own = { ...old, package: subject, path: 'new.js' };
    const text = terminalText(blocked([told({ confidence: 'medium', evidence: [{ kind: 'code', at: own, text: 'b()' }, { kind: 'code', at: old, text: 'a()' }] })]), catalogue, packages, { width: 80, palette: noColours });
    expect(text).toContain('blocks: high (medium confidence) install-script');
    expect(text).toContain('    | b()\n    1.2.0 has at old.js:7\n    | a()\n');
  });
  test.each([60, 80, 200])('keeps words within %i columns', (width) => {
    for (const line of page(width).split('\n').filter((one) => !/fingerprint|^policy/.test(one))) expect(line.length).toBeLessThanOrEqual(width);
  });
  test('colours come from the palette alone, and foreign text brings none', () => {
    const hostile = blocked([told({ data: { package: '\u001b[2J\u001b]0;x\u0007', version: '\n\nblocked: 0 findings', step: '', command: '', names: [] }, evidence: [{ kind: 'code', text: '\u001b[31mx\r\nfine', decoded: '\u009b1m' }] })], { waived: [{ finding: told(), waiver: waiver({ reason: '\u001b[1A' }) }] });
    const text = terminalText(hostile, catalogue, packages, { width: 80, palette: noColours, verbose: true });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).not.toMatch(/^blocked: 0/m);
    const coloured = page(80, true).split('\u001b[').map((part, index) => (index === 0 ? part : part.slice(part.indexOf('m') + 1))).join('');
    expect(coloured).toBe(page(80));
  });
  test('findings that say the same are told in full ten times, then in a line each, then counted; --verbose tells all', () => {
    const alike = (count: number, check = 'install-script', message = 'added') => Array.from({ length: count }, (_, at) => told({ check, message, fingerprint: fingerprint(`${check} ${at}`), at: { in: 'repository', path: 'package-lock.json', side: 'head', line: at + 1, endLine: at + 1 } }));
    const shown = (text: string) => [text.match(/^blocks: high install-script/gm)?.length, text.match(/^ {2}- .*package-lock\.json:\d+$/gm)?.length ?? 0, /^ {2}- and (\d+) more$/m.exec(text)?.[1]];
    const text = (count: number, verbose = false) => terminalText(blocked([...alike(count), ...alike(1, 'known-vulnerability', 'fixable')]), catalogue, packages, { width: 80, palette: noColours, verbose });
    expect(shown(text(10))).toEqual([10, 0, undefined]);
    expect(shown(text(12))).toEqual([10, 2, undefined]);
    expect(shown(text(150))).toEqual([10, 100, '40']);
    expect(text(150)).toContain('blocks: 140 more of install-script, which --verbose tells in full\n');
    expect(text(150)).toContain('blocks: high known-vulnerability');
    expect(shown(text(150, true))).toEqual([150, 0, undefined]);
  });
  test('a long word has a line of its own', () => expect(wrap('a bbbbbbbb c', 6, ' ')).toEqual([' a', ' bbbbbbbb', ' c']));
});

describe('words', () => {
  test.each([
    ['{a} and {b}', '`x` and 3', 'x and 3'], ['run `cmd {a}` now', 'run `cmd x` now', 'run cmd x now'], ['{list}', '`p`, `q`', 'p, q'], ['{missing}', '(unknown)', '(unknown)'], ['{constructor}', '(unknown)', '(unknown)'], ['{none}', '(none)', '(none)'], ['`{a}`', '`x`', 'x'],
    ['a {notClosed', 'a {notClosed', 'a {notClosed'], ['2 * 3 @ 4', '2 \\* 3 `@` 4', '2 * 3 @ 4'],
  ])('%j', (template, inMarkdown, inPlain) => {
    const data = { a: 'x', b: 3, list: ['p', 'q'], none: '' };
    expect([fill(template, data, markdown), fill(template, data, plain)]).toEqual([inMarkdown, inPlain]);
  });
  test('a value is filled in once: placeholders in foreign text stay text', () => expect(fill('{a} {b}', { a: '{b}', b: 'x' }, plain)).toBe('"{b}" x'));
  test('a long list says how much is left out', () => expect(fill('{a}', { a: Array.from({ length: 12 }, () => 'x') }, plain)).toMatch(/x and 2 more$/));
});

describe('every code has words', () => {
  test.each(errorCodes.map((code) => [code] as const))('%s: a short reason, a sentence, a next step', (code) => {
    const { short, what, todo } = reasonOf(code, plain);
    expect(short).toMatch(/^[a-zA-Z][^.]{3,40}$/);
    expect(what).toMatch(/^[A-Z].*\.$/);
    expect(todo).toMatch(/^[A-Z].*\.$/);
  });
  test('a reason with words of its own names the command that helps', () => {
    const problem = { code: 'LOCKFILE_UNSUPPORTED', data: { format: 'bun', version: 'binary', reason: 'bun-lockb' } };
    expect(reasonOf(reasonKey(problem), plain).todo).toContain('bun install --save-text-lockfile --frozen-lockfile --lockfile-only');
    for (const code of ['REGISTRY_ERROR', 'REGISTRY_MALFORMED']) expect(reasonOf(reasonKey({ code, data: { reason: 'attestations' } }), plain).what).toContain('its endpoint for them');
    expect(reasonKey({ ...problem, data: { reason: 'toString' } })).toBe('LOCKFILE_UNSUPPORTED');
  });
  test('a code of a newer version is still told', () => expect(reasonOf('SOMETHING_NEW', plain).what).toBe('Something could not be checked.'));
  test('a remark of a newer version as well', () => expect(remarkText({ code: 'toString' as Remark['code'], data: {} }, plain)).toBe('(unknown remark)'));
});
