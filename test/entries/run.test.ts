import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test, jest } from '@jest/globals';
import pg from 'pg';
import { pullPayload, sha } from '../app/harness.js';
import { testDatabase } from '../setup/postgres.js';

// Processes and servers are started here, which a busy machine does slowly.
jest.setTimeout(120_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mw-serve-'));
  chmodSync(folder, 0o711);
});
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
const secret = 'a secret for serving, long';
const credentials = { MERGEWARDEN_APP_ID: '5', MERGEWARDEN_PRIVATE_KEY: '-----BEGIN RSA PRIVATE KEY-----\\nxyz\\n-----END RSA PRIVATE KEY-----', MERGEWARDEN_WEBHOOK_SECRET: secret };

function started(words: readonly string[], env: NodeJS.ProcessEnv) {
  const child: ChildProcess = spawn(process.execPath, ['--import', './dev/register.mjs', 'test/entries/run-process.ts', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: os.tmpdir(), MERGEWARDEN_HOST: '127.0.0.1', PORT: '0', ...env },
  });
  const lines: string[] = [];
  const waiting: { readonly word: string; readonly resolve: (line: string) => void }[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const one of waiting) if (line.includes(one.word)) one.resolve(line);
    });
  }
  return {
    child, lines,
    says: (word: string): Promise<string> => new Promise((resolve) => {
      const said = lines.find((line) => line.includes(word));
      if (said === undefined) waiting.push({ word, resolve });
      else resolve(said);
    }),
    ended: (async () => (await once(child, 'close') as [number | null])[0])(),
  };
}

describe('serving', () => {
  test('brings its own database, takes a delivery, and when asked to end gives the job back and stops its server', async () => {
    const data = path.join(folder, 'data');
    const service = started(['serve', '--data', data], credentials);
    const { port } = JSON.parse(await service.says('"serving"')) as { port: number };
    const body = pullPayload({ action: 'opened', head: sha('1') });
    const answer = await fetch(`http://127.0.0.1:${port}/webhook`, {
      method: 'POST', body,
      headers: { 'content-type': 'application/json', 'x-github-event': 'pull_request', 'x-github-delivery': '00000000-0000-4000-8000-00000000000a', 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` },
    });
    expect(answer.status).toBe(202);
    await service.says('reviewing');
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    expect(service.lines).toContain('closed');
    expect(service.lines.join('\n')).not.toContain(secret);
    const again = started(['serve', '--data', data], credentials);
    const line = await again.says('"serving"');
    expect(JSON.parse(line)).toMatchObject({ database: 'embedded', adopted: false });
    await again.says('reviewing');
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(0);
  });

  test.each([
    ['a default secret', ['serve'], { ...credentials, MERGEWARDEN_WEBHOOK_SECRET: 'development' }, 64, 'well-known default'],
    ['an option it does not know', ['serve', '--nonsense'], credentials, 64, '--data and --port'],
    ['no credentials, when the set-up was given up', ['serve'], {}, 2, 'setup'],
    ['a worker without a shared database', ['worker'], credentials, 64, 'DATABASE_URL'],
    ['a database that is not there', ['serve'], { ...credentials, DATABASE_URL: 'postgres://app:hunter2hunter2@127.0.0.1:1/x' }, 2, 'DATABASE_UNREACHABLE'],
  ])('refuses to start with %s', async (_, words, env, code, word) => {
    const service = started(words, env);
    expect(await service.ended).toBe(code);
    expect(service.lines.join('\n')).toContain(word);
    expect(service.lines.join('\n')).not.toContain('hunter2');
  });

  test('refuses a database that a newer one has migrated', async () => {
    const database = await testDatabase();
    const { address } = database;
    const client = new pg.Client({ ...address });
    await client.connect();
    await client.query('insert into mergewarden.migration (version) values (1000)');
    await client.end();
    const url = `postgresql://${address.user}:${address.password}@/${address.database}?host=${encodeURIComponent(address.host)}&port=${address.port}`;
    const service = started(['serve'], { ...credentials, DATABASE_URL: url });
    expect(await service.ended).toBe(2);
    expect(service.lines.join('\n')).toContain('SCHEMA_NEWER');
    await database.drop();
  });
});
