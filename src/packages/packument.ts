import { Failure } from '../core/errors.js';
import { isObject, type Json, type JsonObject } from '../core/json.js';
import { limits } from '../core/limits.js';
import { recordOf, versionReducer } from './record.js';
import type { RegistryRecord, VersionRecord } from './record.types.js';

/** Members of a packument that a record is made of, `versions` apart. */
const kept: ReadonlySet<string> = new Set(['name', 'dist-tags', 'time', 'maintainers']);
/** Members of the document itself. Real packuments have about twenty. */
const mostMembers = 1_000;

const quote = 0x22;
const backslash = 0x5c;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const opens = (code: number): boolean => code === 0x7b || code === 0x5b;
const closes = (code: number): boolean => code === 0x7d || code === 0x5d;

/**
 * Reads a packument while its bytes come, and holds one version of it at a time, reduced as soon as it is whole: those of much-used packages have
 * 50 MB and more. Each part that is read is read by `JSON.parse`, and so is a skeleton of the document in which every value stands as `0`. Members
 * that no check reads are passed over, and what is written in them with them. Of a key that stands twice the last counts, as for `JSON.parse`.
 */
export class PackumentReader {
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** The members whose values are open. */
  private member: string | undefined;
  private version: string | undefined;
  private inVersions = false;
  /** What is kept as it stands: pieces of earlier chunks, where it goes on in this one, and how long it is. */
  private pieces: Uint8Array[] | undefined;
  private from = 0;
  private held = 0;

  private readonly skeleton: string[] = [];
  private members = 0;
  private readonly values = new Map<string, Json>();
  private versions: Map<string, VersionRecord> | undefined;
  private shapeless = false;
  private count = 0;
  private readonly reduced = versionReducer();

  /** @param maxVersions more are refused. */
  constructor(private readonly name: string, private readonly registry: string, private readonly maxVersions: number = limits.recordVersions.value) {}

  /** The next bytes. @throws Failure REGISTRY_MALFORMED { name, reason: 'json' | 'versions' | 'size' }. */
  push(chunk: Uint8Array): void {
    this.from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk[at]!;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (code === backslash) this.escaped = true;
        else if (code === quote) this.inString = false;
        if (this.depth === 0) this.skeleton.push(String.fromCharCode(code));
      } else if (code > 0x20) {
        if (code === quote) this.inString = true;
        if (this.member === undefined || (this.inVersions && this.version === undefined)) this.between(chunk, at, code);
        else this.inside(chunk, at, code);
      }
    }
    if (this.pieces) this.hold(chunk, chunk.length);
  }

  /** The record. @throws Failure REGISTRY_MALFORMED { name, reason: 'json' | 'shape' | 'name' }. */
  end(): RegistryRecord {
    if (this.depth !== 0 || this.inString || this.pieces) throw this.malformed('json');
    if (!isObject(this.parse(this.skeleton.join('')))) throw this.malformed('shape');
    if (this.shapeless) throw this.malformed('shape');
    return recordOf(Object.fromEntries(this.values), this.versions ?? new Map(), this.name, this.registry);
  }

  /** A byte where a key stands, or what is between members: all of it goes into the skeleton, keys as they are written. */
  private between(chunk: Uint8Array, at: number, code: number): void {
    if (code === quote && this.depth > 0) {
      if (this.pieces) throw this.malformed('json');
      this.keep(at);
    } else if (this.pieces) {
      if (code === 0x3a) this.opened(chunk, at);
      // A key is one text with a colon behind it.
      else throw this.malformed('json');
    } else {
      this.skeleton.push(String.fromCharCode(code));
      if (opens(code)) this.depth++;
      else if (closes(code)) this.ended();
    }
  }

  private ended(): void {
    this.depth--;
    if (this.inVersions && this.depth === 1) {
      this.inVersions = false;
      this.member = undefined;
    }
  }

  private opened(chunk: Uint8Array, at: number): void {
    const written = this.taken(chunk, at);
    const key = this.parse(written) as string;
    this.skeleton.push(written, ':');
    if (this.inVersions) {
      if (++this.count > this.maxVersions) throw this.malformed('versions', { limit: this.maxVersions });
      this.version = key;
      this.keep(at + 1);
      return;
    }
    if (++this.members > mostMembers) throw this.malformed('shape');
    this.member = key;
    if (key === 'versions') [this.versions, this.shapeless, this.count] = [undefined, true, 0];
    else if (kept.has(key)) this.keep(at + 1);
  }

  /** A byte of an open value. */
  private inside(chunk: Uint8Array, at: number, code: number): void {
    const outer = this.inVersions ? 2 : 1;
    if (opens(code)) {
      this.depth++;
      if (code === 0x7b && this.member === 'versions' && this.versions === undefined && this.shapeless && this.depth === 2) this.enter();
    } else if (this.depth === outer && (code === 0x2c || closes(code))) {
      this.closed(chunk, at);
      this.between(chunk, at, code);
    } else if (closes(code)) this.depth--;
    else if (this.member === 'versions' && this.depth === 1 && this.versions === undefined) this.versions = new Map();
  }

  /** The first thing in the value of `versions` is an object. */
  private enter(): void {
    this.skeleton.push('{');
    [this.inVersions, this.versions, this.shapeless] = [true, new Map(), false];
  }

  private closed(chunk: Uint8Array, at: number): void {
    const value = this.pieces ? this.parse(this.taken(chunk, at)) : undefined;
    this.skeleton.push('0');
    if (this.version === undefined) {
      if (value !== undefined) this.values.set(this.member!, value);
      this.member = undefined;
      return;
    }
    const record = this.reduced(this.version, value!);
    if (record) this.versions!.set(this.version, record);
    else this.versions!.delete(this.version);
    this.version = undefined;
  }

  private keep(at: number): void {
    [this.pieces, this.from, this.held] = [[], at, 0];
  }

  private hold(chunk: Uint8Array, to: number): void {
    this.held += to - this.from;
    if (this.held > limits.packumentMemberBytes.value) throw this.malformed('size', { limit: limits.packumentMemberBytes.value });
    this.pieces!.push(chunk.subarray(this.from, to));
  }

  private taken(chunk: Uint8Array, to: number): string {
    this.hold(chunk, to);
    const pieces = this.pieces!;
    this.pieces = undefined;
    return decoder.decode(pieces.length === 1 ? pieces[0]! : joined(pieces, this.held));
  }

  private parse(text: string): Json {
    try {
      return JSON.parse(text) as Json;
    } catch {
      throw this.malformed('json');
    }
  }

  private malformed(reason: string, more: JsonObject = {}): Failure {
    return new Failure('REGISTRY_MALFORMED', { name: this.name, registry: this.registry, reason, ...more });
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
