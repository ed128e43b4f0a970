import type { CheckCase, Given } from '../case.js';

const npmrc = (before: string, after: string): Given => ({ settings: { '.npmrc': { before, after } } });
const file = (path: string, before: string | undefined, after: string | undefined): Given => ({ settings: { [path]: { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) } } });
const pnpm = (before: string, after: string): Given => file('pnpm-workspace.yaml', before, after);
const yarn = (before: string, after: string): Given => file('.yarnrc.yml', before, after);
const bun = (before: string, after: string): Given => file('bunfig.toml', before, after);
const manifest = (before: object, after: object): Given => file('package.json', JSON.stringify(before), JSON.stringify(after));
const renovate = (before: object, after: object): Given => file('renovate.json', JSON.stringify(before), JSON.stringify(after));

const strict = 'ignore-scripts=true\nfund=false\n';

const weakened = (name: string, given: Given, severity: 'medium' | 'high' = 'high', data: Record<string, string> = {}): CheckCase => ({ name, given, fires: [{ message: 'weakened', severity, level: 'default', data }] });
const silent = (name: string, given: Given): CheckCase => ({ name, given });

export const cases: readonly CheckCase[] = [
  weakened('install scripts run again', npmrc('ignore-scripts=true\n', 'ignore-scripts=false\n'), 'high', { key: 'ignore-scripts', before: 'true', after: 'false' }),
  weakened('the line that kept them from running is gone', npmrc('ignore-scripts=true\n', ''), 'high', { after: 'nothing' }),
  weakened('a value that is neither', npmrc('strict-ssl=true\n', 'strict-ssl=null\n')),
  weakened('certificates are not looked at', npmrc('', 'strict-ssl=false\n')),
  weakened('a shorter wait', npmrc('min-release-age=7\n', 'min-release-age=1\n')),
  weakened('a wait that cannot be read', npmrc('min-release-age=7\n', 'min-release-age=x\n')),
  weakened('one more package that need not wait', npmrc('min-release-age=7\n', 'min-release-age=7\nmin-release-age-exclude[]=left\n'), 'medium', { after: 'left' }),
  weakened('no lockfile is written', npmrc('', 'package-lock=false\n')),
  weakened('git dependencies are let in', npmrc('', 'allow-git=all\n')),
  weakened('every install script runs', npmrc('', 'dangerously-allow-all-scripts=true\n')),
  weakened('a date up to which versions were taken', npmrc('before=2026-01-01\n', 'before=2026-11-01\n')),
  weakened('the same line, commented out', npmrc(strict, `;${strict}`)),
  { name: 'a section that takes effect from it', given: npmrc(strict, `[x]\n${strict}`), fires: [{ message: 'unknown', data: { key: 'x.ignore-scripts' } }, { message: 'unknown', data: { key: 'x.fund' } }, { message: 'weakened', data: { key: 'ignore-scripts' } }] },
  weakened('a later line that wins', npmrc(strict, `${strict}ignore-scripts=false\n`)),
  weakened('two lines of one key in the other order', npmrc('ignore-scripts=false\nignore-scripts=true\n', 'ignore-scripts=true\nignore-scripts=false\n')),
  { name: 'a key in capitals', given: npmrc(strict, `${strict}FUND=x\n`), fires: [{ message: 'unknown' }] },
  { name: 'a line behind a carriage return', given: npmrc(strict, `${strict}#\rscript-shell=x\n`), fires: [{ message: 'runs' }] },
  weakened('pnpm: trust', pnpm('trustPolicy: no-downgrade\n', 'trustPolicy: off\n')),
  weakened('pnpm: an exception from trust', pnpm('trustPolicy: no-downgrade\n', 'trustPolicy: no-downgrade\ntrustPolicyExclude:\n  - left@1.0.0\n'), 'medium'),
  weakened('pnpm: the lockfile is believed', pnpm('', 'trustLockfile: true\n')),
  weakened('pnpm: a build is allowed', pnpm('allowBuilds:\n  esbuild: true\n', 'allowBuilds:\n  esbuild: true\n  left: true\n'), 'medium', { key: 'allowBuilds.left' }),
  weakened('pnpm: a denied build is allowed', pnpm('allowBuilds:\n  left: false\n', 'allowBuilds:\n  left: true\n'), 'medium'),
  weakened('pnpm: the same in its older spelling', pnpm('onlyBuiltDependencies: [esbuild]\n', 'onlyBuiltDependencies: [esbuild, left]\n'), 'medium', { after: 'left' }),
  weakened('pnpm: in a manifest', manifest({ pnpm: { onlyBuiltDependencies: ['esbuild'] } }, { pnpm: { onlyBuiltDependencies: ['esbuild', 'left'] } }), 'medium'),
  weakened('pnpm: all builds', pnpm('', 'dangerouslyAllowAllBuilds: true\n')),
  weakened('pnpm: the wait is gone', pnpm('minimumReleaseAge: 1440\n', '{}\n')),
  weakened('pnpm: a package that need not wait', pnpm('minimumReleaseAge: 1440\n', 'minimumReleaseAge: 1440\nminimumReleaseAgeExclude:\n  - left\n'), 'medium'),
  weakened('pnpm: its settings in an .npmrc', npmrc('minimum-release-age=1440\n', 'minimum-release-age=0\n')),
  weakened('Yarn: the wait', yarn('npmMinimalAgeGate: 3d\n', 'npmMinimalAgeGate: 1h\n')),
  weakened('Yarn: hardened mode', yarn('enableHardenedMode: true\n', 'enableHardenedMode: false\n')),
  weakened('Yarn: other archives are taken', yarn('', 'checksumBehavior: update\n')),
  weakened('Yarn: scripts', yarn('enableScripts: false\n', 'enableScripts: true\n')),
  weakened('Yarn: plain http', yarn('', 'unsafeHttpWhitelist:\n  - "*.example"\n')),
  weakened('Yarn 1: no lockfile', file('.yarnrc', '', '--install.no-lockfile true\n')),
  weakened('Bun: scripts of one more package', manifest({ trustedDependencies: [] }, { trustedDependencies: ['left'] }), 'medium'),
  weakened('Bun: the wait', bun('[install]\nminimumReleaseAge = 259200\n', '[install]\nminimumReleaseAge = 60\n')),
  weakened('npm: scripts of one more package', manifest({ allowScripts: { esbuild: true } }, { allowScripts: { esbuild: true, left: true } }), 'medium'),
  weakened('Renovate waits less', renovate({ minimumReleaseAge: '14 days' }, { minimumReleaseAge: '3 days' }), 'high', { key: 'minimumReleaseAge' }),
  weakened('Renovate waits less in one of its rules', renovate({ packageRules: [{ matchPackageNames: ['a'], minimumReleaseAge: '14 days' }] }, { packageRules: [{ matchPackageNames: ['a'], minimumReleaseAge: '1 hour' }] })),
  weakened('Dependabot waits no more', file('.github/dependabot.yml', 'updates:\n  - package-ecosystem: npm\n    cooldown:\n      default-days: 7\n', 'updates:\n  - package-ecosystem: npm\n'), 'high', { key: 'default-days', after: 'nothing' }),
  weakened('lockfile-lint lets one more host in', file('.lockfile-lintrc.json', '{"allowed-hosts":["npm"]}', '{"allowed-hosts":["npm","left.example"]}'), 'medium'),
  weakened('a nested file too', file('packages/a/.npmrc', 'ignore-scripts=true\n', undefined)),

  { name: 'a registry', given: npmrc('', 'registry=https://evil.example/\n'), fires: [{ message: 'source', severity: 'high', data: { after: 'https://evil.example/' } }] },
  { name: 'a scope\'s registry goes', given: npmrc('@acme:registry=https://npm.acme.example/\n', ''), fires: [{ message: 'source', severity: 'high', data: { after: 'nothing' } }] },
  { name: 'a scope\'s registry of Yarn', given: yarn('', 'npmScopes:\n  acme:\n    npmRegistryServer: "https://evil.example"\n'), fires: [{ message: 'source', data: { key: 'npmScopes.acme.npmRegistryServer' } }] },
  { name: 'a registry of Bun', given: bun('', '[install.scopes]\nacme = "https://evil.example/"\n'), fires: [{ message: 'source' }] },
  { name: 'a name and a password in an address are not told', given: npmrc('', 'registry=https://me:hunter2@evil.example/\n'), fires: [{ message: 'source', data: { after: 'https://…@evil.example/' } }] },
  { name: 'a shell for scripts', given: npmrc('', 'script-shell=./tools/sh\n'), fires: [{ message: 'runs', severity: 'high' }] },
  { name: 'options for Node', given: npmrc('', 'node-options=--require ./x.js\n'), fires: [{ message: 'runs' }] },
  { name: 'a program for git', given: npmrc('', 'git=./git\n'), fires: [{ message: 'runs' }] },
  { name: 'what Bun loads first', given: bun('', 'preload = ["./x.ts"]\n'), fires: [{ message: 'runs' }] },
  { name: 'another Yarn', given: yarn('', 'yarnPath: ./tools/yarn.cjs\n'), fires: [{ message: 'runs', severity: 'high' }] },
  { name: 'a script that installs run', given: manifest({ scripts: { test: 'jest' } }, { scripts: { test: 'jest', postinstall: 'node x.js' } }), fires: [{ message: 'script', severity: 'medium' }] },
  { name: 'a proxy', given: npmrc('', 'https-proxy=http://evil.example:8080\n'), fires: [{ message: 'transport', severity: 'high' }] },
  { name: 'authorities', given: yarn('', 'httpsCaFilePath: ./ca.pem\n'), fires: [{ message: 'transport' }] },
  { name: 'a token, whose text is never told', given: npmrc('', '//registry.example/:_authToken=secret\n'), fires: [{ message: 'credential', severity: 'medium', data: { before: '', after: '' } }] },
  { name: 'a token below a scope', given: yarn('', 'npmScopes:\n  acme:\n    npmAuthToken: secret\n'), fires: [{ message: 'credential', data: { after: '' } }] },
  { name: 'a setting that nobody knows', given: npmrc('', 'ignore-script=true\n'), fires: [{ message: 'unknown', severity: 'medium', data: { key: 'ignore-script' } }] },
  { name: 'a setting of pnpm that nobody knows', given: pnpm('', 'newThing: 1\n'), fires: [{ message: 'unknown' }] },
  { name: 'a settings file that cannot be read', given: pnpm('', 'a: 1\na: 2\n'), gaps: ['LOCKFILE_MALFORMED'] },

  silent('a protection that is put up', npmrc('', 'ignore-scripts=true\nmin-release-age=7\nstrict-ssl=true\n')),
  silent('a longer wait', npmrc('min-release-age=1\n', 'min-release-age=7\n')),
  silent('an exception that goes', pnpm('minimumReleaseAge: 1440\nminimumReleaseAgeExclude:\n  - left\n', 'minimumReleaseAge: 1440\n')),
  silent('the same wait in another unit', yarn('npmMinimalAgeGate: 1d\n', 'npmMinimalAgeGate: 1440\n')),
  silent('a build that is denied', pnpm('', 'allowBuilds:\n  left: false\n')),
  silent('what changes nothing about an install', npmrc('fund=true\nloglevel=warn\n', 'fund=false\nsave-exact=true\n')),
  silent('a comment, white space and line ends', npmrc(strict, '# why\r\nignore-scripts=true\r\n\r\n  "fund" = false')),
  silent('two lines in the other order', npmrc('fund=false\nloglevel=warn\n', 'loglevel=warn\nfund=false\n')),
  silent('layout of node_modules', pnpm('', 'nodeLinker: hoisted\nshamefullyHoist: true\nautoInstallPeers: true\n')),
  silent('order and comments', npmrc('a=1\nfund=false\n', '# why\nfund=false\na=1\n')),
  silent('workspaces and catalogs are for the lockfile', pnpm('packages: [a]\n', 'packages: [a, b]\ncatalog:\n  left: ^1.0.0\n')),
  silent('overrides are for another check', manifest({}, { overrides: { left: '1.0.0' }, resolutions: { left: '1.0.0' } })),
  silent('scripts that a person starts', manifest({ scripts: {} }, { scripts: { build: 'tsc', test: 'jest' } })),
  silent('a new version of the package manager', manifest({ packageManager: 'pnpm@10.1.0' }, { packageManager: 'pnpm@10.2.0+sha512.abc' })),
  silent('Yarn\'s own release', yarn('yarnPath: .yarn/releases/yarn-4.5.0.cjs\n', 'yarnPath: .yarn/releases/yarn-4.6.0.cjs\n')),
  silent('a registry that is in use here', { ...npmrc('', 'registry=https://registry.example/\n'), registryHosts: ['registry.example'] }),
  silent('Renovate waits longer and in more rules', renovate({ minimumReleaseAge: '3 days' }, { minimumReleaseAge: '7 days', packageRules: [{ minimumReleaseAge: '14 days', matchUpdateTypes: ['major'] }] })),
  silent('Renovate groups packages', renovate({}, { packageRules: [{ groupName: 'all' }], automerge: false })),
];
