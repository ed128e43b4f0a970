import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from '../../src/core/hash.js';
import { commandKind, expansionsOf } from '../../src/packages/gyp/command.js';
import { isComparison } from '../../src/packages/gyp/condition.js';
import type { GypDict, GypValue } from '../../src/packages/gyp/gyp.types.js';
import { parseGyp } from '../../src/packages/gyp/literal.js';
import { gypFacts, type GypFacts } from '../../src/packages/gyp.js';

const entry = (path: string, bytes: Uint8Array) => ({ path, size: bytes.length, mode: 0o644, sha256: sha256(bytes), bytes });
const read = (files: Record<string, string | Uint8Array>): GypFacts => gypFacts(Object.entries(files).map(([path, text]) => entry(path, typeof text === 'string' ? Buffer.from(text) : text)))!;
const of = (text: string | Uint8Array): GypFacts => read({ 'binding.gyp': text, 'a.cc': '' });
const kinds = (facts: GypFacts): readonly string[] => facts.code.map((one) => one.what);
const shown = (value: GypValue): unknown => {
  switch (value.kind) {
    case 'string': return value.value;
    case 'list': return value.items.map(shown);
    case 'dict': return Object.fromEntries(value.entries.map((one) => [one.key.value, shown(one.value)]));
    case 'number': case 'name': return value.text;
  }
};
const parsed = (text: string): unknown => { const reading = parseGyp(text); return 'value' in reading ? shown(reading.value) : reading.problem; };

