import os from 'node:os';
import { Failure } from '../../core/errors.js';
import type { Database } from '../service/service.js';
import type { Io } from './io.js';

/**
 * Runs work on the service's database: the one that DATABASE_URL names, else the service's own in the data folder, which must not be
 * running then. None is made: an empty one would answer that nothing ever happened. What it needs is loaded here, so that other
 * commands start without it.
 * @throws Failure CONFIGURATION, DATABASE_*, SCHEMA_NEWER, EMBEDDED_*.
 */
export async function withDatabase<T>(io: Io, data: string | undefined, work: (database: Database) => Promise<T>): Promise<T> {
  const [{ readConfiguration }, { openDatabase }, { startEmbeddedPostgres }, { holdsServer }] = await Promise.all([import('../configuration.js'), import('../service/service.js'), import('../../adapters/embedded-postgres/server.js'), import('../../adapters/embedded-postgres/folder.js')]);
  const configuration = readConfiguration({ argv: data === undefined ? [] : ['--data', data], env: io.env, home: os.homedir(), root: process.getuid?.() === 0 });
  if (configuration.databaseUrl === undefined && !(await holdsServer(configuration.dataFolder))) {
    throw new Failure('CONFIGURATION', { problems: [`no service ever ran in ${configuration.dataFolder}: name its data folder with --data, or its database with DATABASE_URL`] });
  }
  const embedded = configuration.databaseUrl === undefined ? await startEmbeddedPostgres(configuration.dataFolder) : undefined;
  try {
    const database = await openDatabase(embedded ? embedded.connection : { url: configuration.databaseUrl ?? '' });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  } finally {
    await embedded?.stop();
  }
}
