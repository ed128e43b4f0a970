import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EvidenceRow } from '../../src/core/evidence.js';
import type { Finding } from '../../src/core/finding.js';
import type { Verdict } from '../../src/core/verdict.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { renderTexts } from '../../src/render/texts.js';
import { packagesTable } from '../../src/render/packages.js';
import { waiverYaml } from '../../src/render/waiver-block.js';
import { now, waiver } from '../policy/build.js';
import { blocked, change, evidenceRow, fingerprint, hole, input, locked, told, verdict, vouched } from './build.js';
import { expectInert, nodes, treeOf } from './tree.js';

const none = new Map();
const lines = (...right: number[]) => new Map([['package-lock.json', { right: new Set(right), left: new Set<number>() }]]);
const render = (from: Verdict, commentable: Parameters<typeof renderTexts>[0]['commentable'] = none) => renderTexts({ ...input(from), commentable });
const bytes = (text: string): number => Buffer.byteLength(text);

describe('the title is the verdict in words', () => {
  const warning = told({ fingerprint: fingerprint(2), severity: 'low' });
  const waived = [{ finding: told(), waiver: waiver() }];
  test.each<[title: string, from: Verdict]>([
    ['passed: 14 changes reviewed', verdict()],
    ['passed: 1 change reviewed', verdict({ counts: { changes: 1, reviewed: 1, standing: 0 } })],
    ['passed: no dependency changes', verdict({ counts: { changes: 0, reviewed: 0, standing: 0 } })],
    ['passed: 0 changes reviewed, not read: go.sum', verdict({ counts: { changes: 0, reviewed: 0, standing: 0 }, remarks: [{ code: 'unread-dependency-file', data: { path: 'go.sum' } }] })],
    ['passed: 14 changes reviewed, not read: a, b, c and 1 more', verdict({ remarks: ['a', 'b', 'c', 'd'].map((path) => ({ code: 'unread-dependency-file', data: { path } })) })],
    ['passed: 14 changes reviewed, 1 not checked', verdict({ gaps: [hole({ counts: false })] })],
    ['passed: 14 changes reviewed, 1 waived', verdict({ waived })],
    ['blocked: 2 findings', blocked([told(), told({ fingerprint: fingerprint(3) })])],
    ['blocked: 1 finding, 1 waived', blocked([told({ fingerprint: fingerprint(3) })], { waived })],
    ['warned: 1 finding', verdict({ outcome: 'warn', findings: [warning, told({ level: 'folded', fingerprint: fingerprint(4) })] })],
    ['could not check: registry too slow: left-pad@1.3.0', verdict({ outcome: 'unknown', gaps: [hole()] })],
    ['could not check: registry too slow: left-pad@1.3.0 and 1 more', verdict({ outcome: 'unknown', gaps: [hole(), hole({ fingerprint: fingerprint(9) }), hole({ counts: false })] })],
    ['could not check: policy not valid', verdict({ outcome: 'unknown', remarks: [{ code: 'policy-unusable', data: { path: '.github/mergewarden.yml', line: 2 } }] })],
    ['observed: blocked: 1 finding', blocked([told()], { enforced: false })],
  ])('%s', (title, from) => expect(render(from).check.title).toBe(title));
});

test.each<[from: Verdict, conclusion: string, speaks: boolean]>([
  [verdict(), 'success', false], [verdict({ gaps: [hole({ counts: false })] }), 'success', false], [verdict({ waived: [{ finding: told(), waiver: waiver() }] }), 'success', true],
  [verdict({ outcome: 'warn', findings: [told()] }), 'success', true], [blocked([told()]), 'failure', true], [blocked([told()], { enforced: false }), 'success', true], [verdict({ outcome: 'unknown', gaps: [hole()] }), 'failure', true],
])('row %#: a pass notifies nobody, could not check fails', (from, conclusion, speaks) => {
  const texts = render(from);
  expect([texts.conclusion, texts.summary !== undefined]).toEqual([conclusion, speaks]);
});

