import { startEmbeddedPostgres } from '../../../src/adapters/embedded-postgres/server.js';
import { problemOf } from '../../../src/core/errors.js';

// A service in a process of its own: starts a server on a folder, says how that went, and ends it when its input closes.
// Becoming another user comes after loading: that user may be kept from this Node and from these sources.
const uid = process.argv[3];
if (uid !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(Number(uid));
  process.setuid?.(Number(uid));
}
const closed = new Promise<void>((resolve) => { process.stdin.on('end', resolve).on('close', resolve).resume(); });
try {
  const server = await startEmbeddedPostgres(process.argv[2] ?? '');
  process.stdout.write(`${JSON.stringify({ pid: server.pid, adopted: server.adopted, uid: process.getuid?.() })}\n`);
  await closed;
  await server.stop();
} catch (error) {
  process.stdout.write(`${JSON.stringify(problemOf(error))}\n`);
}
