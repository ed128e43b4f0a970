import { databasePool, type DatabaseAddress } from '../../../src/adapters/postgres/connect.js';
import { postgresTrust } from '../../../src/adapters/postgres/trust-states.js';
import { networkRead } from '../../../src/adapters/sigstore/fetcher.js';
import { sharedTrust } from '../../../src/adapters/sigstore/shared-trust.js';
import { systemTimers } from '../../../src/adapters/system/clock.js';
import type { Log } from '../../../src/ports/log.js';

// A process that brings trusted roots up to date, until it is killed.
const { database, address, root, keysTarget, now } = JSON.parse(process.argv[2] ?? '') as { readonly database: DatabaseAddress; readonly address: string; readonly root: string; readonly keysTarget: string; readonly now: number };
const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, with: () => silent };
const { begin } = networkRead(address, { strictSsl: true });
const repository = { address, keysTarget, root: Buffer.from(root, 'base64') };
sharedTrust({ repository, source: address, pinned: { trustedRoot: '', keys: '' }, stored: postgresTrust(databasePool(database)), begin, clock: { now: () => now }, timers: systemTimers, log: silent });
