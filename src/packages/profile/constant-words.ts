import type { SignalKind, SignalWords } from './signal.types.js';

/**
 * Where a word counts: `part`: as a whole part of a path or sentence (no letter, digit, `_` or `-` around it, where the word itself begins or
 * ends with one; a dot before it neither); `path`: the same, outside URLs; `whole`: as the whole text; `start`: at its beginning; `any`: anywhere.
 */
export type Standing = 'part' | 'path' | 'whole' | 'start' | 'any';

/** One word, in lower case and with slashes, and what a text shows that holds it. `key`: the word itself, where nothing else is given. */
export interface ConstantWord {
  readonly word: string;
  readonly kind: SignalKind;
  readonly what: string;
  readonly standing: Standing;
  readonly key: string;
}

/** `words` are parted by two spaces or line ends, since paths of Windows hold spaces; `word>key` gives a word another key. */
function rows<K extends SignalKind>(kind: K, what: SignalWords[K], standing: Standing, words: string): readonly ConstantWord[] {
  return words.split(/\s{2,}|\n/).filter((one) => one.trim() !== '').map((one) => {
    const [word = '', key = word] = one.trim().split('>');
    return { word, kind, what, standing, key };
  });
}

/**
 * Files that keep secrets, by what programs that own them document. Folders count by themselves too: `join(home, '.ssh', name)` holds no path
 * as one constant.
 */
const credentialFiles = [
  ...rows('credentials', 'file', 'path', `.npmrc  .yarnrc.yml  .pypirc  .netrc  _netrc  .git-credentials  .gem/credentials  .cargo/credentials  .cargo/credentials.toml  .composer/auth.json
    .m2/settings.xml  .gradle/gradle.properties  .nuget/nuget.config  .terraform.d/credentials.tfrc.json  .terraformrc  .vault-token  .dockercfg  .docker/config.json  .kube/config
    .kube>.kube/config  .ssh  id_rsa>.ssh/id_rsa  id_ed25519>.ssh/id_ed25519  id_ecdsa>.ssh/id_ecdsa  id_dsa>.ssh/id_dsa  .gnupg  .aws/credentials  .aws/config>.aws/credentials  .aws>.aws/credentials
    .azure  .config/gcloud  application_default_credentials.json>.config/gcloud  gcloud/credentials.db>.config/gcloud  .config/gh/hosts.yml  .config/gh>.config/gh/hosts.yml  gh/hosts.yml>.config/gh/hosts.yml
    .config/hub  .config/op  .oci/config  .bluemix/config.json  .config/doctl  .fly/config.yml  .config/heroku  .vercel/auth.json  .netlify/config.json  .railway/config.json  .supabase/access-token
    .env  .env.local  .env.production  .env.development  .env.prod  .env.staging  .pgpass  .my.cnf  .s3cfg  .boto  .bash_history  .zsh_history  .node_repl_history  .python_history
    .psql_history  .mysql_history  .sh_history  fish_history  consolehost_history.txt  /etc/shadow  /etc/sudoers  /proc/self/environ>/proc/environ
    .claude.json  .claude/.credentials.json  .codex/auth.json  .gemini/oauth_creds.json  .config/github-copilot  .cursor/mcp.json
    /var/run/secrets/kubernetes.io>serviceaccount  serviceaccount/token>serviceaccount  runner.worker>/proc/mem`),
  ...rows('credentials', 'file', 'part', `login data>browser  local extension settings>browser  web data>browser  user data/default>browser  network/cookies>browser  default/cookies>browser
    cookies.sqlite>browser  logins.json>browser  key4.db>browser  key3.db>browser  local state>browser  bravesoftware/brave-browser>browser  google/chrome/user data>browser
    library/application support/google/chrome>browser  .config/google-chrome>browser  .mozilla/firefox>browser  firefox/profiles>browser  microsoft/edge/user data>browser  opera software>browser
    exodus/exodus.wallet>exodus  exodus.wallet>exodus  exodus>exodus  electrum/wallets>electrum  .electrum>electrum  atomic/local storage>atomic  .config/solana>solana  solana/id.json>solana
    ledger live>ledger  @trezor/suite-desktop>trezor  wallet.dat  ethereum/keystore>ethereum  .ethereum>ethereum  .bitcoin>wallet.dat  .monero>wallet.dat  keystore/utc-->ethereum
    library/keychains>keychain  login.keychain>keychain  login.keychain-db>keychain  share/keyrings>keyring  microsoft/credentials>windows-vault  microsoft/protect>windows-vault
    discord/local storage>discord  telegram desktop/tdata>telegram  tdata>telegram`),
  // Identifiers under which browsers keep the data of wallet extensions.
  ...rows('credentials', 'file', 'any', `nkbihfbeogaeaoehlefnkodbefgpgknn>metamask  ejbalbakoplchlghecdalmeeeajnimhm>metamask  bfnaelmomeimhlpmgjnjophhpkkoljpa>phantom  ibnejdfjmmkpcnlpebklmnkoeoihofec>tronlink
    hnfanknocfeofbddgcijnmhnfnkdnaad>coinbase-wallet  fhbohimaelbohpjbbldcngcnapndodjp>binance-wallet  aholpfdialjgjfhomihkjbmgjidlcdno>exodus  egjidjbpglichdcondbcbdnbeeppgdph>trust-wallet
    acmacodkjbdgmoleebolmdjonilkdbch>rabby  mcohilncbfahbmgdjkbpemcciiolgcge>okx  aeachknmefphepccionboohckonoeemg>coin98  fnjhmkhhmkbjkkabndcnnogagogbneec>ronin`),
];