describe('the summary comment', () => {
  const summary = render(blocked([told({ fixes: [{ kind: 'upgrade', disposition: 'unsafe', text: 'left-pad@1.3.1' }], evidence: [{ kind: 'code', text: 'eval(atob("x"))', decoded: 'x' }] })], { gaps: [hole({ counts: false })] })).summary!;
  test('holds verdict, package, path, fix, evidence, waiver and footer', () => {
    for (const part of ['<!-- mergewarden:summary -->', '### mergewarden: blocked: 1 finding', '| blocks | `left-pad` `1.2.0` → `1.3.0` |', 'high [install-script](https://docs.example/mergewarden/checks/install-script.md): `left-pad` `1.3.0` newly runs `postinstall` at install: `node x.js`',
      '`apps/web` → `express@4.0.0` → `left-pad@1.3.0` and 2 more paths', 'take `left-pad@1.3.1`', 'eval(atob("x"))', 'Decoded:', `finding: "${fingerprint('a')}"`, '**Could not check**', 'The registry did not answer in time.', 'Policy: `.github/mergewarden.yml at main`', '`osv` of `2026-09-30`']) expect(summary).toContain(part);
  });
  test('has a table that is a table', () => expect([...nodes(treeOf(summary))].filter((node) => node.type === 'tableRow').map((row) => row.children?.length)).toEqual([5, 5]));
  test('has a column for what is known of a flaw\'s use, where something is', () => {
    const data = told().data;
    const table = (...findings: Finding[]): string[] => render(blocked(findings)).summary!.split('\n').filter((line) => line.startsWith('| '));
    expect(table(told())[0]).toBe('| Action | Package | Finding | Why here | Fix |');
    const [head, first, second] = table(told({ data: { ...data, exploited: 'since 2026-01-31', forecast: 'EPSS 0.93 (99th percentile)' } }), told({ fingerprint: fingerprint(4) }));
    expect(head).toBe('| Action | Package | Finding | Exploited | Why here | Fix |');
    expect(first).toContain(' | `since 2026-01-31`, `EPSS 0.93 (99th percentile)` | ');
    expect(second!.split(' | ')).toHaveLength(6);
  });
  test('is equal for equal content, whenever it was made', () => expect(render(blocked([told()], { reviewedAt: '2027-01-01T00:00:00Z' }))).toEqual(render(blocked([told()]))));
});

test('the waiver that is offered fits, once a person has signed it', () => {
  const finding = told({ integrity: 'sha512-AAAA' });
  const yaml = waiverYaml(finding.fingerprint, finding.subject, finding.integrity)!;
  expect(parsePolicy(yaml, 'p', new Set(), now)).toMatchObject({ ok: false });
  const signed = yaml.replace('reason: ""', 'reason: read by hand, harmless').replace('by: ""', 'by: reviewer').replace('until: ""', 'until: 2026-10-31');
  expect(parsePolicy(signed, 'p', new Set(), now)).toMatchObject({ ok: true, settings: { waivers: [waiver()] } });
});

