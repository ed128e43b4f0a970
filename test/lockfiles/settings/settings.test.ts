import { describe, expect, test } from '@jest/globals';
import { limits } from '../../../src/core/limits.js';
import { compareSettings, isSettingsFile } from '../../../src/lockfiles/settings/index.js';

/** `+ key = value @ line` for each difference; the reason where a side could not be read. */
function told(path: string, before: string | undefined, after: string | undefined): readonly string[] {
  const file = compareSettings(path, { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
  if (!file) return [];
  if (file.reading.kind === 'unread') return [`${file.reading.side}: ${file.reading.reason}`];
  return file.reading.changes.map((one) => {
    const show = (value: unknown): string => JSON.stringify(value);
    const key = one.keys.join(' > ');
    if (one.after === undefined) return `- ${key} = ${show(one.before)} @ ${one.line}`;
    return one.before === undefined ? `+ ${key} = ${show(one.after)} @ ${one.line}` : `${key}: ${show(one.before)} -> ${show(one.after)} @ ${one.line}`;
  });
}

describe('what differs between two settings files', () => {
  test.each<[string, string, string | undefined, string | undefined, readonly string[]]>([
    ['a key of an .npmrc', '.npmrc', 'fund=false\nignore-scripts=true\n', 'fund=false\nignore-scripts=false\n', ['ignore-scripts: "true" -> "false" @ 2']],
    ['spaces, quotes, comments and CRLF', '.npmrc', '# one\r\nregistry = "https://registry.example/"\r\n', '; two\r\nregistry=https://registry.example/\r\n', []],
    ['a key without a value', '.npmrc', '', 'force\n', ['+ force = "true" @ 1']],
    ['a second line of a key', '.npmrc', 'a=1\n', 'a=1\na=2\n', ['a: "1" -> "2" @ 2']],
    ['two lines of a key in the other order', '.npmrc', 'a=1\na=2\n', 'a=2\na=1\n', ['a: "2" -> "1" @ 2']],
    ['items of a list', '.npmrc', 'omit[]=dev\n', 'omit[]=dev\nomit[]=peer\n', ['+ omit = "peer" @ 2']],
    ['a section', '.npmrc', '', '[init]\nmodule=x.js\n', ['+ init > module = "x.js" @ 2']],
    ['a scope\'s registry', 'packages/a/.npmrc', undefined, '@acme:registry=https://npm.acme.example/\n', ['+ @acme:registry = "https://npm.acme.example/" @ 1']],
    ['Yarn 1', '.yarnrc', '', 'yarn-path ".yarn/releases/yarn.cjs"\n--install.frozen-lockfile true\n', ['+ yarn-path = ".yarn/releases/yarn.cjs" @ 1', '+ --install.frozen-lockfile = "true" @ 2']],
    ['a nested key of YAML', '.yarnrc.yml', 'npmScopes:\n  acme:\n    npmRegistryServer: "https://a.example"\n', 'npmScopes:\n  acme:\n    npmRegistryServer: "https://b.example"\n', ['npmScopes > acme > npmRegistryServer: "https://a.example" -> "https://b.example" @ 3']],
    ['an item of a YAML list, reordered', 'pnpm-workspace.yaml', 'packages: [a]\nonlyBuiltDependencies:\n  - esbuild\n  - sharp\n', 'packages:\n  - a\nonlyBuiltDependencies:\n  - sharp\n  - left\n  - esbuild\n', ['+ onlyBuiltDependencies = "left" @ 3']],
    ['a map of YAML', 'pnpm-workspace.yaml', 'allowBuilds:\n  esbuild: true\n', 'allowBuilds:\n  esbuild: true\n  left: true\n', ['+ allowBuilds > left = true @ 3']],
    ['a list of maps', '.yarnrc.yml', '', 'plugins:\n  - path: a.cjs\n    spec: b\n', ['+ plugins = {"path":"a.cjs","spec":"b"} @ 1']],
    ['an anchor on a value, and what names it', 'pnpm-workspace.yaml', 'a: &x 1\nb:\n  c: *x\n', 'a: &x 2\nb:\n  c: *x\n', ['a: 1 -> 2 @ 1', 'b > c: 1 -> 2 @ 3']],
    ['an anchor on more', 'pnpm-workspace.yaml', '', 'a: &x {b: 1}\n', ['head: anchor']],
    ['a key that stands twice in YAML', 'pnpm-workspace.yaml', 'a: 1\na: 2\n', 'a: 1\n', ['base: duplicate-key']],
    ['two documents', 'pnpm-workspace.yaml', '', 'a: 1\n---\na: 2\n', ['head: documents']],
    ['TOML', 'bunfig.toml', '[install]\nignoreScripts = true\n', '[install]\nregistry = "https://r.example"\n', ['+ install > registry = "https://r.example" @ 2', '- install > ignoreScripts = true @ 2']],
    ['broken TOML', 'bunfig.toml', '', '[install\n', ['head: toml']],
    ['fields of a manifest that installers act on', 'package.json', '{"name":"a","dependencies":{}}', '{\n  "name": "b",\n  "dependencies": {"x": "1"},\n  "overrides": {\n    "left": "npm:right@1"\n  }\n}', ['+ overrides > left = "npm:right@1" @ 5']],
    ['a field that stands twice', 'package.json', '{"overrides":{"a":"1"}}', '{"overrides":{"a":"1"},"overrides":{"a":"2"}}', ['overrides > a: "1" -> "2" @ 1']],
    ['a manifest that is no JSON', 'package.json', '{}', '{', ['head: json']],
    ['a deep manifest', 'package.json', '{}', `{"pnpm":${'['.repeat(5000)}${']'.repeat(5000)}}`, ['head: depth']],
    ['comments and trailing commas where updaters allow them', 'renovate.json', undefined, '{ // a\n "minimumReleaseAge": "3 days", }', ['+ minimumReleaseAge = "3 days" @ 2']],
    ['JSON5: names without quotes, single quotes, comments of both kinds', 'renovate.json5', '{}', "{\n\t// why: it's so\n\tminimumReleaseAge: '3 days', /* a, b */\n\tautomerge: false,\n}\n", ['+ minimumReleaseAge = "3 days" @ 3', '+ automerge = false @ 4']],
    ['JSON5 that is broken', 'renovate.json5', '{}', '{ a: ', ['head: yaml']],
    ['a file that goes', '.npmrc', 'ignore-scripts=true\n', undefined, ['- ignore-scripts = "true" @ 1']],
    ['a byte order mark', 'package.json', '{}', '\uFEFF{"resolutions":{"a":"1"}}', ['+ resolutions > a = "1" @ 1']],
    ['a key named as the prototype', 'pnpm-workspace.yaml', '', '__proto__:\n  ignoreScripts: false\n', ['+ __proto__ > ignoreScripts = false @ 2']],
  ])('%s', (_, path, before, after, expected) => {
    expect(told(path, before, after)).toEqual(expected);
  });

  test.each([['.npmrc', true], ['.env', true], ['a/.env.test.local', true], ['.env.example', false], ['a.env', false], ['a/b/.npmrc', true], ['node_modules/x/.npmrc', false], ['.github/dependabot.yml', true], ['a/dependabot.yml', false], ['npmrc', false], ['package.json', true]])('%s is settings: %s', (path, is) => {
    expect(isSettingsFile(path)).toBe(is);
  });

  test('an application\'s variables of any length and number take one pass', () => {
    const hostile = `${'\n'.repeat(200_000)}BUN_CONFIG_${'X'.repeat(200_000)}\n${'A'.repeat(200_000)}${' \n'.repeat(200_000)}${Array.from({ length: 20_000 }, (_, at) => `BUN_CONFIG_${at}=$V${at + 1}\nV${at}=$V${at + 1}$V${at + 2}`).join('\n')}`;
    expect(told('.env', '', hostile)).toHaveLength(20_000);
  });

  test('more settings than the limit are not read', () => {
    const lines = (count: number): string => Array.from({ length: count }, (_, at) => `k${at}=1`).join('\n');
    expect(told('.npmrc', '', lines(limits.settingLeaves.value + 1))).toEqual(['head: too-many']);
    expect(told('.npmrc', '', lines(limits.settingLeaves.value)).length).toBe(limits.settingLeaves.value);
  });
});
