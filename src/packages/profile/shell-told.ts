import type { Plain } from './shell-programs.js';
import type { Signal } from './signal.types.js';

/** Of what a line's words tell, those that hold by being named. Where something is written decides over what stays; a plain install gets what the manifest says. */
export function isTold(one: Signal, { name, args }: Plain): boolean {
  if (one.kind === 'persistence' || one.kind === 'worm') return one.kind === 'worm' && one.what !== 'workflow' && !(name === 'echo' || name === 'printf');
  if (one.kind !== 'bootstrap' || one.what !== 'package') return true;
  return args.slice(1).some((arg) => /^[@a-z]/i.test(arg) && !/^(?:install|i|add|exec|dlx)$/.test(arg));
}

/** Settings of git that name a program to run, or another place to fetch from (git-config(1)). */
const gitSettings = /^(?:alias\..+|credential\.(?:.+\.)?helper|core\.(?:sshcommand|fsmonitor|editor|pager|askpass|gitproxy|attributesfile)|sequence\.editor|gpg\.program|gpg\..+\.program|include(?:if\..+)?\.path|url\..+\.(?:push)?insteadof|http\.(?:.+\.)?(?:proxy|sslverify)|filter\..+\.(?:clean|smudge|process)|(?:diff|merge)\..+\.(?:command|driver|textconv)|(?:diff|merge)tool\..+\.cmd)$/i;

/** Programs that make something start again by itself. */
export function staysBy({ name, args }: Plain, text: string): { readonly what: Extract<Signal, { kind: 'persistence' }>['what']; readonly key: string } | undefined {
  const has = (...words: readonly string[]): boolean => args.some((arg) => words.includes(arg.toLowerCase()));
  if (name === 'crontab') return args.length > 0 && !has('-l', '-r') ? { what: 'scheduler', key: 'crontab' } : undefined;
  if (name === 'schtasks') return has('/create', '-create') ? { what: 'scheduler', key: 'schtasks' } : undefined;
  if (name === 'register-scheduledtask') return { what: 'scheduler', key: 'schtasks' };
  if (name === 'launchctl') return has('load', 'bootstrap', 'submit', 'enable') ? { what: 'scheduler', key: 'launchctl' } : undefined;
  if (name === 'systemctl') return has('enable', 'link', 'edit') ? { what: 'service', key: 'systemctl' } : undefined;
  if (name === 'sc' || name === 'new-service') return name !== 'sc' || has('create') ? { what: 'service', key: 'sc create' } : undefined;
  if ((name === 'reg' && has('add')) || /^(?:new-itemproperty|set-itemproperty)$/.test(name)) return /currentversion[\\/]run/i.test(text) ? { what: 'scheduler', key: 'run-key' } : undefined;
  if (/^(?:npm|pnpm|yarn)$/.test(name) && /^(?:-\S+\s+)*(?:(?:config|c)\s+(?:\S+\s+)?)?set\b/.test(args.join(' '))) {
    const setting = /(?:^|\s)(registry|npmregistryserver|@[\w.-]+:registry|script-shell|node-options|ignore-scripts|prefix|cafile|ca|proxy|https-proxy|strict-ssl|init-module|shell|git|yarn-path|yarnpath|plugins)(?=[\s=]|$)/i.exec(args.join(' '))?.[1];
    if (setting !== undefined) return { what: 'settings', key: `npm config ${setting.toLowerCase()}` };
  }
  if (name === 'git' && has('config') && !has('--get', '--get-all', '--get-regexp', '--list', '-l', '--unset', '--unset-all', 'get', 'list')) {
    const setting = args.find((arg) => gitSettings.test(arg));
    if (setting !== undefined && args.indexOf(setting) < args.length - 1) return { what: 'settings', key: `git config ${setting.toLowerCase().replace(/^(alias|url|credential|filter|merge|diff)\..*/, '$1')}` };
  }
  // What husky and its like do in the repository's own folder is how hooks are shared.
  if (name === 'git' && has('core.hookspath', 'init.templatedir')) return /\.(?:husky|githooks|hooks)\b/.test(text) ? undefined : { what: 'git-hook', key: 'core.hookspath' };
  return undefined;
}

const longWait = 30;

/** What a line makes the rest depend on. */
export function gateOf({ name, args }: Plain, text: string): { readonly what: Extract<Signal, { kind: 'gate' }>['what']; readonly key: string } | undefined {
  const seconds = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(args[0] ?? '');
  if (name === 'sleep' && seconds && Number(seconds[1]) * ({ s: 1, m: 60, h: 3_600, d: 86_400 }[seconds[2] ?? ''] ?? 1) >= longWait) return { what: 'time', key: 'sleep' };
  if (name === 'start-sleep' && args.some((arg) => /^\d+$/.test(arg) && Number(arg) >= longWait)) return { what: 'time', key: 'sleep' };
  if (name === 'timeout' && /\/t\s+(\d{2,})/i.test(text)) return { what: 'time', key: 'sleep' };
  if (/^(?:systemd-detect-virt|virt-what|dmidecode)$/.test(name) || /\b(?:vmware|virtualbox|qemu|hypervisor)\b/i.test(text)) return { what: 'sandbox', key: 'virtual' };
  if (/\b(?:ipinfo\.io|ip-api\.com|ipapi\.co|ifconfig\.me|api\.ipify\.org|ipgeolocation\.io|freegeoip\.app|geojs\.io)\b/i.test(text)) return { what: 'place', key: 'address' };
  if (!/^(?:\[|\[\[|test|if|case|!|where|expr)$/.test(name) && !/^(?:if|\[|\[\[|test|case)\b/i.test(text)) return undefined;
  if (/\$\{?(?:CI|GITHUB_ACTIONS|GITLAB_CI|CIRCLECI|TRAVIS|JENKINS_URL|BUILDKITE|TF_BUILD|CODEBUILD_BUILD_ID|VERCEL|NETLIFY)\b|%(?:CI|GITHUB_ACTIONS)%|\$env:(?:CI|GITHUB_ACTIONS)\b/i.test(text)) return { what: 'ci', key: 'ci' };
  if (/\$\{?(?:LANG|LC_ALL|LANGUAGE)\b|\blocale\b|Get-(?:Culture|WinSystemLocale|WinUserLanguageList)/i.test(text)) return { what: 'locale', key: 'locale' };
  if (/\bdate\b[^|;]*\+%?[sYj]|Get-Date/.test(text)) return { what: 'time', key: 'date' };
  if (/\bhostname\b|\$\{?HOSTNAME\b|\bwhoami\b|\$\{?(?:USER|LOGNAME)\b|%(?:COMPUTERNAME|USERNAME|USERDOMAIN)%|\$env:(?:COMPUTERNAME|USERNAME|USERDOMAIN)/i.test(text)) return { what: 'host', key: 'name' };
  return undefined;
}