describe('the literals of a build file', () => {
  test.each([
    ["{'a': 'b', \"c\": [1, -2, True,],}", { a: 'b', c: ['1', '-2', 'True'] }],
    ["{ # a comment with 'quotes' and {\r\n 'a': 'x' \"y\"\n  'z' }", { a: 'xyz' }],
    ["{'a': '''one\ntwo\"''', 'b': r'\\d', u'c': 'it\\'s'}", { a: 'one\ntwo"', b: '\\d', c: "it's" }],
    ["{'a': '\\x41\\u0042\\103\\U00000044\\n\\q'}", { a: 'ABCD\n\\q' }],
    ['\u{feff}{"a": {}}', { a: {} }],
    ["{'a': ['x' and 'y', 'z']}", { a: ['x', 'y', 'z'] }],
    ['{"a": "\u{1f600} ü"}\f\t\r\n', { a: '\u{1f600} ü' }],
  ])('%s', (text, value) => { expect(parsed(text)).toEqual(value); });

  test.each([
    ['[].__class__', 'expression', 1], ["{'a': [].__class__}", 'expression', 1], ["{'a': f'{x}'}", 'expression', 1], ["{'a': b'x'}", 'expression', 1], ["{'a': (lambda: 1)()}", 'expression', 1],
    ["{\n'a': [x for x in y]}", 'expression', 2], ["{\r'a':\r\n open('x')}", 'expression', 3], ["{'a': 'b' % 1}", 'expression', 1], ["{'a': 'b'.format()}", 'expression', 1], ["{'a': 1.5}", 'expression', 1],
    ["{'a': 0x10}", 'expression', 1], ["{'a', 'b'}", 'expression', 1], ["{**{}}", 'expression', 1], ["{'a': 'b'} if 1 else {}", 'expression', 1], ["{'a': ['b' or x]}", 'expression', 1], ["{'a' \\\n: 1}", 'expression', 1], ["{'а': а}", 'expression', 1],
    ["{'a': 'b", 'unreadable', 1], ["{'a': 'b\n'}", 'unreadable', 1], ["{'a': ['b'", 'unreadable', 1], ["{'a': '''b''", 'unreadable', 1], ["{'a'", 'expression', 1], ["{'a': 'b'", 'unreadable', 1], ["{'a': '\\N{DIGIT ONE}'}", 'unreadable', 1],
    ["{'a': '\\x4'}", 'unreadable', 1], ["{'a': '\\Uffffffff'}", 'unreadable', 1], ['', 'unreadable', 1], ["['a']", 'unreadable', 1], ["{'a': '\0'}", 'unreadable', 1],
  ])('%j is none', (text, what, line) => { expect(parsed(text)).toMatchObject({ what, line }); });

  test('nesting, numbers of values, and bytes have ends', () => {
    expect(parsed(`{'a': ${'['.repeat(60)}${']'.repeat(60)}}`)).not.toHaveProperty('what');
    expect(parsed(`{'a': ${'['.repeat(200_000)}`)).toMatchObject({ what: 'unreadable', text: 'nesting beyond 64' });
    expect(parsed(`{'a': [${'1,'.repeat(100_001)}]}`)).toMatchObject({ what: 'unreadable', text: 'more than 100000 values' });
    expect(kinds(of(`{'a': '${'x'.repeat(5_000_000)}'}`))).toEqual(['unreadable']);
    expect(kinds(of(`{'a': '${'<!('.repeat(100_000)}'}`))).toEqual(['command']);
    expect(kinds(of(`{'a': '${'<(a)'.repeat(200_000)}'}`))).toEqual([]);
    expect(kinds(of(`{'a': '${'<!(run)'.repeat(60_000)}', '${'='.repeat(60_000)}x': '${'${'.repeat(60_000)}', 'cflags': ['${'${'.repeat(60_000)}']}`))).toEqual(['command']);
    expect(kinds(of(`{'variables': {${"'a': '\"',".repeat(20_000)}}, 'conditions': [${"['<(a)', {}],".repeat(20_000)}]}`))).toEqual(['expression']);
    expect(kinds(of(`{'conditions': [['${'('.repeat(4_000)}', {}]]}`))).toEqual(['expression']);
    expect(kinds(of(Uint8Array.of(0x7b, 0xff, 0x7d)))).toEqual(['unreadable']);
    expect(of(`{'a': [${Array.from({ length: 300 }, (_, at) => `'<!(run ${at})'`).join(',')}]}`).code).toHaveLength(201);
  });

  test('any text is read or refused, and what is read is what was written', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200, unit: fc.constantFrom(...'{}[]()\'"\\:,#<!>@ \n\raux19='.split('')) }), (text) => { of(text); }), { numRuns: 500, seed: 7 });
    const value = fc.letrec((tie) => ({ any: fc.oneof({ maxDepth: 4 }, fc.string(), fc.array(tie('any'), { maxLength: 4 }), fc.dictionary(fc.string(), tie('any'), { maxKeys: 4 })) })).any;
    fc.assert(fc.property(fc.dictionary(fc.string().filter((key) => key !== '__proto__'), value, { noNullPrototype: true }), (wanted) => {
      const text = JSON.stringify(wanted).replaceAll('\u007f', '');
      fc.pre(!text.includes('__proto__'));
      const reading = parseGyp(text);
      expect(shown((reading as { value: GypDict }).value)).toEqual(JSON.parse(text));
    }), { numRuns: 200, seed: 7 });
  });
});

describe('conditions', () => {
  test.each([
    'OS=="win"', "OS != 'win' and target_arch in ['x64', 'arm64']", '(not a) or (b == 1 and c >= 2.5)', "'<(OS)' == 'mac'", '<(enable) == 1', 'OS in "linux freebsd"', "OS not in ('mac',)", '"conditions" == "x.y()"',
  ])('%s compares', (text) => { expect(isComparison(text)).toBe(true); });

  test.each([
    'a.b == 1', '().__class__', 'x()', "v('1.2')", '__import__', 'a[0]', '"a"[0]', 'lambda: 1', 'a if b else c', '[x for x in y]', '"a" % b', 'a + b', 'a := 1', '{1: 2}', 'f"{x}"', '"a" "b"', '"\\x41"', 'a\\\n', 'ｏｓ == 1', '(a', 'a)', '[a)', ',', 'a\0', "'''", '`a`', 'a == "b',
  ])('%j does more', (text) => { expect(isComparison(text)).toBe(false); });

  test.each([
    ["'conditions': [['OS==\"win\"', {'a': '<!(run)'}, {'b': '<!(other)'}]]", ['command', 'command']],
    ["'conditions': [['OS==1', {}, 'x()', {}]]", ['expression']],
    ["'conditions+': [['x()', {}]]", ['expression']],
    ["'target_defaults': {'target_conditions?': [['x.y', {}]]}", ['expression']],
    ["'conditions': 'x()'", ['expression']],
    ["'conditions': ['x()', {}]", ['expression']],
    ["'conditions': [[['x()'], {}]]", ['expression']],
    ["'conditions': [[\"OS == '\\x77in'\", {}]]", ['expression']],
    ["'variables': {'a': '\" + x() + \"'}, 'conditions': [['\"<(a)\" == \"b\"', {}]]", ['expression']],
    ["'variables': {'a%': 'x().__class__'}, 'conditions': [['<(a)', {}]]", ['expression']],
    ["'variables': {'a': 'x64'}, 'conditions': [['\"<(a)\" == \"b\"', {}]]", []],
    ["'variables': {'v': '<!(node -p \"process.versions.modules\")'}, 'conditions': [['v >= 93', {}], ['\"<!(uname -m)\" == \"arm64\"', {}]]", []],
  ])('%s', (text, what) => { expect(kinds(of(`{${text}}`))).toEqual(what); });
});

