import { describe, expect, test } from '@jest/globals';
import { deniesLicence, namesLicence, ruledId, statedId } from '../../src/core/licence-ids.js';
import { isListed, isPrivate, type PackageRules, type ProvenanceDemand } from '../../src/core/policy.js';
import { apply, defaultValues, loosenings, policyHash, policyOf, tighten, tightest } from '../../src/policy/merge.js';
import { noSettings, parsePolicy } from '../../src/policy/parse.js';
import { policyPath, readPolicy, type PolicyText } from '../../src/policy/read.js';
import type { RuleSettings } from '../../src/policy/rules.js';
import { known, now } from './build.js';

const parsed = (text: string) => parsePolicy(text, 'p.yml', new Set(known.keys()), now);
const rulesOfText = (text: string): unknown => { const one = parsed(text); return one.ok ? one.settings.rules : one.problems.map(({ line, code, key, detail }) => [line, code, key, detail]); };
const defaults = defaultValues(known);
const put = (rules: RuleSettings) => apply(defaults, { ...noSettings, rules });

describe('rules on packages, as they are written', () => {
  test.each<[text: string, rules: RuleSettings]>([
    ['cooldown:\nprivate:\nlicences:\n', {}],
    ['cooldown: { days: 0 }\n', { 'cooldown.days': 0 }],
    ['cooldown: { days: 365, except: [b, "@acme/*", a, "@acme/x", b] }\n', { 'cooldown.days': 365, 'cooldown.except': ['@acme/*', 'a', 'b'] }],
    ['private: { scopes: ["@acme", "@Acme"], names: [acme-utils, Acme-Utils, "@other/one"] }\n', { 'private.scopes': ['@Acme', '@acme'], 'private.names': ['@other/one', 'Acme-Utils', 'acme-utils'] }],
    ['licences: { allow: [MIT, mit, Apache-2.0], deny: [GPL-2.0+, LicenseRef-Acme], unknown: block, except: [left] }\n', { 'licences.allow': ['apache-2.0', 'mit'], 'licences.deny': ['gpl-2.0-or-later', 'licenseref-acme'], 'licences.unknown': 'block', 'licences.except': ['left'] }],
    ['licences: { allow: ["GPL-2.0-only  WITH Classpath-exception-2.0", MPL-1.1+, MPL-1.1, "DocumentRef-a:LicenseRef-b", UNLICENSED] }\n', { 'licences.allow': ['documentref-a:licenseref-b', 'gpl-2.0-only with classpath-exception-2.0', 'mpl-1.1', 'unlicensed'] }],
    ['licences: { deny: [] }\n', { 'licences.deny': [] }],
    ['advisories:\n', {}],
    ['provenance:\n', {}],
    ['provenance: { require: [] }\n', { 'provenance.require': [] }],
    ['provenance:\n  require:\n    - packages: [b, a, "@acme/x", "@acme/*", a]\n', { 'provenance.require': [{ packages: ['@acme/*', 'a', 'b'] }] }],
    ['provenance:\n  require:\n    - { packages: [a], repository: git+https://GitHub.com/Acme/Left.git, builder: hosted }\n    - { packages: [b], builder: hosted, repository: "https://github.com/acme/left/" }\n    - { packages: [a], builder: "https://builders.example/v1" }\n', {
      'provenance.require': [{ packages: ['a', 'b'], repository: 'https://github.com/acme/left', builder: 'hosted' }, { packages: ['a'], builder: 'https://builders.example/v1' }],
    }],
    ['advisories: { development: critical, unfixed: warn }\n', { 'advisories.development': 'critical', 'advisories.unfixed': 'warn' }],
  ])('%j', (text, rules) => expect(rulesOfText(text)).toEqual(rules));

  const [days, name, scope, either, id] = ['is a whole number of days, from 0 to 365', 'is the name of a package', 'is a scope, written @acme', 'is the name of a package, or of a scope: @acme/*', 'is the id of one licence, as SPDX has it'];
  test.each<[text: string, code: string, key: string, detail: string]>([
    ...['-1', '366', '1.5', '7d', '1e2', '""'].map((value): [string, string, string, string] => [`cooldown: { days: ${value} }\n`, 'bad-value', 'cooldown.days', days]),
    ['cooldown: { hours: 1 }\n', 'unknown-key', 'cooldown.hours', 'no such key'],
    ...['"@acme"', '"*"', '"@acme/a*"', '"@*/x"', '"a b"', 'a/b', '"@acme/"', `"${'x'.repeat(215)}"`].map((value): [string, string, string, string] => [`cooldown: { except: [${value}] }\n`, 'bad-value', 'cooldown.except.0', either]),
    ['private: { scopes: [acme] }\n', 'bad-value', 'private.scopes.0', scope],
    ['private: { scopes: ["@acme/*"] }\n', 'wildcard', 'private.scopes.0', 'names exactly one scope, without wildcard: @acme'],
    ['private: { scopes: ["@acme/x"] }\n', 'bad-value', 'private.scopes.0', scope],
    ['private: { names: ["acme-*"] }\n', 'wildcard', 'private.names.0', 'names exactly one package: no wildcard'],
    ['private: { names: ["@acme"] }\n', 'bad-value', 'private.names.0', name],
    ...['"MIT OR ISC"', '"(MIT)"', '""', '"MIT WITH a WITH b"', '"Apache 2.0"', '"*"'].map((value): [string, string, string, string] => [`licences: { allow: [${value}] }\n`, 'bad-value', 'licences.allow.0', id]),
    ['licences: { allow: [] }\n', 'bad-value', 'licences.allow', 'names at least one licence: without the key all are allowed'],
    ['licences: { unknown: allow }\n', 'bad-value', 'licences.unknown', 'Invalid option: expected one of "ignore"|"warn"|"block"'],
    ['advisories: { unfixed: ignore }\n', 'bad-value', 'advisories.unfixed', 'Invalid option: expected one of "warn"|"block"'],
    ...['"@acme"', '"*"'].map((value): [string, string, string, string] => [`provenance: { require: [{ packages: [${value}] }] }\n`, 'bad-value', 'provenance.require.0.packages.0', either]),
    ['provenance: { require: [{ repository: "https://github.com/a/b" }] }\n', 'bad-value', 'provenance.require.0.packages', 'is missing'],
    ['provenance: { require: [{ packages: [] }] }\n', 'bad-value', 'provenance.require.0.packages', 'names at least one package'],
    ['provenance: { require: [{ packages: [a], workflow: x }] }\n', 'unknown-key', 'provenance.require.0.workflow', 'no such key'],
    ['provenance: { demand: [] }\n', 'unknown-key', 'provenance.demand', 'no such key'],
    ...['http://github.com/a/b', 'https://github.com/a', 'https://user:x@github.com/a/b', 'https://github.com/a/b?c', 'github:a/b', 'https://github.com/a b/c', '""'].map((value): [string, string, string, string] => [`provenance: { require: [{ packages: [a], repository: "${value.replaceAll('"', '')}" }] }\n`, 'bad-value', 'provenance.require.0.repository', 'is the address of a repository: https://host/owner/name']),
    ['provenance: { require: [{ packages: [a], repository: "https://github.com/acme/*" }] }\n', 'wildcard', 'provenance.require.0.repository', 'names exactly one repository: no wildcard'],
    ...['Hosted', 'unknown', 'a b://c d'].map((value): [string, string, string, string] => [`provenance: { require: [{ packages: [a], builder: "${value}" }] }\n`, 'bad-value', 'provenance.require.0.builder', 'is hosted, self-hosted, or the id of a builder, which is a URL']),
    [`provenance: { require: [{ packages: [${Array.from({ length: 1_001 }, (_, at) => `n${at}`).join(', ')}] }] }\n`, 'bad-value', 'provenance.require.0.packages', 'more than 1000'],
    ['licenses: { deny: [MIT] }\n', 'unknown-key', 'licenses', 'no such key'],
    [`private: { names: [${Array.from({ length: 1_001 }, (_, at) => `n${at}`).join(', ')}] }\n`, 'bad-value', 'private.names', 'more than 1000'],
    [`licences: { deny: [${Array.from({ length: 301 }, (_, at) => `n${at}`).join(', ')}] }\n`, 'bad-value', 'licences.deny', 'more than 300'],
  ])('%j is refused', (text, code, key, detail) => expect(rulesOfText(text)).toEqual([[1, code, key, detail]]));
});

