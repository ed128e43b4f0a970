import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from '../core/errors.js';
import { isObject } from '../core/json.js';
import { exportUrlProblem } from '../adapters/osv/export-client.js';
import { advisoryAge, serviceProblem, servicesOf } from './advisories.js';
import { trustSettings, type TrustSettings } from './trust.js';
import type { LogLevel } from '../adapters/system/log.js';
import type { InstallationList } from '../app/served.js';

/** Everything the service is told from outside: environment, options, and the files that the set-up wrote. */
export interface Configuration {
  /** Absent until the App is created. */
  readonly app?: {
    readonly id: number;
    /** PEM. */
    readonly privateKey: string;
    /** The webhook secret, and the one before it during a rotation. */
    readonly secrets: readonly string[];
  };
  /** REST address of GitHub or an Enterprise Server; undefined means github.com. */
  readonly apiUrl?: string;
  readonly databaseUrl?: string;
  /** Folder of the embedded server and of the App's credentials. */
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  readonly webhookPath: string;
  readonly advisories?: string;
  /** A folder with the published files of EPSS and of CISA's catalogue. */
  readonly exploited?: string;
  /** The address of an export of advisories. */
  readonly advisoriesUrl?: string;
  /** How old advisory data may be, in milliseconds; absent for the standing limits. */
  readonly advisoryAgeMs?: number;
  /** Services that are told the names of public packages: the address of an OSV API, and whether the default registry is asked. */
  readonly advisoryServices?: { readonly api?: string; readonly registry?: true };
  /** Where trusted roots come from, and roots and keys of one's own; absent where nothing is said. */
  readonly trust?: TrustSettings;
  /** Repositories (`owner/name`) whose reviews may use the registry credentials of the operator's npmrc; `all` only where the operator says `*`. */
  readonly credentialRepositories?: 'all' | readonly string[];
  /** The installations that are served; absent for all. */
  readonly installations?: InstallationList;
  readonly logLevel: LogLevel;
  readonly retention: { readonly days: number; readonly auditDays: number; readonly sightingDays: number; readonly factBytes: number };
  readonly reviewsAtOnce: number;
}

export interface ConfigurationInput {
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
  readonly home: string;
  readonly root: boolean;
  /** Reads a text file; undefined when there is none. */
  readonly readText?: (file: string) => string | undefined;
}

/** Secrets that documentation and frameworks use as examples; Probot's own default is among them. */
const knownSecrets = new Set(['development', 'secret', 'webhooksecret', 'webhook-secret', 'changeme', 'change-me', 'password', 'mysecret', 'your-secret-here', 'it-is-a-secret-to-everybody']);
const shortestSecret = 16;