describe('commands', () => {
  test.each([
    ["'a': '<!(run)'"], ["'a': '<!@(run)'"], ["'a': '<!name(run)'"], ["'a': '<|(list a b)'"], ["'a': '>!(run)'"], ["'a': '^!@(run)'"], ["'a': 'x <' '!(ru' 'n) y'"], ["'a': 'x\\x3c!(run)'"], ["'<!(run)': 1"], ["'a': {'b': [['<!(run)']]}"],
    ["'cflags': ['; run #']"], ["'cflags_cc+': ['$(shell run)']"], ["'libraries': ['-lx `run`']"], ["'ldflags': ['a && run']"], ["'include_dirs': ['x|run']"], ["'defines': ['`run`']"],
  ])('%s runs one', (text) => { expect(kinds(of(`{${text}}`))).toEqual(['command']); });

  test.each([
    ["'variables': {'a': '<', 'b': '!(run)'}, 'c': '<(a)<(b)'"], ["'c': '<(a)(run)'"], ["'c': '<(a)!(run)'"], ["'a': 'x <! y'"],
  ])('%s puts one together', (text) => { expect(kinds(of(`{${text}}`))).toContain('expression'); });

  test.each([
    ["'actions': [{'action_name': 'x', 'action': ['run', 'it']}]", 'actions: run it'], ["'rules': [{'rule_name': 'x'}]", 'rules'], ["'postbuilds+': [{'action': ['run']}]", 'postbuilds: run'], ["'make_global_settings': [['CXX', 'run']]", 'make_global_settings: CXX run'],
    ["'msvs_settings': {'VCPreBuildEventTool': {'CommandLine': 'run'}}", 'VCPreBuildEventTool: run'], ["'cflags': ['-fplugin=./x.so']", '-fplugin=./x.so'], ["'copies': [{'destination': '<(module_root_dir)/../x', 'files': []}]", 'copies to <(module_root_dir)/../x'],
    ["'copies': [{'destination': '~/x', 'files': []}]", 'copies to ~/x'], ["'copies': [{'destination': '<(elsewhere)', 'files': []}]", 'copies to <(elsewhere)'], ["'includes': ['../outside.gypi']", 'includes ../outside.gypi'], ["'includes': ['readme.txt']", 'includes readme.txt'],
  ])('%s is a program', (text, said) => { expect(of(`{${text}}`).code).toContainEqual(expect.objectContaining({ what: 'action', text: said })); });

  test('what is named twice is one; a node -p of the same file is the same', () => {
    expect(kinds(of("{'a': ['<!(run  it)', '<!(run it)']}"))).toEqual(['command']);
    expect(of(`{'a': ["<!(node -p \\"require('./x').a\\")"]}`).code[0]!.key).toBe(of(`{'a': ["<!@(node -e \\"console.log(require('./x').b())\\")"]}`).code[0]!.key);
    const long = `run ${'x'.repeat(500)}`;
    expect(of(`{'a': '<!(${long}a)'}`).code[0]!.key).not.toBe(of(`{'a': '<!(${long}b)'}`).code[0]!.key);
  });

  test.each([
    'node -p "require(\'node-addon-api\').include"', 'node -e "require(\'nan\')"', "node -p 'require(\"nan\")'", 'node -p -e "require(\'node-addon-api\').gyp"', 'node -p "require(\'node-addon-api\').include_dir;"', 'node -p "require(\'path\').relative(\'.\', require(\'node-addon-api\').include)"',
    'node -p "require(\'path\').dirname(require.resolve(\'node-addon-api/package.json\'))"', 'node -p "process.versions.node.split(\\".\\")[0]"', 'node -e "console.log(process.platform)"', 'pkg-config --cflags gtk+-3.0', 'pkg-config --libs-only-l x 2>/dev/null || echo', 'pkg-config --libs x | sed s/-l//g', 'uname -m', 'xcrun --sdk macosx --show-sdk-path', 'echo $HOME', 'node --version',
    'node -p "/-D\\s*_FORTIFY=/.test((process.env.CFLAGS || \'\') + (process.env.CXXFLAGS || \'\'))"', 'node -p "require(\'node-addon-api\').include.replace(/\\\\s/g, \\"\\\\\\\\ \\")"', 'pkg-config krb5 --cflags-only-I | sed -E "s/(-I *|-isystem *)//g"',
    'node -p "parseInt(process.env.npm_config_target ?? process.versions.node) < 22 ? \'c++17\' : \'c++20\'"', 'node -p "fs.existsSync(\'src/scanner.c\')"', 'node -p "Boolean(process.env.X || !process.env.Y).toString()"', 'node -p "(process.platform === \'win32\') && \'a\'"',
    'node -p "require(\'fs\').readdirSync(\'src\').filter(f => f.endsWith(\'.cc\')).map(f => \'src/\' + f).join(\' \')"',
    // A compiler or an interpreter is asked, and a part of its answer taken.
    "cc -v 2>&1 | perl -ne 'print $1 if /clang version ([0-9]+(\\.[0-9]+){2,})/'", "perl -e 'print <(clang_version) cmp 12.0.0'", 'perl -e "print v5.8 lt 5.10"', 'cc --version | head -1', 'gcc -dumpversion | cut -d. -f1',
    "clang --version | sed -n 's/clang version //p'", "gcc -v 2>&1 | grep -oE 'version [0-9.]+' | tail -n 1", "go version | awk '{print $3}'", 'python3 -c "import sysconfig; print(sysconfig.get_path(\'include\'))"',
    'python -c "import os, sys; print(os.path.join(sys.prefix, \'lib\'))"', 'python -c "from distutils.sysconfig import get_python_inc; print(get_python_inc())"', 'llvm-config --includedir', 'brew --prefix openssl@3', 'npm -v',
  ])('%s is harmless', (command) => { expect(commandKind(command).kind).toBe('harmless'); });

  test.each([
    ['node -p "require(\'x\').include"', 'package'], ['node -p "require(\'./x\')"', 'file'], ['node -p "require(\'../package.json\').version"', 'file'], ['node -p "require(\'./x\').y(1).z"', 'file'],
    ['node x.js', 'any'], ['node -p "require(\'nan\')" && run', 'any'], ['node -p "require(\'nan\')";run', 'any'], ['node -p "$(run)"', 'any'], ['node -p "`run`"', 'any'], ["node -p 'require(\"nan\")&run'", 'any'], ['node -p "require(\'nan\').constructor.constructor(\'x\')()"', 'any'],
    ['node -p "process.mainModule.require(\'child_process\')"', 'any'], ['node -p "process.binding(\'spawn_sync\')"', 'any'], ['node -p "process[\'env\']"', 'any'], ['node -p "require(\'child_process\').execSync(\'x\')"', 'any'], ['node -p "require(\'fs\').readFileSync(\'x\')"', 'any'], ['node -p "require(\'n\' + \'an\')"', 'any'],
    ['node -p "import(\'nan\')"', 'any'], ['node -p "require(\'nan\'), run()"', 'any'], ['node -p "require(\'nan\')[\'constructor\']"', 'any'], ['node -r ./x.js -p "require(\'nan\')"', 'any'], ['pkg-config --libs x; run', 'any'], ['pkg-config --libs x | sh', 'any'], ['pkg-config `run`', 'any'], ['pkg-config --libs x || run', 'any'],
    ['node -p "Boolean(require(\'../lib/x\').y()).toString()"', 'file'], ['node -p "process.exit(1)"', 'any'], ['node -p "fs.writeFileSync(\'x\')"', 'any'], ['node -p "fs"', 'any'], ['node -p "a <(run)"', 'any'], ['node -p "process.env.X ? run() : 1"', 'any'], ['node -p "(1, process.mainModule).require(\'child_process\')"', 'any'], ['node -p "(require(\'nan\'))(1)"', 'any'],
    ["node -p 'process.env.X && run'", 'any'], ['node -p "Number.constructor(\'x\')"', 'any'], ['node -p "process.versions.node.split(\'.\')[0](1)"', 'any'], ['node -p "os.exec(\'x\')"', 'any'],
    ['pkg-config x | sed "s/a/b/e"', 'any'], ['pkg-config x | sed -n "1e run"', 'any'], ['pkg-config x | sed "s/x/run/e;w out"', 'any'], ['node -p "/x/.constructor(\'run\')"', 'any'],
    ["cc -v | perl -ne 'print `run` if /x/'", 'any'], ["cc -v | perl -ne 'print $1 if /(?{run})/'", 'any'], ["cc -v | perl -ne 'print $1 if /@{[run]}/'", 'any'], ["cc -v | perl -ne 'system $1 if /(.*)/'", 'any'], ['cc -v | sh', 'any'],
    ['cc -v | perl', 'any'], ['cc -v && run', 'any'], ['cc -v | sed "s/a/run/e"', 'any'], ["cc -v | sed -n '1e run'", 'any'], ["cc -v | awk '{system($1)}'", 'any'], ['make version', 'any'], ['node version', 'any'], ['python version', 'any'],
    ["perl -e 'print `run`'", 'any'], ["perl -e 'print 1; run'", 'any'], ['python -c "import os; print(os.system(\'run\'))"', 'any'], ['python -c "import run; print(run.x)"', 'any'], ['python -c "print(open(\'x\').read())"', 'any'],
    ['python -c "import sys; print(sys.__class__)"', 'any'], ['python run.py', 'any'], ['python -m run', 'any'], ['curl -v', 'any'], ['wget --version', 'any'], ['cc -v > run', 'any'], ['cc -v ./run.c', 'any'], ['./cc -v', 'any'],
    ['uname -m; run', 'any'], ['echo $(run)', 'any'], ['x'.repeat(5_000), 'any'], [`node -p "${'('.repeat(1_000)}"`, 'any'], [`node -p "${"require('nan')+".repeat(60)}'x'"`, 'any'],
  ])('%s: %s', (command, kind) => {
    const found = commandKind(command).kind;
    if (kind === 'any') expect(['any', 'package']).toContain(found);
    else expect(found).toBe(kind);
    if (/child_process|readFileSync|run|constructor|binding/.test(command)) expect(found).not.toBe('harmless');
  });

  test.each([
    ['a variable that a harmless command fills', "'variables': {'v': '<!(cc -dumpversion)'}, 'a': \"<!(perl -e 'print <(v) cmp 12.0.0')\"", []],
    ['a variable of plain text', "'variables': {'v': '11.0'}, 'a': \"<!(perl -e 'print <(v) cmp 12.0.0')\"", []],
    ['a variable that ends the text', "'variables': {'v': \"1' ; run '\"}, 'a': \"<!(perl -e 'print <(v) cmp 12.0.0')\"", ['command']],
    ['a variable that nobody sets', "'a': \"<!(perl -e 'print <(v) cmp 12.0.0')\"", ['command']],
    ['one of two values that is plain', "'variables': {'v': '1'}, 'x': {'variables': {'v%': '1 `run`'}}, 'a': \"<!(perl -e 'print <(v) cmp 12.0.0')\"", ['command', 'command']],
  ])('a command with %s', (_, text, what) => { expect(kinds(of(`{${text}}`))).toEqual(what); });

  test.each([
    ['a program for Windows', 'cc -v', 'CC.exe', ['command']], ['a filter for Windows', 'cc -v | head', 'head.bat', ['command']], ['a module of Python', 'python -c "import sysconfig; print(sysconfig.get_path(0))"', 'sysconfig.py', ['command']],
    ['a folder of that name', 'python -c "import platform; print(platform.machine())"', 'platform/__init__.py', ['command']], ['another file', 'cc -v', 'cc.txt', []],
  ])('where the package brings %s', (_, command, file, what) => {
    expect(kinds(read({ 'binding.gyp': `{'a': '<!(${command.replaceAll("'", "\\'")})'}`, [file]: 'x' }))).toEqual(what);
  });

  test('expansions are found with what is inside them, closed or not', () => {
    expect(expansionsOf('a <!(x (y) <!(z)) b >!@(c').map((one) => one.command)).toEqual(['x (y) <!(z)', 'c']);
    expect(expansionsOf('<(a) <@(b) <!x').map((one) => one.command)).toEqual([]);
  });
});