test('at most 100 demands', () => {
  const demands = (count: number): string => `provenance:\n  require:\n${'    - packages:\n        - a\n'.repeat(count)}`;
  expect(rulesOfText(demands(101))).toEqual([[2, 'bad-value', 'provenance.require', 'more than 100']]);
  expect(rulesOfText(demands(100))).toEqual({ 'provenance.require': [{ packages: ['a'] }] });
});

describe('a repository may only tighten its organisation', () => {
  const floor: RuleSettings = { 'cooldown.days': 7, 'cooldown.except': ['@acme/*', 'left'], 'private.scopes': ['@acme'], 'private.names': ['one'], 'licences.allow': ['gpl-2.0', 'mit'], 'licences.deny': ['isc'], 'licences.unknown': 'warn', 'licences.except': [] };
  test.each<[name: string, own: RuleSettings, then: PackageRules, refused: readonly string[]]>([
    ['nothing written', {}, {}, []],
    ['fewer days', { 'cooldown.days': 3 }, {}, ['cooldown.days: 7 > 3']],
    ['more days', { 'cooldown.days': 14 }, { cooldown: { days: 14, except: ['@acme/*', 'left'] } }, []],
    ['one of a scope that is excepted, and another', { 'cooldown.except': ['@acme/a', 'right'] }, { cooldown: { days: 7, except: ['@acme/a'] } }, ['cooldown.except: not excepted > right']],
    ['everything of another scope', { 'cooldown.except': ['@other/*', 'left'] }, { cooldown: { days: 7, except: ['left'] } }, ['cooldown.except: not excepted > @other/*']],
    ['no exceptions', { 'cooldown.except': [] }, { cooldown: { days: 7, except: [] } }, []],
    ['names of its own', { 'private.names': ['two'], 'private.scopes': [] }, { private: { scopes: ['@acme'], names: ['one', 'two'] } }, []],
    ['one of the old GNU id', { 'licences.allow': ['gpl-2.0-only', 'isc'] }, { licences: { allow: ['gpl-2.0-only'], deny: ['isc'], unknown: 'block', except: [] } }, ['licences.allow: not allowed > isc']],
    ['more denied', { 'licences.deny': ['wtfpl'] }, { licences: { allow: ['gpl-2.0', 'mit'], deny: ['isc', 'wtfpl'], unknown: 'warn', except: [] } }, []],
    ['unknown ones ignored', { 'licences.unknown': 'ignore' }, {}, ['licences.unknown: warn > ignore']],
    ['unknown ones blocked', { 'licences.unknown': 'block' }, { licences: { allow: ['gpl-2.0', 'mit'], deny: ['isc'], unknown: 'block', except: [] } }, []],
    ['advisories of development from another severity on', { 'advisories.development': 'critical' }, {}, ['advisories.development: info > critical']],
    ['what nothing mends', { 'advisories.unfixed': 'warn' }, {}, ['advisories.unfixed: block > warn']],
    ['demands of its own', { 'provenance.require': [{ packages: ['two'], builder: 'hosted' }] }, { provenance: { require: [{ packages: ['two'], builder: 'hosted' }] } }, []],
    ['an exception', { 'licences.except': ['left'] }, {}, ['licences.except: not excepted > left']],
  ])('%s', (_name, rules, then, refused) => {
    const organisation = put(floor);
    const merged = tighten(organisation, { ...noSettings, rules });
    expect(merged.refused.map(({ key, before, after }) => `${key}: ${before} > ${after}`)).toEqual(refused);
    expect(merged.values).toMatchObject({ ...tightest(organisation, organisation), ...then });
    expect(loosenings(organisation, merged.values)).toEqual([]);
  });
  test.each<[name: string, floor: RuleSettings, own: RuleSettings, then: PackageRules, refused: readonly string[]]>([
    ['a wait of its own, with exceptions', {}, { 'cooldown.days': 7, 'cooldown.except': ['@acme/*'] }, { cooldown: { days: 7, except: ['@acme/*'] } }, []],
    ['licences of its own, with exceptions', {}, { 'licences.deny': ['mit'], 'licences.except': ['left'] }, { licences: { deny: ['mit'], unknown: 'ignore', except: ['left'] } }, []],
    ['exceptions of licences beside the organisation\'s wait', { 'cooldown.days': 7 }, { 'cooldown.except': ['left'], 'licences.unknown': 'warn', 'licences.except': ['left'] }, { cooldown: { days: 7, except: [] }, licences: { deny: [], unknown: 'warn', except: ['left'] } }, ['cooldown.except: not excepted > left']],
    ['one licence denied is a rule', { 'licences.deny': ['isc'] }, { 'licences.deny': ['mit'], 'licences.except': ['left'] }, { licences: { deny: ['isc', 'mit'], unknown: 'ignore', except: [] } }, ['licences.except: not excepted > left']],
    ['exceptions from nothing', { 'cooldown.except': ['left'], 'licences.except': ['left'] }, { 'cooldown.except': ['right'] }, {}, []],
    ['exceptions from nothing stand for no later rule', { 'cooldown.except': ['left'] }, { 'cooldown.days': 7 }, { cooldown: { days: 7, except: [] } }, []],
  ])('where the organisation says nothing: %s', (_name, floor, rules, then, refused) => {
    const merged = tighten(put(floor), { ...noSettings, rules });
    expect(merged.refused.map(({ key, before, after }) => `${key}: ${before} > ${after}`)).toEqual(refused);
    expect(merged.values).toEqual({ ...defaults, ...then });
    expect(loosenings(put(floor), merged.values)).toEqual([]);
  });
  test('of two of which one has no rule, its exceptions are none', () => {
    const rules = put({ 'cooldown.days': 7, 'cooldown.except': ['left'], 'licences.deny': ['mit'], 'licences.except': ['right'] });
    expect(tightest(defaults, rules)).toEqual(rules);
    expect(tightest(rules, defaults)).toEqual(rules);
  });
  test('a list of allowed licences is tighter than none', () => expect(tighten(defaults, { ...noSettings, rules: { 'licences.allow': ['mit'] } })).toMatchObject({ refused: [], values: { licences: { allow: ['mit'] } } }));
});

