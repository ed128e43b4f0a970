import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSecrets, redact } from '../../../src/adapters/github/redact.js';

const pem = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow==\nAAAA\n-----END RSA PRIVATE KEY-----';

describe('redact', () => {
  test.each([
    ['an old installation token', 'token ghs_16C7e42F292c6912E7710c838347Ae178B4a', '16C7e42F'],
    ['a new one, with a JWT behind it', 'ghs_12_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjF9.c2ln-bmF0dXJl here', 'c2ln'],
    ['a personal one', 'x=ghp_abcdefghij', 'abcdefghij'],
    ['a fine-grained one', 'github_pat_11ABC_def', '11ABC'],
    ['a JWT', 'Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjF9.c2ln', 'c2ln'],
    ['an npm token', 'npm_abcdefghijklmnopqrstuvwxyz0123456789', 'abcdefghij'],
    ['a password in a URL', 'https://user:hunter22@git.example/x', 'hunter22'],
    ['a private key', `a ${pem} b`, 'MIIEow'],
    ['a private key without its end', `a ${pem.slice(0, 50)}`, 'MIIEow'],
  ])('cuts %s', (_name, text, secret) => {
    expect(redact(text)).not.toContain(secret);
    expect(redact(text)).toContain('[redacted]');
  });

  test.each(['ghost_writer', 'high_five', 'a public key: -----BEGIN PUBLIC KEY-----\nMII\n-----END PUBLIC KEY-----', 'https://example.invalid/a:b@c', 'npm_config_cache', 'eyJ.a', ''])('leaves %j as it is', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('leaves what is around a key', () => { expect(redact(`a ${pem} b ${pem} c`)).toBe('a [redacted] b [redacted] c'); });

  test('no known value comes out, whatever stands around it', () => {
    fc.assert(fc.property(fc.string({ minLength: 8 }).filter((value) => !'[redacted]'.includes(value)), fc.string(), (value, around) => {
      fc.pre(!around.includes(value));
      const secrets = createSecrets();
      secrets.add(value);
      expect(secrets.redact(`${around}\n${value}\n${around}`)).not.toContain(`\n${value}\n`);
    }), { seed: 1, numRuns: 200 });
  });

  test('forgets the oldest of the added, never those given at the start', () => {
    const secrets = createSecrets(['the-webhook-secret'], 2);
    for (const value of ['value-one', 'value-two', 'value-three']) secrets.add(value);
    expect(secrets.redact('value-one value-two value-three the-webhook-secret')).toBe('value-one [redacted] [redacted] [redacted]');
  });

  test('a short value cuts nothing', () => {
    const secrets = createSecrets(['abc']);
    secrets.add('the');
    expect(secrets.redact('the abc')).toBe('the abc');
  });
});
