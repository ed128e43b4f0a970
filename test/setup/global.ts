import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/**
 * One PostgreSQL for a run of the tests, started when the first test asks for it (test/setup/postgres.ts). Its process ends, and
 * takes its folder with it, when the pipe to this one closes, however this one ends.
 */
// oxlint-disable-next-line import/no-default-export -- jest calls the default export
export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mergewarden-test-'));
  chmodSync(folder, 0o711);
  let answer: Promise<string> | undefined;
  const start = (): Promise<string> => new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', './dev/register.mjs', 'test/setup/postgres-server.ts', folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (part: Buffer) => {
      said += part.toString('utf8');
      if (said.endsWith('\n')) resolve(said);
    });
    child.on('error', reject);
    child.on('exit', () => { resolve(`${JSON.stringify({ error: 'the test database did not start' })}\n`); });
    child.unref();
    (child.stdin as net.Socket).unref();
    (child.stdout as net.Socket).unref();
  });
  const listener = net.createServer((socket) => {
    socket.on('error', () => undefined);
    answer ??= start();
    answer.then((text) => { socket.end(text); }, () => { socket.destroy(); });
  });
  const address = path.join(folder, 'ask');
  await new Promise<void>((resolve) => { listener.listen(address, resolve); });
  listener.unref();
  process.env['MERGEWARDEN_TEST_POSTGRES'] = address;
  process.on('exit', () => {
    listener.close();
    if (answer === undefined) rmSync(folder, { recursive: true, force: true });
  });
}
