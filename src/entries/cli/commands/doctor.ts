import os from 'node:os';
import { publicDefaultRegistry } from '../../../adapters/registry/index.js';
import { systemClock, systemTimers } from '../../../adapters/system/clock.js';
import { doctor, doctorText, type DoctorPorts } from '../../../app/doctor.js';
import { handledEvents } from '../../../app/events.js';
import { Failure } from '../../../core/errors.js';
import { readConfiguration, type Configuration } from '../../configuration.js';
import { parseWords } from '../arguments.js';
import { printJson, type Command, type ExitCode, type Io } from '../io.js';

const usage = `Usage: mergewarden doctor [--data DIR] [--json]

Compares what the App is granted with what it needs: permissions, events,
webhook, and that each repository's rules require the check "mergewarden" with
our App as its source. With DATABASE_URL it also says how old the trusted roots
are. Credentials come from the environment or the data folder,
as for "serve".

  --data DIR         the service's data folder
  --json             one JSON document on stdout

Example: mergewarden doctor --json

Exit code: 0 all as it should be, 1 something is wrong, 2 something could not be
checked, 64 wrong usage.`;

const options = { json: { type: 'boolean' }, data: { type: 'string' } } as const;

async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseWords(argv, options);
  const configuration = readConfiguration({ argv: values.data === undefined ? [] : ['--data', values.data], env: io.env, home: os.homedir(), root: process.getuid?.() === 0 });
  if (!configuration.app) throw new Failure('CONFIGURATION', { problems: ['there are no App credentials; "mergewarden serve" leads through creating the App'] });
  const [{ createDoctorReads }, { createGitHub }] = await Promise.all([import('../../../adapters/github/doctor-reads.js'), import('../../../adapters/github/client.js')]);
  const github = createGitHub({ appId: configuration.app.id, privateKey: configuration.app.privateKey, clock: systemClock, timers: systemTimers, ...(configuration.apiUrl === undefined ? {} : { baseUrl: configuration.apiUrl }) });
  const reads = createDoctorReads(github, systemClock, handledEvents.filter((event) => !event.implicit).map((event) => event.event));
  const trust = await trustReads(configuration);
  const report = await doctor({ ...reads, ...trust, ...(configuration.installations ? { served: configuration.installations } : {}) });
  if (values.json === true) printJson(io, { ...report });
  else io.out(doctorText(report));
  return report.exitCode;
}

/** How to ask the service's database for its trusted roots; nothing where it is the service's own, which only the service reaches. */
async function trustReads({ databaseUrl, trust = { own: [] } }: Configuration): Promise<Pick<DoctorPorts, 'trust'>> {
  if (databaseUrl === undefined) return {};
  const [{ databasePool }, { seenTrust }] = await Promise.all([import('../../../adapters/postgres/connect.js'), import('../../service/trust.js')]);
  return {
    async trust() {
      const pool = databasePool({ url: databaseUrl }, 1);
      try {
        const seen = await seenTrust(trust, publicDefaultRegistry(), { pool });
        return { refreshed: trust.address !== 'off', own: trust.own.map(({ registry }) => registry), ...(seen === undefined ? {} : { days: Math.max(0, Math.floor((systemClock.now() - seen) / 86_400_000)) }) };
      } finally {
        await pool.end();
      }
    },
  };
}

export const doctorCommand: Command = { name: 'doctor', summary: 'compare what the App is granted with what it needs', usage, options: Object.keys(options), run };
