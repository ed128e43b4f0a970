import { describe, expect, test } from '@jest/globals';
import { match } from '../../src/advisories/match.js';
import { entry, indexOver, osv, realRecords } from './records.js';

const npm = indexOver(realRecords('npm'));
const ask = (name: string, version?: string) => match(npm, { ecosystem: 'npm', name, ...(version !== undefined && { version }) });
const idsOf = (name: string, version?: string) => ask(name, version).matches.flatMap(({ ids }) => ids);

describe('real records, one row for each rule', () => {
  test.each([
    ['introduced 0', 'ejs', '0.0.1', 'GHSA-phwq-j96m-2c2q', true],
    ['introduced 0 is below prereleases', 'ejs', '0.0.0-alpha', 'GHSA-phwq-j96m-2c2q', true],
    ['several entries of one package', 'tar', '4.4.14', 'GHSA-r628-mhmh-qjhw', true],
    ['below all of several entries', 'tar', '2.2.2', 'GHSA-r628-mhmh-qjhw', false],
    ['entries out of order, the last', 'next', '12.3.4', 'GHSA-f82v-jwr5-mffw', true],
    ['entries out of order, a gap', 'next', '12.3.5', 'GHSA-f82v-jwr5-mffw', false],
    ['entries out of order, the first', 'next', '13.0.0', 'GHSA-f82v-jwr5-mffw', true],
    ['last_affected is inside', 'ip', '2.0.1', 'GHSA-2p57-rm9w-gvfp', true],
    ['after last_affected', 'ip', '2.0.2', 'GHSA-2p57-rm9w-gvfp', false],
    ['last_affected or fixed, at the end', 'vm2', '3.9.19', 'GHSA-g644-9gfx-q4q4', true],
    ['last_affected or fixed, after', 'vm2', '3.9.20', 'GHSA-g644-9gfx-q4q4', false],
    ['an enumerated prerelease', 'colors', '1.4.44-liberty-2', 'GHSA-5rqg-jm4f-cqx7', true],
    ['a prerelease that is not enumerated', 'colors', '1.4.44-liberty-1', 'GHSA-5rqg-jm4f-cqx7', false],
    ['a range beside the list', 'colors', '1.4.2', 'GHSA-5rqg-jm4f-cqx7', true],
    ['below the range beside the list', 'colors', '1.4.0', 'GHSA-5rqg-jm4f-cqx7', false],
    ['a prerelease below a prerelease bound', 'express', '5.0.0-beta.2', 'GHSA-rv95-896h-c2vc', true],
    ['at the prerelease bound', 'express', '5.0.0-beta.3', 'GHSA-rv95-896h-c2vc', false],
    ['numeric prerelease order, below', 'next', '14.3.0-canary.76', 'GHSA-9qr9-h5gf-34mp', false],
    ['numeric prerelease order, at', 'next', '14.3.0-canary.77', 'GHSA-9qr9-h5gf-34mp', true],
    ['numeric prerelease order, 100 above 77', 'next', '14.3.0-canary.100', 'GHSA-9qr9-h5gf-34mp', true],
    ['a prerelease of the fixed version', 'ejs', '3.1.7-rc.1', 'GHSA-phwq-j96m-2c2q', true],
    ['the fixed version', 'ejs', '3.1.7', 'GHSA-phwq-j96m-2c2q', false],
    ['a release above a prerelease that introduces', 'multer', '1.4.4', 'GHSA-fjgf-rc76-4x9p', true],
    ['below that prerelease', 'multer', '1.4.3', 'GHSA-fjgf-rc76-4x9p', false],
    ['build metadata', 'minimist', '1.2.5+sha.abc', 'GHSA-xvch-5gv4-984h', true],
    ['a leading v', 'lodash', 'v4.17.20', 'GHSA-35jh-r3h4-6jhm', true],
    ['a leading v on the fixed version', 'lodash', 'v4.17.21', 'GHSA-35jh-r3h4-6jhm', false],
    ['a leading = on an affected version', 'lodash', '=4.17.20', 'GHSA-35jh-r3h4-6jhm', true],
    ['build metadata on the fixed version', 'ejs', '3.1.7+build.1', 'GHSA-phwq-j96m-2c2q', false],
    ['withdrawn, although one of its ranges is there twice', 'acorn', '7.1.0', 'GHSA-7fhm-mqm4-2wp7', false],
    ['in force beside a withdrawn one', 'acorn', '7.1.0', 'GHSA-6chw-6frg-f759', true],
    ['the right case', 'moment', '2.29.1', 'GHSA-8hfj-j24r-96c4', true],
    ['a name in another case', 'Moment.js', '2.29.1', 'GHSA-8hfj-j24r-96c4', false],
    ['a name in another case', 'Moment', '2.29.1', 'GHSA-8hfj-j24r-96c4', false],
    ['a name of Object.prototype', '__proto__', '1.0.0', 'GHSA-8hfj-j24r-96c4', false],
  ])('%s: %s %s, %s is %s', (_rule, name, version, id, expected) => {
    const { matches, coverage } = ask(name, version);
    expect(matches.flatMap(({ ids }) => ids).includes(id)).toBe(expected);
    expect(coverage).toEqual({ kind: 'complete' });
  });

  test('the same record under another ecosystem\'s name', () => {
    expect(match(npm, { ecosystem: 'NuGet', name: 'Moment.js', version: '2.29.1' }).matches.map(({ id }) => id)).toEqual([]);
    expect(match(npm, { ecosystem: 'NPM', name: 'moment', version: '2.29.1' }).matches).toEqual([]);
  });

  test.each([
    ['nx', '21.5.0', ['GHSA-cxm3-wv7p-598c', 'MAL-2025-41443']],
    ['debug', '4.4.2', ['GHSA-4x49-vf9v-38px', 'MAL-2025-46974']],
  ])('aliases are one match, and malware: %s %s', (name, version, ids) => {
    const { matches } = ask(name, version);
    expect(matches).toHaveLength(1);
    expect(matches[0]).toMatchObject({ id: ids[0], ids, malware: true, severity: 'critical', severityFrom: 'malware' });
  });

  test('an alias that no record of the data has is told and joins nothing else', () => {
    const index = indexOver([osv('MAL-1', [entry('a', [{ introduced: '0' }])], { aliases: ['GHSA-8mgj-vmr8-frr6'] }), osv('MAL-2', [entry('a', [{ introduced: '0' }])])]);
    expect(match(index, { ecosystem: 'npm', name: 'a', version: '1.0.0' }).matches).toMatchObject([{ id: 'MAL-1', ids: ['MAL-1'], aliases: ['GHSA-8mgj-vmr8-frr6'] }, { id: 'MAL-2' }]);
  });

  test('an alias of another package\'s record joins nothing here', () => {
    const { aliases } = ask('nx', '21.5.0').matches[0]!;
    expect(aliases).toContain('MAL-2025-41436');
    expect(idsOf('@nx/js', '0.0.1')).toEqual([]);
  });

  test('a malicious version with the score of a flaw is malware', () => {
    expect(ask('eslint-config-prettier', '10.1.7').matches).toMatchObject([{ id: 'GHSA-f29h-pxvx-f335', malware: true, severity: 'critical', fixed: ['10.1.8'] }]);
    expect(ask('babel-traverse', '6.0.0').matches.every(({ malware }) => !malware)).toBe(true);
  });

  test('CVSS v4 comes before v3', () => {
    expect(ask('express', '4.19.2').matches.find(({ id }) => id === 'GHSA-qw6h-vgh9-j6wx')).toMatchObject({ severity: 'low', severityFrom: 'cvss4' });
  });

  test.each([
    ['tar', '4.4.14', 'GHSA-r628-mhmh-qjhw', ['4.4.15']],
    ['ip', '2.0.1', 'GHSA-2p57-rm9w-gvfp', []],
    ['vm2', '3.9.19', 'GHSA-g644-9gfx-q4q4', expect.any(Array)],
    ['next', '14.3.0-canary.100', 'GHSA-9qr9-h5gf-34mp', ['15.0.5']],
    ['express', '5.0.0-beta.2', 'GHSA-rv95-896h-c2vc', ['5.0.0-beta.3']],
  ])('fixed versions of %s %s', (name, version, id, fixed) => {
    expect(ask(name, version).matches.find((one) => one.id === id)?.fixed).toEqual(fixed);
  });

  test('commit ranges are passed over, enumerated versions after them count', () => {
    const pypi = indexOver(realRecords('pypi'));
    expect(match(pypi, { ecosystem: 'PyPI', name: 'Py_Crypto', version: '2.5' }).matches).toEqual([]);
    expect(match(pypi, { ecosystem: 'PyPI', name: 'PyCrypto', version: '2.5' }).matches.map(({ id }) => id)).toEqual(['PYSEC-2012-16']);
  });
});

