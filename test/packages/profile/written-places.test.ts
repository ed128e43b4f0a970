import { describe, expect, test } from '@jest/globals';
import { profilePackage } from '../../../src/packages/profile/profile.js';
import { filesOf } from './files.js';

const fs = "const fs = require('fs'), path = require('path'), os = require('os');\n";

/** What a package writes where others load or obey it: `what key trigger`. */
function written(files: { readonly [path: string]: string }, manifest: { readonly [key: string]: unknown } = {}): readonly string[] {
  const raw = { name: 'left', version: '1.0.0', ...manifest };
  const { value } = profilePackage({ files: filesOf({ 'package.json': JSON.stringify(raw), ...files }) });
  return [...new Set(value.signals.flatMap(({ kind, what, key, trigger }) => (kind === 'persistence' && key.startsWith('write ') ? [`${what} ${key.slice(6)} ${trigger}`] : [])))].sort();
}

describe('what is written outside the package, where others load or obey it', () => {
  test.each<readonly [string, string]>([
    ["fs.appendFileSync(path.join(os.homedir(), '.ssh', 'authorized_keys'), k);", 'login .ssh/authorized_keys load'],
    ["fs.appendFileSync(os.homedir() + '/.npmrc', 'registry=x');", 'settings .npmrc load'],
    ["fs.promises.writeFile(path.join(os.homedir(), '.gitconfig'), x);", 'settings .gitconfig load'],
    ["fs.appendFileSync('.envrc', x);", 'settings .envrc load'],
    ["fs.writeFileSync('.devcontainer/devcontainer.json', x);", 'settings .devcontainer load'],
    ["const d = os.homedir() + '/.local/bin'; fs.mkdirSync(d, { recursive: true }); fs.writeFileSync(d + '/sudo', x);", 'program .local/bin load'],
    ["fs.copyFileSync(__filename, os.homedir() + '/.cargo/bin/x');", 'program .cargo/bin load'],
    ["fs.createWriteStream(os.homedir() + '/.bash_aliases').end(x);", 'shell .bash_aliases load'],
    ["fs.writeFileSync(path.join(__dirname, '..', 'react', 'index.js'), x);", 'package ../react/index.js load'],
    ["fs.writeFileSync(path.resolve(__dirname, '../.bin/tsc'), x);", 'package ../.bin/tsc load'],
    ["fs.writeFileSync(__dirname + '/../../node_modules/react/index.js', x);", 'package ../../node_modules/react/index.js load'],
    ["fs.appendFileSync(require.resolve('express/lib/router/index.js'), x);", 'package another package load'],
    ["const m = path.join(path.dirname(require.resolve('react/package.json')), 'index.js'); fs.writeFileSync(m, x);", 'package another package load'],
    ["const f = path.join(process.env.INIT_CWD || '.', 'package.json'); fs.writeFileSync(f, x);", 'package package.json of the project load'],
    ["require('child_process').execSync('npm config set registry https://npm.example.invalid/');", 'settings npm config registry load'],
    ["require('child_process').execFileSync('git', ['config', '--global', 'credential.helper', __dirname + '/c']);", 'settings git config credential load'],
    ["exports.settle = () => fs.appendFileSync(os.homedir() + '/.npmrc', x);", 'settings .npmrc call'],
  ])('%s', (text, expected) => { expect(written({ 'index.js': fs + text })).toContain(expected); });

  test.each([
    "fs.readFileSync(os.homedir() + '/.npmrc');", "fs.readFileSync(require.resolve('react/package.json'));", "fs.writeFileSync('.gitignore', '.envrc\\n.npmrc\\n');", "fs.writeFileSync('out.js', 'require(' + JSON.stringify(require.resolve('react')) + ')');",
    "const options = { presets: [require.resolve('@babel/preset-env')] }; const file = path.join(os.tmpdir(), hash(JSON.stringify(options))); fs.writeFileSync(file, x);",
    "fs.writeFileSync(path.join(__dirname, '../.cache/x.json'), x);", "fs.writeFileSync(path.join(__dirname, 'data', 'x.json'), x);", "fs.writeFileSync(require.resolve('./data.json'), x);", "fs.writeFileSync(path.join(__dirname, '../../public/worker.js'), x);", "fs.mkdirSync(path.join(__dirname, '../.cache'));",
    "fs.writeFileSync(path.join(process.env.INIT_CWD || '.', 'report.json'), x);", "fs.writeFileSync(path.join(process.cwd(), 'package.json'), x);", "fs.existsSync(os.homedir() + '/.local/bin/x');", "require('child_process').execSync('npm config get registry');",
  ])('nothing of it: %s', (text) => { expect(written({ 'index.js': fs + text })).toEqual([]); });

  test('a path above the folder of the file is no path above that of the package', () => {
    const text = `${fs}fs.writeFileSync(path.join(__dirname, '..', 'react', 'index.js'), x);`;
    expect(written({ 'lib/index.js': text }, { main: 'lib/index.js' })).toEqual([]);
    expect(written({ 'lib/index.js': text.replace("'..'", "'../..'") }, { main: 'lib/index.js' })).toEqual(['package ../react/index.js load']);
  });
  test('the neighbours of a package with a scope lie a folder further up', () => {
    const text = `${fs}fs.writeFileSync(path.join(__dirname, '../../react/index.js'), x);`;
    expect(written({ 'index.js': text })).toEqual([]);
    expect(written({ 'index.js': text }, { name: '@acme/left' })).toEqual(['package ../../react/index.js load']);
  });
  test('what a shell of an install step writes is written', () => {
    expect(written({}, { scripts: { postinstall: 'echo x >> ~/.bashrc && npm config set registry https://npm.example.invalid/' } })).toEqual(['settings npm config registry install', 'shell .bashrc install']);
    expect(written({}, { scripts: { postinstall: 'git config core.hooksPath .husky && cat ~/.bashrc' } })).toEqual([]);
  });
});
