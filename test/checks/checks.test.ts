import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { catalogue, checks } from '../../src/checks/index.js';
import { byCodePoint } from '../../src/core/order.js';
import { runCase, type CheckCase } from './case.js';

// One after the other: jest links a core module twice where two imports that are under way both want it, and fails.
const loaded: { readonly check: (typeof checks)[number]; readonly cases: readonly CheckCase[] }[] = [];
for (const check of checks) loaded.push({ check, cases: ((await import(`./${check.id}/cases.js`)) as { cases: readonly CheckCase[] }).cases });

describe('one id, four things', () => {
  test('files, documents, case folders and the index hold the same ids', () => {
    const ids = checks.map((check) => check.id);
    expect(ids).toEqual([...ids].sort(byCodePoint));
    expect(new Set(ids).size).toBe(ids.length);
    const shared = new Set(['check.ts', 'draft.ts', 'drift.ts', 'fold.ts', 'index.ts', 'run.ts', 'behaviour.ts', 'capability.ts', 'command-names.ts', 'gyp-delta.ts', 'registered.ts', 'early-code.ts', 'evidence.ts', 'pinned.ts', 'prose.ts', 'python-origin.ts', 'record-signs.ts', 'dist-tags.ts', 'burst.ts', 'relock.ts', 'mended.ts', 'reached.ts', 'tool-waits.ts', 'licence-kinds.ts', 'likeness.ts', 'name-forms.ts', 'near-index.ts', 'neighbour-names.ts', 'popular-names.ts', 'popular.ts', 'used.ts', 'standing.ts', 'builds.ts']);
    const files = readdirSync('src/checks', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !shared.has(entry.name) && !/[\\/]settings$/.test(entry.parentPath)).map((entry) => entry.name.replace(/\.ts$/, ''));
    expect(files.sort(byCodePoint)).toEqual(ids);
    expect(readdirSync('docs/checks').map((name) => name.replace(/\.md$/, '')).sort(byCodePoint)).toEqual(ids);
    for (const check of checks) expect(existsSync(`src/checks/${check.group}/${check.id}.ts`)).toBe(true);
  });

  test.each(checks)('$id: its document says what its code says', (check) => {
    const text = readFileSync(`docs/checks/${check.id}.md`, 'utf8');
    expect(text.startsWith(`# ${check.id}\n\n${check.title}.\n`)).toBe(true);
    expect(text).toContain(`| Mode | ${check.default.mode} |`);
    expect(text).toContain(`| Blocks from | ${check.default.threshold} |`);
    expect(text).toContain(`| When it cannot check | ${check.default.failMode} |`);
    for (const heading of ['## What it finds', '## Why it matters', '## What to do', '## What it does not see']) expect(text).toContain(heading);
    for (const message of Object.keys(check.messages)) expect(text).toContain(`\`${message}\``);
  });

  test.each(checks)('$id: messages say what, why and what to do, and name only data in braces', (check) => {
    for (const message of Object.values(catalogue.get(check.id)!.messages)) {
      for (const part of [message.what, message.why, message.todo]) {
        expect(part.length).toBeGreaterThan(10);
        expect(part.replace(/\{[a-z]+\}/gi, '')).not.toMatch(/[{}]/);
      }
    }
  });
});

describe.each(loaded)('$check.id', ({ check, cases }) => {
  test('has a case that fires and a look-alike that stays silent', () => {
    expect(cases.some((one) => (one.fires ?? []).length > 0 || (one.gaps ?? []).length > 0)).toBe(true);
    expect(cases.some((one) => (one.fires ?? []).length === 0 && (one.gaps ?? []).length === 0)).toBe(true);
  });

  test.each(cases)('$name', ({ given, fires = [], gaps = [] }) => {
    const run = runCase(check, given);
    const spoken = fires.length > 0 ? run.findings : run.findings.filter((finding) => finding.level === 'default');
    expect(spoken).toHaveLength(fires.length);
    fires.forEach(({ warnsBy, ...wanted }, index) => {
      expect(spoken[index]).toMatchObject(wanted);
      expect(spoken[index]!.warnsBy).toBe(warnsBy);
    });
    expect(run.gaps.map((gap) => gap.code).sort()).toEqual([...gaps].sort());
    // Every message that is used, folded ones too, has words, and every placeholder of these its value.
    for (const finding of run.findings) {
      expect(Object.keys(check.messages)).toContain(finding.message);
      const message = check.messages[finding.message]!;
      for (const [, key] of `${message.what} ${message.why} ${message.todo}`.matchAll(/\{([a-z]+)\}/gi)) expect(finding.data).toHaveProperty(key!);
    }
  });
});
