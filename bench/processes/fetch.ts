import http from 'node:http';
import { gunzipSync } from 'node:zlib';

// The floor of a review: the same archives, fetched over 8 connections and unpacked, and nothing else.
process.once('message', ({ urls }: { readonly urls: readonly string[] }) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  const fetchOne = (url: string): Promise<number> => new Promise((resolve, reject) => {
    http.get(url, { agent }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => { resolve(gunzipSync(Buffer.concat(parts)).length); });
      response.on('error', reject);
    }).on('error', reject);
  });
  const start = performance.now();
  void Promise.all(urls.map(fetchOne)).then((sizes) => {
    agent.destroy();
    process.send?.({ ms: performance.now() - start, bytes: sizes.reduce((sum, one) => sum + one, 0) });
  });
});
process.once('disconnect', () => { process.exit(0); });
