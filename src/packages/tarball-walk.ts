import { Failure } from '../core/errors.js';

/** A header as it stands in the archive, with every name that some reader gives it. */
export interface RawEntry {
  /** The type flag: '0' for a file, also where the field is empty. */
  readonly flag: string;
  /** The name in the header itself. */
  readonly plainName: string;
  /** The names that extended headers give: POSIX `path` records, local and global, and GNU long names. */
  readonly extendedNames: readonly string[];
  readonly mode: number;
  readonly at: number;
  readonly size: number;
  /** True for what stands behind the end marker, where most readers stop. */
  readonly afterEnd: boolean;
}

export interface RawReading {
  readonly entries: readonly RawEntry[];
  /** True when anything but zeros follows the first block of zeros. */
  readonly dataAfterEnd: boolean;
  /** True when no header leaves room for another reading: node-tar then gives every entry its plain name. */
  readonly plain: boolean;
}

const block = 512;
/** As node-tar's default `maxMetaEntrySize`: longer extended headers are ignored by npm, and read by others. */
const extendedHeaderBytes = 1024 * 1024;

function malformed(reason: string, at: number): Failure {
  return new Failure('TARBALL_MALFORMED', { reason, at });
}

function text(bytes: Buffer, from: number, length: number): string {
  const end = bytes.indexOf(0, from);
  return bytes.toString('utf8', from, end === -1 || end > from + length ? from + length : end);
}

/** An octal field: digits with spaces or NULs around them (POSIX.1-2017, pax). Anything else is read differently by different readers. */
function octal(bytes: Buffer, from: number, length: number): number | undefined {
  let at = from;
  const end = from + length;
  while (at < end && bytes[at] === 0x20) at += 1;
  let value = 0;
  for (; at < end && bytes[at]! >= 0x30 && bytes[at]! <= 0x37; at += 1) value = value * 8 + bytes[at]! - 0x30;
  while (at < end && bytes[at] === 0x20) at += 1;
  return at === end || bytes[at] === 0 ? value : undefined;
}

function isZero(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (bytes[at] !== 0) return false;
  return true;
}

function checksumHolds(bytes: Buffer, from: number): boolean {
  let sum = 8 * 0x20;
  for (let at = from; at < from + 148; at += 1) sum += bytes[at]!;
  for (let at = from + 156; at < from + block; at += 1) sum += bytes[at]!;
  return octal(bytes, from + 148, 8) === sum;
}

