import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { compare, oracle } from './fixtures.js';

const parameters = { seed: 20_261_123, numRuns: 300 };
type Document = { lockfileVersion: unknown; workspaces: { [folder: string]: unknown }; packages: { [key: string]: unknown } };

const texts = [['1.1.45', 'aliases'], ['1.3.14', 'aliases'], ['1.4.5', 'native-tools'], ['1.4.5', 'workspaces']].map(([version, project]) => oracle(version!, project!).files);
const documents = texts.map((files) => JSON.parse(files['bun.lock']!.replace(/,(?=\s*[}\]])/g, '')) as Document);
const anyJson = fc.jsonValue({ maxDepth: 3 });
const keys = fc.constantFrom('dependencies', 'optionalDependencies', 'peerDependencies', 'optionalPeers', 'bundled', 'bin', 'binDir', 'os', 'scripts', 'integrity', '__proto__', 'constructor');

/** One edit of an entry, of one of its items, of its info, of a key, or of the document. */
const edits = fc.oneof(
  fc.record({ kind: fc.constant('info' as const), at: fc.nat(), key: keys, value: anyJson }),
  fc.record({ kind: fc.constant('item' as const), at: fc.nat(), index: fc.nat({ max: 4 }), value: fc.oneof(anyJson, fc.constantFrom('x@file:..', 'x@workspace:', 'x@root:', 'x@git+ssh://git@git.example/x#y', 'x@1.0.0', '@root:', '@', 'x@./y.tgz')) }),
  fc.record({ kind: fc.constant('entry' as const), at: fc.nat(), value: anyJson }),
  fc.record({ kind: fc.constant('key' as const), at: fc.nat(), to: fc.oneof(fc.string(), fc.constantFrom('x', '@a/b/c', 'a//b', '..', '/', '__proto__', 'workspace:packages/core')) }),
  fc.record({ kind: fc.constant('workspace' as const), folder: fc.constantFrom('', 'packages/core', '../x', '__proto__'), value: anyJson }),
  fc.record({ kind: fc.constant('document' as const), key: fc.constantFrom('lockfileVersion', 'packages', 'workspaces', 'overrides', 'catalogs', 'trustedDependencies', 'patchedDependencies'), value: anyJson }),
);
type Edit = typeof edits extends fc.Arbitrary<infer T> ? T : never;

function put(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function apply(document: Document, edit: Edit): void {
  if (edit.kind === 'document') put(document, edit.key, edit.value);
  if (edit.kind === 'document' || typeof document.packages !== 'object' || document.packages === null || typeof document.workspaces !== 'object' || document.workspaces === null) return;
  if (edit.kind === 'workspace') return put(document.workspaces, edit.folder, edit.value);
  const all = Object.keys(document.packages);
  const key = all[edit.at % Math.max(1, all.length)];
  if (key === undefined) return;
  const own = document.packages[key];
  if (edit.kind === 'entry') put(document.packages, key, edit.value);
  else if (edit.kind === 'key') {
    delete document.packages[key];
    put(document.packages, edit.to, own);
  } else if (Array.isArray(own) && edit.kind === 'item') own[edit.index] = edit.value;
  else if (Array.isArray(own) && edit.kind === 'info') {
    const info: unknown = own.find((item) => typeof item === 'object' && item !== null);
    if (typeof info === 'object' && info !== null) put(info, edit.key, edit.value);
  }
}

/** As Bun lays it out, so that half of the texts are read line by line. */
function laidOut(document: Document): string {
  const lines = Object.entries(document.packages).map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`).join('\n');
  const rest = Object.entries(document).filter(([key]) => key !== 'packages').map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`).join('');
  return `{\n${rest}  "packages": {\n${lines}  }\n}\n`;
}

describe('any edit of a real lockfile', () => {
  test('is read or refused with a code, never taken for an empty one', () => {
    fc.assert(fc.property(fc.nat({ max: texts.length - 1 }), fc.array(edits, { minLength: 1, maxLength: 4 }), fc.boolean(), (which, changes, asBun) => {
      const document = structuredClone(documents[which]!);
      for (const change of changes) apply(document, change);
      const manifest = texts[which]!['package.json']!;
      const whole = typeof document.packages === 'object' && document.packages !== null && asBun;
      const { reading, changes: found } = compare(texts[which]!['bun.lock'], whole ? laidOut(document) : JSON.stringify(document), { 'package.json': { before: manifest, after: manifest } });
      if (reading.coverage.kind === 'failed') expect(reading.count).toBe(0);
      else expect(reading.count).toBeGreaterThan(0);
      for (const change of found) expect(change.after ?? change.before[0]).toBeDefined();
    }), parameters);
  }, 120_000);

  test('of one item of an entry is told, as a change or as a problem', () => {
    fc.assert(fc.property(fc.nat(), fc.nat({ max: 3 }), anyJson, fc.boolean(), (at, index, value, asBun) => {
      const document = structuredClone(documents[2]!);
      const all = Object.keys(document.packages);
      const key = all[at % all.length]!;
      const own = document.packages[key] as unknown[];
      fc.pre(JSON.stringify(own[index]) !== JSON.stringify(value));
      own[index] = value;
      const { reading, changes } = compare(texts[2]!['bun.lock'], asBun ? laidOut(document) : JSON.stringify(document));
      const told = [...changes.flatMap((change) => [change.after?.location, ...change.copies]), ...reading.problems.map((problem) => problem.location)];
      expect(told).toContain(key);
    }), parameters);
  }, 120_000);

  test('cut anywhere is refused', () => {
    const text = texts[1]!['bun.lock']!;
    fc.assert(fc.property(fc.nat({ max: text.length - 4 }), (at) => {
      expect(compare(text, text.slice(0, at)).reading.coverage.kind).toBe('failed');
    }), parameters);
  });
});
