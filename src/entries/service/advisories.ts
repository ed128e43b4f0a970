import { exploitedFolder } from '../../adapters/exploited/exploited-source.js';
import { createOsvApi } from '../../adapters/osv/api-client.js';
import { createExportClient } from '../../adapters/osv/export-client.js';
import { folderHoldings, joinedSource, type Held } from '../../adapters/osv/osv-source.js';
import { sharedExport } from '../../adapters/osv/shared-export.js';
import { postgresImports } from '../../adapters/postgres/imports.js';
import type { Network } from '../../adapters/registry/index.js';
import type { AdvisorySource } from '../../ports/advisory-source.js';
import type { AdvisoryRegistry, Tenancy } from '../../ports/registry.js';
import { askServices, exportedEcosystems, noAdvisories } from '../advisories.js';
import type { Configuration } from '../configuration.js';
import type { Machine } from './run.js';
import type { Database } from './service.js';

export interface ServiceAdvisories {
  /** The source as one review sees it from its first question on, and on whose behalf services are asked. */
  pinned(tenancy: Tenancy): AdvisorySource;
  /** What is held, without waiting for a first download. */
  dataNow: AdvisorySource['data'];
  /** Ends what runs in the background, before the database is closed. */
  stop(): Promise<void>;
}

/** Known advisories of the service: the folder of `ADVISORIES_DIR`, the export of `ADVISORIES_URL`, which its processes share in the database, and the services that the operator opted for. */
export function serviceAdvisories(configuration: Pick<Configuration, 'advisories' | 'advisoriesUrl' | 'advisoryAgeMs' | 'advisoryServices' | 'exploited'>, database: Pick<Database, 'pool'>, network: Network, registry: AdvisoryRegistry, machine: Pick<Machine, 'clock' | 'timers' | 'log'>): ServiceAdvisories {
  const { advisories: path, advisoriesUrl: address, advisoryAgeMs: maxAgeMs } = configuration;
  const folder = path === undefined ? [] : [folderHoldings({ path, clock: machine.clock, ...(maxAgeMs === undefined || address !== undefined ? {} : { age: { clock: machine.clock, maxMs: maxAgeMs } }) })];
  const client = address === undefined ? undefined : createExportClient(address, { timers: machine.timers, network });
  const exports = address === undefined || !client ? [] : exportedEcosystems.map((ecosystem) => ({ ecosystem, shared: sharedExport({
    source: `osv:${ecosystem}`, address, ecosystem, client, imports: postgresImports(database.pool), ...machine, ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
  }) }));
  // Only a question on its ecosystem waits for the first download of an export.
  const held = exports.map(({ ecosystem: own, shared }): Held => async (ecosystem) => (ecosystem === undefined ? shared.holdingNow() : ecosystem === own ? shared.holding() : undefined));
  const { api: apiAddress, registry: asksRegistry = false } = configuration.advisoryServices ?? {};
  const api = apiAddress === undefined ? undefined : createOsvApi(apiAddress, { timers: machine.timers, network });
  const ended = new AbortController();
  const source = folder.length === 0 && exports.length === 0 && !api && !asksRegistry ? undefined : joinedSource([...folder, ...held]);
  const now = joinedSource([...folder, ...exports.map(({ shared }): Held => async () => shared.holdingNow())]);
  const exploited = configuration.exploited === undefined ? undefined : exploitedFolder(configuration.exploited, machine.clock);
  return {
    pinned: (tenancy) => {
      const one = source?.pinned(askServices({ ...(api ? { api } : {}), registry: asksRegistry }, { registry, tenancy, clock: machine.clock, signal: ended.signal })) ?? noAdvisories;
      return exploited ? exploited.over(one) : one;
    },
    dataNow: () => now.data(),
    stop: async () => { await Promise.all(exports.map(({ shared }) => shared.stop())); client?.close(); ended.abort(); api?.close(); },
  };
}
