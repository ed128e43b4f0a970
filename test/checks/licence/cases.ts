import type { JsonObject } from '../../../src/core/json.js';
import type { LicenceRules } from '../../../src/core/policy.js';
import { ruledId } from '../../../src/core/licence-ids.js';
import { applyRules } from '../../../src/policy/rules.js';
import { archive, change, gitOrigin, locked, python, type CheckCase, type Given } from '../case.js';
import { recordOf, upgrade } from '../registry-records.js';

/** `left` goes from 1.0.0 under one licence to 1.1.0 under another; undefined where it says nothing, and where `from` is `new` it comes in. */
function licensed(from: unknown, to: unknown, rules?: Partial<LicenceRules>, more: { readonly manifest?: JsonObject; readonly transitive?: boolean } = {}): Given {
  const says = (license: unknown): JsonObject => (license === undefined ? {} : { license }) as JsonObject;
  const record = recordOf({ '1.0.0': ['2024-01-01T00:00:00', says(from)], '1.1.0': ['2024-02-01T00:00:00', says(to)] });
  const given = upgrade(record, from === 'new' ? undefined : '1.0.0', '1.1.0', more.transitive ? { transitive: true } : {});
  const { allow, deny = [], unknown, except = [] } = rules ?? {};
  return {
    ...given, ...(more.manifest ? { facts: [{ of: given.changes![0]!.after!, record, archive: archive({ manifest: { scripts: {}, bin: {}, raw: more.manifest } }) }] } : {}),
    ...(rules ? { rules: applyRules({}, { ...(allow ? { 'licences.allow': allow.map(ruledId) } : {}), 'licences.deny': deny.map(ruledId), ...(unknown === undefined ? {} : { 'licences.unknown': unknown }), 'licences.except': except }) } : {}),
  };
}
const few = { allow: ['MIT', 'ISC', 'Apache-2.0', 'GPL-2.0-only WITH Classpath-exception-2.0', 'LicenseRef-Acme'] };
const [denied, other] = [{ message: 'denied', severity: 'high', level: 'default' }, { message: 'not-allowed', severity: 'high', level: 'default' }] as const;
const fine = (name: string, licence: unknown, rules: Partial<LicenceRules>): CheckCase => ({ name: `may come in: ${name}`, given: licensed('new', licence, rules) });
const bad = (name: string, licence: unknown, rules: Partial<LicenceRules>, wanted: NonNullable<CheckCase['fires']>[number]): CheckCase => ({ name: `may not: ${name}`, given: licensed('new', licence, rules), fires: [wanted] });
const turns = (from: unknown, to: unknown, level: 'default' | 'folded', message: 'changed' | 'lost' = 'changed'): CheckCase => ({
  name: `goes from ${JSON.stringify(from)} to ${JSON.stringify(to)}`, given: licensed(from, to), fires: [{ message, level, severity: level === 'default' ? 'medium' : 'low', change: 'added' }],
});
const [inGit, wasInGit] = [locked('left', '1.1.0', { origin: gitOrigin('b'.repeat(40)) }), locked('left', '1.0.0', { origin: gitOrigin('a'.repeat(40)) })];
const saying = (license: string) => archive({ manifest: { scripts: {}, bin: {}, raw: { license } } });