test('each loosening is told by its key, with what it was and what it becomes', () => {
  const before = put({ 'cooldown.days': 7, 'private.scopes': ['@acme', '@b'], 'private.names': ['one'], 'licences.allow': ['mit'], 'licences.deny': ['gpl-3.0'], 'licences.unknown': 'block' });
  const after = put({ 'cooldown.days': 1, 'cooldown.except': ['left', '@acme/*'], 'private.scopes': ['@acme'], 'licences.allow': ['mit', 'isc'], 'licences.deny': ['gpl-3.0-only'], 'licences.unknown': 'warn', 'licences.except': ['x'] });
  const told = (from: typeof before, to: typeof before) => loosenings(from, to).map(({ key, before: was, after: is }) => `${key}: ${was} > ${is}`);
  expect(told(before, after)).toEqual([
    'cooldown.days: 7 > 1', 'cooldown.except: not excepted > @acme/*', 'cooldown.except: not excepted > left', 'licences.allow: not allowed > isc', 'licences.deny: gpl-3.0 > not denied', 'licences.except: not excepted > x',
    'licences.unknown: block > warn', 'private.names: one > not private', 'private.scopes: @b > not private',
  ]);
  expect(told(before, put({ ...{ 'cooldown.days': 7, 'private.scopes': ['@acme', '@b'], 'private.names': ['one'], 'licences.deny': ['gpl-3.0'], 'licences.unknown': 'block' } }))).toEqual(['licences.allow: only those listed > all']);
  expect(told(after, after)).toEqual([]);
});

