import { z } from 'zod';
import { errorCodes } from '../../core/errors.js';
import type { PackageManifest } from '../../packages/archive.types.js';
import type { PackageFile } from '../../packages/profile/source-files.js';

/** What the pool tells a process. Files come in parcels, so that no single message is as large as a package. */
export type Request =
  | { readonly kind: 'files'; readonly job: number; readonly files: readonly PackageFile[] }
  | { readonly kind: 'run'; readonly job: number; readonly manifest?: PackageManifest; readonly steps: number };

/** What a process answers. `json` is the profile's text: it is measured before anything parses it. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'wanted'; readonly job: number; readonly paths: readonly string[] }
  | { readonly kind: 'profile'; readonly job: number; readonly json: string };

const code = z.enum(errorCodes);
const path = z.string().max(4096);
const trigger = z.enum(['install', 'load', 'deep', 'call', 'unreachable', 'undecided']);
const position = z.number().int().min(0).max(1_000_000_000);

const capability = z.strictObject({
  kind: z.enum(['dynamic-code', 'process-spawn', 'network-access']), api: z.string().max(200), trigger, path, line: position, column: position, endLine: position,
  excerpt: z.string().max(400), computed: z.boolean(),
});
const step = z.strictObject({
  name: z.enum(['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare']), command: z.string(), implicit: z.boolean(),
  files: z.array(path), folder: path.exactOptional(), digest: z.string().max(64).exactOptional(),
});
const unread = z.strictObject({ path, code, trigger, sha256: z.string().max(4096).exactOptional() });

/** The answer of a process that read hostile code is itself not trusted: nothing but this shape comes through. */
export const profileSchema = z.strictObject({
  coverage: z.union([
    z.strictObject({ kind: z.literal('complete') }),
    z.strictObject({ kind: z.literal('partial'), code, data: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ]),
  value: z.strictObject({
    installSteps: z.array(step), capabilities: z.array(capability).max(100_000), files: z.strictObject({ read: position, bytes: position }),
    unread: z.array(unread), undecided: z.boolean(),
  }),
});

export const answerSchema = z.union([
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('wanted'), job: position, paths: z.array(path) }),
  z.strictObject({ kind: z.literal('profile'), job: position, json: z.string() }),
]);
