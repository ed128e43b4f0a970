import type pg from 'pg';
import { z } from 'zod';
import { severities } from '../../core/finding.js';
import { licenceUnknown, unfixedRules, type Policy } from '../../core/policy.js';
import { policyHash } from '../../policy/merge.js';
import type { Json } from '../../core/json.js';
import type { Policies, PolicyPlace } from '../../ports/policies.js';
import { appendEntries } from './audit.js';
import { inTransaction } from './connect.js';
import { readPolicy } from './statements/read-policy.js';
import { writePolicy } from './statements/write-policy.js';
import { execute } from './statement.js';

const stored = z.strictObject({
  mode: z.enum(['observe', 'warn', 'block']),
  checks: z.record(z.string(), z.strictObject({ mode: z.enum(['off', 'warn', 'block']), threshold: z.enum(severities), failMode: z.enum(['open', 'closed']) })),
  registries: z.strictObject({ allowed: z.array(z.string()) }),
  waivers: z.array(z.strictObject({
    fingerprint: z.string(), package: z.string().exactOptional(), version: z.string().exactOptional(), integrity: z.string().exactOptional(),
    reason: z.string(), by: z.string(), until: z.string(),
  })),
  cooldown: z.strictObject({ days: z.number(), except: z.array(z.string()) }).exactOptional(),
  private: z.strictObject({ scopes: z.array(z.string()), names: z.array(z.string()) }).exactOptional(),
  licences: z.strictObject({ allow: z.array(z.string()).exactOptional(), deny: z.array(z.string()), unknown: z.enum(licenceUnknown), except: z.array(z.string()) }).exactOptional(),
  advisories: z.strictObject({ development: z.enum(severities), unfixed: z.enum(unfixedRules) }).exactOptional(),
  provenance: z.strictObject({ require: z.array(z.strictObject({ packages: z.array(z.string()), repository: z.string().exactOptional(), builder: z.string().exactOptional() })) }).exactOptional(),
  hash: z.string(),
  sources: z.array(z.strictObject({
    kind: z.enum(['default', 'organisation', 'repository', 'file']), path: z.string().exactOptional(), oid: z.string().exactOptional(), state: z.enum(['read', 'absent', 'last-good']),
  })),
});

function rowOf({ installation, repository, baseRef }: PolicyPlace): [number, number, string] {
  return [installation, repository, baseRef];
}

/** The last good policies in PostgreSQL. A row is read back only as a whole policy with its own hash: what an older version wrote otherwise is as if it were not there. */
export function postgresPolicies(pool: pg.Pool): Policies {
  return {
    async lastGood(place) {
      const { rows: [row] } = await execute<{ readonly hash: string; readonly body: unknown }>(pool, readPolicy, rowOf(place));
      const read = stored.safeParse(row?.body);
      if (!row || !read.success) return undefined;
      const policy: Policy = read.data;
      return policy.hash === row.hash && policyHash(policy) === row.hash ? policy : undefined;
    },
    keep: (place, policy, head) => inTransaction(pool, async (client) => {
      const { rows: [changed] } = await execute<{ readonly before: string | null }>(client, writePolicy, [...rowOf(place), policy.hash, JSON.stringify(policy)]);
      if (!changed) return;
      const { installation, repository, baseRef } = place;
      await appendEntries(client, [{ kind: 'policy', installation, repository, head, body: JSON.parse(JSON.stringify({ baseRef, before: changed.before, policy })) as Json }]);
    }),
  };
}
