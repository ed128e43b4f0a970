import { postgresTrust } from '../../adapters/postgres/trust-states.js';
import type { Network } from '../../adapters/registry/index.js';
import { networkRead } from '../../adapters/sigstore/fetcher.js';
import { pinnedTrust } from '../../adapters/sigstore/pinned.js';
import { sharedTrust } from '../../adapters/sigstore/shared-trust.js';
import { stateOf } from '../../adapters/sigstore/state.js';
import type { RegistryTable } from '../../core/registries.js';
import { repositoryOf, running, type RunningTrust, type TrustSettings } from '../trust.js';
import type { Machine } from './run.js';
import type { Database } from './service.js';

/** The trusted roots of the service, which its processes share in the database and refresh in the background. */
export function serviceTrust(settings: TrustSettings, table: RegistryTable, network: Network, database: Pick<Database, 'pool'>, machine: Pick<Machine, 'clock' | 'timers' | 'log'>): RunningTrust {
  const pinned = pinnedTrust(table.publicDefault);
  const { repository, source, asked } = repositoryOf(settings, pinned.repository);
  return running(settings, table, () => {
    const reader = asked ? networkRead(repository.address, network) : undefined;
    return { reader, keeper: sharedTrust({ repository, source, pinned: pinned.texts, stored: postgresTrust(database.pool), ...machine, ...(reader ? { begin: reader.begin } : {}) }) };
  }, (registry) => { machine.log.warn('trusted roots are named for a registry that is not configured', { registry }); });
}

/** When the service last saw its trusted roots to be the newest, in milliseconds since the epoch; undefined where it never did, or what it stored is none. What is stored is read and not verified: it is told, not used. */
export async function seenTrust(settings: TrustSettings, publicDefault: string, database: Pick<Database, 'pool'>): Promise<number | undefined> {
  const { source } = repositoryOf(settings, pinnedTrust(publicDefault).repository);
  const row = await postgresTrust(database.pool).read(source);
  return row?.text === undefined ? undefined : stateOf(row.text)?.checkedAt;
}
