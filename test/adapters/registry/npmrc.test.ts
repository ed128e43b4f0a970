import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RegistryConfig } from '../../../src/adapters/registry/index.js';
import { publicDefaultRegistry, readNpmSettings } from '../../../src/adapters/registry/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'npmrc-'));
  for (const name of ['home', 'repo', 'node/bin', 'node/etc']) mkdirSync(path.join(folder, name), { recursive: true });
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

function settings(files: { readonly user?: string; readonly global?: string; readonly project?: string }, env: { readonly [name: string]: string } = {}, registry?: string): RegistryConfig {
  const places = { user: 'home/.npmrc', global: 'node/etc/npmrc', project: 'repo/.npmrc' };
  for (const [kind, text] of Object.entries(files)) writeFileSync(path.join(folder, places[kind as keyof typeof places]), text);
  return readNpmSettings({ env, home: path.join(folder, 'home'), execPath: path.join(folder, 'node/bin/node'), repository: path.join(folder, 'repo'), ...(registry === undefined ? {} : { registry }) });
}

describe('registries', () => {
  test('nothing configured means npm’s own default', () => {
    const { table, publicRegistries, credentials, network } = settings({});
    expect(table).toEqual({ publicDefault: publicDefaultRegistry(), default: publicDefaultRegistry(), scopes: {} });
    expect({ publicRegistries, credentials, network }).toEqual({ publicRegistries: [publicDefaultRegistry()], credentials: [], network: { strictSsl: true } });
  });

  test('by scope, with a slash at the end and without a user’s name', () => {
    const { table, configuredHosts } = settings({ user: 'registry=https://registry.example/npm\n@acme:registry=http://ada:pw@acme.registry.example:4873/x/\n' });
    expect(table).toMatchObject({ default: 'https://registry.example/npm/', scopes: { '@acme': 'http://acme.registry.example:4873/x/' } });
    expect(configuredHosts).toEqual(['registry.example', 'acme.registry.example:4873']);
  });

  const user = 'registry=https://user.example/';
  const global = 'registry=https://global.example/';
  test.each<[string, Parameters<typeof settings>, string]>([
    ['the global file', [{ global }], 'https://global.example/'],
    ['the user over the global file', [{ global, user }], 'https://user.example/'],
    ['the environment over the user', [{ user }, { npm_config_registry: 'https://env.example' }], 'https://env.example/'],
    ['capitals too', [{ user }, { NPM_CONFIG_REGISTRY: 'https://env.example' }], 'https://env.example/'],
    ['the command line over all', [{ user }, { npm_config_registry: 'https://env.example' }, 'https://line.example'], 'https://line.example/'],
    ['never the project', [{ project: 'registry=https://evil.example/' }], publicDefaultRegistry()],
    ['never what npm took from the project', [{}, { npm_execpath: '/npm-cli.js', npm_config_registry: 'https://evil.example/' }], publicDefaultRegistry()],
    ['what the user wrote in capitals, below npm too', [{}, { npm_execpath: '/npm-cli.js', npm_config_registry: 'https://evil.example/', NPM_CONFIG_REGISTRY: 'https://env.example' }], 'https://env.example/'],
    ['an empty variable is none', [{ user }, { npm_config_registry: '' }], 'https://user.example/'],
  ])('%s', (_, given, expected) => expect(settings(...given).table.default).toBe(expected));

  test('the environment cannot point into the reviewed repository, not even by a link', () => {
    const project = path.join(folder, 'repo/.npmrc');
    writeFileSync(project, 'registry=https://evil.example/');
    symlinkSync(project, path.join(folder, 'linked'));
    for (const NPM_CONFIG_USERCONFIG of [project, path.join(folder, 'linked'), '.npmrc', 'repo/../repo/.npmrc']) expect(settings({}, { NPM_CONFIG_USERCONFIG }).table.default).toBe(publicDefaultRegistry());
  });

  test('nor from a folder of the repository into another one of it', () => {
    mkdirSync(path.join(folder, 'clone/.git'), { recursive: true });
    mkdirSync(path.join(folder, 'clone/packages/a'), { recursive: true });
    writeFileSync(path.join(folder, 'clone/.npmrc'), 'registry=https://evil.example/');
    const { table } = readNpmSettings({ env: { NPM_CONFIG_USERCONFIG: path.join(folder, 'clone/.npmrc') }, home: path.join(folder, 'home'), execPath: path.join(folder, 'bin/node'), repository: path.join(folder, 'clone/packages/a') });
    expect(table.default).toBe(publicDefaultRegistry());
  });

  test('another user file', () => {
    writeFileSync(path.join(folder, 'other'), user);
    expect(settings({}, { NPM_CONFIG_USERCONFIG: path.join(folder, 'other') }).table.default).toBe('https://user.example/');
  });

  test.each(['not a url', 'ftp://registry.example/', 'file:///etc/'])('%s is refused', (registry) => {
    expect(() => settings({ user: `registry=${registry}` })).toThrow(expect.objectContaining({ code: 'REGISTRY_NOT_CONFIGURED' }));
  });
});