test('a record of the PyPA with neither versions nor ranges is read, and holds nothing', () => {
  const pypi = realRecords('pypi');
  const empty = pypi.find(({ id }) => id === 'PYSEC-2022-15')!;
  const { name } = (empty['affected'] as { package: { name: string } }[])[0]!.package;
  for (const withdrawn of [empty['withdrawn'], undefined]) {
    expect(match(indexOver([{ ...empty, withdrawn }]), { ecosystem: 'PyPI', name, version: '1.0' })).toEqual({ matches: [], coverage: { kind: 'complete' } });
  }
});

test.each([['Py_Crypto', 'py-crypto'], ['py--_..crypto', 'py-crypto'], ['PYCRYPTO', 'pycrypto']])('PyPI names are compared in their normal form: %s is %s', (asked, listed) => {
  const index = indexOver([osv('PYSEC-1', [{ package: { ecosystem: 'PyPI', name: listed }, versions: ['2.5'] }])]);
  expect(match(index, { ecosystem: 'PyPI', name: asked, version: '2.5' }).matches.map(({ id }) => id)).toEqual(['PYSEC-1']);
});

test('two ranges of commits before one of versions: the last counts', () => {
  const git = { type: 'GIT', repo: 'https://git.example.invalid/a', events: [{ introduced: '0' }, { fixed: 'f'.repeat(40) }] };
  const index = indexOver([osv('GHSA-1', [{ package: { ecosystem: 'npm', name: 'a' }, ranges: [git, git, { type: 'SEMVER', events: [{ introduced: '1.0.0' }, { fixed: '1.2.0' }] }] }])]);
  const held = (version: string) => match(index, { ecosystem: 'npm', name: 'a', version });
  expect([held('0.9.0'), held('1.1.0'), held('1.2.0')].map(({ matches, coverage }) => [matches.length, coverage.kind])).toEqual([[0, 'complete'], [1, 'complete'], [0, 'complete']]);
});

