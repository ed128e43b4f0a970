import type { SignalWords } from './signal.types.js';

/** What of the machine, the place or the time an expression asks for. `takes`: what a constant must be to be compared with it. */
export interface Subject {
  readonly what: SignalWords['gate'];
  readonly name: string;
  readonly takes: 'text' | 'number' | 'moment' | 'locale';
}

const moment = /^(?:Date\.now\(\)|new Date\(\)(?:\.(?:getTime|valueOf)\(\))?|performance\.timeOrigin|node:perf_hooks\.performance\.timeOrigin)$/;
const calendar = /^new Date\(\)\.(?:get(?:UTC)?(FullYear|Year|Month|Date|Day|Hours|Minutes))\(\)$/;
const calendarText = /^new Date\(\)\.(?:to(?:ISO|Date|UTC|Locale|LocaleDate)?String|toJSON)\(\)/;
const locale = /^(?:Intl\.DateTimeFormat\(\)\.resolvedOptions\(\)\.(timeZone|locale)|new Intl\.DateTimeFormat\(…?\)\.resolvedOptions\(\)\.(timeZone|locale)|navigator\.(languages?|userLanguage|browserLanguage)|process\.env\.(LANG|LANGUAGE|LC_ALL|LC_MESSAGES|LC_CTYPE|TZ)|npm:(os-locale|get-timezone-offset)|npm:electron\.app\.(getLocale|getLocaleCountryCode))\b/;
const host = /^(?:node:os\.(hostname|userInfo)\(\)|(process\.cwd)\(\)|process\.env\.(USER|USERNAME|LOGNAME|COMPUTERNAME|HOSTNAME|USERDOMAIN|npm_package_name|npm_package_description|npm_config_user_agent_name|INIT_CWD|GITHUB_REPOSITORY|GITHUB_REPOSITORY_OWNER|GITHUB_ACTOR)\b|(?:window\.|document\.)?location\.(hostname|host|origin)\b|(document)\.domain\b)/;
const numbers = /^(?:node:os\.(cpus\(\)\.length|totalmem\(\)|freemem\(\)|uptime\(\)|availableParallelism\(\))|navigator\.(hardwareConcurrency|deviceMemory)|(screen\.(?:width|height|colorDepth)))/;

/** Variables that services set in which nobody watches what runs. Sources: the services' documentation, and `ci-info`'s list of them. */
export const serviceVariables: ReadonlySet<string> = new Set('CI CONTINUOUS_INTEGRATION BUILD_NUMBER BUILD_ID GITHUB_ACTIONS GITLAB_CI CIRCLECI TRAVIS JENKINS_URL JENKINS_HOME BUILDKITE TF_BUILD TEAMCITY_VERSION BITBUCKET_BUILD_NUMBER BITBUCKET_COMMIT APPVEYOR DRONE CODEBUILD_BUILD_ID CODEBUILD_BUILD_ARN NETLIFY VERCEL NOW_BUILDER SEMAPHORE WERCKER HEROKU_TEST_RUN_ID RUN_ID RUNNER_ENVIRONMENT AGENT_NAME CODESPACES GITPOD_WORKSPACE_ID'.split(' '));

/** What is asked for by an expression that is said so (see `Look.paths`). */
export function subjectOf(path: string): Subject | undefined {
  if (moment.test(path)) return { what: 'time', name: 'now', takes: 'moment' };
  const part = calendar.exec(path);
  if (part) return { what: 'time', name: part[1]!.toLowerCase(), takes: 'number' };
  if (calendarText.test(path)) return { what: 'time', name: 'now', takes: 'text' };
  const asked = locale.exec(path);
  if (asked) return { what: 'locale', name: firstOf(asked), takes: 'locale' };
  if (/^new Date\(\)\.getTimezoneOffset\(\)/.test(path)) return { what: 'locale', name: 'timezone offset', takes: 'number' };
  const self = host.exec(path);
  if (self) return { what: 'host', name: firstOf(self), takes: 'text' };
  const size = numbers.exec(path);
  return size ? { what: 'sandbox', name: firstOf(size).replace(/\(\)|\.length/g, ''), takes: 'number' } : undefined;
}

function firstOf(match: RegExpExecArray): string {
  return match.slice(1).find((one) => one !== undefined) ?? match[0];
}

/** The variable that says that this runs in a build service. */
export function serviceVariable(path: string): string | undefined {
  if (/^npm:(?:is-ci|ci-info\.(?:isCI|default\.isCI))$/.test(path)) return 'CI';
  const name = path.startsWith('process.env.') ? path.slice(12) : '';
  return serviceVariables.has(name) ? name : undefined;
}

export function isServiceVariable(name: string): boolean {
  return serviceVariables.has(name);
}

/** Names by which machines that only watch what a program does give themselves away. */
export const watchedMachines = /\b(?:vbox\w*|virtualbox|vmware|qemu|xen|kvm|hyper-?v|parallels|sandbox(?:ie)?|cuckoo|wdagutilityaccount|malware|virus|any\.?run|joesandbox|john-pc|desktop-[a-z0-9]{7}|wireshark|procmon|fiddler|ollydbg|x64dbg)\b|(?:^|\W)--?(?:inspect|debug)\b/i;

/** A tag of a language or a region, or a name of a time zone: `ru`, `ru-RU`, `zh_CN.UTF-8`, `Europe/Moscow`; as a text, or in a pattern. */
export function isLocaleWord(text: string): boolean {
  const bare = text.replace(/[\^$()\\?:|]/g, ' ').trim();
  return /^[a-z]{2}(?:[-_ ][A-Za-z]{2,4})?(?:\.[\w-]+)?(?: |$)/.test(bare) || /^(?:[A-Z][a-z]+\/[A-Z][\w/]+)/.test(bare) || /^(?:russian|chinese|hebrew|persian|ukrainian|belarusian|korean|tehran|moscow|kiev|kyiv|minsk|shanghai)\b/i.test(bare);
}

/** Services that tell where an address is. */
export const placeServices = /(?:^|[/.@])(?:ip-api\.com|ipapi\.co|ipapi\.com|ipinfo\.io|ipgeolocation\.io|freegeoip\.(?:app|net|live)|freeipapi\.com|geojs\.io|ipwho\.is|ipwhois\.(?:io|app)|geoplugin\.net|geolocation-db\.com|db-ip\.com|ip2location\.io|extreme-ip-lookup\.com|ifconfig\.co|api\.country\.is|reallyfreegeoip\.org|ipdata\.co|geoip\.\w+|ipstack\.com|iplocate\.io)(?:[:/?]|$)|^https?:\/\/\S{0,200}\b(?:ipgeo(?:location)?|geo-?ip|ip-?lookup|ip-?location)\b/i;
export const placeMember = /^(?:country|country_?code\d?|country_?name|country_?iso|region|region_?code|region_?name|timezone|continent_?code|city|org|asn)$/i;
const places = new Set('russia belarus ukraine china iran israel russian federation kazakhstan north korea korea syria ru by ir cn il ua kp us'.split(' '));

/** True for the name or code of a country. */
export function isPlaceWord(text: string): boolean {
  return places.has(text.toLowerCase()) || /^[A-Z]{2}$/.test(text);
}
