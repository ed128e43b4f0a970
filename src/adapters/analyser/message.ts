import { z } from 'zod';
import { errorCodes } from '../../core/errors.js';
import type { ProfileResult } from '../../packages/profile/profile.js';

const trigger = z.enum(['install', 'load', 'call', 'unreachable', 'undecided']);
const count = z.number().int().nonnegative();
const text = (most: number) => z.string().max(most);
const filePath = text(4096);
const code = z.enum(errorCodes);

const capability = z.strictObject({
  kind: z.enum(['dynamic-code', 'process-spawn', 'network-access']), api: text(300), trigger, path: filePath,
  line: count, column: count, endLine: count, excerpt: text(2000), computed: z.boolean(),
});
const step = z.strictObject({
  name: z.enum(['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare']), command: text(1_000_000), implicit: z.boolean(),
  files: z.array(filePath).max(50_000), folder: filePath.optional(), digest: text(64).optional(),
});
const coverage = z.union([
  z.strictObject({ kind: z.literal('complete') }),
  z.strictObject({ kind: z.enum(['partial', 'failed']), code, data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) }),
]);

/**
 * What an analyser process may answer. The process has read hostile code, so its answer is foreign: what is not of exactly this shape is
 * no answer. Bounds are those of an archive, or well above what the profile keeps.
 */
const answer = z.strictObject({
  id: count,
  result: z.strictObject({
    coverage,
    value: z.strictObject({
      installSteps: z.array(step).max(50_000), capabilities: z.array(capability).max(200_000), files: z.strictObject({ read: count, bytes: count }),
      unread: z.array(z.strictObject({ path: filePath, code, trigger, sha256: text(64).optional() })).max(100_000), undecided: z.boolean(),
    }),
    wanted: z.array(filePath).max(50_000),
  }),
});

/** Reads an answer; undefined when it is none. */
export function readAnswer(message: unknown): { readonly id: number; readonly result: ProfileResult } | undefined {
  const read = answer.safeParse(message);
  return read.success ? (read.data as { readonly id: number; readonly result: ProfileResult }) : undefined;
}
