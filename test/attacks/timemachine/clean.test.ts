import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { judgePair } from '../pair.js';
import type { Replica } from '../replicas/replica.js';

const patience = 600_000;
/** Reviews take place on 2026-11-22 at midnight, UTC. */
const [years, months, days, hour] = ['2023-07-01T00:00:00.000Z', '2026-07-01T00:00:00.000Z', '2026-11-20T00:00:00.000Z', '2026-11-21T23:00:00.000Z'] as const;
const ada = { name: 'ada', email: 'ada@left.example' };
const eve = { name: 'eve', email: 'eve@mail.example' };
const build = { name: 'GitHub Actions', email: 'oidc@registry.example', trustedPublisher: { id: 'github' } };

interface History { readonly before: Pick<Replica['after'], 'publishedAt' | 'publisher'>; readonly after: Pick<Replica['after'], 'publishedAt' | 'publisher'> }
/** Histories that no ordinary release has. */
const rare: { readonly [sign: string]: History } = {
  account: { before: { publishedAt: months, publisher: ada }, after: { publishedAt: days, publisher: eve } },
  address: { before: { publishedAt: months, publisher: ada }, after: { publishedAt: days, publisher: { ...ada, email: eve.email } } },
  person: { before: { publishedAt: months, publisher: build }, after: { publishedAt: days, publisher: ada } },
  dormant: { before: { publishedAt: years, publisher: ada }, after: { publishedAt: days, publisher: ada } },
};
/** Histories that every release has on its first day, or in its package's first days. */
const common: { readonly [sign: string]: History } = {
  young: { before: { publishedAt: months, publisher: ada }, after: { publishedAt: hour, publisher: ada } },
  'new-package': { before: { publishedAt: days, publisher: ada }, after: { publishedAt: hour, publisher: ada } },
};

/** The honest changes that warn of something unasked by themselves. */
const withDeed = [
  'bitwarden-cli-2026', 'coa-2021', 'eslint-config-prettier-2025', 'eslint-scope-2018', 'jscrambler-2026-a', 'leo-sdk-2026', 'nx-2025', 'openapi-react-query-codegen-2026', 'posthog-node-2025',
  'redhat-cloud-services-2026', 'rspack-2024', 'ua-parser-js-2021',
];

const all: Replica[] = [];
for (const file of readdirSync(new URL('../clean', import.meta.url)).sort()) all.push(((await import(`../clean/${file}`)) as { replica: Replica }).replica);

async function loudUnder({ before, after }: History): Promise<readonly string[]> {
  const loud: string[] = [];
  for (const replica of all) {
    const old = replica.before && { ...replica.before, ...before };
    const { findings } = await judgePair({ ...replica, ...(old ? { before: old } : {}), after: { ...replica.after, ...after } });
    const said = findings.filter(({ level, severity }) => level === 'default' && (severity === 'high' || severity === 'critical')).map(({ check, message }) => `${check} ${message}`);
    if (said.length > 0) loud.push(`${replica.id}: ${said.join(', ')}`);
  }
  return loud;
}

describe('honest changes of the same shape, under histories that are made unusual', () => {
  test.each(Object.entries(rare))('%s: only those are joined that warn of something unasked', async (sign, history) => {
    expect(await loudUnder(history)).toEqual(withDeed.map((id) => `${id}: takeover ${sign}`));
  }, patience);

  test.each(Object.entries(common))('%s: none is', async (_sign, history) => {
    expect(await loudUnder(history)).toEqual([]);
  }, patience);
});
