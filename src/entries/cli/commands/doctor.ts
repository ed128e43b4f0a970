import os from 'node:os';
import { systemClock, systemTimers } from '../../../adapters/system/clock.js';
import { doctor, doctorText } from '../../../app/doctor.js';
import { handledEvents } from '../../../app/events.js';
import { Failure } from '../../../core/errors.js';
import { readConfiguration } from '../../configuration.js';
import { parseWords } from '../arguments.js';
import { printJson, type Command, type ExitCode, type Io } from '../io.js';

const usage = `Usage: mergewarden doctor [--data DIR] [--json]

Compares what the App is granted with what it needs: permissions, events,
webhook, and that each repository's rules require the check "mergewarden" with
our App as its source. Credentials come from the environment or the data folder,
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
  const report = await doctor({ ...reads, ...(configuration.installations ? { served: configuration.installations } : {}) });
  if (values.json === true) printJson(io, { ...report });
  else io.out(doctorText(report));
  return report.exitCode;
}

export const doctorCommand: Command = { name: 'doctor', summary: 'compare what the App is granted with what it needs', usage, options: Object.keys(options), run };
