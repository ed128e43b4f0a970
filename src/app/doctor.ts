import { problemOf, type ErrorCode } from '../core/errors.js';
import { isServed, type InstallationList } from './served.js';

/** What an App, or an installation of it, holds. */
export interface Grant {
  readonly permissions: { readonly [permission: string]: string };
  readonly events: readonly string[];
}

/** A rule, or a classic protection, that requires a check. `source` is the id of the App that must report it; absent, anybody may. */
export interface RequiredCheck {
  readonly name: string;
  readonly source?: number;
  readonly from: 'ruleset' | 'protection';
  /** The branch has a merge queue that merges what its last entry's checks let through, whatever those of the entries before it say. */
  readonly queue?: 'last';
}

export interface DoctorRepository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly archived: boolean;
}

/** The trusted roots that signatures are held against. */
export interface DoctorTrust {
  /** Whether they are refreshed. */
  readonly refreshed: boolean;
  /** The days since they were last seen to be the newest; absent where those count that the program comes with. */
  readonly days?: number;
  /** The registries that have entries of their own. */
  readonly own: readonly string[];
}

/** What the doctor reads, each a request or a few; a rejected one is reported as not checked. */
export interface DoctorPorts {
  /** What the code needs: from the requests that it makes and the events that it handles. */
  readonly needed: Grant;
  readonly checkName: string;
  /** The time from which failed deliveries count, in milliseconds since the epoch. */
  readonly since: number;
  /** The installations that the service is told to serve; all where it is left out. */
  readonly served?: InstallationList;
  /** Left out where the service's database is not to be reached from here. */
  trust?(): Promise<DoctorTrust>;
  app(): Promise<Grant & { readonly id: number; readonly slug: string }>;
  hook(): Promise<{ readonly url?: string; readonly secret: boolean; readonly json: boolean; readonly insecure: boolean }>;
  failedDeliveries(since: number): Promise<readonly { readonly guid: string }[]>;
  installations(): Promise<readonly (Grant & { readonly id: number; readonly account: string; readonly suspended: boolean })[]>;
  repositories(installation: number): Promise<readonly DoctorRepository[]>;
  requiredChecks(installation: number, repository: DoctorRepository): Promise<readonly RequiredCheck[]>;
}

export type DoctorCode =
  | 'permission-missing' | 'permission-superfluous' | 'event-missing' | 'event-superfluous' | 'hook-absent' | 'hook-not-https' | 'hook-secret-absent' | 'hook-not-json'
  | 'hook-insecure' | 'trust-roots' | 'trust-stale' | 'deliveries-failed' | 'not-installed' | 'suspended' | 'not-served' | 'no-repositories' | 'policy-repository-absent' | 'check-not-required' | 'check-without-source' | 'check-of-another-app' | 'queue-merges-blocked' | 'not-checked' | 'not-all-checked';

/** One thing that is not as it should be. error: reviews or the gate do not work; warning: they do, less well; info: worth knowing. */
export interface DoctorFinding {
  readonly level: 'error' | 'warning' | 'info';
  readonly code: DoctorCode;
  /** `app`, an account, or `owner/name`. */
  readonly subject: string;
  readonly detail: string;
}

/** What the doctor saw. `exitCode` is 0 when nothing is wrong, 1 when something is, 2 when something could not be checked. */
export interface DoctorReport {
  readonly schema: 1;
  readonly app?: { readonly id: number; readonly slug: string };
  readonly checked: { readonly installations: number; readonly repositories: number };
  readonly findings: readonly DoctorFinding[];
  readonly exitCode: 0 | 1 | 2;
}

/** The public timestamp is good for a week: twice that without one is no hiccup. */
const trustDays = 14;

/** Repositories of one installation whose rules are read; the others are counted and said. */
const mostRepositories = 100;

type Report = (level: DoctorFinding['level'], code: DoctorCode, subject: string, detail: string) => void;
const grants = (held: string | undefined, needed: string): boolean => held === needed || held === 'write' || held === 'admin';

function compareGrant(subject: string, held: Grant, needed: Grant, report: Report): void {
  for (const [permission, level] of Object.entries(needed.permissions)) {
    const has = held.permissions[permission];
    if (!grants(has, level)) report('error', 'permission-missing', subject, `${permission}: ${level}${has === undefined ? '' : ` (has ${has})`}`);
  }
  for (const [permission, level] of Object.entries(held.permissions)) {
    const wanted = Object.hasOwn(needed.permissions, permission) ? needed.permissions[permission] : undefined;
    if (wanted === undefined) report('warning', 'permission-superfluous', subject, `${permission}: ${level}`);
    else if (level !== wanted && grants(level, wanted)) report('warning', 'permission-superfluous', subject, `${permission}: ${level} (${wanted} is enough)`);
  }
  for (const event of needed.events) if (!held.events.includes(event)) report('error', 'event-missing', subject, event);
  for (const event of held.events) if (!needed.events.includes(event)) report('warning', 'event-superfluous', subject, event);
}

function compareChecks(repository: string, checks: readonly RequiredCheck[], name: string, appId: number, report: Report): void {
  const ours = checks.filter((check) => check.name === name);
  if (ours.length === 0) { report('error', 'check-not-required', repository, `no rule of the default branch requires ${name}: a blocked pull request can be merged`); return; }
  if (checks.some((check) => check.queue === 'last')) report('error', 'queue-merges-blocked', repository, 'the merge queue merges a whole group once its last entry is green, a blocked one before it too: let it require that all entries pass (ALLGREEN)');
  if (ours.some((check) => check.source === appId)) return;
  const other = ours.find((check) => check.source !== undefined);
  if (other) report('error', 'check-of-another-app', repository, `the ${other.from} expects ${name} from App ${other.source}, so that ours never fulfils it`);
  else report('error', 'check-without-source', repository, `anyone who may push can report ${name} as green: set this App (id ${appId}) as its source`);
}

