import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../../src/core/finding.js';
import type { PublishedTexts } from '../../src/core/publication.js';
import type { Gap } from '../../src/core/verdict.js';
import { plainValue } from '../../src/render/escape.js';
import { renderTexts } from '../../src/render/texts.js';
import { blocked, fingerprint, hole, input, told, verdict } from './build.js';

// Nothing that decides is ever left out of all that is published, however much of it there is and whatever it is called.

const fill = (prefix: string, index: number): string => ({ short: `p${index}`, long: `${'x'.repeat(500)}${index}`, wide: `${'\u{1f600}'.repeat(300)}${index}`, hostile: `${'`|<!--\u202e\n'.repeat(60)}${index}` })[prefix]!;
const shapes = ['short', 'long', 'wide', 'hostile'] as const;
interface Wish { readonly count: number; readonly shape: (typeof shapes)[number]; readonly paths: number; readonly commentable: boolean; readonly warnings: number; readonly gaps: number }

const finding = (index: number, { shape, paths }: Pick<Wish, 'shape' | 'paths'>, more: Partial<Finding> = {}): Finding => told({
  fingerprint: fingerprint(`f${index}`), subject: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: fill(shape, index), version: '1.0.0' },
  data: { package: fill(shape, index), version: '1.0.0', step: 'install', command: fill(shape, index), names: [] }, evidence: [{ kind: 'code', text: fill(shape, index) }],
  at: { in: 'repository', path: index % paths === 0 ? 'package-lock.json' : `${fill(shape, index % paths)}/package-lock.json`, side: 'head', line: 1_000_000 + index, endLine: 1_000_000 + index }, ...more,
});
const holes = (count: number, shape: Wish['shape']): Gap[] => Array.from({ length: count }, (_, index) => hole({ subject: fill(shape, index), fingerprint: fingerprint(`g${index}`), code: index % 2 === 0 ? 'BUDGET_CHANGES' : 'REGISTRY_TIMEOUT' }));

function published(wish: Wish): { readonly texts: PublishedTexts; readonly findings: readonly Finding[]; readonly gaps: readonly Gap[] } {
  const findings = Array.from({ length: wish.count }, (_, index) => finding(index, wish));
  const warnings = Array.from({ length: wish.warnings }, (_, index) => finding(500_000 + index, wish, { severity: 'low' }));
  const gaps = holes(wish.gaps, wish.shape);
  const from = { ...blocked(findings, { gaps }), findings: [...findings, ...warnings], ...(wish.count === 0 ? { outcome: 'unknown' as const } : {}) };
  const lines = new Set(findings.map((one) => one.at.line));
  return { texts: renderTexts({ ...input(from), commentable: wish.commentable ? new Map([['package-lock.json', { right: lines, left: new Set<number>() }]]) : new Map() }), findings, gaps };
}

/** Where a finding is told: a comment of its own, an annotation of its own, or a line of one that is shared, with check, package and place. */
function untold(texts: PublishedTexts, findings: readonly Finding[]): readonly number[] {
  const marked = new Set(texts.comments.map((one) => one.marker));
  const said = texts.check.annotations.map((one) => one.message).join('\n');
  const prints = new Set(said.match(/[0-9a-f]{64}/g));
  const lines = new Map([...said.matchAll(/^(?<check>\S+) (?<name>.*?)(?: in .*)? line (?<line>\d+)$/gm)].map(({ groups }) => [Number(groups!['line']), `${groups!['check']} ${groups!['name']}`]));
  return findings.filter(({ fingerprint: print, check, at, subject }) => {
    const name = subject?.kind === 'registry' ? plainValue(`${subject.name}@${subject.version}`, 100).slice(0, 20) : '';
    return !marked.has(print) && !prints.has(print) && lines.get(at.line)?.startsWith(`${check} ${name}`) !== true;
  }).map((one) => one.at.line);
}

function untoldGaps(texts: PublishedTexts, gaps: readonly Gap[]): readonly string[] {
  const prints = new Set([texts.check.text, ...texts.check.annotations.map((one) => one.message)].join('\n').match(/[0-9a-f]{64}/g));
  return gaps.filter((gap) => !prints.has(gap.fingerprint)).map((gap) => gap.subject);
}

function withinLimits({ check, summary, comments }: PublishedTexts): void {
  const bytes = (text: string): number => Buffer.byteLength(text);
  expect([check.title.length <= 201, bytes(check.summary) <= 65_535, bytes(check.text) <= 65_535, bytes(summary ?? '') <= 65_536, comments.length <= 30]).toEqual([true, true, true, true, true]);
  for (const one of check.annotations) expect([bytes(one.message) <= 65_536, bytes(one.title) <= 255]).toEqual([true, true]);
}

describe('every finding that blocks, and every hole that counts, is told somewhere', () => {
  const sizes = [1, 30, 31, 130, 131, 1_000, 1_001, 5_000];
  const rows = sizes.flatMap((count) => ([31, 131, 5_000].includes(count) ? shapes : shapes.slice(0, 1)).map((shape): Wish => ({ count, shape, paths: count > 1_000 ? 1 : 7, commentable: count % 2 === 1, warnings: 0, gaps: count })));
  test.each<Wish>([
    ...rows,
    { count: 5_000, shape: 'short', paths: 5_000, commentable: false, warnings: 0, gaps: 0 },
    { count: 5_000, shape: 'long', paths: 5_000, commentable: true, warnings: 0, gaps: 10 },
    { count: 3, shape: 'short', paths: 1, commentable: false, warnings: 5_000, gaps: 3 },
    { count: 0, shape: 'long', paths: 1, commentable: false, warnings: 0, gaps: 10_000 },
    { count: 0, shape: 'short', paths: 1, commentable: false, warnings: 2_000, gaps: 40 },
  ])('$count findings in $paths files, $gaps holes, $warnings warnings, $shape names', (wish) => {
    const { texts, findings, gaps } = published(wish);
    expect(untold(texts, findings)).toEqual([]);
    expect(untoldGaps(texts, gaps)).toEqual([]);
    withinLimits(texts);
    if (wish.count > 0) expect(texts.check.title).toMatch(new RegExp(`^blocked: ${wish.count} finding`));
  });

  test('whatever their number and kind', () => {
    const wish = fc.record({ count: fc.integer({ min: 0, max: 400 }), shape: fc.constantFrom(...shapes), paths: fc.integer({ min: 1, max: 200 }), commentable: fc.boolean(), warnings: fc.integer({ min: 0, max: 60 }), gaps: fc.integer({ min: 0, max: 400 }) });
    fc.assert(fc.property(wish, (one) => {
      const { texts, findings, gaps } = published(one);
      expect([untold(texts, findings), untoldGaps(texts, gaps)]).toEqual([[], []]);
      withinLimits(texts);
    }), { numRuns: 8, seed: 21 });
  });

  test('findings in thousands of files cost a bounded number of requests', () => {
    const { texts } = published({ count: 5_000, shape: 'long', paths: 5_000, commentable: false, warnings: 0, gaps: 0 });
    expect(texts.check.annotations.length).toBeLessThanOrEqual(100 + 50 + 25);
  });
});

describe('where a list is cut, its number is told', () => {
  test.each<[shape: (typeof shapes)[number]]>(shapes.map((one) => [one]))('in a title, whatever the names are (%s)', (shape) => {
    const names = Array.from({ length: 12 }, (_, index) => fill(shape, index));
    const title = (from: Parameters<typeof input>[0]): string => renderTexts({ ...input(from), commentable: new Map() }).check.title;
    expect(title(verdict({ outcome: 'unknown', gaps: names.map((subject, index) => hole({ subject, fingerprint: fingerprint(index) })) }))).toMatch(/ and 11 more$/);
    const remarks = names.map((path) => ({ code: 'unread-dependency-file', data: { path } }) as const);
    expect(title(verdict({ remarks, waived: [{ finding: told(), waiver: { fingerprint: 'f', reason: 'r', by: 'b', until: 'u' } }] }))).toMatch(/^passed: 14 changes reviewed, 1 waived, .*(?: and (?:9|11) more|not read: 12 files)$/);
    expect(title(verdict({ outcome: 'unknown', remarks, gaps: names.map((subject, index) => hole({ subject, fingerprint: fingerprint(index) })) }))).toMatch(/ and 11 more, not read: /);
  });
  test('in the lists of what could not be checked and of what blocks', () => {
    const { texts } = published({ count: 5_000, shape: 'long', paths: 1, commentable: false, warnings: 7, gaps: 5_000 });
    expect(texts.check.text).toMatch(/^5000 gaps that decide the outcome stand in the annotations of this check/);
    for (const text of [texts.check.summary, texts.summary!]) expect(text).toMatch(/7 findings that do not block are left out\.[\s\S]*5000 things could not be checked:[\s\S]*- and \d+ more that block, in /);
    expect(texts.check.text).toMatch(/- and \d+ more that block, in the annotations of this check$/);
  });
});

test.each([[true, 'short'], [false, 'hostile']] as const)('every package of a hole that many share is named once, whichever checks share it', (details, shape) => {
  const packages = Array.from({ length: 7_900 }, (_, index) => (shape === 'short' ? `pad-${index}@1.0.0` : `${fill('hostile', 0).slice(0, 40)}${index}@1.0.0`));
  const shared = ['dynamic-code', 'install-script'].map((check, index) => hole({ check, subject: '7900 more, named together', fingerprint: fingerprint(`s${index}`), code: 'BUDGET_CHANGES', data: { count: 7_900, packages } }));
  const { check } = renderTexts({ ...input(verdict({ outcome: 'unknown', gaps: details ? shared : [...shared, ...holes(5_000, 'long')] })), commentable: new Map() });
  const lines = check.annotations.flatMap((one) => one.message.split('\n')).filter((line) => line.startsWith('- '));
  expect(lines).toEqual(packages.map((name) => `- ${plainValue(name, 200)}`));
  expect(check.annotations.every((one) => Buffer.byteLength(one.message) <= 64 * 1024)).toBe(true);
});