describe('comments stand on lines that the diff holds', () => {
  test('in the place\'s range', () => expect(render(blocked([told()]), lines(11)).comments).toMatchObject([{ marker: fingerprint('a'), path: 'package-lock.json', line: 11, side: 'RIGHT' }]));
  test('else there is an annotation', () => {
    const texts = render(blocked([told()]), lines(9, 13));
    expect(texts.comments).toEqual([]);
    expect(texts.check.annotations).toMatchObject([{ path: 'package-lock.json', startLine: 10, endLine: 12, level: 'failure', title: 'install-script (high)' }]);
  });
  test('a removed line is commented on the left', () => {
    const at = { in: 'repository', path: 'package-lock.json', side: 'base', line: 3, endLine: 3 } as const;
    expect(render(blocked([told({ at })]), new Map([['package-lock.json', { right: new Set([3]), left: new Set([3]) }]])).comments).toMatchObject([{ line: 3, side: 'LEFT' }]);
  });
  test('at most thirty, the rest are annotations, and one for a fingerprint', () => {
    const many = Array.from({ length: 40 }, (_, index) => told({ fingerprint: fingerprint(index) }));
    const texts = render(blocked([...many, many[0]!]), lines(10));
    expect([texts.comments.length, texts.check.annotations.length, new Set(texts.comments.map((one) => one.marker)).size]).toEqual([30, 11, 30]);
  });
  test('carry their mark and nothing else that is hidden', () => expect(render(blocked([told()]), lines(10)).comments[0]!.body.startsWith(`<!-- mergewarden:finding:${fingerprint('a')} -->\n**blocks**, high`)).toBe(true));
  describe('a line that mends it', () => {
    const at = { in: 'repository', path: 'package.json', side: 'head', line: 4, endLine: 4 } as const;
    const mended = (text: string, more: Partial<Finding> = {}): Finding => told({ at, fixes: [{ kind: 'suggestion', disposition: 'unsafe', text, then: 'npm install --package-lock-only --ignore-scripts' }], ...more });
    const shown = (...right: number[]) => new Map([['package.json', { right: new Set(right), left: new Set<number>() }]]);
    const line = '\t"left": "^1.0.1",';
    test('is a block that GitHub applies, to the letter, and the command follows', () => {
      const { body } = render(blocked([mended(line)]), shown(4)).comments[0]!;
      expect(body).toContain(`\n\n\`\`\`suggestion\n${line}\n\`\`\`\n\nThen run \`npm install --package-lock-only --ignore-scripts\` and commit`);
      expect(body.match(/npm install/g)).toHaveLength(1);
    });
    test('one for a line: applied, the second would undo the first', () => {
      const bodies = render(blocked([mended(line), mended(line, { fingerprint: fingerprint(7) })]), shown(4)).comments.map(({ body }) => body.includes('```suggestion'));
      expect(bodies).toEqual([true, false]);
    });
    test('an annotation, the details and the summary have it in words', () => {
      const texts = render(blocked([mended(line)]));
      for (const text of [JSON.stringify(texts.check.annotations), texts.check.text, texts.summary!]) expect(text).not.toContain('```suggestion');
      expect(texts.summary).toContain('change to `"left": "^1.0.1",`, then run `npm install --package-lock-only --ignore-scripts`');
    });
    test.each<[string, Finding]>([
      ['another line of the place', mended(line, { at: { ...at, line: 3 } })],
      ['the base side', mended(line, { at: { ...at, side: 'base' } })],
      ['two lines', mended('"a": "1",\n"b": "2"')], ['what hides', mended('"left": "1\u202e"')], ['what shows as another', mended('"l\u0435ft": "1"')], ['nothing', mended('  ')],
      ['a return', mended('"left": "1"\r')], ['a credential', mended(`"left": "https://me:hunter22@registry.example/left.tgz"`)], ['too much', mended(`"left": "${'1'.repeat(600)}"`)],
    ])('%s: no block', (_name, finding) => {
      const [comment] = render(blocked([finding]), new Map([['package.json', { right: new Set([4]), left: new Set([4]) }]])).comments;
      expect(comment!.body).not.toContain('suggestion\n');
    });
    test('it cannot break out of its fence', () => {
      fc.assert(fc.property(fc.string({ unit: fc.constantFrom('`', '~', ' ', '\n', '"', 'a', '<', '>', '!', '-', '\r', '\t') }), (text) => {
        const [comment] = render(blocked([mended(text)]), shown(4)).comments;
        const fences = [...nodes(treeOf(comment!.body))].filter((node) => node.type === 'code' && node.lang === 'suggestion');
        expect(fences.length).toBeLessThan(2);
        for (const fence of fences) expect((fence as { value?: string }).value).toBe(text);
        expectInert(comment!.body, 'canary');
      }));
    });
  });
  test('folded and waived findings have none', () => {
    const texts = render(verdict({ findings: [told({ level: 'folded' }), told({ level: 'audit' })], waived: [{ finding: told(), waiver: waiver() }] }), lines(10));
    expect([texts.comments, texts.check.annotations]).toEqual([[], []]);
  });
});