export const cases: readonly CheckCase[] = [
  { name: 'without a policy any licence may come in', given: licensed('new', 'SSPL-1.0') },
  { name: 'without a policy one that nobody can tell may come in', given: licensed('new', undefined) },
  { name: 'and one that stays as it was', given: licensed('MIT', 'MIT') },

  fine('one that is allowed', 'MIT', few), fine('whatever its letters', 'mit', few), fine('one of two', '(GPL-3.0 OR MIT)', few), fine('both', 'MIT AND ISC', few), fine('AND before OR', 'GPL-3.0 AND MIT OR ISC', few), fine('an exception to one that is allowed', 'Apache-2.0 WITH LLVM-exception', few),
  fine('with just that exception', 'GPL-2.0 WITH Classpath-exception-2.0', few), fine('one of one\'s own', 'LicenseRef-Acme', few), fine('an old object', { type: 'MIT', url: 'https://code.example/x' }, few), fine('an old list', [{ type: 'GPL-3.0' }, { type: 'MIT' }], few),
  fine('or later', 'Apache-2.0+', few), fine('all that is not denied', 'GPL-3.0-only', { deny: ['AGPL-3.0'] }), fine('a choice that avoids what is denied', 'AGPL-3.0-only OR MIT', { deny: ['AGPL-3.0'] }), fine('what is excepted', 'GPL-3.0', { ...few, except: ['left'] }),
  fine('what nobody can tell, where that is ignored', 'SEE LICENSE IN LICENSE.txt', { ...few, unknown: 'ignore' }), fine('nothing, where that is ignored', undefined, { ...few, unknown: 'ignore' }), fine('nothing, where some are denied', undefined, { deny: ['AGPL-3.0'] }),
  ...['MIT License', 'The MIT License (MIT)', 'MIT/X11', 'Apache License, Version 2.0', 'Apache2', 'ISC License', '(GPLv3 OR Apache 2.0)'].map((text) => fine(`an allowed one that is written ${text}`, text, few)), fine('old writings in an old list', ['GPL v3', 'Apache 2.0'], few),
  ...['SEE LICENSE IN LICENSE.txt', undefined, 'MIT License, but not for competitors', 'MIT OR', 'BSD', 'Apache', 'GPL v3', 'MIT WITH Commons-Clause', 'MIT WITH LLVM-exception AND MIT WITH Commons-Clause'].map((text) => bad(`under a list of allowed ones: ${String(text)}`, text, few, { ...other, data: { licence: text ?? 'nothing' } })),
  ...['MIT WITH Commons-Clause', 'BSD'].map((text) => bad(`not by name, though what nobody can tell is ignored: ${text}`, text, { ...few, unknown: 'ignore' }, other)),
  ...['GPLv3', 'GPL v3', 'GNU GPL v3', 'GPLv3+', 'GPL-3.0 WITH Made-up-exception', '(GPLv3 AND MIT)'].map((text) => bad(`denied, written ${text}`, text, { deny: ['GPL-3.0'] }, denied)),
  ...['AGPL-3.0 OR Commercial', 'AGPL-3.0 OR LicenseRef-Commercial', '(LicenseRef-Own OR AGPL-3.0-or-later)'].map((text) => bad(`denied, beside what nobody knows: ${text}`, text, { deny: ['AGPL-3.0'] }, denied)),
  ...([['GPL', 'GPL-3.0-only'], ['GPL', 'GPL-2.0'], ['AGPL', 'AGPL-3.0'], ['LGPL', 'LGPL-2.1-or-later'], ['MPL', 'MPL-2.0'], ['GPL-3.0', 'GPL']] as const).map(([rule, text]) => bad(`${text}, where ${rule} is denied`, text, { deny: [rule] }, denied)),
  fine('another family', 'LGPL-3.0', { deny: ['GPL'] }), fine('another family, by its word', 'LGPL', { deny: ['GPL-3.0'] }),
  bad('an exception that is none', 'MIT WITH Commons-Clause', { unknown: 'warn' }, { message: 'unknown', severity: 'medium' }), fine('a word that is no licence, where that is ignored', 'Proprietary', { deny: ['AGPL-3.0'] }),

  bad('another', 'GPL-3.0', few, { ...other, data: { licence: 'GPL-3.0', source: 'record' } }), bad('one of two that both hold', 'MIT AND GPL-3.0', few, other), bad('neither of two', 'GPL-3.0 OR AGPL-3.0', few, other), bad('without the exception', 'GPL-2.0', few, other),
  bad('with another exception', 'GPL-2.0 WITH GCC-exception-2.0', few, other), bad('no licence at all', 'UNLICENSED', few, other), bad('one of somebody\'s own', 'LicenseRef-Other', few, other), bad('a word that is no licence', 'Proprietary', few, other),
  bad('denied', 'AGPL-3.0', { deny: ['AGPL-3.0'] }, denied), bad('denied, though allowed', 'MIT', { ...few, deny: ['MIT'] }, denied), bad('denied in brackets', 'MIT AND (ISC AND (AGPL-3.0-or-later))', { deny: ['AGPL-3.0'] }, denied), bad('denied, with an exception', 'GPL-3.0-only WITH GCC-exception-3.1', { deny: ['GPL-3.0'] }, denied),
  bad('of several the worst', 'GPL-3.0 AND AGPL-3.0', { ...few, deny: ['AGPL-3.0'] }, denied), bad('an old list', ['GPL-3.0', 'AGPL-3.0'], few, other),
  bad('what nobody can tell, where that warns', 'SEE LICENSE IN LICENSE.txt', { ...few, unknown: 'warn' }, { message: 'unknown', severity: 'medium', level: 'default' }), bad('nothing, where that blocks', undefined, { unknown: 'block' }, { message: 'unknown', severity: 'high', level: 'default', data: { licence: 'nothing' } }),
  bad('a word that is no licence, where that warns', 'Proprietary', { unknown: 'warn' }, { message: 'unknown', severity: 'medium' }), bad('brackets without end', '('.repeat(2_000), { unknown: 'warn' }, { message: 'unknown' }), bad('brackets that are too deep', `${'('.repeat(50)}MIT${')'.repeat(50)}`, { ...few, unknown: 'warn' }, { message: 'unknown' }),
  bad('an unfinished expression', 'MIT OR', { ...few, unknown: 'warn' }, { message: 'unknown' }), bad('two words', 'MIT ISC', { ...few, unknown: 'warn' }, { message: 'unknown' }),
  { name: 'by another package', given: licensed('new', 'GPL-3.0', few, { transitive: true }), fires: [other] },
  { name: 'stood as it is', given: licensed('GPL-3.0', 'GPL-3.0', few), fires: [{ message: 'not-allowed', level: 'folded', severity: 'low', change: 'standing' }] },
  { name: 'stood as badly, and changes without asking more', given: licensed('GPL-3.0', 'LGPL-3.0', few), fires: [{ message: 'not-allowed', level: 'folded', change: 'standing' }, { message: 'changed', level: 'folded' }] },
  { name: 'stood as badly, and asks more now', given: licensed('GPL-3.0', 'SSPL-1.0', few), fires: [{ message: 'not-allowed', level: 'folded', change: 'standing' }, { message: 'changed', level: 'default' }] },
  { name: 'was allowed', given: licensed('MIT', 'GPL-3.0', few), fires: [other, { message: 'changed', level: 'folded' }] },
  { name: 'becomes one that is denied', given: licensed('GPL-3.0', 'AGPL-3.0', { ...few, deny: ['AGPL-3.0'] }), fires: [denied, { message: 'changed', level: 'folded' }] },
  { name: 'asks more, and is allowed by name', given: licensed('MIT', 'MPL-2.0', { allow: ['MIT', 'MPL-2.0'] }), fires: [{ message: 'changed', level: 'folded' }] },
  { name: 'asks more, and is only not denied', given: licensed('MIT', 'MPL-2.0', { deny: ['AGPL-3.0'] }), fires: [{ message: 'changed', level: 'default' }] },
  { name: 'the record says nothing, and the manifest what may not be', given: licensed('new', undefined, few, { manifest: { license: 'GPL-3.0' } }), fires: [{ ...other, data: { source: 'package.json' } }] },
  { name: 'the record says nothing, and the manifest what may be', given: licensed('new', undefined, { ...few, unknown: 'block' }, { manifest: { licenses: [{ type: 'MIT' }] } }) },
  { name: 'the record goes before the manifest', given: licensed('new', 'MIT', few, { manifest: { license: 'GPL-3.0' } }) },

  turns('MIT', 'ISC', 'folded'), turns('MIT', 'GPL-3.0-only', 'default'), turns('MIT', 'MPL-2.0', 'default'), turns('Apache-2.0', 'BUSL-1.1', 'default'), turns('MIT', 'UNLICENSED', 'default'), turns('MIT', 'SEE LICENSE IN LICENSE', 'default'), turns('MIT', undefined, 'default', 'lost'),
  turns('GPL-3.0', 'MIT', 'folded'), turns('LGPL-3.0', 'GPL-3.0', 'default'), turns('AGPL-3.0', 'SSPL-1.0', 'default'), turns('MIT', 'MIT OR GPL-3.0', 'folded'), turns('MIT', 'MIT AND GPL-3.0', 'default'), turns('MIT', 'Proprietary', 'default'), turns('Proprietary', 'SSPL-1.0', 'folded'), turns('UNLICENSED', 'GPL-3.0', 'folded'),
  turns('MIT', 'MIT WITH Commons-Clause', 'default'), turns('MIT', 'MIT AND Commons-Clause', 'default'), turns('MIT', 'BSD', 'folded'), turns('BSD', 'BSD-3-Clause', 'folded'), turns('BSD', 'GPLv3', 'default'), turns('MIT', 'GPL', 'default'), turns('GPLv3', 'GPL-3.0-or-later', 'folded'), turns('MIT', 'The Example License', 'default'),
  ...[['MIT', 'MIT License'], ['The MIT License', 'MIT'], ['MIT', 'MIT/X11'], ['Apache License 2.0', 'Apache-2.0'], ['Apache2', 'Apache License, Version 2.0'], ['GPLv3', 'GPL v3'], ['GPL-3.0-only', 'GPLv3'], ['ISC License', 'ISC'], ['New BSD License', 'BSD-3-Clause']].map(([from, to]): CheckCase => ({ name: `${from} is ${to}`, given: licensed(from, to) })),
  turns('GPL-2.0', 'GPL-3.0', 'folded'), turns('GPL-2.0 WITH Classpath-exception-2.0', 'GPL-2.0', 'default'),
  { name: 'another writing of the same', given: licensed('Apache-2.0', 'Apache 2.0') }, { name: 'brackets around the same', given: licensed('MIT OR ISC', '(MIT OR ISC)') }, { name: 'another id of the same', given: licensed('GPL-3.0', 'GPL-3.0-only') }, { name: 'an old object of the same', given: licensed('MIT', { type: 'MIT' }) },
  { name: 'the first that says anything', given: licensed(undefined, 'GPL-3.0') },

  { name: 'in git, under what may not be', given: { changes: [change(undefined, inGit)], facts: [{ of: inGit, archive: saying('GPL-3.0') }], rules: { licences: { allow: ['mit'], deny: [], unknown: 'ignore', except: [] } } }, fires: [{ message: 'not-allowed' }] },
  { name: 'in git, where nobody can tell', given: { changes: [change(undefined, inGit)], rules: { licences: { deny: [], unknown: 'block', except: [] } } }, fires: [{ message: 'unknown', severity: 'high' }] },
  { name: 'in git, as before', given: { changes: [change(wasInGit, inGit)], rules: { licences: { deny: [], unknown: 'block', except: [] } } }, fires: [{ message: 'unknown', level: 'folded', change: 'standing' }] },
  { name: 'a workspace asks nobody', given: { changes: [change(undefined, locked('left', '1.1.0', { origin: { kind: 'workspace', path: 'left' } }))], rules: { licences: { allow: ['mit'], deny: [], unknown: 'block', except: [] } } } },
  { name: 'of Python packages no record is read', given: { changes: [change(undefined, python('left', '1.1.0'))], rules: { licences: { allow: ['mit'], deny: [], unknown: 'block', except: [] } } } },
  { name: 'a version that the registry does not list', given: { ...upgrade(recordOf({ '1.0.0': ['2024-01-01T00:00:00', { license: 'MIT' }] }), '1.0.0', '1.1.0'), rules: { licences: { deny: [], unknown: 'block', except: [] } } } },
  { name: 'a record that could not be had is a hole, an archive is none here', given: { changes: [change(undefined, locked('left', '1.1.0'))], facts: [{ of: locked('left', '1.1.0'), record: { coverage: { kind: 'failed', code: 'REGISTRY_TIMEOUT', data: {} } }, archive: { coverage: { kind: 'failed', code: 'TARBALL_LIMIT', data: {} } } }] }, gaps: ['REGISTRY_TIMEOUT'] },
];
