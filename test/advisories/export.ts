import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipOptions {
  /** Sizes behind each file, as a writer does that cannot go back. */
  readonly descriptors?: boolean;
  readonly zip64?: boolean;
  readonly stored?: boolean;
  readonly comment?: string;
}

/** A ZIP archive of texts, laid out as exports are. */
export function zipOf(files: readonly (readonly [name: string, content: string])[], { descriptors = false, zip64 = false, stored = false, comment = '' }: ZipOptions = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  const put = (bytes: Buffer): void => { parts.push(bytes); at += bytes.length; };
  for (const [name, text] of files) {
    const content = Buffer.from(text);
    const packed = stored ? content : deflateRawSync(content);
    const fields = (bytes: Buffer, from: number, known: boolean): void => {
      bytes.writeUInt16LE(descriptors ? 8 : 0, from);
      bytes.writeUInt16LE(stored ? 0 : 8, from + 2);
      for (const [index, value] of [crc32(content), packed.length, content.length].entries()) bytes.writeUInt32LE(known ? value : 0, from + 8 + 4 * index);
      bytes.writeUInt16LE(Buffer.byteLength(name), from + 20);
    };
    const [header, entry] = [Buffer.alloc(30), Buffer.alloc(46)];
    header.writeUInt32LE(0x04034b50, 0);
    fields(header, 6, !descriptors);
    entry.writeUInt32LE(0x02014b50, 0);
    fields(entry, 8, true);
    entry.writeUInt32LE(at, 42);
    directory.push(entry, Buffer.from(name));
    put(header);
    put(Buffer.from(name));
    put(packed);
    if (!descriptors) continue;
    const behind = Buffer.alloc(16);
    for (const [index, value] of [0x08074b50, crc32(content), packed.length, content.length].entries()) behind.writeUInt32LE(value, 4 * index);
    put(behind);
  }
  const start = at;
  put(Buffer.concat(directory));
  const length = at - start;
  if (zip64) {
    const end64 = Buffer.alloc(56);
    const locator = Buffer.alloc(20);
    end64.writeUInt32LE(0x06064b50, 0);
    for (const [offset, value] of [[4, 44], [24, files.length], [32, files.length], [40, length], [48, start]] as const) end64.writeBigUInt64LE(BigInt(value), offset);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(at), 8);
    put(end64);
    put(locator);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  for (const offset of [8, 10]) end.writeUInt16LE(zip64 ? 0xffff : files.length, offset);
  end.writeUInt32LE(zip64 ? 0xffffffff : length, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : start, 16);
  end.writeUInt16LE(comment.length, 20);
  put(Buffer.concat([end, Buffer.from(comment)]));
  return Buffer.concat(parts);
}

export interface Exported {
  readonly id: string;
  readonly modified?: unknown;
}

/** A stand-in for the host of an export, on this machine. */
export interface ExportHost {
  readonly url: string;
  /** The paths that were asked for, in their order; `asked.length = 0` forgets them. */
  readonly asked: string[];
  /** Answers by path: bytes, a status, an address to go to, or `cut` for an answer that breaks off. */
  readonly answers: Map<string, Buffer | number | { readonly to: string } | 'cut' | 'silence'>;
  /** Lays out records as the export of an ecosystem; those of `unpacked` are in the list and as files, and not in the archive. */
  publish(records: readonly Exported[], more?: { readonly unpacked?: readonly Exported[]; readonly zip?: ZipOptions; readonly etag?: string }): void;
  close(): Promise<void>;
}

export async function startExportHost(): Promise<ExportHost> {
  const asked: string[] = [];
  const answers: ExportHost['answers'] = new Map();
  let etag = '';
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const answer = answers.get(path);
    if (path.endsWith('.csv') && etag !== '' && request.headers['if-none-match'] === etag) response.writeHead(304).end();
    else if (answer === 'silence') return;
    else if (answer === 'cut') { response.writeHead(200, { 'content-length': 1_000_000 }); response.write(Buffer.alloc(1_000)); setImmediate(() => { response.destroy(); }); }
    else if (answer === undefined || typeof answer === 'number') response.writeHead(answer ?? 404).end('no');
    else if (Buffer.isBuffer(answer)) response.writeHead(200, { 'content-length': answer.length, ...(path.endsWith('.csv') && etag !== '' ? { etag } : {}) }).end(answer);
    else response.writeHead(302, { location: answer.to }).end();
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/export`, asked, answers,
    publish(records, { unpacked = [], zip, etag: next = '' } = {}) {
      etag = next;
      const all = [...records, ...unpacked];
      const line = ({ id, modified }: Exported): string => `${typeof modified === 'string' ? modified : '2026-01-01T00:00:00Z'},${id}\n`;
      answers.set('/export/npm/modified_id.csv', Buffer.from(all.map(line).sort().reverse().join('')));
      answers.set('/export/npm/all.zip', zipOf(records.map((record) => [`${record.id}.json`, JSON.stringify(record)]), zip));
      for (const record of all) answers.set(`/export/npm/${record.id}.json`, Buffer.from(JSON.stringify(record)));
    },
    close: () => new Promise((resolve) => { server.close(() => { resolve(); }); server.closeAllConnections(); }),
  };
}