describe('credentials', () => {
  test.each<[string, string, { readonly at: string; readonly authorization: string }[]]>([
    ['a token', '//registry.example/:_authToken=abc', [{ at: '//registry.example/', authorization: 'Bearer abc' }]],
    ['a token for a path and port', '//registry.example:4873/npm/x/:_authToken=abc', [{ at: '//registry.example:4873/npm/x/', authorization: 'Bearer abc' }]],
    ['without its slash', '//registry.example:_authToken=abc', [{ at: '//registry.example/', authorization: 'Bearer abc' }]],
    ['user and password', `//registry.example/:username=ada\n//registry.example/:_password=${Buffer.from('pw').toString('base64')}`, [{ at: '//registry.example/', authorization: `Basic ${Buffer.from('ada:pw').toString('base64')}` }]],
    ['both in one', '//registry.example/:_auth=YWRhOnB3', [{ at: '//registry.example/', authorization: 'Basic YWRhOnB3' }]],
    ['from the environment', '//registry.example/:_authToken=${TOKEN}', [{ at: '//registry.example/', authorization: 'Bearer from-env' }]],
    ['an unset variable stays as written', '//registry.example/:_authToken=${NONE}', [{ at: '//registry.example/', authorization: 'Bearer ${NONE}' }]],
    ['an unset variable that may be', '//registry.example/:_authToken=${NONE?}', []],
    ['keys without a place are nobody’s', '_authToken=abc\n_auth=YWRhOnB3', []],
  ])('%s', (_, user, expected) => {
    expect(settings({ user }, { TOKEN: 'from-env' }).credentials).toEqual(expected.map((one) => ({ ...one, repositories: 'all' })));
  });

  test('from a variable of its own, also below npm', () => {
    expect(settings({}, { npm_execpath: '/npm-cli.js', 'npm_config_//registry.example/:_authToken': 'abc' }).credentials).toEqual([{ at: '//registry.example/', authorization: 'Bearer abc', repositories: 'all' }]);
  });

  test('for the repositories that are named', () => {
    writeFileSync(path.join(folder, 'home/.npmrc'), '//registry.example/:_authToken=abc');
    const { credentials } = readNpmSettings({ env: {}, home: path.join(folder, 'home'), execPath: path.join(folder, 'node/bin/node'), repositories: ['acme/shop'] });
    expect(credentials).toEqual([{ at: '//registry.example/', authorization: 'Bearer abc', repositories: ['acme/shop'] }]);
  });

  test('a client certificate', () => {
    writeFileSync(path.join(folder, 'cert.pem'), 'CERT');
    writeFileSync(path.join(folder, 'key.pem'), 'KEY');
    expect(settings({ user: `//registry.example/:certfile=${folder}/cert.pem\n//registry.example/:keyfile=${folder}/key.pem` }).credentials).toEqual([{ at: '//registry.example/', certificate: { cert: 'CERT', key: 'KEY' }, repositories: 'all' }]);
  });

  test('with one for the public default its facts are nobody else’s', () => {
    expect(settings({ user: `//${new URL(publicDefaultRegistry()).host}/:_authToken=abc` }).publicRegistries).toEqual([]);
  });
});

describe('network', () => {
  test('proxies, from the files or the environment', () => {
    expect(settings({ user: 'https-proxy=http://proxy.example:1\nnoproxy=a.example, b.example' }).network).toEqual({ strictSsl: true, proxy: { https: 'http://proxy.example:1', http: 'http://proxy.example:1', none: ['a.example', 'b.example'] } });
    expect(settings({ user: '' }, { HTTP_PROXY: 'http://proxy.example:2', no_proxy: 'c.example' }).network).toEqual({ strictSsl: true, proxy: { http: 'http://proxy.example:2', none: ['c.example'] } });
    expect(settings({ user: 'proxy=null' }).network).toEqual({ strictSsl: true });
  });

  test('certificates', () => {
    writeFileSync(path.join(folder, 'ca.pem'), '-----BEGIN A');
    expect(settings({ user: `cafile=${folder}/ca.pem\nstrict-ssl=false` }).network).toEqual({ strictSsl: false, ca: ['-----BEGIN A'] });
    expect(settings({ user: 'ca[]="-----BEGIN A\\\\nB"\nca[]="-----BEGIN C"' }).network.ca).toHaveLength(2);
    expect(settings({ user: 'cafile=ca.pem' }).network).toEqual({ strictSsl: true });
  });
});