describe('the length ladder', () => {
  const many = (count: number, text: string): Finding[] => Array.from({ length: count }, (_, index) => told({
    fingerprint: fingerprint(index), subject: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: `p${index}`, version: '1.0.0' }, data: { package: `p${index}`, version: '1.0.0', step: 'install', command: text, names: [] },
    at: { in: 'repository', path: 'package-lock.json', side: 'head', line: index + 1, endLine: index + 1 }, evidence: [{ kind: 'code', text }],
  }));
  test.each([[10, ''], [60, 'Left out: the details'], [250, 'Left out: what each finding says'], [1_200, 'Too much to show here'], [12_000, 'Too much to show here']])('%i findings', (count, said) => {
    const findings = many(count, 'x'.repeat(200));
    const texts = render(blocked(findings, { gaps: Array.from({ length: count }, (_, index) => hole({ subject: `p${index}`, fingerprint: fingerprint(`g${index}`), counts: false })) }));
    expect(bytes(texts.summary!)).toBeLessThanOrEqual(65_536);
    expect(Math.max(bytes(texts.check.summary), bytes(texts.check.text))).toBeLessThanOrEqual(65_535);
    expect(texts.summary).toContain(said);
    const everywhere = [texts.summary, texts.check.summary, texts.check.text, ...texts.check.annotations.map((one) => one.message)].join('\n');
    const named = new Set(everywhere.match(/\bp\d+\b/g));
    expect(findings.filter((finding) => !named.has(`p${finding.at.line - 1}`))).toEqual([]);
    for (const annotation of texts.check.annotations) expect([bytes(annotation.message) <= 65_536, bytes(annotation.title) <= 255]).toEqual([true, true]);
  });
  test('what blocks stays in the list when what warns would push it out', () => {
    const warnings = many(2_000, 'x'.repeat(200));
    const one = told({ fingerprint: fingerprint('the one'), subject: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'the-one', version: '6.6.6' } });
    const texts = render(verdict({ outcome: 'block', findings: [one, ...warnings], blocking: [one.fingerprint] }));
    for (const text of [texts.summary, texts.check.summary, texts.check.text]) expect(text).toContain('the-one@6.6.6');
    expect(texts.summary).toContain('2000 findings that do not block are left out.');
  });
  test('wide characters are counted as bytes', () => {
    const texts = render(blocked(many(300, '\u{1f600}'.repeat(150))));
    expect(Math.max(bytes(texts.summary!), bytes(texts.check.summary), bytes(texts.check.text))).toBeLessThanOrEqual(65_536);
  });
});