function compareTrust({ refreshed, days, own }: DoctorTrust, report: Report): void {
  const age = days === undefined ? 'those that this version comes with count' : `last refreshed ${days} days ago`;
  report('info', 'trust-roots', 'trust', `${age}${refreshed ? '' : ', not refreshed (TRUST_TUF_URL=off)'}${own.length === 0 ? '' : `; of your own: ${own.join(', ')}`}`);
  if (refreshed && days !== undefined && days > trustDays) report('warning', 'trust-stale', 'trust', 'refreshing fails: the log says why, and what was trusted before stays so');
}

/**
 * Compares what GitHub grants, sends and requires with what is needed: the App's own permissions and events, each installation's (they stay
 * behind until their owner consents), the webhook, and the rules of each default branch. It writes nothing.
 */
export async function doctor(ports: DoctorPorts): Promise<DoctorReport> {
  const findings: DoctorFinding[] = [];
  const report: Report = (level, code, subject, detail) => { findings.push({ level, code, subject, detail }); };
  const counts = { installations: 0, repositories: 0 };
  let unchecked = false;
  async function attempt<T>(subject: string, what: string, read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      unchecked = true;
      const { code } = problemOf(error);
      report('error', 'not-checked', subject, `${what}: ${code satisfies ErrorCode}`);
      return undefined;
    }
  }

  const [app, hook, failed, installations, trust] = await Promise.all([
    attempt('app', 'permissions and events', () => ports.app()), attempt('app', 'webhook', () => ports.hook()),
    attempt('app', 'deliveries', () => ports.failedDeliveries(ports.since)), attempt('app', 'installations', () => ports.installations()),
    ports.trust ? attempt('trust', 'database', () => ports.trust!()) : undefined,
  ]);
  if (app) compareGrant('app', app, ports.needed, report);
  if (hook) compareHook(hook, report);
  if (failed && failed.length > 0) report('warning', 'deliveries-failed', 'app', `${failed.length} deliveries did not arrive`);
  if (trust) compareTrust(trust, report);
  if (installations?.length === 0) report('error', 'not-installed', 'app', 'the App is installed nowhere');
  for (const installation of installations ?? []) {
    counts.installations++;
    if (installation.suspended) { report('warning', 'suspended', installation.account, 'the installation is suspended'); continue; }
    if (!isServed(ports.served, installation.id, installation.account)) { report('info', 'not-served', installation.account, 'not in MERGEWARDEN_INSTALLATIONS: its pull requests are not reviewed'); continue; }
    compareGrant(installation.account, installation, ports.needed, report);
    const repositories = await attempt(installation.account, 'repositories', () => ports.repositories(installation.id));
    if (!repositories) continue;
    if (repositories.length === 0) report('warning', 'no-repositories', installation.account, 'no repository is selected');
    if (!repositories.some((one) => one.name === '.github')) {
      report('info', 'policy-repository-absent', installation.account, 'the repository .github is not among those selected: a private policy of the organisation cannot be read');
    }
    const active = repositories.filter((one) => !one.archived && one.name !== '.github');
    if (active.length > mostRepositories) report('info', 'not-all-checked', installation.account, `rules of ${mostRepositories} of ${active.length} repositories were read`);
    for (const repository of active.slice(0, mostRepositories)) {
      const name = `${repository.owner}/${repository.name}`;
      const checks = await attempt(name, 'rules', () => ports.requiredChecks(installation.id, repository));
      if (!checks) continue;
      counts.repositories++;
      if (app) compareChecks(name, checks, ports.checkName, app.id, report);
    }
  }
  if (ports.served && installations && !installations.some((one) => isServed(ports.served, one.id, one.account))) report('error', 'not-installed', 'app', 'no installation is in MERGEWARDEN_INSTALLATIONS');
  const wrong = findings.some((one) => one.level !== 'info');
  return { schema: 1, ...(app ? { app: { id: app.id, slug: app.slug } } : {}), checked: counts, findings, exitCode: unchecked ? 2 : wrong ? 1 : 0 };
}

function compareHook(hook: { readonly url?: string; readonly secret: boolean; readonly json: boolean; readonly insecure: boolean }, report: Report): void {
  if (hook.url === undefined || hook.url === '') { report('error', 'hook-absent', 'app', 'no webhook address is set'); return; }
  if (!hook.url.startsWith('https://')) report('warning', 'hook-not-https', 'app', 'the webhook address is not https: private payloads cross the network in clear');
  if (!hook.secret) report('error', 'hook-secret-absent', 'app', 'the webhook has no secret: its deliveries are refused');
  if (!hook.json) report('error', 'hook-not-json', 'app', 'the content type must be application/json');
  if (hook.insecure) report('warning', 'hook-insecure', 'app', 'certificate verification is switched off');
}

/** The report for a person. Subjects and details hold names of accounts and repositories; control characters are cut. */
export function doctorText(report: DoctorReport): string {
  const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '');
  const lines = report.findings.map((one) => `${one.level.padEnd(7)} ${plain(one.subject)}: ${one.code}: ${plain(one.detail)}`);
  const app = report.app ? `${plain(report.app.slug)} (id ${report.app.id})` : 'the App could not be read';
  const seen = `${report.checked.installations} installations, ${report.checked.repositories} repositories`;
  const end = report.exitCode === 0 ? 'all is in place' : report.exitCode === 1 ? 'not all is in place' : 'not all could be checked';
  return `${[`App: ${app}; ${seen}`, ...lines, end].join('\n')}\n`;
}
