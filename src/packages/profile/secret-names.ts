/** What the last words of a variable's name say when it holds a secret. */
const secretEndings = /(?:^|_)(?:TOKEN|TOKENS|SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|PWD_SECRET|API_?KEY|APIKEY|ACCESS_KEY|ACCESS_KEY_ID|SECRET_KEY|PRIVATE_KEY|ENCRYPTION_KEY|SIGNING_KEY|DEPLOY_KEY|SSH_KEY|SERVICE_ACCOUNT|SERVICE_ACCOUNT_KEY|CREDENTIAL|CREDENTIALS|AUTH|AUTH_TOKEN|AUTH_KEY|PAT|MNEMONIC|SEED_PHRASE|WALLET_KEY|CONNECTION_STRING|DATABASE_URL|REDIS_URL|MONGODB_URI|MONGO_URI|DB_PASS|DB_URL|WEBHOOK_URL|CLIENT_SECRET|TOKEN_REQUEST_URL|REQUEST_TOKEN|CREDENTIALS_RELATIVE_URI|CREDENTIALS_FULL_URI|AUTHORIZATION_TOKEN)$/;
/** Names of codes, kinds and acts that end alike: `ERR_INVALID_AUTH`, `UNEXPECTED_TOKEN`, `SET_PASSWORD`, `MAX_TOKENS`. */
const noSecret = /^(?:ERR|ERROR|E|INVALID|UNEXPECTED|MISSING|EXPIRED|UNKNOWN|BAD|NO|NOT|IS|HAS|GET|SET|FETCH|UPDATE|UPSERT|REMOVE|DELETE|CREATE|RESET|CHANGE|CLEAR|REFRESH|REVOKE|VALIDATE|VERIFY|REQUEST|ON|USE|SYM|SYMBOL|MAX|MIN|NUM|N|EOF|EOL|END|START|TYPE|KEYWORD|PUNCTUATION|COMMENT|STRING|TEMPLATE|NODE_TYPE|INPUT|FIELD|LABEL|PLACEHOLDER|SHOW|HIDE|TOGGLE|FORGOT|CONFIRM|WRONG|INCORRECT|REQUIRE|REQUIRED|REQUIRES|INJECTION|DI|NG|NULL|EMPTY|DEFAULT|CSRF|XSRF|NEXT|PREV|CURRENT|CONTINUATION|CANCEL|CANCELLATION|PROVIDER|WEAK|STRONG|COMPUTED|FAILED|UNAUTHORIZED|LOGIN|SIGNUP|WITH|WITHOUT)_/;

/** True for the name of an environment variable that holds a secret by convention: `NPM_TOKEN`, `AWS_SECRET_ACCESS_KEY`, `npm_config__auth`. */
export function isSecretVariable(name: string): boolean {
  return name.length <= 80 && secretEndings.test(name.toUpperCase());
}

/** The same for a constant of which it is not known that it names a variable: codes and acts are told apart, and one word alone is no name. */
export function isSecretConstant(text: string): boolean {
  if (text.length < 7 || text.length > 64 || text.charCodeAt(0) > 90) return false;
  return text.includes('_') && /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text) && isSecretVariable(text) && !noSecret.test(text);
}

const obeyed: ReadonlySet<string> = new Set(['.npmrc', '.yarnrc.yml', '.pypirc']);

/** True for a file of credentials that tools obey beside: it says where packages come from, and with what they are run. */
export function isObeyed(key: string): boolean {
  return obeyed.has(key);
}