describe('a version that is none', () => {
  const index = indexOver([
    osv('MAL-2026-1', [entry('evil', [{ introduced: '0' }])]),
    osv('MAL-2026-2', [{ package: { ecosystem: 'npm', name: 'turned' }, versions: ['1.0.1'] }]),
    osv('GHSA-aaaa-aaaa-aaaa', [entry('flawed', [{ introduced: '0' }])]),
  ]);
  const versions = [undefined, '', 'latest', 'git+ssh://git@example.invalid/a/b.git#main', 'https://example.invalid/x.tgz', 'file:../x', '1.x', '9'.repeat(300)];
  test.each(versions)('%p: malware in every version is still reported', (version) => {
    const answer = match(index, { ecosystem: 'npm', name: 'evil', ...(version !== undefined && { version }) });
    expect(answer.matches.map(({ id }) => id)).toEqual(['MAL-2026-1']);
    expect(answer.coverage).toEqual({ kind: 'complete' });
  });
  test.each(versions)('%p: what would have to be compared is said to be open', (version) => {
    for (const name of ['turned', 'flawed']) {
      expect(match(index, { ecosystem: 'npm', name, ...(version !== undefined && { version }) })).toMatchObject({ matches: [], coverage: { kind: 'partial', code: 'VERSION_UNKNOWN' } });
    }
    expect(match(index, { ecosystem: 'npm', name: 'unheard-of', ...(version !== undefined && { version }) }).coverage).toEqual({ kind: 'complete' });
  });
});

