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

/** What a variable of the environment does: `YARN_…` and `npm_config_…` are settings of these, by the names they have there. */
export function variableEffect(name: string): Effect | undefined {
  const own = /^(yarn|npm_config)_(.+)$/i.exec(name);
  if (!own) return variables.get(name.toUpperCase());
  const key = camel(own[2]!.toLowerCase());
  return own[1]!.toLowerCase() === 'yarn' ? yarnBerry.get(key) : (npmrcSpecial(own[2]!) ?? npmrc.get(key));
}