/** Why a webhook secret is no good; undefined when it is. */
export function weakSecret(secret: string): 'default' | 'short' | 'repeated' | undefined {
  if (knownSecrets.has(secret.toLowerCase().replace(/['" ]/g, ''))) return 'default';
  if (secret.length < shortestSecret) return 'short';
  return new Set(secret).size < 6 ? 'repeated' : undefined;
}

function readDefault(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Failure('CONFIGURATION', { problems: [`a file cannot be read: ${path.basename(file)}`] }, error);
  }
}

/** What the App's set-up left in the data folder. */
function storedApp(folder: string, readText: (file: string) => string | undefined): { readonly id: string; readonly key: string; readonly secret: string; readonly apiUrl?: string } | undefined {
  const text = readText(path.join(folder, 'app.json'));
  if (text === undefined) return undefined;
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch (error) {
    throw new Failure('CONFIGURATION', { problems: ['app.json is not JSON'] }, error);
  }
  if (!isObject(stored) || typeof stored['privateKeyFile'] !== 'string' || typeof stored['webhookSecret'] !== 'string') throw new Failure('CONFIGURATION', { problems: ['app.json lacks a field'] });
  const key = readText(path.join(folder, path.basename(stored['privateKeyFile'])));
  if (key === undefined) throw new Failure('CONFIGURATION', { problems: ['the private key that app.json names is not there'] });
  const id = stored['appId'];
  return { id: typeof id === 'number' ? String(id) : '', key, secret: stored['webhookSecret'], ...(typeof stored['apiUrl'] === 'string' ? { apiUrl: stored['apiUrl'] } : {}) };
}

/** PostgreSQL's own addresses may name no host (`user:password@/database?host=/run/socket`), which URL does not parse. */
function withHost(address: string): string {
  return address.replace('@/', '@localhost/');
}

/** Collects what is wrong, so that a person mends it in one go. */
function reader(env: ConfigurationInput['env'], problems: string[]) {
  return {
    number: (name: string, fallback: number, least: number, most: number, given?: string): number => {
      const text = given ?? env[name];
      if (text === undefined || text === '') return fallback;
      const value = Number(text);
      if (Number.isInteger(value) && value >= least && value <= most) return value;
      problems.push(`${name} must be a whole number from ${least} to ${most}`);
      return fallback;
    },
    url: (name: string, protocols: readonly string[]): string | undefined => {
      const text = env[name];
      if (text === undefined || text === '') return undefined;
      if (URL.canParse(withHost(text)) && protocols.includes(new URL(withHost(text)).protocol)) return text;
      problems.push(`${name} must be an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`);
      return undefined;
    },
  };
}

function appOf(input: ConfigurationInput, folder: string, readText: (file: string) => string | undefined, problems: string[]): { readonly app?: NonNullable<Configuration['app']>; readonly apiUrl?: string } {
  const { env } = input;
  const keyFile = env['MERGEWARDEN_PRIVATE_KEY_FILE'];
  const given = [env['MERGEWARDEN_APP_ID'], env['MERGEWARDEN_PRIVATE_KEY'], keyFile, env['MERGEWARDEN_WEBHOOK_SECRET']].some((value) => value !== undefined && value !== '');
  const stored = given ? undefined : storedApp(folder, readText);
  if (!given && !stored) return {};
  const id = Number(stored?.id ?? env['MERGEWARDEN_APP_ID']);
  if (!Number.isSafeInteger(id) || id <= 0) problems.push('MERGEWARDEN_APP_ID must be the App\'s number');
  // One line in an environment file often holds the key with \n spelled out.
  const privateKey = (stored?.key ?? (keyFile ? readText(keyFile) : env['MERGEWARDEN_PRIVATE_KEY']) ?? '').replaceAll('\\n', '\n');
  if (!privateKey.includes('-----BEGIN ') || !privateKey.includes('PRIVATE KEY-----')) problems.push('MERGEWARDEN_PRIVATE_KEY, or the file of MERGEWARDEN_PRIVATE_KEY_FILE, must be a private key in PEM');
  const secrets = [stored?.secret ?? env['MERGEWARDEN_WEBHOOK_SECRET'] ?? '', env['MERGEWARDEN_WEBHOOK_SECRET_PREVIOUS'] ?? ''];
  if (secrets[0] === '') problems.push('MERGEWARDEN_WEBHOOK_SECRET is missing: without it anybody could send deliveries');
  for (const [index, secret] of secrets.entries()) {
    const weak = secret === '' ? undefined : weakSecret(secret);
    if (weak !== undefined) problems.push(`${index === 0 ? 'MERGEWARDEN_WEBHOOK_SECRET' : 'MERGEWARDEN_WEBHOOK_SECRET_PREVIOUS'} is ${weak === 'default' ? 'a well-known default' : weak === 'short' ? `shorter than ${shortestSecret} characters` : 'made of too few characters'}`);
  }
  return { app: { id, privateKey, secrets: secrets.filter((secret) => secret !== '') }, ...(stored?.apiUrl === undefined ? {} : { apiUrl: stored.apiUrl }) };
}

/** The folder of our own data: `--data`, else XDG's, else below the home; root's server runs as another user, who sees no home of root's. */
export function dataFolder(input: ConfigurationInput, given?: string): string {
  const { env, home, root } = input;
  const named = given ?? env['MERGEWARDEN_DATA'];
  if (named !== undefined && named !== '') return path.resolve(named);
  const xdg = env['XDG_DATA_HOME'];
  if (xdg !== undefined && path.isAbsolute(xdg)) return path.join(xdg, 'mergewarden');
  return root ? '/var/lib/mergewarden' : path.join(home, '.local', 'share', 'mergewarden');
}

/** `owner/name`, separated by commas or white space; `*` for all. None by default: else any repository could read private packages through us. */
function credentialRepositories(text: string | undefined, problems: string[]): 'all' | readonly string[] {
  const names = (text ?? '').split(/[\s,]+/).filter((name) => name !== '');
  if (names.includes('*')) return 'all';
  if (names.some((name) => !/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/.test(name))) problems.push('MERGEWARDEN_CREDENTIAL_REPOSITORIES must be a list of owner/name');
  return names;
}

/** Ids and account names, separated by commas or white space; absent or empty for all. What names nobody is refused: else it would serve all. */
function installationList(text: string | undefined, problems: string[]): InstallationList | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const names = text.split(/[\s,]+/).filter((name) => name !== '');
  const isId = (name: string): boolean => /^[1-9]\d{0,14}$/.test(name);
  if (names.length === 0 || names.some((name) => !isId(name) && !/^(?!\d+$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$/.test(name))) problems.push('MERGEWARDEN_INSTALLATIONS must be a list of installation ids or account names');
  return { ids: names.filter(isId).map(Number), accounts: names.filter((name) => !isId(name)) };
}

/**
 * Reads the configuration of `serve` and `worker`.
 * @throws Failure CONFIGURATION with `problems`, one sentence each, none of which holds a value.
 */
export function readConfiguration(input: ConfigurationInput): Configuration {
  const { env } = input;
  const readText = input.readText ?? readDefault;
  const problems: string[] = [];
  let options: { readonly data?: string | undefined; readonly port?: string | undefined } = {};
  try {
    options = parseArgs({ args: [...input.argv], options: { data: { type: 'string' }, port: { type: 'string' } }, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new Failure('CONFIGURATION', { problems: ['only the options --data and --port are known'] }, error);
  }
  const { number, url } = reader(env, problems);
  const folder = dataFolder(input, options.data);
  const { app, apiUrl: storedUrl } = appOf(input, folder, readText, problems);
  const apiUrl = url('MERGEWARDEN_GITHUB_API', ['https:', 'http:']) ?? storedUrl;
  const databaseUrl = url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const webhookPath = env['MERGEWARDEN_WEBHOOK_PATH'] ?? '/webhook';
  if (!/^\/[A-Za-z0-9/_.-]{1,200}$/.test(webhookPath) || ['/healthz', '/readyz', '/metrics'].includes(webhookPath)) problems.push('MERGEWARDEN_WEBHOOK_PATH must be a path of its own that begins with /');
  const level = env['MERGEWARDEN_LOG_LEVEL'] ?? 'info';
  if (level !== 'debug' && level !== 'info' && level !== 'warn' && level !== 'error') problems.push('MERGEWARDEN_LOG_LEVEL must be debug, info, warn or error');
  const installations = installationList(env['MERGEWARDEN_INSTALLATIONS'], problems);
  const advisoriesUrl = env['ADVISORIES_URL'] ?? '';
  const addressProblem = advisoriesUrl === '' ? undefined : exportUrlProblem(advisoriesUrl);
  if (addressProblem !== undefined) problems.push(`ADVISORIES_URL ${addressProblem}`);
  const advisoryAgeMs = advisoryAge(env['ADVISORIES_MAX_AGE_DAYS']);
  if (advisoryAgeMs === 'invalid') problems.push('ADVISORIES_MAX_AGE_DAYS must be a whole number from 1 to 3650');
  const service = serviceProblem(env);
  if (service !== undefined) problems.push(service);
  const trust = trustSettings(env, problems);
  const configuration: Configuration = {
    dataFolder: folder, webhookPath, logLevel: level as LogLevel, host: env['MERGEWARDEN_HOST'] ?? '0.0.0.0', port: number('PORT', 3000, 0, 65_535, options.port),
    retention: {
      days: number('MERGEWARDEN_RETENTION_DAYS', 30, 1, 3_650), auditDays: number('MERGEWARDEN_AUDIT_DAYS', 730, 30, 36_500), sightingDays: number('MERGEWARDEN_SIGHTING_DAYS', 90, 2, 3_650),
      factBytes: number('MERGEWARDEN_FACT_CACHE_MB', 2_000, 10, 1_000_000) * 1_000_000,
    },
    credentialRepositories: credentialRepositories(env['MERGEWARDEN_CREDENTIAL_REPOSITORIES'], problems),
    reviewsAtOnce: number('MERGEWARDEN_REVIEWS_AT_ONCE', 4, 1, 64),
    ...(installations === undefined ? {} : { installations }), ...(app === undefined ? {} : { app }), ...(apiUrl === undefined ? {} : { apiUrl }), ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(env['ADVISORIES_DIR'] ? { advisories: env['ADVISORIES_DIR'] } : {}), ...(env['EXPLOITED_DIR'] ? { exploited: env['EXPLOITED_DIR'] } : {}), ...(advisoriesUrl === '' ? {} : { advisoriesUrl }), ...(typeof advisoryAgeMs === 'number' ? { advisoryAgeMs } : {}),
    ...(service === undefined && Object.keys(servicesOf(env)).length > 0 ? { advisoryServices: servicesOf(env) } : {}),
    ...(trust.own.length > 0 || trust.address !== undefined ? { trust } : {}),
  };
  if (problems.length > 0) throw new Failure('CONFIGURATION', { problems });
  return configuration;
}

/** The values of a configuration that must never be shown. */
export function secretsOf(configuration: Configuration): readonly string[] {
  const password = configuration.databaseUrl === undefined ? '' : new URL(withHost(configuration.databaseUrl)).password;
  return [...(configuration.app?.secrets ?? []), configuration.app?.privateKey ?? '', password, decodeURIComponent(password)].filter((value) => value !== '');
}
