import { readFile } from 'node:fs/promises';
import { Failure } from '../../core/errors.js';

/** The system user that the server runs as. `spawn` goes into every spawn of it; `uid` is set only where it is not our own. */
export interface Account {
  readonly name: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly spawn: { readonly uid?: number; readonly gid?: number };
}

/**
 * PostgreSQL refuses to run as root. Root's server therefore runs as `postgres` where that user exists, else as `nobody`; no user
 * is ever made. Everyone else's server runs as themselves.
 * @param users the text of the user database (`passwd`), read by default from its usual place.
 * @throws Failure EMBEDDED_FAILED when root finds neither user.
 */
export async function serverAccount(users?: string): Promise<Account> {
  if (process.getuid?.() !== 0) return { name: 'self', spawn: {} };
  const text = users ?? (await readFile('/etc/passwd', 'utf8').catch(() => ''));
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = text.split('\n').find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid === undefined || gid === undefined) continue;
    const ids = { uid: Number(uid), gid: Number(gid) };
    if (Number.isInteger(ids.uid) && Number.isInteger(ids.gid) && ids.uid > 0) return { name, ...ids, spawn: ids };
  }
  throw new Failure('EMBEDDED_FAILED', { step: 'account' });
}