test('a pull request that takes rules out of the file is told on the line that remains, or the first', () => {
  const file = (text: string): PolicyText => ({ kind: 'text', path: policyPath, text });
  const read = (head: string) => readPolicy({ base: file('mode: block\ncooldown:\n  days: 7\nprivate:\n  scopes: ["@acme"]\n'), head: { change: 'changed', text: file(head) }, known, now, changedPaths: [policyPath] }).reading.head?.loosenings;
  expect(read('mode: block\ncooldown:\n  days: 2\n  except: ["@acme/*"]\n')).toEqual([
    { key: 'cooldown.days', before: '7', after: '2', line: 3 }, { key: 'cooldown.except', before: 'not excepted', after: '@acme/*', line: 4 }, { key: 'private.scopes', before: '@acme', after: 'not private', line: 1 },
  ]);
  expect(read('mode: block\ncooldown:\n  days: 8\nprivate:\n  scopes: ["@acme"]\n  names: [acme-utils]\n')).toEqual([]);
});

test('a pull request that brings the first rules loosens nothing by their exceptions, and one that adds exceptions to rules does', () => {
  const file = (text: string): PolicyText => ({ kind: 'text', path: policyPath, text });
  const read = (base: PolicyText, head: string) => readPolicy({ base, head: { change: 'changed', text: file(head) }, known, now, changedPaths: [policyPath] }).reading.head?.loosenings;
  const rules = 'cooldown:\n  days: 7\n  except: ["@acme/*"]\nlicences:\n  allow: [MIT]\n  except: [left]\n';
  expect(read({ kind: 'absent' }, rules)).toEqual([]);
  expect(read(file('mode: block\n'), rules)).toEqual([]);
  expect(read(file('cooldown:\n  days: 7\n'), rules)).toEqual([{ key: 'cooldown.except', before: 'not excepted', after: '@acme/*', line: 3 }]);
  expect(read(file('licences:\n  allow: [MIT, ISC]\n'), rules)).toEqual([{ key: 'licences.except', before: 'not excepted', after: 'left', line: 6 }]);
});

