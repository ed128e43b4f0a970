import { exploitedFolder } from '../../adapters/exploited/exploited-source.js';
import { createExportClient } from '../../adapters/osv/export-client.js';
import { folderHoldings, joinedSource } from '../../adapters/osv/osv-source.js';
import { sharedExport } from '../../adapters/osv/shared-export.js';
import { postgresImports } from '../../adapters/postgres/imports.js';
import type { Network } from '../../adapters/registry/index.js';
import type { AdvisorySource } from '../../ports/advisory-source.js';
import { exportedEcosystem, noAdvisories } from '../advisories.js';
import type { Configuration } from '../configuration.js';
import type { Machine } from './run.js';
import type { Database } from './service.js';

export interface ServiceAdvisories {
  /** The source as one review sees it from its first question on. */
  pinned(): AdvisorySource;
  /** What is held, without waiting for a first download. */
  dataNow: AdvisorySource['data'];
  /** Ends what runs in the background, before the database is closed. */
  stop(): Promise<void>;
}

/** Known advisories of the service: the folder of `ADVISORIES_DIR`, the export of `ADVISORIES_URL`, which its processes share in the database, or both. */
export function serviceAdvisories(configuration: Pick<Configuration, 'advisories' | 'advisoriesUrl' | 'exploited'>, database: Pick<Database, 'pool'>, network: Network, machine: Pick<Machine, 'clock' | 'timers' | 'log'>): ServiceAdvisories {
  const { advisories: path, advisoriesUrl: address } = configuration;
  const folder = path === undefined ? [] : [folderHoldings({ path, clock: machine.clock })];
  const client = address === undefined ? undefined : createExportClient(address, { timers: machine.timers, network });
  const shared = address === undefined || !client ? undefined : sharedExport({
    source: `osv:${exportedEcosystem}`, address, ecosystem: exportedEcosystem, client, imports: postgresImports(database.pool), ...machine,
  });
  const source = folder.length === 0 && !shared ? undefined : joinedSource([...folder, ...(shared ? [() => shared.holding()] : [])]);
  const now = joinedSource([...folder, ...(shared ? [async () => shared.holdingNow()] : [])]);
  const exploited = configuration.exploited === undefined ? undefined : exploitedFolder(configuration.exploited, machine.clock);
  return {
    pinned: () => { const one = source?.pinned() ?? noAdvisories; return exploited ? exploited.over(one) : one; },
    dataNow: () => now.data(),
    stop: async () => { await shared?.stop(); client?.close(); },
  };
}
