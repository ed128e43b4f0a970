import type { Json } from '../../../core/json.js';
import { all, camel, type Effect, type EffectTable, type Guard } from './effects.js';
import { npmrc, npmrcSpecial } from './npm.js';
import { yarnBerry } from './yarn.js';

/** Corepack's switches are numbers: one that protects is off by `0`, one that permits is on by anything else. */
const guard = (protects: string, open: (value: Json) => boolean, severity: Guard['severity'] = 'high'): Guard => ({ protects, severity, weaker: (before, after) => after !== undefined && open(after) && !(before !== undefined && open(before)) });

/** Variables that make the programs that an install starts run, trust or ask something else, and Corepack's own; all others are known to whoever reads them alone. */
const variables: EffectTable = new Map<string, Effect>([
  ...all('runs', `NODE_OPTIONS NODE_PATH PATH SHELL BASH_ENV ENV LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT DYLD_INSERT_LIBRARIES DYLD_LIBRARY_PATH PYTHONSTARTUP PYTHONPATH PYTHON RUBYOPT PERL5OPT GIT_SSH
    GIT_SSH_COMMAND GIT_EXTERNAL_DIFF CC CXX MAKE MAKEFLAGS COREPACK_HOME`),
  ...all('transport', 'HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY NODE_EXTRA_CA_CERTS NODE_TLS_REJECT_UNAUTHORIZED SSL_CERT_FILE SSL_CERT_DIR'),
  ...all('source', 'COREPACK_NPM_REGISTRY'),
  ...all('credential', 'COREPACK_NPM_TOKEN COREPACK_NPM_USERNAME COREPACK_NPM_PASSWORD'),
  ...all('harmless', 'NODE_ENV CI FORCE_COLOR NO_COLOR TZ LANG LC_ALL DEBUG COREPACK_DEFAULT_TO_LATEST COREPACK_ENABLE_AUTO_PIN COREPACK_ENABLE_DOWNLOAD_PROMPT COREPACK_ENABLE_NETWORK COREPACK_ENV_FILE COREPACK_ROOT'),
  ['COREPACK_INTEGRITY_KEYS', guard('against a package manager that its registry did not sign', () => true)],
  ['COREPACK_ENABLE_UNSAFE_CUSTOM_URLS', guard('the package manager from coming from any address', (value) => value !== '0')],
  ['COREPACK_ENABLE_STRICT', guard('the choice of the package manager', (value) => value === '0', 'medium')],
  ['COREPACK_ENABLE_PROJECT_SPEC', guard('the choice of the package manager', (value) => value === '0', 'medium')],
]);

const locked = 'installs from taking versions that nobody reviewed';
/** Bun's own variables (`PackageManagerOptions` in its source); by which folder an install keeps its copies is no more told than by the same settings of bunfig.toml. */
const bunVariables: EffectTable = new Map<string, Effect>([
  ...all('runs', 'BUN_OPTIONS BUN_CONFIG_FILE BUN_CONFIG_LINK_NATIVE_BINS'),
  ...all('source', 'BUN_CONFIG_REGISTRY'),
  ...all('credential', 'BUN_CONFIG_TOKEN'),
  // Releases differ in which of its values looks at digests and which does not.
  ['BUN_CONFIG_NO_VERIFY', guard('packages out that are not the locked ones', () => true)],
  ['BUN_CONFIG_SKIP_LOAD_LOCKFILE', guard(locked, (value) => value !== '0')],
  ['BUN_CONFIG_SKIP_SAVE_LOCKFILE', guard(locked, (value) => value !== '0')],
  ['BUN_CONFIG_LOCKFILE_SAVE_PATH', guard('the lockfile where everybody looks for it', () => true)],
  ['BUN_CONFIG_SKIP_INSTALL_PACKAGES', guard('what is installed in step with the lockfile', (value) => value !== '0', 'medium')],
  ...all('harmless', `BUN_CONFIG_YARN_LOCKFILE BUN_CONFIG_HTTP_RETRY_COUNT BUN_CONFIG_HTTP_IDLE_TIMEOUT BUN_CONFIG_MAX_HTTP_REQUESTS BUN_CONFIG_DNS_TIME_TO_LIVE_SECONDS BUN_CONFIG_VERBOSE_FETCH
    BUN_CONFIG_NO_CLEAR_TERMINAL_ON_RELOAD BUN_CONFIG_DISABLE_COPY_FILE_RANGE BUN_CONFIG_DISABLE_IOCTL_FICLONERANGE BUN_CONFIG_WS_HANDSHAKE_TIMEOUT BUN_INSTALL BUN_INSTALL_BIN BUN_INSTALL_CACHE_DIR
    BUN_INSTALL_GLOBAL_DIR BUN_INSTALL_GLOBAL_STORE BUN_INSTALL_PROGRESS BUN_INSTALL_VERBOSE BUN_INSTALL_STREAMING_MIN_SIZE`),
]);

/**
 * What a variable of an application's `.env` does to an install. Variables of Yarn and Corepack that no table has are the application's own (`YARN_VERSION` of an
 * image), since neither of them reads that file.
 */
export function dotenvEffect(name: string): Effect | undefined {
  return bunVariables.get(name.toUpperCase()) ?? variableEffect(name) ?? (/^(?:yarn|corepack)_/i.test(name) ? 'harmless' : undefined);
}

/** What a variable of the environment does: `YARN_…` and `npm_config_…` are settings of these, by the names they have there. */
export function variableEffect(name: string): Effect | undefined {
  const own = /^(yarn|npm_config)_(.+)$/i.exec(name);
  if (!own) return variables.get(name.toUpperCase());
  const key = camel(own[2]!.toLowerCase());
  return own[1]!.toLowerCase() === 'yarn' ? yarnBerry.get(key) : (npmrcSpecial(own[2]!) ?? npmrc.get(key));
}