describe('demands on provenance', () => {
  const [of, by] = [{ repository: 'https://github.com/acme/left' }, { builder: 'hosted' }] as const;
  const policyOfDemands = (...require: readonly ProvenanceDemand[]) => put({ 'provenance.require': require });
  test.each<[name: string, before: readonly ProvenanceDemand[], after: readonly ProvenanceDemand[], told: readonly string[]]>([
    ['the same', [{ packages: ['a'], ...of }], [{ packages: ['a'], ...of }], []],
    ['one goes', [{ packages: ['a', 'b'] }], [{ packages: ['b'] }], ['a: provenance > not demanded']],
    ['all go', [{ packages: ['a'], ...of, ...by }], [], ['a: provenance of https://github.com/acme/left by a hosted builder > not demanded']],
    ['no word on the repository any more', [{ packages: ['a'], ...of }], [{ packages: ['a'] }], ['a: provenance of https://github.com/acme/left > not demanded']],
    ['another repository', [{ packages: ['a'], ...of }], [{ packages: ['a'], repository: 'https://github.com/acme/right' }], ['a: provenance of https://github.com/acme/left > not demanded']],
    ['two in place of one that asked for both', [{ packages: ['a'], ...of, ...by }], [{ packages: ['a'], ...of }, { packages: ['a'], ...by }], ['a: provenance of https://github.com/acme/left by a hosted builder > not demanded']],
    ['a name in place of its scope', [{ packages: ['@acme/*'] }], [{ packages: ['@acme/a'] }], ['@acme/*: provenance > not demanded']],
    ['a scope in place of its names', [{ packages: ['@acme/a', '@acme/b'] }], [{ packages: ['@acme/*'] }], []],
    ['a scope that only begins so', [{ packages: ['@acme/a'] }], [{ packages: ['@acm/*'] }], ['@acme/a: provenance > not demanded']],
    ['more of the same', [{ packages: ['a'] }], [{ packages: ['a'], ...of, ...by }], []],
    ['one more', [{ packages: ['a'] }], [{ packages: ['a'] }, { packages: ['a'], ...by }, { packages: ['c'] }], []],
  ])('%s', (_name, before, after, told) => expect(loosenings(policyOfDemands(...before), policyOfDemands(...after)).map(({ key, before: was, after: is }) => `${key === 'provenance.require' ? '' : key}${was} > ${is}`)).toEqual(told));
  test('a repository adds to its organisation\'s, takes nothing from it, and is refused nothing', () => {
    const floor = policyOfDemands({ packages: ['a'], ...of });
    for (const own of [[], [{ packages: ['a'] }], [{ packages: ['b'], ...of }, { packages: ['@acme/*'], ...by }]] satisfies ProvenanceDemand[][]) {
      const { values, refused } = tighten(floor, { ...noSettings, rules: { 'provenance.require': own } });
      expect([refused, loosenings(floor, values), loosenings(policyOfDemands(...own), values)]).toEqual([[], [], []]);
      expect(tightest(floor, policyOfDemands(...own))).toEqual(values);
      expect(tightest(policyOfDemands(...own), floor)).toEqual(values);
    }
  });
  test('a pull request that takes one away is told where the demands stand', () => {
    const file = (text: string): PolicyText => ({ kind: 'text', path: policyPath, text });
    const head = readPolicy({ base: file('mode: block\nprovenance:\n  require:\n    - packages: [a, b]\n'), head: { change: 'changed', text: file('mode: block\nprovenance:\n  require:\n    - packages: [a]\n') }, known, now, changedPaths: [policyPath] }).reading.head;
    expect(head?.loosenings).toEqual([{ key: 'provenance.require', before: 'b: provenance', after: 'not demanded', line: 3 }]);
  });
});

