import { camel, type Effect, type EffectTable, all } from './effects.js';
import { npmrc, npmrcSpecial } from './npm.js';
import { yarnBerry } from './yarn.js';

/** Variables that make the programs that an install starts run, trust or ask something else; all others are known to whoever reads them alone. */
const variables: EffectTable = new Map([
  ...all('runs', 'NODE_OPTIONS NODE_PATH PATH SHELL BASH_ENV ENV LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT DYLD_INSERT_LIBRARIES DYLD_LIBRARY_PATH PYTHONSTARTUP PYTHONPATH PYTHON RUBYOPT PERL5OPT GIT_SSH GIT_SSH_COMMAND GIT_EXTERNAL_DIFF CC CXX MAKE MAKEFLAGS'),
  ...all('transport', 'HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY NODE_EXTRA_CA_CERTS NODE_TLS_REJECT_UNAUTHORIZED SSL_CERT_FILE SSL_CERT_DIR'),
  ...all('harmless', 'NODE_ENV CI FORCE_COLOR NO_COLOR TZ LANG LC_ALL DEBUG'),
]);

/** What a variable of the environment does: `YARN_…` and `npm_config_…` are settings of these, by the names they have there. */
export function variableEffect(name: string): Effect | undefined {
  const own = /^(yarn|npm_config)_(.+)$/i.exec(name);
  if (!own) return variables.get(name.toUpperCase());
  const key = camel(own[2]!.toLowerCase());
  return own[1]!.toLowerCase() === 'yarn' ? yarnBerry.get(key) : (npmrcSpecial(own[2]!) ?? npmrc.get(key));
}