function plainName(bytes: Buffer, from: number): string {
  const name = text(bytes, from, 100);
  const prefix = bytes.toString('latin1', from + 257, from + 263) === 'ustar\0' ? text(bytes, from + 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Where a header's numbers begin. In the notation for large ones, which has its first bit set, node-tar can stumble over them. */
const numbersAt = [100, 108, 116, 124, 136, 148, 329, 337] as const;

/** True when only zeros follow the first zero of a text field: node-tar drops no more than the line that the zero stands in. */
function endsInZeros(bytes: Buffer, from: number, length: number): boolean {
  const end = bytes.indexOf(0, from);
  return end === -1 || end >= from + length || isZero(bytes, end, from + length);
}

/** True for a header of a file or folder that every reader reads alike. What is unusual in any way is left to node-tar itself. */
function isPlain(bytes: Buffer, at: number): boolean {
  const flag = bytes[at + 156]!;
  const ustar = bytes.toString('latin1', at + 257, at + 263) === 'ustar\0';
  const sumEnd = bytes[at + 155]!;
  return (flag === 0 || flag === 0x30 || flag === 0x35) && bytes[at] !== 0
    && isZero(bytes, at + 157, at + 257) && endsInZeros(bytes, at, 100)
    && (!ustar || (bytes.toString('latin1', at + 263, at + 265) === '00' && endsInZeros(bytes, at + 345, 155)))
    && (sumEnd === 0 || sumEnd === 0x20 || bytes[at + 154] === 0)
    && numbersAt.every((offset) => bytes[at + offset]! < 0x80);
}

/**
 * The records of an extended header, by their lengths as POSIX has it. node-tar splits at line ends instead, so a value that holds
 * a line end is read differently by the two; and it lets a `type` record change what an entry is, which no other reader does.
 */
function paxRecords(bytes: Buffer, at: number, size: number): Map<string, string> {
  const records = new Map<string, string>();
  let from = at;
  while (from < at + size && bytes[from] !== 0) {
    const space = bytes.indexOf(0x20, from);
    const length = space === -1 || space - from > 8 ? Number.NaN : Number(bytes.toString('latin1', from, space));
    const end = from + length;
    if (!Number.isInteger(length) || length < 5 || end > at + size || bytes[end - 1] !== 0x0a) throw malformed('extended-header', at);
    const record = bytes.toString('utf8', space + 1, end - 1);
    const equals = record.indexOf('=');
    if (equals < 1) throw malformed('extended-header', at);
    records.set(record.slice(0, equals), record.slice(equals + 1));
    from = end;
  }
  return records;
}

/** Names given to the next entry by what came before it. */
class Pending {
  names: string[] = [];
  size: string | undefined;
  private globalPath: string | undefined;

  take(flag: string, bytes: Buffer, at: number, size: number): void {
    if (flag === 'L' || flag === 'N') { this.names.push(text(bytes, at, size)); return; }
    if (flag === 'K') return;
    const records = paxRecords(bytes, at, size);
    if (records.has('type')) throw malformed('extended-type', at);
    const path = records.get('path');
    if (flag === 'g') {
      if (records.has('size')) throw malformed('extended-size', at);
      this.globalPath = path ?? this.globalPath;
      return;
    }
    if (path !== undefined) this.names.push(path);
    this.size = records.get('size') ?? this.size;
  }

  /** Hands the names over and forgets them. A NUL ends a name for every reader that knows C. */
  give(): string[] {
    const names = (this.globalPath === undefined ? this.names : [...this.names, this.globalPath]).map((name) => name.replace(/\0[^]*$/, ''));
    this.names = [];
    this.size = undefined;
    return names;
  }
}

const extendedFlags = new Set(['x', 'X', 'g', 'L', 'K', 'N']);

/**
 * Reads an archive's headers one by one, independently of node-tar, and goes on behind the end marker. Where readers could lose step with
 * each other (sizes given twice, bodies on folders and links, numbers in other notations) it refuses instead: then no reading is safe.
 * `bytes` is the unpacked archive, `maxEntries` bounds its headers.
 * @throws Failure TARBALL_MALFORMED { reason, at }, TARBALL_LIMIT { limit: 'archiveEntries', value }.
 */
export function walkHeaders(bytes: Buffer, maxEntries: number): RawReading {
  const entries: RawEntry[] = [];
  const pending = new Pending();
  let headers = 0;
  let zeros = 0;
  let ended = false;
  let dataAfterEnd = false;
  let plain = true;
  let at = 0;
  for (; at + block <= bytes.length; ) {
    if (bytes[at] === 0 && isZero(bytes, at, at + block)) {
      zeros += 1;
      ended ||= zeros > 1;
      at += block;
      continue;
    }
    dataAfterEnd ||= zeros > 0 || ended;
    zeros = 0;
    const size = octal(bytes, at + 124, 12);
    if (!checksumHolds(bytes, at) || size === undefined) {
      if (ended) break;
      throw malformed(size === undefined ? 'size' : 'checksum', at);
    }
    headers += 1;
    if (headers > maxEntries) throw new Failure('TARBALL_LIMIT', { limit: 'archiveEntries', value: maxEntries });
    plain &&= isPlain(bytes, at);
    const flag = bytes[at + 156] === 0 ? '0' : bytes.toString('latin1', at + 156, at + 157);
    const body = at + block;
    const next = body + Math.ceil(size / block) * block;
    if (body + size > bytes.length) {
      if (ended) break;
      throw malformed('truncated', at);
    }
    if (extendedFlags.has(flag)) {
      if (size > extendedHeaderBytes) throw malformed('extended-header-size', at);
      pending.take(flag, bytes, body, size);
    } else {
      if (pending.size !== undefined && Number(pending.size) !== size) throw malformed('extended-size', at);
      const name = plainName(bytes, at);
      const mayHaveBody = flag !== '1' && flag !== '2' && flag !== '5' && !name.endsWith('/');
      if (size > 0 && !mayHaveBody) throw malformed('body-on-folder-or-link', at);
      entries.push({ flag, plainName: name, extendedNames: pending.give(), mode: (octal(bytes, at + 100, 8) ?? 0) & 0o7777, at: body, size, afterEnd: ended });
    }
    at = next;
  }
  if (at < bytes.length && !isZero(bytes, at, bytes.length)) dataAfterEnd = true;
  return { entries, dataAfterEnd, plain: plain && !dataAfterEnd && entries.length > 0 };
}