describe('the files of a build', () => {
  test('includes, dependencies and what node-gyp takes by itself are read', () => {
    const facts = read({ 'binding.gyp': "{'includes': ['deps/a.gypi'], 'targets': [{'sources': ['SRC/x.cc'], 'dependencies': ['deps/b.gyp:b', '<(module_name)']}]}", 'deps/a.gypi': "{'x': '<!(one)'}", 'deps/b.gyp': "{'includes': ['a.gypi', '../c.gypi'], 'x': '<!(two)'}", 'c.gypi': "{'x': '<!(three)'}", 'common.gypi': "{'x': '<!(four)'}", 'other.gypi': "{'x': '<!(five)'}", 'src/x.cc': '' });
    expect(facts.files).toEqual(['binding.gyp', 'c.gypi', 'common.gypi', 'deps/a.gypi', 'deps/b.gyp']);
    expect(facts.code.map((one) => `${one.path} ${one.text}`)).toEqual(['c.gypi three', 'common.gypi four', 'deps/a.gypi one', 'deps/b.gyp two']);
    expect(facts.sources).toBe('present');
  });

  test('a loop of includes ends; a hundred files are enough', () => {
    expect(read({ 'binding.gyp': "{'includes': ['a.gypi']}", 'a.gypi': "{'includes': ['binding.gyp', 'a.gypi']}" }).files).toEqual(['a.gypi', 'binding.gyp']);
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`f${at}.gypi`, `{'includes': ['f${at + 1}.gypi']}`]));
    expect(kinds(read({ 'binding.gyp': "{'includes': ['f0.gypi']}", ...many }))).toEqual(['unreadable']);
  });

  test('other spellings of its name, other folders, several readings', () => {
    expect(kinds(read({ 'Binding.GYP': "{'a': '<!(run)'}" }))).toEqual(['command']);
    expect(kinds(read({ 'src/binding.gyp': "{'a': '<!(run)'}" }))).toEqual(['command']);
    expect(gypFacts([entry('index.js', Buffer.from('')), entry('node_modules/a/binding.gyp', Buffer.from(''))])).toBeUndefined();
    expect(kinds(gypFacts([entry('binding.gyp', Buffer.from('{}')), entry('binding.gyp', Buffer.from("{'a': '<!(run)'}"))])!)).toEqual(['command']);
    expect(kinds(gypFacts([entry('node_modules/a/binding.gyp', Buffer.from("{'a': '<!(run)'}"))], 'node_modules/a')!)).toEqual(['command']);
  });

  test('whether there is anything to compile', () => {
    expect(read({ 'binding.gyp': "{'sources': ['a.cc']}", 'A.CC': '' }).sources).toBe('present');
    expect(read({ 'binding.gyp': "{'sources': ['a.cc']}" }).sources).toBe('missing');
    expect(read({ 'binding.gyp': "{'sources': ['../a.cc', '/b.c']}", 'a.cc': '' }).sources).toBe('missing');
    expect(read({ 'binding.gyp': '{}', 'a.cc': '' }).sources).toBe('none');
  });

  test('a file outside the grammar is another one whenever its bytes are, and its commands are named', () => {
    const [one, two] = [of("{'a': x(), 'b': '<!(run)'}"), of("{'a': x(), 'b': '<!(run)', 'c': 1}")];
    expect([...kinds(one)].sort()).toEqual(['command', 'expression']);
    expect(one.code.find((found) => found.what === 'expression')!.key).not.toBe(two.code.find((found) => found.what === 'expression')!.key);
  });
});
