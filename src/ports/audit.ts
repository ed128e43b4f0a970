import type { Json } from '../core/json.js';

export type AuditKind = 'verdict' | 'unreviewed' | 'superseded' | 'waiver' | 'policy';

/** A row that is never changed: who was told what, about which head, under which policy. */
export interface AuditEntry {
  readonly kind: AuditKind;
  readonly installation: number;
  readonly repository: number;
  readonly head: string;
  readonly pull?: number;
  readonly body: Json;
}

export interface AuditRow extends AuditEntry {
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Audit {
  append(entries: readonly AuditEntry[]): Promise<void>;
  /** Rows in their order, for an export; `after` is the last sequence seen. */
  read(filter: { readonly repository?: number; readonly after?: number; readonly limit: number }): Promise<readonly AuditRow[]>;
}
