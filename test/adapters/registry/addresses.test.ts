import { describe, expect, test } from '@jest/globals';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { assertOutside, isInside, outsideLookup } from '../../../src/adapters/registry/addresses.js';

describe('isInside', () => {
  test.each(['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '192.0.0.8', '198.18.0.1',
    '::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '64:ff9b::7f00:1', '64:ff9b::a00:1', '2002:7f00:1::', '2001:db8::1', 'no address'])('%s', (address) => {
    expect(isInside(address)).toBe(true);
  });
  test.each(['1.1.1.1', '172.15.0.1', '172.32.0.1', '100.128.0.1', '11.0.0.1', '2606:4700::1111', '::ffff:1.1.1.1', '64:ff9b::101:101'])('not %s', (address) => {
    expect(isInside(address)).toBe(false);
  });
});

describe('outsideLookup', () => {
  const answering = (found: LookupAddress[]): LookupFunction => (_host, _options, done) => { done(null, found); };
  const ask = (found: LookupAddress[], all: boolean): Promise<unknown> => new Promise((resolve) => {
    outsideLookup(answering(found))('registry.example', { all }, (error, address, family) => { resolve(error ?? (all ? address : [address, family])); });
  });

  test('gives what was looked at, in the form that was asked for', async () => {
    const found = [{ address: '1.1.1.1', family: 4 }, { address: '2606:4700::1111', family: 6 }];
    expect(await ask(found, true)).toEqual(found);
    expect(await ask(found, false)).toEqual(['1.1.1.1', 4]);
  });
  test.each([true, false])('one address inside spoils all (all: %s)', async (all) => {
    expect(await ask([{ address: '1.1.1.1', family: 4 }, { address: '10.0.0.1', family: 4 }], all)).toMatchObject({ code: 'REGISTRY_NOT_CONFIGURED' });
    expect(await ask([], all)).toMatchObject({ code: 'REGISTRY_NOT_CONFIGURED' });
  });
});

test('assertOutside looks at addresses and leaves names to the lookup', () => {
  for (const host of ['127.0.0.1', '[::1]', '[::ffff:10.0.0.1]']) expect(() => assertOutside(host)).toThrow(expect.objectContaining({ code: 'REGISTRY_NOT_CONFIGURED' }));
  for (const host of ['1.1.1.1', '[2606:4700::1111]', 'localhost']) expect(() => assertOutside(host)).not.toThrow();
});
