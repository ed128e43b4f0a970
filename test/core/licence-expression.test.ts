import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseLicence, statedLicence, type LicenceTree } from '../../src/core/licence-expression.js';
import type { JsonObject } from '../../src/core/json.js';

/** An expression as it was understood: every AND and OR in brackets of its own. */
const shown = (tree: LicenceTree | undefined): string => (tree === undefined ? 'none' : tree.kind === 'id' ? tree.id : `(${tree.of.map(shown).join(tree.kind === 'any' ? ' | ' : ' & ')})`);

describe('a licence expression', () => {
  test.each<[text: string, is: string]>([
    ['MIT', 'mit'], [' MIT ', 'mit'], ['(MIT)', 'mit'], ['MIT OR ISC', '(mit | isc)'], ['MIT or ISC', '(mit | isc)'], ['MIT OR ISC OR X11', '(mit | isc | x11)'], ['(MIT OR (ISC OR X11))', '(mit | isc | x11)'],
    ['MIT OR ISC AND X11', '(mit | (isc & x11))'], ['(MIT OR ISC) AND X11', '((mit | isc) & x11)'], ['GPL-2.0+', 'gpl-2.0-or-later'], ['MPL-1.1+ WITH x', 'mpl-1.1+ with x'], ['GPL-2.0 WITH Classpath-exception-2.0 OR MIT', '(gpl-2.0-only with classpath-exception-2.0 | mit)'],
    ['DocumentRef-a:LicenseRef-b', 'documentref-a:licenseref-b'], ['UNLICENSED', 'unlicensed'], ['MIT\n OR\tISC', '(mit | isc)'],
    ['', 'none'], [' ', 'none'], ['SEE LICENSE IN LICENSE.md', 'none'], ['Apache 2.0', 'none'], ['MIT/X11', 'none'], ['MIT,ISC', 'none'], ['MIT OR', 'none'], ['OR MIT', 'none'], ['MIT OR OR ISC', 'none'], ['MIT WITH', 'none'], ['MIT WITH (a)', 'none'], ['MIT WITH a WITH b', 'none'], ['(MIT OR ISC) WITH a', 'none'],
    ['()', 'none'], ['(MIT', 'none'], ['MIT)', 'none'], ['https://code.example/LICENSE', 'none'], ['Ünlizenz', 'none'], [`${'('.repeat(20)}MIT${')'.repeat(20)}`, 'mit'], [`${'('.repeat(21)}MIT${')'.repeat(21)}`, 'none'],
    [Array.from({ length: 100 }, () => 'MIT').join(' OR '), `(${Array.from({ length: 100 }, () => 'mit').join(' | ')})`], [Array.from({ length: 101 }, () => 'MIT').join(' OR '), 'none'], ['x'.repeat(2_049), 'none'],
  ])('%j', (text, is) => expect(shown(parseLicence(text))).toBe(is));

  const id = fc.constantFrom('MIT', 'ISC', 'GPL-2.0-only', 'LicenseRef-x').map((one): LicenceTree => ({ kind: 'id', id: one.toLowerCase() }));
  const tree = fc.letrec<{ tree: LicenceTree }>((tie) => ({ tree: fc.oneof({ maxDepth: 3 }, id, fc.record({ kind: fc.constantFrom('any' as const, 'all' as const), of: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }) })) })).tree;
  const written = (one: LicenceTree): string => (one.kind === 'id' ? one.id : `(${one.of.map(written).join(one.kind === 'any' ? ' OR ' : ' AND ')})`);
  /** What is allowed by a set of ids, asked of both. */
  const allows = (one: LicenceTree, ids: readonly string[]): boolean => (one.kind === 'id' ? ids.includes(one.id) : one.kind === 'any' ? one.of.some((part) => allows(part, ids)) : one.of.every((part) => allows(part, ids)));
  test('means what was written', () => {
    fc.assert(fc.property(tree, fc.subarray(['mit', 'isc', 'gpl-2.0-only', 'licenseref-x']), (one, ids) => {
      const read = parseLicence(written(one));
      expect(read && allows(read, ids)).toBe(allows(one, ids));
    }), { seed: 20_261_122 });
  });
  test('of any text there is one or none, and nothing throws', () => {
    const anyText = fc.array(fc.oneof(fc.constantFrom('(', ')', ' AND ', ' OR ', ' WITH ', 'MIT', '+'), fc.string())).map((parts) => parts.join(''));
    fc.assert(fc.property(anyText, (text) => { expect(['undefined', 'object']).toContain(typeof parseLicence(text)); }), { seed: 20_261_122 });
  });
});

test.each<[manifest: JsonObject, is: string | undefined]>([
  [{ license: 'MIT' }, 'MIT'], [{ licence: 'MIT' }, 'MIT'], [{ license: { type: 'MIT', url: 'x' } }, 'MIT'], [{ licenses: [{ type: 'MIT' }, 'ISC'] }, 'MIT OR ISC'], [{ license: ['MIT', { type: 'ISC' }] }, 'MIT OR ISC'], [{ license: 'A', licenses: ['B'] }, 'A'],
  [{}, undefined], [{ license: '' }, undefined], [{ license: 7 }, undefined], [{ license: [] }, undefined], [{ license: {} }, undefined], [{ license: null }, undefined], [{ license: 'x'.repeat(2_049) }, undefined], [{ licenses: Array.from({ length: 9 }, (_, at) => `L${at}`) }, 'L0 OR L1 OR L2 OR L3 OR L4 OR L5 OR L6 OR L7'],
])('a manifest with %j says %j', (manifest, is) => expect(statedLicence(manifest)).toBe(is));