describe('components and severities', () => {
  const one = (records: readonly unknown[], version = '1.0.0') => match(indexOver(records), { ecosystem: 'npm', name: 'a', version }).matches;
  const all = [entry('a', [{ introduced: '0' }])];

  test('records are joined over an alias that no record has', () => {
    const matches = one([osv('X-1', all, { aliases: ['CVE-2026-1'] }), osv('GHSA-x', all, { aliases: ['CVE-2026-2'] }), osv('X-2', all, { aliases: ['CVE-2026-1', 'CVE-2026-2'] }), osv('X-3', all)]);
    expect(matches.map(({ id, ids }) => [id, ids])).toEqual([['GHSA-x', ['GHSA-x', 'X-1', 'X-2']], ['X-3', ['X-3']]]);
  });
  test('a record that does not hold the version joins nothing', () => {
    const matches = one([osv('X-1', all, { aliases: ['X-2'] }), osv('X-2', [entry('a', [{ introduced: '2.0.0' }])], { aliases: ['X-1', 'X-3'] }), osv('X-3', all)]);
    expect(matches.map(({ id }) => id)).toEqual(['X-1', 'X-3']);
  });
  test.each([
    ['the database\'s word before any score', { database_specific: { severity: 'LOW' }, severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }] }, 'low', 'database'],
    ['v4 before v3', { severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }, { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:N/VI:N/VA:N/SC:L/SI:L/SA:L' }] }, 'low', 'cvss4'],
    ['v3 where v4 does not parse', { severity: [{ type: 'CVSS_V4', score: 'CVSS:4.0/AV:Q' }, { type: 'CVSS_V3', score: 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }] }, 'critical', 'cvss3'],
    ['none', {}, 'high', 'unknown'],
    ['a word that is no severity', { database_specific: { severity: 'constructor' } }, 'high', 'unknown'],
    ['malware by weakness', { database_specific: { severity: 'LOW', cwe_ids: ['CWE-79', 'CWE-506'] } }, 'critical', 'malware'],
    ['malware by alias', { aliases: ['MAL-2026-9'] }, 'critical', 'malware'],
    ['malware by title', { summary: 'Malicious Package in a' }, 'critical', 'malware'],
    ['no malware: code that an attacker crafts', { summary: 'arbitrary code execution when compiling specifically crafted malicious code', database_specific: { severity: 'MODERATE' } }, 'medium', 'database'],
  ])('%s', (_name, fields, severity, severityFrom) => {
    expect(one([osv('X-1', all, fields)])).toMatchObject([{ severity, severityFrom, malware: severityFrom === 'malware' }]);
  });
  test('of aliases that disagree the graver counts, and one that knows before one that does not', () => {
    const rated = (id: string, severity?: string) => osv(id, all, { aliases: ['CVE-1'], ...(severity && { database_specific: { severity } }) });
    expect(one([rated('X-1', 'LOW'), rated('X-2', 'HIGH')])).toMatchObject([{ severity: 'high' }]);
    expect(one([rated('X-1', 'LOW'), rated('X-2')])).toMatchObject([{ severity: 'low' }]);
  });
  test('a fix that another entry of the same flaw holds is no way out', () => {
    const matches = one([osv('X-1', [entry('a', [{ introduced: '0' }, { fixed: '1.5.0' }]), entry('a', [{ introduced: '1.5.0' }, { fixed: '1.6.0' }])])]);
    expect(matches[0]?.fixed).toEqual(['1.6.0']);
  });
});

