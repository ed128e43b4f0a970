import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseLicence, statedLicence, type LicenceTree } from '../../src/core/licence-expression.js';
import { licenceNamed } from '../../src/core/licence-names.js';
import { statedId } from '../../src/core/licence-ids.js';
import type { JsonObject } from '../../src/core/json.js';

/** An expression as it was understood: every AND and OR in brackets of its own. */
const shown = (tree: LicenceTree | undefined): string => (tree === undefined ? 'none' : tree.kind === 'id' ? tree.id : `(${tree.of.map(shown).join(tree.kind === 'any' ? ' | ' : ' & ')})`);

describe('a licence expression', () => {
  test.each<[text: string, is: string]>([
    ['MIT', 'mit'], [' MIT ', 'mit'], ['(MIT)', 'mit'], ['MIT OR ISC', '(mit | isc)'], ['MIT or ISC', '(mit | isc)'], ['MIT OR ISC OR X11', '(mit | isc | x11)'], ['(MIT OR (ISC OR X11))', '(mit | isc | x11)'],
    ['MIT OR ISC AND X11', '(mit | (isc & x11))'], ['(MIT OR ISC) AND X11', '((mit | isc) & x11)'], ['GPL-2.0+', 'gpl-2.0-or-later'], ['MPL-1.1+ WITH x', 'mpl-1.1+ with x'], ['GPL-2.0 WITH Classpath-exception-2.0 OR MIT', '(gpl-2.0-only with classpath-exception-2.0 | mit)'],
    ['DocumentRef-a:LicenseRef-b', 'documentref-a:licenseref-b'], ['UNLICENSED', 'unlicensed'], ['MIT\n OR\tISC', '(mit | isc)'],
    ['', 'none'], [' ', 'none'], ['SEE LICENSE IN LICENSE.md', 'none'], ['MIT/BSD', 'none'], ['MIT,ISC', 'none'], ['MIT X12', 'none'], ['MIT OR', 'none'], ['OR MIT', 'none'], ['MIT OR OR ISC', 'none'], ['MIT WITH', 'none'], ['MIT WITH (a)', 'none'], ['MIT WITH a WITH b', 'none'], ['(MIT OR ISC) WITH a', 'none'],
    ['()', 'none'], ['(MIT', 'none'], ['MIT)', 'none'], ['https://code.example/LICENSE', 'none'], ['Ünlizenz', 'none'], [`${'('.repeat(20)}MIT${')'.repeat(20)}`, 'mit'], [`${'('.repeat(21)}MIT${')'.repeat(21)}`, 'none'],
    [Array.from({ length: 100 }, () => 'MIT').join(' OR '), `(${Array.from({ length: 100 }, () => 'mit').join(' | ')})`], [Array.from({ length: 101 }, () => 'MIT').join(' OR '), 'none'], ['x'.repeat(2_049), 'none'],
  ])('%j', (text, is) => expect(shown(parseLicence(text))).toBe(is));

  test.each<[text: string, is: string]>([
    ['MIT License', 'mit'], ['The MIT License', 'mit'], ['the mit licence', 'mit'], ['The MIT License (MIT)', 'mit'], ['MIT/X11', 'mit'], ['X11/MIT', 'mit'], ['MIT (Expat)', 'mit'], ['Expat', 'mit'], ['ISC License', 'isc'], ['The ISC License', 'isc'],
    ['Apache 2.0', 'apache-2.0'], ['Apache-2', 'apache-2.0'], ['Apache2', 'apache-2.0'], ['Apache v2', 'apache-2.0'], ['Apache v2.0', 'apache-2.0'], ['Apache License 2.0', 'apache-2.0'], ['Apache License, Version 2.0', 'apache-2.0'], ['Apache Software License 2.0', 'apache-2.0'], ['ASL 2.0', 'apache-2.0'],
    ['GPLv3', 'gpl-3.0-only'], ['GPL v3', 'gpl-3.0-only'], ['GPL-v3', 'gpl-3.0-only'], ['GPL3', 'gpl-3.0-only'], ['GPL 3.0', 'gpl-3.0-only'], ['GNU GPLv3', 'gpl-3.0-only'], ['GNU General Public License v3.0', 'gpl-3.0-only'], ['GPLv2+', 'gpl-2.0-or-later'], ['GPL v3 or later', 'gpl-3.0-or-later'], ['GPLv2 only', 'gpl-2.0-only'],
    ['LGPLv3', 'lgpl-3.0-only'], ['LGPL 2.1', 'lgpl-2.1-only'], ['GNU Lesser General Public License v3', 'lgpl-3.0-only'], ['AGPLv3', 'agpl-3.0-only'], ['GNU AGPL v3', 'agpl-3.0-only'], ['GNU Affero General Public License v3', 'agpl-3.0-only'],
    ['BSD', 'bsd'], ['BSD License', 'bsd'], ['The BSD License', 'bsd'], ['BSD-3', 'bsd-3-clause'], ['BSD 3-Clause', 'bsd-3-clause'], ['3-Clause BSD License', 'bsd-3-clause'], ['New BSD License', 'bsd-3-clause'], ['Simplified BSD', 'bsd-2-clause'], ['BSD-2', 'bsd-2-clause'],
    ['MPL 2.0', 'mpl-2.0'], ['MPLv2', 'mpl-2.0'], ['Mozilla Public License 2.0', 'mpl-2.0'], ['CC0', 'cc0-1.0'], ['The Unlicense', 'unlicense'], ['Apache', 'apache'], ['GNU GPL', 'gpl'],
    ['(GPLv3 OR MIT)', '(gpl-3.0-only | mit)'], ['MIT License OR Apache License, Version 2.0', '(mit | apache-2.0)'], ['(Apache 2.0 AND (GPL v2 OR BSD))', '(apache-2.0 & (gpl-2.0-only | bsd))'], ['GPLv2 WITH Classpath-exception-2.0', 'gpl-2.0-only with classpath-exception-2.0'],
    // What says more than a licence's name is no licence's name.
    ['not the MIT License', 'none'], ['MIT License, but not for competitors', 'none'], ['MIT + Commons Clause', 'none'], ['MIT style', 'none'], ['GPL v9', 'none'], ['The License', 'none'], ['SEE THE MIT LICENSE', 'none'], ['MIT 2.0', 'none'], ['Apache 3.0', 'none'], ['BSD 5-Clause', 'none'], [`MIT ${'License '.repeat(20)}`, 'none'], ['(MIT License', 'none'],
  ])('%j is a common writing of %s', (text, is) => expect(shown(parseLicence(text))).toBe(is));

  test.each(['X11', 'MIT-0', 'MIT-CMU', 'BSD-3-Clause', 'BSD-3-Clause-Clear', 'BSD-4-Clause', 'BSD-2-Clause-Patent', 'Apache-1.1', 'Apache-2.0+', 'GPL-3.0', 'GPL-3.0-only', 'GPL-2.0-or-later', 'LGPL-2.1-or-later', 'CC-BY-SA-4.0', 'CC0-1.0', 'MPL-2.0-no-copyleft-exception', 'Unlicense', 'UNLICENSED', 'Zlib', 'Artistic-2.0', '0BSD'])('the SPDX id %s is itself', (spdx) => {
    expect(shown(parseLicence(spdx))).toBe(statedId(spdx));
    expect([undefined, spdx.toLowerCase()]).toContain(licenceNamed(spdx));
  });

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
    const anyText = fc.array(fc.oneof(fc.constantFrom('(', ')', ' AND ', ' OR ', ' WITH ', 'MIT', '+', ' v', '/', ' License', '2.0'), fc.string())).map((parts) => parts.join(''));
    fc.assert(fc.property(anyText, (text) => { expect(['undefined', 'object']).toContain(typeof parseLicence(text)); }), { seed: 20_261_122 });
  });
});

test.each<[manifest: JsonObject, is: string | undefined]>([
  [{ license: 'MIT' }, 'MIT'], [{ licence: 'MIT' }, 'MIT'], [{ license: { type: 'MIT', url: 'x' } }, 'MIT'], [{ licenses: [{ type: 'MIT' }, 'ISC'] }, 'MIT OR ISC'], [{ license: ['MIT', { type: 'ISC' }] }, 'MIT OR ISC'], [{ license: 'A', licenses: ['B'] }, 'A'],
  [{}, undefined], [{ license: '' }, undefined], [{ license: 7 }, undefined], [{ license: [] }, undefined], [{ license: {} }, undefined], [{ license: null }, undefined], [{ license: 'x'.repeat(2_049) }, undefined], [{ licenses: Array.from({ length: 9 }, (_, at) => `L${at}`) }, 'L0 OR L1 OR L2 OR L3 OR L4 OR L5 OR L6 OR L7'],
])('a manifest with %j says %j', (manifest, is) => expect(statedLicence(manifest)).toBe(is));
