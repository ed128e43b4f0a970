/**
 * Cuts secrets out of texts: values that we know, and whatever has a secret's prefix. Every log line and every text of an error goes
 * through here. GitHub's tokens are told by prefix, not by length: since 2026-04 an installation token is `ghs_` with a JWT behind it.
 */
export interface Secrets {
  /** Remembers a value, so that it never comes out again. Values shorter than 8 characters are not taken: they would cut ordinary words. */
  add(value: string): void;
  redact(text: string): string;
}

const cut = '[redacted]';
/** Linear each: one character class behind a literal. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(?:gh[a-z]|github_pat)_[A-Za-z0-9_.-]+/g, cut],
  [/\beyJ[A-Za-z0-9_.-]{10,}/g, cut],
  [/\bnpm_[A-Za-z0-9]{20,}/g, cut],
  [/\/\/[^\s/@:]{1,256}:[^\s/@]{1,1024}@/g, `//${cut}@`],
];
const pemStart = '-----BEGIN ';
const pemEnd = '-----END ';

/** Cuts everything between the markers of a PEM private key, whether or not the end marker is there. */
function withoutKeys(text: string): string {
  let out = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf(pemStart, at);
    if (start < 0) return out + text.slice(at);
    const label = text.slice(start, start + 64);
    if (!label.includes('PRIVATE KEY')) {
      out += text.slice(at, start + pemStart.length);
      at = start + pemStart.length;
      continue;
    }
    out += text.slice(at, start) + cut;
    const end = text.indexOf(pemEnd, start);
    if (end < 0) return out;
    const close = text.indexOf('-----', end + pemEnd.length);
    at = close < 0 ? text.length : close + 5;
  }
}

/** Cuts what has the form of a secret out of a text: GitHub tokens, JWTs, npm tokens, passwords in URLs, private keys. */
export function redact(text: string): string {
  let out = text.includes(pemStart) ? withoutKeys(text) : text;
  for (const [pattern, instead] of patterns) out = out.replace(pattern, instead);
  return out;
}

/** A redactor that also knows values: at most `capacity` of them, the oldest forgotten first (tokens live an hour, keys are added last at start). */
export function createSecrets(kept: readonly string[] = [], capacity = 2000): Secrets {
  const fixed = kept.filter((value) => value.length >= 8);
  const known = new Set<string>();
  return {
    add(value) {
      if (value.length < 8) return;
      known.delete(value);
      known.add(value);
      if (known.size > capacity) known.delete(known.values().next().value as string);
    },
    redact(text) {
      let out = text;
      for (const value of fixed) if (out.includes(value)) out = out.replaceAll(value, cut);
      for (const value of known) if (out.includes(value)) out = out.replaceAll(value, cut);
      return redact(out);
    },
  };
}
