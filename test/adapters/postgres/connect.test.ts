import net from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { databasePool, inTransaction } from '../../../src/adapters/postgres/connect.js';

const servers: net.Server[] = [];
afterEach(async () => { for (const server of servers.splice(0)) await new Promise((resolve) => { server.close(resolve); }); });

/** Lets everybody in (AuthenticationOk, ReadyForQuery) and then says nothing any more, like a connection whose other end is gone. */
async function muteServer(): Promise<{ readonly port: number; readonly sockets: net.Socket[] }> {
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => { socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])); });
  });
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { port: (server.address() as net.AddressInfo).port, sockets };
}

test.each([
  ['a statement', (pool: ReturnType<typeof databasePool>) => pool.query('select 1')],
  ['a transaction', (pool: ReturnType<typeof databasePool>) => inTransaction(pool, (client) => client.query('select 1'))],
])('%s whose answer never comes is given up, and its connection with it', async (_name, ask) => {
  const { port, sockets } = await muteServer();
  const pool = databasePool({ host: '127.0.0.1', port, user: 'app', password: '', database: 'app' }, 1, 50);
  await expect(ask(pool)).rejects.toThrow('timeout');
  await expect(ask(pool)).rejects.toThrow('timeout');
  expect(sockets).toHaveLength(2);
  for (const socket of sockets) socket.destroy();
  await pool.end();
});
