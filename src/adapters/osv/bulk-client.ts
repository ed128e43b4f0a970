import { bulkRecords } from '../../advisories/bulk.js';
import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import type { AdvisoryRegistry, Tenancy } from '../../ports/registry.js';
import type { AdvisoryService } from './asked.js';

/** Names of one request: `npm audit` sends all at once, and some registries refuse long bodies. */
const batchMost = 500;

/**
 * What the default registry knows against packages that come from it, asked as `npm audit` asks. Names and versions are told to it, as they are when the packages are installed.
 */
export function registryAdvisories(registry: AdvisoryRegistry, tenancy: Tenancy, signal: AbortSignal): AdvisoryService {
  return {
    source: 'registry', ecosystems: ['npm'], most: batchMost, byVersion: true, serves: true,
    async records(_ecosystem, packages) {
      const asked = Object.create(null) as { [name: string]: string[] };
      for (const { name, version } of packages) if (version !== undefined && version !== '') (asked[name] ??= []).push(version);
      if (Object.keys(asked).length === 0) return [];
      const records = bulkRecords(await registry.advisories({ packages: asked, tenancy, signal, most: limits.advisoryListBytes.value }));
      if (!records) throw new Failure('ADVISORIES_UNREACHABLE', { source: 'registry', reason: 'answer' });
      return records;
    },
  };
}