describe('data that is not as it should be', () => {
  test('unreadable parts of an entry are said, for that package alone', () => {
    const index = indexOver([
      osv('X-1', [{ package: { ecosystem: 'npm', name: 'a' }, ranges: [{ type: 'SEMVER', events: 'all' }, { type: 'SEMVER', events: [{ introduced: '1.0.0' }] }] }]),
      osv('X-2', [entry('b', [{ fixed: '1.0.0' }])]),
      osv('X-3', [{ package: { ecosystem: 'npm', name: 'c' }, versions: [1, '1.0.0'] }]),
      osv('X-4', [{ package: { ecosystem: 'npm', name: 'd' }, ranges: [{ type: 'NEW', events: [{ introduced: '0' }] }] }]),
    ]);
    for (const [name, found] of [['a', ['X-1']], ['b', []], ['c', ['X-3']], ['d', []]] as const) {
      const { matches, coverage } = match(index, { ecosystem: 'npm', name, version: '1.0.0' });
      expect(matches.map(({ id }) => id)).toEqual(found);
      expect(coverage).toMatchObject({ kind: 'partial', code: 'ADVISORIES_MALFORMED', data: { unread: 0 } });
    }
    expect(match(index, { ecosystem: 'npm', name: 'e', version: '1.0.0' }).coverage).toEqual({ kind: 'complete' });
  });

  test.each([
    null, [], 'MAL-1', 1, {}, { id: 1 }, { id: '' }, { id: 'a b' }, { id: '<img>' }, { id: 'X-1', affected: {} }, { id: 'X-1', affected: [null] },
    { id: 'X-1', affected: [{ package: 'a' }] }, { id: 'X-1', affected: [{ package: { ecosystem: 'npm' } }] }, { id: 'X-1', affected: [{ package: { ecosystem: ['npm'], name: 'a' } }] },
  ])('%j is no record: every answer is partial, with its place', (record) => {
    const { coverage } = match(indexOver([record]), { ecosystem: 'npm', name: 'z', version: '1.0.0' });
    expect(coverage).toEqual({ kind: 'partial', code: 'ADVISORIES_MALFORMED', data: { incomplete: [], unread: 1, places: [{ file: 'records.ndjson', line: 1, reason: 'not-a-record' }] } });
  });

  test('keys of Object.prototype are names like any other', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const index = indexOver(names.map((name, at) => osv(`X-${at}`, [{ package: JSON.parse(`{"ecosystem":"npm","name":"${name}"}`), versions: ['1.0.0'] }])));
    for (const [at, name] of names.entries()) expect(match(index, { ecosystem: 'npm', name, version: '1.0.0' }).matches.map(({ id }) => id)).toEqual([`X-${at}`]);
    expect(match(index, { ecosystem: '__proto__', name: '__proto__', version: '1.0.0' }).matches).toEqual([]);
  });

  test('no entries, empty entries and repeated ones', () => {
    const index = indexOver([osv('X-1', undefined), osv('X-2', []), osv('X-3', [{ package: { ecosystem: 'npm', name: 'a' } }, { package: { ecosystem: 'npm', name: 'a' }, versions: [], ranges: [] }]),
      osv('X-4', [entry('a', [{ introduced: '0' }]), entry('a', [{ introduced: '0' }])])]);
    expect(match(index, { ecosystem: 'npm', name: 'a', version: '1.0.0' })).toMatchObject({ matches: [{ ids: ['X-4'] }], coverage: { kind: 'complete' } });
  });

  test.each([true, false])('of two records with one id the newer counts (newer first: %s)', (first) => {
    const older = osv('X-1', [entry('a', [{ introduced: '0' }])]);
    const newer = osv('X-1', [], { modified: '2026-01-01T00:00:00.5Z', withdrawn: '2026-01-01T00:00:00Z' });
    expect(match(indexOver(first ? [newer, older] : [older, newer]), { ecosystem: 'npm', name: 'a', version: '1.0.0' }).matches).toEqual([]);
  });

  test('withdrawn counts as a date alone', () => {
    for (const withdrawn of [null, '', false, true, 0]) {
      expect(match(indexOver([osv('X-1', [entry('a', [{ introduced: '0' }])], { withdrawn })]), { ecosystem: 'npm', name: 'a', version: '1.0.0' }).matches).toHaveLength(1);
    }
  });
});
