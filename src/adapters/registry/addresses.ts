import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { BlockList, isIP } from 'node:net';
import { Failure } from '../../core/errors.js';

/** IANA's special-purpose address registries (RFC 6890 and successors): what is not globally reachable. */
const special = new BlockList();
const ranges4: readonly [string, number][] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24],
  ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
];
const ranges6: readonly [string, number][] = [['::', 128], ['::1', 128], ['64:ff9b:1::', 48], ['100::', 64], ['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20], ['5f00::', 16], ['fc00::', 7], ['fe80::', 10], ['fec0::', 10], ['ff00::', 8]];
for (const [net, prefix] of ranges4) {
  special.addSubnet(net, prefix, 'ipv4');
  // The same addresses as IPv6 writes them: mapped (RFC 4291) and translated (RFC 6052).
  special.addSubnet(`::ffff:${net}`, 96 + prefix, 'ipv6');
  special.addSubnet(`64:ff9b::${net}`, 96 + prefix, 'ipv6');
}
for (const [net, prefix] of ranges6) special.addSubnet(net, prefix, 'ipv6');

/** True for an address that leads somewhere inside: loopback, private, link-local, and whatever else is not globally reachable. */
export function isInside(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  const family = isIP(bare);
  return family === 0 || special.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}

function refused(host: string): Failure {
  return new Failure('REGISTRY_NOT_CONFIGURED', { host, reason: 'private-address' });
}

/** Refuses a host that is itself an address inside: no name is looked up for it. `host` as URL has it, IPv6 in brackets. */
export function assertOutside(host: string): void {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0 && isInside(bare)) throw refused(host);
}

/**
 * A lookup for sockets that fails with REGISTRY_NOT_CONFIGURED { reason: 'private-address' } when any of a name's addresses leads inside.
 * The socket connects to just the addresses that were looked at, so a name that changes its mind gains nothing.
 */
export function outsideLookup(lookup: LookupFunction = systemLookup as LookupFunction): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      const all = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : (found ?? []);
      if (error) done(error, []);
      else if (all.length === 0 || all.some(({ address }) => isInside(address))) done(refused(host), []);
      else if (options.all === true) done(null, all);
      else done(null, all[0]!.address, all[0]!.family);
    });
  };
}