const credentialStores = [
  ...rows('credentials', 'metadata-service', 'any', `169.254.169.254  169.254.170.2  metadata.google.internal  100.100.100.200  2852039166>169.254.169.254  0xa9fea9fe>169.254.169.254  latest/meta-data>169.254.169.254
    latest/api/token>169.254.169.254  x-aws-ec2-metadata-token>169.254.169.254  computemetadata/v1>metadata.google.internal  metadata/identity/oauth2/token>169.254.169.254`),
  ...rows('credentials', 'store', 'any', `secretsmanager>aws-secrets  getsecretvalue>aws-secrets  batchgetsecretvalue>aws-secrets  listsecrets>secrets-list  get-secret-value>aws-secrets  list-secrets>secrets-list
    getparametersbypath>aws-ssm  describeparameters>aws-ssm  get-parameters-by-path>aws-ssm  amazonssm.>aws-ssm  .vault.azure.net>azure-keyvault  vault.azure.net>azure-keyvault  secretmanager.googleapis.com>google-secrets
    accesssecretversion>google-secrets  x-vault-token>vault  v1/secret/data>vault  vault kv get>vault  kubectl get secret>kubernetes  api/v1/secrets>kubernetes  gh auth token>gh
    gcloud auth print-access-token>gcloud  auth print-identity-token>gcloud  az account get-access-token>az  security find-generic-password>keychain  security find-internet-password>keychain
    security dump-keychain>keychain  secret-tool lookup>keyring  git credential fill>git-credential  op item list>1password  bw list items>bitwarden  dpapi>windows-vault  cryptunprotectdata>windows-vault`),
];

const persistence = [
  ...rows('persistence', 'agent', 'path', `.claude  claude.md  claude.local.md>claude.md  .cursor  .cursorrules  .gemini  gemini.md  .codex  .windsurf  .windsurfrules  .mcp.json>mcp.json  mcp.json  agents.md  copilot-instructions.md
    claude_desktop_config.json  .clinerules  .roo  .kiro  .amazonq  .aider.conf.yml  .continue/config.json  .opencode  .junie`),
  ...rows('persistence', 'editor', 'path', `.vscode/tasks.json  .vscode/settings.json  .vscode/launch.json  .vscode/extensions  .vscode-server/extensions>.vscode/extensions  .idea/workspace.xml  .idea/runconfigurations  code/user/settings.json>.vscode/settings.json`),
  ...rows('persistence', 'editor', 'whole', 'tasks.json>.vscode/tasks.json'),
  ...rows('persistence', 'editor', 'part', 'folderopen'),
  ...rows('persistence', 'shell', 'path', `.bashrc  .zshrc  .bash_profile  .bash_login  .zprofile  .zshenv  .zlogin  /.profile>.profile  fish/config.fish>config.fish  fish/conf.d>config.fish  /etc/profile  /etc/profile.d>/etc/profile
    /etc/bash.bashrc  /etc/environment  microsoft.powershell_profile.ps1>powershell  windowspowershell/profile.ps1>powershell  powershell/profile.ps1>powershell  start menu/programs/startup>startup  programs/startup>startup
    .bash_aliases  .bash_logout  .zlogout  .cshrc  .tcshrc  .kshrc  .mkshrc  .xprofile  .xinitrc  .xsessionrc  .config/nushell/config.nu>nushell  .config/environment.d>environment.d  .config/powershell>powershell`),
  ...rows('persistence', 'login', 'path', 'authorized_keys>.ssh/authorized_keys  authorized_keys2>.ssh/authorized_keys  .ssh/config  .ssh/rc'),
  ...rows('persistence', 'settings', 'path', `.gitconfig  .config/git/config>.gitconfig  .envrc  .devcontainer  .devcontainer.json>.devcontainer  .vimrc  .config/nvim/init.lua>.config/nvim  .config/nvim/init.vim>.config/nvim  .tmux.conf  .gdbinit
    .psqlrc  .irbrc  .pryrc  .rprofile  sitecustomize.py  usercustomize.py>sitecustomize.py`),
  ...rows('persistence', 'program', 'path', '.local/bin  .cargo/bin  .volta/bin  .bun/bin  .deno/bin  /usr/local/bin  /opt/homebrew/bin'),
  ...rows('persistence', 'scheduler', 'part', `crontab  /etc/cron  /var/spool/cron>/etc/cron  schtasks  schtasks.exe>schtasks  launchctl  launchagents  library/launchagents>launchagents  launchdaemons  currentversion/run>run-key
    currentversion/runonce>run-key  register-scheduledtask>schtasks  new-scheduledtask>schtasks  new-scheduledtaskaction>schtasks  schedule.service>schtasks`),
  ...rows('persistence', 'scheduler', 'any', '/etc/cron.>/etc/cron'),
  ...rows('persistence', 'service', 'part', `/etc/systemd  systemd/user  systemd/system  systemctl enable>systemctl  systemctl --user>systemctl  systemctl daemon-reload>systemctl  /etc/init.d  update-rc.d  /etc/rc.local  .config/autostart>autostart
    new-service  sc create  sc.exe create>sc create  pm2 startup>pm2`),
  ...rows('persistence', 'git-hook', 'path', `.git/hooks  hooks/pre-commit>.git/hooks  hooks/post-checkout>.git/hooks  hooks/post-merge>.git/hooks  hooks/pre-push>.git/hooks  hooks/post-commit>.git/hooks  core.hookspath  init.templatedir  .husky`),
];

