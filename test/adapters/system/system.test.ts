import { describe, expect, test } from '@jest/globals';
import { pinoLog } from '../../../src/adapters/system/log.js';
import { prometheusMetrics } from '../../../src/adapters/system/metrics.js';
import { redactor } from '../../../src/adapters/system/redaction.js';

const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAexample\nabcdefghijklmnop\n-----END RSA PRIVATE KEY-----';
const secrets = ['the webhook secret itself', key];
const samples: readonly (readonly [string, string])[] = [
  ['an installation token', `ghs_${'7'}_eyJhbGciOi.J9.x-y_z`], ['a personal token', 'ghp_0123456789abcdefghij'], ['a fine-grained token', 'github_pat_11AAAA_bbbb'],
  ['an npm token', 'npm_0123456789abcdefghij'], ['a JWT', 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjF9.c2lnbmF0dXJl'], ['a header', 'Bearer abcdef0123456789'],
  ['the webhook secret', 'the webhook secret itself'], ['a line of the key', 'MIIEowIBAAKCAQEAexample'], ['the key', key], ['a password in an address', 'postgres://app:hunter2hunter2@db.example/x'],
];

describe('redaction', () => {
  test.each(samples)('%s never comes out: in a message, a field, a list, deep down, or as a key', (_, secret) => {
    const lines: string[] = [];
    const log = pinoLog('debug', redactor(secrets), { write: (line) => { lines.push(line); } });
    log.info(`before ${secret} after`, { plain: secret, list: ['x', secret], deep: { a: { b: { c: secret } } }, [secret]: 1 });
    log.with({ bound: secret }).error('x');
    const text = lines.join('');
    for (const part of secret.split('\n')) expect(text).not.toContain(part.includes('hunter2') ? 'hunter2' : part);
    expect(text).toContain('[redacted]');
  });

  test('a field with a secret name is hidden whatever it holds; ordinary words stay', () => {
    const clean = redactor([]).json({ Authorization: 'x', password: ['y'], repository: 'acme/shop', head: 'a'.repeat(40) });
    expect(clean).toEqual({ Authorization: '[redacted]', password: '[redacted]', repository: 'acme/shop', head: 'a'.repeat(40) });
  });

  test('a secret learned while running is hidden too', () => {
    expect(redactor([], (text) => text.replaceAll('learned', '[redacted]')).text('it was learned')).toBe('it was [redacted]');
  });
});

describe('metrics', () => {
  test('expose what happened, and outlive a reading that fails', async () => {
    const metrics = prometheusMetrics({ queueAge: async () => { throw new Error('no database'); }, hostBudget: () => new Map([['7', 4_999]]), dataAge: async () => new Map([['osv', 60]]) });
    metrics.concluded('block', 3);
    metrics.couldNotCheck('DEADLINE');
    metrics.delivery('stored');
    metrics.jobEnded('review', 'done');
    const { text, type } = await metrics.expose();
    expect(type).toContain('text/plain');
    for (const line of ['mergewarden_reviews_total{outcome="block"} 1', 'mergewarden_could_not_check_total{code="DEADLINE"} 1', 'mergewarden_host_budget_remaining{installation="7"} 4999', 'mergewarden_data_age_seconds{source="osv"} 60', 'mergewarden_queue_age_seconds']) {
      expect(text).toContain(line);
    }
  });
});
