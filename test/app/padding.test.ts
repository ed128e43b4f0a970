import { afterAll, describe, expect, test } from '@jest/globals';
import type { FactSource } from '../../src/app/fact-source.js';
import { review, type ReviewSettings } from '../../src/app/review.js';
import { checks } from '../../src/checks/index.js';
import { complete } from '../../src/core/coverage.js';
import { canonicalJson } from '../../src/core/json.js';
import { limits } from '../../src/core/limits.js';
import type { Verdict } from '../../src/core/verdict.js';
import type { Fact, FactKind, Subject } from '../../src/facts/kinds.js';
import { archive, code, flow, trust } from '../checks/case.js';
import { inShort, memoryHost, now, type Files } from './world.js';

// A pull request padded with more changes than are read, and one of them harms.

const table = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: {} };
const settings: ReviewSettings = { checks, registries: table, engine: { version: '0.0.0', digest: '0'.repeat(64) } };
// Fewer than in earnest: which are read hangs on the order alone, which test/facts drives at full size.
const budget: { value: number } = limits.changesAnalysed;
const whole = budget.value;
budget.value = 40;
afterAll(() => { budget.value = whole; });
const padding = 60;
const digest = (text: string): string => `sha512-${Buffer.alloc(64, text).toString('base64')}`;

interface Locked { readonly name: string; readonly version: string }
function repository(installed: readonly Locked[]): Files {
  const root = { name: 'shop', version: '1.0.0', dependencies: Object.fromEntries(installed.map((one) => [one.name, one.version])) };
  const entries = installed.map((one) => [`node_modules/${one.name}`, { version: one.version, resolved: `https://registry.example/${one.name}/-/${one.name}-${one.version}.tgz`, integrity: digest(`${one.name}@${one.version}`) }]);
  return { 'package.json': JSON.stringify(root), 'package-lock.json': JSON.stringify({ name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': root, ...Object.fromEntries(entries) } }) };
}

/** Facts of a world in which one package runs text from elsewhere at install; its lockfile entry never says that it has an install step. */
function world(evil: Locked, step: 'in the record' | 'nowhere', publishedAt: string, asked: string[]): FactSource {
  const isEvil = ({ origin }: Subject): boolean => origin.kind === 'registry' && origin.name === evil.name && origin.version === evil.version;
  const get = async (subject: Subject, kind: FactKind): Promise<Fact<unknown>> => {
    const { origin } = subject;
    if (origin.kind !== 'registry') throw new Error('only the registry');
    const scripts = isEvil(subject) && step === 'in the record' ? { postinstall: 'node setup.js' } : undefined;
    if (kind === 'advisories') return { coverage: complete, value: [] };
    if (kind === 'trust') return { coverage: complete, value: trust() };
    if (kind === 'archive') return { coverage: complete, value: archive({ ...(scripts ? { scripts } : {}), manifest: { scripts: scripts ?? {}, bin: {}, raw: { name: origin.name, version: origin.version, ...(scripts ? { scripts } : {}) } } }) };
    if (kind === 'record') {
      const one = { version: origin.version, publishedAt: isEvil(subject) ? publishedAt : '2020-01-01T00:00:00.000Z', hasInstallScript: scripts !== undefined, signatures: [], dependencies: {} };
      return { coverage: complete, value: { name: origin.name, registry: 'default', distTags: {}, versions: { [origin.version]: one }, maintainers: [] } };
    }
    asked.push(`${origin.name}@${origin.version}`);
    return { coverage: complete, value: isEvil(subject) ? code([{ kind: 'dynamic-code', api: 'eval', trigger: 'install' }], { flows: [flow({ source: 'download', sink: 'eval', api: 'eval', trigger: 'install' })] }) : code() };
  };
  return { get: get as FactSource['get'], data: async () => [], release: () => undefined };
}

async function judged(base: readonly Locked[], head: readonly Locked[], facts: FactSource): Promise<Verdict> {
  const ports = { host: memoryHost(repository(base), repository(head)), facts, clock: { now: () => now }, progress: { report: () => undefined }, people: async () => [] };
  return (await review(ports, settings, undefined, new AbortController().signal)).verdict;
}

describe('what harms is read among more changes than are read', () => {
  const pads = (version: string): Locked[] => Array.from({ length: padding }, (_, index) => ({ name: `pad-${String(index).padStart(5, '0')}`, version }));
  const evil = { name: 'zz-last', version: '1.0.1' };
  const before = { name: 'zz-last', version: '1.0.0' };
  test.each<readonly [string, readonly Locked[], readonly Locked[], 'in the record' | 'nowhere']>([
    ['an update among new names', [before], [...pads('1.0.0'), evil], 'nowhere'],
    ['an update whose entry hides its install step, among updates', [...pads('1.0.0'), before], [...pads('1.0.1'), evil], 'in the record'],
    ['a new name whose entry hides its install step, among new names', [], [...pads('1.0.0'), evil], 'in the record'],
    ['a new name among new names that have long been there', [], [...pads('1.0.0'), evil], 'nowhere'],
    ['a fresh update among updates that have long been there', [...pads('1.0.0'), before], [...pads('1.0.1'), evil], 'nowhere'],
  ])('%s', async (_name, base, head, step) => {
    const asked: string[] = [];
    const verdict = await judged(base, head, world(evil, step, '2026-11-22T08:00:00.000Z', asked));
    expect(asked).toContain('zz-last@1.0.1');
    expect(verdict.findings.filter((one) => one.subject?.kind === 'registry' && one.subject.name === 'zz-last' && verdict.blocking.includes(one.fingerprint)).length).toBeGreaterThan(0);
    expect(inShort(verdict)).toMatchObject({ outcome: 'block', gaps: expect.arrayContaining(['dynamic-code BUDGET_CHANGES']) });
    expect(new Set(verdict.gaps.filter((gap) => gap.code === 'BUDGET_CHANGES').map((gap) => gap.subject)).size).toBeGreaterThanOrEqual(padding + 1 - limits.changesAnalysed.value);
    const again = await judged(base, head, world(evil, step, '2026-11-22T08:00:00.000Z', []));
    expect(canonicalJson(again)).toBe(canonicalJson(verdict));
  });
});
