import type { StandInPackage, StandInVersion } from '../../registry/index.js';

/**
 * One well-known attack as the difference between two versions of a package, rebuilt from public reports so that only its shape is left:
 * targets are below example.invalid, what would be decoded or downloaded is a comment, and nothing of it is ever run. It is only parsed.
 */
export interface Replica {
  /** Package and year: the name of the file. */
  readonly id: string;
  /** What happened, and when: one sentence. */
  readonly story: string;
  /** The package that a pull request updates, or adds where there is no `before`. */
  readonly name: string;
  readonly before?: ReplicaVersion;
  readonly after: ReplicaVersion;
  /** Packages that the new version newly depends on, as the same pull request brings them. */
  readonly brings?: readonly StandInPackage[];
  /** `block`: must reach high or critical. `warn`: at least medium, where only the registry's history could say more. */
  readonly must: 'block' | 'warn';
}
export type ReplicaVersion = StandInVersion & { readonly files: { readonly [path: string]: string | Uint8Array } };

/** Text without meaning that compresses badly: what stands for a payload. Seeded, so that bytes are the same everywhere (xorshift32). */
export function noise(length: number, seed: number, alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'): string {
  let state = seed | 1;
  let out = '';
  while (out.length < length) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    out += alphabet[(state >>> 0) % alphabet.length]!;
  }
  return out;
}

/** Bytes without meaning, of entropy near 8. */
export function noiseBytes(length: number, seed: number): Uint8Array {
  const text = noise(length * 2, seed, '0123456789abcdef');
  return new Uint8Array(Buffer.from(text, 'hex'));
}
