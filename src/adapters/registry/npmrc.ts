import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'ini';
import npmFetch from 'npm-registry-fetch';
import { Failure } from '../../core/errors.js';
import type { RegistryTable } from '../../core/registries.js';
import type { Credential } from './credentials.js';
import type { Network } from './http.js';
import type { RegistryConfig } from './registry.js';

export interface NpmrcSources {
  readonly env: { readonly [name: string]: string | undefined };
  readonly home: string;
  /** Path of the node binary: npm's global settings lie beside it. */
  readonly execPath: string;
  /** The reviewed repository, or a folder in it: no file from inside the repository is read, wherever the environment points. */
  readonly repository?: string;
  /** A registry named on the command line; wins over all. */
  readonly registry?: string;
  /** Repositories (`owner/name`) whose reviews may use the credentials. All by default, as fits a person's own machine; a service names them. */
  readonly repositories?: 'all' | readonly string[];
}

type Settings = Map<string, string | boolean | readonly string[]>;

/** Replaces `${NAME}` by the environment's value; an unset one stays as written, `${NAME?}` becomes nothing. As npm does; `\${NAME}` is not replaced. */
function expand(value: string, env: NpmrcSources['env']): string {
  return value.replace(/(\\?)\$\{([^${}?]{1,256})(\?)?\}/g, (all, escaped: string, name: string, optional: string | undefined) =>
    escaped === '' ? (env[name] ?? (optional === undefined ? all : '')) : all.slice(1));
}

/** The nearest folder upwards that holds a `.git`; the folder itself where none does. */
function repositoryOf(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (lstatSync(path.join(at, '.git'), { throwIfNoEntry: false })) return at;
    if (at === path.dirname(at)) return folder;
  }
}

function isInsideFolder(file: string, folder: string | undefined): boolean {
  if (folder === undefined) return false;
  const real = (one: string): string => { try { return realpathSync(one); } catch { return path.resolve(one); } };
  const relative = path.relative(repositoryOf(real(folder)), real(file));
  return relative === '' || (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative));
}

/** The text of a settings file, or undefined for one that is not there, not readable or in the reviewed repository. Relative paths depend on where one stands, which is that repository. */
function readOutside(file: string, sources: NpmrcSources): string | undefined {
  const full = file.startsWith('~/') ? path.join(sources.home, file.slice(2)) : file;
  if (!path.isAbsolute(full) || isInsideFolder(full, sources.repository)) return undefined;
  try {
    return readFileSync(full, 'utf8');
  } catch {
    return undefined;
  }
}

function fileSettings(file: string, sources: NpmrcSources): Settings {
  const settings: Settings = new Map();
  for (const [key, value] of Object.entries(parse(readOutside(file, sources) ?? ''))) {
    const name = expand(key, sources.env);
    if (typeof value === 'string') settings.set(name, expand(value, sources.env));
    else if (typeof value === 'boolean') settings.set(name, value);
    else if (Array.isArray(value)) settings.set(name, value.map((one) => expand(String(one), sources.env)));
  }
  return settings;
}

/**
 * Settings from `npm_config_…` variables. Below npm itself (npx, npm run) npm has written its own settings there, those of the folder's
 * .npmrc among them; then only what npm never writes is taken: names in capitals, and those that begin with `//` or `@`.
 */
function environmentSettings(env: NpmrcSources['env']): Settings {
  const belowNpm = env['npm_execpath'] !== undefined || env['npm_lifecycle_event'] !== undefined || env['npm_command'] !== undefined;
  const settings: Settings = new Map();
  for (const [name, value] of Object.entries(env)) {
    if (!/^npm_config_/i.test(name) || value === undefined || value === '') continue;
    const key = name.slice('npm_config_'.length);
    const byHand = name.startsWith('NPM_CONFIG_') || key.startsWith('//') || key.startsWith('@');
    if (belowNpm && !byHand) continue;
    settings.set(key.startsWith('//') ? key : key.replace(/(?!^)_/g, '-').toLowerCase(), value);
  }
  return settings;
}

function text(settings: Settings, key: string): string | undefined {
  const value = settings.get(key);
  return typeof value === 'string' && value !== '' && value !== 'null' && value !== 'false' ? value : undefined;
}

/** The settings by npm's own precedence: environment, the user's npmrc, the global one. The project's is left out on purpose. */
function gather(sources: NpmrcSources): Settings {
  const environment = environmentSettings(sources.env);
  const prefix = text(environment, 'prefix') ?? sources.env['PREFIX'] ?? path.dirname(path.dirname(sources.execPath));
  const global = fileSettings(text(environment, 'globalconfig') ?? path.join(prefix, 'etc', 'npmrc'), sources);
  const user = fileSettings(text(environment, 'userconfig') ?? path.join(sources.home, '.npmrc'), sources);
  return new Map([...global, ...user, ...environment]);
}

/**
 * A base URL as it stands in the table, ending in `/` and without a user's name.
 * @throws Failure REGISTRY_NOT_CONFIGURED { reason: 'url' } for what is no http or https URL.
 */
