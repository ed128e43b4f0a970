import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a service answers a request with, in place of what it knows. */
export type Fault = { readonly status: number } | { readonly body: string } | { readonly to: string } | 'silence' | 'cut';

/** A stand-in for the OSV API and for a registry's bulk endpoint, on this machine. */
export interface AdvisoryHost {
  readonly url: string;
  /** Path and body of each request, in their order. */
  readonly asked: { readonly path: string; readonly body: string }[];
  /** By path. */
  readonly faults: Map<string, Fault>;
  /** OSV records, found under each package that they name. */
  records: readonly { readonly id: string; readonly [key: string]: unknown }[];
  /** How many ids one page of an answer names. */
  page: number;
  /** What the bulk endpoint knows, by name. */
  bulk: { readonly [name: string]: readonly unknown[] };
  close(): Promise<void>;
}

interface Query { readonly package: { readonly ecosystem: string; readonly name: string }; readonly page_token?: string }

export async function startAdvisoryHost(): Promise<AdvisoryHost> {
  const names = (record: AdvisoryHost['records'][number], { package: { ecosystem, name } }: Query): boolean => (record['affected'] as { readonly package: Query['package'] }[]).some((one) => one.package.ecosystem === ecosystem && one.package.name === name);
  const batch = (queries: readonly Query[]): unknown => ({
    results: queries.map((query) => {
      const found = host.records.filter((record) => names(record, query));
      const from = Number(query.page_token ?? 0);
      const vulns = found.slice(from, from + host.page).map(({ id, modified }) => ({ id, modified }));
      return { ...(vulns.length > 0 ? { vulns } : {}), ...(from + host.page < found.length ? { next_page_token: String(from + host.page) } : {}) };
    }),
  });
  const answer = (path: string, body: string): unknown => {
    if (path === '/v1/querybatch') return batch((JSON.parse(body) as { readonly queries: readonly Query[] }).queries);
    if (path.startsWith('/v1/vulns/')) return host.records.find(({ id }) => path === `/v1/vulns/${id}`);
    if (path !== '/-/npm/v1/security/advisories/bulk') return undefined;
    return Object.fromEntries(Object.keys(JSON.parse(body) as object).flatMap((name) => (name in host.bulk ? [[name, host.bulk[name]]] : [])));
  };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [path, body] = [request.url ?? '', Buffer.concat(chunks).toString('utf8')];
      host.asked.push({ path, body });
      const fault = host.faults.get(path);
      const found = fault === undefined ? answer(path, body) : undefined;
      if (fault === 'silence') return;
      if (fault === 'cut') { response.writeHead(200, { 'content-length': 1_000 }); response.write('{'); setImmediate(() => { response.destroy(); }); return; }
      if (fault !== undefined && 'to' in fault) response.writeHead(302, { location: fault.to }).end();
      else if (fault !== undefined && 'body' in fault) response.writeHead(200, { 'content-type': 'application/json' }).end(fault.body);
      else response.writeHead(fault?.status ?? (found === undefined ? 404 : 200), { 'content-type': 'application/json' }).end(JSON.stringify(found ?? { error: 'none' }));
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const host: AdvisoryHost = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked: [], faults: new Map(), records: [], page: 1_000, bulk: {},
    close: () => new Promise((resolve) => { server.close(() => { resolve(); }); server.closeAllConnections(); }),
  };
  return host;
}
