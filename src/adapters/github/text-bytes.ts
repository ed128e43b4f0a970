import { createHash } from 'node:crypto';
import { z } from 'zod';
import { sha } from './shapes.js';

const blobShape = z.object({ oid: sha, byteSize: z.number().int(), isBinary: z.boolean().nullable(), isTruncated: z.boolean(), text: z.string().nullable() });

/** The id that git gives these bytes as a blob, in the repository's own hash (told by the id's length). */
export function blobId(bytes: Uint8Array, like: string): string {
  return createHash(like.length === 64 ? 'sha256' : 'sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
}

/** The bytes that a text stands for, when they are whole and git gives them this id: whatever a service did to a text on its way, they are the file's. */
export function textBytes(value: unknown, oid: string): Uint8Array | undefined {
  const read = blobShape.safeParse(value);
  if (!read.success || read.data.oid !== oid || read.data.isTruncated || read.data.text === null) return undefined;
  const bytes = new TextEncoder().encode(read.data.text);
  return bytes.byteLength === read.data.byteSize && blobId(bytes, oid) === oid ? bytes : undefined;
}
