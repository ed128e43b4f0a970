import net from 'node:net';
import type { DatabaseAddress } from '../../src/adapters/postgres/connect.js';

/**
 * Where a statement is cut off: before it is passed on, or after it was carried out and before its answer is. A simple query is one message
 * (`Q`); an extended one ends with `Sync` (`S`), on which the server commits (PostgreSQL documentation, "Message Flow").
 */
export type CutMoment = 'before' | 'after';

export interface CuttingProxy {
  readonly address: DatabaseAddress;
  /** Statements seen since the last `arm`. */
  readonly seen: number;
  readonly met: boolean;
  /** Counts from 1 again, and cuts every connection at the nth statement. */
  arm(nth: number, moment: CutMoment): void;
  /** Cuts every connection now. */
  cut(): void;
  close(): Promise<void>;
}

const readyForQuery = 'Z'.charCodeAt(0);
const ends = new Set(['Q', 'S'].map((letter) => letter.charCodeAt(0)));

/** Takes whole messages off a stream: a letter, a length that counts itself, a body. The first one of a client has no letter. */
function messages(lettered: boolean, each: (letter: number | undefined, message: Buffer) => void): (part: Buffer) => void {
  let rest = Buffer.alloc(0);
  let first = !lettered;
  return (part) => {
    rest = Buffer.concat([rest, part]);
    for (;;) {
      const head = first ? 0 : 1;
      if (rest.length < head + 4) return;
      const size = head + rest.readUInt32BE(head);
      if (rest.length < size) return;
      const message = rest.subarray(0, size);
      rest = rest.subarray(size);
      const letter = first ? undefined : message[0];
      first = false;
      each(letter, message);
    }
  };
}

/** Stands between a pool and a server on a unix socket. Connections that come after a cut are passed on again. */
export async function cuttingProxy(server: Extract<DatabaseAddress, { readonly host: string }>): Promise<CuttingProxy> {
  const open = new Set<net.Socket>();
  let [seen, at, met] = [0, Number.POSITIVE_INFINITY, false];
  let moment: CutMoment = 'before';
  const cut = (): void => {
    met = true;
    for (const socket of open) socket.destroy();
    open.clear();
  };
  const listener = net.createServer((client) => {
    client.setNoDelay(true);
    const behind = net.connect(`${server.host}/.s.PGSQL.${server.port}`);
    // The server answers each end of a statement with one ReadyForQuery, and the start of a session too.
    const waiting: boolean[] = [false];
    for (const [one, other] of [[client, behind], [behind, client]] as const) {
      open.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
    client.on('data', messages(false, (letter, message) => {
      if (client.destroyed) return;
      if (letter !== undefined && ends.has(letter)) {
        const nth = (seen += 1) === at;
        if (nth && moment === 'before') return cut();
        waiting.push(nth);
      }
      behind.write(message);
    }));
    let held = false;
    behind.on('data', messages(true, (letter, message) => {
      held ||= waiting[0] === true;
      if (!held && !client.destroyed) client.write(message);
      if (letter === readyForQuery && waiting.shift() === true) cut();
    }));
  });
  await new Promise<void>((resolve) => { listener.listen(0, '127.0.0.1', resolve); });
  const { port } = listener.address() as net.AddressInfo;
  return {
    address: { ...server, host: '127.0.0.1', port },
    get seen() { return seen; },
    get met() { return met; },
    arm(nth, when) {
      [seen, at, met, moment] = [0, nth, false, when];
    },
    cut,
    async close() {
      const closed = new Promise<void>((resolve) => { listener.close(() => { resolve(); }); });
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
