import { describe, expect, test } from '@jest/globals';
import { readRequirements } from '../../../src/lockfiles/requirements/file.js';

const sha = (letter: string): string => `sha256:${letter.repeat(64)}`;
const reading = (text: string): readonly unknown[] => readRequirements(text).requirements.map(({ asks, hashes, editable, line, endLine }) => ({ ...asks, ...(asks.source ? { source: `${asks.source.kind} ${asks.source.address}` } : {}), ...(hashes.length > 0 ? { hashes } : {}), ...(editable ? { editable } : {}), lines: `${line}-${endLine}` }));
const one = (more: object): readonly unknown[] => [{ extras: [], spec: '', lines: '1-1', ...more }];

describe('lines of a requirements file, as pip reads them', () => {
  test.each<readonly [text: string, expected: readonly unknown[]]>([
    ['Flask==2.3.3', one({ name: 'flask', spec: '==2.3.3', pin: '2.3.3' })],
    ['zope.Interface_x===6.0', one({ name: 'zope-interface-x', spec: '===6.0', pin: '6.0' })],
    ['flask', one({ name: 'flask' })],
    ['requests >= 2.28 , < 3  # any 2.x', one({ name: 'requests', spec: '<3,>=2.28' })],
    ['requests (>=2.28)', one({ name: 'requests', spec: '>=2.28' })],
    ['django == 4.2.*', one({ name: 'django', spec: '==4.2.*' })],
    ['a!=1,==1.2', one({ name: 'a', spec: '!=1,==1.2', pin: '1.2' })],
    ['requests[Socks, security]==2.31.0;python_version  < "3.12"', one({ name: 'requests', extras: ['security', 'socks'], spec: '==2.31.0', pin: '2.31.0', marker: 'python_version < "3.12"' })],
    [`a==1 --hash=${sha('a')} --hash ${sha('b')}`, one({ name: 'a', spec: '==1', pin: '1', hashes: [sha('a'), sha('b')] })],
    [`a==1 \\\n    --hash=${sha('a')} \\\r\n    --hash=${sha('b')}\n    # via b\n`, one({ name: 'a', spec: '==1', pin: '1', hashes: [sha('a'), sha('b')], lines: '1-3' })],
    ['git+https://code.example/a/b.git@v1#egg=Kit&subdirectory=x', one({ name: 'kit', source: 'git git+https://code.example/a/b.git@v1#egg=Kit&subdirectory=x' })],
    ['kit @ git+ssh://git@code.example/a/b.git@main ; os_name == "nt"', one({ name: 'kit', source: 'git git+ssh://git@code.example/a/b.git@main', marker: 'os_name == "nt"' })],
    ['-e git+https://code.example/a/b.git#egg=kit', one({ name: 'kit', editable: true, source: 'git git+https://code.example/a/b.git#egg=kit' })],
    ['--editable=./libs/a[dev]', one({ extras: ['dev'], editable: true, source: 'path ./libs/a' })],
    ['-e libs/a', one({ editable: true, source: 'path libs/a' })],
    ['https://files.example/Kit_x-1.0-py3-none-any.whl', one({ name: 'kit-x', source: 'url https://files.example/Kit_x-1.0-py3-none-any.whl' })],
    ['./wheels/kit-1.0-py3-none-any.whl', one({ name: 'kit', source: 'path ./wheels/kit-1.0-py3-none-any.whl' })],
    ['kit.tar.gz', one({ source: 'path kit.tar.gz' })],
    ['hg+https://code.example/a#egg=kit', one({ name: 'kit', source: 'url hg+https://code.example/a#egg=kit' })],
    ['\uFEFFa==1\r\n', one({ name: 'a', spec: '==1', pin: '1' })],
    ['a#b==1', []], ['# a==1', []], ['  \t ', []], ['', []],
    // Characters that end a line for Python alone: what looks like a comment is none from there on.
    ['# note\u2028evil==1', one({ name: 'evil', spec: '==1', pin: '1' })], ['# note\u0085evil==1', one({ name: 'evil', spec: '==1', pin: '1' })], ['# note\u001cevil==1', one({ name: 'evil', spec: '==1', pin: '1' })], ['# note\fevil==1', one({ name: 'evil', spec: '==1', pin: '1' })],
    // A comment is not continued, and ends what is.
    ['# note \\\na==1', one({ name: 'a', spec: '==1', pin: '1', lines: '2-2' })],
  ])('%j', (text, expected) => {
    expect(reading(text)).toEqual(expected);
  });

  test.each(['a=1', 'a==', 'a ==1 b', '<<< a', 'a[x==1', '!', 'a==1;x --hash', 'a --hash="sha256', '--unknown x', '-x', '--re x', 'a==1 ==2'])('pip refuses it, and so it is told: %s', (text) => {
    expect(readRequirements(text).unread).toHaveLength(1);
  });

  test.each<readonly [text: string, options: readonly string[], includes: readonly string[]]>([
    ['--index-url https://a.example\n-i https://b.example\n--index=https://c.example', ['index-url https://a.example', 'index-url https://b.example', 'index-url https://c.example'], []],
    ['--extra-index-url https://a.example --trusted-host a.example --pre', ['extra-index-url https://a.example', 'trusted-host a.example', 'pre true'], []],
    ['--extra https://a.example', ['extra-index-url https://a.example'], []],
    ['a==1 --find-links x', ['find-links x'], []],
    ['-r a.txt\n-ra.txt\n--requirement=b.txt\n--requirem "c d.txt"\n-c e.txt', [], ['requirement a.txt', 'requirement a.txt', 'requirement b.txt', 'requirement c d.txt', 'constraint e.txt']],
  ])('options, abbreviated as pip lets them be: %j', (text, options, includes) => {
    const file = readRequirements(text);
    expect(file.unread).toEqual([]);
    expect(file.options.map(({ name, value }) => `${name} ${String(value)}`)).toEqual(options);
    expect(file.includes.map(({ kind, target }) => `${kind} ${target}`)).toEqual(includes);
  });

  test.each([
    ['white space', `a${' '.repeat(200_000)}b`], ['number signs', '#'.repeat(200_000)], ['continued lines', 'a \\\n'.repeat(100_000)], ['extras', `a[${'b,'.repeat(100_000)}]==1`], ['clauses', `a${'>=1,'.repeat(100_000)}`],
    ['one name', 'a-'.repeat(200_000)], ['quotes', `--hash ${'"a"'.repeat(100_000)}`], ['signs of an address', `git+https://${'@'.repeat(200_000)}`], ['brackets', `./${'['.repeat(200_000)}]`], ['options', `a ${'-e '.repeat(100_000)}`],
  ])('a text of hostile making takes no long time: %s', (_name, text) => {
    // Quadratic work would not end within the time that every test has.
    expect(() => readRequirements(text)).not.toThrow();
  });
});
