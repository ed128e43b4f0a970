import type { Json } from '../../../core/json.js';

const longest = 120;

/** A setting's value for a text, cut. An address may carry a name and a password, or a token, before its host: those are left out. */
export function show(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 2_000).replace(/\/\/[^/@\s]{1,300}@/g, '//…@');
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