describe('what vouches for the packages', () => {
  const evidence = (count: number, more: Partial<NonNullable<Verdict['evidence']>> = {}): Pick<Verdict, 'evidence'> => ({ evidence: { rows: Array.from({ length: count }, (_, index) => evidenceRow({ package: `p${index}` })), beyond: 0, unknown: [], ...more } });
  const summaryOf = '<summary>What vouches for the changed packages: ';
  const cells = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.slice(2, -2)).at(-1)!.split(' | ');
  test('is a folded table in the details and in the comment, not in the check\'s summary', () => {
    const texts = render(blocked([told()], evidence(2)));
    for (const text of [texts.check.text, texts.summary!]) expect(text.split(summaryOf)).toHaveLength(2);
    expect(texts.check.summary).not.toContain(summaryOf);
    expect([...nodes(treeOf(texts.check.text))].filter((node) => node.type === 'tableRow').map((row) => row.children?.length)).toEqual([5, 5, 5]);
  });
  test('makes no comment by itself', () => expect(render(verdict(evidence(2))).summary).toBeUndefined());
  test.each<[name: string, row: EvidenceRow, told: readonly string[]]>([
    ['a repository that moved', evidenceRow(), ['`left-pad` `1.2.0` → `1.3.0`', 'verified', 'verified', 'verified, built from `https://github.com/acme/left-pad` by `.github/workflows/release.yml` at tag `v1.3.0`, commit `c0ffeec0ffee`, on hosted machines; **before:** from `https://github.com/old/left-pad`', 'provenance']],
    ['one that is new and has nothing', evidenceRow({ from: [], before: [], differs: [], after: vouched('1.3.0', {}, { publish: { state: 'could-not-check', code: 'ATTESTATIONS_ABSENT' }, provenance: { state: 'could-not-check', code: 'ATTESTATIONS_ABSENT' }, stated: 'none' }) }), ['`left-pad` new `1.3.0`', 'verified', 'none', 'none', 'nothing']],
    ['one that lost all', evidenceRow({ differs: ['signature', 'publish', 'provenance', 'stated'], after: vouched('1.3.0', {}, { signature: { state: 'could-not-check', code: 'KEY_UNKNOWN' }, publish: { state: 'refused', code: 'LOG_MISMATCH' }, provenance: { state: 'could-not-check', code: 'ENDPOINT_FAILED' }, stated: 'none' }) }), [
      '`left-pad` `1.2.0` → `1.3.0`', 'could not check (`KEY_UNKNOWN`); **before:** verified', '**refused** (`LOG_MISMATCH`); **before:** verified',
      'could not check (`ENDPOINT_FAILED`); **before:** verified, built from `https://github.com/old/left-pad` by `.github/workflows/release.yml` at tag `v1.2.0`, commit `c0ffeec0ffee`, on hosted machines', 'nothing; **before:** provenance',
    ]],
    ['another registry\'s, by another workflow, from a branch, on machines of one\'s own', evidenceRow({ registry: 'https://npm.example/', differs: ['workflow', 'ref', 'builder', 'stated'], after: vouched('1.3.0', { workflow: 'x.yml', ref: 'refs/heads/main', machines: 'self-hosted', commit: 'short' }, { stated: 'staged' }) }), [
      '`left-pad` `1.2.0` → `1.3.0` from `https://npm.example/`', 'verified', 'verified', 'verified, built from `https://github.com/acme/left-pad` by `x.yml` at branch `main`, commit `short`, on the project\'s own machines; **before:** by `.github/workflows/release.yml`, at tag `v1.2.0`, on hosted machines', 'staged release; **before:** provenance',
    ]],
  ])('%s', (_name, row, wanted) => expect(cells(render(verdict({ evidence: { rows: [row], beyond: 0, unknown: [] } })).check.text)).toEqual(wanted));
  test('nothing where nothing is known: the holes say it', () => {
    const texts = render(blocked([told()], evidence(0, { unknown: [{ registry: 'default', code: 'SIGNATURES_ABSENT', count: 12 }, { registry: 'https://npm.example/', code: 'SIGNATURES_ABSENT', count: 1 }, { registry: 'default', code: 'REGISTRY_TIMEOUT', count: 2 }] })));
    expect(texts.check.text).not.toContain('vouches');
    expect(texts.summary).not.toContain('vouches');
  });
  test('beyond a hundred they are counted', () => {
    const { text } = render(verdict(evidence(101, { beyond: 7 }))).check;
    expect(text).toContain(`${summaryOf}108<`);
    expect([text.match(/`p\d+`/g)!.length, text.includes('And 8 packages more.')]).toEqual([100, true]);
  });
  test('is the first to be left out, and that is said', () => {
    const wide = Array.from({ length: 100 }, (_, index) => evidenceRow({ package: `p${index}`, after: vouched('1.3.0', { workflow: 'w'.repeat(2_000), repository: `https://github.com/${'a'.repeat(2_000)}`, ref: 'r'.repeat(2_000) }), before: [vouched('1.2.0', { workflow: 'v'.repeat(2_000) })], differs: ['workflow'] }));
    const texts = render(blocked([told(), told({ level: 'folded', fingerprint: fingerprint(5) })], { evidence: { rows: wide, beyond: 0, unknown: [] }, gaps: [hole({ counts: false })] }));
    for (const text of [texts.check.text, texts.summary!]) {
      expect(text).not.toContain(summaryOf);
      expect(text).toContain('Left out: what vouches for the packages');
      for (const part of ['For information: 1 more', 'Waive it', 'The registry did not answer in time.']) expect(text).toContain(part);
    }
  });
});

