import { failed } from '../../../src/core/coverage.js';
import type { Json } from '../../../src/core/json.js';
import { reduceRecord } from '../../../src/packages/record.js';
import { change, locked, python, type CheckCase, type Given } from '../case.js';

const app = { name: 'app', version: '1.0.0', location: '' };
const at = (name: string): { name: string; version: string; location: string } => ({ name, version: '1.0.0', location: `node_modules/${name}` });

/** What a registry says of a package whose versions were put up at these times; without times where there are none. */
export function published(name: string, times: { readonly [version: string]: string | undefined }): ReturnType<typeof reduceRecord> {
  return reduceRecord({ name, versions: Object.fromEntries(Object.keys(times).map((version) => [version, { name, version }])), time: Object.fromEntries(Object.entries(times).filter(([, time]) => time !== undefined)) } as unknown as Json, name, 'default');
}

/** A package comes in, in its version 1.0.0 unless there is only another; reviews of cases take place on 2026-11-22 at midnight, UTC. */
export function added(name: string, times: { readonly [version: string]: string | undefined }, through: readonly string[] = []): Given {
  const versions = Object.keys(times);
  const after = locked(name, versions.includes('1.0.0') ? '1.0.0' : versions[0]!);
  return { changes: [change(undefined, after, { introducers: [{ importer: '', path: [app, ...through.map(at), at(name)], others: 0 }] })], facts: [{ of: after, record: published(name, times) }] };
}

const hours = { '1.0.0': '2026-11-21T12:00:00Z' };
const months = { '1.0.0': '2026-06-01T00:00:00Z' };
const kept = { '0.1.0': '2026-06-01T00:00:00Z', '0.2.0': '2026-06-11T00:00:00Z', '0.3.0': '2026-07-01T00:00:00Z', '0.4.0': '2026-08-11T00:00:00Z', '1.0.0': '2026-10-01T00:00:00Z' };
const loud = { severity: 'medium', confidence: 'medium', level: 'default', change: 'added' } as const;
const quiet = { severity: 'low', level: 'folded', change: 'added' } as const;
const like = (message: string, popular: string) => ({ message, data: { popular } });
const untimed = locked('lodahs', '1.0.0');

