import type { Json } from '../core/json.js';

export type LogFields = { readonly [key: string]: Json | undefined };

/** Structured log: a constant message and fields. Secrets are redacted by the adapter, over every field. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  with(fields: LogFields): Log;
}

export type ProgressStage = 'snapshot' | 'lockfiles' | 'facts' | 'checks' | 'judge' | 'publish';

/** Tells a waiting person how far a review is. Called often; the adapter thins it out. */
export interface Progress {
  report(stage: ProgressStage, done: number, total: number, detail?: string): void;
}