function baseUrl(value: string): string {
  const url = URL.canParse(value.trim()) ? new URL(value.trim()) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw new Failure('REGISTRY_NOT_CONFIGURED', { reason: 'url' });
  return `${url.origin}${url.pathname.replace(/\/*$/, '/')}`;
}

function tableOf(settings: Settings, publicDefault: string, override: string | undefined): RegistryTable {
  const scopes = [...settings.keys()].flatMap((key): [string, string][] => {
    const scope = /^(@[^:/]+):registry$/.exec(key)?.[1];
    const value = scope === undefined ? undefined : text(settings, key);
    return scope === undefined || value === undefined ? [] : [[scope, baseUrl(value)]];
  });
  return { publicDefault, default: baseUrl(override ?? text(settings, 'registry') ?? publicDefault), scopes: Object.fromEntries(scopes) };
}

function authorizationAt(settings: Settings, at: string): string | undefined {
  const token = text(settings, `${at}:_authToken`);
  if (token !== undefined) return `Bearer ${token}`;
  const basic = text(settings, `${at}:_auth`);
  if (basic !== undefined) return `Basic ${basic}`;
  const username = text(settings, `${at}:username`);
  const password = text(settings, `${at}:_password`);
  if (username === undefined || password === undefined) return undefined;
  return `Basic ${Buffer.from(`${username}:${Buffer.from(password, 'base64').toString('utf8')}`).toString('base64')}`;
}

/** The credentials, by the places that their keys name (`//host/path/:_authToken`). Keys without a place are refused by npm too. */
function credentialsOf(settings: Settings, sources: NpmrcSources): Credential[] {
  const places = new Set([...settings.keys()].flatMap((key) => /^(\/\/.+?\/?):(?:_authToken|_auth|username|certfile)$/.exec(key)?.[1] ?? []));
  return [...places].flatMap((at): Credential[] => {
    const authorization = authorizationAt(settings, at);
    const cert = readOutside(text(settings, `${at}:certfile`) ?? '', sources);
    const key = readOutside(text(settings, `${at}:keyfile`) ?? '', sources);
    if (authorization === undefined && (cert === undefined || key === undefined)) return [];
    return [{
      at: at.endsWith('/') ? at : `${at}/`,
      ...(authorization === undefined ? {} : { authorization }),
      ...(cert === undefined || key === undefined ? {} : { certificate: { cert, key } }),
      repositories: sources.repositories ?? 'all',
    }];
  });
}

function networkOf(settings: Settings, sources: NpmrcSources): Network {
  const { env } = sources;
  const variable = (name: string): string | undefined => env[name.toLowerCase()] || env[name] || undefined;
  const stated = settings.get('ca');
  const inline = (Array.isArray(stated) ? stated as readonly string[] : typeof stated === 'string' ? [stated] : []).map((one) => one.replaceAll('\\n', '\n')).filter((one) => one.includes('-----BEGIN'));
  const file = text(settings, 'cafile');
  const fromFile = file === undefined ? undefined : readOutside(file, sources);
  const ca = fromFile === undefined ? inline : [fromFile];
  const both = text(settings, 'https-proxy') ?? text(settings, 'proxy');
  const https = both ?? variable('HTTPS_PROXY');
  const http = both ?? variable('HTTPS_PROXY') ?? variable('HTTP_PROXY') ?? variable('PROXY');
  const none = (text(settings, 'noproxy') ?? variable('NO_PROXY') ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '');
  const strict = settings.get('strict-ssl');
  return {
    strictSsl: strict !== false && strict !== 'false',
    ...(ca.length > 0 ? { ca } : {}),
    ...(https === undefined && http === undefined ? {} : { proxy: { ...(https === undefined ? {} : { https }), ...(http === undefined ? {} : { http }), none } }),
  };
}

/** The registry that npm takes where nothing is configured. */
export function publicDefaultRegistry(): string {
  return npmFetch.pickRegistry('left', {});
}

/**
 * The user's own registry settings: registries by scope, credentials by place, certificates and proxies, from the environment, the user's npmrc and the
 * global one, never from the reviewed repository. Any of these hosts may be private, the default one too: many networks answer its name
 * with a mirror of their own, and what this machine's npm reaches is what is installed here.
 * @throws Failure REGISTRY_NOT_CONFIGURED { reason: 'url' } for a registry that is no URL.
 */
export function readNpmSettings(sources: NpmrcSources): RegistryConfig {
  const settings = gather(sources);
  const publicDefault = publicDefaultRegistry();
  const table = tableOf(settings, publicDefault, sources.registry);
  const credentials = credentialsOf(settings, sources);
  const publicHost = `//${new URL(publicDefault).host}/`;
  return {
    table,
    credentials,
    configuredHosts: [...new Set([table.default, ...Object.values(table.scopes)].map((url) => new URL(url).host))],
    publicRegistries: credentials.some((one) => one.at.startsWith(publicHost)) ? [] : [publicDefault],
    network: networkOf(settings, sources),
  };
}