describe('foreign text never comes out alive', () => {
  const foreignRow = (a: string, b: string, c: string, d: string, e: string): EvidenceRow => evidenceRow({
    package: a, registry: b, from: [c, d], before: [vouched(e, { repository: a, workflow: b, ref: c, commit: d })], differs: ['signature', 'repository', 'workflow', 'ref', 'builder'],
    after: vouched(d, { repository: e, workflow: d, ref: `refs/heads/${c}`, commit: b, builder: a }, { signature: { state: 'refused', code: a }, publish: { state: 'could-not-check', code: e } }),
  });
  const canary = 'QZQ';
  const nasty = fc.array(fc.constantFrom('`', '``', '```', '|', '\n', '\r\n', ' ', '\\', '<img src=x onerror=y>', '<!--', '-->', '</details>', '</code>', '@octocat', '@org/team', '#1', 'GH-1', 'owner/repo#1', 'a1b2c3d4e5f6a7b8c9d0', ':tada:', '$x$', '$$', '[a](https://evil.example)',
    '![a](https://evil.example/x.png)', '[a]: https://evil.example', '[^1]', '[^1]: x', '- [x] done', 'https://evil.example/?a=b', 'www.evil.example', 'a@evil.example', '**', '__', '~~', '# ', '> ', '---', '|---|---|', '&lt;', '&#64;octocat', '\u202e', '\u200b', '\u001b[31m', '\u{e0041}', '{step}', '1. '), { maxLength: 8 }).map((parts) => `${canary}${parts.join('')}`);
  const foreign = fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 60 }).map((text) => canary + text));
  const anyVerdict = fc.record({ a: foreign, b: foreign, c: foreign, d: foreign, e: foreign }).map(({ a, b, c, d, e }) => {
    const subject = { kind: 'registry', ecosystem: 'npm', registry: 'default', name: a, version: b } as const;
    const at = { in: 'repository', path: c, side: 'head', line: 10, endLine: 12 } as const;
    const finding = told({
      subject, at, data: { package: a, version: b, step: c, command: d, names: [e, a] }, integrity: d, trace: [{ at, note: e }, { at: { in: 'package', package: subject, path: d, line: 1, column: 1, endLine: 1 }, note: a }],
      evidence: [{ kind: 'code', at, text: d, decoded: e }, { kind: 'manifest', text: a }], fixes: [{ kind: 'upgrade', disposition: 'safe', text: e }, { kind: 'command', disposition: 'unsafe', text: b }],
    });
    const other = told({ ...finding, check: e, message: 'none', fingerprint: fingerprint(2), level: 'folded' });
    return {
      from: blocked([finding], {
        findings: [finding, other, told({ ...other, level: 'default', fingerprint: a })], waived: [{ finding, waiver: waiver({ by: a, reason: d, until: e }) }], gaps: [hole({ subject: b, origin: subject }), hole({ check: c, subject: d, counts: false, fingerprint: e })],
        remarks: [{ code: 'unread-dependency-file', data: { path: c } }, { code: 'waiver-mismatch', data: { by: a, fingerprint: b, field: c } }], data: [{ source: a, digest: b, asOf: c }],
        evidence: { rows: [foreignRow(a, b, c, d, e), foreignRow(e, d, c, b, a)], beyond: 0, unknown: [{ registry: a, code: b, count: 1 }] },
      }),
      packages: packagesTable([change('x', { before: [locked(a, d)], after: locked(a, b), introducers: [{ importer: c, path: [{ name: d, version: e, location: a }], others: 0 }] })]),
    };
  });
  test('in markdown: everything foreign is code', () => {
    fc.assert(fc.property(anyVerdict, ({ from, packages }) => {
      const path = from.findings[0]!.at.path;
      const texts = renderTexts({ ...input(from, { packages, context: { ...input(from).context, policySource: path } }), commentable: new Map([[path, { right: new Set([10]), left: new Set() }]]) });
      expect(texts.comments.length).toBeGreaterThan(0);
      for (const body of [texts.summary!, texts.check.summary, texts.check.text, texts.settled, ...texts.comments.map((one) => one.body)]) expectInert(body, canary);
      for (const body of [texts.summary!, texts.check.summary]) expect(new Set([...nodes(treeOf(body))].filter((node) => node.type === 'tableRow').map((row) => row.children?.length))).toEqual(new Set([5]));
    }), { numRuns: 40, seed: 13 });
  });
  test('in plain text: nothing that cannot be seen', () => {
    fc.assert(fc.property(anyVerdict, ({ from, packages }) => {
      const texts = renderTexts({ ...input(from, { packages }), commentable: none });
      for (const text of [texts.check.title, ...texts.check.annotations.flatMap((one) => [one.title, one.message.replaceAll('\n\n', '')])]) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }), { numRuns: 100, seed: 14 });
  });
  test('in the shortest forms too', () => {
    fc.assert(fc.property(anyVerdict, fc.constantFrom(260, 1100), ({ from }, count) => {
      const [first] = from.findings;
      const texts = render(blocked(Array.from({ length: count }, (_, index) => ({ ...first!, fingerprint: fingerprint(index) }))));
      for (const body of [texts.summary!, texts.check.summary, texts.check.text]) expectInert(body, canary);
    }), { numRuns: 2, seed: 15 });
  });
});