describe('equal rules are equal policies', () => {
  test('rules that say nothing are not there, and leave the hash', () => {
    expect(put({ 'cooldown.days': 0, 'cooldown.except': [], 'private.names': [], 'licences.deny': [], 'licences.unknown': 'ignore', 'advisories.development': 'info', 'advisories.unfixed': 'block' })).toEqual(defaults);
    expect(put({ 'cooldown.except': ['a'], 'licences.except': ['a'] })).toEqual(defaults);
    expect(policyHash(put({ 'cooldown.days': 0 }))).toBe(policyHash(defaults));
  });
  test.each<[RuleSettings]>([[{ 'cooldown.days': 1 }], [{ 'cooldown.days': 1, 'cooldown.except': ['a'] }], [{ 'private.scopes': ['@a'] }], [{ 'private.names': ['a'] }], [{ 'licences.allow': [] }], [{ 'licences.deny': ['mit'] }], [{ 'licences.unknown': 'warn' }], [{ 'licences.unknown': 'warn', 'licences.except': ['a'] }], [{ 'advisories.development': 'low' }], [{ 'advisories.unfixed': 'warn' }], [{ 'provenance.require': [{ packages: ['a'] }] }], [{ 'provenance.require': [{ packages: ['a'], builder: 'hosted' }] }]])('%j is another policy', (rules) => {
    expect(policyHash(put(rules))).not.toBe(policyHash(defaults));
    expect(policyOf(put(rules), [])).toMatchObject(put(rules));
  });
});

describe('names', () => {
  const own = { private: { scopes: ['@acme'], names: ['acme-utils', '@other/one'] } };
  test.each<[name: string, is: boolean, ecosystem: string]>([
    ['@acme/x', true, 'npm'], ['@acme/', true, 'npm'], ['acme-utils', true, 'npm'], ['@other/one', true, 'npm'], ['@other/two', false, 'npm'], ['@acmeco/x', false, 'npm'], ['acme', false, 'npm'], ['@acme', false, 'npm'], ['@Acme/x', false, 'npm'], ['Acme-Utils', false, 'npm'], ['acme_utils', false, 'npm'],
    ['acme_utils', true, 'pypi'], ['Acme.Utils', true, 'pypi'], ['acme', false, 'pypi'],
  ])('%s is private: %j', (name, is, ecosystem) => expect(isPrivate(own, name, ecosystem)).toBe(is));
  test('nothing is private without a word on it', () => expect(isPrivate({}, '@acme/x')).toBe(false));
  test.each([['@acme/x', true], ['left', true], ['@acme/*', true], ['@b/x', false], ['right', false]])('%s is on the list: %j', (name, is) => expect(isListed(['@acme/*', 'left'], name)).toBe(is));
});