export const cases: readonly CheckCase[] = [
  { name: 'two letters swapped', given: added('lodahs', hours), fires: [{ ...loud, message: 'typo', data: { package: 'lodahs', popular: 'lodash', age: '12 hours' } }] },
  { name: 'a neighbour in use that was given up, and put up anew', given: added('crossenv', hours), fires: [{ ...loud, message: 'signs', data: { popular: 'cross-env' } }] },
  { name: 'silent: a neighbour in use since it was counted', given: added('crossenv', { '1.0.0': '2025-12-31T00:00:00Z' }) },
  { name: 'silent: a neighbour of which the registry gives no times', given: added('crossenv', { '1.0.0': undefined }) },
  { name: 'silent: a name of one\'s own', given: { ...added('lodahs', hours), rules: { private: { scopes: [], names: ['lodahs'] } } } },
  { name: 'silent: a scope of one\'s own', given: { ...added('@bable/core', hours), rules: { private: { scopes: ['@bable'], names: [] } } } },
  { name: 'silent: a scope that has types', given: added('@color/types', hours) },
  { name: 'a letter less', given: added('expess-session', hours), fires: [{ ...loud, ...like('typo', 'express-session') }] },
  { name: 'two letters of a long name', given: added('babel-lugin-dynamic-i9port-node', hours), fires: [{ ...loud, ...like('typo', 'babel-plugin-dynamic-import-node') }] },
  { name: 'a hyphen less', given: added('reactrouterdom', hours), fires: [{ ...loud, ...like('signs', 'react-router-dom') }] },
  { name: 'a scope made to a word', given: added('types-node', hours), fires: [{ ...loud, ...like('signs', '@types/node') }] },
  { name: 'a letter of another script', given: added('lоdash', hours), fires: [{ ...loud, ...like('signs', 'lodash') }] },
  { name: 'a popular scope with a letter of another script', given: added('@bаbel/core', hours), fires: [{ ...loud, ...like('signs', '@babel/core') }] },
  { name: 'letters that look alike', given: added('rnoment', hours), fires: [{ ...loud, ...like('letters', 'moment') }] },
  { name: 'a figure for a letter', given: added('1odash', hours), fires: [{ ...loud, ...like('letters', 'lodash') }] },
  { name: 'words in another order', given: added('dom-react', hours), fires: [{ ...loud, ...like('order', 'react-dom') }] },
  { name: 'a scope that begins alike', given: added('@expue/cli', hours), fires: [{ ...loud, ...like('scope', '@expo/cli') }] },
  { name: 'a word that says nothing', given: added('mssql.js', hours), fires: [{ ...loud, ...like('affix', 'mssql') }] },
  { name: 'a number, and a word that says nothing beside a slip', given: { changes: [...added('react-dnd11', hours).changes!, ...added('lodhash-cli', hours).changes!], facts: [...added('react-dnd11', hours).facts!, ...added('lodhash-cli', hours).facts!] }, fires: [{ ...loud, ...like('affix', 'react-dnd') }, { ...loud, ...like('affix', 'lodash') }] },
  { name: 'one short word is another, hours old', given: added('eslint-plugin-wms', hours), fires: [{ ...loud, message: 'word' }] },
  { name: 'put before a popular name, through a much used package: axios, March 2026', given: added('plain-crypto-js', hours, ['axios']), fires: [{ ...loud, ...like('tail', 'crypto-js') }] },
  { name: 'put before a popular name that is spelt in words', given: added('easy-day-js', hours, ['other']), fires: [{ ...loud, ...like('tail', 'dayjs') }] },
  { name: 'put before a popular name without a hyphen: event-stream, 2018', given: added('flatmap-stream', hours, ['event-stream']), fires: [{ ...loud, ...like('tail', 'map-stream') }] },
  { name: 'a strong likeness, put up once months ago', given: added('lodahs', months), fires: [{ ...loud, message: 'typo' }] },
  { name: 'what stands behind an alias now', given: { ...added('lodahs', hours), changes: [{ ...added('lodahs', hours).changes![0]!, substituted: locked('lodash', '4.17.21') }] }, fires: [{ ...loud, message: 'typo' }] },
  { name: 'versions of one sitting are no work of months', given: added('lodahs', { ...months, '1.0.1': '2026-06-01T01:00:00Z', '1.0.2': '2026-06-01T02:00:00Z', '1.0.3': '2026-06-01T03:00:00Z', '1.0.4': '2026-09-01T00:00:00Z' }), fires: [{ ...loud, message: 'typo' }] },
  { name: 'five versions a day, days old', given: added('lodahs', { '1.0.0': '2026-11-17T00:00:00Z', '1.0.1': '2026-11-18T00:00:00Z', '1.0.2': '2026-11-19T00:00:00Z', '1.0.3': '2026-11-20T00:00:00Z', '1.0.4': '2026-11-21T00:00:00Z' }), fires: [{ ...loud, message: 'typo' }] },
  { name: 'a time to come is now', given: added('lodahs', { '1.0.0': '2027-11-17T00:00:00Z' }), fires: [{ ...loud, message: 'typo', data: { age: '0 hours' } }] },
  { name: 'a placeholder in its place', given: added('coa-parser', { '0.0.1-security': '2019-01-01T00:00:00Z' }), fires: [{ severity: 'medium', level: 'default', message: 'held', confidence: 'high' }] },
  { name: 'the version is gone, and a placeholder stands there', given: { ...added('coa-parser', hours), facts: [{ of: locked('coa-parser', '1.0.0'), record: published('coa-parser', { '0.0.1-security.0': '2019-01-01T00:00:00Z' }) }] }, fires: [{ message: 'held' }] },
  { name: 'a placeholder that old packages ask for', given: added('fs', { '0.0.1-security': '2016-08-23T00:00:00Z' }), fires: [{ ...quiet, message: 'held' }] },
  { name: 'a weaker likeness is folded by months', given: added('mssql.js', months), fires: [{ ...quiet, message: 'affix' }] },
  { name: 'the weakest is folded after two weeks', given: added('easy-day-js', { '1.0.0': '2026-10-20T00:00:00Z' }), fires: [{ ...quiet, message: 'tail' }] },
  { name: 'named after the much used package that brings it in', given: added('lightningcss-darwin-x86', hours, ['lightningcss']), fires: [{ ...quiet, message: 'word' }] },
  { name: 'the same, where another brings it in too', given: { ...added('lightningcss-darwin-x86', hours), changes: [{ ...added('lightningcss-darwin-x86', hours).changes![0]!, introducers: [{ importer: '', path: [app, at('lightningcss'), at('lightningcss-darwin-x86')], others: 0 }, { importer: '', path: [app, at('other'), at('lightningcss-darwin-x86')], others: 0 }] }] }, fires: [{ ...loud, message: 'word' }] },
  { name: 'named after an unknown package that brings it in', given: added('cross-envy', hours, ['cross']), fires: [{ ...loud, message: 'typo' }] },
  { name: 'a registry without times folds it and says so', given: added('lodahs', { '1.0.0': undefined }), fires: [{ ...quiet, message: 'typo' }], gaps: ['RECORD_INCOMPLETE'] },
  { name: 'no record, of a name that is like one', given: { changes: [change(undefined, untimed)], facts: [{ of: untimed, record: { coverage: failed('REGISTRY_UNREACHABLE') } }] }, gaps: ['REGISTRY_UNREACHABLE'] },
  { name: 'no record, of a name that is like none', given: { changes: [change(undefined, locked('zbrvkl', '1.0.0'))], facts: [{ of: locked('zbrvkl', '1.0.0'), record: { coverage: failed('REGISTRY_UNREACHABLE') } }] } },
  { name: 'no record, of a package that was there', given: { changes: [change(locked('lodahs', '0.9.0'), untimed)], facts: [{ of: untimed, record: { coverage: failed('REGISTRY_UNREACHABLE') } }] } },
  { name: 'the popular one itself', given: added('lodash', hours) },
  { name: 'two popular ones that are alike', given: added('preact', hours) },
  { name: 'one that is like a popular one and has long been in use', given: added('adler32-js', { '1.0.0': undefined }) },
  { name: 'a name in a scope of popular packages', given: added('@babel/cors', hours) },
  { name: 'a scope of one\'s own', given: added('@acme/lodash', hours) },
  { name: 'a year old', given: added('lodahs', { '1.0.0': '2025-11-20T00:00:00Z' }) },
  { name: 'worked on for months', given: added('lodahs', kept) },
  { name: 'a short name one letter away', given: added('kow', hours) },
  { name: 'how packages for a popular one are called', given: added('acme-react-native', hours) },
  { name: 'beginning with a popular name', given: added('react-dom-acme', hours) },
  { name: 'another version of what was there', given: { changes: [change(locked('lodahs', '0.9.0'), untimed)], facts: [{ of: untimed, record: published('lodahs', { '0.9.0': '2026-11-20T00:00:00Z', ...hours }) }] } },
  { name: 'only moved', given: { ...added('lodahs', hours), changes: [{ ...added('lodahs', hours).changes![0]!, kind: 'moved' }] } },
  { name: 'a version like a placeholder among others', given: added('zbrvkl', { '1.0.0': '2020-01-01T00:00:00Z', '1.0.1-security': '2020-01-02T00:00:00Z' }) },
  { name: 'a Python package', given: { changes: [change(undefined, python('lodahs', '1.0.0'))] } },
];
