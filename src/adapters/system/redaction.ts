import type { Json } from '../../core/json.js';

/** Shapes of secrets, each matched in linear time: a fixed prefix, then a run of one character class. */
const shapes: readonly RegExp[] = [
  // GitHub's tokens; the installation token has had more than one length and form (ghs_APPID_JWT), so no length is asked for.
  /\b(?:gh[opsur]_|github_pat_)[A-Za-z0-9_.-]+/g,
  /\bnpm_[A-Za-z0-9]{8,}/g,
  // A JSON Web Token, such as the App's own.
  // Whatever begins like one: a dot that is sought behind would have a text of many beginnings read from each of them to its end.
  /\beyJ[A-Za-z0-9_.-]{10,}/g,
  /\b(?:Bearer|Basic|token) +[A-Za-z0-9+/_=.~-]{8,}/gi,
  /-----BEGIN [A-Z ]{1,40}-----[^-]*(?:-----END [A-Z ]{1,40}-----)?/g,
  /\bsha256=[0-9a-f]{64}\b/g,
  /:\/\/[^\s/@:]{0,256}:[^\s/@]{1,256}@/g,
];
/** Fields whose value is never shown, whatever it looks like. */
const secretNames = new Set(['authorization', 'cookie', 'password', 'secret', 'privatekey', 'private_key', 'token', '_authtoken', 'databaseurl', 'database_url', 'x-hub-signature-256']);
const hidden = '[redacted]';
const deepest = 8;

/** Takes secrets out of texts and fields. */
export interface Redactor {
  text(value: string): string;
  json(value: Json): Json;
}

/**
 * Redacts by known value, by shape and by field name. `values` are secrets in use (App key, webhook secrets, passwords); each line
 * of a value counts, so that a key is found in pieces too. Values under 6 characters would blank out ordinary words and are left to
 * the start-up check, which refuses them. `also` knows the secrets that are learned while running.
 */
export function redactor(values: readonly string[], also: (text: string) => string = (text) => text): Redactor {
  const known = values.flatMap((value) => [value, ...value.split('\n')]).map((value) => value.trim()).filter((value) => value.length >= 6)
    .sort((a, b) => b.length - a.length);
  const text = (value: string): string => {
    let clean = also(value);
    for (const secret of known) clean = clean.replaceAll(secret, hidden);
    for (const shape of shapes) clean = clean.replace(shape, (match) => (match.startsWith('://') ? `://${hidden}@` : hidden));
    return clean;
  };
  const json = (value: Json, depth = 0): Json => {
    if (typeof value === 'string') return text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= deepest) return '[deep]';
    if (Array.isArray(value)) return value.map((item: Json) => json(item, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), secretNames.has(key.toLowerCase()) ? hidden : json(item as Json, depth + 1)]));
  };
  return { text, json: (value) => json(value) };
}