describe('licences', () => {
  test.each<[rule: string, id: string, names: boolean]>([
    ['MIT', 'mit', true], ['MIT', 'ISC', false], ['GPL-2.0', 'GPL-2.0-only', true], ['GPL-2.0', 'GPL-2.0', true], ['GPL-2.0', 'GPL-2.0+', true], ['GPL-2.0', 'GPL-2.0-or-later', true], ['GPL-2.0-only', 'GPL-2.0', true],
    ['GPL-2.0-only', 'GPL-2.0-or-later', false], ['GPL-2.0-or-later', 'GPL-2.0+', true], ['GPL-2.0-or-later', 'GPL-2.0', false], ['GPL-2.0', 'GPL-2.0-only WITH Classpath-exception-2.0', true], ['GPL-2.0', 'GPL-2.0 WITH Classpath-exception-2.0', true],
    ['GPL-2.0-only WITH Classpath-exception-2.0', 'GPL-2.0-only', false], ['GPL-2.0 with classpath-exception-2.0', 'GPL-2.0-only WITH Classpath-exception-2.0', true], ['MPL-1.1', 'MPL-1.1+', true], ['MPL-1.1+', 'MPL-1.1', false],
    ['MIT', 'MIT WITH Commons-Clause', false], ['MIT WITH Commons-Clause', 'MIT WITH Commons-Clause', true], ['MIT WITH LLVM-exception', 'MIT WITH LLVM-exception', true], ['GPL-3.0', 'GPLv3', true], ['GPLv3', 'GPLv3', true], ['GPLv3', 'GPL-3.0-or-later', true], ['BSD-3-Clause', 'BSD', false], ['BSD', 'BSD', true],
    ['AGPL-3.0', 'AGPL-3.0-or-later', true], ['GPL-3.0', 'LGPL-3.0-only', false], ['GPL-2.0', 'GPL-2.0.1-only', false],
  ])('%s names %s: %j', (rule, id, names) => expect(namesLicence(ruledId(rule), statedId(id))).toBe(names));
  test.each<[rule: string, id: string, denies: boolean]>([
    ['MIT', 'MIT', true], ['MIT', 'ISC', false], ['GPL-3.0', 'GPL-3.0-only WITH Made-up', true], ['GPL-3.0', 'GPLv3', true], ['MIT WITH LLVM-exception', 'MIT', false], ['MIT WITH LLVM-exception', 'MIT WITH LLVM-exception', true], ['MPL-1.1', 'MPL-1.1+ WITH Made-up', true],
  ])('%s denies %s: %j', (rule, id, denies) => expect(deniesLicence(ruledId(rule), statedId(id))).toBe(denies));
});

describe('what is allowed, and what nobody can tell', () => {
  const unknownOf = (rules: RuleSettings, floor: RuleSettings = {}) => tighten(put(floor), { ...noSettings, rules });
  test.each<[name: string, floor: RuleSettings, own: RuleSettings, unknown: string, refused: readonly string[]]>([
    ['a list of allowed ones alone', {}, { 'licences.allow': ['mit'] }, 'block', []],
    ['denied ones alone', {}, { 'licences.deny': ['mit'] }, 'ignore', []],
    ['a list, and a word', {}, { 'licences.allow': ['mit'], 'licences.unknown': 'ignore' }, 'ignore', []],
    ['the organisation\'s word, and a shorter list without one', { 'licences.allow': ['isc', 'mit'], 'licences.unknown': 'warn' }, { 'licences.allow': ['mit'] }, 'block', []],
    ['the organisation\'s word, and a shorter list with it', { 'licences.allow': ['isc', 'mit'], 'licences.unknown': 'warn' }, { 'licences.allow': ['mit'], 'licences.unknown': 'warn' }, 'warn', []],
    ['the organisation\'s word, and denied ones', { 'licences.allow': ['isc', 'mit'], 'licences.unknown': 'warn' }, { 'licences.deny': ['mit'] }, 'warn', []],
    ['the organisation\'s list, and a word for less', { 'licences.allow': ['mit'] }, { 'licences.unknown': 'warn' }, 'block', ['licences.unknown: block > warn']],
  ])('%s', (_name, floor, own, unknown, refused) => {
    const merged = unknownOf(own, floor);
    expect([merged.values.licences?.unknown, merged.refused.map(({ key, before, after }) => `${key}: ${before} > ${after}`)]).toEqual([unknown, refused]);
  });
  test('a first list loosens nothing with any word, and a word under a list that had none does', () => {
    const told = (from: RuleSettings, to: RuleSettings) => loosenings(put(from), put(to)).map(({ key, before, after }) => `${key}: ${before} > ${after}`);
    expect(told({}, { 'licences.allow': ['mit'], 'licences.unknown': 'ignore' })).toEqual([]);
    expect(told({ 'licences.unknown': 'warn' }, { 'licences.allow': ['mit'] })).toEqual([]);
    expect(told({ 'licences.allow': ['mit'] }, { 'licences.allow': ['mit'], 'licences.unknown': 'warn' })).toEqual(['licences.unknown: block > warn']);
    expect(told({ 'licences.deny': ['mit with x'] }, { 'licences.deny': ['mit'] })).toEqual([]);
    expect(told({ 'licences.allow': ['mit'] }, { 'licences.allow': ['mit', 'mit with x'] })).toEqual(['licences.allow: not allowed > mit with x']);
  });
});
