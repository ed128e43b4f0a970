import { describe, expect, test } from '@jest/globals';
import { standingRegistries } from '../../../src/lockfiles/settings/registries.js';

type Files = { readonly [path: string]: string };
const read = (format: string, files: Files, directory = ''): unknown => standingRegistries([{ format, root: { lockfile: 'lock', directory } }], (path) => files[path], 'https://registry.example/').map(({ scopes, standard }) => ({ scopes, ...(standard === undefined ? {} : { standard }) }))[0];
const [own, other] = ['https://npm.acme.example/', 'https://npm.other.example'];

describe('from where settings of the repository take packages', () => {
  test.each<[format: string, files: Files, told: unknown]>([
    ['npm', {}, undefined],
    ['npm', { '.npmrc': 'fund=false\n' }, undefined],
    ['npm', { '.npmrc': `registry=${own}\n@acme:registry=${other}\n//npm.acme.example/:_authToken=\${T}\n` }, { standard: own, scopes: { '@acme': other } }],
    ['npm', { '.npmrc': 'registry=https://registry.example\n@acme:registry=https://registry.example/\n' }, { scopes: { '@acme': 'public' } }],
    ['npm', { '.npmrc': '@acme:registry=${ACME_REGISTRY}\n' }, { scopes: { '@acme': '${ACME_REGISTRY}' } }],
    ['npm', { 'bunfig.toml': `[install]\nregistry = "${own}"\n` }, undefined],
    ['pnpm', { 'pnpm-workspace.yaml': `registries:\n  default: ${own}\n  "@acme": ${other}\n` }, { standard: own, scopes: { '@acme': other } }],
    ['pnpm', { '.npmrc': `@acme:registry=${own}\n` }, { scopes: { '@acme': own } }],
    ['yarn', { '.yarnrc.yml': `npmRegistryServer: ${own}\nnpmScopes:\n  acme:\n    npmRegistryServer: ${other}\n    npmAuthToken: x\n` }, { standard: own, scopes: { '@acme': other } }],
    ['bun', { 'bunfig.toml': `[install]\nregistry = "${own}"\n[install.scopes]\nacme = "${other}"\n"@more" = { url = "${own}", token = "$T" }\n` }, { standard: own, scopes: { '@acme': other, '@more': own } }],
    ['bun', { 'bunfig.toml': `[install.registry]\nurl = "${own}"\ntoken = "x"\n` }, { standard: own, scopes: {} }],
    ['bun', { '.npmrc': `@acme:registry=${own}\n` }, { scopes: { '@acme': own } }],
    ['uv', { '.npmrc': `registry=${own}\n` }, undefined],
  ])('%s: %j', (format, files, told) => expect(read(format, files)).toEqual(told));

  const above = { '.npmrc': `@acme:registry=${own}\n`, '.yarnrc.yml': `npmScopes: { acme: { npmRegistryServer: "${own}" } }\n`, 'app/.yarnrc.yml': `npmScopes: { acme: { npmRegistryServer: "https://registry.example" } }\n` };
  test.each<[format: string, told: unknown]>([['npm', undefined], ['bun', undefined], ['pnpm', { scopes: { '@acme': own } }], ['yarn', { scopes: { '@acme': 'public' } }]])('%s and a folder above; the nearest goes first', (format, told) => expect(read(format, above, 'app')).toEqual(told));
});
