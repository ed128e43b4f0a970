import { z } from 'zod';
import { errorCodes } from '../../core/errors.js';
import type { PackageManifest } from '../../packages/archive.types.js';
import { flowSinks, flowSources, signalKinds } from '../../packages/profile/signal.types.js';
import type { PackageFile } from '../../packages/profile/file-places.js';

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

const statement = z.string().regex(/^(?:[0-9a-f]{20})?$/);
const capability = z.strictObject({
  kind: z.enum(['dynamic-code', 'process-spawn', 'network-access']), api: z.string().max(200), trigger, path, line: position, column: position, endLine: position,
  excerpt: z.string().max(400), computed: z.boolean(), statement: statement.exactOptional(),
});
const step = z.strictObject({
  name: z.enum(['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare']), command: z.string(), implicit: z.boolean(),
  files: z.array(path), folder: path.exactOptional(), digest: z.string().max(64).exactOptional(),
});
const place = { path, line: position, column: position, endLine: position, excerpt: z.string().max(400) };
const signal = z.strictObject({ kind: z.enum(signalKinds), what: z.string().max(64), key: z.string().max(1024), trigger, ...place, statement: statement.exactOptional() });
const flow = z.strictObject({
  source: z.enum(flowSources), sink: z.enum(flowSinks), hosts: z.array(z.string().max(512)).max(64), api: z.string().max(200), trigger, hops: position, ...place,
  moreHosts: z.literal(true).exactOptional(), statement: statement.exactOptional(), sourceStatement: statement.exactOptional(),
  steps: z.array(z.strictObject({ path, line: position })).max(64),
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
    unread: z.array(unread), undecided: z.boolean(), signals: z.array(signal).max(100_000), flows: z.array(flow).max(100_000), imports: z.array(z.string().max(256)).max(20_000),
  }),
});

export const answerSchema = z.union([
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('wanted'), job: position, paths: z.array(path) }),
  z.strictObject({ kind: z.literal('profile'), job: position, json: z.string() }),
]);
