import type { Command, ExitCode } from '../io.js';

/** The service brings a database, a queue and GitHub with it: it is loaded only where it is started. */
async function start(word: 'serve' | 'worker', argv: readonly string[]): Promise<ExitCode> {
  const [service, { composition }] = await Promise.all([import('../../service/run.js'), import('../../service/composition.js')]);
  return (await service[word](argv, composition)) as ExitCode;
}

const environment = `Settings come from the environment:
  MERGEWARDEN_APP_ID, MERGEWARDEN_PRIVATE_KEY (or MERGEWARDEN_PRIVATE_KEY_FILE),
  MERGEWARDEN_WEBHOOK_SECRET
                     the App's credentials; without them "serve" leads through
                     creating the App
  MERGEWARDEN_WEBHOOK_SECRET_PREVIOUS
                     also accepted, while the secret is being changed
  MERGEWARDEN_GITHUB_API
                     REST address of an Enterprise Server, for example
                     https://HOST/api/v3
  DATABASE_URL       a PostgreSQL shared by any number of processes; without it
                     the service brings its own
  ADVISORIES_DIR     known advisories: a folder or file of OSV records
  ADVISORIES_URL     known advisories: the address of an export, fetched into
                     the database and brought up to date every hour
  ADVISORIES_API, ADVISORIES_REGISTRY
                     services that are told the names of public packages: the
                     address of an OSV API; 1 for the default registry
  EXPLOITED_DIR      a folder with EPSS scores and CISA's known exploited
                     vulnerabilities, to be shown beside advisories
  TRUST_FILE, TRUST_TUF_URL, TRUST_TUF_ROOT
                     trusted roots and keys of your own; a mirror of the public
                     ones, or off
  MERGEWARDEN_INSTALLATIONS
                     serve these installations alone: ids or account names
  PORT, MERGEWARDEN_HOST, MERGEWARDEN_WEBHOOK_PATH, MERGEWARDEN_DATA,
  MERGEWARDEN_LOG_LEVEL, MERGEWARDEN_RETENTION_DAYS
docs/install.md has them all.`;
const exitCodes = 'Exit code: 0 ended as asked, 1 lost its database, 2 could not start, 64 wrong\nusage.';
const [port, data] = ['  --port PORT        where to listen; also PORT', '  --data DIR         the folder of its own data; also MERGEWARDEN_DATA'];

export const serveCommand: Command = {
  name: 'serve', summary: 'run the service: take deliveries and review',
  usage: `Usage: mergewarden serve [--port PORT] [--data DIR]\n\nTakes GitHub's deliveries, reviews, publishes. One process; with DATABASE_URL\nany number of them share the work.\n\n${port}\n${data}\n\n${environment}\n\nExample: mergewarden serve --port 3000\n\n${exitCodes}`,
  options: ['port', 'data'],
  run: (argv) => start('serve', argv),
};

export const workerCommand: Command = {
  name: 'worker', summary: 'only review, on a shared database',
  usage: `Usage: mergewarden worker [--port PORT] [--data DIR]\n\nReviews what the deliveries of other processes ask for. Needs DATABASE_URL.\n\n${port}\n${data}\n\n${environment}\n\nExample: DATABASE_URL=postgres://HOST/mergewarden mergewarden worker\n\n${exitCodes}`,
  options: ['port', 'data'],
  run: (argv) => start('worker', argv),
};