const agents = rows('agent', 'skip-permissions', 'part', `--dangerously-skip-permissions  --dangerously-bypass-approvals-and-sandbox  --yolo  --trust-all-tools  --allow-all-tools  --allow-all-paths  --allow-all  --full-auto
  --approval-mode=yolo  --dangerously-allow-all  --skip-permissions-unsafe  --no-permission-prompts  bypasspermissions  dangerouslyskippermissions  --sandbox danger-full-access  danger-full-access`);

const worms = [
  ...rows('worm', 'publish', 'part', 'npm publish  yarn publish>npm publish  yarn npm publish>npm publish  pnpm publish>npm publish  bun publish>npm publish  lerna publish>npm publish  twine upload  cargo publish  gem push'),
  ...rows('worm', 'publish', 'whole', '_attachments'),
  ...rows('worm', 'tokens', 'any', '/-/npm/v1/tokens  /-/npm/v1/user  /-/whoami  /-/v1/search?text=maintainer:>maintainer-search  text=maintainer:>maintainer-search  /-/npm/v1/oidc/token>oidc-exchange  :_authtoken'),
  ...rows('worm', 'tokens', 'part', 'npm token  npm token create>npm token  npm token list>npm token  npm whoami>/-/whoami  npm access  npm owner add  npm profile get'),
  ...rows('worm', 'workflow', 'path', '.github/workflows'),
  ...rows('worm', 'workflow', 'any', 'tojson(secrets)  ${{ secrets.>secrets-expression'),
  ...rows('worm', 'repository', 'any', 'user/repos  createforauthenticateduser>user/repos  reposcreateforauthenticateduser>user/repos  createcommitonbranch  creategistmutation>gists'),
  ...rows('worm', 'repository', 'part', 'gh repo create>user/repos  gh repo edit  createrepository>user/repos  gh gist create>gists'),
  ...rows('worm', 'runner', 'any', './config.sh --url>actions-runner  runners/registration-token>actions-runner  runner_tracking_id>actions-runner  actions/runner/releases>actions-runner'),
  ...rows('worm', 'runner', 'part', 'actions-runner  self-hosted'),
];

/** What a wallet is asked for that costs money: payments and signatures (EIP-1193, EIP-712; the wallet standard of Solana), and the selectors of ERC-20 by which others may take it. */
const payments = rows('wallet', 'payment', 'whole', `eth_sendtransaction  eth_signtransaction  eth_sendrawtransaction  eth_sign  eth_signtypeddata  eth_signtypeddata_v3  eth_signtypeddata_v4  personal_sign  wallet_sendcalls  signandsendtransaction  signalltransactions
    0x095ea7b3  0x39509351  0xa9059cbb  0x23b872dd  0xa22cb465`);

const bootstraps = [
  ...rows('bootstrap', 'scanner', 'part', 'trufflehog  trufflesecurity  gitleaks  noseyparker  titus-scanner'),
  ...rows('bootstrap', 'runtime', 'any', `bun.sh/install  bun.com/install>bun.sh/install  oven-sh/bun/releases>bun.sh/install  deno.land/install  deno.land/x/install>deno.land/install  denoland/deno/releases>deno.land/install
    astral.sh/uv  get-pip.py  sh.rustup.rs  get.docker.com  get.pnpm.io  get.volta.sh  fnm.vercel.app  nvm-sh/nvm  python-build-standalone  python.org/ftp/python>python.org  repo.anaconda.com  get.scoop.sh  chocolatey.org/install  homebrew/install`),
  ...rows('bootstrap', 'package', 'start', `npm install  npm i  npm exec  npm add>npm install  yarn add>npm install  pnpm add>npm install  pnpm dlx>npm exec  yarn dlx>npm exec  bun add>npm install  bun install>npm install  bun x>npm exec  npx -y>npm exec
    npx --yes>npm exec  pip install  pip3 install>pip install  python -m pip>pip install  python3 -m pip>pip install  apt-get install>apt  apt install>apt  brew install>brew  gem install  cargo install`),
];

/** Every word by which a constant tells something, in no order. */
export const constantWords: readonly ConstantWord[] = [...credentialFiles, ...credentialStores, ...persistence, ...agents, ...worms, ...payments, ...bootstraps].map((one) => (one.key === 'npm i' ? { ...one, key: 'npm install' } : one));
