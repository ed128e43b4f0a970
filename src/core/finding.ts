import type { InstallRoot } from './lockfile.js';
import type { Location } from './location.js';
import type { Origin } from './origin.js';

export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];
export const confidences = ['low', 'medium', 'high'] as const;
export type Confidence = (typeof confidences)[number];
/** commented / in the details / only on request. */
export type Level = 'default' | 'folded' | 'audit';

/** Kebab-case words of the field; a public contract once released. */
export type CheckId = string;
export type MessageId = string;
/** Values for a message's placeholders. Foreign text, raw: it is escaped at the sink and nowhere else. */
export type MessageData = { readonly [key: string]: string | number | readonly string[] };

/** One step of how something comes about: a place and a word on what happens there. */
export interface Step {
  readonly at: Location;
  readonly note: string;
}

/** What a finding rests on. `text` is foreign and raw; `decoded` the readable form beside it. */
export interface Evidence {
  readonly kind: 'code' | 'manifest' | 'advisory' | 'lockfile' | 'record' | 'policy';
  readonly at?: Location;
  readonly text: string;
  readonly decoded?: string;
}

/** A way to mend a finding. `safe` never changes behaviour; `unsafe` wants a person's look. */
export interface Fix {
  readonly kind: 'upgrade' | 'remove' | 'edit' | 'command' | 'suggestion';
  readonly disposition: 'safe' | 'unsafe';
  readonly text: string;
  /** The command that has to follow it. */
  readonly then?: string;
}

export interface Finding {
  readonly check: CheckId;
  readonly message: MessageId;
  readonly data: MessageData;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly level: Level;
  readonly change: 'added' | 'worsened' | 'standing';
  readonly at: Location;
  readonly related: readonly Location[];
  readonly trace: readonly Step[];
  readonly subject?: Origin;
  /** The SRI text of the subject's bytes as the lockfile (else the record) pins them: waivers bind it. */
  readonly integrity?: string;
  readonly root?: InstallRoot;
  readonly evidence: readonly Evidence[];
  readonly fixes: readonly Fix[];
  readonly fingerprint: string;
  /** Where a rule of the policy lets this one only warn, whatever its severity: the rule's key. */
  readonly warnsBy?: string;
  /** Logins of second persons whose approval of this very head settles what would block otherwise: then it is told and blocks nothing. */
  readonly approvedBy?: readonly string[];
}

/** True when `a` is at least as severe as `b`. */
export function atLeast(a: Severity, b: Severity): boolean {
  return severities.indexOf(a) >= severities.indexOf(b);
}
